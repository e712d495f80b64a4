/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sdp.h"

#include "sample-messages.h"

#include <string.h>

static RbSdp *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  RbSdp *sdp = rb_sdp_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (sdp);
  return sdp;
}

static void
assert_codec (const RbSdpMedia *media, guint i, guint payload_type, const char *encoding, guint clock_rate,
              guint channels, const char *fmtp)
{
  const RbSdpCodec *codec;

  g_assert_cmpuint (i, <, media->codecs->len);
  codec = g_ptr_array_index (media->codecs, i);
  g_assert_cmpuint (codec->payload_type, ==, payload_type);
  g_assert_cmpstr (codec->encoding, ==, encoding);
  g_assert_cmpuint (codec->clock_rate, ==, clock_rate);
  g_assert_cmpuint (codec->channels, ==, channels);
  g_assert_cmpstr (codec->fmtp, ==, fmtp);
}

static const RbSdpMedia *
media_at (const RbSdp *sdp, guint i)
{
  g_assert_cmpuint (i, <, sdp->media->len);

  return g_ptr_array_index (sdp->media, i);
}

static void
an_audio_offer_is_read (void)
{
  g_autoptr (RbSdp) sdp = parse (SAMPLE_SDP);
  const RbSdpMedia *audio = media_at (sdp, 0);

  g_assert_cmpstr (sdp->user, ==, "alice");
  g_assert_cmpuint (sdp->session_id, ==, 2890844526);
  g_assert_cmpuint (sdp->session_version, ==, 2890844527);
  g_assert_cmpstr (sdp->address, ==, "192.0.2.101");
  g_assert_cmpstr (sdp->name, ==, "-");
  g_assert_cmpuint (sdp->media->len, ==, 1);
  g_assert_cmpstr (audio->type, ==, "audio");
  g_assert_cmpstr (audio->protocol, ==, "RTP/AVP");
  g_assert_cmpuint (audio->port, ==, 49172);
  g_assert_cmpstr (audio->address, ==, "192.0.2.101");
  g_assert_cmpuint (audio->direction, ==, RB_SDP_SENDRECV);
  g_assert_cmpuint (audio->ptime, ==, 20);
  g_assert_cmpuint (audio->rtcp_port, ==, 0);
  g_assert_false (audio->rtcp_mux);
  g_assert_cmpuint (audio->codecs->len, ==, 4);
  assert_codec (audio, 0, 96, "opus", 48000, 2, "useinbandfec=1");
  assert_codec (audio, 1, 0, "PCMU", 8000, 1, NULL);
  assert_codec (audio, 2, 8, "PCMA", 8000, 1, NULL);
  assert_codec (audio, 3, 101, "telephone-event", 8000, 1, "0-16");
}

#define HEAD "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"

static void
media_inherit_what_the_session_says (void)
{
  g_autoptr (RbSdp) sdp = parse (HEAD "c=IN IP4 192.0.2.1\r\na=sendonly\r\n"
                                      "m=audio 4000 RTP/AVP 0\r\n"
                                      "m=audio 4002 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\na=inactive\r\n"
                                      "a=rtcp:5001 IN IP4 192.0.2.9\r\na=rtcp-mux\r\n");

  g_assert_cmpstr (media_at (sdp, 0)->address, ==, "192.0.2.1");
  g_assert_cmpuint (media_at (sdp, 0)->direction, ==, RB_SDP_SENDONLY);
  g_assert_cmpuint (media_at (sdp, 0)->rtcp_port, ==, 0);
  g_assert_cmpstr (media_at (sdp, 1)->address, ==, "2001:db8::1");
  g_assert_cmpuint (media_at (sdp, 1)->direction, ==, RB_SDP_INACTIVE);
  g_assert_cmpuint (media_at (sdp, 1)->rtcp_port, ==, 5001);
  g_assert_true (media_at (sdp, 1)->rtcp_mux);
}

static void
encryption_is_told_without_its_key (void)
{
  g_autoptr (RbSdp) sdp =
      parse (HEAD "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 0\r\n"
                  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\n"
                  "m=audio 4002 UDP/TLS/RTP/SAVP 0\r\na=fingerprint:sha-256 00:11\r\n"
                  "a=candidate:1 1 UDP 1 192.0.2.1 4002 typ host\r\nm=audio 4004 RTP/AVP 0\r\na=crypto:1\r\n");
  g_autoptr (RbSdp) all = parse (HEAD "a=fingerprint:sha-256 00:11\r\nm=audio 4000 UDP/TLS/RTP/SAVP 0\r\n");
  g_autoptr (RbSdp) copy = rb_sdp_copy (sdp);

  g_assert_cmpstr (media_at (copy, 0)->crypto, ==, "AES_CM_128_HMAC_SHA1_80");
  g_assert_false (media_at (copy, 0)->fingerprint || media_at (copy, 0)->ice);
  g_assert_null (media_at (copy, 1)->crypto);
  g_assert_true (media_at (copy, 1)->fingerprint && media_at (copy, 1)->ice);
  g_assert_cmpstr (media_at (copy, 2)->crypto, ==, "");
  g_assert_true (media_at (all, 0)->fingerprint);
}

