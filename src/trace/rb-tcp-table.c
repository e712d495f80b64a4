/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The TCP connections of a capture: which segment belongs to which, when one begins anew on the same ports, when
 * it has ended. Each direction puts its bytes in order (RbTcpStream) and cuts them into messages
 * (RbSipStream). What an ended connection held is freed at once; what is silent for an hour is forgotten,
 * and the longest silent when there are too many. The SIP collector calls it. */

#include "rb-tcp-table.h"

#include <string.h>

#include "rb-endpoint-set.h"
#include "rb-seeded-hash.h"

#define IDLE_US (60 * 60 * (gint64) G_USEC_PER_SEC)
/* An ended connection is remembered for late repeats (TIME-WAIT, RFC 9293 3.6.1). */
#define LINGER_US (120 * (gint64) G_USEC_PER_SEC)
#define MAX_CONNECTIONS 262144u

typedef struct
{
  RbTcpStream tcp;
  RbSipStream sip;
  RbPacketMarks marks; /* of the newest segment */
} Half;

typedef struct
{
  RbEndpoint ends[2]; /* the lesser one first */
  Half halves[2];     /* by sender */
  GList link;         /* in one of the queues, the longest silent first */
  gint64 wall_us;
  gboolean ended;
} Connection;

struct _RbTcpTable
{
  RbTcpTableFunc func;
  gpointer data;
  GHashTable *connections; /* set of Connection */
  GQueue open;
  GQueue ended;
};

/* Where bytes of a half go, for the time of one call. */
typedef struct
{
  RbTcpTable *table;
  Connection *connection;
  guint sender;
} Out;

static guint
connection_hash (gconstpointer data)
{
  const Connection *self = data;

  return (guint) rb_endpoint_mix (rb_endpoint_mix (rb_hash_seed (), &self->ends[0]), &self->ends[1]);
}

static gboolean
connection_equal (gconstpointer a, gconstpointer b)
{
  const Connection *first = a;
  const Connection *second = b;

  return rb_endpoint_equal (&first->ends[0], &second->ends[0]) && rb_endpoint_equal (&first->ends[1], &second->ends[1]);
}

static void
ignore_item (RbStreamItem item, const guint8 *bytes, gsize length, gpointer data)
{
}

static void
connection_free (gpointer data)
{
  Connection *self = data;

  for (guint i = 0; i < 2; i++)
    {
      rb_tcp_stream_clear (&self->halves[i].tcp);
      rb_sip_stream_end (&self->halves[i].sip, ignore_item, NULL);
    }
  g_free (self);
}

RbTcpTable *
rb_tcp_table_new (RbTcpTableFunc func, gpointer data)
{
  RbTcpTable *self = g_new0 (RbTcpTable, 1);

  self->func = func;
  self->data = data;
  self->connections = g_hash_table_new_full (connection_hash, connection_equal, connection_free, NULL);
  g_queue_init (&self->open);
  g_queue_init (&self->ended);
  return self;
}

void
rb_tcp_table_free (RbTcpTable *self)
{
  g_hash_table_unref (self->connections);
  g_free (self);
}

static void
on_item (RbStreamItem item, const guint8 *bytes, gsize length, gpointer data)
{
  const Out *out = data;
  Connection *connection = out->connection;

  if (item == RB_STREAM_SIP)
    connection->halves[1 - out->sender].sip.is_sip = TRUE; /* its keep-alives are known for what they are */
  out->table->func (item, &connection->halves[out->sender].marks, &connection->ends[out->sender],
                    &connection->ends[1 - out->sender], bytes, length, out->table->data);
}

static RbStreamItem
get_item (RbMessageKind kind)
{
  switch (kind)
    {
    case RB_MESSAGE_KEEP_ALIVE:
      return RB_STREAM_KEEP_ALIVE;
    case RB_MESSAGE_DAMAGED:
      return RB_STREAM_DAMAGED;
    case RB_MESSAGE_SIP:
    case RB_MESSAGE_SYNTHETIC:
    default:
      return RB_STREAM_SIP;
    }
}

static void
on_bytes (gsize lost, const guint8 *bytes, gsize length, gpointer data)
{
  Out *out = data;
  Half *half = &out->connection->halves[out->sender];

  if (lost > 0)
    rb_sip_stream_lose (&half->sip, lost, on_item, out);
  else if (half->marks.goes_on)
    rb_sip_stream_hold (&half->sip, bytes, length);
  else if (half->marks.has_kind)
    rb_sip_stream_put (&half->sip, get_item (half->marks.kind), bytes, length, on_item, out);
  else
    rb_sip_stream_feed (&half->sip, bytes, length, on_item, out);
}

/* Nothing more comes from that side. */
static void
end_half (RbTcpTable *self, Connection *connection, guint sender)
{
  Out out = { self, connection, sender };
  Half *half = &connection->halves[sender];

  rb_tcp_stream_flush (&half->tcp, on_bytes, &out);
  rb_sip_stream_end (&half->sip, on_item, &out);
}

static void
begin_half (RbTcpTable *self, Connection *connection, guint sender)
{
  end_half (self, connection, sender);
  rb_tcp_stream_clear (&connection->halves[sender].tcp);
}

