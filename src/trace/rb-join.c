/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which flows are legs of one call beyond a B2BUA, which gives each a Call-ID of its own, and which call
 * another was transferred to. Evidence that names the other call is looked up; evidence that only fits
 * (users, host, time) counts when exactly one call fits it. Every table is hashed, so that the cost is
 * that of the number of calls, also when all are between the same two users. */

#include "rb-join.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-flow-private.h"
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
/* A phone that was sent elsewhere calls there before its REFER times out (timer F). */
#define REFER_US (32 * G_USEC_PER_SEC)

/* Numbers are compared by their last digits: +49 30 1234567 is 0301234567. */
#define NUMBER_DIGITS 8

typedef struct
{
  RbFlow *flow;
  guint position; /* of the first INVITE */
  gint64 first_us;
  gint64 last_us; /* the last INVITE outside a dialog: the one with credentials */
  gint64 end_us;
  guint64 from;
  guint64 to;
  guint64 src; /* of the first INVITE: address and port */
  guint64 dst;
  guint64 src_host;
  guint64 dst_host;
  guint64 media;
  guint64 origin;
  guint64 branch;
  guint64 inner_branch; /* of the second Via */
  gboolean names_other; /* X-Call-ID or Replaces */
} Call;

typedef struct
{
  RbFlow *flow;
  gint64 us;
  guint64 target;
  guint64 receiver; /* host */
} Refer;

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
  GArray *calls;       /* of Call, by time */
  GArray *arrivals;    /* of Arrival */
  GArray *refers;      /* of Refer, by time */
  GHashTable *by_flow; /* RbFlow → call + 1 */
  GHashTable *fitting; /* users, who got it, time → Candidates */
  GHashTable *media;   /* → call + 1, the last before now */
  GHashTable *branches;
  GHashTable *targets; /* → refer + 1, the last before now */
  GPtrArray *joins;
} Search;

/* clang-format off */
static const struct
{
  RbJoinEvidence evidence;
  const char *word;
  const char *text; /* {time}: between the two INVITEs */
} reasons[] = { /* the strongest first */
  { RB_JOIN_REPLACES, "replaces", N_("Its INVITE takes the other call over (Replaces).") },
  { RB_JOIN_CALL_ID, "x-call-id", N_("Its INVITE names the other leg's Call-ID (X-Call-ID).") },
  { RB_JOIN_VIA, "via", N_("Its INVITE carries the Via of the other leg's INVITE below its own.") },
  { RB_JOIN_REFERRED, "referred", N_("A REFER in the other call asked for it.") },
  { RB_JOIN_MEDIA, "media", N_("Both INVITEs ask for sound at the same address and port; the second came {time} after the first.") },
  { RB_JOIN_ORIGIN, "origin", N_("Both INVITEs carry the same session (o=); the second came {time} after the first.") },
  { RB_JOIN_USERS, "users", N_("Both have the same caller and callee; the second INVITE came {time} after the first, from the host that had got it.") },
  { RB_JOIN_HOST, "host", NULL },
  { RB_JOIN_TIMING, "timing", NULL },
};
/* clang-format on */

static guint64
hash_text (const guint8 *bytes, gsize length)
{
  return length > 0 ? rb_hash_bytes (rb_hash_seed (), bytes, length) | 1 : 0;
}

static guint64
hash_endpoint (const RbEndpoint *endpoint, gboolean with_port)
{
  guint64 hash = rb_hash_mix (rb_hash_seed (), ((guint64) endpoint->family << 16) | (with_port ? endpoint->port : 0));

  return rb_hash_bytes (hash, endpoint->addr, endpoint->family == 4 ? 4 : sizeof endpoint->addr);
}

static gpointer
to_key (guint64 hash)
{
  return GSIZE_TO_POINTER (hash);
}

