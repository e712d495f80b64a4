/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-window.h"

G_BEGIN_DECLS

/* What can be done with accounts from the window: its menus, the switcher and “ringback --import FILE” call these.
 * All arguments (transfer none). */

/* @account: (nullable): a new one. */
void rb_account_actions_edit (RbWindow *window, RbPhone *phone, RbAccount *account);
/* At once, with Undo in a toast. */
void rb_account_actions_remove (RbWindow *window, RbPhone *phone, RbAccount *account);
/* Registers it again now; asks for the password, or shows the certificate, when that is what is missing. */
void rb_account_actions_mend (RbWindow *window, RbPhone *phone, RbAccount *account);
void rb_account_actions_move (RbWindow *window, RbPhone *phone, RbAccount *account, int steps);
void rb_account_actions_set_enabled (RbWindow *window, RbPhone *phone, RbAccount *account, gboolean enabled);
/* Asks for a file. */
void rb_account_actions_import (RbWindow *window, RbPhone *phone);
void rb_account_actions_export (RbWindow *window, RbPhone *phone);
/* Shows what @file would change, and does it when that is wanted; or says what is wrong with the file. */
void rb_account_actions_import_file (RbWindow *window, RbPhone *phone, GFile *file);

G_END_DECLS
