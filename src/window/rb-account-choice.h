/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Which account the next call uses; hidden where there is no choice. Signal "changed" (): a person chose. */
#define RB_TYPE_ACCOUNT_CHOICE (rb_account_choice_get_type ())
G_DECLARE_FINAL_TYPE (RbAccountChoice, rb_account_choice, RB, ACCOUNT_CHOICE, AdwBin)

void       rb_account_choice_set_phone (RbAccountChoice *self, RbPhone *phone); /* once */
/* What is typed so far: the account that is chosen by itself may depend on it. */
void       rb_account_choice_set_target (RbAccountChoice *self, const char *target);
/* The account a person chose. (transfer none) (nullable): none, the phone's own choice holds */
RbAccount *rb_account_choice_get_account (RbAccountChoice *self);
/* Back to the phone's own choice, after a call. */
void       rb_account_choice_reset (RbAccountChoice *self);

G_END_DECLS
