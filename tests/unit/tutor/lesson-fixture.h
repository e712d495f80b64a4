/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What tests ask of a lesson. */

#include <json-c/json.h>
#include <string.h>

#include "rb-lesson-json.h"

/* (transfer full) */
G_GNUC_UNUSED static char *
lesson_dup_json (const RbLesson *lesson)
{
  struct json_object *array = rb_lesson_to_json (lesson);
  char *text = g_strdup (json_object_to_json_string_ext (array, JSON_C_TO_STRING_PLAIN));

  json_object_put (array);
  return text;
}

G_GNUC_UNUSED static const RbLessonBlock *
lesson_get (const RbLesson *lesson, const char *id)
{
  const RbLessonBlock *block = rb_lesson_find (lesson, id);
  g_autofree char *json = block == NULL ? lesson_dup_json (lesson) : NULL;

  if (block == NULL)
    g_error ("%s is not in %s", id, json);
  return block;
}

G_GNUC_UNUSED static guint
lesson_count (const RbLesson *lesson, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < rb_lesson_get_n_blocks (lesson); i++)
    n += g_str_equal (rb_lesson_get_block (lesson, i)->id, id);
  return n;
}

/* Does the block cite exactly these messages? Numbers as people see them, from 1; 0 ends them. */
G_GNUC_UNUSED static void
lesson_assert_cites (const RbLessonBlock *block, const guint *numbers)
{
  guint n = 0;

  for (; numbers[n] != 0; n++)
    {
      g_assert_cmpuint (block->positions->len, >, n);
      g_assert_cmpuint (g_array_index (block->positions, guint, n), ==, numbers[n] - 1);
    }
  g_assert_cmpuint (block->positions->len, ==, n);
}

G_GNUC_UNUSED static const RbLessonCell *
lesson_get_cell (const RbLessonBlock *table, guint row, guint column)
{
  g_assert_nonnull (table->rows);
  g_assert_cmpuint (row, <, table->rows->len);
  return &g_array_index ((GArray *) g_ptr_array_index (table->rows, row), RbLessonCell, column);
}

/* What must hold of every lesson, whatever the messages. */
G_GNUC_UNUSED static void
lesson_assert_sound (const RbLesson *lesson, guint n_messages)
{
  g_assert_cmpuint (rb_lesson_get_n_blocks (lesson), >, 0);
  for (guint i = 0; i < rb_lesson_get_n_blocks (lesson); i++)
    {
      const RbLessonBlock *block = rb_lesson_get_block (lesson, i);

      g_assert_cmpstr (block->id, !=, "");
      g_assert_true (g_utf8_validate (block->text, -1, NULL));
      g_assert_cmpuint (strlen (block->text), <, 3000);
      for (guint k = 0; k < block->positions->len; k++)
        g_assert_cmpuint (g_array_index (block->positions, guint, k), <, n_messages);
    }
}
