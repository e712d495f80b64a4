/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/* The five experiments of the lab, in its order. */
typedef enum
{
  RB_EXPERIMENT_NO_ANSWER,
  RB_EXPERIMENT_REJECTED,
  RB_EXPERIMENT_CANCELLED,
  RB_EXPERIMENT_ANSWERED,
  RB_EXPERIMENT_BUSY,
  RB_N_EXPERIMENTS
} RbExperimentId;

/**
 * RbExperiment:
 * @word: stable, never translated; also the id of its textbook flow (rb_textbook_find())
 * @title: to be translated with gettext
 * @how: how to provoke the outcome; to be translated
 * @robot: user of the practice network's robot to call
 */
typedef struct
{
  const char *word;
  const char *title;
  const char *how;
  const char *robot;
} RbExperiment;

const RbExperiment *rb_experiment_get (RbExperimentId id); /* (transfer none) */
/* Which experiment a finished call is; FALSE while it is on, and when it is none of them. */
gboolean            rb_experiment_recognise (RbFlow *flow, RbExperimentId *id);

/* The lab's checklist, kept in a file. Signal "changed" after each tick or answer. */
#define RB_TYPE_COACH (rb_coach_get_type ())
G_DECLARE_FINAL_TYPE (RbCoach, rb_coach, RB, COACH, GObject)

/* @path: (nullable): key file that is read now and written at each change; a damaged one counts as empty */
RbCoach    *rb_coach_new (const char *path);
/* Ticks the experiment that @flow is; TRUE when it was not ticked before, with @id set. Until its question is
 * answered a later call takes the place of an earlier one. */
gboolean    rb_coach_offer (RbCoach *self, RbFlow *flow, RbExperimentId *id);
gboolean    rb_coach_is_done (RbCoach *self, RbExperimentId id);
const char *rb_coach_get_call_id (RbCoach *self, RbExperimentId id); /* of the call that ticked it. (nullable) */
guint       rb_coach_count_done (RbCoach *self);
/* The student answered what differs from the textbook; only then is it shown. */
void        rb_coach_set_answered (RbCoach *self, RbExperimentId id);
gboolean    rb_coach_is_answered (RbCoach *self, RbExperimentId id);
void        rb_coach_reset (RbCoach *self); /* nothing is ticked or answered */

G_END_DECLS
