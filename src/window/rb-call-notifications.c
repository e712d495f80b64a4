/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notifications of the desktop (GNotification). Made by the application beside the phone. A notification outlives
 * its cause easily, so each names its call by a word of our own that no later run knows. */

#include "rb-call-notifications.h"

#include "rb-call-card.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 64     /* characters of a name in a title */
#define MAX_ADDRESS 128 /* characters of an address in a body */
#define MAX_TEXT 256    /* characters of a sentence or a message */
#define MAX_MISSED 16   /* kept apart; what is missed beyond takes the place of the oldest */
#define BACKGROUND_ID "background"

static const char token_key[] = "rb-notification";

struct _RbCallNotifications
{
  GObject parent_instance;

  GApplication *application; /* not owned: it owns us */
  RbPhone *phone;
  GQueue missed; /* of char *: ids */
};

G_DEFINE_FINAL_TYPE (RbCallNotifications, rb_call_notifications, G_TYPE_OBJECT)

enum
{
  SHOW,
  REPLY,
  CONVERSATION,
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the network calls itself, as text that no notification daemon takes for markup: some read the body, and some
 * the title too, as such, others show entities as they are. (transfer full) */
static char *
harmless (const char *text, guint max)
{
  g_autofree char *cut = rb_shown_text_cut (text, max);
  GString *out = g_string_new (NULL);

  for (const char *p = cut; *p != '\0'; p = g_utf8_next_char (p))
    if (*p == '<')
      g_string_append (out, "‹");
    else if (*p == '>')
      g_string_append (out, "›");
    else if (*p == '&')
      g_string_append (out, "＆");
    else
      g_string_append_unichar (out, g_utf8_get_char (p));

  return g_string_free (out, FALSE);
}

static char *
dup_name (RbCallNotifications *self, RbCall *call)
{
  g_autofree char *name = rb_phone_dup_name (self->phone, rb_call_get_account (call), rb_call_get_remote_uri (call),
                                             rb_call_get_remote_name (call));

  return harmless (name, MAX_NAME);
}

/* The address, and the account that is called. */
static char *
dup_body (RbCall *call)
{
  g_autofree char *address = rb_sip_uri_format_short (rb_call_get_remote_uri (call));
  g_autofree char *shown = harmless (address, MAX_ADDRESS);
  RbAccount *account = rb_call_get_account (call);
  g_autofree char *label = account != NULL ? rb_account_dup_label (account) : NULL;
  g_autofree char *called = label != NULL ? harmless (label, MAX_ADDRESS) : NULL;

  if (called == NULL)
    return g_steal_pointer (&shown);

  /* Translators: an address that calls, and on a line of its own the account that it calls */
  return g_strdup_printf (_ ("%1$s\nto %2$s"), shown, called);
}

static const char *
get_token (RbCall *call)
{
  char *token = g_object_get_data (G_OBJECT (call), token_key);

  if (token == NULL)
    {
      token = g_uuid_string_random ();
      g_object_set_data_full (G_OBJECT (call), token_key, token, g_free);
    }

  return token;
}

/* (transfer none) (nullable) */
static RbCall *
find_call (RbCallNotifications *self, GVariant *token)
{
  GListModel *calls = rb_phone_get_calls (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      if (g_str_equal (get_token (call), g_variant_get_string (token, NULL)))
        return call; /* the model keeps it */
    }

  return NULL;
}

static void
send_missed (RbCallNotifications *self, RbCall *call)
{
  RbAccount *account = rb_call_get_account (call);
  g_autofree char *name = dup_name (self, call);
  g_autofree char *title = g_strdup_printf (_ ("Missed call from %s"), name);
  g_autofree char *body = dup_body (call);
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_autofree char *oldest = NULL;

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "call.unanswered");
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "calls");
  if (!rb_call_is_anonymous (call))
    g_notification_add_button_with_target (notification, _ ("Call Back"), "app.call-back", "(ss)",
                                           rb_call_get_remote_uri (call),
                                           account != NULL ? rb_account_get_id (account) : "");
  g_application_send_notification (self->application, get_token (call), notification);
  g_queue_push_tail (&self->missed, g_strdup (get_token (call)));
  if (self->missed.length > MAX_MISSED)
    {
      oldest = g_queue_pop_head (&self->missed);
      g_application_withdraw_notification (self->application, oldest);
    }
}

