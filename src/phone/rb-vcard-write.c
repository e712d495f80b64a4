/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing vCards: 4.0 (RFC 6350), and 3.0 (RFC 2426) for programs that read nothing newer. */

#include "rb-vcard.h"

#include "rb-contact-types.h"

#include <string.h>

#define MAX_LINE 75 /* bytes, RFC 6350 3.2 */

/* Folds between characters. */
static void
append_line (GString *out, const char *line)
{
  gsize room = MAX_LINE;

  for (const char *p = line; *p != '\0';)
    {
      gsize length = (gsize) (g_utf8_next_char (p) - p);

      if (length > room)
        {
          g_string_append (out, "\r\n ");
          room = MAX_LINE - 1;
        }
      g_string_append_len (out, p, (gssize) length);
      room -= length;
      p += length;
    }
  g_string_append (out, "\r\n");
}

static char *
escape (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n')
        g_string_append (out, "\\n");
      else if (strchr ("\\,;", *p) != NULL)
        g_string_append_printf (out, "\\%c", *p);
      else if (*p != '\r')
        g_string_append_c (out, *p);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_text (GString *out, const char *name, const char *value)
{
  g_autofree char *escaped = escape (value);
  g_autofree char *line = g_strdup_printf ("%s:%s", name, escaped);

  append_line (out, line);
}

/* Required in 3.0: the last word as the family, the others as given names; a name of one word is the family. */
static void
append_structured_name (GString *out, const char *name)
{
  const char *space = strrchr (name, ' ');
  g_autofree char *given = escape (space != NULL ? name : "");
  g_autofree char *family = escape (space != NULL ? space + 1 : name);
  g_autofree char *line = NULL;

  if (space != NULL)
    {
      g_autofree char *first = g_strndup (name, space - name);

      g_free (given);
      given = escape (first);
    }
  line = g_strdup_printf ("N:%s;%s;;;", family, given);
  append_line (out, line);
}

static void
append_address (GString *out, const RbContactAddress *address, guint *n_groups)
{
  static const char *const names[] = {
    [RB_ADDRESS_NUMBER] = "TEL", [RB_ADDRESS_SIP] = "IMPP", [RB_ADDRESS_MAIL] = "EMAIL"
  };
  const char *type = rb_contact_label_to_vcard (address->label);
  gboolean scheme = address->kind == RB_ADDRESS_SIP && g_ascii_strncasecmp (address->value, "sip:", 4) != 0 &&
                    g_ascii_strncasecmp (address->value, "sips:", 5) != 0;
  g_autofree char *value = g_strconcat (scheme ? "sip:" : "", address->value, NULL);
  g_autofree char *escaped = address->kind == RB_ADDRESS_SIP ? g_strdup (value) : escape (value);
  g_autofree char *line = NULL;

  if (type == NULL)
    {
      g_autofree char *label = escape (address->label);
      g_autofree char *second = g_strdup_printf ("item%u.X-ABLabel:%s", ++*n_groups, label);

      line = g_strdup_printf ("item%u.%s:%s", *n_groups, names[address->kind], escaped);
      append_line (out, line);
      append_line (out, second);
      return;
    }

  line = g_strdup_printf ("%s%s%s:%s", names[address->kind], type[0] != '\0' ? ";TYPE=" : "", type, escaped);
  append_line (out, line);
}

static void
append_photo (GString *out, GBytes *photo, gboolean version_4)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (photo, &length);
  const char *type = length > 1 && bytes[0] == 0xff ? "jpeg" : "png";
  g_autofree char *base64 = g_base64_encode (bytes, length);
  g_autofree char *upper = g_ascii_strup (type, -1);
  g_autofree char *line = version_4 ? g_strdup_printf ("PHOTO:data:image/%s;base64,%s", type, base64)
                                    : g_strdup_printf ("PHOTO;ENCODING=b;TYPE=%s:%s", upper, base64);

  append_line (out, line);
}

void
rb_vcard_write (RbContact *contact, gboolean version_4, GString *out)
{
  guint n_groups = 0;

  append_line (out, "BEGIN:VCARD");
  append_line (out, version_4 ? "VERSION:4.0" : "VERSION:3.0");
  append_text (out, "FN", rb_contact_get_name (contact));
  append_structured_name (out, rb_contact_get_name (contact));
  if (rb_contact_get_uid (contact) != NULL)
    append_text (out, "UID", rb_contact_get_uid (contact));
  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    append_address (out, rb_contact_get_address (contact, i), &n_groups);
  if (rb_contact_get_notes (contact)[0] != '\0')
    append_text (out, "NOTE", rb_contact_get_notes (contact));
  if (rb_contact_is_favourite (contact))
    append_line (out, "CATEGORIES:starred");
  if (rb_contact_get_photo (contact) != NULL)
    append_photo (out, rb_contact_get_photo (contact), version_4);
  append_line (out, "END:VCARD");
}
