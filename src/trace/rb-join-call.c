/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a call's INVITE tells which other call it belongs to: users, hosts, media, branches. rb-join.c
 * compares it. */

#include "rb-join-call.h"

#include <string.h>

#include "rb-seeded-hash.h"
#include "rb-sip-scan.h"
#include "rb-trace.h"

/* Numbers are compared by their last digits: +49 30 1234567 is 0301234567. */
#define NUMBER_DIGITS 8

static guint64
hash_text (const guint8 *bytes, gsize length)
{
  return length > 0 ? rb_hash_bytes (rb_hash_seed (), bytes, length) | 1 : 0;
}

guint64
rb_join_hash_endpoint (const RbEndpoint *endpoint, gboolean with_port)
{
  guint64 hash = rb_hash_mix (rb_hash_seed (), ((guint64) endpoint->family << 16) | (with_port ? endpoint->port : 0));

  return rb_hash_bytes (hash, endpoint->addr, endpoint->family == 4 ? 4 : sizeof endpoint->addr);
}

guint64
rb_join_hash_user (RbSpan uri, const guint8 *bytes)
{
  const guint8 *at = bytes + uri.offset;
  const guint8 *end = at + uri.length;
  const guint8 *colon = memchr (at, ':', uri.length);
  const guint8 *user_end;
  char digits[NUMBER_DIGITS];
  guint n_digits = 0;
  gboolean number = TRUE;

  if (colon != NULL)
    at = colon + 1;
  user_end = memchr (at, '@', end - at);
  if (user_end == NULL && (uri.length < 4 || g_ascii_strncasecmp ((const char *) bytes + uri.offset, "tel:", 4) != 0))
    return 0;
  if (user_end == NULL)
    user_end = end;
  for (const guint8 *p = at; p < user_end; p++)
    if (*p == ';' || *p == ':')
      user_end = p;

  for (const guint8 *p = at; p < user_end && number; p++)
    if (g_ascii_isdigit (*p))
      {
        if (n_digits < NUMBER_DIGITS)
          n_digits++;
        else
          memmove (digits, digits + 1, NUMBER_DIGITS - 1);
        digits[n_digits - 1] = *p;
      }
    else
      {
        number = strchr ("+-.()", *p) != NULL && *p != '\0';
      }

  return number && n_digits > 0 ? hash_text ((const guint8 *) digits, n_digits) : hash_text (at, user_end - at);
}

guint64
rb_join_hash_target (RbSpan uri, const guint8 *bytes)
{
  guint64 user = rb_join_hash_user (uri, bytes);
  const guint8 *start = memchr (bytes + uri.offset, ':', uri.length);
  const guint8 *end = bytes + uri.offset + uri.length;

  if (user != 0 || start == NULL)
    return user;

  for (const guint8 *p = ++start; p < end; p++)
    if (*p == ';' || *p == '?')
      end = p;
  return hash_text (start, end - start);
}

/* The line of an SDP that begins with @prefix, without its end; length 0 when there is none. */
static RbSpan
find_sdp_line (RbSpan sdp, const guint8 *bytes, const char *prefix)
{
  const char *text = (const char *) bytes + sdp.offset;
  const char *line = sdp.length > 0 ? g_strstr_len (text, sdp.length, prefix) : NULL;
  RbSpan span = { 0 };

  if (line == NULL)
    return span;

  span.offset = (line - (const char *) bytes) + strlen (prefix);
  while (span.offset + span.length < sdp.offset + sdp.length && bytes[span.offset + span.length] >= ' ')
    span.length++;
  return span;
}

static void
read_sdp (RbJoinCall *call, const RbSipIndex *index, const guint8 *bytes)
{
  RbSpan origin = find_sdp_line (index->sdp, bytes, "\no=");
  RbSpan address = find_sdp_line (index->sdp, bytes, "\nc=");
  RbSpan media = find_sdp_line (index->sdp, bytes, "\nm=audio ");
  const guint8 *end;

  call->origin = hash_text (bytes + origin.offset, origin.length);
  if (address.length == 0 || media.length == 0)
    return;

  end = memchr (bytes + media.offset, ' ', media.length);
  if (end != NULL)
    media.length = end - (bytes + media.offset);
  call->media = rb_hash_bytes (hash_text (bytes + address.offset, address.length), bytes + media.offset, media.length);
}

void
rb_join_refer_read (RbJoinRefer *self, RbTrace *trace)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, self->position, &length);
  RbSipIndex index;
  RbMessageInfo info;
  RbSpan display;
  RbSpan uri;
  RbSpan params;

  rb_sip_index_parse (&index, bytes, length);
  rb_trace_get_info (trace, self->position, &info);
  rb_span_split_address (index.refer_to, bytes, &display, &uri, &params);
  self->us = info.wall_us;
  self->target = rb_join_hash_target (uri, bytes);
  self->referrer = rb_join_hash_target (index.from_uri, bytes);
  self->receiver = rb_join_hash_endpoint (&info.dst, FALSE);
}

guint64
rb_join_get_referrer (RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbSpan display;
  RbSpan uri;
  RbSpan params;

  rb_span_split_address (rb_sip_find_header (bytes, length, "Referred-By", "b"), bytes, &display, &uri, &params);
  return rb_join_hash_target (uri, bytes);
}

static guint64
get_inner_branch (const guint8 *bytes, gsize length)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan span;
  guint n = 0;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &span);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      if (!rb_span_is_nocase (header.name, bytes, "Via") && !rb_span_is_nocase (header.name, bytes, "v"))
        continue;

      while (rb_span_next_element (&header.value, bytes, &span))
        if (++n == 2)
          {
            RbSpan name;
            RbSpan value;

            while (rb_span_next_param (&span, bytes, ';', &name, &value))
              if (rb_span_is_nocase (name, bytes, "branch"))
                return hash_text (bytes + value.offset, value.length);
            return 0;
          }
    }

  return 0;
}

void
rb_join_call_read (RbJoinCall *self, RbTrace *trace)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, self->position, &length);
  RbSipIndex index;
  RbMessageInfo info;

  rb_sip_index_parse (&index, bytes, length);
  rb_trace_get_info (trace, self->position, &info);
  self->from = rb_join_hash_user (index.from_uri, bytes);
  self->to = rb_join_hash_user (index.to_uri, bytes);
  self->target = rb_join_hash_target (index.to_uri, bytes);
  self->src = rb_join_hash_endpoint (&info.src, TRUE);
  self->dst = rb_join_hash_endpoint (&info.dst, TRUE);
  self->src_host = rb_join_hash_endpoint (&info.src, FALSE);
  self->dst_host = rb_join_hash_endpoint (&info.dst, FALSE);
  self->branch = hash_text (bytes + index.branch.offset, index.branch.length);
  if (index.n_vias > 1)
    self->inner_branch = get_inner_branch (bytes, length);
  self->names_other = index.other_call_id.length > 0 || index.has_replaces;
  if (index.has_sdp)
    read_sdp (self, &index, bytes);
}
