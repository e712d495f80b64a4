/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the pages of the detail share: they are filled only while somebody sees them, and in a live call not more often
 * than the window bears. */

#include "rb-message-detail-page.h"

/* Time between two fillings while the flow grows: at least this, and so many times what the last one took. */
#define REFILL_MS 250
#define IDLE_SHARE 9

typedef struct
{
  RbTrace *trace;     /* (nullable) */
  RbMessage *message; /* (nullable) */
  RbFlow *flow;       /* (nullable) */
  gboolean is_stale;
  gboolean is_other; /* than the message it was last filled with */
  gint64 last_cost_us;
  guint refill_id;
} RbMessageDetailPagePrivate;

enum
{
  SIGNAL_MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RbMessageDetailPage, rb_message_detail_page, GTK_TYPE_WIDGET)

static RbMessageDetailPagePrivate *
get_private (RbMessageDetailPage *self)
{
  return rb_message_detail_page_get_instance_private (self);
}

static void
fill (RbMessageDetailPage *self)
{
  RbMessageDetailPagePrivate *private = get_private (self);
  gint64 start = g_get_monotonic_time ();
  gboolean is_other = private->is_other;

  if (!private->is_stale || private->message == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  private->is_stale = FALSE;
  private->is_other = FALSE;
  RB_MESSAGE_DETAIL_PAGE_GET_CLASS (self)->fill (self, is_other);
  private->last_cost_us = g_get_monotonic_time () - start;
}

static void
on_refill (gpointer data)
{
  RbMessageDetailPage *self = data;

  get_private (self)->refill_id = 0;
  fill (self);
}

/* Of every message of the flow: only takes note. */
static void
on_flow_changed (RbMessageDetailPage *self)
{
  RbMessageDetailPagePrivate *private = get_private (self);
  gint64 pause_ms = MAX (REFILL_MS, private->last_cost_us * IDLE_SHARE / 1000);

  private->is_stale = TRUE;
  if (private->refill_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
  private->refill_id = g_timeout_add_once ((guint) pause_ms, on_refill, self);
}

static void
forget_flow (RbMessageDetailPage *self)
{
  RbMessageDetailPagePrivate *private = get_private (self);

  g_clear_handle_id (&private->refill_id, g_source_remove);
  if (private->flow != NULL)
    g_signal_handlers_disconnect_by_func (private->flow, on_flow_changed, self);
  g_clear_object (&private->flow);
}

static void
rb_message_detail_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_message_detail_page_parent_class)->map (widget);
  fill (RB_MESSAGE_DETAIL_PAGE (widget));
}

static void
rb_message_detail_page_dispose (GObject *object)
{
  RbMessageDetailPage *self = RB_MESSAGE_DETAIL_PAGE (object);
  RbMessageDetailPagePrivate *private = get_private (self);

  forget_flow (self);
  g_clear_object (&private->message);
  g_clear_object (&private->trace);

  G_OBJECT_CLASS (rb_message_detail_page_parent_class)->dispose (object);
}

static void
rb_message_detail_page_class_init (RbMessageDetailPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_page_dispose;
  widget_class->map = rb_message_detail_page_map;

  signals[SIGNAL_MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
rb_message_detail_page_init (RbMessageDetailPage *self)
{
}

void
rb_message_detail_page_set_message (RbMessageDetailPage *self, RbTrace *trace, RbMessage *message)
{
  RbMessageDetailPagePrivate *private = get_private (self);
  guint position = rb_message_detail_page_get_position (self);
  RbFlow *flow;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL_PAGE (self));

  if (message != NULL && trace == private->trace && rb_message_get_position (message) == position)
    return; /* the models make a new object of it each time */

  forget_flow (self);
  g_set_object (&private->trace, trace);
  g_set_object (&private->message, message);
  flow = message != NULL ? rb_trace_get_flow_of (trace, rb_message_get_position (message)) : NULL;
  if (flow != NULL && RB_MESSAGE_DETAIL_PAGE_GET_CLASS (self)->follows_flow)
    {
      private->flow = g_object_ref (flow);
      g_signal_connect_object (flow, "changed", G_CALLBACK (on_flow_changed), self, G_CONNECT_SWAPPED);
    }
  private->is_stale = TRUE;
  private->is_other = TRUE;
  fill (self);
}

RbTrace *
rb_message_detail_page_get_trace (RbMessageDetailPage *self)
{
  return get_private (self)->trace;
}

RbMessage *
rb_message_detail_page_get_message (RbMessageDetailPage *self)
{
  return get_private (self)->message;
}

guint
rb_message_detail_page_get_position (RbMessageDetailPage *self)
{
  RbMessage *message = get_private (self)->message;

  return message != NULL ? rb_message_get_position (message) : RB_FLOW_NONE;
}

void
rb_message_detail_page_activate_message (RbMessageDetailPage *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_ACTIVATED], 0, position);
}
