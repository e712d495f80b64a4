/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The days a person names when looking for a call. Local time; a week goes back from today. */

#include "rb-history-query.h"

#include "rb-history-words.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static gint64
to_us (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static gboolean
set_days (GDateTime *first, int months, int days, gint64 *from_us, gint64 *until_us)
{
  g_autoptr (GDateTime) month = first != NULL ? g_date_time_add_months (first, months) : NULL;
  g_autoptr (GDateTime) after = month != NULL ? g_date_time_add_days (month, days) : NULL;

  if (after == NULL)
    return FALSE;

  *from_us = to_us (first);
  *until_us = to_us (after);
  return TRUE;
}

static gboolean
is_named (const char *text, const char *name)
{
  g_autofree char *folded = rb_history_fold (name);

  return strcmp (text, folded) == 0;
}

/* Days back from today, or -1. */
static int
find_named (const char *text, GDateTime *today)
{
  static const char *const english[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

  if (is_named (text, "today") || is_named (text, _ ("Today")))
    return 0;
  if (is_named (text, "yesterday") || is_named (text, _ ("Yesterday")))
    return 1;
  for (int day = 1; day <= 7; day++)
    if (is_named (text, english[day - 1]) || is_named (text, rb_history_get_weekday (day)))
      return (g_date_time_get_day_of_week (today) - day + 7) % 7;

  return -1;
}

/* How days are written: each N is a number, of the year, month or day that @order says. */
static const struct
{
  const char *shape;
  const char *order;
} shapes[] = {
  { "N-N-N", "ymd" }, { "N/N/N", "ymd" }, { "N.N.N", "dmy" }, { "N年N月N日", "ymd" },
  { "N月N日", "md" }, { "N.N.", "dm" },   { "N-N", "ym" },    { "N年N月", "ym" },
};

/* "2026-11-26" is "N-N-N" and its three numbers. FALSE: there are more, or one of more than four digits. */
static gboolean
split (const char *text, GString *shape, int numbers[3])
{
  guint n = 0;

  while (*text != '\0')
    {
      gsize digits = strspn (text, "0123456789");

      if (digits == 0)
        {
          g_string_append_c (shape, *text++);
          continue;
        }
      if (digits > 4 || n == 3)
        return FALSE;
      numbers[n++] = atoi (text);
      g_string_append_c (shape, 'N');
      text += digits;
    }

  return TRUE;
}

/* (transfer full) (nullable) */
static GDateTime *
make_day (int year, int month, int day)
{
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 31
             ? g_date_time_new_local (year, month, day, 0, 0, 0)
             : NULL;
}

static gboolean
parse_written (const char *text, GDateTime *today, gint64 *from_us, gint64 *until_us)
{
  g_autoptr (GString) shape = g_string_new (NULL);
  g_autoptr (GDateTime) first = NULL;
  int numbers[3] = { 0 };
  const char *order = NULL;
  int year = g_date_time_get_year (today);
  int month = 0;
  int day = 1;

  if (!split (text, shape, numbers))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (shapes) && order == NULL; i++)
    if (strcmp (shape->str, shapes[i].shape) == 0)
      order = shapes[i].order;
  if (order == NULL)
    return FALSE;

  for (guint i = 0; order[i] != '\0'; i++)
    *(order[i] == 'y' ? &year : order[i] == 'm' ? &month : &day) = numbers[i];
  first = make_day (year, month, day);
  if (strchr (order, 'y') == NULL && first != NULL && g_date_time_compare (first, today) > 0)
    {
      g_clear_pointer (&first, g_date_time_unref);
      first = make_day (year - 1, month, day); /* the last that has come */
    }

  return strchr (order, 'd') != NULL ? set_days (first, 0, 1, from_us, until_us)
                                     : set_days (first, 1, 0, from_us, until_us);
}

gboolean
rb_history_parse_day (const char *text, gint64 now_us, gint64 *from_us, gint64 *until_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = NULL;
  int back;

  if (now != NULL)
    today = make_day (g_date_time_get_year (now), g_date_time_get_month (now), g_date_time_get_day_of_month (now));
  if (today == NULL)
    return FALSE;

  back = find_named (text, today);
  if (back >= 0)
    {
      g_autoptr (GDateTime) first = g_date_time_add_days (today, -back);

      return set_days (first, 0, 1, from_us, until_us);
    }

  return parse_written (text, today, from_us, until_us);
}