static void
send_elsewhere (RbCallNotifications *self, RbCall *call)
{
  g_autofree char *name = dup_name (self, call);
  g_autofree char *title = g_strdup_printf (_ ("The call from %s was answered elsewhere"), name);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_category (notification, "call.ended");
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_application_send_notification (self->application, get_token (call), notification);
}

static void
on_call_changed (RbCallNotifications *self, RbCall *call)
{
  RbCallState state = rb_call_get_state (call);

  if (state == RB_CALL_INCOMING)
    return;

  if (state != RB_CALL_ENDED)
    {
      g_application_withdraw_notification (self->application, get_token (call));
      return;
    }

  /* The same id: what tells the end takes the place of what rang. */
  g_signal_handlers_disconnect_by_func (call, on_call_changed, self);
  if (rb_call_get_end (call) == RB_CALL_END_MISSED)
    send_missed (self, call);
  else if (rb_call_get_end (call) == RB_CALL_END_ELSEWHERE)
    send_elsewhere (self, call);
  else
    g_application_withdraw_notification (self->application, get_token (call));
}

static void
on_incoming_call (RbCallNotifications *self, RbCall *call)
{
  const char *token = get_token (call);
  g_autofree char *name = dup_name (self, call);
  g_autofree char *title = g_strdup_printf (_ ("%s is calling"), name);
  g_autofree char *body = dup_body (call);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "call.incoming");
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "");
  g_notification_add_button_with_target (notification, _ ("Answer"), "app.answer-call", "s", token);
  g_notification_add_button_with_target (notification, _ ("Decline"), "app.decline-call", "s", token);
  if (!rb_call_is_anonymous (call))
    g_notification_add_button_with_target (notification, _ ("Reply with Message"), "app.reply-call", "s", token);
  g_application_send_notification (self->application, token, notification);
  g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
}

/* Whoever looks at the Calls page needs no notification any more. */
static void
on_missed_seen (RbCallNotifications *self)
{
  char *id;

  if (rb_history_get_n_missed (rb_phone_get_history (self->phone)) > 0)
    return;

  while ((id = g_queue_pop_head (&self->missed)) != NULL)
    {
      g_application_withdraw_notification (self->application, id);
      g_free (id);
    }
}

static char *
dup_registration_id (RbAccount *account)
{
  return g_strconcat ("registration-", rb_account_get_id (account), NULL);
}

static void
on_registration_failed (RbCallNotifications *self, RbAccount *account, const char *sentence)
{
  g_autofree char *id = dup_registration_id (account);
  g_autofree char *label = rb_account_dup_label (account);
  g_autofree char *shown = harmless (label, MAX_ADDRESS);
  g_autofree char *title = g_strdup_printf (_ ("%s cannot be called"), shown);
  g_autofree char *body = harmless (sentence, MAX_TEXT);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "network.error");
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "");
  g_application_send_notification (self->application, id, notification);
}

static void
on_registration_restored (RbCallNotifications *self, RbAccount *account)
{
  g_autofree char *id = dup_registration_id (account);

  g_application_withdraw_notification (self->application, id);
}

static void
on_chat_read (RbChat *chat, GParamSpec *pspec, RbCallNotifications *self)
{
  if (rb_chat_get_n_unread (chat) == 0)
    g_application_withdraw_notification (self->application, g_object_get_data (G_OBJECT (chat), token_key));
}

/* One for each person, the latest text, until it is read. */
static void
on_message_received (RbCallNotifications *self, RbChatMessage *message)
{
  const char *uri = rb_chat_message_get_uri (message);
  RbChat *chat = rb_chat_list_get (rb_phone_get_chats (self->phone), uri);
  RbContact *contact = rb_chat_get_contact (chat);
  g_autofree char *name = contact != NULL
                              ? g_strdup (rb_contact_get_name (contact))
                              : rb_phone_dup_name (self->phone, NULL, uri, rb_chat_message_get_name (message));
  g_autofree char *shown = harmless (name, MAX_NAME);
  g_autofree char *title = g_strdup_printf (_ ("Message from %s"), shown);
  g_autofree char *body = harmless (rb_chat_message_get_text (message), MAX_TEXT);
  g_autoptr (GNotification) notification = g_notification_new (title);

  if (rb_chat_get_n_unread (chat) == 0) /* it is being looked at */
    return;

  if (g_object_get_data (G_OBJECT (chat), token_key) == NULL)
    {
      g_autofree char *word = g_uuid_string_random ();

      g_object_set_data_full (G_OBJECT (chat), token_key, g_strconcat ("message-", word, NULL), g_free);
      g_signal_connect_object (chat, "notify::unread", G_CALLBACK (on_chat_read), self, 0);
    }
  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "im.received");
  g_notification_set_default_action_and_target (notification, "app.show-conversation", "s", uri);
  g_application_send_notification (self->application, g_object_get_data (G_OBJECT (chat), token_key), notification);
}

