/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two captures of the same calls, taken at both ends, as one trace: with a proxy between, the three lanes of
 * the textbook. `inspect --merge` and the window's "Merge other end" use it. Which messages are the same, and how far
 * the clocks are apart, is found out in rb-merge-match.c. */

#include "rb-merge.h"

#include <glib/gi18n-lib.h>

#include "rb-merge-match.h"
#include "rb-trace-private.h"

/* One message of the result. */
typedef struct
{
  gint64 us;
  guint position;
  gboolean other;
} Entry;

typedef struct
{
  RbTrace *mine;
  RbTrace *other;
  const guint *pairs;
  GHashTable *aliases; /* RbEndpoint of other → the one mine knows it by: a NAT is between */
} Merge;

static void
add_alias (Merge *self, const RbEndpoint *other, const RbEndpoint *mine)
{
  if (!rb_endpoint_equal (other, mine) && !g_hash_table_contains (self->aliases, other))
    g_hash_table_insert (self->aliases, g_memdup2 (other, sizeof *other), g_memdup2 (mine, sizeof *mine));
}

static RbEndpoint
resolve_alias (const Merge *self, const RbEndpoint *endpoint)
{
  const RbEndpoint *mine = g_hash_table_lookup (self->aliases, endpoint);

  return mine != NULL ? *mine : *endpoint;
}

static void
find_aliases (Merge *self)
{
  guint n = rb_trace_get_n_messages (self->other);

  for (guint i = 0; i < n; i++)
    {
      RbMessageInfo mine;
      RbMessageInfo other;

      if (self->pairs[i] == RB_MERGE_NO_PAIR || !rb_trace_get_info (self->mine, self->pairs[i], &mine) ||
          !rb_trace_get_info (self->other, i, &other))
        continue;
      add_alias (self, &other.src, &mine.src);
      add_alias (self, &other.dst, &mine.dst);
    }
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a;
  const Entry *second = b;

  return (first->us > second->us) - (first->us < second->us);
}

/* All messages by mine's clock, each once, those of a pair at the earlier time: when it was sent. */
static GArray *
list_entries (const Merge *self, RbMergeReport *report)
{
  guint n_mine = rb_trace_get_n_messages (self->mine);
  guint n_other = rb_trace_get_n_messages (self->other);
  GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), n_mine + n_other);

  for (guint i = 0; i < n_mine; i++)
    {
      Entry entry = { rb_trace_get_time (self->mine, i), i, FALSE };

      g_array_append_val (entries, entry);
    }

  for (guint i = 0; i < n_other; i++)
    {
      Entry entry = { rb_trace_get_time (self->other, i) - report->corrected_us, i, TRUE };

      if (self->pairs[i] == RB_MERGE_NO_PAIR)
        {
          g_array_append_val (entries, entry);
        }
      else
        {
          Entry *same = &g_array_index (entries, Entry, self->pairs[i]);

          same->us = MIN (same->us, entry.us);
          report->n_both++;
        }
    }

  g_array_sort (entries, compare_entries); /* stable */
  return entries;
}

static void
append (const Merge *self, RbTrace *merged, const Entry *entry)
{
  RbTrace *source = entry->other ? self->other : self->mine;
  const char *note = rb_trace_get_note (source, entry->position);
  const guint8 *bytes;
  gsize length;
  RbMessageInfo info;
  guint position;

  rb_trace_get_info (source, entry->position, &info);
  bytes = rb_trace_peek_bytes (source, entry->position, &length);
  info.wall_us = entry->us;
  info.mono_us = 0;
  if (entry->other)
    {
      info.direction = RB_DIRECTION_UNKNOWN; /* it is the other's phone that sent or got it, not mine */
      info.src = resolve_alias (self, &info.src);
      info.dst = resolve_alias (self, &info.dst);
    }

  position = rb_trace_append_span (merged, &info, NULL, bytes, length);
  if (note != NULL && position != RB_FLOW_NONE)
    rb_trace_set_note (merged, position, note);
}

static char *
format_offset (gint64 us)
{
  us = ABS (us);
  if (us >= 10 * G_USEC_PER_SEC)
    return g_strdup_printf (_ ("%.3f s"), us / 1e6);
  return us < G_TIME_SPAN_MILLISECOND ? g_strdup_printf (_ ("%.2f ms"), us / 1e3)
                                      : g_strdup_printf (_ ("%.1f ms"), us / 1e3);
}

