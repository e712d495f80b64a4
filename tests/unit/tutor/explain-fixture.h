/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Asks for explanations by the ids of their statements, so that no test depends on words. */

#include "files-fixture.h"
#include "rb-explain.h"
#include "trace-fixture.h"

/* "id id …": the ids of a lesson's statements. (transfer full) */
static inline char *
explain_list_ids (const RbLesson *lesson)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < rb_lesson_get_n_blocks (lesson); i++)
    if (rb_lesson_get_block (lesson, i)->kind == RB_LESSON_STATEMENT)
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", rb_lesson_get_block (lesson, i)->id);
  return g_string_free (ids, FALSE);
}

/* @wanted: ids that must be there; "-id" must not; "id@5,7" must cite No. 5 and No. 7; "id?" is not certain. */
static inline void
explain_check_lesson (const RbLesson *lesson, const char *wanted)
{
  g_auto (GStrv) words = g_strsplit (wanted, " ", -1);
  g_autofree char *ids = explain_list_ids (lesson);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], "@", 2);
      gboolean absent = parts[0][0] == '-';
      char *mark = strchr (parts[0], '?');
      const RbLessonBlock *block;

      if (mark != NULL)
        *mark = '\0';
      block = rb_lesson_find (lesson, parts[0] + absent);
      if ((block == NULL) != absent)
        g_error ("“%s” among: %s", words[i], ids);
      if (absent)
        continue;
      if ((block->confidence != RB_CONFIDENCE_CERTAIN) != (mark != NULL))
        g_error ("“%s”: how sure? %s", words[i], block->text);
      if (parts[1] != NULL)
        {
          g_auto (GStrv) numbers = g_strsplit (parts[1], ",", -1);

          for (guint j = 0; numbers[j] != NULL; j++)
            {
              guint position = atoi (numbers[j]) - 1;
              gboolean found = FALSE;

              for (guint k = 0; k < block->positions->len; k++)
                found |= g_array_index (block->positions, guint, k) == position;
              if (!found)
                g_error ("“%s” does not cite No. %u: %s", block->id, position + 1, block->text);
            }
        }
    }
}

/* @number: of the message, from 1, as people count */
static inline void
explain_check (RbTrace *trace, guint number, const char *wanted)
{
  g_autoptr (RbLesson) lesson = rb_explain_message (trace, number - 1);

  g_test_message ("No. %u: %s", number, wanted);
  explain_check_lesson (lesson, wanted);
}
