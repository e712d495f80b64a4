/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbChatMessage: a row of the message store, for lists. Only the store makes and changes it. */

#include "rb-chat-message-private.h"

#include <glib/gi18n-lib.h>

struct _RbChatMessage
{
  GObject parent_instance;

  RbChatMessageRow row;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_REASON,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RbChatMessage, rb_chat_message, G_TYPE_OBJECT)

static void
rb_chat_message_finalize (GObject *object)
{
  RbChatMessageRow *row = &RB_CHAT_MESSAGE (object)->row;

  g_free (row->text);
  g_free (row->uri);
  g_free (row->name);
  g_free (row->account_id);
  g_free (row->reason);

  G_OBJECT_CLASS (rb_chat_message_parent_class)->finalize (object);
}

static void
rb_chat_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RbChatMessage *self = RB_CHAT_MESSAGE (object);

  if (id == PROP_STATE)
    g_value_set_int (value, (int) self->row.state);
  else if (id == PROP_REASON)
    g_value_set_string (value, self->row.reason);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_chat_message_class_init (RbChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = rb_chat_message_finalize;
  object_class->get_property = rb_chat_message_get_property;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, RB_N_CHAT_MESSAGE_STATES - 1, 0, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_chat_message_init (RbChatMessage *self)
{
}

RbChatMessage *
rb_chat_message_new_take (const RbChatMessageRow *row)
{
  RbChatMessage *self = g_object_new (RB_TYPE_CHAT_MESSAGE, NULL);

  self->row = *row;

  return self;
}

void
rb_chat_message_set_state (RbChatMessage *self, RbChatMessageState state, const char *reason)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->row.reason, reason) != 0)
    {
      g_free (self->row.reason);
      self->row.reason = g_strdup (reason);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
    }
  if (self->row.state != state)
    {
      self->row.state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
rb_chat_message_get_id (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), 0);

  return self->row.id;
}

gint64
rb_chat_message_get_time_us (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), 0);

  return self->row.time_us;
}

gboolean
rb_chat_message_is_incoming (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), FALSE);

  return self->row.state == RB_CHAT_MESSAGE_RECEIVED;
}

const char *
rb_chat_message_get_text (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), NULL);

  return self->row.text;
}

const char *
rb_chat_message_get_uri (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), NULL);

  return self->row.uri;
}

const char *
rb_chat_message_get_name (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), NULL);

  return self->row.name;
}

const char *
rb_chat_message_get_account_id (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), NULL);

  return self->row.account_id;
}

RbChatMessageState
rb_chat_message_get_state (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), RB_CHAT_MESSAGE_UNKNOWN);

  return self->row.state;
}

const char *
rb_chat_message_get_reason (RbChatMessage *self)
{
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), NULL);

  return self->row.reason;
}

const char *
rb_chat_message_format_state (RbChatMessage *self)
{
  static const char *const texts[RB_N_CHAT_MESSAGE_STATES] = {
    [RB_CHAT_MESSAGE_RECEIVED] = "",
    [RB_CHAT_MESSAGE_SENDING] = N_ ("Sending…"),
    [RB_CHAT_MESSAGE_DELIVERED] = N_ ("Delivered"),
    [RB_CHAT_MESSAGE_ACCEPTED] = N_ ("Accepted by the server"),
    [RB_CHAT_MESSAGE_FAILED] = N_ ("Not delivered"),
    [RB_CHAT_MESSAGE_UNKNOWN] = N_ ("Not known to be delivered"),
  };
  const char *text;

  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (self), NULL);

  text = texts[self->row.state];

  return *text != '\0' ? _ (text) : text;
}
