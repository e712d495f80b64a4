/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which account a message's credentials belong to. A realm is often no domain ("asterisk"), so the domain of the
 * caller counts, too. */

#include "rb-digest-account.h"

static gboolean
has_user (RbAccount *account, const char *user)
{
  g_autofree char *auth_user = NULL;

  g_object_get (account, "auth-user", &auth_user, NULL);
  if (auth_user != NULL && *auth_user != '\0')
    return g_str_equal (auth_user, user);

  return g_strcmp0 (rb_account_get_user (account), user) == 0;
}

static gboolean
has_domain (RbAccount *account, const char *domain)
{
  const char *own = rb_account_get_domain (account);

  return own != NULL && domain != NULL && g_ascii_strcasecmp (own, domain) == 0;
}

RbAccount *
rb_digest_account_find (GListModel *accounts, const char *user, const char *realm, const char *domain)
{
  RbAccount *found = NULL;
  guint n = g_list_model_get_n_items (accounts);

  if (user == NULL)
    return NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbAccount) account = RB_ACCOUNT (g_list_model_get_item (accounts, i));

      if (!has_user (account, user))
        continue;
      if (has_domain (account, realm))
        return account;
      if (found == NULL && has_domain (account, domain))
        found = account;
    }

  return found;
}
