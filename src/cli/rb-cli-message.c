/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli message: sends one message of text and tells what became of it. */

#include "rb-cli-phone.h"

#include <glib/gi18n.h>

static const GOptionEntry entries[] = {
  RB_CLI_PHONE_ENTRIES,
  { NULL },
};

typedef struct
{
  const char *target;
  const char *text;
  RbCliPhone *phone;
  RbChatMessage *message; /* (nullable) */
} Sender;

static void
on_state (Sender *sender)
{
  static const char *const names[RB_N_CHAT_MESSAGE_STATES] = {
    [RB_CHAT_MESSAGE_RECEIVED] = "received",   [RB_CHAT_MESSAGE_SENDING] = "sending",
    [RB_CHAT_MESSAGE_DELIVERED] = "delivered", [RB_CHAT_MESSAGE_ACCEPTED] = "accepted",
    [RB_CHAT_MESSAGE_FAILED] = "failed",       [RB_CHAT_MESSAGE_UNKNOWN] = "unknown",
  };
  RbChatMessageState state = rb_chat_message_get_state (sender->message);
  const char *reason = rb_chat_message_get_reason (sender->message);
  struct json_object *object;

  if (state == RB_CHAT_MESSAGE_SENDING)
    return;

  object = rb_cli_phone_event ("message");
  json_object_object_add (object, "uri", json_object_new_string (rb_chat_message_get_uri (sender->message)));
  json_object_object_add (object, "state", json_object_new_string (names[state]));
  json_object_object_add (object, "reason", reason != NULL ? json_object_new_string (reason) : NULL);
  if (reason != NULL)
    rb_cli_phone_say (object, "%s", reason);
  else
    rb_cli_phone_say (object, "%s", rb_chat_message_format_state (sender->message));
  rb_cli_phone_quit (sender->phone, state == RB_CHAT_MESSAGE_DELIVERED || state == RB_CHAT_MESSAGE_ACCEPTED
                                        ? RB_CLI_OK
                                        : RB_CLI_FAILED);
}

static void
on_ready (RbCliPhone *phone, gpointer data)
{
  Sender *sender = data;
  g_autoptr (GError) error = NULL;

  sender->phone = phone;
  sender->message = rb_phone_send_message (rb_cli_phone_get_phone (phone), rb_cli_phone_get_account (phone),
                                           sender->target, sender->text, &error);
  if (sender->message == NULL)
    {
      rb_cli_error ("%s", error->message);
      rb_cli_phone_quit (phone, RB_CLI_FAILED);
      return;
    }

  g_signal_connect_swapped (sender->message, "notify::state", G_CALLBACK (on_state), sender);
  on_state (sender);
}

static void
on_interrupted (RbCliPhone *phone, gpointer data)
{
  rb_cli_phone_quit (phone, RB_CLI_FAILED);
}

int
rb_cli_message (int argc, char **argv)
{
  const RbCliPhoneFuncs funcs = { .ready = on_ready, .interrupted = on_interrupted };
  Sender sender = { 0 };
  int exit_code;

  if (!rb_cli_parse (entries, N_ ("URI TEXT"),
                     _ ("Sends a message of text. Without an account it goes straight to the address."), &argc, &argv))
    return RB_CLI_USAGE;

  if (argc != 3)
    {
      rb_cli_error (_ ("give an address and a text, for example “sip:alice@example.org” “I am late”; see "
                       "“ringback-cli message --help”"));
      return RB_CLI_USAGE;
    }

  sender.target = argv[1];
  sender.text = argv[2];
  exit_code = rb_cli_phone_run (&funcs, &sender);
  if (sender.message != NULL)
    g_signal_handlers_disconnect_by_data (sender.message, &sender);
  g_clear_object (&sender.message);

  return exit_code;
}
