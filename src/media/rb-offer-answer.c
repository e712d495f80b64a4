/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The offer/answer model of RFC 3264 for one audio stream: what we offer, what we answer, and what
 * either means for us. Pure: structures in, structures out; RbMediaSession and the tests call it. */

#include "rb-offer-answer.h"

#include "rb-codec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_PTIME 20   /* ms, RFC 3551 4.2 */
#define DTMF_EVENTS "0-15" /* RFC 4733 3.2: the sixteen keys */

/* Numbers we choose when nothing was agreed before; 101 is what most phones use. */
#define OPUS_PAYLOAD_TYPE 96
#define DTMF_8000_PAYLOAD_TYPE 101
#define DTMF_48000_PAYLOAD_TYPE 102

static gboolean
direction_sends (RbSdpDirection direction)
{
  return direction == RB_SDP_SENDRECV || direction == RB_SDP_SENDONLY;
}

static gboolean
direction_receives (RbSdpDirection direction)
{
  return direction == RB_SDP_SENDRECV || direction == RB_SDP_RECVONLY;
}

/* RFC 3264 6.1 and 8.4: our answer to each direction offered, with and without a hold of our own. */
static const RbSdpDirection answer_directions[][2] = {
  [RB_SDP_SENDRECV] = { RB_SDP_SENDRECV, RB_SDP_SENDONLY },
  [RB_SDP_SENDONLY] = { RB_SDP_RECVONLY, RB_SDP_INACTIVE },
  [RB_SDP_RECVONLY] = { RB_SDP_SENDONLY, RB_SDP_SENDONLY },
  [RB_SDP_INACTIVE] = { RB_SDP_INACTIVE, RB_SDP_INACTIVE },
};

static gboolean
is_unspecified (const char *address)
{
  return g_strcmp0 (address, "0.0.0.0") == 0 || g_strcmp0 (address, "::") == 0;
}

/* The old way to hold, c=0.0.0.0 (RFC 3264 8.4): the far end sends us nothing to send to. */
static RbSdpDirection
get_remote_direction (const RbSdpMedia *media)
{
  if (!is_unspecified (media->address))
    return media->direction;

  return direction_sends (media->direction) ? RB_SDP_SENDONLY : RB_SDP_INACTIVE;
}

static gboolean
codec_matches (const RbSdpCodec *described, RbCodec codec)
{
  const RbCodecInfo *info = rb_codec_get_info (codec);

  return described->encoding != NULL && g_ascii_strcasecmp (described->encoding, info->name) == 0 &&
         described->clock_rate == info->clock_rate;
}

static const RbSdpCodec *
find_codec (const RbSdpMedia *media, RbCodec codec)
{
  for (guint i = 0; i < media->codecs->len; i++)
    if (codec_matches (media->codecs->pdata[i], codec))
      return media->codecs->pdata[i];

  return NULL;
}

/* telephone-event at exactly @rate, or at any rate when @rate is 0. */
static const RbSdpCodec *
find_dtmf (const RbSdpMedia *media, guint rate)
{
  for (guint i = 0; i < media->codecs->len; i++)
    {
      const RbSdpCodec *described = media->codecs->pdata[i];

      if (described->encoding != NULL && g_ascii_strcasecmp (described->encoding, "telephone-event") == 0 &&
          (rate == 0 || described->clock_rate == rate))
        return described;
    }

  return NULL;
}

/* Frame lengths every codec of ours can make. */
static guint
choose_ptime (guint asked)
{
  static const guint lengths[] = { 60, 40, 20, 10 };

  if (asked == 0)
    return DEFAULT_PTIME;

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (asked >= lengths[i])
      return lengths[i];

  return lengths[G_N_ELEMENTS (lengths) - 1];
}

static gboolean
is_secure (const RbSdpMedia *media)
{
  return g_strcmp0 (media->protocol, "RTP/SAVP") == 0 || g_strcmp0 (media->protocol, "RTP/SAVPF") == 0;
}

