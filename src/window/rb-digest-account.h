/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account.h"

G_BEGIN_DECLS

/* The account of @accounts (of RbAccount) whose saved password credentials were probably computed with: the one that
 * authenticates as @user and whose domain is the @realm, else the @domain of the message's From. (transfer none)
 * (nullable): no account fits */
RbAccount *rb_digest_account_find (GListModel *accounts, const char *user, const char *realm, const char *domain);

G_END_DECLS
