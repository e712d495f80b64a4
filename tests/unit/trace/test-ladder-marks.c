/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a ladder shows beside its arrows: brackets of transactions, ties of copies, causes, timers and media. */

#include "rb-filter-model.h"
#include "rb-ladder.h"
#include "rb-merge.h"
#include "trace-fixture.h"

/* The whole way: A calls B through P, is challenged, and cancels. */
#define CANCELLED                                                                                                      \
  "0 A>P INVITE 1 INVITE b1 - sdp\n"                                                                                   \
  "2 P>A 407 1 INVITE b1 p\n"                                                                                          \
  "3 A>P ACK 1 ACK b1 p\n"                                                                                             \
  "4 A>P INVITE 2 INVITE b2 - auth sdp\n"                                                                              \
  "5 P>A 100 2 INVITE b2 -\n"                                                                                          \
  "6 P>B INVITE 2 INVITE p2 - auth sdp vias\n"                                                                         \
  "100 B>P 180 2 INVITE p2 b vias\n"                                                                                   \
  "101 P>A 180 2 INVITE b2 b\n"                                                                                        \
  "3900 A>P CANCEL 2 CANCEL b2 -\n"                                                                                    \
  "3901 P>A 200 2 CANCEL b2 p\n"                                                                                       \
  "3902 P>B CANCEL 2 CANCEL p2 -\n"                                                                                    \
  "3903 B>P 200 2 CANCEL p2 b\n"                                                                                       \
  "3904 B>P 487 2 INVITE p2 b vias\n"                                                                                  \
  "3905 P>B ACK 2 ACK p2 b\n"                                                                                          \
  "3906 P>A 487 2 INVITE b2 b\n"                                                                                       \
  "3907 A>P ACK 2 ACK b2 b\n"

/* The same until it rings, then the proxy's own timer. */
#define NO_ANSWER                                                                                                      \
  "0 A>P INVITE 2 INVITE b2 -\n"                                                                                       \
  "1 P>A 100 2 INVITE b2 -\n"                                                                                          \
  "2 P>B INVITE 2 INVITE p2 - vias\n"                                                                                  \
  "100 B>P 180 2 INVITE p2 b vias\n"                                                                                   \
  "101 P>A 180 2 INVITE b2 b\n"                                                                                        \
  "30002 P>B CANCEL 2 CANCEL p2 -\n"                                                                                   \
  "30003 B>P 200 2 CANCEL p2 b\n"                                                                                      \
  "30004 B>P 487 2 INVITE p2 b vias\n"                                                                                 \
  "30005 P>B ACK 2 ACK p2 b\n"                                                                                         \
  "30006 P>A 408 2 INVITE b2 p\n"                                                                                      \
  "30007 A>P ACK 2 ACK b2 p\n"

static RbLadder *
ladder_of (RbTrace *trace, const char *script)
{
  fixture_play (trace, script);
  return rb_ladder_new_for_flow (rb_trace_find_flow (trace, "call-1"));
}

