/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mistakes in filters: what they are called and where they are; and docs/filter.md, which must
 * know every key. */

#include "rb-filter.h"

#include <string.h>

static const struct
{
  const char *expression;
  RbFilterError code;
  guint column;
  const char *says; /* part of the message */
} mistakes[] = {
  { "stauts:4xx", RB_FILTER_ERROR_UNKNOWN_KEY, 0, "did you mean “status”" },
  { "a metod:INVITE", RB_FILTER_ERROR_UNKNOWN_KEY, 2, "did you mean “method”" },
  { "callid:x", RB_FILTER_ERROR_UNKNOWN_KEY, 0, "did you mean “call-id”" },
  { "trans:x", RB_FILTER_ERROR_UNKNOWN_KEY, 0, "did you mean “trans" },
  { "sip:alice", RB_FILTER_ERROR_UNKNOWN_KEY, 0, "put it in quotes" },
  { "frobnicate=1", RB_FILTER_ERROR_UNKNOWN_KEY, 0, "put it in quotes" },
  { "status:4x", RB_FILTER_ERROR_BAD_VALUE, 7, "486, 4xx or 180-199 instead of “4x”" },
  { "status:9xx", RB_FILTER_ERROR_BAD_VALUE, 7, "" },
  { "status:200-100", RB_FILTER_ERROR_BAD_VALUE, 7, "" },
  { "status>4xx", RB_FILTER_ERROR_BAD_VALUE, 7, "one number" },
  { "leg:two", RB_FILTER_ERROR_BAD_VALUE, 4, "12-40 instead of “two”" },
  { "size>=", RB_FILTER_ERROR_BAD_VALUE, 6, "a value behind “size>=”" },
  { "no:-3", RB_FILTER_ERROR_BAD_VALUE, 3, "" },
  { "no:1234567890123456", RB_FILTER_ERROR_BAD_VALUE, 3, "" },
  { "from: alice", RB_FILTER_ERROR_BAD_VALUE, 5, "a value behind “from:”" },
  { "(from:)", RB_FILTER_ERROR_BAD_VALUE, 6, "a value behind “from:”" },
  { "grün from:", RB_FILTER_ERROR_BAD_VALUE, 10, "a value behind “from:”" },
  { "src:10.0.0", RB_FILTER_ERROR_BAD_VALUE, 4, "10.0.0.0/8" },
  { "src:10.0.0.0/33", RB_FILTER_ERROR_BAD_VALUE, 4, "" },
  { "src:2001:db8::/129", RB_FILTER_ERROR_BAD_VALUE, 4, "" },
  { "src:10.0.0.1:99999", RB_FILTER_ERROR_BAD_VALUE, 4, "" },
  { "src:[::1", RB_FILTER_ERROR_BAD_VALUE, 4, "" },
  { "src:[::1]x", RB_FILTER_ERROR_BAD_VALUE, 4, "" },
  { "src:localhost", RB_FILTER_ERROR_BAD_VALUE, 4, "instead of “localhost”" },
  { "since:24:00", RB_FILTER_ERROR_BAD_VALUE, 6, "14:05:30" },
  { "since:1:2:3:4", RB_FILTER_ERROR_BAD_VALUE, 6, "" },
  { "since:1.", RB_FILTER_ERROR_BAD_VALUE, 6, "" },
  { "since:-1", RB_FILTER_ERROR_BAD_VALUE, 6, "" },
  { "until:1e9", RB_FILTER_ERROR_BAD_VALUE, 6, "" },
  { "transport:icmp", RB_FILTER_ERROR_BAD_VALUE, 10, "expected one of: UDP, TCP, TLS, WS, WSS, SCTP" },
  { "verdict:bussy", RB_FILTER_ERROR_BAD_VALUE, 8, "busy" },
  { "repeat:1", RB_FILTER_ERROR_SYNTAX, 6, "“repeat” stands alone" },
  { "status~4", RB_FILTER_ERROR_SYNTAX, 6, ": = > >= < <=" },
  { "from>alice", RB_FILTER_ERROR_SYNTAX, 4, ": = ~" },
  { "header=Via", RB_FILTER_ERROR_SYNTAX, 6, "" },
  { "header:", RB_FILTER_ERROR_BAD_VALUE, 7, "name of a header" },
  { "header:Via>1", RB_FILTER_ERROR_SYNTAX, 10, "Behind “header:Via” expected one of these: : = ~" },
  { "header:Via~", RB_FILTER_ERROR_BAD_VALUE, 11, "a value behind “header:Via~”" },
  { "a \"b", RB_FILTER_ERROR_SYNTAX, 2, "not closed" },
  { "from:\"b\\\"", RB_FILTER_ERROR_SYNTAX, 5, "not closed" },
  { "\"a\"b", RB_FILTER_ERROR_SYNTAX, 3, "a space" },
  { "a (b or c", RB_FILTER_ERROR_SYNTAX, 2, "not closed" },
  { "a ) b", RB_FILTER_ERROR_SYNTAX, 2, "closes nothing" },
  { "()", RB_FILTER_ERROR_SYNTAX, 1, "Expected a term" },
  { "or a", RB_FILTER_ERROR_SYNTAX, 0, "Expected a term" },
  { "a or", RB_FILTER_ERROR_SYNTAX, 4, "Expected a term" },
  { "a or or b", RB_FILTER_ERROR_SYNTAX, 5, "Expected a term" },
  { "-", RB_FILTER_ERROR_SYNTAX, 1, "Expected a term" },
  { "not", RB_FILTER_ERROR_SYNTAX, 3, "Expected a term" },
  { "body~a[bc", RB_FILTER_ERROR_BAD_REGEX, 9, "“]”" },
  { "body~*a", RB_FILTER_ERROR_BAD_REGEX, 5, "something to repeat" },
  { "body~abc(+)", RB_FILTER_ERROR_BAD_REGEX, 9, "something to repeat" },
  { "body~\"a b)\"", RB_FILTER_ERROR_BAD_REGEX, 9, "“)”" },
  { "body~(*UTF)a", RB_FILTER_ERROR_BAD_REGEX, 5, "“(*”" },
  { "a\xff", RB_FILTER_ERROR_SYNTAX, 1, "UTF-8" },
};

