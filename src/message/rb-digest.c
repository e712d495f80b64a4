/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTP digest as SIP uses it (RFC 7616, RFC 2617, RFC 3261 22.4, RFC 8760): the response computed from its
 * inputs, and the parameters of a challenge or of credentials. Pure; used by the client, by the practice
 * registrar and to explain a recorded exchange. */

#include "rb-digest.h"

#include "rb-sip-scan.h"

#include <string.h>

static const struct
{
  const char *name;
  GChecksumType checksum;
  gboolean is_session;
} algorithms[] = {
  [RB_DIGEST_MD5] = { "MD5", G_CHECKSUM_MD5, FALSE },
  [RB_DIGEST_MD5_SESS] = { "MD5-sess", G_CHECKSUM_MD5, TRUE },
  [RB_DIGEST_SHA256] = { "SHA-256", G_CHECKSUM_SHA256, FALSE },
  [RB_DIGEST_SHA256_SESS] = { "SHA-256-sess", G_CHECKSUM_SHA256, TRUE },
};

/**
 * rb_digest_algorithm_parse:
 * @name: (nullable): value of the "algorithm" parameter, compared without case; NULL means MD5 (RFC 7616 3.3)
 * @out: (out): untouched when the algorithm is not known
 *
 * Returns: FALSE when the algorithm is not known
 */
gboolean
rb_digest_algorithm_parse (const char *name, RbDigestAlgorithm *out)
{
  if (name == NULL)
    name = "MD5";

  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      if (g_ascii_strcasecmp (name, algorithms[i].name) == 0)
        {
          *out = (RbDigestAlgorithm) i;
          return TRUE;
        }
    }

  return FALSE;
}

const char *
rb_digest_algorithm_to_string (RbDigestAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < G_N_ELEMENTS (algorithms), NULL);

  return algorithms[algorithm].name;
}

/* KD of RFC 7616 3.3: the parts joined by ':' and hashed. NULL ends the list. */
static char *G_GNUC_NULL_TERMINATED
hash (GChecksumType type, const char *first, ...)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  va_list parts;

  g_checksum_update (checksum, (const guchar *) first, -1);
  va_start (parts, first);
  for (const char *part = va_arg (parts, const char *); part != NULL; part = va_arg (parts, const char *))
    {
      g_checksum_update (checksum, (const guchar *) ":", 1);
      g_checksum_update (checksum, (const guchar *) part, -1);
    }
  va_end (parts);

  return g_strdup (g_checksum_get_string (checksum));
}

/* Never NULL, since NULL would end the list of parts. */
static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

gsize
rb_digest_algorithm_get_length (RbDigestAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < G_N_ELEMENTS (algorithms), 0);

  return 2 * (gsize) g_checksum_type_get_length (algorithms[algorithm].checksum);
}

gboolean
rb_digest_algorithm_is_session (RbDigestAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < G_N_ELEMENTS (algorithms), FALSE);

  return algorithms[algorithm].is_session;
}

static char *
compute_ha1 (const RbDigestInput *input, GChecksumType type)
{
  g_autofree char *secret =
      hash (type, or_empty (input->username), or_empty (input->realm), or_empty (input->password), NULL);

  if (!algorithms[input->algorithm].is_session)
    return g_steal_pointer (&secret);
  return hash (type, secret, or_empty (input->nonce), or_empty (input->cnonce), NULL);
}

/**
 * rb_digest_compute:
 * @input: only @qop and @cnonce may be NULL; any other NULL counts as empty
 * @steps: (out): HA1, HA2 and response (RFC 7616 3.4)
 */
void
rb_digest_compute (const RbDigestInput *input, RbDigestSteps *steps)
{
  gboolean with_body = input->qop != NULL && g_ascii_strcasecmp (input->qop, "auth-int") == 0;
  GChecksumType type;
  char count[9];

  *steps = (RbDigestSteps){ NULL };
  g_return_if_fail (input->algorithm < G_N_ELEMENTS (algorithms));

  type = algorithms[input->algorithm].checksum;
  steps->ha1 = compute_ha1 (input, type);
  if (with_body)
    steps->body_hash = g_compute_checksum_for_data (type, input->body, input->body_length);
  /* Without a body hash the list of parts ends there. */
  steps->ha2 = hash (type, or_empty (input->method), or_empty (input->uri), steps->body_hash, NULL);
  if (input->qop == NULL)
    {
      steps->response = hash (type, steps->ha1, or_empty (input->nonce), steps->ha2, NULL);
      return;
    }

  g_snprintf (count, sizeof count, "%08x", input->nc);
  steps->response = hash (type, steps->ha1, or_empty (input->nonce), input->nc_text != NULL ? input->nc_text : count,
                          or_empty (input->cnonce), input->qop, steps->ha2, NULL);
}

void
rb_digest_steps_clear (RbDigestSteps *steps)
{
  g_free (steps->ha1);
  g_free (steps->body_hash);
  g_free (steps->ha2);
  g_free (steps->response);
}

/**
 * rb_digest_response:
 * @input: as for rb_digest_compute()
 *
 * Returns: (transfer full): the value of "response", lower-case hexadecimal
 */
char *
rb_digest_response (const RbDigestInput *input)
{
  g_auto (RbDigestSteps) steps = { NULL };

  rb_digest_compute (input, &steps);
  return g_steal_pointer (&steps.response);
}

/* Content of a quoted-string (RFC 3261 25.1), or the token itself. */
static char *
unquote (RbSpan value, const char *text)
{
  g_autoptr (GString) plain = g_string_sized_new (value.length);
  const char *p = text + value.offset;
  const char *end = p + value.length;

  if (value.length < 2 || *p != '"' || end[-1] != '"')
    return g_strndup (p, value.length);

  for (p++, end--; p < end; p++)
    {
      if (*p == '\\' && p + 1 < end)
        p++;
      g_string_append_c (plain, *p);
    }

  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static char *
dup_escaped (RbSpan value, const char *text)
{
  const char *p = text + value.offset;

  if (value.length < 2 || *p != '"' || p[value.length - 1] != '"')
    return g_strndup (p, value.length);
  return g_strndup (p + 1, value.length - 2);
}

static char *
find_param (const char *header_value, const char *name, char *(*dup) (RbSpan value, const char *text))
{
  const guint8 *bytes = (const guint8 *) header_value;
  RbSpan rest = { 0, (guint32) strlen (header_value) };
  RbSpan param, value;

  rest = rb_span_trim (rest, bytes);
  if (rest.length > 6 && g_ascii_strncasecmp (header_value + rest.offset, "Digest", 6) == 0 &&
      g_ascii_isspace (header_value[rest.offset + 6]))
    {
      rest.offset += 6;
      rest.length -= 6;
    }

  while (rb_span_next_param (&rest, bytes, ',', &param, &value))
    if (rb_span_is_nocase (param, bytes, name))
      return dup (value, header_value);

  return NULL;
}

/**
 * rb_digest_get_param:
 * @header_value: value of WWW-Authenticate, Authorization and their like, with or without "Digest" in front
 * @name: parameter, compared without case
 *
 * Returns: (transfer full) (nullable): its value without quotes and escapes, NULL when it is not there
 */
char *
rb_digest_get_param (const char *header_value, const char *name)
{
  return find_param (header_value, name, unquote);
}

char *
rb_digest_get_param_escaped (const char *header_value, const char *name)
{
  return find_param (header_value, name, dup_escaped);
}
