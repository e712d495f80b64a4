/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person types to find calls, as a condition in SQL. Pure. Words that follow each other and name one thing
 * ("no answer") are taken together; all others must each be found. */

#include "rb-history-query.h"

#include "rb-history-words.h"

#include <string.h>

#define TRIGRAM 3         /* characters: less is not in the index (FTS5, trigram tokenizer) */
#define MAX_WORDS 16      /* of a query; more say nothing more */
#define MAX_PHRASE 5      /* words that name one thing */
#define MIN_PREFIX 4      /* Latin letters of a verdict that name it */
#define MIN_PREFIX_WIDE 2 /* characters of a script without spaces */
#define SUFFIX_DIGITS 9   /* a number without country code and trunk prefix */
#define SHORT_NUMBER 7    /* digits; an extension is compared as a whole */

char *
rb_history_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *split = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (split, -1);
  GString *out = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (out, c == '\n' ? ' ' : c);
    }

  return g_string_free (out, FALSE);
}

/* The digits of a number in any grouping: "+86 (10) 1234-5678". (transfer full) (nullable): it is no number */
static char *
dup_digits (const char *text, gsize length)
{
  GString *digits = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (text[i]))
        g_string_append_c (digits, text[i]);
      else if (strchr ("+-().,/ ", text[i]) == NULL)
        {
          g_string_free (digits, TRUE);
          return NULL;
        }
    }
  if (digits->len == 0)
    {
      g_string_free (digits, TRUE);
      return NULL;
    }

  return g_string_free (digits, FALSE);
}

static const char *
skip_scheme (const char *uri)
{
  static const char *const schemes[] = { "sip:", "sips:", "tel:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (uri, schemes[i], strlen (schemes[i])) == 0)
      return uri + strlen (schemes[i]);

  return uri;
}

char *
rb_history_search_text (const char *name, const char *uri)
{
  const char *start = skip_scheme (uri != NULL ? uri : "");
  g_autofree char *address = g_strndup (start, strcspn (start, ";?"));
  g_autofree char *folded_name = rb_history_fold (name != NULL ? name : "");
  g_autofree char *folded_address = rb_history_fold (address);
  g_autofree char *number = dup_digits (address, strcspn (address, "@"));
  g_autofree char *name_number = dup_digits (folded_name, strlen (folded_name));
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n%s\n", folded_name, folded_address);
  if (number != NULL)
    g_string_append_printf (text, "%s\n", number);
  if (name_number != NULL && g_strcmp0 (number, name_number) != 0)
    g_string_append_printf (text, "%s\n", name_number);

  return g_string_free (text, FALSE);
}

static void
append_or (GString *sql)
{
  if (sql->len > 0 && sql->str[sql->len - 1] != '(')
    g_string_append (sql, " OR ");
}

/* Wherever it is in what is searched. */
static void
append_found (GString *sql, GPtrArray *parameters, const char *text)
{
  append_or (sql);
  if (g_utf8_strlen (text, -1) < TRIGRAM)
    {
      g_string_append (sql, "instr (search, ?) > 0");
      g_ptr_array_add (parameters, g_strdup (text));
    }
  else
    {
      g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
      g_autofree char *quoted = g_strjoinv ("\"\"", parts);

      g_string_append (sql, "id IN (SELECT rowid FROM calls_text WHERE calls_text MATCH ?)");
      g_ptr_array_add (parameters, g_strdup_printf ("\"%s\"", quoted));
    }
}

/* Whom rb_history_is_person() compares with, each in a line: of a number its last digits, else the folded address.
 * (transfer full) */
static char *
list_people (GPtrArray *addresses)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const char *start = skip_scheme (g_ptr_array_index (addresses, i));
      g_autofree char *digits = dup_digits (start, strcspn (start, "@;?"));
      g_autofree char *folded = rb_history_fold (start);
      gsize length = digits != NULL ? strlen (digits) : 0;

      folded[strcspn (folded, ";?")] = '\0';
      if (strchr (start, '@') == NULL && digits != NULL)
        g_string_append_printf (list, "%s\n", digits + (length > SUFFIX_DIGITS ? length - SUFFIX_DIGITS : 0));
      else if (*folded != '\0')
        g_string_append_printf (list, "%s\n", folded);
    }

  return g_string_free (list, FALSE);
}

static gboolean
has_line (GHashTable *lines, const char *text, gsize length)
{
  char line[256];

  if (length == 0 || length >= sizeof line)
    return FALSE;

  memcpy (line, text, length);
  line[length] = '\0';
  return g_hash_table_contains (lines, line);
}

GHashTable *
rb_history_people_new (const char *people)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) split = g_strsplit (people, "\n", -1);

  for (guint i = 0; split[i] != NULL; i++)
    if (*split[i] != '\0')
      g_hash_table_add (lines, g_strdup (split[i]));

  return lines;
}

