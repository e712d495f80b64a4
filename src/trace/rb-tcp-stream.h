/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RbTcpSegment:
 * @flags: of the TCP header (RFC 9293 3.1)
 * @length: bytes of payload that were captured
 * @cut: bytes of payload after them that were not
 */
typedef struct
{
  guint32       seq;
  guint32       ack;
  guint8        flags;
  const guint8 *bytes;
  gsize         length;
  gsize         cut;
} RbTcpSegment;

#define RB_TCP_FLAG_FIN 0x01
#define RB_TCP_FLAG_SYN 0x02
#define RB_TCP_FLAG_RST 0x04
#define RB_TCP_FLAG_ACK 0x10

/* One direction of a connection: puts its bytes in order. Zeroed at first; rb_tcp_stream_clear()
 * frees what it holds. */
typedef struct
{
  GArray  *waiting; /* (nullable) segments that came before an earlier one, by sequence number */
  gsize    waiting_bytes;
  guint32  next_seq;
  guint32  acked;   /* what the other side has received, by its own word */
  guint32  fin_seq;
  guint8   synchronised; /* next_seq is known */
  guint8   has_acked;
  guint8   has_fin;
} RbTcpStream;

/* @lost bytes are missing before @bytes, for good; or @length bytes are next in order. One of them is 0. */
typedef void (*RbTcpFunc) (gsize lost, const guint8 *bytes, gsize length, gpointer data);

/* Does the segment belong to what was seen before, or to another connection between the same ports? */
gboolean rb_tcp_stream_is_new (const RbTcpStream *self, const RbTcpSegment *segment);
void     rb_tcp_stream_add (RbTcpStream *self, const RbTcpSegment *segment, RbTcpFunc func, gpointer data);
/* The other side sent @ack. */
void     rb_tcp_stream_acknowledge (RbTcpStream *self, guint32 ack, RbTcpFunc func, gpointer data);
gboolean rb_tcp_stream_is_at_end (const RbTcpStream *self); /* everything up to the FIN is there */
void     rb_tcp_stream_flush (RbTcpStream *self, RbTcpFunc func, gpointer data); /* every gap is lost */
void     rb_tcp_stream_clear (RbTcpStream *self);

G_END_DECLS
