/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One m= line of an offer beside that of its answer (RFC 3264 6), and what it means: codec, direction, keys,
 * encryption, addresses. For rb-explain-negotiation.c. */

#include "rb-explain-negotiation-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-codec-text.h"
#include "rb-quotes.h"
#include "rb-trace.h"

/* An SDP may name 128 formats. */
#define MAX_CODECS 16
#define MAX_NAME 32

typedef struct
{
  RbMediaLesson *media;
  const RbNegotiation *negotiation;
  const RbMediaLine *line;
  RbLessonBlock *table;
} Look;

guint
rb_media_get_position (const RbMediaLesson *self, guint step)
{
  return step != RB_FLOW_NONE ? rb_flow_get_step (self->flow, step)->position : RB_FLOW_NONE;
}

const RbMediaLine *
rb_media_get_main_line (const RbNegotiation *negotiation)
{
  for (guint i = 0; i < negotiation->lines->len; i++)
    {
      const RbMediaLine *line = &g_array_index (negotiation->lines, RbMediaLine, i);
      const RbSdpMedia *media = line->offered != NULL ? line->offered : line->answered;

      if (g_ascii_strcasecmp (media->type, "audio") == 0)
        return line;
    }
  return negotiation->lines->len > 0 ? &g_array_index (negotiation->lines, RbMediaLine, 0) : NULL;
}

void
rb_media_get_directions (const RbNegotiation *negotiation, gboolean *caller, gboolean *callee)
{
  const RbMediaLine *line = rb_media_get_main_line (negotiation);

  *caller = line != NULL && (negotiation->offer_from_caller ? line->offerer_sends : line->answerer_sends);
  *callee = line != NULL && (negotiation->offer_from_caller ? line->answerer_sends : line->offerer_sends);
}

const char *
rb_media_format_codec (RbMediaLesson *self, const RbSdpCodec *codec)
{
  const char *name = rb_quote_plain (self->pool, codec->encoding, MAX_NAME);
  g_autofree char *text = NULL;

  if (*codec->encoding == '\0')
    text = g_strdup_printf (_ ("type %u"), codec->payload_type);
  else if (codec->clock_rate == 0)
    return name;
  else if (codec->channels > 1)
    text = g_strdup_printf ("%s/%u/%u", name, codec->clock_rate, codec->channels);
  else
    text = g_strdup_printf ("%s/%u", name, codec->clock_rate);
  return g_string_chunk_insert (self->pool, text);
}

static char *
format_codecs (RbMediaLesson *self, const RbSdpMedia *media)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (media->codecs->len, MAX_CODECS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            rb_media_format_codec (self, g_ptr_array_index (media->codecs, i)));
  if (media->codecs->len > MAX_CODECS)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static gboolean
is_private (const RbSdpMedia *media)
{
  RbEndpoint endpoint;

  return media->address != NULL && rb_endpoint_parse (&endpoint, media->address, 0) &&
         rb_endpoint_is_private (&endpoint);
}

static gboolean
is_nowhere (const RbSdpMedia *media)
{
  return g_strcmp0 (media->address, "0.0.0.0") == 0 || g_strcmp0 (media->address, "::") == 0;
}

static char *
format_address (RbMediaLesson *self, const RbSdpMedia *media)
{
  const char *address = media->address != NULL ? rb_quote_plain (self->pool, media->address, 64) : "?";
  gboolean brackets = strchr (address, ':') != NULL;
  g_autofree char *text = g_strdup_printf ("%s%s%s:%u", brackets ? "[" : "", address, brackets ? "]" : "", media->port);

  if (media->port == 0)
    return g_strdup (_ ("port 0: rejected"));
  if (is_private (media))
    /* Translators: an address, such as 10.0.0.7:40000 */
    return g_strdup_printf (_ ("%s (private)"), text);
  return g_steal_pointer (&text);
}

