/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call's audio as the phone sees it: offer and answer, hold, mute, keys and statistics. What was agreed is kept
 * here; the packets are RbRtpStream's. RFC 3264; the phone tells when to start, for early media before the answer. */

#include "rb-media-session.h"

#include "rb-emodel.h"
#include "rb-plugins.h"
#include "rb-rtp-stream.h"
#include "rb-sound-device-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SILENT_AFTER_S 10

struct _RbMediaSession
{
  GObject parent_instance;

  RbSoundDevice *device;
  RbRtpStream *stream; /* NULL once stopped */
  char *address;
  char *public_address; /* (nullable) */
  guint16 port;
  GSocketFamily family;
  RbCodec codecs[RB_N_CODECS];
  guint n_codecs;

  guint64 session_id;
  guint64 version;
  char *last_text; /* our last description, to see whether the next differs */
  RbSdp *offer;    /* our last */
  RbSdp *in_force; /* our description that was agreed */
  RbPayloadTypes payload_types;
  RbEncryption encryption;
  RbSrtpKey keys[RB_N_SRTP_SUITES];
  RbIceLocal ice;  /* with our name and password of this moment */
  char *ice_pairs; /* (nullable) */
  RbNegotiated negotiated;
  gboolean has_negotiated;
  RbHold hold;
  RbHoldSound hold_sound;
  char *hold_path;
  gboolean start_wanted;
  gboolean started;

  GSource *statistics_timer;
  RbMediaStatistics statistics;
  gboolean has_statistics;
  guint quiet_s;
};

enum
{
  STATISTICS,
  DTMF,
  FIRST_PACKET,
  SILENT,
  ICE_FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMediaSession, rb_media_session, G_TYPE_OBJECT)

static void
on_dtmf (char digit, gpointer data)
{
  g_signal_emit (data, signals[DTMF], 0, digit);
}

static void
on_first_packet (gpointer data)
{
  g_signal_emit (data, signals[FIRST_PACKET], 0);
}

static void
on_ice (RbIceState state, gpointer data)
{
  RbMediaSession *self = data;
  g_autofree char *reason = NULL;

  if (state != RB_ICE_FAILED)
    return;

  reason = g_strdup_printf (_ ("ICE found no way to the far end within a few seconds; sound goes to the address in its "
                               "session description, %s, whether it arrives there or not."),
                            self->negotiated.remote_address);
  g_signal_emit (self, signals[ICE_FAILED], 0, reason);
}

static const RbRtpStreamEvents stream_events = { on_dtmf, on_first_packet, on_ice };

static void
watch_silence (RbMediaSession *self, guint64 received_before)
{
  gboolean expected = self->negotiated.receive && !self->negotiated.held_by_remote && self->hold == RB_HOLD_NONE;

  if (self->statistics.packets_received != received_before || !expected)
    self->quiet_s = 0;
  else if (++self->quiet_s == SILENT_AFTER_S)
    g_signal_emit (self, signals[SILENT], 0);
}

static RbIceState
get_ice_state (RbMediaSession *self)
{
  RbIce *ice = self->stream != NULL ? rb_rtp_stream_get_ice (self->stream) : NULL;

  return ice != NULL ? rb_ice_get_state (ice) : RB_ICE_IDLE;
}

static gboolean
on_statistics_timer (gpointer data)
{
  RbMediaSession *self = data;
  guint64 received_before = self->statistics.packets_received;
  double delay_ms;

  g_object_ref (self);
  rb_rtp_stream_read_statistics (self->stream, &self->statistics);
  delay_ms =
      rb_sound_device_get_latency (self->device) + self->negotiated.ptime + MAX (self->statistics.round_trip_ms, 0) / 2;
  self->statistics.ice = get_ice_state (self);
  self->statistics.encryption = self->negotiated.send_key.suite;
  self->statistics.mos = rb_emodel_get_mos (self->statistics.codec, self->statistics.loss_percent, delay_ms);
  self->has_statistics = TRUE;
  g_signal_emit (self, signals[STATISTICS], 0, &self->statistics);
  if (self->stream != NULL)
    watch_silence (self, received_before);
  g_object_unref (self);

  return G_SOURCE_CONTINUE;
}

