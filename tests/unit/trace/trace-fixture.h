/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Plays short scripts into a trace, so that a test reads like the ladder it is about. */

#include <string.h>

#include "rb-trace.h"

/* 2026-01-01 00:00:00 UTC */
#define FIXTURE_START_US (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)

#define FIXTURE_SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

/* "A" … "Z" are 10.0.0.1 …, lower-case letters hosts on 127.0.0.1; ":port" may follow, else 5060. */
static inline RbEndpoint
fixture_endpoint (const char *name)
{
  g_autofree char *address = g_ascii_islower (name[0]) ? g_strdup ("127.0.0.1")
                                                       : g_strdup_printf ("10.0.0.%d", name[0] - 'A' + 1);
  RbEndpoint endpoint;

  g_assert_true (rb_endpoint_parse (&endpoint, address, name[1] == ':' ? atoi (name + 2) : 5060));
  return endpoint;
}

static inline const char *
fixture_flag (char **words, const char *name)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], name))
      return words[i] + strlen (name);
  return NULL;
}

/* The values of all flags of that name, a line each. */
static inline void
fixture_add_lines (GString *text, char **words, const char *name)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], name))
      {
        g_autofree char *line = g_strdelimit (g_strdup (words[i] + strlen (name)), "_", ' ');

        g_string_append_printf (text, "%s\r\n", line);
      }
}

/* One line: "MS SRC>DST WHAT CSEQ METHOD BRANCH TOTAG [FLAG…]"; WHAT is a method or a status.
 * Flags: from=TAG call=ID tcp tls sent recv auth sdp synthetic vias (two) via=HOST:PORT phrase=WORD
 * header=Name:value (spaces written as _; several are possible) frag=STATUS (a message/sipfrag) sdpport=PORT
 * sdpline=a=sendonly (one more line of the SDP, several are possible) sdphost=ADDRESS to=URI uri=REQUEST-URI. */
static inline guint
fixture_say (RbTrace *trace, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_auto (GStrv) ends = g_strsplit (words[1], ">", 2);
  char **flags;
  gboolean tcp;
  gboolean tls;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  RbMessageInfo info = { 0 };
  const char *value;
  const char *transport;

  g_assert_cmpuint (g_strv_length (words), >=, 7);
  flags = words + 7;
  tcp = fixture_flag (flags, "tcp") != NULL;
  tls = fixture_flag (flags, "tls") != NULL;
  transport = tls ? "TLS" : tcp ? "TCP" : "UDP";
  info.wall_us = FIXTURE_START_US + g_ascii_strtoll (words[0], NULL, 10) * 1000;
  info.src = fixture_endpoint (ends[0]);
  info.dst = fixture_endpoint (ends[1]);
  info.transport = tls ? RB_TRANSPORT_TLS : tcp ? RB_TRANSPORT_TCP : RB_TRANSPORT_UDP;
  info.direction = fixture_flag (flags, "sent") != NULL   ? RB_DIRECTION_SENT
                   : fixture_flag (flags, "recv") != NULL ? RB_DIRECTION_RECEIVED
                                                          : RB_DIRECTION_UNKNOWN;
  info.kind = fixture_flag (flags, "synthetic") != NULL ? RB_MESSAGE_SYNTHETIC : RB_MESSAGE_SIP;

  value = fixture_flag (flags, "phrase=");
  if (g_ascii_isdigit (words[2][0]))
    g_string_append_printf (text, "SIP/2.0 %s %s\r\n", words[2], value != NULL ? value : "Phrase");
  else
    g_string_append_printf (text, "%s %s SIP/2.0\r\n", words[2],
                            fixture_flag (flags, "uri=") != NULL ? fixture_flag (flags, "uri=") : "sip:bob@example.com");
  value = fixture_flag (flags, "via=");
  g_string_append_printf (text, "Via: SIP/2.0/%s %s;branch=%s%s\r\n", transport, value != NULL ? value : "host.example:5060",
                          g_str_has_prefix (words[5], "old") ? "" : "z9hG4bK", words[5]);
  if (fixture_flag (flags, "vias") != NULL)
    g_string_append_printf (text, "Via: SIP/2.0/%s host.example;branch=z9hG4bKfirst\r\n", transport);
  value = fixture_flag (flags, "from=");
  g_string_append_printf (text, "From: <sip:alice@example.com>;tag=%s\r\n", value != NULL ? value : "a");
  value = fixture_flag (flags, "to=");
  g_string_append_printf (text, "To: <%s>%s%s\r\n", value != NULL ? value : "sip:bob@example.com",
                          words[6][0] == '-' ? "" : ";tag=", words[6][0] == '-' ? "" : words[6]);
  value = fixture_flag (flags, "call=");
  g_string_append_printf (text, "Call-ID: %s\r\n", value != NULL ? value : "call-1");
  g_string_append_printf (text, "CSeq: %s %s\r\n", words[3], words[4]);
  if (fixture_flag (flags, "auth") != NULL)
    g_string_append (text, "Proxy-Authorization: Digest username=\"alice\"\r\n");
  fixture_add_lines (text, flags, "header=");
  value = fixture_flag (flags, "frag=");
  if (value != NULL)
    g_string_append_printf (text, "Content-Type: message/sipfrag\r\nContent-Length: %zu\r\n\r\nSIP/2.0 %s Phrase\r\n",
                            strlen ("SIP/2.0  Phrase\r\n") + strlen (value), value);
  else if (fixture_flag (flags, "sdp") != NULL)
    {
      const char *port = fixture_flag (flags, "sdpport=");
      g_autoptr (GString) sdp = g_string_new (FIXTURE_SDP);

      if (port != NULL)
        g_string_replace (sdp, "4000", port, 0);
      if (fixture_flag (flags, "sdphost=") != NULL)
        g_string_replace (sdp, "192.0.2.1", fixture_flag (flags, "sdphost="), 0);
      fixture_add_lines (sdp, flags, "sdpline=");
      g_string_append_printf (text, "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", sdp->len,
                              sdp->str);
    }
  else
    g_string_append (text, "Content-Length: 0\r\n\r\n");

  bytes = g_bytes_new (text->str, text->len);
  return rb_trace_append (trace, &info, bytes);
}

static inline void
fixture_play (RbTrace *trace, const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      fixture_say (trace, lines[i]);
}

/* A trace of @script, and the flow of its Call-ID "call-1". (transfer full) */
static inline RbTrace *
fixture_call (const char *script, RbFlow **flow)
{
  RbTrace *trace = rb_trace_new ();

  fixture_play (trace, script);
  *flow = rb_trace_find_flow (trace, "call-1");
  g_assert_nonnull (*flow);
  return trace;
}

/* The caller's view of a call that is challenged, rings, and is answered. */
#define FIXTURE_CHALLENGE \
  "0 A>P INVITE 1 INVITE b1 - sdp\n" \
  "10 P>A 100 1 INVITE b1 -\n" \
  "12 P>A 407 1 INVITE b1 p\n" \
  "13 A>P ACK 1 ACK b1 p\n" \
  "14 A>P INVITE 2 INVITE b2 - auth sdp\n" \
  "20 P>A 100 2 INVITE b2 -\n"
#define FIXTURE_RINGING FIXTURE_CHALLENGE "100 P>A 180 2 INVITE b2 b\n"
#define FIXTURE_ANSWERED \
  FIXTURE_RINGING \
  "3100 P>A 200 2 INVITE b2 b sdp\n" \
  "3101 A>P ACK 2 ACK b3 b\n"
