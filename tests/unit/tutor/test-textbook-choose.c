/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which textbook a flow is compared with. */

#include "comparison-fixture.h"

/* RFC 3665 3.2 without its challenge, and with the same hops. */
static void
two_proxies_have_a_textbook_of_their_own (void)
{
  check_script ("0 A>P INVITE 1 INVITE b1 - sdp\n"
                "1 P>A 407 1 INVITE b1 p\n"
                "2 A>P ACK 1 ACK b1 p\n"
                "3 A>P INVITE 2 INVITE b2 - auth sdp\n"
                "4 P>A 100 2 INVITE b2 -\n"
                "5 P>Q INVITE 2 INVITE c1 - vias sdp\n"
                "6 Q>P 100 2 INVITE c1 - vias\n"
                "7 Q>B INVITE 2 INVITE d1 - vias sdp header=Via:_SIP/2.0/UDP_host.example;branch=z9hG4bKx\n"
                "8 B>Q 486 2 INVITE d1 b vias header=Via:_SIP/2.0/UDP_host.example;branch=z9hG4bKx\n"
                "9 Q>B ACK 2 ACK d1 b\n"
                "10 Q>P 486 2 INVITE c1 b vias\n"
                "11 P>Q ACK 2 ACK c1 b\n"
                "12 P>A 486 2 INVITE b2 b\n"
                "13 A>P ACK 2 ACK b2 b\n",
                "rfc3665-3.9",
                "extra challenge certain 1>0 407 Phrase\n"
                "extra challenge certain 0>1 ACK\n"
                "extra challenge certain 0>1 INVITE with credentials (SDP)\n");
}

static void
calls_need_no_proxy (void)
{
  check_recorded ("direct-without-proxy", FULL, "rfc3665-3.1",
                  "extra trying certain 1>0 100 Trying\n"
                  "sender mirrored certain 0>1 BYE\n"
                  "sender mirrored certain 1>0 200 OK (BYE)\n");
  check_script ("0 A>B INVITE 1 INVITE b1 - sdp\n"
                "1 B>A 180 1 INVITE b1 b\n"
                "2 B>A 486 1 INVITE b1 b\n"
                "3 A>B ACK 1 ACK b1 b\n",
                "rejected-direct", "missing trying certain 1>0 100 Trying\n");
  check_recorded ("nobody-there", FULL, "no-response-direct", "");
}

/* What else Kamailio was recorded with. */
static void
other_calls_have_their_textbooks (void)
{
  check_recorded ("hold-and-resume", CALLER, "hold", CHALLENGE);
  check_recorded ("transferred-by-refer", CALLER, "transferred", CHALLENGE);
  check_recorded ("early-media-183-prack", CALLER, "early-media",
                  CHALLENGE "sender mirrored certain 0>1 BYE\n"
                            "sender mirrored certain 1>0 200 OK (BYE)\n");
  check_recorded ("cancel-crosses-200", FULL, "crossed", CHALLENGE);
  check_recorded ("wrong-password", FULL, "wrong-password", "");
  check_script ("0 A>P INVITE 1 INVITE b1 - sdp\n"
                "1 P>A 407 1 INVITE b1 p\n"
                "2 A>P ACK 1 ACK b1 p\n"
                "3 A>P INVITE 2 INVITE b2 - auth sdp\n"
                "4 P>A 403 2 INVITE b2 p\n"
                "5 A>P ACK 2 ACK b2 p\n",
                "wrong-password", "");
  check_recorded ("not-registered-404", FULL, "refused", "missing trying certain 1>0 100 Trying\n" CHALLENGE);
  check_recorded ("redirected-302-not-followed", CALLER, "redirected", CHALLENGE);
  check_recorded ("redirected-302-not-followed", FULL, "redirected-by-callee",
                  CHALLENGE "missing trying certain 2>1 100 Trying\n");
  check_recorded ("redirected-302-followed", CALLER, "answered",
                  "extra redirect certain 0>1 INVITE (SDP)\n"
                  "extra redirect certain 1>0 407 Proxy Authentication Required\n"
                  "extra redirect certain 0>1 ACK\n"
                  "extra redirect certain 0>1 INVITE with credentials (SDP)\n"
                  "extra redirect certain 1>0 100 trying -- your call is important to us\n"
                  "extra redirect certain 1>0 302 Moved Temporarily\n"
                  "extra redirect certain 0>1 ACK\n"
                  "missing trying certain 1>0 100 Trying\n");
}

