/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rows of a list view are filled when. Used by the pages Calls and Contacts. */

#include "rb-list-filler.h"

#include "rb-list-slots.h"

#define NEAR_ROWS 3      /* beyond those seen; GTK keeps some 200 rows around them */
#define LEAST_HEIGHT 48  /* of a row, hardly any is lower */
#define FILLED_AT_ONCE 4 /* of those that are not seen, when there is nothing else to do */
#define REST_MS 300      /* without another change, before they are */

#define ROW "ringback-row" /* of a GtkListItem */

struct _RbListFiller
{
  GObject parent_instance;

  GtkListView *list; /* not owned: its page ends both */
  RbListSlots *slots;
  RbListFill fill;
  gpointer data;
  GPtrArray *pool;      /* of rows that are not in the list */
  GPtrArray *bound;     /* of GtkListItem */
  GHashTable *unfilled; /* those of them that show something else yet */
  gboolean held;
  guint fill_source;
};

G_DEFINE_FINAL_TYPE (RbListFiller, rb_list_filler, G_TYPE_OBJECT)

static double
count_seen (RbListFiller *self)
{
  return gtk_adjustment_get_page_size (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list))) / LEAST_HEIGHT;
}

/* Whether a row is seen, or nearly. */
static gboolean
is_near (RbListFiller *self, guint position)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));
  double upper = MAX (gtk_adjustment_get_upper (adjustment), 1);
  double n = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->list)));
  double first = gtk_adjustment_get_value (adjustment) / upper * n;

  return position + NEAR_ROWS >= first && position <= first + count_seen (self) + NEAR_ROWS;
}

/* Fills what has come near, else @n_far of the others. TRUE: some are left. */
static gboolean
fill_more (RbListFiller *self, guint n_far)
{
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, self->unfilled);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    {
      if (!is_near (self, gtk_list_item_get_position (list_item)))
        {
          if (n_far == 0)
            continue;
          n_far--;
        }
      g_hash_table_iter_remove (&iter);
      self->fill (list_item, self->data);
    }

  return g_hash_table_size (self->unfilled) > 0;
}

static gboolean
on_fill_idle (gpointer data)
{
  RbListFiller *self = data;

  if (fill_more (self, FILLED_AT_ONCE))
    return G_SOURCE_CONTINUE;

  self->fill_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_rest (gpointer data)
{
  RbListFiller *self = data;

  self->fill_source = g_idle_add_full (G_PRIORITY_LOW, on_fill_idle, self, NULL);

  return G_SOURCE_REMOVE;
}

static void
fill_later (RbListFiller *self)
{
  g_clear_handle_id (&self->fill_source, g_source_remove);
  if (!self->held && g_hash_table_size (self->unfilled) > 0)
    self->fill_source = g_timeout_add_full (G_PRIORITY_LOW, REST_MS, on_rest, self, NULL);
}

static void
settle_below (RbListFiller *self)
{
  if (gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list))) > 0)
    rb_list_slots_settle (self->slots);
}

static void
on_scrolled (RbListFiller *self)
{
  settle_below (self);
  fill_more (self, 0);
}

static void
on_resized (RbListFiller *self)
{
  double seen = count_seen (self);

  if (seen > 0)
    rb_list_slots_set_seen (self->slots, (guint) seen + NEAR_ROWS);
}

static void
show_row (RbListFiller *self, GtkListItem *list_item)
{
  if (is_near (self, gtk_list_item_get_position (list_item)))
    {
      g_hash_table_remove (self->unfilled, list_item);
      self->fill (list_item, self->data);
      return;
    }

  g_hash_table_add (self->unfilled, list_item);
  if (self->fill_source == 0)
    fill_later (self);
}

/* After the list has its places: something else may be in each. */
static void
on_items_changed (RbListFiller *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_row (self, g_ptr_array_index (self->bound, i));
  fill_later (self);
  settle_below (self);
}

