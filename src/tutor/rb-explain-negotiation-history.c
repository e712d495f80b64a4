/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a call's sound over time: who held whom when, who changed codec or address, what only refreshed the
 * session (RFC 3264 8, RFC 4028). For rb-explain-negotiation.c. */

#include "rb-explain-negotiation-private.h"

#include <glib/gi18n-lib.h>

#include "rb-quotes.h"
#include "rb-reading.h"

/* Somebody may press hold all day long. */
#define MAX_ROWS 100

typedef enum
{
  EVENT_BEGIN,
  EVENT_EARLY,
  EVENT_HOLD,
  EVENT_MUTE, /* the offerer stops sending, and goes on listening */
  EVENT_RESUME,
  EVENT_CODEC,
  EVENT_MOVE,
  EVENT_REFRESH,
  EVENT_REFUSED,
  EVENT_FAILED,
  EVENT_OPEN,
  EVENT_UNREADABLE,
} Event;

static const struct
{
  const char *caller;
  const char *callee;
  RbTone tone;
} events[] = {
  [EVENT_BEGIN] = { N_ ("the sound begins"), N_ ("the sound begins"), RB_TONE_GOOD },
  [EVENT_EARLY] = { N_ ("early media"), N_ ("early media"), RB_TONE_PLAIN },
  [EVENT_HOLD] = { N_ ("the caller holds the callee"), N_ ("the callee holds the caller"), RB_TONE_WARNING },
  [EVENT_MUTE] = { N_ ("the caller stops sending"), N_ ("the callee stops sending"), RB_TONE_WARNING },
  [EVENT_RESUME] = { N_ ("the caller resumes"), N_ ("the callee resumes"), RB_TONE_GOOD },
  [EVENT_CODEC] = { N_ ("other codec"), N_ ("other codec"), RB_TONE_PLAIN },
  [EVENT_MOVE] = { N_ ("the sound moves to another address"), N_ ("the sound moves to another address"),
                   RB_TONE_PLAIN },
  [EVENT_REFRESH] = { N_ ("nothing changes: the session is refreshed"),
                      N_ ("nothing changes: the session is refreshed"), RB_TONE_DIM },
  [EVENT_REFUSED] = { N_ ("refused: what was agreed before stands"), N_ ("refused: what was agreed before stands"),
                      RB_TONE_WARNING },
  [EVENT_FAILED] = { N_ ("no answer: the call failed"), N_ ("no answer: the call failed"), RB_TONE_WARNING },
  [EVENT_OPEN] = { N_ ("no answer in this trace"), N_ ("no answer in this trace"), RB_TONE_DIM },
  [EVENT_UNREADABLE] = { N_ ("the answer cannot be read"), N_ ("the answer cannot be read"), RB_TONE_WARNING },
};

static const RbSdpMedia *
get_media (const RbNegotiation *negotiation, gboolean of_caller)
{
  const RbMediaLine *line = rb_media_get_main_line (negotiation);

  if (line == NULL)
    return NULL;
  return negotiation->offer_from_caller == of_caller ? line->offered : line->answered;
}

static gboolean
is_moved (const RbNegotiation *before, const RbNegotiation *after, gboolean of_caller)
{
  const RbSdpMedia *a = get_media (before, of_caller);
  const RbSdpMedia *b = get_media (after, of_caller);

  return a != NULL && b != NULL && (a->port != b->port || g_strcmp0 (a->address, b->address) != 0);
}

static gboolean
has_other_codec (const RbNegotiation *before, const RbNegotiation *after)
{
  const RbMediaLine *a = rb_media_get_main_line (before);
  const RbMediaLine *b = rb_media_get_main_line (after);

  return a != NULL && b != NULL && a->agreed != NULL && b->agreed != NULL &&
         g_ascii_strcasecmp (a->agreed->encoding, b->agreed->encoding) != 0;
}

