/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which message offers, which one answers, what comes of it, and how long that lasts. */

#include "rb-negotiation.h"

#include "files-fixture.h"
#include "trace-fixture.h"

/* What a script is to give, one line a negotiation: "offer answer who confirmed superseded directions [rejected]";
 * positions in the trace, "-" for none; who: r(caller) or e(callee); directions of the first line: "<>" both, ">" only
 * the caller sends, "<" only the callee, "." none. */
static char *
describe (RbFlow *flow)
{
  g_autoptr (GPtrArray) list = rb_flow_list_negotiations (flow);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const RbNegotiation *self = g_ptr_array_index (list, i);
      const guint steps[] = { self->offer, self->answer, self->confirmed, self->superseded, self->rejected };
      const RbMediaLine *line = self->lines->len > 0 ? &g_array_index (self->lines, RbMediaLine, 0) : NULL;
      gboolean caller = line != NULL && (self->offer_from_caller ? line->offerer_sends : line->answerer_sends);
      gboolean callee = line != NULL && (self->offer_from_caller ? line->answerer_sends : line->offerer_sends);

      for (gsize k = 0; k < G_N_ELEMENTS (steps); k++)
        {
          if (steps[k] == RB_FLOW_NONE)
            g_string_append (text, k < 4 ? "- " : "");
          else
            g_string_append_printf (text, "%u ", rb_flow_get_step (flow, steps[k])->position);
          if (k == 1)
            g_string_append (text, self->offer_from_caller ? "r " : "e ");
          if (k == 3)
            g_string_append_printf (text, "%s ", caller && callee ? "<>" : caller ? ">" : callee ? "<" : ".");
        }
      if (self->repeated != RB_FLOW_NONE)
        g_string_append_printf (text, "again %u%s ", rb_flow_get_step (flow, self->repeated)->position,
                                self->repeat_differs ? "!" : "");
      text->str[text->len - 1] = '\n';
    }
  return g_string_free (text, FALSE);
}

#define OFFER "0 A>P INVITE 1 INVITE b1 - sdp\n"
#define BARE "0 A>P INVITE 1 INVITE b1 -\n"
#define ANSWER "9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b\n"
#define BYE "900 P>A BYE 1 BYE y1 a from=b\n901 A>P 200 1 BYE y1 a from=b\n"