/* A column a slot: "┌" begins, "├" belongs to it, "│" passes, "└" ends. */
static char *
draw_spans (RbLadder *ladder, guint (*list) (RbLadder *, guint, RbLadderSpan *))
{
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < rb_ladder_get_n_rows (ladder); n++)
    {
      RbLadderSpan spans[RB_LADDER_MAX_SPANS];
      guint n_spans = list (ladder, n, spans);
      guint slot = 0;

      for (guint i = 0; i < n_spans; i++, slot++)
        {
          for (; slot < spans[i].slot; slot++)
            g_string_append_c (text, ' ');
          g_string_append (text, spans[i].begins ? "┌" : spans[i].ends ? "└" : spans[i].touches ? "├" : "│");
          g_assert_true (spans[i].touches || !(spans[i].begins || spans[i].ends));
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
assert_brackets (RbLadder *ladder, const char *expected)
{
  g_autofree char *drawn = draw_spans (ladder, rb_ladder_list_brackets);

  g_assert_cmpstr (drawn, ==, expected);
}

static void
assert_ties (RbLadder *ladder, const char *expected)
{
  g_autofree char *drawn = draw_spans (ladder, rb_ladder_list_ties);

  g_assert_cmpstr (drawn, ==, expected);
}

/* Row by row the number of the row of its cause, "-" for none. */
static void
assert_causes (RbLadder *ladder, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint n = 0; n < rb_ladder_get_n_rows (ladder); n++)
    {
      guint cause = rb_ladder_get_row (ladder, n)->cause;

      if (cause == RB_FLOW_NONE)
        g_string_append (text, n > 0 ? " -" : "-");
      else
        g_string_append_printf (text, "%s%u", n > 0 ? " " : "", rb_ladder_find_row (ladder, cause));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
transactions_have_brackets_side_by_side (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, CANCELLED);
  RbLadderSpan brackets[RB_LADDER_MAX_BRACKETS];

  assert_brackets (ladder, "┌\n├\n└\n"    /* INVITE 407 ACK */
                           "┌\n├\n"       /* INVITE 100 */
                           "│┌\n│├\n├│\n" /* INVITE 180 180 */
                           "││┌\n││└\n"   /* CANCEL 200 */
                           "││┌\n││└\n"   /* CANCEL 200 */
                           "│├\n│└\n"     /* 487 ACK */
                           "├\n└\n");     /* 487 ACK */
  g_assert_cmpuint (rb_ladder_get_n_bracket_slots (ladder), ==, 3);

  rb_ladder_list_brackets (ladder, 6, brackets);
  g_assert_cmpuint (brackets[0].lane, ==, 0); /* A's */
  g_assert_cmpuint (brackets[1].lane, ==, 1); /* the proxy's */
  g_assert_cmpuint (brackets[1].transaction, ==, rb_ladder_get_row (ladder, 5)->transaction);
  g_assert_cmpuint (rb_ladder_list_brackets (ladder, 16, brackets), ==, 0);
}

static void
a_bracket_goes_on_to_the_ack_of_a_2xx (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder =
      ladder_of (trace, FIXTURE_ANSWERED "9000 A>P BYE 3 BYE b4 b\n9001 P>A 200 3 BYE b4 b\n");

  assert_brackets (ladder, "┌\n├\n├\n└\n┌\n├\n├\n├\n└\n┌\n└\n");
  g_assert_cmpuint (rb_ladder_get_row (ladder, 8)->exchange, ==, rb_ladder_get_row (ladder, 4)->exchange);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 8)->transaction, !=, rb_ladder_get_row (ladder, 4)->transaction);
}

/* Message by message as from one piece. */
static void
brackets_grow_as_messages_come (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) whole_trace = rb_trace_new ();
  g_auto (GStrv) lines = g_strsplit (CANCELLED, "\n", -1);
  g_autoptr (RbLadder) ladder = ladder_of (trace, lines[0]);
  g_autoptr (RbLadder) whole = ladder_of (whole_trace, CANCELLED);
  g_autofree char *expected = draw_spans (whole, rb_ladder_list_brackets);

  assert_brackets (ladder, "\n"); /* one message alone */
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    fixture_say (trace, lines[i]);
  assert_brackets (ladder, expected);
}

static void
brackets_are_few_however_much_overlaps (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u A>P INFO %u INFO b%u b\n%u A>P INFO %u INFO b%u b", i * 10, i + 1, i,
                                               i * 10 + 1, i + 1, i);

      fixture_play (trace, line);
    }
  ladder = rb_ladder_new_for_flow (rb_trace_find_flow (trace, "call-1"));
  for (guint n = 0; n < rb_ladder_get_n_rows (ladder); n++)
    {
      RbLadderSpan brackets[RB_LADDER_MAX_BRACKETS];

      g_assert_cmpuint (rb_ladder_list_brackets (ladder, n, brackets), <=, RB_LADDER_MAX_BRACKETS);
    }
  g_assert_cmpuint (rb_ladder_get_n_bracket_slots (ladder), ==, RB_LADDER_MAX_BRACKETS);
}

static void
what_a_filter_shows_is_bracketed (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, CANCELLED);
  g_autoptr (RbFilter) filter = rb_filter_parse ("method:CANCEL", NULL);
  g_autoptr (RbFilterModel) shown = NULL;

  rb_trace_flush (trace);
  shown = rb_filter_model_new (trace, NULL);
  rb_filter_model_set_filter (shown, filter);
  rb_ladder_show_only (ladder, G_LIST_MODEL (shown));
  assert_brackets (ladder, "┌\n└\n┌\n└\n");
  g_assert_cmpuint (rb_ladder_find_row (ladder, 10), ==, 2);
  g_assert_cmpuint (rb_ladder_find_row (ladder, 0), ==, RB_FLOW_NONE);
}

