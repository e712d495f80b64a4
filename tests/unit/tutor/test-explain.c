/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which sentences are said of which message: the puzzles of the lab report and every situation, in real captures and
 * in scripts, by the ids of statements. */

#include "explain-fixture.h"

typedef struct
{
  const char *name;
  const char *file; /* in tests/data/recorded */
  struct
  {
    guint number;
    const char *wanted;
  } checks[10];
} Recorded;

static const Recorded recorded[] = {
  /* puzzle 2: two INVITEs and a 407 between them; puzzle 6: 401 against 407 */
  { "two-invites",
    "answered-bye-by-caller.caller",
    { { 1, "invite-first invite-offer invite-dialled invite-challenged@2 made-by-sender" },
      { 2, "status-407 failure-answers@1 challenge-407 failure-ack-retry@3,4 clue-407" },
      { 3, "ack-failure@2,1 ack-why-challenge ack-next-retry@4 made-here clue-hop-ack" },
      { 4, "invite-with-credentials invite-after-407@1,2 invite-response@5 invite-answered@7" },
      { 5, "status-100 trying-stops-timer@4 trying-hop-by-hop made-here" },
      { 6, "status-180 ringback early-dialog ringing-answers@4 provisional-final@7 passed-on? -timers-e-f" },
      { 7, "ok-invite ok-invite-picked-up@4,6 ok-ack@8 passed-on-sure clue-same-tag@6" },
      { 8, "ack-2xx@7 ack-why-2xx ack-next-bye@9 made-by-sender -made-here" },
      { 9, "bye bye-hung-up@7 bye-answered@10 timers-e-f" },
      { 10, "ok-bye ok-answers@9 ok-over" } } },
  { "registrar-asks-with-401",
    "register-refresh-unregister",
    { { 1, "register register-first register-challenged@2 timers-e-f" },
      { 2, "status-401 challenge-401-registrar failure-retry@3 clue-401" },
      { 3, "register-after-401@1,2 register-accepted@4 -register-refresh-nat" },
      { 4, "registered registered-refreshed@5 ok-over" },
      /* puzzle 1: REGISTER goes on all the time */
      { 5, "register-refresh-nat@3 register-challenged@6" },
      { 9, "unregister unregister-user? -register-refresh-nat" },
      { 12, "registered-none registered-over -registered-refresh" } } },
  /* puzzle 4: who ends an unanswered call */
  { "proxy-gives-up",
    "no-answer-408-by-proxy",
    { { 8, "invite-after-407@5,6 invite-failed@14" },
      { 10, "invite-passed-on invite-sent-on@8 invite-cancelled@15,17 passed-on-request" },
      { 13, "ringing-passed-on@12 clue-beyond@12 passed-on-sure" },
      { 14,
        "status-408 timeout-proxy-487@15,17 made-by-maker-sure clue-not-beyond@10 clue-other-tag@13 failure-ack@19" },
      { 15, "cancel@10 cancel-proxy-timer@14 cancel-two-answers@16,17 made-here clue-cancel -cancel-caller" },
      { 16, "ok-cancel ok-answers@15 ok-cancel-487@17" },
      { 17, "status-487 terminated@15,10,16 failure-ack@18 clue-same-tag@12" } } },
  { "proxy-gives-up-seen-by-caller",
    "no-answer-408-by-proxy.caller",
    { { 7, "timeout-proxy-rang? made-by-proxy? clue-other-tag@6 -timeout-proxy-487" } } },
  { "proxy-gives-up-seen-by-callee",
    "no-answer-408-by-proxy.callee",
    { { 8, "cancel@5 cancel-proxy-unseen? cancel-two-answers@9,10" } } },
  { "caller-cancels",
    "cancelled",
    { { 14, "cancel@8 cancel-caller? cancel-two-answers@16,20 made-here" },
      { 15, "cancel@10 cancel-passed-on@14 -cancel-proxy-timer" },
      { 16, "ok-cancel ok-cancel-answers@14 ok-cancel-487@20" } } },
  { "call-is-answered-elsewhere",
    "fork-to-two-phones",
    { { 8, "registered-several -ok-refer" },
      { 14, "invite-branch-of@12,15" },
      { 19, "forked-response@17" },
      { 22, "cancel-elsewhere@20 reason-header" } } },
  { "cancel-and-200-cross",
    "cancel-crosses-200",
    { { 14, "cancel-too-late@18" },
      { 16, "ok-cancel ok-cancel-too-late@18" },
      { 18, "ok-crossed-cancel@14,20" },
      { 22, "bye-race@14" } } },
  { "refused-after-ringing",
    "rejected-486-after-ringing.caller",
    { { 7, "busy-rejected-quick? clue-same-tag@6 passed-on-sure" } } },
  { "busy-at-once", "busy-at-once.caller", { { 6, "busy-at-once -busy-rejected passed-on-guess? clue-server?" } } },
  { "declined", "declined-603.callee", { { 8, "decline-rang-quick? made-by-end-sure" } } },
  { "nobody-by-that-name", "not-registered-404", { { 5, "not-found-proxy? -foreign-domain" } } },
  { "nobody-at-home", "offline-480", { { 5, "unavailable-not-registered?" } } },
  { "too-many-hops", "too-many-hops-483", { { 2, "status-483 hops-used-up@1" } } },
  { "nobody-there",
    "nobody-there",
    { { 1, "invite-first invite-unanswered" }, { 2, "retransmission@1 retransmission-timer-a -invite-dialled" } } },
  { "wrong-password",
    "wrong-password",
    { { 4, "invite-after-407@1,2 invite-refused-again?@5" }, { 5, "challenge-again? -challenge-407" } } },
  { "redirected-and-followed",
    "redirected-302-followed",
    { { 11, "status-302 redirect-followed@15" }, { 15, "invite-redirected@8,13" } } },
  { "redirected-and-not-followed", "redirected-302-not-followed.caller", { { 6, "redirect-not-followed" } } },
  { "both-change-the-call",
    "glare-491",
    { { 18, "invite-hold invite-user-changed?" }, { 24, "status-491 glare-seen@23,19" }, { 27, "glare-seen@18,22" } } },
  { "hold-and-resume",
    "hold-and-resume.caller",
    { { 9, "invite-hold" },
      { 11, "ok-reinvite" },
      { 12, "ack-2xx@11 ack-next-reinvite" },
      { 13, "invite-resume invite-user-resumed?" } } },
  { "early-media",
    "early-media-183-prack",
    { { 11, "status-183 early-media provisional-prack@14" },
      { 13, "prack prack-why@12" },
      { 15, "ok-prack" },
      { 17, "ok-invite-empty ok-ack@20" } } },
  { "transfer",
    "transferred-by-refer",
    { { 22, "refer refer-why? refer-accepted@25,26" },
      { 24, "ok-refer ok-refer-notify@26" },
      { 26, "notify-transfer notify-why-refer@23" },
      { 30, "invite-referred-seen@23 -invite-dialled" } } },
  /* puzzle 5: the same message twice */
  { "everything-is-lost-once",
    "loss-of-everything-once",
    { { 7, "retransmission@5 retransmission-timer-a-crossed@6 invite-final-repeated" },
      { 8, "retransmission@6 retransmission-asked-again@7" } } },
  { "subscription",
    "subscribe-notify",
    { { 5, "subscribe subscribe-accepted@8,9" }, { 9, "notify notify-why-subscribe@6" }, { 13, "notify-end" } } },
  { "ping", "options-ping", { { 5, "options options-why? request-accepted" }, { 7, "ok-options" } } },
  { "text-message", "message", { { 5, "message message-why?" }, { 6, "request-passed-on@5" }, { 7, "ok-message" } } },
  { "over-tcp", "tcp.caller", { { 1, "invite-first" }, { 4, "invite-response-stream" } } },
};

