/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-cli.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* What the phone of “call” and “answer” does by itself: its settings, which it keeps for this run only. */

typedef struct
{
  gboolean do_not_disturb;
  char    *auto_answer;
  int      auto_answer_delay; /* s */
  gboolean no_call_waiting;
  gboolean single_call;
  gboolean reject_anonymous;
  gboolean accept_strangers;
  char   **blocked;
  char    *forward_always;
  char    *forward_busy;
  char    *forward_no_answer;
  int      forward_after; /* s, 0: as usual */
  char    *redirects;
  char    *dial_plan;
  char    *dial_prefix;
} RbCliRules;

extern RbCliRules rb_cli_rules;

#define RB_CLI_INCOMING_RULES                                                                                          \
  { "dnd", 0, 0, G_OPTION_ARG_NONE, &rb_cli_rules.do_not_disturb, N_("Reject every call as busy"), NULL },             \
  { "auto-answer", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.auto_answer,                                               \
    N_("Which calls are answered by themselves (default: off)"), "off|asked|all" },                                    \
  { "auto-answer-delay", 0, 0, G_OPTION_ARG_INT, &rb_cli_rules.auto_answer_delay,                                      \
    N_("Ring this long before that"), N_("SECONDS") },                                                                 \
  { "no-call-waiting", 0, 0, G_OPTION_ARG_NONE, &rb_cli_rules.no_call_waiting, N_("Be busy during a call"), NULL },    \
  { "reject-anonymous", 0, 0, G_OPTION_ARG_NONE, &rb_cli_rules.reject_anonymous,                                       \
    N_("Reject calls that hide their number"), NULL },                                                                 \
  { "accept-strangers", 0, 0, G_OPTION_ARG_NONE, &rb_cli_rules.accept_strangers,                                       \
    N_("Take calls that do not come through the account’s server"), NULL },                                            \
  { "block", 0, 0, G_OPTION_ARG_STRING_ARRAY, &rb_cli_rules.blocked,                                                   \
    N_("Decline calls of this number or address; may be given again"), N_("NUMBER") },                                 \
  { "forward-always", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.forward_always, N_("Forward every call"), N_("URI") },  \
  { "forward-busy", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.forward_busy, N_("Forward calls during a call"),          \
    N_("URI") },                                                                                                       \
  { "forward-no-answer", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.forward_no_answer,                                   \
    N_("Forward calls that are not answered"), N_("URI") },                                                            \
  { "forward-after", 0, 0, G_OPTION_ARG_INT, &rb_cli_rules.forward_after,                                              \
    N_("… after this long (default: 20)"), N_("SECONDS") }

#define RB_CLI_OUTGOING_RULES                                                                                          \
  { "redirects", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.redirects,                                                   \
    N_("What to do when another address is named (default: ask, which only tells)"), "ask|follow|refuse" },            \
  { "dial-plan", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.dial_plan, N_("Dial plan of the account"), N_("RULES") },    \
  { "dial-prefix", 0, 0, G_OPTION_ARG_STRING, &rb_cli_rules.dial_prefix, N_("Prefix of the account"), N_("DIGITS") }

#define RB_CLI_COMMON_RULES                                                                                            \
  { "single-call", 0, 0, G_OPTION_ARG_NONE, &rb_cli_rules.single_call, N_("One call at a time"), NULL }

/* FALSE: told on stderr what is wrong. */
gboolean rb_cli_rules_check (void);
void     rb_cli_rules_apply (RbPhone *phone);
/* For the account's "dial-plan" and "dial-prefix": "" when not given. */
const char *rb_cli_rules_get_dial_plan (void);
const char *rb_cli_rules_get_dial_prefix (void);

G_END_DECLS