/* @before: (nullable): what was agreed in that dialog until then */
static Event
classify (const RbNegotiation *before, const RbNegotiation *self)
{
  gboolean caller, callee, had_caller, had_callee;
  gboolean offerer_hears, offerer_heard, offerer_sends, offerer_sent;

  if (self->answer == RB_FLOW_NONE)
    return self->rejected == RB_FLOW_NONE ? EVENT_OPEN : self->is_first ? EVENT_FAILED : EVENT_REFUSED;
  if (rb_media_get_main_line (self) == NULL || rb_media_get_main_line (self)->answered == NULL)
    return EVENT_UNREADABLE;
  if (before == NULL)
    return self->confirmed == self->answer ? EVENT_BEGIN : EVENT_EARLY;

  rb_media_get_directions (self, &caller, &callee);
  rb_media_get_directions (before, &had_caller, &had_callee);
  offerer_hears = self->offer_from_caller ? callee : caller;
  offerer_heard = self->offer_from_caller ? had_callee : had_caller;
  offerer_sends = self->offer_from_caller ? caller : callee;
  offerer_sent = self->offer_from_caller ? had_caller : had_callee;
  if (offerer_heard && !offerer_hears)
    return EVENT_HOLD;
  if ((!offerer_heard && offerer_hears) || (!offerer_sent && offerer_sends))
    return EVENT_RESUME;
  if (offerer_sent && !offerer_sends)
    return EVENT_MUTE;
  if (has_other_codec (before, self))
    return EVENT_CODEC;
  return is_moved (before, self, TRUE) || is_moved (before, self, FALSE) ? EVENT_MOVE : EVENT_REFRESH;
}

static const char *
get_direction_text (const RbNegotiation *negotiation)
{
  gboolean caller, callee;

  if (negotiation->answer == RB_FLOW_NONE)
    return "";
  rb_media_get_directions (negotiation, &caller, &callee);
  return caller && callee ? _ ("both send")
         : caller         ? _ ("only the caller sends")
         : callee         ? _ ("only the callee sends")
                          : _ ("nobody sends");
}

static void
add_row (RbMediaLesson *self, RbLessonBlock *table, const RbNegotiation *negotiation, Event event)
{
  const RbMediaLine *line = rb_media_get_main_line (negotiation);
  guint offer = rb_media_get_position (self, negotiation->offer);
  guint answer = rb_media_get_position (self, negotiation->answer);
  guint shown = offer != RB_FLOW_NONE ? offer : answer;

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, rb_quote_number (self->pool, shown), RB_TONE_PLAIN, shown);
  rb_lesson_block_add_cell (table, _ (negotiation->offer_from_caller ? events[event].caller : events[event].callee),
                            events[event].tone, answer);
  rb_lesson_block_add_cell (table, get_direction_text (negotiation), RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table,
                            line != NULL && line->agreed != NULL ? rb_media_format_codec (self, line->agreed) : "",
                            RB_TONE_PLAIN, RB_FLOW_NONE);
  answer = rb_media_get_position (self, negotiation->superseded);
  rb_lesson_block_add_cell (table, answer != RB_FLOW_NONE ? rb_quote_number (self->pool, answer) : "", RB_TONE_PLAIN,
                            answer);
}

static void
cite_three (RbMediaLesson *self, RbLessonBlock *block, const RbNegotiation *negotiation)
{
  rb_lesson_block_cite (block, rb_media_get_position (self, negotiation->offer));
  rb_lesson_block_cite (block, rb_media_get_position (self, negotiation->answer));
  rb_lesson_block_cite (block, rb_media_get_position (self, negotiation->superseded));
}

