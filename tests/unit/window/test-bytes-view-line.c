/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines of the bytes view, and the marks in them. */

#include "rb-bytes-view-line.h"

static const guint8 invite[] = "INVITE sip:bob@example.org SIP/2.0\r\n";
#define LENGTH (sizeof invite - 1)

static void
line_has_offset_hexadecimal_and_text (void)
{
  g_autofree char *first = rb_bytes_line_format (invite, LENGTH, 0, 16);
  g_autofree char *last = rb_bytes_line_format (invite, LENGTH, 32, 16);
  g_autofree char *narrow = rb_bytes_line_format (invite, LENGTH, 8, 8);

  g_assert_cmpstr (first, ==, "0000  49 4e 56 49 54 45 20 73  69 70 3a 62 6f 62 40 65  INVITE sip:bob@e");
  g_assert_cmpstr (last, ==, "0020  2e 30 0d 0a                                       .0..");
  g_assert_cmpstr (narrow, ==, "0008  69 70 3a 62 6f 62 40 65  ip:bob@e");
}

/* What is marked must read as the marked bytes do. */
static void
check_mark (RbSpan mark, gsize offset, guint n_columns, const char *hexadecimal, const char *text)
{
  g_autofree char *line = rb_bytes_line_format (invite, LENGTH, offset, n_columns);
  RbSpan in_hexadecimal;
  RbSpan in_text;
  gboolean found = rb_bytes_line_get_mark (mark, LENGTH, offset, n_columns, &in_hexadecimal, &in_text);
  g_autofree char *marked_hexadecimal = NULL;
  g_autofree char *marked_text = NULL;

  g_assert_true (found);
  marked_hexadecimal = g_strndup (line + in_hexadecimal.offset, in_hexadecimal.length);
  marked_text = g_strndup (line + in_text.offset, in_text.length);
  g_assert_cmpstr (marked_hexadecimal, ==, hexadecimal);
  g_assert_cmpstr (marked_text, ==, text);
}

static void
mark_covers_its_bytes_in_both_parts (void)
{
  RbSpan uri = { 7, 19 };

  check_mark (uri, 0, 16, "73  69 70 3a 62 6f 62 40 65", "sip:bob@e");
  check_mark (uri, 16, 16, "78 61 6d 70 6c 65 2e 6f  72 67", "xample.org");
  check_mark (uri, 8, 8, "69 70 3a 62 6f 62 40 65", "ip:bob@e");
  check_mark ((RbSpan){ 32, 4 }, 32, 16, "2e 30 0d 0a", ".0..");
}

static void
mark_elsewhere_is_not_in_the_line (void)
{
  RbSpan hexadecimal;
  RbSpan text;

  g_assert_false (rb_bytes_line_get_mark ((RbSpan){ 7, 9 }, LENGTH, 16, 16, &hexadecimal, &text));
  g_assert_false (rb_bytes_line_get_mark ((RbSpan){ 16, 9 }, LENGTH, 0, 16, &hexadecimal, &text));
  g_assert_false (rb_bytes_line_get_mark ((RbSpan){ 3, 0 }, LENGTH, 0, 16, &hexadecimal, &text));
  g_assert_false (rb_bytes_line_get_mark ((RbSpan){ G_MAXUINT32, G_MAXUINT32 }, LENGTH, 0, 16, &hexadecimal, &text));
}

static void
long_messages_have_longer_offsets (void)
{
  gsize length = 0x10001;
  g_autofree guint8 *bytes = g_malloc0 (length);
  g_autofree char *line = NULL;
  RbSpan hexadecimal;
  RbSpan text;

  bytes[0x10000] = 'x';
  line = rb_bytes_line_format (bytes, length, 0x10000, 16);
  g_assert_true (g_str_has_prefix (line, "00010000  78 "));
  g_assert_true (rb_bytes_line_get_mark ((RbSpan){ 0x10000, 1 }, length, 0x10000, 16, &hexadecimal, &text));
  g_assert_cmpint (line[hexadecimal.offset], ==, '7');
  g_assert_cmpint (line[text.offset], ==, 'x');
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bytes-view-line/line_has_offset_hexadecimal_and_text", line_has_offset_hexadecimal_and_text);
  g_test_add_func ("/bytes-view-line/mark_covers_its_bytes_in_both_parts", mark_covers_its_bytes_in_both_parts);
  g_test_add_func ("/bytes-view-line/mark_elsewhere_is_not_in_the_line", mark_elsewhere_is_not_in_the_line);
  g_test_add_func ("/bytes-view-line/long_messages_have_longer_offsets", long_messages_have_longer_offsets);

  return g_test_run ();
}
