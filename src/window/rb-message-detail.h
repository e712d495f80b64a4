/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/* One message: explained, its headers as a tree in which every field marks its bytes and is explained, the offer and
 * answer it is part of, its text, its bytes, and what differs from an earlier one. Signals:
 *  "close"                              somebody wants it out of the way
 *  "message-activated" (guint position) a link to another message was followed
 *  "note-changed" (guint position)      the student's own note was written into the trace */
#define RB_TYPE_MESSAGE_DETAIL (rb_message_detail_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetail, rb_message_detail, RB, MESSAGE_DETAIL, GtkWidget)

/* @message: (nullable): one of @trace. The page stays the same. */
void rb_message_detail_set_message (RbMessageDetail *self, RbTrace *trace, RbMessage *message);
/* Whose accounts the check of a digest may ask for a password. @phone: (nullable) */
void rb_message_detail_set_phone (RbMessageDetail *self, RbPhone *phone);
/* Says that the message shown is the newest one, which changes by itself. */
void rb_message_detail_set_following (RbMessageDetail *self, gboolean following);

G_END_DECLS
