/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lab report: what stands in it, and in which order. How it is written down is the business of
 * rb-report-html.c and rb-report-markdown.c. */

#include "rb-report.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-digest-walk.h"
#include "rb-explain.h"
#include "rb-export-file.h"
#include "rb-export.h"
#include "rb-ladder.h"
#include "rb-report-private.h"
#include "rb-shown-text.h"
#include "rb-topic.h"

#define MAX_EXPLAINED 500 /* messages of a call: a book is no report */
#define US_PER_S 1e6

static const struct
{
  const char *suffix;
  RbReportFormat format;
} formats[] = {
  { ".html", RB_REPORT_HTML },
  { ".htm", RB_REPORT_HTML },
  { ".md", RB_REPORT_MARKDOWN },
};

/* By the end of the name. */
static gboolean
get_format (const char *path, RbReportFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      {
        *format = formats[i].format;
        return TRUE;
      }
  return FALSE;
}

gboolean
rb_report_write_file (const char *path, const char *text, GError **error)
{
  g_autoptr (RbExportFile) file = rb_export_file_new (path, error);
  g_autoptr (GError) reason = NULL;

  if (file == NULL)
    return FALSE;
  if (g_output_stream_write_all (rb_export_file_get_stream (file), text, strlen (text), NULL, NULL, &reason))
    return rb_export_file_finish (file, error);
  g_set_error (error, reason->domain, reason->code,
               _ ("“%1$s” cannot be written: %2$s. Make room or choose another place."), path, reason->message);
  return FALSE;
}

/* @level: of its headings */
static void
write_lesson (RbReportWriter *writer, guint level, const RbLesson *lesson)
{
  for (guint i = 0; i < rb_lesson_get_n_blocks (lesson); i++)
    {
      const RbLessonBlock *block = rb_lesson_get_block (lesson, i);

      switch (block->kind)
        {
        case RB_LESSON_HEADING:
          writer->info->heading (writer, level, NULL, block->text);
          break;
        case RB_LESSON_STATEMENT:
          writer->info->statement (writer, block);
          break;
        case RB_LESSON_TABLE:
          writer->info->table (writer, block);
          break;
        case RB_LESSON_FORMULA:
          writer->info->formula (writer, block);
          break;
        }
    }
}

/* Positions of the flow's messages, ascending. (transfer full) */
static GArray *
list_positions (RbFlow *flow)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    g_array_append_val (positions, rb_flow_get_step (flow, i)->position);
  return positions;
}

static gboolean
write_ladder (RbReportWriter *writer, RbFlow *flow, GError **error)
{
  g_autoptr (GArray) positions = list_positions (flow);
  const RbExportOptions options = { .positions = (const guint *) (gpointer) positions->data,
                                    .n_positions = positions->len };
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (flow);
  g_autofree char *text = rb_ladder_to_text (ladder, 0);
  g_autofree char *svg = NULL;

  if (!rb_export_write (rb_flow_get_trace (flow), RB_EXPORT_SVG, &options, stream, NULL, error))
    return FALSE;
  svg = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
  return writer->info->picture (writer, svg, text, error);
}

