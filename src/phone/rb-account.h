/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* Configuration of one account and its registration state as the network reported it.
 * Configuration properties (read/write, notify): "id" (opaque, construct-only), "label", "user", "domain",
 * "auth-user", "display-name", "proxy", "transport" (RbTransport as int), "expires" (s), "keep-alive" (s),
 * "enabled", "register" (FALSE: only calls, no REGISTER). Read-only: "registration" (RbRegistrationState as int), "reason" (nullable sentence),
 * "practice" (boolean, construct-only: lives only while the practice network runs, never saved). */
#define RB_TYPE_ACCOUNT (rb_account_get_type ())
G_DECLARE_FINAL_TYPE (RbAccount, rb_account, RB, ACCOUNT, GObject)

RbAccount          *rb_account_new (const char *id); /* NULL: a new random id */
const char         *rb_account_get_id (RbAccount *self);
const char         *rb_account_get_user (RbAccount *self);
const char         *rb_account_get_domain (RbAccount *self);
char               *rb_account_dup_label (RbAccount *self); /* label, or user@domain */
RbRegistrationState rb_account_get_registration (RbAccount *self);
const char         *rb_account_get_reason (RbAccount *self);
/* "Registered", "Not registered: 403 wrong password …" — a whole sentence. (transfer full) */
char               *rb_account_format_state (RbAccount *self);
/* NULL when the configuration is complete and well-formed, else what is wrong with which field. (transfer full) */
char               *rb_account_check (RbAccount *self);

G_END_DECLS
