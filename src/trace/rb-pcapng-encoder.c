/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages as blocks of a pcapng file, in the two forms other tools read: as the payload of made-up
 * IP packets (LINKTYPE_RAW), or as Exported PDUs (LINKTYPE_WIRESHARK_UPPER_PDU). Only makes bytes:
 * RbPcapngWriter records a call with it, the exports write whole traces. */

#include "rb-pcapng-encoder.h"

#include <string.h>

#include "rb-exported-pdu.h"
#include "rb-ip-packet.h"
#include "rb-pcapng.h"
#include "rb-sip-framing.h"

/* Initial sequence numbers; each further connection begins elsewhere, so that one that reuses the
 * ports is seen to be new. */
#define FIRST_SEQ_CLIENT 1000u
#define FIRST_SEQ_SERVER 5000u
#define SEQ_STEP 10000u

/* One TCP connection as it is shown in the file: the next sequence number of each side. */
typedef struct
{
  RbEndpoint client;
  RbEndpoint server;
  guint32 client_seq;
  guint32 server_seq;
} Connection;

struct _RbPcapngEncoder
{
  RbPcapngForm form;
  GHashTable *connections; /* set of Connection */
  guint n_connections;

  gboolean in_doubt; /* the message's bytes alone would not be read as what it is */
  /* What the last message did to its connection, until it is kept. */
  gboolean pending;
  gboolean pending_is_end;
  Connection connection;
};

static guint
connection_hash (gconstpointer data)
{
  const Connection *self = data;

  return rb_endpoint_hash (&self->client) ^ rb_endpoint_hash (&self->server);
}

static gboolean
connection_equal (gconstpointer a, gconstpointer b)
{
  const Connection *first = a;
  const Connection *second = b;

  return (rb_endpoint_equal (&first->client, &second->client) && rb_endpoint_equal (&first->server, &second->server)) ||
         (rb_endpoint_equal (&first->client, &second->server) && rb_endpoint_equal (&first->server, &second->client));
}

static const guint8 padding[4];

static void
put_bytes (GByteArray *out, gconstpointer bytes, gsize length)
{
  if (length > 0)
    g_byte_array_append (out, bytes, length);
  g_byte_array_append (out, padding, -length & 3);
}

