/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-c/json.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* One payload type of a stream. */
typedef struct
{
  guint8   type;         /* 0…127 */
  char     encoding[32]; /* "PCMU", "opus", "telephone-event" …; "" when nobody said */
  guint    clock_rate;   /* Hz; 8000 when nobody said */
  gboolean from_sdp;     /* the SDP named it, else RFC 3551 6 or the content did */
  guint64  packets;
} RbRtpPayload;

/* A key pressed (RFC 4733). */
typedef struct
{
  gint64   time_us; /* wall clock of its first packet */
  guint    duration_ms;
  char     digit; /* 0…9 * # A…D, ! for flash */
  gboolean ended; /* a packet with the end bit was seen */
} RbRtpDigit;

/* One piece of the graph over time. */
typedef struct
{
  gint64 time_us;      /* wall clock of its first packet */
  float  max_delta_ms; /* longest time from packet to packet */
  float  max_jitter_ms;
  guint  packets;
  gint   lost; /* missed here; negative where late ones arrived that were missed before */
} RbRtpPoint;

/**
 * RbRtpSource:
 * @packets: all that were seen, duplicates and late ones, too
 * @bytes: RTP packets without UDP and IP headers
 * @expected: by sequence numbers (RFC 3550 A.3)
 * @lost: @expected less the different ones that came. (A.3 also takes off the duplicates.)
 * @reordered: came after one with a higher sequence number
 * @restarts: times the sequence numbers began anew
 * @jitter_ms: interarrival jitter after the last packet (RFC 3550 6.4.1, A.8), of voice and
 *   video: key presses repeat their timestamp and do not count
 * @max_delta_us: longest time between two packets
 * @n_gaps: times nothing came for 100 ms although the sender's clock went on
 * @n_silences: times the sender paused (its timestamp jumped, its sequence did not: RFC 3551 4.1)
 * @bit_rate: of the RTP packets, bits/s over the whole time; 0 for a single packet
 * @payloads: of RbRtpPayload, the one with most packets first
 * @digits: of RbRtpDigit
 * @points: of RbRtpPoint, 300 at most, over the whole time
 * @secure: RTP/SAVP: the payload is encrypted
 * @position: of the message in the trace whose SDP asked for the stream, or %RB_FLOW_NONE
 * @call_id: (nullable): of that message; a #GRefString
 * @sender: who of that call sends it; %RB_PARTY_NONE when nobody said
 * @far_reports: receiver reports about this stream
 * @far_lost_percent: in the last interval of which a report told; @far_max_lost_percent: the worst
 * @far_lost: packets in all, as the last report said
 * @far_jitter_ms: as the last report said
 * @n_round_trips: reports that allowed to tell the time from where the capture was made to the
 *   far end and back (RFC 3550 6.4.1, LSR and DLSR); then @round_trip_ms is the last
 * @bye_us: wall clock of the BYE, 0 without one
 *
 * Everything known of one RTP stream: one SSRC sent from one socket to another. Owned by its
 * RbRtpTable, constant once that is finished.
 */
typedef struct
{
  guint32    ssrc;
  RbEndpoint src;
  RbEndpoint dst;
  gint64     first_us; /* wall clock */
  gint64     last_us;

  guint64    packets;
  guint64    bytes;
  guint64    expected;
  guint64    lost;
  guint64    duplicates;
  guint64    reordered;
  guint      restarts;
  double     jitter_ms;
  double     mean_jitter_ms;
  double     max_jitter_ms;
  gint64     max_delta_us;
  guint      n_gaps;
  gint64     longest_gap_us;
  guint      n_silences;
  gint64     longest_silence_us;
  double     bit_rate;

  GArray    *payloads;
  GArray    *digits;
  GArray    *points;

  gboolean   secure;
  guint      position;
  char      *call_id;
  RbParty    sender;

  guint      sender_reports;
  guint      far_reports;
  double     far_lost_percent;
  double     far_max_lost_percent;
  gint32     far_lost;
  double     far_jitter_ms;
  guint      n_round_trips;
  double     round_trip_ms;
  double     max_round_trip_ms;
  gint64     bye_us;
} RbRtpSource;

/* (nullable): the codec: the payload with most packets that is neither keys nor comfort noise. */
const RbRtpPayload *rb_rtp_source_get_codec (const RbRtpSource *self);
/* Times in it are seconds since @start_us; @points: with the graph. Free with json_object_put(). */
struct json_object *rb_rtp_source_to_json (const RbRtpSource *self, gint64 start_us, gboolean points);

G_END_DECLS
