/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lanes and arrows of one flow, of the flows of one call or of any list of messages: the one model behind
 * the ladder widget and every exporter. Lanes are found as messages come; the words of an arrow are
 * made when it is asked for, so that a ladder of everything costs little. A ladder of flows can show only
 * some of their messages: its lanes are still those of all of them. */

#include "rb-ladder.h"

#include "rb-flow-private.h"
#include "rb-ladder-private.h"
#include "rb-ladder-row.h"
#include "rb-ladder-spans.h"

/* Messages of our own trace that are looked at for the endpoints we use in a call. */
#define OWN_STEPS 16

/* A band's name is written below its beginning, and again so that one of them is in sight. */
#define NAME_EVERY 12

/* So many messages that belong to no call may come in the middle of one and still show its band. */
#define OTHER_ROWS 16

#define NO_EXCHANGE G_MAXUINT64

typedef struct
{
  guint position;
  guint from;
  guint to;
} Arrow;

struct _RbLadder
{
  GObject parent_instance;

  RbTrace *trace;       /* NULL when the flow's trace was gone already */
  GPtrArray *flows;     /* (nullable) of RbFlow */
  GListModel *messages; /* (nullable) of RbMessage: what is shown of @flows, or everything when they are NULL */
  GArray *next_steps;   /* of guint: first step of each flow that has no arrow yet */
  GHashTable *placed;   /* (nullable) RbFlow → steps that have lanes, when @messages are picked out of their flows */

  GArray *arrows;  /* of Arrow, ascending by position when there are @flows */
  GArray *shown;   /* (nullable) of guint: which of @arrows are rows, when there are @flows and @messages */
  GPtrArray *rows; /* parallel to @shown, else to @arrows: RbLadderRow, NULL until asked for */
  RbLadderLanes *lanes;
  RbLadderSpans *brackets;
  RbLadderSpans *ties;
  GHashTable *media; /* RbFlow → RbLadderMedia, of the calls that were asked for */
  RbTrace *own;      /* (nullable) */
  guint n_own_steps;
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbLadder, rb_ladder, G_TYPE_OBJECT)

static const Arrow *
get_shown (RbLadder *self, guint n)
{
  return &g_array_index (self->arrows, Arrow, self->shown != NULL ? g_array_index (self->shown, guint, n) : n);
}

/* Transactions of different calls shall not share a colour only because of their number. */
static guint
get_colour (RbLadder *self, RbFlow *flow, guint transaction)
{
  if (flow != NULL && (self->flows == NULL || self->flows->len > 1))
    transaction += g_str_hash (rb_flow_get_call_id (flow)) % 0xffff;
  return transaction;
}

/* The ACK of a 2xx is a transaction of its own (RFC 3261 13.2.2.4), but ends the exchange the INVITE began. */
static guint64
get_exchange (RbFlow *flow, const RbFlowStep *step)
{
  const RbTransaction *transaction = rb_flow_get_transaction (flow, step->transaction);
  guint number = step->transaction;

  if (transaction != NULL && transaction->kind == RB_TRANSACTION_ACK && transaction->invite != RB_FLOW_NONE)
    number = transaction->invite;
  return (guint64) rb_flow_get_number (flow) << 32 | number;
}

/* Nobody waits for anything more. */
static gboolean
ends_exchange (const RbFlowFact *fact)
{
  return fact->method == RB_METHOD_ACK || (fact->method != RB_METHOD_INVITE && fact->status >= 200);
}

/* A bracket begins at its request; where this was not seen, at what was. */
static gboolean
begins_exchange (RbFlow *flow, const RbFlowStep *step, guint number, const RbFlowFact *fact)
{
  const RbTransaction *transaction = rb_flow_get_transaction (flow, step->transaction);

  if (transaction == NULL || transaction->kind == RB_TRANSACTION_ACK || fact->method == RB_METHOD_ACK)
    return FALSE;
  return transaction->request == number || transaction->request == RB_FLOW_NONE || transaction->request > number;
}

