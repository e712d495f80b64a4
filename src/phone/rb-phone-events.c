/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the phone does beside calls: messages of text, presence of others and one's own, mailboxes. Each line that is
 * registered joins; what arrives on it is judged here as calls are in rb-incoming-policy.c. */

#include "rb-phone-events.h"

#include "rb-incoming-policy.h"
#include "rb-message-limit.h"
#include "rb-outbox.h"
#include "rb-presence-private.h"
#include "rb-presence-publisher.h"
#include "rb-sip-message.h"
#include "rb-sip-uri.h"
#include "rb-voicemail-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Answers to a message that is not taken. */
#define STATUS_STRANGER 403
#define STATUS_BLOCKED 603
#define STATUS_NOT_NOW 480
#define FULL_RETRY_AFTER_S 3600

struct _RbPhoneEvents
{
  RbMessageStore *messages;
  RbChatList *chats; /* (nullable): nobody asked yet */
  RbMessageLimit *limit;
  RbOutbox *outbox;
  RbPresence *presence;
  RbPresencePublisher *publisher;
  RbVoicemail *voicemail;
  GPtrArray *favourites; /* of char *: addresses watched for them */
  gboolean told_flood;
  gboolean told_full;
};

static RbAccount *
find_account (RbPhone *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->lines->len; i++)
    {
      RbLine *line = g_ptr_array_index (self->lines, i);

      if (line->account != NULL && strcmp (rb_account_get_id (line->account), id) == 0)
        return line->account;
    }

  return NULL;
}

/* The agent of the account the message belongs to, of the account for that address, or the direct line. */
static RbSipAgent *
choose_agent (RbChatMessage *message, gpointer data, GError **error)
{
  RbPhone *self = data;
  RbAccount *account = find_account (self, rb_chat_message_get_account_id (message));
  RbLine *line;

  if (account == NULL)
    account = rb_phone_get_account_for (self, rb_chat_message_get_uri (message));
  line = account != NULL ? rb_phone_find_line (self, account) : rb_phone_ensure_direct_line (self, error);
  if (line != NULL && line->agent != NULL)
    return line->agent;

  if (account != NULL)
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_ACCOUNT,
                         _ ("The account of this message is switched off or cannot be used. Choose another one."));

  return NULL;
}

static RbAccount *
choose_account (const char *uri, gpointer data)
{
  return rb_phone_get_account_for (data, uri);
}

static gboolean
is_blocked (RbPhone *self, const char *uri)
{
  g_auto (GStrv) blocked = g_settings_get_strv (self->settings, "blocked");
  g_autofree char *country = g_settings_get_string (self->settings, "country");

  for (gsize i = 0; blocked[i] != NULL; i++)
    if (rb_incoming_policy_is_blocked (blocked[i], uri, country))
      return TRUE;

  return FALSE;
}

static gboolean
is_stranger (RbLine *line, const RbSipIncomingMessage *message)
{
  return line->account != NULL && !message->from_server && !rb_account_is_practice (line->account);
}

static void
refuse_flood (RbPhone *self, RbSipIncomingMessage *message, const char *peer, guint wait_s)
{
  message->status = STATUS_NOT_NOW;
  message->retry_after = wait_s;
  if (!self->events->told_flood)
    {
      g_autofree char *sentence =
          g_strdup_printf (_ ("So many messages came at once, the last one from %s, that some were refused."), peer);

      self->events->told_flood = TRUE;
      rb_phone_notice (self, sentence);
    }
}

