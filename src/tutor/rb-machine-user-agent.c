/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Timers that belong to phones and proxies, not to transactions: repeating a 2xx and a reliable 1xx, the session timer,
 * the registration that runs out, and how long a proxy lets a call ring. Each is told only while the trace shows it to
 * run. */

#include "rb-machine-private.h"

#include <glib/gi18n-lib.h>

#include "rb-sip-scan.h"

#define SESSION_MARGIN_US (32 * G_USEC_PER_SEC) /* RFC 4028 10: hang up so long before the end, or a third of it */
#define PROVISIONALS_MAX 16                     /* of a transaction to look at, from the newest */
#define TRANSACTIONS_MAX 32 /* of a call to look at, from the newest: timers of older ones have ended */

typedef struct
{
  RbTrace *trace;
  RbFlow *flow;
  RbLesson *lesson;
  gint64 wall_us;
  guint end; /* number of the first step that lies after @wall_us */
} Search;

/* {number}, {left}, {due}, {length}: what stands for them in the text */
typedef struct
{
  const char *id;
  const char *rfc;
  const char *text;
} TimerText;

static const TimerText success_text = {
  "timer-2xx", "RFC 3261 13.3.1.4",
  N_ ("The answering phone waits for the ACK of {number}: without it, it sends the 2xx again in {due}, and hangs up in "
      "{left}.")
};
static const TimerText provisional_text = { "timer-1xx", "RFC 3262 3",
                                            N_ ("The called phone waits for the PRACK of {number}: without it, it "
                                                "sends the response again in {due}, and gives up "
                                                "in {left}.") };
static const TimerText session_texts[] = {
  { "timer-session", "RFC 4028 10",
    N_ ("The session timer of {number} runs out in {left}, unless one side renews it with INVITE or UPDATE. It was set "
        "to "
        "{length}.") },
  { "timer-session", "RFC 4028 7.2",
    N_ ("The session timer of {number} runs out in {left}. The side that got this response is to renew it at half of "
        "its "
        "{length}, with INVITE or UPDATE: in {due}.") },
  { "timer-session", "RFC 4028 9",
    N_ ("The session timer of {number} runs out in {left}. The side that sent this response is to renew it at half of "
        "its "
        "{length}, with INVITE or UPDATE: in {due}.") },
};
static const TimerText session_over_text = { "timer-session-over", "RFC 4028 10",
                                             N_ ("The session timer of {number} has run out without being renewed: "
                                                 "either side may hang up. It was set to {length}.") };
static const TimerText registration_text = { "timer-registration", "RFC 3261 10.2.4",
                                             N_ ("The registration of {number} lasts for another {left} of its "
                                                 "{length}. The phone is to renew it before that with "
                                                 "another REGISTER.") };
static const TimerText registration_over_text = {
  "timer-registration-over", "RFC 3261 10.3",
  N_ ("The registration of {number} has run out after {length}: the registrar no longer knows where the phone is.")
};
static const TimerText proxy_cancel_text = {
  "timer-proxy", "RFC 3261 16.8",
  N_ ("The proxy cancelled {number} after {length}. Most likely its own timer did that: how long a proxy lets a call "
      "ring "
      "is one of its settings (in Kamailio fr_inv_timer). The RFC asks for more than 3 minutes.")
};
static const TimerText proxy_gave_up_text = {
  "timer-proxy", "RFC 3261 16.8",
  N_ ("The INVITE of {number} was given up after {length}. Most likely that is the timer of a proxy: how long it lets "
      "a "
      "call ring is one of its settings (in Kamailio fr_inv_timer). The RFC asks for more than 3 minutes.")
};

static void
replace_interval (GString *text, const char *word, gint64 interval_us)
{
  g_autofree char *interval = rb_machine_format_interval (MAX (interval_us, 0));

  g_string_replace (text, word, interval, 0);
}

static void
tell (Search *self, const TimerText *text, guint position, gint64 left_us, gint64 due_us, gint64 length_us)
{
  g_autofree char *number = rb_lesson_format_number (position);
  GString *sentence = g_string_new (_ (text->text));
  RbLessonBlock *block;

  g_string_replace (sentence, "{number}", number, 0);
  replace_interval (sentence, "{left}", left_us);
  replace_interval (sentence, "{due}", due_us);
  replace_interval (sentence, "{length}", length_us);
  block = rb_lesson_add (self->lesson, text->id, text->rfc, sentence->str);
  block->confidence = RB_CONFIDENCE_LIKELY;
  rb_lesson_block_cite (block, position);
  g_string_free (sentence, TRUE);
}

