/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the RTP streams among the datagrams of a capture. While it is read, datagrams of the
 * form of RTP are noted by SSRC and sockets, 32 bytes a packet; in the end those are streams
 * whose sequence numbers follow each other (RFC 3550 A.1) or that SDP asked for, and they are
 * counted with the clock rates the SDP tells. RTCP joins the streams it speaks of. The SIP
 * collector offers the datagrams, the capture reader hangs the table on the trace. */

#include "rb-rtp-table.h"

#include <math.h>
#include <string.h>

#include "rb-rtp-offers.h"
#include "rb-rtp-source-private.h"
#include "rb-seeded-hash.h"

/* Packets in sequence that make a stream without SDP. One in 65536 junk packets follows the
 * one before by chance; three in a row none does. */
#define MIN_FOLLOWING 3

/* SDP of later offers that is asked for a payload type the first did not name. */
#define MAX_LATER_OFFERS 16

#define RTCP_RECORD G_MAXUINT32 /* the stream of a record that is RTCP */

#define KEPT_BLOCK (64 * 1024)

/* What may become a source. */
typedef struct
{
  RbEndpoint src;
  RbEndpoint dst;
  guint32 ssrc;
  guint32 number;
  guint16 sequence; /* of the last packet */
  guint8 following;
  guint32 first_timestamp;
  guint32 last_timestamp;
  gint64 first_us;
  gint64 last_us;
  guint64 types[2];      /* payload types seen, a bit each */
  guint64 not_events[2]; /* those with payloads that are no telephone events */
} Stream;

typedef struct
{
  gint64 time_us;
  RbEndpoint src;
  RbEndpoint dst;
  guint32 offset; /* in the RTCP bytes */
  guint32 length;
  guint32 source; /* once it is known, or RB_FLOW_NONE */
} Report;

typedef struct
{
  const guint8 *bytes;
  gsize length;
} Kept;

/* For a source that is being counted: where its payload types are explained. */
typedef struct
{
  const Stream *stream;
  RbRtpOffers *offers;
  RbRtpOffer *offer;     /* (nullable) */
  const RbEndpoint *end; /* of the offer */
  RbTrace *trace;
  RbRtpCounter *counter;
} Count;

struct _RbRtpTable
{
  GHashTable *by_key; /* set of Stream */
  GPtrArray *streams; /* of Stream, by number */
  GArray *records;    /* of RbRtpRecord */
  GArray *reports;    /* of Report */
  GByteArray *rtcp;

  GPtrArray *sources; /* of RbRtpSource */
  GArray *source_of;  /* of guint: the source by number of stream, or RB_FLOW_NONE */
  gboolean keep;
  GArray *kept;      /* of Kept, as the records */
  GPtrArray *owners; /* of GBytes, in which they lie */
  GStringChunk *copies;
};

static guint64
hash_end (guint64 hash, const RbEndpoint *end)
{
  return rb_hash_bytes (hash, end->addr, end->family == 4 ? 4 : 16);
}

static guint
stream_hash (gconstpointer data)
{
  const Stream *self = data;
  guint64 hash =
      rb_hash_mix (rb_hash_seed (), (guint64) self->ssrc << 32 | (guint) self->src.port << 16 | self->dst.port);

  return (guint) hash_end (hash_end (hash, &self->src), &self->dst);
}

static gboolean
stream_equal (gconstpointer a, gconstpointer b)
{
  const Stream *first = a;
  const Stream *second = b;

  return first->ssrc == second->ssrc && rb_endpoint_equal (&first->src, &second->src) &&
         rb_endpoint_equal (&first->dst, &second->dst);
}

/* RTCP goes between other ports than RTP (or the same, RFC 5761), but the same hosts. */
static guint
hosts_hash (gconstpointer data)
{
  const RbRtpSource *self = data;

  return (guint) hash_end (hash_end (rb_hash_mix (rb_hash_seed (), self->ssrc), &self->src), &self->dst);
}

