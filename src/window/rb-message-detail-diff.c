/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page Diff: the message beside the one it is most like, of which another can be chosen. Only what differs is
 * shown at first. */

#include "rb-message-detail-diff.h"

#include "rb-message-detail-diff-row.h"

/* A line of the diff as an item of the list. */
#define RB_TYPE_DIFF_ITEM (rb_diff_item_get_type ())
G_DECLARE_FINAL_TYPE (RbDiffItem, rb_diff_item, RB, DIFF_ITEM, GObject)

struct _RbDiffItem
{
  GObject parent_instance;

  const RbDiffLine *line; /* of the page's diff, which outlives its items */
};

G_DEFINE_FINAL_TYPE (RbDiffItem, rb_diff_item, G_TYPE_OBJECT)

static void
rb_diff_item_class_init (RbDiffItemClass *klass)
{
}

static void
rb_diff_item_init (RbDiffItem *self)
{
}

struct _RbMessageDetailDiff
{
  RbMessageDetailPage parent_instance;

  GtkStack *stack;
  GtkDropDown *choice;
  GtkToggleButton *equal_button;
  GtkLabel *summary;
  GtkListView *list;

  GArray *candidates;  /* (nullable) of RbDiffCandidate */
  RbMessageDiff *diff; /* (nullable) */
  GListStore *items;
};

G_DEFINE_FINAL_TYPE (RbMessageDetailDiff, rb_message_detail_diff, RB_TYPE_MESSAGE_DETAIL_PAGE)

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, rb_message_detail_diff_row_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  const RbDiffLine *line = RB_DIFF_ITEM (gtk_list_item_get_item (item))->line;
  g_autofree char *spoken = rb_message_detail_diff_row_format (line);

  rb_message_detail_diff_row_set_line (RB_MESSAGE_DETAIL_DIFF_ROW (row), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

/* The names of candidates are longer than the window may be wide. */
static void
on_setup_choice (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "xalign", 0.0f, NULL));
}

static void
on_bind_choice (GtkListItemFactory *factory, GtkListItem *item)
{
  const char *text = gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item)));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
update_items (RbMessageDetailDiff *self)
{
  gboolean has_equal = gtk_toggle_button_get_active (self->equal_button);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; self->diff != NULL && i < rb_message_diff_get_n_lines (self->diff); i++)
    {
      const RbDiffLine *line = rb_message_diff_get_line (self->diff, i);
      RbDiffItem *item;

      if (line->kind == RB_DIFF_SAME && !has_equal)
        continue;
      item = g_object_new (RB_TYPE_DIFF_ITEM, NULL);
      item->line = line;
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
}

static void
forget_diff (RbMessageDetailDiff *self)
{
  if (self->items != NULL)
    g_list_store_remove_all (self->items);
  g_clear_pointer (&self->diff, rb_message_diff_free);
}

static void
compare (RbMessageDetailDiff *self)
{
  RbMessageDetailPage *page = RB_MESSAGE_DETAIL_PAGE (self);
  guint chosen = gtk_drop_down_get_selected (self->choice);
  g_autofree char *summary = NULL;

  forget_diff (self);
  if (self->candidates == NULL || chosen >= self->candidates->len)
    return;

  self->diff = rb_message_diff_new (rb_message_detail_page_get_trace (page),
                                    g_array_index (self->candidates, RbDiffCandidate, chosen).position,
                                    rb_message_detail_page_get_position (page));
  summary = rb_message_diff_format_summary (self->diff);
  gtk_label_set_text (self->summary, summary);
  update_items (self);
}

static void
on_show_other (RbMessageDetailDiff *self)
{
  guint chosen = gtk_drop_down_get_selected (self->choice);

  if (self->candidates != NULL && chosen < self->candidates->len)
    rb_message_detail_page_activate_message (RB_MESSAGE_DETAIL_PAGE (self),
                                             g_array_index (self->candidates, RbDiffCandidate, chosen).position);
}

static void
rb_message_detail_diff_fill (RbMessageDetailPage *page, gboolean is_other)
{
  RbMessageDetailDiff *self = RB_MESSAGE_DETAIL_DIFF (page);
  RbTrace *trace = rb_message_detail_page_get_trace (page);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GArray *candidates;

  g_clear_pointer (&self->candidates, g_array_unref); /* the choice that changes now is nobody's */
  candidates = rb_message_diff_list_candidates (trace, rb_message_detail_page_get_position (page));
  for (guint i = 0; i < candidates->len; i++)
    {
      g_autofree char *name = rb_diff_candidate_format (&g_array_index (candidates, RbDiffCandidate, i), trace);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (names));
  gtk_stack_set_visible_child_name (self->stack, candidates->len > 0 ? "diff" : "none");
  self->candidates = candidates;
  compare (self);
}

static void
rb_message_detail_diff_dispose (GObject *object)
{
  RbMessageDetailDiff *self = RB_MESSAGE_DETAIL_DIFF (object);

  forget_diff (self);
  g_clear_pointer (&self->candidates, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), RB_TYPE_MESSAGE_DETAIL_DIFF);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (rb_message_detail_diff_parent_class)->dispose (object);
}

static void
rb_message_detail_diff_class_init (RbMessageDetailDiffClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_diff_dispose;
  RB_MESSAGE_DETAIL_PAGE_CLASS (klass)->fill = rb_message_detail_diff_fill;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-message-detail-diff.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDiff, stack);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDiff, choice);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDiff, equal_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDiff, summary);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailDiff, list);
  gtk_widget_class_bind_template_callback (widget_class, compare);
  gtk_widget_class_bind_template_callback (widget_class, update_items);
  gtk_widget_class_bind_template_callback (widget_class, on_show_other);
}

static void
rb_message_detail_diff_init (RbMessageDetailDiff *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) choices = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (RB_TYPE_DIFF_ITEM);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);

  g_signal_connect (choices, "setup", G_CALLBACK (on_setup_choice), NULL);
  g_signal_connect (choices, "bind", G_CALLBACK (on_bind_choice), NULL);
  gtk_drop_down_set_factory (self->choice, choices);
}
