/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets of a session are replaced in a message before it is recorded. */

#include "rb-sdp-secrets.h"

#include <string.h>

#include "rb-sdp.h"
#include "rb-sip-index.h"

#define KEY_A "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
#define KEY_B "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3"

static char *
hide (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) hidden = rb_sdp_hide_secrets (bytes);
  gsize length;
  const char *data = g_bytes_get_data (hidden, &length);

  g_assert_cmpuint (length, ==, strlen (text));

  return g_strndup (data != NULL ? data : "", length);
}

/* '#' is the secret, which is at least as long as the mark; all else stays. */
static void
each_secret_is_replaced_and_nothing_else (void)
{
  static const struct
  {
    const char *text, *secret;
  } cases[] = {
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:#\r\na=sendrecv\r\n", KEY_A },
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:#|2^20|1:4\r\n", KEY_A },
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:#|2^20|1:4;inline:#|2^20|2:4 KDR=3 WSH=64\r\n", KEY_A },
    { "a=crypto:2 AEAD_AES_128_GCM inline:#== WSH=64\n", "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJS" },
    { "A=Crypto:1  AES_CM_128_HMAC_SHA1_80\tINLINE:#", KEY_A },
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline: # WSH=64", KEY_A },
    { "a=crypto:1 OTHER #", KEY_A },
    { "m=audio 4000 RTP/AVP 0\na=key-mgmt:mikey #=\n", KEY_A KEY_B KEY_A KEY_B },
    { "a=ice-ufrag:abcd\ra=ice-pwd:#\r", "0123456789abcdefABCDEF" },
    { "k=clear:#\r\nk=base64:#=\r\nk=uri:#\r\nk=prompt\r\n", "correct-horse-battery" },
    { "x\r\n a=crypto is a word\r\na=cryptography:1 2 " KEY_A "\r\nSubject: a=ice-pwd:" KEY_A "\r\n\r\n", "none" },
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", "none" },
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:;inline:|2^20", "none" },
    { "a=crypto:", "none" },
    { "a=crypto:1", "none" },
    { "k=clear:", "none" },
    { "", "none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].text, "#", -1);
      g_autofree char *text = g_strjoinv (cases[i].secret, parts);
      g_autofree char *shown = hide (text);
      const char *at = shown;

      g_test_message ("%s", text);
      for (gsize n = 0; parts[n] != NULL; n++)
        {
          g_assert_true (g_str_has_prefix (at, parts[n]));
          at += strlen (parts[n]);
          if (parts[n + 1] == NULL)
            break;
          g_assert_true (g_str_has_prefix (at, RB_SDP_SECRET_MARK));
          at += strlen (cases[i].secret);
        }
      g_assert_cmpstr (at, ==, "");
      g_assert_null (strstr (shown, cases[i].secret));
      g_assert_cmpint (rb_sdp_secret_is_hidden (shown), ==, parts[0] != NULL && parts[1] != NULL);
    }
}

static void
another_key_shows_as_another (void)
{
  g_autofree char *a = hide ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A);
  g_autofree char *again = hide ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A);
  g_autofree char *b = hide ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_B);

  g_assert_cmpstr (a, ==, again);
  g_assert_cmpstr (a, !=, b);
}

static void
message_stays_well_formed (void)
{
  const char *body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                     "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" KEY_A "|2^20\r\n";
  g_autofree char *text = g_strdup_printf ("INVITE sip:b@192.0.2.2 SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n"
                                           "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
                                           strlen (body), body);
  g_autofree char *shown = hide (text);
  g_autoptr (RbSdp) sdp = NULL;
  RbSipIndex index;

  rb_sip_index_parse (&index, (const guint8 *) shown, strlen (shown));
  g_assert_true (index.has_sdp);
  g_assert_cmpuint (index.sdp.length, ==, strlen (body));
  sdp = rb_sdp_parse (shown + index.sdp.offset, index.sdp.length, NULL);
  g_assert_nonnull (sdp);
  g_assert_cmpstr (((RbSdpMedia *) g_ptr_array_index (sdp->media, 0))->crypto, ==, "AES_CM_128_HMAC_SHA1_80");
}

static void
message_without_secrets_is_not_copied (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("OPTIONS sip:a SIP/2.0\r\n\r\n", 25);
  g_autoptr (GBytes) hidden = rb_sdp_hide_secrets (bytes);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) same = rb_sdp_hide_secrets (nothing);

  g_assert_true (hidden == bytes);
  g_assert_true (same == nothing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp-secrets/each-secret-is-replaced-and-nothing-else", each_secret_is_replaced_and_nothing_else);
  g_test_add_func ("/sdp-secrets/another-key-shows-as-another", another_key_shows_as_another);
  g_test_add_func ("/sdp-secrets/message-stays-well-formed", message_stays_well_formed);
  g_test_add_func ("/sdp-secrets/message-without-secrets-is-not-copied", message_without_secrets_is_not_copied);

  return g_test_run ();
}
