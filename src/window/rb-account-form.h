/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* All settings of an account, to be filled in; what is wrong is said below its field while it is typed. Signals:
 * "activated": Return in a field. */
#define RB_TYPE_ACCOUNT_FORM (rb_account_form_get_type ())
G_DECLARE_FINAL_TYPE (RbAccountForm, rb_account_form, RB, ACCOUNT_FORM, AdwBin)

/* @phone: for its emergency numbers. (transfer none) */
void        rb_account_form_set_phone (RbAccountForm *self, RbPhone *phone);
void        rb_account_form_load (RbAccountForm *self, RbAccount *account);
void        rb_account_form_store (RbAccountForm *self, RbAccount *account);
const char *rb_account_form_get_password (RbAccountForm *self); /* "" when none was typed */
void        rb_account_form_set_password_title (RbAccountForm *self, const char *title);
void        rb_account_form_set_note (RbAccountForm *self, const char *note); /* below the password; NULL: none */
/* Goes to the field of a property. */
void        rb_account_form_focus (RbAccountForm *self, const char *property);
/* FALSE: the first field that is wrong says so and has the focus. */
gboolean    rb_account_form_check (RbAccountForm *self);
/* @fingerprint: the only certificate to trust, "": authorities. */
void        rb_account_form_set_pin (RbAccountForm *self, const char *fingerprint);

G_END_DECLS
