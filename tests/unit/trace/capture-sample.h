/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A trace with every transport, direction and kind of message a capture file has to keep. */

#include "trace-fixture.h"

static inline void
sample_add (RbTrace *trace, const char *src, guint16 src_port, const char *dst, guint16 dst_port,
            RbTransport transport, RbDirection direction, RbMessageKind kind, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  RbMessageInfo info = {
    .wall_us = FIXTURE_START_US + rb_trace_get_n_messages (trace) * 1234567,
    .transport = transport,
    .direction = direction,
    .kind = kind,
  };

  if (src != NULL)
    g_assert_true (rb_endpoint_parse (&info.src, src, src_port));
  if (dst != NULL)
    g_assert_true (rb_endpoint_parse (&info.dst, dst, dst_port));
  rb_trace_append (trace, &info, bytes);
}

/* A MESSAGE with @body bytes of body. */
static inline char *
sample_message (const char *transport, guint cseq, gsize body, gsize *length)
{
  g_autofree char *filling = g_strnfill (body, 'x');
  char *text = g_strdup_printf ("MESSAGE sip:bob@example.com SIP/2.0\r\n"
                                "Via: SIP/2.0/%s 192.0.2.1:5060;branch=z9hG4bKm%u\r\n"
                                "From: <sip:alice@example.com>;tag=a\r\n"
                                "To: <sip:bob@example.com>\r\n"
                                "Call-ID: sample-%s\r\n"
                                "CSeq: %u MESSAGE\r\n"
                                "Content-Type: text/plain\r\n"
                                "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                transport, cseq, transport, cseq, body, filling);

  *length = strlen (text);
  return text;
}

static inline RbTrace *
sample_new (void)
{
  static const struct
  {
    const char *src;
    const char *dst;
    const char *name;
    RbTransport transport;
    guint16     port;
  } paths[] = {
    { "192.0.2.1", "192.0.2.2", "UDP", RB_TRANSPORT_UDP, 5060 },
    { "192.0.2.1", "192.0.2.2", "TCP", RB_TRANSPORT_TCP, 40001 },
    { "192.0.2.1", "192.0.2.2", "TLS", RB_TRANSPORT_TLS, 40002 },
    { "2001:db8::1", "2001:db8::2", "UDP", RB_TRANSPORT_UDP, 5060 },
    { "2001:db8::1", "2001:db8::2", "TCP", RB_TRANSPORT_TCP, 40003 },
    { "2001:db8::1", "2001:db8::2", "TLS", RB_TRANSPORT_TLS, 40004 },
  };
  static const gsize bodies[] = { 0, 1, 2, 3, 4000 };
  RbTrace *trace = rb_trace_new ();
  guint cseq = 0;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    for (guint j = 0; j < G_N_ELEMENTS (bodies); j++)
      {
        gsize length;
        g_autofree char *text = sample_message (paths[i].name, ++cseq, bodies[j], &length);
        gboolean sent = j % 2 == 0;

        sample_add (trace, sent ? paths[i].src : paths[i].dst, sent ? paths[i].port : 5060,
                    sent ? paths[i].dst : paths[i].src, sent ? 5060 : paths[i].port, paths[i].transport,
                    sent ? RB_DIRECTION_SENT : RB_DIRECTION_RECEIVED, RB_MESSAGE_SIP, text, length);
      }

  /* UDP nearly as large as it can be; TCP in several segments. */
  {
    gsize length;
    g_autofree char *udp = sample_message ("UDP", ++cseq, 65000, &length);
    g_autofree char *tcp = NULL;

    sample_add (trace, "192.0.2.1", 5060, "192.0.2.2", 5060, RB_TRANSPORT_UDP, RB_DIRECTION_UNKNOWN, RB_MESSAGE_SIP, udp,
                length);
    tcp = sample_message ("TCP", ++cseq, 200000, &length);
    sample_add (trace, "192.0.2.1", 40001, "192.0.2.2", 5060, RB_TRANSPORT_TCP, RB_DIRECTION_SENT, RB_MESSAGE_SIP, tcp,
                length);
  }

  return trace;
}

/* What tshark does not call SIP, or cannot know. */
static inline void
sample_add_special (RbTrace *trace)
{
  gsize length;
  g_autofree char *message = sample_message ("UDP", 1000, 0, &length);

  sample_add (trace, "192.0.2.1", 5060, "192.0.2.2", 5060, RB_TRANSPORT_UDP, RB_DIRECTION_SENT, RB_MESSAGE_KEEP_ALIVE,
              "\r\n\r\n", 4);
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 40001, RB_TRANSPORT_TCP, RB_DIRECTION_RECEIVED,
              RB_MESSAGE_KEEP_ALIVE, "\r\n\r\n", 4);
  sample_add (trace, "192.0.2.2", 1234, "192.0.2.1", 4321, RB_TRANSPORT_UDP, RB_DIRECTION_RECEIVED, RB_MESSAGE_DAMAGED,
              "no sip\0at all", 13);
  /* on a connection where nobody has spoken yet, and in the midst of messages */
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 40009, RB_TRANSPORT_TCP, RB_DIRECTION_RECEIVED,
              RB_MESSAGE_KEEP_ALIVE, "\r\n", 2);
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 40009, RB_TRANSPORT_TLS, RB_DIRECTION_RECEIVED, RB_MESSAGE_DAMAGED,
              "torn", 4);
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 40009, RB_TRANSPORT_TCP, RB_DIRECTION_RECEIVED, RB_MESSAGE_SIP,
              message, length);
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 5060, RB_TRANSPORT_UDP, RB_DIRECTION_RECEIVED,
              RB_MESSAGE_SYNTHETIC, message, length);
  sample_add (trace, "192.0.2.2", 5060, "192.0.2.1", 40002, RB_TRANSPORT_TLS, RB_DIRECTION_RECEIVED,
              RB_MESSAGE_SYNTHETIC, message, length);
  sample_add (trace, NULL, 0, "192.0.2.1", 5060, RB_TRANSPORT_UDP, RB_DIRECTION_RECEIVED, RB_MESSAGE_SIP, message, length);
  sample_add (trace, "192.0.2.1", 5060, NULL, 0, RB_TRANSPORT_UNKNOWN, RB_DIRECTION_UNKNOWN, RB_MESSAGE_SIP, message,
              length);
}