static gboolean
is_usable (const RbSdpMedia *media)
{
  return g_strcmp0 (media->type, "audio") == 0 && media->port != 0 &&
         (is_secure (media) || g_strcmp0 (media->protocol, "RTP/AVP") == 0 ||
          g_strcmp0 (media->protocol, "RTP/AVPF") == 0);
}

static const RbSdpMedia *
find_active_audio (const RbSdp *sdp, guint *index)
{
  for (guint i = 0; i < sdp->media->len; i++)
    if (is_usable (sdp->media->pdata[i]))
      {
        *index = i;
        return sdp->media->pdata[i];
      }

  return NULL;
}

typedef enum
{
  FIT_NONE, /* no audio that could be used */
  FIT_UNWANTED_KEYS,
  FIT_UNKNOWN_KEYS,
  FIT_NO_KEYS,
  FIT_PLAIN,
  FIT_ENCRYPTED,
} Fit;

/* How the account's wish and the way @media is offered go together. */
static Fit
judge_encryption (const RbSdpMedia *media, RbEncryption wish, guint *tag, RbSrtpKey *key)
{
  gboolean known = wish != RB_ENCRYPTION_OFF && rb_sdes_choose (media, tag, key);

  if (!is_usable (media))
    return FIT_NONE;
  if (known)
    return FIT_ENCRYPTED;

  *key = (RbSrtpKey){ 0 };
  if (is_secure (media))
    return wish == RB_ENCRYPTION_OFF ? FIT_UNWANTED_KEYS : FIT_UNKNOWN_KEYS;

  return wish == RB_ENCRYPTION_REQUIRED ? FIT_NO_KEYS : FIT_PLAIN;
}

static void
set_unfit (Fit fit, GError **error)
{
  static const char *const sentences[] = {
    [FIT_NONE] =
        N_ ("The far end offers no audio that can be used here; this phone takes RTP audio, plain or encrypted "
            "with keys in the SDP."),
    [FIT_UNWANTED_KEYS] = N_ ("The far end wants encrypted sound, but encryption is off in the account; make it "
                              "optional there to take such calls."),
    [FIT_UNKNOWN_KEYS] = N_ ("The far end wants encrypted sound in a way this phone does not know; it takes SRTP with "
                             "AES-128 and keys in the SDP (SDES)."),
    [FIT_NO_KEYS] = N_ ("The far end offers only sound without encryption, but the account requires encryption; make "
                        "it optional there to take such calls."),
  };

  g_set_error_literal (error, RB_SDP_ERROR, RB_SDP_ERROR_NO_AUDIO, _ (sentences[fit]));
}

/* The best audio line of @offer: an encrypted one before a plain one. Returns: (nullable): with @error. */
static const RbSdpMedia *
choose_audio (const RbSdp *offer, RbEncryption wish, guint *index, guint *tag, RbSrtpKey *key, GError **error)
{
  Fit best = FIT_NONE;

  for (guint i = 0; i < offer->media->len; i++)
    {
      RbSrtpKey theirs;
      guint number = 0;
      Fit fit = judge_encryption (offer->media->pdata[i], wish, &number, &theirs);

      if (fit <= best)
        continue;
      best = fit;
      *index = i;
      *tag = number;
      *key = theirs;
    }

  if (best >= FIT_PLAIN)
    return offer->media->pdata[*index];

  set_unfit (best, error);
  return NULL;
}

static void
add_crypto_line (RbSdpMedia *media, guint tag, const RbSrtpKey *key)
{
  gsize n = media->crypto_lines != NULL ? g_strv_length (media->crypto_lines) : 0;

  media->crypto_lines = g_renew (char *, media->crypto_lines, n + 2);
  media->crypto_lines[n] = rb_sdes_format (tag, key);
  media->crypto_lines[n + 1] = NULL;
}

static gboolean
is_taken (const RbPayloadTypes *types, guint number)
{
  return (types->taken[number / 64] >> (number % 64)) & 1;
}

/* @chosen when the session has it already, else @preferred unless that means something else, else the next free number.
 */
