/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A response that does not fit the password: one input after the other is replaced by what else it could have been,
 * until the response comes out. For rb-digest-walk.c. */

#include "rb-digest-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-quotes.h"

typedef struct
{
  RbLesson *lesson;
  GStringChunk *pool;
  const RbDigestCase *digest;
  const char *password;
  gboolean found;
} Search;

static gboolean
fits (const Search *self, const RbDigestInput *input)
{
  g_autofree char *response = rb_digest_response (input);

  return self->digest->credentials.response != NULL &&
         g_ascii_strcasecmp (response, self->digest->credentials.response) == 0;
}

static void
tell (Search *self, RbLessonBlock *block)
{
  block->tone = RB_TONE_BAD;
  self->found = TRUE;
}

static void
try_methods (Search *self, RbDigestInput input)
{
  static const char *const methods[] = { "INVITE", "REGISTER", "ACK",    "BYE",   "CANCEL", "OPTIONS", "SUBSCRIBE",
                                         "NOTIFY", "MESSAGE",  "UPDATE", "PRACK", "REFER",  "PUBLISH", "INFO" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods) && !self->found; i++)
    {
      const char *real = input.method;

      input.method = methods[i];
      if (fits (self, &input))
        tell (self, rb_lesson_add_printf (
                        self->lesson, "digest-right-with-method", "RFC 7616 3.4.3",
                        _ ("It is right when computed with the method %1$s in place of %2$s: A2 must begin with "
                           "the method of this very request."),
                        methods[i], rb_quote (self->pool, real)));
      input.method = real;
    }
}

static void
try_uri (Search *self, RbDigestInput input)
{
  input.uri = self->digest->uri;
  if (!self->found && fits (self, &input))
    tell (self, rb_lesson_add_printf (
                    self->lesson, "digest-right-with-uri", "RFC 7616 3.4.3",
                    _ ("It is right when computed with the Request-URI %1$s. But the uri parameter says %2$s, "
                       "and with that the server computes."),
                    rb_quote (self->pool, input.uri), rb_quote (self->pool, self->digest->credentials.uri)));
}

static void
try_realm (Search *self, RbDigestInput input)
{
  const char *realms[] = { self->digest->challenge.realm, self->digest->newest.realm };

  for (gsize i = 0; i < G_N_ELEMENTS (realms) && !self->found; i++)
    {
      input.realm = realms[i];
      if (realms[i] != NULL && fits (self, &input))
        tell (self, rb_lesson_add_printf (
                        self->lesson, "digest-right-with-realm", "RFC 7616 3.4.2",
                        _ ("It is right when computed with the realm %1$s of the challenge. But the credentials "
                           "name the realm %2$s."),
                        rb_quote (self->pool, realms[i]), rb_quote (self->pool, self->digest->credentials.realm)));
    }
}

static void
try_nonce (Search *self, RbDigestInput input)
{
  input.nonce = self->digest->newest.nonce;
  if (!self->found && input.nonce != NULL && fits (self, &input))
    tell (self, rb_lesson_add_printf (
                    self->lesson, "digest-right-with-nonce", "RFC 7616 3.4",
                    _ ("It is right when computed with the nonce %1$s of %2$s. But the credentials carry another "
                       "nonce."),
                    rb_quote (self->pool, input.nonce), rb_quote_number (self->pool, self->digest->newest.position)));
}

static void
try_users (Search *self, RbDigestInput input)
{
  const char *user = self->digest->credentials.username;
  const char *at = user != NULL ? strchr (user, '@') : NULL;
  g_autofree char *lower = g_ascii_strdown (user != NULL ? user : "", -1);
  g_autofree char *upper = g_ascii_strup (user != NULL ? user : "", -1);
  g_autofree char *local = g_strndup (user != NULL ? user : "", at != NULL ? (gsize) (at - user) : 0);
  g_autofree char *full = g_strdup_printf ("%s@%s", user, self->digest->credentials.realm);
  const char *names[] = { self->digest->from_user, lower, upper, local, full };

  for (gsize i = 0; i < G_N_ELEMENTS (names) && !self->found; i++)
    {
      input.username = names[i];
      if (names[i] != NULL && *names[i] != '\0' && fits (self, &input))
        tell (self, rb_lesson_add_printf (
                        self->lesson, "digest-right-with-username", "RFC 7616 3.4.2",
                        _ ("It is right when computed with the user name %1$s. But the credentials name %2$s."),
                        rb_quote (self->pool, names[i]), rb_quote (self->pool, user)));
    }
}

static void
try_count (Search *self, RbDigestInput input)
{
  input.nc = (guint32) g_ascii_strtoull (input.nc_text, NULL, 16);
  input.nc_text = NULL;
  if (!self->found && input.qop != NULL && fits (self, &input))
    tell (self, rb_lesson_add_printf (
                    self->lesson, "digest-right-with-nc", "RFC 7616 3.4",
                    _ ("It is right when computed with the nc %1$08x. But the credentials carry it as %2$s, and "
                       "it goes into the hash as it is written."),
                    input.nc, rb_quote (self->pool, self->digest->credentials.nc)));
}

