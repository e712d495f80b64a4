/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes to a call's sockets: the guard decides what the decoder and rtpbin get to see; of what was decrypted keys
 * are read, the far end's place is followed (symmetric RTP, RFC 4961), and lateness is noted. Pad probes of the two
 * udpsrc, and of rtpbin's entrances. */

#include "rb-rtp-stream-private.h"

#include "rb-codec.h"
#include "rb-plugins.h"
#include "rb-stun.h"

#include <gst/net/gstnetaddressmeta.h>
#include <string.h>

#define SSRC_OFFSET 8 /* RFC 3550 5.1 */
#define MAX_STUN 1280 /* bytes; a check has about 120 */
#define MAX_STUN_WAITING 32

static void
set_destination (GstElement *sink, RbRtpAddress *current, const RbRtpAddress *wanted)
{
  g_autofree char *host = NULL;

  if (rb_rtp_address_equal (current, wanted) || wanted->port == 0)
    return;

  *current = *wanted;
  host = rb_rtp_address_to_string (wanted);
  g_signal_emit_by_name (sink, "clear");
  g_signal_emit_by_name (sink, "add", host, (int) wanted->port);
}

/* Voice goes to the pair ICE has selected; without, where voice comes from (RFC 4961), before that where the SDP says.
 * RTCP likewise. */
void
rb_rtp_incoming_follow_source (RbRtpStream *self, guint unused)
{
  RbRtpAddress rtp, rtcp;

  g_mutex_lock (&self->lock);
  rtp = self->guard.has_source ? self->guard.source : self->guard.signalled;
  if (self->has_pair)
    {
      rtp = self->pair[0];
      rtcp = self->pair[1];
    }
  else if (self->rtcp_from.port != 0)
    {
      rtcp = self->rtcp_from;
    }
  else
    {
      rtcp = rtp;
      if (!self->negotiated.rtcp_mux)
        rtcp.port = self->negotiated.remote_rtcp_port;
    }
  g_mutex_unlock (&self->lock);

  set_destination (self->rtp_sink, &self->rtp_destination, &rtp);
  set_destination (self->rtcp_sink, &self->rtcp_destination, &rtcp);
}

static void
forget_source (RbRtpStream *self, guint ssrc)
{
  if (!self->closed)
    g_signal_emit_by_name (self->rtpbin, "clear-ssrc", 0, ssrc);
}

static void
report_first_packet (RbRtpStream *self, guint unused)
{
  if (!self->closed)
    self->events.first_packet (self->data);
}

static void
report_digit (RbRtpStream *self, guint digit)
{
  if (!self->closed)
    self->events.dtmf ((char) digit, self->data);
}

static gboolean
read_sender (GstBuffer *buffer, RbRtpAddress *from)
{
  GstNetAddressMeta *meta = gst_buffer_get_net_address_meta (buffer);

  return meta != NULL && rb_rtp_address_set (from, meta->addr);
}

/* Locked. The guard knows one machine; checks have shown that this one, which may differ, is the far end's too. */
static void
take_pair_as_one (RbRtpStream *self, RbRtpAddress *from)
{
  if (self->has_pair && rb_rtp_address_equal (from, &self->pair[1]))
    *from = self->pair[0];
}

typedef struct
{
  RbRtpStream *stream;
  guint component;
  RbRtpAddress from;
  gsize size;
  guint8 packet[MAX_STUN];
} Stun;

static gboolean
take_stun (gpointer data)
{
  Stun *stun = data;

  if (stun->stream->ice != NULL)
    rb_rtp_ice_receive (stun->stream->ice, stun->component, stun->packet, stun->size, &stun->from);

  return G_SOURCE_REMOVE;
}

static void
free_stun (gpointer data)
{
  Stun *stun = data;

  g_atomic_int_add (&stun->stream->n_stun, -1);
  rb_rtp_stream_unref (stun->stream);
  g_free (stun);
}

/* Whether @packet is a check and nothing for the decoder: ICE has it then, unless too many wait. */
static gboolean
divert_stun (RbRtpStream *self, guint component, const GstMapInfo *packet, const RbRtpAddress *from)
{
  g_autoptr (GSource) source = NULL;
  Stun *stun;

  if (!self->has_ice || !rb_stun_is_stun (packet->data, packet->size))
    return FALSE;
  if (packet->size > MAX_STUN || g_atomic_int_get (&self->n_stun) >= MAX_STUN_WAITING)
    return TRUE;

  g_atomic_int_inc (&self->n_stun);
  stun = g_new (Stun, 1);
  *stun = (Stun){ .stream = rb_rtp_stream_ref (self), .component = component, .from = *from, .size = packet->size };
  memcpy (stun->packet, packet->data, packet->size);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, take_stun, stun, free_stun);
  g_source_attach (source, self->context);

  return TRUE;
}

/* Locked. */
static gboolean
accept_rtcp (RbRtpStream *self, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  if (!rb_rtp_guard_check_rtcp (&self->guard, packet, size, from))
    return FALSE;

  if (!rb_rtp_address_equal (&self->rtcp_from, from))
    {
      self->rtcp_from = *from;
      rb_rtp_stream_call_in_main (self, rb_rtp_incoming_follow_source, 0);
    }

  return TRUE;
}

