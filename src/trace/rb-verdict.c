/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A verdict as a value, and the words of the JSON output for its parts. rb-verdict-scan.c gathers the
 * evidence, rb-verdict-judge.c weighs it, rb-verdict-text.c says it. */

#include "rb-verdict.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *word;
  const char *label;
} kinds[] = {
  [RB_VERDICT_NONE] = { "none", N_ ("Not a call") },
  [RB_VERDICT_IN_PROGRESS] = { "in-progress", N_ ("In progress") },
  [RB_VERDICT_ANSWERED] = { "answered", N_ ("Answered") },
  [RB_VERDICT_NO_ANSWER] = { "no-answer", N_ ("No answer") },
  [RB_VERDICT_REJECTED] = { "rejected", N_ ("Rejected") },
  [RB_VERDICT_BUSY] = { "busy", N_ ("Busy") },
  [RB_VERDICT_CANCELLED] = { "cancelled", N_ ("Cancelled") },
  [RB_VERDICT_DECLINED] = { "declined", N_ ("Declined") },
  [RB_VERDICT_UNREACHABLE] = { "unreachable", N_ ("Unreachable") },
  [RB_VERDICT_NOT_FOUND] = { "not-found", N_ ("Not found") },
  [RB_VERDICT_AUTH_FAILED] = { "auth-failed", N_ ("Not allowed") },
  [RB_VERDICT_NEVER_ACKNOWLEDGED] = { "never-acknowledged", N_ ("Never acknowledged") },
  [RB_VERDICT_RACE] = { "race", N_ ("Answered and cancelled at once") },
  [RB_VERDICT_TRANSFERRED] = { "transferred", N_ ("Transferred") },
  [RB_VERDICT_REDIRECTED] = { "redirected", N_ ("Redirected") },
  [RB_VERDICT_LOOP] = { "loop", N_ ("Loop") },
  [RB_VERDICT_GLARE] = { "glare", N_ ("Both ends asked at once") },
  [RB_VERDICT_SESSION_EXPIRED] = { "session-expired", N_ ("Session timer ran out") },
  [RB_VERDICT_FAILED] = { "failed", N_ ("Failed") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == RB_VERDICT_N_KINDS);

static const char *const parties[] = {
  [RB_PARTY_NONE] = "",       [RB_PARTY_CALLER] = "caller", [RB_PARTY_CALLEE] = "callee",
  [RB_PARTY_PROXY] = "proxy", [RB_PARTY_STACK] = "stack",
};

static const char *const confidences[] = {
  [RB_CONFIDENCE_CERTAIN] = "certain",
  [RB_CONFIDENCE_LIKELY] = "likely",
  [RB_CONFIDENCE_GUESS] = "guess",
};

/* By bit of RbVerdictTrait. */
static const char *const traits[] = {
  "rang",       "early-media", "forked", "answered-elsewhere", "redirection-followed",
  "began-late", "cut-short",   "glare",  "replaces",           "over",
};

/* (transfer full) (nullable): NULL of NULL. */
RbVerdict *
rb_verdict_copy (const RbVerdict *self)
{
  RbVerdict *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->text = g_strdup (self->text);
  copy->evidence = g_array_copy (self->evidence);
  return copy;
}

void
rb_verdict_free (RbVerdict *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_array_unref (self->evidence);
  g_free (self);
}

gboolean
rb_verdict_is_final (const RbVerdict *self)
{
  return (self->traits & RB_TRAIT_OVER) != 0;
}

const char *
rb_verdict_kind_to_string (RbVerdictKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), kinds[RB_VERDICT_NONE].word);

  return kinds[kind].word;
}

const char *
rb_verdict_kind_get_label (RbVerdictKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), "");

  return _ (kinds[kind].label);
}

const char *
rb_party_to_string (RbParty party)
{
  g_return_val_if_fail (party < G_N_ELEMENTS (parties), "");

  return parties[party];
}

const char *
rb_confidence_to_string (RbConfidence confidence)
{
  g_return_val_if_fail (confidence < G_N_ELEMENTS (confidences), "");

  return confidences[confidence];
}

const char *
rb_verdict_trait_to_string (RbVerdictTrait trait)
{
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    if (trait == 1u << i)
      return traits[i];

  return NULL;
}
