/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's side of digest authentication: makes challenges and checks the
 * answers (RFC 7616 3, RFC 8760, RFC 3261 22). Used by the proxy for 401 and 407. A nonce is
 * its time, a random part and a hash of both keyed with this run's secret; a nonce that was
 * used with success is remembered with its highest nonce count until it expires, so that a
 * copied header is worth nothing. */

#include "rb-lab-digest.h"

#include "rb-digest.h"

#include <string.h>
#include <sys/random.h>

#define KEY_BYTES 32
#define TIME_DIGITS 16
#define RANDOM_DIGITS 16
#define HASH_DIGITS 32
#define NONCE_DIGITS (TIME_DIGITS + RANDOM_DIGITS + HASH_DIGITS)

struct _RbLabChallenger
{
  char *realm;
  RbDigestAlgorithm algorithms[2];
  guint n_algorithms;
  guint8 key[KEY_BYTES];
  GHashTable *used; /* nonce → highest nonce count accepted */
};

static char *
hash_stamp (RbLabChallenger *self, const char *stamp)
{
  g_autofree char *hash = g_compute_hmac_for_data (G_CHECKSUM_SHA256, self->key, KEY_BYTES, (const guchar *) stamp,
                                                   TIME_DIGITS + RANDOM_DIGITS);

  return g_strndup (hash, HASH_DIGITS);
}

static char *
make_nonce (RbLabChallenger *self, gint64 now)
{
  g_autofree char *stamp =
      g_strdup_printf ("%016" G_GINT64_MODIFIER "x%08x%08x", now, g_random_int (), g_random_int ());
  g_autofree char *hash = hash_stamp (self, stamp);

  return g_strconcat (stamp, hash, NULL);
}

/* TRUE when we made @nonce; @made: when. */
static gboolean
read_nonce (RbLabChallenger *self, const char *nonce, gint64 *made)
{
  g_autofree char *hash = NULL;
  char time_digits[TIME_DIGITS + 1];

  if (strlen (nonce) != NONCE_DIGITS)
    return FALSE;

  hash = hash_stamp (self, nonce);
  if (strcmp (hash, nonce + TIME_DIGITS + RANDOM_DIGITS) != 0)
    return FALSE;

  g_strlcpy (time_digits, nonce, sizeof time_digits);
  *made = (gint64) g_ascii_strtoull (time_digits, NULL, 16);
  return TRUE;
}

static gboolean
is_expired (const char *nonce, RbLabChallenger *self, gint64 now)
{
  gint64 made;

  return !read_nonce (self, nonce, &made) || now - made > RB_LAB_NONCE_LIFETIME * G_USEC_PER_SEC;
}

static void
forget_expired (RbLabChallenger *self, gint64 now)
{
  GHashTableIter iter;
  gpointer nonce;

  g_hash_table_iter_init (&iter, self->used);
  while (g_hash_table_iter_next (&iter, &nonce, NULL))
    if (is_expired (nonce, self, now))
      g_hash_table_iter_remove (&iter);
}

static gboolean
is_offered (RbLabChallenger *self, RbDigestAlgorithm algorithm)
{
  for (guint i = 0; i < self->n_algorithms; i++)
    if (self->algorithms[i] == algorithm)
      return TRUE;
  return FALSE;
}

