/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many messages are taken from one sender, and from all: a person types slower than this, a bomb does not. */
#define RB_MESSAGE_LIMIT_SENDER 20 /* at once; then one each 3 s */
#define RB_MESSAGE_LIMIT_ALL 100   /* at once; then one a second */

typedef struct _RbMessageLimit RbMessageLimit;

RbMessageLimit *rb_message_limit_new (void);
void            rb_message_limit_free (RbMessageLimit *self);
/* Whether one more of @sender is taken at @now_us (monotonic); if not, @wait_s (out): when to try again. It remembers 256
 * senders at most; who is not among them counts with all. */
gboolean        rb_message_limit_take (RbMessageLimit *self, const char *sender, gint64 now_us, guint *wait_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbMessageLimit, rb_message_limit_free)

G_END_DECLS
