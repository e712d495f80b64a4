/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest of one request, step by step (RFC 7616 3.4, RFC 3261 22): challenge → A1 → HA1 → A2 → HA2 → response,
 * every input with the number of the header it came from; right or wrong, and what the server said. Asked by window,
 * command line and report.
 *
 * Neither password nor HA1 is ever in the lesson, whatever the account: who knows HA1 can answer every challenge of
 * that realm (RFC 7616 5.2), lessons are exported, printed and handed in, and nobody can tell from a capture whether
 * the password is a practice one. HA2 and the response are no secrets: all that goes into them is on the wire, or HA1.
 */

#include "rb-digest-walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-digest-private.h"
#include "rb-quotes.h"

/* Of every length: the number of its letters is nobody's business either. */
#define DOTS "••••••••"

/* Characters of a value in a formula, and of a method in a heading. */
#define MAX_VALUE 120
#define MAX_METHOD 32

/* Where a piece of a formula comes from. */
typedef enum
{
  SOURCE_NONE,
  SOURCE_CHALLENGE,
  SOURCE_CREDENTIALS,
  SOURCE_MESSAGE,
  SOURCE_PASSWORD,
  SOURCE_HA1,
  SOURCE_HA2,
  SOURCE_RESPONSE,
} Source;

typedef struct
{
  RbLesson *lesson;
  GStringChunk *pool;
  const RbDigestCase *digest;
  const char *password; /* (nullable) */
  RbDigestAlgorithm algorithm;
  RbDigestInput input;
  RbDigestSteps steps;
} Walk;

static const char *
get_header_name (gboolean is_proxy)
{
  return is_proxy ? "Proxy-Authorization" : "Authorization";
}

static void
add_heading (Walk *self)
{
  g_autofree char *title = NULL;

  /* Translators: "No. 5: INVITE with Proxy-Authorization" */
  title = g_strdup_printf (_ ("%1$s: %2$s with %3$s"), rb_quote_number (self->pool, self->digest->position),
                           rb_quote_plain (self->pool, self->digest->method, MAX_METHOD),
                           get_header_name (self->digest->credentials.is_proxy));
  rb_lesson_add_heading (self->lesson, "digest", title);
}

/* Who asked, and with what. */
static void
add_challenge (Walk *self)
{
  const RbChallenge *challenge = &self->digest->challenge;
  const char *number = rb_quote_number (self->pool, challenge->position);
  RbLessonBlock *block;

  if (challenge->position == RB_FLOW_NONE)
    {
      block = rb_lesson_add (
          self->lesson, "digest-no-challenge", "RFC 3261 22.1",
          self->digest->credentials.is_proxy
              ? _ ("This answers the challenge of a proxy (407), but no challenge with this nonce is in the trace. "
                   "Realm and nonce are taken from the credentials.")
              : _ ("This answers the challenge of a server (401), but no challenge with this nonce is in the trace. "
                   "Realm and nonce are taken from the credentials."));
      block->tone = RB_TONE_WARNING;
      return;
    }

  if (challenge->is_next_nonce)
    block = rb_lesson_add_printf (self->lesson, "digest-next-nonce", "RFC 7616 3.5",
                                  _ ("No new challenge was needed: %s had given the next nonce in advance."), number);
  else if (challenge->is_proxy)
    block = rb_lesson_add_printf (
        self->lesson, "digest-proxy-asks", "RFC 3261 22.3",
        _ ("A proxy asked with 407 (%s): it wants to know who calls before it passes the request on. Its "
           "question is in Proxy-Authenticate, the answer in Proxy-Authorization. A 401 would be the "
           "question of the server that the request is meant for."),
        number);
  else
    block = rb_lesson_add_printf (
        self->lesson, "digest-server-asks", "RFC 3261 22.2",
        _ ("The server that the request is meant for, such as a registrar, asked with 401 (%s). Its "
           "question is in WWW-Authenticate, the answer in Authorization. A proxy on the way would ask "
           "with 407."),
        number);
  rb_lesson_block_cite (block, challenge->position);
  if (challenge->is_elsewhere)
    rb_lesson_block_cite (
        rb_lesson_add_printf (self->lesson, "digest-challenge-elsewhere", "RFC 3261 22.3",
                              _ ("The challenge %s belongs to another exchange. A phone may use a nonce again, "
                                 "until the server says that it is stale."),
                              number),
        challenge->position);
}

