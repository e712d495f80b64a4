/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-message.h"

#include "sample-messages.h"

#include <string.h>

static RbMessage *
make_message (const char *text, RbMessageKind kind)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  RbMessageInfo info = { .wall_us = 1700000000000000, .transport = RB_TRANSPORT_UDP, .kind = kind };

  return rb_message_new (&info, bytes, 7);
}

static void
check_words (const char *text, RbMessageKind kind, const char *info, const char *label)
{
  g_autoptr (RbMessage) message = make_message (text, kind);
  g_autofree char *actual_info = rb_message_format_info (message);
  g_autofree char *actual_label = rb_message_format_label (message);

  g_assert_cmpstr (actual_info, ==, info);
  g_assert_cmpstr (actual_label, ==, label);
}

static void
a_message_keeps_what_it_was_made_of (void)
{
  g_autoptr (RbMessage) message = make_message (SAMPLE_INVITE, RB_MESSAGE_SIP);
  guint position = 0;

  g_assert_cmpint (rb_message_get_info (message)->wall_us, ==, 1700000000000000);
  g_assert_cmpuint (rb_message_get_info (message)->transport, ==, RB_TRANSPORT_UDP);
  g_assert_cmpuint (g_bytes_get_size (rb_message_get_bytes (message)), ==, strlen (SAMPLE_INVITE));
  g_assert_cmpuint (rb_message_get_position (message), ==, 7);
  g_object_get (message, "position", &position, NULL);
  g_assert_cmpuint (position, ==, 7);
  g_assert_true (rb_message_get_index (message)->valid);

  g_assert_finalize_object (g_steal_pointer (&message));
}

/* The words are those of Wireshark's Info column. */
static void
messages_are_worded_as_wireshark_does (void)
{
  check_words (SAMPLE_INVITE, RB_MESSAGE_SIP, "Request: INVITE sip:bob@biloxi.example.com", "INVITE");
  check_words (SAMPLE_RINGING, RB_MESSAGE_SIP, "Status: 180 Ringing", "180 Ringing");
  check_words (SAMPLE_CHALLENGE, RB_MESSAGE_SIP, "Status: 401 Unauthorized", "401 Unauthorized");
  check_words ("INVITE sip:a@b SIP/2.0\r\nTo: <sip:a@b>;tag=1\r\n\r\n", RB_MESSAGE_SIP,
               "Request: INVITE sip:a@b, in-dialog", "INVITE");
  check_words ("SIP/2.0 200 OK\r\nCSeq: 2 BYE\r\n\r\n", RB_MESSAGE_SIP, "Status: 200 OK (BYE)", "200 OK");
  check_words ("SIP/2.0 486 \r\nCSeq: 2 INVITE\r\n\r\n", RB_MESSAGE_SIP, "Status: 486 ", "486 Busy Here");
  check_words ("NEWMETHOD sip:a SIP/2.0\r\n\r\n", RB_MESSAGE_SIP, "Unknown request: NEWMETHOD sip:a", "NEWMETHOD");
}

static void
bindings_of_a_register_are_counted (void)
{
  check_words ("REGISTER sip:a SIP/2.0\r\nContact: <sip:x>\r\n\r\n", RB_MESSAGE_SIP,
               "Request: REGISTER sip:a (1 binding)", "REGISTER");
  check_words ("REGISTER sip:a SIP/2.0\r\n\r\n", RB_MESSAGE_SIP, "Request: REGISTER sip:a (fetch bindings)",
               "REGISTER");
  check_words ("REGISTER sip:a SIP/2.0\r\nm: <sip:x>\r\nExpires: 0\r\n\r\n", RB_MESSAGE_SIP,
               "Request: REGISTER sip:a (remove 1 binding)", "REGISTER");
  check_words ("REGISTER sip:a SIP/2.0\r\nContact: *\r\nExpires: 0\r\n\r\n", RB_MESSAGE_SIP,
               "Request: REGISTER sip:a (remove all bindings)", "REGISTER");
  check_words ("SIP/2.0 200 OK\r\nCSeq: 2 REGISTER\r\nContact: <sip:x>, <sip:y>\r\nContact: <sip:z>\r\n\r\n",
               RB_MESSAGE_SIP, "Status: 200 OK (REGISTER) (3 bindings)", "200 OK");
  check_words ("SIP/2.0 200 OK\r\nCSeq: 2 REGISTER\r\n\r\n", RB_MESSAGE_SIP, "Status: 200 OK (REGISTER) (0 bindings)",
               "200 OK");
}

