/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who really made a message, and the clues: its address only tells who passed it on last. What is seen one hop
 * further on proves it; else tags, the kind of message and the names of programs. */

#include "rb-sender.h"

#include <glib/gi18n-lib.h>

#include "rb-clue.h"
#include "rb-explain-private.h"
#include "rb-explain-session.h"

#define HOP_BY_HOP RB_OWN_FACT (16)
#define ONE_VIA RB_OWN_FACT (17)
#define IS_100 RB_OWN_FACT (18)
#define IS_401 RB_OWN_FACT (19)
#define IS_407 RB_OWN_FACT (20)
#define SAME_TAG RB_OWN_FACT (21)
#define OTHER_TAG RB_OWN_FACT (22)
#define IS_CANCEL RB_OWN_FACT (24)
#define NOT_BEYOND RB_OWN_FACT (23)
#define IS_GUESSED RB_OWN_FACT (25)

#define MAX_BRANCHES 16 /* of a fork that are looked at: the cost stays linear in the flow */

/* Final responses that nobody but the phone that was called usually gives (RFC 3261 21). */
static const guint16 phones_finals[] = { 486, 488, 491, 493, 580, 600, 603, 606, 607, 481, 415, 420, 489, 422 };

/* clang-format off */
static const RbRule verdict_rules[] = {
  { "made-by-stack", "RFC 3261 8.1.3.1", RB_IS_SYNTHETIC, 0, 0, 0,
    N_("Nobody sent this: our own stack made it, because a timer fired or nothing could be sent. It was never on the wire.") },
  { "made-here", "RFC 3261 16.7", HOP_BY_HOP, 0, 0, 0,
    N_("{Sender} made it, for this hop only.") },
  { "made-by-sender", "RFC 3261 8.1.1", RB_IS_REQUEST | ONE_VIA, 0, 0, 0,
    N_("{Maker} made it and sent it over this wire.") },
  { "passed-on-request", "RFC 3261 16.6", RB_IS_REQUEST | RB_FROM_PROXY, 0, 0, 0,
    N_("{Maker} made it; the proxy has only passed it on.") },
  { "made-by-maker-sure", "RFC 3261 16.7", RB_FROM_PROXY | RB_MADE_BY_PROXY | RB_IS_SURE_MAKER, 0, 0, 0,
    N_("{Maker} made it: it did not come from beyond.") },
  { "made-by-proxy-guess", "RFC 3261 16.7", RB_FROM_PROXY | RB_MADE_BY_PROXY | IS_GUESSED, 0, RB_CONFIDENCE_GUESS, 0,
    N_("{Maker} may have made it itself. Nothing here proves it, for what lies beyond the proxy was not captured.") },
  { "made-by-proxy", "RFC 3261 16.7", RB_FROM_PROXY | RB_MADE_BY_PROXY, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker} seems to have made it itself: the clues below say so, but what lies beyond the proxy was not captured.") },
  { "passed-on-sure", "RFC 3261 16.7", RB_FROM_PROXY | RB_IS_SURE_MAKER, 0, 0, 0,
    N_("{Maker} made it; the proxy has only passed it on.") },
  { "passed-on-guess", "RFC 3261 16.7", RB_FROM_PROXY | IS_GUESSED, 0, RB_CONFIDENCE_GUESS, 0,
    N_("{Maker} may have made it, and the proxy passed it on. Nothing here proves it, for what lies beyond the proxy was not captured.") },
  { "passed-on", "RFC 3261 16.7", RB_FROM_PROXY, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker} seems to have made it and the proxy to have passed it on: the clues below say so, but what lies beyond the proxy was not captured.") },
  { "made-by-end-sure", "RFC 3261 8.2.6", RB_IS_SURE_MAKER, 0, 0, 0,
    N_("{Maker} made it and sent it over this wire.") },
  { "made-by-end", "RFC 3261 8.2.6", 0, 0, RB_CONFIDENCE_LIKELY, 0,
    N_("{Maker} seems to have made it: nothing in this trace shows another hop beyond, but it cannot be excluded.") },
};
static const RbRuleTable verdict_table = RB_RULES ("sender", verdict_rules);