static void
end_connection (RbTcpTable *self, Connection *connection)
{
  if (connection->ended)
    return;

  begin_half (self, connection, 0);
  begin_half (self, connection, 1);
  connection->ended = TRUE;
  g_queue_unlink (&self->open, &connection->link);
  g_queue_push_tail_link (&self->ended, &connection->link);
}

static void
forget_connection (RbTcpTable *self, Connection *connection)
{
  end_connection (self, connection);
  g_queue_unlink (&self->ended, &connection->link);
  g_hash_table_remove (self->connections, connection);
}

static void
reopen_connection (RbTcpTable *self, Connection *connection)
{
  connection->ended = FALSE;
  g_queue_unlink (&self->ended, &connection->link);
  g_queue_push_tail_link (&self->open, &connection->link);
}

static void
forget_old (RbTcpTable *self, gint64 now)
{
  Connection *connection;

  while ((connection = g_queue_peek_head (&self->open)) != NULL &&
         (self->open.length > MAX_CONNECTIONS || now - connection->wall_us > IDLE_US))
    forget_connection (self, connection);
  while ((connection = g_queue_peek_head (&self->ended)) != NULL &&
         (self->ended.length > MAX_CONNECTIONS || now - connection->wall_us > LINGER_US))
    forget_connection (self, connection);
}

static gint
compare_ends (const RbEndpoint *a, const RbEndpoint *b)
{
  gint order = memcmp (a->addr, b->addr, sizeof a->addr);

  return order != 0 ? order : (gint) a->port - (gint) b->port;
}

/* @create: make one when there is none */
static Connection *
find_connection (RbTcpTable *self, const RbEndpoint *src, const RbEndpoint *dst, guint *sender, gboolean create)
{
  Connection key;
  Connection *connection;

  *sender = compare_ends (src, dst) > 0;
  key.ends[*sender] = *src;
  key.ends[1 - *sender] = *dst;
  connection = g_hash_table_lookup (self->connections, &key);
  if (connection != NULL || !create)
    return connection;

  connection = g_new0 (Connection, 1);
  memcpy (connection->ends, key.ends, sizeof key.ends);
  connection->link.data = connection;
  g_hash_table_add (self->connections, connection);
  g_queue_push_tail_link (&self->open, &connection->link);
  return connection;
}

static void
touch (RbTcpTable *self, Connection *connection, gint64 now)
{
  connection->wall_us = now;
  if (connection->ended || self->open.tail == &connection->link)
    return;

  g_queue_unlink (&self->open, &connection->link);
  g_queue_push_tail_link (&self->open, &connection->link);
}

void
rb_tcp_table_add (RbTcpTable *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                  const RbTcpSegment *segment)
{
  gboolean says_something = segment->length + segment->cut > 0 || (segment->flags & RB_TCP_FLAG_SYN);
  Connection *connection;
  Half *half;
  guint sender;
  Out out;

  forget_old (self, marks->wall_us);
  connection = find_connection (self, src, dst, &sender, says_something);
  if (connection == NULL)
    return;
  if (connection->ended)
    {
      if (!(segment->flags & RB_TCP_FLAG_SYN))
        return;
      reopen_connection (self, connection);
    }

  touch (self, connection, marks->wall_us);
  half = &connection->halves[sender];
  if (rb_tcp_stream_is_new (&half->tcp, segment))
    {
      begin_half (self, connection, sender);
      if ((segment->flags & (RB_TCP_FLAG_SYN | RB_TCP_FLAG_ACK)) == RB_TCP_FLAG_SYN)
        begin_half (self, connection, 1 - sender);
    }

  out = (Out){ self, connection, sender };
  if (says_something)
    half->marks = *marks;
  rb_tcp_stream_add (&half->tcp, segment, on_bytes, &out);
  half->marks.owner = NULL; /* whatever is left of it is a copy */

  if (segment->flags & RB_TCP_FLAG_ACK)
    {
      out.sender = 1 - sender;
      rb_tcp_stream_acknowledge (&connection->halves[1 - sender].tcp, segment->ack, on_bytes, &out);
    }

  if (rb_tcp_stream_is_at_end (&half->tcp))
    end_half (self, connection, sender);
  if (segment->flags & RB_TCP_FLAG_RST)
    forget_connection (self, connection);
  else if (rb_tcp_stream_is_at_end (&connection->halves[0].tcp) && rb_tcp_stream_is_at_end (&connection->halves[1].tcp))
    end_connection (self, connection);
}

void
rb_tcp_table_add_bytes (RbTcpTable *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                        const guint8 *bytes, gsize length)
{
  Connection *connection;
  guint sender;
  Out out;

  forget_old (self, marks->wall_us);
  connection = find_connection (self, src, dst, &sender, TRUE);
  if (connection->ended)
    reopen_connection (self, connection);
  touch (self, connection, marks->wall_us);

  out = (Out){ self, connection, sender };
  connection->halves[sender].marks = *marks;
  on_bytes (0, bytes, length, &out);
  connection->halves[sender].marks.owner = NULL;
}

void
rb_tcp_table_finish (RbTcpTable *self)
{
  Connection *connection;

  while ((connection = g_queue_peek_head (&self->open)) != NULL)
    end_connection (self, connection);
}