static void
what_is_not_sip_is_said (void)
{
  check_words ("\r\n\r\n", RB_MESSAGE_KEEP_ALIVE, "CRLF keep-alive", "keep-alive");
  check_words ("hello", RB_MESSAGE_DAMAGED, "Not SIP: 5 bytes", "not SIP");
  check_words ("x", RB_MESSAGE_SIP, "Not SIP: 1 byte", "not SIP");
  check_words ("", RB_MESSAGE_DAMAGED, "Not SIP: 0 bytes", "not SIP");
}

static void
words_never_hold_control_characters (void)
{
  check_words ("SIP/2.0 200 \033[31mred\377\r\nCSeq: 1 BYE\r\n\r\n", RB_MESSAGE_SIP,
               "Status: 200 \357\277\275[31mred\357\277\275 (BYE)", "200 \357\277\275[31mred\357\277\275");
}

static char *
mask (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return rb_message_format_masked (bytes);
}

static void
credentials_and_keys_are_masked (void)
{
  g_autofree char *invite = mask (SAMPLE_INVITE);
  g_autofree char *challenge = mask (SAMPLE_CHALLENGE);
  g_autofree char *text = mask ("REGISTER sip:a SIP/2.0\r\n"
                                "authorization  :\r\n Digest username=\"u\",\r\n response=\"SECRET\"\r\n"
                                "Authorization: SECRET\r\n"
                                "To: <sip:a>\r\n"
                                "\r\n"
                                "v=0\r\n"
                                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET\r\n"
                                "A=CRYPTO:2 SECRET\n"
                                "a=key-mgmt:mikey SECRET\r\n"
                                "k=clear:SECRET\r\n"
                                "a=sendrecv\r\n"
                                "Proxy-Authorization: Digest SECRET");

  g_assert_null (strstr (invite, "42ce3cef44b22f50c6a6071bc8"));
  g_assert_null (strstr (invite, "f84f1cec41e6cbe5aea9c8e88d359"));
  g_assert_nonnull (strstr (invite, "\nProxy-Authorization: Digest …\n"));
  g_assert_nonnull (strstr (invite, "\nCall-ID: 3848276298220188511@atlanta.example.com\n"));
  g_assert_nonnull (strstr (invite, "\n\nv=0\n"));

  /* A challenge is public. */
  g_assert_nonnull (strstr (challenge, "ea9c8e88df84f1cec4341ae6cbe5a359"));

  g_assert_cmpstr (text, ==,
                   "REGISTER sip:a SIP/2.0\n"
                   "authorization  : Digest …\n"
                   "Authorization: …\n"
                   "To: <sip:a>\n"
                   "\n"
                   "v=0\n"
                   "a=crypto: …\n"
                   "A=CRYPTO: …\n"
                   "a=key-mgmt: …\n"
                   "k=clear: …\n"
                   "a=sendrecv\n"
                   "Proxy-Authorization: Digest …\n");
}

static void
a_message_may_be_empty (void)
{
  g_autoptr (RbMessage) message = make_message ("", RB_MESSAGE_DAMAGED);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autofree char *masked = rb_message_format_masked (nothing);

  check_words ("", RB_MESSAGE_SIP, "Not SIP: 0 bytes", "not SIP");
  g_assert_false (rb_message_get_index (message)->valid);
  g_assert_nonnull (g_bytes_get_data (rb_message_get_bytes (message), NULL));
  g_assert_cmpuint (g_bytes_get_size (rb_message_get_bytes (message)), ==, 0);
  g_assert_cmpstr (masked, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/a-message-keeps-what-it-was-made-of", a_message_keeps_what_it_was_made_of);
  g_test_add_func ("/message/messages-are-worded-as-wireshark-does", messages_are_worded_as_wireshark_does);
  g_test_add_func ("/message/bindings-of-a-register-are-counted", bindings_of_a_register_are_counted);
  g_test_add_func ("/message/a-message-may-be-empty", a_message_may_be_empty);
  g_test_add_func ("/message/what-is-not-sip-is-said", what_is_not_sip_is_said);
  g_test_add_func ("/message/words-never-hold-control-characters", words_never_hold_control_characters);
  g_test_add_func ("/message/credentials-and-keys-are-masked", credentials_and_keys_are_masked);

  return g_test_run ();
}