static guint8
choose_number (RbPayloadTypes *types, guint8 chosen, guint8 preferred)
{
  guint number = preferred;

  if (chosen != 0)
    return chosen;

  while (is_taken (types, number) && number < 127)
    number++;
  types->taken[number / 64] |= G_GUINT64_CONSTANT (1) << (number % 64);

  return (guint8) number;
}

void
rb_payload_types_learn (RbPayloadTypes *self, const RbSdp *sdp)
{
  for (guint i = 0; i < sdp->media->len; i++)
    {
      const RbSdpMedia *media = sdp->media->pdata[i];
      const RbSdpCodec *opus, *dtmf_8000, *dtmf_48000;

      if (g_strcmp0 (media->type, "audio") != 0)
        continue;

      for (guint j = 0; j < media->codecs->len; j++)
        {
          const RbSdpCodec *described = media->codecs->pdata[j];

          if (described->payload_type < 128)
            self->taken[described->payload_type / 64] |= G_GUINT64_CONSTANT (1) << (described->payload_type % 64);
        }

      opus = find_codec (media, RB_CODEC_OPUS);
      dtmf_8000 = find_dtmf (media, 8000);
      dtmf_48000 = find_dtmf (media, 48000);
      if (opus != NULL && self->opus == 0)
        self->opus = opus->payload_type;
      if (dtmf_8000 != NULL && self->dtmf_8000 == 0)
        self->dtmf_8000 = dtmf_8000->payload_type;
      if (dtmf_48000 != NULL && self->dtmf_48000 == 0)
        self->dtmf_48000 = dtmf_48000->payload_type;
    }
}

static void
replace_string (char **place, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*place);
  *place = copy;
}

static RbSdp *
description_new (const RbLocalMedia *local)
{
  RbSdp *sdp = rb_sdp_new ();

  replace_string (&sdp->user, "-");
  replace_string (&sdp->name, "-");
  /* RFC 3264 8: the origin stays, wherever the sound goes. */
  replace_string (&sdp->address, local->previous != NULL ? local->previous->address : local->address);
  sdp->session_id = local->session_id;
  sdp->session_version = local->session_version;

  return sdp;
}

static RbSdpMedia *
audio_new (const RbLocalMedia *local, RbSdpDirection direction)
{
  RbSdpMedia *media = rb_sdp_media_new ("audio");

  replace_string (&media->protocol, "RTP/AVP");
  replace_string (&media->address, local->address);
  media->port = local->rtp_port;
  media->direction = direction;

  return media;
}

static void
add_codec (RbSdpMedia *media, RbCodec codec, guint8 payload_type)
{
  const RbCodecInfo *info = rb_codec_get_info (codec);

  g_ptr_array_add (media->codecs,
                   rb_sdp_codec_new (payload_type, info->name, info->clock_rate, info->sdp_channels, info->fmtp));
}

static void
add_dtmf (RbSdpMedia *media, guint8 payload_type, guint rate)
{
  g_ptr_array_add (media->codecs, rb_sdp_codec_new (payload_type, "telephone-event", rate, 1, DTMF_EVENTS));
}

/* A refused media line keeps its place, type and formats, with port 0 (RFC 3264 6). */
static RbSdpMedia *
rejected_new (const RbSdpMedia *offered)
{
  RbSdpMedia *media = rb_sdp_media_new (offered->type);

  replace_string (&media->protocol, offered->protocol);
  media->port = 0;
  media->direction = RB_SDP_INACTIVE;
  for (guint i = 0; i < offered->codecs->len; i++)
    {
      const RbSdpCodec *described = offered->codecs->pdata[i];

      g_ptr_array_add (media->codecs, rb_sdp_codec_new (described->payload_type, described->encoding,
                                                        described->clock_rate, described->channels, NULL));
    }

  return media;
}

/* A profile once agreed stays: a B2BUA may have chosen it for us. */
static void
offer_encryption (RbSdpMedia *media, const RbLocalMedia *local, const RbSdpMedia *old)
{
  if (local->encryption == RB_ENCRYPTION_REQUIRED)
    replace_string (&media->protocol, "RTP/SAVP");
  if (old != NULL && is_secure (old))
    replace_string (&media->protocol, old->protocol);
  if (local->encryption == RB_ENCRYPTION_OFF)
    return;

  for (guint suite = RB_SRTP_NONE + 1; suite < RB_N_SRTP_SUITES; suite++)
    add_crypto_line (media, suite, &local->keys[suite]);
}