/* clang-format off */
/* {offset}: how far the clocks are apart, {uncertainty}: half of the range it can be in. */
static const struct
{
  RbMergeMethod method;
  gboolean corrected;
  gboolean ahead;
  const char *text;
} sentences[] = {
  { RB_MERGE_UNRELATED, FALSE, FALSE, N_("No message of one call is in both captures: their times are left as they are.") },
  { RB_MERGE_TWO_WAYS, FALSE, FALSE, N_("The clocks of the two captures agree within {uncertainty}.") },
  { RB_MERGE_TWO_WAYS, TRUE, TRUE, N_("The other capture's clock is {offset} ahead, give or take {uncertainty}; its times are corrected.") },
  { RB_MERGE_TWO_WAYS, TRUE, FALSE, N_("The other capture's clock is {offset} behind, give or take {uncertainty}; its times are corrected.") },
  { RB_MERGE_ONE_WAY, FALSE, FALSE, N_("The clocks of the two captures agree, as far as messages of one direction can tell.") },
  { RB_MERGE_ONE_WAY, TRUE, TRUE, N_("The other capture's clock is {offset} ahead, if messages take no time: those of the other direction, which would tell, are missing.") },
  { RB_MERGE_ONE_WAY, TRUE, FALSE, N_("The other capture's clock is {offset} behind, if messages take no time: those of the other direction, which would tell, are missing.") },
  { RB_MERGE_DRIFTING, FALSE, FALSE, N_("The clocks of the two captures do not run alike; they agree within {uncertainty}.") },
  { RB_MERGE_DRIFTING, TRUE, TRUE, N_("The other capture's clock does not run like mine: it is about {offset} ahead, give or take {uncertainty}; its times are corrected by that.") },
  { RB_MERGE_DRIFTING, TRUE, FALSE, N_("The other capture's clock does not run like mine: it is about {offset} behind, give or take {uncertainty}; its times are corrected by that.") },
};
/* clang-format on */

static void
write_sentence (RbMergeReport *report)
{
  g_autofree char *offset = format_offset (report->offset_us);
  g_autofree char *uncertainty = format_offset (MAX (report->uncertainty_us, 0));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].method == report->method && sentences[i].corrected == (report->corrected_us != 0) &&
        sentences[i].ahead == (report->corrected_us > 0))
      g_string_assign (text, _ (sentences[i].text));
  g_string_replace (text, "{offset}", offset, 0);
  g_string_replace (text, "{uncertainty}", uncertainty, 0);
  report->text = g_string_free (text, FALSE);
}

static void
add_notes (RbTrace *merged, RbTrace *source)
{
  g_auto (GStrv) notes = g_strsplit (rb_trace_get_notes (source) != NULL ? rb_trace_get_notes (source) : "", "\n", -1);

  for (guint i = 0; notes[i] != NULL; i++)
    rb_trace_add_note (merged, notes[i]);
}

RbTrace *
rb_trace_merge (RbTrace *mine, RbTrace *other, RbMergeReport *report)
{
  RbTrace *merged = rb_trace_new ();
  RbMergeReport own_report;
  RbMergeReport *found = report != NULL ? report : &own_report;
  g_autofree guint *pairs = rb_merge_match (mine, other, found);
  g_autoptr (GArray) entries = NULL;
  Merge self = {
    .mine = mine,
    .other = other,
    .pairs = pairs,
    .aliases = g_hash_table_new_full ((GHashFunc) rb_endpoint_hash, (GEqualFunc) rb_endpoint_equal, g_free, g_free),
  };

  find_aliases (&self);
  entries = list_entries (&self, found);
  write_sentence (found);

  rb_trace_begin_bulk (merged);
  for (guint i = 0; i < entries->len; i++)
    append (&self, merged, &g_array_index (entries, Entry, i));
  rb_trace_end_bulk (merged);
  add_notes (merged, mine);
  add_notes (merged, other);
  rb_trace_add_note (merged, found->text);

  g_hash_table_unref (self.aliases);
  if (report == NULL)
    rb_merge_report_clear (found);
  return merged;
}

void
rb_merge_report_clear (RbMergeReport *self)
{
  g_clear_pointer (&self->text, g_free);
}
