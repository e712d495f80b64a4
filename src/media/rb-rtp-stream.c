/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call's bin in the device pipeline (RFC 3550 by rtpbin):
 *   microphone tee → queue → volume (mute) → valve (hold) → encoder → [DTMF] → rtpbin → socket
 *   socket → [guard, DTMF] → rtpbin → decoder → device mixer
 * For the echo robot what is received replaces the microphone's samples instead of going to the mixer. Built when the
 * session is made, set running by play (), and taken out after the RTCP BYE has left. Probes run in streaming threads:
 * what they share with the main context is behind the lock. */

#include "rb-rtp-stream.h"

#include "rb-codec.h"
#include "rb-dtmf.h"
#include "rb-lateness.h"
#include "rb-plugins.h"
#include "rb-rtp-guard.h"
#include "rb-rtp-sockets.h"
#include "rb-sound-device-private.h"

#include <gst/app/gstappsink.h>
#include <gst/base/gstadapter.h>
#include <gst/net/gstnetaddressmeta.h>
#include <stdio.h>
#include <string.h>

#define DSCP_EF 46                 /* RFC 3246 */
#define MAX_STREAMS 8              /* sources rtpbin may know at once */
#define RTCP_INTERVAL GST_SECOND
#define QUEUE_BLOCKS 8             /* of 10 ms: more microphone than that waiting is stale */
#define BYE_LIMIT_MS 200
#define ECHO_START (48 * 2 * 40)   /* bytes: the robot starts with 40 ms in hand … */
#define ECHO_MAX (48 * 2 * 200)    /* … and never holds more than 200 ms */
#define LATE_PACKETS 3             /* in a second, before the jitter buffer grows */
static const guint jitter_buffers_ms[] = { 60, 100, 200 };

typedef struct
{
  GstPad     *rtp_pad; /* of rtpbin */
  GstElement *decoder;
  GstPad     *ghost;   /* of our bin */
  GstPad     *speaker; /* of the device mixer */
  GstElement *echo;    /* the robot's appsink */
} Receiver;

/* A payload type once agreed stays in the map: packets of the codec before are still under way when it changes. */
enum
{
  MEANING_NONE,
  MEANING_VOICE = 0x10, /* plus the codec */
  MEANING_KEYS = 0x20,  /* telephone-event, plus the codec on whose clock it counts */
};

struct _RbRtpStream
{
  gatomicrefcount    refs;
  RbSoundDevice     *device;
  GMainContext      *context;
  RbRtpStreamEvents  events;
  gpointer           data;
  GSocket           *rtp_socket;
  GSocket           *rtcp_socket;

  GstElement        *bin;
  GstElement        *rtpbin;
  GstElement        *rtp_source;
  GstElement        *rtcp_source;
  GstElement        *rtp_sink;
  GstElement        *rtcp_sink;
  GstElement        *entry;      /* where the microphone comes in */
  GstElement        *volume;
  GstElement        *valve;
  GstPad            *microphone; /* of the device, while playing */
  GSource           *bye_timer;
  gboolean           playing;
  gboolean           closed;
  gboolean           sending;
  gboolean           talking;
  guint              jitter_step;
  guint64            n_received_before; /* at the last statistics */
  gint64             n_lost_before;
  RbRtpAddress       rtp_destination;
  RbRtpAddress       rtcp_destination;

  GMutex             lock; /* for all below */
  RbNegotiated       negotiated;
  gboolean           configured;
  guint8             meanings[128];     /* of each payload type in this session; MEANING_VOICE … */
  GstElement        *sender;
  GstElement        *payloader;
  GstElement        *encoder;
  RbLateness         lateness;
  guint              jitter_buffer_ms;
  guint              n_late;            /* packets too late for the jitter buffer since the last statistics */
  RbRtpGuard         guard;
  RbDtmfSender       dtmf_sender;
  RbDtmfReceiver     dtmf_receiver;
  GPtrArray         *receivers;
  gboolean           hear;
  GstAdapter        *echo; /* echo robot only: what is to be sent back */
  gboolean           echoing;
  RbRtpAddress       rtcp_from;
  guint64            n_sent;
  guint64            n_received;
};

static void
stream_unref (RbRtpStream *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_signal_handlers_disconnect_by_data (self->rtpbin, self); /* a message on a bus may keep it */
  gst_object_unref (self->bin);
  g_ptr_array_unref (self->receivers);
  g_clear_object (&self->echo);
  g_mutex_clear (&self->lock);
  g_object_unref (self->rtp_socket);
  g_object_unref (self->rtcp_socket);
  g_object_unref (self->device);
  g_free (self);
}