/* The user of a URI, a telephone number without its prefix; 0 for none. */
static guint64
hash_user (RbSpan uri, const guint8 *bytes)
{
  const guint8 *at = bytes + uri.offset;
  const guint8 *end = at + uri.length;
  const guint8 *colon = memchr (at, ':', uri.length);
  const guint8 *user_end;
  char digits[NUMBER_DIGITS];
  guint n_digits = 0;
  gboolean number = TRUE;

  if (colon != NULL)
    at = colon + 1;
  user_end = memchr (at, '@', end - at);
  if (user_end == NULL && (uri.length < 4 || g_ascii_strncasecmp ((const char *) bytes + uri.offset, "tel:", 4) != 0))
    return 0;
  if (user_end == NULL)
    user_end = end;
  for (const guint8 *p = at; p < user_end; p++)
    if (*p == ';' || *p == ':')
      user_end = p;

  for (const guint8 *p = at; p < user_end && number; p++)
    if (g_ascii_isdigit (*p))
      {
        if (n_digits < NUMBER_DIGITS)
          n_digits++;
        else
          memmove (digits, digits + 1, NUMBER_DIGITS - 1);
        digits[n_digits - 1] = *p;
      }
    else
      {
        number = strchr ("+-.()", *p) != NULL && *p != '\0';
      }

  return number && n_digits > 0 ? hash_text ((const guint8 *) digits, n_digits) : hash_text (at, user_end - at);
}

/* The line of an SDP that begins with @prefix, without its end; length 0 when there is none. */
static RbSpan
find_sdp_line (RbSpan sdp, const guint8 *bytes, const char *prefix)
{
  const char *text = (const char *) bytes + sdp.offset;
  const char *line = sdp.length > 0 ? g_strstr_len (text, sdp.length, prefix) : NULL;
  RbSpan span = { 0 };

  if (line == NULL)
    return span;

  span.offset = (line - (const char *) bytes) + strlen (prefix);
  while (span.offset + span.length < sdp.offset + sdp.length && bytes[span.offset + span.length] >= ' ')
    span.length++;
  return span;
}

static void
read_sdp (Call *call, const RbSipIndex *index, const guint8 *bytes)
{
  RbSpan origin = find_sdp_line (index->sdp, bytes, "\no=");
  RbSpan address = find_sdp_line (index->sdp, bytes, "\nc=");
  RbSpan media = find_sdp_line (index->sdp, bytes, "\nm=audio ");
  const guint8 *end;

  call->origin = hash_text (bytes + origin.offset, origin.length);
  if (address.length == 0 || media.length == 0)
    return;

  end = memchr (bytes + media.offset, ' ', media.length);
  if (end != NULL)
    media.length = end - (bytes + media.offset);
  call->media = rb_hash_bytes (hash_text (bytes + address.offset, address.length), bytes + media.offset, media.length);
}

static guint64
get_inner_branch (const guint8 *bytes, gsize length)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan span;
  guint n = 0;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &span);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      if (!rb_span_is_nocase (header.name, bytes, "Via") && !rb_span_is_nocase (header.name, bytes, "v"))
        continue;

      while (rb_span_next_element (&header.value, bytes, &span))
        if (++n == 2)
          {
            RbSpan name;
            RbSpan value;

            while (rb_span_next_param (&span, bytes, ';', &name, &value))
              if (rb_span_is_nocase (name, bytes, "branch"))
                return hash_text (bytes + value.offset, value.length);
            return 0;
          }
    }

  return 0;
}

/* Value of a header; length 0 when there is none. */
static RbSpan
find_header (const guint8 *bytes, gsize length, const char *name, const char *compact)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan line;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    if (rb_span_is_nocase (header.name, bytes, name) ||
        (compact != NULL && rb_span_is_nocase (header.name, bytes, compact)))
      return header.value;
  return (RbSpan){ 0 };
}

static void
read_invite (Search *self, Call *call)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, call->position, &length);
  RbSipIndex index;
  RbMessageInfo info;

  rb_sip_index_parse (&index, bytes, length);
  rb_trace_get_info (self->trace, call->position, &info);
  call->from = hash_user (index.from_uri, bytes);
  call->to = hash_user (index.to_uri, bytes);
  call->src = hash_endpoint (&info.src, TRUE);
  call->dst = hash_endpoint (&info.dst, TRUE);
  call->src_host = hash_endpoint (&info.src, FALSE);
  call->dst_host = hash_endpoint (&info.dst, FALSE);
  call->branch = hash_text (bytes + index.branch.offset, index.branch.length);
  if (index.n_vias > 1)
    call->inner_branch = get_inner_branch (bytes, length);
  call->names_other = index.other_call_id.length > 0 || index.has_replaces;
  if (index.has_sdp)
    read_sdp (call, &index, bytes);
}

