/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-chat-message.h"

G_BEGIN_DECLS

typedef struct
{
  gint64             id;
  gint64             time_us;
  char              *text;
  char              *uri;
  char              *name;       /* (nullable) */
  char              *account_id; /* (nullable) */
  RbChatMessageState state;
  char              *reason;     /* (nullable) */
} RbChatMessageRow;

/* Takes the strings of @row. (transfer full) */
RbChatMessage *rb_chat_message_new_take (const RbChatMessageRow *row);
void           rb_chat_message_set_state (RbChatMessage *self, RbChatMessageState state, const char *reason);

G_END_DECLS
