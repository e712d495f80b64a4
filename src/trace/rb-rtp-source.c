/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of one RTP stream, and its JSON. rb-rtp-counter.c fills it. */

#include "rb-rtp-source-private.h"

#include "rb-verdict.h"

/* RFC 3551 6, tables 4 and 5. */
static const struct
{
  guint8 type;
  const char *encoding;
  guint clock_rate;
} static_payloads[] = {
  { 0, "PCMU", 8000 },   { 3, "GSM", 8000 },   { 4, "G723", 8000 },   { 5, "DVI4", 8000 },   { 6, "DVI4", 16000 },
  { 7, "LPC", 8000 },    { 8, "PCMA", 8000 },  { 9, "G722", 8000 },   { 10, "L16", 44100 },  { 11, "L16", 44100 },
  { 12, "QCELP", 8000 }, { 13, "CN", 8000 },   { 14, "MPA", 90000 },  { 15, "G728", 8000 },  { 16, "DVI4", 11025 },
  { 17, "DVI4", 22050 }, { 18, "G729", 8000 }, { 25, "CelB", 90000 }, { 26, "JPEG", 90000 }, { 28, "nv", 90000 },
  { 31, "H261", 90000 }, { 32, "MPV", 90000 }, { 33, "MP2T", 90000 }, { 34, "H263", 90000 },
};

gboolean
rb_rtp_payload_set_static (RbRtpPayload *payload)
{
  for (guint i = 0; i < G_N_ELEMENTS (static_payloads); i++)
    if (static_payloads[i].type == payload->type)
      {
        g_strlcpy (payload->encoding, static_payloads[i].encoding, sizeof payload->encoding);
        payload->clock_rate = static_payloads[i].clock_rate;
        return TRUE;
      }
  return FALSE;
}

const RbRtpPayload *
rb_rtp_source_get_codec (const RbRtpSource *self)
{
  const RbRtpPayload *codec = NULL;

  for (guint i = 0; i < self->payloads->len; i++)
    {
      const RbRtpPayload *payload = &g_array_index (self->payloads, RbRtpPayload, i);

      if (g_ascii_strcasecmp (payload->encoding, "telephone-event") != 0 &&
          g_ascii_strcasecmp (payload->encoding, "CN") != 0 && (codec == NULL || payload->packets > codec->packets))
        codec = payload;
    }
  return codec;
}

static void
add_string (struct json_object *object, const char *key, const char *value)
{
  json_object_object_add (object, key, json_object_new_string (value));
}

static void
add_count (struct json_object *object, const char *key, guint64 value)
{
  json_object_object_add (object, key, json_object_new_uint64 (value));
}

static struct json_object *
new_number (const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, format, value);
  return json_object_new_double_s (value, text);
}

static void
add_ms (struct json_object *object, const char *key, double ms)
{
  json_object_object_add (object, key, new_number ("%.3f", ms));
}

static void
add_us (struct json_object *object, const char *key, gint64 us)
{
  add_ms (object, key, (double) us / G_TIME_SPAN_MILLISECOND);
}

static struct json_object *
new_time (gint64 us, gint64 start_us)
{
  return new_number ("%.6f", ((double) us - (double) start_us) / G_USEC_PER_SEC);
}

static void
add_endpoint (struct json_object *object, const char *key, const RbEndpoint *endpoint)
{
  g_autofree char *text = rb_endpoint_format (endpoint);

  add_string (object, key, text);
}

static struct json_object *
payload_to_json (const RbRtpPayload *payload)
{
  struct json_object *object = json_object_new_object ();

  json_object_object_add (object, "type", json_object_new_int (payload->type));
  add_string (object, "encoding", payload->encoding);
  json_object_object_add (object, "clock_rate", json_object_new_int64 (payload->clock_rate));
  json_object_object_add (object, "from_sdp", json_object_new_boolean (payload->from_sdp));
  add_count (object, "packets", payload->packets);
  return object;
}

static struct json_object *
digit_to_json (const RbRtpDigit *digit, gint64 start_us)
{
  struct json_object *object = json_object_new_object ();

  json_object_object_add (object, "digit", json_object_new_string_len (&digit->digit, 1));
  json_object_object_add (object, "time", new_time (digit->time_us, start_us));
  json_object_object_add (object, "duration_ms", json_object_new_int64 (digit->duration_ms));
  json_object_object_add (object, "ended", json_object_new_boolean (digit->ended));
  return object;
}

