/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lanes, words and text of a ladder. */

#include "rb-filter-model.h"
#include "rb-join.h"
#include "rb-ladder.h"
#include "rb-merge.h"
#include "trace-fixture.h"

static RbLadder *
ladder_of (RbTrace *trace, const char *script)
{
  fixture_play (trace, script);
  return rb_ladder_new_for_flow (rb_trace_find_flow (trace, "call-1"));
}

static char *
titles (RbLadder *ladder)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    g_string_append_printf (text, "%s%s %s", i > 0 ? " | " : "", rb_ladder_get_lane (ladder, i)->title,
                            rb_ladder_get_lane (ladder, i)->subtitle);
  return g_string_free (text, FALSE);
}

static void
assert_titles (RbLadder *ladder, const char *expected)
{
  g_autofree char *found = titles (ladder);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_row (RbLadder *ladder, guint n, guint from, guint to, const char *label, const char *note)
{
  const RbLadderRow *row = rb_ladder_get_row (ladder, n);

  g_assert_cmpuint (row->from, ==, from);
  g_assert_cmpuint (row->to, ==, to);
  g_assert_cmpstr (row->label, ==, label);
  g_assert_cmpstr (row->note, ==, note);
}

static void
caller_left_proxy_middle_callee_right (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 - sdp\n"
                                                  "2 P>A 407 1 INVITE b1 p\n"
                                                  "3 A>P ACK 1 ACK b1 p\n"
                                                  "4 A>P INVITE 2 INVITE b2 - auth sdp\n"
                                                  "5 P>B INVITE 2 INVITE p2 - auth sdp vias\n"
                                                  "171 B>P 180 2 INVITE p2 b vias\n"
                                                  "172 P>A 180 2 INVITE b2 b\n"
                                                  "900 A>P CANCEL 2 CANCEL b2 -\n"
                                                  "901 P>A 200 2 CANCEL b2 p\n");

  assert_titles (ladder, "Caller 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | Callee 10.0.0.2:5060");
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 9);
  assert_row (ladder, 0, 0, 1, "INVITE (SDP)", NULL);
  assert_row (ladder, 1, 1, 0, "407 Phrase", "after 2 ms");
  assert_row (ladder, 3, 0, 1, "INVITE with credentials (SDP)", NULL);
  assert_row (ladder, 5, 2, 1, "180 Phrase", "after 166 ms");
  assert_row (ladder, 8, 1, 0, "200 Phrase (CANCEL)", "after 1 ms");
  g_assert_cmpint (rb_ladder_get_row (ladder, 0)->style, ==, RB_LADDER_REQUEST);
  g_assert_cmpint (rb_ladder_get_row (ladder, 1)->style, ==, RB_LADDER_RESPONSE);
  g_assert_cmpint (rb_ladder_get_row (ladder, 8)->time_us, ==, 901000);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 2)->transaction, ==, rb_ladder_get_row (ladder, 0)->transaction);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 3)->transaction, !=, rb_ladder_get_row (ladder, 0)->transaction);
  g_assert_null (rb_ladder_get_row (ladder, 9));
  g_assert_null (rb_ladder_get_lane (ladder, 3));
}

static void
the_local_end_is_you (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder =
      ladder_of (trace, "0 A:5070>P INVITE 1 INVITE b1 - sent via=10.0.0.1:5070\n"
                        "2 P>A:5070 407 1 INVITE b1 p recv\n"
                        "3 A:40000>P INVITE 2 INVITE b2 - auth tcp sent via=10.0.0.1:5070\n"
                        "4 P>A:40000 200 2 INVITE b2 b tcp recv via=10.0.0.1:5070\n"
                        "5 P:51000>A:5070 BYE 1 BYE y1 a from=b tcp recv via=10.0.0.16:5060\n");

  assert_titles (ladder, "You 10.0.0.1:5070 | Proxy 10.0.0.16:5060");
  assert_row (ladder, 4, 1, 0, "BYE", NULL);
}

