/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes a trace in one of the formats of the table below, a call or a message at a time, to a
 * stream. The command inspect and the window call it; each format is a file of its
 * own, rb-export-*.c. */

#include "rb-export.h"

#include <glib/gi18n-lib.h>

#include "rb-export-private.h"

/* Large enough that a stream is not bothered with each message. */
#define BUFFER_SIZE (64 * 1024)

static const struct
{
  RbExportFormatInfo info;
  gboolean (*write) (RbExport *self, GError **error);
} formats[RB_EXPORT_N_FORMATS] = {
  [RB_EXPORT_SUMMARY] = { { "summary", "txt", N_ ("Summary, a line for each call"), FALSE, FALSE }, rb_export_summary },
  [RB_EXPORT_LADDER] = { { "ladder", "txt", N_ ("Ladders as text"), FALSE, FALSE }, rb_export_ladder },
  [RB_EXPORT_JSON] = { { "json", "json", N_ ("JSON, for programs"), FALSE, FALSE }, rb_export_json },
  [RB_EXPORT_TEXT] = { { "text", "txt", N_ ("Messages in full, as text"), FALSE, FALSE }, rb_export_text },
  [RB_EXPORT_CSV] = { { "csv", "csv", N_ ("CSV, the list of messages for a spreadsheet"), FALSE, TRUE },
                      rb_export_csv },
  [RB_EXPORT_MERMAID] = { { "mermaid", "mmd", N_ ("Mermaid sequence diagram"), FALSE, TRUE }, rb_export_mermaid },
  [RB_EXPORT_SVG] = { { "svg", "svg", N_ ("SVG drawing of the ladders"), FALSE, TRUE }, rb_export_svg },
  [RB_EXPORT_PCAPNG] = { { "pcapng", "pcapng", N_ ("pcapng capture, for Wireshark and sngrep"), TRUE, FALSE },
                         rb_export_pcapng },
  [RB_EXPORT_EXPORTED_PDU] = { { "exported-pdu", "pcapng", N_ ("pcapng capture of Exported PDUs, for Wireshark"), TRUE,
                                 FALSE },
                               rb_export_exported_pdu },
};

gboolean
rb_export_wants (const RbExport *self, guint position)
{
  return self->wanted == NULL || (self->wanted[position / 8] & (1 << position % 8)) != 0;
}

gboolean
rb_export_next_message (const RbExport *self, guint *position)
{
  guint n = rb_trace_get_n_messages (self->trace);

  while (*position < n && !rb_export_wants (self, *position))
    (*position)++;
  return *position < n;
}

RbFlow *
rb_export_next_flow (const RbExport *self, guint *n)
{
  GListModel *flows = rb_trace_get_flows (self->trace);
  RbFlow *flow;

  while ((flow = g_list_model_get_item (flows, (*n)++)) != NULL)
    {
      for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
        if (rb_export_wants (self, rb_flow_get_step (flow, i)->position))
          return flow;
      g_object_unref (flow);
    }

  return NULL;
}

RbFlow *
rb_export_next_ladder (const RbExport *self, guint *n)
{
  return self->options->together != NULL && *n > 0 ? NULL : rb_export_next_flow (self, n);
}

static void
append_wanted (const RbExport *self, GListStore *messages, guint position)
{
  g_autoptr (RbMessage) message =
      rb_export_wants (self, position) ? rb_trace_get_message (self->trace, position) : NULL;

  if (message != NULL)
    g_list_store_append (messages, message);
}

RbLadder *
rb_export_make_ladder (const RbExport *self, RbFlow *flow)
{
  GPtrArray *together = self->options->together;
  RbLadder *ladder = together != NULL ? rb_ladder_new_for_flows (together) : rb_ladder_new_for_flow (flow);
  g_autoptr (GListStore) messages = NULL;

  if (self->wanted == NULL)
    return ladder;

  messages = g_list_store_new (RB_TYPE_MESSAGE);
  if (together == NULL)
    for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
      append_wanted (self, messages, rb_flow_get_step (flow, i)->position);
  else
    for (guint position = 0; rb_export_next_message (self, &position); position++)
      if (g_ptr_array_find (together, rb_trace_get_flow_of (self->trace, position), NULL))
        append_wanted (self, messages, position);
  rb_ladder_show_only (ladder, G_LIST_MODEL (messages));
  return ladder;
}

