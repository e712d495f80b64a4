/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-history.h"

G_BEGIN_DECLS

/* One line of the Calls page. Signals "redial" (RbHistoryItem *), "delete" (RbHistoryItem *). */
#define RB_TYPE_CALLS_ROW (rb_calls_row_get_type ())
G_DECLARE_FINAL_TYPE (RbCallsRow, rb_calls_row, RB, CALLS_ROW, AdwBin)

GtkWidget *rb_calls_row_new (void);
void       rb_calls_row_set_item (RbCallsRow *self, RbHistoryItem *item);

G_END_DECLS
