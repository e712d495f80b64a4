/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Encrypted sound: keys in SDP (RFC 4568), what offer and answer make of them, and real calls with right, wrong, new
 * and missing keys. */

#include "media-pair.h"

#define KEY_1 "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz" /* of RFC 4568 6.1's kind: 30 bytes */
#define KEY_2 "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR"

static void
one_line_is_read_and_written (void)
{
  static const struct
  {
    const char *line;
    RbSrtpSuite suite; /* NONE: refused */
  } cases[] = {
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1, RB_SRTP_AES_CM_128_HMAC_SHA1_80 },
    { "7 aes_cm_128_hmac_sha1_32 inline:" KEY_1 "|2^20", RB_SRTP_AES_CM_128_HMAC_SHA1_32 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "|1048576 WSH=64 -FANCY", RB_SRTP_AES_CM_128_HMAC_SHA1_80 },
    { "1 AEAD_AES_128_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", RB_SRTP_AEAD_AES_128_GCM },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "|2^20|1:4", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "|1:4", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 ";inline:" KEY_2, 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 " UNENCRYPTED_SRTP", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 " KDR=1", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:short", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "AAAA", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 inline:", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80 uri:http://example.org/key", 0 },
    { "1 AES_CM_128_HMAC_SHA1_80", 0 },
    { "1 F8_128_HMAC_SHA1_80 inline:" KEY_1, 0 },
    { "AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 " 1", 0 },
    { "-1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1, 0 },
    { "", 0 },
  };
  g_autofree char *huge = g_strnfill (100000, ' ');
  RbSrtpKey key, again;
  guint tag;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].line);
      g_assert_cmpint (rb_sdes_parse (cases[i].line, &tag, &key), ==, cases[i].suite != RB_SRTP_NONE);
      if (cases[i].suite == RB_SRTP_NONE)
        continue;
      g_assert_cmpint (key.suite, ==, cases[i].suite);
      text = rb_sdes_format (tag, &key);
      g_assert_true (rb_sdes_parse (text, &tag, &again));
      g_assert_true (rb_srtp_key_equal (&key, &again));
    }
  g_assert_false (rb_sdes_parse (huge, &tag, &key));

  rb_srtp_key_generate (&key, RB_SRTP_AEAD_AES_128_GCM);
  rb_srtp_key_generate (&again, RB_SRTP_AEAD_AES_128_GCM);
  g_assert_false (rb_srtp_key_equal (&key, &again));
}

static char *
make_sdp (const char *protocol, const char *lines)
{
  return g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                          "m=audio 4000 %s 0\r\n%s",
                          protocol, lines);
}

#define LINE_80 "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "\r\n"
#define LINE_F8 "a=crypto:1 F8_128_HMAC_SHA1_80 inline:" KEY_2 "\r\n"