static void
copies_are_tied_to_the_first (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                                                  "500 A>P INVITE 1 INVITE b1 -\n"
                                                  "1500 A>P INVITE 1 INVITE b1 -\n"
                                                  "1501 P>A 100 1 INVITE b1 -\n"
                                                  "1600 P>A 486 1 INVITE b1 b\n"
                                                  "2100 P>A 486 1 INVITE b1 b\n"
                                                  "2101 A>P ACK 1 ACK b1 b\n");
  RbLadderSpan ties[RB_LADDER_MAX_TIES];

  assert_ties (ladder, "┌\n├\n└\n\n┌\n└\n\n");
  rb_ladder_list_ties (ladder, 4, ties);
  g_assert_cmpuint (ties[0].lane, ==, 1); /* who repeated it */
  assert_causes (ladder, "- 0 0 0 0 4 4");
  g_assert_cmpint (rb_ladder_get_row (ladder, 1)->timer, ==, RB_LADDER_TIMER_COPY);
  g_assert_cmpint (rb_ladder_get_row (ladder, 0)->timer, ==, RB_LADDER_TIMER_NONE);
}

/* The answer of the first copy may come between the copies of another message. */
static void
ties_that_overlap_stand_side_by_side (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                                                  "10 A>P INFO 2 INFO b2 b\n"
                                                  "500 A>P INVITE 1 INVITE b1 -\n"
                                                  "510 A>P INFO 2 INFO b2 b\n");

  assert_ties (ladder, "┌\n│┌\n└│\n └\n");
}

static void
causes_lead_back_across_the_proxy (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, CANCELLED);

  /* 407 ← INVITE, ACK ← 407, INVITE ← 407, 100 ← INVITE, INVITE on ← INVITE, 180 ← INVITE, 180 on ← 180, CANCEL by
   * the caller, 200 ← CANCEL, CANCEL on ← CANCEL, 200 ← CANCEL, 487 ← CANCEL, ACK ← 487, 487 on ← 487, ACK ← 487 */
  assert_causes (ladder, "- 0 1 1 3 3 5 6 - 8 8 10 10 12 12 14");
}

static void
the_proxys_timer_is_named_at_its_cancel (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, NO_ANSWER);
  const RbLadderRow *cancel = rb_ladder_get_row (ladder, 5);

  g_assert_cmpint (cancel->timer, ==, RB_LADDER_TIMER_NO_ANSWER);
  g_assert_cmpstr (cancel->note, ==, "no-answer timer: 30.0 s");
  g_assert_cmpstr (cancel->silence, ==, "29.9 s later");
  g_assert_null (rb_ladder_get_row (ladder, 6)->silence);
  assert_causes (ladder, "- 0 0 2 3 2 5 5 7 5 9");
}

/* Some proxies tell the caller first. */
static void
the_408_may_come_before_the_cancel (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 2 INVITE b2 -\n"
                                                  "2 P>B INVITE 2 INVITE p2 - vias\n"
                                                  "100 B>P 180 2 INVITE p2 b vias\n"
                                                  "101 P>A 180 2 INVITE b2 b\n"
                                                  "30002 P>A 408 2 INVITE b2 p\n"
                                                  "30003 P>B CANCEL 2 CANCEL p2 -\n");

  g_assert_cmpint (rb_ladder_get_row (ladder, 4)->timer, ==, RB_LADDER_TIMER_NO_ANSWER);
  g_assert_cmpint (rb_ladder_get_row (ladder, 5)->timer, ==, RB_LADDER_TIMER_NONE);
  assert_causes (ladder, "- 0 1 2 1 4");
}

/* One phone of a fork answered: no timer, but its 200, ended the other. */
static void
a_fork_is_cancelled_because_of_the_200 (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                                                  "1 P>B INVITE 1 INVITE p1 - vias\n"
                                                  "2 P>C INVITE 1 INVITE p2 - vias\n"
                                                  "50 B>P 180 1 INVITE p1 b vias\n"
                                                  "60 C>P 180 1 INVITE p2 c vias\n"
                                                  "900 B>P 200 1 INVITE p1 b vias\n"
                                                  "901 P>C CANCEL 1 CANCEL p2 -\n"
                                                  "902 P>A 200 1 INVITE b1 b\n");

  g_assert_cmpint (rb_ladder_get_row (ladder, 6)->timer, ==, RB_LADDER_TIMER_NONE);
  assert_causes (ladder, "- 0 0 1 2 1 5 5");
}