gboolean
rb_history_is_person (GHashTable *people, const char *search)
{
  const char *line = strchr (search, '\n'); /* behind the name */
  gboolean is_address = TRUE;

  for (; line != NULL && line[1] != '\0'; line = strchr (line, '\n'))
    {
      gsize length = strcspn (++line, "\n");
      gsize host = strcspn (line, "@\n");

      if (has_line (people, line, length))
        return TRUE;
      if (is_address && host < length &&
          (has_line (people, line, host + strcspn (line + host, ":\n")) || has_line (people, line, host)))
        return TRUE; /* on any port, or anywhere */
      for (gsize n = SHORT_NUMBER; !is_address && n <= SUFFIX_DIGITS && n < length; n++)
        if (has_line (people, line + length - n, n))
          return TRUE;
      is_address = FALSE;
    }

  return FALSE;
}

static gboolean
begins_word (const char *text, const char *label)
{
  g_autofree char *folded = rb_history_fold (label);
  gboolean wide = g_utf8_get_char (folded) >= 0x2e80; /* where the scripts of East Asia begin */
  glong n = g_utf8_strlen (text, -1);

  g_strdelimit (folded, "-", ' ');
  return strcmp (folded, text) == 0 || (n >= (wide ? MIN_PREFIX_WIDE : MIN_PREFIX) && g_str_has_prefix (folded, text));
}

/* The verdicts that @text names. FALSE: none. */
static gboolean
append_words (GString *sql, GPtrArray *words, const char *text)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "-", ' ');
  gboolean any = FALSE;

  for (guint i = 0; i < words->len; i++)
    {
      const RbHistoryWord *word = g_ptr_array_index (words, i);

      if (!begins_word (plain, word->id) && !begins_word (plain, word->label))
        continue;
      append_or (sql);
      g_string_append (sql, word->sql);
      any = TRUE;
    }

  return any;
}

static gboolean
append_day (GString *sql, const char *text, gint64 now_us)
{
  gint64 from_us;
  gint64 to_us;

  if (!rb_history_parse_day (text, now_us, &from_us, &to_us))
    return FALSE;

  append_or (sql);
  g_string_append_printf (sql, "(start_us >= %" G_GINT64_FORMAT " AND start_us < %" G_GINT64_FORMAT ")", from_us,
                          to_us);
  return TRUE;
}

/* @text as one thing; @alone: or not at all. */
static gboolean
append_term (GString *sql, GPtrArray *parameters, const RbHistoryQuery *query, GPtrArray *words, const char *text,
             gboolean alone)
{
  g_autoptr (GString) one = g_string_new (NULL);
  g_autofree char *digits = dup_digits (text, strlen (text));
  g_autoptr (GPtrArray) people = NULL;
  gboolean named = append_words (one, words, text);

  named = append_day (one, text, query->now_us) || named || (alone && digits != NULL);
  if (alone && !named)
    return FALSE;

  if (g_str_equal (text, RB_HISTORY_PEOPLE))
    g_string_append_c (one, '0');
  else
    append_found (one, parameters, text);
  if (digits != NULL && strcmp (digits, text) != 0)
    append_found (one, parameters, digits);
  people = query->find_people != NULL ? query->find_people (text, query->data) : NULL;
  if (people != NULL && people->len > 0)
    {
      append_or (one);
      g_string_append (one, "is_person (search, ?)");
      g_ptr_array_add (parameters, list_people (people));
    }
  g_string_append_printf (sql, " AND (%s)", one->str);

  return TRUE;
}

static void
append_text (GString *sql, GPtrArray *parameters, const RbHistoryQuery *query)
{
  g_autofree char *folded = g_strstrip (rb_history_fold (query->text));
  g_auto (GStrv) split = g_strsplit_set (folded, " \t\r\n", -1);
  g_autoptr (GPtrArray) words = rb_history_list_words ();
  g_autoptr (GPtrArray) given = g_ptr_array_new ();

  for (guint i = 0; split[i] != NULL && given->len < MAX_WORDS; i++)
    if (*split[i] != '\0')
      g_ptr_array_add (given, split[i]);

  for (guint i = 0; i < given->len;)
    {
      guint n = MIN (given->len - i, MAX_PHRASE);

      for (; n > 1; n--)
        {
          g_autoptr (GString) phrase = g_string_new (g_ptr_array_index (given, i));

          for (guint k = 1; k < n; k++)
            g_string_append_printf (phrase, " %s", (const char *) g_ptr_array_index (given, i + k));
          if (append_term (sql, parameters, query, words, phrase->str, TRUE))
            break;
        }
      if (n <= 1)
        append_term (sql, parameters, query, words, g_ptr_array_index (given, i), FALSE);
      i += MAX (n, 1);
    }
}

char *
rb_history_query_to_sql (const RbHistoryQuery *query, GPtrArray *parameters)
{
  static const char *const filters[] = {
    [RB_HISTORY_ALL] = "",
    [RB_HISTORY_MISSED] = " AND missed",
    [RB_HISTORY_INCOMING] = " AND incoming",
    [RB_HISTORY_OUTGOING] = " AND NOT incoming",
  };
  GString *sql = g_string_new ("hidden = 0");

  g_string_append (sql, filters[query->filter]);
  if (query->account_id != NULL)
    {
      g_string_append (sql, " AND account_id IS ?");
      g_ptr_array_add (parameters, g_strdup (query->account_id));
    }
  if (query->text != NULL)
    append_text (sql, parameters, query);

  return g_string_free (sql, FALSE);
}