/* @old: (nullable): the line in force. */
static RbSdpMedia *
offered_audio_new (const RbLocalMedia *local, const RbSdpMedia *old)
{
  RbSdpMedia *media = audio_new (local, local->hold == RB_HOLD_LOCAL ? RB_SDP_SENDONLY : RB_SDP_SENDRECV);
  RbPayloadTypes types = local->payload_types;
  gboolean wide = FALSE, narrow = FALSE;

  for (guint i = 0; i < local->n_codecs; i++)
    {
      const RbCodecInfo *info = rb_codec_get_info (local->codecs[i]);

      if (info->payload_type != RB_PAYLOAD_TYPE_NONE)
        add_codec (media, local->codecs[i], info->payload_type);
      else
        add_codec (media, local->codecs[i], choose_number (&types, types.opus, OPUS_PAYLOAD_TYPE));
      wide |= info->clock_rate == 48000;
      narrow |= info->clock_rate == 8000;
    }

  offer_encryption (media, local, old);
  if (wide)
    add_dtmf (media, choose_number (&types, types.dtmf_48000, DTMF_48000_PAYLOAD_TYPE), 48000);
  if (narrow)
    add_dtmf (media, choose_number (&types, types.dtmf_8000, DTMF_8000_PAYLOAD_TYPE), 8000);
  media->ptime = DEFAULT_PTIME;
  if (local->ice != NULL)
    rb_ice_describe (media, local->ice, RB_ICE_COMPONENTS);

  return media;
}

RbSdp *
rb_offer_new (const RbLocalMedia *local)
{
  RbSdp *offer = description_new (local);
  gboolean placed = FALSE;

  for (guint i = 0; local->previous != NULL && i < local->previous->media->len; i++)
    {
      const RbSdpMedia *old = local->previous->media->pdata[i];

      if (!placed && is_usable (old))
        {
          g_ptr_array_add (offer->media, offered_audio_new (local, old));
          placed = TRUE;
        }
      else
        {
          g_ptr_array_add (offer->media, rejected_new (old));
        }
    }

  if (!placed)
    g_ptr_array_add (offer->media, offered_audio_new (local, NULL));

  return offer;
}

/* Where to send: a numeric unicast address, or the unspecified one of the old hold. */
static gboolean
read_destination (const RbSdpMedia *media, RbNegotiated *out, GError **error)
{
  g_autoptr (GInetAddress) address = NULL;

  if (media->address != NULL && strlen (media->address) < sizeof out->remote_address)
    address = g_inet_address_new_from_string (media->address);

  if (address == NULL)
    {
      g_set_error (error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
                   _ ("The far end asks for sound at “%.64s”, which is not a numeric address; ask its operator to send "
                      "one in the SDP line c=."),
                   media->address != NULL ? media->address : "");
      return FALSE;
    }

  if (g_inet_address_get_is_multicast (address) || g_strcmp0 (media->address, "255.255.255.255") == 0)
    {
      g_set_error (
          error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
          _ ("The far end asks for sound at %s, which is an address of many machines; a call needs the address "
             "of one."),
          media->address);
      return FALSE;
    }

  g_strlcpy (out->remote_address, media->address, sizeof out->remote_address);
  out->remote_rtp_port = media->port;
  out->rtcp_mux = media->rtcp_mux;
  if (media->rtcp_mux)
    out->remote_rtcp_port = media->port;
  else if (media->rtcp_port != 0)
    out->remote_rtcp_port = media->rtcp_port;
  else
    out->remote_rtcp_port = media->port == G_MAXUINT16 ? 0 : media->port + 1; /* RFC 3605 */
  out->ptime = choose_ptime (media->ptime);

  return TRUE;
}

