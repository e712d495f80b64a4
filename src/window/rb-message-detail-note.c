/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The student's own note below the explanation of a message. It becomes the message's comment in the trace, and with
 * it in the capture file and in the lab report. */

#include "rb-message-detail-note.h"

#include <glib/gi18n-lib.h>

#define KEEP_AFTER_MS 600 /* without a key; sooner when another message is shown or the focus leaves */

struct _RbMessageDetailNote
{
  GtkWidget parent_instance;

  GtkWidget *title;
  GtkWidget *frame;
  GtkWidget *view;
  RbTrace *trace; /* (nullable) */
  guint position;
  gboolean is_loading;
  guint keep_id;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetailNote, rb_message_detail_note, GTK_TYPE_WIDGET)

static void
keep (RbMessageDetailNote *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  g_autofree char *text = NULL;
  GtkTextIter start;
  GtkTextIter end;

  g_clear_handle_id (&self->keep_id, g_source_remove);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
  rb_trace_set_note (self->trace, self->position, *text != '\0' ? text : NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, self->position);
}

static gboolean
on_pause (gpointer data)
{
  RbMessageDetailNote *self = RB_MESSAGE_DETAIL_NOTE (data);

  self->keep_id = 0;
  keep (self);

  return G_SOURCE_REMOVE;
}

static void
keep_what_is_open (RbMessageDetailNote *self)
{
  if (self->keep_id != 0)
    keep (self);
}

static void
on_changed (RbMessageDetailNote *self)
{
  if (self->is_loading || self->trace == NULL)
    return;

  g_clear_handle_id (&self->keep_id, g_source_remove);
  self->keep_id = g_timeout_add (KEEP_AFTER_MS, on_pause, self);
}

static void
rb_message_detail_note_dispose (GObject *object)
{
  RbMessageDetailNote *self = RB_MESSAGE_DETAIL_NOTE (object);

  keep_what_is_open (self);
  g_clear_object (&self->trace);
  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->frame, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_message_detail_note_parent_class)->dispose (object);
}

static void
rb_message_detail_note_class_init (RbMessageDetailNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_note_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
rb_message_detail_note_init (RbMessageDetailNote *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->title = gtk_label_new (_ ("Your note"));
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));

  self->view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_widget_add_css_class (self->view, "rb-note");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Your note"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("What you want to remember of this message. It is saved with the capture and "
                                     "appears in the lab report."),
                                  -1);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)), "changed", G_CALLBACK (on_changed),
                            self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (keep_what_is_open), self);
  gtk_widget_add_controller (self->view, focus);

  self->frame = gtk_frame_new (NULL);
  gtk_widget_set_tooltip_text (self->frame, _ ("It is saved with the capture and appears in the lab report."));
  gtk_frame_set_child (GTK_FRAME (self->frame), self->view);
  gtk_widget_set_parent (self->frame, GTK_WIDGET (self));
}

void
rb_message_detail_note_set_message (RbMessageDetailNote *self, RbTrace *trace, guint position)
{
  const char *note;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL_NOTE (self));

  if (trace == self->trace && position == self->position)
    return;

  keep_what_is_open (self);
  g_set_object (&self->trace, trace);
  self->position = position;
  note = trace != NULL ? rb_trace_get_note (trace, position) : NULL;
  self->is_loading = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)), note != NULL ? note : "", -1);
  self->is_loading = FALSE;
}
