/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts and their file: what is checked, what survives, and that no bytes in it do harm. */

#include "rb-account-private.h"
#include "rb-account-store.h"
#include "rb-phone.h"

#include "rb-test-folder.h"

#include <json-c/json.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
  GListStore *accounts;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rb_test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "accounts.json", NULL);
  fixture->accounts = g_list_store_new (RB_TYPE_ACCOUNT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rb_test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->accounts);
}

static RbAccountStore *
open_sound (Fixture *fixture)
{
  g_autofree char *notice = NULL;
  RbAccountStore *store = rb_account_store_open (fixture->path, &notice);

  g_assert_null (notice);

  return store;
}

static void
add_account (Fixture *fixture, const char *id, const char *user, gboolean practice)
{
  g_autoptr (RbAccount) account =
      g_object_new (RB_TYPE_ACCOUNT, "id", id, "user", user, "domain", "example.org", "practice", practice, NULL);

  g_list_store_append (fixture->accounts, account);
}

static void
save (Fixture *fixture, RbAccountStore *store, const char *default_id)
{
  g_autoptr (GError) error = NULL;

  rb_account_store_save (store, G_LIST_MODEL (fixture->accounts), default_id, NULL, &error);
  g_assert_no_error (error);
}

static void
every_field_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccountStore) store = open_sound (fixture);
  g_autoptr (RbAccount) account =
      g_object_new (RB_TYPE_ACCOUNT, "id", "one", "label", "Work “☎”", "user", "zoë", "domain", "[2001:db8::1]:5080",
                    "auth-user", "login", "display-name", "Zoë", "proxy", "sip:proxy.example.org;lr", "transport",
                    RB_TRANSPORT_TLS, "expires", 600u, "keep-alive", 30u, "enabled", FALSE, "register", FALSE,
                    "server", "registrar.example.org", "voicemail", "*98", "dial-prefix", "0", "dial-plan", "^0(.*)=$1",
                    "hide-caller-id", TRUE, "encryption", RB_SIP_ENCRYPTION_REQUIRED, "public-address", "192.0.2.7",
                    "publish-presence", TRUE, "rewrite-contact", FALSE, "ice", TRUE, "session-timers", FALSE,
                    "dtmf-mode", RB_SIP_DTMF_INBAND, "pinned-certificate", "0011", NULL);
  RbAccount *read;
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (account), &n_properties);

  g_list_store_append (fixture->accounts, account);
  add_account (fixture, "practice", "8001", TRUE);
  save (fixture, store, "one");
  g_clear_pointer (&store, rb_account_store_free);

  store = open_sound (fixture);
  g_assert_cmpuint (rb_account_store_get_accounts (store)->len, ==, 1); /* the practice account is not kept */
  g_assert_cmpstr (rb_account_store_get_default_id (store), ==, "one");
  read = g_ptr_array_index (rb_account_store_get_accounts (store), 0);
  for (guint i = 0; i < n_properties; i++)
    {
      g_auto (GValue) before = G_VALUE_INIT;
      g_auto (GValue) after = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (account), properties[i]->name, &before);
      g_object_get_property (G_OBJECT (read), properties[i]->name, &after);
      g_assert_cmpint (g_param_values_cmp (properties[i], &before, &after), ==, 0);
    }
}

static void
keys_of_other_versions_survive (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"version\":1,\"colour\":\"red\",\"accounts\":[{\"id\":\"a\",\"user\":\"u\","
                             "\"domain\":\"d\",\"mailbox\":\"*97\"}]}";
  g_autoptr (RbAccountStore) store = NULL;
  g_autofree char *written = NULL;
  RbAccount *account;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  store = open_sound (fixture);
  account = g_ptr_array_index (rb_account_store_get_accounts (store), 0);
  g_object_set (account, "user", "changed", NULL);
  g_list_store_append (fixture->accounts, account);
  save (fixture, store, NULL);
  g_assert_true (g_file_get_contents (fixture->path, &written, NULL, NULL));
  g_assert_nonnull (strstr (written, "\"*97\""));
  g_assert_nonnull (strstr (written, "\"red\""));
  g_assert_nonnull (strstr (written, "\"changed\""));
}

