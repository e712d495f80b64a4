/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose saved password a digest is checked with. */

#include "rb-digest-account.h"

static void
add (GListStore *accounts, const char *id, const char *user, const char *auth_user, const char *domain)
{
  g_autoptr (RbAccount) account =
      g_object_new (RB_TYPE_ACCOUNT, "id", id, "user", user, "auth-user", auth_user, "domain", domain, NULL);

  g_list_store_append (accounts, account);
}

static void
user_and_domain_fit (void)
{
  g_autoptr (GListStore) accounts = g_list_store_new (RB_TYPE_ACCOUNT);
  const struct
  {
    const char *user;
    const char *realm;
    const char *domain;
    const char *id;
  } cases[] = {
    { "alice", "example.org", "example.com", "work" }, /* the realm counts more than the caller's domain */
    { "alice", "asterisk", "example.com", "home" },
    { "alice", "Example.COM", NULL, "home" },
    { "login", "example.net", NULL, "club" }, /* the name to authenticate as, not that of the address */
    { "carol", "example.net", NULL, NULL },
    { "alice", "example.net", "example.net", NULL },
    { "alice", "asterisk", NULL, NULL },
    { NULL, NULL, NULL, NULL },
  };

  add (accounts, "home", "alice", "", "example.com");
  add (accounts, "work", "alice", "", "example.org");
  add (accounts, "club", "carol", "login", "example.net");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RbAccount *found =
          rb_digest_account_find (G_LIST_MODEL (accounts), cases[i].user, cases[i].realm, cases[i].domain);

      g_assert_cmpstr (found != NULL ? rb_account_get_id (found) : NULL, ==, cases[i].id);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest-account/fit", user_and_domain_fit);

  return g_test_run ();
}
