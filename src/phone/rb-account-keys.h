/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-c/json.h>

#include "rb-account.h"

G_BEGIN_DECLS

/* The keys of an account in JSON, as data/accounts.schema.json describes them; private to phone/. */

gsize               rb_account_keys_count (void);
const char         *rb_account_keys_get_name (gsize n);     /* "auth_user" */
const char         *rb_account_keys_get_property (gsize n); /* "auth-user" */
gboolean            rb_account_keys_find (const char *name, gsize *n);
/* Sets the property. FALSE and the property as it was when @value is of the wrong type or out of range; @problem
 * (nullable) then gets what would be right, translated: “one of auto, udp, tcp, tls”. (transfer full) */
gboolean            rb_account_keys_read (RbAccount *account, gsize n, struct json_object *value, char **problem);
struct json_object *rb_account_keys_write (RbAccount *account, gsize n); /* (transfer full) */
/* Whether both accounts have the same value. */
gboolean            rb_account_keys_are_equal (RbAccount *a, RbAccount *b, gsize n);

/* Parses @text strictly. NULL and @error (RB_PHONE_ERROR_STORE) with the line and column of what is no JSON.
 * (transfer full) */
struct json_object *rb_account_keys_parse (const char *text, gsize length, GError **error);

G_END_DECLS
