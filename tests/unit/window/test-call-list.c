/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of calls of which one is picked. */

#include "rb-call-list.h"

#include "../trace/trace-fixture.h"

static RbTrace *
play_three_calls (void)
{
  RbTrace *trace = rb_trace_new ();

  fixture_play (trace, "0 A>B REGISTER 1 REGISTER reg - call=registration\n"
                       "10 A>B INVITE 1 INVITE one - call=first\n"
                       "11 B>A 486 1 INVITE one b call=first\n"
                       "20 A>B INVITE 1 INVITE two - call=second to=sip:carol@example.org\n"
                       "30 A>B INVITE 1 INVITE three - call=third\n");
  rb_trace_flush (trace);

  return trace;
}

static guint
count (RbCallList *list)
{
  rb_call_list_finish (list);

  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static void
calls_are_listed_and_nothing_else (void)
{
  g_autoptr (RbTrace) trace = play_three_calls ();
  g_autoptr (RbCallList) list = rb_call_list_new (trace);
  g_autoptr (RbFlow) first = NULL;

  g_assert_cmpuint (count (list), ==, 3);
  g_assert_false (rb_call_list_is_busy (list));
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (rb_flow_get_call_id (first), ==, "first");
}

static void
every_word_of_a_search_must_occur (void)
{
  g_autoptr (RbTrace) trace = play_three_calls ();
  g_autoptr (RbCallList) list = rb_call_list_new (trace);

  rb_call_list_search (list, "CAROL");
  g_assert_cmpuint (count (list), ==, 1);
  rb_call_list_search (list, "carol third");
  g_assert_cmpuint (count (list), ==, 0);
  rb_call_list_search (list, "  busy ");
  g_assert_cmpuint (count (list), ==, 1);
  rb_call_list_search (list, "");
  g_assert_cmpuint (count (list), ==, 3);
}

static void
new_calls_are_found (void)
{
  g_autoptr (RbTrace) trace = play_three_calls ();
  g_autoptr (RbCallList) list = rb_call_list_new (trace);

  g_assert_cmpuint (count (list), ==, 3);
  fixture_play (trace, "40 A>B INVITE 1 INVITE four - call=fourth\n");
  rb_trace_flush (trace);
  g_assert_true (rb_call_list_is_busy (list));
  while (rb_call_list_is_busy (list))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-list/calls_are_listed_and_nothing_else", calls_are_listed_and_nothing_else);
  g_test_add_func ("/call-list/every_word_of_a_search_must_occur", every_word_of_a_search_must_occur);
  g_test_add_func ("/call-list/new_calls_are_found", new_calls_are_found);

  return g_test_run ();
}
