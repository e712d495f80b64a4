/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's challenges and how it judges the answers to them. */

#include "rb-digest.h"
#include "rb-lab-digest.h"

#include <string.h>

#define NOW (1000 * G_USEC_PER_SEC)
#define REALM "127.0.0.1:5062"

typedef struct
{
  RbLabChallenger *challenger;
  GHashTable *users;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->challenger = rb_lab_challenger_new (REALM, (RbLabDigest) GPOINTER_TO_INT (data));
  f->users = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (f->users, (char *) "alice", (char *) "secret");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  rb_lab_challenger_free (f->challenger);
  g_hash_table_unref (f->users);
}

static char *
challenge_nonce (Fixture *f, guint n, gint64 now)
{
  g_auto (GStrv) challenge = rb_lab_challenger_challenge (f->challenger, FALSE, now);

  return rb_digest_get_param (challenge[n], "nonce");
}

/* What a phone sends: @nc 0 leaves qop out (RFC 2069). */
static char *
answer (const char *nonce, RbDigestAlgorithm algorithm, const char *user, const char *password, const char *method,
        guint nc)
{
  RbDigestInput input = { .algorithm = algorithm,
                          .username = user,
                          .realm = REALM,
                          .password = password,
                          .nonce = nonce,
                          .method = method,
                          .uri = "sip:" REALM,
                          .qop = nc > 0 ? "auth" : NULL,
                          .cnonce = "c1",
                          .nc = nc };
  g_autofree char *response = rb_digest_response (&input);
  g_autofree char *qop = nc > 0 ? g_strdup_printf (", qop=auth, nc=%08x, cnonce=\"c1\"", nc) : g_strdup ("");

  return g_strdup_printf ("Digest username=\"%s\", realm=\"" REALM "\", nonce=\"%s\", uri=\"sip:" REALM
                          "\", response=\"%s\", "
                          "algorithm=%s%s",
                          user, nonce, response, rb_digest_algorithm_to_string (algorithm), qop);
}

static RbLabAuth
check (Fixture *f, const char *credentials, const char *method, gint64 now)
{
  g_autofree char *user = NULL;
  RbLabAuth result = rb_lab_challenger_check (f->challenger, credentials, method, f->users, now, &user);

  g_assert_cmpstr (user, ==, result == RB_LAB_AUTH_ACCEPTED ? "alice" : NULL);
  return result;
}

static void
challenge_names_the_algorithms_best_first (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) both = rb_lab_challenger_challenge (f->challenger, TRUE, NOW);
  g_autofree char *first = NULL, *second = NULL, *realm = NULL, *qop = NULL, *stale = NULL;

  g_assert_cmpuint (g_strv_length (both), ==, 2);
  first = rb_digest_get_param (both[0], "algorithm");
  second = rb_digest_get_param (both[1], "algorithm");
  realm = rb_digest_get_param (both[0], "realm");
  qop = rb_digest_get_param (both[0], "qop");
  stale = rb_digest_get_param (both[0], "stale");
  g_assert_cmpstr (first, ==, "SHA-256");
  g_assert_cmpstr (second, ==, "MD5");
  g_assert_cmpstr (realm, ==, REALM);
  g_assert_cmpstr (qop, ==, "auth");
  g_assert_cmpstr (stale, ==, "true");
}

static void
right_password_is_accepted_in_each_algorithm (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *sha = answer (nonce, RB_DIGEST_SHA256, "alice", "secret", "REGISTER", 1);
  g_autofree char *md5 = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "REGISTER", 2);

  g_assert_cmpint (check (f, sha, "REGISTER", NOW), ==, RB_LAB_AUTH_ACCEPTED);
  g_assert_cmpint (check (f, md5, "REGISTER", NOW), ==, RB_LAB_AUTH_ACCEPTED);
}

static void
wrong_user_password_or_method_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *password = answer (nonce, RB_DIGEST_MD5, "alice", "guess", "INVITE", 1);
  g_autofree char *user = answer (nonce, RB_DIGEST_MD5, "mallory", "secret", "INVITE", 1);
  g_autofree char *method = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "REGISTER", 1);

  g_assert_cmpint (check (f, password, "INVITE", NOW), ==, RB_LAB_AUTH_WRONG);
  g_assert_cmpint (check (f, user, "INVITE", NOW), ==, RB_LAB_AUTH_WRONG);
  g_assert_cmpint (check (f, method, "INVITE", NOW), ==, RB_LAB_AUTH_WRONG);
}

