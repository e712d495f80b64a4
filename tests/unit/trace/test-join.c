/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which calls are legs of one, by what evidence, and that a busy trace joins nothing falsely. */

#include "rb-join.h"
#include "trace-fixture.h"

/* A calls the B2BUA at X, which calls B under another Call-ID. */
#define FIRST "0 A>X INVITE 1 INVITE b1 - call=one\n1 X>A 100 1 INVITE b1 - call=one\n"
#define SECOND "X>B INVITE 7 INVITE x1 - call=two from=x "
#define REST                                                                                                           \
  "\n90 B>X 180 7 INVITE x1 b call=two from=x\n91 X>A 180 1 INVITE b1 x call=one\n"                                    \
  "900 B>X 200 7 INVITE x1 b call=two from=x\n901 X>A 200 1 INVITE b1 x call=one\n"                                    \
  "2000 A>X BYE 2 BYE b2 x call=one\n2001 X>B BYE 8 BYE x2 b call=two from=x\n"                                        \
  "2005 B>X 200 8 BYE x2 b call=two from=x\n2006 X>A 200 2 BYE b2 x call=one\n"

static const struct
{
  const char *name;
  const char *script;
  RbJoinKind kind;
  guint evidence; /* at least; 0: no join */
  RbConfidence confidence;
  const char *text;
} cases[] = {
  { "users-host-and-time", FIRST "20 " SECOND REST, RB_JOIN_LEG, RB_JOIN_USERS | RB_JOIN_HOST | RB_JOIN_TIMING,
    RB_CONFIDENCE_LIKELY,
    "Both have the same caller and callee; the second INVITE came 20 ms after the first, from the host that had got "
    "it." },
  { "the-invite-with-credentials-counts",
    "0 A>X INVITE 1 INVITE b1 - call=one\n1 X>A 407 1 INVITE b1 x call=one\n4000 A>X INVITE 2 INVITE b2 - call=one "
    "auth\n"
    "4020 X>B INVITE 7 INVITE x1 - call=two from=x\n5000 B>X 486 7 INVITE x1 b call=two from=x\n"
    "5001 X>A 486 2 INVITE b2 x call=one\n",
    RB_JOIN_LEG, RB_JOIN_USERS | RB_JOIN_HOST | RB_JOIN_TIMING, RB_CONFIDENCE_LIKELY, NULL },
  { "behind-a-proxy",
    "0 A>P INVITE 1 INVITE b1 - call=one\n5 P>X INVITE 1 INVITE p1 - call=one vias\n20 " SECOND
    "\n900 B>X 486 7 INVITE x1 b call=two from=x\n901 X>P 486 1 INVITE p1 x call=one vias\n902 P>A 486 1 INVITE b1 x "
    "call=one\n",
    RB_JOIN_LEG, RB_JOIN_USERS | RB_JOIN_HOST, RB_CONFIDENCE_LIKELY, NULL },
  { "named-call-id", FIRST "1500 " SECOND "header=X-Call-ID:one" REST, RB_JOIN_LEG, RB_JOIN_CALL_ID,
    RB_CONFIDENCE_CERTAIN, "Its INVITE names the other leg's Call-ID (X-Call-ID)." },
  { "media", "0 A>X INVITE 1 INVITE b1 - call=one sdp\n900 " SECOND "sdp" REST, RB_JOIN_LEG,
    RB_JOIN_MEDIA | RB_JOIN_ORIGIN, RB_CONFIDENCE_CERTAIN,
    "Both INVITEs ask for sound at the same address and port; the second came 900 ms after the first." },
  { "via", FIRST "20 X>B INVITE 7 INVITE x1 - call=two from=x header=Via:SIP/2.0/UDP_a;branch=z9hG4bKb1" REST,
    RB_JOIN_LEG, RB_JOIN_VIA, RB_CONFIDENCE_CERTAIN, NULL },
  { "attended-transfer",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n10 A>B ACK 1 ACK b2 b call=one\n"
    "9000 C>B INVITE 5 INVITE c1 - call=two from=c header=Replaces:one;to-tag=b;from-tag=a\n"
    "9001 B>C 200 5 INVITE c1 b call=two from=c\n9002 B>A BYE 2 BYE y1 a call=one from=b\n",
    RB_JOIN_TRANSFER, RB_JOIN_REPLACES, RB_CONFIDENCE_CERTAIN, "Its INVITE takes the other call over (Replaces)." },
  { "blind-transfer",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n10 A>B ACK 1 ACK b2 b call=one\n"
    "9000 A>B REFER 2 REFER r1 b call=one header=Refer-To:<sip:bob@elsewhere.example>\n9001 B>A 202 2 REFER r1 b "
    "call=one\n"
    "9100 B>D INVITE 5 INVITE c1 - call=two from=c\n9101 D>B 486 5 INVITE c1 d call=two from=c\n",
    RB_JOIN_TRANSFER, RB_JOIN_REFERRED, RB_CONFIDENCE_LIKELY, "A REFER in the other call asked for it." },

  { "blind-transfer-named",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n10 A>B ACK 1 ACK b2 b call=one\n"
    "9000 A>B REFER 2 REFER r1 b call=one header=Refer-To:<sip:bob@elsewhere.example>\n9001 B>A 202 2 REFER r1 b "
    "call=one\n"
    "9100 Y>D INVITE 5 INVITE c1 - call=two from=c header=Referred-By:<sip:alice@example.com>\n",
    RB_JOIN_TRANSFER, RB_JOIN_REFERRED, RB_CONFIDENCE_CERTAIN, NULL },
  { "blind-transfer-to-a-host",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n"
    "9000 A>B REFER 2 REFER r1 b call=one header=Refer-To:sip:10.0.0.4:5080\n"
    "9100 B>D INVITE 5 INVITE c1 - call=two from=c to=sip:10.0.0.4:5080\n",
    RB_JOIN_TRANSFER, RB_JOIN_REFERRED, RB_CONFIDENCE_LIKELY, NULL },
  { "attended-transfer-as-its-author-sees-it",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n"
    "5000 A>C INVITE 5 INVITE c1 - call=two from=x\n5001 C>A 200 5 INVITE c1 y call=two from=x\n"
    "9000 A>B REFER 2 REFER r1 b call=one "
    "header=Refer-To:<sip:carol@example.com?Replaces=two%3Bto-tag%3Dy%3Bfrom-tag%3Dx>\n"
    "9001 B>A 202 2 REFER r1 b call=one\n",
    RB_JOIN_TRANSFER, RB_JOIN_HANDED_OVER, RB_CONFIDENCE_CERTAIN,
    "A REFER in the other call hands that call over to this one (Replaces in Refer-To)." },
  { "attended-transfer-of-another-dialog",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n10 A>B ACK 1 ACK b2 b call=one\n"
    "9000 C>B INVITE 5 INVITE c1 - call=two from=c header=Replaces:one;to-tag=z;from-tag=a\n",
    RB_JOIN_TRANSFER, RB_JOIN_REPLACES, RB_CONFIDENCE_LIKELY, NULL },
  { "replaces-without-sense", FIRST "9000 C>D INVITE 5 INVITE c1 - call=two from=c header=Replaces:;;=;to-tag\n",
    RB_JOIN_TRANSFER, 0, 0, NULL },
  { "a-refer-to-its-own-call",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n"
    "9000 A>B REFER 2 REFER r1 b call=one "
    "header=Refer-To:<sip:bob@example.com?Replaces=one%3Bto-tag%3Db%3Bfrom-tag%3Da>\n",
    RB_JOIN_TRANSFER, 0, 0, NULL },

  { "too-late", FIRST "260 " SECOND REST, RB_JOIN_LEG, 0, 0, NULL },
  { "from-another-host", FIRST "20 Y>B INVITE 7 INVITE x1 - call=two from=x" REST, RB_JOIN_LEG, 0, 0, NULL },
  { "over-long-after",
    "0 A>X INVITE 1 INVITE b1 - call=one\n20 " SECOND "\n900 X>A 486 1 INVITE b1 x call=one\n"
    "9000 B>X 200 7 INVITE x1 b call=two from=x\n",
    RB_JOIN_LEG, 0, 0, NULL },
  { "the-same-phone-calls-twice",
    "0 A>X INVITE 1 INVITE b1 - call=one sdp\n900 X>A 486 1 INVITE b1 x call=one\n"
    "1500 A>X INVITE 1 INVITE b9 - call=two from=a2 sdp\n1900 X>A 486 1 INVITE b9 x call=two from=a2\n",
    RB_JOIN_LEG, 0, 0, NULL },
  { "other-people-with-the-same-media",
    "0 A>X INVITE 1 INVITE b1 - call=one sdp\n20 C>X INVITE 1 INVITE c1 - call=two from=c sdp "
    "to=sip:carol@example.com\n"
    "900 X>C 486 1 INVITE c1 x call=two from=c\n901 X>A 486 1 INVITE b1 x call=one\n",
    RB_JOIN_LEG, 0, 0, NULL },
  { "two-calls-at-once-fit",
    FIRST "3 C>X INVITE 1 INVITE c1 - call=three from=c\n20 " SECOND REST
          "9000 X>C 486 1 INVITE c1 x call=three from=c\n",
    RB_JOIN_LEG, 0, 0, NULL },
  { "a-redirection-to-nobody-we-saw", "0 A>B INVITE 1 INVITE b1 - call=one header=Replaces:gone;to-tag=1;from-tag=2\n",
    RB_JOIN_TRANSFER, 0, 0, NULL },
};

