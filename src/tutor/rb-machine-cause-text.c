/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a message was sent, as a sentence. */

#include "rb-machine-private.h"

#include <glib/gi18n-lib.h>

/* {time}: since the message named in {number}, which is {message} */
typedef struct
{
  const char *id;
  const char *rfc;
  const char *text;
} CauseText;

static const CauseText copy_texts[] = {
  [RB_TIMER_A] = { "cause-timer-a", "RFC 3261 17.1.1.2",
                   N_ ("Timer A caused it: {time} had passed since the copy before and nothing had come back, so the "
                       "INVITE was "
                       "sent again.") },
  [RB_TIMER_E] = { "cause-timer-e", "RFC 3261 17.1.2.2",
                   N_ ("Timer E caused it: {time} had passed since the copy before and no final response had come "
                       "back, so the "
                       "request was sent again.") },
  [RB_TIMER_G] = { "cause-timer-g", "RFC 3261 17.2.1",
                   N_ ("Timer G caused it: {time} had passed since the copy before and no ACK had come, so the final "
                       "response was "
                       "sent again.") },
  [RB_TIMER_2XX] = { "cause-timer-2xx", "RFC 3261 13.3.1.4",
                     N_ ("The answering phone's own timer caused it: {time} had passed since the copy before and no "
                         "ACK had come, so "
                         "the 2xx was sent again.") },
  [RB_TIMER_RELIABLE] = { "cause-timer-1xx", "RFC 3262 3",
                          N_ ("The timer of reliable provisional responses caused it: {time} had passed since the copy "
                              "before and "
                              "no PRACK had come.") },
  [RB_TIMER_PROGRESS] = { "cause-progress", "RFC 3261 13.3.1.1",
                          N_ ("It was sent again {time} after the copy before, so that no proxy on the way gives the "
                              "call up.") },
  [RB_TIMER_CAPTURE] = { "cause-captured-twice", NULL,
                         N_ ("It was sent once: the capture holds the packet of {number} twice.") },
  [RB_TIMER_STREAM] = { "cause-stream-copy", "RFC 3261 17.1.1.2",
                        N_ ("No timer caused it: over a connection nothing is repeated. Its sender sent it twice, "
                            "{time} apart.") },
  [RB_TIMER_UNKNOWN] = { "cause-unknown-copy", NULL,
                         N_ ("No timer of the RFCs sends this again. Its sender sent it twice, {time} apart.") },
};

static const CauseText retry_text = {
  "cause-retry", "RFC 3261 8.1.3.5",
  N_ ("The {message} of {number} caused it: the same is asked once more, with what that response asked for.")
};
static const CauseText challenge_text = {
  "cause-challenge", "RFC 3261 22",
  N_ ("The {message} of {number} caused it: the same is asked once more, now with the proof of who asks.")
};
static const CauseText redirect_text = {
  "cause-redirect", "RFC 3261 8.1.3.4",
  N_ ("The {message} of {number} caused it: the call is tried at the address that response gave.")
};
static const CauseText ack_text = {
  "cause-ack", "RFC 3261 17.1.1.3",
  N_ ("The {message} of {number} caused it: the transaction machine acknowledges every final response but 2xx.")
};
static const CauseText ack_2xx_text = {
  "cause-ack-2xx", "RFC 3261 13.2.2.4",
  N_ ("The {message} of {number} caused it: no machine, but the phone itself acknowledges a 2xx.")
};
static const CauseText prack_text = {
  "cause-prack", "RFC 3262 4",
  N_ ("The {message} of {number} caused it: a reliable provisional response is acknowledged with PRACK.")
};
static const CauseText other_answer_text = {
  "cause-answered-elsewhere", "RFC 3261 16.7",
  N_ ("The {message} of {number} caused it: the call was decided at another phone, so the proxy stops this one.")
};
static const CauseText relayed_text = {
  "cause-relayed", "RFC 3261 16.6", N_ ("{number} caused it: the proxy passes on what it got there, {time} later.")
};
static const CauseText relayed_response_text = {
  "cause-relayed", "RFC 3261 16.7", N_ ("{number} caused it: the proxy passes back what it got there, {time} later.")
};
static const CauseText relayed_cancel_text = {
  "cause-relayed", "RFC 3261 16.10", N_ ("The CANCEL of {number} caused it: the proxy cancels what it had sent on.")
};
static const CauseText request_text = { "cause-request", "RFC 3261 8.2.6",
                                        N_ ("It answers the {message} of {number}, {time} later.") };
