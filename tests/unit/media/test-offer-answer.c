/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offer and answer (RFC 3264) as tables: what we answer to each offer, and what each answer to ours means. */

#include <string.h>

#include "rb-offer-answer.h"

#define HEAD "v=0\r\no=far 7 8 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"

static RbLocalMedia
make_local (void)
{
  return (RbLocalMedia){
    .address = "192.0.2.1",
    .rtp_port = 20000,
    .session_id = 1,
    .session_version = 1,
    .codecs = { RB_CODEC_OPUS, RB_CODEC_PCMA, RB_CODEC_PCMU },
    .n_codecs = 3,
  };
}

static RbSdp *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  RbSdp *sdp = rb_sdp_parse (text, -1, &error);

  g_assert_no_error (error);

  return sdp;
}

static const RbSdpMedia *
get_media (const RbSdp *sdp, guint n)
{
  g_assert_cmpuint (n, <, sdp->media->len);

  return sdp->media->pdata[n];
}

/* The codecs of a media line as "96 opus, 0 PCMU". */
static char *
list_codecs (const RbSdpMedia *media)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < media->codecs->len; i++)
    {
      const RbSdpCodec *codec = media->codecs->pdata[i];

      g_string_append_printf (list, "%s%u %s/%u", i > 0 ? ", " : "", codec->payload_type, codec->encoding,
                              codec->clock_rate);
    }

  return g_string_free (list, FALSE);
}

static void
offer_lists_our_codecs_and_keys (void)
{
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = rb_offer_new (&local);
  g_autofree char *text = rb_sdp_format (offer);
  g_autoptr (RbSdp) read_back = parse (text);
  const RbSdpMedia *media = get_media (read_back, 0);
  g_autofree char *codecs = list_codecs (media);

  g_assert_cmpstr (codecs, ==,
                   "96 opus/48000, 8 PCMA/8000, 0 PCMU/8000, 102 telephone-event/48000, 101 telephone-event/8000");
  g_assert_cmpstr (media->address, ==, "192.0.2.1");
  g_assert_cmpuint (media->port, ==, 20000);
  g_assert_cmpuint (media->ptime, ==, 20);
  g_assert_cmpint (media->direction, ==, RB_SDP_SENDRECV);
  g_assert_nonnull (strstr (text, "opus/48000/2"));
}

static void
offer_while_holding_only_sends (void)
{
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = NULL;

  local.hold = RB_HOLD_LOCAL;
  offer = rb_offer_new (&local);
  g_assert_cmpint (get_media (offer, 0)->direction, ==, RB_SDP_SENDONLY);
}