/* RFC 3261 13.3.1.4, RFC 3262 3: copies until something comes, for 64 × T1 at most. @first: step of the first copy;
 * @longest_us: between two copies */
static void
tell_repeating (Search *self, const TimerText *text, guint first, gint64 longest_us)
{
  const RbFlowStep *step = rb_flow_get_step (self->flow, first);
  gint64 begun_us = rb_trace_get_time (self->trace, step->position);
  gint64 last_us = begun_us;
  gint64 interval_us = RB_T1_US;

  if (begun_us > self->wall_us || self->wall_us - begun_us >= RB_64_T1_US)
    return;

  for (guint i = first + 1; i < self->end; i++)
    {
      const RbFlowStep *copy = rb_flow_get_step (self->flow, i);

      if (copy->retransmission_of != step->position ||
          (copy->timer != RB_TIMER_2XX && copy->timer != RB_TIMER_RELIABLE))
        continue;
      last_us = rb_trace_get_time (self->trace, copy->position);
      interval_us = MIN (2 * interval_us, longest_us);
    }
  /* Copies that were due and are not in the trace. */
  while (last_us + interval_us <= self->wall_us)
    {
      last_us += interval_us;
      interval_us = MIN (2 * interval_us, longest_us);
    }
  tell (self, text, step->position, begun_us + RB_64_T1_US - self->wall_us, last_us + interval_us - self->wall_us, 0);
}