static RbRtpStream *
stream_ref (RbRtpStream *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/* From a streaming thread to the main context. */
typedef struct
{
  RbRtpStream *stream;
  void (*run) (RbRtpStream *stream, guint value);
  guint value;
} Call;

static gboolean
run_call (gpointer data)
{
  Call *call = data;

  call->run (call->stream, call->value);

  return G_SOURCE_REMOVE;
}

static void
free_call (gpointer data)
{
  Call *call = data;

  stream_unref (call->stream);
  g_free (call);
}

static void
call_in_main (RbRtpStream *self, void (*run) (RbRtpStream *, guint), guint value)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Call *call = g_new (Call, 1);

  *call = (Call) { stream_ref (self), run, value };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_call, call, free_call);
  g_source_attach (source, self->context);
}

/* Destinations. */

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

/* Voice goes where voice comes from (RFC 4961), before that where the SDP says; RTCP likewise. */
static void
follow_source (RbRtpStream *self, guint unused)
{
  RbRtpAddress rtp, rtcp;

  g_mutex_lock (&self->lock);
  rtp = self->guard.has_source ? self->guard.source : self->guard.signalled;
  if (self->rtcp_from.port != 0)
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

/* Receiving. */

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

/* Locked. */
static gboolean
accept_rtcp (RbRtpStream *self, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  if (!rb_rtp_guard_check_rtcp (&self->guard, packet, size, from))
    return FALSE;

  if (!rb_rtp_address_equal (&self->rtcp_from, from))
    {
      self->rtcp_from = *from;
      call_in_main (self, follow_source, 0);
    }

  return TRUE;
}

/* Locked. @packet: accepted voice. */
static void
note_lateness (RbRtpStream *self, const guint8 *packet, gboolean begins)
{
  gint64 late_us;

  if (begins || packet[1] & 0x80) /* a new source, or the marker of a talk spurt */
    self->lateness = (RbLateness) { 0 };
  late_us = rb_lateness_add (&self->lateness, GST_READ_UINT32_BE (packet + 4),
                             rb_codec_get_clock_rate (self->negotiated.codec), g_get_monotonic_time ());
  if (late_us > self->jitter_buffer_ms * G_TIME_SPAN_MILLISECOND)
    self->n_late++;
}

/* Locked. */
static gboolean
accept_rtp (RbRtpStream *self, const guint8 *packet, gsize size, const RbRtpAddress *from)
{
  gboolean known = self->guard.has_source;
  guint32 ssrc = self->guard.ssrc;
  RbGuardVerdict verdict = rb_rtp_guard_check_rtp (&self->guard, packet, size, from, g_get_monotonic_time ());

  if (verdict == RB_GUARD_DROP)
    return FALSE;

  if (verdict == RB_GUARD_NEW_SOURCE)
    {
      if (known && ssrc != self->guard.ssrc)
        call_in_main (self, forget_source, ssrc);
      self->rtcp_from.port = 0;
      call_in_main (self, follow_source, 0);
    }

  if (self->n_received++ == 0)
    call_in_main (self, report_first_packet, 0);

  if (self->meanings[packet[1] & 0x7f] & MEANING_KEYS)
    {
      char digit = rb_dtmf_receiver_read (&self->dtmf_receiver, packet, size);

      if (digit != 0)
        call_in_main (self, report_digit, (guint) digit);
    }
  else
    {
      note_lateness (self, packet, verdict == RB_GUARD_NEW_SOURCE);
    }

  return TRUE;
}

static GstPadProbeReturn
check_incoming (RbRtpStream *self, GstPadProbeInfo *info, gboolean rtcp_port)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gboolean accepted = FALSE;
  RbRtpAddress from;
  GstMapInfo map;

  if (!read_sender (buffer, &from) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_DROP;

  g_mutex_lock (&self->lock);
  if (rtcp_port)
    accepted = accept_rtcp (self, map.data, map.size, &from);
  else if (rb_rtp_guard_is_rtcp (map.data, map.size))
    accepted = self->negotiated.rtcp_mux && accept_rtcp (self, map.data, map.size, &from);
  else
    accepted = accept_rtp (self, map.data, map.size, &from);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);

  return accepted ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
on_rtp_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return check_incoming (data, info, FALSE);
}