static const struct
{
  const char *name;
  const char *script;
  const char *expected;
} cases[] = {
  { "offer-in-invite", OFFER ANSWER BYE, "0 1 r 1 3 <>\n" },
  { "challenged-offer-counts-once", FIXTURE_ANSWERED BYE, "4 7 r 7 9 <>\n" },
  { "challenged-only", "0 A>P INVITE 1 INVITE b1 - sdp\n12 P>A 407 1 INVITE b1 p\n", "0 - r - - . 1\n" },
  { "no-answer-yet", OFFER "5 P>A 180 1 INVITE b1 b\n", "0 - r - - .\n" },
  { "answer-came-again", OFFER "9 P>A 200 1 INVITE b1 b sdp\n509 P>A 200 1 INVITE b1 b sdp\n510 A>P ACK 1 ACK b2 b\n",
    "0 1 r 1 - <>\n" },
  { "offer-in-200", BARE "9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b sdp\n" BYE, "1 2 e 2 3 <>\n" },
  { "offer-in-200-without-answer", BARE "9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b\n", "1 - e - - .\n" },
  { "early-media", OFFER "5 P>A 183 1 INVITE b1 b sdp\n" ANSWER BYE, "0 1 r 2 4 <> again 2\n" },
  { "other-answer-in-200", OFFER "5 P>A 183 1 INVITE b1 b sdp sdpport=5000\n" ANSWER, "0 1 r 2 - <> again 2!\n" },
  { "early-media-of-a-call-that-fails", OFFER "5 P>A 183 1 INVITE b1 b sdp\n9 P>A 486 1 INVITE b1 b\n",
    "0 1 r - 2 <> 2\n" },
  { "unreliable-183-is-no-offer", BARE "5 P>A 183 1 INVITE b1 b sdp\n" ANSWER, "2 - e - - .\n" },
  { "offer-in-reliable-183",
    BARE "5 P>A 183 1 INVITE b1 b sdp header=RSeq:1 header=Require:100rel\n6 A>P PRACK 2 PRACK b2 b sdp\n"
         "7 P>A 200 2 PRACK b2 b\n9 P>A 200 1 INVITE b1 b\n10 A>P ACK 1 ACK b3 b\n",
    "1 2 e 4 - <>\n" },
  { "second-offer-in-prack",
    OFFER "5 P>A 183 1 INVITE b1 b sdp header=RSeq:1\n6 A>P PRACK 2 PRACK b2 b sdp\n7 P>A 200 2 PRACK b2 b sdp\n"
          "9 P>A 200 1 INVITE b1 b\n",
    "0 1 r - 3 <>\n2 3 r 4 - <>\n" },
  { "update-before-the-answer",
    OFFER "5 P>A 183 1 INVITE b1 b sdp header=RSeq:1\n6 P>A UPDATE 1 UPDATE u1 a from=b sdp sdpline=a=sendonly\n"
          "7 A>P 200 1 UPDATE u1 a from=b sdp sdpline=a=recvonly\n9 P>A 200 1 INVITE b1 b\n",
    "0 1 r - 3 <>\n2 3 e 4 - <\n" },
  { "hold-by-caller",
    OFFER ANSWER "20 A>P INVITE 2 INVITE h1 b sdp sdpline=a=sendonly\n21 P>A 200 2 INVITE h1 b sdp sdpline=a=recvonly\n"
                 "22 A>P ACK 2 ACK h2 b\n" BYE,
    "0 1 r 1 4 <>\n3 4 r 4 6 >\n" },
  { "hold-by-callee-the-old-way",
    OFFER ANSWER "20 P>A INVITE 1 INVITE h1 a from=b sdp sdphost=0.0.0.0\n21 A>P 200 1 INVITE h1 a from=b sdp\n",
    "0 1 r 1 4 <>\n3 4 e 4 - <\n" },
  { "inactive",
    OFFER ANSWER
    "20 A>P UPDATE 2 UPDATE h1 b sdp sdpline=a=inactive\n21 P>A 200 2 UPDATE h1 b sdp sdpline=a=inactive\n",
    "0 1 r 1 4 <>\n3 4 r 4 - .\n" },
  { "rejected-re-invite",
    OFFER ANSWER "20 A>P INVITE 2 INVITE h1 b sdp sdpport=4002\n21 P>A 488 2 INVITE h1 b\n22 A>P ACK 2 ACK h1 b\n" BYE,
    "0 1 r 1 6 <>\n3 - r - - . 4\n" },
  { "glare",
    OFFER ANSWER "20 A>P INVITE 2 INVITE h1 b sdp\n20 P>A INVITE 1 INVITE g1 a from=b sdp\n21 P>A 491 2 INVITE h1 b\n"
                 "21 A>P 491 1 INVITE g1 a from=b\n2000 A>P INVITE 3 INVITE h3 b sdp\n2001 P>A 200 3 INVITE h3 b sdp\n",
    "0 1 r 1 8 <>\n3 - r - - . 5\n4 - e - - . 6\n7 8 r 8 - <>\n" },
  { "fork",
    OFFER
    "5 P>A 183 1 INVITE b1 b sdp\n6 P>A 183 1 INVITE b1 c sdp sdpport=5000\n9 P>A 200 1 INVITE b1 c sdp sdpport=5000\n"
    "10 A>P ACK 1 ACK b2 c\n20 A>P BYE 2 BYE b3 c\n",
    "0 1 r - 3 <>\n0 2 r 3 5 <> again 3\n" },
  { "rejected-line", OFFER "9 P>A 200 1 INVITE b1 b sdp sdpport=0\n", "0 1 r 1 - .\n" },
  { "only-the-callers-leg",
    OFFER "1 P>B INVITE 1 INVITE p1 - vias sdp sdpport=6000\n8 B>P 200 1 INVITE p1 b vias sdp sdpport=7000\n" ANSWER,
    "0 3 r 3 - <>\n" },
  { "ack-past-the-proxy", BARE "9 P>A 200 1 INVITE b1 b sdp\n10 A>B ACK 1 ACK b2 b sdp\n20 B>A BYE 1 BYE y1 a from=b\n",
    "1 2 e 2 3 <>\n" },
  { "offer-before-the-trace", "9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b\n", "- 0 r 0 - <>\n" },
  { "answer-in-ack-after-an-unseen-invite", "9 P>A 200 1 INVITE b1 b sdp\n10 A>P ACK 1 ACK b2 b sdp\n",
    "0 1 e 1 - <>\n" },
  { "only-the-ack", "10 A>P ACK 1 ACK b2 b sdp\n", "- 0 e 0 - <>\n" },
  { "no-sdp", BARE "9 P>A 200 1 INVITE b1 b\n10 A>P ACK 1 ACK b2 b\n", "" },
  { "no-call", "0 A>P OPTIONS 1 OPTIONS b1 -\n1 P>A 200 1 OPTIONS b1 b sdp\n", "" },
};

static void
negotiations_are_found (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (cases[i].script, &flow);
  g_autofree char *text = describe (flow);

  g_assert_cmpstr (text, ==, cases[i].expected);
}