static void
a_call_to_oneself_shows_both_roles (gconstpointer data)
{
  gboolean own = GPOINTER_TO_INT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder =
      ladder_of (trace, own ? "0 A>P INVITE 2 INVITE b2 - sent\n1 P>A INVITE 2 INVITE p1 - vias recv\n"
                              "2 A>P 486 2 INVITE p1 b vias sent\n3 P>A 486 2 INVITE b2 b recv\n"
                            : "0 A>P INVITE 2 INVITE b2 -\n1 P>A INVITE 2 INVITE p1 - vias\n"
                              "2 A>P 486 2 INVITE p1 b vias\n3 P>A 486 2 INVITE b2 b\n");

  assert_titles (ladder, own ? "You (caller) 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | You (callee) 10.0.0.1:5060"
                             : "Caller 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | Callee 10.0.0.1:5060");
  assert_row (ladder, 1, 1, 2, "INVITE", NULL);
  assert_row (ladder, 2, 2, 1, "486 Phrase", "after 1 ms");
  assert_row (ladder, 3, 1, 0, "486 Phrase", "after 3 ms");
}

/* Beside other calls and registrations, too. */
static void
a_call_to_oneself_is_told_apart_in_a_list (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, "0 A>P REGISTER 1 REGISTER r1 - call=r sent\n1 P>A 200 1 REGISTER r1 p call=r recv\n"
                       "2 A>P INVITE 2 INVITE b2 - sent\n3 P>A INVITE 2 INVITE p1 - vias recv\n"
                       "4 A>P 486 2 INVITE p1 b vias sent\n5 P>A 486 2 INVITE b2 b recv\n"
                       "6 P>A INVITE 1 INVITE q1 - vias call=other from=x recv\n");
  rb_trace_flush (trace);
  ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  assert_titles (ladder, "You (caller) 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | You (callee) 10.0.0.1:5060");
  assert_row (ladder, 3, 1, 2, "INVITE", NULL);
  assert_row (ladder, 5, 1, 0, "486 Phrase", "after 3 ms");
  assert_row (ladder, 6, 1, 0, "INVITE", NULL);
}

static void
a_proxys_own_trace_has_the_proxy_in_the_middle (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 a:5070>p INVITE 2 INVITE b2 - recv\n"
                                                  "1 p>b:5080 INVITE 2 INVITE p1 - vias sent\n"
                                                  "2 b:5080>p 486 2 INVITE p1 b vias recv\n");

  assert_titles (ladder, "Caller 127.0.0.1:5070 | Proxy 127.0.0.1:5060 | Callee 127.0.0.1:5080");
}

static void
registrations_and_lists_have_titles (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, "0 A>P REGISTER 1 REGISTER r1 - call=r\n1 P>A 200 1 REGISTER r1 p call=r\n"
                       "2 A>Q OPTIONS 1 OPTIONS o1 - call=o\n");
  rb_trace_flush (trace);
  ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  assert_titles (ladder, "Phone 10.0.0.1:5060 | Registrar 10.0.0.16:5060 | Server 10.0.0.17:5060");
  assert_row (ladder, 1, 1, 0, "200 Phrase", "after 1 ms");
}

/* Whoever registered first: a call reads from left to right. */
static void
the_caller_is_left_of_who_registered_before (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, "0 B>P REGISTER 1 REGISTER r1 - call=r\n1 P>B 200 1 REGISTER r1 p call=r\n"
                       "2 C>P REGISTER 1 REGISTER r2 - call=s\n3 P>C 200 1 REGISTER r2 p call=s\n");
  rb_trace_flush (trace);
  ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  assert_titles (ladder, "Phone 10.0.0.2:5060 | Registrar 10.0.0.16:5060 | Phone 10.0.0.3:5060");
  assert_row (ladder, 0, 0, 1, "REGISTER", NULL);

  fixture_play (trace, "4 A>P INVITE 1 INVITE b1 -\n5 P>C INVITE 1 INVITE p1 - vias\n");
  rb_trace_flush (trace);
  assert_titles (ladder, "Caller 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | Phone 10.0.0.2:5060 | Callee 10.0.0.3:5060");
  assert_row (ladder, 0, 2, 1, "REGISTER", NULL);
  assert_row (ladder, 4, 0, 1, "INVITE", NULL);
  assert_row (ladder, 5, 1, 3, "INVITE", NULL);
}

