/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The numbers are kept in messages.db. */
typedef enum
{
  RB_CHAT_MESSAGE_RECEIVED = 0,
  RB_CHAT_MESSAGE_SENDING = 1,   /* waits, or is on its way */
  RB_CHAT_MESSAGE_DELIVERED = 2, /* the far end has it (200) */
  RB_CHAT_MESSAGE_ACCEPTED = 3,  /* a server keeps it for the far end (202) */
  RB_CHAT_MESSAGE_FAILED = 4,    /* see the reason */
  RB_CHAT_MESSAGE_UNKNOWN = 5,   /* the program ended before an answer came */
  RB_N_CHAT_MESSAGE_STATES,
} RbChatMessageState;

/* One text from or to a person, of RbMessageStore. What it says never changes, its delivery does: properties "state"
 * (RbChatMessageState as int) and "reason" notify. */
#define RB_TYPE_CHAT_MESSAGE (rb_chat_message_get_type ())
G_DECLARE_FINAL_TYPE (RbChatMessage, rb_chat_message, RB, CHAT_MESSAGE, GObject)

gint64             rb_chat_message_get_id (RbChatMessage *self);
gint64             rb_chat_message_get_time_us (RbChatMessage *self); /* wall clock */
gboolean           rb_chat_message_is_incoming (RbChatMessage *self);
const char        *rb_chat_message_get_text (RbChatMessage *self);    /* plain, of several lines */
const char        *rb_chat_message_get_uri (RbChatMessage *self);     /* of the other person, as it is sent to */
const char        *rb_chat_message_get_name (RbChatMessage *self);    /* (nullable) as the other person gave it */
const char        *rb_chat_message_get_account_id (RbChatMessage *self); /* (nullable) */
RbChatMessageState rb_chat_message_get_state (RbChatMessage *self);
const char        *rb_chat_message_get_reason (RbChatMessage *self);  /* (nullable) a sentence when it failed */
/* "Sending…", "Delivered" …; "" for one that was received. */
const char        *rb_chat_message_format_state (RbChatMessage *self);

G_END_DECLS
