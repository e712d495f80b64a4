/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A past call in one line: direction, who, verdict, when. The list reuses rows: everything
 * shown comes from rb_calls_row_set_item(). */

#include "rb-calls-row.h"

#include "rb-history-text.h"

#include <glib/gi18n-lib.h>

struct _RbCallsRow
{
  AdwBin parent_instance;

  GtkImage *direction;
  GtkLabel *name;
  GtkLabel *verdict;
  GtkLabel *when;
  GtkWidget *redial_button;
  GtkWidget *delete_button;

  RbHistoryItem *item;
};

G_DEFINE_FINAL_TYPE (RbCallsRow, rb_calls_row, ADW_TYPE_BIN)

enum
{
  REDIAL,
  DELETE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_redial (RbCallsRow *self)
{
  if (self->item != NULL)
    g_signal_emit (self, signals[REDIAL], 0, self->item);
}

static void
on_delete (RbCallsRow *self)
{
  if (self->item != NULL)
    g_signal_emit (self, signals[DELETE], 0, self->item);
}

static void
rb_calls_row_dispose (GObject *object)
{
  RbCallsRow *self = RB_CALLS_ROW (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (rb_calls_row_parent_class)->dispose (object);
}

static void
rb_calls_row_class_init (RbCallsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_calls_row_dispose;

  signals[REDIAL] = g_signal_new ("redial", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);
  signals[DELETE] = g_signal_new ("delete", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-calls-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, direction);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, name);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, verdict);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, when);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, redial_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, delete_button);
  gtk_widget_class_bind_template_callback (widget_class, on_redial);
  gtk_widget_class_bind_template_callback (widget_class, on_delete);
}

static void
rb_calls_row_init (RbCallsRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_calls_row_new (void)
{
  return g_object_new (RB_TYPE_CALLS_ROW, NULL);
}

/* Only for a row inside a list. @item: (nullable): NULL when the list takes the row back. */
void
rb_calls_row_set_item (RbCallsRow *self, RbHistoryItem *item)
{
  g_autofree char *verdict = NULL;
  g_autofree char *when = NULL;
  g_autofree char *redial = NULL;
  g_autofree char *remove = NULL;
  g_autofree char *all = NULL;
  const char *name;
  const char *direction;

  g_return_if_fail (RB_IS_CALLS_ROW (self));

  if (!g_set_object (&self->item, item) || item == NULL)
    return;

  name = rb_history_item_get_remote_name (item);
  direction = rb_history_item_get_direction_label (item);
  verdict = rb_history_item_format_verdict (item);
  when = rb_format_when (rb_history_item_get_start_us (item), g_get_real_time ());
  redial = g_strdup_printf (_ ("Call %s"), name);
  remove = g_strdup_printf (_ ("Delete the call with %s"), name);
  /* Translators: read out for one past call: direction, who, how it ended, when */
  all = g_strdup_printf (_ ("%s, %s, %s, %s"), direction, name, verdict, when);

  gtk_image_set_from_icon_name (self->direction, rb_history_item_get_icon (item));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->direction), direction);
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), rb_history_item_get_remote_uri (item));
  gtk_label_set_label (self->verdict, verdict);
  gtk_label_set_label (self->when, when);
  gtk_widget_set_tooltip_text (self->redial_button, redial);
  gtk_widget_set_tooltip_text (self->delete_button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->redial_button), GTK_ACCESSIBLE_PROPERTY_LABEL, redial, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->delete_button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  /* The list's own row carries the focus: it has to say what is in it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  if (rb_history_item_is_missed (item))
    gtk_widget_add_css_class (GTK_WIDGET (self), "missed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "missed");
}