static char *
format_rtcp (const RbSdpMedia *media)
{
  if (media->port == 0)
    return NULL;
  if (media->rtcp_mux)
    return g_strdup (_ ("the same port (rtcp-mux)"));
  if (media->rtcp_port != 0)
    return g_strdup_printf (_ ("port %u"), media->rtcp_port);
  return g_strdup_printf (_ ("port %u, the next one"), (media->port + 1u) & 0xffff);
}

static char *
format_keys (const RbSdpMedia *media)
{
  for (guint i = 0; i < media->codecs->len; i++)
    {
      const RbSdpCodec *codec = g_ptr_array_index (media->codecs, i);

      if (g_ascii_strcasecmp (codec->encoding, "telephone-event") == 0)
        return g_strdup_printf (_ ("telephone-event, type %u"), codec->payload_type);
    }
  return g_strdup (_ ("no telephone-event"));
}

/* The key behind a=crypto is not even parsed. */
static char *
format_encryption (RbMediaLesson *self, const RbSdpMedia *media)
{
  if (media->fingerprint)
    return g_strdup (_ ("DTLS-SRTP (fingerprint)"));
  if (media->crypto != NULL)
    /* Translators: the name of a cipher; the dots stand for a key that is not shown */
    return g_strdup_printf (_ ("SDES: %s, key ••••••••"), rb_quote_plain (self->pool, media->crypto, 40));
  return g_strdup (_ ("none"));
}

static char *
format_ptime (const RbSdpMedia *media)
{
  return media->ptime > 0 ? g_strdup_printf (_ ("%u ms"), media->ptime) : g_strdup (_ ("not said (usually 20 ms)"));
}

/* Takes @offered, @answered, @agreed; all (nullable). */
static void
add_row (Look *self, const char *title, char *offered, char *answered, char *agreed, RbTone offered_tone,
         RbTone answered_tone)
{
  rb_lesson_block_add_row (self->table);
  rb_lesson_block_add_cell (self->table, title, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, offered != NULL ? offered : "–", offered_tone, RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, answered != NULL ? answered : "–", answered_tone, RB_FLOW_NONE);
  rb_lesson_block_add_cell (self->table, agreed != NULL ? agreed : "", RB_TONE_PLAIN, RB_FLOW_NONE);
  g_free (offered);
  g_free (answered);
  g_free (agreed);
}

static RbTone
get_address_tone (const RbSdpMedia *media)
{
  return media == NULL        ? RB_TONE_PLAIN
         : media->port == 0   ? RB_TONE_DIM
         : is_private (media) ? RB_TONE_WARNING
                              : RB_TONE_PLAIN;
}

static char *
format_agreed_direction (const RbNegotiation *negotiation, const RbMediaLine *line)
{
  gboolean caller = negotiation->offer_from_caller ? line->offerer_sends : line->answerer_sends;
  gboolean callee = negotiation->offer_from_caller ? line->answerer_sends : line->offerer_sends;

  if (line->answered == NULL)
    return NULL;
  return g_strdup (caller && callee ? _ ("both send")
                   : caller         ? _ ("only the caller sends")
                   : callee         ? _ ("only the callee sends")
                                    : _ ("nobody sends"));
}

