/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who an INVITE says that calls: from headers as servers write them, and as nobody should. */

#include "rb-sip-identity-private.h"

#include <string.h>

/* What an INVITE with @headers tells. (transfer full) */
static RbSipIdentity *
read_invite (const char *from, const char *headers, gboolean through_server)
{
  g_autofree char *text =
      g_strdup_printf ("INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                       "From: %s;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n%s\r\n",
                       from, headers);
  msg_t *message = msg_make (sip_default_mclass (), 0, text, (ssize_t) strlen (text));
  RbSipIdentity *identity = rb_sip_identity_new (sip_object (message), through_server);

  msg_destroy (message);

  return identity;
}

#define FROM "\"Alice\" <sip:alice@example.org>"

static void
asserted_identity_is_taken_from_the_server_only (void)
{
  static const char headers[] =
      "P-Asserted-Identity: \"Real, Name\" <sip:+4912345@example.org;user=phone>, <tel:+4912345>\r\n";
  g_autoptr (RbSipIdentity) trusted = read_invite (FROM, headers, TRUE);
  g_autoptr (RbSipIdentity) stranger = read_invite (FROM, headers, FALSE);
  g_autoptr (RbSipIdentity) number = read_invite (FROM, "P-Asserted-Identity: <tel:+861012345678>\r\n", TRUE);

  g_assert_cmpstr (trusted->asserted_uri, ==, "sip:+4912345@example.org;user=phone");
  g_assert_cmpstr (trusted->asserted_name, ==, "Real, Name");
  g_assert_true (trusted->through_server);
  g_assert_null (stranger->asserted_uri);
  g_assert_null (stranger->asserted_name);
  g_assert_cmpstr (number->asserted_uri, ==, "tel:+861012345678");
}

static void
hidden_callers_are_known_by_from_or_privacy (void)
{
  static const struct
  {
    const char *from;
    const char *headers;
    gboolean hidden;
  } cases[] = {
    { FROM, "", FALSE },
    { "\"Anonymous\" <sip:anonymous@anonymous.invalid>", "", TRUE },
    { "<sip:anonymous@ANONYMOUS.INVALID>", "", TRUE },
    { FROM, "Privacy: id\r\n", TRUE },
    { FROM, "Privacy: header;user;critical\r\n", TRUE },
    { FROM, "Privacy: none\r\n", FALSE },
    { FROM, "Privacy: session\r\n", FALSE },
    { "\"anonymous.invalid\" <sip:alice@example.org>", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbSipIdentity) identity = read_invite (cases[i].from, cases[i].headers, FALSE);

      g_test_message ("%s %s", cases[i].from, cases[i].headers);
      g_assert_cmpint (identity->hidden, ==, cases[i].hidden);
    }
}

static void
whom_the_caller_called_first_is_told (void)
{
  static const struct
  {
    const char *headers;
    const char *by;
    const char *reason;
  } cases[] = {
    { "", NULL, NULL },
    { "Diversion: <sip:desk@example.org>;reason=unconditional;counter=1\r\n", "sip:desk@example.org", "unconditional" },
    { "Diversion: <sip:second@example.org>;reason=no-answer, <sip:first@example.org>;reason=\"User-Busy\"\r\n",
      "sip:first@example.org", "user-busy" },
    { "Diversion: <sip:second@example.org>;reason=no-answer\r\nDiversion: \"F, irst\" <sip:first@example.org>\r\n",
      "sip:first@example.org", NULL },
    { "Diversion: nonsense\r\n", NULL, NULL },
    { "History-Info: <sip:first@example.org?Reason=SIP%3Bcause%3D302>;index=1, <sip:bob@example.org>;index=1.1\r\n",
      "sip:first@example.org", NULL },
    /* Where a proxy looked the user up nobody diverted. */
    { "History-Info: <sip:bob@example.org>;index=1, <sip:bob@192.0.2.7:5060>;index=1.1;rc=1\r\n", NULL, NULL },
    { "History-Info: <sip:bob@example.org>;index=1\r\n", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbSipIdentity) identity = read_invite (FROM, cases[i].headers, FALSE);

      g_test_message ("%s", cases[i].headers);
      g_assert_cmpstr (identity->diverted_by, ==, cases[i].by);
      g_assert_cmpstr (identity->diversion_reason, ==, cases[i].reason);
    }
}

static void
callers_who_want_an_answer_at_once_are_heard (void)
{
  static const struct
  {
    const char *headers;
    gboolean asked;
    guint delay;
  } cases[] = {
    { "", FALSE, 0 },
    { "Call-Info: <sip:x@example.org>;answer-after=0\r\n", TRUE, 0 },
    { "Call-Info: <sip:x@example.org>;answer-after=5\r\n", TRUE, 5 },
    { "Call-Info: <http://example.org/icon.png>;purpose=icon, <sip:x@y>;answer-after=3\r\n", TRUE, 3 },
    { "Call-Info: <sip:x@example.org>;answer-after=99999999999999999999\r\n", TRUE, 0 },
    { "Call-Info: <sip:x@example.org>;answer-after=86400\r\n", TRUE, 60 },
    { "Call-Info: <sip:x@example.org>;answer-after=-1\r\n", TRUE, 0 },
    { "Alert-Info: <http://www.notused.com>;info=alert-autoanswer;delay=2\r\n", TRUE, 2 },
    { "Alert-Info: info=alert-autoanswer\r\n", TRUE, 0 },
    { "Alert-Info: Ring Answer\r\n", TRUE, 0 },
    { "Alert-Info: <http://example.org/autoanswer.wav>\r\n", FALSE, 0 },
    { "Alert-Info: <urn:alert:source:internal>\r\n", FALSE, 0 },
    { "Answer-Mode: Auto\r\n", TRUE, 0 },
    { "Answer-Mode: Manual\r\n", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbSipIdentity) identity = read_invite (FROM, cases[i].headers, FALSE);

      g_test_message ("%s", cases[i].headers);
      g_assert_cmpint (identity->auto_answer, ==, cases[i].asked);
      g_assert_cmpuint (identity->auto_answer_delay_s, ==, cases[i].delay);
    }
}

static void
who_transferred_is_told_without_its_headers (void)
{
  g_autoptr (RbSipIdentity) identity =
      read_invite (FROM, "Referred-By: \"Boss\" <sip:boss@example.org?X=1>;cid=\"2@x\"\r\n", FALSE);

  g_assert_cmpstr (identity->referred_by, ==, "sip:boss@example.org");
}

static void
endless_and_broken_lists_end (void)
{
  g_autoptr (GString) headers = g_string_new ("P-Asserted-Identity: \"unclosed <sip:a@b>, <sip:c@d\r\nDiversion: ");
  g_autoptr (RbSipIdentity) identity = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (headers, "<sip:x@y>, ");
  g_string_append (headers, "\"\\\r\nHistory-Info: ,,,,;;;<<<>>>\"\"\\\\\r\n");
  identity = read_invite (FROM, headers->str, TRUE);
  g_assert_null (identity->asserted_uri);
  g_assert_cmpstr (identity->diverted_by, ==, "sip:x@y");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(test) g_test_add_func ("/identity/" #test, test)
  ADD (asserted_identity_is_taken_from_the_server_only);
  ADD (hidden_callers_are_known_by_from_or_privacy);
  ADD (whom_the_caller_called_first_is_told);
  ADD (callers_who_want_an_answer_at_once_are_heard);
  ADD (who_transferred_is_told_without_its_headers);
  ADD (endless_and_broken_lists_end);
#undef ADD

  return g_test_run ();
}