static gboolean
hosts_equal (gconstpointer a, gconstpointer b)
{
  const RbRtpSource *first = a;
  const RbRtpSource *second = b;

  return first->ssrc == second->ssrc && first->src.family == second->src.family &&
         memcmp (first->src.addr, second->src.addr, sizeof first->src.addr) == 0 &&
         memcmp (first->dst.addr, second->dst.addr, sizeof first->dst.addr) == 0;
}

RbRtpTable *
rb_rtp_table_new (gboolean keep_packets)
{
  RbRtpTable *self = g_new0 (RbRtpTable, 1);

  self->by_key = g_hash_table_new (stream_hash, stream_equal);
  self->streams = g_ptr_array_new_with_free_func (g_free);
  self->records = g_array_new (FALSE, FALSE, sizeof (RbRtpRecord));
  self->reports = g_array_new (FALSE, FALSE, sizeof (Report));
  self->rtcp = g_byte_array_new ();
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_rtp_source_free);
  self->source_of = g_array_new (FALSE, FALSE, sizeof (guint));
  self->keep = keep_packets;
  self->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  self->owners = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->copies = g_string_chunk_new (KEPT_BLOCK);
  return self;
}

void
rb_rtp_table_free (RbRtpTable *self)
{
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->streams);
  g_array_unref (self->records);
  g_array_unref (self->reports);
  g_byte_array_unref (self->rtcp);
  g_ptr_array_unref (self->sources);
  g_array_unref (self->source_of);
  g_array_unref (self->kept);
  g_ptr_array_unref (self->owners);
  g_string_chunk_free (self->copies);
  g_free (self);
}

static gboolean
lies_in (GBytes *owner, const guint8 *bytes, gsize length)
{
  gsize size;
  const guint8 *start = owner != NULL ? g_bytes_get_data (owner, &size) : NULL;

  return start != NULL && bytes >= start && bytes + length <= start + size;
}

static void
keep (RbRtpTable *self, GBytes *owner, const guint8 *bytes, gsize length)
{
  Kept kept = { .bytes = bytes, .length = length };

  if (!self->keep)
    return;

  if (!lies_in (owner, bytes, length))
    kept.bytes = (const guint8 *) g_string_chunk_insert_len (self->copies, (const char *) bytes, (gssize) length);
  else if (self->owners->len == 0 || g_ptr_array_index (self->owners, self->owners->len - 1) != owner)
    g_ptr_array_add (self->owners, g_bytes_ref (owner));
  g_array_append_val (self->kept, kept);
}

/* Times that no capture has would overflow differences. */
static gint64
get_time (const RbPacketMarks *marks)
{
  return CLAMP (marks->wall_us, 0, G_MAXINT64 / 4);
}

static Stream *
ensure_stream (RbRtpTable *self, const RbEndpoint *src, const RbEndpoint *dst, guint32 ssrc)
{
  const Stream key = { .src = *src, .dst = *dst, .ssrc = ssrc };
  Stream *stream = g_hash_table_lookup (self->by_key, &key);

  if (stream != NULL)
    return stream;

  stream = g_memdup2 (&key, sizeof key);
  stream->number = self->streams->len;
  g_ptr_array_add (self->streams, stream);
  g_hash_table_add (self->by_key, stream);
  return stream;
}

static gboolean
has_type (const guint64 *types, guint8 type)
{
  return types[type / 64] >> (type % 64) & 1;
}

static void
set_type (guint64 *types, guint8 type)
{
  types[type / 64] |= G_GUINT64_CONSTANT (1) << (type % 64);
}

/* RFC 4733 2.3: event, end bit, a bit that is zero, volume, duration. */
static gboolean
is_event (const RbRtpPacket *packet)
{
  return packet->payload_length == 4 && packet->payload[0] <= 16 && (packet->payload[1] & 0x40) == 0;
}

