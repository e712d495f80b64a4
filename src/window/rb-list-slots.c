/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The model of a list view whose rows are filled by their position. The list view makes some 200 rows around what is
 * seen, and making or dropping one takes longer than all else; so while somebody types, rows are made only where one is
 * missing that can be seen, none are dropped, and the rest follows in steps when the keys have come to rest. */

#include "rb-list-slots.h"

#define FEW 8        /* items; more are a new list */
#define AT_ONCE 40   /* places that a list begins with, until it is known how many can be seen */
#define STEP 4       /* that come or go when there is nothing else to do */
#define GTK_ROWS 256 /* beyond so many the list view makes no widgets */
#define REST_MS 300  /* without a change */

struct _RbListSlots
{
  GObject parent_instance;

  GListModel *model;
  guint n_items; /* as told */
  guint n_seen;
  gboolean held;
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

/* How many places there are to be. Of an empty list nothing is seen: it is shown as a page with a sentence, and what
 * comes after it finds its rows. */
static guint
count_wanted (RbListSlots *self)
{
  guint n = g_list_model_get_n_items (self->model);

  return n > 0 ? n : MIN (self->n_items, self->n_seen);
}

static gboolean
on_step (gpointer data)
{
  RbListSlots *self = data;
  guint now = self->n_items;
  guint n = count_wanted (self);

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

static void
step_later (RbListSlots *self)
{
  g_clear_handle_id (&self->step_source, g_source_remove);
  if (!self->held && self->n_items != count_wanted (self))
    self->step_source = g_timeout_add_full (G_PRIORITY_LOW, REST_MS, on_rest, self, NULL);
}

void
rb_list_slots_hold (RbListSlots *self)
{
  g_return_if_fail (RB_IS_LIST_SLOTS (self));

  self->held = TRUE;
  step_later (self);
}

void
rb_list_slots_wait (RbListSlots *self)
{
  g_return_if_fail (RB_IS_LIST_SLOTS (self));

  self->held = FALSE;
  step_later (self);
}

static void
on_items_changed (RbListSlots *self, guint position, guint removed, guint added)
{
  guint before = self->n_items;
  guint n = g_list_model_get_n_items (self->model);

  if (removed == added && n == before)
    return; /* the same places, filled anew */
  if (removed + added <= FEW && before + added - removed == n)
    {
      self->n_items = n;
      g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
      return;
    }

  tell (self, MAX (before, MIN (n, self->n_seen)));
  step_later (self);
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
  self->n_seen = AT_ONCE;
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

void
rb_list_slots_set_seen (RbListSlots *self, guint n)
{
  g_return_if_fail (RB_IS_LIST_SLOTS (self));

  self->n_seen = n;
}