static GstPadProbeReturn
on_rtcp_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return check_incoming (data, info, TRUE);
}

/* Events count on the voice's clock whatever clock their rtpmap names: they share its timestamps, and another
 * rate in between would reset the jitter buffer. */
static GstCaps *
on_request_pt_map (GstElement *rtpbin, guint session, guint payload_type, gpointer data)
{
  RbRtpStream *self = data;
  GstCaps *caps;
  guint8 meaning;

  g_mutex_lock (&self->lock);
  meaning = payload_type < G_N_ELEMENTS (self->meanings) ? self->meanings[payload_type] : MEANING_NONE;
  g_mutex_unlock (&self->lock);
  if (meaning == MEANING_NONE)
    return NULL;

  caps = rb_codec_get_rtp_caps (meaning & 0x0f, (guint8) payload_type);
  if (meaning & MEANING_KEYS)
    gst_caps_set_simple (caps, "encoding-name", G_TYPE_STRING, "TELEPHONE-EVENT", NULL);

  return caps;
}

static void
free_receiver (gpointer data)
{
  Receiver *receiver = data;

  gst_clear_object (&receiver->speaker);
  g_free (receiver);
}

/* The echo robot hears: keeps it for the way back. */
static GstFlowReturn
on_echo_sample (GstAppSink *sink, gpointer data)
{
  RbRtpStream *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample == NULL)
    return GST_FLOW_EOS;

  g_mutex_lock (&self->lock);
  if (gst_adapter_available (self->echo) < ECHO_MAX)
    gst_adapter_push (self->echo, gst_buffer_ref (gst_sample_get_buffer (sample)));
  g_mutex_unlock (&self->lock);

  return GST_FLOW_OK;
}

/* The echo robot speaks: its microphone's silence becomes what was heard. */
static GstPadProbeReturn
on_echo_block (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbRtpStream *self = data;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GstMapInfo map;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&self->lock);
  if (gst_adapter_available (self->echo) >= (self->echoing ? map.size : ECHO_START))
    {
      self->echoing = TRUE;
      gst_adapter_copy (self->echo, map.data, 0, map.size);
      gst_adapter_flush (self->echo, map.size);
    }
  else
    {
      self->echoing = FALSE;
      memset (map.data, 0, map.size);
    }
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);

  return GST_PAD_PROBE_OK;
}

static void
link_to_echo (RbRtpStream *self, Receiver *receiver)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_echo_sample };

  receiver->echo = rb_make_element ("appsink");
  g_object_set (receiver->echo, "async", FALSE, "processing-deadline", G_GUINT64_CONSTANT (0), NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (receiver->echo), &callbacks, self, NULL);
  gst_bin_add (GST_BIN (self->bin), receiver->echo);
  gst_element_link (receiver->decoder, receiver->echo);
  gst_element_sync_state_with_parent (receiver->echo);
}

static void
link_to_speaker (RbRtpStream *self, Receiver *receiver, gboolean hear)
{
  g_autoptr (GstPad) source = gst_element_get_static_pad (receiver->decoder, "src");

  receiver->ghost = gst_ghost_pad_new (NULL, source);
  gst_pad_set_active (receiver->ghost, TRUE);
  gst_element_add_pad (self->bin, receiver->ghost);
  receiver->speaker = rb_sound_device_request_speaker (self->device);
  gst_pad_link (receiver->ghost, receiver->speaker);
  g_object_set (receiver->speaker, "mute", !hear, NULL);
}

static void
on_pad_added (GstElement *rtpbin, GstPad *pad, gpointer data)
{
  RbRtpStream *self = data;
  Receiver *receiver;
  guint session, ssrc, payload_type;
  g_autoptr (GstPad) sink = NULL;
  gboolean voice, hear;
  guint8 meaning;

  if (sscanf (GST_PAD_NAME (pad), "recv_rtp_src_%u_%u_%u", &session, &ssrc, &payload_type) != 3)
    return;

  g_mutex_lock (&self->lock);
  meaning = self->meanings[payload_type & 0x7f];
  hear = self->hear;
  g_mutex_unlock (&self->lock);

  voice = (meaning & MEANING_VOICE) != 0;
  receiver = g_new0 (Receiver, 1);
  receiver->rtp_pad = pad;
  if (voice)
    {
      receiver->decoder = rb_codec_make_receiver (meaning & 0x0f);
    }
  else
    {
      receiver->decoder = rb_make_element ("fakesink");
      g_object_set (receiver->decoder, "sync", FALSE, "async", FALSE, NULL);
    }
  gst_bin_add (GST_BIN (self->bin), receiver->decoder);

  if (voice && self->echo != NULL)
    link_to_echo (self, receiver);
  else if (voice)
    link_to_speaker (self, receiver, hear);

  gst_element_sync_state_with_parent (receiver->decoder);
  sink = gst_element_get_static_pad (receiver->decoder, "sink");
  gst_pad_link (pad, sink);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->receivers, receiver);
  g_mutex_unlock (&self->lock);
  rb_sound_device_update_latency (self->device);
}

