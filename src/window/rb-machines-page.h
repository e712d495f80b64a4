/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* The transaction machine of the selected message, drawn, with its running timers, and a table of all machines of the
 * call. Of a call that goes on it shows the present, second by second while it is seen; of others the moment of the
 * selected message. Signal "message-activated" (guint position). */
#define RB_TYPE_MACHINES_PAGE (rb_machines_page_get_type ())
G_DECLARE_FINAL_TYPE (RbMachinesPage, rb_machines_page, RB, MACHINES_PAGE, GtkWidget)

GtkWidget *rb_machines_page_new (void);
/* Runs the machines anew. @is_live: the call's trace may grow. */
void rb_machines_page_set_flow (RbMachinesPage *self, RbFlow *flow, gboolean is_live);
void rb_machines_page_set_selected (RbMachinesPage *self, guint position);
/* Shows that moment instead (wall clock); %G_MAXINT64: as above. */
void rb_machines_page_set_now (RbMachinesPage *self, gint64 wall_us);

G_END_DECLS
