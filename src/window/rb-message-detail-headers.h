/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-field.h"

G_BEGIN_DECLS

/* The fields of a message as a tree. Signal "field-selected" (RbField *, nullable). */
#define RB_TYPE_MESSAGE_DETAIL_HEADERS (rb_message_detail_headers_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailHeaders, rb_message_detail_headers, RB, MESSAGE_DETAIL_HEADERS, GtkWidget)

void rb_message_detail_headers_set_message (RbMessageDetailHeaders *self, RbMessage *message); /* (nullable) */
/* From a header down to the selected field; empty when none is. (transfer full) (element-type RbField) */
GPtrArray *rb_message_detail_headers_list_path (RbMessageDetailHeaders *self);
/* Nothing is selected any more. */
void rb_message_detail_headers_unselect (RbMessageDetailHeaders *self);

G_END_DECLS
