/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of a call in the signalling half. Each shows the lesson of its topic; those that are drawn have a widget
 * of their own. A page is worked out when it is mapped and out of date, never otherwise. */

#include "rb-call-pages.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "rb-lesson-view.h"
#include "rb-machines-page.h"
#include "rb-textbook-page.h"

/* Time between two refreshes while the call grows: at least this, and so many times what the last one took. */
#define REFRESH_MS 250
#define IDLE_SHARE 9

struct _RbCallPages
{
  GtkWidget parent_instance;

  GtkStack *stack;
  RbLessonView *lesson_view;
  RbTextbookPage *textbook_page;
  RbMachinesPage *machines_page;

  RbFlow *flow; /* (nullable) */
  gboolean is_live;
  RbTopic topic;
  gboolean is_stale;
  gint64 last_cost_us;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (RbCallPages, rb_call_pages, GTK_TYPE_WIDGET)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
refresh (RbCallPages *self)
{
  gint64 begin = g_get_monotonic_time ();

  if (!self->is_stale || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->is_stale = FALSE;
  if (self->flow == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }

  switch (self->topic)
    {
    case RB_TOPIC_TEXTBOOK:
      rb_textbook_page_set_flow (self->textbook_page, self->flow);
      gtk_stack_set_visible_child_name (self->stack, "textbook");
      break;

    case RB_TOPIC_TIMERS:
      rb_machines_page_set_flow (self->machines_page, self->flow, self->is_live);
      gtk_stack_set_visible_child_name (self->stack, "machines");
      break;

    case RB_TOPIC_VERDICT:
    case RB_TOPIC_NAT:
    case RB_TOPIC_SDP:
    case RB_TOPIC_DIGEST:
    case RB_N_TOPICS:
    default:
      rb_lesson_view_set_lesson (self->lesson_view, rb_topic_get_info (self->topic)->explain (self->flow));
      gtk_stack_set_visible_child_name (self->stack, "lesson");
    }
  self->last_cost_us = g_get_monotonic_time () - begin;
}

static void
on_refresh (gpointer data)
{
  RbCallPages *self = data;

  self->refresh_source = 0;
  refresh (self);
}

/* Of every message: only takes note. */
static void
on_flow_changed (RbCallPages *self)
{
  self->is_stale = TRUE;
  if (self->refresh_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->refresh_source =
        g_timeout_add_once (MAX (REFRESH_MS, (guint) (self->last_cost_us * IDLE_SHARE / 1000)), on_refresh, self);
}

static void
renew (RbCallPages *self)
{
  self->is_stale = TRUE;
  refresh (self);
}

static void
on_message_activated (RbCallPages *self, guint position)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, position);
}

static void
rb_call_pages_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_call_pages_parent_class)->map (widget);
  refresh (RB_CALL_PAGES (widget));
}

static void
forget_flow (RbCallPages *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->flow != NULL)
    g_signal_handlers_disconnect_by_data (self->flow, self);
  g_clear_object (&self->flow);
}

static void
rb_call_pages_dispose (GObject *object)
{
  RbCallPages *self = RB_CALL_PAGES (object);

  forget_flow (self);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;

  G_OBJECT_CLASS (rb_call_pages_parent_class)->dispose (object);
}

static void
rb_call_pages_class_init (RbCallPagesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_call_pages_dispose;
  widget_class->map = rb_call_pages_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

/* Every page tells when a link in it is followed. */
static void
add_page (RbCallPages *self, GtkWidget *page, GtkWidget *inside, const char *name)
{
  g_signal_connect_object (page, "message-activated", G_CALLBACK (on_message_activated), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, inside, name);
}

static GtkWidget *
new_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);

  return scrolled;
}

static GtkWidget *
new_nothing (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "accessories-dictionary-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Which call?"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("There are several calls here. Select a message of the one to learn about."));
  gtk_widget_add_css_class (page, "compact");

  return page;
}

static void
rb_call_pages_init (RbCallPages *self)
{
  GtkWidget *lesson_view = rb_lesson_view_new ();
  GtkWidget *textbook_page = rb_textbook_page_new ();
  GtkWidget *machines_page = rb_machines_page_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  self->lesson_view = RB_LESSON_VIEW (lesson_view);
  self->textbook_page = RB_TEXTBOOK_PAGE (textbook_page);
  self->machines_page = RB_MACHINES_PAGE (machines_page);
  gtk_widget_add_css_class (lesson_view, "rb-page");
  gtk_stack_add_named (self->stack, new_nothing (), "none");
  add_page (self, lesson_view, new_scrolled (lesson_view), "lesson");
  add_page (self, textbook_page, textbook_page, "textbook");
  add_page (self, machines_page, machines_page, "machines");
}

void
rb_call_pages_set_topic (RbCallPages *self, RbTopic topic)
{
  g_return_if_fail (RB_IS_CALL_PAGES (self));
  g_return_if_fail (topic < RB_N_TOPICS);

  self->topic = topic;
  renew (self);
}

void
rb_call_pages_set_flow (RbCallPages *self, RbFlow *flow, gboolean is_live)
{
  g_return_if_fail (RB_IS_CALL_PAGES (self));

  if (self->flow == flow && self->is_live == is_live)
    return;

  forget_flow (self);
  self->is_live = is_live;
  if (flow != NULL)
    {
      self->flow = g_object_ref (flow);
      g_signal_connect_object (flow, "changed", G_CALLBACK (on_flow_changed), self, G_CONNECT_SWAPPED);
    }
  renew (self);
}

void
rb_call_pages_set_selected (RbCallPages *self, guint position)
{
  g_return_if_fail (RB_IS_CALL_PAGES (self));

  rb_textbook_page_set_selected (self->textbook_page, position);
  rb_machines_page_set_selected (self->machines_page, position);
}

void
rb_call_pages_set_now (RbCallPages *self, gint64 wall_us)
{
  g_return_if_fail (RB_IS_CALL_PAGES (self));

  rb_machines_page_set_now (self->machines_page, wall_us);
}
