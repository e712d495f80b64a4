/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Export: which format or kind of lab report, which messages, whether private data is hidden; then where
 * to. The file is written while the program goes on; closing the dialog stops that. Opened by the signalling half. */

#include "rb-export-dialog.h"

#include <glib/gi18n-lib.h>

#include "rb-export-parts.h"
#include "rb-export-save.h"
#include "rb-report.h"
#include "rb-rtp-table.h"

/* What is written sooner shows no progress bar, which would only flicker. */
#define PROGRESS_AFTER_US (250 * 1000)
#define PROGRESS_INTERVAL_MS 80
#define FORMAT_WIDTH 36 /* characters a line in the list of formats */

struct _RbExportDialog
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkWidget *choices;
  AdwComboRow *format;
  AdwComboRow *part;
  GtkWidget *report;
  AdwEntryRow *heading;
  AdwEntryRow *authors;
  AdwEntryRow *date;
  GtkSwitch *hide_private;
  AdwActionRow *sound_row;
  GtkSwitch *sound;
  GtkProgressBar *progress;
  GtkLabel *problem;

  RbTrace *trace;
  char *title;      /* (nullable) */
  GPtrArray *parts; /* of RbExportPart */
  GtkNativeDialog *chooser;

  RbReportOptions options;   /* of the report that is written */
  GCancellable *cancellable; /* while a file is written */
  char *path;
  GArray *positions;    /* (nullable): of the part that is written */
  gint64 writing_since; /* monotonic time, µs */
  double fraction;      /* -1: nobody knows */
  guint progress_source;
};

G_DEFINE_FINAL_TYPE (RbExportDialog, rb_export_dialog, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the list offers behind the formats of rb-export.h. */
static const struct
{
  const char *label;
  const char *extension;
} reports[] = {
  { N_ ("Lab report, a page for the browser and for paper"), "html" },
  { N_ ("Lab report, Markdown with SVG pictures"), "md" },
};

static gboolean
is_report (RbExportDialog *self)
{
  return adw_combo_row_get_selected (self->format) >= RB_EXPORT_N_FORMATS;
}

/* The row's own list would cut the labels. */
static void
on_format_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *chosen = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), FORMAT_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), chosen);
  g_object_bind_property (item, "selected", chosen, "visible", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, box);
}

static void
on_format_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
on_choice_changed (RbExportDialog *self)
{
  gboolean sound =
      adw_combo_row_get_selected (self->format) == RB_EXPORT_PCAPNG && !gtk_switch_get_active (self->hide_private);

  gtk_widget_set_sensitive (GTK_WIDGET (self->sound_row), sound);
  gtk_widget_set_visible (self->report, is_report (self));
}

static gboolean
wants_sound (RbExportDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->sound_row)) &&
         gtk_widget_get_sensitive (GTK_WIDGET (self->sound_row)) && gtk_switch_get_active (self->sound);
}

static void
show_problem (RbExportDialog *self, const char *sentence)
{
  gtk_label_set_label (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sentence != NULL);
}

static void
on_progress (double fraction, gpointer data)
{
  RB_EXPORT_DIALOG (data)->fraction = fraction;
}

static gboolean
on_progress_interval (gpointer data)
{
  RbExportDialog *self = data;

  if (g_get_monotonic_time () - self->writing_since < PROGRESS_AFTER_US)
    return G_SOURCE_CONTINUE;

  if (self->fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, self->fraction);
  else
    gtk_progress_bar_pulse (self->progress);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  return G_SOURCE_CONTINUE;
}

/* While a file is written a call may come in: the window is not held up. */
static void
set_writing (RbExportDialog *self, gboolean writing)
{
  gtk_window_set_modal (GTK_WINDOW (self), !writing);
  gtk_widget_set_sensitive (self->choices, !writing);
  gtk_widget_set_sensitive (self->save_button, !writing);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  g_clear_handle_id (&self->progress_source, g_source_remove);
  if (writing)
    self->progress_source = g_timeout_add (PROGRESS_INTERVAL_MS, on_progress_interval, self);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbExportDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean saved = rb_export_save_finish (result, &error);
  gboolean closed = g_cancellable_is_cancelled (self->cancellable);

  if (saved)
    g_signal_emit (self, signals[SAVED], 0, self->path);
  g_clear_object (&self->cancellable);
  if (closed)
    return;

  set_writing (self, FALSE);
  if (saved)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_problem (self, error->message);
}

