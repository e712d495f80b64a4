/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-conversation.h"

G_BEGIN_DECLS

#define RB_MESSAGE_STORE_ERROR (rb_message_store_error_quark ())
GQuark rb_message_store_error_quark (void);
typedef enum
{
  RB_MESSAGE_STORE_ERROR_FULL, /* so many messages are kept that no stranger shall add to them */
} RbMessageStoreError;

/* Received messages kept at most; the person's own are never refused. */
#define RB_MESSAGE_STORE_MAX 200000

/* Messages of text in SQLite (WAL, versioned schema; see rb-database.h). A row is written before its message is sent: after
 * kill -9 it is there, RB_CHAT_MESSAGE_UNKNOWN. GListModel of RbConversation, the one with the latest message first. Property "n-unread"
 * (uint) notifies. Signal "message-changed" (RbChatMessage *): a delivery became known. Main thread only. */
#define RB_TYPE_MESSAGE_STORE (rb_message_store_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageStore, rb_message_store, RB, MESSAGE_STORE, GObject)

/**
 * rb_message_store_open:
 * @path: the database file, or ":memory:" for a store that goes with the program
 * @notice: (out) (optional) (nullable) (transfer full): sentence to show when a damaged file was moved aside
 *
 * Returns: (transfer full) (nullable): NULL with RB_DATABASE_ERROR; the file is never destroyed
 */
RbMessageStore *rb_message_store_open (const char *path, char **notice, GError **error);

/* The conversation with @uri; one without messages is in no list until there is one. (transfer none) */
RbConversation *rb_message_store_get_conversation (RbMessageStore *self, const char *uri);
guint           rb_message_store_get_n_unread (RbMessageStore *self);

typedef struct
{
  gboolean    incoming;   /* unread then; else RB_CHAT_MESSAGE_SENDING */
  gint64      time_us;    /* wall clock */
  const char *uri;        /* the other person */
  const char *name;       /* (nullable) as the other person gave it */
  const char *account_id; /* (nullable) */
  const char *text;
} RbMessageStoreEntry;

/* (transfer full) (nullable): NULL with RB_MESSAGE_STORE_ERROR or RB_DATABASE_ERROR */
RbChatMessage  *rb_message_store_add (RbMessageStore *self, const RbMessageStoreEntry *entry, GError **error);
/* What became of a message that was sent, or that is sent again. @reason (nullable): a sentence. */
gboolean        rb_message_store_set_state (RbMessageStore *self, RbChatMessage *message, RbChatMessageState state, const char *reason,
                                            GError **error);
/* Of @id, also one that no list holds. (transfer full) (nullable) */
RbChatMessage  *rb_message_store_find (RbMessageStore *self, gint64 id);
void            rb_message_store_mark_read (RbMessageStore *self, RbConversation *conversation);

/* Messages that were taken away. */
typedef struct _RbMessageRemoval RbMessageRemoval;

/* Takes away all messages of @conversations (of RbConversation), together or none. Those that come while it can be undone
 * stay. (transfer full) (nullable): NULL with RB_DATABASE_ERROR */
RbMessageRemoval *rb_message_store_remove (RbMessageStore *self, GPtrArray *conversations, GError **error);
/* Brings them back, once. */
gboolean          rb_message_removal_undo (RbMessageRemoval *self, GError **error);
/* What was not brought back is gone. */
void              rb_message_removal_free (RbMessageRemoval *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbMessageRemoval, rb_message_removal_free)

G_END_DECLS