static void
recorded_message_is_understood (gconstpointer data)
{
  const Recorded *self = data;
  g_autofree char *file = g_strconcat ("recorded/", self->file, ".pcap", NULL);
  g_autoptr (RbTrace) trace = fixture_open (file);

  for (guint i = 0; i < G_N_ELEMENTS (self->checks) && self->checks[i].number > 0; i++)
    explain_check (trace, self->checks[i].number, self->checks[i].wanted);
}

typedef struct
{
  const char *name;
  const char *script;
  struct
  {
    guint number;
    const char *wanted;
  } checks[6];
} Script;

#define CHALLENGE_HEADER "header=Proxy-Authenticate:Digest_realm=\"example.com\",nonce=\"n\""

static const Script scripts[] = {
  /* puzzle 5, as in the report: 0.475 s later, though the 100 was on its way */
  { "invite-comes-again",
    "0 P>B INVITE 2 INVITE p1 - vias\n30 B>P 100 2 INVITE p1 - vias\n31 B>P 180 2 INVITE p1 b vias\n"
    "475 P>B INVITE 2 INVITE p1 - vias\n476 B>P 180 2 INVITE p1 b vias\n2417 B>P 486 2 INVITE p1 b vias\n"
    "2597 P>B ACK 2 ACK p1 b\n",
    { { 4, "retransmission@1 retransmission-timer-a-crossed@2" },
      { 5, "retransmission@3 retransmission-asked-again@4" },
      { 6, "busy-rejected? failure-ack@7" } } },
  { "487-comes-again",
    "0 P>B INVITE 2 INVITE p1 - vias\n11 B>P 180 2 INVITE p1 b vias\n4133 P>B CANCEL 2 CANCEL p1 -\n"
    "4134 B>P 200 2 CANCEL p1 b\n4134 B>P 487 2 INVITE p1 b vias\n4634 B>P 487 2 INVITE p1 b vias\n4796 P>B ACK 2 ACK "
    "p1 b\n",
    { { 6, "retransmission@5 retransmission-timer-g -terminated" } } },
  { "kamailio-goes-on-every-four-seconds",
    "0 P>B INVITE 2 INVITE p1 - vias\n500 P>B INVITE 2 INVITE p1 - vias\n1500 P>B INVITE 2 INVITE p1 - vias\n"
    "3500 P>B INVITE 2 INVITE p1 - vias\n7500 P>B INVITE 2 INVITE p1 - vias\n11500 P>B INVITE 2 INVITE p1 - vias\n",
    { { 5, "retransmission-timer-a" }, { 6, "retransmission-timer-a-capped" } } },
  { "invite-is-repeated-too-soon",
    "0 A>P INVITE 1 INVITE b1 -\n200 A>P INVITE 1 INVITE b1 -\n",
    { { 2, "retransmission-timer-a-faster" } } },
  { "copy-is-missing",
    "0 A>P INVITE 1 INVITE b1 -\n1500 A>P INVITE 1 INVITE b1 -\n",
    { { 2, "retransmission-timer-a-other" } } },
  { "bye-comes-again",
    FIXTURE_ANSWERED "5000 A>P BYE 3 BYE y1 b\n5500 A>P BYE 3 BYE y1 b\n8000 A>P BYE 3 BYE y1 b\n",
    { { 11, "retransmission-timer-e unanswered-e-f" }, { 12, "retransmission-timer-e-other" } } },
  { "200-comes-again",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b sdp\n3600 P>A 200 2 INVITE b2 b sdp\n",
    { { 9, "retransmission-2xx ok-ack-missing" } } },
  { "ack-was-lost",
    FIXTURE_ANSWERED "3600 P>A 200 2 INVITE b2 b sdp\n3601 A>P ACK 2 ACK b3 b\n",
    { { 10, "retransmission-2xx ok-ack-lost@9" }, { 11, "retransmission-ack@10" } } },
  { "180-is-said-again", FIXTURE_RINGING "60100 P>A 180 2 INVITE b2 b\n", { { 8, "retransmission-progress" } } },
  { "183-waits-for-its-prack",
    FIXTURE_CHALLENGE "100 P>A 183 2 INVITE b2 b sdp header=RSeq:1 header=Require:100rel\n"
                      "600 P>A 183 2 INVITE b2 b sdp header=RSeq:1 header=Require:100rel\n",
    { { 7, "early-media provisional-prack-missing" }, { 8, "retransmission-reliable" } } },
  { "repeated-over-tcp",
    "0 A>P INVITE 1 INVITE b1 - tcp\n500 A>P INVITE 1 INVITE b1 - tcp\n",
    { { 1, "invite-unanswered-stream" }, { 2, "retransmission-stream" } } },
  { "captured-twice",
    "0 A>P INVITE 1 INVITE b1 -\n0 A>P INVITE 1 INVITE b1 -\n",
    { { 2, "captured-twice?@1 -retransmission" } } },
  { "repeated-for-no-reason",
    "0 A>P OPTIONS 1 OPTIONS b1 -\n9 P>A 200 1 OPTIONS b1 p\n900 P>A 200 1 OPTIONS b1 p\n",
    { { 3, "retransmission-unknown" } } },

  { "stale-nonce",
    "0 A>P INVITE 1 INVITE b1 - auth\n9 P>A 407 1 INVITE b1 p " CHALLENGE_HEADER ",stale=true\n10 A>P ACK 1 ACK b1 p\n"
    "11 A>P INVITE 2 INVITE b2 - auth\n",
    { { 1, "invite-credentials-at-once?" }, { 2, "challenge-stale" }, { 4, "invite-stale-nonce@1,2" } } },
  { "third-try",
    FIXTURE_CHALLENGE "25 P>A 407 2 INVITE b2 p\n26 A>P ACK 2 ACK b2 p\n27 A>P INVITE 3 INVITE b3 - auth\n",
    { { 7, "challenge-again?" }, { 9, "invite-third-try@5,7" } } },
  { "challenged-by-the-callee",
    "0 A>P INVITE 1 INVITE b1 -\n9 P>A 401 1 INVITE b1 b\n10 A>P ACK 1 ACK b1 b\n11 A>P INVITE 2 INVITE b2 - auth\n",
    { { 4, "invite-after-401@1,2" } } },
  { "interval-is-too-brief",
    "0 A>P REGISTER 1 REGISTER b1 - header=Contact:<sip:a@10.0.0.1> header=Expires:5\n"
    "9 P>A 423 1 REGISTER b1 p header=Min-Expires:60\n"
    "10 A>P REGISTER 2 REGISTER b2 - header=Contact:<sip:a@10.0.0.1> header=Expires:60\n",
    { { 2, "status-423 interval-too-brief failure-no-ack" }, { 3, "register-after-423@1,2" } } },
  { "registrar-shortens",
    "0 A>P REGISTER 1 REGISTER b1 - header=Contact:<sip:a@10.0.0.1> header=Expires:3600\n"
    "9 P>A 200 1 REGISTER b1 p header=Contact:<sip:a@10.0.0.1>;expires=60\n"
    "55009 A>P REGISTER 2 REGISTER b2 - header=Contact:<sip:a@10.0.0.1> header=Expires:3600\n",
    { { 2, "registered-shortened registered-refreshed@3" }, { 3, "register-refresh-nat@1" } } },
  { "bindings-are-asked-for", "0 A>P REGISTER 1 REGISTER b1 -\n", { { 1, "register-fetch unanswered-e-f" } } },
  /* puzzle 1, second half */
  { "register-in-the-middle-of-a-call",
    FIXTURE_ANSWERED "4000 A>P REGISTER 1 REGISTER r1 - call=reg header=Contact:<sip:a@10.0.0.1>;expires=60\n"
                     "4009 P>A 200 1 REGISTER r1 p call=reg header=Contact:<sip:a@10.0.0.1>;expires=60\n"
                     "5000 A>P BYE 3 BYE y1 b\n5001 P>A 200 3 BYE y1 b\n",
    { { 10, "register register-in-call@1" } } },

  /* puzzle 7 */
  { "another-domain-has-no-route",
    "0 A>P INVITE 2 INVITE b2 - auth to=sip:bob@other.example uri=sip:bob@other.example\n"
    "9 P>A 100 2 INVITE b2 - to=sip:bob@other.example\n"
    "30 P>A 404 2 INVITE b2 p to=sip:bob@other.example phrase=no-route-to-host\n",
    { { 3, "status-404 foreign-domain-no-route? -not-found-proxy" } } },
  { "another-domain-is-forbidden",
    "0 A>P INVITE 2 INVITE b2 - auth to=sip:bob@other.example\n30 P>A 403 2 INVITE b2 p to=sip:bob@other.example\n",
    { { 2, "status-403 foreign-domain?" } } },
  { "name-cannot-be-resolved",
    FIXTURE_CHALLENGE "30 P>A 478 2 INVITE b2 p phrase=Unresolvable\n",
    { { 7, "status-class-4 no-route? -foreign-domain" } } },
  /* puzzle 8 */
  { "noisy-feedback",
    FIXTURE_CHALLENGE "30 P>A 404 2 INVITE b2 p header=Server:ser_(3.3.0-pre1_(i386/linux)) "
                      "header=Warning:392_10.0.0.16:5060_\"Noisy_feedback_tells:__pid=1\"\n",
    { { 7, "warning-noisy clue-server?" } } },
  { "warning-tells-more",
    FIXTURE_CHALLENGE "30 P>A 488 2 INVITE b2 b header=Warning:305_x_\"no_codec\"\n",
    { { 7, "media-refused? warning-coded" } } },
  { "warning-in-words",
    FIXTURE_CHALLENGE "30 P>A 488 2 INVITE b2 b header=Warning:399_x_\"none\"\n",
    { { 7, "warning" } } },

  { "session-is-refreshed-by-invite",
    FIXTURE_ANSWERED "93100 A>P INVITE 3 INVITE b4 b sdp header=Session-Expires:180\n93110 P>A 200 3 INVITE b4 b sdp\n",
    { { 10, "invite-refresh@5 invite-timer-refresh" } } },
  { "session-is-refreshed-by-update",
    FIXTURE_ANSWERED "93100 A>P UPDATE 3 UPDATE b4 b header=Session-Expires:180\n93110 P>A 200 3 UPDATE b4 b\n",
    { { 10, "update-refresh update-why-refresh@8" }, { 11, "ok-update" } } },
  { "session-interval-is-too-small",
    "0 A>P INVITE 1 INVITE b1 - header=Session-Expires:30\n9 P>A 422 1 INVITE b1 b header=Min-SE:90\n"
    "10 A>P ACK 1 ACK b1 b\n11 A>P INVITE 2 INVITE b2 - header=Session-Expires:90\n",
    { { 2, "status-422 session-too-small" }, { 4, "invite-after-422@1,2" } } },
  { "session-timer-is-agreed",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b sdp header=Session-Expires:90;refresher=uac\n",
    { { 8, "ok-session-timer" } } },
  { "codec-is-changed",
    FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE b4 b sdp sdpline=a=rtpmap:0_opus/48000\n",
    { { 10, "invite-codec@5 invite-in-call?" } } },
  { "media-moves", FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE b4 b sdp sdpport=4002\n", { { 10, "invite-moved@5" } } },
  { "media-are-added",
    FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE b4 b sdp sdpline=m=video_4004_RTP/AVP_34\n",
    { { 10, "invite-media@5" } } },
  { "re-invite-without-sdp", FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE b4 b\n", { { 10, "invite-in-dialog-empty" } } },
  { "re-invite-after-491",
    FIXTURE_ANSWERED
    "4000 A>P INVITE 3 INVITE b4 b sdp sdpline=a=sendonly\n4001 P>A 491 3 INVITE b4 b\n4002 A>P ACK 3 ACK b4 b\n"
    "7000 A>P INVITE 4 INVITE b5 b sdp sdpline=a=sendonly\n",
    { { 11, "glare" }, { 13, "invite-hold invite-after-glare@10,11" } } },
  { "call-is-taken-over",
    "0 A>P INVITE 1 INVITE b1 - header=Replaces:x;to-tag=1;from-tag=2\n",
    { { 1, "invite-replaces -invite-takes-place" } } },
  { "call-in-this-trace-is-taken-over",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n10 A>B ACK 1 ACK b2 b call=one\n"
    "9000 C>B INVITE 5 INVITE c1 - call=two from=c header=Replaces:one;to-tag=b;from-tag=a\n",
    { { 4, "invite-replaces invite-takes-place@1" } } },
  { "phone-was-sent-to-another",
    "0 A>B INVITE 1 INVITE b1 - call=one\n9 B>A 200 1 INVITE b1 b call=one\n"
    "9000 A>B REFER 2 REFER r1 b call=one header=Refer-To:<sip:carol@example.com>\n9001 B>A 202 2 REFER r1 b call=one\n"
    "9100 B>D INVITE 5 INVITE c1 - call=two from=c to=sip:carol@example.com\n",
    { { 5, "invite-referred-likely?@3" } } },
  { "referred-by-somebody-unseen",
    "0 A>B INVITE 1 INVITE b1 - header=Referred-By:<sip:carol@example.com>\n",
    { { 1, "invite-referred" } } },
  { "offer-comes-late",
    "0 A>P INVITE 1 INVITE b1 -\n9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b sdp\n",
    { { 1, "invite-without-offer" }, { 2, "ok-invite-late-offer" }, { 3, "ack-2xx-answer@2" } } },
  /* kind 5 of the report */
  { "phone-calls-itself",
    "0 A>P INVITE 2 INVITE b2 - auth sdp to=sip:alice@example.com\n1 P>A INVITE 2 INVITE p1 - vias sdp "
    "to=sip:alice@example.com\n"
    "11 A>P 486 2 INVITE p1 b vias to=sip:alice@example.com\n12 P>A ACK 2 ACK p1 b to=sip:alice@example.com\n"
    "13 P>A 486 2 INVITE b2 b to=sip:alice@example.com\n14 A>P ACK 2 ACK b2 b to=sip:alice@example.com\n",
    { { 1, "call-to-oneself-out -call-to-oneself-in" },
      { 2, "call-to-oneself-in invite-sent-on-same-uri@1" },
      { 3, "busy-at-once" },
      { 5, "busy-at-once failure-passed-on@3" } } },

  { "callee-hangs-up",
    FIXTURE_ANSWERED "5000 P>A BYE 1 BYE y1 a from=b\n5001 A>P 200 1 BYE y1 a from=b\n",
    { { 10, "bye-hung-up@8 made-by-sender" } } },
  { "bye-finds-no-call",
    FIXTURE_ANSWERED "5000 A>P BYE 3 BYE y1 b\n5001 P>A 481 3 BYE y1 b\n",
    { { 10, "bye-failed@11" }, { 11, "status-481 no-call-to-end failure-no-ack" } } },
  { "bye-is-challenged",
    FIXTURE_ANSWERED "5000 A>P BYE 3 BYE y1 b\n5001 P>A 407 3 BYE y1 b " CHALLENGE_HEADER "\n",
    { { 10, "bye-challenged@11 -bye-failed" } } },
  { "cancel-finds-no-invite",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 481 2 CANCEL b2 p\n",
    { { 9, "no-invite-to-cancel" } } },
  { "487-is-late",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 200 2 CANCEL b2 p\n5901 P>A 487 2 INVITE b2 b\n",
    { { 8, "cancel-two-answers@9,10" }, { 10, "terminated-late@8" } } },
  { "cancel-is-not-answered",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n",
    { { 8, "cancel@5 cancel-unanswered" } } },
  { "487-without-cancel", FIXTURE_RINGING "900 P>A 487 2 INVITE b2 b\n", { { 8, "terminated-unseen?" } } },
  { "cancel-says-why",
    "0 P>B INVITE 2 INVITE p1 - vias\n9 B>P 180 2 INVITE p1 b vias\n"
    "900 P>B CANCEL 2 CANCEL p1 - header=Reason:SIP;cause=200;text=\"elsewhere\"\n",
    { { 3, "cancel-elsewhere-reason" } } },
  { "second-phone-answers-too", FIXTURE_ANSWERED "3105 P>A 200 2 INVITE b2 c sdp\n", { { 10, "ok-second-answer@8" } } },
  { "session-timer-runs-out",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Session-Expires:90\n3101 A>P ACK 2 ACK b3 b\n"
                    "63100 P>A BYE 1 BYE y1 a from=b\n",
    { { 10, "bye-session-expired?" } } },
  { "bye-after-transfer",
    FIXTURE_ANSWERED
    "4000 A>P REFER 3 REFER r1 b header=Refer-To:<sip:c@example.com?Replaces=x>\n4001 P>A 202 3 REFER r1 b\n"
    "5000 A>P BYE 4 BYE y1 b\n",
    { { 10, "refer-attended refer-accepted-silent" }, { 12, "bye-after-own-refer?@10" } } },
  { "proxy-tries-the-other-address",
    "0 A>P INVITE 2 INVITE b2 -\n1 P>B INVITE 2 INVITE p1 - vias\n2 B>P 302 2 INVITE p1 b vias "
    "header=Contact:<sip:c@10.0.0.3>\n"
    "3 P>B ACK 2 ACK p1 b\n4 P>C INVITE 2 INVITE p2 - vias uri=sip:c@10.0.0.3\n",
    { { 3, "redirect-followed-by-proxy@5" }, { 5, "invite-sent-on-redirect?@3" } } },

  { "nobody-answered-us",
    "0 A>P INVITE 1 INVITE b1 - sent\n32000 P>A 408 1 INVITE b1 - recv synthetic\n",
    { { 2, "status-408 failure-synthetic timeout-synthetic failure-synthetic-next made-by-stack" } } },
  { "nobody-answered-our-options",
    "0 A>P OPTIONS 1 OPTIONS b1 - sent\n32000 P>A 408 1 OPTIONS b1 - recv synthetic\n",
    { { 2, "timeout-synthetic-other made-by-stack" } } },
  { "it-could-not-be-sent",
    "0 A>P INVITE 1 INVITE b1 - sent\n1 P>A 503 1 INVITE b1 - recv synthetic\n",
    { { 2, "server-synthetic" } } },
  { "server-fails",
    FIXTURE_CHALLENGE "30 P>A 503 2 INVITE b2 p header=Retry-After:60 header=Server:x\n",
    { { 7, "status-503 server-not-phone? retry-after" } } },
  { "phone-refuses-without-ringing",
    FIXTURE_CHALLENGE "30 P>A 480 2 INVITE b2 b header=User-Agent:phone/1\n",
    { { 7, "unavailable-phone? clue-user-agent?" } } },
  { "phone-gives-up",
    FIXTURE_RINGING "9000 P>A 480 2 INVITE b2 b\n",
    { { 8, "unavailable-phone-rang? clue-same-tag" } } },
  { "proxy-stops-waiting",
    FIXTURE_RINGING "9000 P>A 480 2 INVITE b2 p\n",
    { { 8, "unavailable-proxy-rang? clue-other-tag" } } },
  { "code-is-unknown", FIXTURE_CHALLENGE "30 P>A 699 2 INVITE b2 p\n", { { 7, "status-class-6" } } },

  { "options-in-a-call",
    FIXTURE_ANSWERED "4000 A>P OPTIONS 3 OPTIONS o1 b\n",
    { { 10, "options-in-dialog options-why-dialog?" } } },
  { "publish",
    "0 A>P PUBLISH 1 PUBLISH b1 - header=Event:presence\n9 P>A 200 1 PUBLISH b1 p\n",
    { { 1, "publish" }, { 2, "ok-publish" } } },
  { "publish-is-taken-back",
    "0 A>P PUBLISH 1 PUBLISH b1 - header=Event:presence header=Expires:0\n",
    { { 1, "publish-remove" } } },
  { "unsubscribe",
    "0 A>P SUBSCRIBE 1 SUBSCRIBE b1 - header=Event:presence header=Expires:0\n",
    { { 1, "unsubscribe" } } },
  { "method-is-unknown",
    "0 A>P DANCE 1 DANCE b1 -\n9 P>A 501 1 DANCE b1 p\n",
    { { 1, "unknown-method request-failed@2" }, { 2, "status-501" } } },
  { "response-without-request", "0 P>A 200 1 INVITE b1 b sdp\n", { { 1, "ok-request-unseen ok-ack-missing" } } },
  { "early-dialog-is-queued",
    FIXTURE_CHALLENGE "100 P>A 182 2 INVITE b2 b\n",
    { { 7, "status-182 provisional-open" } } },
  { "forwarded", FIXTURE_CHALLENGE "100 P>A 181 2 INVITE b2 b\n", { { 7, "status-181" } } },
  { "progress-without-sound",
    FIXTURE_CHALLENGE "100 P>A 183 2 INVITE b2 b\n",
    { { 7, "progress-silent -early-media" } } },
  { "ringing-comes-as-sound",
    FIXTURE_CHALLENGE "100 P>A 180 2 INVITE b2 b sdp\n",
    { { 7, "ringback-sdp -ringback" } } },
  { "trying-comes-late",
    "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n600 P>A 100 1 INVITE b1 -\n",
    { { 1, "invite-response-repeated@3" }, { 3, "trying-after-repeat@1" } } },

  { "call-goes-on", FIXTURE_ANSWERED, { { 9, "ack-next-call" } } },
  { "who-was-asked-to-call-hangs-up",
    FIXTURE_ANSWERED "4000 A>P REFER 3 REFER r1 b header=Refer-To:<sip:c@example.com>\n4001 P>A 202 3 REFER r1 b\n"
                     "5000 P>A BYE 1 BYE y1 a from=b\n",
    { { 12, "bye-after-refer?@10" } } },
  { "200-is-never-acknowledged",
    FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b sdp\n3600 P>A 200 2 INVITE b2 b sdp\n35100 P>A BYE 1 BYE y1 a from=b\n",
    { { 10, "bye-not-acknowledged?@8" } } },
  { "cancel-without-invite",
    "0 A>P CANCEL 2 CANCEL b2 -\n9 P>A 200 2 CANCEL b2 p\n",
    { { 1, "cancel-alone" }, { 2, "ok-cancel-open" } } },
  { "487-is-missing",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 200 2 CANCEL b2 p\n",
    { { 8, "cancel-one-answer@9" } } },
  { "cancels-200-is-missing",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 487 2 INVITE b2 b\n",
    { { 8, "cancel-only-487@9" }, { 9, "terminated-no-200@8,5" } } },
  { "proxy-gives-up-by-itself",
    "0 A>P INVITE 2 INVITE b2 -\n1 P>B INVITE 2 INVITE p1 - vias\n9 B>P 180 2 INVITE p1 b vias\n"
    "10 P>A 180 2 INVITE b2 b\n30001 P>B CANCEL 2 CANCEL p1 -\n",
    { { 5, "cancel-proxy-own?" } } },
  { "proxy-says-408-before-anything-rings",
    "0 A>P INVITE 2 INVITE b2 -\n1 P>B INVITE 2 INVITE p1 - vias\n30001 P>B CANCEL 2 CANCEL p1 -\n"
    "30002 P>A 408 2 INVITE b2 p\n",
    { { 3, "cancel-proxy-timer@4" }, { 4, "timeout-proxy-cancel@3" } } },
  { "reason-names-408",
    "0 P>B INVITE 2 INVITE p1 - vias\n900 P>B CANCEL 2 CANCEL p1 - header=Reason:SIP;cause=408\n",
    { { 2, "cancel-proxy-timer-reason reason-header" } } },
  { "callees-side-says-408", FIXTURE_RINGING "9000 P>A 408 2 INVITE b2 b\n", { { 8, "timeout-callee?" } } },
  { "proxy-finds-nobody",
    FIXTURE_CHALLENGE "9000 P>A 408 2 INVITE b2 p header=Server:x\n",
    { { 7, "timeout-proxy?" } } },
  { "bye-gets-408",
    FIXTURE_ANSWERED "5000 A>P BYE 3 BYE y1 b\n37000 P>A 408 3 BYE y1 b\n",
    { { 11, "timeout-other -timeout-proxy" } } },
  { "own-timer-gives-up-while-it-rings",
    FIXTURE_RINGING "180000 P>A 408 2 INVITE b2 - synthetic\n",
    { { 8, "timeout-synthetic-ringing" } } },
  { "declined-at-once", FIXTURE_CHALLENGE "30 P>A 603 2 INVITE b2 b\n", { { 7, "decline-at-once" } } },
  { "challenge-is-repeated",
    "0 A>P INVITE 1 INVITE b1 -\n9 P>A 486 1 INVITE b1 p\n10 A>P ACK 1 ACK b1 p\n509 P>A 486 1 INVITE b1 p\n",
    { { 4, "retransmission-timer-g failure-ack-lost@3" } } },
  { "failure-is-repeated-late",
    "0 A>P INVITE 1 INVITE b1 -\n9 P>A 486 1 INVITE b1 p\n3009 P>A 486 1 INVITE b1 p\n",
    { { 3, "retransmission-timer-g-other" } } },
  { "failure-over-tcp",
    "0 A>P INVITE 1 INVITE b1 - tcp\n9 P>A 486 1 INVITE b1 p tcp\n",
    { { 2, "failure-ack-missing-stream" } } },
  { "options-over-tcp", "0 A>P OPTIONS 1 OPTIONS b1 - tcp\n", { { 1, "unanswered-f" } } },
  { "nobody-answers-the-challenge",
    "0 A>P OPTIONS 1 OPTIONS b1 -\n9 P>A 407 1 OPTIONS b1 p " CHALLENGE_HEADER "\n",
    { { 1, "request-challenged@2" }, { 2, "challenge-407 failure-no-retry" } } },
  { "options-with-credentials",
    "0 A>P OPTIONS 1 OPTIONS b1 -\n9 P>A 407 1 OPTIONS b1 p\n10 A>P OPTIONS 2 OPTIONS b2 - auth\n",
    { { 2, "failure-retry@3" }, { 3, "request-after-challenge@1,2" } } },
  { "callee-challenges",
    "0 A>P INVITE 1 INVITE b1 -\n9 P>A 401 1 INVITE b1 b header=WWW-Authenticate:Digest_realm=\"x\"\n",
    { { 2, "challenge failure-ack-no-retry" } } },
  { "no-credentials-after-the-challenge",
    "0 A>P INVITE 1 INVITE b1 -\n9 P>A 407 1 INVITE b1 p\n10 A>P ACK 1 ACK b1 p\n11 A>P INVITE 2 INVITE b2 -\n",
    { { 4, "invite-again-after-challenge@1,2" } } },
  { "loop-lies-beyond", FIXTURE_CHALLENGE "30 P>A 482 2 INVITE b2 p\n", { { 7, "hops-beyond?" } } },
  { "redirected-to-nowhere", FIXTURE_CHALLENGE "30 P>A 302 2 INVITE b2 p\n", { { 7, "redirect-nowhere" } } },
  { "phone-knows-no-such-user",
    FIXTURE_CHALLENGE "30 P>A 404 2 INVITE b2 b header=User-Agent:x\n",
    { { 7, "not-found-phone?" } } },
  { "other-end-has-forgotten-the-call",
    FIXTURE_ANSWERED "5000 A>P INVITE 3 INVITE b4 b sdp\n5001 P>A 481 3 INVITE b4 b\n",
    { { 10, "invite-same@5" }, { 11, "no-such-dialog" } } },
  { "notify-belongs-to-nothing",
    "0 A>P NOTIFY 1 NOTIFY n1 -\n9 P>A 481 1 NOTIFY n1 p\n",
    { { 1, "notify-plain notify-why-unsolicited?" }, { 2, "no-such-transaction" } } },
  { "re-invite-in-a-late-capture", "0 A>P INVITE 3 INVITE b4 b sdp\n", { { 1, "invite-in-dialog" } } },
  { "call-is-on-its-way", FIXTURE_CHALLENGE, { { 5, "invite-open-capture" } } },
  { "phone-rings", FIXTURE_RINGING, { { 7, "provisional-open-ringing" } } },
  { "fork-without-the-first-hop",
    "0 P>B INVITE 2 INVITE p1 - vias\n1 P>C INVITE 2 INVITE p2 - vias\n",
    { { 1, "invite-branch@2" }, { 2, "invite-branch@1" } } },
  { "crossed-200-gets-no-ack",
    FIXTURE_RINGING "900 A>P CANCEL 2 CANCEL b2 -\n901 P>A 200 2 INVITE b2 b sdp\n",
    { { 9, "ok-crossed-cancel-no-ack@8" } } },
  { "refer-without-target", "0 A>P REFER 1 REFER b1 b\n", { { 1, "refer-damaged" } } },
  { "prack-says-nothing", "0 A>P PRACK 1 PRACK b1 b\n", { { 1, "prack-damaged prack-why-unseen" } } },
  { "publish-says-nothing", "0 A>P PUBLISH 1 PUBLISH b1 -\n", { { 1, "publish-plain request-by-itself?" } } },
  { "message-is-empty", "0 A>P MESSAGE 1 MESSAGE b1 -\n", { { 1, "message-empty" } } },
  { "info-is-empty", "0 A>P INFO 1 INFO b1 b\n9 P>A 200 1 INFO b1 b\n", { { 1, "info-empty" }, { 2, "ok-info" } } },
  { "subscribe-says-nothing", "0 A>P SUBSCRIBE 1 SUBSCRIBE b1 -\n", { { 1, "subscribe-no-event" } } },
  { "subscribe-has-no-expiry",
    "0 A>P SUBSCRIBE 1 SUBSCRIBE b1 - header=Event:presence\n9 P>A 200 1 SUBSCRIBE b1 p\n"
    "99 A>P SUBSCRIBE 2 SUBSCRIBE b2 p header=Event:presence\n",
    { { 1, "subscribe-no-expiry subscribe-accepted-silent" },
      { 2, "ok-subscribe-plain ok-notify-missing" },
      { 3, "subscribe-refresh" } } },
  { "call-is-held-by-update",
    FIXTURE_ANSWERED
    "4000 A>P UPDATE 3 UPDATE u1 b sdp sdpline=a=inactive\n4001 P>A 200 3 UPDATE u1 b sdp\n"
    "6000 A>P UPDATE 4 UPDATE u2 b sdp\n6001 P>A 200 4 UPDATE u2 b sdp\n7000 A>P UPDATE 5 UPDATE u3 b sdp\n"
    "8000 A>P UPDATE 6 UPDATE u4 b\n",
    { { 10, "update-hold" }, { 12, "update-resume" }, { 14, "update-offer" }, { 15, "update request-by-itself?" } } },
  { "proxy-challenges-the-phone",
    "0 A>P REGISTER 1 REGISTER b1 - header=Contact:<sip:a@10.0.0.1>\n9 P>A 407 1 REGISTER b1 p\n"
    "10 A>P REGISTER 2 REGISTER b2 - auth header=Contact:<sip:a@10.0.0.1>\n19 P>A 407 2 REGISTER b2 p\n"
    "20 A>P REGISTER 3 REGISTER b3 - auth header=Contact:<sip:a@10.0.0.1>\n29 P>A 403 3 REGISTER b3 p\n",
    { { 1, "register-no-expiry" },
      { 3, "register-after-407@1,2 register-refused-again?@4" },
      { 5, "register-third-try@3,4 register-failed@6" } } },
  { "registrars-nonce-is-stale",
    "0 A>P REGISTER 1 REGISTER b1 - auth header=Contact:<sip:a@10.0.0.1>\n"
    "9 P>A 401 1 REGISTER b1 p header=WWW-Authenticate:Digest_realm=\"x\",stale=TRUE\n"
    "10 A>P REGISTER 2 REGISTER b2 - auth header=Contact:<sip:a@10.0.0.1>\n19 P>A 200 2 REGISTER b2 p "
    "header=Contact:<sip:a@10.0.0.1>\n"
    "999 A>P REGISTER 3 REGISTER b3 - auth header=Contact:<sip:a@10.0.0.1>\n",
    { { 1, "register-credentials-at-once?" },
      { 3, "register-stale-nonce@1,2" },
      { 4, "registered-plain registered-refreshed@5" },
      { 5, "register-refresh-unknown@3" } } },
  { "refresh-over-tcp",
    "0 A>P REGISTER 1 REGISTER b1 - tcp header=Contact:<sip:a@10.0.0.1>\n"
    "9 P>A 200 1 REGISTER b1 p tcp header=Contact:<sip:a@10.0.0.1>;expires=60\n"
    "40000 A>P REGISTER 2 REGISTER b2 - tcp header=Contact:<sip:a@10.0.0.1>\n40009 P>A 200 2 REGISTER b2 p tcp "
    "header=Contact:<sip:a@10.0.0.1>\n",
    { { 3, "register-refresh@1 -register-refresh-nat" }, { 4, "registered-plain registered-refresh-unknown" } } },
};

static void
scripted_message_is_understood (gconstpointer data)
{
  const Script *self = data;
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_play (trace, self->script);
  for (guint i = 0; i < G_N_ELEMENTS (self->checks) && self->checks[i].number > 0; i++)
    explain_check (trace, self->checks[i].number, self->checks[i].wanted);
}

/* With a body, which scripts have not. */
static guint
say_with_body (RbTrace *trace, const char *method, const char *headers, const char *type, const char *body)
{
  g_autofree char *text = g_strdup_printf ("%s sip:bob@example.com SIP/2.0\r\n"
                                           "Via: SIP/2.0/UDP host.example;branch=z9hG4bKx\r\n"
                                           "From: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>;tag=b\r\n"
                                           "Call-ID: call-9\r\nCSeq: 7 %s\r\n%sContent-Type: %s\r\n"
                                           "Content-Length: %zu\r\n\r\n%s",
                                           method, method, headers, type, strlen (body), body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  RbMessageInfo info = { .wall_us = FIXTURE_START_US, .transport = RB_TRANSPORT_UDP };

  info.src = fixture_endpoint ("A");
  info.dst = fixture_endpoint ("P");
  return rb_trace_append (trace, &info, bytes);
}

static void
check_quote (RbTrace *trace, guint number, const char *id, const char *quoted)
{
  g_autoptr (RbLesson) lesson = rb_explain_message (trace, number - 1);
  const RbLessonBlock *block = rb_lesson_find (lesson, id);

  g_assert_nonnull (block);
  if (strstr (block->text, quoted) == NULL)
    g_error ("“%s” in: %s", quoted, block->text);
}

static void
bodies_are_read (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  say_with_body (trace, "INFO", "", "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n");
  say_with_body (trace, "INFO", "", "application/dtmf", "#");
  say_with_body (trace, "INFO", "", "application/x-thing", "!");
  say_with_body (trace, "INFO", "", "application/dtmf-relay", "Nothing\r\n");
  say_with_body (trace, "NOTIFY", "Event: message-summary\r\nSubscription-State: active\r\n",
                 "application/simple-message-summary", "Messages-Waiting: yes\r\nVoice-Message: 2/8\r\n");
  check_quote (trace, 1, "info-dtmf", "“5”");
  check_quote (trace, 2, "info-dtmf", "“#”");
  check_quote (trace, 3, "info", "“application/x-thing”");
  check_quote (trace, 5, "notify-mwi", "“2/8”");
  explain_check (trace, 1, "info-why-dtmf");
  explain_check (trace, 4, "info-dtmf-unread");
  explain_check (trace, 5, "notify-mwi notify-why-unsolicited?");
}

static void
measured_times_are_told (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_play (trace, scripts[0].script);
  check_quote (trace, 4, "retransmission-timer-a-crossed", "0.475 s");
  check_quote (trace, 6, "busy-rejected", "2.386 s");
}

static void
append_bytes (RbTrace *trace, RbMessageKind kind, const char *bytes, gsize length)
{
  g_autoptr (GBytes) data = g_bytes_new (bytes, length);
  RbMessageInfo info = { .wall_us = FIXTURE_START_US, .transport = RB_TRANSPORT_UDP, .kind = kind };

  rb_trace_append (trace, &info, data);
}

static void
what_is_no_message_is_told (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  append_bytes (trace, RB_MESSAGE_KEEP_ALIVE, "\r\n\r\n", 4);
  append_bytes (trace, RB_MESSAGE_KEEP_ALIVE, "\r\n", 2);
  append_bytes (trace, RB_MESSAGE_DAMAGED, "\1\2\3", 3);
  append_bytes (trace, RB_MESSAGE_SIP, "SIP/2.0 200 OK\r\n\r\n", 18);
  explain_check (trace, 1, "keep-alive-ping keep-alive-nat");
  explain_check (trace, 2, "keep-alive");
  explain_check (trace, 3, "damaged damaged-why?");
  explain_check (trace, 4, "damaged");
}

static void
headings_stand_in_order (void)
{
  static const char *const wanted[] = { "what", "why", "next", "sender" };
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_play (trace, FIXTURE_ANSWERED);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbLesson) lesson = rb_explain_message (trace, i);
      guint n = 0;

      for (guint j = 0; j < rb_lesson_get_n_blocks (lesson); j++)
        if (rb_lesson_get_block (lesson, j)->kind == RB_LESSON_HEADING)
          {
            g_assert_cmpuint (n, <, G_N_ELEMENTS (wanted));
            g_assert_cmpstr (rb_lesson_get_block (lesson, j)->id, ==, wanted[n++]);
          }
      g_assert_cmpuint (n, ==, G_N_ELEMENTS (wanted));
    }
}

static void
check_verdict (const char *script, const char *wanted)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);
  g_autoptr (RbLesson) lesson = rb_explain_verdict (flow);

  explain_check_lesson (lesson, wanted);
}

