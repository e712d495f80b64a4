/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which flows are legs of one call beyond a B2BUA, which gives each a Call-ID of its own, and which call
 * another was transferred to. Evidence that names the other call is looked up; evidence that only fits
 * (users, host, time) counts when exactly one call fits it. Every table is hashed, so that the cost is
 * that of the number of calls, also when all are between the same two users. */

#include "rb-join.h"

#include "rb-join-call.h"
#include "rb-join-private.h"
#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"

/* A B2BUA passes an INVITE on in a few ms; one that first looks a number up takes a little longer. */
#define AT_ONCE_US (200 * G_TIME_SPAN_MILLISECOND)
/* Within this the same media address, which one phone does not give two calls, is that of one call. */
#define SAME_MEDIA_US (2 * G_USEC_PER_SEC)
/* The end of one leg reaches the other within a second or so. */
#define OVER_SLACK_US (2 * G_USEC_PER_SEC)
/* INVITEs of one call that are looked at: forks and attempts beyond these do not lead to another leg. */
#define MAX_ARRIVALS 16
/* An INVITE that got somewhere: at its callee, at a proxy, or at the B2BUA that makes the next leg. */
typedef struct
{
  RbFlow *flow;
  gint64 us;
  guint64 dst;
  guint64 dst_host;
} Arrival;

/* Arrivals under one key; more than two are too many to tell apart. */
typedef struct
{
  guint arrivals[2];
  guint n;
} Candidates;

typedef struct
{
  RbTrace *trace;
  GArray *calls;       /* of RbJoinCall, by time */
  GArray *arrivals;    /* of Arrival */
  GArray *refers;      /* of RbJoinRefer, by time */
  GHashTable *by_flow; /* RbFlow → call + 1 */
  GHashTable *fitting; /* users, who got it, time → Candidates */
  GHashTable *media;   /* → call + 1, the last before now */
  GHashTable *branches;
  GHashTable *targets; /* → refer + 1, the last before now */
  GHashTable *handed;  /* set of pairs of calls, one of which was handed over to the other */
  GPtrArray *joins;
} Search;

static gpointer
to_key (guint64 hash)
{
  return GSIZE_TO_POINTER (hash);
}

static void
read_refer (Search *self, RbFlow *flow, guint position)
{
  RbJoinRefer refer = { .flow = flow, .position = position };

  rb_join_refer_read (&refer, self->trace);
  if (refer.target != 0)
    g_array_append_val (self->refers, refer);
}

static void
add_arrival (Search *self, RbFlow *flow, guint position)
{
  RbMessageInfo info;
  Arrival arrival = { .flow = flow };

  rb_trace_get_info (self->trace, position, &info);
  arrival.us = info.wall_us;
  arrival.dst = rb_join_hash_endpoint (&info.dst, TRUE);
  arrival.dst_host = rb_join_hash_endpoint (&info.dst, FALSE);
  g_array_append_val (self->arrivals, arrival);
}

static void
read_flow (Search *self, RbFlow *flow)
{
  RbJoinCall call = { .flow = flow };
  guint n = rb_flow_get_n_steps (flow);
  guint n_arrivals = 0;
  guint32 tag = 0;

  for (guint i = 0; i < n; i++)
    {
      const RbFlowFact *fact = rb_flow_get_fact (flow, i);
      const RbFlowStep *step = rb_flow_get_step (flow, i);

      call.end_us = MAX (call.end_us, fact->wall_us);
      if (!(fact->flags & RB_FACT_REQUEST) || step->retransmission_of != RB_FLOW_NONE)
        continue;
      if (fact->method == RB_METHOD_INVITE && fact->to_tag == 0)
        {
          if (call.first_us == 0)
            {
              call.position = step->position;
              call.first_us = fact->wall_us;
              tag = fact->from_tag;
            }
          if (fact->from_tag == tag && !(fact->flags & RB_FACT_RELAYED))
            call.last_us = fact->wall_us;
          if (n_arrivals++ < MAX_ARRIVALS)
            add_arrival (self, flow, step->position);
        }
      else if (fact->method == RB_METHOD_REFER)
        {
          read_refer (self, flow, step->position);
        }
    }

  if (call.first_us == 0)
    return;

  call.last_us = MAX (call.last_us, call.first_us);
  rb_join_call_read (&call, self->trace);
  g_array_append_val (self->calls, call);
}

static gint
compare_refers (gconstpointer a, gconstpointer b)
{
  const RbJoinRefer *first = a;
  const RbJoinRefer *second = b;

  return (first->us > second->us) - (first->us < second->us);
}

