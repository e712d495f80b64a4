/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes messages to a pcapng file while a call runs: the storage format of a trace. All
 * blocks of one message go to the kernel in one write(2); a write that fails is cut off
 * again, so that the file can be read at any moment, whatever happens to disk or process. */

#include "rb-pcapng-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "rb-ip-packet.h"
#include "rb-pcapng.h"

/* Calls are private: nobody else may read their signalling. */
#define FILE_MODE 0600

#define FIRST_SEQ_CLIENT 1000u
#define FIRST_SEQ_SERVER 5000u

/* One TCP connection as it is shown in the file: the next sequence number of each side. */
typedef struct
{
  RbEndpoint client;
  RbEndpoint server;
  guint32 client_seq;
  guint32 server_seq;
} Connection;

struct _RbPcapngWriter
{
  GObject parent_instance;

  char *path;
  int fd;
  off_t end; /* of the last whole write */
  GByteArray *buffer;
  GHashTable *connections; /* set of Connection */
  guint n_lost;
  guint n_unreported;
};

G_DEFINE_FINAL_TYPE (RbPcapngWriter, rb_pcapng_writer, G_TYPE_OBJECT)

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

static void
put_comment (GByteArray *out, const char *text)
{
  if (text != NULL)
    put_option (out, RB_PCAPNG_OPT_COMMENT, text, MIN (strlen (text), G_MAXINT16));
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
  guint32 length = out->len - start + sizeof length;

  memcpy (out->data + start + 4, &length, sizeof length);
  put_u32 (out, length);
}

static void
put_file_header (GByteArray *out)
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
  put_option (out, RB_PCAPNG_SHB_USERAPPL, application, strlen (application));
  put_option (out, RB_PCAPNG_OPT_END, NULL, 0);
  end_block (out, start);

  start = begin_block (out, RB_PCAPNG_INTERFACE);
  put_u16 (out, RB_LINKTYPE_RAW);
  put_u16 (out, 0);
  put_u32 (out, 0);
  put_option (out, RB_PCAPNG_IF_NAME, interface, strlen (interface));
  put_option (out, RB_PCAPNG_IF_TSRESOL, &microseconds, sizeof microseconds);
  put_option (out, RB_PCAPNG_OPT_END, NULL, 0);
  end_block (out, start);
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

/* A packet without a message: part of the handshake. */
static void
put_handshake_packet (GByteArray *out, const RbMessageInfo *info, const RbEndpoint *src, const RbEndpoint *dst,
                      const RbTcpHeader *tcp)
{
  guint start = begin_packet (out, info->wall_us);

  rb_ip_packet_append (out, src, dst, tcp, NULL, 0);
  end_packet_data (out, start);
  put_flags (out, info->direction, !rb_endpoint_equal (src, &info->src));
  put_option (out, RB_PCAPNG_OPT_END, NULL, 0);
  end_block (out, start);
}

static Connection
connect_synthetic (GByteArray *out, const RbMessageInfo *info)
{
  Connection connection = {
    .client = info->src,
    .server = info->dst,
    .client_seq = FIRST_SEQ_CLIENT + 1,
    .server_seq = FIRST_SEQ_SERVER + 1,
  };
  const RbTcpHeader syn = { .seq = FIRST_SEQ_CLIENT, .flags = RB_TCP_SYN };
  const RbTcpHeader syn_ack = { FIRST_SEQ_SERVER, FIRST_SEQ_CLIENT + 1, RB_TCP_SYN | RB_TCP_ACK };
  const RbTcpHeader ack = { FIRST_SEQ_CLIENT + 1, FIRST_SEQ_SERVER + 1, RB_TCP_ACK };

  put_handshake_packet (out, info, &info->src, &info->dst, &syn);
  put_handshake_packet (out, info, &info->dst, &info->src, &syn_ack);
  put_handshake_packet (out, info, &info->src, &info->dst, &ack);
  return connection;
}