/* Whom the account's wish lets in, and how the answer looks. */
static void
offers_are_answered_in_their_own_profile (void)
{
  static const struct
  {
    const char *protocol, *lines;
    gboolean taken[3]; /* by OFF, OPTIONAL, REQUIRED */
    gboolean encrypted[3];
  } cases[] = {
    { "RTP/AVP", "", { TRUE, TRUE, FALSE }, { FALSE, FALSE, FALSE } },
    { "RTP/AVP", LINE_80, { TRUE, TRUE, TRUE }, { FALSE, TRUE, TRUE } },
    { "RTP/AVP", LINE_F8, { TRUE, TRUE, FALSE }, { FALSE, FALSE, FALSE } },
    { "RTP/SAVP", LINE_F8 LINE_80, { FALSE, TRUE, TRUE }, { FALSE, TRUE, TRUE } },
    { "RTP/SAVPF", LINE_80, { FALSE, TRUE, TRUE }, { FALSE, TRUE, TRUE } },
    { "RTP/SAVP", LINE_F8, { FALSE, FALSE, FALSE }, { FALSE, FALSE, FALSE } },
    { "RTP/SAVP", "", { FALSE, FALSE, FALSE }, { FALSE, FALSE, FALSE } },
    { "UDP/TLS/RTP/SAVP", "a=fingerprint:sha-256 00\r\n", { FALSE, FALSE, FALSE }, { FALSE, FALSE, FALSE } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int wish = 0; wish < 3; wish++)
      {
        g_autofree char *offer = make_sdp (cases[i].protocol, cases[i].lines), *line = NULL, *answer = NULL;
        g_autoptr (GError) error = NULL;
        RbNegotiated agreed;
        End end;

        g_test_message ("case %zu, wish %d", i, wish);
        line = g_strdup_printf ("m=audio %%u %s 0\r\n", cases[i].protocol);
        end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
        g_assert_true (rb_media_session_set_encryption (end.session, wish, &error));
        answer = rb_media_session_create_answer (end.session, offer, &error);
        if (cases[i].taken[wish])
          {
            g_assert_no_error (error);
            g_assert_true (rb_media_session_get_negotiated (end.session, &agreed));
            g_assert_cmpint (agreed.send_key.suite != RB_SRTP_NONE, ==, cases[i].encrypted[wish]);
            g_assert_cmpint (agreed.receive_key.suite, ==, agreed.send_key.suite);
            g_assert_cmpint (strstr (answer, "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:") != NULL, ==,
                             cases[i].encrypted[wish]);
            g_assert_null (strstr (answer, KEY_1));
            g_assert_nonnull (strstr (answer, cases[i].protocol));
          }
        else
          {
            g_assert_error (error, RB_SDP_ERROR, RB_SDP_ERROR_NO_AUDIO);
            g_assert_null (strstr (error->message, "inline"));
          }
        end_clear (&end);
      }
}

static void
encrypted_one_of_two_lines_is_taken (void)
{
  g_autofree char *offer = make_sdp ("RTP/AVP", "m=audio 4002 RTP/SAVP 0\r\n" LINE_80), *answer = NULL;
  g_autoptr (GError) error = NULL;
  RbNegotiated agreed;
  End end;

  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  rb_media_session_set_encryption (end.session, RB_ENCRYPTION_OPTIONAL, NULL);
  answer = rb_media_session_create_answer (end.session, offer, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_get_negotiated (end.session, &agreed));
  g_assert_cmpint (agreed.remote_rtp_port, ==, 4002);
  g_assert_nonnull (strstr (answer, "m=audio 0 RTP/AVP"));
  end_clear (&end);
}

static void
answers_must_match_what_was_offered (void)
{
  static const struct
  {
    RbEncryption wish;
    const char *protocol, *lines;
    gboolean taken, encrypted;
  } cases[] = {
    { RB_ENCRYPTION_OFF, "RTP/AVP", "", TRUE, FALSE },
    { RB_ENCRYPTION_OFF, "RTP/AVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "\r\n", FALSE, FALSE },
    { RB_ENCRYPTION_OPTIONAL, "RTP/AVP", "", TRUE, FALSE },
    { RB_ENCRYPTION_OPTIONAL, "RTP/AVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "\r\n", TRUE, TRUE },
    { RB_ENCRYPTION_OPTIONAL, "RTP/AVP", "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" KEY_1 "\r\n", TRUE, TRUE },
    { RB_ENCRYPTION_OPTIONAL, "RTP/AVP", "a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "\r\n", FALSE, FALSE },
    { RB_ENCRYPTION_OPTIONAL, "RTP/AVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" KEY_1 "\r\n", FALSE, FALSE },
    { RB_ENCRYPTION_REQUIRED, "RTP/SAVP", "", FALSE, FALSE },
    { RB_ENCRYPTION_REQUIRED, "RTP/AVP", "", FALSE, FALSE },
    { RB_ENCRYPTION_REQUIRED, "RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_1 "\r\n", TRUE, TRUE },
    { RB_ENCRYPTION_REQUIRED, "RTP/SAVP", LINE_80 LINE_F8, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *offer = NULL, *answer = make_sdp (cases[i].protocol, cases[i].lines);
      g_autoptr (GError) error = NULL;
      RbNegotiated agreed;
      End end;

      g_test_message ("case %zu", i);
      end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
      rb_media_session_set_encryption (end.session, cases[i].wish, NULL);
      offer = rb_media_session_create_offer (end.session);
      g_assert_cmpint (strstr (offer, "a=crypto:1 AES_CM_128_HMAC_SHA1_80") != NULL, ==, cases[i].wish != 0);
      g_assert_cmpint (strstr (offer, "RTP/SAVP") != NULL, ==, cases[i].wish == RB_ENCRYPTION_REQUIRED);
      g_assert_cmpint (rb_media_session_accept_answer (end.session, answer, &error), ==, cases[i].taken);
      if (cases[i].taken)
        {
          g_assert_true (rb_media_session_get_negotiated (end.session, &agreed));
          g_assert_cmpint (agreed.send_key.suite != RB_SRTP_NONE, ==, cases[i].encrypted);
        }
      else
        {
          g_assert_nonnull (error);
        }
      end_clear (&end);
    }
}

static void
secure_pair_init (Pair *pair, RbEncryption caller, RbEncryption callee)
{
  g_autoptr (GError) error = NULL;

  pair_init (pair, "127.0.0.1");
  g_assert_true (rb_media_session_set_encryption (pair->caller.session, caller, &error));
  g_assert_true (rb_media_session_set_encryption (pair->callee.session, callee, &error));
  g_assert_no_error (error);
}

static RbSrtpSuite
get_suite (End *end)
{
  RbNegotiated agreed;

  g_assert_true (rb_media_session_get_negotiated (end->session, &agreed));

  return agreed.send_key.suite;
}

static void
encrypted_call_is_heard_with_statistics_and_keys (void)
{
  Pair pair;

  secure_pair_init (&pair, RB_ENCRYPTION_REQUIRED, RB_ENCRYPTION_OPTIONAL);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  WAIT_FOR (pair.caller.statistics.round_trip_ms >= 0 && pair.callee.statistics.round_trip_ms >= 0); /* SRTCP */
  g_assert_cmpint (pair.caller.statistics.encryption, ==, RB_SRTP_AES_CM_128_HMAC_SHA1_80);
  g_assert_true (rb_media_session_send_dtmf (pair.caller.session, "12#", 60));
  WAIT_FOR (pair.callee.digits->len >= 3);
  g_assert_cmpstr (pair.callee.digits->str, ==, "12#");

  /* Hold and back is two more offers with the same keys. */
  rb_media_session_set_hold (pair.caller.session, TRUE);
  pair_answer (&pair);
  end_expect_silence (&pair.callee);
  rb_media_session_set_hold (pair.caller.session, FALSE);
  pair_answer (&pair);
  pair_expect_sound (&pair);
  pair_clear (&pair);
}

/* The offer keeps one suite only, so that the other end has to take it. */
static void
answer_with_suite (Pair *pair, const char *suite)
{
  g_autofree char *offer = rb_media_session_create_offer (pair->caller.session), *answer = NULL;
  g_auto (GStrv) lines = g_strsplit (offer, "\r\n", -1);
  g_autoptr (GString) one = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    if (!g_str_has_prefix (lines[i], "a=crypto:") || strstr (lines[i], suite) != NULL)
      g_string_append_printf (one, "%s\r\n", lines[i]);
  answer = rb_media_session_create_answer (pair->callee.session, one->str, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (pair->caller.session, answer, &error));
}

static void
every_suite_carries_sound (void)
{
  Pair pair;

  for (RbSrtpSuite suite = RB_SRTP_NONE + 1; suite < RB_N_SRTP_SUITES; suite++)
    {
      g_test_message ("%s", rb_srtp_suite_get_name (suite));
      secure_pair_init (&pair, RB_ENCRYPTION_OPTIONAL, RB_ENCRYPTION_OPTIONAL);
      answer_with_suite (&pair, rb_srtp_suite_get_name (suite));
      g_assert_cmpint (get_suite (&pair.caller), ==, suite);
      g_assert_cmpint (get_suite (&pair.callee), ==, suite);
      pair_start (&pair);
      pair_expect_sound (&pair);
      pair_clear (&pair);
    }
}

/* The callee's description with another key in it, as the caller gets it. */
static char *
replace_key (const char *sdp, const char *key)
{
  const char *begin = strstr (sdp, "inline:") + strlen ("inline:");
  g_autofree char *head = g_strndup (sdp, (gsize) (begin - sdp));

  return g_strconcat (head, key, strstr (begin, "\r\n"), NULL);
}

static void
wrong_key_is_silence_and_the_right_one_helps (void)
{
  g_autofree char *offer = NULL, *answer = NULL, *wrong = NULL, *right = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;

  secure_pair_init (&pair, RB_ENCRYPTION_REQUIRED, RB_ENCRYPTION_REQUIRED);
  offer = rb_media_session_create_offer (pair.caller.session);
  answer = rb_media_session_create_answer (pair.callee.session, offer, &error);
  g_assert_no_error (error);
  wrong = replace_key (answer, KEY_2);
  g_assert_true (rb_media_session_accept_answer (pair.caller.session, wrong, &error));
  pair_start (&pair);
  end_expect_tone (&pair.callee, CALLER_HZ);
  g_assert_cmpfloat (rb_sound_device_get_output_level (pair.caller.device), <, 0.01); /* no noise either */
  g_assert_false (pair.caller.first_packet);
  WAIT_FOR (pair.caller.statistics.packets_sent > 0);
  g_assert_cmpuint (pair.caller.statistics.packets_received, ==, 0);

  right = rb_media_session_create_offer (pair.callee.session); /* a re-INVITE */
  g_free (g_steal_pointer (&answer));
  answer = rb_media_session_create_answer (pair.caller.session, right, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (pair.callee.session, answer, &error));
  pair_expect_sound (&pair);
  pair_clear (&pair);
}

static void
new_key_in_mid_call_is_followed (void)
{
  g_autofree char *offer = NULL, *answer = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair, other;

  secure_pair_init (&pair, RB_ENCRYPTION_REQUIRED, RB_ENCRYPTION_REQUIRED);
  secure_pair_init (&other, RB_ENCRYPTION_REQUIRED, RB_ENCRYPTION_REQUIRED);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  /* Somebody else, with other keys, takes the callee's place: he speaks the caller's tone. */
  offer = rb_media_session_create_offer (other.caller.session);
  answer = rb_media_session_create_answer (pair.caller.session, offer, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (other.caller.session, answer, &error));
  rb_media_session_start (other.caller.session);
  end_expect_tone (&pair.caller, CALLER_HZ);
  end_expect_tone (&other.caller, CALLER_HZ);
  pair_clear (&pair);
  pair_clear (&other);
}

static void
encryption_may_go_and_come_when_it_is_optional (void)
{
  g_autofree char *offer = NULL, *answer = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair, plain;

  secure_pair_init (&pair, RB_ENCRYPTION_OPTIONAL, RB_ENCRYPTION_OPTIONAL);
  pair_init (&plain, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  offer = rb_media_session_create_offer (plain.callee.session);
  answer = rb_media_session_create_answer (pair.callee.session, offer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_suite (&pair.callee), ==, RB_SRTP_NONE);
  g_assert_true (rb_media_session_accept_answer (plain.callee.session, answer, &error));
  rb_media_session_start (plain.callee.session);
  end_expect_tone (&pair.callee, CALLEE_HZ);
  end_expect_tone (&plain.callee, CALLEE_HZ);

  pair_answer (&pair);
  g_assert_cmpint (get_suite (&pair.callee), ==, RB_SRTP_AES_CM_128_HMAC_SHA1_80);
  pair_expect_sound (&pair);
  pair_clear (&pair);
  pair_clear (&plain);
}

static void
required_encryption_is_never_given_up (void)
{
  g_autofree char *offer = NULL, *answer = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair, plain;

  secure_pair_init (&pair, RB_ENCRYPTION_REQUIRED, RB_ENCRYPTION_REQUIRED);
  pair_init (&plain, "127.0.0.1");
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);

  offer = rb_media_session_create_offer (plain.callee.session);
  answer = rb_media_session_create_answer (pair.callee.session, offer, &error);
  g_assert_null (answer);
  g_assert_error (error, RB_SDP_ERROR, RB_SDP_ERROR_NO_AUDIO);
  g_assert_cmpint (get_suite (&pair.callee), ==, RB_SRTP_AES_CM_128_HMAC_SHA1_80);
  pair_expect_sound (&pair);
  pair_clear (&pair);
  pair_clear (&plain);
}

static void
who_does_not_know_keys_is_heard_plain (void)
{
  Pair pair;

  secure_pair_init (&pair, RB_ENCRYPTION_OPTIONAL, RB_ENCRYPTION_OFF);
  pair_answer (&pair);
  g_assert_cmpint (get_suite (&pair.caller), ==, RB_SRTP_NONE);
  pair_start (&pair);
  pair_expect_sound (&pair);
  WAIT_FOR (pair.caller.statistics.round_trip_ms >= 0 && pair.callee.statistics.round_trip_ms >= 0);
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/srtp/line", one_line_is_read_and_written);
  g_test_add_func ("/srtp/offers", offers_are_answered_in_their_own_profile);
  g_test_add_func ("/srtp/two-lines", encrypted_one_of_two_lines_is_taken);
  g_test_add_func ("/srtp/answers", answers_must_match_what_was_offered);
  g_test_add_func ("/srtp/call", encrypted_call_is_heard_with_statistics_and_keys);
  g_test_add_func ("/srtp/suites", every_suite_carries_sound);
  g_test_add_func ("/srtp/wrong-key", wrong_key_is_silence_and_the_right_one_helps);
  g_test_add_func ("/srtp/new-key", new_key_in_mid_call_is_followed);
  g_test_add_func ("/srtp/optional", encryption_may_go_and_come_when_it_is_optional);
  g_test_add_func ("/srtp/required", required_encryption_is_never_given_up);
  g_test_add_func ("/srtp/plain-peer", who_does_not_know_keys_is_heard_plain);

  return g_test_run ();
}