static void
add_rtp (RbRtpTable *self, gint64 time_us, const RbEndpoint *src, const RbEndpoint *dst, const RbRtpPacket *packet,
         gsize length, gboolean is_cut)
{
  Stream *stream = ensure_stream (self, src, dst, packet->ssrc);
  RbRtpRecord record = {
    .time_us = time_us,
    .stream = stream->number,
    .timestamp = packet->timestamp,
    .sequence = packet->sequence,
    .length = (guint16) MIN (length, G_MAXUINT16),
    .payload_type = packet->payload_type,
    .marker = packet->marker != 0,
    .has_event = !is_cut && is_event (packet),
  };

  if (record.has_event)
    record.event = (guint32) packet->payload[0] << 24 | (guint32) packet->payload[1] << 16 |
                   (guint32) packet->payload[2] << 8 | packet->payload[3];
  else
    set_type (stream->not_events, packet->payload_type);

  if (stream->types[0] == 0 && stream->types[1] == 0)
    {
      stream->first_us = time_us;
      stream->first_timestamp = packet->timestamp;
    }
  else if (packet->sequence == (guint16) (stream->sequence + 1) && stream->following < MIN_FOLLOWING)
    stream->following++;
  set_type (stream->types, packet->payload_type);
  stream->sequence = packet->sequence;
  stream->last_us = time_us;
  stream->last_timestamp = packet->timestamp;
  g_array_append_val (self->records, record);
}

static void
add_rtcp (RbRtpTable *self, gint64 time_us, const RbEndpoint *src, const RbEndpoint *dst, const guint8 *bytes,
          gsize length)
{
  const RbRtpRecord record = { .time_us = time_us, .stream = RTCP_RECORD, .timestamp = self->reports->len };
  const Report report = {
    .time_us = time_us,
    .src = *src,
    .dst = *dst,
    .offset = self->rtcp->len,
    .length = (guint32) length,
    .source = RB_FLOW_NONE,
  };

  g_byte_array_append (self->rtcp, bytes, (guint) length);
  g_array_append_val (self->reports, report);
  g_array_append_val (self->records, record);
}

gboolean
rb_rtp_table_add (RbRtpTable *self, const RbPacketMarks *marks, const RbEndpoint *src, const RbEndpoint *dst,
                  const guint8 *bytes, gsize length)
{
  RbRtpPacket packet;

  if (rb_rtp_packet_parse (&packet, bytes, length))
    add_rtp (self, get_time (marks), src, dst, &packet, length, marks->is_cut);
  else if (rb_rtcp_is_compound (bytes, length) && self->rtcp->len + (guint64) length < G_MAXUINT)
    add_rtcp (self, get_time (marks), src, dst, bytes, length);
  else
    return FALSE;

  keep (self, marks->owner, bytes, length);
  return TRUE;
}

/* The clock rate in use that is nearest to the one at which the timestamps ran. */
static guint
guess_rate (const Stream *stream)
{
  static const guint rates[] = { 8000, 11025, 16000, 22050, 32000, 44100, 48000, 90000 };
  double seconds = (double) (stream->last_us - stream->first_us) / G_USEC_PER_SEC;
  double ticks = (guint32) (stream->last_timestamp - stream->first_timestamp);
  guint nearest = rates[0];

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (fabs (ticks - rates[i] * seconds) < fabs (ticks - nearest * seconds))
      nearest = rates[i];
  return nearest;
}

/* What a payload type of a stream is: by SDP, by RFC 3551, by its content. */
static void
explain_payload (RbRtpPayload *payload, gpointer data)
{
  Count *count = data;
  RbRtpOffer *offer = count->offer;

  for (guint i = 0; offer != NULL && i < MAX_LATER_OFFERS && !payload->from_sdp; i++)
    {
      const RbRtpPayload *offered;

      rb_rtp_offer_explain (offer, count->trace);
      offered = rb_rtp_offer_find_payload (offer, payload->type);
      if (offered != NULL)
        *payload = *offered;
      offer = rb_rtp_offers_find_next (count->offers, count->end, offer, count->stream->last_us);
    }

  if (!payload->from_sdp && !rb_rtp_payload_set_static (payload) &&
      !has_type (count->stream->not_events, payload->type) && payload->type >= 96)
    g_strlcpy (payload->encoding, "telephone-event", sizeof payload->encoding);
  if (payload->clock_rate == 0)
    payload->clock_rate = *payload->encoding == '\0' ? guess_rate (count->stream) : 8000;
}