static void
copies_name_their_timer (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                                                  "500 A>P INVITE 1 INVITE b1 -\n"
                                                  "1500 A>P INVITE 1 INVITE b1 -\n"
                                                  "1600 P>A 486 1 INVITE b1 b\n"
                                                  "2100 P>A 486 1 INVITE b1 b\n"
                                                  "3000 A>P BYE 2 BYE b2 b\n"
                                                  "3500 A>P BYE 2 BYE b2 b\n"
                                                  "4000 A>P INVITE 3 INVITE b3 b\n"
                                                  "4100 P>A 200 3 INVITE b3 b\n"
                                                  "4600 P>A 200 3 INVITE b3 b\n");

  assert_row (ladder, 1, 0, 1, "INVITE", "×2, timer A 0.5 s");
  assert_row (ladder, 2, 0, 1, "INVITE", "×3, timer A 1.0 s");
  assert_row (ladder, 4, 1, 0, "486 Phrase", "×2, timer G 0.5 s");
  assert_row (ladder, 6, 0, 1, "BYE", "×2, timer E 0.5 s");
  assert_row (ladder, 9, 1, 0, "200 Phrase", "×2 after 0.5 s, until the ACK comes");
  g_assert_true (rb_ladder_get_row (ladder, 1)->retransmission);
  g_assert_false (rb_ladder_get_row (ladder, 0)->retransmission);
}

/* A B2BUA gives each leg a Call-ID of its own. */
static void
the_legs_of_a_joined_call_are_one_picture (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autoptr (GPtrArray) flows = NULL;
  g_autoptr (RbLadder) ladder = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *mark = rb_ladder_format_call_mark (21);
  guint n_changed = 0;

  g_assert_cmpstr (mark, ==, "(21)");
  fixture_play (trace, "0 A>X INVITE 1 INVITE b1 - call=one\n1 C>D OPTIONS 1 OPTIONS o1 - call=other\n"
                       "20 X>B INVITE 1 INVITE x1 - call=two from=x\n30 B>X 180 1 INVITE x1 b call=two from=x\n"
                       "31 X>A 180 1 INVITE b1 x call=one\n");
  joins = rb_trace_list_joins (trace);
  flows = rb_join_list_flows (joins, rb_trace_find_flow (trace, "two"), FALSE);
  ladder = rb_ladder_new_for_flows (flows);
  assert_titles (ladder, "Caller 10.0.0.1:5060 | B2BUA 10.0.0.24:5060 | Callee 10.0.0.2:5060");
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 4);
  assert_row (ladder, 0, 0, 1, "① INVITE", NULL);
  assert_row (ladder, 1, 1, 2, "② INVITE", NULL);
  assert_row (ladder, 2, 2, 1, "② 180 Phrase", "after 10 ms");
  assert_row (ladder, 3, 1, 0, "① 180 Phrase", "after 31 ms");
  g_assert_cmpuint (rb_ladder_get_row (ladder, 1)->transaction, !=, rb_ladder_get_row (ladder, 0)->transaction);

  g_assert_cmpuint (rb_ladder_get_n_calls (ladder), ==, 2);
  g_assert_true (rb_ladder_get_call (ladder, 2) == rb_trace_find_flow (trace, "two"));
  g_assert_null (rb_ladder_get_call (ladder, 0));
  g_assert_null (rb_ladder_get_call (ladder, 3));
  g_assert_cmpuint (rb_ladder_get_row (ladder, 1)->call, ==, 2);
  g_assert_cmpstr (rb_ladder_get_row (ladder, 1)->words, ==, "INVITE");
  sentence = rb_ladder_format_sentence (ladder, 1);
  g_assert_cmpstr (sentence, ==, "+0.020 s, B2BUA to Callee: INVITE. Call 2, alice → bob.");

  g_signal_connect_swapped (ladder, "changed", G_CALLBACK (g_atomic_int_inc), &n_changed);
  fixture_play (trace, "40 B>X 486 1 INVITE x1 b call=two from=x\n41 X>A 486 1 INVITE b1 x call=one\n"
                       "42 C>D OPTIONS 2 OPTIONS o2 - call=other\n");
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 6);
  assert_row (ladder, 5, 1, 0, "① 486 Phrase", "after 41 ms");
}

