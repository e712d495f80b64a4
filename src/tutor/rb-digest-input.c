/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is odd about the inputs of a digest that can be seen without the password: they do not fit the challenge, the
 * request, or each other (RFC 3261 22.4, RFC 7616 3.4). For rb-digest-walk.c. */

#include "rb-digest-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-quotes.h"

typedef struct
{
  RbLesson *lesson;
  GStringChunk *pool;
  const RbDigestCase *digest;
} Look;

static RbLessonBlock *
tone (RbLessonBlock *block, RbTone wanted)
{
  block->tone = wanted;
  return block;
}

static gboolean
differ (const char *a, const char *b)
{
  return g_strcmp0 (a, b) != 0;
}

static void
look_at_header (Look *self)
{
  const RbChallenge *challenge = &self->digest->challenge;

  if (challenge->position == RB_FLOW_NONE || challenge->is_proxy == self->digest->credentials.is_proxy)
    return;
  rb_lesson_block_cite (
      tone (rb_lesson_add (
                self->lesson, "digest-header-differs", "RFC 3261 22.2",
                challenge->is_proxy
                    ? _ ("The challenge is a Proxy-Authenticate, and its answer belongs into Proxy-Authorization. "
                         "In Authorization the proxy does not look for it.")
                    : _ ("The challenge is a WWW-Authenticate, and its answer belongs into Authorization. In "
                         "Proxy-Authorization the server does not look for it.")),
            RB_TONE_BAD),
      challenge->position);
}

static void
look_at_realm_and_opaque (Look *self)
{
  const RbChallenge *challenge = &self->digest->challenge;
  const RbCredentials *credentials = &self->digest->credentials;

  if (challenge->position == RB_FLOW_NONE || challenge->is_next_nonce)
    return;

  if (differ (challenge->realm, credentials->realm))
    rb_lesson_block_cite (
        tone (rb_lesson_add_printf (
                  self->lesson, "digest-realm-differs", "RFC 3261 22.1",
                  _ ("The realm of the credentials is %1$s, that of the challenge %2$s. The realm goes into A1, "
                     "so that the server computes another response."),
                  rb_quote (self->pool, credentials->realm), rb_quote (self->pool, challenge->realm)),
              RB_TONE_BAD),
        challenge->position);
  if (challenge->opaque != NULL && differ (challenge->opaque, credentials->opaque))
    rb_lesson_block_cite (
        tone (rb_lesson_add (
                  self->lesson, "digest-opaque-differs", "RFC 7616 3.4",
                  _ ("The opaque parameter of the challenge did not come back unchanged. It is in no hash, but the "
                     "server may insist on it.")),
              RB_TONE_WARNING),
        challenge->position);
}

static void
look_at_nonce (Look *self)
{
  const RbChallenge *newest = &self->digest->newest;
  const RbCredentials *credentials = &self->digest->credentials;
  RbLessonBlock *block;

  if (newest->position == RB_FLOW_NONE || differ (newest->realm, credentials->realm) ||
      !differ (newest->nonce, credentials->nonce))
    return;

  if (self->digest->challenge.position != RB_FLOW_NONE)
    block = rb_lesson_add_printf (
        self->lesson, "digest-nonce-older", "RFC 7616 3.3",
        _ ("The nonce is that of %1$s, although %2$s gave a newer one since: the server may call the "
           "older one stale."),
        rb_quote_number (self->pool, self->digest->challenge.position), rb_quote_number (self->pool, newest->position));
  else
    block = rb_lesson_add_printf (self->lesson, "digest-nonce-differs", "RFC 7616 3.4",
                                  _ ("The nonce is %1$s, but the challenge %2$s gave %3$s: this is no answer to it."),
                                  rb_quote (self->pool, credentials->nonce),
                                  rb_quote_number (self->pool, newest->position), rb_quote (self->pool, newest->nonce));
  rb_lesson_block_cite (tone (block, RB_TONE_WARNING), newest->position);
}

static void
look_at_uri (Look *self)
{
  const char *uri = self->digest->credentials.uri;

  if (uri == NULL || !differ (uri, self->digest->uri) || rb_digest_case_is_of_invite (self->digest))
    return;

  if (self->digest->n_vias > 1)
    tone (rb_lesson_add_printf (
              self->lesson, "digest-uri-rewritten", "RFC 3261 22.4",
              _ ("The uri parameter is %1$s and the Request-URI %2$s: a proxy on the way has changed the "
                 "Request-URI, as it may. The response is computed with the uri parameter."),
              rb_quote (self->pool, uri), rb_quote (self->pool, self->digest->uri)),
          RB_TONE_DIM);
  else
    tone (rb_lesson_add_printf (
              self->lesson, "digest-uri-differs", "RFC 7616 3.4.6",
              _ ("The uri parameter is %1$s, but the Request-URI is %2$s. The response is computed with the uri "
                 "parameter, and the server may refuse when they mean different things."),
              rb_quote (self->pool, uri), rb_quote (self->pool, self->digest->uri)),
          RB_TONE_WARNING);
}

