/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the verdict needs of one message, taken from its bytes when it is appended to its
 * flow, so that judging a call again after each message reads no message twice. */

#include "rb-flow-private.h"

#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"

static guint32
hash_span (RbSpan span, const guint8 *bytes)
{
  guint32 hash;

  if (span.length == 0)
    return 0;

  hash = rb_hash_bytes (rb_hash_seed (), bytes + span.offset, span.length) >> 32;
  return MAX (hash, 1);
}

/* Value of the next header named @name or @compact; @scan moves behind it. */
static gboolean
next_header (RbSipScan *scan, const char *name, const char *compact, RbSpan *value)
{
  RbSipHeader header;

  while (rb_sip_scan_header (scan, &header) == RB_SIP_SCAN_HEADER)
    if (rb_span_is_nocase (header.name, scan->bytes, name) ||
        (compact != NULL && rb_span_is_nocase (header.name, scan->bytes, compact)))
      {
        *value = header.value;
        return TRUE;
      }

  return FALSE;
}

static void
scan_headers (RbSipScan *scan, const guint8 *bytes, gsize length)
{
  RbSpan line;

  rb_sip_scan_init (scan, bytes, length);
  rb_sip_scan_start_line (scan, &line);
}

static guint
count_values (const guint8 *bytes, gsize length, const char *name, const char *compact)
{
  RbSipScan scan;
  RbSpan value;
  RbSpan element;
  guint count = 0;

  scan_headers (&scan, bytes, length);
  while (next_header (&scan, name, compact, &value))
    while (rb_span_next_element (&value, bytes, &element))
      count++;
  return MIN (count, G_MAXUINT16);
}

/* The cause of a "Reason: SIP;cause=200;text=…" (RFC 3326), 0 when there is none. */
static guint
get_reason_cause (const guint8 *bytes, gsize length)
{
  RbSipScan scan;
  RbSpan value;
  RbSpan name;
  RbSpan param;
  guint32 cause;

  scan_headers (&scan, bytes, length);
  if (!next_header (&scan, "Reason", NULL, &value) || !rb_span_next_param (&value, bytes, ';', &name, &param) ||
      !rb_span_is_nocase (name, bytes, "SIP"))
    return 0;

  while (rb_span_next_param (&value, bytes, ';', &name, &param))
    if (rb_span_is_nocase (name, bytes, "cause") && rb_span_to_uint32 (param, bytes, &cause) && cause <= 699)
      return cause;
  return 0;
}

static gboolean
has_header (const guint8 *bytes, gsize length, const char *name)
{
  RbSipScan scan;
  RbSpan value;

  scan_headers (&scan, bytes, length);
  return next_header (&scan, name, NULL, &value);
}

static RbMethod
parse_method (RbSpan span, const guint8 *bytes)
{
  static const char *const names[] = {
    [RB_METHOD_INVITE] = "INVITE", [RB_METHOD_ACK] = "ACK",           [RB_METHOD_CANCEL] = "CANCEL",
    [RB_METHOD_BYE] = "BYE",       [RB_METHOD_REGISTER] = "REGISTER",
  };

  for (guint i = RB_METHOD_OTHER + 1; i < G_N_ELEMENTS (names); i++)
    if (rb_span_is (span, bytes, names[i]))
      return i;
  return RB_METHOD_OTHER;
}

void
rb_flow_fact_init (RbFlowFact *fact, const RbMessageInfo *info, const RbSipIndex *index, const guint8 *bytes,
                   gsize length)
{
  *fact = (RbFlowFact){
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
    fact->extra = get_reason_cause (bytes, length);
  if (fact->method == RB_METHOD_REGISTER && index->status / 100 == 2)
    fact->extra = count_values (bytes, length, "Contact", "m"); /* the bindings: RFC 3261 10.3 */
  if (index->is_request && fact->method == RB_METHOD_INVITE && count_values (bytes, length, "Via", "v") > 1)
    fact->flags |= RB_FACT_RELAYED;
  if (index->status >= 300 && has_header (bytes, length, "User-Agent"))
    fact->flags |= RB_FACT_USER_AGENT;
}
