/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-media-session.h"

G_BEGIN_DECLS

/* The moving part of a session: sockets and a GStreamer bin that lives a little longer than the session, to say
 * goodbye (RTCP BYE). Main context only. */
typedef struct _RbRtpStream RbRtpStream;

typedef struct
{
  void (*dtmf) (char digit, gpointer data);
  void (*first_packet) (gpointer data);
  void (*ice) (RbIceState state, gpointer data); /* has changed */
} RbRtpStreamEvents;

RbRtpStream *rb_rtp_stream_new (RbSoundDevice *device, const char *address, const RbRtpStreamEvents *events,
                                gpointer data, GError **error);
guint16      rb_rtp_stream_get_port (RbRtpStream *self);
GSocketFamily rb_rtp_stream_get_family (RbRtpStream *self);
/* Its sockets are at @address from now on, on other ports. Errors as of rb_rtp_stream_new (). */
gboolean     rb_rtp_stream_move (RbRtpStream *self, const char *address, GError **error);
/* Before it plays: from now on keys may be agreed. */
void         rb_rtp_stream_prepare_encryption (RbRtpStream *self);
/* Before it plays: from now on checks of the far end are answered. @address: as of the sockets. */
void         rb_rtp_stream_prepare_ice (RbRtpStream *self, const char *address);
RbIce       *rb_rtp_stream_get_ice (RbRtpStream *self); /* (transfer none) (nullable) */
/* Checks begin, go on, or end as @negotiated says; the pair they select is then where sound goes. */
void         rb_rtp_stream_agree_ice (RbRtpStream *self, const RbNegotiated *negotiated);
void         rb_rtp_stream_configure (RbRtpStream *self, const RbNegotiated *negotiated);
void         rb_rtp_stream_set_flow (RbRtpStream *self, gboolean send, gboolean play, RbHoldSound sound,
                                     const char *path);
void         rb_rtp_stream_set_conference (RbRtpStream *self, RbMediaConference *conference);
gboolean     rb_rtp_stream_record (RbRtpStream *self, const char *path, GError **error);
void         rb_rtp_stream_stop_recording (RbRtpStream *self);
void         rb_rtp_stream_set_muted (RbRtpStream *self, gboolean muted);
void         rb_rtp_stream_play (RbRtpStream *self);
gboolean     rb_rtp_stream_send_dtmf (RbRtpStream *self, const char *digits, guint duration_ms);
gboolean     rb_rtp_stream_send_inband (RbRtpStream *self, const char *digits, guint duration_ms);
void         rb_rtp_stream_read_statistics (RbRtpStream *self, RbMediaStatistics *out);
void         rb_rtp_stream_close (RbRtpStream *self); /* (transfer full) */

G_END_DECLS
