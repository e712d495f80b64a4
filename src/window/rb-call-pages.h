/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-flow.h"
#include "rb-topic.h"

G_BEGIN_DECLS

/* What there is to learn of one call as a whole, one topic at a time. Made only while it is to be seen, and at most
 * some times a second while the call grows. Signal "message-activated" (guint position) when a link is followed. */
#define RB_TYPE_CALL_PAGES (rb_call_pages_get_type ())
G_DECLARE_FINAL_TYPE (RbCallPages, rb_call_pages, RB, CALL_PAGES, GtkWidget)

void rb_call_pages_set_topic (RbCallPages *self, RbTopic topic); /* which page is shown */
/* @flow: (nullable): none is chosen. @is_live: its trace may grow. */
void rb_call_pages_set_flow (RbCallPages *self, RbFlow *flow, gboolean is_live);
void rb_call_pages_set_selected (RbCallPages *self, guint position); /* %RB_FLOW_NONE: none */
/* Shows that moment where time matters (wall clock); %G_MAXINT64: the present. */
void rb_call_pages_set_now (RbCallPages *self, gint64 wall_us);

G_END_DECLS
