/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The codecs this phone speaks: a table of their names and numbers (RFC 3551, RFC 7587) and the GStreamer
 * chains that code and decode them. Used by offer/answer for the names and by RbRtpStream for the chains. */

#include "rb-codec.h"

#include "rb-opus-packet.h"
#include "rb-plugins.h"

#include <gst/audio/gstaudiodecoder.h>

#define OPUS_BITRATE 24000 /* bit/s, wide-band speech; RFC 7587 3.1.1 */
#define OPUS_COMPLEXITY 5
#define OPUS_FEC_DELAY (20 * GST_MSECOND) /* the next packet carries the lost one: our frame */

static const RbCodecInfo codecs[RB_N_CODECS] = {
  [RB_CODEC_OPUS] = { "opus", 48000, 48000, 2, RB_PAYLOAD_TYPE_NONE, "useinbandfec=1", "opusenc", "rtpopuspay",
                      "rtpopusdepay", "opusdec" },
  [RB_CODEC_PCMA] = { "PCMA", 8000, 8000, 1, 8, NULL, "alawenc", "rtppcmapay", "rtppcmadepay", "alawdec" },
  [RB_CODEC_PCMU] = { "PCMU", 8000, 8000, 1, 0, NULL, "mulawenc", "rtppcmupay", "rtppcmudepay", "mulawdec" },
};

const RbCodecInfo *
rb_codec_get_info (RbCodec codec)
{
  g_return_val_if_fail ((guint) codec < RB_N_CODECS, &codecs[RB_CODEC_PCMU]);

  return &codecs[codec];
}

const char *
rb_codec_get_name (RbCodec codec)
{
  return rb_codec_get_info (codec)->name;
}

guint
rb_codec_get_clock_rate (RbCodec codec)
{
  return rb_codec_get_info (codec)->clock_rate;
}

/* Returns: (transfer none) */
static GstPad *
ghost (GstElement *bin, GstElement *element, const char *name)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);
  GstPad *outer = gst_ghost_pad_new (name, pad);

  gst_element_add_pad (bin, outer);

  return outer;
}

static GstElement *
make_raw_caps (guint rate)
{
  GstElement *filter = rb_make_element ("capsfilter");
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "rate", G_TYPE_INT,
                                                  (int) rate, "channels", G_TYPE_INT, 1, NULL);

  g_object_set (filter, "caps", caps, NULL);

  return filter;
}

GstElement *
rb_codec_make_sender (RbCodec codec, guint8 payload_type, guint ptime, GstElement **payloader, GstElement **encoder)
{
  const RbCodecInfo *info = rb_codec_get_info (codec);
  GstElement *bin = gst_bin_new (NULL);
  GstElement *convert = rb_make_element ("audioconvert"), *resample = rb_make_element ("audioresample");
  GstElement *caps = make_raw_caps (info->audio_rate);
  GstElement *enc = rb_make_element (info->encoder), *pay = rb_make_element (info->payloader);

  if (codec == RB_CODEC_OPUS)
    {
      g_autofree char *frame_size = g_strdup_printf ("%u", ptime);

      gst_util_set_object_arg (G_OBJECT (enc), "audio-type", "voice");
      gst_util_set_object_arg (G_OBJECT (enc), "bitrate-type", "vbr");
      gst_util_set_object_arg (G_OBJECT (enc), "frame-size", frame_size);
      g_object_set (enc, "bitrate", OPUS_BITRATE, "inband-fec", TRUE, "dtx", FALSE, "complexity", OPUS_COMPLEXITY,
                    NULL);
    }
  else
    {
      g_object_set (pay, "min-ptime", (gint64) ptime * GST_MSECOND, "max-ptime", (gint64) ptime * GST_MSECOND, NULL);
    }
  g_object_set (pay, "pt", (guint) payload_type, NULL);

  gst_bin_add_many (GST_BIN (bin), convert, resample, caps, enc, pay, NULL);
  gst_element_link_many (convert, resample, caps, enc, pay, NULL);
  ghost (bin, convert, "sink");
  ghost (bin, pay, "src");
  *payloader = pay;
  *encoder = enc;

  return bin;
}

/* With in-band FEC opusdec claims the longest frame there is, 120 ms; every call would be that late for nothing. */
static GstPadProbeReturn
correct_latency (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstClockTime least, most, claimed = 0;
  gboolean live;

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_PAD_PROBE_OK;

  gst_query_parse_latency (query, &live, &least, &most);
  gst_audio_decoder_get_latency (GST_AUDIO_DECODER (data), &claimed, NULL);
  if (claimed > OPUS_FEC_DELAY && least >= claimed)
    gst_query_set_latency (query, live, least - claimed + OPUS_FEC_DELAY, most);

  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
drop_bad_opus (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gboolean valid = FALSE;
  GstMapInfo map;

  if (gst_buffer_map (buffer, &map, GST_MAP_READ))
    {
      valid = rb_opus_packet_is_valid (map.data, map.size);
      gst_buffer_unmap (buffer, &map);
    }

  return valid ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

GstElement *
rb_codec_make_receiver (RbCodec codec)
{
  const RbCodecInfo *info = rb_codec_get_info (codec);
  GstElement *bin = gst_bin_new (NULL);
  GstElement *depay = rb_make_element (info->depayloader), *dec = rb_make_element (info->decoder);
  GstElement *convert = rb_make_element ("audioconvert"), *resample = rb_make_element ("audioresample");
  GstElement *caps = make_raw_caps (48000);

  if (codec == RB_CODEC_OPUS)
    {
      g_autoptr (GstPad) pad = gst_element_get_static_pad (dec, "src");

      g_object_set (dec, "plc", TRUE, "use-inband-fec", TRUE, NULL);
      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM | GST_PAD_PROBE_TYPE_PULL, correct_latency, dec, NULL);
      rb_add_probe (depay, "src", GST_PAD_PROBE_TYPE_BUFFER, drop_bad_opus, NULL);
    }

  g_object_set (dec, "max-errors", -1, NULL); /* a far end may send as much nonsense as it likes */

  gst_bin_add_many (GST_BIN (bin), depay, dec, convert, resample, caps, NULL);
  gst_element_link_many (depay, dec, convert, resample, caps, NULL);
  rb_make_forgiving (ghost (bin, depay, "sink"));
  ghost (bin, caps, "src");

  return bin;
}

GstCaps *
rb_codec_get_rtp_caps (RbCodec codec, guint8 payload_type)
{
  const RbCodecInfo *info = rb_codec_get_info (codec);
  g_autofree char *name = g_ascii_strup (info->name, -1);

  return gst_caps_new_simple ("application/x-rtp", "media", G_TYPE_STRING, "audio", "clock-rate", G_TYPE_INT,
                              (int) info->clock_rate, "encoding-name", G_TYPE_STRING, name, "payload", G_TYPE_INT,
                              (int) payload_type, NULL);
}