static void
add_bracket (RbLadder *self, RbFlow *flow, const RbFlowStep *step, const Arrow *arrow, guint row)
{
  guint number = rb_trace_get_step_number (self->trace, arrow->position);
  const RbFlowFact *fact = rb_flow_get_fact (flow, number);
  guint64 key = get_exchange (flow, step);
  guint client = fact->flags & RB_FACT_REQUEST ? arrow->from : arrow->to;

  if (!rb_ladder_spans_extend (self->brackets, key, row) && begins_exchange (flow, step, number, fact))
    rb_ladder_spans_begin (self->brackets, key, row, row, client, get_colour (self, flow, step->transaction));
  if (ends_exchange (fact))
    rb_ladder_spans_close (self->brackets, key);
}

static void
add_tie (RbLadder *self, RbFlow *flow, const RbFlowStep *step, const Arrow *arrow, guint row)
{
  guint first;

  if (step->retransmission_of == RB_FLOW_NONE || rb_ladder_spans_extend (self->ties, step->retransmission_of, row))
    return;

  first = rb_ladder_find_row (self, step->retransmission_of);
  if (first < row)
    {
      rb_ladder_spans_begin (self->ties, step->retransmission_of, first, row, arrow->from,
                             get_colour (self, flow, step->transaction));
      rb_ladder_spans_close (self->ties, step->retransmission_of);
    }
}

/* Row @row has come: the lines beside it begin or go on. */
static void
add_spans (RbLadder *self, guint row)
{
  const Arrow *arrow = get_shown (self, row);
  const RbFlowStep *step = rb_trace_get_step (self->trace, arrow->position);
  RbFlow *flow = step != NULL ? rb_trace_get_flow_of (self->trace, arrow->position) : NULL;

  if (flow == NULL)
    return;

  add_bracket (self, flow, step, arrow, row);
  add_tie (self, flow, step, arrow, row);
}

static void
place_message (RbLadder *self, guint position, guint *from, guint *to)
{
  if (rb_ladder_lanes_add (self->lanes, self->trace, position, from, to))
    g_ptr_array_set_size (self->rows, 0); /* they know where the lanes were */
}

static void
add_arrow (RbLadder *self, guint position)
{
  Arrow arrow = { .position = position };

  place_message (self, position, &arrow.from, &arrow.to);
  g_array_append_val (self->arrows, arrow);
  if (self->shown == NULL)
    add_spans (self, self->arrows->len - 1);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint first = ((const Arrow *) a)->position;
  guint second = ((const Arrow *) b)->position;

  return first < second ? -1 : first > second;
}

static void
show_arrow (RbLadder *self, guint position)
{
  Arrow wanted = { .position = position };
  guint n;

  if (g_array_binary_search (self->arrows, &wanted, compare_positions, &n))
    {
      g_array_append_val (self->shown, n);
      add_spans (self, self->shown->len - 1);
    }
}

/* The flow of a message that is shown gets all its lanes, in their order. */
static void
place_flow (RbLadder *self, guint position)
{
  RbFlow *flow = rb_trace_get_flow_of (self->trace, position);
  guint n_placed = flow != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->placed, flow)) : 0;
  guint n_steps = flow != NULL ? rb_flow_get_n_steps (flow) : 0;
  guint from, to;

  for (guint n = n_placed; n < n_steps; n++)
    place_message (self, rb_flow_get_step (flow, n)->position, &from, &to);
  if (n_steps > n_placed)
    g_hash_table_insert (self->placed, flow, GUINT_TO_POINTER (n_steps));
}

/* Position of the flow's next message; %RB_FLOW_NONE when all have arrows. */
static guint
peek_next (RbLadder *self, guint n)
{
  const RbFlowStep *step =
      rb_flow_get_step (g_ptr_array_index (self->flows, n), g_array_index (self->next_steps, guint, n));

  return step != NULL ? step->position : RB_FLOW_NONE;
}

