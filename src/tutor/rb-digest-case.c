/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One answer to a challenge as the trace shows it: the credentials, the challenge with their nonce, and what the server
 * said to them (RFC 3261 22, RFC 7616 3.3 to 3.5). For rb-digest-walk.c and its neighbours. */

#include "rb-digest-case.h"

#include <string.h>

#include "rb-sip-scan.h"
#include "rb-sip-uri.h"

/* A nonce may come from another exchange, long ago: so many messages back it is looked for. */
#define MAX_SEARCH 20000

/* What a header of that sort is called in a request and in its challenge. */
typedef enum
{
  HEADER_NONE,
  HEADER_CREDENTIALS,
  HEADER_CHALLENGE,
  HEADER_NEXT_NONCE,
} HeaderKind;

static const struct
{
  const char *name;
  HeaderKind kind;
  gboolean is_proxy;
} headers[] = {
  { "Authorization", HEADER_CREDENTIALS, FALSE },      { "Proxy-Authorization", HEADER_CREDENTIALS, TRUE },
  { "WWW-Authenticate", HEADER_CHALLENGE, FALSE },     { "Proxy-Authenticate", HEADER_CHALLENGE, TRUE },
  { "Authentication-Info", HEADER_NEXT_NONCE, FALSE }, { "Proxy-Authentication-Info", HEADER_NEXT_NONCE, TRUE },
};

static gboolean
is_digest (const guint8 *bytes, RbSpan value)
{
  return value.length > 6 && g_ascii_strncasecmp ((const char *) bytes + value.offset, "Digest", 6) == 0 &&
         rb_char_is (bytes[value.offset + 6], RB_CHAR_SPACE);
}

/* The next header of that kind. @scan: behind the start line. (transfer full) (nullable) */
static char *
next_header (RbSipScan *scan, HeaderKind kind, gboolean *is_proxy)
{
  RbSipHeader header;

  while (rb_sip_scan_header (scan, &header) == RB_SIP_SCAN_HEADER)
    for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
      {
        if (headers[i].kind != kind || !rb_span_is_nocase (header.name, scan->bytes, headers[i].name) ||
            (kind != HEADER_NEXT_NONCE && !is_digest (scan->bytes, header.value)))
          continue;
        *is_proxy = headers[i].is_proxy;
        return g_strndup ((const char *) scan->bytes + header.value.offset, header.value.length);
      }
  return NULL;
}

static void
begin (RbSipScan *scan, RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbSpan line;

  rb_sip_scan_init (scan, bytes, length);
  rb_sip_scan_start_line (scan, &line);
}

char *
rb_digest_case_dup_header (RbTrace *trace, guint position, guint n, gboolean *is_proxy)
{
  RbSipScan scan;
  char *value;

  if (position >= rb_trace_get_n_messages (trace))
    return NULL;

  begin (&scan, trace, position);
  while ((value = next_header (&scan, HEADER_CREDENTIALS, is_proxy)) != NULL && n-- > 0)
    g_free (value);
  return value;
}

static void
read_credentials (RbCredentials *self, const char *value)
{
  self->username = rb_digest_get_param (value, "username");
  self->username_escaped = rb_digest_get_param_escaped (value, "username");
  self->realm = rb_digest_get_param (value, "realm");
  self->realm_escaped = rb_digest_get_param_escaped (value, "realm");
  self->nonce = rb_digest_get_param (value, "nonce");
  self->uri = rb_digest_get_param (value, "uri");
  self->response = rb_digest_get_param (value, "response");
  self->algorithm = rb_digest_get_param (value, "algorithm");
  self->cnonce = rb_digest_get_param (value, "cnonce");
  self->opaque = rb_digest_get_param (value, "opaque");
  self->qop = rb_digest_get_param (value, "qop");
  self->nc = rb_digest_get_param (value, "nc");
  if (g_strcmp0 (self->username, self->username_escaped) == 0)
    g_clear_pointer (&self->username_escaped, g_free);
  if (g_strcmp0 (self->realm, self->realm_escaped) == 0)
    g_clear_pointer (&self->realm_escaped, g_free);
}