/* Takes @receiver apart; not under the lock. */
static void
remove_receiver (RbRtpStream *self, Receiver *receiver)
{
  gst_element_set_locked_state (receiver->decoder, TRUE);
  gst_element_set_state (receiver->decoder, GST_STATE_NULL);
  if (receiver->speaker != NULL)
    {
      g_autoptr (GstElement) mixer = gst_pad_get_parent_element (receiver->speaker);
      g_autoptr (GstPad) peer = gst_pad_get_peer (receiver->speaker);

      if (peer != NULL)
        gst_pad_unlink (peer, receiver->speaker);
      if (mixer != NULL)
        gst_element_release_request_pad (mixer, receiver->speaker);
    }
  if (receiver->echo != NULL)
    {
      gst_element_set_locked_state (receiver->echo, TRUE);
      gst_element_set_state (receiver->echo, GST_STATE_NULL);
      gst_bin_remove (GST_BIN (self->bin), receiver->echo);
    }
  if (receiver->ghost != NULL)
    gst_element_remove_pad (self->bin, receiver->ghost);
  gst_bin_remove (GST_BIN (self->bin), receiver->decoder);
  free_receiver (receiver);
}

/* Receivers whose rtpbin pad is gone. */
static void
collect_receivers (RbRtpStream *self, guint unused)
{
  while (TRUE)
    {
      Receiver *gone = NULL;

      g_mutex_lock (&self->lock);
      for (guint i = 0; i < self->receivers->len && gone == NULL; i++)
        {
          Receiver *receiver = self->receivers->pdata[i];

          if (receiver->rtp_pad == NULL)
            gone = g_ptr_array_steal_index_fast (self->receivers, i);
        }
      g_mutex_unlock (&self->lock);

      if (gone == NULL)
        break;
      remove_receiver (self, gone);
    }
}

static void
on_pad_removed (GstElement *rtpbin, GstPad *pad, gpointer data)
{
  RbRtpStream *self = data;
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->receivers->len; i++)
    {
      Receiver *receiver = self->receivers->pdata[i];

      if (receiver->rtp_pad == pad)
        {
          receiver->rtp_pad = NULL;
          found = TRUE;
        }
    }
  g_mutex_unlock (&self->lock);

  if (found)
    call_in_main (self, collect_receivers, 0);
}

/* Sending. */

static GstPadProbeReturn
on_outgoing_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbRtpStream *self = data;
  guint8 header[RB_DTMF_PACKET_SIZE], event[RB_DTMF_PACKET_SIZE];
  gboolean replace = FALSE;
  GstBuffer *buffer;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    {
      self->n_sent += gst_buffer_list_length (GST_PAD_PROBE_INFO_BUFFER_LIST (info));
    }
  else
    {
      buffer = GST_PAD_PROBE_INFO_BUFFER (info);
      self->n_sent++;
      replace = rb_dtmf_sender_replace (&self->dtmf_sender, header, gst_buffer_extract (buffer, 0, header, 12), event);
    }
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
static void
place_sender (RbRtpStream *self, const RbNegotiated *negotiated)
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
  gboolean     done;
} Switch;

static void
free_switch (gpointer data)
{
  Switch *change = data;

  stream_unref (change->stream);
  g_free (change);
}

static GstPadProbeReturn
on_idle_to_switch (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Switch *change = data;

  if (!change->done)
    place_sender (change->stream, &change->negotiated);
  change->done = TRUE;

  return GST_PAD_PROBE_REMOVE;
}

static void
switch_sender (RbRtpStream *self, const RbNegotiated *negotiated)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->valve, "src");
  Switch *change = g_new0 (Switch, 1);

  change->stream = stream_ref (self);
  change->negotiated = *negotiated;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_IDLE, on_idle_to_switch, change, free_switch);
}

/* Leaving. */

