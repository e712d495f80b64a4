/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The verb inspect: which SIP calls are in a capture file and how each ended, in any of the
 * formats of rb-export.h, with what the tutor says of them, or as a lab report. Needs neither a network
 * nor an account. */

#include "rb-cli.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "rb-capture-reader.h"
#include "rb-cli-lessons.h"
#include "rb-export-file.h"
#include "rb-export.h"
#include "rb-filter.h"
#include "rb-hide.h"
#include "rb-join.h"
#include "rb-merge.h"
#include "rb-report.h"

#define TEXT_WIDTH 100 /* columns of explanations */

typedef struct
{
  RbExportFormat format;
  const char *out; /* NULL: standard output */
  RbFilter *filter;
  const char *merge; /* capture of the other end; NULL: none */
  guint call;        /* number of the one that is asked for, from 1; 0: all */
  gboolean legs;     /* and those that belong to it */
  RbCliLessons lessons;
  const char *report; /* file to write one to; NULL: none */
  const char *authors;
  gboolean hide_private;
  gboolean with_media;
  GOutputStream *stream;
  gboolean written; /* FALSE once writing failed: nothing more can be done */
  guint n_exported; /* files that could be read at least in part */
} Inspection;

/* As they stand in the command; what is not here is in Inspection at once. */
typedef struct
{
  gboolean json;
  gboolean ladder;
  char *to;
  char *out;
  char *expression;
  char *listen_hep;
  char *merge;
  char *report;
  char *authors;
  char *password_env;
  char *language; /* find_language() has seen it */
  int call;
} Options;

/* The wanted call, with those that belong to it. (transfer container) (nullable): all */
static GPtrArray *
choose_calls (const Inspection *self, RbTrace *trace, GPtrArray *joins)
{
  g_autoptr (RbFlow) flow = self->call > 0 ? g_list_model_get_item (rb_trace_get_flows (trace), self->call - 1) : NULL;
  GPtrArray *flows;

  if (flow == NULL || joins != NULL)
    return flow != NULL ? rb_join_list_flows (joins, flow, TRUE) : NULL;

  flows = g_ptr_array_new ();
  g_ptr_array_add (flows, flow); /* the trace holds it */
  return flows;
}

/* The same calls in a copy of their trace. (transfer container) */
static GPtrArray *
find_copies (RbTrace *trace, GPtrArray *flows, RbTrace *copy)
{
  GListModel *all = rb_trace_get_flows (trace);
  GPtrArray *copies = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (all, i);
      g_autoptr (RbFlow) same = g_list_model_get_item (rb_trace_get_flows (copy), i);

      if (g_ptr_array_find (flows, flow, NULL))
        g_ptr_array_add (copies, same);
    }
  return copies;
}

/* Why the calls belong together, a sentence a join. (transfer full) */
static char **
list_reasons (GPtrArray *joins, GPtrArray *flows)
{
  g_autoptr (GStrvBuilder) reasons = g_strv_builder_new ();

  for (guint i = 0; i < joins->len; i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);
      g_autofree char *sentence = NULL;
      g_autofree char *reason = NULL;
      guint first, second;

      if (!g_ptr_array_find (flows, join->first, &first) || !g_ptr_array_find (flows, join->second, &second))
        continue;
      sentence = rb_join_format (join, first + 1, second + 1);
      reason = g_strdup_printf (_ ("%1$s (No. %2$u)"), sentence, join->position + 1);
      g_strv_builder_add (reasons, reason);
    }
  return g_strv_builder_end (reasons);
}

/* Positions of the messages of @flows (nullable) that match. (transfer full) */
static GArray *
choose_messages (const Inspection *self, RbTrace *trace, GPtrArray *flows)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    if ((flows == NULL || g_ptr_array_find (flows, rb_trace_get_flow_of (trace, i), NULL)) &&
        (self->filter == NULL || rb_filter_matches (self->filter, trace, i)))
      g_array_append_val (positions, i);
  return positions;
}

