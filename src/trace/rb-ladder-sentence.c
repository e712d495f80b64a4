/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One arrow of a ladder in words, for who cannot see it: who sent what to whom and when, and whole sentences on how it
 * hangs together with the others. */

#include "rb-ladder.h"

#include <glib/gi18n-lib.h>

#include "rb-shown-text.h"

/* What a row is, for which there is a sentence. */
typedef enum
{
  FACT_NEVER_SENT,
  FACT_ANSWERS,
  FACT_ANSWERS_AFTER,
  FACT_COPY,
  FACT_COPY_NOTED,
  FACT_ACKNOWLEDGES,
  FACT_WITH_CREDENTIALS,
  FACT_PASSED_ON,
  FACT_BECAUSE,
  FACT_TIMER,
  FACT_SILENCE,
  FACT_MEDIA_BEGINS,
  FACT_MEDIA_ENDS,
} Fact;

/* clang-format off */
/* {number}: of another message; {text}: a time, a note or codecs. */
static const char *const sentences[] = {
  [FACT_NEVER_SENT] = N_("This program made it; it was never on the wire."),
  [FACT_ANSWERS] = N_("It answers message {number}."),
  [FACT_ANSWERS_AFTER] = N_("It answers message {number}, {text}."),
  [FACT_COPY] = N_("It is message {number} once more."),
  [FACT_COPY_NOTED] = N_("It is message {number} once more: {text}."),
  [FACT_ACKNOWLEDGES] = N_("It acknowledges message {number}."),
  [FACT_WITH_CREDENTIALS] = N_("It answers the challenge of message {number}."),
  [FACT_PASSED_ON] = N_("It is message {number}, passed on."),
  [FACT_BECAUSE] = N_("It was sent because of message {number}."),
  [FACT_TIMER] = N_("A timer was the reason: {text}."),
  [FACT_SILENCE] = N_("Nothing had been sent before it for a while: it came {text}."),
  [FACT_MEDIA_BEGINS] = N_("From here on the media is: {text}."),
  [FACT_MEDIA_ENDS] = N_("Here that media ends: {text}."),
};
/* clang-format on */

static void
add_sentence (GString *out, Fact fact, guint position, const char *text)
{
  g_autofree char *number = g_strdup_printf ("%u", position + 1);
  g_autoptr (GString) sentence = g_string_new (_ (sentences[fact]));

  g_string_replace (sentence, "{number}", number, 1);
  g_string_replace (sentence, "{text}", text != NULL ? text : "", 1);
  /* Translators: two sentences, one after the other. */
  g_string_append_printf (out, C_ ("between sentences", " %s"), sentence->str);
}

static void
add_response (GString *out, RbTrace *trace, const RbLadderRow *row)
{
  const RbFlowStep *step = rb_trace_get_step (trace, row->position);

  if (step == NULL || step->response_to == RB_FLOW_NONE)
    return;
  if (row->note != NULL && row->timer == RB_LADDER_TIMER_NONE && step->response_us >= 0 && !row->synthetic)
    add_sentence (out, FACT_ANSWERS_AFTER, step->response_to, row->note);
  else
    add_sentence (out, FACT_ANSWERS, step->response_to, NULL);
  if (row->cause != RB_FLOW_NONE && row->cause != step->response_to && row->timer == RB_LADDER_TIMER_NONE)
    add_sentence (out, FACT_BECAUSE, row->cause, NULL);
}

static void
add_request (GString *out, RbTrace *trace, const RbLadderRow *row)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, row->position);
  const RbFlowStep *step = rb_trace_get_step (trace, row->position);
  const RbFlowStep *cause = rb_trace_get_step (trace, row->cause);
  const RbTransaction *transaction;

  if (flow == NULL || step == NULL || cause == NULL || row->timer != RB_LADDER_TIMER_NONE)
    return;

  transaction = rb_flow_get_transaction (flow, step->transaction);
  if (cause->response_to == RB_FLOW_NONE)
    add_sentence (out, FACT_PASSED_ON, row->cause, NULL);
  else if (transaction->kind == RB_TRANSACTION_ACK || cause->transaction == step->transaction)
    add_sentence (out, FACT_ACKNOWLEDGES, row->cause, NULL);
  else
    add_sentence (out, cause->leg == step->leg ? FACT_WITH_CREDENTIALS : FACT_BECAUSE, row->cause, NULL);
}

static void
add_band (GString *out, RbLadder *ladder, guint n)
{
  RbLadderBand band;

  if (!rb_ladder_get_band (ladder, n, &band))
    return;
  if (band.begins)
    add_sentence (out, FACT_MEDIA_BEGINS, 0, band.text);
  if (band.ends)
    add_sentence (out, FACT_MEDIA_ENDS, 0, band.text);
}

static void
add_call (GString *out, RbLadder *ladder, guint number)
{
  RbFlow *flow = number > 0 ? rb_ladder_get_call (ladder, number) : NULL;
  g_autofree char *parties = NULL;
  g_autofree char *sentence = NULL;

  if (flow == NULL)
    return;

  parties = rb_flow_format_parties (flow);
  /* Translators: which of several calls a message belongs to, and who called whom: "Call 2, bob → carol." */
  sentence = g_strdup_printf (_ ("Call %1$u, %2$s."), number, parties);
  g_string_append_printf (out, C_ ("between sentences", " %s"), sentence);
}

char *
rb_ladder_format_sentence (RbLadder *self, guint n)
{
  const RbLadderRow *row = rb_ladder_get_row (self, n);
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *time = NULL;
  g_autofree char *label = NULL;
  RbTrace *trace = rb_ladder_get_trace (self);
  GString *out;

  if (row == NULL)
    return NULL;

  g_ascii_formatd (seconds, sizeof seconds, "%.3f", row->time_us / (double) G_USEC_PER_SEC);
  time = g_strconcat (row->time_us < 0 ? "" : "+", seconds, NULL);
  label = rb_shown_text_line (row->words);
  out = g_string_new (NULL);
  /* Translators: time, who, to whom, message: "+0.168 s, Proxy to You: 180 Ringing." */
  g_string_append_printf (out, _ ("%1$s s, %2$s to %3$s: %4$s."), time, rb_ladder_get_lane (self, row->from)->title,
                          rb_ladder_get_lane (self, row->to)->title, label);
  add_call (out, self, row->call);
  if (row->retransmission)
    add_sentence (out, row->note != NULL ? FACT_COPY_NOTED : FACT_COPY, row->cause, row->note);
  else if (row->style == RB_LADDER_RESPONSE)
    add_response (out, trace, row);
  else if (row->style == RB_LADDER_REQUEST)
    add_request (out, trace, row);
  if (row->timer > RB_LADDER_TIMER_COPY && row->note != NULL)
    add_sentence (out, FACT_TIMER, 0, row->note);
  if (row->synthetic)
    add_sentence (out, FACT_NEVER_SENT, 0, NULL);
  if (row->silence != NULL)
    add_sentence (out, FACT_SILENCE, 0, row->silence);
  add_band (out, self, n);
  return g_string_free (out, FALSE);
}
