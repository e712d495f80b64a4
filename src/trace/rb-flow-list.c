/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list model of a trace's flows, eight bytes each: GListStore would take a tree node. */

#include "rb-flow-list.h"

struct _RbFlowList
{
  GObject parent_instance;

  GPtrArray *flows;
  guint announced;
};

static GType
rb_flow_list_get_item_type (GListModel *model)
{
  return RB_TYPE_FLOW;
}

static guint
rb_flow_list_get_n_items (GListModel *model)
{
  return RB_FLOW_LIST (model)->announced;
}

static gpointer
rb_flow_list_get_item (GListModel *model, guint position)
{
  RbFlowList *self = RB_FLOW_LIST (model);

  return position < self->announced ? g_object_ref (self->flows->pdata[position]) : NULL;
}

static void
rb_flow_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rb_flow_list_get_item_type;
  iface->get_n_items = rb_flow_list_get_n_items;
  iface->get_item = rb_flow_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RbFlowList, rb_flow_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rb_flow_list_list_model_init))

static void
rb_flow_list_finalize (GObject *object)
{
  g_ptr_array_unref (RB_FLOW_LIST (object)->flows);

  G_OBJECT_CLASS (rb_flow_list_parent_class)->finalize (object);
}

static void
rb_flow_list_class_init (RbFlowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_flow_list_finalize;
}

static void
rb_flow_list_init (RbFlowList *self)
{
  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
}

RbFlowList *
rb_flow_list_new (void)
{
  return g_object_new (RB_TYPE_FLOW_LIST, NULL);
}

void
rb_flow_list_add (RbFlowList *self, RbFlow *flow)
{
  g_ptr_array_add (self->flows, flow);
}

RbFlow *
rb_flow_list_get (RbFlowList *self, guint n)
{
  return self->flows->pdata[n];
}

guint
rb_flow_list_get_n (RbFlowList *self)
{
  return self->flows->len;
}

void
rb_flow_list_announce (RbFlowList *self)
{
  guint first = self->announced;
  guint added = self->flows->len - first;

  if (added == 0)
    return;

  self->announced += added;
  g_list_model_items_changed (G_LIST_MODEL (self), first, 0, added);
}
