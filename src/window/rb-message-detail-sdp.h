/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-detail-page.h"

G_BEGIN_DECLS

/* The page with the offer and answer a message belongs to: what was agreed, and both side by side. */
#define RB_TYPE_MESSAGE_DETAIL_SDP (rb_message_detail_sdp_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailSdp, rb_message_detail_sdp, RB, MESSAGE_DETAIL_SDP, RbMessageDetailPage)

G_END_DECLS