/* The ACK may take another way than the INVITE. */
static gboolean
is_acknowledged (const Search *self, const RbReading *answer, guint from)
{
  for (guint i = from + 1; i < self->end; i++)
    {
      RbReading ack;

      if (rb_reading_init (&ack, self->trace, rb_flow_get_step (self->flow, i)->position) && ack.index.is_request &&
          rb_reading_is (&ack, "ACK") && ack.index.cseq == answer->index.cseq &&
          rb_span_equal (ack.index.from_tag, ack.bytes, answer->index.from_tag, answer->bytes))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_provisionally_acknowledged (const Search *self, const RbReading *response, RbSpan rseq, guint from)
{
  for (guint i = from + 1; i < self->end; i++)
    {
      RbReading prack;
      RbSpan rack;

      if (!rb_reading_init (&prack, self->trace, rb_flow_get_step (self->flow, i)->position) ||
          !prack.index.is_request || !rb_reading_is (&prack, "PRACK"))
        continue;
      rack = rb_sip_find_header (prack.bytes, prack.length, "RAck", NULL);
      rack.length = MIN (rack.length, rseq.length);
      if (rb_span_equal (rack, prack.bytes, rseq, response->bytes))
        return TRUE;
    }
  return FALSE;
}

/* The phone repeats it, not the proxy that only passes it on. */
static gboolean
is_passed_on (const Search *self, guint position)
{
  return rb_machines_get_cause (self->trace, position).kind == RB_CAUSE_RELAYED;
}

/* Step of a reliable provisional response of the transaction that waits for its PRACK. */
static gboolean
is_repeated_provisional (const Search *self, const RbTransaction *transaction, guint number)
{
  const RbFlowStep *step = rb_flow_get_step (self->flow, number);
  RbReading response;
  RbSpan rseq;

  if (rb_flow_get_transaction (self->flow, step->transaction) != transaction ||
      step->retransmission_of != RB_FLOW_NONE || !rb_reading_init (&response, self->trace, step->position) ||
      response.index.is_request)
    return FALSE;
  rseq = rb_sip_find_header (response.bytes, response.length, "RSeq", NULL);
  return rseq.length > 0 && !is_passed_on (self, step->position) &&
         !is_provisionally_acknowledged (self, &response, rseq, number);
}

/* Each of a fork's phones may have one; only the newest are looked at. */
static void
tell_repeated_provisionals (Search *self, const RbTransaction *transaction)
{
  guint end = MIN (self->end, transaction->last + 1);
  guint found[PROVISIONALS_MAX];
  guint n = 0;

  for (guint i = end, looked = 0; i > transaction->provisional && looked < PROVISIONALS_MAX; i--)
    {
      if (rb_flow_get_step (self->flow, i - 1)->retransmission_of != RB_FLOW_NONE)
        continue;
      looked++;
      if (is_repeated_provisional (self, transaction, i - 1))
        found[n++] = i - 1;
    }
  while (n > 0)
    tell_repeating (self, &provisional_text, found[--n], RB_64_T1_US);
}

static void
tell_repeated_responses (Search *self, const RbTransaction *transaction)
{
  RbReading response;

  if (transaction->final != RB_FLOW_NONE && transaction->final < self->end)
    {
      if (rb_reading_init (&response, self->trace, rb_flow_get_step (self->flow, transaction->final)->position) &&
          response.index.status < 300 && response.info.kind == RB_MESSAGE_SIP &&
          !is_passed_on (self, response.position) && !is_acknowledged (self, &response, transaction->final))
        tell_repeating (self, &success_text, transaction->final, RB_T2_US);
      return;
    }

  if (transaction->provisional != RB_FLOW_NONE)
    tell_repeated_provisionals (self, transaction);
}

/* The call has ended, or the timer was set anew. */
static gboolean
is_session_settled (const Search *self, guint from)
{
  for (guint i = from + 1; i < self->end; i++)
    {
      RbReading message;

      if (!rb_reading_init (&message, self->trace, rb_flow_get_step (self->flow, i)->position))
        continue;
      if (rb_reading_is (&message, "BYE") ||
          (!message.index.is_request && message.index.status / 100 == 2 &&
           (rb_reading_is (&message, "INVITE") || rb_reading_is (&message, "UPDATE"))))
        return TRUE;
    }
  return FALSE;
}

/* 0: not told, 1: who sent the request, 2: who answered it */
static guint
find_refresher (const RbReading *answer)
{
  RbSpan rest = rb_sip_find_header (answer->bytes, answer->length, "Session-Expires", "x");
  RbSpan name, value;

  while (rb_span_next_param (&rest, answer->bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, answer->bytes, "refresher"))
      return rb_span_is_nocase (value, answer->bytes, "uac")   ? 1
             : rb_span_is_nocase (value, answer->bytes, "uas") ? 2
                                                               : 0;
  return 0;
}

static void
tell_session (Search *self, guint final)
{
  guint position = rb_flow_get_step (self->flow, final)->position;
  RbReading answer;
  gint64 length_us;
  gint64 passed_us;

  if (!rb_reading_init (&answer, self->trace, position) || answer.index.status / 100 != 2 ||
      answer.index.session_expires == 0 || is_session_settled (self, final))
    return;

  length_us = (gint64) answer.index.session_expires * G_USEC_PER_SEC;
  passed_us = self->wall_us - answer.info.wall_us;
  if (passed_us >= length_us - MIN (SESSION_MARGIN_US, length_us / 3))
    tell (self, &session_over_text, position, 0, 0, length_us);
  else
    tell (self, &session_texts[find_refresher (&answer)], position, length_us - passed_us, length_us / 2 - passed_us,
          length_us);
}

/* Seconds from a Contact's own parameter, or 0. @wanted: URI of the phone's own Contact, length 0: any */
static guint32
find_contact_expires (const RbReading *message, RbSpan wanted, const guint8 *wanted_bytes)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan line;

  rb_sip_scan_init (&scan, message->bytes, message->length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    {
      RbSpan element;

      if (!rb_span_is_nocase (header.name, message->bytes, "Contact") &&
          !rb_span_is_nocase (header.name, message->bytes, "m"))
        continue;
      while (rb_span_next_element (&header.value, message->bytes, &element))
        {
          RbSpan display, uri, params, name, value;
          guint32 seconds;

          rb_span_split_address (element, message->bytes, &display, &uri, &params);
          if (wanted.length > 0 && !rb_span_equal (uri, message->bytes, wanted, wanted_bytes))
            continue;
          while (rb_span_next_param (&params, message->bytes, ';', &name, &value))
            if (rb_span_is_nocase (name, message->bytes, "expires") &&
                rb_span_to_uint32 (value, message->bytes, &seconds))
              return seconds;
        }
    }
  return 0;
}

/* How long the binding is to last, or 0 when nothing tells it (RFC 3261 10.2.4, 10.3). */
static guint32
find_expires (const RbReading *request, const RbReading *answer)
{
  RbSpan display, uri, params;
  guint32 seconds;

  rb_span_split_address (request->index.contact, request->bytes, &display, &uri, &params);
  seconds = find_contact_expires (answer, uri, request->bytes);
  if (seconds == 0 && answer->index.expires != G_MAXUINT32)
    seconds = answer->index.expires;
  if (seconds == 0)
    seconds = find_contact_expires (request, uri, request->bytes);
  if (seconds == 0 && request->index.expires != G_MAXUINT32)
    seconds = request->index.expires;
  return seconds;
}

static gboolean
is_registered_anew (const Search *self, guint from)
{
  for (guint i = from + 1; i < self->end; i++)
    {
      RbReading message;

      if (rb_reading_init (&message, self->trace, rb_flow_get_step (self->flow, i)->position) &&
          !message.index.is_request && message.index.status / 100 == 2 && rb_reading_is (&message, "REGISTER"))
        return TRUE;
    }
  return FALSE;
}

static void
tell_registration (Search *self, const RbTransaction *transaction)
{
  RbReading request;
  RbReading answer;
  gint64 length_us;
  gint64 left_us;

  if (transaction->request == RB_FLOW_NONE ||
      !rb_reading_init (&request, self->trace, rb_flow_get_step (self->flow, transaction->request)->position) ||
      !rb_reading_init (&answer, self->trace, rb_flow_get_step (self->flow, transaction->final)->position) ||
      answer.index.status / 100 != 2 || !rb_reading_is (&request, "REGISTER") || request.index.has_expires_zero ||
      request.index.contact.length == 0 || is_registered_anew (self, transaction->final))
    return;

  length_us = (gint64) find_expires (&request, &answer) * G_USEC_PER_SEC;
  left_us = length_us - (self->wall_us - answer.info.wall_us);
  if (length_us > 0)
    tell (self, left_us > 0 ? &registration_text : &registration_over_text, answer.position, left_us, 0, length_us);
}

/* A proxy that gave up before timer C: only the time tells. */
static void
tell_proxy_timer (Search *self, const RbTransaction *transaction)
{
  const RbTransaction *cancel = rb_flow_get_transaction (self->flow, transaction->cancel);
  guint given_up = cancel != NULL ? cancel->request : transaction->final;
  RbReading message;
  RbCause cause;

  if (rb_lesson_find (self->lesson, proxy_cancel_text.id) != NULL || transaction->request == RB_FLOW_NONE ||
      given_up == RB_FLOW_NONE || given_up >= self->end ||
      !rb_reading_init (&message, self->trace, rb_flow_get_step (self->flow, given_up)->position) ||
      message.info.kind == RB_MESSAGE_SYNTHETIC || (cancel == NULL && message.index.status != 408))
    return;

  cause = rb_machines_get_cause (self->trace, message.position);
  if (cause.kind == RB_CAUSE_TIMER && cause.timer == RB_TIMER_NONE)
    tell (self, cancel != NULL ? &proxy_cancel_text : &proxy_gave_up_text,
          rb_flow_get_step (self->flow, transaction->request)->position, 0, 0, cause.waited_us);
}

static void
tell_transaction (Search *self, const RbTransaction *transaction)
{
  if (transaction->kind == RB_TRANSACTION_INVITE)
    {
      tell_repeated_responses (self, transaction);
      tell_proxy_timer (self, transaction);
    }
  if (transaction->kind == RB_TRANSACTION_ACK || transaction->final == RB_FLOW_NONE || transaction->final >= self->end)
    return;
  tell_session (self, transaction->final);
  if (transaction->kind == RB_TRANSACTION_NON_INVITE)
    tell_registration (self, transaction);
}

RbLesson *
rb_machine_explain_user_agent (RbFlow *flow, guint transaction, gint64 wall_us)
{
  Search self = { rb_flow_get_trace (flow), flow, rb_lesson_new (), wall_us, rb_flow_get_n_steps (flow) };
  guint n_looked = 0;

  while (self.end > 0 && rb_trace_get_time (self.trace, rb_flow_get_step (flow, self.end - 1)->position) > wall_us)
    self.end--;

  if (transaction != RB_FLOW_NONE)
    tell_transaction (&self, rb_flow_get_transaction (flow, transaction));
  else
    for (guint i = rb_flow_get_n_transactions (flow); i-- > 0 && n_looked < TRANSACTIONS_MAX; n_looked++)
      tell_transaction (&self, rb_flow_get_transaction (flow, i));
  return self.lesson;
}
