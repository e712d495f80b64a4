/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"

G_BEGIN_DECLS

/* Recording a call: both sides, in a file named by date and party. Signal "changed" of the call when it begins or ends. */

/* @folder (nullable): that of rb_call_recording_get_folder(). Only an answered call can be recorded. FALSE with @error: a
 * sentence for people. */
gboolean    rb_call_start_recording (RbCall *self, const char *folder, GError **error);
void        rb_call_stop_recording (RbCall *self);
gboolean    rb_call_is_recording (RbCall *self);
const char *rb_call_get_recording_path (RbCall *self); /* (nullable): the last one of this call */

/* "Recordings of calls" in the music folder, or beside the data where there is none. (transfer full) */
char       *rb_call_recording_get_folder (void);
/* "2026-11-26 08.30.05 Alice.opus" of @time_us (wall clock) and whatever @party calls itself; @n > 1: "… (2).opus".
 * Pure. (transfer full) */
char       *rb_call_recording_make_name (gint64 time_us, const char *party, guint n);

G_END_DECLS
