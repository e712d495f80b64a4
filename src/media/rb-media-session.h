/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-ice.h"
#include "rb-media-conference.h"
#include "rb-offer-answer.h"
#include "rb-sound-device.h"

G_BEGIN_DECLS

#define RB_MEDIA_ERROR (rb_media_error_quark ())
GQuark rb_media_error_quark (void);

typedef enum
{
  RB_MEDIA_ERROR_PORTS, /* no free RTP port */
  RB_MEDIA_ERROR_PLUGIN, /* a GStreamer element is missing; the message names the package */
  RB_MEDIA_ERROR_STATE,
} RbMediaError;

/* The way keys travel, as an account may ask for it. */
typedef enum
{
  RB_DTMF_MODE_AUTO,
  RB_DTMF_MODE_RFC4733,
  RB_DTMF_MODE_INFO,
  RB_DTMF_MODE_INBAND,
} RbDtmfMode;

/* Taken every second (signal "statistics"). */
typedef struct
{
  RbCodec codec;
  guint64 packets_sent;
  guint64 packets_received;
  gint64  packets_lost;     /* RFC 3550 6.4.1, may be negative */
  double  loss_percent;     /* over the last interval */
  double  jitter_ms;        /* RFC 3550 A.8 */
  double  round_trip_ms;    /* −1 when unknown */
  double  remote_loss_percent; /* as the far end reports, −1 when unknown */
  double  mos;              /* 1…4.5, E-model G.107 */
  RbIceState ice;
  RbSrtpSuite encryption;   /* of the sound in both directions; whoever can read the signalling has the keys */
} RbMediaStatistics;

/* One call's audio: an RTP/RTCP socket pair and one bin in the sound device's pipeline.
 * Signals:
 *  "statistics" (const RbMediaStatistics *) each second while running
 *  "dtmf" (char digit)                      received RFC 4733 event, once each
 *  "first-packet" ()                        first RTP packet received
 *  "silent" ()                              nothing received for 10 s although we should receive
 *  "ice-failed" (const char *reason)        no way was found by ICE; sound goes where the SDP says */
#define RB_TYPE_MEDIA_SESSION (rb_media_session_get_type ())
G_DECLARE_FINAL_TYPE (RbMediaSession, rb_media_session, RB, MEDIA_SESSION, GObject)

/* Binds the sockets (@address: local IP for SDP and bind; RTP on an even port, RTCP on the next). */
RbMediaSession *rb_media_session_new (RbSoundDevice *device, const char *address, GError **error);
void            rb_media_session_set_codecs (RbMediaSession *self, const RbCodec *codecs, guint n); /* preference; default all */

/* What the far end is told to send to (RFC 8866 5.7) in place of the local address: behind a NAT that maps our ports as
 * they are. Numeric and of the same IP version, else FALSE: a name would have to be resolved by whoever calls. From the
 * next offer or answer on; NULL: the local one. */
gboolean        rb_media_session_set_public_address (RbMediaSession *self, const char *address);
/* Our address has changed to @address: sound comes and goes there at once, and the next offer or answer says so. FALSE with
 * RB_MEDIA_ERROR_PORTS: nothing has changed. */
gboolean        rb_media_session_move (RbMediaSession *self, const char *address, GError **error);
/* Before the first offer or answer. FALSE with @error RB_MEDIA_ERROR_PLUGIN when the plug-in is missing. */
gboolean        rb_media_session_set_encryption (RbMediaSession *self, RbEncryption encryption, GError **error);
/* Before the first offer or answer: ICE (RFC 8445) with a far end that does it too. Sound goes where the SDP says until
 * a pair is selected. */
void            rb_media_session_set_ice (RbMediaSession *self, gboolean ice);

/* Offer/answer. Each returns/takes SDP text; the pipeline follows what was agreed.
 * create_offer raises the session version when the description changed. */
char           *rb_media_session_create_offer (RbMediaSession *self); /* (transfer full) */
gboolean        rb_media_session_accept_answer (RbMediaSession *self, const char *sdp, GError **error);
char           *rb_media_session_create_answer (RbMediaSession *self, const char *offer, GError **error); /* (transfer full) */

/* Takes effect in the next offer (re-INVITE) and stops/starts sending at once. */
void            rb_media_session_set_hold (RbMediaSession *self, gboolean hold);
/* What the far end hears while we hold, at once; at first that of the device. A file that was not checked by
 * rb_wav_check () may turn out to be silence. */
void            rb_media_session_set_hold_sound (RbMediaSession *self, RbHoldSound sound, const char *path);
/* (nullable): none. The far end then hears also the other members, and they hear it; not while one is held. */
void            rb_media_session_set_conference (RbMediaSession *self, RbMediaConference *conference);
/* Records both sides into the new file @path (Opus in Ogg: "….opus") until it is told to stop or the call ends; a
 * recording that runs already ends first. FALSE with @error: G_IO_ERROR or RB_MEDIA_ERROR. When the disk is full the
 * device's signal "error" tells, and the call goes on. */
gboolean        rb_media_session_start_recording (RbMediaSession *self, const char *path, GError **error);
void            rb_media_session_stop_recording (RbMediaSession *self);
gboolean        rb_media_session_is_held_by_remote (RbMediaSession *self);
void            rb_media_session_set_muted (RbMediaSession *self, gboolean muted);
/* Queues RFC 4733 events; FALSE when telephone-event was not agreed. @digits: 0-9 * # A-D. */
gboolean        rb_media_session_send_dtmf (RbMediaSession *self, const char *digits, guint duration_ms);
/* The same as tones in the sound, in place of the voice (ITU-T Q.23): for codecs that keep them, PCMU and PCMA.
 * FALSE when nothing is being sent. @duration_ms: 70…1000, the same for all that wait. */
gboolean        rb_media_session_send_inband (RbMediaSession *self, const char *digits, guint duration_ms);
/* How keys are sent in this call when the account asks for @wanted: AUTO takes telephone-event when both agreed on it,
 * tones with a codec that keeps them, else INFO; an RFC 4733 nobody agreed on becomes INFO too. */
RbDtmfMode      rb_media_session_choose_dtmf (RbMediaSession *self, RbDtmfMode wanted);
gboolean        rb_media_session_get_statistics (RbMediaSession *self, RbMediaStatistics *out);
gboolean        rb_media_session_get_negotiated (RbMediaSession *self, RbNegotiated *out);
guint16         rb_media_session_get_rtp_port (RbMediaSession *self);
/* Starts sending/receiving what was agreed (after answer, or for early media). Idempotent. */
void            rb_media_session_start (RbMediaSession *self);
/* Sends RTCP BYE, leaves the pipeline, closes the sockets. Idempotent; also from dispose. */
void            rb_media_session_stop (RbMediaSession *self);

G_END_DECLS
