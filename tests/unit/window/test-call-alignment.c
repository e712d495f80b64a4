/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two calls beside each other. */

#include "rb-call-alignment.h"

#include "../trace/trace-fixture.h"

/* One character a line: the mark between the sides. */
static char *
align (const char *left, const char *right, guint *n_differences)
{
  g_autoptr (RbTrace) first = rb_trace_new ();
  g_autoptr (RbTrace) second = rb_trace_new ();
  g_autoptr (RbLadder) a = NULL;
  g_autoptr (RbLadder) b = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  GString *marks = g_string_new (NULL);

  fixture_play (first, left);
  fixture_play (second, right);
  a = rb_ladder_new_for_flow (rb_trace_find_flow (first, "call-1"));
  b = rb_ladder_new_for_flow (rb_trace_find_flow (second, "call-1"));
  lines = rb_call_alignment_list_lines (a, b, n_differences);
  for (guint i = 0; i < lines->len; i++)
    {
      RbPairLine *line = g_ptr_array_index (lines, i);

      g_assert_nonnull (line->spoken);
      g_string_append (marks, rb_pair_line_mark_of (line->kind));
    }

  return g_string_free (marks, FALSE);
}

#define BUSY                                                                                                           \
  "0 A>B INVITE 1 INVITE one -\n"                                                                                      \
  "10 B>A 100 1 INVITE one -\n"                                                                                        \
  "20 B>A 486 1 INVITE one b\n"                                                                                        \
  "30 A>B ACK 1 ACK one b\n"

static void
equal_calls_have_no_difference (void)
{
  guint n_differences;
  g_autofree char *marks = align (BUSY, BUSY, &n_differences);

  g_assert_cmpstr (marks, ==, "====");
  g_assert_cmpuint (n_differences, ==, 0);
}

static void
what_one_call_has_more_stands_alone (void)
{
  guint n_differences;
  g_autofree char *marks = align (BUSY,
                                  "0 A>B INVITE 1 INVITE one -\n"
                                  "10 B>A 100 1 INVITE one -\n"
                                  "15 B>A 180 1 INVITE one b\n"
                                  "20 B>A 486 1 INVITE one b\n"
                                  "30 A>B ACK 1 ACK one b\n",
                                  &n_differences);

  g_assert_cmpstr (marks, ==, "==+==");
  g_assert_cmpuint (n_differences, ==, 1);
}

static void
another_answer_stands_beside_the_first (void)
{
  guint n_differences;
  g_autofree char *marks = align (BUSY,
                                  "0 A>B INVITE 1 INVITE one -\n"
                                  "10 B>A 100 1 INVITE one -\n"
                                  "20 B>A 603 1 INVITE one b\n"
                                  "30 A>B ACK 1 ACK one b\n",
                                  &n_differences);

  g_assert_cmpstr (marks, ==, "==≠=");
  g_assert_cmpuint (n_differences, ==, 1);
}

static void
repeated_message_says_so (void)
{
  guint n_differences;
  g_autofree char *marks = align (BUSY,
                                  "0 A>B INVITE 1 INVITE one -\n"
                                  "500 A>B INVITE 1 INVITE one -\n"
                                  "510 B>A 100 1 INVITE one -\n"
                                  "520 B>A 486 1 INVITE one b\n"
                                  "530 A>B ACK 1 ACK one b\n",
                                  &n_differences);

  g_assert_cmpstr (marks, ==, "=↻===");
  g_assert_cmpuint (n_differences, ==, 1);
}

static void
calls_with_nothing_in_common_are_one_after_the_other (void)
{
  guint n_differences;
  g_autofree char *marks = align ("0 A>B INVITE 1 INVITE one -\n", "0 A>B BYE 2 BYE two b\n", &n_differences);

  g_assert_cmpstr (marks, ==, "−+");
  g_assert_cmpuint (n_differences, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-alignment/equal_calls_have_no_difference", equal_calls_have_no_difference);
  g_test_add_func ("/call-alignment/what_one_call_has_more_stands_alone", what_one_call_has_more_stands_alone);
  g_test_add_func ("/call-alignment/another_answer_stands_beside_the_first", another_answer_stands_beside_the_first);
  g_test_add_func ("/call-alignment/repeated_message_says_so", repeated_message_says_so);
  g_test_add_func ("/call-alignment/calls_with_nothing_in_common_are_one_after_the_other",
                   calls_with_nothing_in_common_are_one_after_the_other);

  return g_test_run ();
}
