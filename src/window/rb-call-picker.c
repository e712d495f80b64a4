/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog in which a call is picked: one row a call, made only for what is in view, whatever the number. */

#include "rb-call-picker.h"

#include <glib/gi18n-lib.h>

#include "rb-call-list.h"
#include "rb-capture-chooser.h"
#include "rb-opened-capture.h"
#include "rb-reading-bar.h"
#include "rb-shown-text.h"

struct _RbCallPicker
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkButton *open_button;
  GtkSearchEntry *entry;
  RbReadingBar *reading_bar;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *status_page;

  RbCallList *calls;
  RbOpenedCapture *capture; /* (nullable): opened here */
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (RbCallPicker, rb_call_picker, ADW_TYPE_WINDOW)

enum
{
  PICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
append_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
on_setup (RbCallPicker *self, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), words);
  append_label (words, "heading");
  append_label (words, "dim-label");
  append_label (row, "numeric");
  gtk_list_item_set_child (item, row);
}

static char *
format_time (RbFlow *flow)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (rb_flow_get_start_us (flow) / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%X") : g_strdup ("");
}

static void
on_bind (RbCallPicker *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *words = gtk_widget_get_first_child (row);
  RbFlow *flow = gtk_list_item_get_item (item);
  g_autofree char *parties = rb_flow_format_parties (flow);
  g_autofree char *verdict = rb_shown_text_line (rb_flow_get_verdict (flow)->text);
  g_autofree char *time = format_time (flow);
  /* Translators: a row of the list of calls for screen readers: who called whom, how it ended, when */
  g_autofree char *name = g_strdup_printf (_ ("%1$s; %2$s; %3$s"), parties, verdict, time);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (words)), parties);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (words)), verdict);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (row)), time);
  gtk_widget_set_tooltip_text (row, verdict);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
update (RbCallPicker *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->calls));
  g_autofree char *count = g_strdup_printf (ngettext ("%u call", "%u calls", n), n);
  gboolean is_reading = self->capture != NULL && rb_opened_capture_is_reading (self->capture);
  const char *error = self->capture != NULL ? rb_opened_capture_get_error (self->capture) : NULL;

  adw_window_title_set_subtitle (self->title, count);
  if (n > 0 || is_reading)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error, -1);

      adw_status_page_set_title (self->status_page, _ ("The capture cannot be shown"));
      adw_status_page_set_description (self->status_page, escaped);
    }
  else
    {
      adw_status_page_set_title (self->status_page, _ ("No calls"));
      adw_status_page_set_description (self->status_page, NULL);
    }
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
set_trace (RbCallPicker *self, RbTrace *trace)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  if (self->calls != NULL)
    g_signal_handlers_disconnect_by_data (self->calls, self);
  g_clear_object (&self->calls);
  self->calls = rb_call_list_new (trace);
  rb_call_list_search (self->calls, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_signal_connect_object (self->calls, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->calls)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  update (self);
}

static void
pick (RbCallPicker *self, guint n)
{
  g_autoptr (RbFlow) flow = g_list_model_get_item (G_LIST_MODEL (self->calls), n);

  if (flow == NULL)
    return;

  g_signal_emit (self, signals[PICKED], 0, flow);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_activated (RbCallPicker *self, guint n)
{
  pick (self, n);
}

static void
on_searched (RbCallPicker *self)
{
  rb_call_list_search (self->calls, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
on_entered (RbCallPicker *self)
{
  pick (self, gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->list))));
}

static void
on_stopped (RbCallPicker *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* A capture of a single call leaves no choice. */
static void
on_capture_read (RbCallPicker *self)
{
  rb_call_list_finish (self->calls);
  update (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->calls)) == 1)
    pick (self, 0);
}

static void
on_file_chosen (RbCallPicker *self, int response, GtkFileChooser *chooser)
{
  g_autofree char *path = rb_capture_chooser_dup_path (chooser, response);

  g_clear_object (&self->chooser);
  if (path == NULL)
    return;

  rb_opened_capture_drop (&self->capture, self);
  self->capture = rb_opened_capture_new (path, NULL);
  adw_window_title_set_title (self->title, rb_opened_capture_get_title (self->capture));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  rb_reading_bar_set_capture (self->reading_bar, self->capture);
  set_trace (self, rb_opened_capture_get_trace (self->capture));
  g_signal_connect_object (self->capture, "read", G_CALLBACK (on_capture_read), self, G_CONNECT_SWAPPED);
}

static void
on_open_clicked (RbCallPicker *self)
{
  g_clear_object (&self->chooser);
  self->chooser = rb_capture_chooser_new (GTK_WINDOW (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
rb_call_picker_dispose (GObject *object)
{
  RbCallPicker *self = RB_CALL_PICKER (object);

  rb_opened_capture_drop (&self->capture, self);
  g_clear_object (&self->chooser);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  self->list = NULL;
  if (self->calls != NULL)
    g_signal_handlers_disconnect_by_data (self->calls, self);
  g_clear_object (&self->calls);

  G_OBJECT_CLASS (rb_call_picker_parent_class)->dispose (object);
}

static void
rb_call_picker_class_init (RbCallPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_call_picker_dispose;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, RB_TYPE_FLOW);

  g_type_ensure (RB_TYPE_READING_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-call-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, title);
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, open_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, entry);
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, reading_bar);
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, list);
  gtk_widget_class_bind_template_child (widget_class, RbCallPicker, status_page);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_searched);
  gtk_widget_class_bind_template_callback (widget_class, on_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rb_call_picker_init (RbCallPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->entry, GTK_WIDGET (self->list));
}

GtkWidget *
rb_call_picker_new (RbTrace *trace, const char *title, gboolean with_files)
{
  RbCallPicker *self =
      g_object_new (RB_TYPE_CALL_PICKER, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, "title", title, NULL);

  adw_window_title_set_title (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->open_button), with_files);
  set_trace (self, trace);

  return GTK_WIDGET (self);
}