static guint64
fit_key (const RbJoinCall *call, guint64 host, gint64 slot)
{
  return rb_hash_mix (rb_hash_mix (rb_hash_mix (rb_hash_mix (rb_hash_seed (), call->from), call->to), host), slot);
}

static void
add_candidate (Search *self, guint64 key, guint arrival)
{
  Candidates *candidates = g_hash_table_lookup (self->fitting, to_key (key));

  if (candidates == NULL)
    {
      candidates = g_new0 (Candidates, 1);
      g_hash_table_insert (self->fitting, to_key (key), candidates);
    }
  if (candidates->n < G_N_ELEMENTS (candidates->arrivals))
    candidates->arrivals[candidates->n] = arrival;
  candidates->n++;
}

static const RbJoinCall *
find_call (Search *self, RbFlow *flow)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_flow, flow));

  return number > 0 ? &g_array_index (self->calls, RbJoinCall, number - 1) : NULL;
}

/* Under who got the INVITE, and when: what that of the next leg is looked up by. */
static void
remember_arrival (Search *self, guint number)
{
  const Arrival *arrival = &g_array_index (self->arrivals, Arrival, number);
  const RbJoinCall *call = find_call (self, arrival->flow);
  gint64 slot = arrival->us / AT_ONCE_US;

  if (call == NULL || call->from == 0 || call->to == 0)
    return;

  add_candidate (self, fit_key (call, arrival->dst, slot), number);
  add_candidate (self, fit_key (call, arrival->dst_host, slot), number);
}

static gint64
get_delay_us (const RbJoinCall *first, const RbJoinCall *second)
{
  return second->first_us - (first->last_us <= second->first_us ? first->last_us : first->first_us);
}

static gboolean
is_nested (const RbJoinCall *first, const RbJoinCall *second)
{
  return first->first_us <= second->first_us && second->first_us <= first->end_us &&
         second->end_us <= first->end_us + OVER_SLACK_US;
}

/* The only call that fits; NULL when none or several do. */
static const RbJoinCall *
find_fitting (Search *self, guint number)
{
  const RbJoinCall *call = &g_array_index (self->calls, RbJoinCall, number);
  const guint64 senders[] = { call->src, call->src_host };
  gint64 slot = call->first_us / AT_ONCE_US;

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      const RbJoinCall *found = NULL;
      guint n = 0;

      for (gint64 s = slot - 1; s <= slot; s++)
        {
          const Candidates *candidates = g_hash_table_lookup (self->fitting, to_key (fit_key (call, senders[i], s)));

          for (guint c = 0; candidates != NULL && c < MIN (candidates->n, G_N_ELEMENTS (candidates->arrivals)); c++)
            {
              const Arrival *arrival = &g_array_index (self->arrivals, Arrival, candidates->arrivals[c]);
              const RbJoinCall *other = find_call (self, arrival->flow);
              gint64 delay_us = call->first_us - arrival->us;

              if (other == call || delay_us < 0 || delay_us > AT_ONCE_US)
                continue;
              found = other;
              n++;
            }
          if (candidates != NULL && candidates->n > G_N_ELEMENTS (candidates->arrivals))
            return NULL;
        }
      if (n > 1)
        return NULL;
      if (n == 1)
        return is_nested (found, call) && found->src != call->src ? found : NULL;
    }

  return NULL;
}

static const RbJoinCall *
lookup_call (Search *self, GHashTable *table, guint64 key)
{
  guint number = key != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (table, to_key (key))) : 0;

  return number > 0 ? &g_array_index (self->calls, RbJoinCall, number - 1) : NULL;
}

static const RbJoinCall *
find_by_call_id (Search *self, const guint8 *bytes, RbSpan call_id)
{
  g_autofree char *text = rb_span_dup (call_id, bytes);
  RbFlow *flow = rb_trace_find_flow (self->trace, text);

  return flow != NULL ? find_call (self, flow) : NULL;
}

/* @position: of the message that shows it */
static void
add_join (Search *self, const RbJoinCall *first, const RbJoinCall *second, RbJoinKind kind, guint evidence,
          RbConfidence confidence, guint position)
{
  const RbJoin join = {
    .first = first->flow,
    .second = second->flow,
    .kind = kind,
    .evidence = evidence,
    .confidence = confidence,
    .position = position,
  };

  g_ptr_array_add (self->joins, rb_join_new (&join, get_delay_us (first, second)));
}

