/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of offers and answers. */

#include "rb-explain-negotiation.h"

#include "files-fixture.h"
#include "lesson-fixture.h"
#include "rb-codec-text.h"
#include "trace-fixture.h"

static RbLesson *
explain (const char *script)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (script, &flow);

  return rb_explain_negotiation (flow);
}

#define OFFER "0 A>P INVITE 1 INVITE b1 - sdp\n"
#define ANSWER "9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b\n"
#define BYE "900 P>A BYE 1 BYE y1 a from=b\n901 A>P 200 1 BYE y1 a from=b\n"
#define EVENTS "sdpline=m=audio_4002_RTP/AVP_8_101 sdpline=a=rtpmap:101_telephone-event/8000"

static const struct
{
  const char *name;
  const char *script;
  const char *id;
  const char *absent; /* (nullable) */
} cases[] = {
  { "usual", OFFER ANSWER BYE, "media-offer-in-invite", "media-early" },
  { "codec", OFFER ANSWER, "media-codec", "media-no-common-codec" },
  { "offer-in-200", "0 A>P INVITE 1 INVITE b1 -\n9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b sdp\n",
    "media-offer-in-response", "media-offer-in-invite" },
  { "update", OFFER ANSWER "20 A>P UPDATE 2 UPDATE u1 b sdp\n21 P>A 200 2 UPDATE u1 b sdp\n", "media-offer-in-update",
    NULL },
  { "re-invite", OFFER ANSWER "20 A>P INVITE 2 INVITE h1 b sdp\n21 P>A 200 2 INVITE h1 b sdp\n",
    "media-offer-in-reinvite", "media-hold" },
  { "early", OFFER "5 P>A 183 1 INVITE b1 b sdp\n" ANSWER, "media-early-unreliable", "media-early-reliable" },
  { "early-twice", OFFER "5 P>A 183 1 INVITE b1 b sdp\n" ANSWER, "media-repeated", "media-repeat-differs" },
  { "early-reliable", OFFER "5 P>A 183 1 INVITE b1 b sdp header=RSeq:1\n", "media-early-reliable",
    "media-early-unreliable" },
  { "other-answer", OFFER "5 P>A 183 1 INVITE b1 b sdp sdpport=5000\n" ANSWER, "media-repeat-differs",
    "media-repeated" },
  { "hold",
    OFFER ANSWER
    "20 A>P INVITE 2 INVITE h1 b sdp sdpline=a=sendonly\n21 P>A 200 2 INVITE h1 b sdp sdpline=a=recvonly\n",
    "media-hold", "media-direction-mismatch" },
  { "hold-old-way",
    OFFER ANSWER "20 P>A INVITE 1 INVITE h1 a from=b sdp sdphost=0.0.0.0\n21 A>P 200 1 INVITE h1 a from=b sdp\n",
    "media-hold-old-way", NULL },
  { "mute-is-no-hold",
    OFFER ANSWER
    "20 A>P INVITE 2 INVITE h1 b sdp sdpline=a=recvonly\n21 P>A 200 2 INVITE h1 b sdp sdpline=a=sendonly\n",
    "media-exchanges", "media-hold" },
  { "mismatch",
    OFFER ANSWER
    "20 A>P INVITE 2 INVITE h1 b sdp sdpline=a=sendonly\n21 P>A 200 2 INVITE h1 b sdp sdpline=a=sendonly\n",
    "media-direction-mismatch", NULL },
  { "refused", OFFER ANSWER "20 A>P INVITE 2 INVITE h1 b sdp sdpport=4002\n21 P>A 488 2 INVITE h1 b\n", "media-refused",
    "media-glare" },
  { "glare", OFFER ANSWER "20 A>P INVITE 2 INVITE h1 b sdp sdpport=4002\n21 P>A 491 2 INVITE h1 b\n", "media-glare",
    "media-refused" },
  { "never-a-session", OFFER "5 P>A 486 1 INVITE b1 b\n", "media-first-refused", "media-refused" },
  { "rejected-line", OFFER "9 P>A 200 1 INVITE b1 b sdp sdpport=0\n", "media-line-rejected", "media-agreed" },
  { "offered-off", "0 A>P INVITE 1 INVITE b1 - sdp sdpport=0\n9 P>A 200 1 INVITE b1 b sdp sdpport=0\n",
    "media-line-off", "media-line-rejected" },
  { "missing-line", "0 A>P INVITE 1 INVITE b1 - sdp " EVENTS "\n9 P>A 200 1 INVITE b1 b sdp\n", "media-line-missing",
    NULL },
  { "keys", "0 A>P INVITE 1 INVITE b1 - sdp sdpport=0 " EVENTS "\n9 P>A 200 1 INVITE b1 b sdp sdpport=0 " EVENTS "\n",
    "media-keys-as-events", "media-keys-not-as-events" },
  { "no-keys", OFFER ANSWER, "media-keys-not-as-events", "media-keys-as-events" },
  { "unencrypted", OFFER ANSWER, "media-crypto-none", "media-crypto-sdes" },
  { "dtls",
    "0 A>P INVITE 1 INVITE b1 - sdp sdpline=a=fingerprint:sha-256_00\n9 P>A 200 1 INVITE b1 b sdp "
    "sdpline=a=fingerprint:sha-256_11\n",
    "media-crypto-dtls", "media-crypto-none" },
  { "private", "0 A>P INVITE 1 INVITE b1 - sdp sdphost=192.168.1.5\n9 P>A 200 1 INVITE b1 b sdp\n", "media-line",
    "media-private" },
  { "unseen-offer", ANSWER, "media-offer-unseen", "media-offer-in-invite" },
  { "unreadable", "0 A>P INVITE 1 INVITE b1 - sdp sdpline=m=audio_99999999_RTP/AVP_0\n", "media-unreadable", NULL },
  { "none", "0 A>P INVITE 1 INVITE b1 -\n5 P>A 180 1 INVITE b1 b\n", "media-none", "media-exchanges" },
  { "live", "0 A>P INVITE 1 INVITE b1 - sdp\n", "media-not-in-sip", "media-past-proxy" },
};

