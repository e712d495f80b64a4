/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli call: places one call and tells what happens to it. */

#include "rb-cli-phone.h"
#include "rb-cli-rules.h"

#include <glib/gi18n.h>

static struct
{
  double cancel_after; /* s after the INVITE, < 0: never */
  double hold_after;   /* s after the answer, < 0: never */
  char *dtmf;
  char **join;
  char *transfer_to;
  gboolean consult;
  gboolean hide_caller_id;
  double transfer_after; /* s after the answer */
} options = { .cancel_after = -1, .hold_after = -1 };

static const GOptionEntry entries[] = {
  RB_CLI_PHONE_ENTRIES,
  RB_CLI_OUTGOING_RULES,
  RB_CLI_COMMON_RULES,
  { "hide-caller-id", 0, 0, G_OPTION_ARG_NONE, &options.hide_caller_id,
    N_ ("Do not tell who is called who calls (RFC 3323)"), NULL },
  { "cancel-after", 0, 0, G_OPTION_ARG_DOUBLE, &options.cancel_after,
    N_ ("Give up this long after the INVITE when nobody answered"), N_ ("SECONDS") },
  { "hold-after", 0, 0, G_OPTION_ARG_DOUBLE, &options.hold_after, N_ ("Put on hold this long after the answer"),
    N_ ("SECONDS") },
  { "join", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.join,
    N_ ("Call this address, too, and join the calls; may be given again"), N_ ("URI") },
  { "dtmf", 0, 0, G_OPTION_ARG_STRING, &options.dtmf, N_ ("Keys to press after the answer"), N_ ("DIGITS") },
  { "transfer-to", 0, 0, G_OPTION_ARG_STRING, &options.transfer_to,
    N_ ("Have the far end call this address after the answer"), N_ ("URI") },
  { "transfer-after", 0, 0, G_OPTION_ARG_DOUBLE, &options.transfer_after, N_ ("Do that this long after the answer"),
    N_ ("SECONDS") },
  { "consult", 0, 0, G_OPTION_ARG_NONE, &options.consult, N_ ("Call that address first, then join the two"), NULL },
  { NULL },
};

typedef struct
{
  const char *target;
  RbCall *call;
  guint cancel_source;
  guint hold_source;
  guint transfer_source;
  RbCliPhone *phone;
  guint n_answered;
  gboolean cancelled;
  gboolean transfer_failed;
} Caller;

static gboolean
on_cancel_due (gpointer data)
{
  Caller *caller = data;

  caller->cancel_source = 0;
  caller->cancelled = TRUE;
  rb_call_hang_up (caller->call);

  return G_SOURCE_REMOVE;
}

static gboolean
on_hold_due (gpointer data)
{
  Caller *caller = data;

  caller->hold_source = 0;
  rb_call_set_hold (caller->call, TRUE);

  return G_SOURCE_REMOVE;
}

static void
fail_transfer (Caller *caller, const char *why)
{
  caller->transfer_failed = TRUE;
  rb_cli_error ("%s", why);
  rb_call_hang_up (caller->call);
}

/* Nobody is to take the call over: it has no purpose any more. */
static void
on_transfer_changed (RbCall *call, Caller *caller)
{
  if (rb_call_get_transfer_state (call) == RB_TRANSFER_FAILED && !caller->transfer_failed)
    fail_transfer (caller, rb_call_get_transfer_reason (call));
}

static RbCall *
place_call (RbCliPhone *phone, const char *target, GError **error)
{
  RbAccount *account = rb_cli_phone_get_account (phone);

  return options.hide_caller_id ? rb_phone_call_hidden (rb_cli_phone_get_phone (phone), account, target, error)
                                : rb_phone_call (rb_cli_phone_get_phone (phone), account, target, error);
}

static gboolean
on_transfer_due (gpointer data)
{
  Caller *caller = data;
  g_autoptr (GError) error = NULL;
  gboolean begun;

  caller->transfer_source = 0;
  if (options.consult)
    begun = place_call (caller->phone, options.transfer_to, &error) != NULL;
  else
    begun = rb_call_transfer (caller->call, options.transfer_to, &error);
  if (!begun)
    fail_transfer (caller, error->message);

  return G_SOURCE_REMOVE;
}

