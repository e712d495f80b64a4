/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call as JSON: how it ended and why, its times, transactions and dialogs, its messages. Every
 * member is described in data/inspect.schema.json. rb-export-json.c writes one after another. */

#include "rb-clue.h"
#include "rb-export-json-private.h"
#include "rb-export-problem.h"

static const char *const timers[] = {
  [RB_TIMER_NONE] = NULL,
  [RB_TIMER_A] = "A",
  [RB_TIMER_E] = "E",
  [RB_TIMER_G] = "G",
  [RB_TIMER_2XX] = "2xx",
  [RB_TIMER_RELIABLE] = "reliable",
  [RB_TIMER_PROGRESS] = "progress",
  [RB_TIMER_ASKED_AGAIN] = "asked-again",
  [RB_TIMER_CAPTURE] = "captured-twice",
  [RB_TIMER_STREAM] = "stream",
  [RB_TIMER_UNKNOWN] = "unknown",
};

static const char *const paces[] = {
  [RB_PACE_NONE] = NULL,       [RB_PACE_RIGHT] = "right",   [RB_PACE_FASTER] = "faster",
  [RB_PACE_SLOWER] = "slower", [RB_PACE_CAPPED] = "capped",
};

static const char *const directions[] = {
  [RB_DIRECTION_UNKNOWN] = NULL,
  [RB_DIRECTION_RECEIVED] = "received",
  [RB_DIRECTION_SENT] = "sent",
};

static const char *const transaction_kinds[] = {
  [RB_TRANSACTION_INVITE] = "invite",
  [RB_TRANSACTION_NON_INVITE] = "non-invite",
  [RB_TRANSACTION_ACK] = "ack",
};

static const char *const dialog_states[] = {
  [RB_DIALOG_EARLY] = "early",
  [RB_DIALOG_CONFIRMED] = "confirmed",
  [RB_DIALOG_TERMINATED] = "terminated",
};

void
rb_json_add_string (struct json_object *object, const char *key, const char *value)
{
  json_object_object_add (object, key, value != NULL ? json_object_new_string (value) : NULL);
}

void
rb_json_add_number (struct json_object *object, const char *key, guint from_zero)
{
  json_object_object_add (object, key,
                          from_zero != RB_FLOW_NONE ? json_object_new_int64 ((gint64) from_zero + 1) : NULL);
}

static struct json_object *
new_decimal (double value, const char *format)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, format, value);
  return json_object_new_double_s (value, text);
}

void
rb_json_add_seconds (struct json_object *object, const char *key, gint64 us)
{
  json_object_object_add (object, key, new_decimal (us / (double) G_USEC_PER_SEC, "%.6f"));
}

void
rb_json_add_ms (struct json_object *object, const char *key, gint64 us)
{
  json_object_object_add (object, key, us >= 0 ? new_decimal (us / 1e3, "%.3f") : NULL);
}

void
rb_json_add_endpoint (struct json_object *object, const char *key, const RbEndpoint *endpoint)
{
  g_autofree char *text = rb_endpoint_format (endpoint);

  rb_json_add_string (object, key, text);
}

void
rb_json_add_positions (struct json_object *object, const char *key, GArray *positions)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; positions != NULL && i < positions->len; i++)
    json_object_array_add (array, json_object_new_int64 ((gint64) g_array_index (positions, guint, i) + 1));
  json_object_object_add (object, key, array);
}

/* The message of a step, as its number. */
static void
add_step (struct json_object *object, const char *key, RbFlow *flow, guint number)
{
  const RbFlowStep *step = number != RB_FLOW_NONE ? rb_flow_get_step (flow, number) : NULL;

  rb_json_add_number (object, key, step != NULL ? step->position : RB_FLOW_NONE);
}