static void
a_copied_header_is_stale (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *first = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 5);
  g_autofree char *lower = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 4);
  g_autofree char *next = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 6);

  g_assert_cmpint (check (f, first, "INVITE", NOW), ==, RB_LAB_AUTH_ACCEPTED);
  g_assert_cmpint (check (f, first, "INVITE", NOW), ==, RB_LAB_AUTH_STALE);
  g_assert_cmpint (check (f, lower, "INVITE", NOW), ==, RB_LAB_AUTH_STALE);
  g_assert_cmpint (check (f, next, "INVITE", NOW), ==, RB_LAB_AUTH_ACCEPTED);
}

static void
without_qop_a_nonce_is_good_for_one_request (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *old_style = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 0);

  g_assert_cmpint (check (f, old_style, "INVITE", NOW), ==, RB_LAB_AUTH_ACCEPTED);
  g_assert_cmpint (check (f, old_style, "INVITE", NOW), ==, RB_LAB_AUTH_STALE);
}

static void
a_nonce_expires (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *one = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 1);
  g_autofree char *two = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 2);
  gint64 end = NOW + RB_LAB_NONCE_LIFETIME * G_USEC_PER_SEC;

  g_assert_cmpint (check (f, one, "INVITE", end), ==, RB_LAB_AUTH_ACCEPTED);
  g_assert_cmpint (check (f, two, "INVITE", end + 1), ==, RB_LAB_AUTH_STALE);
}

static void
a_nonce_of_somebody_else_is_stale (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *forged = g_strdup (nonce);
  g_autofree char *late = NULL, *foreign = NULL;

  forged[10] = forged[10] == '0' ? '1' : '0'; /* its time */
  late = answer (forged, RB_DIGEST_MD5, "alice", "secret", "INVITE", 1);
  foreign = answer ("84f1c1ae6cbe5ua9c8e88dfa3ecm3459", RB_DIGEST_MD5, "alice", "secret", "INVITE", 1);

  g_assert_cmpint (check (f, late, "INVITE", NOW), ==, RB_LAB_AUTH_STALE);
  g_assert_cmpint (check (f, foreign, "INVITE", NOW), ==, RB_LAB_AUTH_STALE);
}

static void
an_algorithm_that_was_not_offered_is_challenged (Fixture *f, gconstpointer data)
{
  g_autofree char *nonce = challenge_nonce (f, 0, NOW);
  g_autofree char *md5 = answer (nonce, RB_DIGEST_MD5, "alice", "secret", "INVITE", 1);

  g_assert_cmpint (check (f, md5, "INVITE", NOW), ==, RB_LAB_AUTH_ABSENT);
}

static void
damaged_credentials_are_challenged (Fixture *f, gconstpointer data)
{
  static const char *const damaged[] = {
    "",
    "Digest",
    "Basic YWxpY2U6c2VjcmV0",
    "Digest username=\"alice\"",
    "Digest realm=\"elsewhere\", username=\"alice\", nonce=\"n\", uri=\"sip:x\", response=\"00\"",
    "Digest username=\"alice\", realm=\"" REALM "\", nonce=\"n\", uri=\"u\", response=\"r\", algorithm=AES",
    "Digest username=\"alice\", realm=\"" REALM "\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth",
    "Digest username=\"alice\", realm=\"" REALM
    "\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth, cnonce=\"c\", nc=zz",
    "Digest username=\"alice\", realm=\"" REALM
    "\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth, cnonce=\"c\", nc=00000000",
    "Digest username=\"alice\", realm=\"" REALM
    "\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth-int, cnonce=\"c\", nc=1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    g_assert_cmpint (check (f, damaged[i], "INVITE", NOW), ==, RB_LAB_AUTH_ABSENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(function, digest)                                                                                          \
  g_test_add ("/lab-digest/" #function, Fixture, GINT_TO_POINTER (digest), set_up, function, tear_down)
  ADD (challenge_names_the_algorithms_best_first, RB_LAB_DIGEST_BOTH);
  ADD (right_password_is_accepted_in_each_algorithm, RB_LAB_DIGEST_BOTH);
  ADD (wrong_user_password_or_method_is_refused, RB_LAB_DIGEST_MD5);
  ADD (a_copied_header_is_stale, RB_LAB_DIGEST_MD5);
  ADD (without_qop_a_nonce_is_good_for_one_request, RB_LAB_DIGEST_MD5);
  ADD (a_nonce_expires, RB_LAB_DIGEST_MD5);
  ADD (a_nonce_of_somebody_else_is_stale, RB_LAB_DIGEST_MD5);
  ADD (an_algorithm_that_was_not_offered_is_challenged, RB_LAB_DIGEST_SHA256);
  ADD (damaged_credentials_are_challenged, RB_LAB_DIGEST_MD5);
#undef ADD

  return g_test_run ();
}