static void
on_ready (RbCliPhone *phone, gpointer data)
{
  Caller *caller = data;
  g_autoptr (GError) error = NULL;
  RbCall *call = place_call (phone, caller->target, &error);

  if (call == NULL)
    {
      rb_cli_error ("%s", error->message);
      rb_cli_phone_quit (phone, RB_CLI_FAILED);
      return;
    }

  caller->call = g_object_ref (call);
  caller->phone = phone;
  g_signal_connect (call, "changed", G_CALLBACK (on_transfer_changed), caller);
  if (options.cancel_after >= 0)
    caller->cancel_source = g_timeout_add ((guint) (options.cancel_after * 1000), on_cancel_due, caller);
}

/* @call was answered: it joins those before it, and the next address is called. */
static void
join (RbCliPhone *phone, Caller *caller, RbCall *call)
{
  const char *next = caller->n_answered < g_strv_length (options.join) ? options.join[caller->n_answered] : NULL;
  g_autoptr (GError) error = NULL;

  if (caller->n_answered > 0 && rb_phone_merge (rb_cli_phone_get_phone (phone), caller->call, call, &error))
    rb_cli_phone_say (rb_cli_phone_event ("joined"), _ ("Joined."));
  caller->n_answered++;
  if (error == NULL && next != NULL)
    place_call (phone, next, &error);
  if (error != NULL)
    rb_cli_error ("%s", error->message);
}

static void
on_active (RbCliPhone *phone, RbCall *call, gpointer data)
{
  Caller *caller = data;
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&caller->cancel_source, g_source_remove);
  if (options.join != NULL)
    join (phone, caller, call);
  if (options.transfer_to != NULL && call != caller->call)
    {
      if (!rb_call_transfer_to (caller->call, call, &error))
        fail_transfer (caller, error->message);
      return;
    }
  if (options.transfer_to != NULL)
    caller->transfer_source = g_timeout_add ((guint) (options.transfer_after * 1000), on_transfer_due, caller);
  if (options.dtmf != NULL)
    rb_call_send_dtmf (call, options.dtmf);
  if (options.hold_after >= 0)
    caller->hold_source = g_timeout_add ((guint) (options.hold_after * 1000), on_hold_due, caller);
}

static void
on_over (RbCliPhone *phone, RbCall *call, gboolean good, gpointer data)
{
  Caller *caller = data;

  g_clear_handle_id (&caller->cancel_source, g_source_remove);
  g_clear_handle_id (&caller->hold_source, g_source_remove);
  g_clear_handle_id (&caller->transfer_source, g_source_remove);
  if (caller->transfer_failed && call == caller->call)
    {
      rb_cli_phone_quit (phone, RB_CLI_FAILED);
      return;
    }
  if (options.consult && call != caller->call && !caller->transfer_failed &&
      rb_call_get_transfer_state (caller->call) == RB_TRANSFER_NONE)
    fail_transfer (caller, _ ("the one to transfer to did not take the call"));
  if (rb_cli_phone_has_calls (phone))
    return; /* it goes on at another address */

  if (caller->cancelled && rb_call_get_end (call) == RB_CALL_END_CANCELLED)
    good = TRUE;
  rb_cli_phone_quit (phone, good ? RB_CLI_OK : RB_CLI_FAILED);
}

static void
on_interrupted (RbCliPhone *phone, gpointer data)
{
  rb_cli_phone_quit (phone, RB_CLI_FAILED);
}

int
rb_cli_call (int argc, char **argv)
{
  const RbCliPhoneFuncs funcs = {
    .ready = on_ready, .active = on_active, .over = on_over, .interrupted = on_interrupted
  };
  Caller caller = { 0 };
  int exit_code;

  if (!rb_cli_parse (entries, N_ ("URI"), _ ("Places a call. Without an account it goes straight to the address."),
                     &argc, &argv))
    return RB_CLI_USAGE;

  if (argc != 2)
    {
      rb_cli_error (
          _ ("give one address to call, for example “sip:alice@example.org”; see “ringback-cli call --help”"));
      return RB_CLI_USAGE;
    }

  caller.target = argv[1];
  exit_code = rb_cli_phone_run (&funcs, &caller);
  g_clear_handle_id (&caller.cancel_source, g_source_remove);
  g_clear_handle_id (&caller.hold_source, g_source_remove);
  g_clear_handle_id (&caller.transfer_source, g_source_remove);
  if (caller.call != NULL)
    g_signal_handlers_disconnect_by_data (caller.call, &caller);
  g_clear_object (&caller.call);

  return exit_code;
}