static struct json_object *
message_to_json (RbTrace *trace, const RbFlowStep *step)
{
  struct json_object *object = json_object_new_object ();
  gint64 start_us = rb_trace_get_time (trace, 0);
  const char *note = rb_trace_get_note (trace, step->position);
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

  rb_json_add_number (object, "no", step->position);
  rb_json_add_seconds (object, "time", info.wall_us - start_us);
  rb_json_add_seconds (object, "wall", info.wall_us);
  rb_json_add_endpoint (object, "src", &info.src);
  rb_json_add_endpoint (object, "dst", &info.dst);
  rb_json_add_string (object, "transport", rb_transport_to_string (info.transport));
  rb_json_add_string (object, "direction", directions[info.direction]);
  json_object_object_add (object, "length", json_object_new_int64 ((gint64) length));
  if (index.is_request)
    rb_json_add_string (object, "method", method);
  else
    json_object_object_add (object, "status", json_object_new_int (index.status));
  rb_json_add_string (object, "cseq", cseq);
  rb_json_add_string (object, "branch", branch);
  rb_json_add_number (object, "leg", step->leg);
  rb_json_add_number (object, "transaction", step->transaction);
  rb_json_add_number (object, "dialog", step->dialog);
  rb_json_add_number (object, "retransmission_of", step->retransmission_of);
  if (step->retransmission_of != RB_FLOW_NONE)
    {
      json_object_object_add (object, "repeat", json_object_new_int64 (step->repeat));
      rb_json_add_ms (object, "repeat_ms", step->repeat_us);
      rb_json_add_string (object, "timer", timers[step->timer]);
      rb_json_add_string (object, "pace", paces[step->pace]);
    }
  rb_json_add_number (object, "response_to", step->response_to);
  rb_json_add_ms (object, "response_ms", step->response_us);
  if (info.kind == RB_MESSAGE_SYNTHETIC)
    json_object_object_add (object, "synthetic", json_object_new_boolean (TRUE));
  if (note != NULL)
    rb_json_add_string (object, "note", note);
  rb_export_json_add_problems (object, bytes, length);
  return object;
}

static struct json_object *
evidence_to_json (const RbVerdict *verdict)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; i < verdict->evidence->len; i++)
    {
      struct json_object *object = json_object_new_object ();
      g_autofree char *label = rb_verdict_dup_evidence_label (verdict, i);

      rb_json_add_number (object, "message", g_array_index (verdict->evidence, guint, i));
      rb_json_add_string (object, "what", label);
      json_object_array_add (array, object);
    }
  return array;
}

static struct json_object *
traits_to_json (guint traits)
{
  struct json_object *array = json_object_new_array ();

  for (guint bit = 0; bit < 32; bit++)
    {
      const char *word = traits & (1u << bit) ? rb_verdict_trait_to_string (1u << bit) : NULL;

      if (word != NULL)
        json_object_array_add (array, json_object_new_string (word));
    }
  return array;
}

static struct json_object *
verdict_to_json (const RbVerdict *verdict)
{
  struct json_object *object = json_object_new_object ();

  rb_json_add_string (object, "kind", rb_verdict_kind_to_string (verdict->kind));
  rb_json_add_string (object, "ended_by", rb_party_to_string (verdict->ended_by));
  json_object_object_add (object, "status", json_object_new_int (verdict->status));
  rb_json_add_string (object, "text", verdict->text);
  rb_json_add_string (object, "confidence", rb_confidence_to_string (verdict->confidence));
  json_object_object_add (object, "traits", traits_to_json (verdict->traits));
  json_object_object_add (object, "evidence", evidence_to_json (verdict));
  return object;
}

static struct json_object *
clues_to_json (RbFlow *flow)
{
  struct json_object *array = json_object_new_array ();
  g_autoptr (GPtrArray) clues = rb_flow_list_clues (flow);

  for (guint i = 0; i < clues->len; i++)
    {
      const RbClue *clue = g_ptr_array_index (clues, i);
      struct json_object *object = json_object_new_object ();

      rb_json_add_string (object, "kind", rb_clue_kind_to_string (clue->kind));
      rb_json_add_string (object, "suggests", rb_party_to_string (clue->suggests));
      rb_json_add_string (object, "text", clue->text);
      rb_json_add_positions (object, "messages", clue->positions);
      json_object_array_add (array, object);
    }
  return array;
}

