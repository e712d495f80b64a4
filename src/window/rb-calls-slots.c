/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The model of the list view of the Calls page. */

#include "rb-calls-slots.h"

#define FEW 8        /* items; more are a new list */
#define AT_ONCE 40   /* rows that a list begins with: more than a screen */
#define STEP 16      /* that come when there is nothing else to do */
#define GTK_ROWS 256 /* beyond so many the list view makes no widgets */

struct _RbCallsSlots
{
  GObject parent_instance;

  GListModel *model;
  guint n_items; /* as told: a list that has grown much is told in steps */
  guint grow_source;
};

static GType
rb_calls_slots_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
rb_calls_slots_get_n_items (GListModel *model)
{
  return RB_CALLS_SLOTS (model)->n_items;
}

static gpointer
rb_calls_slots_get_item (GListModel *model, guint position)
{
  return position < RB_CALLS_SLOTS (model)->n_items ? g_object_new (G_TYPE_OBJECT, NULL) : NULL;
}

static void
rb_calls_slots_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = rb_calls_slots_get_item_type;
  interface->get_n_items = rb_calls_slots_get_n_items;
  interface->get_item = rb_calls_slots_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbCallsSlots, rb_calls_slots, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_calls_slots_list_model_init))

static gboolean
on_grow (gpointer data)
{
  RbCallsSlots *self = data;
  guint before = self->n_items;
  guint n = g_list_model_get_n_items (self->model);

  self->n_items = before < GTK_ROWS ? MIN (before + STEP, n) : n;
  if (self->n_items > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_items - before);
  if (self->n_items < n)
    return G_SOURCE_CONTINUE;

  self->grow_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_items_changed (RbCallsSlots *self, guint position, guint removed, guint added)
{
  guint before = self->n_items;
  guint n = g_list_model_get_n_items (self->model);

  if (removed == added && n == before)
    return; /* the same places, filled anew */
  if (removed + added > FEW || self->grow_source != 0)
    {
      self->n_items = MIN (n, MAX (before, AT_ONCE));
      if (self->n_items < n && self->grow_source == 0)
        self->grow_source = g_idle_add_full (G_PRIORITY_LOW, on_grow, self, NULL);
      position = MIN (before, self->n_items);
      removed = before - position;
      added = self->n_items - position;
    }
  else
    {
      self->n_items = n;
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
rb_calls_slots_dispose (GObject *object)
{
  RbCallsSlots *self = RB_CALLS_SLOTS (object);

  g_clear_handle_id (&self->grow_source, g_source_remove);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (rb_calls_slots_parent_class)->dispose (object);
}

static void
rb_calls_slots_class_init (RbCallsSlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_calls_slots_dispose;
}

static void
rb_calls_slots_init (RbCallsSlots *self)
{
}

RbCallsSlots *
rb_calls_slots_new (GListModel *model)
{
  RbCallsSlots *self = g_object_new (RB_TYPE_CALLS_SLOTS, NULL);

  self->model = g_object_ref (model);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (model));
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);

  return self;
}
