/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the sound goes, which SIP only arranges, and what the capture has of it: RTP streams with loss and jitter
 * beside the SDP that asked for them (RFC 3550). For rb-explain-negotiation.c. */

#include "rb-explain-negotiation-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rb-quotes.h"
#include "rb-rtp-table.h"
#include "rb-trace.h"

#define MAX_STREAMS 32
#define MAX_DIGITS 64

static gboolean
has_address (const RbSdpMedia *media, const RbEndpoint *endpoint)
{
  g_autofree char *address = rb_endpoint_format_address (endpoint);

  return g_strcmp0 (media->address, address) == 0;
}

/* What is agreed last, or was while the call went on. */
static const RbNegotiation *
find_agreement (RbMediaLesson *self)
{
  const RbNegotiation *found = NULL;

  for (guint i = 0; i < self->negotiations->len; i++)
    {
      const RbNegotiation *negotiation = g_ptr_array_index (self->negotiations, i);
      const RbMediaLine *line = rb_media_get_main_line (negotiation);

      if (line != NULL && line->agreed != NULL)
        found = negotiation;
    }
  return found;
}

/* One end of the signalling that the offer was seen on, and the host it talks to there: by the Vias, a request that has
 * one comes from the end itself, and a response that has one goes to it. */
static gboolean
find_signalling (RbMediaLesson *self, const RbNegotiation *negotiation, const RbEndpoint **hop, RbMessageInfo *info)
{
  guint position = rb_media_get_position (self, negotiation->offer);
  const guint8 *bytes;
  gsize length;
  RbSipIndex index;
  gboolean sends;

  rb_trace_get_info (self->trace, position, info);
  bytes = rb_trace_peek_bytes (self->trace, position, &length);
  rb_sip_index_parse (&index, bytes, length);
  sends = index.is_request == (index.n_vias <= 1);
  *hop = sends ? &info->dst : &info->src;
  return sends == negotiation->offer_from_caller;
}

/* Two paths: signalling hop by hop, sound as the SDP says. */
static void
add_way (RbMediaLesson *self)
{
  const RbNegotiation *negotiation = find_agreement (self);
  const RbMediaLine *line = negotiation != NULL ? rb_media_get_main_line (negotiation) : NULL;
  guint offer = negotiation != NULL ? rb_media_get_position (self, negotiation->offer) : RB_FLOW_NONE;
  const RbSdpMedia *caller;
  const RbSdpMedia *callee;
  const RbEndpoint *host;
  g_autofree char *hop = NULL;
  gboolean is_caller;
  RbMessageInfo info;
  RbLessonBlock *block;

  rb_lesson_add (self->lesson, "media-not-in-sip", "RFC 3261 2",
                 _ ("SIP only arranges the call. The sound itself is not in any SIP message: it goes as RTP packets "
                    "over UDP, usually "
                    "50 a second each way, to the addresses and ports that offer and answer name."));
  if (line == NULL || line->offered == NULL || line->offered->address == NULL || line->answered->address == NULL ||
      !rb_trace_get_info (self->trace, offer, &info))
    return;

  caller = negotiation->offer_from_caller ? line->offered : line->answered;
  callee = negotiation->offer_from_caller ? line->answered : line->offered;
  is_caller = find_signalling (self, negotiation, &host, &info);
  hop = rb_endpoint_format_address (host);
  if (!has_address (is_caller ? callee : caller, host))
    block = rb_lesson_add_printf (
        self->lesson, "media-past-proxy", "RFC 3261 2",
        is_caller ? _ ("The caller sends its voice to %1$s port %2$u, the callee to %3$s port %4$u. The "
                       "SIP messages of the caller go to %5$s, "
                       "another address: the sound does not take the way of the signalling.")
                  : _ ("The caller sends its voice to %1$s port %2$u, the callee to %3$s port %4$u. The "
                       "SIP messages of the callee go to %5$s, "
                       "another address: the sound does not take the way of the signalling."),
        rb_quote_plain (self->pool, callee->address, 64), callee->port,
        rb_quote_plain (self->pool, caller->address, 64), caller->port, hop);
  else
    {
      block = rb_lesson_add_printf (
          self->lesson, "media-same-host", "RFC 3261 2",
          is_caller
              ? _ ("The caller sends its voice to %1$s port %2$u, the callee to %3$s port %4$u. The SIP messages of "
                   "the "
                   "caller go to %1$s, "
                   "too. It is likely that this is the callee itself, or a proxy that passes on the sound as well.")
              : _ ("The caller sends its voice to %1$s port %2$u, the callee to %3$s port %4$u. The SIP messages of "
                   "the "
                   "callee go to %3$s, "
                   "too. It is likely that this is the caller itself, or a proxy that passes on the sound as well."),
          rb_quote_plain (self->pool, callee->address, 64), callee->port,
          rb_quote_plain (self->pool, caller->address, 64), caller->port);
      block->confidence = RB_CONFIDENCE_LIKELY;
    }
  rb_lesson_block_cite (block, offer);
  rb_lesson_block_cite (block, rb_media_get_position (self, negotiation->answer));
}

static const char *
get_sender (RbParty sender)
{
  return sender == RB_PARTY_CALLER   ? _ ("Caller")
         : sender == RB_PARTY_CALLEE ? _ ("Callee")
         : sender == RB_PARTY_PROXY  ? _ ("Proxy")
                                     : _ ("not known");
}

