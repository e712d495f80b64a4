/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sip-uri.h"

#include <string.h>

typedef struct
{
  const char *input;
  const char *uri;
} Case;

static void
check_cases (const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = rb_sip_uri_from_input (cases[i].input, "pbx.example", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (uri, ==, cases[i].uri);
    }
}

static void
complete_uris_are_kept (void)
{
  static const Case cases[] = {
    { "sip:alice@example.org", "sip:alice@example.org" },
    { "SIP:alice@example.org", "sip:alice@example.org" },
    { "sips:alice@example.org:5061", "sips:alice@example.org:5061" },
    { "sip:010-1234@example.org", "sip:010-1234@example.org" },
    { "sip:alice@example.org;transport=tcp", "sip:alice@example.org;transport=tcp" },
    { "sip:alice:pw@example.org", "sip:alice:pw@example.org" },
    { "sip:a%40b@example.org", "sip:a%40b@example.org" },
    { "sip:example.org", "sip:example.org" },
    { "sip://alice@example.org", "sip:alice@example.org" },
    { "alice@[2001:db8::1]:5070", "sip:alice@[2001:db8::1]:5070" },
    { "  alice@example.org \n", "sip:alice@example.org" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
bare_users_and_numbers_take_the_domain (void)
{
  static const Case cases[] = {
    { "alice", "sip:alice@pbx.example" },
    { "john.doe", "sip:john.doe@pbx.example" },
    { "1001", "sip:1001@pbx.example" },
    { "sip:1001", "sip:1001@pbx.example" },
    { "*97", "sip:*97@pbx.example" },
    { "#31#5550100", "sip:%2331%235550100@pbx.example" },
    { "(010) 1234-5678", "sip:01012345678@pbx.example" },
    { "+86 10.1234\302\2405678", "sip:+861012345678@pbx.example" },
    { "\342\200\252+1 555\342\200\2210100\342\200\254", "sip:+15550100@pbx.example" },
    { "tel:+86-10-1234", "sip:+86101234@pbx.example" },
    { "tel:%2B86-10-1234;ext=5", "sip:+86101234@pbx.example" },
    { "callto:bob", "sip:bob@pbx.example" },
    { "callto://bob@example.org", "sip:bob@example.org" },
    { "0010 1234@example.org", "sip:00101234@example.org" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
addresses_without_a_user_are_hosts (void)
{
  static const Case cases[] = {
    { "192.0.2.1", "sip:192.0.2.1" },
    { "192.0.2.1:5080", "sip:192.0.2.1:5080" },
    { "[2001:db8::1]", "sip:[2001:db8::1]" },
    { "pbx.local:5060", "sip:pbx.local:5060" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
name_addr_gives_its_uri (void)
{
  static const Case cases[] = {
    { "Bob <sip:bob@example.org>", "sip:bob@example.org" },
    { "\"Bob <fake@example.net>\" <sip:bob@example.org;transport=tcp>;tag=1", "sip:bob@example.org;transport=tcp" },
    { "\"B \\\"<x>\" < bob >", "sip:bob@pbx.example" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
characters_a_user_may_not_hold_are_escaped (void)
{
  static const Case cases[] = {
    { "bob smith", "sip:bob%20smith@pbx.example" },
    { "bob smith@example.org", "sip:bob%20smith@example.org" },
    { "\345\274\240\344\270\211", "sip:%E5%BC%A0%E4%B8%89@pbx.example" },
    { "100%", "sip:100%25@pbx.example" },
    { "bob@b\303\274cher.example", "sip:bob@xn--bcher-kva.example" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
headers_and_method_of_a_link_are_dropped (void)
{
  static const Case cases[] = {
    { "sip:bob@example.org?Route=%3Csip:evil%3E", "sip:bob@example.org" },
    { "sip:bob@example.org;method=BYE;lr", "sip:bob@example.org;lr" },
    { "sip:bob@example.org;;lr?a=b", "sip:bob@example.org;lr" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
what_cannot_be_called_is_refused (void)
{
  static const char *const bad[] = {
    "sip:bob@example.org\r\nVia: x",
    "bob\nsmith",
    "bob\tsmith",
    "bob\001",
    "bob\302\205smith",
    "bob\342\200\250smith",
    "a@b@c",
    "@example.org",
    "sip:",
    "sip:@",
    "alice@",
    "alice@host:0",
    "alice@host:65536",
    "alice@host:",
    "alice@host:5x",
    "alice@[2001:db8::g]",
    "alice@[::1",
    "mailto:a@b.example",
    "http://x/y",
    "tel:alice",
    "tel:",
    "<sip:bob@x",
    "sip:bob@x;a=<b>",
    "sip:bob@x;a b",
    "bo\"b",
    "alice@ho st",
    "alice@-host",
    "sip:alice@host;a=\\",
    "tel:+1%0d%0a2",
    "tel:19%e5", /* the first byte of a character that is not there */
    "\377\376",
    "bob@x\"y",
    "sip:a@h;x=%zz",
    "[::1]junk",
    "<>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = rb_sip_uri_from_input (bad[i], "pbx.example", &error);

      if (uri != NULL)
        g_test_message ("“%s” became %s", bad[i], uri);
      g_assert_null (uri);
      g_assert_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (strpbrk (error->message, "\r\n\001"));
    }
}

static void
nothing_and_no_domain_are_told_apart (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rb_sip_uri_from_input (" \t ", "pbx.example", &error));
  g_assert_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_EMPTY);
  g_clear_error (&error);

  g_assert_null (rb_sip_uri_from_input ("1001", NULL, &error));
  g_assert_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_NO_DOMAIN);
  g_clear_error (&error);

  g_assert_null (rb_sip_uri_from_input ("tel:1001", "", &error));
  g_assert_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_NO_DOMAIN);
  g_clear_error (&error);

  g_assert_null (rb_sip_uri_from_input ("1001", "bad domain;x", &error));
  g_assert_error (error, RB_SIP_URI_ERROR, RB_SIP_URI_ERROR_MALFORMED);
}

static void
people_see_a_short_address (void)
{
  static const struct
  {
    const char *uri;
    const char *user;
    const char *host;
    const char *shown;
  } cases[] = {
    { "sip:alice@example.org", "alice", "example.org", "alice@example.org" },
    { "sips:alice:pw@example.org:5061;lr?a=b", "alice", "example.org", "alice@example.org:5061" },
    { "SIP:bob%20smith@example.org:5060", "bob smith", "example.org", "bob smith@example.org" },
    { "sip:%E5%BC%A0@[2001:db8::1]:5060", "\345\274\240", "[2001:db8::1]", "\345\274\240@[2001:db8::1]" },
    { "sip:+1555;phone-context=x@example.org", "+1555", "example.org", "+1555@example.org" },
    { "sip:example.org;lr", "example.org", "example.org", "example.org" },
    { "tel:+1555;ext=3", "+1555", "+1555", "+1555" },
    { "sip:a%0d%0ab@h", "a%0d%0ab", "h", "a%0d%0ab@h" },
    { "sip:a%FFb@h", "a\357\277\275b", "h", "a\357\277\275b@h" },
    { "", "", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *user = rb_sip_uri_get_user (cases[i].uri);
      g_autofree char *host = rb_sip_uri_get_host (cases[i].uri);
      g_autofree char *shown = rb_sip_uri_format_short (cases[i].uri);

      g_assert_cmpstr (user, ==, cases[i].user);
      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

/* Whatever goes in, what comes out may stand on a request line, and giving it again changes nothing. */
static void
random_input_never_yields_an_unsafe_uri (void)
{
  static const char alphabet[] = "abz09@:;?<>[]\"\\%=&+-.()* \t\r\n/,#sipte\303\251\377";
  g_autoptr (GRand) random = g_rand_new_with_seed (20240607);
  guint accepted = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree char *uri = NULL;
      g_autofree char *again = NULL;
      g_autofree char *shown = NULL;
      char input[25];
      gsize length = g_rand_int_range (random, 0, sizeof input - 1);

      for (gsize i = 0; i < length; i++)
        input[i] = alphabet[g_rand_int_range (random, 0, sizeof alphabet - 1)];
      input[length] = '\0';

      shown = rb_sip_uri_format_short (input);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      uri = rb_sip_uri_from_input (input, "pbx.example", NULL);
      if (uri == NULL)
        continue;

      accepted++;
      g_assert_true (g_str_has_prefix (uri, "sip:") || g_str_has_prefix (uri, "sips:"));
      g_assert_true (g_str_is_ascii (uri));
      g_assert_null (strpbrk (uri, " \t\r\n\"<>\\"));
      again = rb_sip_uri_from_input (uri, "pbx.example", NULL);
      g_assert_cmpstr (again, ==, uri);
    }

  g_assert_cmpuint (accepted, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sip-uri/complete-uris-are-kept", complete_uris_are_kept);
  g_test_add_func ("/sip-uri/bare-users-and-numbers-take-the-domain", bare_users_and_numbers_take_the_domain);
  g_test_add_func ("/sip-uri/addresses-without-a-user-are-hosts", addresses_without_a_user_are_hosts);
  g_test_add_func ("/sip-uri/name-addr-gives-its-uri", name_addr_gives_its_uri);
  g_test_add_func ("/sip-uri/characters-a-user-may-not-hold-are-escaped", characters_a_user_may_not_hold_are_escaped);
  g_test_add_func ("/sip-uri/headers-and-method-of-a-link-are-dropped", headers_and_method_of_a_link_are_dropped);
  g_test_add_func ("/sip-uri/what-cannot-be-called-is-refused", what_cannot_be_called_is_refused);
  g_test_add_func ("/sip-uri/nothing-and-no-domain-are-told-apart", nothing_and_no_domain_are_told_apart);
  g_test_add_func ("/sip-uri/people-see-a-short-address", people_see_a_short_address);
  g_test_add_func ("/sip-uri/random-input-never-yields-an-unsafe-uri", random_input_never_yields_an_unsafe_uri);

  return g_test_run ();
}