static void
finish (RbRtpStream *self, guint unused)
{
  if (self->bin == NULL || !self->playing)
    return;

  self->playing = FALSE;
  if (self->bye_timer != NULL)
    g_source_destroy (self->bye_timer);
  g_clear_pointer (&self->bye_timer, g_source_unref);

  gst_element_set_locked_state (self->bin, TRUE);
  gst_element_set_state (self->bin, GST_STATE_NULL);
  while (self->receivers->len > 0)
    remove_receiver (self, g_ptr_array_steal_index_fast (self->receivers, self->receivers->len - 1));
  gst_bin_remove (GST_BIN (GST_OBJECT_PARENT (self->bin)), self->bin);

  if (self->talking)
    rb_sound_device_set_talking (self->device, FALSE);
  rb_sound_device_end_call (self->device);
  rb_sound_device_remove_session (self->device);
  stream_unref (self);
}

static gboolean
on_bye_limit (gpointer data)
{
  finish (data, 0);

  return G_SOURCE_REMOVE;
}

/* rtpbin ends its RTCP stream right after the BYE (RFC 3550 6.6) has been sent. */
static GstPadProbeReturn
on_rtcp_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
    call_in_main (data, finish, 0);

  return GST_PAD_PROBE_OK;
}

/* Building. */

static void
add_probe (GstElement *element, const char *name, GstPadProbeType type, GstPadProbeCallback callback, gpointer data)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, type, callback, data, NULL);
}

static GstElement *
make_udp_source (GSocket *socket, const char *media_type)
{
  GstElement *source = rb_make_element ("udpsrc");
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (media_type);

  g_object_set (source, "socket", socket, "close-socket", FALSE, "caps", caps, NULL);

  return source;
}

static GstElement *
make_udp_sink (GSocket *socket)
{
  GstElement *sink = rb_make_element ("multiudpsink");
  gboolean v6 = g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6;

  g_object_set (sink, v6 ? "socket-v6" : "socket", socket, "close-socket", FALSE, "sync", FALSE, "async", FALSE,
                "qos-dscp", DSCP_EF, NULL);

  return sink;
}

