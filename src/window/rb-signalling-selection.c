/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one selection of the signalling half. GTK's own forgets what a filter hides and what a new model brings
 * again as another object; this one remembers the place in the trace. */

#include "rb-signalling-selection.h"

/* How often the newest message is selected while many come. */
#define FOLLOW_MS 250

struct _RbSignallingSelection
{
  GObject parent_instance;

  RbScopeModel *model;        /* (nullable) while there is nothing to show */
  GtkSingleSelection *choice; /* (nullable) */
  guint wanted;               /* position in the trace of the message last selected, or RB_FLOW_NONE */
  gboolean is_model_changing; /* the choice may lose what is wanted: nobody unselected it */

  gboolean is_following;
  gboolean is_paused;
  gboolean is_moving;  /* it is us who selects */
  guint follow_source; /* the newest was selected less than FOLLOW_MS ago */
};

G_DEFINE_FINAL_TYPE (RbSignallingSelection, rb_signalling_selection, G_TYPE_OBJECT)

enum
{
  CHANGED,
  ITEMS_CHANGED,
  FOLLOWING_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_chosen (RbSignallingSelection *self)
{
  if (self->is_model_changing)
    return;

  self->wanted = rb_signalling_selection_get_position (self);
  if (!self->is_moving)
    rb_signalling_selection_set_following (self, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void on_followed (gpointer data);

static void
follow (RbSignallingSelection *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;

  if (!self->is_following || self->is_paused || self->follow_source != 0 || n == 0 ||
      gtk_single_selection_get_selected (self->choice) == n - 1)
    return;

  self->is_moving = TRUE;
  gtk_single_selection_set_selected (self->choice, n - 1);
  self->is_moving = FALSE;
  self->follow_source = g_timeout_add_once (FOLLOW_MS, on_followed, self);
}

static void
on_followed (gpointer data)
{
  RbSignallingSelection *self = data;

  self->follow_source = 0;
  follow (self);
}

/* The models make a new object of the same message each time. */
static void
choose_wanted (RbSignallingSelection *self)
{
  if (self->wanted != RB_FLOW_NONE && rb_signalling_selection_get_message (self) == NULL)
    {
      self->is_moving = TRUE;
      gtk_single_selection_set_selected (self->choice, rb_scope_model_find (self->model, self->wanted));
      self->is_moving = FALSE;
    }
}

/* Before the choice hears of it. */
static void
on_items_changing (RbSignallingSelection *self)
{
  self->is_model_changing = TRUE;
}

static void
on_items_changed (RbSignallingSelection *self)
{
  self->is_model_changing = FALSE;
  choose_wanted (self);
  if (self->wanted != RB_FLOW_NONE && rb_signalling_selection_get_message (self) == NULL)
    g_signal_emit (self, signals[CHANGED], 0);
  follow (self);
  g_signal_emit (self, signals[ITEMS_CHANGED], 0);
}

static void
forget_model (RbSignallingSelection *self)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->choice != NULL)
    g_signal_handlers_disconnect_by_data (self->choice, self);
  self->is_model_changing = FALSE;
  g_clear_handle_id (&self->follow_source, g_source_remove);
  g_clear_object (&self->choice);
  g_clear_object (&self->model);
}

static void
rb_signalling_selection_dispose (GObject *object)
{
  forget_model (RB_SIGNALLING_SELECTION (object));

  G_OBJECT_CLASS (rb_signalling_selection_parent_class)->dispose (object);
}

static void
rb_signalling_selection_class_init (RbSignallingSelectionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_signalling_selection_dispose;

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ITEMS_CHANGED] = g_signal_new ("items-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FOLLOWING_CHANGED] =
      g_signal_new ("following-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_signalling_selection_init (RbSignallingSelection *self)
{
  self->wanted = RB_FLOW_NONE;
}

RbSignallingSelection *
rb_signalling_selection_new (void)
{
  return g_object_new (RB_TYPE_SIGNALLING_SELECTION, NULL);
}

void
rb_signalling_selection_set_model (RbSignallingSelection *self, RbScopeModel *model)
{
  g_return_if_fail (RB_IS_SIGNALLING_SELECTION (self));

  forget_model (self);
  if (model == NULL)
    return;

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changing), self, G_CONNECT_SWAPPED);
  /* The model last: the default would select its first message. */
  self->choice =
      g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, "model", model, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  choose_wanted (self);
  g_signal_connect_object (self->choice, "notify::selected-item", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
}

RbScopeModel *
rb_signalling_selection_get_model (RbSignallingSelection *self)
{
  g_return_val_if_fail (RB_IS_SIGNALLING_SELECTION (self), NULL);

  return self->model;
}

GtkSingleSelection *
rb_signalling_selection_get_choice (RbSignallingSelection *self)
{
  g_return_val_if_fail (RB_IS_SIGNALLING_SELECTION (self), NULL);

  return self->choice;
}

RbMessage *
rb_signalling_selection_get_message (RbSignallingSelection *self)
{
  g_return_val_if_fail (RB_IS_SIGNALLING_SELECTION (self), NULL);

  return self->choice != NULL ? gtk_single_selection_get_selected_item (self->choice) : NULL;
}

guint
rb_signalling_selection_get_position (RbSignallingSelection *self)
{
  RbMessage *message = rb_signalling_selection_get_message (self);

  return message != NULL ? rb_message_get_position (message) : RB_FLOW_NONE;
}

void
rb_signalling_selection_set_following (RbSignallingSelection *self, gboolean following)
{
  g_return_if_fail (RB_IS_SIGNALLING_SELECTION (self));

  if (self->is_following == following)
    return;

  self->is_following = following;
  g_signal_emit (self, signals[FOLLOWING_CHANGED], 0);
  follow (self);
}

gboolean
rb_signalling_selection_is_following (RbSignallingSelection *self)
{
  g_return_val_if_fail (RB_IS_SIGNALLING_SELECTION (self), FALSE);

  return self->is_following;
}

void
rb_signalling_selection_set_paused (RbSignallingSelection *self, gboolean paused)
{
  g_return_if_fail (RB_IS_SIGNALLING_SELECTION (self));

  self->is_paused = paused;
  follow (self);
}

void
rb_signalling_selection_select (RbSignallingSelection *self, guint position)
{
  guint n;

  g_return_if_fail (RB_IS_SIGNALLING_SELECTION (self));

  n = self->model != NULL && position != RB_FLOW_NONE ? rb_scope_model_find (self->model, position)
                                                      : GTK_INVALID_LIST_POSITION;
  if (self->choice != NULL && n != gtk_single_selection_get_selected (self->choice))
    gtk_single_selection_set_selected (self->choice, n);
  self->wanted = position;
  rb_signalling_selection_set_following (self, FALSE);
}
