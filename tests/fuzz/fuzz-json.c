/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file of accounts, the JSON we read. */

#include "fuzz.h"

#include "rb-account-store.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *notice = NULL;
  RbAccountStore *store;
  GPtrArray *accounts;
  FuzzFile file;

  fuzz_file_open (&file, data, size);
  store = rb_account_store_open (file.path, &notice);
  accounts = rb_account_store_get_accounts (store);
  for (guint i = 0; i < accounts->len; i++)
    g_assert (g_utf8_validate (rb_account_get_id (g_ptr_array_index (accounts, i)), -1, NULL));
  rb_account_store_free (store);
  fuzz_file_close (&file);

  return 0;
}