/* Locked. @packet: accepted voice. */
static void
note_lateness (RbRtpStream *self, const guint8 *packet, gboolean begins)
{
  gint64 late_us;

  if (begins || packet[1] & 0x80) /* a new source, or the marker of a talk spurt */
    self->lateness = (RbLateness){ 0 };
  late_us = rb_lateness_add (&self->lateness, GST_READ_UINT32_BE (packet + 4),
                             rb_codec_get_clock_rate (self->negotiated.codec), g_get_monotonic_time ());
  if (late_us > self->jitter_buffer_ms * G_TIME_SPAN_MILLISECOND)
    self->n_late++;
}

/* Locked. Before the decoder. */
static gboolean
guard_rtp (RbRtpStream *self, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  RbGuardVerdict verdict;

  if (self->has_new_source) /* it had not our key, or it had been there */
    self->guard = self->guard_before;
  self->guard_before = self->guard;
  verdict = rb_rtp_guard_check_rtp (&self->guard, packet, size, from, g_get_monotonic_time ());
  self->has_new_source = verdict == RB_GUARD_NEW_SOURCE;

  return verdict != RB_GUARD_DROP;
}

/* Locked. Behind the decoder: the packet is the far end's. */
static void
take_rtp (RbRtpStream *self, const guint8 *packet, gsize size)
{
  const RbRtpGuard *before = &self->guard_before;
  gboolean begins = self->has_new_source;

  if (begins)
    {
      self->has_new_source = FALSE;
      if (before->has_source && before->ssrc != self->guard.ssrc)
        rb_rtp_stream_call_in_main (self, forget_source, rb_rtp_guard_translate (&self->guard, before->ssrc));
      self->rtcp_from.port = 0;
      rb_rtp_stream_call_in_main (self, rb_rtp_incoming_follow_source, 0);
    }

  if (self->n_received++ == 0)
    rb_rtp_stream_call_in_main (self, report_first_packet, 0);

  if (self->meanings[packet[1] & 0x7f] & MEANING_KEYS)
    {
      char digit = rb_dtmf_receiver_read (&self->dtmf_receiver, packet, size);

      if (digit != 0)
        rb_rtp_stream_call_in_main (self, report_digit, (guint) digit);
    }
  else
    {
      note_lateness (self, packet, begins);
    }
}

/* The packet of @info may be shared: its header is changed in a copy. */
static void
set_ssrc (GstPadProbeInfo *info, guint32 ssrc)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  guint8 bytes[4];

  GST_WRITE_UINT32_BE (bytes, ssrc);
  gst_buffer_fill (buffer, SSRC_OFFSET, bytes, sizeof bytes);
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
}

static GstPadProbeReturn
on_rtp_datagram (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbRtpStream *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gboolean accepted;
  RbRtpAddress from, sender;
  GstMapInfo map;

  if (!read_sender (buffer, &from) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_DROP;

  sender = from;
  g_mutex_lock (&self->lock);
  take_pair_as_one (self, &from);
  if (divert_stun (self, 1, &map, &sender))
    accepted = FALSE;
  else if (rb_rtp_guard_is_rtcp (map.data, map.size))
    accepted = self->negotiated.rtcp_mux && rb_rtp_guard_may_be_rtcp (&self->guard, map.data, map.size, &from);
  else
    accepted = guard_rtp (self, map.data, map.size, &from);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);

  return accepted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
on_rtcp_datagram (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbRtpStream *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gboolean accepted;
  RbRtpAddress from, sender;
  GstMapInfo map;

  if (!read_sender (buffer, &from) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_DROP;

  sender = from;
  g_mutex_lock (&self->lock);
  take_pair_as_one (self, &from);
  accepted =
      !divert_stun (self, 2, &map, &sender) && rb_rtp_guard_may_be_rtcp (&self->guard, map.data, map.size, &from);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);

  return accepted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

/* Behind the decoder, RTP and what RTCP came with it. */
static GstPadProbeReturn
on_clear_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbRtpStream *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gboolean accepted = TRUE;
  guint32 ssrc = 0, heard = 0;
  RbRtpAddress from;
  GstMapInfo map;

  if (!read_sender (buffer, &from) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_DROP;

  g_mutex_lock (&self->lock);
  take_pair_as_one (self, &from);
  if (rb_rtp_guard_is_rtcp (map.data, map.size))
    {
      accepted = accept_rtcp (self, map.data, map.size, &from);
    }
  else if ((accepted = rb_rtp_guard_is_sound (&self->guard, map.data, map.size)))
    {
      take_rtp (self, map.data, map.size);
      ssrc = GST_READ_UINT32_BE (map.data + SSRC_OFFSET);
      heard = rb_rtp_guard_translate (&self->guard, ssrc);
    }
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  if (heard != ssrc)
    set_ssrc (info, heard);

  return accepted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

void
rb_rtp_incoming_watch (RbRtpStream *self)
{
  rb_add_probe (self->rtp_source, "src", GST_PAD_PROBE_TYPE_BUFFER, on_rtp_datagram, self);
  rb_add_probe (self->rtcp_source, "src", GST_PAD_PROBE_TYPE_BUFFER, on_rtcp_datagram, self);
  rb_add_probe (self->rtpbin, "recv_rtp_sink_0", GST_PAD_PROBE_TYPE_BUFFER, on_clear_packet, self);
  rb_add_probe (self->rtpbin, "recv_rtcp_sink_0", GST_PAD_PROBE_TYPE_BUFFER, on_clear_packet, self);
}