static struct json_object *
point_to_json (const RbRtpPoint *point, gint64 start_us)
{
  struct json_object *object = json_object_new_object ();

  json_object_object_add (object, "time", new_time (point->time_us, start_us));
  add_ms (object, "max_delta_ms", point->max_delta_ms);
  add_ms (object, "max_jitter_ms", point->max_jitter_ms);
  add_count (object, "packets", point->packets);
  json_object_object_add (object, "lost", json_object_new_int (point->lost));
  return object;
}

static struct json_object *
rtcp_to_json (const RbRtpSource *self, gint64 start_us)
{
  struct json_object *object = json_object_new_object ();

  add_count (object, "sender_reports", self->sender_reports);
  add_count (object, "receiver_reports", self->far_reports);
  if (self->far_reports > 0)
    {
      json_object_object_add (object, "lost", json_object_new_int (self->far_lost));
      json_object_object_add (object, "lost_percent", new_number ("%.2f", self->far_lost_percent));
      json_object_object_add (object, "max_lost_percent", new_number ("%.2f", self->far_max_lost_percent));
      add_ms (object, "jitter_ms", self->far_jitter_ms);
    }
  if (self->n_round_trips > 0)
    {
      add_ms (object, "round_trip_ms", self->round_trip_ms);
      add_ms (object, "max_round_trip_ms", self->max_round_trip_ms);
    }
  if (self->bye_us != 0)
    json_object_object_add (object, "bye", new_time (self->bye_us, start_us));
  return object;
}

struct json_object *
rb_rtp_source_to_json (const RbRtpSource *self, gint64 start_us, gboolean points)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *payloads = json_object_new_array ();
  struct json_object *digits = json_object_new_array ();
  const RbRtpPayload *codec = rb_rtp_source_get_codec (self);
  g_autofree char *ssrc = g_strdup_printf ("0x%08x", self->ssrc);
  g_autofree char *call_id = self->call_id != NULL ? g_utf8_make_valid (self->call_id, -1) : NULL;

  add_string (object, "ssrc", ssrc);
  add_endpoint (object, "src", &self->src);
  add_endpoint (object, "dst", &self->dst);
  json_object_object_add (object, "call_id", call_id != NULL ? json_object_new_string (call_id) : NULL);
  add_string (object, "sender", rb_party_to_string (self->sender));
  add_string (object, "codec", codec != NULL ? codec->encoding : "");
  json_object_object_add (object, "secure", json_object_new_boolean (self->secure));
  json_object_object_add (object, "start", new_time (self->first_us, start_us));
  json_object_object_add (object, "end", new_time (self->last_us, start_us));
  add_count (object, "packets", self->packets);
  add_count (object, "bytes", self->bytes);
  add_count (object, "expected", self->expected);
  add_count (object, "lost", self->lost);
  add_count (object, "duplicates", self->duplicates);
  add_count (object, "reordered", self->reordered);
  add_count (object, "restarts", self->restarts);
  add_ms (object, "jitter_ms", self->jitter_ms);
  add_ms (object, "mean_jitter_ms", self->mean_jitter_ms);
  add_ms (object, "max_jitter_ms", self->max_jitter_ms);
  add_us (object, "max_delta_ms", self->max_delta_us);
  add_count (object, "gaps", self->n_gaps);
  add_us (object, "longest_gap_ms", self->longest_gap_us);
  add_count (object, "silences", self->n_silences);
  add_us (object, "longest_silence_ms", self->longest_silence_us);
  json_object_object_add (object, "bit_rate", new_number ("%.0f", self->bit_rate));

  for (guint i = 0; i < self->payloads->len; i++)
    json_object_array_add (payloads, payload_to_json (&g_array_index (self->payloads, RbRtpPayload, i)));
  json_object_object_add (object, "payloads", payloads);
  for (guint i = 0; i < self->digits->len; i++)
    json_object_array_add (digits, digit_to_json (&g_array_index (self->digits, RbRtpDigit, i), start_us));
  json_object_object_add (object, "digits", digits);
  json_object_object_add (object, "rtcp", rtcp_to_json (self, start_us));
  if (points)
    {
      struct json_object *array = json_object_new_array ();

      for (guint i = 0; i < self->points->len; i++)
        json_object_array_add (array, point_to_json (&g_array_index (self->points, RbRtpPoint, i), start_us));
      json_object_object_add (object, "points", array);
    }
  return object;
}