static void
clear_credentials (RbCredentials *self)
{
  g_free (self->username);
  g_free (self->username_escaped);
  g_free (self->realm);
  g_free (self->realm_escaped);
  g_free (self->nonce);
  g_free (self->uri);
  g_free (self->response);
  g_free (self->algorithm);
  g_free (self->cnonce);
  g_free (self->opaque);
  g_free (self->qop);
  g_free (self->nc);
}

static void
clear_challenge (RbChallenge *self)
{
  g_free (self->realm);
  g_free (self->nonce);
  g_free (self->algorithm);
  g_free (self->qop);
  g_free (self->opaque);
  g_free (self->offered);
  *self = (RbChallenge){ .position = RB_FLOW_NONE };
}

static void
read_challenge (RbChallenge *self, const char *value, guint position, guint status, gboolean is_proxy)
{
  self->position = position;
  self->status = status;
  self->is_proxy = is_proxy;
  self->realm = rb_digest_get_param (value, "realm");
  self->nonce = rb_digest_get_param (value, "nonce");
  self->algorithm = rb_digest_get_param (value, "algorithm");
  self->qop = rb_digest_get_param (value, "qop");
  self->opaque = rb_digest_get_param (value, "opaque");
}

static gboolean
same_algorithm (const char *a, const char *b)
{
  return g_ascii_strcasecmp (a != NULL ? a : "MD5", b != NULL ? b : "MD5") == 0;
}

/* How well a challenge fits the credentials: a 401 of RFC 8760 has one for each algorithm. */
static guint
rate (const RbChallenge *challenge, const RbCredentials *credentials)
{
  return (g_strcmp0 (challenge->nonce, credentials->nonce) == 0 ? 8 : 0) +
         (g_strcmp0 (challenge->realm, credentials->realm) == 0 ? 4 : 0) +
         (same_algorithm (challenge->algorithm, credentials->algorithm) ? 2 : 0) +
         (challenge->is_proxy == credentials->is_proxy ? 1 : 0);
}

/* The challenge of the response that fits @credentials best; FALSE when it has none. */
static gboolean
find_challenge_in (RbChallenge *best, RbTrace *trace, guint position, guint status, const RbCredentials *credentials)
{
  g_autoptr (GString) offered = g_string_new (NULL);
  RbSipScan scan;
  char *value;
  gboolean is_proxy;
  guint n = 0;

  best->position = RB_FLOW_NONE;
  begin (&scan, trace, position);
  while (n < RB_DIGEST_MAX_CREDENTIALS && (value = next_header (&scan, HEADER_CHALLENGE, &is_proxy)) != NULL)
    {
      RbChallenge challenge = { 0 };

      read_challenge (&challenge, value, position, status, is_proxy);
      g_free (value);
      g_string_append_printf (offered, "%s%s", n++ > 0 ? ", " : "",
                              challenge.algorithm != NULL ? challenge.algorithm : "MD5");
      if (best->position == RB_FLOW_NONE || rate (&challenge, credentials) > rate (best, credentials))
        {
          clear_challenge (best);
          *best = challenge;
        }
      else
        clear_challenge (&challenge);
    }
  if (n > 1)
    best->offered = g_string_free (g_steal_pointer (&offered), FALSE);
  return n > 0;
}

/* Authentication-Info: nextnonce="…" (RFC 7616 3.5) */
static gboolean
find_next_nonce_in (RbChallenge *out, RbTrace *trace, guint position, const RbCredentials *credentials)
{
  RbSipScan scan;
  char *value;
  gboolean is_proxy;

  begin (&scan, trace, position);
  while ((value = next_header (&scan, HEADER_NEXT_NONCE, &is_proxy)) != NULL)
    {
      g_autofree char *nonce = rb_digest_get_param (value, "nextnonce");

      g_free (value);
      if (g_strcmp0 (nonce, credentials->nonce) != 0)
        continue;
      *out = (RbChallenge){ .position = position, .is_proxy = is_proxy, .is_next_nonce = TRUE };
      out->nonce = g_steal_pointer (&nonce);
      return TRUE;
    }
  return FALSE;
}