static void
add_table (Look *self, guint number)
{
  const RbSdpMedia *offered = self->line->offered;
  const RbSdpMedia *answered = self->line->answered;
  const RbSdpMedia *any = offered != NULL ? offered : answered;
  const char *const columns[] = { _ ("Aspect"), _ ("In the offer"), _ ("In the answer"), _ ("Agreed"), NULL };
  g_autofree char *title =
      g_strdup_printf (_ ("m= line %1$u: %2$s"), number + 1, rb_quote_plain (self->media->pool, any->type, MAX_NAME));
  RbMediaLesson *media = self->media;

#define BOTH(call_offered, call_answered) offered != NULL ? call_offered : NULL, answered != NULL ? call_answered : NULL
  self->table = rb_lesson_add_table (media->lesson, "media-line", title, columns);
  rb_lesson_block_cite (self->table, rb_media_get_position (media, self->negotiation->offer));
  rb_lesson_block_cite (self->table, rb_media_get_position (media, self->negotiation->answer));
  add_row (self, _ ("Sound to"), BOTH (format_address (media, offered), format_address (media, answered)), NULL,
           get_address_tone (offered), get_address_tone (answered));
  add_row (self, _ ("Codecs"), BOTH (format_codecs (media, offered), format_codecs (media, answered)),
           self->line->agreed != NULL ? g_strdup (rb_media_format_codec (media, self->line->agreed)) : NULL,
           RB_TONE_PLAIN, RB_TONE_PLAIN);
  add_row (self, _ ("Direction"),
           BOTH (g_strdup (rb_sdp_direction_to_string (offered->direction)),
                 g_strdup (rb_sdp_direction_to_string (answered->direction))),
           format_agreed_direction (self->negotiation, self->line), RB_TONE_PLAIN, RB_TONE_PLAIN);
  add_row (self, _ ("Keys"), BOTH (format_keys (offered), format_keys (answered)),
           answered != NULL ? g_strdup (self->line->has_dtmf ? _ ("as events") : _ ("not as events")) : NULL,
           RB_TONE_PLAIN, RB_TONE_PLAIN);
  add_row (self, _ ("Packet time"), BOTH (format_ptime (offered), format_ptime (answered)), NULL, RB_TONE_PLAIN,
           RB_TONE_PLAIN);
  add_row (self, _ ("Encryption"), BOTH (format_encryption (media, offered), format_encryption (media, answered)), NULL,
           RB_TONE_PLAIN, RB_TONE_PLAIN);
  add_row (self, "RTCP", BOTH (format_rtcp (offered), format_rtcp (answered)), NULL, RB_TONE_PLAIN, RB_TONE_PLAIN);
#undef BOTH
}

static RbLessonBlock *
cite_both (Look *self, RbLessonBlock *block, RbTone tone)
{
  block->tone = tone;
  rb_lesson_block_cite (block, rb_media_get_position (self->media, self->negotiation->offer));
  rb_lesson_block_cite (block, rb_media_get_position (self->media, self->negotiation->answer));
  return block;
}

/* What a codec is, once a lesson. */
static void
add_codec_text (Look *self, const RbSdpCodec *codec)
{
  const char *text = rb_codec_get_text (codec->encoding);

  if (text != NULL && g_hash_table_add (self->media->told, g_ascii_strdown (codec->encoding, -1)))
    rb_lesson_add_printf (self->media->lesson, "media-codec", rb_codec_get_rfc (codec->encoding),
                          /* Translators: a codec such as “PCMU”, and a sentence about it */
                          _ ("%1$s: %2$s"), rb_quote (self->media->pool, codec->encoding), text);
}

static gboolean
is_rejected (Look *self)
{
  const RbMediaLine *line = self->line;
  const char *type = rb_quote (self->media->pool, line->offered != NULL ? line->offered->type : line->answered->type);

  if (line->offered != NULL && line->offered->port == 0)
    cite_both (self,
               rb_lesson_add_printf (self->media->lesson, "media-line-off", "RFC 3264 8.2",
                                     _ ("The offer has port 0 for %s: the offerer switches this line off."), type),
               RB_TONE_DIM);
  else if (line->answered != NULL && line->answered->port == 0)
    cite_both (self,
               rb_lesson_add_printf (
                   self->media->lesson, "media-line-rejected", "RFC 3264 6",
                   _ ("The answer has port 0 for %s: this line is rejected. It stays in place all the same, because "
                      "lines are matched by their order."),
                   type),
               RB_TONE_WARNING);
  else if (line->answered == NULL && self->negotiation->answer_sdp != NULL)
    cite_both (self,
               rb_lesson_add_printf (
                   self->media->lesson, "media-line-missing", "RFC 3264 6",
                   _ ("The answer has no line for %s. It must have one for each line of the offer, if only with "
                      "port 0."),
                   type),
               RB_TONE_BAD);
  else
    return FALSE;
  return TRUE;
}

