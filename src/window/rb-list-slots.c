/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The model of the list view of the Calls page: places, which the page fills. The list view makes some 200 rows around
 * what is seen, and making or dropping one takes longer than all else; so while somebody types, only as many change as
 * can be seen, and the rest follows in steps when the keys have come to rest. */

#include "rb-list-slots.h"

#define FEW 8        /* items; more are a new list */
#define AT_ONCE 40   /* rows that a list begins with: more than a screen */
#define STEP 16      /* that come or go when there is nothing else to do */
#define GTK_ROWS 256 /* beyond so many the list view makes no widgets */
#define REST_MS 300  /* without a change */

struct _RbListSlots
{
  GObject parent_instance;

  GListModel *model;
  guint n_items; /* as told */
  guint step_source;
};

static GType
rb_list_slots_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
rb_list_slots_get_n_items (GListModel *model)
{
  return RB_LIST_SLOTS (model)->n_items;
}

static gpointer
rb_list_slots_get_item (GListModel *model, guint position)
{
  return position < RB_LIST_SLOTS (model)->n_items ? g_object_new (G_TYPE_OBJECT, NULL) : NULL;
}

static void
rb_list_slots_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_list_slots_get_item_type;
  interface->get_n_items = rb_list_slots_get_n_items;
  interface->get_item = rb_list_slots_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbListSlots, rb_list_slots, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_list_slots_list_model_init))

static void
tell (RbListSlots *self, guint n_items)
{
  guint before = self->n_items;
  guint same = MIN (before, n_items);

  self->n_items = n_items;
  if (before != n_items)
    g_list_model_items_changed (G_LIST_MODEL (self), same, before - same, n_items - same);
}

static gboolean
on_step (gpointer data)
{
  RbListSlots *self = data;
  guint now = self->n_items;
  guint n = g_list_model_get_n_items (self->model);

  if (now < n)
    tell (self, now < GTK_ROWS ? MIN (now + STEP, n) : n);
  else if (now > n)
    tell (self, MAX (n, now > GTK_ROWS ? GTK_ROWS : now - MIN (now, STEP)));
  if (self->n_items != n)
    return G_SOURCE_CONTINUE;

  self->step_source = 0;
  return G_SOURCE_REMOVE;
}

void
rb_list_slots_settle (RbListSlots *self)
{
  g_return_if_fail (RB_IS_LIST_SLOTS (self));

  if (self->step_source == 0)
    return;

  g_source_remove (self->step_source);
  self->step_source = g_idle_add_full (G_PRIORITY_LOW, on_step, self, NULL);
}

static gboolean
on_rest (gpointer data)
{
  rb_list_slots_settle (data);

  return G_SOURCE_REMOVE;
}

void
rb_list_slots_wait (RbListSlots *self)
{
  g_return_if_fail (RB_IS_LIST_SLOTS (self));

  g_clear_handle_id (&self->step_source, g_source_remove);
  if (self->n_items != g_list_model_get_n_items (self->model))
    self->step_source = g_timeout_add_full (G_PRIORITY_LOW, REST_MS, on_rest, self, NULL);
}

static void
on_items_changed (RbListSlots *self, guint position, guint removed, guint added)
{
  guint before = self->n_items;
  guint n = g_list_model_get_n_items (self->model);

  if (removed == added && n == before)
    return; /* the same places, filled anew */
  if (removed + added <= FEW && before + added - removed == n && self->step_source == 0)
    {
      self->n_items = n;
      g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
      return;
    }

  /* Of an empty list nothing is seen. A few rows less with each key: then there are few to drop when there is little to
   * show. */
  if (n > 0)
    tell (self, n < AT_ONCE ? n : MAX (MIN (before, GTK_ROWS), AT_ONCE + STEP) - STEP);
  rb_list_slots_wait (self);
}

static void
rb_list_slots_dispose (GObject *object)
{
  RbListSlots *self = RB_LIST_SLOTS (object);

  g_clear_handle_id (&self->step_source, g_source_remove);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (rb_list_slots_parent_class)->dispose (object);
}

static void
rb_list_slots_class_init (RbListSlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_list_slots_dispose;
}

static void
rb_list_slots_init (RbListSlots *self)
{
}

RbListSlots *
rb_list_slots_new (GListModel *model)
{
  RbListSlots *self = g_object_new (RB_TYPE_LIST_SLOTS, NULL);

  self->model = g_object_ref (model);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (model));
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);

  return self;
}
