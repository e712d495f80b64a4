/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the two sides offered, answered and agreed on (RFC 3264), with what came of it over time and where the sound
 * went. Asked by window, command line and report; the other rb-explain-negotiation-*.c say the parts. */

#include "rb-explain-negotiation.h"

#include <glib/gi18n-lib.h>

#include "rb-explain-negotiation-private.h"
#include "rb-flow-private.h"
#include "rb-quotes.h"
#include "rb-reading.h"

/* Exchanges whose lines are shown in full; all are in the history. */
#define MAX_EXCHANGES 12

static void
media_lesson_init (RbMediaLesson *self, RbFlow *flow)
{
  *self = (RbMediaLesson){
    .lesson = rb_lesson_new (),
    .pool = g_string_chunk_new (1024),
    .flow = flow,
    .trace = flow != NULL ? rb_flow_get_trace (flow) : NULL,
    .negotiations = flow != NULL ? rb_flow_list_negotiations (flow) : g_ptr_array_new (),
    .told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
}

/* Gives the lesson away. */
static RbLesson *
media_lesson_finish (RbMediaLesson *self)
{
  g_string_chunk_free (self->pool);
  g_ptr_array_unref (self->negotiations);
  g_hash_table_unref (self->told);
  return self->lesson;
}

/* An offer or answer carries SDP and is in a flow: it can be read. */
static void
read_step (RbMediaLesson *self, guint step, RbReading *reading)
{
  rb_reading_init (reading, self->trace, rb_media_get_position (self, step));
}

/* "INVITE", "200" */
static const char *
format_label (RbMediaLesson *self, guint step)
{
  RbReading reading;
  g_autofree char *method = NULL;
  g_autofree char *status = NULL;

  read_step (self, step, &reading);
  method = rb_span_dup_line (reading.index.method, reading.bytes);
  status = g_strdup_printf ("%u", reading.index.status);
  return rb_quote_plain (self->pool, reading.index.is_request ? method : status, 32);
}

static void
add_heading (RbMediaLesson *self, const RbNegotiation *negotiation)
{
  guint offer = rb_media_get_position (self, negotiation->offer);
  guint answer = rb_media_get_position (self, negotiation->answer);
  g_autofree char *title = NULL;

  if (negotiation->answer == RB_FLOW_NONE)
    title = g_strdup_printf (_ ("Offer %1$s (%2$s), without an answer"), rb_quote_number (self->pool, offer),
                             format_label (self, negotiation->offer));
  else if (negotiation->offer == RB_FLOW_NONE)
    title = g_strdup_printf (_ ("Answer %1$s (%2$s), without its offer"), rb_quote_number (self->pool, answer),
                             format_label (self, negotiation->answer));
  else
    title = g_strdup_printf (_ ("Offer %1$s (%2$s), answer %3$s (%4$s)"), rb_quote_number (self->pool, offer),
                             format_label (self, negotiation->offer), rb_quote_number (self->pool, answer),
                             format_label (self, negotiation->answer));
  rb_lesson_add_heading (self->lesson, "media-exchange", title);
}

static RbLessonBlock *
cite (RbMediaLesson *self, RbLessonBlock *block, guint step)
{
  rb_lesson_block_cite (block, rb_media_get_position (self, step));
  return block;
}

/* Why the offer stands where it stands. */
static void
add_place (RbMediaLesson *self, const RbNegotiation *negotiation)
{
  RbReading reading;

  if (negotiation->offer == RB_FLOW_NONE)
    {
      cite (self,
            rb_lesson_add (self->lesson, "media-offer-unseen", "RFC 3264 4",
                           _ ("The offer is not in this trace, so what was agreed is told from the answer alone.")),
            negotiation->answer)
          ->tone = RB_TONE_WARNING;
      return;
    }

  read_step (self, negotiation->offer, &reading);
  if (!reading.index.is_request)
    cite (
        self,
        rb_lesson_add (
            self->lesson, "media-offer-in-response", "RFC 3261 13.2.1",
            reading.index.status < 200
                ? _ ("The INVITE had no SDP, so the one who was called offers, in a provisional response that must "
                     "arrive; the answer is in the PRACK.")
                : _ ("The INVITE had no SDP, so the one who was called offers, in the 200; the answer is in the ACK.")),
        negotiation->offer);
  else if (negotiation->is_first)
    cite (
        self,
        rb_lesson_add (
            self->lesson, "media-offer-in-invite", "RFC 3261 13.2.1",
            _ ("The caller offers in the INVITE, as usual; the answer belongs in the 200 or in a response before it.")),
        negotiation->offer);
  else if (rb_reading_is (&reading, "UPDATE"))
    cite (self,
          rb_lesson_add (
              self->lesson, "media-offer-in-update", "RFC 3311 5",
              _ ("An UPDATE changes the session at once, also before the call is answered: nobody has to be asked.")),
          negotiation->offer);
  else if (rb_reading_is (&reading, "INVITE"))
    cite (self,
          rb_lesson_add (
              self->lesson, "media-offer-in-reinvite", "RFC 3261 14",
              _ ("An INVITE inside the dialog (a re-INVITE) offers to change the session that stands: nobody rings.")),
          negotiation->offer);
}

/* 183 with SDP, and what the 200 says to that. */
static void
add_early (RbMediaLesson *self, const RbNegotiation *negotiation)
{
  RbReading reading;
  RbLessonBlock *block;

  if (negotiation->answer == RB_FLOW_NONE || negotiation->confirmed == negotiation->answer)
    return;

  read_step (self, negotiation->answer, &reading);
  block =
      rb_lesson_add_printf (self->lesson, "media-early", "RFC 3960 3",
                            negotiation->confirmed != RB_FLOW_NONE
                                ? _ ("From %1$s on there can be early media: before anybody has answered, the caller "
                                     "may hear a ringback tone or an announcement "
                                     "that comes as RTP. With %2$s it becomes the sound of the call.")
                                : _ ("From %1$s on there can be early media: before anybody has answered, the caller "
                                     "may hear a ringback tone or an announcement "
                                     "that comes as RTP. This phone never answered."),
                            rb_quote_number (self->pool, rb_media_get_position (self, negotiation->answer)),
                            negotiation->confirmed != RB_FLOW_NONE
                                ? rb_quote_number (self->pool, rb_media_get_position (self, negotiation->confirmed))
                                : "");
  cite (self, block, negotiation->answer);
  cite (self, block, negotiation->confirmed);
  if (reading.index.is_request)
    return;

  if (rb_reading_find (&reading, "RSeq", NULL).length > 0)
    cite (self,
          rb_lesson_add_printf (
              self->lesson, "media-early-reliable", "RFC 3262 3",
              _ ("The %u has an RSeq: it is repeated until its PRACK comes, so the answer is sure to arrive and the "
                 "200 need not carry it again."),
              reading.index.status),
          negotiation->answer);
  else
    cite (self,
          rb_lesson_add_printf (
              self->lesson, "media-early-unreliable", "RFC 3261 13.2.1",
              _ ("The %u may get lost, for nobody acknowledges it. So, the 200 must carry the same SDP once more."),
              reading.index.status),
          negotiation->answer);
}

static void
add_repetition (RbMediaLesson *self, const RbNegotiation *negotiation)
{
  if (negotiation->repeated == RB_FLOW_NONE)
    return;

  if (negotiation->repeat_differs)
    cite (self,
          rb_lesson_add_printf (
              self->lesson, "media-repeat-differs", "RFC 3261 13.2.1",
              _ ("%s carries SDP once more, but another one. By the RFC the first one is the answer and this is to be "
                 "ignored; many phones follow the last one nevertheless."),
              rb_quote_number (self->pool, rb_media_get_position (self, negotiation->repeated))),
          negotiation->repeated)
        ->tone = RB_TONE_WARNING;
  else
    cite (self,
          rb_lesson_add_printf (self->lesson, "media-repeated", "RFC 3261 13.2.1",
                                _ ("%s carries the same SDP once more: that is no new exchange."),
                                rb_quote_number (self->pool, rb_media_get_position (self, negotiation->repeated))),
          negotiation->repeated);
}

static void
add_exchange (RbMediaLesson *self, const RbNegotiation *negotiation)
{
  add_heading (self, negotiation);
  add_place (self, negotiation);
  add_early (self, negotiation);
  add_repetition (self, negotiation);
  if ((negotiation->offer != RB_FLOW_NONE && negotiation->offer_sdp == NULL) ||
      (negotiation->answer != RB_FLOW_NONE && negotiation->answer_sdp == NULL))
    cite (self,
          rb_lesson_add (self->lesson, "media-unreadable", "RFC 8866 5",
                         _ ("One of the two descriptions cannot be read: it is malformed, empty or too large.")),
          negotiation->offer_sdp == NULL ? negotiation->offer : negotiation->answer)
        ->tone = RB_TONE_BAD;
  for (guint i = 0; i < negotiation->lines->len; i++)
    rb_media_add_line (self, negotiation, i);
}

RbLesson *
rb_explain_negotiation (RbFlow *flow)
{
  RbMediaLesson self;
  guint n;

  media_lesson_init (&self, flow);
  if (self.negotiations->len == 0)
    {
      rb_lesson_add (self.lesson, "media-none", "RFC 3264 4",
                     _ ("No message here carries an offer or an answer (SDP): no sound was agreed on, as far as this "
                        "trace shows."));
      return media_lesson_finish (&self);
    }

  n = MIN (self.negotiations->len, MAX_EXCHANGES);
  rb_media_add_history (&self);
  for (guint i = 0; i < n; i++)
    add_exchange (&self, g_ptr_array_index (self.negotiations, i));
  rb_media_add_streams (&self);
  return media_lesson_finish (&self);
}

/* The same message on the caller's leg: a proxy passes SDP on. */
static gboolean
is_same_message (RbFlow *flow, guint a, guint b)
{
  const RbFlowFact *one = rb_flow_get_fact (flow, a);
  const RbFlowFact *other = rb_flow_get_fact (flow, b);

  return one->method == other->method && one->cseq == other->cseq && one->status == other->status &&
         one->from_tag == other->from_tag && one->to_tag == other->to_tag &&
         (one->flags & RB_FACT_REQUEST) == (other->flags & RB_FACT_REQUEST);
}

static gboolean
is_about (RbFlow *flow, const RbNegotiation *negotiation, guint step)
{
  const guint steps[] = { negotiation->offer, negotiation->answer, negotiation->repeated };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] != RB_FLOW_NONE && (steps[i] == step || is_same_message (flow, steps[i], step)))
      return TRUE;
  return FALSE;
}