static void
add_codec (Look *self)
{
  const RbMediaLine *line = self->line;

  if (line->agreed != NULL)
    {
      cite_both (self,
                 rb_lesson_add_printf (
                     self->media->lesson, "media-agreed", "RFC 3264 6.1",
                     _ ("They agreed on %s: it is the first codec of the answer, and the offer has it, too."),
                     rb_media_format_codec (self->media, line->agreed)),
                 RB_TONE_GOOD);
      add_codec_text (self, line->agreed);
    }
  else if (line->offered != NULL && line->answered != NULL)
    cite_both (self,
               rb_lesson_add (
                   self->media->lesson, "media-no-common-codec", "RFC 3264 6.1",
                   _ ("Offer and answer have no codec in common, and yet the line was not rejected: whatever one side "
                      "sends, the other cannot play.")),
               RB_TONE_BAD);
}

static gboolean
is_answer_allowed (RbSdpDirection offered, RbSdpDirection answered)
{
  switch (offered)
    {
    case RB_SDP_SENDONLY:
      return answered == RB_SDP_RECVONLY || answered == RB_SDP_INACTIVE;
    case RB_SDP_RECVONLY:
      return answered == RB_SDP_SENDONLY || answered == RB_SDP_INACTIVE;
    case RB_SDP_INACTIVE:
      return answered == RB_SDP_INACTIVE;
    default:
      return TRUE;
    }
}

static void
add_direction (Look *self)
{
  const RbSdpMedia *offered = self->line->offered;
  const RbSdpMedia *answered = self->line->answered;

  if (offered == NULL || answered == NULL)
    return;

  if (!is_answer_allowed (offered->direction, answered->direction))
    cite_both (self,
               rb_lesson_add_printf (
                   self->media->lesson, "media-direction-mismatch", "RFC 3264 6.1",
                   _ ("To %1$s the answer is %2$s, which does not fit: sendonly is answered with recvonly, recvonly "
                      "with sendonly, inactive with inactive."),
                   rb_sdp_direction_to_string (offered->direction), rb_sdp_direction_to_string (answered->direction)),
               RB_TONE_WARNING);
  if (is_nowhere (offered) || is_nowhere (answered))
    cite_both (
        self,
        rb_lesson_add (
            self->media->lesson, "media-hold-old-way", "RFC 3264 8.4",
            _ ("The address 0.0.0.0 is the old way of RFC 2543 to put a call on hold: nothing may be sent there. "
               "Today a=sendonly or a=inactive says so.")),
        RB_TONE_WARNING);
}

/* The first time in this lesson? */
static gboolean
is_new (Look *self, const char *id)
{
  return g_hash_table_add (self->media->told, g_strdup (id));
}

static void
add_keys (Look *self)
{
  const RbSdpMedia *answered = self->line->answered;

  if (answered == NULL || self->line->offered == NULL || g_ascii_strcasecmp (answered->type, "audio") != 0 ||
      !is_new (self, self->line->has_dtmf ? "keys" : "no keys"))
    return;

  if (self->line->has_dtmf)
    cite_both (
        self,
        rb_lesson_add (
            self->media->lesson, "media-keys-as-events", "RFC 4733 2",
            _ ("Keys that are pressed go as telephone-event packets in the same RTP stream: not as SIP messages, "
               "and not as tones that a codec could spoil.")),
        RB_TONE_PLAIN);
  else
    cite_both (self,
               rb_lesson_add (
                   self->media->lesson, "media-keys-not-as-events", "RFC 4733 2",
                   _ ("The two have no telephone-event in common. So, keys can only go as tones in the sound, which "
                      "codecs of low rates spoil, or as SIP INFO (RFC 6086), if both know that.")),
               RB_TONE_WARNING);
}