/* Another Ringback has the same file open: each sees what the other did when it writes. */
static void
what_another_program_wrote_is_not_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccountStore) store = NULL;
  g_autoptr (RbAccountStore) other = NULL;
  g_autoptr (RbAccountStore) after = NULL;
  g_autoptr (RbAccount) more = g_object_new (RB_TYPE_ACCOUNT, "id", "new", "user", "bob", "domain", "b.example", NULL);
  g_autoptr (GListStore) others = g_list_store_new (RB_TYPE_ACCOUNT);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  RbAccount *ours;
  RbAccount *theirs;
  RbAccount *read;
  g_autofree char *label = NULL;
  g_autofree char *proxy = NULL;

  store = open_sound (fixture);
  add_account (fixture, "shared", "alice", FALSE);
  add_account (fixture, "leaves", "carol", FALSE);
  save (fixture, store, "shared");
  g_clear_pointer (&store, rb_account_store_free);
  g_list_store_remove_all (fixture->accounts);
  store = open_sound (fixture);
  other = open_sound (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_list_store_append (fixture->accounts, g_ptr_array_index (rb_account_store_get_accounts (store), i));
      g_list_store_append (others, g_ptr_array_index (rb_account_store_get_accounts (other), i));
    }

  theirs = g_ptr_array_index (rb_account_store_get_accounts (other), 0);
  g_object_set (theirs, "label", "Theirs", "proxy", "theirs.example", NULL);
  g_list_store_remove (others, 1);
  g_list_store_append (others, more);
  g_assert_true (rb_account_store_save (other, G_LIST_MODEL (others), "new", NULL, &error));

  ours = g_ptr_array_index (rb_account_store_get_accounts (store), 0);
  g_object_set (ours, "proxy", "ours.example", NULL);
  g_assert_true (rb_account_store_save (store, G_LIST_MODEL (fixture->accounts), "shared", &added, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
  g_object_get (ours, "label", &label, NULL);
  g_assert_cmpstr (label, ==, "Theirs");

  after = open_sound (fixture);
  g_assert_cmpuint (rb_account_store_get_accounts (after)->len, ==, 2); /* carol was removed by the other */
  g_assert_cmpstr (rb_account_store_get_default_id (after), ==, "new");
  read = g_ptr_array_index (rb_account_store_get_accounts (after), 0);
  g_object_get (read, "proxy", &proxy, NULL);
  g_assert_cmpstr (proxy, ==, "ours.example");
  read = g_ptr_array_index (rb_account_store_get_accounts (after), 1);
  g_assert_cmpstr (rb_account_get_id (read), ==, "new");
}

/* Until its password is gone from the keyring; one that is there again is none of them. */
static void
removed_accounts_stay_noted (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"version\":1,\"removed\":[\"gone\",7,\"back\",null,\"theirs\"],\"accounts\":["
                             "{\"id\":\"back\",\"user\":\"u\",\"domain\":\"d\"}]}";
  g_autoptr (RbAccountStore) store = NULL;
  g_autoptr (RbAccountStore) other = NULL;
  g_autofree char *written = NULL;
  GHashTable *removed;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  store = open_sound (fixture);
  other = open_sound (fixture);
  removed = rb_account_store_get_removed (store);
  g_assert_cmpuint (g_hash_table_size (removed), ==, 2);
  g_assert_true (g_hash_table_contains (removed, "gone"));

  g_hash_table_add (removed, g_strdup ("ours"));
  g_assert_true (g_hash_table_remove (removed, "gone"));
  save (fixture, store, NULL);
  g_assert_true (g_hash_table_remove (rb_account_store_get_removed (other), "theirs"));
  save (fixture, other, NULL);
  g_assert_true (g_hash_table_contains (rb_account_store_get_removed (other), "ours"));

  g_hash_table_remove_all (rb_account_store_get_removed (other));
  save (fixture, other, NULL);
  g_assert_true (g_file_get_contents (fixture->path, &written, NULL, NULL));
  g_assert_null (strstr (written, "removed"));
}

static void
each_field_is_checked_by_itself (void)
{
  static const struct
  {
    const char *property;
    const char *wrong;
    const char *right;
  } cases[] = {
    { "user", "a@b", "alice" },
    { "domain", "no such", "example.org" },
    { "server", "a b", "sip.example.org:5070" },
    { "proxy", "a,b", "sip:proxy.example.org;lr" },
    { "public-address", "1.2.3.4:5", "2001:db8::1" },
    { "voicemail", "<x>", "*97" },
    { "dial-prefix", "abc", "+86" },
    { "dial-plan", "/(/x/", "900x.!" },
    { "pinned-certificate", "00", "" },
    { "display-name", "a\nb", "Zoë “Z”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", "u", "domain", "d", NULL);
      g_autofree char *problem = NULL;

      g_test_message ("%s", cases[i].property);
      g_object_set (account, cases[i].property, cases[i].right, NULL);
      g_assert_null (rb_account_check_field (account, cases[i].property));
      g_object_set (account, cases[i].property, cases[i].wrong, NULL);
      problem = rb_account_check_field (account, cases[i].property);
      g_assert_nonnull (problem);
    }
}

static void
only_its_owner_may_read_the_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccountStore) store = open_sound (fixture);
  GStatBuf info;

  add_account (fixture, "a", "alice", FALSE);
  save (fixture, store, NULL);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

