/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line of a vCard once it is unfolded: group, name, parameters, value. What differs between 2.1, 3.0 and 4.0 in
 * the syntax of a line is here. Called by rb-vcard.c. */

#include "rb-vcard-line.h"

#include "rb-contact-encoding.h"

#include <string.h>

/* The end of what begins at @p: the first of @stops outside of quotes. */
static char *
find_end (char *p, const char *stops)
{
  gboolean quoted = FALSE;

  for (; *p != '\0'; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (!quoted && strchr (stops, *p) != NULL)
        break;
    }

  return p;
}

static char *
unquote (char *text)
{
  gsize length = strlen (text);

  if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    {
      text[length - 1] = '\0';
      return text + 1;
    }

  return text;
}

static void
add_types (RbVcardLine *line, char *values)
{
  while (values != NULL)
    {
      char *comma = strchr (values, ',');

      if (comma != NULL)
        *comma++ = '\0';
      if (*values != '\0')
        g_ptr_array_add (line->types, values);
      values = comma;
    }
}

/* vCard 2.1 leaves out the names of parameters: ;HOME;QUOTED-PRINTABLE */
static void
add_parameter (RbVcardLine *line, char *parameter)
{
  char *equals = strchr (parameter, '=');
  char *value = equals != NULL ? unquote (equals + 1) : parameter;

  if (equals == NULL)
    {
      if (g_ascii_strcasecmp (value, "QUOTED-PRINTABLE") == 0 || g_ascii_strcasecmp (value, "BASE64") == 0)
        line->encoding = value;
      else
        add_types (line, value);
      return;
    }

  *equals = '\0';
  if (g_ascii_strcasecmp (parameter, "TYPE") == 0)
    add_types (line, value);
  else if (g_ascii_strcasecmp (parameter, "ENCODING") == 0)
    line->encoding = value;
  else if (g_ascii_strcasecmp (parameter, "CHARSET") == 0)
    line->charset = value;
  else if (g_ascii_strcasecmp (parameter, "VALUE") == 0)
    line->value_type = value;
}

gboolean
rb_vcard_line_parse (char *text, RbVcardLine *line)
{
  char *end = find_end (text, ":");
  char *p;
  char *dot;

  *line = (RbVcardLine){ 0 };
  if (*end != ':')
    return FALSE;

  *end = '\0';
  line->value = end + 1;
  line->types = g_ptr_array_new ();
  p = find_end (text, ";");
  while (*p == ';')
    {
      char *parameter = p + 1;

      *p = '\0';
      p = find_end (parameter, ";");
      if (*p == ';')
        {
          *p = '\0';
          add_parameter (line, parameter);
          *p = ';';
        }
      else
        {
          add_parameter (line, parameter);
          break;
        }
    }

  dot = strchr (text, '.');
  if (dot != NULL)
    {
      *dot = '\0';
      line->group = text;
      text = dot + 1;
    }
  line->name = g_strstrip (text);

  return line->name[0] != '\0';
}

void
rb_vcard_line_clear (RbVcardLine *line)
{
  g_clear_pointer (&line->types, g_ptr_array_unref);
}

gboolean
rb_vcard_line_has_type (const RbVcardLine *line, const char *type)
{
  for (guint i = 0; i < line->types->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (line->types, i), type) == 0)
      return TRUE;

  return FALSE;
}

/* RFC 2045 6.7; soft line breaks are gone already. */
static char *
decode_quoted_printable (const char *text, const char *charset)
{
  g_autoptr (GString) bytes = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '=' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          g_string_append_c (bytes, (char) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2])));
          p += 2;
        }
      else
        {
          g_string_append_c (bytes, *p);
        }
    }

  return rb_contact_encoding_convert (bytes->str, bytes->len, charset != NULL ? charset : "UTF-8");
}

char *
rb_vcard_line_dup_text (const RbVcardLine *line)
{
  if (line->encoding != NULL && g_ascii_strcasecmp (line->encoding, "QUOTED-PRINTABLE") == 0)
    return decode_quoted_printable (line->value, line->charset);

  return g_strdup (line->value);
}

void
rb_vcard_unescape (char *text)
{
  char *to = text;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        {
          p++;
          *to++ = *p == 'n' || *p == 'N' ? '\n' : *p;
        }
      else
        {
          *to++ = *p;
        }
    }
  *to = '\0';
}

GStrv
rb_vcard_split (const char *text, char separator)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *start = text;

  for (const char *p = text;; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        {
          p++;
          continue;
        }
      if (*p == separator || *p == '\0')
        {
          char *part = g_strndup (start, p - start);

          rb_vcard_unescape (part);
          g_ptr_array_add (parts, part);
          start = p + 1;
        }
      if (*p == '\0')
        break;
    }
  g_ptr_array_add (parts, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}