static void
read_refer (Search *self, RbFlow *flow, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, position, &length);
  RbSipIndex index;
  RbMessageInfo info;
  RbSpan display;
  RbSpan uri;
  RbSpan params;
  Refer refer = { .flow = flow };

  rb_sip_index_parse (&index, bytes, length);
  rb_trace_get_info (self->trace, position, &info);
  rb_span_split_address (index.refer_to, bytes, &display, &uri, &params);
  refer.us = info.wall_us;
  refer.target = hash_user (uri, bytes);
  refer.receiver = hash_endpoint (&info.dst, FALSE);
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
  arrival.dst = hash_endpoint (&info.dst, TRUE);
  arrival.dst_host = hash_endpoint (&info.dst, FALSE);
  g_array_append_val (self->arrivals, arrival);
}

static void
read_flow (Search *self, RbFlow *flow)
{
  Call call = { .flow = flow };
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
  read_invite (self, &call);
  g_array_append_val (self->calls, call);
}

static gint
compare_refers (gconstpointer a, gconstpointer b)
{
  const Refer *first = a;
  const Refer *second = b;

  return (first->us > second->us) - (first->us < second->us);
}

static guint64
fit_key (const Call *call, guint64 host, gint64 slot)
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

static const Call *
find_call (Search *self, RbFlow *flow)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_flow, flow));

  return number > 0 ? &g_array_index (self->calls, Call, number - 1) : NULL;
}

/* Under who got the INVITE, and when: what that of the next leg is looked up by. */
static void
remember_arrival (Search *self, guint number)
{
  const Arrival *arrival = &g_array_index (self->arrivals, Arrival, number);
  const Call *call = find_call (self, arrival->flow);
  gint64 slot = arrival->us / AT_ONCE_US;

  if (call == NULL || call->from == 0 || call->to == 0)
    return;

  add_candidate (self, fit_key (call, arrival->dst, slot), number);
  add_candidate (self, fit_key (call, arrival->dst_host, slot), number);
}

static gint64
get_delay_us (const Call *first, const Call *second)
{
  return second->first_us - (first->last_us <= second->first_us ? first->last_us : first->first_us);
}

static gboolean
is_nested (const Call *first, const Call *second)
{
  return first->first_us <= second->first_us && second->first_us <= first->end_us &&
         second->end_us <= first->end_us + OVER_SLACK_US;
}

