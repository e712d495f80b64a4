/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-history.h"

G_BEGIN_DECLS

/* One line of the Calls page, under the heading of its day where it is the first of it. Signals "redial"
 * (RbHistoryItem *), "menu" (RbHistoryItem *), "toggled" (RbHistoryItem *, gboolean). */
#define RB_TYPE_CALLS_ROW (rb_calls_row_get_type ())
G_DECLARE_FINAL_TYPE (RbCallsRow, rb_calls_row, RB, CALLS_ROW, AdwBin)

GtkWidget     *rb_calls_row_new (void);
/* Only for a row inside a list. @item: (nullable): NULL when the list takes the row back. @name: of whom; @account:
 * (nullable): the own account, where there are several. */
void           rb_calls_row_set_item (RbCallsRow *self, RbHistoryItem *item, const char *name, const char *account);
RbHistoryItem *rb_calls_row_get_item (RbCallsRow *self); /* (nullable) */
void           rb_calls_row_set_heading (RbCallsRow *self, const char *day); /* (nullable): none */
/* @selecting: calls are being chosen: a box to mark it in place of the buttons. */
void           rb_calls_row_set_selection (RbCallsRow *self, gboolean selecting, gboolean selected);
/* Where a menu of this row points to. (transfer none) */
GtkWidget     *rb_calls_row_get_menu_place (RbCallsRow *self);

G_END_DECLS
