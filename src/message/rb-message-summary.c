/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The body of a message-summary notification (RFC 3842 5.2), for RbVoicemail: lines “Name: value”. */

#include "rb-message-summary.h"

#include <string.h>

#define MAX_BYTES 65536
#define MAX_COUNT 9999

/* Takes a number off @text; FALSE when there is none. */
static gboolean
take_number (const char **text, guint *number)
{
  guint value = 0;
  const char *p = *text + strspn (*text, " \t");

  if (!g_ascii_isdigit (*p))
    return FALSE;

  for (; g_ascii_isdigit (*p); p++)
    value = MIN (value * 10 + (guint) (*p - '0'), MAX_COUNT);
  *number = value;
  *text = p + strspn (p, " \t");

  return TRUE;
}

/* "2/8 (0/2)": new, old, and of each the urgent ones. */
static void
read_counts (const char *text, RbMessageSummary *summary)
{
  guint n_new;
  guint n_old;
  guint urgent;

  if (!take_number (&text, &n_new) || *text++ != '/' || !take_number (&text, &n_old))
    return;

  summary->counted = TRUE;
  summary->n_new = n_new;
  summary->n_old = n_old;
  if (*text++ == '(' && take_number (&text, &urgent))
    summary->n_new_urgent = MIN (urgent, n_new);
}

gboolean
rb_message_summary_parse (const char *bytes, gsize length, RbMessageSummary *summary)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean said = FALSE;

  memset (summary, 0, sizeof *summary);
  if (length > MAX_BYTES)
    return FALSE;

  text = g_strndup (bytes, length);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      g_strstrip (lines[i]);
      g_strstrip (colon + 1);
      if (g_ascii_strcasecmp (lines[i], "Messages-Waiting") == 0 && !said)
        {
          said = TRUE;
          summary->waiting = g_ascii_strcasecmp (colon + 1, "yes") == 0;
        }
      else if (g_ascii_strcasecmp (lines[i], "Voice-Message") == 0 && !summary->counted)
        {
          read_counts (colon + 1, summary);
        }
    }

  return said;
}
