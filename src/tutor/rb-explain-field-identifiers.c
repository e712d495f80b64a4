/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Call-ID, CSeq and tags say in their message: whose they are, since when, and why the number is what it is
 * (RFC 3261 8.1.1, 12.2.1.1, 19.3). Each reads the flow at most once. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CITED 8

void
rb_say_call_id (const RbFieldTopic *topic, RbLesson *lesson)
{
  g_autoptr (GPtrArray) flows = NULL;
  guint n = 0;
  RbLessonBlock *block;

  if (topic->flow == NULL)
    return;

  flows = rb_trace_find_flows (topic->trace, rb_flow_get_call_id (topic->flow));
  for (guint i = 0; i < flows->len; i++)
    n += rb_flow_get_n_steps (g_ptr_array_index (flows, i));
  block = rb_lesson_add_printf (
      lesson, "call-id-shared", "RFC 3261 8.1.1.4",
      ngettext ("No other message of this trace has it.", "%u messages of this trace have it.", n), n);
  for (guint i = 0; i < MIN (rb_flow_get_n_steps (topic->flow), MAX_CITED); i++)
    rb_lesson_block_cite (block, rb_flow_get_step (topic->flow, i)->position);

  if (rb_flow_get_n_legs (topic->flow) > 1)
    rb_lesson_add_printf (lesson, "call-id-hops", "RFC 3261 16.6",
                          ngettext ("It was seen on %u hop.",
                                    "It was seen on %u hops: a proxy keeps it. A B2BUA would make a new one.",
                                    rb_flow_get_n_legs (topic->flow)),
                          rb_flow_get_n_legs (topic->flow));
  if (flows->len > 1)
    rb_lesson_add_printf (
        lesson, "call-id-again", "RFC 3261 8.1.1.4",
        ngettext ("%u call or exchange used it.",
                  "%u calls or exchanges, one after the other, used it: each should have had its own.", flows->len),
        flows->len);
  if (rb_span_is (topic->index.method, topic->bytes, "REGISTER"))
    rb_lesson_add (lesson, "call-id-register", "RFC 3261 10.2",
                   _ ("A phone uses the same one for all its registrations until it is restarted."));
}

/* The request of the same sender with the next lower number, and the same request on another hop. */
typedef struct
{
  const RbFlowStep *before;
  const RbFlowStep *higher;
  guint32 number;
} Earlier;

static Earlier
find_earlier (const RbFieldTopic *topic)
{
  Earlier found = { NULL, NULL, 0 };

  for (guint i = 0; i < rb_flow_get_n_steps (topic->flow); i++)
    {
      const RbFlowStep *step = rb_flow_get_step (topic->flow, i);
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;

      if (step->position >= topic->position)
        break;
      if (!rb_topic_read (topic->trace, step->position, &bytes, &length, &index) || !index.is_request ||
          !rb_span_equal (index.from_tag, bytes, topic->index.from_tag, topic->bytes))
        continue;

      if (index.cseq < topic->index.cseq && (found.before == NULL || index.cseq > found.number))
        {
          found.before = step;
          found.number = index.cseq;
        }
      else if (index.cseq > topic->index.cseq && found.higher == NULL)
        found.higher = step;
    }

  return found;
}

/* Why a request is made again with the next number: by the final response to the one before. */
static const struct
{
  guint status;
  const char *id;
  const char *rfc;
  const char *text;
} retries[] = {
  { 401, "cseq-challenge", "RFC 3261 22.2",
    N_ ("One higher than in %1$s, because that was challenged in %2$s: this is the same request with credentials.") },
  { 407, "cseq-challenge", "RFC 3261 22.3",
    N_ ("One higher than in %1$s, because that was challenged in %2$s: this is the same request with credentials.") },
  { 422, "cseq-interval", "RFC 4028 7.3",
    N_ ("One higher than in %1$s, because %2$s wanted a longer session interval.") },
  { 423, "cseq-brief", "RFC 3261 10.2.8", N_ ("One higher than in %1$s, because %2$s wanted a longer time.") },
  { 491, "cseq-glare", "RFC 3261 14.1",
    N_ ("One higher than in %1$s, because both ends had changed the call at once: %2$s.") },
};