static void
update_flow (RbMediaSession *self)
{
  gboolean held = self->hold != RB_HOLD_NONE;
  RbHoldSound sound = held ? self->hold_sound : RB_HOLD_SOUND_SILENCE;

  if (self->stream != NULL && self->has_negotiated)
    rb_rtp_stream_set_flow (self->stream, self->negotiated.send && (!held || sound != RB_HOLD_SOUND_SILENCE),
                            self->negotiated.receive && !held, sound, self->hold_path);
}

static void
start_if_ready (RbMediaSession *self)
{
  if (self->started || !self->start_wanted || !self->has_negotiated || self->stream == NULL)
    return;

  self->started = TRUE;
  rb_rtp_stream_agree_ice (self->stream, &self->negotiated);
  rb_rtp_stream_play (self->stream);
  self->statistics_timer = g_timeout_source_new_seconds (1);
  g_source_set_callback (self->statistics_timer, on_statistics_timer, self, NULL);
  g_source_attach (self->statistics_timer, rb_sound_device_get_context (self->device));
}

/* The agreement that a description of ours and one of theirs make. */
static void
apply (RbMediaSession *self, const RbSdp *ours, const RbNegotiated *negotiated)
{
  RbSdp *copy = rb_sdp_copy (ours);

  g_clear_pointer (&self->in_force, rb_sdp_free);
  self->in_force = copy;
  self->negotiated = *negotiated;
  self->has_negotiated = TRUE;
  self->quiet_s = 0;
  if (self->stream == NULL)
    return;

  if (self->started)
    rb_rtp_stream_agree_ice (self->stream, negotiated);
  rb_rtp_stream_configure (self->stream, negotiated);
  update_flow (self);
  start_if_ready (self);
}

/* RFC 8839 4.4.1.2.2: an offer of who chose the pairs names the far end's addresses in them. (transfer full) (nullable)
 */
static char *
list_pairs (RbIce *ice)
{
  GString *list = g_string_new (NULL);

  for (guint component = 1; component <= RB_ICE_COMPONENTS; component++)
    {
      const RbRtpAddress *address = rb_ice_get_selected (ice, component);
      g_autofree char *ip = address != NULL ? rb_rtp_address_to_string (address) : NULL;

      if (ip != NULL)
        g_string_append_printf (list, "%s%u %s %u", list->len > 0 ? " " : "", component, ip, address->port);
    }

  return g_string_free (list, FALSE);
}

/* (nullable): no ICE. */
static const RbIceLocal *
describe_ice (RbMediaSession *self, gboolean offer)
{
  RbIce *ice = self->stream != NULL ? rb_rtp_stream_get_ice (self->stream) : NULL;

  if (ice == NULL)
    return NULL;

  g_clear_pointer (&self->ice_pairs, g_free);
  if (offer)
    rb_ice_offer (ice);
  if (offer && rb_ice_get_state (ice) == RB_ICE_CONNECTED && rb_ice_is_controlling (ice))
    self->ice_pairs = list_pairs (ice);
  self->ice = (RbIceLocal){
    .ufrag = rb_ice_get_ufrag (ice),
    .pwd = rb_ice_get_pwd (ice),
    .host = self->address,
    .public_address = self->public_address,
    .rtp_port = self->port,
    .remote_candidates = self->ice_pairs,
  };

  return &self->ice;
}

static void
fill_local (RbMediaSession *self, gboolean offer, RbLocalMedia *local)
{
  *local = (RbLocalMedia){
    .address = self->public_address != NULL ? self->public_address : self->address,
    .rtp_port = self->port,
    .session_id = self->session_id,
    .session_version = MAX (self->version, 1),
    .n_codecs = self->n_codecs,
    .hold = self->hold,
    .payload_types = self->payload_types,
    .encryption = self->encryption,
    .ice = describe_ice (self, offer),
    .previous = self->in_force,
  };
  memcpy (local->codecs, self->codecs, sizeof local->codecs);
  memcpy (local->keys, self->keys, sizeof local->keys);
}

