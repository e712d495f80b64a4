/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of accounts that somebody hands us: whatever is in it, it is refused with a sentence, or every account in it
 * is one that a person could have typed. */

#include "fuzz.h"

#include "rb-account-transfer.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GListStore) present = g_list_store_new (RB_TYPE_ACCOUNT);
  g_autoptr (RbAccount) alice = g_object_new (RB_TYPE_ACCOUNT, "user", "alice", "domain", "example.org", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbAccountTransfer) transfer = NULL;
  g_autofree char *summary = NULL;

  g_list_store_append (present, alice);
  transfer = rb_account_transfer_parse (text, size, G_LIST_MODEL (present), &error);
  g_assert ((transfer == NULL) == (error != NULL));
  if (transfer == NULL)
    {
      g_assert (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  summary = rb_account_transfer_format_summary (transfer);
  g_assert (rb_account_transfer_get_notes (transfer) == NULL ||
            g_utf8_validate (rb_account_transfer_get_notes (transfer), -1, NULL));
  for (guint i = 0; i < rb_account_transfer_get_n_items (transfer); i++)
    {
      g_autofree char *problem = rb_account_check (rb_account_transfer_get_item (transfer, i)->account);

      g_assert (problem == NULL);
    }

  return 0;
}
