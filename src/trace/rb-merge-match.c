/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the messages that two captures of one call have in common, and from their times how far the clocks
 * are apart. A message keeps its topmost branch on one hop; a proxy puts its own Via on top (RFC 3261 16.6) and takes
 * it off the response, so that the other Vias tell which message beyond it is the same. Nothing
 * arrives before it is sent: messages of one direction bound the offset from above, those of the other
 * from below. */

#include "rb-merge-match.h"

#include <string.h>

#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"

/* A chain of proxies that is longer is not looked through. */
#define MAX_VIAS 8

/* One message seen at both ends is not looked for farther away: copies come after T1 = 500 ms. */
#define PAIR_US (250 * G_TIME_SPAN_MILLISECOND)
#define PAIR_SLACK_US (50 * G_TIME_SPAN_MILLISECOND)

/* A message by what is equal at both ends, once for each of its Vias. */
typedef struct
{
  guint64 keys[MAX_VIAS];
  guint n_keys;
  guint64 call;
  gint64 us;
  gboolean request;
  gboolean own; /* a response nobody passes on: 100 */
  RbMessageInfo info;
} Identity;

/* The messages of mine that have a key. */
typedef struct
{
  guint first; /* positions */
  guint last;
  guint n;
} Occurrences;

typedef struct
{
  RbTrace *mine;
  RbTrace *other;
  GHashTable *top;   /* key of the topmost Via → Occurrences */
  GHashTable *inner; /* key of another Via → Occurrences */
  guint *next;       /* next of mine with the same topmost key */
  GHashTable *calls; /* that have been compared */
  GArray *above;     /* of gint64: times of other less those of mine that cannot be less than the offset */
  GArray *below;
  GArray *there; /* the same of messages seen on one hop, by direction: which one is which shows later */
  GArray *back;
} Match;

static gpointer
to_key (guint64 hash)
{
  return GSIZE_TO_POINTER (hash);
}

static guint64
hash_span (guint64 hash, RbSpan span, const guint8 *bytes)
{
  return rb_hash_bytes (hash, bytes + span.offset, span.length);
}

static void
add_keys (Identity *self, guint64 base, const guint8 *bytes, gsize length)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan via;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &via);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      if (!rb_span_is_nocase (header.name, bytes, "Via") && !rb_span_is_nocase (header.name, bytes, "v"))
        continue;

      while (self->n_keys < MAX_VIAS && rb_span_next_element (&header.value, bytes, &via))
        {
          RbSpan name;
          RbSpan value;
          RbSpan branch = { 0 };

          while (rb_span_next_param (&via, bytes, ';', &name, &value))
            if (rb_span_is_nocase (name, bytes, "branch"))
              branch = value;
          self->keys[self->n_keys++] = branch.length > 0 ? hash_span (base, branch, bytes) : 0;
        }
    }
}

static gboolean
identify (RbTrace *trace, guint position, Identity *self)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbSipIndex index;
  guint64 hash;

  *self = (Identity){ 0 };
  rb_trace_get_info (trace, position, &self->info);
  if (self->info.kind != RB_MESSAGE_SIP)
    return FALSE;

  rb_sip_index_parse (&index, bytes, length);
  if (!index.valid)
    return FALSE;

  self->us = self->info.wall_us;
  self->request = index.is_request;
  self->own = index.status == 100;
  self->call = hash_span (rb_hash_seed (), index.call_id, bytes);
  hash = rb_hash_mix (self->call, ((guint64) index.status << 32) | index.cseq);
  hash = hash_span (hash, index.method, bytes);
  hash = hash_span (hash, index.to_tag, bytes);
  add_keys (self, hash_span (hash, index.from_tag, bytes), bytes, length);
  return self->n_keys > 0;
}

static void
add_occurrence (Match *self, GHashTable *table, guint64 key, guint position)
{
  Occurrences *found;

  if (key == 0)
    return;

  found = g_hash_table_lookup (table, to_key (key));
  if (found == NULL)
    {
      found = g_new (Occurrences, 1);
      *found = (Occurrences){ position, position, 0 };
      g_hash_table_insert (table, to_key (key), found);
    }
  else if (table == self->top)
    {
      self->next[found->last] = position;
    }
  found->last = position;
  found->n++;
}

static void
read_mine (Match *self)
{
  guint n = rb_trace_get_n_messages (self->mine);

  for (guint i = 0; i < n; i++)
    {
      Identity identity;

      self->next[i] = RB_MERGE_NO_PAIR;
      if (!identify (self->mine, i, &identity))
        continue;

      add_occurrence (self, self->top, identity.keys[0], i);
      for (guint k = 1; k < identity.n_keys && !identity.own; k++)
        add_occurrence (self, self->inner, identity.keys[k], i);
    }
}

/* Which of the two hosts of a hop sent it: any order will do, as long as it is always the same. */
static gboolean
goes_there (const RbMessageInfo *info)
{
  int order = memcmp (info->src.addr, info->dst.addr, sizeof info->src.addr);

  return order != 0 ? order < 0 : info->src.port < info->dst.port;
}

static void
add_sample (Match *self, GArray *samples, const Identity *other, guint mine)
{
  gint64 us = other->us - rb_trace_get_time (self->mine, mine);

  g_array_append_val (samples, us);
  g_hash_table_add (self->calls, to_key (other->call));
}

