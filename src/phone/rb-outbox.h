/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-store.h"
#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* Messages on their way: one at a time to each person, as RFC 3428 8 wants it, the others wait their turn. It writes into the
 * store what became of them. */
typedef struct _RbOutbox RbOutbox;

/* Waiting and under way, all together. */
#define RB_OUTBOX_MAX 50

/* The agent to send @message with; NULL with an error that says why not. (transfer none) */
typedef RbSipAgent *(*RbOutboxChoose) (RbChatMessage *message, gpointer data, GError **error);

RbOutbox *rb_outbox_new (RbMessageStore *store, RbOutboxChoose choose, gpointer data);
/* What is under way stays RB_CHAT_MESSAGE_SENDING: the store tells at the next start that nobody knows. */
void      rb_outbox_free (RbOutbox *self);
gboolean  rb_outbox_is_full (RbOutbox *self);
/* Of the store, and RB_CHAT_MESSAGE_SENDING. */
void      rb_outbox_send (RbOutbox *self, RbChatMessage *message);

G_END_DECLS