static void
verdict_is_explained (void)
{
  check_verdict (FIXTURE_RINGING "900 P>A 486 2 INVITE b2 b\n",
                 "verdict@5,7,8 ended-by confidence evidence-item clue-same-tag@7,8");
  check_verdict (FIXTURE_RINGING "6100 P>A 408 2 INVITE b2 p\n",
                 "verdict ended-by? confidence? clue-timer clue-other-tag");
  check_verdict ("0 A>P BYE 3 BYE y1 b\n9 P>A 200 3 BYE y1 b\n", "verdict trait-began-late");
  check_verdict (FIXTURE_RINGING, "verdict trait-cut-short -confidence");
  check_verdict (FIXTURE_ANSWERED "9000 A>P MESSAGE 1 MESSAGE m1 - call=other\n", "verdict -confidence -ended-by");
  check_verdict ("0 A>P REGISTER 1 REGISTER b1 -\n9 P>A 200 1 REGISTER b1 p\n",
                 "verdict evidence-item -ended-by -confidence");
}

static void
partial_capture_says_what_is_missing (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_play (trace, "0 A>P ACK 2 ACK b3 b\n900 A>P INFO 3 INFO b4 b\n2000 A>P BYE 4 BYE y1 b\n");
  explain_check (trace, 1, "ack-2xx-unseen?");
  explain_check (trace, 3, "bye-hung-up-late");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      g_autofree char *path = g_strconcat ("/explain/recorded/", recorded[i].name, NULL);

      g_test_add_data_func (path, &recorded[i], recorded_message_is_understood);
    }
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_strconcat ("/explain/scripted/", scripts[i].name, NULL);

      g_test_add_data_func (path, &scripts[i], scripted_message_is_understood);
    }
  g_test_add_func ("/explain/bodies-are-read", bodies_are_read);
  g_test_add_func ("/explain/measured-times-are-told", measured_times_are_told);
  g_test_add_func ("/explain/what-is-no-message-is-told", what_is_no_message_is_told);
  g_test_add_func ("/explain/headings-stand-in-order", headings_stand_in_order);
  g_test_add_func ("/explain/verdict-is-explained", verdict_is_explained);
  g_test_add_func ("/explain/partial-capture-says-what-is-missing", partial_capture_says_what_is_missing);
  return g_test_run ();
}