static gboolean
write_lessons (Inspection *self, RbTrace *trace, GArray *positions, GError **error)
{
  g_autoptr (GArray) numbers = rb_trace_list_flows_with (trace, positions);

  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);
      g_autoptr (RbFlow) flow = g_list_model_get_item (rb_trace_get_flows (trace), number);
      g_autofree char *text = rb_cli_lessons_to_text (&self->lessons, flow, number + 1, TEXT_WIDTH);

      if (!g_output_stream_printf (self->stream, NULL, NULL, error, "%s%s", i == 0 ? "" : "\n\n", text))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_report (const Inspection *self, RbTrace *trace, GArray *positions, const char *file, GError **error)
{
  g_autofree char *name = g_path_get_basename (file);
  const RbReportOptions options = {
    .capture = self->hide_private ? NULL : name,
    .authors = self->authors,
    .password = self->lessons.password,
  };

  return rb_report_save (trace, positions, self->report, &options, error);
}

static gboolean
check_call (const Inspection *self, RbTrace *trace, const char *file)
{
  guint n = g_list_model_get_n_items (rb_trace_get_flows (trace));

  if (self->call <= n)
    return TRUE;
  rb_cli_error (
      ngettext ("“%1$s” has %2$u call; there is no call %3$u", "“%1$s” has %2$u calls; there is no call %3$u", n), file,
      n, self->call);
  return FALSE;
}

static void
export_trace (Inspection *self, RbTrace *trace, const char *file)
{
  static const guint nothing;
  g_autoptr (GPtrArray) joins = self->legs ? rb_trace_list_joins (trace) : NULL;
  g_autoptr (GPtrArray) flows = choose_calls (self, trace, joins);
  g_autoptr (GPtrArray) together = NULL;
  g_auto (GStrv) why = NULL;
  g_autoptr (GArray) positions = self->filter != NULL || flows != NULL ? choose_messages (self, trace, flows) : NULL;
  g_autoptr (RbTrace) hidden = self->hide_private ? rb_hide_trace (trace) : NULL;
  RbTrace *shown = hidden != NULL ? hidden : trace;
  g_autoptr (GError) error = NULL;
  RbExportOptions options = {
    .file = self->hide_private ? "" : file,
    .with_media = self->with_media,
    .plain_text = self->out == NULL && isatty (STDOUT_FILENO),
  };

  if (self->format == RB_EXPORT_JSON && rb_cli_lessons_are_wanted (&self->lessons))
    {
      options.add_to_call = rb_cli_lessons_add_to_json;
      options.data = &self->lessons;
    }
  if (positions != NULL)
    {
      options.positions = positions->len > 0 ? (const guint *) (gpointer) positions->data : &nothing;
      options.n_positions = positions->len;
    }
  if (self->legs)
    {
      options.together = together = find_copies (trace, flows, shown);
      options.why = why = list_reasons (joins, flows);
    }
  self->n_exported++;
  if (self->report != NULL)
    self->written = write_report (self, shown, positions, file, &error);
  else if (rb_cli_lessons_are_wanted (&self->lessons) && self->format != RB_EXPORT_JSON)
    self->written = write_lessons (self, shown, positions, &error);
  else
    self->written = rb_export_write (shown, self->format, &options, self->stream, NULL, &error);
  if (!self->written && self->report != NULL)
    rb_cli_error ("%s", error->message);
  else if (!self->written)
    rb_cli_error (_ ("“%1$s” cannot be written: %2$s. Make room or choose another place with --out."),
                  self->out != NULL ? self->out : _ ("standard output"), error->message);
}

/* What both ends saw; NULL when nothing of the other end can be read. (transfer full) (nullable) */
static RbTrace *
merge_other_end (const Inspection *self, RbTrace *mine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) other = rb_capture_read (self->merge, NULL, &error);

  if (error != NULL)
    rb_cli_error ("%s", error->message);
  return other != NULL ? rb_trace_merge (mine, other, NULL) : NULL;
}

static int
inspect_file (Inspection *self, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbTrace) trace = rb_capture_read (file, NULL, &error);
  g_auto (GStrv) notes = NULL;

  if (trace != NULL && self->merge != NULL)
    {
      g_autoptr (RbTrace) mine = g_steal_pointer (&trace);

      trace = merge_other_end (self, mine);
      if (trace == NULL)
        return RB_CLI_FAILED;
    }

  if (trace != NULL && !check_call (self, trace, file))
    return RB_CLI_FAILED;
  if (trace != NULL)
    {
      export_trace (self, trace, file);
      notes = g_strsplit (rb_trace_get_notes (trace) != NULL ? rb_trace_get_notes (trace) : "", "\n", -1);
      for (guint i = 0; notes[i] != NULL; i++)
        if (error == NULL || g_strcmp0 (notes[i], error->message) != 0)
          rb_cli_error ("%s: %s", file, notes[i]);
    }
  if (error != NULL)
    rb_cli_error ("%s", error->message);
  return error == NULL && self->written ? RB_CLI_OK : RB_CLI_FAILED;
}

