/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/* A button that checks the digest of a message that answers a challenge; pressed, it shows the steps and asks for a
 * password. Not visible for other messages. Signal "message-activated" (guint position). */
#define RB_TYPE_MESSAGE_DETAIL_DIGEST (rb_message_detail_digest_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailDigest, rb_message_detail_digest, RB, MESSAGE_DETAIL_DIGEST, GtkWidget)

/* @trace: (nullable). The steps of another message are closed and what was typed is forgotten. */
void rb_message_detail_digest_set_message (RbMessageDetailDigest *self, RbTrace *trace, guint position);
/* Whose accounts have saved passwords. @phone: (nullable) */
void rb_message_detail_digest_set_phone (RbMessageDetailDigest *self, RbPhone *phone);

G_END_DECLS