/* The only call that fits; NULL when none or several do. */
static const Call *
find_fitting (Search *self, guint number)
{
  const Call *call = &g_array_index (self->calls, Call, number);
  const guint64 senders[] = { call->src, call->src_host };
  gint64 slot = call->first_us / AT_ONCE_US;

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      const Call *found = NULL;
      guint n = 0;

      for (gint64 s = slot - 1; s <= slot; s++)
        {
          const Candidates *candidates = g_hash_table_lookup (self->fitting, to_key (fit_key (call, senders[i], s)));

          for (guint c = 0; candidates != NULL && c < MIN (candidates->n, G_N_ELEMENTS (candidates->arrivals)); c++)
            {
              const Arrival *arrival = &g_array_index (self->arrivals, Arrival, candidates->arrivals[c]);
              const Call *other = find_call (self, arrival->flow);
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

static const Call *
lookup_call (Search *self, GHashTable *table, guint64 key)
{
  guint number = key != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (table, to_key (key))) : 0;

  return number > 0 ? &g_array_index (self->calls, Call, number - 1) : NULL;
}

static const Call *
find_by_call_id (Search *self, const guint8 *bytes, RbSpan call_id)
{
  g_autofree char *text = rb_span_dup (call_id, bytes);
  RbFlow *flow = rb_trace_find_flow (self->trace, text);

  return flow != NULL ? find_call (self, flow) : NULL;
}

static char *
make_text (guint evidence, gint64 delay_us)
{
  guint i = 0;
  g_autofree char *time = NULL;
  GString *text;

  while (!(evidence & reasons[i].evidence))
    i++;
  time = delay_us < 10 * G_USEC_PER_SEC ? g_strdup_printf (_ ("%.0f ms"), MAX (delay_us, 0) / 1e3)
                                        : g_strdup_printf (_ ("%.0f s"), delay_us / 1e6);
  text = g_string_new (_ (reasons[i].text));
  g_string_replace (text, "{time}", time, 0);
  return g_string_free (text, FALSE);
}

static void
add_join (Search *self, const Call *first, const Call *second, RbJoinKind kind, guint evidence, RbConfidence confidence)
{
  RbJoin *join = g_new (RbJoin, 1);

  join->first = first->flow;
  join->second = second->flow;
  join->kind = kind;
  join->evidence = evidence;
  join->confidence = confidence;
  join->text = make_text (evidence, get_delay_us (first, second));
  g_ptr_array_add (self->joins, join);
}

/* What else fits, once two calls are compared. */
static guint
compare_calls (const Call *first, const Call *second)
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
join_by_name (Search *self, const Call *call)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, call->position, &length);
  gboolean found = FALSE;
  const Call *other;
  RbSipIndex index;
  RbSpan value;

  if (!call->names_other)
    return FALSE;

  rb_sip_index_parse (&index, bytes, length);
  if (index.has_replaces)
    {
      RbSpan call_id = { 0 };
      RbSpan rest = find_header (bytes, length, "Replaces", NULL);

      if (rb_span_next_param (&rest, bytes, ';', &call_id, &value))
        {
          other = find_by_call_id (self, bytes, call_id);
          if (other != NULL && other != call)
            add_join (self, other, call, RB_JOIN_TRANSFER,
                      RB_JOIN_REPLACES | (compare_calls (other, call) & RB_JOIN_USERS), RB_CONFIDENCE_CERTAIN);
        }
    }

  if (index.other_call_id.length > 0)
    {
      other = find_by_call_id (self, bytes, index.other_call_id);
      if (other != NULL && other != call)
        {
          gboolean later = other->first_us <= call->first_us;
          const Call *first = later ? other : call;
          const Call *second = later ? call : other;

          add_join (self, first, second, RB_JOIN_LEG, RB_JOIN_CALL_ID | compare_calls (first, second),
                    RB_CONFIDENCE_CERTAIN);
          found = TRUE;
        }
    }
  return found;
}

static void
join_by_refer (Search *self, const Call *call)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, call->position, &length);
  guint number = call->to != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (self->targets, to_key (call->to))) : 0;
  const Refer *refer = number > 0 ? &g_array_index (self->refers, Refer, number - 1) : NULL;
  const Call *other = refer != NULL ? find_call (self, refer->flow) : NULL;
  gboolean named;

  if (other == NULL || other == call || call->first_us - refer->us > REFER_US)
    return;

  named = find_header (bytes, length, "Referred-By", "b").length > 0;
  if (named || refer->receiver == call->src_host)
    add_join (self, other, call, RB_JOIN_TRANSFER, RB_JOIN_REFERRED,
              named ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY);
}

static void
join_by_fit (Search *self, guint number)
{
  const Call *call = &g_array_index (self->calls, Call, number);
  const Call *other = lookup_call (self, self->branches, call->inner_branch);
  guint evidence;

  if (other != NULL && other != call &&
      g_strcmp0 (rb_flow_get_call_id (other->flow), rb_flow_get_call_id (call->flow)) != 0)
    {
      add_join (self, other, call, RB_JOIN_LEG, RB_JOIN_VIA | compare_calls (other, call), RB_CONFIDENCE_CERTAIN);
      return;
    }

  other = lookup_call (self, self->media, call->media);
  if (other != NULL && other->src != call->src && is_nested (other, call) &&
      get_delay_us (other, call) <= SAME_MEDIA_US)
    {
      evidence = compare_calls (other, call);
      add_join (self, other, call, RB_JOIN_LEG, evidence,
                evidence & (RB_JOIN_USERS | RB_JOIN_HOST) ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY);
      return;
    }

  other = find_fitting (self, number);
  if (other != NULL)
    add_join (self, other, call, RB_JOIN_LEG, compare_calls (other, call) | RB_JOIN_USERS | RB_JOIN_HOST,
              RB_CONFIDENCE_LIKELY);
}