/* Which hash, and how anybody can know. */
static void
add_algorithm (Walk *self)
{
  const RbChallenge *challenge = &self->digest->challenge;
  const char *named = self->digest->credentials.algorithm;
  const char *name = rb_digest_algorithm_to_string (self->algorithm);
  /* Where they differ the hash is that of the credentials; rb-digest-input.c tells what is wrong. */
  gboolean agreed = g_ascii_strcasecmp (named != NULL ? named : "MD5",
                                        challenge->algorithm != NULL ? challenge->algorithm : "MD5") == 0;
  gboolean seen = challenge->position != RB_FLOW_NONE && !challenge->is_next_nonce && agreed;

  if (seen && challenge->algorithm == NULL)
    rb_lesson_block_cite (
        rb_lesson_add (self->lesson, "digest-algorithm-default", "RFC 7616 3.3",
                       _ ("The hash is MD5: the challenge has no algorithm parameter, and then MD5 is meant (RFC "
                          "2617, RFC 7616 3.3). SHA-256 came to SIP with RFC 8760, and a challenge must name it.")),
        challenge->position);
  else if (seen)
    rb_lesson_block_cite (rb_lesson_add_printf (self->lesson, "digest-algorithm-named", "RFC 8760 2.1",
                                                _ ("The hash is %1$s: the challenge says algorithm=%2$s."), name,
                                                rb_quote (self->pool, challenge->algorithm)),
                          challenge->position);
  else if (named != NULL)
    rb_lesson_add_printf (self->lesson, "digest-algorithm-of-credentials", "RFC 8760 2.1",
                          _ ("The hash is %1$s: the credentials say algorithm=%2$s."), name,
                          rb_quote (self->pool, named));
  else
    rb_lesson_add (
        self->lesson, "digest-algorithm-of-credentials", "RFC 7616 3.3",
        _ ("The hash is MD5: the credentials have no algorithm parameter, and then MD5 is meant (RFC 7616 3.3)."));

  if (challenge->offered != NULL)
    rb_lesson_block_cite (
        rb_lesson_add_printf (self->lesson, "digest-several-offered", "RFC 8760 2.4",
                              _ ("The server offered several: %s. A phone takes the first one that it knows."),
                              rb_quote (self->pool, challenge->offered)),
        challenge->position);
  rb_lesson_add_printf (self->lesson, "digest-length", "RFC 8760 2.2",
                        _ ("%1$s gives %2$u hexadecimal digits. That alone tells MD5 (32) from SHA-256 (64)."), name,
                        (guint) rb_digest_algorithm_get_length (self->algorithm));
}

static void
add_source (RbLessonBlock *table, Source source, const char *name, guint position, const char *gives)
{
  g_autofree char *number = g_strdup_printf ("%d", source);

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, number, RB_TONE_PLAIN, position);
  rb_lesson_block_add_cell (table, name, RB_TONE_PLAIN, position);
  rb_lesson_block_add_cell (table, gives, RB_TONE_PLAIN, RB_FLOW_NONE);
}