/* Takes as long for a wrong first character as for a wrong last one. */
static gboolean
equal_in_constant_time (const char *a, const char *b)
{
  gsize n = strlen (a);
  guint8 difference = 0;

  if (strlen (b) != n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    difference |= (guint8) a[i] ^ (guint8) b[i];
  return difference == 0;
}

RbLabChallenger *
rb_lab_challenger_new (const char *realm, RbLabDigest digest)
{
  RbLabChallenger *self = g_new0 (RbLabChallenger, 1);

  self->realm = g_strdup (realm);
  if (digest != RB_LAB_DIGEST_MD5)
    self->algorithms[self->n_algorithms++] = RB_DIGEST_SHA256;
  if (digest != RB_LAB_DIGEST_SHA256)
    self->algorithms[self->n_algorithms++] = RB_DIGEST_MD5;
  if (getrandom (self->key, sizeof self->key, 0) != sizeof self->key)
    g_error ("The kernel gives no random numbers");
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rb_lab_challenger_free (RbLabChallenger *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->used);
  memset (self->key, 0, sizeof self->key);
  g_free (self->realm);
  g_free (self);
}

GStrv
rb_lab_challenger_challenge (RbLabChallenger *self, gboolean stale, gint64 now)
{
  g_autofree char *nonce = make_nonce (self, now);
  char **values = g_new0 (char *, self->n_algorithms + 1);

  for (guint i = 0; i < self->n_algorithms; i++)
    values[i] = g_strdup_printf ("Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s", self->realm, nonce,
                                 rb_digest_algorithm_to_string (self->algorithms[i]), stale ? ", stale=true" : "");

  return values;
}

RbLabAuth
rb_lab_challenger_check (RbLabChallenger *self, const char *credentials, const char *method, GHashTable *users,
                         gint64 now, char **user)
{
  g_autofree char *realm = rb_digest_get_param (credentials, "realm");
  g_autofree char *name = rb_digest_get_param (credentials, "username");
  g_autofree char *nonce = rb_digest_get_param (credentials, "nonce");
  g_autofree char *uri = rb_digest_get_param (credentials, "uri");
  g_autofree char *response = rb_digest_get_param (credentials, "response");
  g_autofree char *algorithm = rb_digest_get_param (credentials, "algorithm");
  g_autofree char *qop = rb_digest_get_param (credentials, "qop");
  g_autofree char *cnonce = rb_digest_get_param (credentials, "cnonce");
  g_autofree char *count = rb_digest_get_param (credentials, "nc");
  g_autofree char *expected = NULL;
  RbDigestInput input = { .realm = realm, .username = name, .nonce = nonce, .method = method, .uri = uri };
  gint64 made;

  if (realm == NULL || strcmp (realm, self->realm) != 0 || name == NULL || nonce == NULL || uri == NULL ||
      response == NULL || !rb_digest_algorithm_parse (algorithm, &input.algorithm) ||
      !is_offered (self, input.algorithm))
    return RB_LAB_AUTH_ABSENT;

  /* Without qop (RFC 2069) there is no count: such a nonce is good for one request. */
  input.nc = 1;
  if (qop != NULL)
    {
      guint64 nc;

      if (g_ascii_strcasecmp (qop, "auth") != 0 || cnonce == NULL || count == NULL ||
          !g_ascii_string_to_unsigned (count, 16, 1, G_MAXUINT32, &nc, NULL))
        return RB_LAB_AUTH_ABSENT;
      input.qop = "auth";
      input.cnonce = cnonce;
      input.nc = (guint32) nc;
    }

  if (!read_nonce (self, nonce, &made))
    return RB_LAB_AUTH_STALE;

  input.password = g_hash_table_lookup (users, name);
  if (input.password == NULL)
    return RB_LAB_AUTH_WRONG;

  expected = rb_digest_response (&input);
  for (char *c = response; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  if (expected == NULL || !equal_in_constant_time (expected, response))
    return RB_LAB_AUTH_WRONG;

  if (now - made > RB_LAB_NONCE_LIFETIME * G_USEC_PER_SEC)
    return RB_LAB_AUTH_STALE;
  if (GPOINTER_TO_UINT (g_hash_table_lookup (self->used, nonce)) >= input.nc)
    return RB_LAB_AUTH_STALE;

  forget_expired (self, now);
  g_hash_table_insert (self->used, g_steal_pointer (&nonce), GUINT_TO_POINTER (input.nc));
  if (user != NULL)
    *user = g_steal_pointer (&name);
  return RB_LAB_AUTH_ACCEPTED;
}
