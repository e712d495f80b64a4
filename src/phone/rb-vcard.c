/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vCards: what people's programs and telephones exchange. Reading takes any of the three versions and whatever is
 * around; a photo is decoded only from the card itself. Called by rb-contact-file.c. */

#include "rb-vcard.h"

#include "rb-contact-encoding.h"
#include "rb-contact-photo.h"
#include "rb-contact-types.h"
#include "rb-vcard-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ADDRESSES 200 /* of one person */
#define MAX_TEXT 65536    /* bytes of a name or of notes */

/* One address until its card has ended: a label of its group may come after it. */
typedef struct
{
  RbAddressKind kind;
  char *label;
  char *group; /* (nullable) */
  char *value;
} Pending;

typedef struct
{
  RbContactFile *file;
  guint depth; /* cards inside cards: AGENT of 2.1 */
  gboolean agent;
  guint begin_line;
  RbContact *contact;    /* the one being read */
  GPtrArray *addresses;  /* of Pending */
  GHashTable *labels;    /* group → own word */
  char *structured_name; /* of N */
  char *organisation;
} Reader;

static void
free_pending (gpointer data)
{
  Pending *pending = data;

  g_free (pending->label);
  g_free (pending->group);
  g_free (pending->value);
  g_free (pending);
}

static gboolean
is_quoted_printable (const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);
  g_autofree char *head = g_ascii_strup (line, colon != NULL ? colon - line : 0);

  return strstr (head, "QUOTED-PRINTABLE") != NULL;
}

/* Joins folded lines (RFC 6350 3.2; "=" at the end in 2.1). @numbers gets the line in the file of each that remains.
 * Of bytes, because a fold may be inside of a character. */
static GString *
unfold (const char *bytes, gsize length, GArray *numbers)
{
  GString *out = g_string_sized_new (length + 1);
  gboolean quoted_printable = FALSE;
  guint number = 0;

  for (gsize at = 0; at < length;)
    {
      const char *line = bytes + at;
      const char *newline = memchr (line, '\n', length - at);
      gsize line_length = newline != NULL ? (gsize) (newline - line) : length - at;

      at += line_length + 1;
      number++;
      if (line_length > 0 && line[line_length - 1] == '\r')
        line_length--;

      if (quoted_printable && out->len > 0 && out->str[out->len - 1] == '=')
        {
          g_string_truncate (out, out->len - 1);
        }
      else if (numbers->len > 0 && line_length > 0 && (line[0] == ' ' || line[0] == '\t'))
        {
          line++;
          line_length--;
        }
      else
        {
          if (numbers->len > 0)
            g_string_append_c (out, '\n');
          g_array_append_val (numbers, number);
          quoted_printable = is_quoted_printable (line, MIN (line_length, 256));
        }
      g_string_append_len (out, line, (gssize) line_length);
    }

  return out;
}

static const char *
find_label (const RbVcardLine *line)
{
  for (guint i = 0; i < line->types->len; i++)
    {
      const char *label = rb_contact_type_to_label (g_ptr_array_index (line->types, i));

      if (label != NULL)
        return label;
    }

  return "other";
}

/* A fax stays one at work. */
static const char *
find_telephone_label (const RbVcardLine *line)
{
  return rb_vcard_line_has_type (line, "FAX")    ? "fax"
         : rb_vcard_line_has_type (line, "CELL") ? "mobile"
                                                 : find_label (line);
}

static void
add_address (Reader *reader, RbAddressKind kind, const char *label, const RbVcardLine *line, const char *value)
{
  Pending *pending;

  if (reader->addresses->len >= MAX_ADDRESSES || value[0] == '\0' || strlen (value) > MAX_TEXT)
    return;

  pending = g_new0 (Pending, 1);
  pending->kind = kind;
  pending->label = g_strdup (label);
  pending->group = line->group != NULL ? g_ascii_strdown (line->group, -1) : NULL;
  pending->value = g_strdup (value);
  g_ptr_array_add (reader->addresses, pending);
}

/* Without the scheme, as a person would write it; sips: says more and stays. */
static const char *
skip_scheme (const char *value, const char *scheme)
{
  return g_ascii_strncasecmp (value, scheme, strlen (scheme)) == 0 ? value + strlen (scheme) : value;
}

static void
read_telephone (Reader *reader, const RbVcardLine *line, char *text)
{
  gboolean sip = g_ascii_strncasecmp (text, "sip", 3) == 0 && strchr (text, ':') != NULL;

  if (g_ascii_strncasecmp (text, "tel:", 4) == 0)
    text[strcspn (text, ";")] = '\0';
  add_address (reader, sip ? RB_ADDRESS_SIP : RB_ADDRESS_NUMBER, find_telephone_label (line), line,
               sip ? skip_scheme (text, "sip:") : skip_scheme (text, "tel:"));
}