static void
add_sources (Walk *self)
{
  const char *const columns[] = { _ ("Mark"), _ ("Comes from"), _ ("Gives"), NULL };
  const RbDigestCase *digest = self->digest;
  RbLessonBlock *table =
      rb_lesson_add_table (self->lesson, "digest-sources", _ ("Where each part comes from"), columns);
  gboolean seen = digest->challenge.position != RB_FLOW_NONE;

  if (seen)
    add_source (table, SOURCE_CHALLENGE,
                digest->challenge.is_next_nonce ? "Authentication-Info"
                : digest->challenge.is_proxy    ? "Proxy-Authenticate"
                                                : "WWW-Authenticate",
                digest->challenge.position, digest->challenge.is_next_nonce ? "nonce" : "realm, nonce");
  add_source (table, SOURCE_CREDENTIALS, get_header_name (digest->credentials.is_proxy), digest->position,
              self->input.qop != NULL ? "username, uri, nc, cnonce, qop" : "username, uri");
  add_source (table, SOURCE_MESSAGE, self->steps.body_hash != NULL ? _ ("Start line and body") : _ ("Start line"),
              digest->position, _ ("method"));
  add_source (table, SOURCE_PASSWORD, _ ("Password"), RB_FLOW_NONE,
              _ ("known to the phone and the server, never sent"));
  add_source (table, SOURCE_HA1, _ ("Computed here"), RB_FLOW_NONE, "HA1");
  add_source (table, SOURCE_HA2, _ ("Computed here"), RB_FLOW_NONE, "HA2");
  if (self->password != NULL)
    add_source (table, SOURCE_RESPONSE, _ ("Computed here"), RB_FLOW_NONE, "response");
}

static void
add_value (Walk *self, RbLessonBlock *formula, const char *value, Source source)
{
  rb_lesson_block_add_piece (formula, rb_quote_plain (self->pool, value, MAX_VALUE), source);
}

static void
add_colon (RbLessonBlock *formula)
{
  rb_lesson_block_add_piece (formula, ":", SOURCE_NONE);
}

static Source
get_source (const char *of_challenge, const char *used)
{
  return of_challenge != NULL && g_strcmp0 (of_challenge, used) == 0 ? SOURCE_CHALLENGE : SOURCE_CREDENTIALS;
}

static Source
get_nonce_source (const Walk *self)
{
  return get_source (self->digest->challenge.nonce, self->input.nonce);
}

static void
add_hash (RbLessonBlock *formula, const char *hash, const char *name, Source source)
{
  rb_lesson_block_add_piece (formula, hash, SOURCE_NONE);
  rb_lesson_block_add_piece (formula, "(", SOURCE_NONE);
  rb_lesson_block_add_piece (formula, name, source);
  rb_lesson_block_add_piece (formula, ")", SOURCE_NONE);
}

static void
add_result (Walk *self, RbLessonBlock *formula, const char *value, Source source)
{
  rb_lesson_block_add_piece (formula, " = ", SOURCE_NONE);
  add_value (self, formula, value, source);
}

static const char *
get_hash_name (const Walk *self)
{
  return rb_digest_algorithm_get_length (self->algorithm) == 32 ? "MD5" : "SHA-256";
}

static void
add_a1 (Walk *self)
{
  gboolean is_session = rb_digest_algorithm_is_session (self->algorithm);
  RbLessonBlock *formula = rb_lesson_add_formula (self->lesson, "digest-a1", "RFC 7616 3.4.2", "A1", SOURCE_NONE);

  if (is_session)
    {
      rb_lesson_block_add_piece (formula, get_hash_name (self), SOURCE_NONE);
      rb_lesson_block_add_piece (formula, "(", SOURCE_NONE);
    }
  add_value (self, formula, self->input.username, SOURCE_CREDENTIALS);
  add_colon (formula);
  add_value (self, formula, self->input.realm, get_source (self->digest->challenge.realm, self->input.realm));
  add_colon (formula);
  add_value (self, formula, DOTS, SOURCE_PASSWORD);
  if (is_session)
    {
      rb_lesson_block_add_piece (formula, "):", SOURCE_NONE);
      add_value (self, formula, self->input.nonce, get_nonce_source (self));
      add_colon (formula);
      add_value (self, formula, self->input.cnonce, SOURCE_CREDENTIALS);
    }

  formula = rb_lesson_add_formula (self->lesson, "digest-ha1", "RFC 7616 3.4.2", "HA1", SOURCE_HA1);
  add_hash (formula, get_hash_name (self), "A1", SOURCE_NONE);
  add_result (self, formula, DOTS, SOURCE_HA1);
  if (is_session)
    rb_lesson_add (self->lesson, "digest-session", "RFC 7616 3.4.2",
                   _ ("“-sess” mixes nonce and cnonce into HA1, so that a server that was lent it knows it for this "
                      "session only."));
}

