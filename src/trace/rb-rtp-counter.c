/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts the packets of one RTP stream: losses, duplicates and disorder by sequence numbers
 * (RFC 3550 A.1, A.3), interarrival jitter (A.8), pauses, keys pressed (RFC 4733), what RTCP
 * reports say (6.4), and a graph of bounded size. The table of streams feeds it in the order
 * of arrival, when the SDP has told what the payload types mean. */

#include "rb-rtp-source-private.h"

#include <math.h>

/* RFC 3550 A.1: further ahead than this, or further behind, and the sender began anew. */
#define MAX_DROPOUT 3000
#define MAX_MISORDER 100
#define SEEN 128 /* sequence numbers behind the highest of which is known whether they came */
G_STATIC_ASSERT (SEEN > MAX_MISORDER);

#define GAP_US (100 * G_TIME_SPAN_MILLISECOND) /* audible: five packets of the usual 20 ms */
#define VIDEO_RATE 90000                       /* its packets come in bursts: no pauses to count */

#define MAX_POINTS 300
#define FIRST_POINT_US (100 * G_TIME_SPAN_MILLISECOND)

#define MAX_SENDER_REPORTS 4 /* an answer is to the last report but a few */

#define NO_SEQUENCE G_MAXUINT32

typedef struct
{
  guint32 ntp_middle;
  gint64 time_us;
} SenderReport;

struct _RbRtpCounter
{
  RbRtpSource *source;
  RbRtpPayloadFunc payload_func;
  gpointer data;

  guint64 base;            /* first sequence number of this run */
  guint64 highest;         /* with the cycles (RFC 3550 A.1) */
  guint32 restart;         /* the sequence number that would prove that the sender began anew */
  guint8 seen[SEEN / 8];   /* by sequence number modulo SEEN */
  guint64 expected_before; /* in earlier runs */
  guint64 unique;          /* different ones in this run */
  guint64 lost_before;

  guint payload; /* of the last packet, its index */
  gboolean has_transit;
  gint64 transit_us; /* arrival of the last packet that counts for jitter */
  guint32 transit_timestamp;
  guint transit_rate;
  double jitter_sum;
  guint64 n_jitters;

  guint highest_rate; /* clock of the packet with the highest sequence number; 0: a key's */
  guint32 highest_timestamp;
  guint32 usual_step; /* of timestamps, between packets that follow each other; 0: not known yet */

  guint32 event_timestamp;
  gint64 point_us; /* width of a point */

  SenderReport reports[MAX_SENDER_REPORTS];
  guint n_reports;
};

RbRtpCounter *
rb_rtp_counter_new (guint32 ssrc, const RbEndpoint *src, const RbEndpoint *dst, RbRtpPayloadFunc func, gpointer data)
{
  RbRtpCounter *self = g_new0 (RbRtpCounter, 1);
  RbRtpSource *source = g_new0 (RbRtpSource, 1);

  source->ssrc = ssrc;
  source->src = *src;
  source->dst = *dst;
  source->position = RB_FLOW_NONE;
  source->payloads = g_array_new (FALSE, TRUE, sizeof (RbRtpPayload));
  source->digits = g_array_new (FALSE, TRUE, sizeof (RbRtpDigit));
  source->points = g_array_new (FALSE, TRUE, sizeof (RbRtpPoint));
  self->source = source;
  self->payload_func = func;
  self->data = data;
  self->restart = NO_SEQUENCE;
  self->point_us = FIRST_POINT_US;
  return self;
}

RbRtpSource *
rb_rtp_counter_peek (RbRtpCounter *self)
{
  return self->source;
}

static RbRtpPayload *
get_payload (RbRtpCounter *self, guint8 type)
{
  GArray *payloads = self->source->payloads;
  RbRtpPayload payload = { .type = type };

  if (self->payload < payloads->len && g_array_index (payloads, RbRtpPayload, self->payload).type == type)
    return &g_array_index (payloads, RbRtpPayload, self->payload);

  for (self->payload = 0; self->payload < payloads->len; self->payload++)
    if (g_array_index (payloads, RbRtpPayload, self->payload).type == type)
      return &g_array_index (payloads, RbRtpPayload, self->payload);

  self->payload_func (&payload, self->data);
  g_array_append_val (payloads, payload);
  return &g_array_index (payloads, RbRtpPayload, self->payload);
}

static gboolean
is_event (const RbRtpPayload *payload)
{
  return g_ascii_strcasecmp (payload->encoding, "telephone-event") == 0;
}

