/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lessons as JSON, described in data/inspect.schema.json. */

#include "rb-lesson-json.h"

static const char *const kinds[] = {
  [RB_LESSON_HEADING] = "heading",
  [RB_LESSON_STATEMENT] = "statement",
  [RB_LESSON_TABLE] = "table",
  [RB_LESSON_FORMULA] = "formula",
};

static const char *const tones[] = {
  [RB_TONE_PLAIN] = "plain", [RB_TONE_GOOD] = "good", [RB_TONE_WARNING] = "warning",
  [RB_TONE_BAD] = "bad",     [RB_TONE_DIM] = "dim",
};

const char *
rb_tone_to_string (RbTone tone)
{
  return tones[tone];
}

static void
add_text (struct json_object *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_object_add (object, key, json_object_new_string (text));
}

static void
add_tone (struct json_object *object, RbTone tone)
{
  if (tone != RB_TONE_PLAIN)
    add_text (object, "tone", tones[tone]);
}

static struct json_object *
cell_to_json (const RbLessonCell *cell)
{
  struct json_object *object = json_object_new_object ();

  add_text (object, "text", cell->text != NULL ? cell->text : "");
  add_tone (object, cell->tone);
  if (cell->position != RB_FLOW_NONE)
    json_object_object_add (object, "message", json_object_new_int64 ((gint64) cell->position + 1));
  return object;
}

static void
add_table (struct json_object *object, const RbLessonBlock *block)
{
  struct json_object *columns = json_object_new_array ();
  struct json_object *rows = json_object_new_array ();

  for (guint i = 0; i < block->columns->len; i++)
    json_object_array_add (columns, json_object_new_string (g_ptr_array_index (block->columns, i)));
  for (guint i = 0; i < block->rows->len; i++)
    {
      GArray *row = g_ptr_array_index (block->rows, i);
      struct json_object *cells = json_object_new_array ();

      for (guint j = 0; j < row->len; j++)
        json_object_array_add (cells, cell_to_json (&g_array_index (row, RbLessonCell, j)));
      json_object_array_add (rows, cells);
    }
  json_object_object_add (object, "columns", columns);
  json_object_object_add (object, "rows", rows);
}

static void
add_pieces (struct json_object *object, const RbLessonBlock *block)
{
  struct json_object *pieces = json_object_new_array ();

  for (guint i = 0; i < block->pieces->len; i++)
    {
      const RbLessonPiece *piece = &g_array_index (block->pieces, RbLessonPiece, i);
      struct json_object *member = json_object_new_object ();

      add_text (member, "text", piece->text);
      if (piece->source != 0)
        json_object_object_add (member, "source", json_object_new_int64 (piece->source));
      json_object_array_add (pieces, member);
    }
  if (block->source != 0)
    json_object_object_add (object, "source", json_object_new_int64 (block->source));
  json_object_object_add (object, "pieces", pieces);
}

static struct json_object *
block_to_json (const RbLessonBlock *block)
{
  struct json_object *object = json_object_new_object ();

  add_text (object, "kind", kinds[block->kind]);
  add_text (object, "id", block->id);
  add_text (object, "text", block->text);
  add_text (object, "rfc", block->rfc);
  add_tone (object, block->tone);
  if (block->confidence != RB_CONFIDENCE_CERTAIN)
    add_text (object, "confidence", rb_confidence_to_string (block->confidence));
  if (block->positions->len > 0)
    {
      struct json_object *messages = json_object_new_array ();

      for (guint i = 0; i < block->positions->len; i++)
        json_object_array_add (messages,
                               json_object_new_int64 ((gint64) g_array_index (block->positions, guint, i) + 1));
      json_object_object_add (object, "messages", messages);
    }
  if (block->kind == RB_LESSON_TABLE)
    add_table (object, block);
  if (block->kind == RB_LESSON_FORMULA)
    add_pieces (object, block);
  return object;
}

struct json_object *
rb_lesson_to_json (const RbLesson *self)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; i < rb_lesson_get_n_blocks (self); i++)
    json_object_array_add (array, block_to_json (rb_lesson_get_block (self, i)));
  return array;
}