/* What else fits, once two calls are compared. */
static guint
compare_calls (const RbJoinCall *first, const RbJoinCall *second)
{
  guint evidence = 0;
  gint64 delay_us = get_delay_us (first, second);

  if (first->media != 0 && first->media == second->media)
    evidence |= RB_JOIN_MEDIA;
  if (first->origin != 0 && first->origin == second->origin)
    evidence |= RB_JOIN_ORIGIN;
  if (first->from != 0 && first->to != 0 && first->from == second->from && first->to == second->to)
    evidence |= RB_JOIN_USERS;
  if (first->dst_host == second->src_host)
    evidence |= RB_JOIN_HOST;
  if (delay_us >= 0 && delay_us <= AT_ONCE_US && is_nested (first, second))
    evidence |= RB_JOIN_TIMING;
  return evidence;
}

/* What the INVITE itself says of another call. */
static gboolean
join_by_name (Search *self, const RbJoinCall *call)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, call->position, &length);
  gboolean found = FALSE;
  const RbJoinCall *other;
  RbSipIndex index;

  if (!call->names_other)
    return FALSE;

  rb_sip_index_parse (&index, bytes, length);
  if (index.has_replaces)
    {
      gboolean exactly;

      other = find_call (self, rb_trace_find_replaced (self->trace, call->position, &exactly));
      if (other != NULL && other != call)
        add_join (self, other, call, RB_JOIN_TRANSFER, RB_JOIN_REPLACES | (compare_calls (other, call) & RB_JOIN_USERS),
                  exactly ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY, call->position);
    }

  if (index.other_call_id.length > 0)
    {
      other = find_by_call_id (self, bytes, index.other_call_id);
      if (other != NULL && other != call)
        {
          gboolean later = other->first_us <= call->first_us;
          const RbJoinCall *first = later ? other : call;
          const RbJoinCall *second = later ? call : other;

          add_join (self, first, second, RB_JOIN_LEG, RB_JOIN_CALL_ID | compare_calls (first, second),
                    RB_CONFIDENCE_CERTAIN, call->position);
          found = TRUE;
        }
    }
  return found;
}

static void
join_by_refer (Search *self, const RbJoinCall *call)
{
  guint number = call->target != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (self->targets, to_key (call->target))) : 0;
  const RbJoinRefer *refer = number > 0 ? &g_array_index (self->refers, RbJoinRefer, number - 1) : NULL;
  const RbJoinCall *other = refer != NULL ? find_call (self, refer->flow) : NULL;
  guint64 referrer;
  gboolean named;

  if (other == NULL || other == call || call->first_us - refer->us > RB_JOIN_REFER_US)
    return;

  referrer = rb_join_get_referrer (self->trace, call->position);
  named = referrer != 0 && referrer == refer->referrer;
  if (named || referrer != 0 || refer->receiver == call->src_host)
    add_join (self, other, call, RB_JOIN_TRANSFER, RB_JOIN_REFERRED,
              named ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY, refer->position);
}

static guint64
get_pair (const RbJoinCall *first, const RbJoinCall *second)
{
  return rb_hash_mix (rb_hash_mix (rb_hash_seed (), first->position), second->position);
}

/* Who transfers after asking has both calls, and may not see the new one: their REFER in the one names the other. */
static void
join_by_refers (Search *self)
{
  for (guint i = 0; i < self->refers->len; i++)
    {
      const RbJoinRefer *refer = &g_array_index (self->refers, RbJoinRefer, i);
      gboolean exactly;
      RbFlow *flow = rb_trace_find_replaced (self->trace, refer->position, &exactly);
      const RbJoinCall *second = flow != NULL && flow != refer->flow ? find_call (self, flow) : NULL;
      const RbJoinCall *first = find_call (self, refer->flow);

      if (first != NULL && second != NULL && g_hash_table_add (self->handed, to_key (get_pair (first, second))))
        add_join (self, first, second, RB_JOIN_TRANSFER, RB_JOIN_HANDED_OVER,
                  exactly ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY, refer->position);
    }
}

/* The only call with the same media that the INVITE can have come from: by the host that sent it, else by the
 * users. */
static const RbJoinCall *
find_same_media (Search *self, const RbJoinCall *call)
{
  const RbJoinCall *found[2] = { NULL, NULL };
  guint n[2] = { 0, 0 };
  const RbJoinCall *other = lookup_call (self, self->media, call->media);

  for (guint i = 0; other != NULL && i < MAX_ARRIVALS; i++)
    {
      guint evidence = compare_calls (other, call);
      guint way = evidence & RB_JOIN_HOST ? 0 : 1;

      if ((evidence & (RB_JOIN_HOST | RB_JOIN_USERS)) && other->src != call->src && is_nested (other, call) &&
          get_delay_us (other, call) <= SAME_MEDIA_US)
        {
          found[way] = other;
          n[way]++;
        }
      other = other->same_media > 0 ? &g_array_index (self->calls, RbJoinCall, other->same_media - 1) : NULL;
    }

  return n[0] == 1 ? found[0] : n[0] == 0 && n[1] == 1 ? found[1] : NULL;
}