static void
add_a2 (Walk *self)
{
  RbLessonBlock *formula;

  if (self->steps.body_hash != NULL)
    {
      formula = rb_lesson_add_formula (self->lesson, "digest-body", "RFC 7616 3.4.3", "HB", SOURCE_MESSAGE);
      add_hash (formula, get_hash_name (self), _ ("body"), SOURCE_MESSAGE);
      add_result (self, formula, self->steps.body_hash, SOURCE_MESSAGE);
    }
  formula = rb_lesson_add_formula (self->lesson, "digest-a2", "RFC 7616 3.4.3", "A2", SOURCE_NONE);
  add_value (self, formula, self->input.method, SOURCE_MESSAGE);
  add_colon (formula);
  add_value (self, formula, self->input.uri, SOURCE_CREDENTIALS);
  if (self->steps.body_hash != NULL)
    {
      add_colon (formula);
      rb_lesson_block_add_piece (formula, "HB", SOURCE_MESSAGE);
    }

  formula = rb_lesson_add_formula (self->lesson, "digest-ha2", "RFC 7616 3.4.3", "HA2", SOURCE_HA2);
  add_hash (formula, get_hash_name (self), "A2", SOURCE_NONE);
  add_result (self, formula, self->steps.ha2, SOURCE_HA2);
}

static void
add_response (Walk *self)
{
  Source source = self->password != NULL ? SOURCE_RESPONSE : SOURCE_CREDENTIALS;
  RbLessonBlock *formula =
      rb_lesson_add_formula (self->lesson, "digest-response", "RFC 7616 3.4.1", "response", source);
  const char *more[] = { self->input.nc_text, self->input.cnonce, self->input.qop };

  rb_lesson_block_add_piece (formula, get_hash_name (self), SOURCE_NONE);
  rb_lesson_block_add_piece (formula, "(", SOURCE_NONE);
  rb_lesson_block_add_piece (formula, "HA1", SOURCE_HA1);
  add_colon (formula);
  add_value (self, formula, self->input.nonce, get_nonce_source (self));
  for (gsize i = 0; i < G_N_ELEMENTS (more) && self->input.qop != NULL; i++)
    {
      add_colon (formula);
      add_value (self, formula, more[i], SOURCE_CREDENTIALS);
    }
  add_colon (formula);
  rb_lesson_block_add_piece (formula, "HA2", SOURCE_HA2);
  rb_lesson_block_add_piece (formula, ")", SOURCE_NONE);
  add_result (self, formula, self->password != NULL ? self->steps.response : self->digest->credentials.response,
              source);
}