static void
join_is_as_expected (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autofree char *numbered = NULL;
  const RbJoin *join;

  fixture_play (trace, cases[i].script);
  joins = rb_trace_list_joins (trace);
  if (cases[i].evidence == 0)
    {
      g_assert_cmpuint (joins->len, ==, 0);
      return;
    }

  g_assert_cmpuint (joins->len, ==, 1);
  join = g_ptr_array_index (joins, 0);
  g_test_message ("%s", join->text);
  g_assert_true (join->first == rb_trace_find_flow (trace, "one"));
  g_assert_true (join->second == rb_trace_find_flow (trace, "two"));
  g_assert_cmpint (join->kind, ==, cases[i].kind);
  g_assert_cmphex (join->evidence & cases[i].evidence, ==, cases[i].evidence);
  g_assert_cmpstr (rb_confidence_to_string (join->confidence), ==, rb_confidence_to_string (cases[i].confidence));
  g_assert_null (strchr (join->text, '{'));
  g_assert_cmpuint (join->position, <, rb_trace_get_n_messages (trace));
  numbered = rb_join_format (join, 1, 2);
  g_test_message ("%s", numbered);
  g_assert_nonnull (strchr (numbered, '1'));
  g_assert_nonnull (strchr (numbered, '2'));
  g_assert_null (strchr (numbered, '{'));
  if (cases[i].text != NULL)
    g_assert_cmpstr (join->text, ==, cases[i].text);
}

