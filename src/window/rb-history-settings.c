/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long past calls are kept and what they take on the disk, for the preferences. A shorter time that would delete
 * calls at once is asked about first. */

#include "rb-history-settings.h"

#include "rb-history-keeper.h"

#include <glib/gi18n-lib.h>

struct _RbHistorySettings
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *keep_row;
  AdwActionRow *disk_row;

  RbHistory *history;
  GSettings *settings;
  GCancellable *cancellable;
  gboolean filling; /* nobody chose anything */
};

G_DEFINE_FINAL_TYPE (RbHistorySettings, rb_history_settings, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  guint days;
  const char *label;
} choices[] = {
  { 0, N_ ("For ever") },
  { 30, N_ ("30 days") },
  { 90, N_ ("90 days") },
  { 365, N_ ("One year") },
};

static void
show_kept (RbHistorySettings *self)
{
  guint days = g_settings_get_uint (self->settings, "keep-calls-days");
  guint selected = GTK_INVALID_LIST_POSITION; /* a number of its own, from outside */

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].days == days)
      selected = i;
  self->filling = TRUE;
  adw_combo_row_set_selected (self->keep_row, selected);
  self->filling = FALSE;
}

static void
on_measured (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 bytes = rb_history_measure_finish (result, &error);
  RbHistorySettings *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (source));
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  if (error != NULL)
    return; /* @data is gone */

  size = g_format_size ((guint64) bytes);
  /* Translators: how many calls, and what they take on the disk: “120 calls, 3.4 MB with their messages” */
  text = g_strdup_printf (ngettext ("%1$u call, %2$s with its messages", "%1$u calls, %2$s with their messages", n), n,
                          size);
  adw_action_row_set_subtitle (self->disk_row, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->disk_row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
measure (RbHistorySettings *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  rb_history_measure_async (self->history, self->cancellable, on_measured, self);
}

static GtkWidget *
create_dialog (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  return dialog;
}

static void
on_shorten_response (RbHistorySettings *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_strcmp0 (response, "delete") == 0)
    g_settings_set_uint (self->settings, "keep-calls-days",
                         GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "days")));
  show_kept (self);
}

static void
on_keep_chosen (RbHistorySettings *self)
{
  guint selected = adw_combo_row_get_selected (self->keep_row);
  guint days = selected < G_N_ELEMENTS (choices) ? choices[selected].days : 0;
  guint n = days > 0 ? rb_history_count_before (self->history, rb_history_get_limit (days, g_get_real_time ())) : 0;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (self->filling || selected >= G_N_ELEMENTS (choices))
    return;
  if (n == 0)
    {
      g_settings_set_uint (self->settings, "keep-calls-days", days);
      return;
    }

  body = g_strdup_printf (ngettext ("%u call is older. It will be deleted now with its messages.",
                                    "%u calls are older. They will be deleted now with their messages.", n),
                          n);
  dialog = create_dialog (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Delete older calls?"), body);
  g_object_set_data (G_OBJECT (dialog), "days", GUINT_TO_POINTER (days));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_shorten_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_delete_all (RbHistorySettings *self)
{
  rb_history_settings_delete_all (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->history);
}

static void
rb_history_settings_dispose (GObject *object)
{
  RbHistorySettings *self = RB_HISTORY_SETTINGS (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (rb_history_settings_parent_class)->dispose (object);
}

static void
rb_history_settings_class_init (RbHistorySettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_history_settings_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-history-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, RbHistorySettings, keep_row);
  gtk_widget_class_bind_template_child (widget_class, RbHistorySettings, disk_row);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_all);
}

static void
rb_history_settings_init (RbHistorySettings *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    gtk_string_list_append (labels, _ (choices[i].label));
  self->filling = TRUE;
  adw_combo_row_set_model (self->keep_row, G_LIST_MODEL (labels));
  self->filling = FALSE;
}

GtkWidget *
rb_history_settings_new (RbPhone *phone)
{
  RbHistorySettings *self = g_object_new (RB_TYPE_HISTORY_SETTINGS, NULL);

  self->history = g_object_ref (rb_phone_get_history (phone));
  self->settings = g_object_ref (rb_phone_get_settings (phone));
  g_signal_connect_object (self->settings, "changed::keep-calls-days", G_CALLBACK (show_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (measure), self, G_CONNECT_SWAPPED);
  show_kept (self);
  measure (self);

  return GTK_WIDGET (self);
}

static void
on_delete_all_response (RbHistory *history, const char *response)
{
  if (g_strcmp0 (response, "delete") == 0)
    rb_history_remove_async (history, G_MAXINT64, NULL, NULL);
}

void
rb_history_settings_delete_all (GtkWindow *parent, RbHistory *history)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (history));
  g_autofree char *body = g_strdup_printf (ngettext ("%u call and its recorded messages will be gone for ever.",
                                                     "%u calls and their recorded messages will be gone for ever.", n),
                                           n);
  GtkWidget *dialog = create_dialog (parent, _ ("Delete all calls?"), body);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_all_response), history, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
