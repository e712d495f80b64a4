/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Calls page: a list view over RbHistory, which makes rows only for what is seen. */

#include "rb-calls-page.h"

#include "rb-calls-row.h"

#include <glib/gi18n-lib.h>

struct _RbCallsPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkListView *list;

  RbHistory *history;
};

G_DEFINE_FINAL_TYPE (RbCallsPage, rb_calls_page, ADW_TYPE_BIN)

enum
{
  OPEN,
  REDIAL,
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_items_changed (RbCallsPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->history)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "calls" : "empty");
}

static void
on_delete_response (RbCallsPage *self, const char *response, AdwMessageDialog *dialog)
{
  RbHistoryItem *item = g_object_get_data (G_OBJECT (dialog), "item");
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (response, "delete") == 0 && !rb_history_delete (self->history, rb_history_item_get_id (item), &error))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

static void
on_row_delete (RbCallsPage *self, RbHistoryItem *item)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL);

  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Delete this call?"));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("The call with %s and its recorded messages will be gone for ever."),
                                  rb_history_item_get_remote_name (item));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "item", g_object_ref (item), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_row_redial (RbCallsPage *self, RbHistoryItem *item)
{
  g_signal_emit (self, signals[REDIAL], 0, item);
}

static void
on_setup (RbCallsPage *self, GtkListItem *list_item)
{
  GtkWidget *row = rb_calls_row_new ();

  g_signal_connect_object (row, "redial", G_CALLBACK (on_row_redial), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete", G_CALLBACK (on_row_delete), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
on_bind (RbCallsPage *self, GtkListItem *list_item)
{
  rb_calls_row_set_item (RB_CALLS_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
on_unbind (RbCallsPage *self, GtkListItem *list_item)
{
  rb_calls_row_set_item (RB_CALLS_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_activate (RbCallsPage *self, guint position)
{
  g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->history), position);

  if (item != NULL)
    g_signal_emit (self, signals[OPEN], 0, item);
}

static void
rb_calls_page_dispose (GObject *object)
{
  RbCallsPage *self = RB_CALLS_PAGE (object);

  g_clear_object (&self->history);

  G_OBJECT_CLASS (rb_calls_page_parent_class)->dispose (object);
}

static void
rb_calls_page_class_init (RbCallsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_calls_page_dispose;

  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, RB_TYPE_HISTORY_ITEM);
  signals[REDIAL] = g_signal_new ("redial", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);
  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-calls-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
rb_calls_page_init (RbCallsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rb_calls_page_set_history (RbCallsPage *self, RbHistory *history)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (RB_IS_CALLS_PAGE (self));

  self->history = g_object_ref (history);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (history))));
  gtk_list_view_set_model (self->list, selection);
  g_signal_connect_object (history, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self);
}
