/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads pcap and pcapng files block by block into a trace. Sizes in the file are believed only
 * as far as the file is long, so that no file can take more memory than it has bytes; at the
 * first impossible number reading stops, and what came before is kept. */

#include "rb-capture-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "rb-packet-decoder.h"
#include "rb-pcapng.h"
#include "rb-trace-private.h"

/* Of a file whose size is not known (a pipe). */
#define MAX_BLOCK (16u * 1024 * 1024)
#define CANCEL_CHECK_INTERVAL 256

#define PCAP_MAGIC_US 0xa1b2c3d4u
#define PCAP_MAGIC_NS 0xa1b23c4du
#define PCAP_HEADER 24
#define PCAP_RECORD 16

typedef struct
{
  guint link_type;
  guint64 units; /* of the time stamp, per second */
  gint64 offset; /* seconds */
} Interface;

typedef struct
{
  FILE *file;
  const char *path;
  guint64 left; /* bytes that can still come */
  guint64 at;   /* bytes taken */
  GByteArray *block;
  gboolean swapped;
  GArray *interfaces; /* of Interface */
  RbTrace *trace;
  RbPacketDecoder *decoder;
  GCancellable *cancellable;
  guint n_blocks;
  guint64 n_dropped;
  GHashTable *unknown_links;
} Reader;

typedef struct
{
  RbTrace *trace;
  GError *error;
} Result;

GQuark
rb_capture_error_quark (void)
{
  return g_quark_from_static_string ("rb-capture-error-quark");
}

static void
result_free (gpointer data)
{
  Result *self = data;

  g_clear_object (&self->trace);
  g_clear_error (&self->error);
  g_free (self);
}

static guint16
get16 (const Reader *self, const guint8 *at)
{
  guint16 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT16_SWAP_LE_BE (value) : value;
}

static guint32
get32 (const Reader *self, const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static guint64
get64 (const Reader *self, const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT64_SWAP_LE_BE (value) : value;
}

static gboolean
set_damaged (const Reader *self, GError **error, const char *what)
{
  g_autofree char *at = g_strdup_printf ("%" G_GUINT64_FORMAT, self->at);

  /* Translators: a file, a number of bytes, and what is wrong with it, such as “it ends in the middle of a packet”. */
  g_set_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED,
               _ ("“%s” is damaged at byte %s: %s. Everything before it was read."), self->path, at, what);
  return FALSE;
}

/* The next @length bytes behind those already in the block, or FALSE with an error. */
static gboolean
take (Reader *self, gsize length, GError **error)
{
  guint before = self->block->len;

  if (length > self->left)
    return set_damaged (self, error, _ ("it ends in the middle of a packet"));

  g_byte_array_set_size (self->block, before + length);
  if (fread (self->block->data + before, 1, length, self->file) != length)
    {
      if (!ferror (self->file))
        return set_damaged (self, error, _ ("it ends in the middle of a packet"));
      return set_damaged (self, error, _ ("it cannot be read any further"));
    }

  self->left -= self->left == G_MAXUINT64 ? 0 : length;
  self->at += length;
  return TRUE;
}

static gboolean
at_end (Reader *self)
{
  int c = getc (self->file);

  if (c == EOF)
    return TRUE;
  ungetc (c, self->file);
  return FALSE;
}

/* Time stamp → µs since the epoch. */
static gint64
to_us (const Interface *interface, guint64 ticks)
{
  guint64 seconds = ticks / interface->units;
  guint64 rest = ticks % interface->units;
  guint64 us;

  if (interface->units <= G_GUINT64_CONSTANT (1000000000000))
    us = rest * G_USEC_PER_SEC / interface->units;
  else
    us = (double) rest / interface->units * G_USEC_PER_SEC;
  seconds = MIN (seconds, G_MAXUINT32); /* until 2106 */
  return CLAMP ((gint64) seconds + CLAMP (interface->offset, -(gint64) G_MAXUINT32, (gint64) G_MAXUINT32), 0,
                2 * (gint64) G_MAXUINT32) *
             G_USEC_PER_SEC +
         us;
}

static void
decode (Reader *self, const Interface *interface, const RbPacketMarks *marks, const guint8 *bytes, gsize length)
{
  g_autofree char *note = NULL;

  if (rb_packet_decoder_add (self->decoder, interface->link_type, marks, bytes, length) ||
      !g_hash_table_add (self->unknown_links, GUINT_TO_POINTER (interface->link_type)))
    return;

  note = g_strdup_printf (_ ("Packets of link type %u were left out: only Ethernet, IP, loopback and Linux cooked "
                             "captures can be read."),
                          interface->link_type);
  rb_trace_add_note (self->trace, note);
}