char *
rb_export_format_heading (RbLadder *ladder, guint number)
{
  RbFlow *flow = rb_ladder_get_call (ladder, number);
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);
  g_autofree char *mark = rb_ladder_get_n_calls (ladder) > 1 ? rb_ladder_format_call_mark (number) : NULL;

  return g_strdup_printf ("%s%s%s  %s → %s", mark != NULL ? mark : "", mark != NULL ? " " : "",
                          rb_flow_get_method (flow), from, to);
}

static gboolean
hand_on (RbExport *self, GError **error)
{
  gboolean written =
      !g_cancellable_set_error_if_cancelled (self->cancellable, error) &&
      g_output_stream_write_all (self->out, self->buffer->str, self->buffer->len, NULL, self->cancellable, error);

  g_string_truncate (self->buffer, 0);
  return written;
}

gboolean
rb_export_flush (RbExport *self, GError **error)
{
  return self->buffer->len < BUFFER_SIZE || hand_on (self, error);
}

char *
rb_export_format_wall (gint64 wall_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autofree char *second = utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S") : NULL;

  return second != NULL ? g_strdup_printf ("%s.%06dZ", second, (int) (wall_us % G_USEC_PER_SEC)) : g_strdup ("");
}

/* The table's row of @format. */
const RbExportFormatInfo *
rb_export_format_get_info (RbExportFormat format)
{
  g_return_val_if_fail (format < RB_EXPORT_N_FORMATS, NULL);

  return &formats[format].info;
}

/* The format that @word names; FALSE when none does. */
gboolean
rb_export_format_parse (const char *word, RbExportFormat *format)
{
  for (guint i = 0; i < RB_EXPORT_N_FORMATS; i++)
    if (g_strcmp0 (formats[i].info.word, word) == 0)
      {
        *format = i;
        return TRUE;
      }

  return FALSE;
}

static guint8 *
make_wanted (RbTrace *trace, const RbExportOptions *options)
{
  guint n = rb_trace_get_n_messages (trace);
  guint8 *wanted;

  if (options->positions == NULL)
    return NULL;

  wanted = g_malloc0 (n / 8 + 1);
  for (guint i = 0; i < options->n_positions; i++)
    if (options->positions[i] < n)
      wanted[options->positions[i] / 8] |= 1 << options->positions[i] % 8;
  return wanted;
}

/**
 * rb_export_write:
 * @options: (nullable): NULL: everything
 * @out: neither flushed nor closed
 * @error: a #GIOErrorEnum: what @out says, or %G_IO_ERROR_CANCELLED
 *
 * Writes call by call or message by message in the order of the trace, with a bounded buffer.
 * A trace belongs to one thread, and this reads it: call it there. A thread that shall write
 * without holding up the window needs a trace of its own (rb_hide_trace() makes one), or the
 * window exports into a #GMemoryOutputStream and lets the thread write that.
 */
gboolean
rb_export_write (RbTrace *trace, RbExportFormat format, const RbExportOptions *options, GOutputStream *out,
                 GCancellable *cancellable, GError **error)
{
  static const RbExportOptions everything;
  RbExport export = {
    .trace = trace,
    .options = options != NULL ? options : &everything,
    .out = out,
    .cancellable = cancellable,
  };
  gboolean written;

  g_return_val_if_fail (format < RB_EXPORT_N_FORMATS, FALSE);

  export.wanted = make_wanted (trace, export.options);
  export.buffer = g_string_sized_new (BUFFER_SIZE);
  written = formats[format].write (&export, error) && hand_on (&export, error);
  g_string_free (export.buffer, TRUE);
  g_free (export.wanted);
  return written;
}