static guint
final_of (const RbFieldTopic *topic, const RbFlowStep *request, guint *status)
{
  const RbTransaction *transaction = rb_flow_get_transaction (topic->flow, request->transaction);
  const RbFlowStep *final = transaction != NULL && transaction->final != RB_FLOW_NONE
                                ? rb_flow_get_step (topic->flow, transaction->final)
                                : NULL;
  const guint8 *bytes;
  gsize length;
  RbSipIndex index;

  if (final == NULL || !rb_topic_read (topic->trace, final->position, &bytes, &length, &index))
    return RB_FLOW_NONE;
  *status = index.status;
  return final->position;
}

static void
say_before (const RbFieldTopic *topic, const RbFlowStep *before, guint32 number, RbLesson *lesson)
{
  guint status = 0;
  guint final = final_of (topic, before, &status);
  g_autofree char *first = rb_lesson_format_number (before->position);
  g_autofree char *second = final != RB_FLOW_NONE ? rb_lesson_format_number (final) : NULL;
  RbLessonBlock *block = NULL;

  if (topic->index.cseq - number > 1)
    {
      block = rb_lesson_add_printf (
          lesson, "cseq-gap", "RFC 3261 12.2.2",
          _ ("%1$u higher than in %2$s. The sender skipped numbers, which is allowed, or the trace "
             "does not show his requests in between."),
          topic->index.cseq - number, first);
      block->confidence = RB_CONFIDENCE_LIKELY;
    }
  for (gsize i = 0; block == NULL && i < G_N_ELEMENTS (retries); i++)
    if (final != RB_FLOW_NONE && retries[i].status == status)
      {
        g_autoptr (GString) text = g_string_new (_ (retries[i].text));

        g_string_replace (text, "%1$s", first, 0);
        g_string_replace (text, "%2$s", second, 0);
        block = rb_lesson_add (lesson, retries[i].id, retries[i].rfc, text->str);
        rb_lesson_block_cite (block, before->position);
        rb_lesson_block_cite (block, final);
        return;
      }
  if (block == NULL)
    block = rb_lesson_add_printf (lesson, "cseq-next", "RFC 3261 12.2.1.1",
                                  _ ("One higher than in %s: the next request of this sender."), first);
  rb_lesson_block_cite (block, before->position);
}

static void
say_repeats (const RbFieldTopic *topic, RbLesson *lesson)
{
  const RbTransaction *transaction = rb_flow_get_transaction (topic->flow, topic->step->transaction);
  const RbTransaction *invite = transaction != NULL ? rb_flow_get_transaction (topic->flow, transaction->invite) : NULL;
  guint step = invite != NULL                                                      ? invite->request
               : transaction != NULL && transaction->kind == RB_TRANSACTION_INVITE ? transaction->request
                                                                                   : RB_FLOW_NONE;
  guint position = step != RB_FLOW_NONE ? rb_flow_get_step (topic->flow, step)->position : RB_FLOW_NONE;
  g_autofree char *method = rb_span_dup_line (topic->index.method, topic->bytes);

  if (position != RB_FLOW_NONE)
    {
      g_autofree char *number = rb_lesson_format_number (position);

      rb_lesson_block_cite (rb_lesson_add_printf (lesson, "cseq-repeats", "RFC 3261 17.1.1.3",
                                                  _ ("%1$s repeats the number of the INVITE it belongs to: %2$s."),
                                                  method, number),
                            position);
    }
  else
    rb_lesson_add_printf (lesson, "cseq-repeats", "RFC 3261 17.1.1.3",
                          _ ("%s repeats the number of the INVITE it belongs to. That is not in this trace."), method);
}

