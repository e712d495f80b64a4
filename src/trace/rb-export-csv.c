/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of messages as CSV (RFC 4180): `ringback-cli inspect --to csv`. */

#include "rb-csv-cell.h"
#include "rb-export-private.h"

static const char heading[] =
    "No,Time,Wall time,Source,Destination,Transport,Method/status,From,To,Call-ID,CSeq,Length,Info\r\n";

static void
append_cell (GString *out, const char *text)
{
  g_string_append_c (out, ',');
  rb_csv_append_cell (out, text);
}

static void
append_span (GString *out, RbSpan span, const guint8 *bytes)
{
  g_autofree char *text = rb_span_dup_line (span, bytes);

  append_cell (out, text);
}

static void
append_endpoint (GString *out, const RbEndpoint *endpoint)
{
  g_autofree char *text = rb_endpoint_format (endpoint);

  append_cell (out, text);
}

static void
append_sip_cells (GString *out, RbMessage *message)
{
  const RbSipIndex *index = rb_message_get_index (message);
  const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), NULL);

  if (!index->valid)
    {
      g_string_append (out, ",,,,,");
      return;
    }

  if (index->is_request)
    append_span (out, index->method, bytes);
  else
    g_string_append_printf (out, ",%u", index->status);
  append_span (out, index->from_uri, bytes);
  append_span (out, index->to_uri, bytes);
  append_span (out, index->call_id, bytes);
  g_string_append_printf (out, ",%u ", index->cseq);
  for (guint32 i = 0; i < index->method.length; i++)
    if (g_ascii_isalnum (bytes[index->method.offset + i]))
      g_string_append_c (out, bytes[index->method.offset + i]);
}

gboolean
rb_export_csv (RbExport *self, GError **error)
{
  gint64 start_us = rb_trace_get_time (self->trace, 0);

  g_string_append (self->buffer, heading);
  for (guint i = 0; rb_export_next_message (self, &i); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (self->trace, i);
      const RbMessageInfo *info = rb_message_get_info (message);
      g_autofree char *text = rb_message_format_info (message);
      g_autofree char *wall = rb_export_format_wall (info->wall_us);
      char time[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (time, sizeof time, "%.6f", (info->wall_us - start_us) / (double) G_USEC_PER_SEC);
      g_string_append_printf (self->buffer, "%u,%s,%s", i + 1, time, wall);
      append_endpoint (self->buffer, &info->src);
      append_endpoint (self->buffer, &info->dst);
      append_cell (self->buffer, rb_transport_to_string (info->transport));
      append_sip_cells (self->buffer, message);
      g_string_append_printf (self->buffer, ",%" G_GSIZE_FORMAT, g_bytes_get_size (rb_message_get_bytes (message)));
      append_cell (self->buffer, text);
      g_string_append (self->buffer, "\r\n");
      if (!rb_export_flush (self, error))
        return FALSE;
    }

  return TRUE;
}
