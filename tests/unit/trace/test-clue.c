/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which observations are made of a call, in what words, and in which messages. */

#include "rb-clue.h"
#include "trace-fixture.h"

static const struct
{
  const char *name;
  const char *script;
  RbClueKind kind;
  RbParty suggests;
  guint first;
  guint second; /* RB_FLOW_NONE: one message */
  const char *text;
} cases[] = {
  { "same-tag", FIXTURE_RINGING "900 P>A 486 2 INVITE b2 b", RB_CLUE_SAME_TAG, RB_PARTY_CALLEE, 6, 7,
    "The 486 has the To-tag of the 180: both came from the same phone." },
  { "other-tag", FIXTURE_RINGING "6100 P>A 408 2 INVITE b2 p", RB_CLUE_OTHER_TAG, RB_PARTY_PROXY, 6, 7,
    "The 408 has another To-tag than the 180: it is not from the phone that rang." },
  { "server", FIXTURE_CHALLENGE "30 P>A 404 2 INVITE b2 p header=Server:lab-proxy_(kamailio)", RB_CLUE_SERVER,
    RB_PARTY_PROXY, 6, RB_FLOW_NONE, "The 404 names its sender in Server, as proxies do: “lab-proxy (kamailio)”." },
  { "user-agent", FIXTURE_CHALLENGE "30 P>A 486 2 INVITE b2 p header=User-Agent:phone/1", RB_CLUE_USER_AGENT,
    RB_PARTY_CALLEE, 6, RB_FLOW_NONE, "The 486 names its sender in User-Agent, as phones do: “phone/1”." },
  { "no-ringing", FIXTURE_CHALLENGE "30 P>A 404 2 INVITE b2 p", RB_CLUE_NO_RINGING, RB_PARTY_NONE, 6, RB_FLOW_NONE,
    "No 180 came before the final response: no phone is known to have rung." },
  { "relayed",
    "0 A>P INVITE 2 INVITE b2 -\n2 P>B INVITE 2 INVITE p1 - vias\n3 B>P 486 2 INVITE p1 b vias\n4 P>A 486 2 INVITE b2 "
    "b",
    RB_CLUE_RELAYED, RB_PARTY_CALLEE, 2, 3,
    "The same 486 was seen one hop further on: the proxy only passed it along." },
  { "six-seconds-after-the-180", FIXTURE_RINGING "6100 P>A 408 2 INVITE b2 p", RB_CLUE_TIMER, RB_PARTY_PROXY, 6, 7,
    "The end came 6.0 s after the 180 Ringing: a proxy's timer is often set to 6 s." },
  { "thirty-seconds-after-the-invite",
    "0 P>B INVITE 2 INVITE p1 - vias\n900 B>P 180 2 INVITE p1 b vias\n30010 P>B CANCEL 2 CANCEL p1 -", RB_CLUE_TIMER,
    RB_PARTY_PROXY, 0, 2, "The end came 30.0 s after the INVITE: a proxy's timer is often set to 30 s." },
  { "timer-c", FIXTURE_RINGING "180100 P>A 408 2 INVITE b2 p", RB_CLUE_TIMER, RB_PARTY_PROXY, 6, 7, NULL },
  { "64-t1", "0 A>P INVITE 1 INVITE b1 - sent\n32000 P>A 408 1 INVITE b1 - recv synthetic", RB_CLUE_TIMER,
    RB_PARTY_STACK, 0, 1, NULL },
  { "session-expires",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:90\n3101 A>P ACK 2 ACK b3 b\n"
                    "63100 P>A BYE 1 BYE y1 a from=b",
    RB_CLUE_TIMER, RB_PARTY_NONE, 7, 9,
    "The BYE came 60.0 s after the session was last confirmed; Session-Expires was 90 s." },
  { "reason-of-the-cancel",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 - header=Reason:SIP;cause=200;text=\"elsewhere\"", RB_CLUE_REASON,
    RB_PARTY_NONE, 7, RB_FLOW_NONE, "The CANCEL gives its reason: SIP;cause=200;text=\"elsewhere\"" },
  { "warning", FIXTURE_CHALLENGE "30 P>A 488 2 INVITE b2 p header=Warning:305_x_\"no_codec\"", RB_CLUE_WARNING,
    RB_PARTY_NONE, 6, RB_FLOW_NONE, "The 488 Not Acceptable Here carries a warning: 305 x \"no codec\"" },
  { "no-response", "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n1500 A>P INVITE 1 INVITE b1 -",
    RB_CLUE_NO_RESPONSE, RB_PARTY_NONE, 0, 2, "The INVITE was sent 3 times, and nothing came back." },
  { "private-contact", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@192.168.1.5:5060;ob>\n9 P>A 486 1 INVITE b1 b",
    RB_CLUE_PRIVATE, RB_PARTY_NONE, 0, RB_FLOW_NONE,
    "The Contact of the INVITE is a private address, 192.168.1.5: from outside its network it cannot be reached." },
  { "private-contact-without-user", "0 A>P INVITE 1 INVITE b1 - header=Contact:sip:172.16.0.5\n9 P>A 486 1 INVITE b1 b",
    RB_CLUE_PRIVATE, RB_PARTY_NONE, 0, RB_FLOW_NONE, NULL },
  { "private-ipv6-contact", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@[fd00::1]:5060>\n9 P>A 486 1 INVITE b1 b",
    RB_CLUE_PRIVATE, RB_PARTY_NONE, 0, RB_FLOW_NONE, NULL },
  { "nat", "0 A>P INVITE 1 INVITE b1 -\n9 P>A 486 1 INVITE b1 b via=192.168.1.5:5060;received=203.0.113.7;rport=1",
    RB_CLUE_NAT, RB_PARTY_NONE, 1, RB_FLOW_NONE,
    "The request that the 486 Busy Here answers names 192.168.1.5 in its Via, but came from 203.0.113.7: there is a "
    "NAT between." },
  { "hops", "0 A>P INVITE 1 INVITE b1 - header=Max-Forwards:0\n9 P>A 483 1 INVITE b1 p", RB_CLUE_HOPS, RB_PARTY_PROXY,
    0, RB_FLOW_NONE, NULL },
};