static void
set_call (RbRtpSource *source, const RbRtpOffer *offer, gboolean told_by_receiver)
{
  source->position = offer->position;
  source->secure = offer->secure;
  source->call_id = g_ref_string_acquire (offer->call_id);
  if (offer->by == RB_PARTY_NONE || !told_by_receiver)
    source->sender = offer->by;
  else
    source->sender = offer->by == RB_PARTY_CALLER ? RB_PARTY_CALLEE : RB_PARTY_CALLER;
}

/* Every payload type seen is one the SDP lists. */
static gboolean
is_as_offered (const Stream *stream, const RbRtpOffer *offer)
{
  for (guint type = 0; type < 128; type++)
    if (has_type (stream->types, (guint8) type) && rb_rtp_offer_find_payload (offer, (guint8) type) == NULL)
      return FALSE;
  return TRUE;
}

/* Reserved and unassigned static types (RFC 3551 6) are no RTP unless SDP says so. */
static gboolean
has_usual_types (const Stream *stream)
{
  for (guint type = 0; type < 96; type++)
    {
      RbRtpPayload payload = { .type = (guint8) type };

      if (has_type (stream->types, (guint8) type) && !rb_rtp_payload_set_static (&payload))
        return FALSE;
    }
  return TRUE;
}

/* (transfer full) (nullable): a counter when @stream is one. */
static Count *
judge_stream (const Stream *stream, RbRtpOffers *offers, RbTrace *trace)
{
  g_autofree Count *count = g_new0 (Count, 1);
  gboolean told_by_receiver = TRUE;

  count->stream = stream;
  count->offers = offers;
  count->trace = trace;

  count->end = &stream->dst;
  count->offer = rb_rtp_offers_find (count->offers, count->end, stream->first_us, stream->last_us);
  if (count->offer == NULL)
    {
      /* Who sends from the socket at which it awaits (RFC 4961) may be all that is known. */
      told_by_receiver = FALSE;
      count->end = &stream->src;
      count->offer = rb_rtp_offers_find (count->offers, count->end, stream->first_us, stream->last_us);
    }

  if (count->offer != NULL)
    rb_rtp_offer_explain (count->offer, trace);
  if (count->offer != NULL ? stream->following < MIN_FOLLOWING && !is_as_offered (stream, count->offer)
                           : stream->following < MIN_FOLLOWING || !has_usual_types (stream))
    return NULL;

  count->counter = rb_rtp_counter_new (stream->ssrc, &stream->src, &stream->dst, explain_payload, count);
  if (count->offer != NULL)
    set_call (rb_rtp_counter_peek (count->counter), count->offer, told_by_receiver);
  return g_steal_pointer (&count);
}

static RbRtpCounter *
find_counter (GHashTable *by_hosts, guint32 ssrc, const RbEndpoint *src, const RbEndpoint *dst)
{
  const RbRtpSource key = { .ssrc = ssrc, .src = *src, .dst = *dst };

  return g_hash_table_lookup (by_hosts, &key);
}

/* Gives one RTCP packet to the streams it speaks of. */
static void
read_report (RbRtpTable *self, Report *report, GHashTable *by_hosts, GHashTable *numbers)
{
  RbRtcpReader reader;
  RbRtcpItem item;

  rb_rtcp_reader_init (&reader, self->rtcp->data + report->offset, report->length);
  while (rb_rtcp_reader_next (&reader, &item))
    {
      gboolean far = item.kind == RB_RTCP_RECEIVED;
      RbRtpCounter *counter = far ? find_counter (by_hosts, item.about, &report->dst, &report->src)
                                  : find_counter (by_hosts, item.ssrc, &report->src, &report->dst);

      if (counter == NULL)
        continue;
      rb_rtp_counter_add_report (counter, report->time_us, &item);
      if (report->source == RB_FLOW_NONE)
        report->source = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, counter));
    }
}

