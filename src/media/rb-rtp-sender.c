/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the mouth to rtpbin: the encoder, changed in mid-call when another codec is agreed, and keys that take the
 * place of voice packets. */

#include "rb-rtp-stream-private.h"

#include "rb-codec.h"
#include "rb-plugins.h"

static GstPadProbeReturn
on_outgoing_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbRtpStream *self = data;
  guint8 header[RB_DTMF_PACKET_SIZE], event[RB_DTMF_PACKET_SIZE];
  gboolean replace = FALSE;
  GstBuffer *buffer;
  gsize size;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    {
      GstBufferList *list = GST_PAD_PROBE_INFO_BUFFER_LIST (info);

      self->n_sent += gst_buffer_list_length (list);
      size = gst_buffer_extract (gst_buffer_list_get (list, 0), 0, header, 12);
    }
  else
    {
      buffer = GST_PAD_PROBE_INFO_BUFFER (info);
      self->n_sent++;
      size = gst_buffer_extract (buffer, 0, header, 12);
      replace = rb_dtmf_sender_replace (&self->dtmf_sender, header, size, event);
    }
  if (size == 12)
    self->guard.own_ssrc = GST_READ_UINT32_BE (header + 8);
  g_mutex_unlock (&self->lock);

  if (replace)
    {
      GstBuffer *packet = gst_buffer_new_memdup (event, sizeof event);

      gst_buffer_copy_into (packet, buffer, GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
      gst_buffer_unref (buffer);
      GST_PAD_PROBE_INFO_DATA (info) = packet;
    }

  return GST_PAD_PROBE_OK;
}

/* Puts an encoder for @negotiated between valve and rtpbin; the sequence numbers go on. */
void
rb_rtp_sender_place (RbRtpStream *self, const RbNegotiated *negotiated)
{
  GstElement *old, *sender, *payloader, *encoder;
  g_autoptr (GstPad) from = NULL, in = NULL, out = NULL, to = NULL;

  sender = rb_codec_make_sender (negotiated->codec, negotiated->payload_type, negotiated->ptime, &payloader, &encoder);

  g_mutex_lock (&self->lock);
  old = self->sender;
  if (old != NULL)
    {
      guint sequence;

      g_object_get (self->payloader, "seqnum", &sequence, NULL);
      g_object_set (payloader, "seqnum-offset", (int) ((sequence + 1) & 0xffff), NULL);
    }
  self->sender = sender;
  self->payloader = payloader;
  self->encoder = encoder;
  g_mutex_unlock (&self->lock);

  from = gst_element_get_static_pad (self->valve, "src");
  to = gst_element_get_static_pad (self->rtpbin, "send_rtp_sink_0");
  if (to == NULL)
    to = gst_element_request_pad_simple (self->rtpbin, "send_rtp_sink_0");
  if (old != NULL)
    {
      g_autoptr (GstPad) old_in = gst_element_get_static_pad (old, "sink");
      g_autoptr (GstPad) old_out = gst_element_get_static_pad (old, "src");

      gst_pad_unlink (from, old_in);
      gst_pad_unlink (old_out, to);
      gst_element_set_locked_state (old, TRUE);
      gst_element_set_state (old, GST_STATE_NULL);
      gst_bin_remove (GST_BIN (self->bin), old);
    }

  gst_bin_add (GST_BIN (self->bin), sender);
  in = gst_element_get_static_pad (sender, "sink");
  out = gst_element_get_static_pad (sender, "src");
  gst_pad_link (out, to);
  gst_pad_link (from, in);
  gst_element_sync_state_with_parent (sender);
}

typedef struct
{
  RbRtpStream *stream;
  RbNegotiated negotiated;
  gboolean done;
} Switch;

static void
free_switch (gpointer data)
{
  Switch *change = data;

  rb_rtp_stream_unref (change->stream);
  g_free (change);
}

static GstPadProbeReturn
on_idle_to_switch (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Switch *change = data;

  if (!change->done)
    rb_rtp_sender_place (change->stream, &change->negotiated);
  change->done = TRUE;

  return GST_PAD_PROBE_REMOVE;
}

/* The same while voice flows: as soon as the valve is between two buffers. */
void
rb_rtp_sender_switch (RbRtpStream *self, const RbNegotiated *negotiated)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->valve, "src");
  Switch *change = g_new0 (Switch, 1);

  change->stream = rb_rtp_stream_ref (self);
  change->negotiated = *negotiated;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_IDLE, on_idle_to_switch, change, free_switch);
}

void
rb_rtp_sender_watch (RbRtpStream *self)
{
  rb_add_probe (self->rtpbin, "send_rtp_sink_0", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
                on_outgoing_packet, self);
}