static void
build_rtp (RbRtpStream *self)
{
  g_autoptr (GstPad) sink = NULL;
  g_autoptr (GObject) session = NULL, internal = NULL;

  self->rtpbin = rb_make_element ("rtpbin");
  g_object_set (self->rtpbin, "latency", jitter_buffers_ms[0], "do-lost", TRUE, "autoremove", TRUE, "max-streams",
                MAX_STREAMS, NULL);
  self->rtp_source = make_udp_source (self->rtp_socket, "application/x-rtp");
  self->rtcp_source = make_udp_source (self->rtcp_socket, "application/x-rtcp");
  self->rtp_sink = make_udp_sink (self->rtp_socket);
  self->rtcp_sink = make_udp_sink (self->rtcp_socket);
  gst_bin_add_many (GST_BIN (self->bin), self->rtpbin, self->rtp_source, self->rtcp_source, self->rtp_sink,
                    self->rtcp_sink, NULL);

  sink = gst_element_request_pad_simple (self->rtpbin, "send_rtp_sink_0");
  gst_element_link_pads (self->rtpbin, "send_rtp_src_0", self->rtp_sink, "sink");
  gst_element_link_pads (self->rtpbin, "send_rtcp_src_0", self->rtcp_sink, "sink");
  gst_element_link_pads (self->rtp_source, "src", self->rtpbin, "recv_rtp_sink_0");
  gst_element_link_pads (self->rtcp_source, "src", self->rtpbin, "recv_rtcp_sink_0");

  g_signal_emit_by_name (self->rtpbin, "get-session", 0, &session);
  g_object_set (session, "rtcp-min-interval", (guint64) RTCP_INTERVAL, NULL);
  g_signal_emit_by_name (self->rtpbin, "get-internal-session", 0, &internal);
  g_object_set (internal, "favor-new", TRUE, NULL);

  g_signal_connect (self->rtpbin, "request-pt-map", G_CALLBACK (on_request_pt_map), self);
  g_signal_connect (self->rtpbin, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (self->rtpbin, "pad-removed", G_CALLBACK (on_pad_removed), self);
  add_probe (self->rtp_source, "src", GST_PAD_PROBE_TYPE_BUFFER, on_rtp_packet, self);
  add_probe (self->rtcp_source, "src", GST_PAD_PROBE_TYPE_BUFFER, on_rtcp_packet, self);
  add_probe (self->rtpbin, "send_rtp_sink_0", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
             on_outgoing_packet, self);
}

static void
build_voice (RbRtpStream *self)
{
  g_autoptr (GstPad) pad = NULL;

  self->volume = rb_make_element ("volume");
  self->valve = rb_make_element ("valve");
  gst_util_set_object_arg (G_OBJECT (self->valve), "drop-mode", "forward-sticky-events");
  g_object_set (self->valve, "drop", TRUE, NULL);

  self->entry = rb_make_element ("queue");
  g_object_set (self->entry, "max-size-buffers", QUEUE_BLOCKS, "max-size-bytes", 0, "max-size-time",
                G_GUINT64_CONSTANT (0), NULL);
  gst_util_set_object_arg (G_OBJECT (self->entry), "leaky", "downstream");
  gst_bin_add_many (GST_BIN (self->bin), self->entry, self->volume, self->valve, NULL);
  gst_element_link_many (self->entry, self->volume, self->valve, NULL);
  pad = gst_element_get_static_pad (self->entry, "sink");
  gst_element_add_pad (self->bin, gst_ghost_pad_new ("microphone", pad));

  if (rb_sound_device_get_loop_back (self->device))
    {
      self->echo = gst_adapter_new ();
      add_probe (self->entry, "src", GST_PAD_PROBE_TYPE_BUFFER, on_echo_block, self);
    }
}

RbRtpStream *
rb_rtp_stream_new (RbSoundDevice *device, const char *address, const RbRtpStreamEvents *events, gpointer data,
                   GError **error)
{
  g_autoptr (GSocket) rtp = NULL, rtcp = NULL;
  RbRtpStream *self;

  rb_media_init ();
  if (!rb_plugins_check (error) || !rb_rtp_sockets_open (address, &rtp, &rtcp, error))
    return NULL;

  self = g_new0 (RbRtpStream, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->jitter_buffer_ms = jitter_buffers_ms[0];
  self->device = g_object_ref (device);
  self->context = rb_sound_device_get_context (device);
  self->events = *events;
  self->data = data;
  self->rtp_socket = g_steal_pointer (&rtp);
  self->rtcp_socket = g_steal_pointer (&rtcp);
  self->receivers = g_ptr_array_new_with_free_func (free_receiver);
  self->hear = TRUE;
  self->bin = gst_object_ref_sink (gst_bin_new (NULL));
  build_rtp (self);
  build_voice (self);
  rb_sound_device_add_session (device);

  return self;
}

guint16
rb_rtp_stream_get_port (RbRtpStream *self)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->rtp_socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

GSocketFamily
rb_rtp_stream_get_family (RbRtpStream *self)
{
  return g_socket_get_family (self->rtp_socket);
}

/* Locked. Returns: whether the clock of the keys has changed, which rtpbin may hold in its own map. */
static gboolean
learn_payload_types (RbRtpStream *self, const RbNegotiated *negotiated, const RbRtpAddress *signalled)
{
  guint8 known[G_N_ELEMENTS (self->meanings)], keys = negotiated->receive_dtmf_payload_type & 0x7f;
  gboolean changed = FALSE;
  guint n = 0;

  for (guint i = 0; i < RB_N_CODECS; i++)
    if (negotiated->codec_payload_types[i] < G_N_ELEMENTS (self->meanings))
      self->meanings[negotiated->codec_payload_types[i]] = (guint8) (MEANING_VOICE + i);
  if (keys != 0)
    {
      changed = self->meanings[keys] & MEANING_KEYS && rb_codec_get_clock_rate (self->meanings[keys] & 0x0f) !=
                                                           rb_codec_get_clock_rate (negotiated->codec);
      self->meanings[keys] = (guint8) (MEANING_KEYS + negotiated->codec);
    }

  for (guint i = 0; i < G_N_ELEMENTS (self->meanings); i++)
    if (self->meanings[i] != MEANING_NONE)
      known[n++] = (guint8) i;
  rb_rtp_guard_expect (&self->guard, signalled, known, n);

  return changed;
}

/* Before and while playing: what is sent, what is let in, and where it goes follow @negotiated. */
void
rb_rtp_stream_configure (RbRtpStream *self, const RbNegotiated *negotiated)
{
  gboolean sender_changed, map_changed;
  RbRtpAddress signalled;

  rb_rtp_address_parse (&signalled, negotiated->remote_address, negotiated->remote_rtp_port);

  g_mutex_lock (&self->lock);
  sender_changed = !self->configured || negotiated->codec != self->negotiated.codec ||
                   negotiated->payload_type != self->negotiated.payload_type ||
                   negotiated->ptime != self->negotiated.ptime;
  if (self->configured && !rb_rtp_address_equal (&self->guard.signalled, &signalled))
    self->rtcp_from.port = 0;
  map_changed = learn_payload_types (self, negotiated, &signalled);
  self->negotiated = *negotiated;
  self->configured = TRUE;
  self->dtmf_sender.payload_type = negotiated->dtmf_payload_type;
  self->dtmf_sender.event_rate = negotiated->dtmf_rate;
  self->dtmf_sender.audio_rate = rb_codec_get_clock_rate (negotiated->codec);
  self->dtmf_sender.ptime = negotiated->ptime;
  g_mutex_unlock (&self->lock);

  if (map_changed)
    g_signal_emit_by_name (self->rtpbin, "clear-pt-map");
  follow_source (self, 0);
  if (sender_changed && self->playing)
    switch_sender (self, negotiated);
  else if (sender_changed)
    place_sender (self, negotiated);
}

static void
update_talking (RbRtpStream *self)
{
  gboolean talking = self->playing && self->sending;

  if (talking != self->talking)
    rb_sound_device_set_talking (self->device, talking);
  self->talking = talking;
}

/* @send: voice leaves. @play: what comes is heard. */
void
rb_rtp_stream_set_flow (RbRtpStream *self, gboolean send, gboolean play)
{
  self->sending = send;
  g_object_set (self->valve, "drop", !send, NULL);
  update_talking (self);

  g_mutex_lock (&self->lock);
  self->hear = play;
  for (guint i = 0; i < self->receivers->len; i++)
    {
      Receiver *receiver = self->receivers->pdata[i];

      if (receiver->speaker != NULL)
        g_object_set (receiver->speaker, "mute", !play, NULL);
    }
  g_mutex_unlock (&self->lock);
}

void
rb_rtp_stream_set_muted (RbRtpStream *self, gboolean muted)
{
  g_object_set (self->volume, "mute", muted, NULL);
}

/* Configured before. */
void
rb_rtp_stream_play (RbRtpStream *self)
{
  g_autoptr (GstPad) sink = NULL;
  GstElement *pipeline;

  if (self->playing)
    return;

  pipeline = rb_sound_device_begin_call (self->device);
  rb_rtp_socket_drain (self->rtp_socket);
  rb_rtp_socket_drain (self->rtcp_socket);
  self->playing = TRUE;
  gst_bin_add (GST_BIN (pipeline), self->bin);
  gst_element_sync_state_with_parent (self->bin);
  sink = gst_element_get_static_pad (self->bin, "microphone");
  self->microphone = rb_sound_device_request_microphone (self->device);
  gst_pad_link (self->microphone, sink);
  update_talking (self);
  rb_sound_device_update_latency (self->device);
}

gboolean
rb_rtp_stream_send_dtmf (RbRtpStream *self, const char *digits, guint duration_ms)
{
  gboolean queued = FALSE;

  g_mutex_lock (&self->lock);
  if (self->playing && self->sending && self->dtmf_sender.payload_type != 0)
    queued = rb_dtmf_sender_queue (&self->dtmf_sender, digits, duration_ms);
  g_mutex_unlock (&self->lock);

  return queued;
}

/* Grows the jitter buffer when packets come too late for it; it does not shrink within a call. */
static void
adapt_jitter_buffer (RbRtpStream *self)
{
  gboolean grow;

  g_mutex_lock (&self->lock);
  grow = self->n_late >= LATE_PACKETS && self->jitter_step + 1 < G_N_ELEMENTS (jitter_buffers_ms);
  self->n_late = 0;
  if (grow)
    self->jitter_buffer_ms = jitter_buffers_ms[++self->jitter_step];
  g_mutex_unlock (&self->lock);

  if (grow)
    {
      g_object_set (self->rtpbin, "latency", self->jitter_buffer_ms, NULL);
      rb_sound_device_require_latency (self->device, self->jitter_buffer_ms);
    }
}

/* What the source of the voice, as rtpbin knows it, tells of both directions (RFC 3550 6.4.1). */
static void
read_source (RbRtpStream *self, const GstStructure *stats, RbMediaStatistics *out)
{
  guint jitter = 0, fraction = 0, round_trip = 0;
  gboolean reported = FALSE;
  int lost = 0;

  gst_structure_get (stats, "packets-lost", G_TYPE_INT, &lost, "jitter", G_TYPE_UINT, &jitter, "have-rb",
                     G_TYPE_BOOLEAN, &reported, "rb-fractionlost", G_TYPE_UINT, &fraction, "rb-round-trip", G_TYPE_UINT,
                     &round_trip, NULL);
  if (lost != -1 || self->n_lost_before != 0) /* −1 is rtpbin's “nothing yet” */
    out->packets_lost = lost;
  out->jitter_ms = jitter * 1000.0 / rb_codec_get_clock_rate (out->codec);
  if (reported)
    {
      out->remote_loss_percent = fraction * 100.0 / 256;
      if (round_trip > 0)
        out->round_trip_ms = round_trip * 1000.0 / 65536;
    }
}

static void
find_source (RbRtpStream *self, guint32 ssrc, RbMediaStatistics *out)
{
  g_autoptr (GObject) internal = NULL;
  GValueArray *sources = NULL;

  g_signal_emit_by_name (self->rtpbin, "get-internal-session", 0, &internal);
  g_object_get (internal, "sources", &sources, NULL);
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  for (guint i = 0; sources != NULL && i < sources->n_values; i++)
    {
      GObject *source = g_value_get_object (g_value_array_get_nth (sources, i));
      g_autoptr (GstStructure) stats = NULL;
      gboolean own = FALSE;
      guint found = 0;

      g_object_get (source, "stats", &stats, NULL);
      gst_structure_get (stats, "internal", G_TYPE_BOOLEAN, &own, "ssrc", G_TYPE_UINT, &found, NULL);
      if (!own && found == ssrc)
        read_source (self, stats, out);
    }
  if (sources != NULL)
    g_value_array_free (sources);
  G_GNUC_END_IGNORE_DEPRECATIONS
}

/* Once a second: fills all but the score, and adapts jitter buffer and Opus' redundancy to the losses. */
void
rb_rtp_stream_read_statistics (RbRtpStream *self, RbMediaStatistics *out)
{
  guint64 received;
  guint32 ssrc;

  *out = (RbMediaStatistics) { .round_trip_ms = -1, .remote_loss_percent = -1 };
  g_mutex_lock (&self->lock);
  out->codec = self->negotiated.codec;
  out->packets_sent = self->n_sent;
  out->packets_received = self->n_received;
  ssrc = self->guard.has_source ? self->guard.ssrc : self->guard.rtcp_ssrc;
  g_mutex_unlock (&self->lock);

  if (!self->playing)
    return;

  find_source (self, ssrc, out);
  received = out->packets_received - self->n_received_before;
  if (out->packets_lost > self->n_lost_before)
    out->loss_percent = 100.0 * (out->packets_lost - self->n_lost_before) /
                        (out->packets_lost - self->n_lost_before + received);
  self->n_received_before = out->packets_received;
  self->n_lost_before = out->packets_lost;

  adapt_jitter_buffer (self);
  g_mutex_lock (&self->lock);
  if (out->codec == RB_CODEC_OPUS && out->remote_loss_percent >= 0 &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (self->encoder), "packet-loss-percentage") != NULL)
    g_object_set (self->encoder, "packet-loss-percentage", (int) CLAMP (out->remote_loss_percent, 0, 100), NULL);
  g_mutex_unlock (&self->lock);
}

/* Ends the voice at once and says BYE; sockets and bin go when it has left. */
void
rb_rtp_stream_close (RbRtpStream *self)
{
  g_autoptr (GstElement) tee = NULL;
  g_autoptr (GstPad) sink = NULL;

  self->closed = TRUE;
  if (!self->playing)
    {
      rb_sound_device_remove_session (self->device);
      stream_unref (self);
      return;
    }

  add_probe (self->rtcp_sink, "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_rtcp_event, self);
  tee = gst_pad_get_parent_element (self->microphone);
  sink = gst_element_get_static_pad (self->bin, "microphone");
  gst_pad_unlink (self->microphone, sink);
  gst_element_release_request_pad (tee, self->microphone);
  gst_clear_object (&self->microphone);

  self->bye_timer = g_timeout_source_new (BYE_LIMIT_MS);
  g_source_set_callback (self->bye_timer, on_bye_limit, self, NULL);
  g_source_attach (self->bye_timer, self->context);
  gst_pad_send_event (sink, gst_event_new_eos ());
}
