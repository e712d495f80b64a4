/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-trace.h"

G_BEGIN_DECLS

/* The student's own note of a message, written into the trace as it is typed. Signal "changed" (guint position). */
#define RB_TYPE_MESSAGE_DETAIL_NOTE (rb_message_detail_note_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailNote, rb_message_detail_note, RB, MESSAGE_DETAIL_NOTE, GtkWidget)

/* @trace: (nullable). What was typed for the message before is kept first. */
void rb_message_detail_note_set_message (RbMessageDetailNote *self, RbTrace *trace, guint position);

G_END_DECLS
