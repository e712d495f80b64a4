/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a call ended, who ended it, how sure that is and why, each piece of evidence, the clues, and what a capture
 * that begins late or ends early leaves out. */

#include "rb-explain.h"

#include <glib/gi18n-lib.h>

#include "rb-clue.h"

/* clang-format off */
static const char *const parties[] = {
  [RB_PARTY_CALLER] = N_("It was ended by the caller."),
  [RB_PARTY_CALLEE] = N_("It was ended by the callee, or by the callee's phone."),
  [RB_PARTY_PROXY] = N_("It was ended by the proxy."),
  [RB_PARTY_STACK] = N_("It was ended by our own stack, by a timer."),
};
static const char *const from_upstream = N_("It was ended from the caller's side: by the caller, or by a proxy that gave up.");
static const char *const confidences[] = {
  [RB_CONFIDENCE_CERTAIN] = N_("That is certain: the messages below prove it."),
  [RB_CONFIDENCE_LIKELY] = N_("That is likely: such messages usually come about in this way, but they do not prove it; what lies beyond this point of capture was not seen."),
  [RB_CONFIDENCE_GUESS] = N_("That is a guess: from this side of the call nobody can know it; a capture of the other side would tell."),
};
/* Why a verdict is no more than likely, where there is a better reason than that. */
static const struct
{
  RbVerdictKind kind;
  const char *text;
} doubts[] = {
  { RB_VERDICT_SESSION_EXPIRED, N_("That is likely: only the time that passed points at the session timer; no message says so.") },
  { RB_VERDICT_NEVER_ACKNOWLEDGED, N_("That is likely: no ACK is in this trace, but it may have been sent and missed by the capture.") },
  { RB_VERDICT_TRANSFERRED, N_("That is likely: the transfer was accepted, but no NOTIFY in this trace says that it succeeded.") },
};
static const struct
{
  RbVerdictTrait trait;
  const char *id;
  const char *rfc;
  RbTone tone;
  const char *text;
} traits[] = {
  { RB_TRAIT_EARLY_MEDIA, "trait-early-media", "RFC 3960 3", 0, N_("Sound could be heard before the answer (early media), such as a tone or an announcement: a 183 with SDP came, and no 180.") },
  { RB_TRAIT_FORKED, "trait-forked", "RFC 3261 16.6", 0, N_("The call was forked: more than one phone was called at once.") },
  { RB_TRAIT_ELSEWHERE, "trait-elsewhere", "RFC 3261 16.7", 0, N_("Another phone answered, so this one was told to stop ringing.") },
  { RB_TRAIT_REDIRECTED, "trait-redirected", "RFC 3261 8.1.3.4", 0, N_("The call was redirected (3xx), and somebody followed.") },
  { RB_TRAIT_GLARE, "trait-glare", "RFC 3261 14.1", 0, N_("In between both ends had changed the call at the same moment (491).") },
  { RB_TRAIT_REPLACES, "trait-replaces", "RFC 3891 3", 0, N_("The call took the place of another one (Replaces).") },
  { RB_TRAIT_BEGAN_LATE, "trait-began-late", NULL, RB_TONE_WARNING, N_("The capture begins in the middle: the INVITE, any challenge, ringing and answer before it are missing. So nobody can say who called, how long it rang, or what was agreed at first.") },
  { RB_TRAIT_CUT_SHORT, "trait-cut-short", NULL, RB_TONE_WARNING, N_("The capture ends before the call does: the final response, or the BYE and its 200, are missing. So nobody can say how it ended.") },
};
/* clang-format on */

static void
add_evidence (RbLesson *lesson, const RbVerdict *verdict)
{
  rb_lesson_add_heading (lesson, "evidence", _ ("Evidence"));
  for (guint i = 0; i < MIN (verdict->evidence->len, RB_EVIDENCE_MAX); i++)
    {
      guint position = g_array_index (verdict->evidence, guint, i);
      g_autofree char *label = rb_verdict_dup_evidence_label (verdict, i);
      g_autofree char *number = rb_lesson_format_number (position);
      RbLessonBlock *block;

      if (label == NULL)
        continue;
      /* Translators: number of a message, and what it is in this call: “No. 5: the CANCEL” */
      block = rb_lesson_add_printf (lesson, "evidence-item", NULL, _ ("%1$s: %2$s"), number, label);
      rb_lesson_block_cite (block, position);
    }
}

static void
add_clues (RbLesson *lesson, RbFlow *flow)
{
  g_autoptr (GPtrArray) clues = rb_flow_list_clues (flow);

  if (clues->len > 0)
    rb_lesson_add_heading (lesson, "clues", _ ("Clues"));
  for (guint i = 0; i < clues->len; i++)
    {
      const RbClue *clue = g_ptr_array_index (clues, i);
      g_autofree char *id = g_strconcat ("clue-", rb_clue_kind_to_string (clue->kind), NULL);
      RbLessonBlock *block = rb_lesson_add (lesson, id, NULL, clue->text);

      for (guint j = 0; j < clue->positions->len; j++)
        rb_lesson_block_cite (block, g_array_index (clue->positions, guint, j));
    }
}

static void
add_traits (RbLesson *lesson, const RbVerdict *verdict)
{
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    if (verdict->traits & traits[i].trait)
      rb_lesson_add (lesson, traits[i].id, traits[i].rfc, _ (traits[i].text))->tone = traits[i].tone;
}

static const char *
get_confidence_text (const RbVerdict *verdict)
{
  for (guint i = 0; i < G_N_ELEMENTS (doubts); i++)
    if (verdict->confidence == RB_CONFIDENCE_LIKELY && verdict->kind == doubts[i].kind)
      return doubts[i].text;
  return confidences[verdict->confidence];
}

/* The callee's side sees a CANCEL, and not on whose wish. */
static const char *
get_party_text (const RbVerdict *verdict)
{
  if (verdict->kind == RB_VERDICT_CANCELLED && verdict->confidence == RB_CONFIDENCE_GUESS)
    return from_upstream;
  return parties[verdict->ended_by];
}

static void
add_how (RbLesson *lesson, const RbVerdict *verdict)
{
  RbLessonBlock *block = rb_lesson_add (lesson, "verdict", NULL, verdict->text);

  for (guint i = 0; i < MIN (verdict->evidence->len, RB_EVIDENCE_MAX); i++)
    rb_lesson_block_cite (block, g_array_index (verdict->evidence, guint, i));
  if (verdict->kind == RB_VERDICT_NONE)
    return;
  if (verdict->ended_by != RB_PARTY_NONE)
    rb_lesson_add (lesson, "ended-by", NULL, _ (get_party_text (verdict)))->confidence = verdict->confidence;
  if (rb_verdict_is_final (verdict))
    rb_lesson_add (lesson, "confidence", NULL, _ (get_confidence_text (verdict)))->confidence = verdict->confidence;
}

RbLesson *
rb_explain_verdict (RbFlow *flow)
{
  RbLesson *lesson = rb_lesson_new ();
  const RbVerdict *verdict = rb_flow_get_verdict (flow);

  add_how (lesson, verdict);
  add_traits (lesson, verdict);
  if (verdict->evidence->len > 0)
    add_evidence (lesson, verdict);
  add_clues (lesson, flow);
  return lesson;
}
