/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What contacts are sorted and found by. For each contact one text is kept: its words folded, each with a space
 * before it, Chinese names also as pinyin and as initials from each character on; then, line by line, the digits of
 * its numbers. A query word is found when a space and it are a part of that, digits when they are a part
 * of a number: so 100 000 contacts are searched by strstr() alone. Called by RbContacts. */

#include "rb-contact-text.h"

#include "rb-number.h"
#include "rb-pinyin.h"
#include "rb-sip-uri.h"

#include <string.h>

#define MAX_RUN 12       /* Chinese characters of a name that are spelled together */
#define MAX_SEARCH 4096  /* bytes of a contact that are searched: no honest name is longer */
#define MAX_SPELLINGS 16 /* of a name with characters of several readings */

struct _RbContactQuery
{
  char **words;  /* each " word" */
  char **digits; /* the whole query as a number, in each form it may be kept in; NULL when it is none */
};

/* One character of a name and how it may be read. */
typedef struct
{
  gunichar character;
  guint n_readings; /* 0: not Chinese */
  const char *readings[RB_PINYIN_MAX_READINGS];
} Spelled;

char *
rb_contact_text_fold (const char *text)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = decomposed != NULL ? g_utf8_casefold (decomposed, -1) : g_strdup ("");
  g_autoptr (GString) plain = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));

  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/* lǚ is typed "lv" by those who know how, "lu" by the others. */
static const char *const without_umlaut[][2] = { { "lv", "lu" }, { "lve", "lue" }, { "nv", "nu" }, { "nve", "nue" } };

static void
add_reading (Spelled *one, const char *reading)
{
  for (guint i = 0; i < one->n_readings; i++)
    if (g_str_equal (one->readings[i], reading))
      return;
  if (one->n_readings < RB_PINYIN_MAX_READINGS)
    one->readings[one->n_readings++] = reading;
}

/* The characters of @folded with their readings; a surname that is read in its own way by that first. */
static GArray *
spell (const char *folded)
{
  GArray *spelled = g_array_new (FALSE, TRUE, sizeof (Spelled));
  const char *surname[2];
  guint n_surname = rb_pinyin_get_surname (folded, surname);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      Spelled one = { .character = g_utf8_get_char (p) };

      one.n_readings = rb_pinyin_get_readings (one.character, one.readings);
      if (one.n_readings > 0 && spelled->len < n_surname)
        {
          Spelled as_usual = one;

          one.readings[0] = surname[spelled->len];
          one.n_readings = 1;
          for (guint i = 0; i < as_usual.n_readings; i++)
            add_reading (&one, as_usual.readings[i]);
        }
      for (gsize i = 0; one.n_readings > 0 && i < G_N_ELEMENTS (without_umlaut); i++)
        if (g_str_equal (one.readings[0], without_umlaut[i][0]))
          add_reading (&one, without_umlaut[i][1]);
      g_array_append_val (spelled, one);
    }

  return spelled;
}

char *
rb_contact_text_make_sort_key (const char *name)
{
  g_autofree char *folded = rb_contact_text_fold (name);
  g_autoptr (GArray) spelled = spell (folded);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < spelled->len; i++)
    {
      const Spelled *one = &g_array_index (spelled, Spelled, i);

      if (one->n_readings > 0)
        g_string_append_printf (key, "%s ", one->readings[0]);
      else if (g_unichar_isalnum (one->character))
        g_string_append_unichar (key, one->character);
      else if (key->len > 0 && key->str[key->len - 1] != ' ')
        g_string_append_c (key, ' ');
    }
  if (key->len == 0 || !g_unichar_isalpha (g_utf8_get_char (key->str)))
    g_string_prepend (key, RB_AFTER_LETTERS);
  /* Those read alike are in one order, and each at one place. */
  g_string_append_printf (key, "\t%s", name);

  return g_string_free (g_steal_pointer (&key), FALSE);
}

gunichar
rb_contact_text_get_section (const char *sort_key)
{
  gunichar first = g_utf8_get_char (sort_key);

  return g_unichar_isalpha (first) ? g_unichar_toupper (first) : '#';
}

/* Adds " zhangsan" and " zs" of @run, in the spelling numbered @spelling. */
static void
append_spelling (GString *text, const Spelled *run, guint length, guint spelling)
{
  g_autoptr (GString) initials = g_string_new (" ");

  g_string_append_c (text, ' ');
  for (guint i = 0; i < length; i++)
    {
      const char *reading = run[i].readings[spelling % run[i].n_readings];

      spelling /= run[i].n_readings;
      g_string_append (text, reading);
      g_string_append_c (initials, reading[0]);
    }
  if (length > 1)
    g_string_append (text, initials->str);
}

