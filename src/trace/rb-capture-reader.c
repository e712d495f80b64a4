/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a capture packet by packet into an output: for rb_capture_read() that is a trace. Sizes in
 * the file are believed only as far as the file is long, so that no file can take more memory
 * than it has bytes; at the first impossible number reading stops, and what came before is kept.
 * The two formats are in rb-pcap-reader.c and rb-pcapng-reader.c. */

#include "rb-capture-reader-private.h"

#include <glib/gi18n-lib.h>

#include "rb-pcapng.h"
#include "rb-trace-private.h"

/* Packets between two looks at clock and cancellable. */
#define GO_ON_INTERVAL 256
/* A file with more comments than these is read by a program, not by people. */
#define MAX_PACKET_NOTES 100
/* Later than any other time stamp can say: so what we write is read again as it was. */
#define LATEST_US ((2 * (guint64) G_MAXUINT32 + 1) * G_USEC_PER_SEC)

GQuark
rb_capture_error_quark (void)
{
  return g_quark_from_static_string ("rb-capture-error-quark");
}

/* Ends reading where it is: @what is the end of a sentence. Always FALSE. */
gboolean
rb_capture_reader_set_damaged (RbCaptureReader *self, const char *what)
{
  g_autofree char *at = g_strdup_printf ("%" G_GUINT64_FORMAT, rb_capture_source_tell (self->source));
  g_autofree char *problem = rb_capture_source_dup_problem (self->source);

  if (problem != NULL)
    what = problem;
  if (rb_capture_source_is_packed (self->source))
    /* Translators: as the next one; the bytes are counted after unpacking. */
    g_set_error (&self->error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED,
                 _ ("“%s” is damaged at byte %s of what is packed in it: %s. Everything before it was read."),
                 self->path, at, what);
  else
    /* Translators: a file, a number of bytes, and what is wrong with it, such as “it ends in the middle of a packet”.
     */
    g_set_error (&self->error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED,
                 _ ("“%s” is damaged at byte %s: %s. Everything before it was read."), self->path, at, what);
  return FALSE;
}