static void
look_at_user (Look *self)
{
  const char *username = self->digest->credentials.username;
  const char *user = self->digest->from_user;

  if (username == NULL || user == NULL || !differ (username, user))
    return;

  if (g_ascii_strcasecmp (username, user) == 0)
    tone (rb_lesson_add_printf (
              self->lesson, "digest-user-case", "RFC 7616 3.4.2",
              _ ("The user name is %1$s, but From says %2$s: capital and small letters give different hashes."),
              rb_quote (self->pool, username), rb_quote (self->pool, user)),
          RB_TONE_WARNING);
  else
    tone (rb_lesson_add_printf (
              self->lesson, "digest-user-differs", "RFC 3261 22.1",
              _ ("The user name is %1$s, and From names %2$s. An account may have two names, but many servers "
                 "refuse that with 403."),
              rb_quote (self->pool, username), rb_quote (self->pool, user)),
          RB_TONE_DIM);
}

static void
look_at_algorithm (Look *self)
{
  const RbChallenge *challenge = &self->digest->challenge;
  const RbCredentials *credentials = &self->digest->credentials;
  const char *asked = challenge->algorithm != NULL ? challenge->algorithm : "MD5";
  const char *used = credentials->algorithm != NULL ? credentials->algorithm : "MD5";
  gsize length = credentials->response != NULL ? strlen (credentials->response) : 0;
  RbDigestAlgorithm algorithm;

  if (challenge->position != RB_FLOW_NONE && !challenge->is_next_nonce && g_ascii_strcasecmp (asked, used) != 0)
    rb_lesson_block_cite (
        tone (rb_lesson_add_printf (self->lesson, "digest-algorithm-differs", "RFC 8760 2.4",
                                    _ ("The credentials are for %1$s, the challenge with this nonce asks for %2$s."),
                                    rb_quote (self->pool, used), rb_quote (self->pool, asked)),
              RB_TONE_BAD),
        challenge->position);
  if (rb_digest_case_get_algorithm (self->digest, &algorithm) && length != rb_digest_algorithm_get_length (algorithm))
    tone (rb_lesson_add_printf (
              self->lesson, "digest-response-length", "RFC 8760 2.2",
              _ ("The response has %1$u characters, but %2$s gives %3$u: it was computed with another hash, "
                 "or cut."),
              (guint) length, rb_digest_algorithm_to_string (algorithm),
              (guint) rb_digest_algorithm_get_length (algorithm)),
          RB_TONE_BAD);
}

/* Is @word one of the comma-separated words? */
static gboolean
offers (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, ",", 16);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (words[i]), word) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_count (const char *nc)
{
  return strlen (nc) == 8 && strspn (nc, "0123456789abcdefABCDEF") == 8;
}

static void
look_at_qop (Look *self)
{
  const RbChallenge *challenge = &self->digest->challenge;
  const RbCredentials *credentials = &self->digest->credentials;

  if (challenge->position != RB_FLOW_NONE && !challenge->is_next_nonce && credentials->qop != NULL &&
      (challenge->qop == NULL || !offers (challenge->qop, credentials->qop)))
    rb_lesson_block_cite (
        tone (rb_lesson_add_printf (self->lesson, "digest-qop-not-offered", "RFC 7616 3.4",
                                    _ ("The credentials use qop %s, which the challenge did not offer."),
                                    rb_quote (self->pool, credentials->qop)),
              RB_TONE_BAD),
        challenge->position);
  if (challenge->qop != NULL && credentials->qop == NULL)
    rb_lesson_block_cite (
        tone (rb_lesson_add_printf (
                  self->lesson, "digest-qop-missing", "RFC 3261 22.4",
                  _ ("The challenge offered qop %s, and the credentials use none: the old form of RFC 2069, "
                     "without cnonce and nc. A server may refuse it."),
                  rb_quote (self->pool, challenge->qop)),
              RB_TONE_WARNING),
        challenge->position);
  if (credentials->qop != NULL && (credentials->cnonce == NULL || credentials->nc == NULL))
    tone (rb_lesson_add (self->lesson, "digest-cnonce-missing", "RFC 7616 3.4",
                         _ ("With qop, both cnonce and nc must be there, and one of them is missing.")),
          RB_TONE_BAD);
  else if (credentials->qop != NULL && !is_count (credentials->nc))
    tone (rb_lesson_add_printf (self->lesson, "digest-nc-form", "RFC 7616 3.4",
                                _ ("The nc must be 8 hexadecimal digits, and it is %s."),
                                rb_quote (self->pool, credentials->nc)),
          RB_TONE_BAD);
  else if (credentials->qop != NULL && self->digest->same_count != RB_FLOW_NONE)
    rb_lesson_block_cite (
        tone (rb_lesson_add_printf (
                  self->lesson, "digest-nc-again", "RFC 7616 3.4",
                  _ ("The nc counts the requests with this nonce, and %1$s had %2$s, too: a strict server takes "
                     "the second one for a copy made by an attacker."),
                  rb_quote_number (self->pool, self->digest->same_count), rb_quote (self->pool, credentials->nc)),
              RB_TONE_WARNING),
        self->digest->same_count);
}

void
rb_digest_add_misfits (RbLesson *lesson, const RbDigestCase *digest)
{
  g_autoptr (GStringChunk) pool = g_string_chunk_new (1024);
  Look self = { .lesson = lesson, .pool = pool, .digest = digest };

  look_at_header (&self);
  look_at_realm_and_opaque (&self);
  look_at_nonce (&self);
  look_at_algorithm (&self);
  look_at_qop (&self);
  look_at_uri (&self);
  look_at_user (&self);
}