/* The caller alone cannot see whose timer it was. */
static void
from_the_callers_leg_the_timer_is_likely (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder =
      ladder_of (trace, FIXTURE_RINGING "30020 P>A 408 2 INVITE b2 p\n30021 A>P ACK 2 ACK b2 p\n");

  g_assert_cmpint (rb_ladder_get_row (ladder, 7)->timer, ==, RB_LADDER_TIMER_NO_ANSWER_LIKELY);
  g_assert_cmpstr (rb_ladder_get_row (ladder, 7)->note, ==, "after 30.0 s, likely a timer");
}

static void
timer_b_makes_a_408_that_was_never_sent (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 - sent\n"
                                                  "500 A>P INVITE 1 INVITE b1 - sent\n"
                                                  "32000 P>A 408 1 INVITE b1 - recv synthetic\n");

  g_assert_cmpint (rb_ladder_get_row (ladder, 2)->timer, ==, RB_LADDER_TIMER_B);
  g_assert_cmpstr (rb_ladder_get_row (ladder, 2)->note, ==, "timer B: no answer in 32.0 s");
  g_assert_true (rb_ladder_get_row (ladder, 2)->synthetic);
}

static void
the_walk_within_an_exchange_has_two_ends (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, CANCELLED);

  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 3, 1), ==, 4);
  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 4, 1), ==, 7);
  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 14, 1), ==, 15);
  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 15, 1), ==, RB_FLOW_NONE);
  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 7, -1), ==, 4);
  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 3, -1), ==, RB_FLOW_NONE);
  g_assert_cmpuint (rb_ladder_find_in_exchange (ladder, 99, 1), ==, RB_FLOW_NONE);
}

static void
assert_sentence (RbLadder *ladder, guint n, const char *expected)
{
  g_autofree char *sentence = rb_ladder_format_sentence (ladder, n);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
rows_are_whole_sentences (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder =
      ladder_of (trace, FIXTURE_ANSWERED "3600 P>A 200 2 INVITE b2 b sdp\n9000 A>P BYE 3 BYE b4 b phrase=%s\n"
                                         "9001 P>A 200 3 BYE b4 b phrase=<b>%s\n");

  assert_sentence (ladder, 0, "+0.000 s, Caller to Proxy: INVITE (SDP).");
  assert_sentence (ladder, 3, "+0.013 s, Caller to Proxy: ACK. It acknowledges message 3.");
  assert_sentence (ladder, 4,
                   "+0.014 s, Caller to Proxy: INVITE with credentials (SDP). It answers the challenge of message 3.");
  assert_sentence (ladder, 7,
                   "+3.100 s, Proxy to Caller: 200 Phrase (SDP). It answers message 5, after 3.1 s. Nothing had been "
                   "sent before it for a while: it came 3.0 s later. From here on the media is: PCMU.");
  assert_sentence (ladder, 9,
                   "+3.600 s, Proxy to Caller: 200 Phrase (SDP). It is message 8 once more: ×2 after 0.5 s, until the "
                   "ACK comes.");
  assert_sentence (ladder, 10,
                   "+9.000 s, Caller to Proxy: BYE. Nothing had been sent before it for a while: it came 5.4 s later. "
                   "Here that media ends: PCMU.");
  assert_sentence (ladder, 11, "+9.001 s, Proxy to Caller: 200 <b>%s (BYE). It answers message 11, after 1 ms.");
  g_assert_null (rb_ladder_format_sentence (ladder, 12));
}

static void
what_a_timer_did_is_said (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) lost = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, NO_ANSWER);
  g_autoptr (RbLadder) own =
      ladder_of (lost, "0 A>P INVITE 1 INVITE b1 - sent\n32000 P>A 408 1 INVITE b1 - recv synthetic\n");

  assert_sentence (ladder, 2, "+0.002 s, Proxy to Callee: INVITE. It is message 1, passed on.");
  assert_sentence (ladder, 5,
                   "+30.002 s, Proxy to Callee: CANCEL. A timer was the reason: no-answer timer: 30.0 s. Nothing had "
                   "been sent before it for a while: it came 29.9 s later.");
  assert_sentence (
      own, 1,
      "+32.000 s, Callee to You: 408 Phrase. It answers message 1. A timer was the reason: timer B: no "
      "answer in 32.0 s. This program made it; it was never on the wire. Nothing had been sent before it for "
      "a while: it came 32.0 s later.");
}

