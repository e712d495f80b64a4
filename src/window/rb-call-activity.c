/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One answer for all who must know that somebody telephones: pausing music, keeping the computer awake. */

#include "rb-call-activity.h"

struct _RbCallActivity
{
  GObject parent_instance;

  RbPhone *phone;
  gboolean on;
};

G_DEFINE_FINAL_TYPE (RbCallActivity, rb_call_activity, G_TYPE_OBJECT)

enum
{
  BEGUN,
  OVER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_any_open (RbCallActivity *self)
{
  GListModel *calls = rb_phone_get_calls (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      if (rb_call_get_state (call) != RB_CALL_ENDED)
        return TRUE;
    }

  return FALSE;
}

static void
update (RbCallActivity *self)
{
  gboolean on = is_any_open (self);

  if (on == self->on)
    return;

  self->on = on;
  g_signal_emit (self, signals[on ? BEGUN : OVER], 0);
}

static void
on_call_added (RbCallActivity *self, RbCall *call)
{
  g_signal_connect_object (call, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
rb_call_activity_dispose (GObject *object)
{
  g_clear_object (&RB_CALL_ACTIVITY (object)->phone);

  G_OBJECT_CLASS (rb_call_activity_parent_class)->dispose (object);
}

static void
rb_call_activity_class_init (RbCallActivityClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_call_activity_dispose;

  signals[BEGUN] = g_signal_new ("begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OVER] = g_signal_new ("over", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_call_activity_init (RbCallActivity *self)
{
}

RbCallActivity *
rb_call_activity_new (RbPhone *phone)
{
  RbCallActivity *self = g_object_new (RB_TYPE_CALL_ACTIVITY, NULL);

  self->phone = g_object_ref (phone);
  g_signal_connect_object (phone, "call-added", G_CALLBACK (on_call_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "call-removed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return self;
}

gboolean
rb_call_activity_is_on (RbCallActivity *self)
{
  g_return_val_if_fail (RB_IS_CALL_ACTIVITY (self), FALSE);

  return self->on;
}