static void
do_answer_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallNotifications *self = data;
  RbCall *call = find_call (self, parameter);

  if (call == NULL)
    return;

  rb_call_answer (call);
  g_signal_emit (self, signals[SHOW], 0, "");
}

static void
do_decline_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCall *call = find_call (data, parameter);

  if (call != NULL && rb_call_get_state (call) == RB_CALL_INCOMING)
    rb_call_reject (call, RB_DECLINE_STATUS);
}

static void
do_reply_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallNotifications *self = data;
  RbCall *call = find_call (self, parameter);

  if (call != NULL)
    g_signal_emit (self, signals[REPLY], 0, call);
}

static void
do_call_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallNotifications *self = data;
  GListModel *accounts = rb_phone_get_accounts (self->phone);
  g_autoptr (RbAccount) found = NULL;
  g_autoptr (GError) error = NULL;
  const char *uri;
  const char *id;

  g_variant_get (parameter, "(&s&s)", &uri, &id);
  for (guint i = 0; found == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (g_str_equal (rb_account_get_id (account), id))
        found = g_steal_pointer (&account);
    }

  g_signal_emit (self, signals[SHOW], 0, "");
  if (rb_phone_call (self->phone, found, uri, &error) == NULL)
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

static void
do_show_conversation (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[CONVERSATION], 0, g_variant_get_string (parameter, NULL));
}

static void
do_show_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[SHOW], 0, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { "answer-call", do_answer_call, "s" }, { "decline-call", do_decline_call, "s" },
  { "reply-call", do_reply_call, "s" },   { "call-back", do_call_back, "(ss)" },
  { "show-page", do_show_page, "s" },     { "show-conversation", do_show_conversation, "s" },
};

static void
rb_call_notifications_dispose (GObject *object)
{
  RbCallNotifications *self = RB_CALL_NOTIFICATIONS (object);

  for (guint i = 0; self->application != NULL && i < G_N_ELEMENTS (actions); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->application), actions[i].name);
  self->application = NULL;
  g_queue_clear_full (&self->missed, g_free);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_call_notifications_parent_class)->dispose (object);
}

static void
rb_call_notifications_class_init (RbCallNotificationsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_call_notifications_dispose;

  signals[SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REPLY] = g_signal_new ("reply", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_CALL);
  signals[CONVERSATION] =
      g_signal_new ("conversation", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PROBLEM] =
      g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rb_call_notifications_init (RbCallNotifications *self)
{
  g_queue_init (&self->missed);
}

RbCallNotifications *
rb_call_notifications_new (GApplication *application, RbPhone *phone)
{
  RbCallNotifications *self = g_object_new (RB_TYPE_CALL_NOTIFICATIONS, NULL);

  self->application = application;
  self->phone = g_object_ref (phone);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (phone, "incoming-call", G_CALLBACK (on_incoming_call), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "registration-failed", G_CALLBACK (on_registration_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "registration-restored", G_CALLBACK (on_registration_restored), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "message-received", G_CALLBACK (on_message_received), self, G_CONNECT_SWAPPED);
  if (rb_phone_get_history (phone) != NULL)
    g_signal_connect_object (rb_phone_get_history (phone), "notify::n-missed", G_CALLBACK (on_missed_seen), self,
                             G_CONNECT_SWAPPED);

  return self;
}

void
rb_call_notifications_tell_background (RbCallNotifications *self)
{
  g_autoptr (GNotification) notification = NULL;

  g_return_if_fail (RB_IS_CALL_NOTIFICATIONS (self));

  notification = g_notification_new (_ ("Ringback stays reachable"));
  g_notification_set_body (notification, _ ("You can still be called while the window is closed. "
                                            "Preferences can change that."));
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", "");
  g_notification_add_button (notification, _ ("Quit"), "app.quit");
  g_application_send_notification (self->application, BACKGROUND_ID, notification);
}
