/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the verdict needs of one message, taken from the index when the message is appended to
 * its flow, so that nobody reads its lines twice. Only the body of a NOTIFY is looked at here. */

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

guint32
rb_flow_hash_tag (const char *tag)
{
  const RbSpan span = { 0, (guint32) strlen (tag) };

  return hash_span (span, (const guint8 *) tag);
}

static RbMethod
parse_method (RbSpan span, const guint8 *bytes)
{
  static const struct
  {
    const char *name;
    guint8 length;
    guint8 method;
  } methods[] = {
    { "INVITE", 6, RB_METHOD_INVITE },     { "ACK", 3, RB_METHOD_ACK },       { "BYE", 3, RB_METHOD_BYE },
    { "REGISTER", 8, RB_METHOD_REGISTER }, { "CANCEL", 6, RB_METHOD_CANCEL }, { "UPDATE", 6, RB_METHOD_UPDATE },
    { "NOTIFY", 6, RB_METHOD_NOTIFY },     { "REFER", 5, RB_METHOD_REFER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (span.length == methods[i].length && memcmp (bytes + span.offset, methods[i].name, span.length) == 0)
      return methods[i].method;
  return RB_METHOD_OTHER;
}

/* "SIP/2.0 200 OK" as the body of a NOTIFY (RFC 3515 2.4.5) → 200, else 0. */
static guint16
parse_sipfrag (RbSpan body, const guint8 *bytes)
{
  static const char version[] = "SIP/2.0 ";
  const guint8 *text = bytes + body.offset;
  guint status = 0;

  if (body.length < strlen (version) + 3 || g_ascii_strncasecmp ((const char *) text, version, strlen (version)) != 0)
    return 0;

  for (guint i = 0; i < 3; i++)
    {
      guint8 digit = text[strlen (version) + i];

      if (!g_ascii_isdigit (digit))
        return 0;
      status = status * 10 + (digit - '0');
    }
  return status >= 100 && status <= 699 ? status : 0;
}

static guint16
get_extra (RbMethod method, const RbSipIndex *index, const guint8 *bytes)
{
  if (index->is_request)
    return method == RB_METHOD_NOTIFY ? parse_sipfrag (index->body, bytes) : index->reason_cause;
  if (index->status / 100 == 2 && method == RB_METHOD_REGISTER)
    return index->n_contacts; /* the bindings: RFC 3261 10.3 */
  if (index->status / 100 == 2 && (method == RB_METHOD_INVITE || method == RB_METHOD_UPDATE))
    return MIN (index->session_expires, G_MAXUINT16);
  return index->status / 100 == 3 ? index->n_contacts : index->reason_cause;
}

void
rb_flow_fact_init (RbFlowFact *fact, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes,
                   gsize length)
{
  RbMethod method = parse_method (index->method, bytes);
  guint flags = 0;

  if (index->is_request)
    flags |= RB_FACT_REQUEST;
  if (index->has_authorization)
    flags |= RB_FACT_CREDENTIALS;
  if (index->has_expires_zero)
    flags |= RB_FACT_EXPIRES_ZERO;
  if (info->kind == RB_MESSAGE_SYNTHETIC)
    flags |= RB_FACT_SYNTHETIC;
  if (index->is_request && method == RB_METHOD_INVITE && index->n_vias > 1)
    flags |= RB_FACT_RELAYED;
  if (!index->is_request && index->user_agent.length > 0)
    flags |= index->is_user_agent ? RB_FACT_USER_AGENT : RB_FACT_SERVER;
  if (index->has_sdp)
    flags |= RB_FACT_SDP;
  if (index->has_replaces)
    flags |= RB_FACT_REPLACES;
  if (info->mono_us != 0)
    flags |= RB_FACT_LIVE;
  if (index->has_record_route)
    flags |= RB_FACT_RECORD_ROUTE;

  *fact = (RbFlowFact){
    .wall_us = info->wall_us,
    .from_tag = hash_span (index->from_tag, bytes),
    .to_tag = hash_span (index->to_tag, bytes),
    .branch = hash_span (index->branch, bytes),
    .cseq = index->cseq,
    .status = index->status,
    .extra = get_extra (method, index, bytes),
    .flags = flags,
    .method = method,
    .n_vias = MIN (index->n_vias, G_MAXUINT8),
  };
}