static void
it_is_said (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RbLesson) lesson = explain (cases[i].script);

  lesson_get (lesson, cases[i].id);
  if (cases[i].absent != NULL)
    g_assert_null (rb_lesson_find (lesson, cases[i].absent));
}

static void
no_common_codec_is_bad (void)
{
  g_autoptr (RbLesson) lesson = explain (
      OFFER "9 P>A 200 1 INVITE b1 b sdp sdpline=m=audio_1_RTP/AVP_8 sdpline=a=rtpmap:8_PCMA/8000 sdpport=0\n");
  g_autoptr (RbLesson) other = explain ("0 A>P INVITE 1 INVITE b1 - sdp sdpport=0 sdpline=m=audio_4002_RTP/AVP_0\n"
                                        "9 P>A 200 1 INVITE b1 b sdp sdpport=0 sdpline=m=audio_4002_RTP/AVP_8\n");

  g_assert_null (rb_lesson_find (lesson, "media-no-common-codec"));
  g_assert_cmpint (lesson_get (other, "media-no-common-codec")->tone, ==, RB_TONE_BAD);
}

static void
hold_names_who_held_whom (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/hold-and-resume.pcap");
  g_autoptr (RbLesson) lesson = rb_explain_negotiation (fixture_find_flow (trace, "INVITE"));
  const RbLessonBlock *table = lesson_get (lesson, "media-exchanges");

  g_assert_cmpuint (table->rows->len, ==, 3);
  g_assert_cmpstr (lesson_get_cell (table, 1, 1)->text, ==, "the caller holds the callee");
  g_assert_cmpstr (lesson_get_cell (table, 1, 2)->text, ==, "only the caller sends");
  g_assert_cmpuint (lesson_get_cell (table, 1, 4)->position, ==, 28);
  g_assert_cmpstr (lesson_get_cell (table, 2, 1)->text, ==, "the caller resumes");
  lesson_assert_cites (lesson_get (lesson, "media-hold"), (const guint[]){ 18, 22, 29, 0 });
  g_assert_cmpuint (lesson_count (lesson, "media-hold"), ==, 1);
  g_assert_nonnull (strstr (lesson_get (lesson, "media-hold-until")->text, "0.2 s"));
}

static void
sound_does_not_take_the_way_of_sip (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/answered-bye-by-caller.pcap");
  g_autoptr (RbTrace) beyond = fixture_open ("recorded/answered-bye-by-caller.callee.pcap");
  g_autoptr (RbTrace) direct = fixture_open ("recorded/direct-without-proxy.pcap");
  g_autoptr (RbTrace) sound = fixture_open ("rtp/modern.pcap");
  g_autoptr (RbLesson) past = rb_explain_negotiation (fixture_find_flow (trace, "INVITE"));
  g_autoptr (RbLesson) callee = rb_explain_negotiation (fixture_find_flow (beyond, "INVITE"));
  g_autoptr (RbLesson) same = rb_explain_negotiation (fixture_find_flow (direct, "INVITE"));
  g_autoptr (RbLesson) streams = rb_explain_negotiation (fixture_find_flow (sound, "INVITE"));
  const RbLessonBlock *table = lesson_get (streams, "media-streams");

  lesson_get (past, "media-past-proxy");
  lesson_get (callee, "media-past-proxy");
  lesson_get (past, "media-no-rtp");
  g_assert_cmpint (lesson_get (same, "media-same-host")->confidence, ==, RB_CONFIDENCE_LIKELY);
  g_assert_cmpuint (table->rows->len, ==, 2);
  g_assert_cmpstr (lesson_get_cell (table, 0, 0)->text, ==, "Caller");
  g_assert_cmpstr (lesson_get_cell (table, 0, 3)->text, ==, "opus");
  g_assert_cmpstr (lesson_get_cell (table, 0, 4)->text, ==, "200");
}