static void
put_message_options (RbPcapngWriter *self, const RbMessageInfo *info, const char *comment, const char *cut)
{
  GByteArray *out = self->buffer;
  g_autofree char *transport = NULL;

  put_comment (out, comment);
  put_comment (out, cut);
  if (info->transport != RB_TRANSPORT_UDP && info->transport != RB_TRANSPORT_TCP)
    {
      transport = g_strconcat (RB_PCAPNG_WAS, rb_transport_to_string (info->transport), NULL);
      put_comment (out, transport);
    }
  if (info->kind == RB_MESSAGE_SYNTHETIC)
    put_comment (out, RB_PCAPNG_SYNTHETIC);
  if (info->kind == RB_MESSAGE_KEEP_ALIVE)
    put_comment (out, RB_PCAPNG_KEEP_ALIVE);
  if (info->kind == RB_MESSAGE_DAMAGED)
    put_comment (out, RB_PCAPNG_NOT_SIP);
  put_flags (out, info->direction, FALSE);
}

static void
put_lost (RbPcapngWriter *self)
{
  g_autofree char *text = NULL;
  guint64 count = self->n_unreported;

  if (count == 0)
    return;

  text = g_strdup_printf ("%u messages before this one could not be written", self->n_unreported);
  put_option (self->buffer, RB_PCAPNG_EPB_DROPCOUNT, &count, sizeof count);
  put_comment (self->buffer, text);
}

static void
put_udp_message (RbPcapngWriter *self, const RbMessageInfo *info, const guint8 *bytes, gsize length,
                 const char *comment)
{
  g_autofree char *cut = NULL;
  guint start = begin_packet (self->buffer, info->wall_us);

  if (length > RB_UDP_PAYLOAD_MAX)
    {
      cut = g_strdup_printf ("cut: the message had %" G_GSIZE_FORMAT " bytes", length);
      length = RB_UDP_PAYLOAD_MAX;
    }
  rb_ip_packet_append (self->buffer, &info->src, &info->dst, NULL, bytes, length);
  end_packet_data (self->buffer, start);
  put_lost (self);
  put_message_options (self, info, comment, cut);
  put_option (self->buffer, RB_PCAPNG_OPT_END, NULL, 0);
  end_block (self->buffer, start);
}

/* In as many segments as it needs; the options go with the last one, which completes it. */
static void
put_tcp_message (RbPcapngWriter *self, Connection *connection, const RbMessageInfo *info, const guint8 *bytes,
                 gsize length, const char *comment)
{
  gboolean from_client = rb_endpoint_equal (&connection->client, &info->src);
  guint32 *seq = from_client ? &connection->client_seq : &connection->server_seq;
  guint32 ack = from_client ? connection->server_seq : connection->client_seq;

  do
    {
      gsize part = MIN (length, RB_TCP_PAYLOAD_MAX);
      RbTcpHeader tcp = { *seq, ack, RB_TCP_ACK | (part == length ? RB_TCP_PSH : 0) };
      guint start = begin_packet (self->buffer, info->wall_us);

      rb_ip_packet_append (self->buffer, &info->src, &info->dst, &tcp, bytes, part);
      end_packet_data (self->buffer, start);
      *seq += part;
      bytes += part;
      length -= part;
      if (length == 0)
        {
          put_lost (self);
          put_message_options (self, info, comment, NULL);
        }
      else
        put_flags (self->buffer, info->direction, FALSE);
      put_option (self->buffer, RB_PCAPNG_OPT_END, NULL, 0);
      end_block (self->buffer, start);
    }
  while (length > 0);
}

/* Writes the buffer as a whole or not at all. */
static gboolean
write_buffer (RbPcapngWriter *self, GError **error)
{
  gsize done = 0;

  while (done < self->buffer->len)
    {
      ssize_t n = write (self->fd, self->buffer->data + done, self->buffer->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          int code = n < 0 ? errno : ENOSPC;

          /* When even this fails the reader stops at the broken block, and says so. */
          if (ftruncate (self->fd, self->end) == 0)
            lseek (self->fd, self->end, SEEK_SET);
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                       _ ("“%s” cannot be written: %s; recording goes on once there is room"), self->path,
                       g_strerror (code));
          return FALSE;
        }
      done += n;
    }

  self->end += done;
  return TRUE;
}

static void
rb_pcapng_writer_finalize (GObject *object)
{
  RbPcapngWriter *self = RB_PCAPNG_WRITER (object);

  rb_pcapng_writer_close (self, NULL);
  g_free (self->path);
  g_byte_array_unref (self->buffer);
  g_hash_table_unref (self->connections);

  G_OBJECT_CLASS (rb_pcapng_writer_parent_class)->finalize (object);
}

