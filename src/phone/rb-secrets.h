/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passwords, in the desktop's secret service only (libsecret). Where there is none they are
 * kept for this run and rb_secrets_is_volatile() says so. Attributes hold only the opaque account id. */
#define RB_TYPE_SECRETS (rb_secrets_get_type ())
G_DECLARE_FINAL_TYPE (RbSecrets, rb_secrets, RB, SECRETS, GObject)

RbSecrets *rb_secrets_new (void);
/* FALSE + no error: there is no service, kept for this run. */
void       rb_secrets_store_async (RbSecrets *self, const char *account_id, const char *password, GAsyncReadyCallback callback, gpointer data);
gboolean   rb_secrets_store_finish (RbSecrets *self, GAsyncResult *result, GError **error);
/* NULL without error: not stored, or the keyring is locked: ask. */
void       rb_secrets_lookup_async (RbSecrets *self, const char *account_id, GAsyncReadyCallback callback, gpointer data);
char      *rb_secrets_lookup_finish (RbSecrets *self, GAsyncResult *result, GError **error);
/* For this run only, never in the keyring: the password of a practice account. NULL forgets it. */
void       rb_secrets_keep (RbSecrets *self, const char *account_id, const char *password);
void       rb_secrets_clear (RbSecrets *self, const char *account_id);
gboolean   rb_secrets_is_volatile (RbSecrets *self); /* property "volatile" */

G_END_DECLS
