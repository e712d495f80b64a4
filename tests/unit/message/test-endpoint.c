/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static void
check_format (const char *address, guint16 port, const char *expected, const char *expected_address)
{
  g_autofree char *text = NULL;
  g_autofree char *text_address = NULL;
  RbEndpoint endpoint;

  g_assert_true (rb_endpoint_parse (&endpoint, address, port));
  text = rb_endpoint_format (&endpoint);
  text_address = rb_endpoint_format_address (&endpoint);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (text_address, ==, expected_address);
}

static void
addresses_are_written_as_people_know_them (void)
{
  check_format ("192.0.2.1", 5060, "192.0.2.1:5060", "192.0.2.1");
  check_format ("2001:0DB8:0:0::1", 5061, "[2001:db8::1]:5061", "2001:db8::1");
  check_format ("[2001:db8::1]", 5061, "[2001:db8::1]:5061", "2001:db8::1");
  check_format ("fe80::1%eth0", 5060, "[fe80::1]:5060", "fe80::1");
  check_format ("::ffff:192.0.2.1", 5060, "192.0.2.1:5060", "192.0.2.1");
}

static void
a_name_is_no_address (void)
{
  static const char *const bad[] = { "", "example.org", "192.0.2", "192.0.2.256", "[", "2001:db8::g", NULL };
  g_autofree char *very_long = g_strnfill (5000, '1');
  RbEndpoint endpoint;

  for (gsize i = 0; bad[i] != NULL; i++)
    {
      g_autofree char *text = NULL;

      g_assert_false (rb_endpoint_parse (&endpoint, bad[i], 5060));
      g_assert_cmpuint (endpoint.family, ==, 0);
      text = rb_endpoint_format (&endpoint);
      g_assert_cmpstr (text, ==, "?");
    }

  g_assert_false (rb_endpoint_parse (&endpoint, NULL, 5060));
  g_assert_false (rb_endpoint_parse (&endpoint, very_long, 5060));
}

static void
a_socket_address_gives_the_same_endpoint_as_its_text (void)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons (5060) };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons (5062) };
  struct sockaddr other = { .sa_family = AF_UNIX };
  RbEndpoint from_socket, from_text;

  inet_pton (AF_INET, "192.0.2.9", &in.sin_addr);
  rb_endpoint_from_sockaddr (&from_socket, (struct sockaddr *) &in);
  g_assert_true (rb_endpoint_parse (&from_text, "192.0.2.9", 5060));
  g_assert_true (rb_endpoint_equal (&from_socket, &from_text));
  g_assert_cmpuint (rb_endpoint_hash (&from_socket), ==, rb_endpoint_hash (&from_text));

  inet_pton (AF_INET6, "2001:db8::9", &in6.sin6_addr);
  rb_endpoint_from_sockaddr (&from_socket, (struct sockaddr *) &in6);
  g_assert_true (rb_endpoint_parse (&from_text, "2001:db8::9", 5062));
  g_assert_true (rb_endpoint_equal (&from_socket, &from_text));

  inet_pton (AF_INET6, "::ffff:192.0.2.9", &in6.sin6_addr);
  rb_endpoint_from_sockaddr (&from_socket, (struct sockaddr *) &in6);
  g_assert_true (rb_endpoint_parse (&from_text, "192.0.2.9", 5062));
  g_assert_true (rb_endpoint_equal (&from_socket, &from_text));

  rb_endpoint_from_sockaddr (&from_socket, &other);
  g_assert_cmpuint (from_socket.family, ==, 0);
  rb_endpoint_from_sockaddr (&from_socket, NULL);
  g_assert_cmpuint (from_socket.family, ==, 0);
}

static void
other_port_or_address_is_another_endpoint (void)
{
  RbEndpoint a, b;

  g_assert_true (rb_endpoint_parse (&a, "192.0.2.1", 5060));
  g_assert_true (rb_endpoint_parse (&b, "192.0.2.1", 5061));
  g_assert_false (rb_endpoint_equal (&a, &b));
  g_assert_cmpuint (rb_endpoint_hash (&a), !=, rb_endpoint_hash (&b));
  g_assert_true (rb_endpoint_parse (&b, "192.0.2.2", 5060));
  g_assert_false (rb_endpoint_equal (&a, &b));
  g_assert_true (rb_endpoint_parse (&b, "2001:db8::1", 5060));
  g_assert_false (rb_endpoint_equal (&a, &b));
}

static void
the_same_host_may_have_many_ports (void)
{
  RbEndpoint a, b, unknown = { 0 };

  g_assert_true (rb_endpoint_parse (&a, "192.0.2.1", 5060));
  g_assert_true (rb_endpoint_parse (&b, "192.0.2.1", 5061));
  g_assert_true (rb_endpoint_is_same_host (&a, &b));
  g_assert_true (rb_endpoint_parse (&b, "192.0.2.2", 5060));
  g_assert_false (rb_endpoint_is_same_host (&a, &b));
  g_assert_true (rb_endpoint_parse (&b, "c000:201::", 5060));
  g_assert_false (rb_endpoint_is_same_host (&a, &b));
  g_assert_false (rb_endpoint_is_same_host (&unknown, &unknown));
}

static void
private_addresses_are_known (void)
{
  static const char *const hidden[] = { "10.0.0.1",   "172.16.0.1",  "172.31.255.255", "192.168.1.5",
                                        "100.64.0.1", "169.254.1.1", "fd00::1",        "fe80::1" };
  static const char *const routed[] = { "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1",
                                        "127.0.0.1",  "8.8.8.8",    "2001:db8::1" };
  RbEndpoint endpoint = { 0 };

  g_assert_false (rb_endpoint_is_private (&endpoint));
  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    g_assert_true (rb_endpoint_parse (&endpoint, hidden[i], 0) && rb_endpoint_is_private (&endpoint));
  for (guint i = 0; i < G_N_ELEMENTS (routed); i++)
    g_assert_true (rb_endpoint_parse (&endpoint, routed[i], 0) && !rb_endpoint_is_private (&endpoint));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endpoint/addresses-are-written-as-people-know-them", addresses_are_written_as_people_know_them);
  g_test_add_func ("/endpoint/a-name-is-no-address", a_name_is_no_address);
  g_test_add_func ("/endpoint/a-socket-address-gives-the-same-endpoint-as-its-text",
                   a_socket_address_gives_the_same_endpoint_as_its_text);
  g_test_add_func ("/endpoint/other-port-or-address-is-another-endpoint", other_port_or_address_is_another_endpoint);
  g_test_add_func ("/endpoint/the-same-host-may-have-many-ports", the_same_host_may_have_many_ports);
  g_test_add_func ("/endpoint/private-addresses-are-known", private_addresses_are_known);

  return g_test_run ();
}
