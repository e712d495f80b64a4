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
} options = { .cancel_after = -1, .hold_after = -1 };

static const GOptionEntry entries[] = {
  RB_CLI_PHONE_ENTRIES,
  RB_CLI_OUTGOING_RULES,
  RB_CLI_COMMON_RULES,
  { "cancel-after", 0, 0, G_OPTION_ARG_DOUBLE, &options.cancel_after,
    N_ ("Give up this long after the INVITE when nobody answered"), N_ ("SECONDS") },
  { "hold-after", 0, 0, G_OPTION_ARG_DOUBLE, &options.hold_after, N_ ("Put on hold this long after the answer"),
    N_ ("SECONDS") },
  { "dtmf", 0, 0, G_OPTION_ARG_STRING, &options.dtmf, N_ ("Keys to press after the answer"), N_ ("DIGITS") },
  { NULL },
};

typedef struct
{
  const char *target;
  RbCall *call;
  guint cancel_source;
  guint hold_source;
  gboolean cancelled;
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
on_ready (RbCliPhone *phone, gpointer data)
{
  Caller *caller = data;
  g_autoptr (GError) error = NULL;
  RbCall *call =
      rb_phone_call (rb_cli_phone_get_phone (phone), rb_cli_phone_get_account (phone), caller->target, &error);

  if (call == NULL)
    {
      rb_cli_error ("%s", error->message);
      rb_cli_phone_quit (phone, RB_CLI_FAILED);
      return;
    }

  caller->call = g_object_ref (call);
  if (options.cancel_after >= 0)
    caller->cancel_source = g_timeout_add ((guint) (options.cancel_after * 1000), on_cancel_due, caller);
}

static void
on_active (RbCliPhone *phone, RbCall *call, gpointer data)
{
  Caller *caller = data;

  g_clear_handle_id (&caller->cancel_source, g_source_remove);
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
  g_clear_object (&caller.call);

  return exit_code;
}
