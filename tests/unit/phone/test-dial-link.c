/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-dial-link.h"
#include "rb-sip-uri.h"

#include <string.h>

static const struct
{
  const char *link;
  const char *target; /* NULL: refused */
  const char *left_out;
  const char *keys;
} links[] = {
  { "sip:alice@example.org", "sip:alice@example.org", NULL, NULL },
  { "SIP:alice@example.org:5070", "sip:alice@example.org:5070", NULL, NULL },
  { "sips:alice@example.org;transport=tcp", "sips:alice@example.org;transport=tcp", NULL, NULL },
  { "sip://alice@example.org", "sip:alice@example.org", NULL, NULL },
  { "sip:alice", "sip:alice", NULL, NULL },
  { "sip:a@b?Replaces=1%3Bto-tag%3D2", "sip:a@b", "?Replaces=1%3Bto-tag%3D2", NULL },
  { "sip:a@b;method=BYE;user=phone;maddr=10.0.0.1;lr", "sip:a@b;user=phone", ";method=BYE ;maddr=10.0.0.1 ;lr", NULL },
  { "sip:alice:secret@example.org", "sip:alice@example.org", ":…", NULL },
  { "tel:+1-201-555-0123", "+1-201-555-0123", NULL, NULL },
  { "tel:%2B12015550123", "+12015550123", NULL, NULL },
  { "tel://10086", "10086", NULL, NULL },
  { "tel:110,,4#", "110", NULL, ",,4#" },
  { "tel:7042;phone-context=example.com;postd=pp22", "7042", ";phone-context=example.com", "pp22" },
  { "tel:123p45w6", "123", NULL, "p45w6" },
  { "tel:*%2306%23", "*#06#", NULL, NULL },
  { "callto:alice@example.org?chat", "sip:alice@example.org", "?chat", NULL },
  { "callto:+86 10 1234", "+86 10 1234", NULL, NULL },
  { "callto:alice", "alice", NULL, NULL },
  { "tel:", NULL, NULL, NULL },
  { "sip:", NULL, NULL, NULL },
  { "sip:@", NULL, NULL, NULL },
  { "http://example.org", NULL, NULL, NULL },
  { "", NULL, NULL, NULL },
  { "sip:a@b\r\nContact: <sip:evil@x>", NULL, NULL, NULL },
  { "tel:1%0d%0a2", NULL, NULL, NULL },
  { "tel:1%002", NULL, NULL, NULL },
  { "tel:alice%40evil.example", NULL, NULL, NULL },
  { "tel:%E2%80%AE123", NULL, NULL, NULL },
  { "sip:\xe2\x80\xae"
    "alice@example.org",
    NULL, NULL, NULL },
  { "sip:\xff@example.org", NULL, NULL, NULL },
};

static void
links_say_whom_to_call_and_nothing_else (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RbDialLink) link = rb_dial_link_parse (links[i].link, &error);

      g_test_message ("%s", links[i].link);
      if (links[i].target == NULL)
        {
          g_assert_null (link);
          g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (RB_SIP_URI_ERROR));
          g_assert_cmpuint (strlen (error->message), >, 0);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (link->target, ==, links[i].target);
      g_assert_cmpstr (link->left_out, ==, links[i].left_out);
      g_assert_cmpstr (link->keys, ==, links[i].keys);
    }
}

static void
endless_link_is_refused (void)
{
  g_autofree char *digits = g_strnfill (65536, '1');
  g_autofree char *text = g_strconcat ("tel:", digits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (rb_dial_link_parse (text, &error));
  g_assert_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED);
}

static void
files_are_no_links (void)
{
  g_assert_true (rb_dial_link_is_one ("Tel:1"));
  g_assert_false (rb_dial_link_is_one ("file:///tmp/sip:alice"));
  g_assert_false (rb_dial_link_is_one ("sip"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dial-link/links_say_whom_to_call_and_nothing_else", links_say_whom_to_call_and_nothing_else);
  g_test_add_func ("/dial-link/endless_link_is_refused", endless_link_is_refused);
  g_test_add_func ("/dial-link/files_are_no_links", files_are_no_links);

  return g_test_run ();
}