static gboolean
read_pcap (Reader *self, gboolean nanoseconds, GError **error)
{
  Interface interface = { .units = nanoseconds ? 1000000000 : 1000000 };

  if (!take (self, PCAP_HEADER - 4, error))
    return FALSE;
  interface.link_type = get32 (self, self->block->data + 20) & 0xffff;

  while (!at_end (self))
    {
      RbPacketMarks marks = { 0 };
      guint32 captured;
      guint64 ticks;

      if (self->n_blocks++ % CANCEL_CHECK_INTERVAL == 0 &&
          g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;

      g_byte_array_set_size (self->block, 0);
      if (!take (self, PCAP_RECORD, error))
        return FALSE;
      captured = get32 (self, self->block->data + 8);
      if (captured > MAX_BLOCK)
        return set_damaged (self, error, _ ("a packet's length is impossible"));
      ticks = get32 (self, self->block->data) * interface.units + get32 (self, self->block->data + 4);
      if (!take (self, captured, error))
        return FALSE;

      marks.wall_us = to_us (&interface, ticks);
      decode (self, &interface, &marks, self->block->data + PCAP_RECORD, captured);
    }

  return TRUE;
}

static RbTransport
parse_transport (const char *name, gsize length)
{
  for (RbTransport i = RB_TRANSPORT_UNKNOWN; i <= RB_TRANSPORT_SCTP; i++)
    if (strlen (rb_transport_to_string (i)) == length && memcmp (rb_transport_to_string (i), name, length) == 0)
      return i;
  return RB_TRANSPORT_UNKNOWN;
}

static gboolean
text_is (const guint8 *bytes, gsize length, const char *text)
{
  return length == strlen (text) && memcmp (bytes, text, length) == 0;
}

static void
apply_comment (RbPacketMarks *marks, const guint8 *bytes, gsize length)
{
  static const struct
  {
    const char *comment;
    RbMessageKind kind;
  } table[] = {
    { RB_PCAPNG_SYNTHETIC, RB_MESSAGE_SYNTHETIC },
    { RB_PCAPNG_KEEP_ALIVE, RB_MESSAGE_KEEP_ALIVE },
    { RB_PCAPNG_NOT_SIP, RB_MESSAGE_DAMAGED },
  };
  gsize was = strlen (RB_PCAPNG_WAS);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (text_is (bytes, length, table[i].comment))
      {
        marks->has_kind = TRUE;
        marks->kind = table[i].kind;
      }

  if (length > was && memcmp (bytes, RB_PCAPNG_WAS, was) == 0)
    {
      marks->was = parse_transport ((const char *) bytes + was, length - was);
      marks->has_was = marks->was != RB_TRANSPORT_UNKNOWN ||
                       text_is (bytes + was, length - was, rb_transport_to_string (RB_TRANSPORT_UNKNOWN));
    }
}

/* Moves over one option; FALSE at the end of the list. */
static gboolean
next_option (const Reader *self, const guint8 *bytes, gsize length, gsize *at, guint *code, RbSpan *value)
{
  if (*at + 4 > length)
    return FALSE;

  *code = get16 (self, bytes + *at);
  value->offset = *at + 4;
  value->length = get16 (self, bytes + *at + 2);
  if (*code == RB_PCAPNG_OPT_END || value->offset + value->length > length)
    return FALSE;

  *at = value->offset + ((value->length + 3u) & ~3u);
  return TRUE;
}

static void
read_interface (Reader *self, const guint8 *body, gsize length)
{
  Interface interface = { .units = 1000000 };
  gsize at = 8;
  guint code;
  RbSpan value;

  interface.link_type = length >= 8 ? get16 (self, body) : G_MAXUINT;
  while (next_option (self, body, length, &at, &code, &value))
    {
      if (code == RB_PCAPNG_IF_TSRESOL && value.length >= 1)
        {
          guint exponent = body[value.offset] & 0x7f;

          interface.units = 1;
          if (body[value.offset] & 0x80)
            interface.units <<= MIN (exponent, 63);
          else
            for (guint i = 0; i < MIN (exponent, 19); i++)
              interface.units *= 10;
        }
      else if (code == RB_PCAPNG_IF_TSOFFSET && value.length >= 8)
        interface.offset = get64 (self, body + value.offset);
    }
  g_array_append_val (self->interfaces, interface);
}

static void
read_packet (Reader *self, guint type, const guint8 *body, gsize length)
{
  const Interface *interface;
  RbPacketMarks marks = { 0 };
  guint number = 0;
  gsize header = type == RB_PCAPNG_SIMPLE_PACKET ? 4 : 20;
  gsize captured;
  gsize at;
  guint code;
  RbSpan value;

  if (length < header)
    return;

  if (type == RB_PCAPNG_PACKET)
    number = get32 (self, body);
  else if (type == RB_PCAPNG_OLD_PACKET)
    number = get16 (self, body);
  if (number >= self->interfaces->len)
    return;

  interface = &g_array_index (self->interfaces, Interface, number);
  captured = type == RB_PCAPNG_SIMPLE_PACKET ? MIN (get32 (self, body), length - header) : get32 (self, body + 12);
  if (captured > length - header)
    return;

  if (type != RB_PCAPNG_SIMPLE_PACKET)
    {
      guint64 ticks = ((guint64) get32 (self, body + 4) << 32) | get32 (self, body + 8);

      marks.wall_us = to_us (interface, ticks);
      at = header + ((captured + 3) & ~(gsize) 3);
      while (next_option (self, body, length, &at, &code, &value))
        {
          if (code == RB_PCAPNG_OPT_COMMENT)
            apply_comment (&marks, body + value.offset, value.length);
          else if (code == RB_PCAPNG_EPB_FLAGS && value.length >= 4)
            {
              guint direction = get32 (self, body + value.offset) & 3;

              marks.direction = direction == RB_PCAPNG_OUTBOUND  ? RB_DIRECTION_SENT
                                : direction == RB_PCAPNG_INBOUND ? RB_DIRECTION_RECEIVED
                                                                 : RB_DIRECTION_UNKNOWN;
            }
          else if (code == RB_PCAPNG_EPB_DROPCOUNT && value.length >= 8)
            self->n_dropped += MIN (get64 (self, body + value.offset), G_MAXUINT32);
        }
    }
  decode (self, interface, &marks, body + header, captured);
}

static void
read_statistics (Reader *self, const guint8 *body, gsize length)
{
  gsize at = 12;
  guint code;
  RbSpan value;

  while (next_option (self, body, length, &at, &code, &value))
    if (code == RB_PCAPNG_ISB_IFDROP && value.length >= 8)
      self->n_dropped += MIN (get64 (self, body + value.offset), G_MAXUINT32);
}

/* Takes the byte order of a section from its first block, whose type is in the block already. */
static gboolean
begin_section (Reader *self, GError **error)
{
  guint32 magic;

  if (!take (self, 4, error))
    return FALSE;

  memcpy (&magic, self->block->data + 8, sizeof magic);
  if (magic != RB_PCAPNG_BYTE_ORDER_MAGIC && magic != GUINT32_SWAP_LE_BE (RB_PCAPNG_BYTE_ORDER_MAGIC))
    return set_damaged (self, error, _ ("a section begins with the wrong number"));

  self->swapped = magic != RB_PCAPNG_BYTE_ORDER_MAGIC;
  g_array_set_size (self->interfaces, 0);
  return TRUE;
}

static gboolean
read_block (Reader *self, gboolean has_type, GError **error)
{
  guint32 type;
  guint32 length;
  const guint8 *body;
  gsize body_length;

  if (!take (self, has_type ? 4 : 8, error))
    return FALSE;

  memcpy (&type, self->block->data, sizeof type);
  if (type == RB_PCAPNG_SECTION && !begin_section (self, error))
    return FALSE;

  type = get32 (self, self->block->data);
  length = get32 (self, self->block->data + 4);
  if (length < 12 || length % 4 != 0 || length < self->block->len + 4 || length > MAX_BLOCK)
    return set_damaged (self, error, _ ("a block's length is impossible"));
  if (!take (self, length - self->block->len, error))
    return FALSE;
  if (get32 (self, self->block->data + length - 4) != length)
    return set_damaged (self, error, _ ("the two lengths of a block differ"));

  body = self->block->data + 8;
  body_length = length - 12;
  if (type == RB_PCAPNG_INTERFACE)
    read_interface (self, body, body_length);
  else if (type == RB_PCAPNG_PACKET || type == RB_PCAPNG_OLD_PACKET || type == RB_PCAPNG_SIMPLE_PACKET)
    read_packet (self, type, body, body_length);
  else if (type == RB_PCAPNG_STATISTICS)
    read_statistics (self, body, body_length);
  return TRUE;
}

static gboolean
read_pcapng (Reader *self, GError **error)
{
  if (!read_block (self, TRUE, error))
    return FALSE;

  while (!at_end (self))
    {
      if (self->n_blocks++ % CANCEL_CHECK_INTERVAL == 0 &&
          g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;

      g_byte_array_set_size (self->block, 0);
      if (!read_block (self, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_file (Reader *self, GError **error)
{
  guint32 magic;

  if (!take (self, sizeof magic, NULL))
    magic = 0;
  else
    memcpy (&magic, self->block->data, sizeof magic);

  if (magic == RB_PCAPNG_SECTION)
    return read_pcapng (self, error);

  self->swapped = magic == GUINT32_SWAP_LE_BE (PCAP_MAGIC_US) || magic == GUINT32_SWAP_LE_BE (PCAP_MAGIC_NS);
  if (self->swapped)
    magic = GUINT32_SWAP_LE_BE (magic);
  if (magic == PCAP_MAGIC_US || magic == PCAP_MAGIC_NS)
    return read_pcap (self, magic == PCAP_MAGIC_NS, error);

  g_set_error (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_NOT_A_CAPTURE,
               _ ("“%s” is neither pcap nor pcapng. Choose a file saved by a capture program."), self->path);
  return FALSE;
}

static void
append_to_trace (const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length, gpointer data)
{
  rb_trace_append_span (data, info, owner, bytes, length);
}

static FILE *
open_capture (const char *path, guint64 *size, GError **error)
{
  FILE *file = fopen (path, "re");
  struct stat status;

  if (file == NULL || fstat (fileno (file), &status) < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("Could not open “%s”: %s. Check its name and rights."), path, g_strerror (code));
      if (file != NULL)
        fclose (file);
      return NULL;
    }

  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("“%s” is a folder. Choose a capture file in it."),
                   path);
      fclose (file);
      return NULL;
    }

  *size = S_ISREG (status.st_mode) ? (guint64) status.st_size : G_MAXUINT64;
  return file;
}

static void
note_dropped (Reader *self)
{
  g_autofree char *note = NULL;
  guint n;

  if (self->n_dropped == 0)
    return;

  n = MIN (self->n_dropped, G_MAXINT);
  note = g_strdup_printf (ngettext ("%u message is missing: it could not be written when it was recorded.",
                                    "%u messages are missing: they could not be written when they were recorded.", n),
                          n);
  rb_trace_add_note (self->trace, note);
}

/**
 * rb_capture_read:
 * @cancellable: (nullable)
 * @error: %RB_CAPTURE_ERROR, or a #GIOErrorEnum when the file cannot be opened or reading was
 *   cancelled
 *
 * Returns: (transfer full) (nullable): the trace; with %RB_CAPTURE_ERROR_DAMAGED both it and the
 *   error are set, and the error's text is among the trace's notes, too
 */
RbTrace *
rb_capture_read (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbSipCollector) collector = rb_sip_collector_new ((RbMessageSink){ append_to_trace, trace });
  g_autoptr (RbPacketDecoder) decoder = rb_packet_decoder_new (collector);
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autoptr (GArray) interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  g_autoptr (GHashTable) unknown_links = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) failure = NULL;
  Reader reader = {
    .path = path,
    .block = block,
    .interfaces = interfaces,
    .trace = trace,
    .decoder = decoder,
    .cancellable = cancellable,
    .unknown_links = unknown_links,
  };

  reader.file = open_capture (path, &reader.left, error);
  if (reader.file == NULL)
    return NULL;

  rb_trace_begin_bulk (trace);
  read_file (&reader, &failure);
  rb_sip_collector_finish (collector);
  note_dropped (&reader);
  rb_trace_end_bulk (trace);
  fclose (reader.file);

  if (failure == NULL)
    return g_steal_pointer (&trace);

  if (!g_error_matches (failure, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  rb_trace_add_note (trace, failure->message);
  g_propagate_error (error, g_steal_pointer (&failure));
  return g_steal_pointer (&trace);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Result *result = g_new0 (Result, 1);

  result->trace = rb_capture_read (data, cancellable, &result->error);
  g_task_return_pointer (task, result, result_free);
}

/* The same in a thread; the trace is handed over whole, and belongs to the caller's thread. */
void
rb_capture_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, rb_capture_read_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

/* Trace and error as of rb_capture_read(). (transfer full) (nullable) */
RbTrace *
rb_capture_read_finish (GAsyncResult *async, GError **error)
{
  Result *result;
  RbTrace *trace;

  g_return_val_if_fail (g_task_is_valid (async, NULL), NULL);

  result = g_task_propagate_pointer (G_TASK (async), error);
  if (result == NULL)
    return NULL;

  trace = g_steal_pointer (&result->trace);
  if (result->error != NULL)
    g_propagate_error (error, g_steal_pointer (&result->error));
  result_free (result);
  return trace;
}