static void
rb_list_filler_dispose (GObject *object)
{
  RbListFiller *self = RB_LIST_FILLER (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_object (&self->slots);

  G_OBJECT_CLASS (rb_list_filler_parent_class)->dispose (object);
}

static void
rb_list_filler_finalize (GObject *object)
{
  RbListFiller *self = RB_LIST_FILLER (object);

  g_ptr_array_unref (self->pool);
  g_ptr_array_unref (self->bound);
  g_hash_table_unref (self->unfilled);

  G_OBJECT_CLASS (rb_list_filler_parent_class)->finalize (object);
}

static void
rb_list_filler_class_init (RbListFillerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_list_filler_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_list_filler_finalize;
}

static void
rb_list_filler_init (RbListFiller *self)
{
  self->pool = g_ptr_array_new_with_free_func (g_object_unref);
  self->bound = g_ptr_array_new ();
  self->unfilled = g_hash_table_new (NULL, NULL);
}

RbListFiller *
rb_list_filler_new (GtkListView *list, RbListFill fill, gpointer data)
{
  RbListFiller *self = g_object_new (RB_TYPE_LIST_FILLER, NULL);

  self->list = list;
  self->fill = fill;
  self->data = data;

  return self;
}

void
rb_list_filler_set_model (RbListFiller *self, GListModel *model)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  g_return_if_fail (RB_IS_LIST_FILLER (self) && gtk_list_view_get_model (self->list) == NULL);

  self->slots = rb_list_slots_new (model);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->slots)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), "notify::page-size",
                           G_CALLBACK (on_resized), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
}

/* GTK 4.8 takes the row out of the list item before it says that the item goes: so it is kept there by ourselves. */
void
rb_list_filler_set_row (RbListFiller *self, GtkListItem *list_item, GtkWidget *row)
{
  g_return_if_fail (RB_IS_LIST_FILLER (self));

  gtk_list_item_set_child (list_item, row);
  g_object_set_data_full (G_OBJECT (list_item), ROW, g_object_ref (row), g_object_unref);
}

gboolean
rb_list_filler_reuse_row (RbListFiller *self, GtkListItem *list_item)
{
  g_autoptr (GtkWidget) row = NULL;

  g_return_val_if_fail (RB_IS_LIST_FILLER (self), FALSE);

  if (self->pool->len == 0)
    return FALSE;

  row = g_ptr_array_steal_index_fast (self->pool, self->pool->len - 1);
  rb_list_filler_set_row (self, list_item, row);
  return TRUE;
}

void
rb_list_filler_keep_row (RbListFiller *self, GtkListItem *list_item)
{
  GtkWidget *row = g_object_steal_data (G_OBJECT (list_item), ROW);

  gtk_list_item_set_child (list_item, NULL);
  g_ptr_array_add (self->pool, row);
}

void
rb_list_filler_bind (RbListFiller *self, GtkListItem *list_item)
{
  g_ptr_array_add (self->bound, list_item);
  show_row (self, list_item);
}

void
rb_list_filler_unbind (RbListFiller *self, GtkListItem *list_item)
{
  g_ptr_array_remove_fast (self->bound, list_item);
  g_hash_table_remove (self->unfilled, list_item);
}

void
rb_list_filler_hold (RbListFiller *self)
{
  g_return_if_fail (RB_IS_LIST_FILLER (self));

  self->held = TRUE;
  rb_list_slots_hold (self->slots);
  fill_later (self);
}

void
rb_list_filler_wait (RbListFiller *self)
{
  g_return_if_fail (RB_IS_LIST_FILLER (self));

  self->held = FALSE;
  rb_list_slots_wait (self->slots);
  fill_later (self);
}

void
rb_list_filler_fill_all (RbListFiller *self)
{
  g_return_if_fail (RB_IS_LIST_FILLER (self));

  g_hash_table_remove_all (self->unfilled);
  for (guint i = 0; i < self->bound->len; i++)
    self->fill (g_ptr_array_index (self->bound, i), self->data);
}

void
rb_list_filler_show_content (GtkWidget *row, gboolean show)
{
  GtkWidget *content = gtk_widget_get_first_child (row);

  if (gtk_widget_get_child_visible (content) == show)
    return;

  gtk_widget_set_child_visible (content, show);
  if (show)
    {
      gtk_widget_queue_resize (content); /* GTK 4.8 laid out nothing in it meanwhile */
      gtk_widget_queue_draw (row);       /* and keeps the picture of the empty row otherwise */
    }
}

GPtrArray *
rb_list_filler_get_bound (RbListFiller *self)
{
  g_return_val_if_fail (RB_IS_LIST_FILLER (self), NULL);

  return self->bound;
}