/* RFC 3264 8: a changed description gets the next version. Returns: (transfer full): the text. */
static char *
publish (RbMediaSession *self, RbSdp *description)
{
  g_autofree char *text = rb_sdp_format (description);

  if (self->last_text != NULL && strcmp (text, self->last_text) != 0)
    {
      description->session_version = self->version + 1;
      g_free (text);
      text = rb_sdp_format (description);
    }
  self->version = description->session_version;
  rb_payload_types_learn (&self->payload_types, description);
  g_free (self->last_text);
  self->last_text = g_strdup (text);

  return g_steal_pointer (&text);
}

/* Sound for an IPv6 address cannot leave an IPv4 socket. */
static gboolean
check_family (RbMediaSession *self, const RbNegotiated *negotiated, GError **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (negotiated->remote_address);

  if (g_inet_address_get_family (inet) == self->family)
    return TRUE;

  g_set_error (
      error, RB_SDP_ERROR, RB_SDP_ERROR_NO_AUDIO,
      _ ("The far end takes sound at %s, but this call uses the address %s of the other IP version; use an account "
         "address of the same version."),
      negotiated->remote_address, self->address);
  return FALSE;
}

static void
rb_media_session_dispose (GObject *object)
{
  RbMediaSession *self = RB_MEDIA_SESSION (object);

  rb_media_session_stop (self);
  g_clear_object (&self->device);

  G_OBJECT_CLASS (rb_media_session_parent_class)->dispose (object);
}

static void
rb_media_session_finalize (GObject *object)
{
  RbMediaSession *self = RB_MEDIA_SESSION (object);

  g_free (self->address);
  g_free (self->public_address);
  g_free (self->hold_path);
  g_free (self->last_text);
  g_free (self->ice_pairs);
  g_clear_pointer (&self->offer, rb_sdp_free);
  g_clear_pointer (&self->in_force, rb_sdp_free);
  explicit_bzero (self->keys, sizeof self->keys);
  explicit_bzero (&self->negotiated, sizeof self->negotiated);

  G_OBJECT_CLASS (rb_media_session_parent_class)->finalize (object);
}

static guint
new_signal (RbMediaSessionClass *klass, const char *name, guint n_arguments, GType argument)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_arguments, argument);
}

static void
rb_media_session_class_init (RbMediaSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_media_session_dispose;
  object_class->finalize = rb_media_session_finalize;

  signals[STATISTICS] = new_signal (klass, "statistics", 1, G_TYPE_POINTER);
  signals[DTMF] = new_signal (klass, "dtmf", 1, G_TYPE_CHAR);
  signals[FIRST_PACKET] = new_signal (klass, "first-packet", 0, G_TYPE_NONE);
  signals[SILENT] = new_signal (klass, "silent", 0, G_TYPE_NONE);
  signals[ICE_FAILED] = new_signal (klass, "ice-failed", 1, G_TYPE_STRING);
}

static void
rb_media_session_init (RbMediaSession *self)
{
  for (guint i = 0; i < RB_N_CODECS; i++)
    self->codecs[i] = i;
  self->n_codecs = RB_N_CODECS;
  self->session_id = g_random_int ();
}

RbMediaSession *
rb_media_session_new (RbSoundDevice *device, const char *address, GError **error)
{
  g_autoptr (RbMediaSession) self = NULL;
  const char *hold_path;

  g_return_val_if_fail (RB_IS_SOUND_DEVICE (device), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (RB_TYPE_MEDIA_SESSION, NULL);
  self->device = g_object_ref (device);
  self->address = g_strdup (address);
  self->hold_sound = rb_sound_device_get_hold_sound (device, &hold_path);
  self->hold_path = g_strdup (hold_path);
  self->stream = rb_rtp_stream_new (device, address, &stream_events, self, error);
  if (self->stream == NULL)
    return NULL;
  self->port = rb_rtp_stream_get_port (self->stream);
  self->family = rb_rtp_stream_get_family (self->stream);

  return g_steal_pointer (&self);
}

void
rb_media_session_set_codecs (RbMediaSession *self, const RbCodec *codecs, guint n)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));
  g_return_if_fail (n > 0 && n <= RB_N_CODECS);

  memcpy (self->codecs, codecs, n * sizeof *codecs);
  self->n_codecs = n;
}