static void
keep (RbLine *line, RbSipIncomingMessage *message)
{
  RbPhone *self = line->phone;
  const RbMessageStoreEntry entry = {
    .incoming = TRUE,
    .time_us = g_get_real_time (),
    .uri = message->from_uri,
    .name = message->from_name,
    .account_id = line->account != NULL ? rb_account_get_id (line->account) : NULL,
    .text = message->text,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (RbChatMessage) kept = rb_message_store_add (self->events->messages, &entry, &error);

  if (kept != NULL)
    {
      message->status = 200;
      g_signal_emit_by_name (self, "message-received", kept);
      return;
    }

  message->status = STATUS_NOT_NOW;
  message->retry_after = FULL_RETRY_AFTER_S;
  if (!self->events->told_full)
    rb_phone_notice (self, error->message);
  self->events->told_full = TRUE;
}

static void
on_incoming_message (RbSipAgent *agent, RbSipIncomingMessage *message, RbLine *line)
{
  RbPhone *self = line->phone;
  g_autofree char *peer = rb_sip_uri_format_short (message->from_uri);
  guint wait_s;

  if (is_blocked (self, message->from_uri))
    message->status = STATUS_BLOCKED;
  else if (is_stranger (line, message) && !g_settings_get_boolean (self->settings, "accept-strangers"))
    message->status = STATUS_STRANGER;
  else if (!rb_message_limit_take (self->events->limit, peer, g_get_monotonic_time (), &wait_s))
    refuse_flood (self, message, peer, wait_s);
  else if (*message->text == '\0')
    message->status = 200;
  else
    keep (line, message);
}

/* Some servers tell of a mailbox without having been asked; nobody else may. */
static void
on_incoming_notify (RbSipAgent *agent, RbSipIncomingNotify *notify, RbLine *line)
{
  if (notify->from_server && line->account != NULL && g_ascii_strcasecmp (notify->package, "message-summary") == 0)
    notify->accepted = rb_voicemail_take_notify (line->phone->events->voicemail, line->account, notify->content_type,
                                                 notify->body, notify->length);
}

void
rb_phone_leave_events (RbLine *line)
{
  RbPhoneEvents *events = line->phone->events;

  if (line->account == NULL || events == NULL)
    return;

  rb_presence_remove_line (events->presence, line->account);
  rb_presence_publisher_remove_line (events->publisher, line->account);
  rb_voicemail_remove_line (events->voicemail, line->account);
}

static void
on_registration_changed (RbSipAgent *agent, RbLine *line)
{
  RbPhoneEvents *events = line->phone->events;

  if (line->account == NULL)
    return;

  switch (rb_sip_agent_get_registration (agent))
    {
    case RB_REGISTRATION_REGISTERED:
      rb_presence_add_line (events->presence, line->account, agent);
      rb_presence_publisher_add_line (events->publisher, line->account, agent);
      rb_voicemail_add_line (events->voicemail, line->account, agent);
      break;
    case RB_REGISTRATION_OFF:
    case RB_REGISTRATION_UNREGISTERING:
      rb_phone_leave_events (line);
      break;
    case RB_REGISTRATION_REGISTERING:
    case RB_REGISTRATION_FAILED: /* an outage: the subscriptions try again by themselves */
    default:
      break;
    }
}

void
rb_phone_join_events (RbLine *line)
{
  g_signal_connect (line->agent, "incoming-message", G_CALLBACK (on_incoming_message), line);
  g_signal_connect (line->agent, "incoming-notify", G_CALLBACK (on_incoming_notify), line);
  g_signal_connect (line->agent, "registration-changed", G_CALLBACK (on_registration_changed), line);
}

/* Favourites are the people whose presence is wanted. */
static void
watch_favourites (RbPhone *self)
{
  RbPhoneEvents *events = self->events;
  g_autoptr (GPtrArray) before = g_steal_pointer (&events->favourites);

  events->favourites = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->contacts)); i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);
      g_autofree char *uri = NULL;

      if (!rb_contact_is_favourite (contact))
        break; /* they come first */
      uri = rb_phone_dup_presence_uri (self, contact);
      if (uri != NULL && rb_presence_watch (events->presence, uri))
        g_ptr_array_add (events->favourites, g_steal_pointer (&uri));
    }
  for (guint i = 0; i < before->len; i++)
    rb_presence_unwatch (events->presence, g_ptr_array_index (before, i));
}

void
rb_phone_init_events (RbPhone *self, const char *data_dir)
{
  RbPhoneEvents *events = g_new0 (RbPhoneEvents, 1);
  g_autofree char *path = data_dir != NULL ? g_build_filename (data_dir, "messages.db", NULL) : NULL;
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  self->events = events;
  if (path != NULL)
    events->messages = rb_message_store_open (path, &notice, &error);
  if (error != NULL)
    rb_phone_notice (self, error->message);
  if (notice != NULL)
    rb_phone_notice (self, notice);
  if (events->messages == NULL)
    events->messages = rb_message_store_open (":memory:", NULL, NULL);

  events->limit = rb_message_limit_new ();
  events->outbox = rb_outbox_new (events->messages, choose_agent, self);
  events->presence = rb_presence_new (choose_account, self);
  events->publisher = rb_presence_publisher_new (self);
  events->voicemail = rb_voicemail_new ();
  events->favourites = g_ptr_array_new_with_free_func (g_free);
  if (self->contacts == NULL)
    return;

  g_signal_connect_swapped (self->contacts, "notify::loaded", G_CALLBACK (watch_favourites), self);
  g_signal_connect_swapped (self->contacts, "changed", G_CALLBACK (watch_favourites), self);
}

