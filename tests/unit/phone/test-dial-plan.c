/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is sent for what was typed: rules, prefix, emergency numbers, and where a rule is wrong. */

#include "rb-dial-plan.h"

#include <string.h>

static const char *const emergency[] = { "110", "112", "120", "911", NULL };

static RbDialResult *
try_number (const char *plan, const char *prefix, const char *typed)
{
  const RbDialSettings settings = { plan, prefix, emergency };

  return rb_dial_plan_try (&settings, typed);
}

static void
assert_sent (const char *plan, const char *typed, const char *sent, guint rule)
{
  g_autoptr (RbDialResult) result = try_number (plan, NULL, typed);

  g_test_message ("%s: %s", plan, typed);
  g_assert_null (result->fault);
  g_assert_cmpstr (result->number, ==, sent);
  g_assert_cmpuint (result->rule, ==, rule);
  g_assert_nonnull (result->explanation);
}

static void
patterns_match_whole_numbers (void)
{
  assert_sent ("", "123", "123", 0);
  assert_sent ("xxx", "123", "123", 1);
  assert_sent ("XXX", "123", "123", 1);
  assert_sent ("xxx", "1234", "1234", 0);
  assert_sent ("xxx", "12", "12", 0);
  assert_sent ("[2-9]xxxxxx|0x.", "2345678", "2345678", 1);
  assert_sent ("[2-9]xxxxxx|0x.", "1345678", "1345678", 0);
  assert_sent ("[2-9]xxxxxx|0x.", "0", "0", 2); /* a dot: none is enough */
  assert_sent ("[2-9]xxxxxx|0x.", "0099", "0099", 2);
  assert_sent ("[13-5*#]x", "49", "49", 1);
  assert_sent ("[13-5*#]x", "#9", "#9", 1);
  assert_sent ("[13-5*#]x", "29", "29", 0);
  assert_sent ("*xx", "*97", "*97", 1);
  assert_sent ("+x.", "+8610", "+8610", 1);
}

static void
the_first_rule_that_matches_decides (void)
{
  assert_sent ("<:1>xx|<:2>xx", "55", "155", 1);
  assert_sent ("x|<:1>xx|<:2>xx", "55", "155", 2);
}

static void
parts_are_replaced (void)
{
  assert_sent ("<00:+>x.", "00861012345678", "+861012345678", 1);
  assert_sent ("<0:+86>[1-9]x.", "01012345678", "+861012345678", 1);
  assert_sent ("<:9>xxxxxxxx", "12345678", "912345678", 1);
  assert_sent ("<9:>x.", "9123", "123", 1);
  assert_sent ("1<2:>3<4:44>", "1234", "1344", 1);
  assert_sent ("<x.:0>#", "123#", "0#", 1);
  assert_sent ("x.x.x.<7:8>x.", "1237456", "1238456", 1);
  assert_sent ("<+:00>x.", "+49 30 1234", "0049301234", 1);
}

static void
regular_expressions_rewrite_too (void)
{
  assert_sent ("/^0([1-9]\\d+)$/+86\\1/", "01012345678", "+861012345678", 1);
  assert_sent ("/^(1|2)/9\\1/|xx", "15", "915", 1);
  assert_sent ("/^(1|2)/9\\1/ | xx", "35", "35", 2);
  assert_sent ("/5/6/", "1525", "1625", 1);    /* the first place, as in sed */
  assert_sent ("/^1/\\//", "1525", "1525", 0); /* what makes no number is not used */
  assert_sent ("/^(\\d+)$/\\1\\1\\1\\1/", "12345678901234567", "12345678901234567", 0);
}

static void
a_rule_bars_numbers (void)
{
  g_autoptr (RbDialResult) result = try_number ("900x.! | /^00/x/! | x.", NULL, "900-123");
  g_autoptr (RbDialResult) foreign = try_number ("900x.! | /^00/x/! | x.", NULL, "0044123");

  g_assert_true (result->barred);
  g_assert_null (result->number);
  g_assert_cmpuint (result->rule, ==, 1);
  g_assert_nonnull (strstr (result->explanation, "900x.!"));
  g_assert_true (foreign->barred);
  assert_sent ("900x.!|x.", "800123", "800123", 2);
}

static void
the_prefix_stands_before_digits_that_no_rule_decides (void)
{
  static const struct
  {
    const char *plan;
    const char *typed;
    const char *sent;
  } cases[] = {
    { "", "12345", "912345" }, { "", "+8610", "+8610" },   { "", "*97", "*97" },
    { "1xx", "123", "123" },   { "1xx", "(223)", "9223" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbDialResult) result = try_number (cases[i].plan, "9", cases[i].typed);

      g_assert_cmpstr (result->number, ==, cases[i].sent);
    }
}

static void
emergency_numbers_are_never_touched (void)
{
  static const char *const typed[] = { "112", "1-1-2", "tel:112", "sip:112", "callto:112", "１１２", " 112 " };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (RbDialResult) result = try_number ("1xx!|/1/2/|<:0>x.", "9", typed[i]);

      g_assert_cmpstr (result->number, ==, "112");
      g_assert_true (result->emergency);
      g_assert_false (result->barred);
    }

  g_assert_true (rb_dial_plan_is_emergency ("911", emergency));
  g_assert_false (rb_dial_plan_is_emergency ("9112", emergency));
  g_assert_false (rb_dial_plan_is_emergency ("112@example.org", emergency));
  g_assert_false (rb_dial_plan_is_emergency ("112", NULL));
  g_assert_false (rb_dial_plan_is_emergency ("", emergency));
}

