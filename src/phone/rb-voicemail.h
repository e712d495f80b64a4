/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account.h"
#include "rb-message-summary.h"

G_BEGIN_DECLS

/* The mailboxes of the accounts (MWI, RFC 3842): subscribed where the account has a voicemail number, and heard of where
 * the account's own server tells by itself. Of RbPhone: rb_phone_get_voicemail(). Main thread only. Signal "changed" (). */
#define RB_TYPE_VOICEMAIL (rb_voicemail_get_type ())
G_DECLARE_FINAL_TYPE (RbVoicemail, rb_voicemail, RB, VOICEMAIL, GObject)

/* FALSE: nothing is known of it. */
gboolean   rb_voicemail_get_summary (RbVoicemail *self, RbAccount *account, RbMessageSummary *summary);
/* Whether messages wait in any mailbox; @n_new (out) (optional): how many, 0 when a server does not say. */
gboolean   rb_voicemail_is_waiting (RbVoicemail *self, guint *n_new);
/* The account whose mailbox to call: one where messages wait, else one that has a number. (transfer none) (nullable): none has */
RbAccount *rb_voicemail_choose (RbVoicemail *self);

G_END_DECLS
