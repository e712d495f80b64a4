/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-digest.h"

static void
check_response (const RbDigestInput *input, const char *expected)
{
  g_autofree char *response = rb_digest_response (input);

  g_assert_cmpstr (response, ==, expected);
}

/* RFC 2617 3.5 */
static void
the_example_of_rfc_2617_comes_out (void)
{
  RbDigestInput input = {
    .algorithm = RB_DIGEST_MD5,
    .username = "Mufasa",
    .realm = "testrealm@host.com",
    .password = "Circle Of Life",
    .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    .method = "GET",
    .uri = "/dir/index.html",
    .qop = "auth",
    .cnonce = "0a4f113b",
    .nc = 1,
  };

  check_response (&input, "6629fae49393a05397450978507c4ef1");

  /* RFC 2069 2.4 as corrected by its erratum 749: the same user without qop. */
  input.password = "CircleOfLife";
  input.qop = NULL;
  check_response (&input, "1949323746fe6a43ef61f9606e7febea");
}

/* RFC 7616 3.9.1 */
static void
the_examples_of_rfc_7616_come_out (void)
{
  RbDigestInput input = {
    .username = "Mufasa",
    .realm = "http-auth@example.org",
    .password = "Circle of Life",
    .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    .method = "GET",
    .uri = "/dir/index.html",
    .qop = "auth",
    .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    .nc = 1,
  };

  input.algorithm = RB_DIGEST_MD5;
  check_response (&input, "8ca523f5e9506fed4657c9700eebdbec");
  input.algorithm = RB_DIGEST_SHA256;
  check_response (&input, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

/* A1 of a session algorithm is H(H(user:realm:password):nonce:cnonce), RFC 7616 3.4.2. */
static void
a_session_algorithm_mixes_nonce_and_cnonce_into_the_secret (void)
{
  RbDigestInput input = {
    .algorithm = RB_DIGEST_MD5_SESS,
    .username = "alice",
    .realm = "example.org",
    .password = "secret",
    .nonce = "n",
    .method = "REGISTER",
    .uri = "sip:example.org",
    .qop = "auth",
    .cnonce = "c",
    .nc = 0x2a,
  };
  g_autofree char *secret = g_compute_checksum_for_string (G_CHECKSUM_MD5, "alice:example.org:secret", -1);
  g_autofree char *a1_text = g_strdup_printf ("%s:n:c", secret);
  g_autofree char *a1 = g_compute_checksum_for_string (G_CHECKSUM_MD5, a1_text, -1);
  g_autofree char *a2 = g_compute_checksum_for_string (G_CHECKSUM_MD5, "REGISTER:sip:example.org", -1);
  g_autofree char *text = g_strdup_printf ("%s:n:0000002a:c:auth:%s", a1, a2);
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1);

  check_response (&input, expected);
}

static void
algorithms_have_names (void)
{
  RbDigestAlgorithm algorithm;

  for (guint i = RB_DIGEST_MD5; i <= RB_DIGEST_SHA256_SESS; i++)
    {
      g_assert_true (rb_digest_algorithm_parse (rb_digest_algorithm_to_string (i), &algorithm));
      g_assert_cmpuint (algorithm, ==, i);
    }

  g_assert_true (rb_digest_algorithm_parse (NULL, &algorithm));
  g_assert_cmpuint (algorithm, ==, RB_DIGEST_MD5);
  g_assert_true (rb_digest_algorithm_parse ("sha-256", &algorithm));
  g_assert_cmpuint (algorithm, ==, RB_DIGEST_SHA256);
  g_assert_false (rb_digest_algorithm_parse ("SHA-512-256", &algorithm));
  g_assert_false (rb_digest_algorithm_parse ("", &algorithm));
}

static void
check_param (const char *header, const char *name, const char *expected)
{
  g_autofree char *value = rb_digest_get_param (header, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
parameters_are_found_in_a_header (void)
{
  const char *header =
      "Digest realm=\"a, b=\\\"c\\\"\" , NONCE = \"n==\", qop=\"auth,auth-int\",stale=FALSE, opaque=\"\",x";

  check_param (header, "realm", "a, b=\"c\"");
  check_param (header, "nonce", "n==");
  check_param (header, "qop", "auth,auth-int");
  check_param (header, "stale", "FALSE");
  check_param (header, "opaque", "");
  check_param (header, "x", "");
  check_param (header, "b", NULL);
  check_param (header, "Digest realm", NULL);
  check_param ("realm=r", "realm", "r");
  check_param ("", "realm", NULL);
  check_param ("Digest", "realm", NULL);
  check_param ("Digest realm=\"unclosed, nonce=n", "nonce", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/the-example-of-rfc-2617-comes-out", the_example_of_rfc_2617_comes_out);
  g_test_add_func ("/digest/the-examples-of-rfc-7616-come-out", the_examples_of_rfc_7616_come_out);
  g_test_add_func ("/digest/a-session-algorithm-mixes-nonce-and-cnonce-into-the-secret",
                   a_session_algorithm_mixes_nonce_and_cnonce_into_the_secret);
  g_test_add_func ("/digest/algorithms-have-names", algorithms_have_names);
  g_test_add_func ("/digest/parameters-are-found-in-a-header", parameters_are_found_in_a_header);

  return g_test_run ();
}
