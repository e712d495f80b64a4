/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telephone numbers: which ways of writing are one subscriber, and which never are. */

#include "rb-number.h"

#include <locale.h>

typedef struct
{
  const char *country;
  const char *text;
  const char *expected; /* NULL: no number */
} Normal;

static const Normal normals[] = {
  { "86", "+86 10 1234 5678", "+861012345678" },
  { "86", "(010) 1234-5678", "+861012345678" },
  { "86", "0086 10 12345678", "+861012345678" },
  { "86", "+86 (0)10 12345678", "+861012345678" },
  { "86", "138 0013 8000", "+8613800138000" },
  { "86", "１３８００１３８０００", "+8613800138000" },
  { "86", "12345678", "12345678" },
  { "86", "4008001234", "4008001234" },
  { "86", "110", "110" },
  { "86", "95588", "95588" },
  { "44", "020 7946 0000", "+442079460000" },
  { "44", "+44 (0)20 7946 0000", "+442079460000" },
  { "1", "(212) 555-0123", "+12125550123" },
  { "1", "1-212-555-0123", "+12125550123" },
  { "1", "011 44 20 7946 0000", "+442079460000" },
  { "1", "555-0123", "5550123" },
  { "7", "8 (495) 123-45-67", "+74951234567" },
  { "36", "06 1 234 5678", "+3612345678" },
  { "39", "06 1234 5678", "+390612345678" },
  { "39", "+39 06 1234 5678", "+390612345678" },
  { "34", "912 345 678", "+34912345678" },
  { "47", "22 12 34 56", "+4722123456" },
  { "852", "2345 6789", "+85223456789" },
  { "", "010 12345678", "01012345678" },
  { NULL, "tel:+86-10-12345678;ext=5", "+861012345678" },
  { "86", "*21*01012345678#", "*21*01012345678#" },
  { "86", "1001", "1001" },
  { "86", "alice", NULL },
  { "86", "", NULL },
  { "86", "+", NULL },
  { "86", "(", NULL },
};

static void
numbers_take_the_form_of_their_country (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (normals); i++)
    {
      g_autofree char *number = rb_number_normalise (normals[i].text, normals[i].country);

      g_test_message ("%s in %s", normals[i].text, normals[i].country);
      g_assert_cmpstr (number, ==, normals[i].expected);
      g_assert_cmpint (rb_number_is_number (normals[i].text), ==, normals[i].expected != NULL);
    }
}

static const struct
{
  const char *country;
  const char *a;
  const char *b;
  RbNumberMatch expected;
} pairs[] = {
  { "86", "+861012345678", "01012345678", RB_NUMBER_SAME },
  { "86", "008613800138000", "13800138000", RB_NUMBER_SAME },
  { "", "+861012345678", "01012345678", RB_NUMBER_SAME_END },
  { "86", "12345678", "01012345678", RB_NUMBER_SAME_END },
  { "86", "901012345678", "01012345678", RB_NUMBER_SAME_END },
  { "", "1012345678", "01012345678", RB_NUMBER_SAME_END },
  /* another area, another country, another ending */
  { "86", "01012345678", "02112345678", RB_NUMBER_DIFFERENT },
  { "86", "+861012345678", "+11012345678", RB_NUMBER_DIFFERENT },
  { "44", "+861012345678", "01012345678", RB_NUMBER_DIFFERENT },
  { "86", "01012345678", "01012345679", RB_NUMBER_DIFFERENT },
  /* short ones only as they are */
  { "86", "110", "110", RB_NUMBER_SAME },
  { "86", "110", "0110", RB_NUMBER_DIFFERENT },
  { "86", "110", "13800138110", RB_NUMBER_DIFFERENT },
  { "44", "112", "+44112", RB_NUMBER_DIFFERENT },
  { "86", "1001", "1001", RB_NUMBER_SAME },
  { "86", "1001", "2001001", RB_NUMBER_DIFFERENT },
  { "86", "345678", "12345678", RB_NUMBER_DIFFERENT },
  { "86", "*2112345678", "2112345678", RB_NUMBER_DIFFERENT },
  { "86", "alice", "alice", RB_NUMBER_DIFFERENT },
};

static void
only_one_subscriber_is_the_same (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *key_a = rb_number_make_key (pairs[i].a);
      g_autofree char *key_b = rb_number_make_key (pairs[i].b);

      g_test_message ("%s and %s in %s", pairs[i].a, pairs[i].b, pairs[i].country);
      g_assert_cmpint (rb_number_compare (pairs[i].a, pairs[i].b, pairs[i].country), ==, pairs[i].expected);
      g_assert_cmpint (rb_number_compare (pairs[i].b, pairs[i].a, pairs[i].country), ==, pairs[i].expected);
      if (pairs[i].expected != RB_NUMBER_DIFFERENT)
        g_assert_cmpstr (key_a, ==, key_b);
    }
}

/* "C" has no region. */
static void
a_locale_without_region_has_no_country (void)
{
  setlocale (LC_ALL, "C");
  g_assert_cmpstr (rb_number_get_locale_country (), ==, "");
}

static void
numbers_are_searched_in_each_form (void)
{
  g_autofree char *international = rb_number_make_search_text ("+86 10 12345678");
  g_autofree char *national = rb_number_make_search_text ("010-12345678");

  g_assert_cmpstr (international, ==, "861012345678\n01012345678");
  g_assert_cmpstr (national, ==, "01012345678");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/number/normalise", numbers_take_the_form_of_their_country);
  g_test_add_func ("/number/compare", only_one_subscriber_is_the_same);
  g_test_add_func ("/number/locale", a_locale_without_region_has_no_country);
  g_test_add_func ("/number/search", numbers_are_searched_in_each_form);

  return g_test_run ();
}