/* The list of Wireshark: number, time, source, destination, transport, length, info; and the note. */
static RbLesson *
list_messages (RbFlow *flow)
{
  const char *const columns[] = { _ ("No."),       _ ("Time, s"), _ ("Source"), _ ("Destination"),
                                  _ ("Transport"), _ ("Bytes"),   _ ("Info"),   NULL };
  RbTrace *trace = rb_flow_get_trace (flow);
  RbLesson *lesson = rb_lesson_new ();
  RbLessonBlock *table = rb_lesson_add_table (lesson, "messages", "", columns);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    {
      guint position = rb_flow_get_step (flow, i)->position;
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
      const RbMessageInfo *info = rb_message_get_info (message);
      g_autofree char *source = rb_endpoint_format (&info->src);
      g_autofree char *destination = rb_endpoint_format (&info->dst);
      g_autofree char *line = rb_message_format_info (message);
      g_autofree char *number = g_strdup_printf ("%u", position + 1);
      g_autofree char *length = g_strdup_printf ("%zu", g_bytes_get_size (rb_message_get_bytes (message)));
      char time[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (time, sizeof time, "%.3f", (double) (info->wall_us - rb_flow_get_start_us (flow)) / US_PER_S);
      rb_lesson_block_add_row (table);
      rb_lesson_block_add_cell (table, number, RB_TONE_PLAIN, position);
      rb_lesson_block_add_cell (table, time, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, source, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, destination, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, rb_transport_to_string (info->transport), RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, length, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, line, RB_TONE_PLAIN, RB_FLOW_NONE);
    }
  return lesson;
}

static void
write_messages (RbReportWriter *writer, RbFlow *flow)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  guint n = rb_flow_get_n_steps (flow);

  for (guint i = 0; i < MIN (n, MAX_EXPLAINED); i++)
    {
      guint position = rb_flow_get_step (flow, i)->position;
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
      g_autoptr (RbLesson) lesson = rb_explain_message (trace, position);
      g_autofree char *number = rb_lesson_format_number (position);
      g_autofree char *label = rb_message_format_label (message);
      g_autofree char *shown = rb_shown_text_line (label);
      g_autofree char *heading = g_strdup_printf ("%s  %s", number, shown);
      g_autofree char *anchor = g_strdup_printf ("m%u", position + 1);
      const char *note = rb_trace_get_note (trace, position);

      writer->info->heading (writer, 4, anchor, heading);
      if (note != NULL)
        {
          g_autofree char *text = rb_shown_text_from_bytes ((const guint8 *) note, strlen (note));

          writer->info->note (writer, text);
        }
      write_lesson (writer, 5, lesson);
    }
  if (n > MAX_EXPLAINED)
    {
      g_autoptr (RbLesson) rest = rb_lesson_new ();

      rb_lesson_add_printf (rest, "not-explained", NULL,
                            ngettext ("%u more message is not explained here.",
                                      "%u more messages are not explained here.", n - MAX_EXPLAINED),
                            n - MAX_EXPLAINED);
      write_lesson (writer, 5, rest);
    }
}

static void
write_topic (RbReportWriter *writer, RbFlow *flow, RbTopic topic, const RbReportOptions *options)
{
  const RbTopicInfo *info = rb_topic_get_info (topic);
  g_autoptr (RbLesson) lesson =
      topic == RB_TOPIC_DIGEST ? rb_digest_walk_flow (flow, options->password) : info->explain (flow);

  if (rb_lesson_get_n_blocks (lesson) == 0)
    return;
  writer->info->heading (writer, 3, NULL, _ (info->title));
  write_lesson (writer, 4, lesson);
}

static gboolean
write_call (RbReportWriter *writer, RbFlow *flow, guint number, const RbReportOptions *options, GError **error)
{
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);
  g_autofree char *shown_from = rb_shown_text_line (from);
  g_autofree char *shown_to = rb_shown_text_line (to);
  /* Translators: number of a call, who, to whom: "Call 1: sip:alice@example.org → sip:bob@example.org" */
  g_autofree char *heading = g_strdup_printf (_ ("Call %1$u: %2$s → %3$s"), number, shown_from, shown_to);
  g_autoptr (RbLesson) messages = list_messages (flow);

  writer->info->heading (writer, 2, NULL, heading);
  write_topic (writer, flow, RB_TOPIC_VERDICT, options);
  writer->info->heading (writer, 3, NULL, _ ("Ladder"));
  if (!write_ladder (writer, flow, error))
    return FALSE;
  writer->info->heading (writer, 3, NULL, _ ("Messages"));
  write_lesson (writer, 4, messages);
  write_topic (writer, flow, RB_TOPIC_TEXTBOOK, options);
  write_topic (writer, flow, RB_TOPIC_DIGEST, options);
  write_topic (writer, flow, RB_TOPIC_SDP, options);
  write_topic (writer, flow, RB_TOPIC_NAT, options);
  write_topic (writer, flow, RB_TOPIC_TIMERS, options);
  writer->info->heading (writer, 3, NULL, _ ("Message by Message"));
  write_messages (writer, flow);
  return TRUE;
}