static void
lost_messages_are_repeated (void)
{
  check_recorded ("loss-of-everything-once", CALLEE, "answered",
                  "repeated timer-a certain 1>2 INVITE (SDP)\n"
                  "missing trying likely 2>1 100 Trying\n"
                  "repeated 2xx certain 2>1 200 OK (SDP)\n"
                  "repeated asked-again certain 1>2 ACK\n"
                  "sender mirrored certain 1>2 BYE\n"
                  "repeated timer-e certain 1>2 BYE\n"
                  "sender mirrored certain 2>1 200 OK (BYE)\n");
}

static void
check_registration (const char *script, const char *textbook, const char *differences)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);

  g_assert_cmpstr (rb_flow_get_method (flow), ==, "REGISTER");
  check_flow (flow, textbook, differences);
}

#define REGISTERED                                                                                                     \
  "0 A>P REGISTER 1 REGISTER r1 - header=Contact:_<sip:a@host>\n"                                                      \
  "1 P>A 401 1 REGISTER r1 p\n"                                                                                        \
  "2 A>P REGISTER 2 REGISTER r2 - auth header=Contact:_<sip:a@host>\n"                                                 \
  "3 P>A 200 2 REGISTER r2 p\n"

static void
registrations_have_their_textbooks (void)
{
  check_registration (REGISTERED, "rfc3665-2.1", "");
  check_registration ("0 A>P REGISTER 1 REGISTER r1 - auth\n"
                      "1 P>A 200 1 REGISTER r1 p\n",
                      "rfc3665-2.3", "");
  check_registration ("0 A>P REGISTER 1 REGISTER r1 - header=Contact:_<sip:a@host>\n"
                      "1 P>A 200 1 REGISTER r1 p\n",
                      "rfc3665-2.2", "");
  check_registration ("0 A>P REGISTER 1 REGISTER r1 - auth header=Expires:_0\n"
                      "1 P>A 200 1 REGISTER r1 p\n",
                      "rfc3665-2.4", "");
  check_registration ("0 A>P REGISTER 1 REGISTER r1 -\n"
                      "1 P>A 401 1 REGISTER r1 p\n"
                      "2 A>P REGISTER 2 REGISTER r2 - auth\n"
                      "3 P>A 401 2 REGISTER r2 p\n",
                      "rfc3665-2.5", "");
  check_registration (REGISTERED "4 A>P REGISTER 3 REGISTER r3 - auth\n"
                                 "5 P>A 200 3 REGISTER r3 p\n"
                                 "6 A>P REGISTER 4 REGISTER r4 - auth\n"
                                 "7 P>A 200 4 REGISTER r4 p\n",
                      "registration-life",
                      "extra refresh certain 0>1 REGISTER with credentials\n"
                      "extra refresh certain 1>0 200 Phrase\n");
  check_registration ("0 A>P REGISTER 1 REGISTER r1 - auth header=Contact:_<sip:a@host>\n"
                      "1 P>A 423 1 REGISTER r1 p\n"
                      "2 A>P REGISTER 2 REGISTER r2 - auth header=Contact:_<sip:a@host>\n"
                      "3 P>A 200 2 REGISTER r2 p\n",
                      "rfc3665-2.2",
                      "extra earlier-attempt likely 1>0 423 Phrase\n"
                      "extra earlier-attempt likely 0>1 REGISTER with credentials\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/textbook-choose/two-proxies-have-a-textbook-of-their-own",
                   two_proxies_have_a_textbook_of_their_own);
  g_test_add_func ("/textbook-choose/calls-need-no-proxy", calls_need_no_proxy);
  g_test_add_func ("/textbook-choose/other-calls-have-their-textbooks", other_calls_have_their_textbooks);
  g_test_add_func ("/textbook-choose/lost-messages-are-repeated", lost_messages_are_repeated);
  g_test_add_func ("/textbook-choose/registrations-have-their-textbooks", registrations_have_their_textbooks);
  return g_test_run ();
}
