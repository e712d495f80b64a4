/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Address entry, keys and the Call button. Signals "call" (const char *target): as typed,
 * never empty; "problem" (const char *sentence). */
#define RB_TYPE_KEYPAD_PAGE (rb_keypad_page_get_type ())
G_DECLARE_FINAL_TYPE (RbKeypadPage, rb_keypad_page, RB, KEYPAD_PAGE, AdwBin)

void       rb_keypad_page_set_phone (RbKeypadPage *self, RbPhone *phone);
RbAccount *rb_keypad_page_get_account (RbKeypadPage *self); /* (transfer none) (nullable): nobody chose one */
gboolean   rb_keypad_page_hides_number (RbKeypadPage *self);
void       rb_keypad_page_clear (RbKeypadPage *self);
void       rb_keypad_page_focus (RbKeypadPage *self);

G_END_DECLS
