/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a past call reads in a list: its verdict in words, when it was, how long it took and
 * which way it went. Pure functions. */

#include "rb-history-text.h"

#include "rb-history-words.h"
#include "rb-shown-text.h"
#include "rb-verdict.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

/* What a sentence needs to be known. */
enum
{
  RING = 1 << 0,
  TALK = 1 << 1,
  OTHER = 1 << 2,
  STATUS = 1 << 3,
  IN = 1 << 4,
  OUT = 1 << 5,
};

/* clang-format off */
/* {ring}, {talk}: durations such as “12 s”; {other}: an address; {status}: “503”. The first that fits is taken. What
 * was done with a call says more than how its messages ended. */
static const struct
{
  const char *handling; /* or */
  const char *verdict;
  guint needs;
  const char *text;
} sentences[] = {
  { "elsewhere", NULL, RING, N_("Answered elsewhere after {ring}") },
  { "elsewhere", NULL, 0, N_("Answered elsewhere") },
  { "forwarded", NULL, OTHER, N_("Forwarded to {other}") },
  { "forwarded", NULL, 0, N_("Forwarded") },
  { "forward-always", NULL, OTHER, N_("Forwarded to {other}") },
  { "forward-always", NULL, 0, N_("Forwarded") },
  { "forward-busy", NULL, OTHER, N_("Forwarded to {other}") },
  { "forward-busy", NULL, 0, N_("Forwarded") },
  { "forward-no-answer", NULL, OTHER, N_("Forwarded to {other}") },
  { "forward-no-answer", NULL, 0, N_("Forwarded") },
  { "blocked", NULL, 0, N_("Rejected – the number is blocked") },
  { "stranger", NULL, 0, N_("Rejected – the call came from a stranger") },
  { "anonymous", NULL, 0, N_("Rejected – the caller hid the number") },
  { "do-not-disturb", NULL, 0, N_("Declined – do not disturb") },
  { "busy", NULL, 0, N_("Declined – another call was up") },
  { "too-many", NULL, 0, N_("Declined – too many calls at once") },
  { NULL, "missed", RING, N_("Missed – rang for {ring}") },
  { NULL, "missed", 0, N_("Missed") },
  { NULL, "answered", TALK, N_("Answered – {talk}") },
  { NULL, "session-expired", TALK, N_("Session timer ran out after {talk}") },
  { NULL, "transferred", TALK, N_("Transferred after {talk}") },
  { NULL, "cancelled", OUT | RING, N_("No answer – cancelled after {ring}") },
  { NULL, "cancelled", OUT, N_("Cancelled before it rang") },
  { NULL, "no-answer", RING, N_("No answer – rang for {ring}") },
  { NULL, "declined", OUT | RING, N_("Declined after {ring}") },
  { NULL, "rejected", OUT | RING, N_("Rejected after {ring}") },
  { NULL, "failed", STATUS, N_("Failed ({status})") },
};
/* clang-format on */

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

static GDateTime *
new_local (gint64 time_us)
{
  return g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
}

static GDateTime *
new_midnight (GDateTime *day)
{
  return g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                g_date_time_get_day_of_month (day), 0, 0, 0);
}

/* Whole days from @when to @now, as the calendar counts; negative in the future. */
static int
count_days (GDateTime *when, GDateTime *now)
{
  GDate a;
  GDate b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, g_date_time_get_day_of_month (when), g_date_time_get_month (when), g_date_time_get_year (when));
  g_date_set_dmy (&b, g_date_time_get_day_of_month (now), g_date_time_get_month (now), g_date_time_get_year (now));

  return g_date_days_between (&a, &b);
}

char *
rb_format_clock (gint64 time_us)
{
  g_autoptr (GDateTime) when = new_local (time_us);
  const char *usual = nl_langinfo (T_FMT);
  gboolean halves = strstr (usual, "%p") != NULL || strstr (usual, "%r") != NULL || strstr (usual, "%I") != NULL;

  if (when == NULL)
    return g_strdup ("");

  return g_date_time_format (when, halves ? "%-I:%M %p" : "%H:%M");
}

char *
rb_format_day (gint64 time_us, gint64 now_us)
{
  g_autoptr (GDateTime) when = new_local (time_us);
  g_autoptr (GDateTime) now = new_local (now_us);
  int days;

  if (when == NULL || now == NULL)
    return g_strdup ("");

  days = count_days (when, now);
  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 1 && days < 7)
    return g_strdup (rb_history_get_weekday (g_date_time_get_day_of_week (when)));

  /* Translators: a day, for g_date_time_format(): “5 November 2026” */
  return g_date_time_format (when, _ ("%-d %B %Y"));
}

gboolean
rb_is_same_day (gint64 a_us, gint64 b_us)
{
  g_autoptr (GDateTime) a = new_local (a_us);
  g_autoptr (GDateTime) b = new_local (b_us);

  return a != NULL && b != NULL && count_days (a, b) == 0;
}