void
rb_phone_free_events (RbPhone *self)
{
  RbPhoneEvents *events = g_steal_pointer (&self->events);

  if (events == NULL)
    return;

  if (self->contacts != NULL)
    g_signal_handlers_disconnect_by_data (self->contacts, self);
  g_ptr_array_unref (events->favourites);
  rb_outbox_free (events->outbox);
  rb_presence_publisher_free (events->publisher);
  rb_message_limit_free (events->limit);
  g_object_unref (events->presence);
  g_object_unref (events->voicemail);
  g_clear_object (&events->chats);
  g_object_unref (events->messages);
  g_free (events);
}

RbMessageStore *
rb_phone_get_messages (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->events->messages;
}

RbChatList *
rb_phone_get_chats (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  if (self->events->chats == NULL)
    self->events->chats = rb_phone_new_chats (self, self->events->messages);

  return self->events->chats;
}

RbPresence *
rb_phone_get_presence (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->events->presence;
}

char *
rb_phone_dup_presence_uri (RbPhone *self, RbContact *contact)
{
  const RbContactAddress *address = NULL;
  RbAccount *account;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (RB_IS_CONTACT (contact), NULL);

  for (guint i = 0; i < rb_contact_get_n_callable (contact); i++)
    {
      address = rb_contact_get_callable (contact, i);
      if (address->kind == RB_ADDRESS_SIP)
        break;
    }
  if (address == NULL)
    return NULL;
  account = rb_phone_get_account_for (self, address->value);

  return rb_sip_uri_from_input (address->value, account != NULL ? rb_account_get_domain (account) : NULL, NULL);
}

RbVoicemail *
rb_phone_get_voicemail (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->events->voicemail;
}

/* Whether @text can be one message. */
static gboolean
check_text (RbPhone *self, const char *text, GError **error)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));

  if (*bare == '\0' || !g_utf8_validate (text, -1, NULL))
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_MESSAGE, _ ("The message is empty. Write something."));
  else if (strlen (text) > RB_SIP_MESSAGE_MAX_BYTES)
    g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_MESSAGE,
                 _ ("The message is too long: it has %1$u bytes of at most %2$u. Send it in parts."),
                 (guint) strlen (text), RB_SIP_MESSAGE_MAX_BYTES);
  else if (rb_outbox_is_full (self->events->outbox))
    g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_MESSAGE,
                 _ ("%u messages are still on their way. Wait until some of them have arrived."), RB_OUTBOX_MAX);
  else
    return TRUE;

  return FALSE;
}

RbChatMessage *
rb_phone_send_message (RbPhone *self, RbAccount *account, const char *uri, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *target = NULL;
  RbMessageStoreEntry entry = { .time_us = g_get_real_time (), .text = text };
  RbChatMessage *message = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);
  g_return_val_if_fail (uri != NULL && text != NULL, NULL);

  if (!check_text (self, text, error))
    return NULL;
  if (account == NULL)
    account = rb_phone_get_account_for (self, uri);
  target = rb_sip_uri_from_input (uri, account != NULL ? rb_account_get_domain (account) : NULL, &cause);
  if (target != NULL)
    {
      entry.uri = target;
      entry.account_id = account != NULL ? rb_account_get_id (account) : NULL;
      message = rb_message_store_add (self->events->messages, &entry, &cause);
    }
  if (message == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_MESSAGE, cause->message);
      return NULL;
    }

  rb_outbox_send (self->events->outbox, message);

  return message;
}

gboolean
rb_phone_resend_message (RbPhone *self, RbChatMessage *message, GError **error)
{
  RbChatMessageState state;

  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);
  g_return_val_if_fail (RB_IS_CHAT_MESSAGE (message), FALSE);

  state = rb_chat_message_get_state (message);
  if (state != RB_CHAT_MESSAGE_FAILED && state != RB_CHAT_MESSAGE_UNKNOWN)
    return TRUE;
  if (!check_text (self, rb_chat_message_get_text (message), error))
    return FALSE;

  if (!rb_message_store_set_state (self->events->messages, message, RB_CHAT_MESSAGE_SENDING, NULL, error))
    return FALSE;
  rb_outbox_send (self->events->outbox, message);

  return TRUE;
}
