/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a join says, in words for people and programs, and the calls that hang together by joins. rb-join.c finds
 * them. */

#include "rb-join-private.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
/* {time}: between the two INVITEs; {first}, {second}: numbers of the calls. */
static const struct
{
  RbJoinEvidence evidence;
  const char *word;
  const char *text;
  const char *numbered;
} reasons[] = { /* the strongest first */
  { RB_JOIN_REPLACES, "replaces", N_("Its INVITE takes the other call over (Replaces)."),
    N_("The INVITE of call {second} takes the place of call {first} (Replaces).") },
  { RB_JOIN_HANDED_OVER, "refer-replaces", N_("A REFER in the other call hands that call over to this one (Replaces in Refer-To)."),
    N_("A REFER in call {first} hands it over to call {second} (Replaces in Refer-To).") },
  { RB_JOIN_CALL_ID, "x-call-id", N_("Its INVITE names the other leg's Call-ID (X-Call-ID)."),
    N_("Call {second} is call {first}, carried on by a B2BUA: its INVITE names the other Call-ID (X-Call-ID).") },
  { RB_JOIN_VIA, "via", N_("Its INVITE carries the Via of the other leg's INVITE below its own."),
    N_("Call {second} is call {first}, carried on by a B2BUA: its INVITE has the other one's Via below its own.") },
  { RB_JOIN_REFERRED, "referred", N_("A REFER in the other call asked for it."),
    N_("A REFER in call {first} asked for call {second}.") },
  { RB_JOIN_MEDIA, "media", N_("Both INVITEs ask for sound at the same address and port; the second came {time} after the first."),
    N_("Call {second} is call {first}, carried on by a B2BUA: both ask for sound at the same address and port.") },
  { RB_JOIN_ORIGIN, "origin", N_("Both INVITEs carry the same session (o=); the second came {time} after the first."),
    N_("Call {second} is call {first}, carried on by a B2BUA: both carry the same session (o=).") },
  { RB_JOIN_USERS, "users", N_("Both have the same caller and callee; the second INVITE came {time} after the first, from the host that had got it."),
    N_("Call {second} is call {first}, carried on by a B2BUA: the same caller and callee, at the same time, from the host that had got the other.") },
  { RB_JOIN_CONFERENCE, "conference", N_("This phone joined the two in a conference."),
    N_("This phone joined calls {first} and {second} in a conference. No message tells it: the phone mixes their sound itself.") },
  { RB_JOIN_HOST, "host", NULL, NULL },
  { RB_JOIN_TIMING, "timing", NULL, NULL },
};
/* clang-format on */

static const char *const kinds[] = {
  [RB_JOIN_LEG] = "leg",
  [RB_JOIN_TRANSFER] = "transfer",
  [RB_JOIN_TOGETHER] = "together",
};

static guint
find_reason (guint evidence)
{
  guint i = 0;

  while (!(evidence & reasons[i].evidence))
    i++;
  return i;
}

static char *
make_text (guint evidence, gint64 delay_us)
{
  g_autofree char *time = NULL;
  GString *text;

  time = delay_us < 10 * G_USEC_PER_SEC ? g_strdup_printf (_ ("%.0f ms"), MAX (delay_us, 0) / 1e3)
                                        : g_strdup_printf (_ ("%.0f s"), delay_us / 1e6);
  text = g_string_new (_ (reasons[find_reason (evidence)].text));
  g_string_replace (text, "{time}", time, 0);
  return g_string_free (text, FALSE);
}

RbJoin *
rb_join_new (const RbJoin *join, gint64 delay_us)
{
  RbJoin *self = g_new (RbJoin, 1);

  *self = *join;
  self->text = make_text (join->evidence, delay_us);
  return self;
}

RbJoin *
rb_join_new_together (RbFlow *first, RbFlow *second)
{
  const RbJoin join = {
    .first = first,
    .second = second,
    .kind = RB_JOIN_TOGETHER,
    .evidence = RB_JOIN_CONFERENCE,
    .confidence = RB_CONFIDENCE_CERTAIN,
    .position = RB_FLOW_NONE,
  };

  return rb_join_new (&join, 0);
}

void
rb_join_free (RbJoin *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

char *
rb_join_format (const RbJoin *self, guint first, guint second)
{
  g_autofree char *first_number = g_strdup_printf ("%u", first);
  g_autofree char *second_number = g_strdup_printf ("%u", second);
  GString *text = g_string_new (_ (reasons[find_reason (self->evidence)].numbered));

  g_string_replace (text, "{first}", first_number, 0);
  g_string_replace (text, "{second}", second_number, 0);
  return g_string_free (text, FALSE);
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

      if (join->kind != RB_JOIN_LEG && !transfers)
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

      for (guint n = 0; list != NULL && n < list->len && flows->len < RB_JOIN_MAX_FLOWS; n++)
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

const char *
rb_join_kind_to_string (RbJoinKind kind)
{
  return kinds[kind];
}
