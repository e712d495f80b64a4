/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The queue of messages of text to each person. */

#include "rb-outbox.h"

#include "rb-sip-message.h"
#include "rb-sip-uri.h"

typedef struct
{
  RbOutbox *owner;
  char *peer;
  GQueue messages;   /* of RbChatMessage; the first is under way */
  RbSipMessage *sip; /* (nullable) */
} Lane;

struct _RbOutbox
{
  RbMessageStore *store;
  RbOutboxChoose choose;
  gpointer data;
  GHashTable *lanes; /* "alice@example.org" → Lane */
  guint n_messages;
};

static void
lane_free (Lane *lane)
{
  g_clear_pointer (&lane->sip, rb_sip_message_free);
  g_queue_clear_full (&lane->messages, g_object_unref);
  g_free (lane->peer);
  g_free (lane);
}

RbOutbox *
rb_outbox_new (RbMessageStore *store, RbOutboxChoose choose, gpointer data)
{
  RbOutbox *self = g_new0 (RbOutbox, 1);

  self->store = g_object_ref (store);
  self->choose = choose;
  self->data = data;
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) lane_free);

  return self;
}

void
rb_outbox_free (RbOutbox *self)
{
  g_hash_table_unref (self->lanes);
  g_object_unref (self->store);
  g_free (self);
}

gboolean
rb_outbox_is_full (RbOutbox *self)
{
  return self->n_messages >= RB_OUTBOX_MAX;
}

static void
tell (RbOutbox *self, RbChatMessage *message, RbChatMessageState state, const char *reason)
{
  g_autoptr (GError) error = NULL;

  if (!rb_message_store_set_state (self->store, message, state, reason, &error))
    g_warning ("%s", error->message);
}

static void send_first (Lane *lane);

/* The first of the lane is done. */
static void
advance (Lane *lane, RbChatMessageState state, const char *reason)
{
  RbOutbox *self = lane->owner;
  g_autoptr (RbChatMessage) message = g_queue_pop_head (&lane->messages);

  self->n_messages--;
  tell (self, message, state, reason);
  if (lane->messages.length > 0)
    send_first (lane);
  else
    g_hash_table_remove (self->lanes, lane->peer);
}

static void
on_answer (guint status, const char *reason, gpointer data)
{
  Lane *lane = data;

  lane->sip = NULL; /* frees itself */
  advance (lane,
           status == 0     ? RB_CHAT_MESSAGE_UNKNOWN
           : status == 202 ? RB_CHAT_MESSAGE_ACCEPTED
           : status < 300  ? RB_CHAT_MESSAGE_DELIVERED
                           : RB_CHAT_MESSAGE_FAILED,
           reason);
}

static void
send_first (Lane *lane)
{
  RbOutbox *self = lane->owner;
  RbChatMessage *message = g_queue_peek_head (&lane->messages);
  g_autoptr (GError) error = NULL;
  RbSipAgent *agent = self->choose (message, self->data, &error);

  if (agent != NULL)
    lane->sip = rb_sip_message_send (agent, rb_chat_message_get_uri (message), rb_chat_message_get_text (message),
                                     on_answer, lane, &error);
  if (lane->sip == NULL)
    advance (lane, RB_CHAT_MESSAGE_FAILED, error->message);
}

void
rb_outbox_send (RbOutbox *self, RbChatMessage *message)
{
  g_autofree char *peer = rb_sip_uri_format_short (rb_chat_message_get_uri (message));
  Lane *lane = g_hash_table_lookup (self->lanes, peer);

  if (lane == NULL)
    {
      lane = g_new0 (Lane, 1);
      lane->owner = self;
      lane->peer = g_steal_pointer (&peer);
      g_hash_table_insert (self->lanes, lane->peer, lane);
    }

  self->n_messages++;
  g_queue_push_tail (&lane->messages, g_object_ref (message));
  if (lane->messages.length == 1)
    send_first (lane);
}
