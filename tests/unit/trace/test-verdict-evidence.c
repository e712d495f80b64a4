/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How sure a verdict is, by which messages, and what it says when a capture shows only one side or
 * only a part of the call. */

#include "rb-flow-private.h"
#include "trace-fixture.h"

#define CERTAIN RB_CONFIDENCE_CERTAIN
#define LIKELY RB_CONFIDENCE_LIKELY
#define GUESS RB_CONFIDENCE_GUESS

/* The callee's side of a proxy. */
#define RELAYED "0 P>B INVITE 2 INVITE p1 - vias\n10 B>P 180 2 INVITE p1 b vias\n"
/* Both sides. */
#define BOTH                                                                                                           \
  "0 A>P INVITE 2 INVITE b2 - auth\n1 P>A 100 2 INVITE b2 -\n2 P>B INVITE 2 INVITE p1 - vias\n"                        \
  "10 B>P 180 2 INVITE p1 b vias\n11 P>A 180 2 INVITE b2 b\n"
#define TALK "3100 P>A 200 1 INVITE b1 b\n3101 A>P ACK 1 ACK b2 b\n"
#define CALL "0 A>P INVITE 1 INVITE b1 -\n100 P>A 180 1 INVITE b1 b\n" TALK
#define TIMED                                                                                                          \
  "0 A>P INVITE 1 INVITE b1 -\n100 P>A 180 1 INVITE b1 b\n"                                                            \
  "3100 P>A 200 1 INVITE b1 b header=Session-Expires:90;refresher=uac\n3101 A>P ACK 1 ACK b2 b\n"