/* Marks one sequence number as come; TRUE when it had come before. */
static gboolean
mark_seen (RbRtpCounter *self, guint64 sequence)
{
  guint8 *byte = &self->seen[sequence % SEEN / 8];
  guint8 bit = (guint8) (1 << (sequence % 8));
  gboolean before = (*byte & bit) != 0;

  *byte |= bit;
  return before;
}

static void
forget_seen (RbRtpCounter *self, guint64 sequence)
{
  self->seen[sequence % SEEN / 8] &= (guint8) ~(1 << (sequence % 8));
}

static void
begin_run (RbRtpCounter *self, guint16 sequence)
{
  self->base = self->highest = (guint64) G_MAXUINT16 + 1 + sequence; /* room for those that it overtook */
  self->restart = NO_SEQUENCE;
  self->unique = 0;
  for (guint i = 0; i < G_N_ELEMENTS (self->seen); i++)
    self->seen[i] = 0;
  mark_seen (self, self->base);
}

static void
end_run (RbRtpCounter *self)
{
  guint64 expected = self->highest - self->base + 1;

  self->expected_before += expected;
  if (expected > self->unique)
    self->lost_before += expected - self->unique;
}

typedef enum
{
  NEXT,      /* the one after the highest */
  AHEAD,     /* others are missing between */
  LATE,      /* of those missed before */
  DUPLICATE, /* came before */
  ANEW,      /* the sender began anew */
  FAR,       /* neither here nor there; the next packet tells */
} Place;

/* Where the packet stands among those before it; @missed: the change in missing ones. */
static Place
place (RbRtpCounter *self, guint16 sequence, gint *missed)
{
  gint ahead = (gint16) (guint16) (sequence - (guint16) self->highest);
  guint64 extended;

  *missed = 0;
  if (self->source->packets == 0)
    {
      begin_run (self, sequence);
      return NEXT;
    }

  if (ahead > MAX_DROPOUT || ahead < -MAX_MISORDER)
    {
      if (sequence != self->restart)
        {
          self->restart = (guint16) (sequence + 1);
          return FAR;
        }
      end_run (self);
      begin_run (self, (guint16) (sequence - 1));
      mark_seen (self, ++self->highest);
      self->unique = 1;
      self->source->restarts++;
      return ANEW;
    }

  self->restart = NO_SEQUENCE;
  if (ahead > 0)
    {
      for (gint i = 1; i <= MIN (ahead, SEEN); i++)
        forget_seen (self, self->highest + (guint) i);
      self->highest += (guint) ahead;
      mark_seen (self, self->highest);
      *missed = ahead - 1;
      return ahead == 1 ? NEXT : AHEAD;
    }

  extended = self->highest - (guint) -ahead;
  if (mark_seen (self, extended))
    return DUPLICATE;
  if (extended < self->base)
    {
      /* Overtaken by the first packet seen. */
      self->base = extended;
      return LATE;
    }
  *missed = -1;
  return LATE;
}

/* RFC 3550 A.8, in ms instead of timestamp units; all packets in the order they came. */
static void
count_jitter (RbRtpCounter *self, const RbRtpRecord *record, const RbRtpPayload *payload)
{
  RbRtpSource *source = self->source;

  if (self->has_transit && self->transit_rate == payload->clock_rate)
    {
      double arrival = (double) (record->time_us - self->transit_us) / G_TIME_SPAN_MILLISECOND;
      double sent = (gint32) (record->timestamp - self->transit_timestamp) * 1000.0 / payload->clock_rate;

      source->jitter_ms += (fabs (arrival - sent) - source->jitter_ms) / 16;
      source->max_jitter_ms = MAX (source->max_jitter_ms, source->jitter_ms);
      self->jitter_sum += source->jitter_ms;
      self->n_jitters++;
    }
  self->has_transit = TRUE;
  self->transit_us = record->time_us;
  self->transit_timestamp = record->timestamp;
  self->transit_rate = payload->clock_rate;
}

