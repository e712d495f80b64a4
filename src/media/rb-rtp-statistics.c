/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a call's packets tell once a second (RFC 3550 6.4), and what follows from it: the size of the jitter buffer and
 * the redundancy of Opus. */

#include "rb-rtp-stream-private.h"

#include "rb-codec.h"

#define LATE_PACKETS 3 /* in a second, before the jitter buffer grows */

static const guint jitter_steps_ms[] = { RB_JITTER_FIRST_MS, 100, 200 };

/* Grows the jitter buffer when packets come too late for it; it does not shrink within a call. */
static void
adapt_jitter_buffer (RbRtpStream *self)
{
  gboolean grow;

  g_mutex_lock (&self->lock);
  grow = self->n_late >= LATE_PACKETS && self->jitter_step + 1 < G_N_ELEMENTS (jitter_steps_ms);
  self->n_late = 0;
  if (grow)
    self->jitter_buffer_ms = jitter_steps_ms[++self->jitter_step];
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

  *out = (RbMediaStatistics){ .round_trip_ms = -1, .remote_loss_percent = -1 };
  g_mutex_lock (&self->lock);
  out->codec = self->negotiated.codec;
  out->packets_sent = self->n_sent;
  out->packets_received = self->n_received;
  ssrc = self->guard.has_source ? rb_rtp_guard_translate (&self->guard, self->guard.ssrc) : self->guard.rtcp_ssrc;
  g_mutex_unlock (&self->lock);

  if (!self->playing)
    return;

  find_source (self, ssrc, out);
  received = out->packets_received - self->n_received_before;
  if (out->packets_lost > self->n_lost_before)
    out->loss_percent =
        100.0 * (out->packets_lost - self->n_lost_before) / (out->packets_lost - self->n_lost_before + received);
  self->n_received_before = out->packets_received;
  self->n_lost_before = out->packets_lost;

  adapt_jitter_buffer (self);
  g_mutex_lock (&self->lock);
  if (out->codec == RB_CODEC_OPUS && out->remote_loss_percent >= 0 &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (self->encoder), "packet-loss-percentage") != NULL)
    g_object_set (self->encoder, "packet-loss-percentage", (int) CLAMP (out->remote_loss_percent, 0, 100), NULL);
  g_mutex_unlock (&self->lock);
}
