/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an offer and its answer agree on, m= line by m= line (RFC 3264 6): codec, directions, keys, encryption.
 * For rb-negotiation.c. */

#include "rb-negotiation-private.h"

/* A description of 32 KiB has room for thousands of lines; real ones have a handful. */
#define MAX_LINES 64

static gboolean
is_voice_or_video (const RbSdpCodec *codec)
{
  return g_ascii_strcasecmp (codec->encoding, "telephone-event") != 0 &&
         g_ascii_strcasecmp (codec->encoding, "CN") != 0;
}

/* The same format (RFC 3264 6.1): dynamic payload types are told apart by their rtpmap. */
static gboolean
is_same_codec (const RbSdpCodec *a, const RbSdpCodec *b)
{
  if (*a->encoding == '\0' || *b->encoding == '\0')
    return *a->encoding == *b->encoding && a->payload_type == b->payload_type;
  return g_ascii_strcasecmp (a->encoding, b->encoding) == 0 && a->clock_rate == b->clock_rate &&
         a->channels == b->channels;
}

static const RbSdpCodec *
find_codec (const RbSdpMedia *media, const RbSdpCodec *wanted)
{
  for (guint i = 0; i < media->codecs->len; i++)
    if (is_same_codec (g_ptr_array_index (media->codecs, i), wanted))
      return g_ptr_array_index (media->codecs, i);
  return NULL;
}

static void
agree_on_codecs (RbMediaLine *line)
{
  for (guint i = 0; i < line->answered->codecs->len; i++)
    {
      const RbSdpCodec *codec = g_ptr_array_index (line->answered->codecs, i);

      if (find_codec (line->offered, codec) == NULL)
        continue;
      if (line->agreed == NULL && is_voice_or_video (codec))
        line->agreed = codec;
      if (g_ascii_strcasecmp (codec->encoding, "telephone-event") == 0)
        line->has_dtmf = TRUE;
    }
}

/* c=0.0.0.0 is the hold of RFC 2543 (RFC 3264 8.4): nothing is to be sent there. */
static gboolean
wants_media (const RbSdpMedia *media)
{
  return media->port != 0 && g_strcmp0 (media->address, "0.0.0.0") != 0 && g_strcmp0 (media->address, "::") != 0 &&
         (media->direction == RB_SDP_SENDRECV || media->direction == RB_SDP_RECVONLY);
}

static gboolean
sends_media (const RbSdpMedia *media)
{
  return media->port != 0 && (media->direction == RB_SDP_SENDRECV || media->direction == RB_SDP_SENDONLY);
}

static void
agree_on_directions (RbMediaLine *line)
{
  const RbSdpMedia *offered = line->offered != NULL ? line->offered : line->answered;

  if (offered->port == 0 || line->answered->port == 0)
    return;
  if (line->offered == NULL)
    {
      line->offerer_sends = wants_media (line->answered);
      line->answerer_sends = sends_media (line->answered);
      return;
    }
  line->offerer_sends = sends_media (line->offered) && wants_media (line->answered);
  line->answerer_sends = sends_media (line->answered) && wants_media (line->offered);
}

static void
agree_on_crypto (RbMediaLine *line)
{
  const RbSdpMedia *a = line->offered != NULL ? line->offered : line->answered;
  const RbSdpMedia *b = line->answered != NULL ? line->answered : line->offered;

  if (a->fingerprint && b->fingerprint)
    line->crypto = RB_CRYPTO_DTLS;
  else if (a->crypto != NULL && b->crypto != NULL)
    line->crypto = RB_CRYPTO_SDES;
}

GArray *
rb_media_lines_new (const RbSdp *offer, const RbSdp *answer)
{
  guint n_offered = offer != NULL ? offer->media->len : 0;
  guint n_answered = answer != NULL ? answer->media->len : 0;
  guint n = MIN (MAX (n_offered, n_answered), MAX_LINES);
  GArray *lines = g_array_sized_new (FALSE, TRUE, sizeof (RbMediaLine), n);

  for (guint i = 0; i < n; i++)
    {
      RbMediaLine line = {
        .offered = i < n_offered ? g_ptr_array_index (offer->media, i) : NULL,
        .answered = i < n_answered ? g_ptr_array_index (answer->media, i) : NULL,
      };

      if (line.offered != NULL && line.answered != NULL && line.offered->port != 0 && line.answered->port != 0)
        agree_on_codecs (&line);
      if (line.answered != NULL)
        agree_on_directions (&line);
      agree_on_crypto (&line);
      g_array_append_val (lines, line);
    }
  return lines;
}