static gboolean
contains (const guint8 *bytes, gsize length, const char *text)
{
  return text != NULL && *text != '\0' && memmem (bytes, length, text, strlen (text)) != NULL;
}

/* 401 or 407, else 0: seen without a parse. */
static guint
get_challenge_status (const guint8 *bytes, gsize length)
{
  if (length < 12 || memcmp (bytes, "SIP/2.0 40", 10) != 0)
    return 0;
  return bytes[10] == '1' ? 401 : bytes[10] == '7' ? 407 : 0;
}

/* Looks at one message before the request. */
static void
look_at (RbDigestCase *self, guint position, gboolean is_elsewhere)
{
  const RbCredentials *credentials = &self->credentials;
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, position, &length);
  guint status = get_challenge_status (bytes, length);
  gboolean has_nonce = contains (bytes, length, credentials->nonce);
  RbChallenge challenge = { .position = RB_FLOW_NONE };

  if (status != 0 && !is_elsewhere && self->newest.position == RB_FLOW_NONE)
    {
      find_challenge_in (&self->newest, self->trace, position, status, credentials);
      if (self->newest.is_proxy != credentials->is_proxy)
        clear_challenge (&self->newest);
    }
  if (!has_nonce || self->challenge.position != RB_FLOW_NONE)
    return;

  if (status != 0 && find_challenge_in (&challenge, self->trace, position, status, credentials) &&
      g_strcmp0 (challenge.nonce, credentials->nonce) == 0)
    self->challenge = challenge;
  else
    {
      clear_challenge (&challenge);
      if (status == 0 && length > 8 && memcmp (bytes, "SIP/2.0 ", 8) == 0)
        find_next_nonce_in (&self->challenge, self->trace, position, credentials);
    }
  self->challenge.is_elsewhere = self->challenge.position != RB_FLOW_NONE && is_elsewhere;
}

/* An earlier request with the same nonce and count, and another response: no copy of this one. */
static void
look_at_count (RbDigestCase *self, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->trace, position, &length);
  RbCredentials other = { 0 };
  g_autofree char *value = NULL;
  gboolean is_proxy;

  if (self->same_count != RB_FLOW_NONE || self->credentials.nc == NULL ||
      !contains (bytes, length, self->credentials.nonce) || memcmp (bytes, "SIP/2.0 ", MIN (length, 8)) == 0)
    return;

  value = rb_digest_case_dup_header (self->trace, position, 0, &is_proxy);
  if (value == NULL)
    return;
  read_credentials (&other, value);
  if (g_strcmp0 (other.nonce, self->credentials.nonce) == 0 && g_strcmp0 (other.nc, self->credentials.nc) == 0 &&
      g_strcmp0 (other.response, self->credentials.response) != 0)
    self->same_count = position;
  clear_credentials (&other);
}

/* Back to the challenge: before it nobody can have had its nonce. */
static void
look_back (RbDigestCase *self)
{
  guint first = self->position - MIN (self->position, MAX_SEARCH);
  guint left = MAX_SEARCH;

  for (guint i = rb_flow_get_n_steps (self->flow); i-- > 0 && self->challenge.position == RB_FLOW_NONE;)
    {
      guint position = rb_flow_get_step (self->flow, i)->position;

      if (position >= self->position)
        continue;
      if (left-- == 0)
        break;
      look_at (self, position, FALSE);
      look_at_count (self, position);
    }
  for (guint position = self->position; self->challenge.position == RB_FLOW_NONE && position-- > first;)
    look_at (self, position, TRUE);
}