static void
try_qop (Search *self, RbDigestInput input)
{
  static const char *const qops[] = { NULL, "auth", "auth-int" };

  for (gsize i = 0; i < G_N_ELEMENTS (qops) && !self->found; i++)
    {
      input.qop = qops[i];
      if (!fits (self, &input))
        continue;
      if (qops[i] == NULL)
        tell (self, rb_lesson_add_printf (
                        self->lesson, "digest-right-with-qop", "RFC 7616 3.4.1",
                        _ ("It is right when computed without qop, nc and cnonce. But the credentials say qop %s."),
                        rb_quote (self->pool, self->digest->credentials.qop)));
      else if (self->digest->credentials.qop == NULL)
        tell (self, rb_lesson_add_printf (
                        self->lesson, "digest-right-with-qop", "RFC 7616 3.4.1",
                        _ ("It is right when computed with qop %s. But the credentials have no qop, and then the "
                           "server computes without."),
                        rb_quote (self->pool, qops[i])));
      else
        tell (self, rb_lesson_add_printf (
                        self->lesson, "digest-right-with-qop", "RFC 7616 3.4.1",
                        _ ("It is right when computed with qop %1$s. But the credentials say qop %2$s."),
                        rb_quote (self->pool, qops[i]), rb_quote (self->pool, self->digest->credentials.qop)));
    }
}

static void
try_algorithms (Search *self, RbDigestInput input)
{
  const char *named = rb_digest_algorithm_to_string (input.algorithm);

  for (guint i = RB_DIGEST_MD5; i <= RB_DIGEST_SHA256_SESS && !self->found; i++)
    {
      input.algorithm = i;
      if (fits (self, &input))
        tell (self,
              rb_lesson_add_printf (self->lesson, "digest-right-with-algorithm", "RFC 7616 3.3",
                                    _ ("It is right when computed with %1$s. But the credentials stand for %2$s."),
                                    rb_digest_algorithm_to_string (i), named));
    }
}

static void
try_escapes (Search *self, RbDigestInput input)
{
  const RbCredentials *credentials = &self->digest->credentials;

  if (self->found || (credentials->username_escaped == NULL && credentials->realm_escaped == NULL))
    return;

  for (guint i = 1; i < 4 && !self->found; i++)
    {
      input.username =
          (i & 1) && credentials->username_escaped != NULL ? credentials->username_escaped : credentials->username;
      input.realm = (i & 2) && credentials->realm_escaped != NULL ? credentials->realm_escaped : credentials->realm;
      if (fits (self, &input))
        tell (self,
              rb_lesson_add (
                  self->lesson, "digest-right-with-escapes", "RFC 3261 25.1",
                  _ ("It is right when the backslashes in user name or realm are hashed as they are written. In a "
                     "quoted string they only mark the next character.")));
    }
}

/* The password itself is never told; only in what way it differs. */
static void
try_passwords (Search *self, RbDigestInput input)
{
  g_autofree char *stripped = g_strstrip (g_strdup (self->password));
  g_autofree char *with_space = g_strconcat (self->password, " ", NULL);
  g_autofree char *after_space = g_strconcat (" ", self->password, NULL);
  g_autofree char *with_line = g_strconcat (self->password, "\n", NULL);
  g_autofree char *with_return = g_strconcat (self->password, "\r\n", NULL);
  g_autofree char *lower = g_ascii_strdown (self->password, -1);
  g_autofree char *upper = g_ascii_strup (self->password, -1);
  g_autofree char *swapped = g_strdup (self->password);
  g_autofree char *latin = g_convert (self->password, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
  const struct
  {
    const char *password;
    const char *id;
    const char *text;
  } tries[] = {
    { stripped, "digest-right-without-space",
      _ ("It is right without the white space at the beginning or end of the password that was given here.") },
    { with_space, "digest-right-with-space",
      _ ("It is right with a space behind the password: the phone has stored one too many.") },
    { after_space, "digest-right-with-space",
      _ ("It is right with a space before the password: the phone has stored one too many.") },
    { with_line, "digest-right-with-space",
      _ ("It is right with a line end behind the password: the phone has stored it with the password.") },
    { with_return, "digest-right-with-space",
      _ ("It is right with a line end behind the password: the phone has stored it with the password.") },
    { lower, "digest-right-with-case", _ ("It is right with the password in small letters.") },
    { upper, "digest-right-with-case", _ ("It is right with the password in capital letters.") },
    { swapped, "digest-right-with-case",
      _ ("It is right with capital and small letters exchanged: Caps Lock was on.") },
    { latin, "digest-right-with-encoding",
      _ ("It is right with the password in ISO 8859-1. The phone does not hash it as UTF-8 (RFC 7616 4).") },
    { "", "digest-right-without-password", _ ("It is right with an empty password: the phone has none.") },
  };

  for (char *p = swapped; *p != '\0'; p++)
    *p = g_ascii_islower (*p) ? g_ascii_toupper (*p) : g_ascii_tolower (*p);
  for (gsize i = 0; i < G_N_ELEMENTS (tries) && !self->found; i++)
    {
      input.password = tries[i].password;
      if (input.password != NULL && fits (self, &input))
        tell (self, rb_lesson_add (self->lesson, tries[i].id, NULL, tries[i].text));
    }
}

gboolean
rb_digest_add_difference (RbLesson *lesson, const RbDigestCase *digest, const char *password)
{
  g_autoptr (GStringChunk) pool = g_string_chunk_new (1024);
  Search self = { .lesson = lesson, .pool = pool, .digest = digest, .password = password };
  RbDigestInput input;

  rb_digest_case_fill (digest, password, &input);
  try_methods (&self, input);
  try_uri (&self, input);
  try_realm (&self, input);
  try_nonce (&self, input);
  try_users (&self, input);
  try_count (&self, input);
  try_qop (&self, input);
  try_algorithms (&self, input);
  try_escapes (&self, input);
  try_passwords (&self, input);
  return self.found;
}
