/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A dial plan, and after a NUL byte what a person types. */

#include "fuzz.h"

#include <string.h>

#include "rb-dial-plan.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const char *const emergency[] = { "112", "911", NULL };
  const guint8 *nul = size > 0 ? memchr (data, '\0', size) : NULL;
  gsize length = nul != NULL ? (gsize) (nul - data) : size;
  g_autofree char *plan = g_strndup ((const char *) data, length);
  g_autofree char *typed = nul != NULL ? g_strndup ((const char *) nul + 1, size - length - 1) : g_strdup ("112");
  const RbDialSettings settings = { plan, "9", emergency };
  g_autoptr (RbDialResult) result = rb_dial_plan_try (&settings, typed);
  g_autoptr (GError) error = NULL;
  guint at = 0;

  g_assert (rb_dial_plan_check (plan, &at, &error) == (result->fault == NULL));
  if (result->fault != NULL)
    {
      g_assert (at == result->fault_at && at <= length);
      g_assert (g_utf8_validate (result->fault, -1, NULL));
    }
  if (result->explanation != NULL)
    g_assert (g_utf8_validate (result->explanation, -1, NULL));
  if (result->number != NULL)
    g_assert (result->dialled != NULL && !result->barred &&
              result->number[strspn (result->number, "0123456789*#+")] == '\0');
  if (result->emergency)
    g_assert (strcmp (result->number, result->dialled) == 0);

  return 0;
}