/* NULL when the flow is no call. */
static struct json_object *
timing_to_json (RbFlow *flow)
{
  struct json_object *object;
  RbCallTiming timing;

  if (!rb_flow_get_timing (flow, &timing))
    return NULL;

  object = json_object_new_object ();
  rb_json_add_ms (object, "post_dial_ms", timing.post_dial_us);
  rb_json_add_ms (object, "request_delay_ms", timing.request_delay_us);
  rb_json_add_ms (object, "ring_ms", timing.ring_us);
  rb_json_add_ms (object, "setup_ms", timing.setup_us);
  rb_json_add_ms (object, "ack_ms", timing.ack_us);
  rb_json_add_ms (object, "talk_ms", timing.talk_us);
  rb_json_add_ms (object, "disconnect_ms", timing.disconnect_us);
  return object;
}

static struct json_object *
transactions_to_json (RbFlow *flow)
{
  struct json_object *array = json_object_new_array ();
  const RbTransaction *transaction;

  for (guint i = 0; (transaction = rb_flow_get_transaction (flow, i)) != NULL; i++)
    {
      struct json_object *object = json_object_new_object ();

      rb_json_add_number (object, "no", i);
      rb_json_add_string (object, "kind", transaction_kinds[transaction->kind]);
      rb_json_add_number (object, "leg", transaction->leg);
      add_step (object, "request", flow, transaction->request);
      add_step (object, "provisional", flow, transaction->provisional);
      add_step (object, "final", flow, transaction->final);
      add_step (object, "ack", flow, transaction->ack);
      rb_json_add_number (object, "invite", transaction->invite);
      rb_json_add_number (object, "cancel", transaction->cancel);
      json_object_array_add (array, object);
    }
  return array;
}

static struct json_object *
dialogs_to_json (RbFlow *flow)
{
  struct json_object *array = json_object_new_array ();
  const RbDialog *dialog;

  for (guint i = 0; (dialog = rb_flow_get_dialog (flow, i)) != NULL; i++)
    {
      struct json_object *object = json_object_new_object ();

      rb_json_add_number (object, "no", i);
      rb_json_add_string (object, "state", dialog_states[dialog->state]);
      rb_json_add_number (object, "transaction", dialog->transaction);
      add_step (object, "created", flow, dialog->created);
      add_step (object, "confirmed", flow, dialog->confirmed);
      add_step (object, "ended", flow, dialog->ended);
      json_object_array_add (array, object);
    }
  return array;
}

struct json_object *
rb_export_json_call (const RbExport *self, RbFlow *flow, guint number)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *messages = json_object_new_array ();
  gint64 start_us = rb_flow_get_start_us (flow) - rb_trace_get_time (self->trace, 0);
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    if (rb_export_wants (self, rb_flow_get_step (flow, i)->position))
      json_object_array_add (messages, message_to_json (self->trace, rb_flow_get_step (flow, i)));

  rb_json_add_number (object, "no", number);
  rb_json_add_string (object, "call_id", rb_flow_get_call_id (flow));
  rb_json_add_string (object, "kind", rb_flow_get_method (flow));
  rb_json_add_string (object, "from", from);
  rb_json_add_string (object, "to", to);
  rb_json_add_seconds (object, "start", start_us);
  json_object_object_add (object, "legs", json_object_new_int64 (rb_flow_get_n_legs (flow)));
  json_object_object_add (object, "verdict", verdict_to_json (rb_flow_get_verdict (flow)));
  json_object_object_add (object, "clues", clues_to_json (flow));
  json_object_object_add (object, "timing", timing_to_json (flow));
  json_object_object_add (object, "transactions", transactions_to_json (flow));
  json_object_object_add (object, "dialogs", dialogs_to_json (flow));
  json_object_object_add (object, "messages", messages);
  return object;
}