/* NULL for an empty line, which is to be filled in on paper. (transfer full) (nullable) */
static char *
dup_entered (AdwEntryRow *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
clear_options (RbReportOptions *options)
{
  g_free ((char *) options->title);
  g_free ((char *) options->authors);
  g_free ((char *) options->date);
  g_free ((char *) options->capture);
  *options = (RbReportOptions){ 0 };
}

static void
take_options (RbExportDialog *self)
{
  clear_options (&self->options);
  self->options = (RbReportOptions){
    .title = dup_entered (self->heading),
    .authors = dup_entered (self->authors),
    .date = dup_entered (self->date),
    .capture = gtk_switch_get_active (self->hide_private) ? NULL : g_strdup (self->title),
  };
}

/* In a thread; the dialog is not touched by its own thread until the file is written. */
static gboolean
write_report (RbTrace *trace, const char *path, gpointer data, GError **error)
{
  RbExportDialog *self = data;

  return rb_report_save (trace, self->positions, path, &self->options, error);
}

/* @path: (transfer full) */
static void
save (RbExportDialog *self, char *path)
{
  const RbExportPart *part = g_ptr_array_index (self->parts, adw_combo_row_get_selected (self->part));
  const RbExportPlan plan = {
    .write = is_report (self) ? write_report : NULL,
    .write_data = self,
    .format = adw_combo_row_get_selected (self->format),
    .positions = part->positions,
    .hide_private = gtk_switch_get_active (self->hide_private),
    .with_media = wants_sound (self),
    .title = self->title,
  };

  g_free (self->path);
  self->path = path;
  self->positions = part->positions;
  take_options (self);
  self->cancellable = g_cancellable_new ();
  self->writing_since = g_get_monotonic_time ();
  self->fraction = 0;
  set_writing (self, TRUE);
  rb_export_save_async (self->trace, &plan, self->path, self->cancellable, on_progress, self, on_saved,
                        g_object_ref (self));
}

static void
on_file_chosen (RbExportDialog *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT)
    return;

  if (path != NULL)
    save (self, g_steal_pointer (&path));
  else
    show_problem (self, _ ("This place is not a folder of this computer. Choose another one."));
}

static void
on_save (RbExportDialog *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint format = adw_combo_row_get_selected (self->format);
  const char *extension = is_report (self) ? reports[format - RB_EXPORT_N_FORMATS].extension
                                           : rb_export_format_get_info (format)->extension;
  g_autofree char *name =
      rb_export_propose_name (self->title, extension, gtk_switch_get_active (self->hide_private), now);

  show_problem (self, NULL);
  g_clear_object (&self->chooser);
  self->chooser = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (_ ("Save the Export"), GTK_WINDOW (self),
                                                                  GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL));
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}

/* Closed, or its parent is. What is being written holds a reference: dispose would come too late. */
static void
rb_export_dialog_unmap (GtkWidget *widget)
{
  RbExportDialog *self = RB_EXPORT_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  GTK_WIDGET_CLASS (rb_export_dialog_parent_class)->unmap (widget);
}

static void
rb_export_dialog_dispose (GObject *object)
{
  RbExportDialog *self = RB_EXPORT_DIALOG (object);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (rb_export_dialog_parent_class)->dispose (object);
}

static void
rb_export_dialog_finalize (GObject *object)
{
  RbExportDialog *self = RB_EXPORT_DIALOG (object);

  g_clear_object (&self->trace);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  clear_options (&self->options);
  g_free (self->title);
  g_free (self->path);

  G_OBJECT_CLASS (rb_export_dialog_parent_class)->finalize (object);
}

static void
rb_export_dialog_class_init (RbExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_export_dialog_finalize;
  widget_class->unmap = rb_export_dialog_unmap;

  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, choices);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, part);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, report);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, authors);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, date);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, hide_private);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, sound_row);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, sound);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, RbExportDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_format_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_format_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
rb_export_dialog_init (RbExportDialog *self)
{
  g_autoptr (GtkStringList) formats = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (RbExportFormat format = 0; format < RB_EXPORT_N_FORMATS; format++)
    gtk_string_list_append (formats, _ (rb_export_format_get_info (format)->label));
  for (gsize i = 0; i < G_N_ELEMENTS (reports); i++)
    gtk_string_list_append (formats, _ (reports[i].label));
  adw_combo_row_set_model (self->format, G_LIST_MODEL (formats));
  adw_combo_row_set_selected (self->format, RB_EXPORT_PCAPNG);
}

/**
 * rb_export_dialog_new:
 * @shown: (transfer none): what the signalling half shows
 * @selected: (nullable): the call of the selected message
 * @title: (nullable): name of the capture; NULL: live messages
 * @report: opens with the lab report chosen
 */
GtkWidget *
rb_export_dialog_new (RbScopeModel *shown, RbFlow *selected, const char *title, gboolean report)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%F");
  RbExportDialog *self = g_object_new (RB_TYPE_EXPORT_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  RbRtpTable *rtp;

  self->trace = g_object_ref (rb_scope_model_get_trace (shown));
  self->title = g_strdup (title);
  self->parts = rb_export_list_parts (shown, selected);
  for (guint i = 0; i < self->parts->len; i++)
    gtk_string_list_append (labels, ((RbExportPart *) g_ptr_array_index (self->parts, i))->label);
  adw_combo_row_set_model (self->part, G_LIST_MODEL (labels));
  rtp = rb_trace_get_rtp (self->trace);
  gtk_widget_set_visible (GTK_WIDGET (self->sound_row), rtp != NULL && rb_rtp_table_get_n_packets (rtp) > 0);
  gtk_editable_set_text (GTK_EDITABLE (self->heading), _ ("Lab Report"));
  gtk_editable_set_text (GTK_EDITABLE (self->date), today);
  if (report)
    {
      gtk_window_set_title (GTK_WINDOW (self), _ ("Lab Report"));
      adw_combo_row_set_selected (self->format, RB_EXPORT_N_FORMATS);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->format));
  return GTK_WIDGET (self);
}
