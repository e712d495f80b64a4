/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The gist of a message in one sentence, for screen readers and ladders of text. */

#include "rb-explain.h"

#include <glib/gi18n-lib.h>

#include "rb-explain-private.h"

#define IS_ACK RB_OWN_FACT (0)
#define IS_CANCEL RB_OWN_FACT (1)
#define IS_BYE RB_OWN_FACT (2)
#define IS_REGISTER RB_OWN_FACT (3)
#define IS_1XX RB_OWN_FACT (4)
#define IS_2XX RB_OWN_FACT (5)
#define IS_CHALLENGE RB_OWN_FACT (6)
#define IS_100 RB_OWN_FACT (7)
#define IS_180 RB_OWN_FACT (8)
#define IS_CAPTURE RB_OWN_FACT (9)
#define OF_2XX RB_OWN_FACT (10)
#define ZERO RB_OWN_FACT (11)

/* clang-format off */
static const RbRule rules[] = {
  { "brief-captured-twice", NULL, IS_CAPTURE, 0, 0, 0, N_("{first} once more: the same packet, captured twice.") },
  { "brief-copy", NULL, RB_IS_COPY | RB_IS_REQUEST, 0, 0, 0, N_("{Sender} sends the {method} of {first} again, {repeat_wait} after the copy before.") },
  { "brief-copy-response", NULL, RB_IS_COPY, 0, 0, 0, N_("{Sender} sends the {label} of {first} again, {repeat_wait} after the copy before.") },
  { "brief-synthetic", NULL, RB_IS_SYNTHETIC, 0, 0, 0, N_("Our own stack gave up and made a {label}; nothing was received.") },
  { "brief-passed-on", NULL, RB_IS_REQUEST | RB_IS_RELAYED, 0, 0, 0, N_("{Sender} passes the {method} on to {receiver}.") },
  { "brief-reinvite", NULL, RB_IS_REQUEST | RB_IS_INVITE | RB_IS_IN_DIALOG, 0, 0, 0, N_("{Sender} asks {receiver} to change or confirm the running call: re-INVITE.") },
  { "brief-invite-credentials", NULL, RB_IS_REQUEST | RB_IS_INVITE | RB_HAS_CREDENTIALS, 0, 0, 0, N_("{Sender} sends INVITE to {receiver}, with credentials.") },
  { "brief-invite", NULL, RB_IS_REQUEST | RB_IS_INVITE, 0, 0, 0, N_("{Sender} sends INVITE to {receiver}: {from} calls {to}.") },
  { "brief-ack-2xx", NULL, IS_ACK | OF_2XX, 0, 0, 0, N_("{Sender} acknowledges the 200 to {receiver}: the call stands.") },
  { "brief-ack", NULL, IS_ACK, 0, 0, 0, N_("{Sender} acknowledges {final} ({final_label}) on this hop.") },
  { "brief-ack-alone", NULL, IS_ACK, 0, 0, 0, N_("{Sender} acknowledges a response that is not in this trace.") },
  { "brief-cancel", NULL, IS_CANCEL, 0, 0, 0, N_("{Sender} asks {receiver} to give up the INVITE.") },
  { "brief-bye", NULL, IS_BYE, 0, 0, 0, N_("{Sender} tells {receiver} that the call is over.") },
  { "brief-unregister", NULL, IS_REGISTER | ZERO, 0, 0, 0, N_("{Sender} takes its address off the list of {receiver}.") },
  { "brief-register-credentials", NULL, IS_REGISTER | RB_HAS_CREDENTIALS, 0, 0, 0, N_("{Sender} registers its address with {receiver}, with credentials.") },
  { "brief-register", NULL, IS_REGISTER, 0, 0, 0, N_("{Sender} registers its address with {receiver}.") },
  { "brief-request", NULL, RB_IS_REQUEST, 0, 0, 0, N_("{Sender} sends {method} to {receiver}.") },
  { "brief-trying", NULL, IS_100, 0, 0, 0, N_("{Sender} has got the {method} and works on it: 100 Trying.") },
  { "brief-ringing", NULL, IS_180, 0, 0, 0, N_("{Sender} tells {receiver} that the callee's phone rings: 180.") },
  { "brief-early-media", NULL, IS_1XX | RB_HAS_SDP, 0, 0, 0, N_("{Sender} sends {receiver} {label} with SDP: sound before the answer.") },
  { "brief-challenge", NULL, IS_CHALLENGE, 0, 0, 0, N_("{Sender} asks {receiver} for credentials: {label}.") },
  { "brief-answer", NULL, IS_2XX | RB_IS_INVITE, RB_IS_IN_DIALOG, 0, 0, N_("{Sender} tells {receiver} that the call was answered: {label}.") },
  { "brief-response", NULL, 0, 0, 0, 0, N_("{Sender} answers the {method} ({request}) with {label}.") },
  { "brief-response-alone", NULL, 0, 0, 0, 0, N_("{Sender} answers a {method} that is not in this trace with {label}.") },
};
static const RbRuleTable table = RB_RULES ("brief", rules);
/* clang-format on */

const RbRuleTable *const rb_explain_brief_tables[] = { &table };

static void
look (RbScene *self)
{
  const RbSipIndex *index = &self->message.index;
  const RbReading *message = &self->message;

  rb_scene_forget_own_facts (self);
  if (index->is_request)
    {
      self->facts |= rb_reading_is (message, "ACK") ? IS_ACK : 0;
      self->facts |= rb_reading_is (message, "CANCEL") ? IS_CANCEL : 0;
      self->facts |= rb_reading_is (message, "BYE") ? IS_BYE : 0;
      self->facts |= rb_reading_is (message, "REGISTER") ? IS_REGISTER : 0;
      self->facts |= index->has_expires_zero ? ZERO : 0;
      self->facts |= self->transaction.kind == RB_TRANSACTION_ACK ? OF_2XX : 0;
    }
  self->facts |= index->status == 100 ? IS_100 : index->status == 180 ? IS_180 : 0;
  self->facts |= index->status / 100 == 1 ? IS_1XX : index->status / 100 == 2 ? IS_2XX : 0;
  self->facts |= index->status == 401 || index->status == 407 ? IS_CHALLENGE : 0;
  self->facts |= self->step.timer == RB_TIMER_CAPTURE ? IS_CAPTURE : 0;
  rb_scene_cite (self, "first", self->step.retransmission_of);
  rb_scene_set_time (self, "repeat_wait", self->step.repeat_us);
}

char *
rb_explain_message_briefly (RbTrace *trace, guint position)
{
  RbMessageInfo info;
  RbScene scene;
  char *text;

  if (!rb_trace_get_info (trace, position, &info))
    return g_strdup ("");
  if (info.kind == RB_MESSAGE_KEEP_ALIVE)
    return g_strdup (_ ("An empty line that keeps the connection and its NAT mapping alive."));
  if (!rb_scene_init (&scene, trace, position))
    return g_strdup (_ ("Bytes that are no SIP message."));

  look (&scene);
  text = rb_scene_dup_sentence (&scene, &table);
  rb_scene_clear (&scene);
  return text != NULL ? text : g_strdup ("");
}
