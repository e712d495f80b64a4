/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of explanations, and its plain text and JSON. */

#include "rb-lesson-json.h"

#include <string.h>

static RbLesson *
new_lesson (void)
{
  static const char *const columns[] = { "Textbook", "Real", NULL };
  RbLesson *lesson = rb_lesson_new ();
  RbLessonBlock *block;

  rb_lesson_add_heading (lesson, "why", "Why now");
  block = rb_lesson_add (lesson, "retransmission-timer-a", "RFC 3261 17.1.1.2", "The same INVITE again.");
  block->confidence = RB_CONFIDENCE_LIKELY;
  rb_lesson_block_cite (block, 3);
  rb_lesson_block_cite (block, 3);
  rb_lesson_block_cite (block, RB_FLOW_NONE);
  block = rb_lesson_add_table (lesson, "table", "Both", columns);
  rb_lesson_block_add_row (block);
  rb_lesson_block_add_cell (block, "INVITE", RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (block, "INVITE\r\n<b>", RB_TONE_WARNING, 0);
  rb_lesson_block_add_row (block);
  rb_lesson_block_add_cell (block, "邀请", RB_TONE_PLAIN, RB_FLOW_NONE);
  block = rb_lesson_add_formula (lesson, "ha1", NULL, "HA1", 1);
  rb_lesson_block_add_piece (block, "MD5(", 0);
  rb_lesson_block_add_piece (block, "alice", 2);
  rb_lesson_block_add_piece (block, ")", 0);
  return lesson;
}

static void
lessons_become_text (void)
{
  g_autoptr (RbLesson) lesson = new_lesson ();
  g_autofree char *text = rb_lesson_to_text (lesson, 72);

  g_assert_cmpstr (text, ==,
                   "Why now\n"
                   "  The same INVITE again. [likely] [No. 4] [RFC 3261 17.1.1.2]\n"
                   "  Both\n"
                   "  Textbook  Real\n"
                   "  INVITE    INVITE␊<b>\n"
                   "  邀请\n"
                   "  HA1 = MD5(alice)\n");
}

static void
narrow_pages_wrap (void)
{
  static const char *const columns[] = { "A", "B", NULL };
  g_autoptr (RbLesson) lesson = rb_lesson_new ();
  g_autofree char *long_word = g_strnfill (5000, 'x');
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  RbLessonBlock *block;

  rb_lesson_add (lesson, "one", NULL, "各种各样的信令消息各种各样的信令消息各种各样的信令消息各种各样的信令消息");
  rb_lesson_add (lesson, "two", NULL, long_word);
  block = rb_lesson_add_table (lesson, "three", "", columns);
  rb_lesson_block_add_row (block);
  rb_lesson_block_add_cell (block, long_word, RB_TONE_PLAIN, RB_FLOW_NONE);
  rb_lesson_block_add_cell (block, long_word, RB_TONE_PLAIN, RB_FLOW_NONE);
  text = rb_lesson_to_text (lesson, 48);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 48);
}

static void
lessons_become_json (void)
{
  g_autoptr (RbLesson) lesson = new_lesson ();
  struct json_object *array = rb_lesson_to_json (lesson);

  g_assert_cmpstr (json_object_to_json_string_ext (json_object_array_get_idx (array, 1), JSON_C_TO_STRING_PLAIN), ==,
                   "{\"kind\":\"statement\",\"id\":\"retransmission-timer-a\",\"text\":\"The same INVITE again.\","
                   "\"rfc\":\"RFC 3261 17.1.1.2\",\"confidence\":\"likely\",\"messages\":[4]}");
  g_assert_cmpstr (json_object_to_json_string_ext (json_object_array_get_idx (array, 3), JSON_C_TO_STRING_PLAIN), ==,
                   "{\"kind\":\"formula\",\"id\":\"ha1\",\"text\":\"HA1\",\"source\":1,\"pieces\":[{\"text\":\"MD5(\"},"
                   "{\"text\":\"alice\",\"source\":2},{\"text\":\")\"}]}");
  json_object_put (array);
}

static void
values_are_quoted_short_and_harmless (void)
{
  g_autofree char *long_value = g_strnfill (65536, 'z');
  g_autofree char *cut = rb_lesson_quote (long_value);
  g_autofree char *hostile = rb_lesson_quote ("a\xe2\x80\xae\r\n\x1b[0m\xff");

  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 82);
  g_assert_cmpstr (hostile, ==, "“a�␊␛[0m�”");
}

static void
lessons_join (void)
{
  g_autoptr (RbLesson) lesson = new_lesson ();
  guint n = rb_lesson_get_n_blocks (lesson);

  rb_lesson_append (lesson, new_lesson ());
  rb_lesson_append (lesson, NULL);
  g_assert_cmpuint (rb_lesson_get_n_blocks (lesson), ==, 2 * n);
  g_assert_cmpstr (rb_lesson_find (lesson, "ha1")->text, ==, "HA1");
  g_assert_null (rb_lesson_find (lesson, "ha2"));
  g_assert_null (rb_lesson_get_block (lesson, 2 * n));
}

static void
lessons_are_copied_whole (void)
{
  RbLesson *lesson = new_lesson ();
  struct json_object *json = rb_lesson_to_json (lesson);
  g_autoptr (RbLesson) copy = rb_lesson_copy (lesson);
  struct json_object *json_of_copy;

  rb_lesson_free (lesson);
  json_of_copy = rb_lesson_to_json (copy);
  g_assert_cmpstr (json_object_to_json_string (json_of_copy), ==, json_object_to_json_string (json));
  json_object_put (json);
  json_object_put (json_of_copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/lessons_become_text", lessons_become_text);
  g_test_add_func ("/lesson/narrow_pages_wrap", narrow_pages_wrap);
  g_test_add_func ("/lesson/lessons_become_json", lessons_become_json);
  g_test_add_func ("/lesson/values_are_quoted_short_and_harmless", values_are_quoted_short_and_harmless);
  g_test_add_func ("/lesson/lessons_join", lessons_join);
  g_test_add_func ("/lesson/lessons_are_copied_whole", lessons_are_copied_whole);
  return g_test_run ();
}