/* A column of each row: "e" early, "=" both, "-" one way, "0" nobody; "(" begins, ")" ends, "n" its name. */
static void
assert_bands (RbLadder *ladder, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint n = 0; n < rb_ladder_get_n_rows (ladder); n++)
    {
      RbLadderBand band;

      if (!rb_ladder_get_band (ladder, n, &band))
        {
          g_string_append_c (text, '.');
          continue;
        }
      g_string_append_c (text, band.ends ? ')' : band.begins ? '(' : band.names ? 'n' : "e=-0"[band.kind]);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
media_is_a_band_from_answer_to_bye (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, FIXTURE_ANSWERED);
  RbLadderBand band;

  assert_bands (ladder, ".......(n");
  fixture_play (trace, "4000 A>P INFO 3 INFO b5 b\n4001 P>A 200 3 INFO b5 b\n"
                       "9000 A>P BYE 4 BYE b4 b\n9001 P>A 200 4 BYE b4 b\n");
  assert_bands (ladder, ".......(n==).");
  g_assert_true (rb_ladder_get_band (ladder, 8, &band));
  g_assert_cmpint (band.kind, ==, RB_LADDER_BAND_BOTH);
  g_assert_cmpstr (band.text, ==, "PCMU");
  g_assert_cmpuint (band.left, ==, 0);
  g_assert_cmpuint (band.right, ==, 1);
}

/* It goes past the proxy, to the phone that answered. */
static void
media_goes_from_end_to_end (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 - sdp\n"
                                                  "1 P>B INVITE 1 INVITE p1 - sdp vias\n"
                                                  "2 P>C INVITE 1 INVITE p2 - sdp vias\n"
                                                  "50 B>P 180 1 INVITE p1 b vias\n"
                                                  "60 C>P 180 1 INVITE p2 c vias\n"
                                                  "900 B>P 200 1 INVITE p1 b sdp vias\n"
                                                  "901 P>A 200 1 INVITE b1 b sdp\n"
                                                  "902 A>P ACK 1 ACK b3 b\n");
  RbLadderBand band;

  assert_bands (ladder, "......(n");
  g_assert_true (rb_ladder_get_band (ladder, 7, &band));
  g_assert_cmpuint (band.left, ==, 0);
  g_assert_cmpuint (band.right, ==, 2);
}

static void
early_media_becomes_media_with_the_200 (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, FIXTURE_CHALLENGE "50 P>A 183 2 INVITE b2 b sdp\n"
                                                                    "60 P>A 180 2 INVITE b2 b\n");
  RbLadderBand band;

  assert_bands (ladder, "......(n");
  g_assert_true (rb_ladder_get_band (ladder, 7, &band));
  g_assert_cmpint (band.kind, ==, RB_LADDER_BAND_EARLY);
  g_assert_cmpstr (band.text, ==, "PCMU, early media");

  fixture_play (trace, "900 P>A 200 2 INVITE b2 b\n901 A>P ACK 2 ACK b3 b\n");
  g_assert_true (rb_ladder_get_band (ladder, 9, &band));
  g_assert_cmpint (band.kind, ==, RB_LADDER_BAND_BOTH);
  g_assert_cmpstr (band.text, ==, "PCMU");
}

static void
early_media_ends_with_the_refusal (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, FIXTURE_CHALLENGE "50 P>A 183 2 INVITE b2 b sdp\n"
                                                                    "60 P>A 180 2 INVITE b2 b\n"
                                                                    "900 P>A 486 2 INVITE b2 b\n"
                                                                    "901 A>P ACK 2 ACK b2 b\n");

  assert_bands (ladder, "......(n).");
}

/* Seen by the proxy: both ends are at the other end of its wires. */
static void
a_self_call_seen_by_the_proxy_has_three_lanes (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) own = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 2 INVITE b2 - recv\n"
                                                  "1 P>A INVITE 2 INVITE p1 - vias sent\n"
                                                  "2 A>P 486 2 INVITE p1 b vias recv\n"
                                                  "3 P>A 486 2 INVITE b2 b sent\n");

  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 3);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 1)->to, ==, 2);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 3)->to, ==, 0);
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 0)->title, ==, "Caller");

  fixture_play (own, "0 A>P INVITE 2 INVITE b2 - sent\n1 P>A INVITE 2 INVITE p1 - vias recv\n");
  rb_ladder_set_own (ladder, own);
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 0)->title, ==, "You (caller)");
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 1)->title, ==, "Proxy");
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 2)->title, ==, "You (callee)");
}