/* 1000 calls at the same time between four users through one B2BUA: who can be told apart is
 * joined rightly, nobody falsely. */
static void
a_busy_trace_is_joined_rightly (gconstpointer data)
{
  gboolean with_media = GPOINTER_TO_INT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  guint n = 1000;

  for (guint step = 0; step < 4; step++)
    for (guint i = 0; i < n; i++)
      {
        static const char *const lines[] = {
          "%u A>X:5060 INVITE 1 INVITE a%u - call=first-%u sdpport=%u",
          "%u X:5080>B INVITE 1 INVITE x%u - call=second-%u from=x sdpport=%u",
          "%u B>X:5080 486 1 INVITE x%u b call=second-%u from=x",
          "%u X:5060>A 486 1 INVITE a%u x call=first-%u",
        };
        g_autofree char *line = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        line =
            g_strdup_printf (lines[step], step * 100 + i % 50, i, i, (with_media || step == 0 ? 10000 : 40000) + 2 * i);
#pragma GCC diagnostic pop
        fixture_say (trace, line);
      }

  joins = rb_trace_list_joins (trace);
  g_assert_cmpuint (joins->len, ==, with_media ? n : 0);
  for (guint i = 0; i < joins->len; i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);

      g_assert_cmpstr (strchr (rb_flow_get_call_id (join->first), '-'), ==,
                       strchr (rb_flow_get_call_id (join->second), '-'));
    }
}

