/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of people (RFC 4180): what MicroSIP, Google and spreadsheets write. What a column holds is told by its name in
 * the first line. Called by rb-contact-file.c. */

#include "rb-csv.h"

#include "rb-contact-encoding.h"
#include "rb-contact-types.h"
#include "rb-contacts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_COLUMNS 500
#define MAX_CELL 65536         /* bytes */
#define GOOGLE_SEPARATOR ":::" /* between several values in one cell */

typedef enum
{
  COLUMN_UNKNOWN,
  COLUMN_NAME,
  COLUMN_GIVEN,
  COLUMN_MIDDLE,
  COLUMN_FAMILY,
  COLUMN_ORGANISATION,
  COLUMN_NOTES,
  COLUMN_STARRED,
  COLUMN_CATEGORIES,
  COLUMN_CALL,    /* a number or SIP address; label */
  COLUMN_MAIL,    /* label */
  COLUMN_LABEL,   /* of the column after it */
  COLUMN_SERVICE, /* of the column after it: SIP or another */
  COLUMN_IM,
} Column;

/* Names without case, spaces and punctuation. */
static const struct
{
  const char *name;
  Column column;
  const char *label; /* of an address */
} columns[] = {
  { "name", COLUMN_NAME },
  { "displayname", COLUMN_NAME },
  { "fullname", COLUMN_NAME },
  { "fileas", COLUMN_ORGANISATION },
  { "nickname", COLUMN_ORGANISATION },
  { "姓名", COLUMN_NAME },
  { "名称", COLUMN_NAME },
  { "联系人", COLUMN_NAME },
  { "firstname", COLUMN_GIVEN },
  { "givenname", COLUMN_GIVEN },
  { "名", COLUMN_GIVEN },
  { "middlename", COLUMN_MIDDLE },
  { "additionalname", COLUMN_MIDDLE },
  { "lastname", COLUMN_FAMILY },
  { "familyname", COLUMN_FAMILY },
  { "surname", COLUMN_FAMILY },
  { "姓", COLUMN_FAMILY },
  { "company", COLUMN_ORGANISATION },
  { "organization", COLUMN_ORGANISATION },
  { "organizationname", COLUMN_ORGANISATION },
  { "organization1name", COLUMN_ORGANISATION },
  { "公司", COLUMN_ORGANISATION },
  { "notes", COLUMN_NOTES },
  { "note", COLUMN_NOTES },
  { "comment", COLUMN_NOTES },
  { "备注", COLUMN_NOTES },
  { "starred", COLUMN_STARRED },
  { "star", COLUMN_STARRED },
  { "favourite", COLUMN_STARRED },
  { "favorite", COLUMN_STARRED },
  { "labels", COLUMN_CATEGORIES },
  { "groupmembership", COLUMN_CATEGORIES },
  { "categories", COLUMN_CATEGORIES },
  { "number", COLUMN_CALL, "main" },
  { "sip", COLUMN_CALL, "other" },
  { "sipaddress", COLUMN_CALL, "other" },
  { "uri", COLUMN_CALL, "other" },
  { "phone", COLUMN_CALL, "work" },
  { "phonenumber", COLUMN_CALL, "work" },
  { "telephone", COLUMN_CALL, "work" },
  { "businessphone", COLUMN_CALL, "work" },
  { "workphone", COLUMN_CALL, "work" },
  { "primaryphone", COLUMN_CALL, "main" },
  { "companymainphone", COLUMN_CALL, "main" },
  { "homephone", COLUMN_CALL, "home" },
  { "otherphone", COLUMN_CALL, "other" },
  { "mobile", COLUMN_CALL, "mobile" },
  { "mobilephone", COLUMN_CALL, "mobile" },
  { "mobilenumber", COLUMN_CALL, "mobile" },
  { "fax", COLUMN_CALL, "fax" },
  { "businessfax", COLUMN_CALL, "fax" },
  { "电话", COLUMN_CALL, "work" },
  { "号码", COLUMN_CALL, "main" },
  { "电话号码", COLUMN_CALL, "work" },
  { "手机", COLUMN_CALL, "mobile" },
  { "手机号", COLUMN_CALL, "mobile" },
  { "手机号码", COLUMN_CALL, "mobile" },
  { "email", COLUMN_MAIL, "other" },
  { "emailaddress", COLUMN_MAIL, "other" },
  { "mail", COLUMN_MAIL, "other" },
  { "邮箱", COLUMN_MAIL, "other" },
  { "电子邮件", COLUMN_MAIL, "other" },
};