static void
profiles_the_stack_does_not_know_have_codecs_too (void)
{
  g_autoptr (RbSdp) sdp = parse (HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 97\r\nc=IN IP4 192.0.2.1\r\n"
                                      "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n");
  const RbSdpMedia *audio = media_at (sdp, 0);

  g_assert_cmpstr (audio->protocol, ==, "UDP/TLS/RTP/SAVPF");
  assert_codec (audio, 0, 111, "opus", 48000, 2, "minptime=10");
  assert_codec (audio, 1, 0, "PCMU", 8000, 1, NULL);
  assert_codec (audio, 2, 97, "", 0, 1, NULL);
}

static void
rejected_and_foreign_media_keep_their_line (void)
{
  g_autoptr (RbSdp) sdp = parse (HEAD "c=IN IP4 192.0.2.1\r\n"
                                      "m=video 0 RTP/AVP 99 34\r\na=rtpmap:99 H264/90000\r\na=sendonly\r\n"
                                      "m=image 0 udptl t38\r\n"
                                      "m=audio 4000 RTP/AVP 8\r\n");
  g_autofree char *text = rb_sdp_format (sdp);

  assert_codec (media_at (sdp, 0), 0, 99, "H264", 90000, 1, NULL);
  g_assert_cmpuint (media_at (sdp, 0)->direction, ==, RB_SDP_SENDONLY);
  g_assert_nonnull (strstr (text, "\r\nm=video 0 RTP/AVP 99 34\r\nm=image 0 udptl t38\r\nm=audio 4000 RTP/AVP 8\r\n"));
  g_assert_true (rb_sdp_find_media (sdp, "audio") == media_at (sdp, 2));
  g_assert_true (rb_sdp_find_media (sdp, "VIDEO") == media_at (sdp, 0));
  g_assert_null (rb_sdp_find_media (sdp, "message"));
}

static void
a_rejected_line_is_only_found_when_there_is_no_other (void)
{
  g_autoptr (RbSdp) sdp = parse (HEAD "c=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 8\r\nm=audio 4000 RTP/AVP 0\r\n");

  g_assert_true (rb_sdp_find_media (sdp, "audio") == media_at (sdp, 1));
}

static void
lines_come_in_the_order_of_the_grammar (void)
{
  g_autoptr (RbSdp) sdp = rb_sdp_new ();
  RbSdpMedia *audio = rb_sdp_media_new ("audio");
  g_autofree char *text = NULL;

  sdp->session_id = G_MAXUINT64;
  sdp->session_version = 2;
  sdp->address = g_strdup ("2001:db8::1");
  g_ptr_array_add (sdp->media, audio);
  audio->port = 4000;
  audio->address = g_strdup ("192.0.2.1");
  audio->direction = RB_SDP_RECVONLY;
  audio->ptime = 20;
  audio->rtcp_port = 4005;
  audio->rtcp_mux = TRUE;
  g_ptr_array_add (audio->codecs, rb_sdp_codec_new (96, "opus", 48000, 2, "useinbandfec=1"));
  g_ptr_array_add (audio->codecs, rb_sdp_codec_new (0, "PCMU", 8000, 1, NULL));

  text = rb_sdp_format (sdp);
  g_assert_cmpstr (text, ==,
                   "v=0\r\n"
                   "o=- 18446744073709551615 2 IN IP6 2001:db8::1\r\n"
                   "s=-\r\n"
                   "c=IN IP4 192.0.2.1\r\n"
                   "t=0 0\r\n"
                   "m=audio 4000 RTP/AVP 96 0\r\n"
                   "a=rtpmap:96 opus/48000/2\r\n"
                   "a=fmtp:96 useinbandfec=1\r\n"
                   "a=rtpmap:0 PCMU/8000\r\n"
                   "a=ptime:20\r\n"
                   "a=rtcp:4005\r\n"
                   "a=rtcp-mux\r\n"
                   "a=recvonly\r\n");
}