static void
count_all (RbRtpTable *self, GPtrArray *counts)
{
  g_autoptr (GHashTable) by_hosts = g_hash_table_new (hosts_hash, hosts_equal);
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->streams->len; i++)
    {
      const Count *count = g_ptr_array_index (counts, i);
      guint number = self->sources->len;

      if (count == NULL)
        number = RB_FLOW_NONE;
      else
        {
          RbRtpSource *source = rb_rtp_counter_peek (count->counter);

          g_ptr_array_add (self->sources, source);
          g_hash_table_insert (numbers, count->counter, GUINT_TO_POINTER (number));
          if (!g_hash_table_contains (by_hosts, source))
            g_hash_table_insert (by_hosts, source, count->counter);
        }
      g_array_append_val (self->source_of, number);
    }

  for (guint i = 0; i < self->records->len; i++)
    {
      const RbRtpRecord *record = &g_array_index (self->records, RbRtpRecord, i);
      const Count *count = record->stream != RTCP_RECORD ? g_ptr_array_index (counts, record->stream) : NULL;

      if (count != NULL)
        rb_rtp_counter_add (count->counter, record);
    }
  for (guint i = 0; i < self->reports->len; i++)
    read_report (self, &g_array_index (self->reports, Report, i), by_hosts, numbers);

  for (guint i = 0; i < counts->len; i++)
    if (g_ptr_array_index (counts, i) != NULL)
      rb_rtp_counter_finish (((Count *) g_ptr_array_index (counts, i))->counter);
}

/* Leaves only the packets of streams, when they are kept at all. */
static void
drop_others (RbRtpTable *self)
{
  guint n = 0;

  for (guint i = 0; self->keep && i < self->records->len; i++)
    {
      RbRtpRecord *record = &g_array_index (self->records, RbRtpRecord, i);
      guint source = record->stream == RTCP_RECORD ? g_array_index (self->reports, Report, record->timestamp).source
                                                   : g_array_index (self->source_of, guint, record->stream);

      if (source == RB_FLOW_NONE)
        continue;
      g_array_index (self->records, RbRtpRecord, n) = *record;
      g_array_index (self->kept, Kept, n) = g_array_index (self->kept, Kept, i);
      n++;
    }
  g_array_set_size (self->records, n);
  g_array_set_size (self->kept, n);
}

void
rb_rtp_table_finish (RbRtpTable *self, RbTrace *trace)
{
  g_autoptr (RbRtpOffers) offers = rb_rtp_offers_new ();
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func (g_free); /* of (nullable) Count, by stream */

  for (guint i = 0; i < self->streams->len; i++)
    {
      const Stream *stream = g_ptr_array_index (self->streams, i);

      rb_rtp_offers_watch (offers, &stream->src);
      rb_rtp_offers_watch (offers, &stream->dst);
    }
  if (self->streams->len > 0)
    rb_rtp_offers_read (offers, trace);

  for (guint i = 0; i < self->streams->len; i++)
    g_ptr_array_add (counts, judge_stream (g_ptr_array_index (self->streams, i), offers, trace));
  count_all (self, counts);
  drop_others (self);

  g_hash_table_remove_all (self->by_key);
  g_byte_array_set_size (self->rtcp, 0);
}

guint
rb_rtp_table_get_n_sources (RbRtpTable *self)
{
  return self->sources->len;
}

const RbRtpSource *
rb_rtp_table_get_source (RbRtpTable *self, guint n)
{
  return n < self->sources->len ? g_ptr_array_index (self->sources, n) : NULL;
}

guint
rb_rtp_table_get_n_packets (RbRtpTable *self)
{
  return self->kept->len;
}

gboolean
rb_rtp_table_get_packet (RbRtpTable *self, guint n, RbRtpKept *out)
{
  const RbRtpRecord *record;
  const Kept *kept;

  if (n >= self->kept->len)
    return FALSE;

  record = &g_array_index (self->records, RbRtpRecord, n);
  kept = &g_array_index (self->kept, Kept, n);
  *out = (RbRtpKept){ .wall_us = record->time_us, .bytes = kept->bytes, .length = kept->length };
  if (record->stream == RTCP_RECORD)
    {
      const Report *report = &g_array_index (self->reports, Report, record->timestamp);

      out->rtcp = TRUE;
      out->src = report->src;
      out->dst = report->dst;
      out->source = report->source;
    }
  else
    {
      const Stream *stream = g_ptr_array_index (self->streams, record->stream);

      out->src = stream->src;
      out->dst = stream->dst;
      out->source = g_array_index (self->source_of, guint, record->stream);
    }
  return TRUE;
}
