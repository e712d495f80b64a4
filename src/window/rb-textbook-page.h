/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* The textbook's flow beside a call, each difference marked and explained. Signal "message-activated" (guint
 * position). */
#define RB_TYPE_TEXTBOOK_PAGE (rb_textbook_page_get_type ())
G_DECLARE_FINAL_TYPE (RbTextbookPage, rb_textbook_page, RB, TEXTBOOK_PAGE, GtkWidget)

GtkWidget *rb_textbook_page_new (void);
void rb_textbook_page_set_flow (RbTextbookPage *self, RbFlow *flow); /* compares anew */
void rb_textbook_page_set_selected (RbTextbookPage *self, guint position); /* %RB_FLOW_NONE: none */

G_END_DECLS