/* A folder that cannot be written stands for a full disk: the old file must be whole. */
static void
a_failed_save_leaves_the_old_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccountStore) store = open_sound (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *elsewhere = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *below_a_file = g_build_filename (elsewhere, "accounts.json", NULL);
  g_autofree char *notice = NULL;
  g_autoptr (RbAccountStore) blocked = NULL;

  add_account (fixture, "a", "alice", FALSE);
  save (fixture, store, NULL);
  g_assert_true (g_file_get_contents (fixture->path, &before, NULL, NULL));
  g_assert_true (g_file_set_contents (elsewhere, "x", 1, NULL));
  blocked = rb_account_store_open (below_a_file, &notice);
  g_assert_false (rb_account_store_save (blocked, G_LIST_MODEL (fixture->accounts), NULL, NULL, &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (rb_test_folder_count (fixture->folder, "accounts.json"), ==, 1); /* no left-over */
}

static void
a_damaged_file_is_moved_aside_and_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccountStore) store = NULL;
  g_autofree char *notice = NULL;

  g_assert_true (g_file_set_contents (fixture->path, data, -1, NULL));
  store = rb_account_store_open (fixture->path, &notice);
  g_assert_nonnull (strstr (notice, "accounts.json.damaged-"));
  g_assert_cmpuint (rb_account_store_get_accounts (store)->len, ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (rb_test_folder_count (fixture->folder, "accounts.json.damaged-"), ==, 1);
  add_account (fixture, "a", "alice", FALSE);
  save (fixture, store, NULL);
}

static void
a_newer_file_is_left_alone (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"version\":2,\"accounts\":[{\"user\":\"u\"}]}";
  g_autoptr (RbAccountStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  store = rb_account_store_open (fixture->path, &notice);
  g_assert_nonnull (notice);
  add_account (fixture, "a", "alice", FALSE);
  g_assert_false (rb_account_store_save (store, G_LIST_MODEL (fixture->accounts), NULL, NULL, &error));
  g_assert_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
}

static void
values_of_the_wrong_kind_fall_back_to_the_default (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"version\":1,\"default\":7,\"accounts\":[7,null,[],{\"id\":[1],\"user\":5,"
                             "\"domain\":null,\"transport\":\"smoke\",\"expires\":-1,\"keep_alive\":99999999999999,"
                             "\"enabled\":\"no\"},{\"id\":\"b\"},{\"id\":\"b\"}]}";
  g_autoptr (RbAccountStore) store = NULL;
  g_autofree char *fault = NULL;
  RbAccount *account;
  guint expires;
  guint keep_alive;
  int transport;
  gboolean enabled;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  store = open_sound (fixture);
  g_assert_cmpuint (rb_account_store_get_accounts (store)->len, ==, 2); /* one id, one account */
  account = g_ptr_array_index (rb_account_store_get_accounts (store), 0);
  g_object_get (account, "expires", &expires, "keep-alive", &keep_alive, "transport", &transport, "enabled", &enabled,
                NULL);
  g_assert_cmpuint (expires, ==, 300);
  g_assert_cmpuint (keep_alive, ==, 15);
  g_assert_cmpint (transport, ==, RB_TRANSPORT_UDP);
  g_assert_true (enabled);
  fault = rb_account_check (account);
  g_assert_nonnull (fault);
}

static void
no_bytes_crash_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbAccountStore) sound_store = open_sound (fixture);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *sound = NULL;
  gsize length;
  guint n_read = 0;
  guint n_refused = 0;

  add_account (fixture, "a", "alice", FALSE);
  add_account (fixture, "b", "bob", FALSE);
  save (fixture, sound_store, "a");
  g_assert_true (g_file_get_contents (fixture->path, &sound, &length, NULL));

  for (int round = 0; round < 3000; round++)
    {
      g_autoptr (RbAccountStore) store = NULL;
      g_autofree char *notice = NULL;
      g_autofree char *bytes = g_memdup2 (sound, length);
      gsize n = g_rand_boolean (random) ? length : (gsize) g_rand_int_range (random, 0, (gint32) length);

      for (int i = 0; i < round % 5; i++)
        bytes[g_rand_int_range (random, 0, (gint32) length)] = (char) g_rand_int (random);
      g_assert_true (g_file_set_contents_full (fixture->path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      store = rb_account_store_open (fixture->path, &notice);
      for (guint i = 0; i < rb_account_store_get_accounts (store)->len; i++)
        {
          g_autofree char *fault = rb_account_check (g_ptr_array_index (rb_account_store_get_accounts (store), i));
          g_autofree char *label = rb_account_dup_label (g_ptr_array_index (rb_account_store_get_accounts (store), i));

          g_assert_nonnull (label);
        }
      n_read += notice == NULL;
      n_refused += notice != NULL;
    }
  /* Both outcomes were really tried. */
  g_assert_cmpuint (n_read, >, 100);
  g_assert_cmpuint (n_refused, >, 100);
}

static void
the_check_says_what_is_wrong (void)
{
  static const struct
  {
    const char *user;
    const char *domain;
    const char *proxy;
    const char *expected; /* part of the sentence; NULL: fine */
  } cases[] = {
    { "alice", "example.org", "", NULL },
    { "1001", "192.0.2.1:5060", "proxy.example.org:5080", NULL },
    { "8001", "[2001:db8::1]", "sip:10.0.0.1;lr;transport=tcp", NULL },
    { "j.doe+x", "[2001:db8::1]:5061", "sips:proxy", NULL },
    { "", "example.org", "", "user name is missing" },
    { "alice@example.org", "example.org", "", "alice@example.org" },
    { "ali ce", "example.org", "", "ali ce" },
    { "alice\r\nEvil: 1", "example.org", "", "character" },
    { "alice", "", "", "domain is missing" },
    { "alice", "exam ple.org", "", "exam ple.org" },
    { "alice", "example.org:99999", "", "example.org:99999" },
    { "alice", "example.org:", "", "example.org:" },
    { "alice", "2001:db8::1", "", "2001:db8::1" },
    { "alice", "[2001:db8::1", "", "[2001:db8::1" },
    { "alice", "example.org;lr", "", "example.org;lr" },
    { "alice", "example.org", "proxy>", "proxy>" },
    { "alice", "example.org", "a\nb", "proxy" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", cases[i].user, "domain", cases[i].domain,
                                                    "proxy", cases[i].proxy, NULL);
      g_autofree char *fault = rb_account_check (account);

      if (cases[i].expected == NULL)
        g_assert_cmpstr (fault, ==, NULL);
      else
        g_assert_true (fault != NULL && strstr (fault, cases[i].expected) != NULL);
    }
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  g_string_append_printf (data, "%s ", pspec->name);
}

static void
the_state_is_told_in_words (void)
{
  g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", "alice", "domain", "example.org", NULL);
  g_autoptr (GString) notified = g_string_new (NULL);
  g_autofree char *off = rb_account_format_state (account);
  g_autofree char *failed = NULL;
  g_autofree char *label = rb_account_dup_label (account);

  g_assert_cmpstr (label, ==, "alice@example.org");
  g_assert_cmpstr (off, ==, "Not registered");
  g_signal_connect (account, "notify", G_CALLBACK (on_notify), notified);
  rb_account_set_registration (account, RB_REGISTRATION_FAILED, "403 wrong password");
  failed = rb_account_format_state (account);
  g_assert_cmpstr (failed, ==, "Not registered: 403 wrong password");
  g_assert_nonnull (strstr (notified->str, "registration"));
  g_assert_nonnull (strstr (notified->str, "reason"));
}

#define ADD(name, function, data) g_test_add ("/account/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("every_field_survives", every_field_survives, NULL);
  ADD ("keys_of_other_versions_survive", keys_of_other_versions_survive, NULL);
  ADD ("what_another_program_wrote_is_not_lost", what_another_program_wrote_is_not_lost, NULL);
  ADD ("removed_accounts_stay_noted", removed_accounts_stay_noted, NULL);
  ADD ("only_its_owner_may_read_the_file", only_its_owner_may_read_the_file, NULL);
  ADD ("a_failed_save_leaves_the_old_file", a_failed_save_leaves_the_old_file, NULL);
  ADD ("an_empty_file_is_moved_aside_and_told", a_damaged_file_is_moved_aside_and_told, "");
  ADD ("a_cut_file_is_moved_aside_and_told", a_damaged_file_is_moved_aside_and_told, "{\"version\":1,\"accounts\":[{");
  ADD ("a_file_without_accounts_is_moved_aside_and_told", a_damaged_file_is_moved_aside_and_told, "[1,2,3]");
  ADD ("a_deep_file_is_moved_aside_and_told", a_damaged_file_is_moved_aside_and_told,
       "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
  ADD ("a_newer_file_is_left_alone", a_newer_file_is_left_alone, NULL);
  ADD ("values_of_the_wrong_kind_fall_back_to_the_default", values_of_the_wrong_kind_fall_back_to_the_default, NULL);
  ADD ("no_bytes_crash_it", no_bytes_crash_it, NULL);
  g_test_add_func ("/account/each_field_is_checked_by_itself", each_field_is_checked_by_itself);
  g_test_add_func ("/account/the_check_says_what_is_wrong", the_check_says_what_is_wrong);
  g_test_add_func ("/account/the_state_is_told_in_words", the_state_is_told_in_words);

  return g_test_run ();
}
