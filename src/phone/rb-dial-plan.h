/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is sent for a typed number. An account's rules are one text, separated by “|”, as docs/dial-plan.md describes:
 * patterns such as [2-9]xxxxxx, <00:+>x., 900x.! and regular expressions such as /^0(\d+)$/+86\1/. The first rule that
 * matches the whole number decides alone; where none does, the account's prefix is put in front of a number that begins
 * with a digit. Emergency numbers and whatever is no number (an address, a name) are sent as they are. */

#define RB_DIAL_PLAN_ERROR (rb_dial_plan_error_quark ())
GQuark rb_dial_plan_error_quark (void);
typedef enum { RB_DIAL_PLAN_ERROR_RULE } RbDialPlanError;

typedef struct
{
  const char        *plan;      /* (nullable) the account's rules */
  const char        *prefix;    /* (nullable) the account's prefix: digits, *, # and + */
  const char *const *emergency; /* (nullable) numbers that no rule may touch */
} RbDialSettings;

typedef struct
{
  char    *dialled;     /* (nullable): the typed number without its grouping; NULL: no number was typed */
  char    *number;      /* (nullable): what is sent for it; NULL also when it is barred */
  char    *explanation; /* (nullable): a sentence: what is sent and why; NULL when nothing was typed */
  guint    rule;        /* that matched, from 1; 0: none */
  gboolean emergency;
  gboolean barred;      /* the rule forbids to dial it */
  char    *fault;       /* (nullable): a sentence, when the plan is wrong; it is then not used at all */
  guint    fault_at;    /* character of the plan, from 0 */
} RbDialResult;

/* @typed: as a person typed or pasted it. Pure; quick whatever the rules are. (transfer full) */
RbDialResult *rb_dial_plan_try (const RbDialSettings *settings, const char *typed);
void          rb_dial_result_free (RbDialResult *self);
/* Whether @plan can be understood; else a sentence, and in @fault_at (optional) the character that is wrong. */
gboolean      rb_dial_plan_check (const char *plan, guint *fault_at, GError **error);
/* Whether @number (as typed or sent) is one of @emergency (nullable). */
gboolean      rb_dial_plan_is_emergency (const char *number, const char *const *emergency);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbDialResult, rb_dial_result_free)

G_END_DECLS