/* How a hold was asked for, and how long it lasted. */
static void
add_hold (RbMediaLesson *self, const RbNegotiation *hold)
{
  const RbMediaLine *line = rb_media_get_main_line (hold);
  guint begin = rb_media_get_position (self, hold->answer);
  guint end = rb_media_get_position (self, hold->superseded);
  g_autofree char *seconds =
      end != RB_FLOW_NONE
          ? g_strdup_printf ("%.1f",
                             (rb_trace_get_time (self->trace, end) - rb_trace_get_time (self->trace, begin)) / 1e6)
          : NULL;
  const char *offer = line->offered != NULL ? rb_sdp_direction_to_string (line->offered->direction) : "?";
  const char *answer = rb_sdp_direction_to_string (line->answered->direction);
  RbLessonBlock *block = rb_lesson_add_printf (
      self->lesson, "media-hold", "RFC 3264 8.4",
      hold->offer_from_caller
          ? _ ("The caller put the callee on hold: its offer says %1$s, and the answer %2$s. For SIP the call goes on "
               "as before; "
               "only the direction of the sound changes. With sendonly there may be music for the one who waits.")
          : _ ("The callee put the caller on hold: its offer says %1$s, and the answer %2$s. For SIP the call goes on "
               "as before; "
               "only the direction of the sound changes. With sendonly there may be music for the one who waits."),
      offer, answer);

  cite_three (self, block, hold);
  if (end != RB_FLOW_NONE)
    block = rb_lesson_add_printf (self->lesson, "media-hold-until", NULL, _ ("This lasted %1$s s, until %2$s."),
                                  seconds, rb_quote_number (self->pool, end));
  else
    block = rb_lesson_add (self->lesson, "media-hold-until", NULL, _ ("At the end of this trace it still lasts."));
  rb_lesson_block_cite (block, end);
}

static void
add_refusal (RbMediaLesson *self, const RbNegotiation *negotiation)
{
  guint position = rb_media_get_position (self, negotiation->rejected);
  RbReading final;
  RbLessonBlock *block;

  rb_reading_init (&final, self->trace, position);
  if (final.index.status == 491)
    block = rb_lesson_add_printf (
        self->lesson, "media-glare", "RFC 3261 14.1",
        _ ("The offer was refused with 491: the other side had an offer of its own on the way. Both wait a "
           "while, each another time, and try again; what was agreed before stands. (%s)"),
        rb_quote_number (self->pool, position));
  else if (negotiation->is_first)
    block = rb_lesson_add_printf (
        self->lesson, "media-first-refused", "RFC 3264 5",
        _ ("The first offer got no answer: the call ended with %1$u (%2$s). There never was a session."),
        final.index.status, rb_quote_number (self->pool, position));
  else
    block = rb_lesson_add_printf (
        self->lesson, "media-refused", "RFC 3261 14.1",
        _ ("The offer was refused with %1$u (%2$s). The call is not harmed: what was agreed before "
           "stands."),
        final.index.status, rb_quote_number (self->pool, position));
  rb_lesson_block_cite (block, rb_media_get_position (self, negotiation->offer));
  rb_lesson_block_cite (block, position);
}

void
rb_media_add_history (RbMediaLesson *self)
{
  const char *const columns[] = { _ ("Message"), _ ("What happens"), _ ("Direction"), _ ("Codec"), _ ("Until"), NULL };
  g_autoptr (GHashTable) agreed = g_hash_table_new (NULL, NULL); /* dialog → RbNegotiation */
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (Event));
  guint n = MIN (self->negotiations->len, MAX_ROWS);
  RbLessonBlock *table;

  rb_lesson_add_heading (self->lesson, "media-history", _ ("The sound over time"));
  table = rb_lesson_add_table (self->lesson, "media-exchanges", _ ("Offers and answers"), columns);
  for (guint i = 0; i < n; i++)
    {
      const RbNegotiation *negotiation = g_ptr_array_index (self->negotiations, i);
      gpointer dialog = GUINT_TO_POINTER (negotiation->dialog);
      Event event = classify (g_hash_table_lookup (agreed, dialog), negotiation);

      g_array_append_val (kinds, event);
      add_row (self, table, negotiation, event);
      if (negotiation->answer != RB_FLOW_NONE)
        g_hash_table_insert (agreed, dialog, (gpointer) negotiation);
    }
  for (guint i = 0; i < n; i++)
    {
      if (g_array_index (kinds, Event, i) == EVENT_HOLD)
        add_hold (self, g_ptr_array_index (self->negotiations, i));
      if (g_array_index (kinds, Event, i) == EVENT_REFUSED || g_array_index (kinds, Event, i) == EVENT_FAILED)
        add_refusal (self, g_ptr_array_index (self->negotiations, i));
    }
  if (self->negotiations->len > n)
    rb_lesson_add_printf (
        self->lesson, "media-history-left-out", NULL,
        ngettext ("%u more exchange is not listed.", "%u more exchanges are not listed.", self->negotiations->len - n),
        self->negotiations->len - n);
}