static const CauseText notify_text = {
  "cause-request", "RFC 6665 4.2", N_ ("The {message} of {number} asked to be told; this likely is such a report.")
};
static const CauseText cancelled_text = {
  "cause-cancel", "RFC 3261 9.2",
  N_ ("The CANCEL of {number} caused it: the INVITE that was still open is ended with 487.")
};
static const CauseText asked_again_text = {
  "cause-copy", "RFC 3261 17.2",
  N_ ("{number} caused it: the {message} came once more, so its answer was sent once more.")
};
static const CauseText copy_unseen_text = { "cause-copy", "RFC 3261 17.2",
                                            N_ ("What it answers came once more, so it was sent once more.") };
static const CauseText own_timeout_text = {
  "cause-own-timeout", "RFC 3261 8.1.3.1",
  N_ ("A timer of our own program caused it: nothing had answered {number} for {time}. It never was on the network.")
};
static const CauseText timeout_text = { "cause-timeout", "RFC 3261 16.7",
                                        N_ ("Most likely a timer of its sender caused it, {time} after {number}: a 408 "
                                            "says that the wait was too long. The timer "
                                            "itself is not in the trace.") };
static const CauseText proxy_cancel_text = { "cause-proxy-timer", "RFC 3261 16.8",
                                             N_ ("Most likely a timer of the proxy caused it: the INVITE of {number} "
                                                 "had been open for {time}, and no CANCEL of the caller "
                                                 "is in the trace.") };
static const CauseText refresh_text = { "cause-refresh", "RFC 3261 10.2.4",
                                        N_ ("Most likely a timer of the phone caused it: what {number} granted {time} "
                                            "before is renewed before it runs out.") };
static const CauseText user_cancel_text = { "cause-user", "RFC 3261 9.1",
                                            N_ ("Most likely the caller hung up, {time} after the INVITE of {number}. "
                                                "A program that gives up by itself would look the same.") };
static const CauseText session_text = { "cause-session-refresh", "RFC 4028 7.4",
                                        N_ ("Most likely the session timer caused it: {number} had set it {time} "
                                            "before, and it is renewed at about half of its time.") };
static const CauseText change_text = {
  "cause-user", "RFC 3261 14.1",
  N_ ("Nothing in the trace caused it: most likely somebody, or the program, wants to change the call, as for hold.")
};
static const CauseText user_text = {
  "cause-user", NULL, N_ ("Nothing in the trace caused it: most likely somebody, or the program, decided it then.")
};
/* Requests outside of a dialog, or of one kind only. */
static const struct
{
  const char *method;
  CauseText text;
} user_texts[] = {
  { "INVITE",
    { "cause-user", "RFC 3261 13.2",
      N_ ("Nothing in the trace caused it: most likely somebody, or the program, placed the call then.") } },
  { "BYE",
    { "cause-user", "RFC 3261 15",
      N_ ("Nothing in the trace caused it: most likely somebody, or the program, hung up then.") } },
  { "REGISTER",
    { "cause-user", "RFC 3261 10.2",
      N_ ("Nothing in the trace caused it: most likely the program was started or closed then, or its account "
          "changed.") } },
  { "OPTIONS",
    { "cause-user", "RFC 3261 11",
      N_ ("Nothing in the trace caused it: most likely the program tests whether the other side is there.") } },
  { "REFER",
    { "cause-user", "RFC 5589 6",
      N_ ("Nothing in the trace caused it: most likely somebody, or the program, transfers the call.") } },
  { "MESSAGE",
    { "cause-user", "RFC 3428 4",
      N_ ("Nothing in the trace caused it: most likely somebody, or the program, wrote it then.") } },
};
static const CauseText unknown_text = { "cause-unknown", NULL, N_ ("What caused it is not in the trace.") };

