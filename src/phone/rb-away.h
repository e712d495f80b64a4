/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether nobody is at the computer: the desktop has locked or darkened the screen, as it tells on the session bus. Asks
 * nothing and starts nothing there. Main thread only. */
typedef struct _RbAway RbAway;

/* @changed: called with @data when rb_away_is_on() differs */
RbAway  *rb_away_new (void (*changed) (gpointer data), gpointer data);
void     rb_away_free (RbAway *self);
gboolean rb_away_is_on (RbAway *self);

G_END_DECLS
