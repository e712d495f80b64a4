/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one message tells of another call: the one it names in Replaces, by Call-ID and both tags (RFC 3891 3), in a
 * header of its own or in the URI that a REFER sends to (RFC 5589 7); the REFER that asked for it. */

#include "rb-join.h"

#include <string.h>

#include "rb-flow-private.h"
#include "rb-join-call.h"
#include "rb-sip-scan.h"

#define MAX_PARAMS 16
/* Messages that are looked back over for a REFER. */
#define REACH 512

/* "Replaces=…" of "sip:carol@example.com?Replaces=…&…", unescaped. (transfer full) (nullable) */
static char *
dup_uri_replaces (RbSpan address, const guint8 *bytes)
{
  static const char name[] = "Replaces=";
  RbSpan display;
  RbSpan uri;
  RbSpan params;
  g_autofree char *text = NULL;
  g_auto (GStrv) headers = NULL;

  rb_span_split_address (address, bytes, &display, &uri, &params);
  text = rb_span_dup (uri, bytes);
  headers = g_strsplit_set (text, "?&", -1);
  for (guint i = 1; headers[0] != NULL && headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, strlen (name)) == 0)
      return g_uri_unescape_string (headers[i] + strlen (name), NULL);
  return NULL;
}

/* The value of the parameter @name among @words, without white space around it; NULL when there is none. */
static const char *
find_param (char **words, const char *name)
{
  for (guint i = 1; words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      if (g_ascii_strcasecmp (g_strstrip (words[i]), name) == 0)
        return g_strstrip (equals + 1);
      *equals = '=';
    }
  return NULL;
}

RbFlow *
rb_trace_find_replaced (RbTrace *trace, guint position, gboolean *exactly)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  g_autofree char *value = NULL;
  g_auto (GStrv) words = NULL;
  const char *to_tag;
  const char *from_tag;
  RbSipIndex index;
  RbFlow *flow;

  *exactly = FALSE;
  if (bytes == NULL)
    return NULL;

  rb_sip_index_parse (&index, bytes, length);
  if (index.has_replaces)
    value = rb_span_dup (rb_sip_find_header (bytes, length, "Replaces", NULL), bytes);
  else if (index.refer_to.length > 0)
    value = dup_uri_replaces (index.refer_to, bytes);
  if (value == NULL)
    return NULL;

  words = g_strsplit (value, ";", MAX_PARAMS);
  flow = words[0] != NULL ? rb_trace_find_flow (trace, g_strstrip (words[0])) : NULL;
  if (flow == NULL)
    return NULL;

  to_tag = find_param (words, "to-tag");
  from_tag = find_param (words, "from-tag");
  *exactly = to_tag != NULL && from_tag != NULL && rb_flow_has_dialog (flow, to_tag, from_tag);
  return flow;
}

guint
rb_trace_find_refer (RbTrace *trace, guint position, gboolean *exactly)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  RbJoinCall call = { .flow = flow, .position = position };
  guint64 referrer;

  *exactly = FALSE;
  if (flow == NULL)
    return RB_FLOW_NONE;

  rb_join_call_read (&call, trace);
  referrer = rb_join_get_referrer (trace, position);
  call.first_us = rb_trace_get_time (trace, position);
  for (guint i = position; i > 0 && position - i < REACH; i--)
    {
      RbJoinRefer refer = { .flow = rb_trace_get_flow_of (trace, i - 1), .position = i - 1 };
      guint step = rb_trace_get_step_number (trace, i - 1);
      const RbFlowFact *fact =
          refer.flow != NULL && refer.flow != flow && step != RB_FLOW_NONE ? rb_flow_get_fact (refer.flow, step) : NULL;

      if (call.first_us - rb_trace_get_time (trace, i - 1) > RB_JOIN_REFER_US)
        break;
      if (fact == NULL || fact->method != RB_METHOD_REFER || !(fact->flags & RB_FACT_REQUEST))
        continue;

      rb_join_refer_read (&refer, trace);
      if (call.target == 0 || refer.target != call.target)
        continue;
      *exactly = referrer != 0 && referrer == refer.referrer;
      if (*exactly || refer.receiver == call.src_host)
        return refer.position;
    }
  return RB_FLOW_NONE;
}