gint64
rb_get_next_midnight (gint64 now_us)
{
  g_autoptr (GDateTime) now = new_local (now_us);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight = new_midnight (tomorrow);

  return g_date_time_to_unix (midnight) * G_USEC_PER_SEC;
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
  g_autoptr (GDateTime) when = new_local (time_us);
  g_autoptr (GDateTime) now = new_local (now_us);
  int days;

  if (when == NULL || now == NULL)
    return g_strdup ("");

  days = count_days (when, now);
  if (days <= 0)
    return rb_format_clock (time_us);
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days < 7)
    return g_date_time_format (when, "%a %H:%M");

  return g_date_time_format (when, "%x");
}

static guint
find_known (RbHistoryItem *item)
{
  return (rb_history_item_get_ring_us (item) >= 0 ? RING : 0) | (rb_history_item_get_talk_us (item) >= 0 ? TALK : 0) |
         (rb_history_item_get_other (item) != NULL ? OTHER : 0) |
         (rb_history_item_get_status (item) != 0 ? STATUS : 0) | (rb_history_item_is_incoming (item) ? IN : OUT);
}

static void
fill (GString *text, const char *place, char *value)
{
  g_string_replace (text, place, value, 0);
  g_free (value);
}

/* An address as it is shown: without scheme. (transfer full) */
static char *
dup_shown_address (const char *uri)
{
  const char *start = uri != NULL ? uri : "";

  if (g_ascii_strncasecmp (start, "sip:", 4) == 0)
    start += 4;

  return rb_shown_text_line (start);
}

/* Returns: (transfer full): how the call ended, in a few words: "Answered – 12 min", "Missed – rang for 5 s", "Busy",
 *   "Failed (503)" */
char *
rb_history_item_format_verdict (RbHistoryItem *item)
{
  const char *verdict = rb_history_item_is_missed (item) ? "missed" : rb_history_item_get_verdict (item);
  const char *handling = rb_history_item_get_handling (item);
  guint known = find_known (item);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      const char *given = sentences[i].handling != NULL ? handling : verdict;
      const char *wanted = sentences[i].handling != NULL ? sentences[i].handling : sentences[i].verdict;
      GString *text;

      if (g_strcmp0 (given, wanted) != 0 || (sentences[i].needs & ~known) != 0)
        continue;

      text = g_string_new (_ (sentences[i].text));
      fill (text, "{ring}", rb_format_duration (rb_history_item_get_ring_us (item)));
      fill (text, "{talk}", rb_format_duration (rb_history_item_get_talk_us (item)));
      fill (text, "{status}", g_strdup_printf ("%u", rb_history_item_get_status (item)));
      fill (text, "{other}", dup_shown_address (rb_history_item_get_other (item)));
      return g_string_free (text, FALSE);
    }

  for (RbVerdictKind kind = RB_VERDICT_NONE; kind < RB_VERDICT_N_KINDS; kind++)
    if (g_strcmp0 (verdict, rb_verdict_kind_to_string (kind)) == 0)
      return g_strdup (rb_verdict_kind_get_label (kind));

  return g_strdup ("");
}

/* "today at 12:30", inside a sentence. (transfer full) */
static char *
format_moment (gint64 time_us, gint64 now_us)
{
  g_autofree char *clock = rb_format_clock (time_us);
  g_autoptr (GDateTime) when = new_local (time_us);
  g_autoptr (GDateTime) now = new_local (now_us);
  g_autofree char *day = rb_format_day (time_us, now_us);
  int days = when != NULL && now != NULL ? count_days (when, now) : -1;

  if (days == 0)
    return g_strdup_printf (_ ("today at %s"), clock);
  if (days == 1)
    return g_strdup_printf (_ ("yesterday at %s"), clock);

  /* Translators: a day and a time: "on Monday at 12:30" */
  return g_strdup_printf (_ ("on %1$s at %2$s"), day, clock);
}

char *
rb_history_item_format_sentence (RbHistoryItem *item, const char *name, const char *account, gint64 now_us)
{
  g_autofree char *when = format_moment (rb_history_item_get_start_us (item), now_us);
  g_autofree char *verdict = rb_history_item_format_verdict (item);
  gboolean missed = rb_history_item_is_missed (item);
  gboolean incoming = rb_history_item_is_incoming (item);

  /* Translators: a past call read out: with whom, when, how it ended; then the own account */
  if (account == NULL && missed)
    return g_strdup_printf (_ ("Missed call from %1$s, %2$s. %3$s."), name, when, verdict);
  if (account == NULL)
    return g_strdup_printf (incoming ? _ ("Incoming call from %1$s, %2$s. %3$s.")
                                     : _ ("Outgoing call to %1$s, %2$s. %3$s."),
                            name, when, verdict);
  if (missed)
    return g_strdup_printf (_ ("Missed call from %1$s to %4$s, %2$s. %3$s."), name, when, verdict, account);

  return g_strdup_printf (incoming ? _ ("Incoming call from %1$s to %4$s, %2$s. %3$s.")
                                   : _ ("Outgoing call to %1$s from %4$s, %2$s. %3$s."),
                          name, when, verdict, account);
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

char *
rb_history_item_dup_name (RbHistoryItem *item)
{
  const char *name = rb_history_item_get_remote_name (item);

  return name != NULL && *name != '\0' ? rb_shown_text_line (name)
                                       : dup_shown_address (rb_history_item_get_remote_uri (item));
}
