/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* One registration with settings that are not saved, to see whether they work; when it has worked the binding is
 * removed again. Its messages are in a trace of their own and in that of the phone. Signal: "changed" (). */
#define RB_TYPE_ACCOUNT_TEST (rb_account_test_get_type ())
G_DECLARE_FINAL_TYPE (RbAccountTest, rb_account_test, RB, ACCOUNT_TEST, GObject)

/* Begins at once. @draft: read now, not kept, and well-formed (rb_account_check()). @password: (nullable): the one that
 * is stored for @id (nullable) is used. (transfer full) */
RbAccountTest          *rb_account_test_new (RbPhone *phone, RbAccount *draft, const char *password, const char *id);
RbRegistrationState     rb_account_test_get_state (RbAccountTest *self); /* REGISTERING, REGISTERED or FAILED */
/* A whole sentence about it, translated. (transfer none) */
const char             *rb_account_test_get_sentence (RbAccountTest *self);
const RbSipCertificate *rb_account_test_get_certificate (RbAccountTest *self); /* (nullable): that was refused */
/* The property of the account that the person should look at after a failure: "password", "user", "domain", "transport",
 * "pinned-certificate" … (nullable) */
const char             *rb_account_test_get_field (RbAccountTest *self);
RbTrace                *rb_account_test_get_trace (RbAccountTest *self);

/* The table behind rb_account_test_get_field(). @status: of the last answer; @real: it came from the server.
 * (nullable) */
const char             *rb_account_test_find_field (guint status, gboolean real, gboolean certificate);

G_END_DECLS