static void
read_directions (RbSdpDirection ours, RbSdpDirection theirs, RbNegotiated *out)
{
  out->send = direction_sends (ours) && direction_receives (theirs);
  out->receive = direction_receives (ours) && direction_sends (theirs);
  out->held_by_remote = !direction_receives (theirs);
}

static void
set_no_common_codec (const RbSdpMedia *media, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < media->codecs->len && i < 8; i++)
    {
      const RbSdpCodec *described = media->codecs->pdata[i];

      if (described->encoding != NULL)
        g_string_append_printf (names, "%s%.24s", names->len > 0 ? ", " : "", described->encoding);
    }

  g_set_error (error, RB_SDP_ERROR, RB_SDP_ERROR_NO_COMMON_CODEC,
               _ ("The two ends share no codec: the far end has %s; switch on one of these in the codec settings."),
               names->len > 0 ? names->str : "—");
}

/* The first codec in the offer's order that we have: RFC 3264 6.1 recommends to keep the offerer's order. */
static const RbSdpCodec *
choose_codec (const RbSdpMedia *offered, const RbLocalMedia *local, RbCodec *codec)
{
  for (guint i = 0; i < offered->codecs->len; i++)
    for (guint j = 0; j < local->n_codecs; j++)
      if (codec_matches (offered->codecs->pdata[i], local->codecs[j]))
        {
          *codec = local->codecs[j];
          return offered->codecs->pdata[i];
        }

  return NULL;
}

static void
clear_negotiated (RbNegotiated *out)
{
  *out = (RbNegotiated){ 0 };
  memset (out->codec_payload_types, RB_PAYLOAD_TYPE_NONE, sizeof out->codec_payload_types);
}

static RbSdpMedia *
answered_audio_new (const RbSdpMedia *offered, const RbSdpCodec *codec, const RbSdpCodec *dtmf,
                    const RbLocalMedia *local, const RbNegotiated *negotiated, RbSdpDirection direction, guint tag)
{
  RbSdpMedia *media = audio_new (local, direction);

  replace_string (&media->protocol, offered->protocol);
  if (negotiated->send_key.suite != RB_SRTP_NONE)
    add_crypto_line (media, tag, &negotiated->send_key);
  add_codec (media, negotiated->codec, codec->payload_type);
  if (dtmf != NULL)
    add_dtmf (media, dtmf->payload_type, dtmf->clock_rate);
  media->ptime = negotiated->ptime;
  media->rtcp_mux = negotiated->rtcp_mux;
  media->ice_mismatch = negotiated->ice.mismatch;
  if (negotiated->ice.agreed)
    rb_ice_describe (media, local->ice, negotiated->rtcp_mux ? 1 : RB_ICE_COMPONENTS);

  return media;
}

RbSdp *
rb_answer_new (const RbSdp *offer, const RbLocalMedia *local, RbNegotiated *out, GError **error)
{
  const RbSdpMedia *offered;
  const RbSdpCodec *codec, *dtmf;
  RbSdpDirection theirs, ours;
  RbSdp *answer;
  guint index = 0, tag = 0;

  clear_negotiated (out);
  offered = choose_audio (offer, local->encryption, &index, &tag, &out->receive_key, error);
  if (offered == NULL)
    return NULL;

  out->send_key = local->keys[out->receive_key.suite];
  codec = choose_codec (offered, local, &out->codec);
  if (codec == NULL)
    {
      set_no_common_codec (offered, error);
      return NULL;
    }

  if (!read_destination (offered, out, error))
    return NULL;

  dtmf = find_dtmf (offered, codec->clock_rate);
  if (dtmf == NULL)
    dtmf = find_dtmf (offered, 0);
  if (dtmf != NULL)
    {
      out->dtmf_payload_type = out->receive_dtmf_payload_type = dtmf->payload_type;
      out->dtmf_rate = dtmf->clock_rate;
    }
  if (local->ice != NULL)
    rb_ice_read (offered, &out->ice);
  out->payload_type = out->receive_payload_type = codec->payload_type;
  out->codec_payload_types[out->codec] = codec->payload_type;

  theirs = get_remote_direction (offered);
  ours = answer_directions[theirs][local->hold == RB_HOLD_LOCAL];
  read_directions (ours, theirs, out);

  answer = description_new (local);
  for (guint i = 0; i < offer->media->len; i++)
    g_ptr_array_add (answer->media, i == index ? answered_audio_new (offered, codec, dtmf, local, out, ours, tag)
                                               : rejected_new (offer->media->pdata[i]));

  return answer;
}