static const RbClue *
find_clue (GPtrArray *clues, RbClueKind kind)
{
  for (guint i = 0; i < clues->len; i++)
    {
      const RbClue *clue = g_ptr_array_index (clues, i);

      if (clue->kind == kind)
        return clue;
    }

  return NULL;
}

static void
clue_is_found (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) clues = NULL;
  const RbClue *clue;

  fixture_play (trace, cases[i].script);
  clues = rb_flow_list_clues (rb_trace_find_flow (trace, "call-1"));
  clue = find_clue (clues, cases[i].kind);
  g_assert_nonnull (clue);
  g_test_message ("%s", clue->text);
  g_assert_cmpstr (rb_party_to_string (clue->suggests), ==, rb_party_to_string (cases[i].suggests));
  g_assert_cmpuint (clue->positions->len, ==, cases[i].second != RB_FLOW_NONE ? 2 : 1);
  g_assert_cmpuint (g_array_index (clue->positions, guint, 0), ==, cases[i].first);
  if (cases[i].second != RB_FLOW_NONE)
    g_assert_cmpuint (g_array_index (clue->positions, guint, 1), ==, cases[i].second);
  g_assert_null (strchr (clue->text, '{'));
  if (cases[i].text != NULL)
    g_assert_cmpstr (clue->text, ==, cases[i].text);
  g_assert_cmpstr (rb_clue_kind_to_string (clue->kind), !=, "");
}

static void
nothing_is_made_up (void)
{
  static const char *const scripts[] = {
    /* answered and hung up; the Contact is the address the message came from */
    FIXTURE_ANSWERED "9500 A>P BYE 3 BYE b4 b header=Contact:<sip:a@10.0.0.1>\n9501 P>A 200 3 BYE b4 b",
    "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@10.0.0.1>\n500 A>P INVITE 1 INVITE b1 - "
    "header=Contact:<sip:a@10.0.0.1>\n"
    "501 P>A 180 1 INVITE b1 b\n3777 P>A 200 1 INVITE b1 b\n3778 A>P ACK 1 ACK b2 b",
    "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@phone.example>\n9 P>A 180 1 INVITE b1 b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (GPtrArray) clues = NULL;

      fixture_play (trace, scripts[i]);
      clues = rb_flow_list_clues (rb_trace_find_flow (trace, "call-1"));
      g_assert_cmpuint (clues->len, ==, 0);
    }
}

static void
a_flow_that_outlives_its_trace_has_none (void)
{
  RbTrace *trace = rb_trace_new ();
  g_autoptr (RbFlow) flow = NULL;
  g_autoptr (GPtrArray) clues = NULL;

  fixture_play (trace, FIXTURE_RINGING "900 P>A 486 2 INVITE b2 b");
  flow = g_object_ref (rb_trace_find_flow (trace, "call-1"));
  g_object_unref (trace);
  clues = rb_flow_list_clues (flow);
  g_assert_cmpuint (clues->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/clue/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), clue_is_found);
    }
  g_test_add_func ("/clue/nothing-is-made-up", nothing_is_made_up);
  g_test_add_func ("/clue/a-flow-that-outlives-its-trace-has-none", a_flow_that_outlives_its_trace_has_none);
  return g_test_run ();
}
