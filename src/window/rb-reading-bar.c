/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The progress bar above the views of the signalling half, with its button to stop. */

#include "rb-reading-bar.h"

#include <glib/gi18n-lib.h>

/* A capture that is read sooner shows no progress bar, which would only flicker. */
#define SHOWN_AFTER_MS 250

struct _RbReadingBar
{
  GtkWidget parent_instance;

  GtkProgressBar *bar;
  RbOpenedCapture *capture; /* (nullable) */
  guint show_source;
};

G_DEFINE_FINAL_TYPE (RbReadingBar, rb_reading_bar, GTK_TYPE_WIDGET)

static void
on_progress (RbReadingBar *self, double fraction)
{
  /* Translators: while a capture file is read, e.g. "Reading… 42 %" */
  g_autofree char *text =
      fraction >= 0 ? g_strdup_printf (_ ("Reading… %d %%"), (int) (fraction * 100)) : g_strdup (_ ("Reading…"));

  gtk_progress_bar_set_text (self->bar, text);
  gtk_progress_bar_set_fraction (self->bar, MAX (fraction, 0));
}

static void
on_takes_long (gpointer data)
{
  RbReadingBar *self = data;

  self->show_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
forget_capture (RbReadingBar *self)
{
  g_clear_handle_id (&self->show_source, g_source_remove);
  if (self->capture != NULL)
    g_signal_handlers_disconnect_by_data (self->capture, self);
  g_clear_object (&self->capture);
}

static void
on_read (RbReadingBar *self)
{
  forget_capture (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
on_cancelled (RbReadingBar *self)
{
  if (self->capture != NULL)
    rb_opened_capture_cancel (self->capture);
}

static void
rb_reading_bar_dispose (GObject *object)
{
  RbReadingBar *self = RB_READING_BAR (object);
  GtkWidget *child;

  forget_capture (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (rb_reading_bar_parent_class)->dispose (object);
}

static void
rb_reading_bar_class_init (RbReadingBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_reading_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-reading-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RbReadingBar, bar);
  gtk_widget_class_bind_template_callback (widget_class, on_cancelled);
}

static void
rb_reading_bar_init (RbReadingBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rb_reading_bar_set_capture (RbReadingBar *self, RbOpenedCapture *capture)
{
  g_return_if_fail (RB_IS_READING_BAR (self));

  forget_capture (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (capture == NULL || !rb_opened_capture_is_reading (capture))
    return;

  self->capture = g_object_ref (capture);
  on_progress (self, -1);
  g_signal_connect_object (capture, "progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "read", G_CALLBACK (on_read), self, G_CONNECT_SWAPPED);
  self->show_source = g_timeout_add_once (SHOWN_AFTER_MS, on_takes_long, self);
}