static const RbRule clue_rules[] = {
  { "clue-100", "RFC 3261 16.7", IS_100, 0, 0, 0,
    N_("A 100 Trying is never forwarded: each hop makes its own.") },
  { "clue-407", "RFC 3261 22.3", IS_407, 0, 0, 0,
    N_("Only proxies answer 407; the realm {realm} says whose users it means.") },
  { "clue-401", "RFC 3261 22.2", IS_401, 0, 0, 0,
    N_("401 comes from the server the request is for, such as a registrar; the realm {realm} says whose users it means.") },
  { "clue-cancel", "RFC 3261 9.1", IS_CANCEL | RB_IS_REQUEST, 0, 0, 0,
    N_("A CANCEL is made anew at every hop, with the branch that the INVITE has on this hop.") },
  { "clue-hop-ack", "RFC 3261 17.1.1.3", RB_IS_REQUEST | HOP_BY_HOP, IS_CANCEL, 0, 0,
    N_("The ACK of a failure is made anew at every hop, with the branch that the INVITE has on this hop.") },
  { "clue-one-via", "RFC 3261 18.1.1", RB_IS_REQUEST | ONE_VIA, HOP_BY_HOP, 0, 0,
    N_("It has one Via, {via}: whoever made it wrote that, and nobody has passed it on yet.") },
  { "clue-vias", "RFC 3261 16.6", RB_IS_REQUEST, ONE_VIA | HOP_BY_HOP, 0, 0,
    N_("It has {n_vias} Vias: the lowest is from who made it, each one above from a proxy that passed it on. The topmost is {via}.") },
  { "clue-beyond", "RFC 3261 16.7", 0, RB_IS_REQUEST, 0, 0,
    N_("One hop further on the same response with the same To-tag had come before: {beyond}.") },
  { "clue-not-beyond", "RFC 3261 16.7", NOT_BEYOND, RB_IS_REQUEST, 0, 0,
    N_("The next hop was captured, too ({onward}), and no such response had come from there.") },
  { "clue-same-tag", "RFC 3261 8.2.6.2", SAME_TAG, RB_IS_REQUEST, 0, 0,
    N_("It has the same To-tag as {tagged}: both came from the same phone.") },
  { "clue-other-tag", "RFC 3261 8.2.6.2", OTHER_TAG, RB_IS_REQUEST, 0, 0,
    N_("It has another To-tag than {tagged}: it is not from the phone that made that one.") },
  { "clue-agent-of-maker", "RFC 3261 20.41", RB_IS_SURE_MAKER, RB_IS_REQUEST | RB_IS_SYNTHETIC, 0, 0,
    N_("User-Agent names the program that made it: {user_agent}.") },
  { "clue-server-of-maker", "RFC 3261 20.35", RB_IS_SURE_MAKER, RB_IS_REQUEST | RB_IS_SYNTHETIC, 0, 0,
    N_("Server names the program that made it: {server}.") },
  { "clue-user-agent", "RFC 3261 20.41", 0, RB_IS_REQUEST | RB_IS_SYNTHETIC | RB_IS_SURE_MAKER, RB_CONFIDENCE_LIKELY, 0,
    N_("Its maker names itself in User-Agent, {user_agent}, as phones do; nothing obliges it to tell the truth.") },
  { "clue-server", "RFC 3261 20.35", 0, RB_IS_REQUEST | RB_IS_SYNTHETIC | RB_IS_SURE_MAKER, RB_CONFIDENCE_LIKELY, 0,
    N_("Its maker names itself in Server: {server}. Proxies nearly always write that, phones sometimes.") },
  { "clue-agent-of-request", "RFC 3261 20.41", RB_IS_REQUEST, 0, 0, 0,
    N_("User-Agent names the program that made it: {user_agent}.") },
};
static const RbRuleTable clue_table = RB_RULES ("sender-clues", clue_rules);
/* clang-format on */