/* Right or wrong. */
static RbDigestResult
add_result_statement (Walk *self)
{
  const char *sent = self->digest->credentials.response;
  RbLessonBlock *block;

  if (self->password == NULL)
    {
      rb_lesson_add (
          self->lesson, "digest-not-checked", "RFC 7616 5",
          _ ("Without the password the steps stop at HA1: the response above is the one in the message. That is the "
             "point of it: the password is never sent, and the nonce makes every response a new one. But whoever "
             "reads this message can try passwords at leisure, so a short one is soon found."));
      return RB_DIGEST_NOT_CHECKED;
    }

  if (sent != NULL && g_ascii_strcasecmp (sent, self->steps.response) == 0)
    {
      block = rb_lesson_add (self->lesson, "digest-right", "RFC 7616 3.4.1",
                             _ ("Right: the response in the message is the one that comes out with this password."));
      block->tone = RB_TONE_GOOD;
      rb_lesson_block_cite (block, self->digest->position);
      return RB_DIGEST_RIGHT;
    }

  block =
      rb_lesson_add_printf (self->lesson, "digest-wrong", "RFC 7616 3.4.1",
                            _ ("Wrong: the message has the response %s, and with this password another one comes out."),
                            rb_quote (self->pool, sent));
  block->tone = RB_TONE_BAD;
  rb_lesson_block_cite (block, self->digest->position);
  if (!rb_digest_add_difference (self->lesson, self->digest, self->password))
    {
      block = rb_lesson_add (
          self->lesson, "digest-other-password", "RFC 7616 3.4.2",
          _ ("It is likely that the password is another one: method, uri, realm, nonce, user name, nc, qop and "
             "algorithm were exchanged for what else they could have been, and none of that makes it right."));
      block->confidence = RB_CONFIDENCE_LIKELY;
    }
  return RB_DIGEST_WRONG;
}

static void
add_answer_text (Walk *self, const char *id, const char *rfc, RbTone tone, RbConfidence confidence, const char *text)
{
  RbLessonBlock *block = rb_lesson_add (self->lesson, id, rfc, text);

  block->tone = tone;
  block->confidence = confidence;
  rb_lesson_block_cite (block, self->digest->answer);
}

/* What the server did with it, and whether that fits. */
static void
add_answer (Walk *self, RbDigestResult result)
{
  guint status = self->digest->answer_status;
  gboolean again = status == 401 || status == 407;
  gboolean accepted = !again && status != 403;

  if (self->digest->answer == RB_FLOW_NONE)
    {
      if (!rb_digest_case_is_of_invite (self->digest))
        rb_lesson_add (self->lesson, "digest-server-silent", NULL,
                       _ ("What the server thought of it is not known: the trace has no response but perhaps 100."));
      return;
    }

  if (again && self->digest->answer_stale)
    add_answer_text (
        self, "digest-server-stale", "RFC 7616 3.3", RB_TONE_WARNING, RB_CONFIDENCE_CERTAIN,
        _ ("The server asked again and says stale=true: the response was right, only the nonce was too old. The "
           "phone answers the new one without asking anybody."));
  else if (again)
    add_answer_text (
        self, "digest-server-again", "RFC 3261 22.1", RB_TONE_BAD, RB_CONFIDENCE_CERTAIN,
        _ ("The server asked again: for it, the response was wrong. It does not say whether user or password are "
           "unknown, so that nobody can find out names by trying."));
  else if (status == 403)
    add_answer_text (
        self, "digest-server-forbidden", "RFC 3261 21.4.4", RB_TONE_BAD, RB_CONFIDENCE_LIKELY,
        _ ("The server refused with 403. It is likely that the response was wrong, or that this user may not do "
           "this; a 403 does not tell which."));
  else
    add_answer_text (
        self, "digest-server-accepted", "RFC 3261 22.1", RB_TONE_GOOD,
        status / 100 == 2 || status < 200 ? RB_CONFIDENCE_CERTAIN : RB_CONFIDENCE_LIKELY,
        status / 100 == 2 || status < 200
            ? _ ("The server accepted the response: it did what the request asked for.")
            : _ ("It is likely that the server accepted the response: it neither asked again nor answered 403, but the "
                 "request failed for another reason."));

  if (result == RB_DIGEST_RIGHT && again && !self->digest->answer_stale)
    add_answer_text (
        self, "digest-server-knows-other", NULL, RB_TONE_WARNING, RB_CONFIDENCE_LIKELY,
        _ ("The phone has used this password, and the server refused it. It is likely that the server knows another "
           "password for this user, or no such user."));
  if (result == RB_DIGEST_WRONG && accepted && rb_lesson_find (self->lesson, "digest-other-password") != NULL)
    add_answer_text (
        self, "digest-given-other", NULL, RB_TONE_WARNING, RB_CONFIDENCE_LIKELY,
        _ ("The server accepted what the phone sent. It is likely that the password given here is not the one of the "
           "account."));
}

