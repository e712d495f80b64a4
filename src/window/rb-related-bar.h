/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-related-calls.h"

G_BEGIN_DECLS

/* Says which calls belong to the one that is shown, and why, with the messages that show it as links; and offers to show
 * them all in one ladder. Hidden where there are no others. Signal "message-activated" (guint position) when a link is
 * followed; the button activates "signalling.show-related". */
#define RB_TYPE_RELATED_BAR (rb_related_bar_get_type ())
G_DECLARE_FINAL_TYPE (RbRelatedBar, rb_related_bar, RB, RELATED_BAR, GtkWidget)

/* @all_shown: they are shown already. To be called again when @related has changed. */
void rb_related_bar_show (RbRelatedBar *self, RbRelatedCalls *related, gboolean all_shown);

G_END_DECLS