static void
put_u16 (GByteArray *out, guint16 value)
{
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_u32 (GByteArray *out, guint32 value)
{
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_option (GByteArray *out, guint16 code, gconstpointer value, gsize length)
{
  put_u16 (out, code);
  put_u16 (out, length);
  put_bytes (out, value, length);
}

/* Cut between two characters where it is longer than an option can be. */
static void
put_comment (GByteArray *out, const char *text)
{
  gsize length;

  if (text == NULL)
    return;

  length = strlen (text);
  if (length > G_MAXINT16)
    for (length = G_MAXINT16; length > 0 && ((guint8) text[length] & 0xc0) == 0x80;)
      length--;
  put_option (out, RB_PCAPNG_OPT_COMMENT, text, length);
}

/* Begins a block and returns where; the file's byte order is this machine's. */
static guint
begin_block (GByteArray *out, guint32 type)
{
  guint start = out->len;

  put_u32 (out, type);
  put_u32 (out, 0);
  return start;
}

static void
end_block (GByteArray *out, guint start)
{
  guint32 length;

  put_option (out, RB_PCAPNG_OPT_END, NULL, 0);
  length = out->len - start + sizeof length;
  memcpy (out->data + start + 4, &length, sizeof length);
  put_u32 (out, length);
}

static guint
begin_packet (GByteArray *out, gint64 wall_us)
{
  guint64 time = MAX (wall_us, 0);
  guint start = begin_block (out, RB_PCAPNG_PACKET);

  put_u32 (out, 0);
  put_u32 (out, time >> 32);
  put_u32 (out, time & 0xffffffff);
  put_u32 (out, 0);
  put_u32 (out, 0);
  return start;
}

static void
end_packet_data (GByteArray *out, guint start)
{
  guint32 length = out->len - start - 28;

  memcpy (out->data + start + 20, &length, sizeof length);
  memcpy (out->data + start + 24, &length, sizeof length);
  g_byte_array_append (out, padding, -length & 3);
}

static void
put_flags (GByteArray *out, RbDirection direction, gboolean reverse)
{
  guint32 flags;

  if (direction == RB_DIRECTION_UNKNOWN)
    return;

  flags = (direction == RB_DIRECTION_SENT) != reverse ? RB_PCAPNG_OUTBOUND : RB_PCAPNG_INBOUND;
  put_option (out, RB_PCAPNG_EPB_FLAGS, &flags, sizeof flags);
}

/* A packet without a message: part of a connection's beginning or end. */
static void
put_empty_packet (GByteArray *out, const RbMessageInfo *info, gboolean reverse, const RbTcpHeader *tcp)
{
  const RbEndpoint *src = reverse ? &info->dst : &info->src;
  const RbEndpoint *dst = reverse ? &info->src : &info->dst;
  guint start = begin_packet (out, info->wall_us);

  rb_ip_packet_append (out, src, dst, tcp, NULL, 0);
  end_packet_data (out, start);
  put_flags (out, info->direction, reverse);
  end_block (out, start);
}

/* Who speaks to itself has one sequence of numbers. */
static Connection
connect_synthetic (RbPcapngEncoder *self, GByteArray *out, const RbMessageInfo *info, const Connection *key)
{
  gboolean to_itself = rb_endpoint_equal (&key->client, &key->server);
  guint32 client = FIRST_SEQ_CLIENT + SEQ_STEP * self->n_connections;
  guint32 server = to_itself ? client : FIRST_SEQ_SERVER + SEQ_STEP * self->n_connections;
  const RbTcpHeader syn = { .seq = client, .flags = RB_TCP_SYN };
  const RbTcpHeader syn_ack = { server, client + 1, RB_TCP_SYN | RB_TCP_ACK };
  const RbTcpHeader ack = { client + 1, server + 1, RB_TCP_ACK };

  put_empty_packet (out, info, FALSE, &syn);
  put_empty_packet (out, info, TRUE, &syn_ack);
  put_empty_packet (out, info, FALSE, &ack);
  return (Connection){ key->client, key->server, client + 1, server + 1 };
}

/* Would our reader find this message, whole, at the start of a datagram or PDU? */
static gboolean
is_plain_datagram (const guint8 *bytes, gsize length)
{
  return rb_sip_begins (bytes, length) && rb_sip_count_line_ends (bytes, length) == 0 &&
         rb_sip_datagram_message_length (bytes, length) == length;
}

/* … and between others in a stream? */
static gboolean
is_plain_in_stream (const guint8 *bytes, gsize length)
{
  guint32 content_length;
  gsize body;

  return rb_sip_begins (bytes, length) && rb_sip_count_line_ends (bytes, length) == 0 && length <= RB_TCP_PAYLOAD_MAX &&
         !rb_sip_is_other_protocol (bytes, length) &&
         rb_sip_framing_find_body (bytes, length, &body, &content_length) != RB_SIP_LENGTH_BAD && body > 0 &&
         body + content_length == length;
}

/* PDUs over TCP at the port of sips: are taken for decrypted ones. */
static gboolean
says_transport (RbPcapngForm form, const RbMessageInfo *info)
{
  switch (info->transport)
    {
    case RB_TRANSPORT_UDP:
      return TRUE;
    case RB_TRANSPORT_TCP:
      return form == RB_PCAPNG_RAW_IP || (info->src.port != RB_SIPS_PORT && info->dst.port != RB_SIPS_PORT);
    case RB_TRANSPORT_SCTP:
      return form == RB_PCAPNG_EXPORTED_PDU;
    case RB_TRANSPORT_TLS:
    case RB_TRANSPORT_WS:
    case RB_TRANSPORT_WSS:
    case RB_TRANSPORT_UNKNOWN:
    default:
      return FALSE;
    }
}

/* What neither the packet nor the tags can say. */
static void
put_message_options (RbPcapngEncoder *self, GByteArray *out, const RbMessageInfo *info, const char *const *comments,
                     gsize cut)
{
  g_autofree char *transport = says_transport (self->form, info)
                                   ? NULL
                                   : g_strconcat (RB_PCAPNG_WAS, rb_transport_to_string (info->transport), NULL);
  g_autofree char *whole = cut == 0 ? NULL : g_strdup_printf ("cut: the message had %" G_GSIZE_FORMAT " bytes", cut);

  for (guint i = 0; comments != NULL && comments[i] != NULL; i++)
    put_comment (out, comments[i]);
  put_comment (out, whole);
  put_comment (out, transport);
  if (info->kind == RB_MESSAGE_SYNTHETIC)
    put_comment (out, RB_PCAPNG_SYNTHETIC);
  if (info->kind == RB_MESSAGE_KEEP_ALIVE)
    put_comment (out, RB_PCAPNG_KEEP_ALIVE);
  if (info->kind == RB_MESSAGE_DAMAGED)
    put_comment (out, RB_PCAPNG_NOT_SIP);
  if (info->kind == RB_MESSAGE_SIP && self->in_doubt)
    put_comment (out, RB_PCAPNG_ONE_MESSAGE);
  put_flags (out, info->direction, FALSE);
}

static void
put_lost_options (GByteArray *out, guint n_lost)
{
  guint64 count = n_lost;
  g_autofree char *text = NULL;

  if (n_lost == 0)
    return;

  text = g_strdup_printf ("%u messages before this one could not be written", n_lost);
  put_option (out, RB_PCAPNG_EPB_DROPCOUNT, &count, sizeof count);
  put_comment (out, text);
}

static void
put_in_one_packet (RbPcapngEncoder *self, GByteArray *out, const RbMessageInfo *info, const guint8 *bytes, gsize length,
                   const char *const *comments, guint n_lost)
{
  guint start = begin_packet (out, info->wall_us);
  gsize cut = 0;

  if (self->form == RB_PCAPNG_EXPORTED_PDU)
    rb_exported_pdu_append (out, info, bytes, length);
  else
    {
      cut = length > RB_UDP_PAYLOAD_MAX ? length : 0;
      length = MIN (length, RB_UDP_PAYLOAD_MAX);
      rb_ip_packet_append (out, &info->src, &info->dst, NULL, bytes, length);
    }
  end_packet_data (out, start);
  self->in_doubt = !is_plain_datagram (bytes, length);
  put_lost_options (out, n_lost);
  put_message_options (self, out, info, comments, cut);
  end_block (out, start);
}

/* In as many segments as it needs; the options go with the last one, which completes it. */
static void
put_segments (RbPcapngEncoder *self, GByteArray *out, const RbMessageInfo *info, const RbEndpoint *src,
              const guint8 *bytes, gsize length, const char *const *comments, guint n_lost)
{
  Connection *connection = &self->connection;
  gboolean from_client = rb_endpoint_equal (&connection->client, src);
  guint32 *seq = from_client ? &connection->client_seq : &connection->server_seq;
  guint32 ack = from_client ? connection->server_seq : connection->client_seq;

  self->in_doubt = !is_plain_in_stream (bytes, length);
  do
    {
      gsize part = MIN (length, RB_TCP_PAYLOAD_MAX);
      RbTcpHeader tcp = { *seq, ack, RB_TCP_ACK | (part == length ? RB_TCP_PSH : 0) };
      guint start = begin_packet (out, info->wall_us);

      rb_ip_packet_append (out, &info->src, &info->dst, &tcp, bytes, part);
      end_packet_data (out, start);
      *seq += part;
      bytes += part;
      length -= part;
      if (length == 0)
        {
          put_lost_options (out, n_lost);
          put_message_options (self, out, info, comments, 0);
        }
      else
        {
          put_comment (out, RB_PCAPNG_GOES_ON);
          put_flags (out, info->direction, FALSE);
        }
      end_block (out, start);
    }
  while (length > 0);

  if (self->pending_is_end)
    {
      const RbTcpHeader fin = { *seq, ack, RB_TCP_FIN | RB_TCP_ACK };

      put_empty_packet (out, info, FALSE, &fin);
    }
}

RbPcapngEncoder *
rb_pcapng_encoder_new (RbPcapngForm form)
{
  RbPcapngEncoder *self = g_new0 (RbPcapngEncoder, 1);

  self->form = form;
  self->connections = g_hash_table_new_full (connection_hash, connection_equal, g_free, NULL);
  return self;
}

void
rb_pcapng_encoder_free (RbPcapngEncoder *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->connections);
  g_free (self);
}

void
rb_pcapng_encoder_put_header (RbPcapngEncoder *self, GByteArray *out, const char *comment)
{
  static const char application[] = "Ringback " RB_VERSION;
  static const char interface[] = "sip";
  const guint64 unknown_length = G_MAXUINT64;
  const guint8 microseconds = 6;
  guint start;

  start = begin_block (out, RB_PCAPNG_SECTION);
  put_u32 (out, RB_PCAPNG_BYTE_ORDER_MAGIC);
  put_u16 (out, 1);
  put_u16 (out, 0);
  put_bytes (out, &unknown_length, sizeof unknown_length);
  put_comment (out, comment);
  put_option (out, RB_PCAPNG_SHB_USERAPPL, application, strlen (application));
  end_block (out, start);

  start = begin_block (out, RB_PCAPNG_INTERFACE);
  put_u16 (out, self->form == RB_PCAPNG_RAW_IP ? RB_LINKTYPE_RAW : RB_LINKTYPE_EXPORTED_PDU);
  put_u16 (out, 0);
  put_u32 (out, 0);
  put_option (out, RB_PCAPNG_IF_NAME, interface, strlen (interface));
  put_option (out, RB_PCAPNG_IF_TSRESOL, &microseconds, sizeof microseconds);
  end_block (out, start);
}

/**
 * rb_pcapng_encoder_put_message:
 * @comments: (nullable): notes on the message, kept as comments of its packet
 * @n_lost: messages before this one that could not be written
 *
 * A UDP message longer than a datagram can be is cut, with a comment. A message in a stream whose
 * Content-Length does not say where it ends closes its connection: so a reader knows.
 */
void
rb_pcapng_encoder_put_message (RbPcapngEncoder *self, GByteArray *out, const RbMessageInfo *info, const guint8 *bytes,
                               gsize length, const char *const *comments, guint n_lost)
{
  Connection key = { .client = info->src, .server = info->dst };
  Connection *known;

  self->pending =
      self->form == RB_PCAPNG_RAW_IP && info->transport != RB_TRANSPORT_UDP && info->transport != RB_TRANSPORT_UNKNOWN;
  if (!self->pending)
    {
      put_in_one_packet (self, out, info, bytes, length, comments, n_lost);
      return;
    }

  rb_ip_packet_normalise (&key.client, &key.server);
  known = g_hash_table_lookup (self->connections, &key);
  self->connection = known != NULL ? *known : connect_synthetic (self, out, info, &key);
  self->pending_is_end = (info->kind == RB_MESSAGE_SIP || info->kind == RB_MESSAGE_SYNTHETIC) &&
                         rb_sip_frame_length (bytes, length) != (gssize) length;
  put_segments (self, out, info, &key.client, bytes, length, comments, n_lost);
}

void
rb_pcapng_encoder_keep (RbPcapngEncoder *self)
{
  Connection *known;

  if (!self->pending)
    return;

  self->pending = FALSE;
  known = g_hash_table_lookup (self->connections, &self->connection);
  self->n_connections += known == NULL;
  if (self->pending_is_end)
    g_hash_table_remove (self->connections, &self->connection);
  else if (known != NULL)
    *known = self->connection;
  else
    g_hash_table_add (self->connections, g_memdup2 (&self->connection, sizeof self->connection));
}

void
rb_pcapng_encoder_put_datagram (RbPcapngEncoder *self, GByteArray *out, gint64 wall_us, const RbEndpoint *src,
                                const RbEndpoint *dst, const guint8 *bytes, gsize length)
{
  guint start = begin_packet (out, wall_us);

  g_return_if_fail (self->form == RB_PCAPNG_RAW_IP);

  rb_ip_packet_append (out, src, dst, NULL, bytes, MIN (length, RB_UDP_PAYLOAD_MAX));
  end_packet_data (out, start);
  end_block (out, start);
}

void
rb_pcapng_encoder_put_lost (RbPcapngEncoder *self, GByteArray *out, guint n_lost)
{
  guint64 count = n_lost;
  guint start = begin_block (out, RB_PCAPNG_STATISTICS);

  put_u32 (out, 0);
  put_u32 (out, 0);
  put_u32 (out, 0);
  put_option (out, RB_PCAPNG_ISB_IFDROP, &count, sizeof count);
  end_block (out, start);
}
