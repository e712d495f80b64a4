/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who sent a datagram, in a form that compares by memcmp. */
typedef struct
{
  guint8  ip[16]; /* IPv4 as ::ffff:a.b.c.d */
  guint16 port;
} RbRtpAddress;

typedef enum
{
  RB_GUARD_DROP,
  RB_GUARD_PASS,
  RB_GUARD_NEW_SOURCE, /* pass; the voice comes from another address or SSRC from now on */
} RbGuardVerdict;

typedef struct
{
  guint64      payload_types[2]; /* bit set of those agreed */
  gboolean     encrypted;        /* nothing behind the header can be judged */
  RbRtpAddress signalled;        /* from the SDP */
  gboolean     has_source;
  RbRtpAddress source;
  guint32      ssrc;
  gint64       last_us;
  guint        n_candidate;
  RbRtpAddress candidate;
  guint32      candidate_ssrc;
  guint16      candidate_sequence;
  gboolean     has_rtcp_ssrc;
  guint32      rtcp_ssrc; /* who reports while nobody has spoken yet */
  guint32      own_ssrc;  /* what we send with; set by the caller, 0 before the first packet */
  guint64      n_dropped;
} RbRtpGuard;

gboolean rb_rtp_address_set (RbRtpAddress *self, GSocketAddress *address);
gboolean rb_rtp_address_parse (RbRtpAddress *self, const char *ip, guint16 port);
char    *rb_rtp_address_to_string (const RbRtpAddress *self); /* numeric, without the port (transfer full) */
gboolean rb_rtp_address_equal (const RbRtpAddress *a, const RbRtpAddress *b);
gboolean rb_rtp_address_is_v4 (const RbRtpAddress *self);

/* What was agreed; a changed address starts a new search for the far end. */
void rb_rtp_guard_expect (RbRtpGuard *self, const RbRtpAddress *signalled, const guint8 *payload_types, guint n);

/* Whether @packet, decrypted, is RTP of an agreed payload type with something in it. */
gboolean       rb_rtp_guard_is_sound (const RbRtpGuard *self, const guint8 *packet, gsize size);
RbGuardVerdict rb_rtp_guard_check_rtp (RbRtpGuard *self, const guint8 *packet, gsize size, const RbRtpAddress *from, gint64 now_us);
/* What can be said of RTCP before it is decrypted: it is of the far end's machine and source. */
gboolean       rb_rtp_guard_may_be_rtcp (const RbRtpGuard *self, const guint8 *packet, gsize size, const RbRtpAddress *from);
gboolean       rb_rtp_guard_check_rtcp (RbRtpGuard *self, const guint8 *packet, gsize size, const RbRtpAddress *from);
/* The SSRC to give accepted voice that came with @ssrc: another one when it is our own. Echo services send our
 * packets back as they are, which rtpbin takes for a loop (RFC 3550 8.2) and drops. */
guint32        rb_rtp_guard_translate (const RbRtpGuard *self, guint32 ssrc);
/* RFC 5761 4: whether a packet on the RTP port is RTCP. */
gboolean       rb_rtp_guard_is_rtcp (const guint8 *packet, gsize size);

G_END_DECLS
