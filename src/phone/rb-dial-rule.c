/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of a dial plan. A pattern is a row of elements as in Linksys' and MicroSIP's plans: a symbol, x for any
 * digit, a set in brackets, each perhaps with a dot for “any number of them”, and <from:to> for what is replaced; a “!”
 * at its end bars the number. A rule between slashes is a Perl regular expression with its replacement. Patterns are
 * matched by a table of element × symbol, so that no plan takes longer than their product; regular expressions have a
 * limit of steps. */

#include "rb-dial-rule.h"

#include "rb-dial-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PLAN 4096
#define MAX_RULES 64
#define MAX_ELEMENTS 64
#define MAX_NUMBER 64
#define REGEX_LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_HEAP=4096)" /* steps, KiB */

#define DIGITS 0x3ff /* the first ten of RB_DIAL_SYMBOLS */

typedef struct
{
  guint symbols;  /* a bit for each of RB_DIAL_SYMBOLS that matches */
  gboolean any;   /* a dot follows: as often as there are */
  gboolean taken; /* inside <…>: does not go into the result */
  char *given;    /* (nullable): goes into the result before this element */
} Element;

struct _RbDialRule
{
  char *text;
  GArray *elements; /* of Element */
  GRegex *regex;    /* instead of elements */
  char *replacement;
  gboolean bars;
};

typedef struct
{
  const char *plan;
  const char *p;
  guint *fault_at;
} Parser;

static void
element_clear (Element *element)
{
  g_free (element->given);
}

static void
rule_free (RbDialRule *self)
{
  g_free (self->text);
  g_clear_pointer (&self->elements, g_array_unref);
  g_clear_pointer (&self->regex, g_regex_unref);
  g_free (self->replacement);
  g_free (self);
}

static RbDialRule *
rule_new (void)
{
  RbDialRule *self = g_new0 (RbDialRule, 1);

  self->elements = g_array_new (FALSE, TRUE, sizeof (Element));
  g_array_set_clear_func (self->elements, (GDestroyNotify) element_clear);

  return self;
}

const char *
rb_dial_rule_get_text (const RbDialRule *self)
{
  return self->text;
}

static gboolean
fail (Parser *parser, const char *at, GError **error, const char *sentence)
{
  if (parser->fault_at != NULL)
    *parser->fault_at = (guint) g_utf8_pointer_to_offset (parser->plan, at);
  g_set_error_literal (error, RB_DIAL_PLAN_ERROR, RB_DIAL_PLAN_ERROR_RULE, sentence);

  return FALSE;
}

static gboolean
fail_at_character (Parser *parser, GError **error)
{
  g_autofree char *sentence = NULL;

  if (*parser->p == '\0')
    return fail (parser, parser->p, error, _ ("The dial plan ends in the middle of a rule."));

  sentence = g_strdup_printf (_ ("“%.*s” has no meaning at this place of a dial plan."),
                              (int) (g_utf8_next_char (parser->p) - parser->p), parser->p);

  return fail (parser, parser->p, error, sentence);
}

/* The bit of a dialled symbol; 0: none. */
static guint
get_bit (char symbol)
{
  const char *found = symbol != '\0' ? strchr (RB_DIAL_SYMBOLS, symbol) : NULL;

  return found != NULL ? 1u << (found - RB_DIAL_SYMBOLS) : 0;
}

/* [2-9*#] */
static gboolean
parse_set (Parser *parser, guint *symbols, GError **error)
{
  for (parser->p++; *parser->p != ']'; parser->p++)
    {
      char first = *parser->p;

      if (get_bit (first) == 0)
        return fail_at_character (parser, error);
      *symbols |= get_bit (first);
      if (parser->p[1] != '-')
        continue;

      parser->p += 2;
      if (!g_ascii_isdigit (first) || !g_ascii_isdigit (*parser->p) || *parser->p < first)
        return fail_at_character (parser, error);
      for (char c = first; c <= *parser->p; c++)
        *symbols |= get_bit (c);
    }

  if (*symbols == 0)
    return fail_at_character (parser, error);
  parser->p++;

  return TRUE;
}

/* A symbol, x or a set, with its dot. */
static gboolean
parse_element (Parser *parser, RbDialRule *rule, gboolean taken, GError **error)
{
  Element element = { .taken = taken };

  if (*parser->p == '[')
    {
      if (!parse_set (parser, &element.symbols, error))
        return FALSE;
    }
  else
    {
      element.symbols = g_ascii_tolower (*parser->p) == 'x' ? DIGITS : get_bit (*parser->p);
      if (element.symbols == 0)
        return fail_at_character (parser, error);
      parser->p++;
    }

  if (*parser->p == '.')
    {
      element.any = TRUE;
      parser->p++;
    }
  if (rule->elements->len >= MAX_ELEMENTS)
    return fail (parser, parser->p - 1, error, _ ("A rule of the dial plan is too long."));
  g_array_append_val (rule->elements, element);

  return TRUE;
}

