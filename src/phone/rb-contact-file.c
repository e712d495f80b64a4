/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People in a file: which format it has, and what was read of it. Called by the import, the export and
 * ringback-cli. */

#include "rb-contact-file.h"

#include "rb-contacts.h"
#include "rb-csv.h"
#include "rb-vcard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
rb_contact_file_free (RbContactFile *self)
{
  g_ptr_array_unref (self->contacts);
  g_array_unref (self->lines);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

void
rb_contact_file_take (RbContactFile *self, RbContact *contact, guint line)
{
  if (rb_contact_get_own_name (contact)[0] == '\0' && rb_contact_get_n_addresses (contact) == 0)
    {
      rb_contact_file_take_problem (
          self, g_strdup_printf (_ ("Line %u: this contact has neither a name nor an address and is left out."), line));
      g_object_unref (contact);
      return;
    }

  g_ptr_array_add (self->contacts, contact);
  g_array_append_val (self->lines, line);
}

void
rb_contact_file_take_problem (RbContactFile *self, char *sentence)
{
  if (self->n_problems++ < RB_CONTACT_FILE_MAX_PROBLEMS)
    g_ptr_array_add (self->problems, sentence);
  else
    g_free (sentence);
}

/* BEGIN:VCARD as the first words, in any encoding. */
static gboolean
is_vcard (const char *bytes, gsize length)
{
  static const char begin[] = "BEGIN:VCARD";
  gsize found = 0;

  for (gsize i = 0; i < MIN (length, 256) && found < strlen (begin); i++)
    {
      guint8 c = (guint8) bytes[i];

      if (g_ascii_toupper (bytes[i]) == begin[found])
        found++;
      else if (found > 0 && c != 0)
        return FALSE;
      else if (c > ' ' && c < 0x80)
        return FALSE;
    }

  return found == strlen (begin);
}

RbContactFile *
rb_contact_file_parse (GBytes *bytes, GError **error)
{
  g_autoptr (RbContactFile) self = g_new0 (RbContactFile, 1);
  gsize length;
  const char *all = g_bytes_get_data (bytes, &length);
  const char *data = all != NULL ? all : "";
  gboolean well = TRUE;

  self->contacts = g_ptr_array_new_with_free_func (g_object_unref);
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  self->problems = g_ptr_array_new_with_free_func (g_free);
  if (length > RB_CONTACT_FILE_MAX_BYTES)
    {
      g_set_error (error, RB_CONTACTS_ERROR, RB_CONTACTS_ERROR_FORMAT,
                   _ ("The file has more than %u MB. Split it, then import the parts."),
                   (guint) (RB_CONTACT_FILE_MAX_BYTES / (1024 * 1024)));
      return NULL;
    }

  if (length > 0 && is_vcard (data, length))
    {
      self->format = "vCard";
      rb_vcard_read (data, length, self);
    }
  else
    {
      self->format = "CSV";
      well = rb_csv_read (data, length, self, error);
    }

  return well ? g_steal_pointer (&self) : NULL;
}

static const struct
{
  const char *extension;
  const char *name;
} formats[RB_N_CONTACT_FORMATS] = {
  [RB_CONTACT_FORMAT_VCARD_4] = { "vcf", N_ ("vCard 4.0") },
  [RB_CONTACT_FORMAT_VCARD_3] = { "vcf", N_ ("vCard 3.0 (older programs)") },
  [RB_CONTACT_FORMAT_CSV_GOOGLE] = { "csv", N_ ("CSV with Google’s columns") },
  [RB_CONTACT_FORMAT_CSV_MICROSIP] = { "csv", N_ ("CSV with MicroSIP’s columns") },
};

const char *
rb_contact_format_get_extension (RbContactFormat format)
{
  return formats[format].extension;
}

const char *
rb_contact_format_get_name (RbContactFormat format)
{
  return _ (formats[format].name);
}

GBytes *
rb_contact_file_write (GPtrArray *contacts, RbContactFormat format)
{
  g_autoptr (GString) out = g_string_new (NULL);

  switch (format)
    {
    case RB_CONTACT_FORMAT_VCARD_4:
    case RB_CONTACT_FORMAT_VCARD_3:
      for (guint i = 0; i < contacts->len; i++)
        rb_vcard_write (g_ptr_array_index (contacts, i), format == RB_CONTACT_FORMAT_VCARD_4, out);
      break;
    default:
      rb_csv_write (contacts, format == RB_CONTACT_FORMAT_CSV_GOOGLE, out);
    }

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
