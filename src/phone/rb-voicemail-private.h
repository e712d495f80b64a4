/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-voicemail.h"

G_BEGIN_DECLS

/* For RbPhone. */
RbVoicemail *rb_voicemail_new (void);
/* @account is registered with @agent: its mailbox is subscribed; and no longer. */
void         rb_voicemail_add_line (RbVoicemail *self, RbAccount *account, RbSipAgent *agent);
void         rb_voicemail_remove_line (RbVoicemail *self, RbAccount *account);
/* A NOTIFY that nobody asked for came from the account's server. FALSE: it says nothing of a mailbox. */
gboolean     rb_voicemail_take_notify (RbVoicemail *self, RbAccount *account, const char *type, const char *body, gsize length);

G_END_DECLS
