/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For rb-dial-plan.c: the rules of a dial plan, read and matched. */

#define RB_DIAL_SYMBOLS "0123456789*#+"

typedef struct _RbDialRule RbDialRule;

/* @plan: the rules, separated by “|”, perhaps all in parentheses. (transfer full) (nullable): of RbDialRule; NULL with
 * RB_DIAL_PLAN_ERROR_RULE and in @fault_at (optional) the character that is wrong. */
GPtrArray  *rb_dial_rules_parse (const char *plan, guint *fault_at, GError **error);
const char *rb_dial_rule_get_text (const RbDialRule *self);
/* Whether it matches the whole of @number; @result (transfer full): what it makes of it, NULL when it bars it. */
gboolean    rb_dial_rule_apply (const RbDialRule *self, const char *number, char **result);

G_END_DECLS