static void
a_transferred_phone_is_no_b2bua (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) joins = NULL;
  g_autoptr (GPtrArray) flows = NULL;
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n"
                       "9000 A>B REFER 2 REFER r1 b call=one header=Refer-To:<sip:bob@elsewhere.example>\n"
                       "9001 B>A 202 2 REFER r1 b call=one\n9100 B>D INVITE 5 INVITE c1 - call=two from=c\n");
  joins = rb_trace_list_joins (trace);
  flows = rb_join_list_flows (joins, rb_trace_find_flow (trace, "one"), TRUE);
  ladder = rb_ladder_new_for_flows (flows);
  assert_titles (ladder, "Caller 10.0.0.1:5060 | Callee 10.0.0.2:5060 | Callee 10.0.0.4:5060");
}

/* My own capture knows which end I am; what the other end's adds does not change that. */
static void
i_stay_myself_in_a_merged_trace (void)
{
  g_autoptr (RbTrace) mine = rb_trace_new ();
  g_autoptr (RbTrace) other = rb_trace_new ();
  g_autoptr (RbTrace) merged = NULL;
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (mine, "0 A>P INVITE 1 INVITE b1 - sent\n20 P>A 180 1 INVITE b1 b recv\n");
  fixture_play (other, "9 P>B INVITE 1 INVITE p1 - header=Via:SIP/2.0/UDP_h;branch=z9hG4bKb1 recv\n"
                       "12 B>P 180 1 INVITE p1 b header=Via:SIP/2.0/UDP_h;branch=z9hG4bKb1 sent\n"
                       "900 P>A BYE 1 BYE y1 a from=b sent\n");
  merged = rb_trace_merge (mine, other, NULL);
  ladder = rb_ladder_new_for_flow (rb_trace_find_flow (merged, "call-1"));
  assert_titles (ladder, "You 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | Callee 10.0.0.2:5060");
  assert_row (ladder, 4, 1, 0, "BYE", NULL);
}

static void
synthetic_messages_say_so (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 - sent\n"
                                                  "32000 P>A 408 1 INVITE b1 - recv synthetic\n");

  g_assert_true (rb_ladder_get_row (ladder, 1)->synthetic);
  assert_row (ladder, 1, 1, 0, "408 Phrase", "timer B: no answer in 32.0 s");
}

static void
a_ladder_grows_with_its_flow_and_with_its_list (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) flow_ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 -");
  g_autoptr (RbLadder) list_ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  guint n_flow = 0;
  guint n_list = 0;

  rb_trace_flush (trace);
  g_signal_connect_swapped (flow_ladder, "changed", G_CALLBACK (g_atomic_int_inc), &n_flow);
  g_signal_connect_swapped (list_ladder, "changed", G_CALLBACK (g_atomic_int_inc), &n_list);
  fixture_play (trace, "1 P>A 100 1 INVITE b1 -\n2 P>A 180 1 INVITE b1 b\n3 A>C OPTIONS 1 OPTIONS o1 - call=o");
  g_assert_cmpuint (n_flow, ==, 2);
  g_assert_cmpuint (rb_ladder_get_n_rows (flow_ladder), ==, 3);
  g_assert_cmpuint (n_list, ==, 0);
  rb_trace_flush (trace);
  g_assert_cmpuint (n_list, ==, 1);
  g_assert_cmpuint (rb_ladder_get_n_rows (list_ladder), ==, 4);
  g_assert_cmpuint (rb_ladder_get_n_lanes (list_ladder), ==, 3);
}

static void
a_filtered_list_may_lose_rows (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GListStore) list = g_list_store_new (RB_TYPE_MESSAGE);
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n1 P>B INVITE 1 INVITE b2 - vias\n2 B>P 180 1 INVITE b2 b vias");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);

      g_list_store_append (list, message);
    }
  ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (list));
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 3);
  g_list_store_remove (list, 0);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 2);
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 2);
  g_assert_cmpint (rb_ladder_get_row (ladder, 0)->time_us, ==, 0);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 0)->position, ==, 1);
}