static void
add_stream (RbMediaLesson *self, RbLessonBlock *table, const RbRtpSource *source)
{
  const RbRtpPayload *codec = rb_rtp_source_get_codec (source);
  g_autofree char *src = rb_endpoint_format (&source->src);
  g_autofree char *dst = rb_endpoint_format (&source->dst);
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, source->packets);
  double percent = source->expected > 0 ? 100.0 * source->lost / source->expected : 0;
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT " (%.1f %%)", source->lost, percent);
  g_autofree char *jitter = g_strdup_printf (_ ("%.1f ms"), source->mean_jitter_ms);
  g_autofree char *duration = g_strdup_printf (_ ("%.1f s"), (source->last_us - source->first_us) / 1e6);

  rb_lesson_block_add_row (table);
  rb_lesson_block_add_cell (table, get_sender (source->sender), RB_TONE_PLAIN, source->position);
  rb_lesson_block_add_cell (table, src, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, dst, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, codec != NULL ? codec->encoding : "", RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, packets, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, lost, source->lost > 0 ? RB_TONE_WARNING : RB_TONE_GOOD, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, jitter, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (table, duration, RB_TONE_PLAIN, RB_FLOW_NONE);
}

static void
add_digits (RbMediaLesson *self, const RbRtpSource *source)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (guint i = 0; i < MIN (source->digits->len, MAX_DIGITS); i++)
    g_string_append_c (digits, g_array_index (source->digits, RbRtpDigit, i).digit);
  if (digits->len > 0)
    rb_lesson_add_printf (self->lesson, "media-digits", "RFC 4733 2",
                          _ ("In this sound keys were pressed: %s. They are telephone-event packets, not SIP."),
                          rb_quote (self->pool, digits->str));
}

/* The streams of this call. Returns which parties were heard, by bit. */
static guint
list_streams (RbMediaLesson *self, RbRtpTable *rtp, guint *n_others)
{
  const char *const columns[] = { _ ("Sender"), _ ("Sent from"), _ ("Sent to"),  _ ("Codec"), _ ("Packets"),
                                  _ ("Lost"),   _ ("Jitter"),    _ ("Duration"), NULL };
  const char *call_id = rb_flow_get_call_id (self->flow);
  RbLessonBlock *table = NULL;
  guint heard = 0;
  guint n = 0;

  *n_others = 0;
  for (guint i = 0; i < rb_rtp_table_get_n_sources (rtp); i++)
    {
      const RbRtpSource *source = rb_rtp_table_get_source (rtp, i);

      if (g_strcmp0 (source->call_id, call_id) != 0)
        {
          *n_others += source->call_id == NULL;
          continue;
        }
      if (n++ >= MAX_STREAMS)
        continue;
      if (table == NULL)
        table = rb_lesson_add_table (self->lesson, "media-streams", _ ("RTP streams in this capture"), columns);
      add_stream (self, table, source);
      add_digits (self, source);
      heard |= 1u << source->sender;
    }
  return heard;
}

static void
add_rtp (RbMediaLesson *self, RbRtpTable *rtp)
{
  const RbNegotiation *negotiation = find_agreement (self);
  gboolean caller = FALSE;
  gboolean callee = FALSE;
  guint n_others;
  guint heard = list_streams (self, rtp, &n_others);
  RbLessonBlock *block;

  if (negotiation != NULL)
    rb_media_get_directions (negotiation, &caller, &callee);
  if (heard == 0)
    rb_lesson_add (self->lesson, "media-no-rtp", NULL,
                   _ ("This capture has no RTP of this call. It is no sign of silence: the sound may have gone another "
                      "way, or the "
                      "capture was filtered to SIP."));
  else if (caller && callee && ((heard & (1u << RB_PARTY_CALLER)) == 0) != ((heard & (1u << RB_PARTY_CALLEE)) == 0))
    {
      block = rb_lesson_add (
          self->lesson, "media-one-way", NULL,
          _ ("Both may send, but only one of them is heard here. It is likely that the sound of the other was lost "
             "on the way (a NAT, a firewall), or did not pass where the capture was made."));
      block->confidence = RB_CONFIDENCE_LIKELY;
      block->tone = RB_TONE_WARNING;
    }
  if (n_others > 0)
    rb_lesson_add_printf (
        self->lesson, "media-streams-without-call", NULL,
        ngettext ("%u more stream belongs to no SDP of this capture: a NAT may have changed its addresses.",
                  "%u more streams belong to no SDP of this capture: a NAT may have changed their addresses.",
                  n_others),
        n_others);
}

static void
add_rtcp (RbMediaLesson *self)
{
  const RbNegotiation *negotiation = find_agreement (self);
  const RbMediaLine *line = negotiation != NULL ? rb_media_get_main_line (negotiation) : NULL;

  if (line == NULL || line->offered == NULL)
    return;

  if (line->offered->rtcp_mux && line->answered->rtcp_mux)
    rb_lesson_add (self->lesson, "media-rtcp", "RFC 5761 5.1",
                   _ ("Beside RTP goes RTCP: every few seconds each side reports how much got lost and how evenly it "
                      "came. Both have "
                      "rtcp-mux here, so it uses the same ports."));
  else
    rb_lesson_add (self->lesson, "media-rtcp", "RFC 3550 11",
                   _ ("Beside RTP goes RTCP: every few seconds each side reports how much got lost and how evenly it "
                      "came. It has a "
                      "port of its own: the next one, unless the SDP names another."));
}

void
rb_media_add_streams (RbMediaLesson *self)
{
  RbRtpTable *rtp = rb_trace_get_rtp (self->trace);
  RbMessageInfo info;

  rb_lesson_add_heading (self->lesson, "media-sound", _ ("The sound itself"));
  add_way (self);
  if (rtp != NULL)
    add_rtp (self, rtp);
  else if (rb_trace_get_info (self->trace, 0, &info) && info.mono_us != 0)
    rb_lesson_add (self->lesson, "media-live", NULL,
                   _ ("The packets of our own calls are not kept: the statistics of the call card tell of them."));
  add_rtcp (self);
}