static void
chains_are_followed (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autoptr (GPtrArray) flows = NULL;
  g_autoptr (GPtrArray) alone = NULL;

  fixture_play (trace, "0 A>X INVITE 1 INVITE b1 - call=one\n20 X>Y INVITE 1 INVITE x1 - call=two from=x\n"
                       "40 Y>B INVITE 1 INVITE y1 - call=three from=y\n100 C>D INVITE 1 INVITE c1 - call=other from=c\n"
                       "200 B>Y 486 1 INVITE y1 b call=three from=y\n201 Y>X 486 1 INVITE x1 y call=two from=x\n"
                       "202 X>A 486 1 INVITE b1 x call=one\n");
  joins = rb_trace_list_joins (trace);
  g_assert_cmpuint (joins->len, ==, 2);
  flows = rb_join_list_flows (joins, rb_trace_find_flow (trace, "three"), FALSE);
  g_assert_cmpuint (flows->len, ==, 3);
  g_assert_true (g_ptr_array_index (flows, 0) == rb_trace_find_flow (trace, "one"));
  g_assert_true (g_ptr_array_index (flows, 1) == rb_trace_find_flow (trace, "two"));
  g_assert_true (g_ptr_array_index (flows, 2) == rb_trace_find_flow (trace, "three"));
  alone = rb_join_list_flows (joins, rb_trace_find_flow (trace, "other"), TRUE);
  g_assert_cmpuint (alone->len, ==, 1);
}

/* A asks C before handing B over: three calls, and each end of the transfer knows two of them. */
static void
an_attended_transfer_is_three_calls (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autoptr (GPtrArray) flows = NULL;
  g_autoptr (GPtrArray) alone = NULL;
  static const guint evidence[] = { RB_JOIN_HANDED_OVER, RB_JOIN_REPLACES, RB_JOIN_REFERRED };
  static const guint positions[] = { 4, 6, 4 };

  fixture_play (trace, "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n"
                       "5000 A>C INVITE 5 INVITE c1 - call=two from=x to=sip:carol@example.com\n"
                       "5001 C>A 200 5 INVITE c1 y call=two from=x\n"
                       "9000 A>B REFER 2 REFER r1 b call=one "
                       "header=Refer-To:<sip:carol@example.com?Replaces=two%3Bto-tag%3Dy%3Bfrom-tag%3Dx>\n"
                       "9001 B>A 202 2 REFER r1 b call=one\n"
                       "9100 B>C INVITE 1 INVITE d1 - call=three from=z to=sip:carol@example.com "
                       "header=Replaces:two;from-tag=x;to-tag=y header=Referred-By:<sip:alice@example.com>\n"
                       "9500 E>F INVITE 1 INVITE e1 - call=other from=e to=sip:frank@example.com\n");
  joins = rb_trace_list_joins (trace);
  g_assert_cmpuint (joins->len, ==, 3);
  for (guint i = 0; i < joins->len; i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);

      g_assert_cmphex (join->evidence & evidence[i], ==, evidence[i]);
      g_assert_cmpuint (join->position, ==, positions[i]);
      g_assert_cmpint (join->kind, ==, RB_JOIN_TRANSFER);
    }
  flows = rb_join_list_flows (joins, rb_trace_find_flow (trace, "three"), TRUE);
  g_assert_cmpuint (flows->len, ==, 3);
  g_assert_true (g_ptr_array_index (flows, 0) == rb_trace_find_flow (trace, "one"));
  alone = rb_join_list_flows (joins, rb_trace_find_flow (trace, "three"), FALSE);
  g_assert_cmpuint (alone->len, ==, 1);
}

