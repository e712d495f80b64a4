/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RB_ACCOUNT_GROUP_ACCOUNT,
  RB_ACCOUNT_GROUP_NETWORK,
  RB_ACCOUNT_GROUP_PRIVACY,
  RB_ACCOUNT_GROUP_ADVANCED,
  RB_ACCOUNT_N_GROUPS,
} RbAccountGroup;

typedef enum
{
  RB_ACCOUNT_FIELD_TEXT,
  RB_ACCOUNT_FIELD_PASSWORD,
  RB_ACCOUNT_FIELD_NUMBER, /* s */
  RB_ACCOUNT_FIELD_SWITCH,
  RB_ACCOUNT_FIELD_CHOICE,
  RB_ACCOUNT_FIELD_CERTIFICATE,
} RbAccountFieldKind;

#define RB_ACCOUNT_MAX_CHOICES 4

/* One setting of the account dialog; texts are msgids. */
typedef struct
{
  const char        *property; /* of RbAccount, but for the password */
  RbAccountGroup     group;
  RbAccountFieldKind kind;
  const char        *title;
  const char        *help;
  const char        *choices[RB_ACCOUNT_MAX_CHOICES]; /* CHOICE: number 0 of the property, 1 … */
} RbAccountField;

gsize                 rb_account_fields_count (void);
const RbAccountField *rb_account_fields_get (gsize n); /* in the order of the dialog */

G_END_DECLS