const RbRuleTable *const rb_sender_tables[] = { &verdict_table, &clue_table };

/* Who answers the request at its far end, and who makes it. */
static RbParty
get_answerer (const RbScene *self)
{
  return self->forward ? RB_PARTY_CALLEE : RB_PARTY_CALLER;
}

static RbParty
get_requester (const RbScene *self)
{
  return self->forward ? RB_PARTY_CALLER : RB_PARTY_CALLEE;
}

static gboolean
is_hop_by_hop_request (const RbScene *self)
{
  return rb_reading_is (&self->message, "CANCEL") ||
         (rb_reading_is (&self->message, "ACK") && self->transaction.kind != RB_TRANSACTION_ACK);
}

/* The same response on the next hop, earlier. Position, or %RB_FLOW_NONE; @onward (out): the request there. */
static guint
find_beyond (const RbScene *self, guint *onward)
{
  guint end = rb_scene_get_end (self);
  guint found = RB_FLOW_NONE;
  guint branches = 0;

  *onward = RB_FLOW_NONE;
  for (guint i = rb_scene_get_first (self); i < end && found == RB_FLOW_NONE && branches < MAX_BRANCHES; i++)
    {
      RbReading other;

      if (rb_flow_get_transaction (self->flow, i)->leg == self->step.leg ||
          !rb_scene_may_be_same (self, i, self->step.transaction) || !rb_scene_read_request (self, i, &other) ||
          self->request.position == RB_FLOW_NONE || other.index.cseq != self->request.index.cseq ||
          other.index.n_vias <= self->request.index.n_vias || other.position > self->message.position ||
          !rb_span_equal (other.index.method, other.bytes, self->request.index.method, self->request.bytes) ||
          !rb_span_equal (other.index.from_tag, other.bytes, self->request.index.from_tag, self->request.bytes))
        continue;
      branches++;
      if (*onward == RB_FLOW_NONE)
        *onward = other.position;
      found = rb_scene_find_response (self, i, self->message.index.status);
      if (found != RB_FLOW_NONE &&
          (found > self->message.position || !rb_reading_init (&other, self->trace, found) ||
           !rb_reading_same_tag (&other, other.index.to_tag, &self->message, self->message.index.to_tag)))
        found = RB_FLOW_NONE;
    }
  return found;
}

/* An earlier provisional response of the transaction with a To-tag: some phone's. One with our tag is preferred. */
static guint
find_tagged (const RbScene *self, gboolean *same)
{
  const RbFlowFact *own = rb_flow_get_fact (self->flow, self->number);
  guint found = RB_FLOW_NONE;

  *same = FALSE;
  if (self->transaction.provisional == RB_FLOW_NONE || self->message.index.to_tag.length == 0)
    return RB_FLOW_NONE;
  for (guint i = MAX (self->transaction.provisional, rb_scene_get_first_step (self)); i < self->number && !*same; i++)
    {
      const RbFlowStep *step = rb_flow_get_step (self->flow, i);
      const RbFlowFact *fact = rb_flow_get_fact (self->flow, i);

      if (step->transaction != self->step.transaction || fact->status <= 100 || fact->status >= 200 ||
          fact->to_tag == 0)
        continue;
      *same = fact->to_tag == own->to_tag;
      if (found == RB_FLOW_NONE || *same)
        found = step->position;
    }
  return found;
}

static gboolean
is_phones_final (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (phones_finals); i++)
    if (phones_finals[i] == status)
      return TRUE;
  return FALSE;
}

