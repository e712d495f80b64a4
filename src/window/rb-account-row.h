/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* One account in the switcher's menu. Signals "edit" (), "remove" (), "retry" (). */
#define RB_TYPE_ACCOUNT_ROW (rb_account_row_get_type ())
G_DECLARE_FINAL_TYPE (RbAccountRow, rb_account_row, RB, ACCOUNT_ROW, GtkListBoxRow)

GtkWidget *rb_account_row_new (RbPhone *phone, RbAccount *account);
RbAccount *rb_account_row_get_account (RbAccountRow *self);

G_END_DECLS
