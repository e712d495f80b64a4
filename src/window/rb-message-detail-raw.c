/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The raw text of a message in a read-only GtkTextView, from which it can be selected and copied.
 * The bytes were turned into harmless text before they get here. */

#include "rb-message-detail-raw.h"

#include <glib/gi18n-lib.h>

#include "rb-shown-text.h"

/* Laying out more text than a SIP message may have (RFC 3261 18.1.1) would stall the window;
 * the bytes view shows all of it. */
#define MAX_LENGTH 65536
#define MARK_ALPHA 0.32

struct _RbMessageDetailRaw
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkTextView *view;
  GtkTextTag *all; /* on everything: what a line is broken at is not part of the message */
  GtkTextTag *tag;
  GBytes *bytes;
};

G_DEFINE_FINAL_TYPE (RbMessageDetailRaw, rb_message_detail_raw, GTK_TYPE_WIDGET)

static void
update_tag (RbMessageDetailRaw *self)
{
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_bg_color", &colour))
    return;

  colour.alpha = MARK_ALPHA;
  g_object_set (self->tag, "background-rgba", &colour, NULL);
}

static void
rb_message_detail_raw_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (rb_message_detail_raw_parent_class)->css_changed (widget, change);
  update_tag (RB_MESSAGE_DETAIL_RAW (widget));
}

static void
rb_message_detail_raw_dispose (GObject *object)
{
  RbMessageDetailRaw *self = RB_MESSAGE_DETAIL_RAW (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (rb_message_detail_raw_parent_class)->dispose (object);
}

static void
rb_message_detail_raw_class_init (RbMessageDetailRawClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_message_detail_raw_dispose;
  widget_class->css_changed = rb_message_detail_raw_css_changed;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
rb_message_detail_raw_init (RbMessageDetailRaw *self)
{
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_CHAR);
  gtk_text_view_set_left_margin (self->view, 9);
  gtk_text_view_set_right_margin (self->view, 9);
  gtk_text_view_set_top_margin (self->view, 6);
  gtk_text_view_set_bottom_margin (self->view, 6);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Text of the message"),
                                  -1);
  self->all = gtk_text_buffer_create_tag (gtk_text_view_get_buffer (self->view), NULL, "insert-hyphens", FALSE, NULL);
  self->tag =
      gtk_text_buffer_create_tag (gtk_text_view_get_buffer (self->view), NULL, "weight", PANGO_WEIGHT_BOLD, NULL);
  update_tag (self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

void
rb_message_detail_raw_set_bytes (RbMessageDetailRaw *self, GBytes *bytes)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *data;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL_RAW (self));

  buffer = gtk_text_view_get_buffer (self->view);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (bytes == NULL)
    {
      gtk_text_buffer_set_text (buffer, "", -1);
      return;
    }

  self->bytes = g_bytes_ref (bytes);
  data = g_bytes_get_data (bytes, &length);
  text = rb_shown_text_from_bytes (data, MIN (length, MAX_LENGTH));
  gtk_text_buffer_set_text (buffer, text, -1);
  if (length > MAX_LENGTH)
    {
      gtk_text_buffer_get_end_iter (buffer, &end);
      gtk_text_buffer_insert (buffer, &end, "\n\n", -1);
      gtk_text_buffer_insert (buffer, &end, _ ("The message goes on; the page “Bytes” shows all of it."), -1);
    }
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag (buffer, self->all, &start, &end);
  gtk_text_buffer_place_cursor (buffer, &start);
}

void
rb_message_detail_raw_set_mark (RbMessageDetailRaw *self, RbSpan mark)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;
  gsize length;
  const guint8 *data;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL_RAW (self));

  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->tag, &start, &end);
  if (self->bytes == NULL || mark.length == 0)
    return;

  data = g_bytes_get_data (self->bytes, &length);
  length = MIN (length, MAX_LENGTH);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) rb_shown_text_find (data, length, mark.offset));
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      (int) rb_shown_text_find (data, length, (gsize) mark.offset + mark.length));
  gtk_text_buffer_apply_tag (buffer, self->tag, &start, &end);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (buffer), 0.05, FALSE, 0, 0);
}
