/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* How the call ended: one sentence, who ended it and how sure that is, and the messages that show it as links.
 * Hidden while there is nothing to say. Signal "message-activated" (guint position) when a link is followed; the
 * button to compare activates "signalling.view". */
#define RB_TYPE_VERDICT_BAR (rb_verdict_bar_get_type ())
G_DECLARE_FINAL_TYPE (RbVerdictBar, rb_verdict_bar, RB, VERDICT_BAR, GtkWidget)

/* @flow: (nullable). @is_live: a call that goes on is told of without durations, which would stand still. To be called
 * again when the flow has changed; changes nothing then unless there is something else to say. */
void rb_verdict_bar_set_flow (RbVerdictBar *self, RbFlow *flow, gboolean is_live);
/* FALSE: the comparison is what is seen already. */
void rb_verdict_bar_set_compares (RbVerdictBar *self, gboolean compares);

G_END_DECLS
