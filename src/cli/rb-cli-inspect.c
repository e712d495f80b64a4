/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The verb inspect: which SIP calls are in a capture file and how each ended, as a summary, as
 * ladders or as JSON. Needs neither a network nor an account. */

#include "rb-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "rb-capture-reader.h"
#include "rb-ladder.h"
#include "rb-export.h"

static void
print_summary (RbTrace *trace, const char *file)
{
  g_autofree char *text = rb_trace_to_summary (trace);

  fputs (text, stdout);
}

static void
print_json (RbTrace *trace, const char *file)
{
  rb_cli_print_json (rb_trace_to_json (trace, file));
}

static void
print_ladders (RbTrace *trace, const char *file)
{
  GListModel *flows = rb_trace_get_flows (trace);
  guint n_flows = g_list_model_get_n_items (flows);

  for (guint i = 0; i < n_flows; i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (flow);
      g_autofree char *text = rb_ladder_to_text (ladder, 0);
      g_autofree char *from = rb_flow_dup_from (flow);
      g_autofree char *to = rb_flow_dup_to (flow);

      printf ("%s%s  %s → %s\n%s\n\n%s", i > 0 ? "\n" : "", rb_flow_get_method (flow), from, to,
              rb_flow_get_verdict (flow)->text, text);
    }
}

static const struct
{
  const char *name;
  void (*print) (RbTrace *trace, const char *file);
} forms[] = {
  { "summary", print_summary },
  { "ladder", print_ladders },
  { "json", print_json },
};

static int
inspect_file (const char *file, guint form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = rb_capture_read (file, NULL, &error);
  g_auto (GStrv) notes = NULL;

  if (trace != NULL)
    {
      forms[form].print (trace, file);
      fflush (stdout);
      notes = g_strsplit (rb_trace_get_notes (trace) != NULL ? rb_trace_get_notes (trace) : "", "\n", -1);
      for (guint i = 0; notes[i] != NULL; i++)
        if (error == NULL || g_strcmp0 (notes[i], error->message) != 0)
          rb_cli_error ("%s: %s", file, notes[i]);
    }
  if (error != NULL)
    rb_cli_error ("%s", error->message);
  return error == NULL ? RB_CLI_OK : RB_CLI_FAILED;
}

static guint
find_form (const char *name)
{
  guint form = 0;

  while (form < G_N_ELEMENTS (forms) && g_strcmp0 (forms[form].name, name) != 0)
    form++;
  return form;
}

int
rb_cli_inspect (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean ladder = FALSE;
  g_autofree char *to = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("One JSON object a file"), NULL },
    { "ladder", 0, 0, G_OPTION_ARG_NONE, &ladder, N_ ("A ladder of each call"), NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Form: summary (default), ladder or json"), N_ ("FORM") },
    G_OPTION_ENTRY_NULL,
  };
  int result = RB_CLI_OK;
  guint form;

  if (!rb_cli_parse (entries, _ ("FILE…"), _ ("Shows the SIP calls in pcap and pcapng files and how each ended."),
                     &argc, &argv))
    return RB_CLI_USAGE;

  if (json + ladder + (to != NULL) > 1)
    {
      rb_cli_error (_ ("choose one of --json, --ladder and --to; see “ringback-cli inspect --help”"));
      return RB_CLI_USAGE;
    }

  form = find_form (to != NULL ? to : json ? "json" : ladder ? "ladder" : "summary");
  if (form == G_N_ELEMENTS (forms))
    {
      rb_cli_error (_ ("there is no form “%s”; --to takes summary, ladder or json"), to);
      return RB_CLI_USAGE;
    }

  if (argc < 2)
    {
      rb_cli_error (_ ("name a capture file; see “ringback-cli inspect --help”"));
      return RB_CLI_USAGE;
    }

  for (int i = 1; i < argc; i++)
    if (inspect_file (argv[i], form) != RB_CLI_OK)
      result = RB_CLI_FAILED;
  return result;
}