static const struct
{
  const char *name;
  const char *script;
  RbVerdictKind kind;
  RbParty ended_by;
  RbConfidence confidence;
  guint traits; /* beside RB_TRAIT_RANG and RB_TRAIT_OVER */
  const char *text;
} cases[] = {
  /* who says no, and how that shows */
  { "the-phone-that-rang-refuses", FIXTURE_RINGING "900 P>A 486 2 INVITE b2 b", RB_VERDICT_REJECTED, RB_PARTY_CALLEE,
    CERTAIN, 0, NULL },
  { "busy-without-any-sign-of-the-phone", FIXTURE_CHALLENGE "300 P>A 486 2 INVITE b2 x", RB_VERDICT_BUSY,
    RB_PARTY_CALLEE, LIKELY, 0, NULL },
  { "busy-said-by-a-server", FIXTURE_CHALLENGE "300 P>A 486 2 INVITE b2 x header=Server:pbx", RB_VERDICT_BUSY,
    RB_PARTY_CALLEE, GUESS, 0, NULL },
  { "busy-seen-on-both-sides",
    "0 A>P INVITE 2 INVITE b2 -\n2 P>B INVITE 2 INVITE p1 - vias\n3 B>P 486 2 INVITE p1 b vias\n4 P>A 486 2 INVITE b2 "
    "b",
    RB_VERDICT_BUSY, RB_PARTY_CALLEE, CERTAIN, 0, NULL },
  { "600-after-ringing", FIXTURE_RINGING "900 P>A 600 2 INVITE b2 b", RB_VERDICT_REJECTED, RB_PARTY_CALLEE, CERTAIN, 0,
    NULL },
  { "not-found-by-a-proxy-that-challenged", FIXTURE_CHALLENGE "300 P>A 404 2 INVITE b2 p", RB_VERDICT_NOT_FOUND,
    RB_PARTY_PROXY, LIKELY, 0, NULL },
  { "not-found-by-nobody-knows-whom", "0 A>P INVITE 1 INVITE b1 -\n9 P>A 404 1 INVITE b1 p", RB_VERDICT_NOT_FOUND,
    RB_PARTY_PROXY, GUESS, 0, NULL },
  { "408-with-another-tag", FIXTURE_RINGING "6100 P>A 408 2 INVITE b2 p", RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY, LIKELY,
    0, NULL },
  { "408-seen-on-both-sides", BOTH "6100 P>A 408 2 INVITE b2 p\n6101 P>B CANCEL 2 CANCEL p1 -", RB_VERDICT_NO_ANSWER,
    RB_PARTY_PROXY, CERTAIN, 0, NULL },
  { "408-of-the-phone", FIXTURE_RINGING "6100 P>A 408 2 INVITE b2 b", RB_VERDICT_NO_ANSWER, RB_PARTY_CALLEE, CERTAIN, 0,
    "No answer: the callee's phone gave up after 6.0 s of ringing." },
  { "not-sent", "0 A>P INVITE 1 INVITE b1 - sent\n1 P>A 503 1 INVITE b1 - recv synthetic", RB_VERDICT_UNREACHABLE,
    RB_PARTY_STACK, CERTAIN, 0, "Unreachable: the INVITE could not be sent (503 Service Unavailable)." },
  { "503-of-the-next-hop", "0 A>P INVITE 1 INVITE b1 -\n1 P>A 503 1 INVITE b1 p", RB_VERDICT_UNREACHABLE,
    RB_PARTY_PROXY, GUESS, 0, NULL },

  /* who cancelled */
  { "cancelled-by-the-caller", FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 487 2 INVITE b2 b",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, CERTAIN, 0, NULL },
  { "cancel-without-an-end", FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -", RB_VERDICT_CANCELLED, RB_PARTY_CALLER,
    LIKELY, 0, NULL },
  { "487-without-a-cancel", FIXTURE_RINGING "900 P>A 487 2 INVITE b2 b", RB_VERDICT_CANCELLED, RB_PARTY_CALLER, LIKELY,
    0, NULL },
  { "487-captured-before-the-cancel", FIXTURE_RINGING "900 P>A 487 2 INVITE b2 b\n901 A>P CANCEL 2 CANCEL b2 -",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, CERTAIN, 0, NULL },
  { "the-callee-cannot-know", RELAYED "900 P>B CANCEL 2 CANCEL p1 -\n901 B>P 487 2 INVITE p1 b vias",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, GUESS, 0,
    "Cancelled: the caller hung up, or the proxy gave up, after 0.9 s of ringing." },
  { "the-callee-is-told-408",
    RELAYED "6010 P>B CANCEL 2 CANCEL p1 - header=Reason:SIP;cause=408\n6011 B>P 487 2 INVITE p1 b vias",
    RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY, CERTAIN, 0, "No answer: the proxy gave up after 6.0 s of ringing." },
  { "the-callee-is-told-of-another-phone",
    RELAYED "900 P>B CANCEL 2 CANCEL p1 - header=Reason:SIP;cause=200\n901 B>P 487 2 INVITE p1 b vias",
    RB_VERDICT_CANCELLED, RB_PARTY_PROXY, CERTAIN, RB_TRAIT_ELSEWHERE, "Cancelled: another phone answered the call." },

  /* races */
  { "cancel-meets-the-answer-on-its-way",
    FIXTURE_RINGING "3000 A>P CANCEL 2 CANCEL b2 -\n3001 P>A 200 2 INVITE b2 b\n3002 A>P ACK 2 ACK b3 b\n"
                    "3010 A>P BYE 3 BYE b4 b",
    RB_VERDICT_RACE, RB_PARTY_CALLER, CERTAIN, 0, NULL },
  { "cancel-reaches-the-phone-that-has-answered",
    RELAYED "900 B>P 200 2 INVITE p1 b vias\n905 P>B CANCEL 2 CANCEL p1 -\n906 B>P 481 2 CANCEL p1 b\n"
            "910 P>B ACK 2 ACK p2 b\n920 P>B BYE 3 BYE p3 b",
    RB_VERDICT_RACE, RB_PARTY_CALLER, CERTAIN, 0, NULL },
  { "the-callee-hangs-up-after-a-race",
    FIXTURE_RINGING "3000 A>P CANCEL 2 CANCEL b2 -\n3001 P>A 200 2 INVITE b2 b\n3002 A>P ACK 2 ACK b3 b\n"
                    "3010 P>A BYE 1 BYE y1 a from=b",
    RB_VERDICT_RACE, RB_PARTY_CALLEE, CERTAIN, 0,
    "Race: the caller cancelled just as the callee answered; the callee hung up after 0.0 s." },
  { "nobody-hangs-up-after-a-race", FIXTURE_RINGING "3000 A>P CANCEL 2 CANCEL b2 -\n3001 P>A 200 2 INVITE b2 b",
    RB_VERDICT_RACE, RB_PARTY_NONE, CERTAIN, 0,
    "Race: the caller cancelled just as the callee answered; no BYE has followed." },
  { "a-cancel-that-changed-nothing",
    FIXTURE_RINGING "3000 A>P CANCEL 2 CANCEL b2 -\n3001 P>A 200 2 INVITE b2 b\n3002 A>P ACK 2 ACK b3 b\n"
                    "60010 P>A BYE 1 BYE y1 a from=b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, CERTAIN, 0, NULL },

  /* forks */
  { "one-phone-of-two-answers",
    FIXTURE_RINGING "101 P>A 180 2 INVITE b2 c\n900 P>A 200 2 INVITE b2 c\n901 A>P ACK 2 ACK b3 c\n"
                    "1900 A>P BYE 3 BYE b4 c",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, RB_TRAIT_FORKED,
    "Answered by one phone of 2: the caller hung up after 1.0 s." },
  { "the-proxy-forks",
    "0 A>P INVITE 2 INVITE b2 - auth\n2 P>B INVITE 2 INVITE p1 - vias\n2 P>C INVITE 2 INVITE p2 - vias\n"
    "9 C>P 200 2 INVITE p2 c vias\n10 P>A 200 2 INVITE b2 c\n11 P>B CANCEL 2 CANCEL p1 -\n12 A>P ACK 2 ACK b3 c\n"
    "20 P>A BYE 1 BYE y1 a from=c",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, CERTAIN, RB_TRAIT_FORKED,
    "Answered by one phone of 2: the callee hung up after 0.0 s." },
  { "a-copy-on-the-next-hop-is-no-fork",
    "0 A>P INVITE 2 INVITE b2 - auth\n2 P>B INVITE 2 INVITE p1 - vias\n502 P>B INVITE 2 INVITE p1 - vias\n"
    "509 B>P 200 2 INVITE p1 b vias\n510 P>A 200 2 INVITE b2 b\n512 A>P ACK 2 ACK b3 b\n520 A>P BYE 3 BYE y1 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, 0, "Answered: the caller hung up after 0.0 s." },
  { "two-proxies-in-a-row-are-no-fork",
    "0 A>P INVITE 2 INVITE b2 -\n1 P>Q INVITE 2 INVITE p1 - vias\n2 Q>B INVITE 2 INVITE q1 - vias via=q,p,a\n"
    "9 P>A 200 2 INVITE b2 b\n12 A>P ACK 2 ACK b3 b\n20 A>P BYE 3 BYE y1 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, 0, NULL },
  { "the-bye-of-the-other-branch-ends-nothing",
    FIXTURE_RINGING "101 P>A 180 2 INVITE b2 c\n900 P>A 200 2 INVITE b2 c\n901 A>P ACK 2 ACK b3 c\n"
                    "902 P>A 200 2 INVITE b2 b\n903 A>P ACK 2 ACK b4 b\n904 A>P BYE 3 BYE b5 b\n"
                    "9900 P>A BYE 1 BYE y1 a from=c",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, CERTAIN, RB_TRAIT_FORKED, NULL },

  /* transfers */
  { "transferred-by-the-caller",
    CALL "4000 A>P REFER 2 REFER r1 b\n4001 P>A 202 2 REFER r1 b\n"
         "4002 P>A NOTIFY 1 NOTIFY n1 a from=b frag=100\n4900 P>A NOTIFY 2 NOTIFY n2 a from=b frag=200\n"
         "4901 A>P BYE 3 BYE b5 b",
    RB_VERDICT_TRANSFERRED, RB_PARTY_CALLER, CERTAIN, 0, "Transferred: the caller handed the call over after 1.8 s." },
  { "transferred-by-the-callee",
    CALL "4000 P>A REFER 2 REFER r1 a from=b\n4001 A>P 202 2 REFER r1 a from=b\n4002 P>A BYE 3 BYE y5 a from=b",
    RB_VERDICT_TRANSFERRED, RB_PARTY_CALLEE, LIKELY, 0, NULL },
  { "transfer-that-failed",
    CALL "4000 A>P REFER 2 REFER r1 b\n4001 P>A 202 2 REFER r1 b\n4900 P>A NOTIFY 2 NOTIFY n2 a from=b frag=486\n"
         "9901 P>A BYE 3 BYE b5 a from=b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, CERTAIN, 0, NULL },
  { "transfer-that-was-refused", CALL "4000 A>P REFER 2 REFER r1 b\n4001 P>A 603 2 REFER r1 b\n5000 A>P BYE 3 BYE b5 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, 0, NULL },
  { "takes-over-another-call",
    "0 A>P INVITE 1 INVITE b1 - header=Replaces:x;to-tag=1;from-tag=2\n" TALK "4000 A>P BYE 2 BYE b3 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, RB_TRAIT_REPLACES,
    "Answered in place of another call (Replaces): the caller hung up after 0.9 s." },

  /* redirections and loops */
  { "redirection-followed-at-the-same-server",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 302 1 INVITE b1 p\n2 A>P ACK 1 ACK b1 p\n3 A>P INVITE 2 INVITE b2 -\n"
    "4 P>A 180 2 INVITE b2 c\n900 P>A 603 2 INVITE b2 c",
    RB_VERDICT_DECLINED, RB_PARTY_CALLEE, CERTAIN, RB_TRAIT_REDIRECTED, NULL },
  { "redirection-followed-elsewhere",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 302 1 INVITE b1 p\n2 A>P ACK 1 ACK b1 p\n3 A>C INVITE 2 INVITE b2 -\n"
    "4 C>A 180 2 INVITE b2 c\n900 C>A 486 2 INVITE b2 c",
    RB_VERDICT_REJECTED, RB_PARTY_CALLEE, CERTAIN, RB_TRAIT_REDIRECTED, NULL },
  { "loop", FIXTURE_CHALLENGE "30 P>A 482 2 INVITE b2 p", RB_VERDICT_LOOP, RB_PARTY_PROXY, LIKELY, 0,
    "Loop: the call came back to a proxy or passed through too many (482 Loop Detected)." },
  { "too-many-hops", FIXTURE_CHALLENGE "30 P>A 483 2 INVITE b2 p", RB_VERDICT_LOOP, RB_PARTY_PROXY, LIKELY, 0, NULL },

  /* glare */
  { "both-ends-hold-at-once",
    CALL "4000 A>P INVITE 2 INVITE h1 b\n4001 P>A INVITE 1 INVITE h2 a from=b\n4002 P>A 491 2 INVITE h1 b\n"
         "4003 A>P 491 1 INVITE h2 a from=b\n6000 A>P INVITE 3 INVITE h3 b\n6001 P>A 200 3 INVITE h3 b\n"
         "7100 A>P BYE 4 BYE b5 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, RB_TRAIT_GLARE,
    "Answered: the caller hung up after 4.0 s; in between both ends changed the call at the same moment (491)." },
  { "glare-at-the-start", FIXTURE_CHALLENGE "30 P>A 491 2 INVITE b2 b", RB_VERDICT_GLARE, RB_PARTY_CALLEE, LIKELY, 0,
    NULL },

  /* session timer */
  { "bye-a-third-before-the-end", TIMED "63100 P>A BYE 1 BYE y1 a from=b", RB_VERDICT_SESSION_EXPIRED, RB_PARTY_CALLEE,
    LIKELY, 0, "Session timer: the call was not refreshed in time, and the callee ended it after 60 s." },
  { "bye-at-the-end", TIMED "93200 A>P BYE 2 BYE b3 b", RB_VERDICT_SESSION_EXPIRED, RB_PARTY_CALLER, LIKELY, 0, NULL },
  { "refresh-that-found-nobody",
    TIMED "48100 A>P UPDATE 2 UPDATE u1 b\n80100 P>A 408 2 UPDATE u1 b\n80101 A>P BYE 3 BYE b3 b",
    RB_VERDICT_SESSION_EXPIRED, RB_PARTY_CALLER, LIKELY, 0, NULL },
  { "refreshed-in-time",
    TIMED "48100 A>P UPDATE 2 UPDATE u1 b\n48200 P>A 200 2 UPDATE u1 b header=Session-Expires:90\n"
          "63100 P>A BYE 1 BYE y1 a from=b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, CERTAIN, 0, NULL },
  { "never-refreshed-and-never-ended", TIMED "200000 A>P OPTIONS 9 OPTIONS o1 - call=other", RB_VERDICT_SESSION_EXPIRED,
    RB_PARTY_NONE, LIKELY, 0, NULL },
  { "hung-up-early", TIMED "20000 P>A BYE 1 BYE y1 a from=b", RB_VERDICT_ANSWERED, RB_PARTY_CALLEE, CERTAIN, 0, NULL },

  /* the ACK */
  { "the-200-is-repeated-in-vain",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b\n3600 P>A 200 2 INVITE b2 b\n35100 P>A BYE 1 BYE y1 a from=b",
    RB_VERDICT_NEVER_ACKNOWLEDGED, RB_PARTY_CALLEE, CERTAIN, 0, NULL },
  { "the-ack-may-have-gone-another-way", FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b\n9100 P>A BYE 1 BYE y1 a from=b",
    RB_VERDICT_NEVER_ACKNOWLEDGED, RB_PARTY_CALLEE, LIKELY, 0, NULL },
  { "ack-and-bye-pass-the-proxy-by",
    "0 A>P INVITE 2 INVITE b2 -\n1 P>B INVITE 2 INVITE p1 - vias\n2 B>P 200 2 INVITE p1 b vias\n3 P>A 200 2 INVITE b2 "
    "b\n"
    "4 A>B ACK 2 ACK b3 b\n2003 A>B BYE 3 BYE b4 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, 0, "Answered: the caller hung up after 2.0 s." },

  /* an answer that the capture missed */
  { "ack-without-a-200", FIXTURE_RINGING "3101 A>P ACK 2 ACK b3 b\n15101 A>P BYE 3 BYE b4 b", RB_VERDICT_ANSWERED,
    RB_PARTY_CALLER, LIKELY, 0, "Answered: the caller hung up after 12 s." },
  { "a-callee-hangs-up-only-what-it-answered", FIXTURE_RINGING "5101 P>A BYE 3 BYE y4 a from=b", RB_VERDICT_ANSWERED,
    RB_PARTY_CALLEE, LIKELY, 0, NULL },
  { "transfer-without-a-200",
    FIXTURE_RINGING
    "4000 A>P REFER 3 REFER r1 b\n4001 P>A 202 3 REFER r1 b\n4900 P>A NOTIFY 2 NOTIFY n2 a from=b frag=200\n"
    "4901 A>P BYE 4 BYE b5 b",
    RB_VERDICT_TRANSFERRED, RB_PARTY_CALLER, LIKELY, 0, NULL },
  { "bye-while-it-rings", FIXTURE_RINGING "2100 A>P BYE 3 BYE b4 b", RB_VERDICT_CANCELLED, RB_PARTY_CALLER, LIKELY, 0,
    "Cancelled: the caller hung up after 2.0 s of ringing." },
  { "the-ack-of-a-challenge-answers-nothing", FIXTURE_CHALLENGE, RB_VERDICT_IN_PROGRESS, RB_PARTY_NONE, CERTAIN,
    RB_TRAIT_CUT_SHORT, NULL },

  { "redirected-by-the-phone-beyond-the-proxy",
    FIXTURE_CHALLENGE "300 P>A 302 2 INVITE b2 b header=Record-Route:<sip:10.0.0.16;lr>", RB_VERDICT_REDIRECTED,
    RB_PARTY_CALLEE, LIKELY, 0, NULL },
  { "all-copies-in-vain",
    "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n1500 A>P INVITE 1 INVITE b1 -\n"
    "3500 A>P INVITE 1 INVITE b1 -\n7500 A>P INVITE 1 INVITE b1 -\n15500 A>P INVITE 1 INVITE b1 -\n"
    "31500 A>P INVITE 1 INVITE b1 -",
    RB_VERDICT_UNREACHABLE, RB_PARTY_STACK, LIKELY, 0, NULL },

  /* early media */
  { "cancelled-during-an-announcement",
    FIXTURE_CHALLENGE "100 P>A 183 2 INVITE b2 b sdp\n2100 A>P CANCEL 2 CANCEL b2 -\n2101 P>A 487 2 INVITE b2 b",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, CERTAIN, RB_TRAIT_EARLY_MEDIA,
    "Cancelled: the caller hung up after 2.0 s of a tone or an announcement." },
  { "183-without-sdp-is-nothing", FIXTURE_CHALLENGE "100 P>A 183 2 INVITE b2 b\n2100 P>A 486 2 INVITE b2 b",
    RB_VERDICT_BUSY, RB_PARTY_CALLEE, CERTAIN, 0, NULL },
  { "refused-by-an-announcement", FIXTURE_CHALLENGE "100 P>A 183 2 INVITE b2 b sdp\n4100 P>A 408 2 INVITE b2 p",
    RB_VERDICT_NO_ANSWER, RB_PARTY_PROXY, LIKELY, RB_TRAIT_EARLY_MEDIA,
    "No answer: given up after 4.0 s of a tone or an announcement (408 Request Timeout)." },

  /* parts of a call */
  { "begins-in-mid-call",
    "0 A>P INVITE 5 INVITE h1 b\n1 P>A 200 5 INVITE h1 b\n2 A>P ACK 5 ACK h2 b\n"
    "7000 P>A BYE 9 BYE y1 a from=b",
    RB_VERDICT_ANSWERED, RB_PARTY_NONE, LIKELY, RB_TRAIT_BEGAN_LATE,
    "Answered: the capture begins in the middle of the call, and one end hung up 7.0 s later." },
  { "only-the-end", "0 A>P BYE 5 BYE h1 b\n1 P>A 200 5 BYE h1 b", RB_VERDICT_ANSWERED, RB_PARTY_NONE, LIKELY,
    RB_TRAIT_BEGAN_LATE, NULL },
  { "only-the-middle", "0 A>P INVITE 5 INVITE h1 b\n1 P>A 200 5 INVITE h1 b\n2000 A>P ACK 5 ACK h2 b",
    RB_VERDICT_ANSWERED, RB_PARTY_NONE, LIKELY, RB_TRAIT_BEGAN_LATE | RB_TRAIT_CUT_SHORT,
    "Answered: the capture begins in the middle of the call and ends, 2.0 s later, before it is over." },
  { "begins-while-it-rings",
    "0 P>A 180 2 INVITE b2 b\n3000 P>A 200 2 INVITE b2 b\n3001 A>P ACK 2 ACK b3 b\n"
    "9000 A>P BYE 3 BYE b4 b",
    RB_VERDICT_ANSWERED, RB_PARTY_CALLER, CERTAIN, RB_TRAIT_BEGAN_LATE, "Answered: the caller hung up after 6.0 s." },
  { "begins-with-the-cancel", "0 A>P CANCEL 2 CANCEL b2 -\n1 P>A 200 2 CANCEL b2 p\n2 P>A 487 2 INVITE b2 b",
    RB_VERDICT_CANCELLED, RB_PARTY_CALLER, CERTAIN, RB_TRAIT_BEGAN_LATE, NULL },
  { "ends-before-any-phone-rings", FIXTURE_CHALLENGE, RB_VERDICT_IN_PROGRESS, RB_PARTY_NONE, CERTAIN,
    RB_TRAIT_CUT_SHORT, "The capture ends while the call is on its way, before any phone rings." },
};

static void
verdict_is_as_sure_as_it_may_be (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const RbVerdict *verdict;

  fixture_play (trace, cases[i].script);
  verdict = rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"));
  g_test_message ("%s", verdict->text);
  g_assert_cmpstr (rb_verdict_kind_to_string (verdict->kind), ==, rb_verdict_kind_to_string (cases[i].kind));
  g_assert_cmpstr (rb_party_to_string (verdict->ended_by), ==, rb_party_to_string (cases[i].ended_by));
  g_assert_cmpstr (rb_confidence_to_string (verdict->confidence), ==, rb_confidence_to_string (cases[i].confidence));
  g_assert_cmphex (verdict->traits & ~(RB_TRAIT_RANG | RB_TRAIT_OVER), ==, cases[i].traits);
  g_assert_null (strchr (verdict->text, '{'));
  if (cases[i].text != NULL)
    g_assert_cmpstr (verdict->text, ==, cases[i].text);
  for (guint n = 0; n < verdict->evidence->len; n++)
    {
      g_autofree char *label = rb_verdict_dup_evidence_label (verdict, n);

      g_assert_nonnull (label);
      g_assert_null (strchr (label, '{'));
    }
  g_assert_cmpuint (verdict->evidence->len, >, 0);
  g_assert_null (rb_verdict_dup_evidence_label (verdict, verdict->evidence->len));
}

static void
evidence_has_roles (void)
{
  static const char *const roles[] = { "the INVITE", "the 180 Ringing: a phone rings", "the CANCEL",
                                       "the final response, 487 Request Terminated" };
  static const guint positions[] = { 4, 6, 7, 9 };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const RbVerdict *verdict;

  fixture_play (trace, FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 200 2 CANCEL b2 p\n"
                                       "902 P>A 487 2 INVITE b2 b\n903 A>P ACK 2 ACK b2 b");
  verdict = rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"));
  g_assert_cmpuint (verdict->evidence->len, ==, G_N_ELEMENTS (roles));
  for (guint n = 0; n < G_N_ELEMENTS (roles); n++)
    {
      g_autofree char *label = rb_verdict_dup_evidence_label (verdict, n);

      g_assert_cmpstr (label, ==, roles[n]);
      g_assert_cmpuint (g_array_index (verdict->evidence, guint, n), ==, positions[n]);
    }
}

/* Hold and resume neither end the call nor begin its time anew. */
static void
talk_time_goes_through_holds (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const RbVerdict *verdict;

  fixture_play (trace, FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE h1 b sdp\n4001 P>A 200 3 INVITE h1 b sdp\n"
                                        "4002 A>P ACK 3 ACK h2 b\n"
                                        "6000 P>A INVITE 1 INVITE h3 a from=b sdp\n6001 A>P 200 1 INVITE h3 a from=b\n"
                                        "6002 P>A ACK 1 ACK h4 a from=b\n13100 P>A BYE 2 BYE y1 a from=b");
  verdict = rb_flow_get_verdict (rb_trace_find_flow (trace, "call-1"));
  g_assert_cmpint (verdict->ring_us, ==, 3000000);
  g_assert_cmpint (verdict->talk_us, ==, 10000000);
  g_assert_cmpint (verdict->ended_by, ==, RB_PARTY_CALLEE);
}

static void
assert_same (const RbVerdict *a, const RbVerdict *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->ended_by, ==, b->ended_by);
  g_assert_cmpint (a->confidence, ==, b->confidence);
  g_assert_cmpuint (a->traits, ==, b->traits);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpmem (a->evidence->data, a->evidence->len * sizeof (guint), b->evidence->data,
                   b->evidence->len * sizeof (guint));
  g_assert_cmpmem (a->parts, sizeof a->parts, b->parts, sizeof b->parts);
}

/* Judging after each message says what judging once says. */
static void
judging_bit_by_bit_is_judging_at_once (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree gpointer state = NULL;
  RbFlow *flow;
  guint n;

  fixture_play (trace, cases[number].script);
  flow = rb_trace_find_flow (trace, "call-1");
  n = rb_flow_get_n_steps (flow);
  for (guint leg = 0; leg < rb_flow_get_n_legs (flow); leg++)
    for (guint i = 1; i <= n; i++)
      {
        const RbFlowStep *steps = rb_flow_get_step (flow, 0);
        const RbFlowFact *facts = rb_flow_get_fact (flow, 0);
        gint64 end_us = facts[i - 1].wall_us;
        g_autoptr (RbVerdict) again = rb_verdict_judge_again (&state, steps, facts, i, leg, "INVITE", end_us);
        g_autoptr (RbVerdict) once = rb_verdict_judge (steps, facts, i, leg, "INVITE", end_us);

        assert_same (again, once);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/verdict-evidence/of/%s", cases[i].name);
      g_autofree char *again = g_strdup_printf ("/verdict-evidence/bit-by-bit/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), verdict_is_as_sure_as_it_may_be);
      g_test_add_data_func (again, GUINT_TO_POINTER (i), judging_bit_by_bit_is_judging_at_once);
    }
  g_test_add_func ("/verdict-evidence/has-roles", evidence_has_roles);
  g_test_add_func ("/verdict-evidence/talk-time-goes-through-holds", talk_time_goes_through_holds);
  return g_test_run ();
}