gboolean
rb_media_session_set_public_address (RbMediaSession *self, const char *address)
{
  g_autoptr (GInetAddress) inet = address != NULL ? g_inet_address_new_from_string (address) : NULL;

  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);

  if (address != NULL && (inet == NULL || g_inet_address_get_family (inet) != self->family ||
                          g_inet_address_get_is_any (inet) || g_inet_address_get_is_multicast (inet)))
    return FALSE;

  g_free (self->public_address);
  self->public_address = inet != NULL ? g_inet_address_to_string (inet) : NULL;

  return TRUE;
}

gboolean
rb_media_session_move (RbMediaSession *self, const char *address, GError **error)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (self->stream == NULL || strcmp (address, self->address) == 0)
    return TRUE;
  if (!rb_rtp_stream_move (self->stream, address, error))
    return FALSE;

  g_free (self->address);
  self->address = g_strdup (address);
  self->port = rb_rtp_stream_get_port (self->stream);

  return TRUE;
}

gboolean
rb_media_session_set_encryption (RbMediaSession *self, RbEncryption encryption, GError **error)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);
  g_return_val_if_fail (self->last_text == NULL, FALSE);

  if (encryption == RB_ENCRYPTION_OFF || self->encryption != RB_ENCRYPTION_OFF || self->stream == NULL)
    {
      self->encryption = encryption;
      return TRUE;
    }
  if (!rb_plugins_check_element ("srtpenc", error) || !rb_plugins_check_element ("srtpdec", error))
    return FALSE;

  self->encryption = encryption;
  for (guint suite = RB_SRTP_NONE + 1; suite < RB_N_SRTP_SUITES; suite++)
    rb_srtp_key_generate (&self->keys[suite], suite);
  rb_rtp_stream_prepare_encryption (self->stream);

  return TRUE;
}

void
rb_media_session_set_ice (RbMediaSession *self, gboolean ice)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));
  g_return_if_fail (self->last_text == NULL);

  if (ice && self->stream != NULL && rb_rtp_stream_get_ice (self->stream) == NULL)
    rb_rtp_stream_prepare_ice (self->stream, self->address);
}

char *
rb_media_session_create_offer (RbMediaSession *self)
{
  RbLocalMedia local;

  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), NULL);

  fill_local (self, TRUE, &local);
  g_clear_pointer (&self->offer, rb_sdp_free);
  self->offer = rb_offer_new (&local);

  return publish (self, self->offer);
}

gboolean
rb_media_session_accept_answer (RbMediaSession *self, const char *sdp, GError **error)
{
  g_autoptr (RbSdp) answer = NULL;
  RbNegotiated negotiated;

  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);
  g_return_val_if_fail (sdp != NULL, FALSE);

  if (self->offer == NULL)
    {
      g_set_error_literal (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_STATE,
                           _ ("The far end sent an SDP answer although nothing was offered to it; it is ignored."));
      return FALSE;
    }

  answer = rb_sdp_parse (sdp, -1, error);
  if (answer == NULL || !rb_answer_accept (self->offer, answer, &negotiated, error) ||
      !check_family (self, &negotiated, error))
    return FALSE;

  apply (self, self->offer, &negotiated);

  return TRUE;
}

char *
rb_media_session_create_answer (RbMediaSession *self, const char *offer, GError **error)
{
  g_autoptr (RbSdp) theirs = NULL, ours = NULL;
  g_autofree char *text = NULL;
  RbNegotiated negotiated;
  RbLocalMedia local;

  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), NULL);
  g_return_val_if_fail (offer != NULL, NULL);

  theirs = rb_sdp_parse (offer, -1, error);
  if (theirs == NULL)
    return NULL;

  fill_local (self, FALSE, &local);
  ours = rb_answer_new (theirs, &local, &negotiated, error);
  if (ours == NULL || !check_family (self, &negotiated, error))
    return NULL;
  if (negotiated.ice.agreed && rb_ice_is_restart (rb_rtp_stream_get_ice (self->stream), &negotiated.ice))
    {
      rb_ice_renew (rb_rtp_stream_get_ice (self->stream));
      rb_sdp_free (ours);
      fill_local (self, FALSE, &local);
      ours = rb_answer_new (theirs, &local, &negotiated, error);
    }

  rb_payload_types_learn (&self->payload_types, theirs);
  text = publish (self, ours);
  apply (self, ours, &negotiated);

  return g_steal_pointer (&text);
}

