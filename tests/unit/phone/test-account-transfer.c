/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts that people hand each other: what a file would do is known before anything is done. */

#include "rb-account-private.h"
#include "rb-account-transfer.h"

#include "rb-test-folder.h"

#include <string.h>

static GListStore *
make_accounts (void)
{
  GListStore *accounts = g_list_store_new (RB_TYPE_ACCOUNT);
  g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", "alice", "domain", "School.example", "proxy",
                                                "old.example", "label", "Mine", NULL);
  g_autoptr (RbAccount) practice =
      g_object_new (RB_TYPE_ACCOUNT, "user", "8001", "domain", "practice", "practice", TRUE, NULL);

  g_list_store_append (accounts, account);
  g_list_store_append (accounts, practice);

  return accounts;
}

static RbAccountTransfer *
parse (const char *text, GError **error)
{
  g_autoptr (GListStore) accounts = make_accounts ();

  return rb_account_transfer_parse (text, strlen (text), G_LIST_MODEL (accounts), error);
}

static void
new_changed_and_equal_accounts_are_told_apart (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbAccountTransfer) transfer =
      parse ("{\"accounts\":[{\"user\":\"bob\",\"domain\":\"school.example\",\"transport\":\"tls\"},"
             "{\"user\":\"alice\",\"domain\":\"school.example\",\"proxy\":\"new.example\"},"
             "{\"user\":\"alice\",\"domain\":\"elsewhere.example\"}]}",
             &error);
  g_autofree char *summary = NULL;
  g_autofree char *label = NULL;
  const RbAccountTransferItem *item;

  g_assert_no_error (error);
  g_assert_cmpuint (rb_account_transfer_get_n_items (transfer), ==, 3);
  item = rb_account_transfer_get_item (transfer, 0);
  g_assert_cmpint (item->kind, ==, RB_ACCOUNT_TRANSFER_ADD);
  g_assert_cmpint (rb_account_get_transport (item->account), ==, RB_TRANSPORT_TLS);
  item = rb_account_transfer_get_item (transfer, 1);
  g_assert_cmpint (item->kind, ==, RB_ACCOUNT_TRANSFER_CHANGE);
  g_assert_cmpstr (item->changes, ==, "Proxy");
  g_object_get (item->account, "label", &label, NULL);
  g_assert_cmpstr (label, ==, "Mine"); /* what the file does not say stays */
  g_assert_cmpint (rb_account_transfer_get_item (transfer, 2)->kind, ==, RB_ACCOUNT_TRANSFER_ADD);
  summary = rb_account_transfer_format_summary (transfer);
  g_assert_cmpstr (summary, ==, "2 accounts will be added. 1 account will be changed.");
  g_assert_null (rb_account_transfer_get_notes (transfer));
}

static void
what_is_written_can_be_read_and_changes_nothing (void)
{
  g_autoptr (GListStore) accounts = make_accounts ();
  g_autofree char *text = rb_account_transfer_write (G_LIST_MODEL (accounts));
  g_autoptr (GError) error = NULL;
  g_autoptr (RbAccountTransfer) transfer =
      rb_account_transfer_parse (text, strlen (text), G_LIST_MODEL (accounts), &error);

  g_assert_no_error (error);
  g_assert_null (strstr (text, "8001")); /* the practice account */
  g_assert_null (strstr (text, "assword"));
  g_assert_cmpuint (rb_account_transfer_get_n_items (transfer), ==, 1);
  g_assert_cmpint (rb_account_transfer_get_item (transfer, 0)->kind, ==, RB_ACCOUNT_TRANSFER_SAME);
  g_assert_null (rb_account_transfer_get_notes (transfer));
}

static void
passwords_and_foreign_keys_are_left_out_and_said (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbAccountTransfer) transfer =
      parse ("{\"accounts\":[{\"user\":\"bob\",\"domain\":\"d\",\"auth_Password\":\"s3cret\",\"colour\":1}]}", &error);
  g_autofree char *again = NULL;
  g_autoptr (GListStore) list = g_list_store_new (RB_TYPE_ACCOUNT);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (rb_account_transfer_get_notes (transfer), "password (accounts[0]). It is not imported"));
  g_assert_nonnull (strstr (rb_account_transfer_get_notes (transfer), "“colour”"));
  g_assert_null (strstr (rb_account_transfer_get_notes (transfer), "s3cret"));
  g_list_store_append (list, rb_account_transfer_get_item (transfer, 0)->account);
  again = rb_account_transfer_write (G_LIST_MODEL (list));
  g_assert_null (strstr (again, "s3cret"));
}

