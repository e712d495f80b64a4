/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How each kind of call ends, from one leg's evidence. */

#include "trace-fixture.h"

static const struct
{
  const char *name;
  const char *script;
  RbVerdictKind kind;
  RbParty ended_by;
  guint status;
  const char *text;
} cases[] = {
  /* the five kinds of the lab report */
  { "no-answer-proxy-gives-up", FIXTURE_RINGING "30100 P>A 408 2 INVITE b2 p\n30101 A>P ACK 2 ACK b2 p",
    RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY, 408, "No answer: the proxy gave up after 30 s of ringing." },
  { "rejected", FIXTURE_RINGING "2042 P>A 486 2 INVITE b2 b\n2043 A>P ACK 2 ACK b2 b", RB_VERDICT_REJECTED,
    RB_PARTY_CALLEE, 486, "Rejected: the callee refused after 1.9 s of ringing (486 Busy Here)." },
  { "cancelled",
    FIXTURE_RINGING
    "3900 A>P CANCEL 2 CANCEL b2 -\n3910 P>A 200 2 CANCEL b2 p\n3911 P>A 487 2 INVITE b2 b\n3912 A>P ACK 2 ACK b2 b",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, 487, "Cancelled: the caller hung up after 3.8 s of ringing." },
  { "answered-caller-hangs-up", FIXTURE_ANSWERED "15200 A>P BYE 3 BYE b4 b\n15201 P>A 200 3 BYE b4 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, 200, "Answered: the caller hung up after 12 s." },
  { "answered-callee-hangs-up", FIXTURE_ANSWERED "5100 P>A BYE 1 BYE y1 a from=b\n5101 A>P 200 1 BYE y1 a from=b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, 200, "Answered: the callee hung up after 2.0 s." },
  { "busy", FIXTURE_CHALLENGE "300 P>A 486 2 INVITE b2 b\n301 A>P ACK 2 ACK b2 b", RB_VERDICT_BUSY, RB_PARTY_CALLEE,
    486, "Busy: the callee's phone refused without ringing (486 Busy Here)." },

  { "declined", FIXTURE_RINGING "900 P>A 603 2 INVITE b2 b", RB_VERDICT_DECLINED, RB_PARTY_CALLEE, 603, NULL },
  { "busy-everywhere", FIXTURE_CHALLENGE "300 P>A 600 2 INVITE b2 b", RB_VERDICT_BUSY, RB_PARTY_CALLEE, 600, NULL },
  { "not-found", FIXTURE_CHALLENGE "300 P>A 404 2 INVITE b2 p", RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY, 404,
    "Not found: the proxy knows no such user or number (404 Not Found)." },
  { "not-found-said-by-a-phone", FIXTURE_CHALLENGE "300 P>A 404 2 INVITE b2 b header=User-Agent:phone",
    RB_VERDICT_NOT_FOUND, RB_PARTY_CALLEE, 404, NULL },
  { "gone", FIXTURE_CHALLENGE "300 P>A 410 2 INVITE b2 p", RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY, 410, NULL },
  { "number-incomplete", FIXTURE_CHALLENGE "300 P>A 484 2 INVITE b2 p", RB_VERDICT_NOT_FOUND, RB_PARTY_PROXY, 484,
    NULL },
  { "wrong-password", FIXTURE_CHALLENGE "300 P>A 407 2 INVITE b2 p", RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY, 407,
    "Not allowed: the user name or password was refused (407 Proxy Authentication Required)." },
  { "forbidden-with-credentials", FIXTURE_CHALLENGE "300 P>A 403 2 INVITE b2 p", RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY,
    403, NULL },
  { "forbidden-without-credentials", "0 A>P INVITE 1 INVITE b1 -\n1 P>A 403 1 INVITE b1 p", RB_VERDICT_FAILED,
    RB_PARTY_PROXY, 403, NULL },
  { "challenge-left-alone", "0 A>P INVITE 1 INVITE b1 -\n1 P>A 407 1 INVITE b1 p\n2 A>P ACK 1 ACK b1 p",
    RB_VERDICT_AUTH_FAILED, RB_PARTY_PROXY, 407,
    "Not allowed: a password was asked for and none was sent (407 Proxy Authentication Required)." },
  { "not-available", FIXTURE_CHALLENGE "300 P>A 480 2 INVITE b2 p", RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY, 480, NULL },
  { "no-answer-480-by-proxy", FIXTURE_RINGING "20100 P>A 480 2 INVITE b2 p", RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY, 480,
    "No answer: the proxy gave up after 20 s of ringing." },
  { "rejected-480-by-the-phone-that-rang", FIXTURE_RINGING "2100 P>A 480 2 INVITE b2 b", RB_VERDICT_REJECTED,
    RB_PARTY_CALLEE, 480, NULL },
  { "early-media-is-not-ringing", FIXTURE_CHALLENGE "100 P>A 183 2 INVITE b2 b sdp\n150 P>A 480 2 INVITE b2 b",
    RB_VERDICT_UNREACHABLE, RB_PARTY_CALLEE, 480, NULL },
  { "service-unavailable", FIXTURE_CHALLENGE "300 P>A 503 2 INVITE b2 p", RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY, 503,
    NULL },
  { "flow-failed", FIXTURE_CHALLENGE "300 P>A 430 2 INVITE b2 p", RB_VERDICT_UNREACHABLE, RB_PARTY_PROXY, 430, NULL },
  { "not-acceptable", FIXTURE_CHALLENGE "300 P>A 488 2 INVITE b2 b", RB_VERDICT_FAILED, RB_PARTY_CALLEE, 488,
    "Failed: the callee's phone refused the call (488 Not Acceptable Here)." },
  { "server-error", FIXTURE_CHALLENGE "300 P>A 500 2 INVITE b2 p", RB_VERDICT_FAILED, RB_PARTY_PROXY, 500, NULL },
  { "redirected", "0 A>P INVITE 1 INVITE b1 -\n1 P>A 302 1 INVITE b1 p\n2 A>P ACK 1 ACK b1 p", RB_VERDICT_REDIRECTED,
    RB_PARTY_PROXY, 302, "Redirected to another address, and not followed (302 Moved Temporarily)." },
  { "redirection-followed",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 302 1 INVITE b1 p\n2 A>P ACK 1 ACK b1 p\n"
    "3 A>C INVITE 2 INVITE b2 -\n4 C>A 486 2 INVITE b2 c",
    RB_VERDICT_BUSY, RB_PARTY_CALLEE, 486, NULL },

  { "never-acknowledged-callee-gives-up",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b\n3600 P>A 200 2 INVITE b2 b\n35100 P>A BYE 1 BYE y1 a from=b",
    RB_VERDICT_NEVER_ACKNOWLEDGED, RB_PARTY_CALLEE, 200, NULL },
  { "never-acknowledged-for-64-t1", FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b\n35200 P>A 200 2 INVITE b2 b",
    RB_VERDICT_NEVER_ACKNOWLEDGED, RB_PARTY_NONE, 200, NULL },
  { "answered-and-still-on", FIXTURE_ANSWERED "8100 A>P OPTIONS 9 OPTIONS o1 - call=other", RB_VERDICT_ANSWERED,
    RB_PARTY_NONE, 200, "Answered: the capture ends after 5.0 s, before the call does." },
  { "answer-crosses-cancel",
    FIXTURE_RINGING "3000 A>P CANCEL 2 CANCEL b2 -\n3001 P>A 200 2 INVITE b2 b\n3002 P>A 200 2 CANCEL b2 p\n"
                    "3003 A>P ACK 2 ACK b3 b\n3004 A>P BYE 3 BYE b4 b",
    RB_VERDICT_RACE, RB_PARTY_CALLER, 200,
    "Race: the caller cancelled just as the callee answered, and hung up after 0.0 s." },
  { "rejection-crosses-cancel", FIXTURE_RINGING "3000 A>P CANCEL 2 CANCEL b2 -\n3001 P>A 486 2 INVITE b2 b",
    RB_VERDICT_REJECTED, RB_PARTY_CALLEE, 486, NULL },
  { "re-invite-changes-nothing",
    FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE h1 b sdp\n4001 P>A 488 3 INVITE h1 b\n4002 A>P ACK 3 ACK h1 b\n"
                     "5100 A>P BYE 4 BYE b5 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, 200, "Answered: the caller hung up after 2.0 s." },

  { "calling", "0 A>P INVITE 1 INVITE b1 -", RB_VERDICT_IN_PROGRESS, RB_PARTY_NONE, 0,
    "The capture ends before any response to the INVITE." },
  { "trying", FIXTURE_CHALLENGE, RB_VERDICT_IN_PROGRESS, RB_PARTY_NONE, 0, NULL },
  { "ringing", FIXTURE_RINGING "2100 A>P OPTIONS 9 OPTIONS o1 - call=other", RB_VERDICT_IN_PROGRESS, RB_PARTY_NONE, 0,
    "The capture ends while the phone rings, after 2.0 s." },
  { "silence-for-64-t1", "0 A>P INVITE 1 INVITE b1 -\n32000 A>P INVITE 1 INVITE b1 -", RB_VERDICT_UNREACHABLE,
    RB_PARTY_STACK, 0, NULL },
  { "own-timer-without-ringing", "0 A>P INVITE 1 INVITE b1 - sent\n32000 P>A 408 1 INVITE b1 - recv synthetic",
    RB_VERDICT_UNREACHABLE, RB_PARTY_STACK, 408, NULL },
  { "own-timer-after-ringing", FIXTURE_RINGING "60100 P>A 408 2 INVITE b2 - synthetic", RB_VERDICT_NO_ANSWER,
    RB_PARTY_STACK, 408, "No answer: the caller's own timer gave up after 60 s of ringing." },

  /* the callee's side of a proxy */
  { "cancelled-seen-by-the-callee",
    "0 P>B INVITE 2 INVITE p1 - vias\n10 B>P 180 2 INVITE p1 b vias\n6010 P>B CANCEL 2 CANCEL p1 -\n"
    "6011 B>P 200 2 CANCEL p1 b\n6012 B>P 487 2 INVITE p1 b vias",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, 487,
    "Cancelled: the caller hung up, or the proxy gave up, after 6.0 s of ringing." },
  { "answered-elsewhere",
    "0 P>B INVITE 2 INVITE p1 - vias\n10 B>P 180 2 INVITE p1 b vias\n"
    "6010 P>B CANCEL 2 CANCEL p1 - header=Reason:SIP;cause=200;text=\"Call_completed_elsewhere\"",
    RB_VERDICT_CANCELLED, RB_PARTY_PROXY, 0, "Cancelled: another phone answered the call." },

  { "registered", "0 A>P REGISTER 1 REGISTER r1 -\n1 P>A 200 1 REGISTER r1 p header=Contact:<sip:a@h>,<sip:b@h>",
    RB_VERDICT_NONE, RB_PARTY_NONE, 200, "Registered (2 bindings)." },
  { "unregistered", "0 A>P REGISTER 1 REGISTER r1 - header=Expires:0\n1 P>A 200 1 REGISTER r1 p", RB_VERDICT_NONE,
    RB_PARTY_NONE, 200, "Unregistered." },
  { "registration-refused", "0 A>P REGISTER 1 REGISTER r1 - auth\n1 P>A 403 1 REGISTER r1 p", RB_VERDICT_NONE,
    RB_PARTY_NONE, 403, "Registration refused: 403 Forbidden." },
  { "registration-unanswered", "0 A>P REGISTER 1 REGISTER r1 -", RB_VERDICT_NONE, RB_PARTY_NONE, 0,
    "Registration: no response yet." },
  { "options", "0 A>P OPTIONS 1 OPTIONS o1 -\n1 P>A 200 1 OPTIONS o1 p", RB_VERDICT_NONE, RB_PARTY_NONE, 200,
    "OPTIONS: 200 OK." },
};

static void
verdict_is_as_expected (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const RbVerdict *verdict;
  g_autoptr (RbVerdict) copy = NULL;

  fixture_play (trace, cases[i].script);
  verdict = rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"));
  g_test_message ("%s", verdict->text);
  g_assert_cmpstr (rb_verdict_kind_to_string (verdict->kind), ==, rb_verdict_kind_to_string (cases[i].kind));
  g_assert_cmpstr (rb_party_to_string (verdict->ended_by), ==, rb_party_to_string (cases[i].ended_by));
  g_assert_cmpuint (verdict->status, ==, cases[i].status);
  g_assert_null (strchr (verdict->text, '{'));
  g_assert_cmpuint (strlen (verdict->text), >, 0);
  if (cases[i].text != NULL)
    g_assert_cmpstr (verdict->text, ==, cases[i].text);
  g_assert_cmpuint (verdict->evidence->len, >, 0);

  copy = rb_verdict_copy (verdict);
  g_assert_cmpstr (copy->text, ==, verdict->text);
  g_assert_cmpuint (copy->evidence->len, ==, verdict->evidence->len);
}

static void
times_are_measured (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const RbVerdict *verdict;

  fixture_play (trace, FIXTURE_ANSWERED "5100 A>P BYE 3 BYE b4 b");
  verdict = rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"));
  g_assert_cmpint (verdict->ring_us, ==, 3000000);
  g_assert_cmpint (verdict->talk_us, ==, 2000000);
  g_assert_cmpuint (verdict->evidence->len, ==, 5);
}

/* At each message the sentence may change; the last one stays. */
static void
verdict_follows_the_call (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  static const struct
  {
    const char *line;
    RbVerdictKind kind;
  } steps[] = {
    { "0 A>P INVITE 1 INVITE b1 -", RB_VERDICT_IN_PROGRESS },
    { "1 P>A 180 1 INVITE b1 b", RB_VERDICT_IN_PROGRESS },
    { "2 A>P CANCEL 1 CANCEL b1 -", RB_VERDICT_CANCELLED },
    { "3 P>A 200 1 INVITE b1 b", RB_VERDICT_RACE },
    { "4 A>P ACK 1 ACK b2 b", RB_VERDICT_RACE },
    { "5 A>P BYE 2 BYE b3 b", RB_VERDICT_RACE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      fixture_say (trace, steps[i].line);
      g_assert_cmpint (rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"))->kind, ==, steps[i].kind);
    }
}

/* Both sides of the proxy: who cancelled is known, per leg. */
static void
legs_are_judged_each (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbVerdict) callee = NULL;
  RbFlow *flow;

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n"
                       "1 P>B INVITE 1 INVITE p1 - vias\n"
                       "2 B>P 180 1 INVITE p1 b vias\n"
                       "3 P>A 180 1 INVITE b1 b\n"
                       "6003 P>A 408 1 INVITE b1 p\n"
                       "6004 P>B CANCEL 1 CANCEL p1 -\n"
                       "6005 B>P 487 1 INVITE p1 b vias\n");
  flow = rb_trace_find_flow (trace, "call-1");
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_NO_ANSWER);
  callee = rb_flow_judge_leg (flow, 1);
  g_assert_cmpint (callee->kind, ==, RB_VERDICT_CANCELLED);
  g_assert_cmpint (callee->ended_by, ==, RB_PARTY_PROXY);
  g_assert_cmpstr (callee->text, ==, "Cancelled: the proxy gave up after 6.0 s of ringing.");
}

static void
every_kind_has_a_word_and_a_label (void)
{
  for (RbVerdictKind kind = RB_VERDICT_NONE; kind < RB_VERDICT_N_KINDS; kind++)
    {
      g_assert_cmpstr (rb_verdict_kind_to_string (kind), !=, "");
      g_assert_cmpstr (rb_verdict_kind_get_label (kind), !=, "");
    }
  g_assert_cmpstr (rb_party_to_string (RB_PARTY_NONE), ==, "");
  g_assert_cmpstr (rb_party_to_string (RB_PARTY_STACK), ==, "stack");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/verdict/of/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), verdict_is_as_expected);
    }
  g_test_add_func ("/verdict/times-are-measured", times_are_measured);
  g_test_add_func ("/verdict/follows-the-call", verdict_follows_the_call);
  g_test_add_func ("/verdict/legs-are-judged-each", legs_are_judged_each);
  g_test_add_func ("/verdict/every-kind-has-a-word-and-a-label", every_kind_has_a_word_and_a_label);
  return g_test_run ();
}
