/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a past call reads in a list: its verdict in words, when it was, how long it took and
 * which way it went. Pure functions. */

#include "rb-history-text.h"

#include "rb-verdict.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full): "42 s", "12 min", "1 h 05 min" */
char *
rb_format_duration (gint64 duration_us)
{
  gint64 seconds = MAX (duration_us, 0) / G_USEC_PER_SEC;

  if (seconds < 60)
    return g_strdup_printf (_ ("%d s"), (int) seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf (_ ("%d min"), (int) (seconds / 60));

  return g_strdup_printf (_ ("%d h %02d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

/**
 * rb_format_when:
 * @time_us: µs since 1970
 * @now_us: the present, likewise
 *
 * Returns: (transfer full): local time as short as it is clear: "12:30" today, "Yesterday",
 *   "Mon 12:30" within a week, else the date
 */
char *
rb_format_when (gint64 time_us, gint64 now_us)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) midnight = NULL;
  GTimeSpan before;

  if (when == NULL || now == NULL)
    return g_strdup ("");

  midnight = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                    g_date_time_get_day_of_month (now), 0, 0, 0);
  before = g_date_time_difference (midnight, when);
  if (before <= 0)
    return g_date_time_format (when, "%H:%M");
  if (before <= G_TIME_SPAN_DAY)
    return g_strdup (_ ("Yesterday"));
  if (before <= 6 * G_TIME_SPAN_DAY)
    return g_date_time_format (when, "%a %H:%M");

  return g_date_time_format (when, "%x");
}

/* Returns: (transfer full): how the call ended, in a few words: "12 min", "Missed", "Busy",
 *   "Failed (503)" */
char *
rb_history_item_format_verdict (RbHistoryItem *item)
{
  const char *verdict = rb_history_item_get_verdict (item);
  guint status = rb_history_item_get_status (item);

  if (rb_history_item_is_missed (item))
    return g_strdup (_ ("Missed"));
  if (rb_history_item_get_talk_us (item) >= 0 &&
      g_strcmp0 (verdict, rb_verdict_kind_to_string (RB_VERDICT_ANSWERED)) == 0)
    return rb_format_duration (rb_history_item_get_talk_us (item));
  if (g_strcmp0 (verdict, rb_verdict_kind_to_string (RB_VERDICT_FAILED)) == 0 && status != 0)
    return g_strdup_printf (_ ("Failed (%u)"), status);

  for (RbVerdictKind kind = RB_VERDICT_NONE; kind < RB_VERDICT_N_KINDS; kind++)
    if (g_strcmp0 (verdict, rb_verdict_kind_to_string (kind)) == 0)
      return g_strdup (rb_verdict_kind_get_label (kind));

  return g_strdup ("");
}

const char *
rb_history_item_get_icon (RbHistoryItem *item)
{
  if (rb_history_item_is_missed (item))
    return "call-missed-symbolic";

  return rb_history_item_is_incoming (item) ? "call-incoming-symbolic" : "call-outgoing-symbolic";
}

/* What the icon says, for those who do not see it; translated. */
const char *
rb_history_item_get_direction_label (RbHistoryItem *item)
{
  if (rb_history_item_is_missed (item))
    return _ ("Missed call");

  return rb_history_item_is_incoming (item) ? _ ("Incoming call") : _ ("Outgoing call");
}