static const struct
{
  const char *capture;
  const char *expected;
} recorded[] = {
  { "hold-and-resume.pcap", "7 14 r 14 21 <>\n"
                            "17 21 r 21 28 >\n"
                            "24 28 r 28 31 <>\n" },
  { "hold-and-resume.callee.pcap", "4 7 r 7 10 <>\n"
                                   "9 10 r 10 13 >\n"
                                   "12 13 r 13 15 <>\n" },
  { "early-media-183-prack.pcap", "7 11 r 17 20 <>\n" },
  { "early-media-183-prack.caller.pcap", "3 5 r 8 10 <>\n" },
  { "answered-bye-by-callee.pcap", "7 14 r 14 18 <>\n" },
  { "answered-bye-by-caller.caller.pcap", "3 6 r 6 8 <>\n" },
  { "glare-491.pcap", "7 14 r 14 35 <>\n"
                      "17 - r - - . 26\n"
                      "21 - e - - . 24\n"
                      "31 35 r 35 38 >\n" },
  { "glare-491.callee.pcap", "4 7 r 7 17 <>\n"
                             "9 - e - - . 14\n"
                             "11 - r - - . 12\n"
                             "16 17 r 17 19 >\n" },
  { "fork-to-two-phones.pcap", "11 20 r 20 27 <>\n" },
  { "direct-without-proxy.pcap", "0 3 r 3 5 <>\n" },
  { "private-contact-behind-nat.pcap", "7 14 r 14 17 <>\n" },
  { "cancelled.pcap", "7 - r - - . 19\n" },
  { "transferred-by-refer.pcap", "7 18 r 18 45 <>\n" },
  { "redirected-302-followed.pcap", "14 16 r 16 18 <>\n" },
  { "tcp-to-udp.pcap", "7 14 r 14 18 <>\n" },
};

static void
captures_are_understood (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      g_autofree char *name = g_build_filename ("recorded", recorded[i].capture, NULL);
      g_autoptr (RbTrace) trace = fixture_open (name);
      g_autofree char *text = describe (fixture_find_flow (trace, "INVITE"));

      g_test_message ("%s", name);
      g_assert_cmpstr (text, ==, recorded[i].expected);
    }
}

static void
list_all (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);

  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (GPtrArray) list = rb_flow_list_negotiations (flow);

      for (guint k = 0; k < list->len; k++)
        {
          const RbNegotiation *self = g_ptr_array_index (list, k);

          g_assert_true (self->offer != RB_FLOW_NONE || self->answer != RB_FLOW_NONE);
          g_assert_true (self->superseded == RB_FLOW_NONE || self->superseded > self->answer);
        }
    }
}

static void
every_file_is_survived (void)
{
  fixture_each_trace (list_all);
}

static void
codecs_keys_and_encryption_are_agreed_on (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (
      "0 A>P INVITE 1 INVITE b1 - sdp sdpline=m=audio_5000_RTP/AVP_96_8_101 sdpline=a=rtpmap:96_opus/48000/2 "
      "sdpline=a=rtpmap:101_telephone-event/8000 sdpline=a=crypto:1_AES_CM_128_HMAC_SHA1_80_inline:c2VjcmV0\n"
      "9 P>A 200 1 INVITE b1 b sdp sdpport=0 sdpline=m=audio_6000_RTP/AVP_101_97 sdpline=a=rtpmap:97_OPUS/48000/2 "
      "sdpline=a=rtpmap:101_telephone-event/8000 sdpline=a=crypto:1_AES_CM_128_HMAC_SHA1_80_inline:b3RoZXI=\n",
      &flow);
  g_autoptr (GPtrArray) list = rb_flow_list_negotiations (flow);
  const RbNegotiation *self = g_ptr_array_index (list, 0);
  const RbMediaLine *first = &g_array_index (self->lines, RbMediaLine, 0);
  const RbMediaLine *second = &g_array_index (self->lines, RbMediaLine, 1);

  g_assert_cmpuint (self->lines->len, ==, 2);
  g_assert_null (first->agreed);
  g_assert_false (first->has_dtmf || first->offerer_sends || first->answerer_sends);
  g_assert_cmpuint (second->agreed->payload_type, ==, 97);
  g_assert_true (second->has_dtmf && second->offerer_sends && second->answerer_sends);
  g_assert_cmpint (second->crypto, ==, RB_CRYPTO_SDES);
}

static void
a_flow_that_outlives_its_trace_has_none (void)
{
  RbFlow *flow;
  RbTrace *trace = fixture_call (OFFER, &flow);
  g_autoptr (RbFlow) kept = g_object_ref (flow);
  g_autoptr (GPtrArray) list = NULL;

  g_object_unref (trace);
  list = rb_flow_list_negotiations (kept);
  g_assert_cmpuint (list->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/negotiation/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), negotiations_are_found);
    }
  g_test_add_func ("/negotiation/captures-are-understood", captures_are_understood);
  g_test_add_func ("/negotiation/codecs-keys-and-encryption-are-agreed-on", codecs_keys_and_encryption_are_agreed_on);
  g_test_add_func ("/negotiation/every-file-is-survived", every_file_is_survived);
  g_test_add_func ("/negotiation/a-flow-that-outlives-its-trace-has-none", a_flow_that_outlives_its_trace_has_none);
  return g_test_run ();
}