/* @repeated: take messages that came several times, too, when no others are there. */
static void
compare_message (Match *self, guint position, GHashTable *seen, gboolean repeated)
{
  Identity identity;
  const Occurrences *found;

  if (!identify (self->other, position, &identity) || identity.keys[0] == 0 ||
      !g_hash_table_add (seen, to_key (identity.keys[0])))
    return;

  found = g_hash_table_lookup (self->top, to_key (identity.keys[0]));
  if (found != NULL && (repeated || found->n == 1))
    {
      RbMessageInfo info;

      rb_trace_get_info (self->mine, found->first, &info);
      if (info.direction == RB_DIRECTION_UNKNOWN)
        add_sample (self, goes_there (&info) ? self->there : self->back, &identity, found->first);
      else
        add_sample (self, info.direction == RB_DIRECTION_SENT ? self->above : self->below, &identity, found->first);
      return;
    }

  /* Seen by mine beyond a proxy: a request there later, a response there earlier. */
  found = !identity.own ? g_hash_table_lookup (self->inner, to_key (identity.keys[0])) : NULL;
  if (found != NULL && (repeated || found->n == 1))
    add_sample (self, identity.request ? self->below : self->above, &identity, found->first);

  for (guint k = 1; k < identity.n_keys && !identity.own; k++)
    {
      found = identity.keys[k] != 0 ? g_hash_table_lookup (self->top, to_key (identity.keys[k])) : NULL;
      if (found != NULL && (repeated || found->n == 1))
        add_sample (self, identity.request ? self->above : self->below, &identity, found->first);
    }
}

static void
compare_messages (Match *self, gboolean repeated)
{
  guint n = rb_trace_get_n_messages (self->other);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n; i++)
    compare_message (self, i, seen, repeated);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* Sorts @samples. */
static gint64
get_median (GArray *samples)
{
  g_array_sort (samples, compare_times);
  return g_array_index (samples, gint64, samples->len / 2);
}

/* Of the two directions of one hop, that whose messages reached the other capture later came from mine's side. */
static void
sort_out_directions (Match *self)
{
  gboolean there_is_above;

  if (self->there->len == 0 && self->back->len == 0)
    return;

  if (self->there->len == 0 || self->back->len == 0)
    there_is_above = self->there->len > 0;
  else
    there_is_above = get_median (self->there) >= get_median (self->back);
  g_array_append_vals (there_is_above ? self->above : self->below, self->there->data, self->there->len);
  g_array_append_vals (there_is_above ? self->below : self->above, self->back->data, self->back->len);
}

static void
estimate (Match *self, RbMergeReport *report)
{
  gint64 above;
  gint64 below;

  sort_out_directions (self);
  report->n_compared = self->above->len + self->below->len;
  report->n_calls = g_hash_table_size (self->calls);
  report->uncertainty_us = -1;
  if (report->n_compared == 0)
    return;

  g_array_sort (self->above, compare_times);
  g_array_sort (self->below, compare_times);
  if (self->above->len == 0 || self->below->len == 0)
    {
      report->method = RB_MERGE_ONE_WAY;
      report->offset_us = self->above->len > 0 ? g_array_index (self->above, gint64, 0)
                                               : g_array_index (self->below, gint64, self->below->len - 1);
      return;
    }

  above = g_array_index (self->above, gint64, 0);
  below = g_array_index (self->below, gint64, self->below->len - 1);
  report->method = RB_MERGE_TWO_WAYS;
  if (below > above)
    {
      report->method = RB_MERGE_DRIFTING;
      report->uncertainty_us = (below - above) / 2;
      above = get_median (self->above);
      below = get_median (self->below);
    }
  report->offset_us = below + (above - below) / 2;
  report->uncertainty_us = MAX (report->uncertainty_us, ABS (above - below + 1) / 2);
}

/* Which copies are the same: those that are nearest in time, in order. */
static guint *
pair (Match *self, const RbMergeReport *report)
{
  guint n = rb_trace_get_n_messages (self->other);
  guint *pairs = g_new (guint, MAX (n, 1));
  gint64 reach_us = MAX (PAIR_US, 2 * report->uncertainty_us + PAIR_SLACK_US);

  for (guint i = 0; i < n; i++)
    {
      Identity identity;
      Occurrences *found;
      gint64 us;

      pairs[i] = RB_MERGE_NO_PAIR;
      if (!identify (self->other, i, &identity) || identity.keys[0] == 0)
        continue;
      found = g_hash_table_lookup (self->top, to_key (identity.keys[0]));
      if (found == NULL)
        continue;

      us = identity.us - report->corrected_us;
      while (found->first != RB_MERGE_NO_PAIR && rb_trace_get_time (self->mine, found->first) < us - reach_us)
        found->first = self->next[found->first];
      if (found->first == RB_MERGE_NO_PAIR || rb_trace_get_time (self->mine, found->first) > us + reach_us)
        continue;

      pairs[i] = found->first;
      found->first = self->next[found->first];
    }

  return pairs;
}

guint *
rb_merge_match (RbTrace *mine, RbTrace *other, RbMergeReport *report)
{
  Match self = {
    .mine = mine,
    .other = other,
    .top = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .inner = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .next = g_new (guint, MAX (rb_trace_get_n_messages (mine), 1)),
    .calls = g_hash_table_new (NULL, NULL),
    .above = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .below = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .there = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .back = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };
  guint *pairs;

  *report = (RbMergeReport){ 0 };
  read_mine (&self);
  compare_messages (&self, FALSE);
  if (self.above->len + self.below->len + self.there->len + self.back->len == 0)
    compare_messages (&self, TRUE);
  estimate (&self, report);
  if (report->uncertainty_us < 0 || ABS (report->offset_us) > report->uncertainty_us)
    report->corrected_us = report->offset_us;
  pairs = pair (&self, report);

  g_hash_table_unref (self.top);
  g_hash_table_unref (self.inner);
  g_free (self.next);
  g_hash_table_unref (self.calls);
  g_array_unref (self.above);
  g_array_unref (self.below);
  g_array_unref (self.there);
  g_array_unref (self.back);
  return pairs;
}