/* The practice network sees the whole way, and our own trace which end of it we are. */
static void
you_are_you_in_the_practice_networks_trace (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) own = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 a:5070>p INVITE 2 INVITE b2 - recv\n"
                                                  "1 p>b:5080 INVITE 2 INVITE p1 - vias sent\n");

  rb_ladder_set_own (ladder, own);
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 0)->title, ==, "Caller");
  fixture_play (own, "0 a:5070>p INVITE 2 INVITE b2 - sent\n");
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 0)->title, ==, "You");
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 1)->title, ==, "Proxy");
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 2)->title, ==, "Callee");
}

/* Both ends' captures are one picture, each message once. */
static void
merged_ends_are_the_textbooks_three_lanes (void)
{
  g_autoptr (RbTrace) mine = rb_trace_new ();
  g_autoptr (RbTrace) other = rb_trace_new ();
  g_autoptr (RbTrace) merged = NULL;
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (mine, "0 A>P INVITE 1 INVITE b1 - sent\n20 P>A 180 1 INVITE b1 b recv\n");
  fixture_play (other, "0 A>P INVITE 1 INVITE b1 -\n9 P>B INVITE 1 INVITE p1 - vias\n12 B>P 180 1 INVITE p1 b vias\n"
                       "20 P>A 180 1 INVITE b1 b\n");
  merged = rb_trace_merge (mine, other, NULL);
  ladder = rb_ladder_new_for_flow (rb_trace_find_flow (merged, "call-1"));
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 3);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 4);
  assert_causes (ladder, "- 0 1 2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ladder-marks/brackets", transactions_have_brackets_side_by_side);
  g_test_add_func ("/ladder-marks/bracket-of-2xx", a_bracket_goes_on_to_the_ack_of_a_2xx);
  g_test_add_func ("/ladder-marks/brackets-grow", brackets_grow_as_messages_come);
  g_test_add_func ("/ladder-marks/brackets-are-few", brackets_are_few_however_much_overlaps);
  g_test_add_func ("/ladder-marks/brackets-filtered", what_a_filter_shows_is_bracketed);
  g_test_add_func ("/ladder-marks/ties", copies_are_tied_to_the_first);
  g_test_add_func ("/ladder-marks/ties-overlap", ties_that_overlap_stand_side_by_side);
  g_test_add_func ("/ladder-marks/causes", causes_lead_back_across_the_proxy);
  g_test_add_func ("/ladder-marks/no-answer-timer", the_proxys_timer_is_named_at_its_cancel);
  g_test_add_func ("/ladder-marks/408-first", the_408_may_come_before_the_cancel);
  g_test_add_func ("/ladder-marks/fork", a_fork_is_cancelled_because_of_the_200);
  g_test_add_func ("/ladder-marks/likely-timer", from_the_callers_leg_the_timer_is_likely);
  g_test_add_func ("/ladder-marks/timer-b", timer_b_makes_a_408_that_was_never_sent);
  g_test_add_func ("/ladder-marks/walk", the_walk_within_an_exchange_has_two_ends);
  g_test_add_func ("/ladder-marks/sentences", rows_are_whole_sentences);
  g_test_add_func ("/ladder-marks/sentences-of-timers", what_a_timer_did_is_said);
  g_test_add_func ("/ladder-marks/media", media_is_a_band_from_answer_to_bye);
  g_test_add_func ("/ladder-marks/media-end-to-end", media_goes_from_end_to_end);
  g_test_add_func ("/ladder-marks/early-media", early_media_becomes_media_with_the_200);
  g_test_add_func ("/ladder-marks/early-media-refused", early_media_ends_with_the_refusal);
  g_test_add_func ("/ladder-marks/self-call-at-proxy", a_self_call_seen_by_the_proxy_has_three_lanes);
  g_test_add_func ("/ladder-marks/you-at-proxy", you_are_you_in_the_practice_networks_trace);
  g_test_add_func ("/ladder-marks/merged", merged_ends_are_the_textbooks_three_lanes);
  return g_test_run ();
}