static gboolean
is_end (const char *p)
{
  return *p == '|' || *p == '\0';
}

/* What other phones' plans hold and has no meaning for a number that is dialled at once: spaces, a second dial
 * tone (“,”) and timers (“S0”, “L5”). */
static void
skip_decoration (Parser *parser)
{
  for (;;)
    {
      gsize digits = *parser->p == 'S' || *parser->p == 'L' ? strspn (parser->p + 1, "0123456789") : 0;

      if (digits == 0 && *parser->p != ' ' && *parser->p != ',')
        return;
      parser->p += 1 + digits;
    }
}

/* <from:to> */
static gboolean
parse_replacement (Parser *parser, RbDialRule *rule, GError **error)
{
  guint first = rule->elements->len;
  Element none = { .taken = TRUE, .any = TRUE }; /* matches nothing, any number of times */
  gsize length;

  g_array_append_val (rule->elements, none);
  parser->p++;
  for (skip_decoration (parser); *parser->p != ':'; skip_decoration (parser))
    if (!parse_element (parser, rule, TRUE, error))
      return FALSE;

  parser->p++;
  length = strspn (parser->p, RB_DIAL_SYMBOLS);
  g_array_index (rule->elements, Element, first).given = g_strndup (parser->p, length);
  parser->p += length;
  if (*parser->p != '>')
    return fail_at_character (parser, error);
  parser->p++;

  return TRUE;
}

static gboolean
parse_pattern (Parser *parser, RbDialRule *rule, GError **error)
{
  for (skip_decoration (parser); !is_end (parser->p); skip_decoration (parser))
    {
      if (*parser->p == '!' && rule->elements->len > 0)
        {
          rule->bars = TRUE;
          parser->p++;
          skip_decoration (parser);
          return is_end (parser->p) || fail_at_character (parser, error);
        }

      if (*parser->p == '<')
        {
          if (!parse_replacement (parser, rule, error))
            return FALSE;
        }
      else if (!parse_element (parser, rule, FALSE, error))
        {
          return FALSE;
        }
    }

  if (rule->elements->len == 0)
    return fail (parser, parser->p, error, _ ("A rule of the dial plan is empty."));

  return TRUE;
}

/* Up to the next slash that no backslash protects; a protected one loses its backslash. (transfer full) (nullable) */
static char *
take_to_slash (Parser *parser)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (parser->p++; *parser->p != '/'; parser->p++)
    {
      if (*parser->p == '\0')
        return NULL;
      if (*parser->p == '\\' && parser->p[1] != '\0')
        {
          parser->p++;
          if (*parser->p != '/')
            g_string_append_c (text, '\\');
        }
      g_string_append_c (text, *parser->p);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* /regular expression/replacement/ */
static gboolean
parse_regex (Parser *parser, RbDialRule *rule, GError **error)
{
  const char *begin = parser->p;
  g_autofree char *pattern = take_to_slash (parser);
  g_autofree char *limited = NULL;
  g_autoptr (GError) cause = NULL;

  if (pattern != NULL)
    rule->replacement = take_to_slash (parser);
  if (rule->replacement == NULL)
    return fail (parser, begin, error,
                 _ ("A regular expression of a dial plan is written between slashes, with its replacement: "
                    "/^0(\\d+)$/+86\\1/."));

  parser->p++;
  if (*parser->p == '!')
    {
      rule->bars = TRUE;
      parser->p++;
    }
  skip_decoration (parser);
  if (!is_end (parser->p))
    return fail_at_character (parser, error);

  limited = g_strconcat (REGEX_LIMITS, pattern, NULL);
  rule->regex = g_regex_new (limited, 0, 0, &cause);
  if (rule->regex == NULL || !g_regex_check_replacement (rule->replacement, NULL, &cause))
    {
      g_autofree char *sentence =
          g_strdup_printf (_ ("The regular expression “%s” of the dial plan cannot be understood."), pattern);

      return fail (parser, begin, error, sentence);
    }

  return TRUE;
}

/* (transfer full): with spaces in place of parentheses around the whole, so that each character keeps its place */
static char *
remove_parentheses (const char *plan)
{
  char *text = g_strchomp (g_strdup (plan));
  gsize first = strspn (text, " ");
  gsize length = strlen (text);

  if (text[first] == '(' && text[length - 1] == ')')
    {
      text[first] = ' ';
      text[length - 1] = ' ';
    }

  return text;
}

/* What @rule makes of the symbols that @number has: @can tells which elements match from where on. */
static char *
build_result (const RbDialRule *self, const char *number, const gboolean *can, gsize width)
{
  GString *result = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < self->elements->len; i++)
    {
      const Element *element = &g_array_index (self->elements, Element, i);

      if (element->given != NULL)
        g_string_append (result, element->given);
      /* As many as the rest of the rule can spare. */
      while (number[at] != '\0' && (element->symbols & get_bit (number[at])) != 0 &&
             can[(element->any ? i : i + 1) * width + at + 1])
        {
          if (!element->taken)
            g_string_append_c (result, number[at]);
          at++;
          if (!element->any)
            break;
        }
    }

  return g_string_free (result, FALSE);
}

