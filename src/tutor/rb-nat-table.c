/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses of each message side by side: where it came from and where it says it came from. For rb-nat.c. */

#include "rb-nat-private.h"

#include <glib/gi18n-lib.h>

#include "rb-quotes.h"

static char *
format_place (const char *text, const RbEndpoint *endpoint, gboolean differs)
{
  const char *mark = rb_endpoint_is_private (endpoint) ? _ ("private")
                     : rb_nat_is_loopback (endpoint)   ? _ ("loopback")
                                                       : NULL;

  if (text == NULL)
    return g_strdup ("–");
  if (mark != NULL && differs)
    /* Translators: an address, what sort it is, and that it differs from the source: "10.0.0.7:5060 (private) ≠" */
    return g_strdup_printf (_ ("%1$s (%2$s) ≠"), text, mark);
  if (mark != NULL)
    return g_strdup_printf (_ ("%1$s (%2$s)"), text, mark);
  return g_strdup_printf (differs ? "%s ≠" : "%s", text);
}

static void
add_cell (RbLessonBlock *table, const RbNatPlace *place, const RbEndpoint *compare)
{
  gboolean differs =
      compare != NULL && place->endpoint.family != 0 && !rb_endpoint_is_same_host (&place->endpoint, compare);
  g_autofree char *text = format_place (place->text, &place->endpoint, differs);

  rb_lesson_block_add_cell (table, text,
                            differs && rb_endpoint_is_private (&place->endpoint) ? RB_TONE_BAD
                            : differs                                            ? RB_TONE_WARNING
                                                                                 : RB_TONE_PLAIN,
                            RB_FLOW_NONE);
}

static void
add_row (RbLessonBlock *table, GStringChunk *pool, const RbNatSight *sight)
{
  g_autofree char *message = g_strdup_printf ("%s %s", rb_quote_number (pool, sight->position), sight->label);
  g_autofree char *source = rb_endpoint_format (&sight->src);
  g_autofree char *shown = format_place (source, &sight->src, FALSE);
  const RbEndpoint *outer = rb_nat_sight_get_outer (sight);

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, rb_quote_plain (pool, message, 40), RB_TONE_PLAIN, sight->position);
  rb_lesson_block_add_cell (table, shown, RB_TONE_PLAIN, RB_FLOW_NONE);
  add_cell (table, &sight->via, sight->is_request ? outer : NULL);
  add_cell (table, &sight->received, sight->is_request ? &sight->src : NULL);
  add_cell (table, &sight->contact, sight->is_own ? outer : NULL);
  add_cell (table, &sight->media, sight->is_own ? outer : NULL);
  add_cell (table, &sight->route, NULL);
}

void
rb_nat_add_table (RbLesson *lesson, GPtrArray *sights)
{
  const char *const columns[] = { _ ("Message"), _ ("Sent from"), "Via",          "received, rport",
                                  "Contact",     "SDP c=",        "Record-Route", NULL };
  g_autoptr (GStringChunk) pool = g_string_chunk_new (1024);
  RbLessonBlock *table = rb_lesson_add_table (
      lesson, "nat-addresses", _ ("Where messages came from, and the addresses they name (≠: another one)"), columns);

  for (guint i = 0; i < sights->len; i++)
    add_row (table, pool, g_ptr_array_index (sights, i));
}