void
rb_media_session_set_hold (RbMediaSession *self, gboolean hold)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));

  self->hold = hold ? RB_HOLD_LOCAL : RB_HOLD_NONE;
  update_flow (self);
}

void
rb_media_session_set_hold_sound (RbMediaSession *self, RbHoldSound sound, const char *path)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));
  g_return_if_fail (sound != RB_HOLD_SOUND_FILE || path != NULL);

  self->hold_sound = sound;
  g_free (self->hold_path);
  self->hold_path = g_strdup (path);
  update_flow (self);
}

void
rb_media_session_set_conference (RbMediaSession *self, RbMediaConference *conference)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));

  if (self->stream != NULL)
    rb_rtp_stream_set_conference (self->stream, conference);
}

gboolean
rb_media_session_start_recording (RbMediaSession *self, const char *path, GError **error)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (self->stream != NULL)
    return rb_rtp_stream_record (self->stream, path, error);

  g_set_error_literal (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_STATE,
                       _ ("The call is over; there is nothing to record."));
  return FALSE;
}

void
rb_media_session_stop_recording (RbMediaSession *self)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));

  if (self->stream != NULL)
    rb_rtp_stream_stop_recording (self->stream);
}

gboolean
rb_media_session_is_held_by_remote (RbMediaSession *self)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);

  return self->has_negotiated && self->negotiated.held_by_remote;
}

void
rb_media_session_set_muted (RbMediaSession *self, gboolean muted)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));

  if (self->stream != NULL)
    rb_rtp_stream_set_muted (self->stream, muted);
}

gboolean
rb_media_session_send_dtmf (RbMediaSession *self, const char *digits, guint duration_ms)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);
  g_return_val_if_fail (digits != NULL, FALSE);

  return self->stream != NULL && rb_rtp_stream_send_dtmf (self->stream, digits, duration_ms);
}

gboolean
rb_media_session_send_inband (RbMediaSession *self, const char *digits, guint duration_ms)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);
  g_return_val_if_fail (digits != NULL, FALSE);

  return self->stream != NULL && rb_rtp_stream_send_inband (self->stream, digits, duration_ms);
}

RbDtmfMode
rb_media_session_choose_dtmf (RbMediaSession *self, RbDtmfMode wanted)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), RB_DTMF_MODE_INFO);

  if (wanted == RB_DTMF_MODE_INFO || wanted == RB_DTMF_MODE_INBAND)
    return wanted;
  if (self->has_negotiated && self->negotiated.dtmf_payload_type != 0)
    return RB_DTMF_MODE_RFC4733;

  /* Opus bends the tones so that receivers miss some; a far end that agreed on G.711 alone is often a gateway that
   * listens to the sound. */
  return wanted == RB_DTMF_MODE_AUTO && self->has_negotiated && self->negotiated.codec != RB_CODEC_OPUS
             ? RB_DTMF_MODE_INBAND
             : RB_DTMF_MODE_INFO;
}

gboolean
rb_media_session_get_statistics (RbMediaSession *self, RbMediaStatistics *out)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);

  if (self->has_statistics)
    *out = self->statistics;

  return self->has_statistics;
}

gboolean
rb_media_session_get_negotiated (RbMediaSession *self, RbNegotiated *out)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), FALSE);

  if (self->has_negotiated)
    *out = self->negotiated;

  return self->has_negotiated;
}

guint16
rb_media_session_get_rtp_port (RbMediaSession *self)
{
  g_return_val_if_fail (RB_IS_MEDIA_SESSION (self), 0);

  return self->port;
}

void
rb_media_session_start (RbMediaSession *self)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));

  self->start_wanted = TRUE;
  start_if_ready (self);
}

void
rb_media_session_stop (RbMediaSession *self)
{
  g_return_if_fail (RB_IS_MEDIA_SESSION (self));

  if (self->statistics_timer != NULL)
    g_source_destroy (self->statistics_timer);
  g_clear_pointer (&self->statistics_timer, g_source_unref);
  g_clear_pointer (&self->stream, rb_rtp_stream_close);
}