/* Pauses of the sender, which its timestamps tell, and times when packets did not come. */
static void
count_pause (RbRtpCounter *self, const RbRtpRecord *record, const RbRtpPayload *payload, Place where, gint64 delta_us)
{
  RbRtpSource *source = self->source;
  guint rate = is_event (payload) ? 0 : payload->clock_rate;
  gint64 silence_us = 0;

  if (where == NEXT && rate != 0 && rate != VIDEO_RATE && rate == self->highest_rate)
    {
      guint32 step = record->timestamp - self->highest_timestamp;

      if (self->usual_step > 0 && step > self->usual_step + self->usual_step / 2 && step <= G_MAXINT32)
        {
          silence_us = (gint64) (step - self->usual_step) * G_USEC_PER_SEC / rate;
          source->n_silences++;
          source->longest_silence_us = MAX (source->longest_silence_us, silence_us);
        }
      else if (step > 0 && step <= G_MAXINT32 && (self->usual_step == 0 || step < self->usual_step))
        self->usual_step = step;
    }
  if (where == NEXT || where == AHEAD || where == ANEW)
    {
      self->highest_rate = rate;
      self->highest_timestamp = record->timestamp;
    }

  if (delta_us - silence_us >= GAP_US)
    {
      source->n_gaps++;
      source->longest_gap_us = MAX (source->longest_gap_us, delta_us - silence_us);
    }
}

/* RFC 4733 2.5.1.3 and 2.5.1.4: every packet of one event has its timestamp, a growing
 * duration, and the last one comes three times. */
static void
count_event (RbRtpCounter *self, const RbRtpRecord *record, const RbRtpPayload *payload)
{
  static const char digits[] = "0123456789*#ABCD!";
  GArray *array = self->source->digits;
  guint event = record->event >> 24;
  guint duration_ms = (guint) ((record->event & 0xffff) * 1000.0 / payload->clock_rate + 0.5);
  RbRtpDigit *last = array->len > 0 ? &g_array_index (array, RbRtpDigit, array->len - 1) : NULL;
  RbRtpDigit digit = { .time_us = record->time_us };

  if (event >= sizeof digits - 1)
    return;

  digit.digit = digits[event];
  if (last == NULL || (gint32) (record->timestamp - self->event_timestamp) > 0)
    {
      self->event_timestamp = record->timestamp;
      g_array_append_val (array, digit);
      last = &g_array_index (array, RbRtpDigit, array->len - 1);
    }
  else if (record->timestamp != self->event_timestamp || last->digit != digit.digit)
    return; /* late, of a key before */

  last->duration_ms = MAX (last->duration_ms, duration_ms);
  last->ended |= (record->event & 0x800000) != 0;
}

/* Points twice as wide, until there are few enough. */
static void
merge_points (RbRtpCounter *self)
{
  GArray *points = self->source->points;
  gint64 start = g_array_index (points, RbRtpPoint, 0).time_us;

  while (points->len > MAX_POINTS)
    {
      guint kept = 0;

      self->point_us *= 2;
      for (guint i = 1; i < points->len; i++)
        {
          RbRtpPoint *into = &g_array_index (points, RbRtpPoint, kept);
          const RbRtpPoint *point = &g_array_index (points, RbRtpPoint, i);

          if ((point->time_us - start) / self->point_us != (into->time_us - start) / self->point_us)
            {
              g_array_index (points, RbRtpPoint, ++kept) = *point;
              continue;
            }
          into->max_delta_ms = MAX (into->max_delta_ms, point->max_delta_ms);
          into->max_jitter_ms = MAX (into->max_jitter_ms, point->max_jitter_ms);
          into->packets += point->packets;
          into->lost += point->lost;
        }
      g_array_set_size (points, kept + 1);
    }
}

static void
count_point (RbRtpCounter *self, gint64 time_us, gint64 delta_us, gint missed)
{
  GArray *points = self->source->points;
  float delta_ms = (float) delta_us / G_TIME_SPAN_MILLISECOND;
  float jitter_ms = (float) self->source->jitter_ms;
  RbRtpPoint *point = points->len > 0 ? &g_array_index (points, RbRtpPoint, points->len - 1) : NULL;
  gint64 start = points->len > 0 ? g_array_index (points, RbRtpPoint, 0).time_us : time_us;

  /* A clock set back adds to the newest point. */
  if (point == NULL || (time_us - start) / self->point_us > (point->time_us - start) / self->point_us)
    {
      const RbRtpPoint fresh = { .time_us = time_us };

      g_array_append_val (points, fresh);
      point = &g_array_index (points, RbRtpPoint, points->len - 1);
    }
  point->max_delta_ms = MAX (point->max_delta_ms, delta_ms);
  point->max_jitter_ms = MAX (point->max_jitter_ms, jitter_ms);
  point->packets++;
  point->lost += missed;
  merge_points (self);
}