/* In the order of the trace, whichever flow they belong to. */
static void
add_new_steps (RbLadder *self)
{
  if (self->trace == NULL)
    return;

  for (;;)
    {
      guint first = 0;

      for (guint n = 1; n < self->flows->len; n++)
        if (peek_next (self, n) < peek_next (self, first))
          first = n;
      if (self->flows->len == 0 || peek_next (self, first) == RB_FLOW_NONE)
        return;

      add_arrow (self, peek_next (self, first));
      g_array_index (self->next_steps, guint, first)++;
    }
}

static void
add_new_messages (RbLadder *self)
{
  gboolean whole_trace = self->messages == G_LIST_MODEL (self->trace);
  guint n = g_list_model_get_n_items (self->messages);

  for (guint i = rb_ladder_get_n_rows (self); i < n; i++)
    {
      g_autoptr (RbMessage) message = whole_trace ? NULL : g_list_model_get_item (self->messages, i);
      guint message_position = whole_trace ? i : rb_message_get_position (message);

      if (self->placed != NULL)
        place_flow (self, message_position);
      if (self->shown != NULL)
        show_arrow (self, message_position);
      else
        add_arrow (self, message_position);
    }
}

static void
on_flow_changed (RbLadder *self)
{
  add_new_steps (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_items_changed (RbLadder *self, guint position, guint removed, guint added)
{
  if (removed > 0 || position < rb_ladder_get_n_rows (self))
    {
      g_ptr_array_set_size (self->rows, 0);
      rb_ladder_spans_clear (self->brackets);
      rb_ladder_spans_clear (self->ties);
      if (self->shown != NULL)
        g_array_set_size (self->shown, 0);
      else
        {
          g_array_set_size (self->arrows, 0);
          rb_ladder_lanes_clear (self->lanes);
          if (self->placed != NULL)
            g_hash_table_remove_all (self->placed);
        }
    }

  add_new_messages (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
rb_ladder_dispose (GObject *object)
{
  RbLadder *self = RB_LADDER (object);

  for (guint n = 0; self->flows != NULL && n < self->flows->len; n++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->flows, n), self);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  g_clear_pointer (&self->flows, g_ptr_array_unref);
  g_clear_object (&self->messages);
  g_clear_object (&self->own);
  g_clear_object (&self->trace);

  G_OBJECT_CLASS (rb_ladder_parent_class)->dispose (object);
}

static void
rb_ladder_finalize (GObject *object)
{
  RbLadder *self = RB_LADDER (object);

  g_array_unref (self->arrows);
  g_array_unref (self->next_steps);
  g_clear_pointer (&self->shown, g_array_unref);
  g_clear_pointer (&self->placed, g_hash_table_unref);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->lanes, rb_ladder_lanes_free);
  g_hash_table_unref (self->media);
  rb_ladder_spans_free (self->brackets);
  rb_ladder_spans_free (self->ties);

  G_OBJECT_CLASS (rb_ladder_parent_class)->finalize (object);
}

static void
rb_ladder_class_init (RbLadderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_ladder_dispose;
  object_class->finalize = rb_ladder_finalize;

  signals[CHANGED] = g_signal_new ("changed", RB_TYPE_LADDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_ladder_init (RbLadder *self)
{
  self->arrows = g_array_new (FALSE, FALSE, sizeof (Arrow));
  self->next_steps = g_array_new (FALSE, TRUE, sizeof (guint));
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_ladder_row_free);
  self->media = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) rb_ladder_media_free);
  self->brackets = rb_ladder_spans_new (RB_LADDER_MAX_BRACKETS);
  self->ties = rb_ladder_spans_new (RB_LADDER_MAX_TIES);
}

static RbLadder *
new_for_flows (RbFlow *const *flows, guint n_flows)
{
  RbLadder *self = g_object_new (RB_TYPE_LADDER, NULL);

  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
  self->lanes = rb_ladder_lanes_new (n_flows == 1 ? RB_LADDER_ONE_FLOW : RB_LADDER_ONE_CALL);
  for (guint n = 0; n < n_flows; n++)
    {
      RbTrace *trace = rb_flow_get_trace (flows[n]);

      g_ptr_array_add (self->flows, g_object_ref (flows[n]));
      if (trace != NULL && self->trace == NULL)
        self->trace = g_object_ref (trace);
    }
  g_array_set_size (self->next_steps, n_flows);
  add_new_steps (self);
  for (guint n = 0; n < n_flows; n++)
    g_signal_connect_swapped (flows[n], "changed", G_CALLBACK (on_flow_changed), self);
  return self;
}

/* Keeps @flow and its trace alive; "changed" after each of its messages. (transfer full) */
RbLadder *
rb_ladder_new_for_flow (RbFlow *flow)
{
  return new_for_flows (&flow, 1);
}

/* One picture of a call that has several Call-IDs (rb-join.h), all of one trace; otherwise as
 * rb_ladder_new_for_flow(). (transfer full) */
RbLadder *
rb_ladder_new_for_flows (GPtrArray *flows)
{
  return new_for_flows ((RbFlow *const *) flows->pdata, flows->len);
}

static RbLadder *
new_for_messages (RbTrace *trace, GListModel *messages, gboolean picked)
{
  RbLadder *self = g_object_new (RB_TYPE_LADDER, NULL);

  self->trace = g_object_ref (trace);
  self->messages = g_object_ref (messages);
  self->placed = picked ? g_hash_table_new (NULL, NULL) : NULL;
  self->lanes = rb_ladder_lanes_new (RB_LADDER_MANY_CALLS);
  add_new_messages (self);
  g_signal_connect_swapped (messages, "items-changed", G_CALLBACK (on_items_changed), self);
  return self;
}

/* Keeps both alive; "changed" as often as @messages announces something. (transfer full) */
RbLadder *
rb_ladder_new_for_messages (RbTrace *trace, GListModel *messages)
{
  return new_for_messages (trace, messages, FALSE);
}

/* As rb_ladder_new_for_messages(), when @messages are only some of their flows': the lanes are those of the whole
 * flows, as far as they go when one of their messages comes. (transfer full) */
RbLadder *
rb_ladder_new_for_picked_messages (RbTrace *trace, GListModel *messages)
{
  return new_for_messages (trace, messages, TRUE);
}

/* From now on the rows of @self, a ladder of flows, are only those of @messages, which belong to these flows; the lanes
 * remain those of the flows whatever is shown. Keeps @messages alive and follows it; "changed" as often as
 * it or a flow announces something. To be called once, before rows are asked for. */
void
rb_ladder_show_only (RbLadder *self, GListModel *messages)
{
  g_return_if_fail (self->flows != NULL && self->messages == NULL);

  self->messages = g_object_ref (messages);
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  rb_ladder_spans_clear (self->brackets);
  rb_ladder_spans_clear (self->ties);
  add_new_messages (self);
  g_signal_connect_swapped (messages, "items-changed", G_CALLBACK (on_items_changed), self);
}

RbTrace *
rb_ladder_get_trace (RbLadder *self)
{
  return self->trace;
}

guint
rb_ladder_get_n_lanes (RbLadder *self)
{
  return rb_ladder_lanes_get_n (self->lanes);
}

/* The calls are the same in both traces: what our own end of them is, the own one knows. */
static void
find_own_endpoints (RbLadder *self)
{
  RbFlow *flow = self->own != NULL && self->flows != NULL && self->flows->len > 0
                     ? rb_trace_find_flow (self->own, rb_flow_get_call_id (g_ptr_array_index (self->flows, 0)))
                     : NULL;
  guint n_steps = flow != NULL ? MIN (rb_flow_get_n_steps (flow), OWN_STEPS) : 0;

  for (; self->n_own_steps < n_steps; self->n_own_steps++)
    {
      RbMessageInfo info;

      if (!rb_trace_get_info (self->own, rb_flow_get_step (flow, self->n_own_steps)->position, &info))
        continue;
      if (info.direction == RB_DIRECTION_SENT)
        rb_ladder_lanes_add_own (self->lanes, &info.src);
      else if (info.direction == RB_DIRECTION_RECEIVED)
        rb_ladder_lanes_add_own (self->lanes, &info.dst);
    }
}

void
rb_ladder_set_own (RbLadder *self, RbTrace *own)
{
  g_set_object (&self->own, own);
  self->n_own_steps = 0;
}

/* (nullable): NULL beyond the end; valid until "changed". */
const RbLadderLane *
rb_ladder_get_lane (RbLadder *self, guint n)
{
  find_own_endpoints (self);
  return rb_ladder_lanes_get (self->lanes, n);
}

guint
rb_ladder_get_n_rows (RbLadder *self)
{
  return self->shown != NULL ? self->shown->len : self->arrows->len;
}

static guint64
get_exchange_of_row (RbLadder *self, guint n)
{
  guint position = get_shown (self, n)->position;
  const RbFlowStep *step = rb_trace_get_step (self->trace, position);
  RbFlow *flow = step != NULL ? rb_trace_get_flow_of (self->trace, position) : NULL;

  return flow != NULL ? get_exchange (flow, step) : NO_EXCHANGE;
}

guint
rb_ladder_get_n_calls (RbLadder *self)
{
  return self->flows != NULL ? self->flows->len : 0;
}

RbFlow *
rb_ladder_get_call (RbLadder *self, guint number)
{
  return number >= 1 && number <= rb_ladder_get_n_calls (self) ? g_ptr_array_index (self->flows, number - 1) : NULL;
}

static RbLadderRow *
make_row (RbLadder *self, guint n)
{
  const Arrow *arrow = get_shown (self, n);
  RbFlow *flow = rb_trace_get_flow_of (self->trace, arrow->position);
  gint64 time_us = rb_trace_get_time (self->trace, arrow->position);
  RbLadderRow *row = rb_ladder_row_new (self->trace, arrow->position);
  guint call;

  row->from = rb_ladder_lanes_get_place (self->lanes, arrow->from);
  row->to = rb_ladder_lanes_get_place (self->lanes, arrow->to);
  row->time_us = time_us - rb_trace_get_time (self->trace, get_shown (self, 0)->position);
  row->transaction = get_colour (self, flow, row->transaction);
  row->exchange = get_exchange_of_row (self, n);
  if (rb_ladder_get_n_calls (self) > 1 && g_ptr_array_find (self->flows, flow, &call))
    rb_ladder_row_mark_call (row, call + 1);
  rb_ladder_row_note_timer (row, rb_ladder_find_cause (self, self->trace, row));
  if (n > 0)
    rb_ladder_row_note_silence (row, time_us - rb_trace_get_time (self->trace, get_shown (self, n - 1)->position));
  return row;
}

/* (nullable): NULL beyond the end. */
const RbLadderRow *
rb_ladder_get_row (RbLadder *self, guint n)
{
  RbLadderRow *row;

  if (n >= rb_ladder_get_n_rows (self))
    return NULL;

  if (self->rows->len < rb_ladder_get_n_rows (self))
    g_ptr_array_set_size (self->rows, (int) rb_ladder_get_n_rows (self));
  row = g_ptr_array_index (self->rows, n);
  if (row != NULL)
    return row;

  row = make_row (self, n);
  g_ptr_array_index (self->rows, n) = row;
  return row;
}

gboolean
rb_ladder_find_lanes (RbLadder *self, guint position, guint *from, guint *to)
{
  Arrow wanted = { .position = position };
  guint n;

  if (!g_array_binary_search (self->arrows, &wanted, compare_positions, &n))
    return FALSE;

  *from = rb_ladder_lanes_get_place (self->lanes, g_array_index (self->arrows, Arrow, n).from);
  *to = rb_ladder_lanes_get_place (self->lanes, g_array_index (self->arrows, Arrow, n).to);
  return TRUE;
}

/* The first row at @position or behind it. */
static guint
find_row_from (RbLadder *self, guint position)
{
  guint low = 0;
  guint high = rb_ladder_get_n_rows (self);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_shown (self, middle)->position < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
rb_ladder_find_row (RbLadder *self, guint position)
{
  guint n = find_row_from (self, position);

  return n < rb_ladder_get_n_rows (self) && get_shown (self, n)->position == position ? n : RB_FLOW_NONE;
}

guint
rb_ladder_find_in_exchange (RbLadder *self, guint n, int step)
{
  guint n_rows = rb_ladder_get_n_rows (self);
  guint64 exchange;

  if (n >= n_rows)
    return RB_FLOW_NONE;

  exchange = get_exchange_of_row (self, n);
  for (guint i = n + step; exchange != NO_EXCHANGE && i < n_rows; i += step)
    if (get_exchange_of_row (self, i) == exchange)
      return i;
  return RB_FLOW_NONE;
}

static guint
list_spans (RbLadder *self, RbLadderSpans *from, guint n, guint64 key, RbLadderSpan *spans)
{
  guint n_spans = rb_ladder_spans_list (from, n, key, spans);

  for (guint i = 0; i < n_spans; i++)
    spans[i].lane = rb_ladder_lanes_get_place (self->lanes, spans[i].lane);
  return n_spans;
}

guint
rb_ladder_list_brackets (RbLadder *self, guint n, RbLadderSpan *brackets)
{
  if (n >= rb_ladder_get_n_rows (self))
    return 0;
  return list_spans (self, self->brackets, n, get_exchange_of_row (self, n), brackets);
}

guint
rb_ladder_list_ties (RbLadder *self, guint n, RbLadderSpan *ties)
{
  const RbFlowStep *step;
  guint position;

  if (n >= rb_ladder_get_n_rows (self))
    return 0;

  position = get_shown (self, n)->position;
  step = rb_trace_get_step (self->trace, position);
  return list_spans (self, self->ties, n,
                     step != NULL && step->retransmission_of != RB_FLOW_NONE ? step->retransmission_of : position,
                     ties);
}

guint
rb_ladder_get_n_bracket_slots (RbLadder *self)
{
  return rb_ladder_spans_get_n_used (self->brackets);
}

static gboolean
find_band (RbLadder *self, RbFlow *flow, guint position, RbLadderBand *band, guint *first, guint *last)
{
  RbLadderMedia *media = g_hash_table_lookup (self->media, flow);

  if (rb_flow_get_kind (flow) != RB_FLOW_CALL)
    return FALSE;
  if (media == NULL)
    {
      media = rb_ladder_media_new (flow);
      g_hash_table_insert (self->media, flow, media);
    }
  return rb_ladder_media_find (media, self, position, band, first, last);
}

/* That of the row's own call, or of the call it came in the middle of. */
static gboolean
find_band_of_row (RbLadder *self, guint n, RbLadderBand *band, guint *first, guint *last)
{
  guint position = get_shown (self, n)->position;

  for (guint i = 0; self->flows != NULL && i < self->flows->len; i++)
    if (find_band (self, g_ptr_array_index (self->flows, i), position, band, first, last))
      return TRUE;

  for (guint i = 0; self->flows == NULL && i <= MIN (n, OTHER_ROWS); i++)
    {
      RbFlow *flow = rb_trace_get_flow_of (self->trace, get_shown (self, n - i)->position);

      if (flow != NULL && rb_flow_get_kind (flow) == RB_FLOW_CALL)
        return find_band (self, flow, position, band, first, last);
    }
  return FALSE;
}

gboolean
rb_ladder_get_band (RbLadder *self, guint n, RbLadderBand *band)
{
  guint first, last, first_row, last_row;

  if (n >= rb_ladder_get_n_rows (self) || !find_band_of_row (self, n, band, &first, &last))
    return FALSE;

  first_row = find_row_from (self, first);
  last_row = last != RB_FLOW_NONE ? find_row_from (self, last) : RB_FLOW_NONE;
  band->begins = n == first_row;
  band->ends = n == last_row;
  band->names = n > first_row && (n - first_row) % NAME_EVERY == 1 && n < last_row;
  return TRUE;
}