/* The next @length bytes, not taken yet; NULL, with the error set, when the file ends before. */
const guint8 *
rb_capture_reader_peek (RbCaptureReader *self, gsize length)
{
  const guint8 *bytes = rb_capture_source_peek (self->source, length);

  if (bytes == NULL && !g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
    rb_capture_reader_set_damaged (self, _ ("it ends in the middle of a packet"));
  return bytes;
}

static gboolean
has_problem (RbCaptureReader *self)
{
  g_autofree char *problem = rb_capture_source_dup_problem (self->source);

  return g_cancellable_set_error_if_cancelled (self->cancellable, &self->error) ||
         (problem != NULL && !rb_capture_reader_set_damaged (self, problem));
}

/* FALSE at the end of the file, and when reading is to end before, with an error or without. */
gboolean
rb_capture_reader_has_more (RbCaptureReader *self)
{
  if (self->n_blocks++ % GO_ON_INTERVAL == 0)
    {
      if (has_problem (self))
        return FALSE;
      if (self->output->go_on != NULL)
        self->output->go_on (self->data, rb_capture_source_get_fraction (self->source));
    }

  if (self->full)
    return FALSE;
  if (rb_capture_source_peek (self->source, 1) != NULL)
    return TRUE;
  has_problem (self);
  return FALSE;
}

/* Time stamp → µs since the epoch. */
static gint64
to_us (const RbCaptureInterface *interface, guint64 ticks)
{
  guint64 seconds;
  guint64 rest;
  guint64 us;

  if (interface->units == G_USEC_PER_SEC && interface->offset == 0)
    return MIN (ticks, LATEST_US);

  seconds = ticks / interface->units;
  rest = ticks % interface->units;
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
note_unknown_link (RbCaptureReader *self, guint link_type)
{
  g_autofree char *note = NULL;

  if (!g_hash_table_add (self->unknown_links, GUINT_TO_POINTER (link_type)))
    return;

  note = g_strdup_printf (_ ("Packets of link type %u were left out: nothing is known of such a network."), link_type);
  self->output->add_note (self->data, note);
}

/* A comment on a packet in which no message ended. */
static void
note_comment (RbCaptureReader *self)
{
  g_autofree char *number = NULL;
  g_autofree char *note = NULL;

  if (self->n_packet_notes++ >= MAX_PACKET_NOTES)
    return;

  number = g_strdup_printf ("%" G_GUINT64_FORMAT, self->n_packets);
  /* Translators: the number of a packet in a capture file, and what somebody wrote about it there. */
  note = g_strdup_printf (_ ("Comment on packet %1$s: %2$s"), number, self->comment->str);
  self->output->add_note (self->data, note);
}

/* One packet, @ticks after the epoch. What was said of it is in @marks and in the comment. */
void
rb_capture_reader_add_packet (RbCaptureReader *self, const RbCaptureInterface *interface, RbPacketMarks *marks,
                              guint64 ticks, const guint8 *bytes, gsize length)
{
  self->n_packets++;
  marks->wall_us = to_us (interface, ticks);
  marks->owner = self->source->owner;
  if (!rb_packet_decoder_add (self->decoder, interface->link_type, marks, bytes, length))
    note_unknown_link (self, interface->link_type);

  if (self->comment->len > 0)
    {
      if (!self->comment_used)
        note_comment (self);
      g_string_truncate (self->comment, 0);
      self->comment_used = FALSE;
    }
}

static void
on_message (const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length, gpointer data)
{
  RbCaptureReader *self = data;
  const char *note = self->comment->len > 0 ? self->comment->str : NULL;

  self->comment_used = note != NULL;
  if (!self->output->add_message (self->data, info, owner, bytes, length, note))
    self->full = TRUE;
}

static void
read_source (RbCaptureReader *self)
{
  const guint8 *bytes = rb_capture_source_peek (self->source, sizeof (guint32));
  guint32 magic = 0;

  if (bytes != NULL)
    memcpy (&magic, bytes, sizeof magic);
  if (magic == RB_PCAPNG_SECTION)
    rb_pcapng_read (self);
  else if (rb_pcap_is_magic (magic))
    rb_pcap_read (self);
  else if (!g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
    g_set_error (&self->error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_NOT_A_CAPTURE,
                 _ ("“%s” is neither pcap nor pcapng. Choose a file saved by a capture program."), self->path);
}

static void
note_dropped (RbCaptureReader *self)
{
  g_autofree char *note = NULL;
  guint n;

  if (self->n_dropped == 0)
    return;

  n = MIN (self->n_dropped, G_MAXINT);
  note = g_strdup_printf (ngettext ("%u message is missing: it could not be written when it was recorded.",
                                    "%u messages are missing: they could not be written when they were recorded.", n),
                          n);
  self->output->add_note (self->data, note);
}

/* What the collector saw and could not read. */
static void
note_unread (RbCaptureReader *self, RbSipCollector *collector)
{
  g_auto (GStrv) notes = rb_sip_collector_list_notes (collector);

  for (guint i = 0; notes[i] != NULL; i++)
    self->output->add_note (self->data, notes[i]);
}

static gboolean
on_datagram (const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst, const guint8 *bytes,
             gsize length, gpointer data)
{
  return rb_rtp_table_add (data, marks, src, dst, bytes, length);
}

gboolean
rb_capture_reader_run (const char *path, const RbCaptureOutput *output, gpointer data, GCancellable *cancellable,
                       GError **error)
{
  RbCaptureReader self = { .path = path, .output = output, .data = data, .cancellable = cancellable };
  g_autoptr (RbCaptureSource) source = rb_capture_source_open (path, cancellable, error);
  g_autoptr (RbRtpTable) rtp = NULL;
  g_autoptr (RbSipCollector) collector = NULL;
  g_autoptr (RbPacketDecoder) decoder = NULL;
  g_autoptr (GHashTable) unknown_links = NULL;
  g_autoptr (GString) comment = NULL;

  if (source == NULL)
    return FALSE;

  self.source = source;
  self.unknown_links = unknown_links = g_hash_table_new (NULL, NULL);
  self.comment = comment = g_string_new (NULL);
  collector = rb_sip_collector_new ((RbMessageSink){ on_message, &self });
  rtp = rb_rtp_table_new (TRUE);
  rb_sip_collector_set_datagram_func (collector, on_datagram, rtp);
  self.decoder = decoder = rb_packet_decoder_new (collector);
  read_source (&self);
  rb_packet_decoder_finish (decoder);
  rb_sip_collector_finish (collector);
  output->take_rtp (data, g_steal_pointer (&rtp));
  note_unread (&self, collector);
  note_dropped (&self);

  if (self.error == NULL)
    return TRUE;

  if (g_error_matches (self.error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED))
    output->add_note (data, self.error->message);
  g_propagate_error (error, self.error);
  return FALSE;
}

static gboolean
append_to_trace (gpointer data, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length,
                 const char *note)
{
  guint position = rb_trace_append_span (data, info, owner, bytes, length);

  if (note != NULL && position != RB_FLOW_NONE)
    rb_trace_set_note (data, position, note);
  return position != RB_FLOW_NONE;
}

static void
note_in_trace (gpointer data, const char *note)
{
  rb_trace_add_note (data, note);
}

/* Every message is in the trace. */
static void
rtp_in_trace (gpointer data, RbRtpTable *rtp)
{
  rb_rtp_table_finish (rtp, data);
  rb_trace_set_rtp (data, rtp);
}

static void
name_in_trace (gpointer data, const RbEndpoint *address, const char *name)
{
  rb_trace_add_name (data, address, name);
}

/**
 * rb_capture_read:
 * @path: a pcap or pcapng file, or "-" for standard input
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
  static const RbCaptureOutput output = { append_to_trace, note_in_trace, name_in_trace, rtp_in_trace, NULL };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GError) failure = NULL;

  rb_trace_begin_bulk (trace);
  rb_capture_reader_run (path, &output, trace, cancellable, &failure);
  rb_trace_end_bulk (trace);

  if (failure != NULL && !g_error_matches (failure, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED))
    g_clear_object (&trace);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return g_steal_pointer (&trace);
}
