/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telephone numbers: one subscriber is written in many ways (01012345678, +86 10 1234 5678, 0086…), and two
 * subscribers must never be taken for one. What decides is the numbering plan of E.164 and the trunk prefix of
 * the country; the rest is the end of the number. Called by the contacts and by their search. */

#include "rb-number.h"

#include <langinfo.h>
#include <string.h>

/* How numbers are dialled inside a country. Those that are not here have the trunk prefix "0". */
static const struct
{
  const char *country;
  const char *trunk; /* stands before the national number, and not in the international one */
  guint bare_length; /* a number of so many digits without it is national, not local; 0: never */
} plans[] = {
  { "1", "1", 10 }, { "7", "8", 10 }, { "36", "06", 0 }, { "370", "8", 0 }, { "375", "8", 0 }, { "39", "", 0 },
  { "378", "", 0 }, /* the leading 0 is part of the number */
  { "30", "", 10 }, { "34", "", 9 },  { "45", "", 8 },   { "47", "", 8 },   { "48", "", 9 },   { "351", "", 9 },
  { "352", "", 0 }, { "356", "", 8 }, { "354", "", 7 },  { "357", "", 8 },  { "371", "", 8 },  { "372", "", 0 },
  { "420", "", 9 }, { "852", "", 8 }, { "853", "", 8 },  { "65", "", 8 },   { "52", "", 10 },  { "86", "0", 11 },
};

#define DEFAULT_TRUNK "0"

/* E.164 country codes of one and of two digits; all others have three. */
static const char one_digit[] = "17";
static const char two_digits[] =
    " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 "
    "64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";

static gsize
get_country_length (const char *digits)
{
  char two[5] = " ?? ";

  if (digits[0] == '\0' || digits[1] == '\0' || digits[2] == '\0')
    return 0;
  if (strchr (one_digit, digits[0]) != NULL)
    return 1;
  memcpy (two + 1, digits, 2);

  return strstr (two_digits, two) != NULL ? 2 : 3;
}

static void
find_plan (const char *country, gsize length, const char **trunk, guint *bare_length)
{
  *trunk = DEFAULT_TRUNK;
  *bare_length = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    if (strlen (plans[i].country) == length && strncmp (plans[i].country, country, length) == 0)
      {
        *trunk = plans[i].trunk;
        *bare_length = plans[i].bare_length;
      }
}

static gboolean
is_grouping (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c == '.' || c == '(' || c == ')' || c == '/' || c == 0xff08 || c == 0xff09 || c == '\t' ||
         type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_FORMAT;
}

char *
rb_number_strip (const char *text)
{
  g_autoptr (GString) number = g_string_new (NULL);
  gboolean digits = FALSE;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  if (g_ascii_strncasecmp (text, "tel:", 4) == 0)
    text += 4;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int digit = g_unichar_isdigit (c) ? g_unichar_digit_value (c) : -1;

      if (digit >= 0)
        {
          g_string_append_c (number, (char) ('0' + digit));
          digits = TRUE;
        }
      else if (c == '*' || c == '#')
        g_string_append_c (number, (char) c);
      else if ((c == '+' || c == 0xff0b) && number->len == 0)
        g_string_append_c (number, '+');
      else if (c == ';' && digits)
        break; /* RFC 3966 3: parameters */
      else if (!is_grouping (c))
        return NULL;
    }

  if (number->len == 0 || (!digits && number->str[0] == '+'))
    return NULL;

  return g_string_free (g_steal_pointer (&number), FALSE);
}

gboolean
rb_number_is_number (const char *text)
{
  g_autofree char *number = rb_number_strip (text);

  return number != NULL;
}

static gboolean
is_subscriber (const char *number)
{
  return strpbrk (number, "*#") == NULL && strlen (number) >= RB_NUMBER_MIN_DIGITS + (number[0] == '+');
}

/* "+44(0)20…" and "+86010…" are written and not dialled so: the trunk prefix goes. */
static char *
make_international (const char *digits)
{
  gsize length = get_country_length (digits);
  const char *trunk;
  guint bare_length;

  find_plan (digits, length, &trunk, &bare_length);
  if (length > 0 && trunk[0] == '0' && g_str_has_prefix (digits + length, trunk))
    return g_strdup_printf ("+%.*s%s", (int) length, digits, digits + length + strlen (trunk));

  return g_strconcat ("+", digits, NULL);
}

