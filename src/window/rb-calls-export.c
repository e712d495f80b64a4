/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exporting the calls that are shown: the name of the file says whether as CSV or as JSON. The text is made a few rows
 * at a time between frames, and takes the file's place at once. */

#include "rb-calls-page-private.h"

#include "rb-history-export.h"

#include <glib/gi18n-lib.h>

#define SLICE_ROWS 200

typedef struct
{
  RbCallsPage *page;
  GArray *ids; /* of gint64, as they are shown */
  guint done;  /* of those */
  guint n;     /* rows written: one may be gone */
  RbHistoryFormat format;
  GString *text;
  GFile *file;
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->page);
  g_array_unref (self->ids);
  g_string_free (self->text, TRUE);
  g_object_unref (self->file);
  g_free (self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_parse_name (self->file);
  g_autofree char *sentence = NULL;

  if (g_file_replace_contents_finish (self->file, result, NULL, &error))
    sentence = g_strdup_printf (ngettext ("%1$u call exported to %2$s.", "%1$u calls exported to %2$s.", self->n),
                                self->n, name);
  else
    sentence = g_strdup_printf (_ ("%1$s cannot be written: %2$s. Choose another place."), name, error->message);
  rb_calls_page_problem (self->page, sentence);
  export_free (self);
}

static void
write_file (Export *self)
{
  g_autoptr (GBytes) bytes = NULL;

  rb_history_export_end (self->text, self->format);
  bytes = g_bytes_new (self->text->str, self->text->len);
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_written, self);
}

static void
append (Export *self, RbHistoryItem *item)
{
  const char *contact = rb_calls_page_get_contact_name (self->page, item);
  RbAccount *account = rb_calls_page_find_account (self->page, rb_history_item_get_account_id (item));
  g_autofree char *label = account != NULL ? rb_account_dup_label (account) : NULL;

  rb_history_export_row (self->text, self->format, item, contact, label, self->n == 0);
  self->n++;
}

static gboolean
on_slice (gpointer data)
{
  Export *self = data;

  for (guint i = 0; i < SLICE_ROWS && self->done < self->ids->len; i++, self->done++)
    {
      g_autoptr (RbHistoryItem) item =
          rb_history_get_row (self->page->history, g_array_index (self->ids, gint64, self->done));

      if (item != NULL)
        append (self, item);
    }
  if (self->done < self->ids->len)
    return G_SOURCE_CONTINUE;

  write_file (self);
  return G_SOURCE_REMOVE;
}

static void
begin (RbCallsPage *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  Export *export = g_new0 (Export, 1);

  export->page = g_object_ref (self);
  export->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->search)); i++)
    {
      gint64 id = rb_history_search_get_id (self->search, i);

      g_array_append_val (export->ids, id);
    }
  export->format = g_str_has_suffix (name, ".json") ? RB_HISTORY_JSON : RB_HISTORY_CSV;
  export->text = g_string_new (NULL);
  export->file = g_object_ref (file);
  rb_history_export_begin (export->text, export->format);
  g_idle_add (on_slice, export);
}

static void
on_chosen (RbCallsPage *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    begin (self, file);
  g_clear_object (&self->chooser);
}

void
rb_calls_export (RbCallsPage *self)
{
  GtkFileChooserNative *chooser;

  if (self->chooser != NULL)
    return;

  chooser = gtk_file_chooser_native_new (_ ("Export Calls"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  self->chooser = GTK_NATIVE_DIALOG (chooser);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_add_suffix (filter, i == 0 ? "csv" : "json");
      gtk_file_filter_set_name (filter, i == 0 ? _ ("Table (.csv)") : _ ("JSON (.json)"));
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
    }
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "calls.csv");
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}
