/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first page of the detail. What the tutor says of a message changes while the call goes on: the view then changes
 * in place. The two sections that are closed at first are worked out once they are opened. */

#include "rb-message-detail-explained.h"

#include "rb-explain.h"
#include "rb-identity.h"
#include "rb-lesson-view.h"
#include "rb-machine.h"
#include "rb-message-detail-digest.h"
#include "rb-message-detail-note.h"
#include "rb-sender.h"

struct _RbMessageDetailExplained
{
  RbMessageDetailPage parent_instance;

  GtkWidget *scrolled;
  RbLessonView *explanation;
  RbMessageDetailDigest *digest;
  GtkExpander *transaction_expander;
  RbLessonView *transaction;
  GtkExpander *identity_expander;
  RbLessonView *identity;
  RbMessageDetailNote *note;
};

enum
{
  SIGNAL_NOTE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetailExplained, rb_message_detail_explained, RB_TYPE_MESSAGE_DETAIL_PAGE)

static RbLesson *
explain (RbTrace *trace, guint position)
{
  RbLesson *lesson = rb_explain_message (trace, position);

  if (rb_lesson_find (lesson, "sender") == NULL)
    rb_lesson_append (lesson, rb_sender_explain (trace, position));

  return lesson;
}

static void
fill_sections (RbMessageDetailExplained *self)
{
  RbTrace *trace = rb_message_detail_page_get_trace (RB_MESSAGE_DETAIL_PAGE (self));
  guint position = rb_message_detail_page_get_position (RB_MESSAGE_DETAIL_PAGE (self));

  if (position == RB_FLOW_NONE)
    return;

  if (gtk_expander_get_expanded (self->transaction_expander))
    rb_lesson_view_set_lesson (self->transaction, rb_machines_explain_message (trace, position, G_MAXINT64));
  if (gtk_expander_get_expanded (self->identity_expander))
    rb_lesson_view_set_lesson (self->identity, rb_identity_explain (trace, position));
}

static void
rb_message_detail_explained_fill (RbMessageDetailPage *page, gboolean is_other)
{
  RbMessageDetailExplained *self = RB_MESSAGE_DETAIL_EXPLAINED (page);
  RbTrace *trace = rb_message_detail_page_get_trace (page);
  guint position = rb_message_detail_page_get_position (page);

  rb_lesson_view_set_lesson (self->explanation, explain (trace, position));
  fill_sections (self);
  if (!is_other)
    return;

  rb_message_detail_digest_set_message (self->digest, trace, position);
  rb_message_detail_note_set_message (self->note, trace, position);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
}

static void
on_message_activated (RbMessageDetailExplained *self, guint position)
{
  rb_message_detail_page_activate_message (RB_MESSAGE_DETAIL_PAGE (self), position);
}

static void
on_note_changed (RbMessageDetailExplained *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_NOTE_CHANGED], 0, position);
}

static void
rb_message_detail_explained_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RB_TYPE_MESSAGE_DETAIL_EXPLAINED);

  G_OBJECT_CLASS (rb_message_detail_explained_parent_class)->dispose (object);
}

static void
rb_message_detail_explained_class_init (RbMessageDetailExplainedClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RbMessageDetailPageClass *page_class = RB_MESSAGE_DETAIL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_explained_dispose;
  page_class->fill = rb_message_detail_explained_fill;
  page_class->follows_flow = TRUE;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_NOTE_CHANGED] = g_signal_new ("note-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_LESSON_VIEW);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_DIGEST);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ringback/Ringback/rb-message-detail-explained.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, scrolled);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, explanation);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, digest);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, transaction_expander);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, transaction);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, identity_expander);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, identity);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailExplained, note);
  gtk_widget_class_bind_template_callback (widget_class, fill_sections);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_note_changed);
}

static void
rb_message_detail_explained_init (RbMessageDetailExplained *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rb_message_detail_explained_set_phone (RbMessageDetailExplained *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL_EXPLAINED (self));

  rb_message_detail_digest_set_phone (self->digest, phone);
}