static void
keys_of_encryption_are_never_shown (void)
{
  g_autoptr (RbLesson) lesson =
      explain ("0 A>P INVITE 1 INVITE b1 - sdp sdpline=a=crypto:1_AES_CM_128_HMAC_SHA1_80_inline:c2VjcmV0c2VjcmV0\n"
               "9 P>A 200 1 INVITE b1 b sdp sdpline=a=crypto:1_AES_CM_128_HMAC_SHA1_80_inline:b3RoZXJvdGhlcg==\n");
  g_autofree char *json = lesson_dup_json (lesson);

  /* The fixture writes a space for each "_", so the suite is "AES". */
  g_assert_nonnull (strstr (lesson_get_cell (lesson_get (lesson, "media-line"), 5, 1)->text, "SDES: AES"));
  g_assert_cmpint (lesson_get (lesson, "media-crypto-sdes")->tone, ==, RB_TONE_WARNING);
  g_assert_null (strstr (json, "c2VjcmV0"));
  g_assert_null (strstr (json, "b3RoZXJv"));
}

static void
private_addresses_that_came_from_outside_are_marked (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/private-contact-behind-nat.pcap");
  g_autoptr (RbLesson) lesson = rb_explain_negotiation (fixture_find_flow (trace, "INVITE"));
  const RbLessonBlock *table = lesson_get (lesson, "media-line");

  g_assert_cmpstr (lesson_get_cell (table, 0, 1)->text, ==, "10.0.0.7:40000 (private)");
  g_assert_cmpint (lesson_get_cell (table, 0, 1)->tone, ==, RB_TONE_WARNING);
  g_assert_cmpuint (lesson_count (lesson, "media-private"), ==, 2);
  g_assert_cmpint (lesson_get (lesson, "media-private")->confidence, ==, RB_CONFIDENCE_LIKELY);
}

static void
one_message_has_its_exchange (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/hold-and-resume.pcap");
  /* The re-INVITE to the proxy, the same from the proxy on, and its 200 on the far leg. */
  static const guint of_hold[] = { 17, 19, 20, 21 };
  g_autoptr (RbLesson) challenged = rb_explain_negotiation_of (trace, 4);
  g_autoptr (RbLesson) ringing = rb_explain_negotiation_of (trace, 12);
  g_autoptr (RbLesson) beyond = rb_explain_negotiation_of (trace, 10000);

  for (gsize i = 0; i < G_N_ELEMENTS (of_hold); i++)
    {
      g_autoptr (RbLesson) lesson = rb_explain_negotiation_of (trace, of_hold[i]);

      g_assert_cmpuint (lesson_count (lesson, "media-exchange"), ==, 1);
      lesson_assert_cites (lesson_get (lesson, "media-line"), (const guint[]){ 18, 22, 0 });
    }
  lesson_get (challenged, "media-aside");
  lesson_get (ringing, "media-no-sdp");
  lesson_get (beyond, "media-no-sdp");
}

static void
explain_all (const char *name G_GNUC_UNUSED, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);
  guint n = rb_trace_get_n_messages (trace);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbLesson) lesson = rb_explain_negotiation_of (trace, i);

      lesson_assert_sound (lesson, n);
    }
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLesson) lesson = rb_explain_negotiation (flow);

      lesson_assert_sound (lesson, n);
    }
}

static void
every_file_is_survived (void)
{
  fixture_each_trace (explain_all);
}

static void
a_flow_that_outlives_its_trace_has_none (void)
{
  RbFlow *flow;
  RbTrace *trace = fixture_call (OFFER, &flow);
  g_autoptr (RbFlow) kept = g_object_ref (flow);
  g_autoptr (RbLesson) lesson = NULL;

  g_object_unref (trace);
  lesson = rb_explain_negotiation (kept);
  lesson_get (lesson, "media-none");
}

static void
codecs_are_known_in_any_case (void)
{
  g_assert_nonnull (rb_codec_get_text ("pcmu"));
  g_assert_cmpstr (rb_codec_get_rfc ("G722"), ==, "RFC 3551 4.5.2");
  g_assert_null (rb_codec_get_text ("x-unknown"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/explain-negotiation/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), it_is_said);
    }
  g_test_add_func ("/explain-negotiation/no-common-codec-is-bad", no_common_codec_is_bad);
  g_test_add_func ("/explain-negotiation/hold-names-who-held-whom", hold_names_who_held_whom);
  g_test_add_func ("/explain-negotiation/sound-does-not-take-the-way-of-sip", sound_does_not_take_the_way_of_sip);
  g_test_add_func ("/explain-negotiation/keys-of-encryption-are-never-shown", keys_of_encryption_are_never_shown);
  g_test_add_func ("/explain-negotiation/private-addresses-that-came-from-outside-are-marked",
                   private_addresses_that_came_from_outside_are_marked);
  g_test_add_func ("/explain-negotiation/one-message-has-its-exchange", one_message_has_its_exchange);
  g_test_add_func ("/explain-negotiation/every-file-is-survived", every_file_is_survived);
  g_test_add_func ("/explain-negotiation/a-flow-that-outlives-its-trace-has-none",
                   a_flow_that_outlives_its_trace_has_none);
  g_test_add_func ("/explain-negotiation/codecs-are-known-in-any-case", codecs_are_known_in_any_case);
  return g_test_run ();
}