/* What the verdict found out about the response that ended the call. */
static gboolean
ask_verdict (const RbScene *self, RbParty *party, RbConfidence *confidence)
{
  const RbVerdict *verdict = self->facts & RB_IS_CALL ? rb_flow_get_verdict (self->flow) : NULL;

  if (verdict == NULL || self->message.index.status < 300 || self->message.index.status == 487 ||
      (verdict->ended_by != RB_PARTY_CALLEE && verdict->ended_by != RB_PARTY_PROXY))
    return FALSE;
  for (guint i = 0; i < MIN (verdict->evidence->len, RB_EVIDENCE_MAX); i++)
    if (verdict->parts[i].role == RB_EVIDENCE_FINAL &&
        g_array_index (verdict->evidence, guint, i) == self->message.position)
      {
        *party = verdict->ended_by;
        *confidence = verdict->confidence;
        return TRUE;
      }
  return FALSE;
}

/* A response that a proxy sent: did it make it? */
static void
judge_passed_on (const RbScene *self, guint beyond, guint onward, guint tagged, gboolean same, RbParty *party,
                 RbConfidence *confidence)
{
  guint status = self->message.index.status;

  *party = get_answerer (self);
  *confidence = RB_CONFIDENCE_CERTAIN;
  if (beyond != RB_FLOW_NONE || same)
    return;
  if (onward != RB_FLOW_NONE)
    {
      *party = RB_PARTY_PROXY; /* what came from beyond was seen, and it was not this */
      return;
    }
  if (ask_verdict (self, party, confidence))
    return;
  *confidence = RB_CONFIDENCE_LIKELY;
  if (status < 300 && !rb_reading_is (&self->message, "OPTIONS"))
    return;
  if (status < 300 || is_phones_final (status) || self->message.index.is_user_agent ||
      self->message.index.has_record_route)
    {
      *confidence = tagged != RB_FLOW_NONE ? RB_CONFIDENCE_GUESS : RB_CONFIDENCE_LIKELY;
      return;
    }
  *party = RB_PARTY_PROXY;
  *confidence =
      tagged != RB_FLOW_NONE || self->message.index.user_agent.length > 0 ? RB_CONFIDENCE_LIKELY : RB_CONFIDENCE_GUESS;
}

static void
judge_response (RbScene *self)
{
  guint status = self->message.index.status;
  guint onward;
  guint beyond;
  guint tagged;
  gboolean same;
  gboolean registers = rb_reading_is (&self->message, "REGISTER");

  beyond = find_beyond (self, &onward);
  tagged = find_tagged (self, &same);
  rb_scene_cite (self, "beyond", beyond);
  if (onward != RB_FLOW_NONE && beyond == RB_FLOW_NONE)
    {
      rb_scene_cite (self, "onward", onward);
      self->facts |= status > 100 ? NOT_BEYOND : 0;
    }
  if (tagged != RB_FLOW_NONE && status >= 200)
    {
      rb_scene_cite (self, "tagged", tagged);
      self->facts |= same ? SAME_TAG : OTHER_TAG;
    }

  self->maker_confidence = RB_CONFIDENCE_CERTAIN;
  self->maker = self->sender;
  if (status == 100 || rb_reading_is (&self->message, "CANCEL"))
    self->facts |= HOP_BY_HOP;
  else if (status == 407 || (registers && onward == RB_FLOW_NONE))
    self->maker = RB_PARTY_PROXY;
  else if (self->sender == RB_PARTY_CALLEE && !self->is_end_sure)
    self->maker_confidence = RB_CONFIDENCE_LIKELY;
  else if (self->sender == RB_PARTY_PROXY || self->sender == RB_PARTY_NONE)
    judge_passed_on (self, beyond, onward, tagged, same, &self->maker, &self->maker_confidence);
}

static void
judge_request (RbScene *self)
{
  self->maker_confidence = RB_CONFIDENCE_CERTAIN;
  self->maker = get_requester (self);
  if (is_hop_by_hop_request (self))
    {
      self->facts |= HOP_BY_HOP;
      self->maker = self->sender;
    }
}

