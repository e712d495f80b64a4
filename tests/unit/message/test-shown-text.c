/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes from the network as text that cannot harm a view. */

#include "rb-shown-text.h"

#include <string.h>

static void
check_text (const char *bytes, gsize length, const char *expected)
{
  g_autofree char *text = rb_shown_text_from_bytes ((const guint8 *) bytes, length);

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
bytes_become_harmless_text (void)
{
  check_text ("A: b\r\n\tc\n", 9, "A: b\n\tc\n");
  check_text ("a\rb", 3, "a␍b");
  check_text ("a\0b\x1b[0m\x7f", 8, "a␀b␛[0m␡");
  check_text ("Zo\xc3\xab 就绪", 11, "Zoë 就绪");
  check_text ("\xff\xc3", 2, "��");
  check_text ("\xc0\x80", 2, "��");
  check_text ("a\xe2\x80\xae"
              "b\xe2\x81\xa6"
              "c\xe2\x80\xa8"
              "d\xc2\x85",
              15, "a�b�c�d�");
  check_text ("", 0, "");
}

static void
texts_of_one_line_stay_one_line (void)
{
  g_autofree char *line = rb_shown_text_line ("180 Ring\ring\t\xe2\x80\xae"
                                              "a\r\nb 就绪");

  g_autofree char *long_text = g_strnfill (60000, 'z');
  g_autofree char *cut = rb_shown_text_line (long_text);

  g_assert_cmpstr (line, ==, "180 Ring␍ing␉�a␊b 就绪");
  g_assert_cmpuint (strlen (cut), <, 2000);
  g_assert_true (g_str_has_suffix (cut, "z…"));
}

static void
marks_are_found_by_character (void)
{
  static const char bytes[] = "V: 就\r\nTo: \xff\r\n";
  gsize length = sizeof bytes - 1;

  g_assert_cmpuint (rb_shown_text_find ((const guint8 *) bytes, length, 0), ==, 0);
  g_assert_cmpuint (rb_shown_text_find ((const guint8 *) bytes, length, 3), ==, 3);
  g_assert_cmpuint (rb_shown_text_find ((const guint8 *) bytes, length, 8), ==, 5); /* after CRLF: "To" */
  g_assert_cmpuint (rb_shown_text_find ((const guint8 *) bytes, length, 13), ==, 10);
  g_assert_cmpuint (rb_shown_text_find ((const guint8 *) bytes, length, 4000), ==, 11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shown-text/bytes_become_harmless_text", bytes_become_harmless_text);
  g_test_add_func ("/shown-text/texts_of_one_line_stay_one_line", texts_of_one_line_stay_one_line);
  g_test_add_func ("/shown-text/marks_are_found_by_character", marks_are_found_by_character);

  return g_test_run ();
}