static void
what_was_read_can_be_written_and_read_again (void)
{
  static const char *const texts[] = {
    SAMPLE_SDP,
    HEAD "m=audio 4000 RTP/AVP 0 3 4 5 6 7 8 9 10 11 12 13 14 15 18\r\nc=IN IP6 "
         "::1\r\na=rtcp:7\r\na=rtcp-mux\r\na=recvonly\r\n"
         "m=audio 4002 RTP/SAVP 8\r\nc=IN IP4 192.0.2.2\r\n",
    HEAD "c=IN IP4 host.example\r\nm=audio 9 RTP/AVPF 97 98\r\na=rtpmap:97 speex/16000\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RbSdp) first = parse (texts[i]);
      g_autofree char *written = rb_sdp_format (first);
      g_autoptr (RbSdp) second = parse (written);
      g_autofree char *again = rb_sdp_format (second);
      g_autoptr (RbSdp) copy = rb_sdp_copy (first);
      g_autofree char *copied = rb_sdp_format (copy);

      g_assert_cmpstr (again, ==, written);
      g_assert_cmpstr (copied, ==, written);
      g_assert_cmpuint (second->media->len, ==, first->media->len);
      for (guint m = 0; m < first->media->len; m++)
        {
          const RbSdpMedia *a = media_at (first, m);
          const RbSdpMedia *b = media_at (second, m);

          g_assert_cmpstr (a->protocol, ==, b->protocol);
          g_assert_cmpuint (a->port, ==, b->port);
          g_assert_cmpstr (a->address, ==, b->address);
          g_assert_cmpuint (a->direction, ==, b->direction);
          g_assert_cmpuint (a->ptime, ==, b->ptime);
          g_assert_cmpuint (a->rtcp_port, ==, b->rtcp_port);
          g_assert_cmpint (a->rtcp_mux, ==, b->rtcp_mux);
          g_assert_cmpuint (a->codecs->len, ==, b->codecs->len);
          for (guint c = 0; c < a->codecs->len; c++)
            {
              const RbSdpCodec *codec = g_ptr_array_index (a->codecs, c);

              assert_codec (b, c, codec->payload_type, codec->encoding, codec->clock_rate, codec->channels,
                            codec->fmtp);
            }
        }
    }
}

static void
repeated_payload_types_count_once (void)
{
  g_autoptr (RbSdp) sdp = parse (HEAD "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0 8 0 8\r\n");

  g_assert_cmpuint (media_at (sdp, 0)->codecs->len, ==, 2);
}

static void
an_address_that_is_only_a_ttl_is_none (void)
{
  g_autoptr (RbSdp) sdp = parse (HEAD "c=IN IP4 /127\r\nm=audio 4000 RTP/AVP 0\r\n");

  g_assert_null (media_at (sdp, 0)->address);
}

static void
what_is_no_description_is_refused (void)
{
  g_autofree char *huge = g_strnfill (40000, 'a');
  const char *const bad[] = {
    "",
    "hello",
    "v=1\r\n",
    "v=0\r\nxyz\r\n",
    HEAD "m=audio 70000 RTP/AVP 0\r\n",
    HEAD "m=audio\r\n",
    HEAD "m=audio x RTP/AVP 0\r\n",
    HEAD "m=audio 4000 RTP/AVP 128\r\n",
    "v=0\r\no=-\r\n",
    huge,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_sdp_parse (bad[i], -1, &error));
      g_assert_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* Each of these made sdp_parse() of Sofia 1.12.11 allocate until memory was full. */
static void
media_lines_that_hang_the_stack_are_refused (void)
{
  static const char *const bad[] = {
    HEAD "m=audio 4000 RT\033[/AVP 0\r\n",
    HEAD "m=image 4000 udptl /t38\r\n",
    HEAD "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n \tm=image 4000 udptl t38 \303\244\r\n",
    HEAD "m=image 4000 udptl t38 (x)\ra=b\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_sdp_parse (bad[i], -1, &error));
      g_assert_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED);
    }
}

static void
text_without_an_end_is_read_to_its_length (void)
{
  gsize length = strlen (SAMPLE_SDP);
  g_autofree char *bytes = g_memdup2 (SAMPLE_SDP, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbSdp) sdp = rb_sdp_parse (bytes, length, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (media_at (sdp, 0)->codecs->len, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/an-audio-offer-is-read", an_audio_offer_is_read);
  g_test_add_func ("/sdp/media-inherit-what-the-session-says", media_inherit_what_the_session_says);
  g_test_add_func ("/sdp/encryption-is-told-without-its-key", encryption_is_told_without_its_key);
  g_test_add_func ("/sdp/profiles-the-stack-does-not-know-have-codecs-too",
                   profiles_the_stack_does_not_know_have_codecs_too);
  g_test_add_func ("/sdp/rejected-and-foreign-media-keep-their-line", rejected_and_foreign_media_keep_their_line);
  g_test_add_func ("/sdp/a-rejected-line-is-only-found-when-there-is-no-other",
                   a_rejected_line_is_only_found_when_there_is_no_other);
  g_test_add_func ("/sdp/lines-come-in-the-order-of-the-grammar", lines_come_in_the_order_of_the_grammar);
  g_test_add_func ("/sdp/what-was-read-can-be-written-and-read-again", what_was_read_can_be_written_and_read_again);
  g_test_add_func ("/sdp/repeated-payload-types-count-once", repeated_payload_types_count_once);
  g_test_add_func ("/sdp/an-address-that-is-only-a-ttl-is-none", an_address_that_is_only_a_ttl_is_none);
  g_test_add_func ("/sdp/what-is-no-description-is-refused", what_is_no_description_is_refused);
  g_test_add_func ("/sdp/media-lines-that-hang-the-stack-are-refused", media_lines_that_hang_the_stack_are_refused);
  g_test_add_func ("/sdp/text-without-an-end-is-read-to-its-length", text_without_an_end_is_read_to_its_length);

  return g_test_run ();
}