static gboolean
apply_pattern (const RbDialRule *self, const char *number, char **result)
{
  gsize width = strlen (number) + 1;
  guint n = self->elements->len;
  g_autofree gboolean *can = g_new0 (gboolean, (n + 1) * width);

  can[n * width + width - 1] = TRUE;
  for (guint i = n; i-- > 0;)
    {
      const Element *element = &g_array_index (self->elements, Element, i);

      for (gsize at = width; at-- > 0;)
        {
          gboolean matches = number[at] != '\0' && (element->symbols & get_bit (number[at])) != 0;

          if (element->any)
            can[i * width + at] = can[(i + 1) * width + at] || (matches && can[i * width + at + 1]);
          else
            can[i * width + at] = matches && can[(i + 1) * width + at + 1];
        }
    }

  if (can[0])
    *result = self->bars ? NULL : build_result (self, number, can, width);

  return can[0];
}

static gboolean
apply_regex (const RbDialRule *self, const char *number, char **result)
{
  g_autoptr (GMatchInfo) info = NULL;
  g_autofree char *middle = NULL;
  g_autofree char *whole = NULL;
  int begin;
  int end;

  /* A search that passes its limit is no match. */
  if (!g_regex_match_full (self->regex, number, -1, 0, 0, &info, NULL) ||
      !g_match_info_fetch_pos (info, 0, &begin, &end))
    return FALSE;

  *result = NULL;
  if (self->bars)
    return TRUE;

  middle = g_match_info_expand_references (info, self->replacement, NULL);
  whole = g_strdup_printf ("%.*s%s%s", begin, number, middle != NULL ? middle : "", number + end);
  /* What is no number is not dialled. */
  if (*whole == '\0' || whole[strspn (whole, RB_DIAL_SYMBOLS)] != '\0' || strlen (whole) > MAX_NUMBER)
    return FALSE;
  *result = g_steal_pointer (&whole);

  return TRUE;
}

gboolean
rb_dial_rule_apply (const RbDialRule *self, const char *number, char **result)
{
  if (strlen (number) > MAX_NUMBER)
    return FALSE;

  return self->regex != NULL ? apply_regex (self, number, result) : apply_pattern (self, number, result);
}

GPtrArray *
rb_dial_rules_parse (const char *plan, guint *fault_at, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
  g_autofree char *text = g_utf8_validate (plan, -1, NULL) ? remove_parentheses (plan) : g_strdup ("");
  Parser parser = { text, text, fault_at };

  if (strlen (plan) > MAX_PLAN || (*text == '\0' && *plan != '\0' && !g_utf8_validate (plan, -1, NULL)))
    {
      fail (&parser, text, error, _ ("The dial plan is too long or damaged."));
      return NULL;
    }

  if (*text == '\0')
    return g_steal_pointer (&rules);

  for (;;)
    {
      const char *begin;
      RbDialRule *rule = rule_new ();

      g_ptr_array_add (rules, rule);
      parser.p += strspn (parser.p, " ");
      begin = parser.p;
      if (!(*begin == '/' ? parse_regex (&parser, rule, error) : parse_pattern (&parser, rule, error)))
        return NULL;
      if (rules->len > MAX_RULES)
        {
          fail (&parser, begin, error, _ ("The dial plan has too many rules."));
          return NULL;
        }
      rule->text = g_strndup (begin, (gsize) (parser.p - begin));
      if (*parser.p == '\0')
        return g_steal_pointer (&rules);
      parser.p++;
    }
}