static void
read_messaging (Reader *reader, const RbVcardLine *line, char *text)
{
  if (g_ascii_strncasecmp (text, "sip:", 4) == 0 || g_ascii_strncasecmp (text, "sips:", 5) == 0 ||
      g_ascii_strcasecmp (line->name, "X-SIP") == 0)
    add_address (reader, RB_ADDRESS_SIP, find_label (line), line, skip_scheme (text, "sip:"));
}

static void
read_mail (Reader *reader, const RbVcardLine *line, char *text)
{
  add_address (reader, RB_ADDRESS_MAIL, find_label (line), line, skip_scheme (text, "mailto:"));
}

static void
read_photo (Reader *reader, const RbVcardLine *line, guint number)
{
  const char *base64 = NULL;
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GError) error = NULL;
  guchar *bytes;
  gsize length;

  if (g_ascii_strncasecmp (line->value, "data:", 5) == 0)
    {
      const char *comma = strchr (line->value, ',');

      base64 = comma != NULL ? comma + 1 : NULL;
    }
  else if (line->encoding != NULL &&
           (g_ascii_strcasecmp (line->encoding, "b") == 0 || g_ascii_strcasecmp (line->encoding, "BASE64") == 0))
    {
      base64 = line->value;
    }
  if (base64 == NULL)
    return; /* a link: nothing is fetched */

  bytes = g_base64_decode (base64, &length);
  picture = g_bytes_new_take (bytes, length);
  photo = rb_contact_photo_new (picture, &error);
  if (photo != NULL)
    rb_contact_set_photo (reader->contact, photo);
  else
    rb_contact_file_take_problem (
        reader->file, g_strdup_printf (_ ("Line %1$u: the photo is left out. %2$s"), number, error->message));
}

static gboolean
has_han (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;

  return FALSE;
}

