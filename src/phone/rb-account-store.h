/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account.h"

G_BEGIN_DECLS

/* accounts.json: {"version": 1, "default": ID, "accounts": [{"id", "label", "user", "domain", …}], "removed": [ID, …]},
 * each key of an account as data/accounts.schema.json describes it. Keys this version does not
 * know are kept. No password is ever in it. */
typedef struct _RbAccountStore RbAccountStore;

/* Reads @path; a missing file is an empty one. A damaged file is moved to "<path>.damaged-DATE" and @notice holds
 * the sentence to show; so does @notice when the file is from a newer version or cannot be read: then the accounts
 * are not available and rb_account_store_save() refuses. @path NULL: nothing is kept. Never fails. */
RbAccountStore *rb_account_store_open (const char *path, char **notice);
void            rb_account_store_free (RbAccountStore *self);
/* Of RbAccount, in the order of the file; filled by open. (transfer none) */
GPtrArray      *rb_account_store_get_accounts (RbAccountStore *self);
const char     *rb_account_store_get_default_id (RbAccountStore *self); /* (nullable) */
/* Ids of accounts that were removed and whose passwords may still be in the keyring; set by whoever removes, written by the
 * next rb_account_store_save(): a crash leaves none behind. (transfer none): a set of char * */
GHashTable     *rb_account_store_get_removed (RbAccountStore *self);
/* Writes the accounts of @accounts (of RbAccount; practice accounts left out) and @default_id (nullable): a new file
 * on the disk (fsync), then renamed over the old one. What another program changed in the file since we read it stays:
 * keys of an account that we did not change are set in @accounts too, and accounts it added are in @added (out)
 * (optional) (transfer full) of RbAccount. RB_PHONE_ERROR_STORE; @added is not set then. */
gboolean        rb_account_store_save (RbAccountStore *self, GListModel *accounts, const char *default_id, GPtrArray **added, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbAccountStore, rb_account_store_free)

G_END_DECLS