static const struct
{
  const char *address;
  RbSdpDirection theirs;
  RbHold hold;
  RbSdpDirection ours;
  gboolean send, receive, held;
} directions[] = {
  { "192.0.2.9", RB_SDP_SENDRECV, RB_HOLD_NONE, RB_SDP_SENDRECV, TRUE, TRUE, FALSE },
  { "192.0.2.9", RB_SDP_SENDONLY, RB_HOLD_NONE, RB_SDP_RECVONLY, FALSE, TRUE, TRUE },
  { "192.0.2.9", RB_SDP_RECVONLY, RB_HOLD_NONE, RB_SDP_SENDONLY, TRUE, FALSE, FALSE },
  { "192.0.2.9", RB_SDP_INACTIVE, RB_HOLD_NONE, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
  { "192.0.2.9", RB_SDP_SENDRECV, RB_HOLD_LOCAL, RB_SDP_SENDONLY, TRUE, FALSE, FALSE },
  { "192.0.2.9", RB_SDP_SENDONLY, RB_HOLD_LOCAL, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
  { "192.0.2.9", RB_SDP_RECVONLY, RB_HOLD_LOCAL, RB_SDP_SENDONLY, TRUE, FALSE, FALSE },
  { "192.0.2.9", RB_SDP_INACTIVE, RB_HOLD_LOCAL, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
  { "0.0.0.0", RB_SDP_SENDRECV, RB_HOLD_NONE, RB_SDP_RECVONLY, FALSE, TRUE, TRUE },
  { "0.0.0.0", RB_SDP_RECVONLY, RB_HOLD_NONE, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
  { "0.0.0.0", RB_SDP_SENDRECV, RB_HOLD_LOCAL, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
};

static void
every_direction_is_answered_as_the_rfc_says (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("v=0\r\no=far 7 8 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                           "m=audio 4000 RTP/AVP 0\r\na=%s\r\n",
                           directions[i].address, rb_sdp_direction_to_string (directions[i].theirs));
      g_autoptr (RbSdp) offer = parse (text), answer = NULL;
      g_autoptr (GError) error = NULL;
      RbLocalMedia local = make_local ();
      RbNegotiated agreed;

      local.hold = directions[i].hold;
      answer = rb_answer_new (offer, &local, &agreed, &error);
      g_assert_no_error (error);
      g_assert_cmpint (get_media (answer, 0)->direction, ==, directions[i].ours);
      g_assert_cmpint (agreed.send, ==, directions[i].send);
      g_assert_cmpint (agreed.receive, ==, directions[i].receive);
      g_assert_cmpint (agreed.held_by_remote, ==, directions[i].held);
    }
}

static const struct
{
  const char *address;
  RbHold hold; /* in our offer */
  RbSdpDirection theirs;
  gboolean send, receive, held;
} answered[] = {
  { "192.0.2.9", RB_HOLD_NONE, RB_SDP_SENDRECV, TRUE, TRUE, FALSE },
  { "192.0.2.9", RB_HOLD_NONE, RB_SDP_SENDONLY, FALSE, TRUE, TRUE },
  { "192.0.2.9", RB_HOLD_NONE, RB_SDP_RECVONLY, TRUE, FALSE, FALSE },
  { "192.0.2.9", RB_HOLD_NONE, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
  { "192.0.2.9", RB_HOLD_LOCAL, RB_SDP_RECVONLY, TRUE, FALSE, FALSE },
  { "192.0.2.9", RB_HOLD_LOCAL, RB_SDP_INACTIVE, FALSE, FALSE, TRUE },
  { "192.0.2.9", RB_HOLD_LOCAL, RB_SDP_SENDRECV, TRUE, FALSE, FALSE },
  { "0.0.0.0", RB_HOLD_NONE, RB_SDP_SENDRECV, FALSE, TRUE, TRUE },
};

static void
every_answer_is_understood (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answered); i++)
    {
      RbLocalMedia local = make_local ();
      g_autofree char *text = g_strdup_printf ("v=0\r\no=far 7 8 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                                               "m=audio 4000 RTP/AVP 8\r\na=%s\r\n",
                                               answered[i].address, rb_sdp_direction_to_string (answered[i].theirs));
      g_autoptr (RbSdp) offer = NULL, answer = parse (text);
      g_autoptr (GError) error = NULL;
      RbNegotiated agreed;

      local.hold = answered[i].hold;
      offer = rb_offer_new (&local);
      g_assert_true (rb_answer_accept (offer, answer, &agreed, &error));
      g_assert_no_error (error);
      g_assert_cmpint (agreed.send, ==, answered[i].send);
      g_assert_cmpint (agreed.receive, ==, answered[i].receive);
      g_assert_cmpint (agreed.held_by_remote, ==, answered[i].held);
    }
}

/* Media part of an offer → what we answer. */
static const struct
{
  const char *name;
  const char *media;
  const char *codecs; /* of the answer's first line, NULL: an error */
  RbSdpError error;
  RbCodec codec;
  guint dtmf_rate, ptime, rtcp_port;
  gboolean rtcp_mux;
} offers[] = {
  { "the offerer's order decides", "m=audio 4000 RTP/AVP 0 8\r\n", "0 PCMU/8000", 0, RB_CODEC_PCMU, 0, 20, 4001 },
  { "numbers are the offerer's",
    "m=audio 4000 RTP/AVP 111 0 110\r\na=rtpmap:111 OPUS/48000/2\r\na=rtpmap:110 telephone-event/48000\r\n",
    "111 opus/48000, 110 telephone-event/48000", 0, RB_CODEC_OPUS, 48000, 20, 4001 },
  { "keys at the codec's rate",
    "m=audio 4000 RTP/AVP 8 100 99\r\na=rtpmap:100 telephone-event/48000\r\na=rtpmap:99 telephone-event/8000\r\n",
    "8 PCMA/8000, 99 telephone-event/8000", 0, RB_CODEC_PCMA, 8000, 20, 4001 },
  { "keys at another rate rather than none",
    "m=audio 4000 RTP/AVP 96 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\n",
    "96 opus/48000, 101 telephone-event/8000", 0, RB_CODEC_OPUS, 8000, 20, 4001 },
  { "static types need no rtpmap", "m=audio 4000 RTP/AVP 18 8\r\n", "8 PCMA/8000", 0, RB_CODEC_PCMA, 0, 20, 4001 },
  { "ptime is followed", "m=audio 4000 RTP/AVP 0\r\na=ptime:40\r\n", "0 PCMU/8000", 0, RB_CODEC_PCMU, 0, 40, 4001 },
  { "odd ptime is cut", "m=audio 4000 RTP/AVP 0\r\na=ptime:30\r\n", "0 PCMU/8000", 0, RB_CODEC_PCMU, 0, 20, 4001 },
  { "long ptime is cut", "m=audio 4000 RTP/AVP 0\r\na=ptime:200\r\n", "0 PCMU/8000", 0, RB_CODEC_PCMU, 0, 60, 4001 },
  { "RTCP where it is told", "m=audio 4000 RTP/AVP 0\r\na=rtcp:5055\r\n", "0 PCMU/8000", 0, RB_CODEC_PCMU, 0, 20,
    5055 },
  { "RTCP on the same port", "m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n", "0 PCMU/8000", 0, RB_CODEC_PCMU, 0, 20, 4000,
    TRUE },
  { "nothing in common", "m=audio 4000 RTP/AVP 18 3\r\n", NULL, RB_SDP_ERROR_NO_COMMON_CODEC },
  { "wrong clock is not ours", "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/16000\r\n", NULL,
    RB_SDP_ERROR_NO_COMMON_CODEC },
  { "no audio at all", "m=video 4000 RTP/AVP 31\r\n", NULL, RB_SDP_ERROR_NO_AUDIO },
  { "audio refused", "m=audio 0 RTP/AVP 0\r\n", NULL, RB_SDP_ERROR_NO_AUDIO },
  { "only encrypted audio", "m=audio 4000 RTP/SAVP 0\r\n", NULL, RB_SDP_ERROR_NO_AUDIO },
  { "a host name is not looked up", "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 far.example.org\r\n", NULL,
    RB_SDP_ERROR_MALFORMED },
  { "not to a group of machines", "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 224.2.1.1\r\n", NULL, RB_SDP_ERROR_MALFORMED },
};

static void
every_offer_gets_its_answer (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (offers); i++)
    {
      g_autofree char *text = g_strconcat (HEAD, offers[i].media, NULL);
      g_autoptr (RbSdp) offer = parse (text), answer = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *codecs = NULL;
      RbLocalMedia local = make_local ();
      RbNegotiated agreed;

      g_test_message ("%s", offers[i].name);
      answer = rb_answer_new (offer, &local, &agreed, &error);
      if (offers[i].codecs == NULL)
        {
          g_assert_null (answer);
          g_assert_error (error, RB_SDP_ERROR, (int) offers[i].error);
          continue;
        }

      g_assert_no_error (error);
      codecs = list_codecs (get_media (answer, 0));
      g_assert_cmpstr (codecs, ==, offers[i].codecs);
      g_assert_cmpint (agreed.codec, ==, offers[i].codec);
      g_assert_cmpuint (agreed.dtmf_rate, ==, offers[i].dtmf_rate);
      g_assert_cmpuint (agreed.ptime, ==, offers[i].ptime);
      g_assert_cmpuint (agreed.remote_rtcp_port, ==, offers[i].rtcp_port);
      g_assert_cmpint (agreed.rtcp_mux, ==, offers[i].rtcp_mux);
      g_assert_cmpint (get_media (answer, 0)->rtcp_mux, ==, offers[i].rtcp_mux);
      g_assert_cmpuint (agreed.remote_rtp_port, ==, 4000);
      g_assert_cmpstr (agreed.remote_address, ==, "192.0.2.9");
    }
}

static void
only_codecs_switched_on_are_answered (void)
{
  g_autoptr (RbSdp) offer = parse (HEAD "m=audio 4000 RTP/AVP 0 8\r\n"), answer = NULL;
  RbLocalMedia local = make_local ();
  RbNegotiated agreed;

  local.codecs[0] = RB_CODEC_PCMA;
  local.n_codecs = 1;
  answer = rb_answer_new (offer, &local, &agreed, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpint (agreed.codec, ==, RB_CODEC_PCMA);
}

static void
other_media_keep_their_places_refused (void)
{
  g_autoptr (RbSdp) offer = parse (HEAD "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"
                                        "m=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\n");
  g_autoptr (RbSdp) answer = NULL, again = NULL;
  RbLocalMedia local = make_local ();
  RbNegotiated agreed;

  answer = rb_answer_new (offer, &local, &agreed, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpuint (answer->media->len, ==, 3);
  g_assert_cmpstr (get_media (answer, 0)->type, ==, "video");
  g_assert_cmpuint (get_media (answer, 0)->port, ==, 0);
  g_assert_cmpuint (get_media (answer, 0)->codecs->len, ==, 1);
  g_assert_cmpuint (get_media (answer, 1)->port, ==, 20000);
  g_assert_cmpuint (get_media (answer, 2)->port, ==, 0);
  g_assert_cmpuint (agreed.remote_rtp_port, ==, 4000);

  local.previous = answer;
  again = rb_offer_new (&local);
  g_assert_cmpuint (again->media->len, ==, 3);
  g_assert_cmpuint (get_media (again, 0)->port, ==, 0);
  g_assert_cmpuint (get_media (again, 1)->port, ==, 20000);
  g_assert_cmpuint (get_media (again, 2)->port, ==, 0);
}

static void
inactive_for_the_whole_session_is_a_hold (void)
{
  g_autoptr (RbSdp) offer = parse ("v=0\r\no=far 7 8 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
                                   "a=inactive\r\nm=audio 4000 RTP/AVP 0\r\n");
  g_autoptr (RbSdp) answer = NULL;
  RbLocalMedia local = make_local ();
  RbNegotiated agreed;

  answer = rb_answer_new (offer, &local, &agreed, NULL);
  g_assert_nonnull (answer);
  g_assert_true (agreed.held_by_remote);
  g_assert_cmpint (get_media (answer, 0)->direction, ==, RB_SDP_INACTIVE);
}

static void
ipv6_is_answered_with_ipv6 (void)
{
  g_autoptr (RbSdp) offer = parse ("v=0\r\no=far 7 8 IN IP6 2001:db8::9\r\ns=-\r\nc=IN IP6 2001:db8::9\r\nt=0 0\r\n"
                                   "m=audio 4000 RTP/AVP 0\r\n");
  g_autoptr (RbSdp) answer = NULL;
  g_autofree char *text = NULL;
  RbLocalMedia local = make_local ();
  RbNegotiated agreed;

  local.address = "2001:db8::1";
  answer = rb_answer_new (offer, &local, &agreed, NULL);
  g_assert_nonnull (answer);
  text = rb_sdp_format (answer);
  g_assert_nonnull (strstr (text, "c=IN IP6 2001:db8::1\r\n"));
  g_assert_cmpstr (agreed.remote_address, ==, "2001:db8::9");
}

static void
each_end_may_number_codecs_its_own_way (void)
{
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = rb_offer_new (&local);
  g_autoptr (RbSdp) answer = parse (HEAD "m=audio 4000 RTP/AVP 107 8 99\r\na=rtpmap:107 opus/48000/2\r\n"
                                         "a=rtpmap:99 telephone-event/48000\r\n");
  g_autoptr (GError) error = NULL;
  RbNegotiated agreed;

  g_assert_true (rb_answer_accept (offer, answer, &agreed, &error));
  g_assert_cmpint (agreed.codec, ==, RB_CODEC_OPUS);
  g_assert_cmpuint (agreed.payload_type, ==, 107);
  g_assert_cmpuint (agreed.receive_payload_type, ==, 96);
  g_assert_cmpuint (agreed.dtmf_payload_type, ==, 99);
  g_assert_cmpuint (agreed.receive_dtmf_payload_type, ==, 102);
  g_assert_cmpuint (agreed.codec_payload_types[RB_CODEC_PCMA], ==, 8);
  g_assert_cmpuint (agreed.codec_payload_types[RB_CODEC_PCMU], ==, RB_PAYLOAD_TYPE_NONE);
}

static void
bad_answers_are_refused (void)
{
  static const struct
  {
    const char *media;
    RbSdpError error;
  } bad[] = {
    { "", RB_SDP_ERROR_NO_AUDIO },
    { "m=audio 0 RTP/AVP 0\r\n", RB_SDP_ERROR_NO_AUDIO },
    { "m=video 4000 RTP/AVP 31\r\n", RB_SDP_ERROR_NO_AUDIO },
    { "m=audio 4000 RTP/AVP 18\r\n", RB_SDP_ERROR_NO_COMMON_CODEC },
  };
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = rb_offer_new (&local);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strconcat (HEAD, bad[i].media, NULL);
      g_autoptr (RbSdp) answer = parse (text);
      g_autoptr (GError) error = NULL;
      RbNegotiated agreed;

      g_assert_false (rb_answer_accept (offer, answer, &agreed, &error));
      g_assert_error (error, RB_SDP_ERROR, (int) bad[i].error);
    }
}

static void
numbers_keep_their_meaning_through_the_session (void)
{
  g_autoptr (RbSdp) theirs = parse (HEAD "m=audio 4000 RTP/AVP 0 96 101\r\na=rtpmap:96 telephone-event/8000\r\n"
                                         "a=rtpmap:101 speex/16000\r\n");
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = NULL;
  g_autofree char *codecs = NULL;

  rb_payload_types_learn (&local.payload_types, theirs);
  offer = rb_offer_new (&local);
  codecs = list_codecs (get_media (offer, 0));
  g_assert_cmpstr (codecs, ==,
                   "97 opus/48000, 8 PCMA/8000, 0 PCMU/8000, 102 telephone-event/48000, 96 telephone-event/8000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/offer-answer/offer", offer_lists_our_codecs_and_keys);
  g_test_add_func ("/offer-answer/offer-on-hold", offer_while_holding_only_sends);
  g_test_add_func ("/offer-answer/directions", every_direction_is_answered_as_the_rfc_says);
  g_test_add_func ("/offer-answer/answers", every_answer_is_understood);
  g_test_add_func ("/offer-answer/offers", every_offer_gets_its_answer);
  g_test_add_func ("/offer-answer/codecs-switched-on", only_codecs_switched_on_are_answered);
  g_test_add_func ("/offer-answer/other-media", other_media_keep_their_places_refused);
  g_test_add_func ("/offer-answer/session-inactive", inactive_for_the_whole_session_is_a_hold);
  g_test_add_func ("/offer-answer/ipv6", ipv6_is_answered_with_ipv6);
  g_test_add_func ("/offer-answer/numbers", each_end_may_number_codecs_its_own_way);
  g_test_add_func ("/offer-answer/bad-answers", bad_answers_are_refused);
  g_test_add_func ("/offer-answer/numbers-stay", numbers_keep_their_meaning_through_the_session);

  return g_test_run ();
}
