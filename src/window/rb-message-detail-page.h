/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-trace.h"

G_BEGIN_DECLS

/* A page of the detail that takes work: it is filled when it is seen, and where @follows_flow again while the flow of
 * its message grows. Signal "message-activated" (guint position). */
#define RB_TYPE_MESSAGE_DETAIL_PAGE (rb_message_detail_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (RbMessageDetailPage, rb_message_detail_page, RB, MESSAGE_DETAIL_PAGE, GtkWidget)

/**
 * RbMessageDetailPageClass:
 * @follows_flow: what the page says of a message depends on the messages after it
 * @fill: shows the message of the page, of which there is one; @is_other: it was another one before
 */
struct _RbMessageDetailPageClass
{
  GtkWidgetClass parent_class;

  gboolean follows_flow;
  void (*fill) (RbMessageDetailPage *self, gboolean is_other);
};

void       rb_message_detail_page_set_message (RbMessageDetailPage *self, RbTrace *trace, RbMessage *message); /* both (nullable) */
RbTrace   *rb_message_detail_page_get_trace (RbMessageDetailPage *self);    /* (transfer none) (nullable) */
RbMessage *rb_message_detail_page_get_message (RbMessageDetailPage *self);  /* (transfer none) (nullable) */
guint      rb_message_detail_page_get_position (RbMessageDetailPage *self); /* %RB_FLOW_NONE without one */
/* Emits "message-activated"; the handler of the views inside. */
void       rb_message_detail_page_activate_message (RbMessageDetailPage *self, guint position);

G_END_DECLS