/* The day of the first message, where this computer is. (transfer full) (nullable) */
static char *
format_day (RbTrace *trace)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (rb_trace_get_time (trace, 0) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%F") : NULL;
}

/* @value: (nullable): the name of a file, for one, may be anything */
static void
write_field (RbReportWriter *writer, const char *name, const char *value)
{
  g_autofree char *shown = value != NULL ? rb_shown_text_line (value) : NULL;

  writer->info->field (writer, name, shown);
}

static gboolean
write_report (RbReportWriter *writer, RbTrace *trace, GArray *numbers, const RbReportOptions *options, GError **error)
{
  g_autofree char *title = rb_shown_text_line (options->title != NULL ? options->title : _ ("Lab Report"));
  g_autofree char *day = options->date == NULL ? format_day (trace) : NULL;

  writer->info->begin (writer, title);
  writer->info->heading (writer, 1, NULL, title);
  write_field (writer, _ ("Names"), options->authors);
  write_field (writer, _ ("Date"), options->date != NULL ? options->date : day);
  if (options->capture != NULL)
    write_field (writer, _ ("Capture"), options->capture);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);
      g_autoptr (RbFlow) flow = g_list_model_get_item (rb_trace_get_flows (trace), number);

      if (!write_call (writer, flow, number + 1, options, error))
        return FALSE;
    }
  writer->info->end (writer);
  return TRUE;
}

/* (transfer full) */
static GHashTable *
list_anchors (RbTrace *trace, GArray *numbers)
{
  GHashTable *anchors = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < numbers->len; i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (rb_trace_get_flows (trace), g_array_index (numbers, guint, i));

      for (guint j = 0; j < MIN (rb_flow_get_n_steps (flow), MAX_EXPLAINED); j++)
        g_hash_table_add (anchors, GUINT_TO_POINTER (rb_flow_get_step (flow, j)->position + 1));
    }
  return anchors;
}

/* @path: (nullable): nothing is written beside the report. (transfer full) (nullable) */
static GString *
make_report (RbTrace *trace, const GArray *positions, RbReportFormat format, const char *path,
             const RbReportOptions *options, GError **error)
{
  static const RbReportWriterInfo *const writers[] = {
    [RB_REPORT_HTML] = &rb_report_html,
    [RB_REPORT_MARKDOWN] = &rb_report_markdown,
  };
  g_autoptr (GArray) numbers = rb_trace_list_flows_with (trace, positions);
  g_autoptr (GHashTable) anchors = list_anchors (trace, numbers);
  g_autoptr (GString) out = g_string_new (NULL);
  RbReportWriter writer = { .info = writers[format], .out = out, .path = path, .anchors = anchors };

  return write_report (&writer, trace, numbers, options, error) ? g_steal_pointer (&out) : NULL;
}

char *
rb_report_to_string (RbTrace *trace, const GArray *positions, RbReportFormat format, const RbReportOptions *options,
                     GError **error)
{
  GString *report = make_report (trace, positions, format, NULL, options, error);

  return report != NULL ? g_string_free (report, FALSE) : NULL;
}

gboolean
rb_report_save (RbTrace *trace, const GArray *positions, const char *path, const RbReportOptions *options,
                GError **error)
{
  g_autoptr (GString) report = NULL;
  RbReportFormat format;

  if (!get_format (path, &format))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                   _ ("“%s” has no ending that says what it is to be; choose a name ending in .html or .md."), path);
      return FALSE;
    }

  report = make_report (trace, positions, format, path, options, error);
  return report != NULL && rb_report_write_file (path, report->str, error);
}