/* One packet, in the order of arrival. */
void
rb_rtp_counter_add (RbRtpCounter *self, const RbRtpRecord *record)
{
  RbRtpSource *source = self->source;
  RbRtpPayload *payload = get_payload (self, record->payload_type);
  gint64 delta_us = source->packets > 0 ? record->time_us - source->last_us : 0;
  gint missed;
  Place where = place (self, record->sequence, &missed);

  if (source->packets == 0)
    source->first_us = source->last_us = record->time_us;
  source->packets++;
  source->bytes += record->length;
  payload->packets++;

  if (where == DUPLICATE)
    {
      source->duplicates++;
      count_point (self, record->time_us, 0, 0);
      return;
    }

  self->unique += where != FAR;
  source->reordered += where == LATE;
  source->max_delta_us = MAX (source->max_delta_us, delta_us);
  if (is_event (payload))
    {
      if (record->has_event && !source->secure)
        count_event (self, record, payload);
    }
  else
    count_jitter (self, record, payload);
  count_pause (self, record, payload, where, delta_us);
  count_point (self, record->time_us, delta_us, missed);
  source->last_us = MAX (source->last_us, record->time_us);
}

/* The far end heard the SR with this in its clock: the time since then, less the time it
 * waited, is the way from where the capture was made to the far end and back. */
static void
count_round_trip (RbRtpCounter *self, gint64 time_us, const RbRtcpItem *item)
{
  RbRtpSource *source = self->source;
  guint n = MIN (self->n_reports, MAX_SENDER_REPORTS);

  if (item->last_sr == 0)
    return;

  for (guint i = 0; i < n; i++)
    if (self->reports[i].ntp_middle == item->last_sr)
      {
        double delay_ms = item->delay * 1000.0 / 65536;
        double ms = (double) (time_us - self->reports[i].time_us) / G_TIME_SPAN_MILLISECOND - delay_ms;

        source->n_round_trips++;
        source->round_trip_ms = MAX (ms, 0);
        source->max_round_trip_ms = MAX (source->max_round_trip_ms, source->round_trip_ms);
        return;
      }
}

/* One thing that RTCP says of this stream, in the order of arrival: its sender's SR or BYE, or
 * the report of who hears it. */
void
rb_rtp_counter_add_report (RbRtpCounter *self, gint64 time_us, const RbRtcpItem *item)
{
  RbRtpSource *source = self->source;
  const RbRtpPayload *codec;

  switch (item->kind)
    {
    case RB_RTCP_SENDER:
      source->sender_reports++;
      self->reports[self->n_reports++ % MAX_SENDER_REPORTS] = (SenderReport){ item->ntp_middle, time_us };
      break;
    case RB_RTCP_RECEIVED:
      codec = rb_rtp_source_get_codec (source);
      source->far_reports++;
      source->far_lost = item->lost;
      source->far_lost_percent = item->fraction_lost * 100.0 / 256;
      source->far_max_lost_percent = MAX (source->far_max_lost_percent, source->far_lost_percent);
      if (codec != NULL)
        source->far_jitter_ms = item->jitter * 1000.0 / codec->clock_rate;
      count_round_trip (self, time_us, item);
      break;
    case RB_RTCP_BYE:
      source->bye_us = time_us;
      break;
    }
}

static int
compare_payloads (gconstpointer a, gconstpointer b)
{
  const RbRtpPayload *first = a;
  const RbRtpPayload *second = b;

  return (first->packets < second->packets) - (first->packets > second->packets);
}

RbRtpSource *
rb_rtp_counter_finish (RbRtpCounter *self)
{
  RbRtpSource *source = self->source;

  end_run (self);
  source->expected = self->expected_before;
  source->lost = self->lost_before;
  if (self->n_jitters > 0)
    source->mean_jitter_ms = self->jitter_sum / (double) self->n_jitters;
  if (source->last_us > source->first_us)
    source->bit_rate = (double) source->bytes * 8 * G_USEC_PER_SEC / (double) (source->last_us - source->first_us);
  g_array_sort (source->payloads, compare_payloads);
  g_free (self);
  return source;
}

void
rb_rtp_source_free (RbRtpSource *self)
{
  g_array_unref (self->payloads);
  g_array_unref (self->digits);
  g_array_unref (self->points);
  g_clear_pointer (&self->call_id, g_ref_string_release);
  g_free (self);
}
