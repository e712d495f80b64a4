/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-detail-page.h"

G_BEGIN_DECLS

/* The page that compares a message with an earlier one. */
#define RB_TYPE_MESSAGE_DETAIL_DIFF (rb_message_detail_diff_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailDiff, rb_message_detail_diff, RB, MESSAGE_DETAIL_DIFF, RbMessageDetailPage)

G_END_DECLS