static void
mistakes_are_pointed_at (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("mistake %" G_GSIZE_FORMAT, i);
      g_assert_null (rb_filter_parse (mistakes[i].expression, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_error (error, RB_FILTER_ERROR, (int) mistakes[i].code);
      g_assert_nonnull (strstr (error->message, mistakes[i].says));
      g_assert_cmpuint (rb_filter_error_get_column (error), ==, mistakes[i].column);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
bytes_and_columns_are_told_apart (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *lines = NULL;

  g_assert_null (rb_filter_parse ("„grün“\t中文 stauts:1", &error));
  g_assert_cmpuint (rb_filter_error_get_column (error), ==, 10);
  g_assert_cmpuint (rb_filter_error_get_byte (error), ==, strlen ("„grün“\t中文 "));

  /* A Chinese character takes two cells of a terminal, a tab becomes one. */
  lines = rb_filter_error_format ("„grün“\t中文 stauts:1", error);
  g_assert_cmpstr (lines, ==,
                   "„grün“ 中文 stauts:1\n"
                   "            ^\n"
                   "There is no key “stauts”; did you mean “status”?");
}

static void
size_and_depth_are_limited (void)
{
  g_autofree char *longest = g_strnfill (RB_FILTER_MAX_LENGTH, 'a');
  g_autofree char *too_long = g_strnfill (RB_FILTER_MAX_LENGTH + 1, 'a');
  g_autofree char *minuses = g_strnfill (RB_FILTER_MAX_DEPTH, '-');
  g_autofree char *open = g_strnfill (RB_FILTER_MAX_LENGTH, '(');
  g_autofree char *regex = g_strnfill (257, 'a');
  g_autofree char *too_deep = g_strconcat (minuses, "a", NULL);
  g_autofree char *deepest = g_strdup (too_deep + 1);
  g_autofree char *long_regex = g_strconcat ("body~", regex, NULL);
  g_autoptr (RbFilter) filter = rb_filter_parse (longest, NULL);
  g_autoptr (RbFilter) deep = rb_filter_parse (deepest, NULL);
  const char *const refused[] = { too_long, too_deep, open, long_regex };

  g_assert_nonnull (filter);
  g_assert_nonnull (deep);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_filter_parse (refused[i], &error));
      g_assert_error (error, RB_FILTER_ERROR, RB_FILTER_ERROR_TOO_LARGE);
    }
}

static void
examples_are_filters (void)
{
  for (guint i = 0; i < rb_filter_get_n_keys (); i++)
    {
      const RbFilterKeyInfo *key = rb_filter_get_key (i);
      g_autoptr (GError) error = NULL;
      g_autoptr (RbFilter) filter = rb_filter_parse (key->example, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (rb_filter_get_text (filter), ==, key->example);
      g_assert_true (g_str_has_prefix (key->example + (key->example[0] == '-' ? 1 : 0), key->name));
      g_assert_cmpint (key->kind == RB_FILTER_CHOICE, ==, rb_filter_get_choice (i, 0) != NULL);
      for (guint n = 0; rb_filter_get_choice (i, n) != NULL; n++)
        {
          g_autofree char *term = g_strdup_printf ("%s:%s", key->name, rb_filter_get_choice (i, n));
          g_autoptr (RbFilter) choice = rb_filter_parse (term, &error);

          g_assert_no_error (error);
        }
    }
  g_assert_null (rb_filter_get_key (rb_filter_get_n_keys ()));
}

/* The table of docs/filter.md has one row a key, in the order of the keys, with the same example. */
static void
documentation_lists_every_key (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "filter.md", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], " | ", 4);
      const RbFilterKeyInfo *key = rb_filter_get_key (n);
      g_autofree char *name = NULL;
      g_autofree char *example = NULL;

      if (g_strv_length (cells) != 4 || !g_str_has_prefix (lines[i], "| `"))
        continue;
      g_assert_nonnull (key);
      name = g_strdup_printf ("| `%s`", key->name);
      example = g_strdup_printf ("`%s`", key->example);
      g_assert_cmpstr (cells[0], ==, name);
      g_assert_cmpstr (cells[2], ==, example);
      n++;
    }
  g_assert_cmpuint (n, ==, rb_filter_get_n_keys ());
}

static void
flows_are_looked_at_by_few_keys (void)
{
  static const struct
  {
    const char *expression;
    gboolean looks;
  } cases[] = {
    { "", FALSE },
    { "from:alice -repeat", FALSE },
    { "verdict:busy", TRUE },
    { "a (b or -kind:INVITE)", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbFilter) filter = rb_filter_parse (cases[i].expression, NULL);

      g_assert_cmpint (rb_filter_looks_at_flows (filter), ==, cases[i].looks);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-errors/mistakes-are-pointed-at", mistakes_are_pointed_at);
  g_test_add_func ("/filter-errors/bytes-and-columns-are-told-apart", bytes_and_columns_are_told_apart);
  g_test_add_func ("/filter-errors/size-and-depth-are-limited", size_and_depth_are_limited);
  g_test_add_func ("/filter-errors/examples-are-filters", examples_are_filters);
  g_test_add_func ("/filter-errors/documentation-lists-every-key", documentation_lists_every_key);
  g_test_add_func ("/filter-errors/flows-are-looked-at-by-few-keys", flows_are_looked_at_by_few_keys);

  return g_test_run ();
}