/* Family; given; additional; prefix; suffix (RFC 6350 6.2.2) as one name. */
static char *
join_name (const char *text)
{
  static const guint western[] = { 3, 1, 2, 0, 4 };
  g_auto (GStrv) parts = rb_vcard_split (text, ';');
  guint n = g_strv_length (parts);
  g_autoptr (GString) name = g_string_new (NULL);

  if (n > 0 && has_han (parts[0]) && (n < 2 || parts[1][0] == '\0' || has_han (parts[1])))
    return g_strconcat (parts[0], n > 1 ? parts[1] : "", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (western); i++)
    if (western[i] < n && parts[western[i]][0] != '\0')
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", parts[western[i]]);

  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* Apple: item1.X-ABLabel:_$!<Work>!$_ or a person's own word. */
static void
read_group_label (Reader *reader, const RbVcardLine *line, char *text)
{
  gsize length = strlen (text);
  const char *known;

  if (line->group == NULL)
    return;
  if (g_str_has_prefix (text, "_$!<") && length > 8)
    {
      text[length - 4] = '\0';
      text += 4;
    }
  known = rb_contact_type_to_label (text);
  g_hash_table_replace (reader->labels, g_ascii_strdown (line->group, -1), g_strdup (known != NULL ? known : text));
}

static void
append_notes (RbContact *contact, const char *text)
{
  const char *notes = rb_contact_get_notes (contact);
  g_autofree char *both = notes[0] != '\0' ? g_strdup_printf ("%s\n%s", notes, text) : g_strdup (text);

  if (strlen (both) <= MAX_TEXT)
    rb_contact_set_notes (contact, both);
}

static void
read_property (Reader *reader, const RbVcardLine *line, guint number)
{
  g_autofree char *text = NULL;
  const char *name = line->name;

  if (g_ascii_strcasecmp (name, "PHOTO") == 0)
    {
      read_photo (reader, line, number);
      return;
    }

  text = rb_vcard_line_dup_text (line);
  if (strlen (text) > MAX_TEXT)
    return;
  if (g_ascii_strcasecmp (name, "N") == 0)
    {
      g_free (reader->structured_name);
      reader->structured_name = join_name (text);
      return;
    }
  if (g_ascii_strcasecmp (name, "ORG") == 0)
    {
      g_auto (GStrv) parts = rb_vcard_split (text, ';');

      g_free (reader->organisation);
      reader->organisation = g_strdup (parts[0]);
      return;
    }

  rb_vcard_unescape (text);
  g_strstrip (text);
  if (g_ascii_strcasecmp (name, "FN") == 0)
    rb_contact_set_name (reader->contact, text);
  else if (g_ascii_strcasecmp (name, "TEL") == 0)
    read_telephone (reader, line, text);
  else if (g_ascii_strcasecmp (name, "EMAIL") == 0)
    read_mail (reader, line, text);
  else if (g_ascii_strcasecmp (name, "IMPP") == 0 || g_ascii_strcasecmp (name, "X-SIP") == 0)
    read_messaging (reader, line, text);
  else if (g_ascii_strcasecmp (name, "NOTE") == 0)
    append_notes (reader->contact, text);
  else if (g_ascii_strcasecmp (name, "UID") == 0 && text[0] != '\0')
    rb_contact_set_uid (reader->contact, text);
  else if (g_ascii_strcasecmp (name, "X-ABLABEL") == 0)
    read_group_label (reader, line, text);
  else if (g_ascii_strcasecmp (name, "CATEGORIES") == 0)
    rb_contact_set_favourite (reader->contact,
                              rb_contact_is_favourite (reader->contact) || rb_contact_is_starred (text));
}

static void
begin_card (Reader *reader, guint number)
{
  reader->depth = 1;
  reader->agent = FALSE;
  reader->begin_line = number;
  reader->contact = rb_contact_new (NULL);
  g_ptr_array_set_size (reader->addresses, 0);
  g_hash_table_remove_all (reader->labels);
}

static void
drop_card (Reader *reader)
{
  reader->depth = 0;
  g_clear_object (&reader->contact);
  g_clear_pointer (&reader->structured_name, g_free);
  g_clear_pointer (&reader->organisation, g_free);
}

static void
end_card (Reader *reader)
{
  if (rb_contact_get_own_name (reader->contact)[0] == '\0')
    rb_contact_set_name (reader->contact, reader->structured_name != NULL && reader->structured_name[0] != '\0'
                                              ? reader->structured_name
                                              : reader->organisation);
  for (guint i = 0; i < reader->addresses->len; i++)
    {
      const Pending *pending = g_ptr_array_index (reader->addresses, i);
      const char *own = pending->group != NULL ? g_hash_table_lookup (reader->labels, pending->group) : NULL;

      rb_contact_add_address (reader->contact, pending->kind, own != NULL ? own : pending->label, pending->value);
    }
  rb_contact_file_take (reader->file, g_steal_pointer (&reader->contact), reader->begin_line);
  drop_card (reader);
}

static void
read_begin (Reader *reader, guint number)
{
  if (reader->depth > 0 && (reader->agent || reader->depth > 1))
    {
      reader->depth++;
      return;
    }
  if (reader->depth == 1)
    {
      rb_contact_file_take_problem (
          reader->file, g_strdup_printf (_ ("Line %u: the contact that begins here has no end."), reader->begin_line));
      end_card (reader);
    }
  begin_card (reader, number);
}

static void
read_line (Reader *reader, char *text, guint number)
{
  RbVcardLine line;
  gboolean begin;
  gboolean end;

  if (text[strspn (text, " \t\r")] == '\0')
    return;
  if (!rb_vcard_line_parse (text, &line))
    {
      rb_contact_file_take_problem (reader->file,
                                    g_strdup_printf (_ ("Line %u is no line of a vCard and is left out."), number));
      rb_vcard_line_clear (&line);
      return;
    }

  begin = g_ascii_strcasecmp (line.name, "BEGIN") == 0;
  end = g_ascii_strcasecmp (line.name, "END") == 0;
  if (begin)
    read_begin (reader, number);
  else if (end && reader->depth > 1)
    reader->depth--;
  else if (end && reader->depth == 1)
    end_card (reader);
  else if (reader->depth == 1)
    read_property (reader, &line, number);
  if (!end || reader->depth != 1)
    reader->agent = g_ascii_strcasecmp (line.name, "AGENT") == 0;
  rb_vcard_line_clear (&line);
}

void
rb_vcard_read (const char *bytes, gsize length, RbContactFile *file)
{
  Reader reader = { .file = file };
  g_autofree char *wide = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  GString *unfolded;
  char *line;

  file->encoding = rb_contact_encoding_guess (bytes, length, &file->guessed);
  if (g_str_has_prefix (file->encoding, "UTF-16"))
    {
      wide = rb_contact_encoding_convert (bytes, length, file->encoding);
      unfolded = unfold (wide, strlen (wide), numbers);
      text = g_utf8_make_valid (unfolded->str, (gssize) unfolded->len);
    }
  else
    {
      unfolded = unfold (bytes, length, numbers);
      file->encoding = rb_contact_encoding_guess (unfolded->str, unfolded->len, &file->guessed);
      text = rb_contact_encoding_convert (unfolded->str, unfolded->len, file->encoding);
    }
  g_string_free (unfolded, TRUE);

  reader.addresses = g_ptr_array_new_with_free_func (free_pending);
  reader.labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  line = text;
  for (guint i = 0; i < numbers->len && line != NULL; i++)
    {
      char *newline = strchr (line, '\n');

      if (newline != NULL)
        *newline = '\0';
      read_line (&reader, line, g_array_index (numbers, guint, i));
      line = newline != NULL ? newline + 1 : NULL;
    }
  if (reader.depth > 0)
    rb_contact_file_take_problem (
        file,
        g_strdup_printf (_ ("Line %u: the contact that begins here is cut off and left out."), reader.begin_line));
  drop_card (&reader);
  g_ptr_array_unref (reader.addresses);
  g_hash_table_unref (reader.labels);
}
