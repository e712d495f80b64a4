/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is sent for a typed number: emergency numbers first, then the rules of the account's dial plan, then its
 * prefix. The words and the order are for people: each result says what was done. The rules themselves are read
 * and matched in rb-dial-rule.c. */

#include "rb-dial-plan.h"

#include "rb-dial-rule.h"
#include "rb-number.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A domain that no account has (RFC 2606): what it completes was typed without one. */
#define NO_DOMAIN "number.invalid"

G_DEFINE_QUARK (rb - dial - plan - error - quark, rb_dial_plan_error)

void
rb_dial_result_free (RbDialResult *self)
{
  g_free (self->dialled);
  g_free (self->number);
  g_free (self->explanation);
  g_free (self->fault);
  g_free (self);
}

/* The number that a person typed, in whatever grouping or link; NULL: an address, a name, or nothing. */
static char *
find_number (const char *typed)
{
  g_autofree char *uri = rb_sip_uri_from_input (typed, NO_DOMAIN, NULL);
  g_autofree char *host = uri != NULL ? rb_sip_uri_get_host (uri) : NULL;
  g_autofree char *user = uri != NULL ? rb_sip_uri_get_user (uri) : NULL;

  return g_strcmp0 (host, NO_DOMAIN) == 0 ? rb_number_strip (user) : NULL;
}

gboolean
rb_dial_plan_is_emergency (const char *number, const char *const *emergency)
{
  g_autofree char *dialled = find_number (number);

  for (guint i = 0; dialled != NULL && emergency != NULL && emergency[i] != NULL; i++)
    {
      g_autofree char *known = find_number (emergency[i]);

      if (g_strcmp0 (known, dialled) == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
rb_dial_plan_check (const char *plan, guint *fault_at, GError **error)
{
  g_autoptr (GPtrArray) rules = rb_dial_rules_parse (plan, fault_at, error);

  return rules != NULL;
}

/* The first rule that matches. FALSE: none does. */
static gboolean
apply_rules (RbDialResult *result, GPtrArray *rules)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const RbDialRule *rule = g_ptr_array_index (rules, i);
      const char *text = rb_dial_rule_get_text (rule);

      if (!rb_dial_rule_apply (rule, result->dialled, &result->number))
        continue;

      result->rule = i + 1;
      result->barred = result->number == NULL;
      if (result->barred)
        result->explanation = g_strdup_printf (_ ("Rule %1$u of the dial plan, “%2$s”, forbids to dial %3$s."), i + 1,
                                               text, result->dialled);
      else if (strcmp (result->number, result->dialled) == 0)
        result->explanation = g_strdup_printf (_ ("Rule %1$u of the dial plan, “%2$s”, leaves %3$s as it is."), i + 1,
                                               text, result->dialled);
      else
        result->explanation = g_strdup_printf (_ ("Rule %1$u of the dial plan, “%2$s”, makes %3$s of %4$s."), i + 1,
                                               text, result->number, result->dialled);
      return TRUE;
    }

  return FALSE;
}

static void
apply_prefix (RbDialResult *result, const char *prefix)
{
  if (prefix == NULL || *prefix == '\0' || !g_ascii_isdigit (result->dialled[0]))
    {
      result->number = g_strdup (result->dialled);
      result->explanation = g_strdup_printf (_ ("%s is dialled as it is."), result->dialled);
      return;
    }

  result->number = g_strconcat (prefix, result->dialled, NULL);
  result->explanation = g_strdup_printf (_ ("The prefix %1$s of the account makes %2$s of %3$s."), prefix,
                                         result->number, result->dialled);
}

RbDialResult *
rb_dial_plan_try (const RbDialSettings *settings, const char *typed)
{
  RbDialResult *result = g_new0 (RbDialResult, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules =
      rb_dial_rules_parse (settings->plan != NULL ? settings->plan : "", &result->fault_at, &error);

  if (rules == NULL)
    result->fault = g_strdup (error->message);
  result->dialled = find_number (typed);
  if (result->dialled == NULL)
    {
      if (*typed != '\0')
        result->explanation = g_strdup (_ ("This is no number: it is called as it is."));
      return result;
    }

  if (rb_dial_plan_is_emergency (result->dialled, settings->emergency))
    {
      result->emergency = TRUE;
      result->number = g_strdup (result->dialled);
      result->explanation =
          g_strdup_printf (_ ("%s is an emergency number: it is always dialled as it is."), result->dialled);
      return result;
    }

  if (rules != NULL && apply_rules (result, rules))
    return result;

  apply_prefix (result, rules != NULL ? settings->prefix : NULL);

  return result;
}
