/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who made a message, whoever passed it on: judged from real captures of the whole call and of one end of it, and
 * never against the verdict. */

#include "explain-fixture.h"
#include "rb-sender.h"

static void
check_maker (RbTrace *trace, guint number, RbParty wanted, RbConfidence sure)
{
  RbConfidence confidence;
  RbParty party = rb_sender_judge (trace, number - 1, &confidence);

  g_test_message ("No. %u", number);
  g_assert_cmpstr (rb_party_to_string (party), ==, rb_party_to_string (wanted));
  g_assert_cmpstr (rb_confidence_to_string (confidence), ==, rb_confidence_to_string (sure));
}

static void
whole_call_proves_who_made_what (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/no-answer-408-by-proxy.pcap");

  check_maker (trace, 1, RB_PARTY_CALLER, RB_CONFIDENCE_CERTAIN); /* the phone that registers */
  check_maker (trace, 2, RB_PARTY_PROXY, RB_CONFIDENCE_CERTAIN);
  check_maker (trace, 5, RB_PARTY_CALLER, RB_CONFIDENCE_CERTAIN);
  check_maker (trace, 6, RB_PARTY_PROXY, RB_CONFIDENCE_CERTAIN);   /* 407 */
  check_maker (trace, 9, RB_PARTY_PROXY, RB_CONFIDENCE_CERTAIN);   /* 100 of this hop */
  check_maker (trace, 10, RB_PARTY_CALLER, RB_CONFIDENCE_CERTAIN); /* INVITE, passed on */
  check_maker (trace, 11, RB_PARTY_CALLEE, RB_CONFIDENCE_CERTAIN); /* 100 of the next hop */
  check_maker (trace, 13, RB_PARTY_CALLEE, RB_CONFIDENCE_CERTAIN); /* 180, passed on */
  check_maker (trace, 14, RB_PARTY_PROXY, RB_CONFIDENCE_CERTAIN);  /* 408 */
  check_maker (trace, 15, RB_PARTY_PROXY, RB_CONFIDENCE_CERTAIN);  /* CANCEL */
  check_maker (trace, 17, RB_PARTY_CALLEE, RB_CONFIDENCE_CERTAIN); /* 487 */
  check_maker (trace, 18, RB_PARTY_PROXY, RB_CONFIDENCE_CERTAIN);  /* its ACK */
  check_maker (trace, 19, RB_PARTY_CALLER, RB_CONFIDENCE_CERTAIN);
}

static void
one_end_of_a_call_makes_it_likely (void)
{
  g_autoptr (RbTrace) caller = fixture_open ("recorded/no-answer-408-by-proxy.caller.pcap");
  g_autoptr (RbTrace) rejected = fixture_open ("recorded/rejected-486-after-ringing.caller.pcap");

  check_maker (caller, 6, RB_PARTY_CALLEE, RB_CONFIDENCE_LIKELY);    /* 180 */
  check_maker (caller, 7, RB_PARTY_PROXY, RB_CONFIDENCE_LIKELY);     /* 408, another To-tag than the 180 */
  check_maker (rejected, 7, RB_PARTY_CALLEE, RB_CONFIDENCE_CERTAIN); /* 486, the same To-tag */
}

static void
phones_talk_without_proxy (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/direct-without-proxy.pcap");

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    g_assert_cmpint (rb_sender_judge (trace, i, NULL), !=, RB_PARTY_PROXY);
}

static void
our_own_stack_is_named (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>P INVITE 1 INVITE b1 - sent\n32000 P>A 408 1 INVITE b1 - recv synthetic\n", &flow);

  check_maker (trace, 2, RB_PARTY_STACK, RB_CONFIDENCE_CERTAIN);
}

static void
server_header_alone_does_not_prove (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_CHALLENGE "30 P>A 404 2 INVITE b2 p header=Server:x\n", &flow);
  g_autoptr (RbTrace) silent = fixture_call ("0 A>P INVITE 2 INVITE b2 -\n30 P>A 404 2 INVITE b2 p\n", &flow);
  g_autoptr (RbTrace) phone = fixture_call (FIXTURE_CHALLENGE "30 P>A 404 2 INVITE b2 p header=User-Agent:x\n", &flow);

  check_maker (trace, 7, RB_PARTY_PROXY, RB_CONFIDENCE_LIKELY);
  check_maker (silent, 2, RB_PARTY_PROXY, RB_CONFIDENCE_GUESS);
  check_maker (phone, 7, RB_PARTY_CALLEE, RB_CONFIDENCE_LIKELY);
}

static void
far_end_of_a_proxy_may_be_another_proxy (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 P>B INVITE 2 INVITE p1 - vias\n9 B>P 486 2 INVITE p1 b vias\n", &flow);
  g_autoptr (RbTrace) own =
      fixture_call ("0 P>B INVITE 2 INVITE p1 - vias uri=sip:bob@10.0.0.2\n9 B>P 486 2 INVITE p1 b vias\n", &flow);

  check_maker (trace, 2, RB_PARTY_CALLEE, RB_CONFIDENCE_LIKELY);
  check_maker (own, 2, RB_PARTY_CALLEE, RB_CONFIDENCE_CERTAIN);
}

static void
what_is_no_message_has_no_maker (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\1\2", 2);
  const RbMessageInfo info = { .kind = RB_MESSAGE_DAMAGED };
  g_autoptr (RbLesson) lesson = NULL;

  rb_trace_append (trace, &info, bytes);
  check_maker (trace, 1, RB_PARTY_NONE, RB_CONFIDENCE_GUESS);
  check_maker (trace, 99, RB_PARTY_NONE, RB_CONFIDENCE_GUESS);
  lesson = rb_sender_explain (trace, 0);
  explain_check_lesson (lesson, "sender-unknown");
}

static guint n_judged;

static void
check_verdicts (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      const RbVerdict *verdict = rb_flow_get_verdict (flow);

      for (guint j = 0; j < MIN (verdict->evidence->len, RB_EVIDENCE_MAX); j++)
        if (verdict->parts[j].role == RB_EVIDENCE_FINAL && verdict->parts[j].status >= 300 &&
            verdict->parts[j].status != 487 && verdict->ended_by != RB_PARTY_CALLER)
          {
            guint position = g_array_index (verdict->evidence, guint, j);

            g_test_message ("%s, No. %u", name, position + 1);
            g_assert_cmpstr (rb_party_to_string (rb_sender_judge (trace, position, NULL)), ==,
                             rb_party_to_string (verdict->ended_by));
            n_judged++;
          }
    }
}

/* The verdict bar and the page of the message that ended the call must not say different things. */
static void
verdict_is_never_contradicted (void)
{
  fixture_each_capture ("recorded", check_verdicts);
  g_assert_cmpuint (n_judged, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sender/whole-call-proves-who-made-what", whole_call_proves_who_made_what);
  g_test_add_func ("/sender/one-end-of-a-call-makes-it-likely", one_end_of_a_call_makes_it_likely);
  g_test_add_func ("/sender/phones-talk-without-proxy", phones_talk_without_proxy);
  g_test_add_func ("/sender/our-own-stack-is-named", our_own_stack_is_named);
  g_test_add_func ("/sender/server-header-alone-does-not-prove", server_header_alone_does_not_prove);
  g_test_add_func ("/sender/far-end-of-a-proxy-may-be-another-proxy", far_end_of_a_proxy_may_be_another_proxy);
  g_test_add_func ("/sender/what-is-no-message-has-no-maker", what_is_no_message_has_no_maker);
  g_test_add_func ("/sender/verdict-is-never-contradicted", verdict_is_never_contradicted);
  return g_test_run ();
}