static void
join_by_fit (Search *self, guint number)
{
  const RbJoinCall *call = &g_array_index (self->calls, RbJoinCall, number);
  const RbJoinCall *other = lookup_call (self, self->branches, call->inner_branch);
  guint evidence;

  if (other != NULL && other != call &&
      g_strcmp0 (rb_flow_get_call_id (other->flow), rb_flow_get_call_id (call->flow)) != 0)
    {
      add_join (self, other, call, RB_JOIN_LEG, RB_JOIN_VIA | compare_calls (other, call), RB_CONFIDENCE_CERTAIN,
                call->position);
      return;
    }

  other = find_same_media (self, call);
  if (other != NULL)
    {
      evidence = compare_calls (other, call);
      add_join (self, other, call, RB_JOIN_LEG, evidence,
                (evidence & RB_JOIN_USERS) && (evidence & RB_JOIN_HOST) ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY,
                call->position);
      return;
    }

  other = find_fitting (self, number);
  if (other != NULL)
    add_join (self, other, call, RB_JOIN_LEG, compare_calls (other, call) | RB_JOIN_USERS | RB_JOIN_HOST,
              RB_CONFIDENCE_LIKELY, call->position);
}

static void
remember (Search *self, GHashTable *table, guint64 key, guint number)
{
  if (key != 0)
    g_hash_table_insert (table, to_key (key), GUINT_TO_POINTER (number + 1));
}

static gint
compare_joins (gconstpointer a, gconstpointer b)
{
  const RbJoin *first = *(RbJoin *const *) a;
  const RbJoin *second = *(RbJoin *const *) b;
  gint64 first_us = rb_flow_get_start_us (first->second);
  gint64 second_us = rb_flow_get_start_us (second->second);

  return (first_us > second_us) - (first_us < second_us);
}

static gint
compare_calls_by_time (gconstpointer a, gconstpointer b)
{
  const RbJoinCall *first = a;
  const RbJoinCall *second = b;

  return (first->first_us > second->first_us) - (first->first_us < second->first_us);
}

static void
find_joins (Search *self)
{
  guint next_refer = 0;

  for (guint i = 0; i < self->arrivals->len; i++)
    remember_arrival (self, i);

  for (guint i = 0; i < self->calls->len; i++)
    {
      RbJoinCall *call = &g_array_index (self->calls, RbJoinCall, i);

      for (;
           next_refer < self->refers->len && g_array_index (self->refers, RbJoinRefer, next_refer).us <= call->first_us;
           next_refer++)
        remember (self, self->targets, g_array_index (self->refers, RbJoinRefer, next_refer).target, next_refer);

      if (!join_by_name (self, call))
        join_by_fit (self, i);
      join_by_refer (self, call);
      if (call->media != 0)
        call->same_media = GPOINTER_TO_UINT (g_hash_table_lookup (self->media, to_key (call->media)));
      remember (self, self->media, call->media, i);
      remember (self, self->branches, call->branch, i);
    }
  join_by_refers (self);
  g_ptr_array_sort (self->joins, compare_joins);
}

GPtrArray *
rb_trace_list_joins (RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);
  guint n_flows = g_list_model_get_n_items (flows);
  Search self = {
    .trace = trace,
    .calls = g_array_new (FALSE, FALSE, sizeof (RbJoinCall)),
    .arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival)),
    .refers = g_array_new (FALSE, FALSE, sizeof (RbJoinRefer)),
    .by_flow = g_hash_table_new (NULL, NULL),
    .fitting = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .media = g_hash_table_new (NULL, NULL),
    .branches = g_hash_table_new (NULL, NULL),
    .targets = g_hash_table_new (NULL, NULL),
    .handed = g_hash_table_new (NULL, NULL),
    .joins = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_join_free),
  };

  for (guint i = 0; i < n_flows; i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      read_flow (&self, flow);
    }

  g_array_sort (self.calls, compare_calls_by_time);
  g_array_sort (self.refers, compare_refers);
  for (guint i = 0; i < self.calls->len; i++)
    g_hash_table_insert (self.by_flow, g_array_index (self.calls, RbJoinCall, i).flow, GUINT_TO_POINTER (i + 1));
  find_joins (&self);
  g_array_unref (self.calls);
  g_array_unref (self.arrivals);
  g_array_unref (self.refers);
  g_hash_table_unref (self.by_flow);
  g_hash_table_unref (self.fitting);
  g_hash_table_unref (self.media);
  g_hash_table_unref (self.branches);
  g_hash_table_unref (self.targets);
  g_hash_table_unref (self.handed);
  return self.joins;
}