/* A filter thins out the arrows of a call, not its parties. */
static void
a_call_shown_in_part_keeps_its_lanes (void)
{
  static const char *const lanes = "Caller 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | Callee 10.0.0.2:5060";
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                                                  "1 A>P OPTIONS 1 OPTIONS o1 - call=other\n"
                                                  "2 P>B INVITE 1 INVITE p1 - vias\n"
                                                  "50 B>P 180 1 INVITE p1 b vias\n"
                                                  "51 P>A 180 1 INVITE b1 b\n");
  g_autoptr (RbFilter) filter = rb_filter_parse ("status:180 leg:2", NULL);
  g_autoptr (RbFilter) nothing = rb_filter_parse ("body:nowhere", NULL);
  g_autoptr (RbFilterModel) shown = NULL;
  guint n_changed = 0;

  rb_trace_flush (trace);
  shown = rb_filter_model_new (trace, NULL);
  rb_filter_model_set_filter (shown, filter);
  rb_ladder_show_only (ladder, G_LIST_MODEL (shown));
  assert_titles (ladder, lanes);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 1);
  assert_row (ladder, 0, 2, 1, "180 Phrase", "after 48 ms");
  g_assert_cmpint (rb_ladder_get_row (ladder, 0)->time_us, ==, 0);
  g_assert_null (rb_ladder_get_row (ladder, 1));

  /* What is not shown may still bring a lane; what is shown comes when the list says so. */
  g_signal_connect_swapped (ladder, "changed", G_CALLBACK (g_atomic_int_inc), &n_changed);
  fixture_play (trace, "60 P>C INVITE 1 INVITE p2 - vias\n70 B>P 180 1 INVITE p1 b vias\n");
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 4);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 1);
  rb_trace_flush (trace);
  g_assert_cmpuint (n_changed, ==, 3);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 2);
  g_assert_cmpuint (rb_ladder_get_row (ladder, 1)->position, ==, 6);
  g_assert_cmpint (rb_ladder_get_row (ladder, 1)->time_us, ==, 20000);

  rb_filter_model_set_filter (shown, nothing);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 0);
  g_assert_null (rb_ladder_get_row (ladder, 0));
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 4);
  rb_filter_model_set_filter (shown, filter);
  assert_row (ladder, 0, 2, 1, "180 Phrase", "after 48 ms");
}

/* Of each call of which a message is shown, all lanes in their order. */
static void
messages_picked_from_calls_keep_their_lanes (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbFilter) filter = rb_filter_parse ("status:486 or status:404", NULL);
  g_autoptr (RbFilterModel) shown = rb_filter_model_new (trace, NULL);
  g_autoptr (RbLadder) ladder = NULL;

  fixture_play (trace, "0 C>D OPTIONS 1 OPTIONS o1 - call=other\n"
                       "1 A>P INVITE 1 INVITE b1 -\n2 P>B INVITE 1 INVITE p1 - vias\n3 B>P 486 1 INVITE p1 b vias\n");
  rb_trace_flush (trace);
  rb_filter_model_set_filter (shown, filter);
  ladder = rb_ladder_new_for_picked_messages (trace, G_LIST_MODEL (shown));
  assert_titles (ladder, "Caller 10.0.0.1:5060 | Proxy 10.0.0.16:5060 | Callee 10.0.0.2:5060");
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 1);
  assert_row (ladder, 0, 2, 1, "486 Phrase", "after 1 ms");

  fixture_play (trace, "4 P>A 486 1 INVITE b1 b\n5 D>C 404 1 OPTIONS o1 d call=other\n");
  rb_trace_flush (trace);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 3);
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 5);
  assert_row (ladder, 1, 1, 0, "486 Phrase", "after 3 ms");
  assert_row (ladder, 2, 4, 3, "404 Phrase (OPTIONS)", "after 5 ms");

  rb_filter_model_set_filter (shown, NULL);
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, 6);
  assert_row (ladder, 0, 2, 3, "OPTIONS", NULL);
}

