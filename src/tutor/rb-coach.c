/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lab coach: the five experiments of the lab, which call is which, and what was done so far. The window shows them
 * as a checklist; the verdict engine ticks them. */

#include "rb-coach.h"

#include <glib/gi18n-lib.h>

#define KEY_CALL_ID "call-id"
#define KEY_ANSWERED "answered"

static const struct
{
  RbExperiment experiment;
  RbVerdictKind kind;
} experiments[RB_N_EXPERIMENTS] = {
  [RB_EXPERIMENT_NO_ANSWER] = { { "no-answer", N_ ("No answer"),
                                  N_ ("Call and wait. The phone rings until a timer fires; do not hang up."), "never" },
                                RB_VERDICT_NO_ANSWER },
  [RB_EXPERIMENT_REJECTED] = { { "rejected", N_ ("The callee rejects"),
                                 N_ ("Call and wait. The callee rings, and then rejects the call."), "rejects" },
                               RB_VERDICT_REJECTED },
  [RB_EXPERIMENT_CANCELLED] = { { "cancelled", N_ ("The caller cancels"),
                                  N_ ("Call, let it ring, and hang up before anybody answers."), "never" },
                                RB_VERDICT_CANCELLED },
  [RB_EXPERIMENT_ANSWERED] = { { "answered", N_ ("Answered, then hung up"),
                                 N_ ("Call, listen, and hang up, or let the callee do it."), "hangup" },
                               RB_VERDICT_ANSWERED },
  [RB_EXPERIMENT_BUSY] = { { "busy", N_ ("Busy"), N_ ("Call. The callee is busy and says so at once."), "busy" },
                           RB_VERDICT_BUSY },
};

typedef struct
{
  char *call_id; /* NULL: not done */
  gboolean is_answered;
} Progress;

struct _RbCoach
{
  GObject parent_instance;

  char *path;
  Progress progress[RB_N_EXPERIMENTS];
};

G_DEFINE_FINAL_TYPE (RbCoach, rb_coach, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

const RbExperiment *
rb_experiment_get (RbExperimentId id)
{
  return &experiments[id].experiment;
}

gboolean
rb_experiment_recognise (RbFlow *flow, RbExperimentId *id)
{
  const RbVerdict *verdict = rb_flow_get_verdict (flow);

  if (!rb_verdict_is_final (verdict) || (verdict->traits & (RB_TRAIT_BEGAN_LATE | RB_TRAIT_CUT_SHORT)) != 0)
    return FALSE;
  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    if (experiments[i].kind == verdict->kind)
      {
        *id = i;
        return TRUE;
      }
  return FALSE;
}

static void
load (RbCoach *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (self->path == NULL || !g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL))
    return;
  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    {
      self->progress[i].call_id = g_key_file_get_string (file, experiments[i].experiment.word, KEY_CALL_ID, NULL);
      self->progress[i].is_answered = self->progress[i].call_id != NULL &&
                                      g_key_file_get_boolean (file, experiments[i].experiment.word, KEY_ANSWERED, NULL);
    }
}

/* What cannot be kept is only lost at the end of the program: no reason to disturb the lab. */
static void
save (RbCoach *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    if (self->progress[i].call_id != NULL)
      {
        g_key_file_set_string (file, experiments[i].experiment.word, KEY_CALL_ID, self->progress[i].call_id);
        g_key_file_set_boolean (file, experiments[i].experiment.word, KEY_ANSWERED, self->progress[i].is_answered);
      }
  if (self->path != NULL && !g_key_file_save_to_file (file, self->path, &error))
    g_info ("the progress of the lab is not kept: %s", error->message);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
clear (RbCoach *self)
{
  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    {
      g_clear_pointer (&self->progress[i].call_id, g_free);
      self->progress[i].is_answered = FALSE;
    }
}

static void
rb_coach_finalize (GObject *object)
{
  RbCoach *self = RB_COACH (object);

  clear (self);
  g_free (self->path);

  G_OBJECT_CLASS (rb_coach_parent_class)->finalize (object);
}

static void
rb_coach_class_init (RbCoachClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_coach_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_coach_init (RbCoach *self)
{
}

RbCoach *
rb_coach_new (const char *path)
{
  RbCoach *self = g_object_new (RB_TYPE_COACH, NULL);

  self->path = g_strdup (path);
  load (self);
  return self;
}

gboolean
rb_coach_offer (RbCoach *self, RbFlow *flow, RbExperimentId *id)
{
  RbExperimentId found;
  gboolean is_new;

  if (!rb_experiment_recognise (flow, &found) || self->progress[found].is_answered)
    return FALSE;

  is_new = self->progress[found].call_id == NULL;
  g_free (self->progress[found].call_id);
  self->progress[found].call_id = g_strdup (rb_flow_get_call_id (flow));
  *id = found;
  save (self);
  return is_new;
}

gboolean
rb_coach_is_done (RbCoach *self, RbExperimentId id)
{
  return self->progress[id].call_id != NULL;
}

const char *
rb_coach_get_call_id (RbCoach *self, RbExperimentId id)
{
  return self->progress[id].call_id;
}

guint
rb_coach_count_done (RbCoach *self)
{
  guint n = 0;

  for (guint i = 0; i < RB_N_EXPERIMENTS; i++)
    n += rb_coach_is_done (self, i);
  return n;
}

void
rb_coach_set_answered (RbCoach *self, RbExperimentId id)
{
  g_return_if_fail (rb_coach_is_done (self, id));

  self->progress[id].is_answered = TRUE;
  save (self);
}

gboolean
rb_coach_is_answered (RbCoach *self, RbExperimentId id)
{
  return self->progress[id].is_answered;
}

void
rb_coach_reset (RbCoach *self)
{
  clear (self);
  save (self);
}
