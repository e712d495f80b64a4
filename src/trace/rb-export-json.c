/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace as JSON for programs: `ringback-cli inspect --to json`. Times are seconds since the
 * first message, numbers count from 1. */

#include "rb-export.h"

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
flow_to_json (RbTrace *trace, RbFlow *flow)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *messages = json_object_new_array ();
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    json_object_array_add (messages, message_to_json (trace, rb_flow_get_step (flow, i)));

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
count_messages (RbTrace *trace)
{
  guint count = 0;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      RbMessageInfo info;

      rb_trace_get_info (trace, i, &info);
      count += info.kind == RB_MESSAGE_SIP || info.kind == RB_MESSAGE_SYNTHETIC;
    }
  return count;
}

struct json_object *
rb_trace_to_json (RbTrace *trace, const char *file)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *calls = json_object_new_array ();
  g_autofree char *name = g_utf8_make_valid (file, -1);
  GListModel *flows = rb_trace_get_flows (trace);
  guint n_flows = g_list_model_get_n_items (flows);

  for (guint i = 0; i < n_flows; i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      json_object_array_add (calls, flow_to_json (trace, flow));
    }

  add_string (object, "file", name);
  json_object_object_add (object, "messages", json_object_new_int64 (count_messages (trace)));
  json_object_object_add (object, "calls", calls);
  if (rb_trace_get_notes (trace) != NULL)
    add_string (object, "notes", rb_trace_get_notes (trace));
  return object;
}
