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
/* NULL without error: not stored, or there is no service. SECRET_ERROR_IS_LOCKED: the keyring has it but nobody unlocked
 * it; property "locked" tells when somebody does. */
void       rb_secrets_lookup_async (RbSecrets *self, const char *account_id, GAsyncReadyCallback callback, gpointer data);
char      *rb_secrets_lookup_finish (RbSecrets *self, GAsyncResult *result, GError **error);
/* For this run only, never in the keyring: the password of a practice account. NULL forgets it. */
void       rb_secrets_keep (RbSecrets *self, const char *account_id, const char *password);
/* finish: TRUE when nothing of it is left in the keyring; FALSE: it is locked, or there is none: again another time. */
void       rb_secrets_clear_async (RbSecrets *self, const char *account_id, GAsyncReadyCallback callback, gpointer data);
gboolean   rb_secrets_clear_finish (RbSecrets *self, GAsyncResult *result);
gboolean   rb_secrets_is_volatile (RbSecrets *self); /* property "volatile" */
/* Property "locked": a password could not be read or stored for that reason, and the keyring was not unlocked since. What
 * it did not take is stored when it is. */
gboolean   rb_secrets_is_locked (RbSecrets *self);

G_END_DECLS
