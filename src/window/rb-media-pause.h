/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call-activity.h"

G_BEGIN_DECLS

/* Pauses what other programs play (MPRIS) while somebody telephones, with the setting “pause-media”, and lets those and
 * only those that it paused play on after the last call. */
#define RB_TYPE_MEDIA_PAUSE (rb_media_pause_get_type ())
G_DECLARE_FINAL_TYPE (RbMediaPause, rb_media_pause, RB, MEDIA_PAUSE, GObject)

/* @bus: (nullable): that of the session */
RbMediaPause *rb_media_pause_new (RbCallActivity *activity, GSettings *settings, GDBusConnection *bus);

G_END_DECLS
