/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Following the end of a list that grows, in the one way that neither flickers nor freezes under
 * GTK 4.8: when rows were added, the adjustment is told the new height (rows × row height) before the
 * new value; layout then agrees with both. Setting the value from the adjustment's "changed" instead
 * freezes the view. The list follows until somebody scrolls away from the end, and again when they
 * come back to it. */

#include "rb-signalling-follow.h"

struct _RbSignallingFollow
{
  GObject parent_instance;

  GtkAdjustment *adjustment; /* owned by the scrolled window */
  GtkWidget *list;           /* the GtkListView that scrolls */
  GListModel *model;
  guint n_rows; /* at the last change */
  gboolean is_at_end;
  gboolean is_setting;
  guint shrunk_id;
};

G_DEFINE_FINAL_TYPE (RbSignallingFollow, rb_signalling_follow, G_TYPE_OBJECT)

/* GtkColumnView scrolls through a GtkListView of its own. */
static GtkWidget *
find_inner_list (GtkWidget *list)
{
  if (GTK_IS_LIST_VIEW (list))
    return list;

  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      return child;

  return list;
}

static void
scroll_to_end (RbSignallingFollow *self)
{
  if (self->n_rows > 0)
    rb_signalling_follow_show (self, self->n_rows - 1);
}

static void
on_items_changed (RbSignallingFollow *self)
{
  guint n_rows = g_list_model_get_n_items (self->model);
  double upper = gtk_adjustment_get_upper (self->adjustment);
  double page = gtk_adjustment_get_page_size (self->adjustment);

  if (self->is_at_end && gtk_widget_get_mapped (self->list))
    {
      if (self->n_rows > 0 && upper > page)
        {
          upper = upper / self->n_rows * n_rows;
          self->is_setting = TRUE;
          gtk_adjustment_set_upper (self->adjustment, upper);
          gtk_adjustment_set_value (self->adjustment, upper - page);
          self->is_setting = FALSE;
        }
      else
        {
          self->n_rows = n_rows;
          scroll_to_end (self);
        }
    }

  self->n_rows = n_rows;
}

static gboolean
shows_end (RbSignallingFollow *self)
{
  double upper = gtk_adjustment_get_upper (self->adjustment);
  double end = gtk_adjustment_get_value (self->adjustment) + gtk_adjustment_get_page_size (self->adjustment);

  return end >= upper - upper / MAX (self->n_rows, 1) / 2;
}

static void
on_value_changed (RbSignallingFollow *self)
{
  if (!self->is_setting && self->n_rows > 0)
    self->is_at_end = shows_end (self);
}

static gboolean
on_shrunk (gpointer data)
{
  RbSignallingFollow *self = RB_SIGNALLING_FOLLOW (data);

  self->shrunk_id = 0;
  if (self->is_at_end)
    scroll_to_end (self);

  return G_SOURCE_REMOVE;
}

/* The view became lower or higher, in the middle of a layout. */
static void
on_page_size_changed (RbSignallingFollow *self)
{
  if (self->n_rows == 0)
    return;

  if (shows_end (self))
    self->is_at_end = TRUE;
  if (self->is_at_end && self->shrunk_id == 0)
    self->shrunk_id = g_timeout_add (0, on_shrunk, self);
}

static void
on_map (RbSignallingFollow *self)
{
  if (self->is_at_end)
    scroll_to_end (self);
}

static void
rb_signalling_follow_dispose (GObject *object)
{
  RbSignallingFollow *self = RB_SIGNALLING_FOLLOW (object);

  g_clear_handle_id (&self->shrunk_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (rb_signalling_follow_parent_class)->dispose (object);
}

static void
rb_signalling_follow_class_init (RbSignallingFollowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_signalling_follow_dispose;
}

static void
rb_signalling_follow_init (RbSignallingFollow *self)
{
}

RbSignallingFollow *
rb_signalling_follow_new (GtkScrolledWindow *scrolled, GtkWidget *list)
{
  RbSignallingFollow *self = g_object_new (RB_TYPE_SIGNALLING_FOLLOW, NULL);

  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (scrolled));
  self->list = find_inner_list (list);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_value_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "notify::page-size", G_CALLBACK (on_page_size_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "map", G_CALLBACK (on_map), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  return self;
}

void
rb_signalling_follow_set_model (RbSignallingFollow *self, GListModel *model, gboolean at_end)
{
  g_return_if_fail (RB_IS_SIGNALLING_FOLLOW (self));

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  self->n_rows = 0;
  self->is_at_end = at_end;
  if (model == NULL)
    return;

  self->n_rows = g_list_model_get_n_items (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  if (at_end)
    scroll_to_end (self);
}

void
rb_signalling_follow_show (RbSignallingFollow *self, guint n)
{
  g_return_if_fail (RB_IS_SIGNALLING_FOLLOW (self));

  self->is_at_end = n + 1 == self->n_rows;
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", n);
}