/* The table is read character by character; a cell ends at the delimiter or the line. */
typedef struct
{
  const char *p;
  char delimiter;
  guint line; /* where the row that is read begins */
  guint next_line;
  gboolean open_quote; /* the file ended inside of quotes */
} Table;

typedef struct
{
  Column column;
  const char *label;
} Meaning;

/* The cells of the next row; NULL at the end. (transfer full) */
static GPtrArray *
read_row (Table *table)
{
  GPtrArray *row;
  GString *cell;
  gboolean quoted = FALSE;

  if (*table->p == '\0')
    return NULL;

  row = g_ptr_array_new_with_free_func (g_free);
  cell = g_string_new (NULL);
  table->line = table->next_line;
  for (;; table->p++)
    {
      char c = *table->p;
      gboolean line_end = c == '\0' || (!quoted && (c == '\n' || c == '\r'));

      if (c == '\n')
        table->next_line++;
      if (quoted && c == '"' && table->p[1] == '"')
        {
          g_string_append_c (cell, '"');
          table->p++;
        }
      else if (c == '"' && (quoted || cell->len == 0))
        {
          quoted = !quoted;
        }
      else if (line_end || (!quoted && c == table->delimiter))
        {
          if (row->len < MAX_COLUMNS)
            g_ptr_array_add (row, g_strstrip (g_strdup (cell->str)));
          g_string_truncate (cell, 0);
          if (line_end)
            break;
        }
      else if (cell->len < MAX_CELL)
        {
          g_string_append_c (cell, c);
        }
    }
  table->open_quote = quoted;
  if (*table->p == '\r')
    {
      table->next_line++;
      table->p += table->p[1] == '\n' ? 2 : 1;
    }
  else if (*table->p == '\n')
    {
      table->p++;
    }
  g_string_free (cell, TRUE);

  return row;
}

/* Excel may say it ("sep=;"); else the one that the first line has most often outside of quotes. */
static char
find_delimiter (Table *table)
{
  static const char candidates[] = ",;\t|";
  gsize counts[G_N_ELEMENTS (candidates)] = { 0 };
  gboolean quoted = FALSE;
  gsize best = 0;

  if (g_ascii_strncasecmp (table->p, "sep=", 4) == 0 && table->p[4] != '\0')
    {
      char delimiter = table->p[4];

      table->p += strcspn (table->p, "\n");
      table->p += *table->p == '\n';
      table->next_line++;
      return delimiter;
    }

  for (const char *p = table->p; *p != '\0' && (quoted || (*p != '\n' && *p != '\r')); p++)
    {
      const char *found = quoted ? NULL : strchr (candidates, *p);

      if (*p == '"')
        quoted = !quoted;
      else if (found != NULL)
        counts[found - candidates]++;
    }
  for (gsize i = 1; candidates[i] != '\0'; i++)
    if (counts[i] > counts[best])
      best = i;

  return candidates[best];
}

static char *
simplify (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autoptr (GString) simple = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (simple, g_utf8_get_char (p));

  return g_string_free (g_steal_pointer (&simple), FALSE);
}

