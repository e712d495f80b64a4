/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call's bin in the device pipeline (RFC 3550 by rtpbin):
 *   microphone tee → queue → volume (mute) → valve (hold) → encoder → [DTMF] → rtpbin → socket
 *   socket → [guard, DTMF] → rtpbin → decoder → device mixer
 * RbVoice listens behind the decoder and speaks behind the volume. Built when the session is made, set running by
 * play (), and taken out after the RTCP BYE has left. Probes run in streaming threads: what they share with the main
 * context is behind the lock. */

#include "rb-rtp-stream-private.h"

#include "rb-codec.h"
#include "rb-plugins.h"
#include "rb-rtp-sockets.h"

#include <string.h>

#define DSCP_EF 46    /* RFC 3246 */
#define MAX_STREAMS 8 /* sources rtpbin may know at once */
#define RTCP_INTERVAL GST_SECOND
#define QUEUE_BLOCKS 8 /* of 10 ms: more microphone than that waiting is stale */
#define BYE_LIMIT_MS 200

void
rb_rtp_stream_unref (RbRtpStream *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_signal_handlers_disconnect_by_data (self->rtpbin, self); /* a message on a bus may keep it */
  g_clear_pointer (&self->srtp, rb_srtp_free);
  gst_object_unref (self->bin);
  g_ptr_array_unref (self->receivers);
  rb_voice_free (self->voice);
  g_mutex_clear (&self->lock);
  g_object_unref (self->rtp_socket);
  g_object_unref (self->rtcp_socket);
  g_object_unref (self->device);
  g_free (self);
}

RbRtpStream *
rb_rtp_stream_ref (RbRtpStream *self)
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

  rb_rtp_stream_unref (call->stream);
  g_free (call);
}

void
rb_rtp_stream_call_in_main (RbRtpStream *self, void (*run) (RbRtpStream *, guint), guint value)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Call *call = g_new (Call, 1);

  *call = (Call){ rb_rtp_stream_ref (self), run, value };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_call, call, free_call);
  g_source_attach (source, self->context);
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
  rb_rtp_receivers_clear (self);
  gst_bin_remove (GST_BIN (GST_OBJECT_PARENT (self->bin)), self->bin);

  if (self->talking)
    rb_sound_device_set_talking (self->device, FALSE);
  rb_sound_device_end_call (self->device);
  rb_sound_device_remove_session (self->device);
  rb_rtp_stream_unref (self);
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
    rb_rtp_stream_call_in_main (data, finish, 0);

  return GST_PAD_PROBE_OK;
}

/* Building. */

static void
set_caps (GstElement *source, const char *media_type)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (media_type);

  g_object_set (source, "caps", caps, NULL);
}

static GstElement *
make_udp_source (GSocket *socket, const char *media_type)
{
  GstElement *source = rb_make_element ("udpsrc");

  g_object_set (source, "socket", socket, "close-socket", FALSE, NULL);
  set_caps (source, media_type);

  return source;
}

static void
set_socket (GstElement *sink, GSocket *socket)
{
  gboolean v6 = g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6;

  g_object_set (sink, v6 ? "socket-v6" : "socket", socket, NULL);
}

static GstElement *
make_udp_sink (GSocket *socket)
{
  GstElement *sink = rb_make_element ("multiudpsink");

  set_socket (sink, socket);
  g_object_set (sink, "close-socket", FALSE, "sync", FALSE, "async", FALSE, "qos-dscp", DSCP_EF, NULL);

  return sink;
}

