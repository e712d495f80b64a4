/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page SDP: first what was agreed and why, then the two session descriptions it comes from. */

#include "rb-message-detail-sdp.h"

#include <glib/gi18n-lib.h>

#include "rb-explain-negotiation.h"
#include "rb-lesson-view.h"
#include "rb-sdp-columns.h"

struct _RbMessageDetailSdp
{
  RbMessageDetailPage parent_instance;

  GtkWidget *scrolled;
  GtkWidget *lesson;
};

G_DEFINE_FINAL_TYPE (RbMessageDetailSdp, rb_message_detail_sdp, RB_TYPE_MESSAGE_DETAIL_PAGE)

static void
rb_message_detail_sdp_fill (RbMessageDetailPage *page, gboolean is_other)
{
  RbMessageDetailSdp *self = RB_MESSAGE_DETAIL_SDP (page);
  RbTrace *trace = rb_message_detail_page_get_trace (page);
  guint position = rb_message_detail_page_get_position (page);
  RbLesson *lesson = rb_explain_negotiation_of (trace, position);
  guint offer;
  guint answer;

  if (rb_sdp_columns_choose (trace, position, &offer, &answer))
    {
      rb_lesson_add_heading (lesson, "sdp-columns", _ ("Side by side"));
      rb_lesson_append (lesson, rb_sdp_columns_new (trace, offer, answer));
    }
  rb_lesson_view_set_lesson (RB_LESSON_VIEW (self->lesson), lesson);
  if (is_other)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
}

static void
rb_message_detail_sdp_dispose (GObject *object)
{
  g_clear_pointer (&RB_MESSAGE_DETAIL_SDP (object)->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_message_detail_sdp_parent_class)->dispose (object);
}

static void
rb_message_detail_sdp_class_init (RbMessageDetailSdpClass *klass)
{
  RbMessageDetailPageClass *page_class = RB_MESSAGE_DETAIL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_sdp_dispose;
  page_class->fill = rb_message_detail_sdp_fill;
  page_class->follows_flow = TRUE;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
rb_message_detail_sdp_init (RbMessageDetailSdp *self)
{
  self->lesson = rb_lesson_view_new ();
  gtk_widget_add_css_class (self->lesson, "rb-page");
  gtk_widget_add_css_class (self->lesson, "rb-sdp");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lesson), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Offer and answer"),
                                  -1);
  g_signal_connect_swapped (self->lesson, "message-activated", G_CALLBACK (rb_message_detail_page_activate_message),
                            self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->lesson);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}