static void
say_number (const RbFieldTopic *topic, RbLesson *lesson)
{
  Earlier found;

  if (topic->step->retransmission_of != RB_FLOW_NONE)
    {
      g_autofree char *number = rb_lesson_format_number (topic->step->retransmission_of);

      rb_lesson_block_cite (rb_lesson_add_printf (lesson, "cseq-copy", "RFC 3261 17",
                                                  _ ("The same number as in %s: a copy of it, no new request."),
                                                  number),
                            topic->step->retransmission_of);
      return;
    }

  found = find_earlier (topic);
  if (found.before != NULL)
    say_before (topic, found.before, found.number, lesson);
  else if (found.higher == NULL)
    rb_lesson_add (lesson, "cseq-first", "RFC 3261 8.1.1.5",
                   _ ("It is the first request of this sender here: he may begin with any number."));
  if (found.higher != NULL)
    {
      g_autofree char *number = rb_lesson_format_number (found.higher->position);
      RbLessonBlock *block = rb_lesson_add_printf (
          lesson, "cseq-lower", "RFC 3261 12.2.2",
          _ ("%s of the same sender already had a higher number. Within a dialog this request comes too late, "
             "and is refused with 500."),
          number);

      block->tone = RB_TONE_WARNING;
      rb_lesson_block_cite (block, found.higher->position);
    }
}

static void
say_method (const RbFieldTopic *topic, RbLesson *lesson)
{
  RbSpan value = rb_sip_find_header (topic->bytes, topic->length, "CSeq", NULL);
  g_autofree char *text = rb_span_dup_line (value, topic->bytes);
  const char *space = strpbrk (text, " \t");
  g_autofree char *method = rb_span_dup_line (topic->index.method, topic->bytes);
  g_autofree char *quoted = NULL;

  if (!topic->index.is_request || space == NULL ||
      g_str_equal (g_strchug (g_strdelimit (text + (space - text), "\t", ' ')), method))
    return;

  quoted = rb_lesson_quote (space);
  rb_lesson_add_printf (
      lesson, "cseq-method", "RFC 3261 8.1.1.5",
      _ ("It names %1$s, but the request is %2$s. They must be equal; a server refuses this with 400."), quoted, method)
      ->tone = RB_TONE_BAD;
}

void
rb_say_cseq (const RbFieldTopic *topic, RbLesson *lesson)
{
  say_method (topic, lesson);
  if (topic->flow == NULL || topic->step == NULL)
    return;

  if (!topic->index.is_request && topic->step->response_to != RB_FLOW_NONE)
    {
      g_autofree char *number = rb_lesson_format_number (topic->step->response_to);

      rb_lesson_block_cite (rb_lesson_add_printf (lesson, "cseq-answers", "RFC 3261 17.1.3",
                                                  _ ("Number and method are those of %s: this is a response to it."),
                                                  number),
                            topic->step->response_to);
    }
  else if (!topic->index.is_request)
    rb_lesson_add (lesson, "cseq-alone", "RFC 3261 17.1.3",
                   _ ("The trace does not show the request with this number."));
  else if (rb_span_is (topic->index.method, topic->bytes, "ACK") ||
           rb_span_is (topic->index.method, topic->bytes, "CANCEL"))
    say_repeats (topic, lesson);
  else
    say_number (topic, lesson);
}

/* Where a tag was seen. */
typedef struct
{
  guint n;
  guint first;       /* position */
  guint other;       /* response to the same request with another To-tag */
  gboolean is_maker; /* it was in From there: its owner sent the first request */
} Seen;

static Seen
find_tag (const RbFieldTopic *topic, RbSpan tag)
{
  Seen seen = { 0, RB_FLOW_NONE, RB_FLOW_NONE, FALSE };

  for (guint i = 0; i < rb_flow_get_n_steps (topic->flow); i++)
    {
      guint position = rb_flow_get_step (topic->flow, i)->position;
      const guint8 *bytes;
      gsize length;
      RbSipIndex index;
      gboolean in_from, in_to;

      if (!rb_topic_read (topic->trace, position, &bytes, &length, &index))
        continue;
      in_from = rb_span_equal (index.from_tag, bytes, tag, topic->bytes);
      in_to = rb_span_equal (index.to_tag, bytes, tag, topic->bytes);
      if (in_from || in_to)
        {
          if (seen.n++ == 0)
            {
              seen.first = position;
              seen.is_maker = in_from;
            }
        }
      else if (!index.is_request && !topic->index.is_request && index.to_tag.length > 0 &&
               index.cseq == topic->index.cseq && seen.other == RB_FLOW_NONE &&
               rb_span_equal (index.from_tag, bytes, topic->index.from_tag, topic->bytes))
        seen.other = position;
    }

  return seen;
}