/* The one key of an answer (RFC 4568 7.1.3) and ours beside it, by tag and suite; without it plain sound, when that may
 * be. */
static gboolean
read_answered_keys (const RbSdpMedia *offered, const RbSdpMedia *answered, RbNegotiated *out, GError **error)
{
  guint tag, ours;

  if (answered->crypto_lines == NULL && !is_secure (offered))
    return TRUE;

  if (answered->crypto_lines == NULL || offered->crypto_lines == NULL)
    {
      g_set_error_literal (error, RB_SDP_ERROR, RB_SDP_ERROR_NO_AUDIO,
                           _ ("The far end answered without the encryption that this call requires; make it optional "
                              "in the account to call it."));
      return FALSE;
    }

  if (answered->crypto_lines[1] == NULL && rb_sdes_parse (answered->crypto_lines[0], &tag, &out->receive_key))
    for (gsize i = 0; offered->crypto_lines[i] != NULL; i++)
      if (rb_sdes_parse (offered->crypto_lines[i], &ours, &out->send_key) && ours == tag &&
          out->send_key.suite == out->receive_key.suite)
        return TRUE;

  g_set_error_literal (
      error, RB_SDP_ERROR, RB_SDP_ERROR_MALFORMED,
      _ ("The far end answered with an encryption that was not offered to it; its program is faulty."));
  return FALSE;
}

gboolean
rb_answer_accept (const RbSdp *offer, const RbSdp *answer, RbNegotiated *out, GError **error)
{
  const RbSdpMedia *offered, *answered;
  const RbSdpCodec *dtmf;
  guint index = 0;
  gboolean found = FALSE;

  clear_negotiated (out);
  offered = find_active_audio (offer, &index);
  g_return_val_if_fail (offered != NULL, FALSE);

  answered = index < answer->media->len ? answer->media->pdata[index] : NULL;
  if (answered == NULL || !is_usable (answered))
    {
      g_set_error_literal (error, RB_SDP_ERROR, RB_SDP_ERROR_NO_AUDIO,
                           _ ("The far end answered the call but refused the audio, so nothing can be heard."));
      return FALSE;
    }

  for (guint i = 0; i < answered->codecs->len; i++)
    for (int codec = 0; codec < RB_N_CODECS; codec++)
      {
        const RbSdpCodec *theirs = answered->codecs->pdata[i];
        const RbSdpCodec *ours = codec_matches (theirs, codec) ? find_codec (offered, codec) : NULL;

        if (ours == NULL)
          continue;

        out->codec_payload_types[codec] = ours->payload_type;
        if (!found)
          {
            out->codec = codec;
            out->payload_type = theirs->payload_type;
            out->receive_payload_type = ours->payload_type;
            found = TRUE;
          }
      }

  if (!found)
    {
      set_no_common_codec (answered, error);
      return FALSE;
    }

  if (!read_destination (answered, out, error) || !read_answered_keys (offered, answered, out, error))
    return FALSE;

  out->rtcp_mux = answered->rtcp_mux && offered->rtcp_mux;
  if (offered->ice_ufrag != NULL)
    rb_ice_read (answered, &out->ice);
  dtmf = find_dtmf (answered, rb_codec_get_clock_rate (out->codec));
  if (dtmf == NULL)
    dtmf = find_dtmf (answered, 0);
  if (dtmf != NULL && find_dtmf (offered, dtmf->clock_rate) != NULL)
    {
      out->dtmf_payload_type = dtmf->payload_type;
      out->receive_dtmf_payload_type = find_dtmf (offered, dtmf->clock_rate)->payload_type;
      out->dtmf_rate = dtmf->clock_rate;
    }
  read_directions (offered->direction, get_remote_direction (answered), out);

  return TRUE;
}