static int
inspect_files (Inspection *self, char **files)
{
  g_autoptr (RbExportFile) out = NULL;
  g_autoptr (GOutputStream) standard = NULL;
  g_autoptr (GError) error = NULL;
  int result = RB_CLI_OK;

  if (self->out != NULL)
    {
      out = rb_export_file_new (self->out, &error);
      if (out == NULL)
        {
          rb_cli_error ("%s", error->message);
          return RB_CLI_FAILED;
        }
      self->stream = rb_export_file_get_stream (out);
    }
  else
    self->stream = standard = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  self->written = TRUE;
  for (guint i = 0; files[i] != NULL && self->written; i++)
    if (inspect_file (self, files[i]) != RB_CLI_OK)
      result = RB_CLI_FAILED;

  if (out != NULL && self->written && self->n_exported > 0 && !rb_export_file_finish (out, &error))
    {
      rb_cli_error ("%s", error->message);
      result = RB_CLI_FAILED;
    }
  return result;
}

/* "summary, ladder, …": the words --to takes. (transfer full) */
static char *
list_words (void)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < RB_EXPORT_N_FORMATS; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", rb_export_format_get_info (i)->word);
  return g_string_free (words, FALSE);
}

/* The formats under the options in --help. (transfer full) */
static char *
describe (void)
{
  GString *text = g_string_new (_ ("Shows the SIP calls in pcap and pcapng files and how each ended."));

  g_string_append_printf (text, "\n\n%s", _ ("Formats of --to:"));
  for (guint i = 0; i < RB_EXPORT_N_FORMATS; i++)
    g_string_append_printf (text, "\n  %-14s %s", rb_export_format_get_info (i)->word,
                            _ (rb_export_format_get_info (i)->label));
  g_string_append_printf (text, "\n\n%s",
                          _ ("Ends with 0 when every file was read, 1 when one was damaged, could not be read or the "
                             "result could not be written, 2 when the command was wrong."));
  return g_string_free (text, FALSE);
}

/* What is wrong with the command in a whole; FALSE after saying so. */
static gboolean
check_usage (const Inspection *self, guint n_files)
{
  const RbExportFormatInfo *info = rb_export_format_get_info (self->format);

  if (n_files == 0)
    rb_cli_error (_ ("name a capture file; see “ringback-cli inspect --help”"));
  else if (info->whole_document && n_files > 1)
    rb_cli_error (_ ("--to %s holds one capture; name one file"), info->word);
  else if (info->binary && self->out == NULL && isatty (STDOUT_FILENO))
    rb_cli_error (_ ("--to %s is not for a terminal; name a file with --out"), info->word);
  else if (self->merge != NULL && n_files > 1)
    rb_cli_error (_ ("--merge adds the other end of one capture; name one file"));
  else if (self->merge != NULL && self->with_media)
    rb_cli_error (_ ("--merge keeps no sound: choose one of --merge and --with-media"));
  else if (self->with_media && self->format != RB_EXPORT_PCAPNG)
    rb_cli_error (_ ("--with-media needs --to pcapng"));
  else if (self->call > 0 && n_files > 1)
    rb_cli_error (_ ("--call is the number of a call in one capture; name one file"));
  else if (self->legs && self->call == 0)
    rb_cli_error (_ ("--legs adds what belongs to one call; name it with --call"));
  else if (self->report != NULL && n_files > 1)
    rb_cli_error (_ ("--report tells of the calls of one capture; name one file"));
  else if (self->with_media && self->hide_private)
    rb_cli_error (_ ("voices cannot be hidden: choose one of --with-media and --hide-private"));
  else
    return TRUE;
  return FALSE;
}