static void
what_is_wrong_is_named_with_its_place (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "JSON" },
    { "{\"accounts\": [\n  {\"user\" \"bob\"}]}", "line 2, column " },
    { "{\"accounts\":[]} x", "JSON" },
    { "[]", "no “accounts”" },
    { "null", "" },
    { "{\"accounts\":{}}", "not a list" },
    { "{\"accounts\":[]}", "empty" },
    { "{\"format\":\"other\",\"accounts\":[1]}", "“format”" },
    { "{\"version\":2,\"accounts\":[1]}", "newer" },
    { "{\"accounts\":[1]}", "accounts[0] is not an object" },
    { "{\"accounts\":[{\"user\":\"bob\"}]}", "accounts[0]: The domain is missing" },
    { "{\"accounts\":[{\"user\":\"a\",\"domain\":\"d\"},{\"user\":7,\"domain\":\"d\"}]}",
      "accounts[1].user must be a text" },
    { "{\"accounts\":[{\"user\":\"a\",\"domain\":\"d\",\"transport\":\"sctp\"}]}",
      "accounts[0].transport must be one of auto, udp, tcp, tls" },
    { "{\"accounts\":[{\"user\":\"a\",\"domain\":\"d\",\"expires\":5}]}",
      "accounts[0].expires must be a whole number from 60 to 86400" },
    { "{\"accounts\":[{\"user\":\"a\",\"domain\":\"d\",\"ice\":1}]}", "accounts[0].ice must be true or false" },
    { "{\"accounts\":[{\"user\":\"a\\r\\nb\",\"domain\":\"d\"}]}", "accounts[0].user: " },
    { "{\"accounts\":[{\"user\":\"a\",\"domain\":\"d\",\"proxy\":\"x\\u0000y\"}]}",
      "accounts[0].proxy must be a text" },
    { "{\"accounts\":[{\"user\":\"a\",\"domain\":\"d\"},{\"user\":\"a\",\"domain\":\"D\"}]}",
      "accounts[1] is the account of accounts[0] again" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_ACCOUNT);
      g_test_message ("→ %s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

static RbPhone *
open_phone (const char *folder)
{
  g_autofree char *config = g_build_filename (folder, "config", NULL);
  const RbPhoneConfig settings = { .config_dir = config, .data_dir = "", .no_secrets = TRUE };
  g_autoptr (GError) error = NULL;
  RbPhone *phone = rb_phone_new (&settings, &error);

  g_assert_no_error (error);

  return phone;
}

static void
on_shut_down (GObject *phone, GAsyncResult *result, gpointer done)
{
  rb_phone_shut_down_finish (RB_PHONE (phone), result);
  *(gboolean *) done = TRUE;
}

static void
close_phone (RbPhone *phone)
{
  gboolean done = FALSE;

  rb_phone_shut_down_async (phone, on_shut_down, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (phone);
}

/* A folder in the file's place stands for a disk that takes nothing more. */
static void
all_of_it_is_done_or_nothing (void)
{
  static const char text[] = "{\"accounts\":[{\"user\":\"alice\",\"domain\":\"d.example\",\"enabled\":false,"
                             "\"proxy\":\"new.example\"},"
                             "{\"user\":\"bob\",\"domain\":\"d.example\",\"enabled\":false}]}";
  g_autofree char *folder = rb_test_folder_new ();
  g_autofree char *config = g_build_filename (folder, "config", NULL);
  RbPhone *phone = open_phone (folder);
  GListModel *accounts = rb_phone_get_accounts (phone);
  g_autoptr (RbAccount) alice =
      g_object_new (RB_TYPE_ACCOUNT, "user", "alice", "domain", "d.example", "enabled", FALSE, NULL);
  g_autoptr (RbAccountTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *proxy = NULL;
  g_autofree char *proxy_after = NULL;
  g_autofree char *file = g_build_filename (config, "accounts.json", NULL);
  g_autofree char *elsewhere = g_build_filename (config, "elsewhere", NULL);

  g_assert_true (rb_phone_save_account (phone, alice, NULL, &error));
  transfer = rb_account_transfer_parse (text, strlen (text), accounts, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_rename (file, elsewhere), ==, 0);
  g_assert_cmpint (g_mkdir (file, 0700), ==, 0);
  g_assert_false (rb_account_transfer_apply (transfer, phone, &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);
  g_object_get (alice, "proxy", &proxy, NULL);
  g_assert_cmpstr (proxy, ==, "");

  g_assert_cmpint (g_rmdir (file), ==, 0);
  g_assert_cmpint (g_rename (elsewhere, file), ==, 0);
  g_assert_true (rb_account_transfer_apply (transfer, phone, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 2);
  g_object_get (alice, "proxy", &proxy_after, NULL);
  g_assert_cmpstr (proxy_after, ==, "new.example");
  close_phone (phone);

  phone = open_phone (folder);
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_accounts (phone)), ==, 2);
  close_phone (phone);
  rb_test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;

  /* For the test of the schema: what we write. */
  if (argc == 2 && strcmp (argv[1], "--write") == 0)
    {
      g_autoptr (GListStore) accounts = make_accounts ();

      text = rb_account_transfer_write (G_LIST_MODEL (accounts));
      g_print ("%s", text);
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer/new_changed_and_equal_accounts_are_told_apart",
                   new_changed_and_equal_accounts_are_told_apart);
  g_test_add_func ("/transfer/what_is_written_can_be_read_and_changes_nothing",
                   what_is_written_can_be_read_and_changes_nothing);
  g_test_add_func ("/transfer/passwords_and_foreign_keys_are_left_out_and_said",
                   passwords_and_foreign_keys_are_left_out_and_said);
  g_test_add_func ("/transfer/what_is_wrong_is_named_with_its_place", what_is_wrong_is_named_with_its_place);
  g_test_add_func ("/transfer/all_of_it_is_done_or_nothing", all_of_it_is_done_or_nothing);

  return g_test_run ();
}
