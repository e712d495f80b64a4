/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ladder's own keys, fingers and wheel: from a message to its neighbours, to the others of its transaction, to its
 * cause and to what it caused; and the zoom. Home, End, the pages and Return are those of every list. */

#include "rb-ladder-view-private.h"

/* What a message causes follows it soon; further on nothing is looked for. */
#define EFFECT_ROWS 256

#define ZOOM_STEPS_MAX 4 /* of one turn of a wheel */

static guint
get_selected (RbLadderView *self)
{
  GtkSingleSelection *selection = rb_ladder_view_get_selection (self);

  return selection != NULL ? gtk_single_selection_get_selected (selection) : GTK_INVALID_LIST_POSITION;
}

static guint
find_effect (RbLadder *ladder, guint n)
{
  guint n_rows = rb_ladder_get_n_rows (ladder);
  guint position = rb_ladder_get_row (ladder, n)->position;

  for (guint i = n + 1; i < n_rows && i - n <= EFFECT_ROWS; i++)
    if (rb_ladder_get_row (ladder, i)->cause == position)
      return i;
  return RB_FLOW_NONE;
}

static guint
find_neighbour (RbLadder *ladder, guint n, int step)
{
  if (step < 0)
    return n > 0 ? n - 1 : RB_FLOW_NONE;

  return n + 1 < rb_ladder_get_n_rows (ladder) ? n + 1 : RB_FLOW_NONE;
}

static guint
find_target (RbLadder *ladder, guint n, guint key, gboolean control)
{
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return control ? rb_ladder_find_in_exchange (ladder, n, -1) : find_neighbour (ladder, n, -1);

    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return control ? rb_ladder_find_in_exchange (ladder, n, 1) : find_neighbour (ladder, n, 1);

    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return find_effect (ladder, n);

    default:
      return rb_ladder_find_row (ladder, rb_ladder_get_row (ladder, n)->cause);
    }
}

static gboolean
is_walk (guint key, gboolean control)
{
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return TRUE;

    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return !control;

    default:
      return FALSE;
    }
}

/* Before the list, which would go from the row that had the focus last: a link, the replay or the newest message may
 * have selected another one since. */
static gboolean
on_key_pressed (RbLadderView *self, guint key, guint code, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  guint selected = get_selected (self);
  guint target;

  if ((modifiers != 0 && modifiers != GDK_CONTROL_MASK) || !is_walk (key, modifiers == GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  if (rb_ladder_view_peek_row (self, selected) == NULL)
    return GDK_EVENT_PROPAGATE;

  target = find_target (rb_ladder_view_get_ladder (self), selected, key, modifiers == GDK_CONTROL_MASK);
  if (target != RB_FLOW_NONE)
    rb_ladder_view_go_to (self, target);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));

  return GDK_EVENT_STOP;
}

static gboolean
on_scroll (RbLadderView *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));

  if (!(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;

  if (dy != 0)
    rb_ladder_view_zoom (self, (int) CLAMP (-dy, -ZOOM_STEPS_MAX, ZOOM_STEPS_MAX));

  return GDK_EVENT_STOP;
}

void
rb_ladder_view_add_keys (RbLadderView *self, GtkWidget *list)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (list, keys);

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (list, scroll);

  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (rb_ladder_view_begin_pinch), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (rb_ladder_view_pinch), self);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (pinch));
}
