/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "rb-dtmf.h"
#include "rb-lateness.h"
#include "rb-rtp-guard.h"
#include "rb-rtp-ice.h"
#include "rb-rtp-stream.h"
#include "rb-sound-device-private.h"
#include "rb-srtp.h"
#include "rb-voice.h"

G_BEGIN_DECLS

/* What the files of RbRtpStream share: incoming (packets at the gate), receivers (decoders), sender (encoder) and
 * statistics. Probes run in streaming threads; everything below the lock is behind it, the rest is the main
 * context's. */

#define RB_JITTER_FIRST_MS 60 /* the jitter buffer at the start of a call */

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
  RbVoice           *voice;
  RbSrtp            *srtp;       /* (nullable) between rtpbin and the sockets */
  GstElement        *entry;      /* where the microphone comes in */
  GstElement        *volume;
  GstElement        *valve;
  GstPad            *microphone; /* of the device, while playing */
  GSource           *bye_timer;
  gboolean           playing;
  gboolean           closed;
  gboolean           sending;
  gboolean           speaking;   /* the microphone, not a hold sound */
  gboolean           talking;
  guint              jitter_step;
  guint64            n_received_before; /* at the last statistics */
  gint64             n_lost_before;
  RbRtpAddress       rtp_destination;
  RbRtpAddress       rtcp_destination;
  RbRtpIce          *ice;        /* (nullable) */
  gboolean           has_ice;    /* set before it plays, so that any thread may look */
  int                n_stun;     /* atomic: messages on their way to @ice */

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
  RbRtpGuard         guard_before; /* while @has_new_source */
  gboolean           has_new_source; /* the guard let in a new source; nothing of it has passed the decoder yet */
  RbDtmfSender       dtmf_sender;
  RbDtmfReceiver     dtmf_receiver;
  GPtrArray         *receivers;
  gboolean           hear;
  RbRtpAddress       rtcp_from;
  gboolean           has_pair;          /* ICE has selected one: */
  RbRtpAddress       pair[RB_ICE_COMPONENTS];
  guint64            n_sent;
  guint64            n_received;
};

/* From any thread: @run (stream, @value) in the main context. */
void rb_rtp_stream_call_in_main (RbRtpStream *self, void (*run) (RbRtpStream *, guint), guint value);
RbRtpStream *rb_rtp_stream_ref (RbRtpStream *self);
void         rb_rtp_stream_unref (RbRtpStream *self);

void rb_rtp_incoming_watch (RbRtpStream *self);
void rb_rtp_incoming_follow_source (RbRtpStream *self, guint unused);

void rb_rtp_receivers_watch (RbRtpStream *self);
void rb_rtp_receivers_set_hear (RbRtpStream *self, gboolean hear);
void rb_rtp_receivers_clear (RbRtpStream *self);
void rb_rtp_receivers_free_one (gpointer receiver);

void rb_rtp_sender_watch (RbRtpStream *self);
void rb_rtp_sender_place (RbRtpStream *self, const RbNegotiated *negotiated);
void rb_rtp_sender_switch (RbRtpStream *self, const RbNegotiated *negotiated);

G_END_DECLS