static const CauseText *
choose_response_text (const RbReading *message, const RbReading *cause)
{
  guint status = cause->index.status;

  if (rb_reading_is (message, "ACK"))
    return status < 300 ? &ack_2xx_text : &ack_text;
  if (rb_reading_is (message, "PRACK"))
    return &prack_text;
  if (rb_reading_is (message, "CANCEL"))
    return &other_answer_text;
  if (status == 401 || status == 407)
    return &challenge_text;
  return status < 400 ? &redirect_text : &retry_text;
}

static const CauseText *
choose_user_text (const RbReading *message)
{
  if (rb_reading_is (message, "UPDATE") || (rb_reading_is (message, "INVITE") && message->index.to_tag.length > 0))
    return &change_text;
  for (guint i = 0; i < G_N_ELEMENTS (user_texts); i++)
    if (rb_reading_is (message, user_texts[i].method))
      return &user_texts[i].text;
  return &user_text;
}

static const CauseText *
choose_timer_text (const RbReading *message)
{
  if (message->info.kind == RB_MESSAGE_SYNTHETIC)
    return &own_timeout_text;
  if (!message->index.is_request)
    return &timeout_text;
  if (rb_reading_is (message, "CANCEL"))
    return &proxy_cancel_text;
  return rb_reading_is (message, "REGISTER") || rb_reading_is (message, "SUBSCRIBE") ? &refresh_text : &session_text;
}

/* @cause: what was found, or without bytes */
static const CauseText *
choose_text (const RbCause *found, const RbReading *message, const RbReading *cause)
{
  gboolean is_cancel = rb_reading_is (message, "CANCEL");

  if (found->timer != RB_TIMER_NONE && found->kind != RB_CAUSE_COPY)
    return &copy_texts[found->timer];

  switch (found->kind)
    {
    case RB_CAUSE_USER:
      return is_cancel && cause->bytes != NULL ? &user_cancel_text : choose_user_text (message);
    case RB_CAUSE_REQUEST:
      return message->index.is_request ? &notify_text : &request_text;
    case RB_CAUSE_RESPONSE:
      return choose_response_text (message, cause);
    case RB_CAUSE_RELAYED:
      return is_cancel && message->index.is_request ? &relayed_cancel_text
             : message->index.is_request            ? &relayed_text
                                                    : &relayed_response_text;
    case RB_CAUSE_CANCEL:
      return &cancelled_text;
    case RB_CAUSE_COPY:
      return cause->bytes != NULL ? &asked_again_text : &copy_unseen_text;
    case RB_CAUSE_TIMER:
      return choose_timer_text (message);
    case RB_CAUSE_UNKNOWN:
      break;
    }
  return &unknown_text;
}

void
rb_machine_explain_cause (RbLesson *lesson, RbTrace *trace, guint position)
{
  RbCause found = rb_machines_get_cause (trace, position);
  RbReading message;
  RbReading cause = { 0 };
  g_autofree char *number = NULL;
  g_autofree char *time = rb_machine_format_interval (found.waited_us);
  g_autofree char *title = NULL;
  const CauseText *text;
  RbLessonBlock *block;
  GString *sentence;

  if (!rb_reading_init (&message, trace, position))
    return;
  if (!rb_reading_init (&cause, trace, found.position))
    cause.bytes = NULL;

  text = choose_text (&found, &message, &cause);
  sentence = g_string_new (_ (text->text));
  g_string_replace (sentence, "{time}", time, 0);
  if (cause.bytes != NULL)
    {
      number = rb_lesson_format_number (found.position);
      title = rb_machine_message_format (&cause);
      g_string_replace (sentence, "{number}", number, 0);
      g_string_replace (sentence, "{message}", title, 0);
    }
  block = rb_lesson_add (lesson, text->id, text->rfc, sentence->str);
  block->confidence = found.confidence;
  rb_lesson_block_cite (block, found.position);
  g_string_free (sentence, TRUE);
}