/* Google: "Phone 2 - Value", "E-mail 1 - Type", "IM 1 - Service" … */
static Meaning
find_numbered (const char *name)
{
  static const struct
  {
    const char *prefix;
    Column column;
  } kinds[] = { { "phone", COLUMN_CALL }, { "email", COLUMN_MAIL }, { "im", COLUMN_IM } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].prefix);
      const char *rest = name + length;

      if (strncmp (name, kinds[i].prefix, length) != 0 || !g_ascii_isdigit (*rest))
        continue;
      while (g_ascii_isdigit (*rest))
        rest++;
      if (g_str_equal (rest, "value") || *rest == '\0')
        return (Meaning){ kinds[i].column, "other" };
      if (g_str_equal (rest, "label") || g_str_equal (rest, "type"))
        return (Meaning){ COLUMN_LABEL, NULL };
      if (g_str_equal (rest, "service"))
        return (Meaning){ COLUMN_SERVICE, NULL };
    }

  return (Meaning){ COLUMN_UNKNOWN, NULL };
}

static Meaning
find_meaning (const char *header)
{
  g_autofree char *name = simplify (header);

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (name, columns[i].name))
      return (Meaning){ columns[i].column, columns[i].label };

  return find_numbered (name);
}

static void
add_values (RbContact *contact, Column column, const char *label, const char *cell)
{
  g_auto (GStrv) values = g_strsplit (cell, GOOGLE_SEPARATOR, -1);

  for (guint i = 0; values[i] != NULL; i++)
    {
      const char *value = g_strstrip (values[i]);
      gboolean scheme = g_ascii_strncasecmp (value, "sip:", 4) == 0;

      if (column == COLUMN_MAIL)
        rb_contact_add_address (contact, RB_ADDRESS_MAIL, label, value);
      else
        rb_contact_add_address (contact, rb_address_kind_guess (value), label, scheme ? value + 4 : value);
    }
}