void
rb_scene_find_maker (RbScene *self)
{
  if (self->facts & RB_IS_SYNTHETIC)
    {
      self->maker = RB_PARTY_STACK;
      self->maker_confidence = RB_CONFIDENCE_CERTAIN;
    }
  else if (self->message.index.is_request)
    judge_request (self);
  else
    judge_response (self);
}

static void
set_words (RbScene *self)
{
  const RbSipIndex *index = &self->message.index;

  self->facts |= index->n_vias == 1 ? ONE_VIA : 0;
  self->facts |= self->maker_confidence == RB_CONFIDENCE_GUESS ? IS_GUESSED : 0;
  self->facts |= index->status == 100 ? IS_100 : index->status == 401 ? IS_401 : index->status == 407 ? IS_407 : 0;
  self->facts |= rb_reading_is (&self->message, "CANCEL") ? IS_CANCEL : 0;
  rb_scene_set (self, "n_vias", g_strdup_printf ("%u", index->n_vias));
  rb_scene_quote (self, "via", index->via);
  rb_scene_quote (self, index->is_user_agent ? "user_agent" : "server", index->user_agent);
  rb_scene_quote_realm (self);
}

/* The verdict rests on the message. */
static gboolean
is_evidence (const RbScene *self)
{
  const RbVerdict *verdict = rb_flow_get_verdict (self->flow);

  for (guint i = 0; i < MIN (verdict->evidence->len, RB_EVIDENCE_MAX); i++)
    if (g_array_index (verdict->evidence, guint, i) == self->message.position)
      return TRUE;
  return FALSE;
}

/* Clues that only a look at the whole call gives; there are some in few messages of it only. */
static void
add_clues (const RbScene *self, RbLesson *lesson)
{
  g_autoptr (GPtrArray) clues = is_evidence (self) ? rb_flow_list_clues (self->flow) : g_ptr_array_new ();

  for (guint i = 0; i < clues->len; i++)
    {
      const RbClue *clue = g_ptr_array_index (clues, i);
      guint last = g_array_index (clue->positions, guint, clue->positions->len - 1);
      g_autofree char *id = NULL;
      RbLessonBlock *block;

      if (last != self->message.position || clue->kind != RB_CLUE_TIMER)
        continue;
      id = g_strconcat ("clue-", rb_clue_kind_to_string (clue->kind), NULL);
      block = rb_lesson_add (lesson, id, NULL, clue->text);
      for (guint j = 0; j < clue->positions->len; j++)
        rb_lesson_block_cite (block, g_array_index (clue->positions, guint, j));
    }
}

void
rb_sender_tell (RbScene *self, RbLesson *lesson)
{
  guint status = self->message.index.status;

  set_words (self);
  rb_scene_say_first (self, lesson, &verdict_table);
  rb_scene_say_all (self, lesson, &clue_table);
  if ((self->facts & RB_IS_CALL) &&
      (status >= 300 || rb_reading_is (&self->message, "CANCEL") || rb_reading_is (&self->message, "BYE")))
    add_clues (self, lesson);
}

RbParty
rb_sender_judge (RbTrace *trace, guint position, RbConfidence *confidence)
{
  RbScene scene;

  if (confidence != NULL)
    *confidence = RB_CONFIDENCE_GUESS;
  if (!rb_scene_init (&scene, trace, position))
    return RB_PARTY_NONE;
  if (confidence != NULL)
    *confidence = scene.maker_confidence;
  rb_scene_clear (&scene);
  return scene.maker;
}

RbLesson *
rb_sender_explain (RbTrace *trace, guint position)
{
  RbLesson *lesson = rb_lesson_new ();
  RbScene scene;

  if (!rb_scene_init (&scene, trace, position))
    {
      rb_lesson_add (lesson, "sender-unknown", NULL,
                     _ ("These bytes are no SIP message: nothing in them names who made them."));
      return lesson;
    }
  rb_sender_tell (&scene, lesson);
  rb_scene_clear (&scene);
  return lesson;
}
