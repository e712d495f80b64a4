/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace as JSON for programs: `ringback-cli inspect --to json`. Times are seconds since the
 * first message, numbers count from 1. */

#include <json-c/json.h>

#include "rb-export-private.h"

static void
add_string (struct json_object *object, const char *key, const char *value)
{
  json_object_object_add (object, key, json_object_new_string (value));
}

static void
add_number (struct json_object *object, const char *key, guint position)
{
  json_object_object_add (object, key, position != RB_FLOW_NONE ? json_object_new_int64 (position + 1) : NULL);
}

/* @us in units of @unit_us, with every digit down to the µs and none beyond. */
static void
add_time (struct json_object *object, const char *key, gint64 us, gint64 unit_us)
{
  double value = us / (double) unit_us;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, unit_us == G_USEC_PER_SEC ? "%.6f" : "%.3f", value);
  json_object_object_add (object, key, json_object_new_double_s (value, text));
}

static void
add_endpoint (struct json_object *object, const char *key, const RbEndpoint *endpoint)
{
  g_autofree char *text = rb_endpoint_format (endpoint);

  add_string (object, key, text);
}

static struct json_object *
message_to_json (RbTrace *trace, const RbFlowStep *step)
{
  struct json_object *object = json_object_new_object ();
  gint64 start_us = rb_trace_get_time (trace, 0);
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, step->position, &length);
  g_autofree char *method = NULL;
  g_autofree char *branch = NULL;
  g_autofree char *cseq = NULL;
  RbMessageInfo info;
  RbSipIndex index;

  rb_trace_get_info (trace, step->position, &info);
  rb_sip_index_parse (&index, bytes, length);
  method = rb_span_dup_line (index.method, bytes);
  branch = rb_span_dup_line (index.branch, bytes);
  cseq = g_strdup_printf ("%u %s", index.cseq, method);

  add_number (object, "no", step->position);
  add_time (object, "time", info.wall_us - start_us, G_USEC_PER_SEC);
  add_time (object, "wall", info.wall_us, G_USEC_PER_SEC);
  add_endpoint (object, "src", &info.src);
  add_endpoint (object, "dst", &info.dst);
  add_string (object, "transport", rb_transport_to_string (info.transport));
  if (index.is_request)
    add_string (object, "method", method);
  else
    json_object_object_add (object, "status", json_object_new_int (index.status));
  add_string (object, "cseq", cseq);
  add_string (object, "branch", branch);
  add_number (object, "retransmission_of", step->retransmission_of);
  add_number (object, "response_to", step->response_to);
  if (step->response_us >= 0)
    add_time (object, "response_ms", step->response_us, G_TIME_SPAN_MILLISECOND);
  else
    json_object_object_add (object, "response_ms", NULL);
  if (info.kind == RB_MESSAGE_SYNTHETIC)
    json_object_object_add (object, "synthetic", json_object_new_boolean (TRUE));
  return object;
}

static struct json_object *
verdict_to_json (const RbVerdict *verdict)
{
  struct json_object *object = json_object_new_object ();

  add_string (object, "kind", rb_verdict_kind_to_string (verdict->kind));
  add_string (object, "ended_by", rb_party_to_string (verdict->ended_by));
  json_object_object_add (object, "status", json_object_new_int (verdict->status));
  add_string (object, "text", verdict->text);
  return object;
}

static struct json_object *
flow_to_json (RbExport *self, RbFlow *flow)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *messages = json_object_new_array ();
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    if (rb_export_wants (self, rb_flow_get_step (flow, i)->position))
      json_object_array_add (messages, message_to_json (self->trace, rb_flow_get_step (flow, i)));

  add_string (object, "call_id", rb_flow_get_call_id (flow));
  add_string (object, "kind", rb_flow_get_method (flow));
  add_string (object, "from", from);
  add_string (object, "to", to);
  json_object_object_add (object, "verdict", verdict_to_json (rb_flow_get_verdict (flow)));
  json_object_object_add (object, "messages", messages);
  return object;
}

/* SIP messages: neither keep-alives nor bytes that are something else. */
static guint
count_messages (RbExport *self)
{
  guint count = 0;

  for (guint i = 0; rb_export_next_message (self, &i); i++)
    {
      RbMessageInfo info;

      rb_trace_get_info (self->trace, i, &info);
      count += info.kind == RB_MESSAGE_SIP || info.kind == RB_MESSAGE_SYNTHETIC;
    }
  return count;
}

/* One member of the object being written; takes @value. */
static void
append_value (GString *out, struct json_object *value)
{
  g_string_append (out,
                   json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put (value);
}

static void
append_member (GString *out, const char *key, struct json_object *value)
{
  g_string_append_printf (out, "\"%s\":", key);
  append_value (out, value);
}

/* The object is written piece by piece: only one call at a time is in memory. */
gboolean
rb_export_json (RbExport *self, GError **error)
{
  const char *notes = rb_trace_get_notes (self->trace);
  const char *file = self->options->file;
  g_autofree char *name = g_utf8_make_valid (file != NULL ? file : "", -1);
  RbFlow *next;
  guint n = 0;
  gboolean first = TRUE;

  g_string_append_c (self->buffer, '{');
  append_member (self->buffer, "file", json_object_new_string (name));
  g_string_append_c (self->buffer, ',');
  append_member (self->buffer, "messages", json_object_new_int64 (count_messages (self)));
  g_string_append (self->buffer, ",\"calls\":[");
  while ((next = rb_export_next_flow (self, &n)) != NULL)
    {
      g_autoptr (RbFlow) flow = next;

      if (!first)
        g_string_append_c (self->buffer, ',');
      first = FALSE;
      append_value (self->buffer, flow_to_json (self, flow));
      if (!rb_export_flush (self, error))
        return FALSE;
    }
  g_string_append_c (self->buffer, ']');
  if (notes != NULL)
    {
      g_string_append_c (self->buffer, ',');
      append_member (self->buffer, "notes", json_object_new_string (notes));
    }
  g_string_append (self->buffer, "}\n");
  return TRUE;
}