static gboolean
is_yes (const char *text)
{
  static const char *const yes[] = { "1", "true", "yes", "y", "是" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    if (g_ascii_strcasecmp (text, yes[i]) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_han (const char *text)
{
  return g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN;
}

static char *
join_name (const char *const parts[4])
{
  gboolean chinese = parts[3] != NULL && is_han (parts[3]) && (parts[1] == NULL || is_han (parts[1]));
  g_autoptr (GString) name = g_string_new (NULL);

  if (parts[0] != NULL)
    return g_strdup (parts[0]);
  if (chinese)
    return g_strconcat (parts[3], parts[1] != NULL ? parts[1] : "", NULL);
  for (guint i = 1; i < 4; i++)
    if (parts[i] != NULL)
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", parts[i]);

  return g_string_free (g_steal_pointer (&name), FALSE);
}

static RbContact *
read_contact (GPtrArray *row, const Meaning *meanings, guint n_meanings)
{
  RbContact *contact = rb_contact_new (NULL);
  const char *parts[4] = { NULL }; /* name, given, middle, family */
  const char *organisation = NULL;
  const char *label = NULL;
  gboolean other_service = FALSE;
  g_autofree char *name = NULL;

  for (guint i = 0; i < MIN (row->len, n_meanings); i++)
    {
      const char *cell = g_ptr_array_index (row, i);
      const Meaning *meaning = &meanings[i];

      if (meaning->column == COLUMN_LABEL)
        {
          const char *plain = cell + strspn (cell, "* ");
          const char *known = rb_contact_type_to_label (plain);

          label = known != NULL ? known : plain[0] != '\0' ? plain : NULL;
        }
      if (meaning->column == COLUMN_SERVICE)
        other_service = cell[0] != '\0' && g_ascii_strcasecmp (cell, "SIP") != 0;
      if (cell[0] == '\0')
        continue;

      switch (meaning->column)
        {
        case COLUMN_NAME:
        case COLUMN_GIVEN:
        case COLUMN_MIDDLE:
        case COLUMN_FAMILY:
          parts[meaning->column - COLUMN_NAME] = cell;
          break;
        case COLUMN_ORGANISATION:
          organisation = cell;
          break;
        case COLUMN_NOTES:
          rb_contact_set_notes (contact, cell);
          break;
        case COLUMN_STARRED:
          rb_contact_set_favourite (contact, is_yes (cell));
          break;
        case COLUMN_CATEGORIES:
          rb_contact_set_favourite (contact, rb_contact_is_starred (cell));
          break;
        case COLUMN_IM:
          if (other_service)
            break;
          G_GNUC_FALLTHROUGH;
        case COLUMN_CALL:
        case COLUMN_MAIL:
          add_values (contact, meaning->column, label != NULL ? label : meaning->label, cell);
          label = NULL;
          break;
        default:
          break;
        }
    }

  name = join_name (parts);
  rb_contact_set_name (contact, name[0] != '\0' ? name : organisation);

  return contact;
}

static gboolean
is_blank (GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    if (((const char *) g_ptr_array_index (row, i))[0] != '\0')
      return FALSE;

  return TRUE;
}

gboolean
rb_csv_read (const char *bytes, gsize length, RbContactFile *file, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) header = NULL;
  Meaning meanings[MAX_COLUMNS];
  gboolean any = FALSE;
  GPtrArray *row;
  Table table = { .next_line = 1 };

  file->encoding = rb_contact_encoding_guess (bytes, length, &file->guessed);
  text = rb_contact_encoding_convert (bytes, length, file->encoding);
  table.p = text;
  table.delimiter = find_delimiter (&table);
  header = read_row (&table);
  for (guint i = 0; header != NULL && i < header->len; i++)
    {
      meanings[i] = find_meaning (g_ptr_array_index (header, i));
      any = any || meanings[i].column == COLUMN_CALL || meanings[i].column == COLUMN_MAIL ||
            meanings[i].column == COLUMN_NAME || meanings[i].column == COLUMN_IM;
    }
  if (!any)
    {
      g_set_error_literal (
          error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT,
          _ ("This is neither a vCard nor a table of contacts: the first line of a CSV file must name the "
             "columns, such as “Name” and “Number”."));
      return FALSE;
    }

  while ((row = read_row (&table)) != NULL)
    {
      if (table.open_quote)
        rb_contact_file_take_problem (
            file,
            g_strdup_printf (_ ("Line %u: the quotation mark that begins here has no end; nothing after it was read."),
                             table.line));
      else if (!is_blank (row))
        rb_contact_file_take (file, read_contact (row, meanings, header->len), table.line);
      g_ptr_array_unref (row);
    }

  return TRUE;
}

static void
append_cell (GString *out, const char *text, gboolean last)
{
  if (strpbrk (text, "\",\r\n") != NULL || text[0] == ' ')
    {
      g_string_append_c (out, '"');
      for (const char *p = text; *p != '\0'; p++)
        g_string_append_len (out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
      g_string_append_c (out, '"');
    }
  else
    {
      g_string_append (out, text);
    }
  g_string_append (out, last ? "\r\n" : ",");
}

/* The @index'th address of @kind; NULL when there are fewer. */
static const RbContactAddress *
find_address (RbContact *contact, RbAddressKind kind, guint index)
{
  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);

      if (address->kind == kind && index-- == 0)
        return address;
    }

  return NULL;
}

static guint
count_most (GPtrArray *contacts, RbAddressKind kind)
{
  guint most = 0;

  for (guint i = 0; i < contacts->len; i++)
    while (find_address (g_ptr_array_index (contacts, i), kind, most) != NULL)
      most++;

  return most;
}

static void
write_google (GPtrArray *contacts, GString *out)
{
  static const struct
  {
    RbAddressKind kind;
    const char *name;
  } groups[] = { { RB_ADDRESS_MAIL, "E-mail" }, { RB_ADDRESS_NUMBER, "Phone" }, { RB_ADDRESS_SIP, "IM" } };
  guint most[G_N_ELEMENTS (groups)];

  g_string_append (out, "First Name,Last Name,Notes,Labels");
  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      most[g] = count_most (contacts, groups[g].kind);
      for (guint n = 1; n <= most[g]; n++)
        {
          g_string_append_printf (out, ",%s %u - Label", groups[g].name, n);
          if (groups[g].kind == RB_ADDRESS_SIP)
            g_string_append_printf (out, ",%s %u - Service", groups[g].name, n);
          g_string_append_printf (out, ",%s %u - Value", groups[g].name, n);
        }
    }
  g_string_append (out, "\r\n");

  for (guint i = 0; i < contacts->len; i++)
    {
      RbContact *contact = g_ptr_array_index (contacts, i);
      const char *name = rb_contact_get_own_name (contact);
      const char *space = strrchr (name, ' ');
      g_autofree char *given = space != NULL ? g_strndup (name, space - name) : g_strdup ("");

      append_cell (out, given, FALSE);
      append_cell (out, space != NULL ? space + 1 : name, FALSE);
      append_cell (out, rb_contact_get_notes (contact), FALSE);
      append_cell (out, rb_contact_is_favourite (contact) ? "* myContacts ::: * starred" : "* myContacts", FALSE);
      for (gsize g = 0; g < G_N_ELEMENTS (groups); g++)
        for (guint n = 0; n < most[g]; n++)
          {
            const RbContactAddress *address = find_address (contact, groups[g].kind, n);

            append_cell (out, address != NULL ? rb_contact_label_to_google (address->label) : "", FALSE);
            if (groups[g].kind == RB_ADDRESS_SIP)
              append_cell (out, address != NULL ? "SIP" : "", FALSE);
            append_cell (out, address != NULL ? address->value : "", FALSE);
          }
      g_string_truncate (out, out->len - 1); /* the last comma */
      g_string_append (out, "\r\n");
    }
}