static void
say_no_tag (const RbFieldTopic *topic, gboolean is_from, RbLesson *lesson)
{
  if (is_from)
    rb_lesson_add (lesson, "tag-missing", "RFC 3261 8.1.1.3",
                   _ ("From has no tag: made by the old RFC 2543, or broken."))
        ->tone = RB_TONE_WARNING;
  else if (topic->index.is_request)
    rb_lesson_add (lesson, "tag-none", "RFC 3261 8.1.1.2",
                   _ ("To has no tag: the request stands outside of any dialog, nobody has answered it yet."));
  else if (topic->index.status == 100)
    rb_lesson_add (lesson, "tag-none", "RFC 3261 8.2.6.2",
                   _ ("To has no tag: a 100 comes from the next hop, which need not set one."));
  else
    rb_lesson_add (lesson, "tag-missing", "RFC 3261 8.2.6.2",
                   _ ("To has no tag, though every response but 100 must have one."))
        ->tone = RB_TONE_WARNING;
}

static void
say_owner (const RbFieldTopic *topic, const Seen *seen, gboolean is_from, RbLesson *lesson)
{
  gboolean is_call = rb_span_is (topic->index.method, topic->bytes, "REGISTER") == FALSE;

  if (!is_call)
    rb_lesson_add (lesson, "tag-no-dialog", "RFC 3261 10.2",
                   _ ("REGISTER makes no dialog: here the tag only helps to tell requests apart."));
  else if (seen->is_maker)
    rb_lesson_add (lesson, "tag-caller", "RFC 3261 12.1.2",
                   _ ("It is that of the end that sent the first request: of the caller, in a call."));
  else
    rb_lesson_add (lesson, "tag-callee", "RFC 3261 12.1.1",
                   _ ("It is that of the end that answered the first request: of the called side, in a call."));
  if (is_call && topic->index.is_request && is_from && !seen->is_maker)
    rb_lesson_add (lesson, "tag-turned", "RFC 3261 12.2.1.1",
                   _ ("That end sends a request now, so its tag stands in From: From and To have changed places."));
}

void
rb_say_tag (const RbFieldTopic *topic, RbLesson *lesson)
{
  gboolean is_from = rb_topic_is_owner (topic, "From");
  RbSpan tag = is_from ? topic->index.from_tag : topic->index.to_tag;
  g_autofree char *number = NULL;
  RbLessonBlock *block;
  Seen seen;

  if (tag.length == 0)
    {
      say_no_tag (topic, is_from, lesson);
      return;
    }
  if (topic->flow == NULL)
    return;

  seen = find_tag (topic, tag);
  say_owner (topic, &seen, is_from, lesson);
  if (seen.first == topic->position)
    rb_lesson_add_printf (lesson, "tag-new", "RFC 3261 19.3",
                          ngettext ("It is new here; no other message has it.",
                                    "It is new here; %u messages of this trace have it.", seen.n),
                          seen.n);
  else if (seen.first != RB_FLOW_NONE)
    {
      number = rb_lesson_format_number (seen.first);
      block = rb_lesson_add_printf (lesson, "tag-since", "RFC 3261 19.3",
                                    ngettext ("It was new in %2$s; %1$u message of this trace has it.",
                                              "It was new in %2$s; %1$u messages of this trace have it.", seen.n),
                                    seen.n, number);
      rb_lesson_block_cite (block, seen.first);
    }

  if (!is_from && seen.other != RB_FLOW_NONE)
    {
      g_autofree char *other = rb_lesson_format_number (seen.other);

      block = rb_lesson_add_printf (
          lesson, "tag-other", "RFC 3261 8.2.6.2",
          _ ("%s answers the same request with another To-tag: it was made by somebody else, another "
             "phone or a proxy."),
          other);
      rb_lesson_block_cite (block, seen.other);
    }
}
