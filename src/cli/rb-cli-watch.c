/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli watch: tells what others do, what waits in the mailbox, and which messages come, until interrupted. */

#include "rb-cli-phone.h"

#include <glib/gi18n.h>

static struct
{
  char *voicemail;
  gboolean publish;
} options;

static const GOptionEntry entries[] = {
  RB_CLI_PHONE_ENTRIES,
  { "voicemail", 0, 0, G_OPTION_ARG_STRING, &options.voicemail, N_ ("Number of the account's mailbox: watch it too"),
    N_ ("NUMBER") },
  { "publish", 0, 0, G_OPTION_ARG_NONE, &options.publish, N_ ("Publish the account's own presence"), NULL },
  { NULL },
};

typedef struct
{
  char **uris;
  RbCliPhone *phone;
} Watcher;

static void
on_presence (RbPresence *presence, const char *uri, Watcher *watcher)
{
  RbPresenceState state = rb_presence_get_state (presence, uri);
  const char *note = rb_presence_get_note (presence, uri);
  struct json_object *object = rb_cli_phone_event ("presence");

  json_object_object_add (object, "uri", json_object_new_string (uri));
  json_object_object_add (object, "state", json_object_new_string (rb_presence_state_to_string (state)));
  json_object_object_add (object, "note", note != NULL ? json_object_new_string (note) : NULL);
  rb_cli_phone_say (object, "%s: %s", uri, rb_presence_state_to_text (state));
}

static void
on_voicemail (RbVoicemail *voicemail, Watcher *watcher)
{
  RbAccount *account = rb_cli_phone_get_account (watcher->phone);
  struct json_object *object;
  RbMessageSummary summary;

  if (account == NULL || !rb_voicemail_get_summary (voicemail, account, &summary))
    return;

  object = rb_cli_phone_event ("voicemail");
  json_object_object_add (object, "waiting", json_object_new_boolean (summary.waiting));
  json_object_object_add (object, "new", json_object_new_int ((int) summary.n_new));
  json_object_object_add (object, "old", json_object_new_int ((int) summary.n_old));
  rb_cli_phone_say (object, _ ("Mailbox: %1$u new, %2$u old."), summary.n_new, summary.n_old);
}

static void
on_message (RbPhone *phone, RbChatMessage *message, Watcher *watcher)
{
  struct json_object *object = rb_cli_phone_event ("message-received");

  json_object_object_add (object, "uri", json_object_new_string (rb_chat_message_get_uri (message)));
  json_object_object_add (object, "text", json_object_new_string (rb_chat_message_get_text (message)));
  rb_cli_phone_say (object, "%s: %s", rb_chat_message_get_uri (message), rb_chat_message_get_text (message));
}

static void
on_ready (RbCliPhone *cli, gpointer data)
{
  Watcher *watcher = data;
  RbPhone *phone = rb_cli_phone_get_phone (cli);
  RbAccount *account = rb_cli_phone_get_account (cli);
  struct json_object *object = rb_cli_phone_event ("ready");

  watcher->phone = cli;
  g_signal_connect (rb_phone_get_presence (phone), "changed", G_CALLBACK (on_presence), watcher);
  g_signal_connect (rb_phone_get_voicemail (phone), "changed", G_CALLBACK (on_voicemail), watcher);
  g_signal_connect (phone, "message-received", G_CALLBACK (on_message), watcher);
  if (account == NULL)
    json_object_object_add (object, "port", json_object_new_int (rb_phone_listen (phone, NULL)));
  rb_cli_phone_say (object, _ ("Watching."));

  if (account != NULL)
    g_object_set (account, "voicemail", options.voicemail != NULL ? options.voicemail : "", "publish-presence",
                  options.publish, NULL);
  for (gsize i = 0; watcher->uris[i] != NULL; i++)
    if (!rb_presence_watch (rb_phone_get_presence (phone), watcher->uris[i]))
      rb_cli_error (_ ("%s is not watched: %d addresses are enough"), watcher->uris[i], RB_PRESENCE_MAX_WATCHED);
}

static void
on_interrupted (RbCliPhone *phone, gpointer data)
{
  g_signal_handlers_disconnect_by_data (rb_phone_get_presence (rb_cli_phone_get_phone (phone)), data);
  g_signal_handlers_disconnect_by_data (rb_phone_get_voicemail (rb_cli_phone_get_phone (phone)), data);
  rb_cli_phone_quit (phone, RB_CLI_OK);
}

int
rb_cli_watch (int argc, char **argv)
{
  const RbCliPhoneFuncs funcs = { .ready = on_ready, .interrupted = on_interrupted };
  Watcher watcher = { 0 };

  if (!rb_cli_parse (entries, N_ ("[URI…]"),
                     _ ("Tells what the phones at these addresses do, what waits in the mailbox and which messages "
                        "come, until interrupted."),
                     &argc, &argv))
    return RB_CLI_USAGE;

  watcher.uris = argv + 1;

  return rb_cli_phone_run (&funcs, &watcher);
}
