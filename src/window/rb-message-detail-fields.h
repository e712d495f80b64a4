/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-detail-page.h"

G_BEGIN_DECLS

/* The page with the fields of a message as a tree, what the selected one is for, and the text in which it is marked.
 * Signal "span-selected" (guint offset, guint length) when other views are to mark those bytes; length 0: none. */
#define RB_TYPE_MESSAGE_DETAIL_FIELDS (rb_message_detail_fields_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailFields, rb_message_detail_fields, RB, MESSAGE_DETAIL_FIELDS, RbMessageDetailPage)

/* Marks bytes that no field stands for. */
void rb_message_detail_fields_set_mark (RbMessageDetailFields *self, RbSpan mark);

G_END_DECLS