/* Chinese has no spaces: each character may be the first one that a person remembers. */
static void
append_run (GString *text, const Spelled *run, guint length)
{
  for (guint start = 0; start < length && text->len < MAX_SEARCH; start++)
    {
      guint n = MIN (length - start, MAX_RUN);
      guint n_spellings = 1;

      g_string_append_c (text, ' ');
      for (guint i = start; i < start + n; i++)
        {
          g_string_append_unichar (text, run[i].character);
          n_spellings = MIN (n_spellings * run[i].n_readings, MAX_SPELLINGS);
        }
      for (guint spelling = 0; spelling < n_spellings; spelling++)
        append_spelling (text, run + start, n, spelling);
    }
}

static void
append_words (GString *text, const char *words)
{
  g_autofree char *folded = rb_contact_text_fold (words);
  g_autoptr (GArray) spelled = spell (folded);
  gboolean inside = FALSE;

  for (guint i = 0; i < spelled->len && text->len < MAX_SEARCH; i++)
    {
      const Spelled *one = &g_array_index (spelled, Spelled, i);
      guint end = i;

      while (end < spelled->len && g_array_index (spelled, Spelled, end).n_readings > 0)
        end++;
      if (end > i)
        {
          append_run (text, one, end - i);
          i = end - 1;
          inside = FALSE;
        }
      else if (g_unichar_isalnum (one->character))
        {
          if (!inside)
            g_string_append_c (text, ' ');
          g_string_append_unichar (text, one->character);
          inside = TRUE;
        }
      else
        {
          inside = FALSE;
        }
    }
}

char *
rb_contact_text_make_search (RbContact *contact)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) digits = g_string_new (NULL);

  append_words (text, rb_contact_get_own_name (contact));
  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);
      g_autofree char *user = address->kind != RB_ADDRESS_MAIL ? rb_sip_uri_get_user (address->value) : NULL;
      g_autofree char *forms = user != NULL ? rb_number_make_search_text (user) : NULL;

      g_autofree char *words = address->kind != RB_ADDRESS_NUMBER ? rb_sip_uri_format_short (address->value) : NULL;

      if (words != NULL)
        append_words (text, words);
      if (forms != NULL && digits->len < MAX_SEARCH)
        g_string_append_printf (digits, "\n%s", forms);
    }
  g_string_append (text, digits->str);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The forms that the digits of a query may have in a contact. */
static char **
make_digits (const char *query)
{
  g_autofree char *forms = rb_number_make_search_text (query);

  if (forms == NULL)
    return NULL;

  return g_strsplit (forms + (forms[0] == '+'), "\n", -1);
}

RbContactQuery *
rb_contact_query_new (const char *query)
{
  RbContactQuery *self = g_new0 (RbContactQuery, 1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *valid = g_utf8_make_valid (query, -1);
  g_autofree char *folded = rb_contact_text_fold (valid);
  GString *word = NULL;

  for (const char *p = folded;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && g_unichar_isalnum (c))
        {
          if (word == NULL)
            word = g_string_new (" ");
          g_string_append_unichar (word, c);
        }
      else if (word != NULL)
        {
          g_ptr_array_add (words, g_string_free (word, FALSE));
          word = NULL;
        }
      if (c == 0)
        break;
    }
  g_ptr_array_add (words, NULL);
  self->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  self->digits = make_digits (valid);

  return self;
}

void
rb_contact_query_free (RbContactQuery *self)
{
  g_strfreev (self->words);
  g_strfreev (self->digits);
  g_free (self);
}

gboolean
rb_contact_query_is_empty (RbContactQuery *self)
{
  return self->words[0] == NULL && self->digits == NULL;
}

static gboolean
has_digits (const char *search, const char *digits)
{
  const char *numbers = strchr (search, '\n');

  return numbers != NULL && strstr (numbers, digits) != NULL;
}

gboolean
rb_contact_query_matches (RbContactQuery *self, const char *search)
{
  gboolean all = self->words[0] != NULL || self->digits == NULL;

  for (guint i = 0; self->digits != NULL && self->digits[i] != NULL; i++)
    if (has_digits (search, self->digits[i]))
      return TRUE;
  for (guint i = 0; all && self->words[i] != NULL; i++)
    all = strstr (search, self->words[i]) != NULL ||
          (g_ascii_isdigit (self->words[i][1]) && has_digits (search, self->words[i] + 1));

  return all;
}