/* FALSE after saying which options do not go together. */
static gboolean
check_choice (const Inspection *self, gboolean json, gboolean ladder, const char *to)
{
  gboolean lessons = rb_cli_lessons_are_wanted (&self->lessons);

  if (json + ladder + (to != NULL) > 1)
    rb_cli_error (_ ("choose one of --json, --ladder and --to; see “ringback-cli inspect --help”"));
  else if (self->report != NULL && (json || ladder || to != NULL || lessons || self->out != NULL))
    rb_cli_error (_ ("--report holds everything and names its file itself; leave the other formats out"));
  else if (lessons && (ladder || (to != NULL && self->format != RB_EXPORT_JSON)))
    rb_cli_error (_ ("explanations are text or, with --json, JSON; leave --ladder and --to out"));
  else if (self->authors != NULL && self->report == NULL)
    rb_cli_error (_ ("--authors is for --report"));
  else
    return TRUE;
  return FALSE;
}

/* The password of --password-env; FALSE after saying that there is none. */
static gboolean
find_password (Inspection *self, const char *variable)
{
  if (variable == NULL)
    return TRUE;

  self->lessons.password = g_getenv (variable);
  if (self->lessons.password == NULL)
    rb_cli_error (_ ("--password-env: there is no variable “%s” in the environment"), variable);
  else if (!self->lessons.topics[RB_TOPIC_DIGEST] && self->report == NULL)
    rb_cli_error (_ ("--password-env is for --digest and --report"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
find_language (int argc, char **argv, const char **language)
{
  static const char option[] = "--language";

  *language = NULL;
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--language="))
      *language = argv[i] + strlen ("--language=");
    else if (g_str_equal (argv[i], option) && i + 1 < argc)
      *language = argv[i + 1];
  return *language != NULL;
}

static gboolean
parse_options (Options *self, Inspection *inspection, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "to", 't', 0, G_OPTION_ARG_STRING, &self->to, N_ ("Format of the result, see above; summary when not given"),
      N_ ("FORMAT") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("The same as --to json: one object a file"), NULL },
    { "ladder", 0, 0, G_OPTION_ARG_NONE, &self->ladder, N_ ("The same as --to ladder"), NULL },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &inspection->lessons.explain,
      N_ ("Explain each message under the ladder, and the verdict with its evidence"), NULL },
    { "compare", 0, 0, G_OPTION_ARG_NONE, &inspection->lessons.topics[RB_TOPIC_TEXTBOOK],
      N_ ("Compare with the textbook, and give the reason of each difference"), NULL },
    { "digest", 0, 0, G_OPTION_ARG_NONE, &inspection->lessons.topics[RB_TOPIC_DIGEST],
      N_ ("Show how the answer to a challenge is computed, step by step"), NULL },
    { "password-env", 0, 0, G_OPTION_ARG_STRING, &self->password_env,
      N_ ("The password for --digest is in this environment variable"), N_ ("VARIABLE") },
    { "timers", 0, 0, G_OPTION_ARG_NONE, &inspection->lessons.topics[RB_TOPIC_TIMERS],
      N_ ("Show the transaction machines and their timers"), NULL },
    { "nat", 0, 0, G_OPTION_ARG_NONE, &inspection->lessons.topics[RB_TOPIC_NAT],
      N_ ("Compare where messages come from with where they say they come from"), NULL },
    { "sdp", 0, 0, G_OPTION_ARG_NONE, &inspection->lessons.topics[RB_TOPIC_SDP],
      N_ ("Show what was offered, answered and agreed"), NULL },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &self->report, N_ ("Write a lab report to this file, .html or .md"),
      N_ ("FILE") },
    { "authors", 0, 0, G_OPTION_ARG_STRING, &self->authors, N_ ("Who wrote the lab report"), N_ ("NAMES") },
    { "call", 0, 0, G_OPTION_ARG_INT, &self->call, N_ ("Only the call with this number, from 1"), N_ ("NUMBER") },
    { "legs", 0, 0, G_OPTION_ARG_NONE, &inspection->legs,
      N_ ("With --call: also the calls that belong to it (a transfer, a B2BUA), in one ladder"), NULL },
    { "language", 0, 0, G_OPTION_ARG_STRING, &self->language, N_ ("Language of the texts, such as zh_CN"),
      N_ ("LANGUAGE") },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &self->out, N_ ("Write to this file instead of standard output"),
      N_ ("FILE") },
    { "filter", 'f', 0, G_OPTION_ARG_STRING, &self->expression, N_ ("Only messages that match, see docs/filter.md"),
      N_ ("EXPRESSION") },
    { "merge", 0, 0, G_OPTION_ARG_FILENAME, &self->merge,
      N_ ("Add what this capture, taken at the other end of the call, shows; the clocks are compared"), N_ ("FILE") },
    { "listen-hep", 0, 0, G_OPTION_ARG_STRING, &self->listen_hep, N_ ("Instead of files show what comes here by HEP3"),
      N_ ("ADDRESS:PORT") },
    { "hide-private", 0, 0, G_OPTION_ARG_NONE, &inspection->hide_private,
      N_ ("Replace numbers, names, addresses, digests and all text that could tell who called"), NULL },
    { "with-media", 0, 0, G_OPTION_ARG_NONE, &inspection->with_media, N_ ("Write the RTP packets, too (pcapng)"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *summary = describe ();

  return rb_cli_parse (entries, _ ("FILE…"), summary, argc, argv);
}

static void
options_clear (Options *self)
{
  g_free (self->to);
  g_free (self->out);
  g_free (self->expression);
  g_free (self->listen_hep);
  g_free (self->merge);
  g_free (self->report);
  g_free (self->authors);
  g_free (self->password_env);
  g_free (self->language);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* (transfer full) (nullable): NULL after saying what is wrong */
static RbFilter *
parse_filter (const char *expression)
{
  g_autoptr (GError) error = NULL;
  RbFilter *filter = rb_filter_parse (expression, &error);

  if (filter == NULL)
    {
      g_autofree char *where = rb_filter_error_format (expression, error);

      g_printerr ("%s\n", g_strchomp (where));
    }
  return filter;
}

/* FALSE after saying what is wrong. */
static gboolean
take_options (Inspection *self, const Options *options)
{
  g_autofree char *words = list_words ();

  self->format = options->json ? RB_EXPORT_JSON : options->ladder ? RB_EXPORT_LADDER : RB_EXPORT_SUMMARY;
  if (options->to != NULL && !rb_export_format_parse (options->to, &self->format))
    {
      rb_cli_error (_ ("there is no format “%1$s”; --to takes %2$s"), options->to, words);
      return FALSE;
    }
  if (options->call < 0)
    {
      rb_cli_error (_ ("--call: calls are numbered from 1"));
      return FALSE;
    }
  self->out = g_strcmp0 (options->out, "-") != 0 ? options->out : NULL;
  self->merge = options->merge;
  self->call = (guint) options->call;
  self->report = options->report;
  self->authors = options->authors;
  return TRUE;
}

static int
listen_hep (const Inspection *self, const Options *options, gboolean has_files)
{
  if (!has_files && options->to == NULL && !options->ladder && options->out == NULL && self->filter == NULL &&
      self->merge == NULL && self->call == 0 && !self->legs && self->report == NULL && !self->hide_private &&
      !self->with_media && !rb_cli_lessons_are_wanted (&self->lessons))
    return rb_cli_listen_hep (options->listen_hep, options->json);
  rb_cli_error (_ ("--listen-hep goes alone or with --json"));
  return RB_CLI_USAGE;
}

int
rb_cli_inspect (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (RbFilter) filter = NULL;
  Inspection inspection = { 0 };
  const char *language;

  /* Before anything is said, also about the other options. */
  if (find_language (argc, argv, &language) && !rb_cli_set_language (language))
    return RB_CLI_USAGE;
  if (!parse_options (&options, &inspection, &argc, &argv) || !take_options (&inspection, &options))
    return RB_CLI_USAGE;

  filter = options.expression != NULL ? parse_filter (options.expression) : NULL;
  if (options.expression != NULL && filter == NULL)
    return RB_CLI_USAGE;

  inspection.filter = filter;
  if (!check_choice (&inspection, options.json, options.ladder, options.to) ||
      !find_password (&inspection, options.password_env))
    return RB_CLI_USAGE;
  if (options.listen_hep != NULL)
    return listen_hep (&inspection, &options, argc > 1);
  if (!check_usage (&inspection, argc - 1))
    return RB_CLI_USAGE;
  return inspect_files (&inspection, argv + 1);
}