static void
build_rtp (RbRtpStream *self)
{
  g_autoptr (GstPad) sink = NULL;
  g_autoptr (GObject) session = NULL, internal = NULL;

  self->rtpbin = rb_make_element ("rtpbin");
  g_object_set (self->rtpbin, "latency", RB_JITTER_FIRST_MS, "do-lost", TRUE, "autoremove", TRUE, "max-streams",
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
}

void
rb_rtp_stream_prepare_encryption (RbRtpStream *self)
{
  GstElement *encoder, *decoder;

  self->srtp = rb_srtp_new (GST_BIN (self->bin));
  encoder = rb_srtp_get_encoder (self->srtp);
  decoder = rb_srtp_get_decoder (self->srtp);
  gst_element_unlink (self->rtpbin, self->rtp_sink);
  gst_element_unlink (self->rtpbin, self->rtcp_sink);
  gst_element_link_pads (self->rtpbin, "send_rtp_src_0", encoder, "rtp_sink_0");
  gst_element_link_pads (self->rtpbin, "send_rtcp_src_0", encoder, "rtcp_sink_0");
  gst_element_link_pads (encoder, "rtp_src_0", self->rtp_sink, "sink");
  gst_element_link_pads (encoder, "rtcp_src_0", self->rtcp_sink, "sink");

  set_caps (self->rtp_source, "application/x-srtp");
  set_caps (self->rtcp_source, "application/x-srtcp");
  gst_element_unlink (self->rtp_source, self->rtpbin);
  gst_element_unlink (self->rtcp_source, self->rtpbin);
  gst_element_link_pads (self->rtp_source, "src", decoder, "rtp_sink");
  gst_element_link_pads (self->rtcp_source, "src", decoder, "rtcp_sink");
  gst_element_link_pads (decoder, "rtp_src", self->rtpbin, "recv_rtp_sink_0");
  gst_element_link_pads (decoder, "rtcp_src", self->rtpbin, "recv_rtcp_sink_0");
}

/* The selected pairs, as soon as there are all; a restart keeps those there were until it ends. */
static void
follow_ice (RbRtpStream *self, guint unused)
{
  const RbRtpAddress *rtp, *rtcp;
  RbIceState state;
  RbNegotiated negotiated;

  if (self->ice == NULL)
    return;

  state = rb_ice_get_state (rb_rtp_ice_get_agent (self->ice));
  rtp = rb_ice_get_selected (rb_rtp_ice_get_agent (self->ice), 1);
  rtcp = rb_ice_get_selected (rb_rtp_ice_get_agent (self->ice), 2);

  g_mutex_lock (&self->lock);
  if (state == RB_ICE_CONNECTED)
    {
      self->has_pair = TRUE;
      self->pair[0] = *rtp;
      self->pair[1] = rtcp != NULL ? *rtcp : *rtp; /* RFC 5761: both on one port */
    }
  else if (state != RB_ICE_CHECKING)
    {
      self->has_pair = FALSE;
    }
  negotiated = self->negotiated;
  g_mutex_unlock (&self->lock);

  if (self->configured)
    rb_rtp_stream_configure (self, &negotiated);
  explicit_bzero (&negotiated, sizeof negotiated);
  self->events.ice (state, self->data);
}

static void
on_ice_changed (gpointer data)
{
  rb_rtp_stream_call_in_main (data, follow_ice, 0);
}

void
rb_rtp_stream_prepare_ice (RbRtpStream *self, const char *address)
{
  self->ice = rb_rtp_ice_new (address, self->rtp_socket, self->rtcp_socket, self->context, on_ice_changed, self);
  self->has_ice = TRUE;
}

RbIce *
rb_rtp_stream_get_ice (RbRtpStream *self)
{
  return self->ice != NULL ? rb_rtp_ice_get_agent (self->ice) : NULL;
}

void
rb_rtp_stream_agree_ice (RbRtpStream *self, const RbNegotiated *negotiated)
{
  if (self->ice == NULL)
    return;

  if (negotiated->ice.agreed)
    {
      rb_rtp_ice_start (self->ice, &negotiated->ice, negotiated->rtcp_mux ? 1 : RB_ICE_COMPONENTS);
      return;
    }

  rb_rtp_ice_stop (self->ice);
  g_mutex_lock (&self->lock);
  self->has_pair = FALSE;
  g_mutex_unlock (&self->lock);
}

static void
build_voice (RbRtpStream *self)
{
  g_autoptr (GstPad) pad = NULL;
  GstPad *microphone;

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
  microphone = gst_ghost_pad_new ("microphone", pad);
  rb_make_forgiving (microphone); /* other calls hang on the same one */
  gst_element_add_pad (self->bin, microphone);

  self->voice = rb_voice_new (self->device, self->volume);
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
  self->jitter_buffer_ms = RB_JITTER_FIRST_MS;
  self->device = g_object_ref (device);
  self->context = rb_sound_device_get_context (device);
  self->events = *events;
  self->data = data;
  self->rtp_socket = g_steal_pointer (&rtp);
  self->rtcp_socket = g_steal_pointer (&rtcp);
  self->receivers = g_ptr_array_new_with_free_func (rb_rtp_receivers_free_one);
  self->hear = TRUE;
  self->bin = gst_object_ref_sink (gst_bin_new (NULL));
  build_rtp (self);
  build_voice (self);
  rb_rtp_incoming_watch (self);
  rb_rtp_receivers_watch (self);
  rb_rtp_sender_watch (self);
  rb_sound_device_add_session (device);

  return self;
}

gboolean
rb_rtp_stream_move (RbRtpStream *self, const char *address, GError **error)
{
  GstElement *const sources[] = { self->rtp_source, self->rtcp_source };
  gboolean moved;

  /* Out of poll(), which a mere pause need not be over with, and in again with the new sockets. */
  for (gsize i = 0; self->playing && i < G_N_ELEMENTS (sources); i++)
    gst_element_set_state (sources[i], GST_STATE_READY);
  moved = rb_rtp_sockets_move (address, self->rtp_socket, self->rtcp_socket, error);
  for (gsize i = 0; self->playing && i < G_N_ELEMENTS (sources); i++)
    gst_element_sync_state_with_parent (sources[i]);
  if (!moved)
    return FALSE;

  if (self->ice != NULL)
    rb_ice_set_host (rb_rtp_ice_get_agent (self->ice), address);

  return TRUE;
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
      changed = self->meanings[keys] & MEANING_KEYS &&
                rb_codec_get_clock_rate (self->meanings[keys] & 0x0f) != rb_codec_get_clock_rate (negotiated->codec);
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
  if (self->has_pair)
    signalled = self->pair[0];
  sender_changed = !self->configured || negotiated->codec != self->negotiated.codec ||
                   negotiated->payload_type != self->negotiated.payload_type ||
                   negotiated->ptime != self->negotiated.ptime;
  if (self->configured && !rb_rtp_address_equal (&self->guard.signalled, &signalled))
    self->rtcp_from.port = 0;
  self->guard.encrypted = negotiated->receive_key.suite != RB_SRTP_NONE;
  map_changed = learn_payload_types (self, negotiated, &signalled);
  self->negotiated = *negotiated;
  self->configured = TRUE;
  self->dtmf_sender.payload_type = negotiated->dtmf_payload_type;
  self->dtmf_sender.event_rate = negotiated->dtmf_rate;
  self->dtmf_sender.audio_rate = rb_codec_get_clock_rate (negotiated->codec);
  self->dtmf_sender.ptime = negotiated->ptime;
  g_mutex_unlock (&self->lock);

  if (self->srtp != NULL)
    rb_srtp_set_keys (self->srtp, &negotiated->send_key, &negotiated->receive_key);
  if (map_changed)
    g_signal_emit_by_name (self->rtpbin, "clear-pt-map");
  rb_rtp_incoming_follow_source (self, 0);
  if (sender_changed && self->playing)
    rb_rtp_sender_switch (self, negotiated);
  else if (sender_changed)
    rb_rtp_sender_place (self, negotiated);
}

static void
update_talking (RbRtpStream *self)
{
  gboolean talking = self->playing && self->sending && self->speaking;

  if (talking != self->talking)
    rb_sound_device_set_talking (self->device, talking);
  self->talking = talking;
}

/* @send: voice leaves. @play: what comes is heard. @sound: what is sent in place of the microphone, SILENCE: nothing
 * is put in its place. */
void
rb_rtp_stream_set_flow (RbRtpStream *self, gboolean send, gboolean play, RbHoldSound sound, const char *path)
{
  self->sending = send;
  self->speaking = sound == RB_HOLD_SOUND_SILENCE;
  rb_voice_play (self->voice, sound, path);
  rb_voice_set_flow (self->voice, send, play);
  g_object_set (self->valve, "drop", !send, NULL);
  update_talking (self);

  rb_rtp_receivers_set_hear (self, play);
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
  if (self->ice != NULL)
    {
      rb_rtp_ice_stop_listening (self->ice); /* it has read all there was */
      if (self->negotiated.rtcp_mux && self->negotiated.ice.agreed)
        set_socket (self->rtcp_sink, self->rtp_socket); /* the one whose way is checked */
    }
  else
    {
      rb_rtp_socket_drain (self->rtp_socket);
      rb_rtp_socket_drain (self->rtcp_socket);
    }
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

gboolean
rb_rtp_stream_send_inband (RbRtpStream *self, const char *digits, guint duration_ms)
{
  return self->playing && self->sending && self->speaking && rb_voice_send_digits (self->voice, digits, duration_ms);
}

gboolean
rb_rtp_stream_record (RbRtpStream *self, const char *path, GError **error)
{
  return rb_voice_record (self->voice, path, error);
}

void
rb_rtp_stream_stop_recording (RbRtpStream *self)
{
  rb_voice_stop_recording (self->voice);
}

void
rb_rtp_stream_set_conference (RbRtpStream *self, RbMediaConference *conference)
{
  rb_voice_set_conference (self->voice, conference);
}

/* Ends the voice at once and says BYE; sockets and bin go when it has left. */
void
rb_rtp_stream_close (RbRtpStream *self)
{
  g_autoptr (GstElement) tee = NULL;
  g_autoptr (GstPad) sink = NULL;

  self->closed = TRUE;
  g_clear_pointer (&self->ice, rb_rtp_ice_free);
  rb_voice_play (self->voice, RB_HOLD_SOUND_SILENCE, NULL);
  rb_voice_set_conference (self->voice, NULL);
  rb_voice_stop_recording (self->voice);
  if (!self->playing)
    {
      rb_sound_device_remove_session (self->device);
      rb_rtp_stream_unref (self);
      return;
    }

  rb_add_probe (self->rtcp_sink, "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_rtcp_event, self);
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