RbLesson *
rb_explain_negotiation_of (RbTrace *trace, guint position)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, position);
  guint step = rb_trace_get_step_number (trace, position);
  guint n = 0; /* a fork may answer one offer from 20 000 phones */
  RbMediaLesson self;

  media_lesson_init (&self, flow);
  if (step == RB_FLOW_NONE || (rb_flow_get_fact (flow, step)->flags & RB_FACT_SDP) == 0)
    {
      rb_lesson_add (self.lesson, "media-no-sdp", "RFC 3264 4",
                     _ ("This message carries no SDP: nothing is offered or answered here."));
      return media_lesson_finish (&self);
    }

  for (guint i = 0; i < self.negotiations->len && n < MAX_EXCHANGES; i++)
    if (is_about (flow, g_ptr_array_index (self.negotiations, i), step))
      {
        add_exchange (&self, g_ptr_array_index (self.negotiations, i));
        n++;
      }
  if (rb_lesson_get_n_blocks (self.lesson) == 0)
    rb_lesson_block_cite (
        rb_lesson_add (self.lesson, "media-aside", "RFC 3264 4",
                       _ ("This message carries SDP, but it is neither the offer nor the answer of an exchange that "
                          "reached the caller: a challenged attempt, a preview without an acknowledgement, or a "
                          "phone whose response the proxy kept.")),
        position);
  return media_lesson_finish (&self);
}
