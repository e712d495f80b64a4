/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli answer: registers, or listens for direct calls, and answers or rejects what comes. */

#include "rb-cli-phone.h"
#include "rb-cli-rules.h"

#include <glib/gi18n.h>
#include <string.h>

static struct
{
  int reject;          /* status, 0: answer */
  double answer_after; /* s of ringing */
  gboolean never_answer;
  int count; /* exit after so many calls, 0: never */
} options = { .answer_after = 0.2 };

static const GOptionEntry entries[] = {
  RB_CLI_PHONE_ENTRIES,
  RB_CLI_INCOMING_RULES,
  RB_CLI_COMMON_RULES,
  { "reject", 0, 0, G_OPTION_ARG_INT, &options.reject, N_ ("Reject calls with this status, such as 486"), N_ ("CODE") },
  { "answer-after", 0, 0, G_OPTION_ARG_DOUBLE, &options.answer_after,
    N_ ("Ring this long before the answer (default: 0.2)"), N_ ("SECONDS") },
  { "never-answer", 0, 0, G_OPTION_ARG_NONE, &options.never_answer, N_ ("Ring until the caller gives up"), NULL },
  { "count", 0, 0, G_OPTION_ARG_INT, &options.count, N_ ("Exit after this many calls (default: at Ctrl+C)"),
    N_ ("NUMBER") },
  { NULL },
};

typedef struct
{
  guint n_begun;
  guint n_over;
  gboolean failed;
} Answerer;

static gboolean
on_answer_due (gpointer data)
{
  RbCall *call = data;

  if (rb_call_get_state (call) != RB_CALL_INCOMING)
    return G_SOURCE_REMOVE;

  if (options.reject != 0)
    rb_call_reject (call, (guint) options.reject);
  else
    rb_call_answer (call);

  return G_SOURCE_REMOVE;
}

/* "calls.pcapng" for the first call, "calls-2.pcapng" for the second … */
static char *
name_capture (guint n)
{
  const char *path = rb_cli_phone_options.capture;
  const char *slash = strrchr (path, '/');
  const char *dot = strrchr (path, '.');

  if (dot == NULL || (slash != NULL && dot < slash))
    dot = path + strlen (path);

  return g_strdup_printf ("%.*s-%u%s", (int) (dot - path), path, n, dot);
}

static void
on_ready (RbCliPhone *phone, gpointer data)
{
  struct json_object *object = rb_cli_phone_event ("ready");
  guint16 port = 0;

  if (rb_cli_phone_get_account (phone) == NULL)
    port = rb_phone_listen (rb_cli_phone_get_phone (phone), NULL);
  if (port != 0)
    json_object_object_add (object, "port", json_object_new_int (port));
  rb_cli_phone_say (object, _ ("Ready for calls."));
}

static void
on_incoming (RbCliPhone *phone, RbCall *call, gpointer data)
{
  Answerer *answerer = data;
  struct json_object *object = rb_cli_phone_event ("incoming");

  answerer->n_begun++;
  if (rb_cli_phone_options.capture != NULL)
    {
      g_autofree char *next = name_capture (answerer->n_begun + 1);

      rb_phone_set_capture_path (rb_cli_phone_get_phone (phone), next);
    }

  json_object_object_add (object, "from", json_object_new_string (rb_call_get_remote_uri (call)));
  json_object_object_add (object, "call_id", json_object_new_string (rb_call_get_call_id (call)));
  rb_cli_phone_say (object, _ ("%s calls."), rb_call_get_remote_uri (call));
  rb_cli_phone_watch (phone, call);
  if (!options.never_answer)
    g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (options.answer_after * 1000), on_answer_due, g_object_ref (call),
                        g_object_unref);
}

static void
on_over (RbCliPhone *phone, RbCall *call, gboolean good, gpointer data)
{
  Answerer *answerer = data;

  answerer->n_over++;
  /* A rejected or given up call is what was asked for; an answered one must have gone well. */
  if (!good && rb_call_get_end (call) == RB_CALL_END_ANSWERED)
    answerer->failed = TRUE;
  if (options.count > 0 && answerer->n_over >= (guint) options.count)
    rb_cli_phone_quit (phone, answerer->failed ? RB_CLI_FAILED : RB_CLI_OK);
}

static void
on_interrupted (RbCliPhone *phone, gpointer data)
{
  rb_cli_phone_quit (phone, ((Answerer *) data)->failed ? RB_CLI_FAILED : RB_CLI_OK);
}

int
rb_cli_answer (int argc, char **argv)
{
  const RbCliPhoneFuncs funcs = {
    .ready = on_ready, .incoming = on_incoming, .over = on_over, .interrupted = on_interrupted
  };
  Answerer answerer = { 0 };

  if (!rb_cli_parse (entries, NULL, _ ("Registers and answers calls; without an account it takes direct calls."), &argc,
                     &argv))
    return RB_CLI_USAGE;

  if (argc != 1)
    {
      rb_cli_error (_ ("“%s” is not an option; see “ringback-cli answer --help”"), argv[1]);
      return RB_CLI_USAGE;
    }

  if ((options.reject != 0 && (options.reject < 300 || options.reject > 699)) || options.answer_after < 0 ||
      options.count < 0)
    {
      rb_cli_error (_ ("--reject takes a status from 300 to 699, --answer-after and --count nothing below 0"));
      return RB_CLI_USAGE;
    }

  return rb_cli_phone_run (&funcs, &answerer);
}
