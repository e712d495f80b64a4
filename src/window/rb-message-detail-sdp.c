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
  GtkWidget *negotiation;
  GtkWidget *columns; /* what the messages say, letter by letter */
};

G_DEFINE_FINAL_TYPE (RbMessageDetailSdp, rb_message_detail_sdp, RB_TYPE_MESSAGE_DETAIL_PAGE)

static void
rb_message_detail_sdp_fill (RbMessageDetailPage *page, gboolean is_other)
{
  RbMessageDetailSdp *self = RB_MESSAGE_DETAIL_SDP (page);
  RbTrace *trace = rb_message_detail_page_get_trace (page);
  guint position = rb_message_detail_page_get_position (page);
  guint offer;
  guint answer;
  gboolean has_columns = rb_sdp_columns_choose (trace, position, &offer, &answer);

  rb_lesson_view_set_lesson (RB_LESSON_VIEW (self->negotiation), rb_explain_negotiation_of (trace, position));
  rb_lesson_view_set_lesson (RB_LESSON_VIEW (self->columns),
                             has_columns ? rb_sdp_columns_new (trace, offer, answer) : NULL);
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

static GtkWidget *
new_view (RbMessageDetailSdp *self, const char *name)
{
  GtkWidget *view = rb_lesson_view_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (view, "message-activated", G_CALLBACK (rb_message_detail_page_activate_message), self);

  return view;
}

static void
rb_message_detail_sdp_init (RbMessageDetailSdp *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->negotiation = new_view (self, _ ("What was agreed"));
  self->columns = new_view (self, _ ("Offer and answer side by side"));
  gtk_widget_add_css_class (self->columns, "rb-sdp");
  gtk_widget_add_css_class (box, "rb-page");
  gtk_box_append (GTK_BOX (box), self->negotiation);
  gtk_box_append (GTK_BOX (box), self->columns);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), box);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}
