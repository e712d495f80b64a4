/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The header's account button and its menu. Signals "edit" (RbAccount *), "remove"
 * (RbAccount *), "retry" (RbAccount *): asked for in the menu. */
#define RB_TYPE_ACCOUNT_SWITCHER (rb_account_switcher_get_type ())
G_DECLARE_FINAL_TYPE (RbAccountSwitcher, rb_account_switcher, RB, ACCOUNT_SWITCHER, AdwBin)

void rb_account_switcher_set_phone (RbAccountSwitcher *self, RbPhone *phone);

G_END_DECLS
