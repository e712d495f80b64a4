/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several calls at once: one talks and the others are on hold, or some of them talk together. */

#include "rb-phone-private.h"

#include <glib/gi18n-lib.h>

static void
emit_conference_changed (RbPhone *self)
{
  g_signal_emit_by_name (self, "conference-changed");
}

static gboolean
is_talking (RbCall *call)
{
  return rb_call_get_state (call) == RB_CALL_ACTIVE && !rb_call_is_on_hold (call);
}

static gboolean
is_held (RbCall *call)
{
  return rb_call_get_state (call) == RB_CALL_ACTIVE && rb_call_is_on_hold (call);
}

/* @call is about to talk, with its conference; all others wait. */
void
rb_phone_focus (RbPhone *self, RbCall *call)
{
  gboolean together = rb_conference_contains (self->conference, call);

  if (self->focusing)
    return;

  self->focusing = TRUE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      RbCall *other = ((RbCallEntry *) g_ptr_array_index (self->entries, i))->call;

      if (other != call && !(together && rb_conference_contains (self->conference, other)))
        rb_call_set_hold (other, TRUE);
    }
  self->focusing = FALSE;
}

static void
resume_conference (RbPhone *self)
{
  for (guint i = 0; i < rb_conference_get_n_calls (self->conference); i++)
    rb_call_set_hold (rb_conference_get_call (self->conference, i), FALSE);
}

gboolean
rb_phone_swap (RbPhone *self)
{
  guint n;
  guint talking = 0;

  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);

  n = self->entries->len;
  while (talking < n && !is_talking (((RbCallEntry *) g_ptr_array_index (self->entries, talking))->call))
    talking++;

  /* In turn, so that each of three comes up. */
  for (guint i = 1; i <= n; i++)
    {
      RbCall *call = ((RbCallEntry *) g_ptr_array_index (self->entries, (talking + i) % n))->call;

      if (!is_held (call))
        continue;

      rb_call_set_hold (call, FALSE);
      if (rb_conference_contains (self->conference, call))
        resume_conference (self);
      return TRUE;
    }

  return FALSE;
}

gboolean
rb_phone_merge (RbPhone *self, RbCall *a, RbCall *b, GError **error)
{
  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);
  g_return_val_if_fail (RB_IS_CALL (a) && RB_IS_CALL (b), FALSE);

  if (a == b || rb_call_get_state (a) != RB_CALL_ACTIVE || rb_call_get_state (b) != RB_CALL_ACTIVE)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                           _ ("Only two calls that have been answered can be joined."));
      return FALSE;
    }

  if (self->conference == NULL)
    self->conference = rb_conference_new ();
  rb_conference_add (self->conference, a);
  rb_conference_add (self->conference, b);
  rb_phone_focus (self, a);
  resume_conference (self);
  emit_conference_changed (self);

  return TRUE;
}

/* One alone is no conference. */
void
rb_phone_part (RbPhone *self, RbCall *call)
{
  if (self->conference == NULL || !rb_conference_remove (self->conference, call))
    return;

  if (rb_conference_get_n_calls (self->conference) < 2)
    g_clear_pointer (&self->conference, rb_conference_free);
  emit_conference_changed (self);
}

void
rb_phone_split (RbPhone *self, RbCall *call)
{
  g_return_if_fail (RB_IS_PHONE (self));
  g_return_if_fail (RB_IS_CALL (call));

  if (!rb_phone_is_in_conference (self, call))
    return;

  rb_call_set_hold (call, TRUE);
  rb_phone_part (self, call);
}

gboolean
rb_phone_is_in_conference (RbPhone *self, RbCall *call)
{
  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);

  return rb_conference_contains (self->conference, call);
}
