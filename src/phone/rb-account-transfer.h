/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* Accounts that people hand each other as a file: JSON as data/accounts.schema.json describes it, without passwords and
 * ids. First it is read as a whole and shows what it would do; then all of it is done, or nothing. */
typedef struct _RbAccountTransfer RbAccountTransfer;

typedef enum
{
  RB_ACCOUNT_TRANSFER_ADD,    /* a new account */
  RB_ACCOUNT_TRANSFER_CHANGE, /* there is one with that user and domain, and it differs */
  RB_ACCOUNT_TRANSFER_SAME,   /* there is one with that user and domain, and it is equal */
} RbAccountTransferKind;

typedef struct
{
  RbAccountTransferKind kind;
  RbAccount            *account; /* as it would be */
  RbAccount            *present; /* (nullable): the one that there is */
  char                 *changes; /* (nullable): what would change, translated: “Proxy, Transport” */
} RbAccountTransferItem;

/**
 * rb_account_transfer_parse:
 * @text: @length bytes and a NUL
 * @present: of RbAccount: those there are; practice accounts are left alone
 *
 * Reads accounts out of JSON and compares them with those there are. Never changes anything.
 *
 * Returns: (transfer full) (nullable): NULL and %RB_PHONE_ERROR_ACCOUNT with what is wrong and where: line and column of
 *   what is no JSON, else the place in it (“accounts[2].transport”)
 */
RbAccountTransfer           *rb_account_transfer_parse (const char *text, gsize length, GListModel *present, GError **error);
/* The same of a file; RB_PHONE_ERROR_STORE when it cannot be read or is too large (1 MB). Blocks while it reads. */
RbAccountTransfer           *rb_account_transfer_read (GFile *file, GListModel *present, GError **error);
void                         rb_account_transfer_free (RbAccountTransfer *self);
guint                        rb_account_transfer_get_n_items (RbAccountTransfer *self);
const RbAccountTransferItem *rb_account_transfer_get_item (RbAccountTransfer *self, guint n);
guint                        rb_account_transfer_count (RbAccountTransfer *self, RbAccountTransferKind kind);
/* What was left out and why (passwords, keys of other programs), a sentence a line. (nullable) */
const char                  *rb_account_transfer_get_notes (RbAccountTransfer *self);
/* “2 accounts will be added, 1 will be changed.” A whole sentence, translated. (transfer full) */
char                        *rb_account_transfer_format_summary (RbAccountTransfer *self);
/* Adds and changes the accounts and saves them at once. FALSE and %RB_PHONE_ERROR_STORE when they could not be written:
 * then all is as before. Once only. */
gboolean                     rb_account_transfer_apply (RbAccountTransfer *self, RbPhone *phone, GError **error);

/* JSON of @accounts (of RbAccount; practice accounts left out). No password is in it. (transfer full) */
char                        *rb_account_transfer_write (GListModel *accounts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbAccountTransfer, rb_account_transfer_free)

G_END_DECLS