static void
remember (Search *self, GHashTable *table, guint64 key, guint number)
{
  if (key != 0)
    g_hash_table_insert (table, to_key (key), GUINT_TO_POINTER (number + 1));
}

static void
join_free (gpointer data)
{
  RbJoin *self = data;

  g_free (self->text);
  g_free (self);
}

static gint
compare_calls_by_time (gconstpointer a, gconstpointer b)
{
  const Call *first = a;
  const Call *second = b;

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
      const Call *call = &g_array_index (self->calls, Call, i);

      for (; next_refer < self->refers->len && g_array_index (self->refers, Refer, next_refer).us <= call->first_us;
           next_refer++)
        remember (self, self->targets, g_array_index (self->refers, Refer, next_refer).target, next_refer);

      if (!join_by_name (self, call))
        join_by_fit (self, i);
      join_by_refer (self, call);
      remember (self, self->media, call->media, i);
      remember (self, self->branches, call->branch, i);
    }
}

GPtrArray *
rb_trace_list_joins (RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);
  guint n_flows = g_list_model_get_n_items (flows);
  Search self = {
    .trace = trace,
    .calls = g_array_new (FALSE, FALSE, sizeof (Call)),
    .arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival)),
    .refers = g_array_new (FALSE, FALSE, sizeof (Refer)),
    .by_flow = g_hash_table_new (NULL, NULL),
    .fitting = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .media = g_hash_table_new (NULL, NULL),
    .branches = g_hash_table_new (NULL, NULL),
    .targets = g_hash_table_new (NULL, NULL),
    .joins = g_ptr_array_new_with_free_func (join_free),
  };

  for (guint i = 0; i < n_flows; i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);

      read_flow (&self, flow);
    }

  g_array_sort (self.calls, compare_calls_by_time);
  g_array_sort (self.refers, compare_refers);
  for (guint i = 0; i < self.calls->len; i++)
    g_hash_table_insert (self.by_flow, g_array_index (self.calls, Call, i).flow, GUINT_TO_POINTER (i + 1));
  find_joins (&self);
  g_array_unref (self.calls);
  g_array_unref (self.arrivals);
  g_array_unref (self.refers);
  g_hash_table_unref (self.by_flow);
  g_hash_table_unref (self.fitting);
  g_hash_table_unref (self.media);
  g_hash_table_unref (self.branches);
  g_hash_table_unref (self.targets);
  return self.joins;
}

static gint
compare_flows (gconstpointer a, gconstpointer b)
{
  RbFlow *first = *(RbFlow *const *) a;
  RbFlow *second = *(RbFlow *const *) b;
  gint64 first_us = rb_flow_get_start_us (first);
  gint64 second_us = rb_flow_get_start_us (second);

  return (first_us > second_us) - (first_us < second_us);
}

GPtrArray *
rb_join_list_flows (GPtrArray *joins, RbFlow *flow, gboolean transfers)
{
  GPtrArray *flows = g_ptr_array_new ();
  g_autoptr (GHashTable) neighbours = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < joins->len; i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);
      RbFlow *const ends[] = { join->first, join->second };

      if (join->kind == RB_JOIN_TRANSFER && !transfers)
        continue;

      for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
        {
          GPtrArray *list = g_hash_table_lookup (neighbours, ends[e]);

          if (list == NULL)
            {
              list = g_ptr_array_new ();
              g_hash_table_insert (neighbours, ends[e], list);
            }
          g_ptr_array_add (list, ends[1 - e]);
        }
    }

  g_hash_table_add (seen, flow);
  g_ptr_array_add (flows, flow);
  for (guint i = 0; i < flows->len; i++)
    {
      GPtrArray *list = g_hash_table_lookup (neighbours, g_ptr_array_index (flows, i));

      for (guint n = 0; list != NULL && n < list->len; n++)
        if (g_hash_table_add (seen, g_ptr_array_index (list, n)))
          g_ptr_array_add (flows, g_ptr_array_index (list, n));
    }
  g_ptr_array_sort (flows, compare_flows);
  return flows;
}

const char *
rb_join_evidence_to_string (RbJoinEvidence evidence)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].evidence == evidence)
      return reasons[i].word;

  return NULL;
}