char *
rb_number_normalise (const char *text, const char *country)
{
  g_autofree char *number = rb_number_strip (text);
  const char *exit = country != NULL && g_str_equal (country, "1") ? "011" : "00";
  const char *trunk;
  guint bare_length;
  gsize length;

  if (number == NULL || !is_subscriber (number))
    return g_steal_pointer (&number);
  if (number[0] == '+')
    return make_international (number + 1);
  if (g_str_has_prefix (number, exit) && strlen (number) > RB_NUMBER_MIN_DIGITS + strlen (exit))
    return make_international (number + strlen (exit));
  if (country == NULL || country[0] == '\0')
    return g_steal_pointer (&number);

  length = strlen (number);
  find_plan (country, strlen (country), &trunk, &bare_length);
  if (g_str_equal (country, "86") && number[0] != '1')
    bare_length = 0; /* eleven digits from 1 on are a mobile phone's */
  if (bare_length > 0 && length == bare_length)
    return g_strdup_printf ("+%s%s", country, number);
  if (trunk[0] != '\0' && g_str_has_prefix (number, trunk) && length > RB_NUMBER_MIN_DIGITS + strlen (trunk) &&
      (bare_length == 0 || trunk[0] == '0' || length == bare_length + strlen (trunk)))
    return g_strdup_printf ("+%s%s", country, number + strlen (trunk));
  if (trunk[0] == '\0' && bare_length == 0 && length > RB_NUMBER_MIN_DIGITS)
    return g_strdup_printf ("+%s%s", country, number);

  return g_steal_pointer (&number);
}

static gboolean
is_end (const char *end, const char *whole)
{
  if (end[0] == '+')
    return FALSE;
  /* A trunk prefix of a country that is not known is no part of the end. */
  if (whole[0] == '+')
    end += strspn (end, "0");

  return strlen (end) >= RB_NUMBER_MIN_DIGITS && g_str_has_suffix (whole, end);
}

RbNumberMatch
rb_number_compare (const char *a, const char *b, const char *country)
{
  g_autofree char *written_a = rb_number_strip (a);
  g_autofree char *written_b = rb_number_strip (b);
  g_autofree char *one = rb_number_normalise (a, country);
  g_autofree char *other = rb_number_normalise (b, country);

  if (one == NULL || other == NULL)
    return RB_NUMBER_DIFFERENT;
  if (g_str_equal (one, other))
    return RB_NUMBER_SAME;
  if (!is_subscriber (one) || !is_subscriber (other) || (one[0] == '+' && other[0] == '+'))
    return RB_NUMBER_DIFFERENT;

  /* As normalised and as written: a prefix may stand before either form. */
  return is_end (one, other) || is_end (other, one) || is_end (written_a, written_b) || is_end (written_b, written_a)
             ? RB_NUMBER_SAME_END
             : RB_NUMBER_DIFFERENT;
}

char *
rb_number_make_key (const char *text)
{
  g_autofree char *number = rb_number_strip (text);
  gsize length = number != NULL ? strlen (number) : 0;

  if (number == NULL || !is_subscriber (number))
    return g_steal_pointer (&number);

  return g_strdup (number + length - RB_NUMBER_MIN_DIGITS);
}

char *
rb_number_make_search_text (const char *text)
{
  g_autofree char *number = rb_number_strip (text);
  g_autofree char *international = number != NULL ? rb_number_normalise (number, NULL) : NULL;
  gsize length;

  if (number == NULL || international[0] != '+')
    return g_steal_pointer (&number);

  length = get_country_length (international + 1);
  if (length == 0)
    return g_strdup (international + 1);

  return g_strdup_printf ("%s\n0%s", international + 1, international + 1 + length);
}

const char *
rb_number_get_locale_country (void)
{
  const char *code = nl_langinfo (_NL_TELEPHONE_INT_PREFIX);

  return code != NULL && g_ascii_isdigit (code[0]) ? code : "";
}