static void
every_way_to_type_a_number_is_understood (void)
{
  static const struct
  {
    const char *typed;
    const char *dialled;
  } cases[] = {
    { "(010) 1234-5678", "01012345678" },
    { "tel:+86-10-1234-5678;ext=5", "+861012345678" },
    { "callto:1234", "1234" },
    { "sip:1234", "1234" },
    { "sips:1234", "1234" },
    { "+86 10 1234", "+86101234" },
    { "０１０－１２３４", "0101234" },
    { "*31#5", "*31#5" },
    { "alice", NULL },
    { "alice@example.org", NULL },
    { "1234@example.org", NULL },
    { "sip:1234@example.org", NULL },
    { "10.0.0.1", NULL },
    { "", NULL },
    { "<script>", NULL },
    { "12\n34", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbDialResult) result = try_number ("<:0>x.", NULL, cases[i].typed);

      g_test_message ("%s", cases[i].typed);
      g_assert_cmpstr (result->dialled, ==, cases[i].dialled);
      g_assert_true ((result->number == NULL) == (cases[i].dialled == NULL));
      g_assert_true ((result->explanation == NULL) == (*cases[i].typed == '\0'));
    }
}

static void
other_phones_plans_are_read (void)
{
  assert_sent ("(2xxx|#xx|0xxxxxxxxxx.|[2-9]xxxxxxxxx)", "2123", "2123", 1);
  assert_sent (" ( <9,:>xxxxxxx | 1 [2-9] xx S0 | x.L5 ) ", "1955", "1955", 2);
  assert_sent ("(<:1650>xxxxxxx|x.!)", "5551234", "16505551234", 1);
}

static void
a_wrong_rule_is_shown_where_it_is (void)
{
  static const struct
  {
    const char *plan;
    guint at;
  } cases[] = {
    { "xxx|y", 4 },  { "[2-", 3 },   { "[]", 1 },         { "[9-2]x", 3 },    { "<0:", 3 },  { "<0>", 2 },
    { "x..", 2 },    { ".", 0 },     { "x!x", 2 },        { "!", 0 },         { "|x", 0 },   { "x||x", 2 },
    { "x|", 2 },     { "[[1]", 1 },  { "（x）", 0 },      { "x|/(/1/", 2 },   { "/1", 0 },   { "/1/2", 0 },
    { "/1/2/3", 5 }, { "/1/\\", 0 }, { "<0:<1:2>>x", 3 }, { "x|/1/\\q/", 2 }, { "<0:1", 4 }, { "x|2世x", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbDialResult) result = try_number (cases[i].plan, "9", "123");
      g_autoptr (GError) error = NULL;
      guint at = 0;

      g_test_message ("%s", cases[i].plan);
      g_assert_false (rb_dial_plan_check (cases[i].plan, &at, &error));
      g_assert_error (error, RB_DIAL_PLAN_ERROR, RB_DIAL_PLAN_ERROR_RULE);
      g_assert_cmpuint (at, ==, cases[i].at);
      g_assert_cmpstr (result->fault, ==, error->message);
      g_assert_cmpuint (result->fault_at, ==, at);
      g_assert_cmpstr (result->number, ==, "123"); /* half understood rules rewrite nothing */
    }
}

static void
nothing_takes_long_or_overflows (void)
{
  g_autoptr (GString) plan = g_string_new (NULL);
  g_autoptr (GString) number = g_string_new (NULL);
  g_autoptr (RbDialResult) result = NULL;
  g_autoptr (RbDialResult) slow = NULL;
  g_autoptr (RbDialResult) huge = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append (plan, "x.");
  g_string_append_c (plan, '#');
  for (guint i = 0; i < 64; i++)
    g_string_append_c (number, '1');
  result = try_number (plan->str, NULL, number->str);
  g_assert_cmpuint (result->rule, ==, 0);

  slow = try_number ("/^(1+)+#$/2/", NULL, number->str);
  g_assert_cmpuint (slow->rule, ==, 0);
  g_assert_cmpstr (slow->number, ==, number->str);

  for (guint i = 0; i < 1000; i++)
    g_string_append_c (number, '1');
  huge = try_number ("<:2>x.", NULL, number->str);
  g_assert_cmpuint (huge->rule, ==, 0);

  g_string_set_size (plan, 0);
  for (guint i = 0; i < 65; i++)
    g_string_append (plan, i > 0 ? "|x" : "x");
  g_assert_false (rb_dial_plan_check (plan->str, NULL, &error));
  g_clear_error (&error);
  g_string_set_size (plan, 0);
  for (guint i = 0; i < 65; i++)
    g_string_append_c (plan, 'x');
  g_assert_false (rb_dial_plan_check (plan->str, NULL, &error));
  g_clear_error (&error);
  for (guint i = 0; i < 5000; i++)
    g_string_append_c (plan, ' ');
  g_assert_false (rb_dial_plan_check (plan->str, NULL, &error));
  g_clear_error (&error);
  g_assert_false (rb_dial_plan_check ("x\xff", NULL, &error));
}

#define ADD(function) g_test_add_func ("/dial-plan/" #function, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (patterns_match_whole_numbers);
  ADD (the_first_rule_that_matches_decides);
  ADD (parts_are_replaced);
  ADD (regular_expressions_rewrite_too);
  ADD (a_rule_bars_numbers);
  ADD (the_prefix_stands_before_digits_that_no_rule_decides);
  ADD (emergency_numbers_are_never_touched);
  ADD (every_way_to_type_a_number_is_understood);
  ADD (other_phones_plans_are_read);
  ADD (a_wrong_rule_is_shown_where_it_is);
  ADD (nothing_takes_long_or_overflows);

  return g_test_run ();
}