static RbDigestResult
add_steps (Walk *self)
{
  RbDigestResult result;

  add_challenge (self);
  if (!rb_digest_case_get_algorithm (self->digest, &self->algorithm))
    {
      RbLessonBlock *block =
          rb_lesson_add_printf (self->lesson, "digest-algorithm-unknown", "RFC 7616 6.1",
                                _ ("The algorithm %s is not one that is computed here, so the steps cannot be shown."),
                                rb_quote (self->pool, self->digest->credentials.algorithm));

      block->tone = RB_TONE_WARNING;
      add_answer (self, RB_DIGEST_NO_CREDENTIALS);
      return RB_DIGEST_NO_CREDENTIALS;
    }

  rb_digest_case_fill (self->digest, self->password, &self->input);
  rb_digest_compute (&self->input, &self->steps);
  add_algorithm (self);
  if (rb_digest_case_is_of_invite (self->digest))
    rb_lesson_add (
        self->lesson, "digest-of-invite", "RFC 3261 22.1",
        _ ("The ACK carries the credentials of its INVITE, computed with that method. Nobody may challenge an ACK, for "
           "there is no response to it."));
  add_sources (self);
  add_a1 (self);
  add_a2 (self);
  add_response (self);
  result = add_result_statement (self);
  rb_digest_add_misfits (self->lesson, self->digest);
  add_answer (self, result);
  return result;
}

gboolean
rb_digest_walk_is_for (RbTrace *trace, guint position)
{
  gboolean is_proxy;
  g_autofree char *value = rb_digest_case_dup_header (trace, position, 0, &is_proxy);

  return value != NULL;
}

static char *
dup_param (RbTrace *trace, guint position, const char *name)
{
  gboolean is_proxy;
  g_autofree char *value = rb_digest_case_dup_header (trace, position, 0, &is_proxy);
  g_autofree char *param = value != NULL ? rb_digest_get_param (value, name) : NULL;

  return param != NULL ? rb_shown_text_line (param) : NULL;
}

char *
rb_digest_walk_dup_user (RbTrace *trace, guint position)
{
  return dup_param (trace, position, "username");
}

char *
rb_digest_walk_dup_realm (RbTrace *trace, guint position)
{
  return dup_param (trace, position, "realm");
}

RbLesson *
rb_digest_walk (RbTrace *trace, guint position, const char *password, RbDigestResult *result)
{
  RbLesson *lesson = rb_lesson_new ();
  g_autoptr (GStringChunk) pool = g_string_chunk_new (1024);
  RbDigestResult best = RB_DIGEST_NO_CREDENTIALS;

  for (guint n = 0; n < RB_DIGEST_MAX_CREDENTIALS; n++)
    {
      g_auto (RbDigestCase) digest = { 0 };
      Walk self = { .lesson = rb_lesson_new (), .pool = pool, .digest = &digest, .password = password };
      RbDigestResult one;

      if (!rb_digest_case_init (&digest, trace, position, n))
        {
          rb_lesson_free (self.lesson);
          break;
        }
      add_heading (&self);
      one = add_steps (&self);
      rb_digest_steps_clear (&self.steps);
      rb_lesson_append (lesson, self.lesson);
      /* A password belongs to one realm: it is right when it is for any of them. */
      if (best != RB_DIGEST_RIGHT && one != RB_DIGEST_NO_CREDENTIALS)
        best = one;
    }
  if (rb_lesson_get_n_blocks (lesson) == 0)
    rb_lesson_add (lesson, "digest-none", "RFC 3261 22",
                   _ ("This message has no Digest credentials: it does not answer a challenge."));
  if (result != NULL)
    *result = best;
  return lesson;
}
