/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-trace.h"

G_BEGIN_DECLS

/* One message: its headers as a tree in which every field marks its bytes, its text, its bytes.
 * Signal "close" when somebody wants it out of the way. */
#define RB_TYPE_MESSAGE_DETAIL (rb_message_detail_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetail, rb_message_detail, RB, MESSAGE_DETAIL, GtkWidget)

/* @message: (nullable): one of @trace. */
void rb_message_detail_set_message (RbMessageDetail *self, RbTrace *trace, RbMessage *message);

G_END_DECLS
