/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options by which “call” and “answer” are given the settings of a phone: do not disturb, forwarding … */

#include "rb-cli-rules.h"

#include <glib/gi18n.h>

RbCliRules rb_cli_rules;

/* @value (nullable): one of the words that the setting @key may be. */
static gboolean
check_word (const char *option, const char *value, const char *const *words)
{
  g_autofree char *known = g_strjoinv (", ", (char **) words);

  if (value == NULL || g_strv_contains (words, value))
    return TRUE;

  rb_cli_error (_ ("“%1$s” does not go with %2$s; give one of these: %3$s"), value, option, known);
  return FALSE;
}

gboolean
rb_cli_rules_check (void)
{
  static const char *const answers[] = { "off", "asked", "all", NULL };
  static const char *const redirects[] = { "ask", "follow", "refuse", NULL };
  const RbCliRules *r = &rb_cli_rules;
  g_autoptr (GError) error = NULL;
  guint at = 0;

  if (!check_word ("--auto-answer", r->auto_answer, answers) || !check_word ("--redirects", r->redirects, redirects))
    return FALSE;

  if (r->auto_answer_delay < 0 || r->auto_answer_delay > 60 || r->forward_after < 0 || r->forward_after > 180)
    {
      rb_cli_error (_ ("--auto-answer-delay takes 0 to 60 seconds, --forward-after 1 to 180"));
      return FALSE;
    }

  if (!rb_dial_plan_check (rb_cli_rules_get_dial_plan (), &at, &error))
    {
      rb_cli_error (_ ("the dial plan is wrong at character %1$u: %2$s"), at + 1, error->message);
      return FALSE;
    }

  return TRUE;
}

static void
set_forward (GSettings *settings, const char *key, const char *target)
{
  g_autofree char *to_key = g_strconcat (key, "-to", NULL);

  g_settings_set_boolean (settings, key, target != NULL);
  g_settings_set_string (settings, to_key, target != NULL ? target : "");
}

void
rb_cli_rules_apply (RbPhone *phone)
{
  GSettings *settings = rb_phone_get_settings (phone);
  const RbCliRules *r = &rb_cli_rules;

  g_settings_set_boolean (settings, "do-not-disturb", r->do_not_disturb);
  g_settings_set_boolean (settings, "call-waiting", !r->no_call_waiting);
  g_settings_set_boolean (settings, "single-call", r->single_call);
  g_settings_set_boolean (settings, "reject-anonymous", r->reject_anonymous);
  g_settings_set_boolean (settings, "accept-strangers", r->accept_strangers);
  if (r->auto_answer != NULL)
    g_settings_set_string (settings, "auto-answer", r->auto_answer);
  g_settings_set_uint (settings, "auto-answer-delay", (guint) r->auto_answer_delay);
  if (r->blocked != NULL)
    g_settings_set_strv (settings, "blocked", (const char *const *) r->blocked);
  if (r->redirects != NULL)
    g_settings_set_string (settings, "redirects", r->redirects);
  set_forward (settings, "forward-always", r->forward_always);
  set_forward (settings, "forward-busy", r->forward_busy);
  set_forward (settings, "forward-no-answer", r->forward_no_answer);
  if (r->forward_after > 0)
    g_settings_set_uint (settings, "forward-no-answer-after", (guint) r->forward_after);
}

const char *
rb_cli_rules_get_dial_plan (void)
{
  return rb_cli_rules.dial_plan != NULL ? rb_cli_rules.dial_plan : "";
}

const char *
rb_cli_rules_get_dial_prefix (void)
{
  return rb_cli_rules.dial_prefix != NULL ? rb_cli_rules.dial_prefix : "";
}