static void
a_long_chain_is_cut (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autoptr (GPtrArray) flows = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *line = g_strdup_printf (
          "%u A>B INVITE 1 INVITE b%u - call=c%u header=Replaces:c%u;to-tag=1;from-tag=2", i * 1000, i, i, i - 1);

      fixture_say (trace, line);
    }
  joins = rb_trace_list_joins (trace);
  g_assert_cmpuint (joins->len, ==, 199);
  flows = rb_join_list_flows (joins, rb_trace_find_flow (trace, "c100"), TRUE);
  g_assert_cmpuint (flows->len, ==, RB_JOIN_MAX_FLOWS);
  g_assert_true (g_ptr_array_find (flows, rb_trace_find_flow (trace, "c100"), NULL));
  g_assert_true (g_ptr_array_find (flows, rb_trace_find_flow (trace, "c80"), NULL));
  g_assert_false (g_ptr_array_find (flows, rb_trace_find_flow (trace, "c0"), NULL));
}

/* No message tells that a phone mixes two calls. */
static void
a_conference_is_told_by_the_phone (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autoptr (GPtrArray) flows = NULL;
  g_autofree char *text = NULL;

  fixture_play (trace, "0 A>B INVITE 1 INVITE b1 - call=one\n9000 C>A INVITE 5 INVITE c1 - call=two from=c\n");
  joins = rb_trace_list_joins (trace);
  g_assert_cmpuint (joins->len, ==, 0);
  g_ptr_array_add (joins, rb_join_new_together (rb_trace_find_flow (trace, "one"), rb_trace_find_flow (trace, "two")));
  flows = rb_join_list_flows (joins, rb_trace_find_flow (trace, "one"), TRUE);
  g_assert_cmpuint (flows->len, ==, 2);
  text = rb_join_format (g_ptr_array_index (joins, 0), 1, 2);
  g_assert_cmpstr (text, ==,
                   "This phone joined calls 1 and 2 in a conference. No message tells it: the phone mixes their sound "
                   "itself.");
}

static void
numbers_are_compared_by_their_last_digits (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;

  fixture_play (trace, "0 A>X INVITE 1 INVITE b1 - call=one to=sip:+49301234567@example.com\n"
                       "20 X>B INVITE 1 INVITE x1 - call=two from=x to=tel:0301234567\n"
                       "100 X>A 486 1 INVITE b1 x call=one\n");
  joins = rb_trace_list_joins (trace);
  g_assert_cmpuint (joins->len, ==, 1);
}

static void
every_evidence_has_a_word (void)
{
  for (guint bit = RB_JOIN_CALL_ID; bit <= RB_JOIN_CONFERENCE; bit <<= 1)
    g_assert_nonnull (rb_join_evidence_to_string (bit));
  g_assert_null (rb_join_evidence_to_string (RB_JOIN_CONFERENCE << 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/join/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), join_is_as_expected);
    }
  g_test_add_data_func ("/join/busy-trace-with-media", GINT_TO_POINTER (TRUE), a_busy_trace_is_joined_rightly);
  g_test_add_data_func ("/join/busy-trace-without-media", GINT_TO_POINTER (FALSE), a_busy_trace_is_joined_rightly);
  g_test_add_func ("/join/chains-are-followed", chains_are_followed);
  g_test_add_func ("/join/an-attended-transfer-is-three-calls", an_attended_transfer_is_three_calls);
  g_test_add_func ("/join/a-long-chain-is-cut", a_long_chain_is_cut);
  g_test_add_func ("/join/a-conference-is-told-by-the-phone", a_conference_is_told_by_the_phone);
  g_test_add_func ("/join/numbers-are-compared-by-their-last-digits", numbers_are_compared_by_their_last_digits);
  g_test_add_func ("/join/every-evidence-has-a-word", every_evidence_has_a_word);
  return g_test_run ();
}
