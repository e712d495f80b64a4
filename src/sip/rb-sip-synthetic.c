/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Responses that never were on the wire: when nothing comes back, Sofia makes a 408 or 503 of
 * its own. It is added to the trace, marked synthetic, as the answer to the request it ends,
 * so that the ladder shows why the call ended. */

#include "rb-sip-synthetic.h"

#include "rb-sip-status.h"
#include "rb-sip-tap.h"

#include <string.h>

static void
append_header (GString *out, const char *name, RbSpan value, const guint8 *bytes)
{
  g_autofree char *text = rb_span_dup (value, bytes);

  if (value.length > 0)
    g_string_append_printf (out, "%s: %s\r\n", name, text);
}

char *
rb_sip_synthetic_format (const guint8 *request, gsize length, guint status, const char *phrase)
{
  GString *out = g_string_new (NULL);
  g_autofree char *method = NULL;
  RbSipIndex index;

  rb_sip_index_parse (&index, request, length);
  method = rb_span_dup (index.method, request);

  g_string_append_printf (out, "SIP/2.0 %u %s\r\n", status, phrase != NULL ? phrase : rb_sip_status_phrase (status));
  append_header (out, "Via", index.via, request);
  append_header (out, "From", index.from, request);
  append_header (out, "To", index.to, request);
  append_header (out, "Call-ID", index.call_id, request);
  g_string_append_printf (out, "CSeq: %u %s\r\n", index.cseq, method);
  g_string_append (out, "Content-Length: 0\r\n\r\n");

  return g_string_free (out, FALSE);
}

/* The request that would have been sent (RFC 3261 8.1.1). (transfer full) */
static GBytes *
imagine_request (RbSipAgent *agent, const char *call_id, const char *from, const char *to, const char *method,
                 RbMessageInfo *info)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (agent);
  g_autofree char *local = rb_sip_agent_get_local_address (agent, to);
  char *text;

  memset (info, 0, sizeof *info);
  rb_endpoint_parse (&info->src, local, rb_sip_agent_get_port (agent));
  info->transport = config->transport == RB_TRANSPORT_UNKNOWN ? RB_TRANSPORT_UDP : config->transport;
  text = g_strdup_printf ("%s %s SIP/2.0\r\nVia: SIP/2.0/%s %s:%u;branch=z9hG4bKnever-sent\r\nFrom: %s\r\nTo: <%s>\r\n"
                          "Call-ID: %s\r\nCSeq: 1 %s\r\n\r\n",
                          method, to, rb_transport_to_string (info->transport), local, info->src.port, from, to,
                          call_id, method);

  return g_bytes_new_take (text, strlen (text));
}

void
rb_sip_synthetic_append (RbSipAgent *agent, const char *call_id, const char *from, const char *to, const char *method,
                         guint status, const char *phrase)
{
  RbMessageInfo request_info;
  RbMessageInfo info;
  g_autoptr (GBytes) request = rb_sip_tap_find_request (call_id, method, &request_info);
  g_autoptr (GBytes) response = NULL;
  char *text;

  if (request == NULL)
    request = imagine_request (agent, call_id, from, to, method, &request_info);

  text = rb_sip_synthetic_format (g_bytes_get_data (request, NULL), g_bytes_get_size (request), status, phrase);
  response = g_bytes_new_take (text, strlen (text));
  info = request_info;
  info.wall_us = g_get_real_time ();
  info.mono_us = g_get_monotonic_time ();
  info.src = request_info.dst;
  info.dst = request_info.src;
  info.direction = RB_DIRECTION_RECEIVED;
  info.kind = RB_MESSAGE_SYNTHETIC;
  rb_sip_tap_append (rb_sip_agent_get_port (agent), &info, response);
}