/* The final response, or one that only who let the request pass could have sent on. */
static void
find_answer (RbDigestCase *self)
{
  const RbFlowStep *step = rb_trace_get_step (self->trace, self->position);
  const RbTransaction *transaction = step != NULL ? rb_flow_get_transaction (self->flow, step->transaction) : NULL;
  RbSipIndex index;
  const guint8 *bytes;
  gsize length;
  guint answer;

  self->answer = RB_FLOW_NONE;
  if (transaction == NULL || transaction->kind == RB_TRANSACTION_ACK || rb_digest_case_is_of_invite (self))
    return;

  answer = transaction->final != RB_FLOW_NONE ? transaction->final : transaction->provisional;
  if (answer == RB_FLOW_NONE)
    return;
  answer = rb_flow_get_step (self->flow, answer)->position;
  bytes = rb_trace_peek_bytes (self->trace, answer, &length);
  rb_sip_index_parse (&index, bytes, length);
  if (index.status <= 100)
    return;

  self->answer = answer;
  self->answer_status = index.status;
  if (index.status == 401 || index.status == 407)
    {
      RbSipScan scan;
      gboolean is_proxy;
      g_autofree char *value = NULL;
      g_autofree char *stale = NULL;

      begin (&scan, self->trace, answer);
      value = next_header (&scan, HEADER_CHALLENGE, &is_proxy);
      stale = value != NULL ? rb_digest_get_param (value, "stale") : NULL;
      self->answer_stale = stale != NULL && g_ascii_strcasecmp (stale, "true") == 0;
    }
}

static char *
dup_bytes (const guint8 *bytes, RbSpan span)
{
  return g_strndup ((const char *) bytes + span.offset, span.length);
}

gboolean
rb_digest_case_init (RbDigestCase *self, RbTrace *trace, guint position, guint n)
{
  gboolean is_proxy;
  g_autofree char *value = rb_digest_case_dup_header (trace, position, n, &is_proxy);
  g_autofree char *from = NULL;
  const RbSipIndex *index;
  const guint8 *bytes;

  *self = (RbDigestCase){ .trace = trace, .position = position, .same_count = RB_FLOW_NONE, .answer = RB_FLOW_NONE };
  self->challenge.position = self->newest.position = RB_FLOW_NONE;
  if (value == NULL)
    return FALSE;

  self->message = rb_trace_get_message (trace, position);
  index = rb_message_get_index (self->message);
  if (!index->is_request)
    return FALSE;

  bytes = g_bytes_get_data (rb_message_get_bytes (self->message), NULL);
  self->credentials.is_proxy = is_proxy;
  read_credentials (&self->credentials, value);
  self->method = dup_bytes (bytes, index->method);
  self->uri = dup_bytes (bytes, index->request_uri);
  from = rb_span_dup (index->from_uri, bytes);
  self->from_user = rb_sip_uri_get_user (from);
  self->n_vias = index->n_vias;
  self->body = bytes + index->body.offset;
  self->body_length = index->body.length;
  self->flow = rb_trace_get_flow_of (trace, position);
  if (self->flow != NULL)
    {
      look_back (self);
      find_answer (self);
    }
  return TRUE;
}

void
rb_digest_case_clear (RbDigestCase *self)
{
  g_clear_object (&self->message);
  g_free (self->method);
  g_free (self->uri);
  g_free (self->from_user);
  clear_credentials (&self->credentials);
  clear_challenge (&self->challenge);
  clear_challenge (&self->newest);
}

gboolean
rb_digest_case_get_algorithm (const RbDigestCase *self, RbDigestAlgorithm *algorithm)
{
  return rb_digest_algorithm_parse (self->credentials.algorithm, algorithm);
}

gboolean
rb_digest_case_is_of_invite (const RbDigestCase *self)
{
  return g_strcmp0 (self->method, "ACK") == 0;
}

void
rb_digest_case_fill (const RbDigestCase *self, const char *password, RbDigestInput *input)
{
  const RbCredentials *credentials = &self->credentials;

  *input = (RbDigestInput){
    .username = credentials->username,
    .realm = credentials->realm,
    .password = password,
    .nonce = credentials->nonce,
    .method = rb_digest_case_is_of_invite (self) ? "INVITE" : self->method,
    .uri = credentials->uri,
    .qop = credentials->qop,
    .cnonce = credentials->cnonce,
    .nc_text = credentials->nc != NULL ? credentials->nc : "",
    .body = self->body,
    .body_length = self->body_length,
  };
  rb_digest_case_get_algorithm (self, &input->algorithm);
}