static void
rb_pcapng_writer_class_init (RbPcapngWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_pcapng_writer_finalize;
}

static void
rb_pcapng_writer_init (RbPcapngWriter *self)
{
  self->fd = -1;
  self->buffer = g_byte_array_new ();
  self->connections = g_hash_table_new_full (connection_hash, connection_equal, g_free, NULL);
}

/**
 * rb_pcapng_writer_new:
 * @path: made anew, readable by its owner only; what was there is gone
 * @error: a #GIOErrorEnum when the file cannot be made
 *
 * A disk that is full at this moment is no error yet: the header is written with the first
 * message that finds room.
 *
 * Returns: (transfer full) (nullable)
 */
RbPcapngWriter *
rb_pcapng_writer_new (const char *path, GError **error)
{
  g_autoptr (RbPcapngWriter) self = NULL;
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);

  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("“%s” cannot be created: %s; choose another file or folder"), path, g_strerror (code));
      return NULL;
    }

  self = g_object_new (RB_TYPE_PCAPNG_WRITER, NULL);
  self->path = g_strdup (path);
  self->fd = fd;
  put_file_header (self->buffer);
  write_buffer (self, NULL);
  return g_steal_pointer (&self);
}

/**
 * rb_pcapng_writer_append:
 * @comment: (nullable): our note on the message, kept as an opt_comment
 * @error: a #GIOErrorEnum; the message is lost and counted, the file stays readable
 *
 * Writes one message. A UDP message longer than a datagram can be is cut, with a comment.
 */
gboolean
rb_pcapng_writer_append (RbPcapngWriter *self, const RbMessageInfo *info, GBytes *bytes, const char *comment,
                         GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  Connection connection = { .client = info->src, .server = info->dst };
  Connection *known = NULL;
  gboolean stream = info->transport != RB_TRANSPORT_UDP && info->transport != RB_TRANSPORT_UNKNOWN;

  if (self->fd < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("“%s” is closed already"), self->path);
      return FALSE;
    }

  g_byte_array_set_size (self->buffer, 0);
  if (self->end == 0)
    put_file_header (self->buffer);
  if (stream)
    {
      known = g_hash_table_lookup (self->connections, &connection);
      connection = known != NULL ? *known : connect_synthetic (self->buffer, info);
      put_tcp_message (self, &connection, info, data, length, comment);
    }
  else
    put_udp_message (self, info, data, length, comment);

  if (!write_buffer (self, error))
    {
      self->n_lost++;
      self->n_unreported++;
      return FALSE;
    }

  self->n_unreported = 0;
  if (known != NULL)
    *known = connection;
  else if (stream)
    g_hash_table_add (self->connections, g_memdup2 (&connection, sizeof connection));
  return TRUE;
}

/* Messages that could not be written so far. */
guint
rb_pcapng_writer_get_n_lost (RbPcapngWriter *self)
{
  return self->n_lost;
}

const char *
rb_pcapng_writer_get_path (RbPcapngWriter *self)
{
  return self->path;
}

/* Closes the file; with losses not yet told, their number is written first. May be called
 * again: then it does nothing. @error: a #GIOErrorEnum when the end could not be written. */
gboolean
rb_pcapng_writer_close (RbPcapngWriter *self, GError **error)
{
  gboolean written = TRUE;

  if (self->fd < 0)
    return TRUE;

  if (self->n_unreported > 0)
    {
      guint64 count = self->n_unreported;
      guint start;

      g_byte_array_set_size (self->buffer, 0);
      if (self->end == 0)
        put_file_header (self->buffer);
      start = begin_block (self->buffer, RB_PCAPNG_STATISTICS);
      put_u32 (self->buffer, 0);
      put_u32 (self->buffer, 0);
      put_u32 (self->buffer, 0);
      put_option (self->buffer, RB_PCAPNG_ISB_IFDROP, &count, sizeof count);
      put_option (self->buffer, RB_PCAPNG_OPT_END, NULL, 0);
      end_block (self->buffer, start);
      written = write_buffer (self, error);
    }

  close (self->fd);
  self->fd = -1;
  return written;
}
