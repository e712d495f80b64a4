/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the verdict needs of one message, taken from its bytes when it is appended to its
 * flow, so that judging a call again after each message reads no message twice. */

#include "rb-flow-private.h"

#include <string.h>

#include "rb-seeded-hash.h"

static guint32
hash_span (RbSpan span, const guint8 *bytes)
{
  guint32 hash;

  if (span.length == 0)
    return 0;

  hash = rb_hash_bytes (rb_hash_seed (), bytes + span.offset, span.length) >> 32;
  return MAX (hash, 1);
}

/* Value of the next header named @name or @compact after *@at, and moves *@at behind it. */
static gboolean
next_header (const guint8 *bytes, gsize end, const char *name, const char *compact, gsize *at, RbSpan *value)
{
  while (*at < end)
    {
      const guint8 *line = bytes + *at;
      const guint8 *newline = memchr (line, '\n', end - *at);
      gsize length = newline != NULL ? (gsize) (newline - line) : end - *at;
      const guint8 *colon = memchr (line, ':', length);
      gsize name_length = colon != NULL ? (gsize) (colon - line) : 0;

      *at += length + 1;
      while (name_length > 0 && g_ascii_isspace (line[name_length - 1]))
        name_length--;
      if (name_length == 0)
        continue;

      if ((name_length == strlen (name) && g_ascii_strncasecmp ((const char *) line, name, name_length) == 0) ||
          (name_length == strlen (compact) && g_ascii_strncasecmp ((const char *) line, compact, name_length) == 0))
        {
          value->offset = (colon + 1) - bytes;
          value->length = length - (colon + 1 - line);
          return TRUE;
        }
    }

  return FALSE;
}

/* Contacts in a 2xx to REGISTER are the bindings (RFC 3261 10.3). */
static guint
count_bindings (const guint8 *bytes, gsize end)
{
  gsize at = 0;
  RbSpan value;
  guint count = 0;

  while (next_header (bytes, end, "Contact", "m", &at, &value))
    {
      gboolean quoted = FALSE;
      gboolean bracketed = FALSE;

      count++;
      for (guint32 i = 0; i < value.length; i++)
        {
          guint8 c = bytes[value.offset + i];

          if (c == '\\' && quoted)
            i++;
          else if (c == '"' && !bracketed)
            quoted = !quoted;
          else if ((c == '<' || c == '>') && !quoted)
            bracketed = c == '<';
          else if (c == ',' && !quoted && !bracketed)
            count++;
        }
    }

  return MIN (count, G_MAXUINT16);
}

/* The cause of a "Reason: SIP;cause=200;text=…" (RFC 3326), 0 when there is none. */
static guint
get_reason_cause (const guint8 *bytes, gsize end)
{
  gsize at = 0;
  RbSpan value;
  g_autofree char *text = NULL;
  const char *cause;

  if (!next_header (bytes, end, "Reason", "Reason", &at, &value))
    return 0;

  text = rb_span_dup (value, bytes);
  cause = strstr (text, "cause=");
  if (cause == NULL || !g_str_has_prefix (g_strchug (text), "SIP"))
    return 0;

  return g_ascii_strtoull (cause + strlen ("cause="), NULL, 10) & 0x3ff;
}

static RbMethod
parse_method (RbSpan span, const guint8 *bytes)
{
  static const char *const names[] = {
    [RB_METHOD_INVITE] = "INVITE", [RB_METHOD_ACK] = "ACK", [RB_METHOD_CANCEL] = "CANCEL",
    [RB_METHOD_BYE] = "BYE",       [RB_METHOD_REGISTER] = "REGISTER",
  };

  for (guint i = RB_METHOD_OTHER + 1; i < G_N_ELEMENTS (names); i++)
    if (rb_span_is (span, bytes, names[i]))
      return i;
  return RB_METHOD_OTHER;
}

void
rb_flow_fact_init (RbFlowFact *fact, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes, gsize length)
{
  gsize end = index->body.length > 0 ? index->body.offset : length;

  *fact = (RbFlowFact) {
    .wall_us = info->wall_us,
    .from_tag = hash_span (index->from_tag, bytes),
    .to_tag = hash_span (index->to_tag, bytes),
    .branch = hash_span (index->branch, bytes),
    .cseq = index->cseq,
    .status = index->status,
    .method = parse_method (index->method, bytes),
  };
  if (index->is_request)
    fact->flags |= RB_FACT_REQUEST;
  if (index->has_authorization)
    fact->flags |= RB_FACT_CREDENTIALS;
  if (index->has_expires_zero)
    fact->flags |= RB_FACT_EXPIRES_ZERO;
  if (info->kind == RB_MESSAGE_SYNTHETIC)
    fact->flags |= RB_FACT_SYNTHETIC;

  if (index->is_request && (fact->method == RB_METHOD_CANCEL || fact->method == RB_METHOD_BYE))
    fact->extra = get_reason_cause (bytes, end);
  if (fact->method == RB_METHOD_REGISTER && index->status / 100 == 2)
    fact->extra = count_bindings (bytes, end);
  if (index->status >= 300)
    {
      gsize at = 0;
      RbSpan value;

      if (next_header (bytes, end, "User-Agent", "User-Agent", &at, &value))
        fact->flags |= RB_FACT_USER_AGENT;
    }
}