static const char *
find_labelled (RbContact *contact, const char *label, const RbContactAddress *but)
{
  for (guint i = 0; i < rb_contact_get_n_callable (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_callable (contact, i);

      if (address != but && g_str_equal (address->label, label))
        return address->value;
    }

  return "";
}

/* It has room for three numbers: the first, one at work, a mobile. */
static void
write_microsip (GPtrArray *contacts, GString *out)
{
  g_string_append (out, "Name,Number,First Name,Last Name,Phone Number,Mobile Number,E-mail Address,Address,City,State,"
                        "Postal Code,Comment,Id,Info,Presence,Starred\r\n");
  for (guint i = 0; i < contacts->len; i++)
    {
      RbContact *contact = g_ptr_array_index (contacts, i);
      const RbContactAddress *first = rb_contact_get_callable (contact, 0);
      const RbContactAddress *mail = find_address (contact, RB_ADDRESS_MAIL, 0);

      append_cell (out, rb_contact_get_name (contact), FALSE);
      append_cell (out, first != NULL ? first->value : "", FALSE);
      append_cell (out, "", FALSE);
      append_cell (out, "", FALSE);
      append_cell (out, find_labelled (contact, "work", first), FALSE);
      append_cell (out, find_labelled (contact, "mobile", first), FALSE);
      append_cell (out, mail != NULL ? mail->value : "", FALSE);
      for (guint empty = 0; empty < 4; empty++)
        append_cell (out, "", FALSE);
      append_cell (out, rb_contact_get_notes (contact), FALSE);
      append_cell (out, rb_contact_get_uid (contact) != NULL ? rb_contact_get_uid (contact) : "", FALSE);
      append_cell (out, "", FALSE);
      append_cell (out, "0", FALSE);
      append_cell (out, rb_contact_is_favourite (contact) ? "1" : "0", TRUE);
    }
}

void
rb_csv_write (GPtrArray *contacts, gboolean google, GString *out)
{
  if (google)
    write_google (contacts, out);
  else
    write_microsip (contacts, out);
}
