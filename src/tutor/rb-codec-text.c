/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the encodings in SDP are (IANA rtp-parameters): one sentence each, for rb-explain-negotiation.c. */

#include "rb-codec-text.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *encoding;
  const char *text;
  const char *rfc;
} codecs[] = {
  { "PCMU",
    N_ ("G.711 with µ-law, the sound of the telephone networks of North America and Japan: 8000 samples a second of 8 "
        "bits, 64 "
        "kbit/s."),
    "RFC 3551 4.5.14" },
  { "PCMA",
    N_ ("G.711 with A-law, the sound of the telephone networks of Europe, China and most of the world: 8000 samples a "
        "second of 8 "
        "bits, 64 kbit/s."),
    "RFC 3551 4.5.14" },
  { "G722",
    N_ ("G.722, wideband voice at 64 kbit/s: 16 000 samples a second. The SDP says 8000 nevertheless: a mistake of an "
        "old RFC that "
        "all keep, so as to understand each other."),
    "RFC 3551 4.5.2" },
  { "opus",
    N_ ("Opus, from telephone to music quality, 6 to 510 kbit/s, may change its rate in every packet. It is always "
        "written "
        "opus/48000/2, whatever is sent."),
    "RFC 7587 7" },
  { "telephone-event", N_ ("No sound, but keys: each key pressed is sent as a number, with its duration."),
    "RFC 4733 2" },
  { "CN", N_ ("Comfort noise: says how loud the background is, in place of silence."), "RFC 3389" },
  { "G729", N_ ("G.729, voice at 8 kbit/s, in frames of 10 ms."), "RFC 3551 4.5.6" },
  { "G723", N_ ("G.723.1, voice at 5.3 or 6.3 kbit/s, in frames of 30 ms."), "RFC 3551 4.5.3" },
  { "G726-32", N_ ("G.726, ADPCM at 32 kbit/s."), "RFC 3551 4.5.4" },
  { "G721", N_ ("G.721, ADPCM at 32 kbit/s, now part of G.726."), "RFC 3551 4.5.4" },
  { "GSM", N_ ("GSM full rate, the voice of the first digital mobile phones: 13 kbit/s."), "RFC 3551 4.5.8" },
  { "iLBC", N_ ("iLBC, voice at 13.3 or 15.2 kbit/s that endures lost packets."), "RFC 3952" },
  { "speex", N_ ("Speex, voice at 2 to 44 kbit/s; Opus has taken its place."), "RFC 5574" },
  { "AMR", N_ ("AMR, the voice of mobile phones: 4.75 to 12.2 kbit/s."), "RFC 4867" },
  { "AMR-WB", N_ ("AMR wideband, the “HD voice” of mobile phones: 6.6 to 23.85 kbit/s."), "RFC 4867" },
  { "EVS", N_ ("EVS, the voice of mobile phones over LTE and 5G: 5.9 to 128 kbit/s."), NULL },
  { "L16", N_ ("Samples of 16 bits, without any compression."), "RFC 3551 4.5.11" },
  { "DVI4", N_ ("ADPCM of the IMA, 4 bits a sample."), "RFC 3551 4.5.1" },
  { "LPC", N_ ("Linear predictive coding, an experiment of the first days of RTP."), "RFC 3551 4.5.12" },
  { "red", N_ ("No codec of its own: each packet carries the one before once more, against loss."), "RFC 2198" },
  { "H261", N_ ("H.261, video of the first video telephones."), "RFC 4587" },
  { "H263", N_ ("H.263, video at low rates."), "RFC 2190" },
  { "H263-1998", N_ ("H.263+, video at low rates."), "RFC 4629" },
  { "H264", N_ ("H.264 (AVC), the most common video codec."), "RFC 6184" },
  { "H265", N_ ("H.265 (HEVC), video with half the rate of H.264."), "RFC 7798" },
  { "VP8", N_ ("VP8, the free video codec of WebRTC."), "RFC 7741" },
  { "VP9", N_ ("VP9, free video codec after VP8."), "RFC 9628" },
  { "AV1", N_ ("AV1, free video codec after VP9."), NULL },
  { "t38", N_ ("T.38, fax as data instead of tones."), NULL },
};

static gsize
find (const char *encoding)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_ascii_strcasecmp (codecs[i].encoding, encoding) == 0)
      return i;
  return G_N_ELEMENTS (codecs);
}

const char *
rb_codec_get_text (const char *encoding)
{
  gsize i = find (encoding);

  return i < G_N_ELEMENTS (codecs) ? _ (codecs[i].text) : NULL;
}

const char *
rb_codec_get_rfc (const char *encoding)
{
  gsize i = find (encoding);

  return i < G_N_ELEMENTS (codecs) ? codecs[i].rfc : NULL;
}
