/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A mark for what one program has begun in a file that others use too, and may leave unfinished: each has a number,
 * and the kernel knows which of them are still there, also from another sandbox. */
typedef struct _RbHistoryOwner RbHistoryOwner;

/* @path: of the lock file, made when missing. Where it cannot be locked the number is 0, which nobody has. */
RbHistoryOwner *rb_history_owner_new (const char *path);
void            rb_history_owner_free (RbHistoryOwner *self);
gint64          rb_history_owner_get_id (RbHistoryOwner *self); /* > 0, a new one for each owner */
/* TRUE for this one and for every other that has not been freed and whose program runs. */
gboolean        rb_history_owner_is_alive (RbHistoryOwner *self, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbHistoryOwner, rb_history_owner_free)

G_END_DECLS
