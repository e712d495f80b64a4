/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* Two calls as ladders beside each other, aligned, with the differences marked. Signal "message-activated" (RbTrace,
 * guint position) when a message was chosen. */
#define RB_TYPE_COMPARE_WINDOW (rb_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (RbCompareWindow, rb_compare_window, RB, COMPARE_WINDOW, AdwWindow)

/* The calls as they are now. */
GtkWidget *rb_compare_window_new (RbFlow *first, RbFlow *second);

G_END_DECLS