static void
text_is_drawn_to_measure (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 - sdp\n"
                                                  "500 A>P INVITE 1 INVITE b1 - sdp\n"
                                                  "501 P>B INVITE 1 INVITE p1 - sdp auth vias\n"
                                                  "600 B>P 180 1 INVITE p1 b vias\n"
                                                  "601 P>A 180 1 INVITE b1 b\n");
  g_autofree char *text = rb_ladder_to_text (ladder, 76);

  g_assert_cmpstr (text, ==,
                   "           Caller                 Proxy                Callee\n"
                   "        10.0.0.1:5060        10.0.0.16:5060         10.0.0.2:5060\n"
                   "              │                     │                     │\n"
                   "+0.000        │─── INVITE (SDP) ───▶│                     │\n"
                   "+0.500        │┈┈┈ INVITE (SDP) ┈┈┈▶│                     │ ×2, timer A 0.5 s\n"
                   "+0.501        │                     │─ INVITE with cred… ▶│\n"
                   "+0.600        │                     │◀╌╌╌ 180 Phrase ╌╌╌╌╌│ after 99 ms\n"
                   "+0.601        │◀╌╌╌ 180 Phrase ╌╌╌╌╌│                     │ after 601 ms\n");
}

/* As Chinese words are: the lanes stay where they are. */
static void
wide_characters_take_two_columns (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) ladder = ladder_of (trace, "0 A>P INVITE 1 INVITE b1 - sdp\n"
                                                  "1 P>A 603 1 INVITE b1 p phrase=拒绝\n"
                                                  "2 P>A 603 1 INVITE b1 p phrase=被叫拒绝接听本次通话\n");
  g_autofree char *text = rb_ladder_to_text (ladder, 56);

  g_assert_cmpstr (text, ==,
                   "           Caller                  Callee\n"
                   "        10.0.0.1:5060          10.0.0.16:5060\n"
                   "              │                       │\n"
                   "+0.000        │──── INVITE (SDP) ────▶│\n"
                   "+0.001        │◀╌╌╌╌╌ 603 拒绝 ╌╌╌╌╌╌╌│ after 1 ms\n"
                   "+0.002        │◀ 603 被叫拒绝接听本… ╌│ after 2 ms\n");
}

static void
text_copes_with_any_width_and_any_number_of_lanes (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLadder) empty = NULL;
  g_autoptr (RbLadder) ladder = NULL;
  g_autofree char *nothing = NULL;

  empty = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  nothing = rb_ladder_to_text (empty, 0);
  g_assert_cmpstr (nothing, ==, "");

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u A>P:%u INVITE 1 INVITE b%u -", i * 10, 1000 + i, i);

      fixture_say (trace, line);
    }
  fixture_play (trace, "999 A>A OPTIONS 1 OPTIONS o1 - call=self");
  rb_trace_flush (trace);
  ladder = rb_ladder_new_for_messages (trace, G_LIST_MODEL (trace));
  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, 32);
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 31)->title, ==, "Others");
  g_assert_cmpstr (rb_ladder_get_lane (ladder, 31)->subtitle, ==, "30 addresses");
  for (guint width = 0; width < 300; width += 7)
    {
      g_autofree char *text = rb_ladder_to_text (ladder, width);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_nonnull (strstr (text, "OPTIONS"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/ladder/" #name, name)
  ADD (caller_left_proxy_middle_callee_right);
  ADD (the_caller_is_left_of_who_registered_before);
  ADD (the_local_end_is_you);
  g_test_add_data_func ("/ladder/a_call_to_oneself_shows_both_roles", GINT_TO_POINTER (FALSE),
                        a_call_to_oneself_shows_both_roles);
  g_test_add_data_func ("/ladder/my_call_to_myself_shows_both_roles", GINT_TO_POINTER (TRUE),
                        a_call_to_oneself_shows_both_roles);
  ADD (a_call_to_oneself_is_told_apart_in_a_list);
  ADD (a_proxys_own_trace_has_the_proxy_in_the_middle);
  ADD (registrations_and_lists_have_titles);
  ADD (copies_name_their_timer);
  ADD (the_legs_of_a_joined_call_are_one_picture);
  ADD (a_transferred_phone_is_no_b2bua);
  ADD (i_stay_myself_in_a_merged_trace);
  ADD (synthetic_messages_say_so);
  ADD (a_ladder_grows_with_its_flow_and_with_its_list);
  ADD (a_filtered_list_may_lose_rows);
  ADD (a_call_shown_in_part_keeps_its_lanes);
  ADD (messages_picked_from_calls_keep_their_lanes);
  ADD (text_is_drawn_to_measure);
  ADD (wide_characters_take_two_columns);
  ADD (text_copes_with_any_width_and_any_number_of_lanes);
#undef ADD
  return g_test_run ();
}