static void
add_encryption (Look *self)
{
  RbMessageInfo info;
  guint position = rb_media_get_position (
      self->media, self->negotiation->offer != RB_FLOW_NONE ? self->negotiation->offer : self->negotiation->answer);

  if (self->line->crypto == RB_CRYPTO_DTLS)
    cite_both (
        self,
        rb_lesson_add (
            self->media->lesson, "media-crypto-dtls", "RFC 5763",
            _ ("The sound is encrypted (DTLS-SRTP): the ends agree on the key beside the sound, and the SDP only "
               "has the fingerprints of their certificates. Who reads the SIP cannot listen.")),
        RB_TONE_GOOD);
  else if (self->line->crypto == RB_CRYPTO_SDES && rb_trace_get_info (self->media->trace, position, &info))
    cite_both (
        self,
        info.transport == RB_TRANSPORT_TLS || info.transport == RB_TRANSPORT_WSS
            ? rb_lesson_add (
                  self->media->lesson, "media-crypto-sdes", "RFC 4568 8.3",
                  _ ("The sound is encrypted (SRTP). Its key is in a=crypto, where every proxy on the way can read "
                     "it; on the wire TLS hides it. It is not shown here."))
            : rb_lesson_add (
                  self->media->lesson, "media-crypto-sdes", "RFC 4568 8.3",
                  _ ("The sound is encrypted (SRTP), but its key is in a=crypto for everybody to read, because this "
                     "SIP message is not encrypted itself. It is not shown here.")),
        info.transport == RB_TRANSPORT_TLS || info.transport == RB_TRANSPORT_WSS ? RB_TONE_PLAIN : RB_TONE_WARNING);
  else if (self->line->answered != NULL && self->line->offered != NULL && is_new (self, "no crypto"))
    cite_both (self,
               rb_lesson_add (self->media->lesson, "media-crypto-none", "RFC 3711",
                              _ ("The sound is not encrypted: whoever can capture its packets can listen.")),
               RB_TONE_DIM);
}

/* A private address in an SDP that came from elsewhere; one hop only, since proxies pass SDP on unchanged. */
static void
add_private (Look *self, const RbSdpMedia *media, guint step)
{
  guint position = rb_media_get_position (self->media, step);
  RbMessageInfo info;
  g_autofree char *source = NULL;
  RbLessonBlock *block;

  if (media == NULL || media->port == 0 || !is_private (media) ||
      !rb_trace_get_info (self->media->trace, position, &info) || rb_endpoint_is_private (&info.src))
    return;

  source = rb_endpoint_format_address (&info.src);
  block = rb_lesson_add_printf (
      self->media->lesson, "media-private", "RFC 1918 3",
      _ ("%1$s wants the sound at %2$s, a private address, but came from %3$s. From outside that network "
         "nothing reaches it. It is likely that no sound arrives there, unless a relay or ICE helps."),
      rb_quote_number (self->media->pool, position), rb_quote (self->media->pool, media->address), source);
  block->tone = RB_TONE_BAD;
  block->confidence = RB_CONFIDENCE_LIKELY;
  rb_lesson_block_cite (block, position);
}

void
rb_media_add_line (RbMediaLesson *media, const RbNegotiation *negotiation, guint number)
{
  Look self = { .media = media, .negotiation = negotiation };

  self.line = &g_array_index (negotiation->lines, RbMediaLine, number);
  add_table (&self, number);
  if (is_rejected (&self))
    return;

  add_codec (&self);
  add_direction (&self);
  add_keys (&self);
  add_encryption (&self);
  add_private (&self, self.line->offered, negotiation->offer);
  add_private (&self, self.line->answered, negotiation->answer);
}
