/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace as a pcapng file, for Wireshark, sngrep and ourselves: `ringback-cli inspect --to pcapng`
 * and `--to exported-pdu`. The comment of a call's first message says how it ended; notes on
 * messages are comments, too. */

#include "rb-export-private.h"
#include "rb-pcapng-encoder.h"
#include "rb-pcapng.h"
#include "rb-rtp-table.h"

typedef struct
{
  RbExport *export;
  RbPcapngEncoder *encoder;
  GByteArray *bytes;
  guint8 *first;     /* a bit a message: the first of its call that is written */
  RbRtpTable *media; /* (nullable): kept RTP packets are merged into the messages by time */
  guint8 *streams;   /* a byte a stream: it belongs to a call that is written */
  guint next_packet;
} Writer;

static guint8 *
find_first_messages (RbExport *export)
{
  guint8 *first = g_malloc0 (rb_trace_get_n_messages (export->trace) / 8 + 1);
  RbFlow *flow;
  guint n = 0;

  while ((flow = rb_export_next_flow (export, &n)) != NULL)
    {
      guint i = 0;
      guint position;

      while (!rb_export_wants (export, rb_flow_get_step (flow, i)->position))
        i++;
      position = rb_flow_get_step (flow, i)->position;
      first[position / 8] |= 1 << position % 8;
      g_object_unref (flow);
    }
  return first;
}

static gboolean
flow_is_wanted (RbExport *export, RbFlow *flow)
{
  for (guint i = 0; flow != NULL && i < rb_flow_get_n_steps (flow); i++)
    if (rb_export_wants (export, rb_flow_get_step (flow, i)->position))
      return TRUE;
  return export->wanted == NULL;
}

static void
choose_streams (Writer *self)
{
  guint n;

  self->media = self->export->options->with_media ? rb_trace_get_rtp (self->export->trace) : NULL;
  if (self->media == NULL)
    return;

  n = rb_rtp_table_get_n_sources (self->media);
  self->streams = g_malloc0 (n + 1);
  for (guint i = 0; i < n; i++)
    {
      guint position = rb_rtp_table_get_source (self->media, i)->position;

      self->streams[i] = flow_is_wanted (self->export, rb_trace_get_flow_of (self->export->trace, position));
    }
}

static gboolean
flush (Writer *self, GError **error)
{
  g_string_append_len (self->export->buffer, (const char *) self->bytes->data, self->bytes->len);
  g_byte_array_set_size (self->bytes, 0);
  return rb_export_flush (self->export, error);
}

/* The packets that came before @wall_us. */
static gboolean
put_media (Writer *self, gint64 wall_us, GError **error)
{
  RbRtpKept packet;

  while (self->media != NULL && rb_rtp_table_get_packet (self->media, self->next_packet, &packet) &&
         packet.wall_us < wall_us)
    {
      self->next_packet++;
      if (!self->streams[packet.source])
        continue;
      rb_pcapng_encoder_put_datagram (self->encoder, self->bytes, packet.wall_us, &packet.src, &packet.dst,
                                      packet.bytes, packet.length);
      if (!flush (self, error))
        return FALSE;
    }

  return TRUE;
}

/* (nullable): "verdict: …" for the first message of a call. */
static char *
dup_verdict (Writer *self, guint position)
{
  RbFlow *flow = rb_trace_get_flow_of (self->export->trace, position);
  const RbVerdict *verdict;

  if (flow == NULL || !(self->first[position / 8] & (1 << position % 8)))
    return NULL;

  verdict = rb_flow_get_verdict (flow);
  return verdict->kind != RB_VERDICT_NONE ? g_strconcat (RB_PCAPNG_VERDICT, verdict->text, NULL) : NULL;
}

/* (nullable): so that it is no word of ours to the reader. */
static char *
dup_note (Writer *self, guint position)
{
  static const char *const ours[] = { RB_PCAPNG_WAS,     RB_PCAPNG_SYNTHETIC,   RB_PCAPNG_KEEP_ALIVE,
                                      RB_PCAPNG_NOT_SIP, RB_PCAPNG_ONE_MESSAGE, RB_PCAPNG_GOES_ON,
                                      RB_PCAPNG_VERDICT };
  const char *note = rb_trace_get_note (self->export->trace, position);

  for (guint i = 0; note != NULL && i < G_N_ELEMENTS (ours); i++)
    if (*note == RB_PCAPNG_NOTE_MARK || g_str_has_prefix (note, ours[i]))
      return g_strdup_printf ("%c%s", RB_PCAPNG_NOTE_MARK, note);
  return g_strdup (note);
}

static void
put_message (Writer *self, guint position)
{
  g_autofree char *note = dup_note (self, position);
  g_autofree char *verdict = dup_verdict (self, position);
  const char *comments[] = { verdict != NULL ? verdict : note, verdict != NULL ? note : NULL, NULL };
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (self->export->trace, position, &length);
  RbMessageInfo info;

  rb_trace_get_info (self->export->trace, position, &info);
  rb_pcapng_encoder_put_message (self->encoder, self->bytes, &info, bytes, length, comments, 0);
  rb_pcapng_encoder_keep (self->encoder);
}

static gboolean
put_all (Writer *self, GError **error)
{
  rb_pcapng_encoder_put_header (self->encoder, self->bytes, rb_trace_get_notes (self->export->trace));
  for (guint i = 0; rb_export_next_message (self->export, &i); i++)
    {
      if (!put_media (self, rb_trace_get_time (self->export->trace, i), error))
        return FALSE;
      put_message (self, i);
      if (!flush (self, error))
        return FALSE;
    }

  return put_media (self, G_MAXINT64, error) && flush (self, error);
}

static gboolean
write_form (RbExport *export, RbPcapngForm form, GError **error)
{
  Writer self = {
    .export = export,
    .encoder = rb_pcapng_encoder_new (form),
    .bytes = g_byte_array_new (),
    .first = find_first_messages (export),
  };
  gboolean written;

  if (form == RB_PCAPNG_RAW_IP)
    choose_streams (&self);
  written = put_all (&self, error);
  g_free (self.streams);
  g_free (self.first);
  g_byte_array_unref (self.bytes);
  rb_pcapng_encoder_free (self.encoder);
  return written;
}

gboolean
rb_export_pcapng (RbExport *self, GError **error)
{
  return write_form (self, RB_PCAPNG_RAW_IP, error);
}

gboolean
rb_export_exported_pdu (RbExport *self, GError **error)
{
  return write_form (self, RB_PCAPNG_EXPORTED_PDU, error);
}
