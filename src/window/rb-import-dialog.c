/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What importing a file of people would change: counted, listed with a choice for each, done as one. Opened by the
 * Contacts page. */

#include "rb-import-dialog.h"

#include "rb-import-row.h"

#include <glib/gi18n-lib.h>

struct _RbImportDialog
{
  AdwWindow parent_instance;

  GtkWidget *import_button;
  GtkStack *stack;
  AdwStatusPage *busy_page;
  AdwStatusPage *failed_page;
  GtkLabel *summary;
  GtkLabel *encoding;
  GtkExpander *problems_expander;
  GtkLabel *problems;
  GtkListView *list;

  RbContacts *contacts;
  RbContactImport *import; /* NULL while the file is read */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (RbImportDialog, rb_import_dialog, ADW_TYPE_WINDOW)

enum
{
  IMPORTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
fail (RbImportDialog *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_status_page_set_description (self->failed_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "failed");
  gtk_widget_set_sensitive (self->import_button, FALSE);
}

static void
append_count (GString *text, guint n, const char *sentence)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
}

static void
show_counts (RbImportDialog *self)
{
  guint n_new = rb_contact_import_get_n (self->import, RB_IMPORT_NEW);
  guint n_changed = rb_contact_import_get_n (self->import, RB_IMPORT_CHANGED);
  guint n_conflict = rb_contact_import_get_n (self->import, RB_IMPORT_CONFLICT);
  guint n_same = rb_contact_import_get_n (self->import, RB_IMPORT_SAME);
  g_autofree char *fresh = g_strdup_printf (ngettext ("%u contact is new.", "%u contacts are new.", n_new), n_new);
  g_autofree char *changed = g_strdup_printf (
      ngettext ("%u contact gets more details.", "%u contacts get more details.", n_changed), n_changed);
  g_autofree char *conflict =
      g_strdup_printf (ngettext ("%u contact says something else than yours: choose.",
                                 "%u contacts say something else than yours: choose.", n_conflict),
                       n_conflict);
  g_autofree char *same =
      g_strdup_printf (ngettext ("%u contact is already there.", "%u contacts are already there.", n_same), n_same);
  g_autoptr (GString) text = g_string_new (NULL);

  append_count (text, n_conflict, conflict);
  append_count (text, n_changed, changed);
  append_count (text, n_new, fresh);
  append_count (text, n_same, same);
  if (text->len == 0)
    g_string_append (text, _ ("There is nobody in this file."));
  gtk_label_set_label (self->summary, text->str);
}

static void
show_problems (RbImportDialog *self)
{
  const RbContactFile *file = rb_contact_import_get_file (self->import);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *title = g_strdup_printf (
      ngettext ("%u problem in the file", "%u problems in the file", file->n_problems), file->n_problems);
  g_autofree char *encoding =
      /* Translators: "vCard" or "CSV", then an encoding such as UTF-8 */
      g_strdup_printf (file->guessed
                           ? _ ("%1$s; its encoding is probably %2$s. If names look wrong, save the file as UTF-8.")
                           : _ ("%1$s in %2$s"),
                       file->format, file->encoding);

  for (guint i = 0; i < file->problems->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (file->problems, i));
  gtk_label_set_label (self->encoding, encoding);
  gtk_label_set_label (self->problems, text->str);
  gtk_expander_set_label (self->problems_expander, title);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_expander), file->n_problems > 0);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->import = rb_contact_import_prepare_finish (RB_CONTACTS (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->import == NULL)
    {
      fail (self, error->message);
      return;
    }

  show_counts (self);
  show_problems (self);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->import))));
  gtk_list_view_set_model (self->list, selection);
  gtk_widget_set_sensitive (self->import_button, g_list_model_get_n_items (G_LIST_MODEL (self->import)) > 0);
  gtk_stack_set_visible_child_name (self->stack, "preview");
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  guint n = rb_contact_import_get_n_changes (RB_CONTACT_IMPORT (source));
  gint64 change;

  if (rb_contact_import_apply_finish (RB_CONTACT_IMPORT (source), result, &change, &error))
    {
      g_signal_emit (self, signals[IMPORTED], 0, n, change);
      gtk_window_close (GTK_WINDOW (self));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      fail (self, error->message);
    }
}

static void
on_import (RbImportDialog *self)
{
  gtk_widget_set_sensitive (self->import_button, FALSE);
  adw_status_page_set_title (self->busy_page, _ ("Importing…"));
  gtk_stack_set_visible_child_name (self->stack, "busy");
  rb_contact_import_apply_async (self->import, self->cancellable, on_applied, g_object_ref (self));
}

static void
on_setup (RbImportDialog *self, GtkListItem *list_item)
{
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, rb_import_row_new ());
}

static void
on_bind (RbImportDialog *self, GtkListItem *list_item)
{
  rb_import_row_set_entry (RB_IMPORT_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
on_unbind (RbImportDialog *self, GtkListItem *list_item)
{
  rb_import_row_set_entry (RB_IMPORT_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static gboolean
rb_import_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (RB_IMPORT_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (rb_import_dialog_parent_class)->close_request (window);
}

static void
rb_import_dialog_dispose (GObject *object)
{
  RbImportDialog *self = RB_IMPORT_DIALOG (object);

  g_clear_object (&self->contacts);
  g_clear_object (&self->import);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rb_import_dialog_parent_class)->dispose (object);
}

static void
rb_import_dialog_class_init (RbImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_import_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = rb_import_dialog_close_request;

  signals[IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_INT64);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, busy_page);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, failed_page);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, encoding);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, problems_expander);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, problems);
  gtk_widget_class_bind_template_child (widget_class, RbImportDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_import);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
}

static void
rb_import_dialog_init (RbImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_import_dialog_new (RbContacts *contacts, GFile *file)
{
  RbImportDialog *self = g_object_new (RB_TYPE_IMPORT_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);

  self->contacts = g_object_ref (contacts);
  rb_contact_import_prepare_async (contacts, file, self->cancellable, on_prepared, g_object_ref (self));

  return GTK_WIDGET (self);
}
