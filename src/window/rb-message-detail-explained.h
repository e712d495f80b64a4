/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-detail-page.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* The page that explains a message: what it is, why now, what comes next; the check of its digest, its transaction,
 * what ties it to others, and the student's note. Signal "note-changed" (guint position). */
#define RB_TYPE_MESSAGE_DETAIL_EXPLAINED (rb_message_detail_explained_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailExplained, rb_message_detail_explained, RB, MESSAGE_DETAIL_EXPLAINED,
                      RbMessageDetailPage)

void rb_message_detail_explained_set_phone (RbMessageDetailExplained *self, RbPhone *phone); /* (nullable) */

G_END_DECLS
