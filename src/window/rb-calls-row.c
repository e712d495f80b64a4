/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A past call in one line: direction, who, verdict, when. The list reuses rows: everything
 * shown comes from rb_calls_row_set_item(). */

#include "rb-calls-row.h"

#include "rb-history-text.h"
#include "rb-list-filler.h"

#include <glib/gi18n-lib.h>

struct _RbCallsRow
{
  AdwBin parent_instance;

  GtkLabel *heading;
  GtkCheckButton *check;
  GtkImage *direction;
  GtkLabel *name;
  GtkLabel *verdict;
  GtkLabel *when;
  GtkLabel *account;
  GtkWidget *redial_button;
  GtkWidget *menu_button;

  RbHistoryItem *item;
  const char *icon; /* (nullable): name of the one that is shown */
  gboolean setting; /* the box is being set: nobody toggled it */
};

G_DEFINE_FINAL_TYPE (RbCallsRow, rb_calls_row, ADW_TYPE_BIN)

enum
{
  REDIAL,
  MENU,
  TOGGLED,
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
on_menu (RbCallsRow *self)
{
  if (self->item != NULL)
    g_signal_emit (self, signals[MENU], 0, self->item);
}

static void
on_toggled (RbCallsRow *self)
{
  if (self->item != NULL && !self->setting)
    g_signal_emit (self, signals[TOGGLED], 0, self->item, gtk_check_button_get_active (self->check));
}

/* Asked for, because setting a tooltip for each row that is bound would take longer than all the rest. */
static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  RbCallsRow *self = RB_CALLS_ROW (gtk_widget_get_ancestor (widget, RB_TYPE_CALLS_ROW));
  g_autofree char *verdict = NULL;
  const char *text;

  if (self->item == NULL)
    return FALSE;

  verdict = rb_history_item_format_verdict (self->item);
  if (widget == GTK_WIDGET (self->direction))
    text = rb_history_item_get_direction_label (self->item);
  else if (widget == GTK_WIDGET (self->name))
    text = rb_history_item_get_remote_uri (self->item);
  else if (widget == GTK_WIDGET (self->verdict))
    text = verdict;
  else
    text = widget == self->menu_button ? _ ("More") : _ ("Call");
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
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
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_calls_row_dispose;

  signals[REDIAL] =
      g_signal_new ("redial", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);
  signals[MENU] =
      g_signal_new ("menu", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);
  signals[TOGGLED] = g_signal_new ("toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   RB_TYPE_HISTORY_ITEM, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-calls-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, heading);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, check);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, direction);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, name);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, verdict);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, when);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, account);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, redial_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallsRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_redial);
  gtk_widget_class_bind_template_callback (widget_class, on_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

static void
rb_calls_row_init (RbCallsRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rb_list_filler_show_content (GTK_WIDGET (self), FALSE);
}

GtkWidget *
rb_calls_row_new (void)
{
  return g_object_new (RB_TYPE_CALLS_ROW, NULL);
}

static void
set_label (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
rb_calls_row_set_item (RbCallsRow *self, RbHistoryItem *item, const char *name, const char *account)
{
  g_autofree char *verdict = NULL;
  g_autofree char *when = NULL;
  g_autofree char *redial = NULL;
  g_autofree char *more = NULL;
  g_autofree char *select = NULL;
  g_autofree char *all = NULL;

  g_return_if_fail (RB_IS_CALLS_ROW (self));

  g_set_object (&self->item, item);
  rb_list_filler_show_content (GTK_WIDGET (self), item != NULL);
  if (item == NULL)
    {
      set_label (gtk_widget_get_parent (GTK_WIDGET (self)), "");
      return;
    }

  verdict = rb_history_item_format_verdict (item);
  when = rb_format_clock (rb_history_item_get_start_us (item));
  redial = g_strdup_printf (_ ("Call %s"), name);
  more = g_strdup_printf (_ ("More for the call with %s"), name);
  select = g_strdup_printf (_ ("Select the call with %s"), name);
  all = rb_history_item_format_sentence (item, name, account, g_get_real_time ());

  if (self->icon != rb_history_item_get_icon (item)) /* the names are static */
    {
      self->icon = rb_history_item_get_icon (item);
      gtk_image_set_from_icon_name (self->direction, self->icon);
    }
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->verdict, verdict);
  gtk_label_set_label (self->when, when);
  gtk_label_set_label (self->account, account != NULL ? account : "");
  gtk_widget_set_visible (GTK_WIDGET (self->account), account != NULL);
  set_label (self->redial_button, redial);
  set_label (self->menu_button, more);
  set_label (GTK_WIDGET (self->check), select);
  /* The list's own row carries the focus: it has to say what is in it. */
  set_label (gtk_widget_get_parent (GTK_WIDGET (self)), all);
  if (rb_history_item_is_missed (item))
    gtk_widget_add_css_class (GTK_WIDGET (self), "missed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "missed");
}

RbHistoryItem *
rb_calls_row_get_item (RbCallsRow *self)
{
  g_return_val_if_fail (RB_IS_CALLS_ROW (self), NULL);

  return self->item;
}

void
rb_calls_row_set_heading (RbCallsRow *self, const char *day)
{
  g_return_if_fail (RB_IS_CALLS_ROW (self));

  if (day != NULL)
    gtk_label_set_label (self->heading, day);
  gtk_widget_set_visible (GTK_WIDGET (self->heading), day != NULL);
}

void
rb_calls_row_set_selection (RbCallsRow *self, gboolean selecting, gboolean selected)
{
  g_return_if_fail (RB_IS_CALLS_ROW (self));

  self->setting = TRUE;
  gtk_check_button_set_active (self->check, selected);
  self->setting = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->check), selecting);
  gtk_widget_set_visible (self->redial_button, !selecting);
  gtk_widget_set_visible (self->menu_button, !selecting);
}

GtkWidget *
rb_calls_row_get_menu_place (RbCallsRow *self)
{
  g_return_val_if_fail (RB_IS_CALLS_ROW (self), NULL);

  return self->menu_button;
}
