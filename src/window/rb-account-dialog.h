/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

#define RB_TYPE_ACCOUNT_DIALOG (rb_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RbAccountDialog, rb_account_dialog, RB, ACCOUNT_DIALOG, AdwWindow)

GtkWidget *rb_account_dialog_new (RbPhone *phone, RbAccount *account);
/* Goes to the password. */
void rb_account_dialog_ask_password (RbAccountDialog *self);

G_END_DECLS
