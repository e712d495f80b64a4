/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bar for notes that are in no file. A capture that is not ours is never written: a copy is. */

#include "rb-note-bar.h"

#include <glib/gi18n-lib.h>

#include "rb-capture-chooser.h"
#include "rb-export-save.h"

struct _RbNoteBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  RbPhone *phone;     /* (nullable) */
  RbTrace *shown;     /* (nullable) */
  GPtrArray *unsaved; /* of RbTrace: with notes that are in no file */
  RbTrace *saved;     /* (nullable): while a copy of it is written */
  gboolean is_stale;  /* a note of @saved changed meanwhile */
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (RbNoteBar, rb_note_bar, GTK_TYPE_WIDGET)

enum
{
  NOTICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update (RbNoteBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->shown != NULL && g_ptr_array_find (self->unsaved, self->shown, NULL));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbNoteBar) self = data;
  g_autoptr (GError) error = NULL;

  if (!rb_export_save_finish (result, &error))
    g_signal_emit (self, signals[NOTICE], 0, error->message);
  else if (!self->is_stale)
    g_ptr_array_remove (self->unsaved, self->saved);
  g_clear_object (&self->saved);
  update (self);
}

static void
on_chosen (RbNoteBar *self, int response, GtkFileChooser *chooser)
{
  const RbExportPlan plan = { .format = RB_EXPORT_PCAPNG, .with_media = TRUE };
  g_autofree char *path = rb_capture_chooser_dup_path (chooser, response);

  g_clear_object (&self->chooser);
  if (path == NULL || self->shown == NULL || self->saved != NULL)
    return;

  self->saved = g_object_ref (self->shown);
  self->is_stale = FALSE;
  rb_export_save_async (self->saved, &plan, path, NULL, NULL, NULL, on_saved, g_object_ref (self));
}

static void
on_save_clicked (RbNoteBar *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Save a Copy with the Notes"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("notes.pcapng"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
rb_note_bar_dispose (GObject *object)
{
  RbNoteBar *self = RB_NOTE_BAR (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->phone);
  g_clear_object (&self->shown);
  g_ptr_array_set_size (self->unsaved, 0);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_note_bar_parent_class)->dispose (object);
}

static void
rb_note_bar_finalize (GObject *object)
{
  g_ptr_array_unref (RB_NOTE_BAR (object)->unsaved);

  G_OBJECT_CLASS (rb_note_bar_parent_class)->finalize (object);
}

static void
rb_note_bar_class_init (RbNoteBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_note_bar_dispose;
  object_class->finalize = rb_note_bar_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rb_note_bar_init (RbNoteBar *self)
{
  GtkWidget *label = gtk_label_new (_ ("Notes not saved"));
  GtkWidget *button = gtk_button_new_with_label (_ ("Save a copy…"));

  self->unsaved = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Save a copy with the notes"), -1);
  gtk_widget_set_tooltip_text (button, _ ("This capture is not changed; a copy of it gets the notes"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_save_clicked), self, G_CONNECT_SWAPPED);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_append (GTK_BOX (self->box), label);
  gtk_box_append (GTK_BOX (self->box), button);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "rb-notes");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rb_note_bar_set_phone (RbNoteBar *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_NOTE_BAR (self));

  g_set_object (&self->phone, phone);
}

void
rb_note_bar_take (RbNoteBar *self, RbTrace *trace, guint position, const char *path)
{
  g_return_if_fail (RB_IS_NOTE_BAR (self));

  if (self->phone != NULL && rb_phone_keep_note (self->phone, trace, position, path))
    return;

  self->is_stale |= trace == self->saved;
  if (!g_ptr_array_find (self->unsaved, trace, NULL))
    g_ptr_array_add (self->unsaved, g_object_ref (trace));
  update (self);
}

void
rb_note_bar_set_trace (RbNoteBar *self, RbTrace *trace)
{
  g_return_if_fail (RB_IS_NOTE_BAR (self));

  g_set_object (&self->shown, trace);
  update (self);
}
