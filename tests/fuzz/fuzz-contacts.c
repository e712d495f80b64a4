/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of people: whatever it is, what is read of it is valid, and written as vCard it reads back the same people. */

#include "fuzz.h"

#include "rb-contact-file.h"
#include "rb-contact-text.h"

static void
look_at (RbContact *contact)
{
  g_autofree char *search = rb_contact_text_make_search (contact);
  g_autofree char *sort_key = rb_contact_text_make_sort_key (rb_contact_get_name (contact));

  g_assert_true (g_utf8_validate (rb_contact_get_name (contact), -1, NULL));
  g_assert_true (g_utf8_validate (rb_contact_get_notes (contact), -1, NULL));
  g_assert_true (g_utf8_validate (search, -1, NULL));
  g_assert_true (g_utf8_validate (sort_key, -1, NULL));
  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      g_assert_true (g_utf8_validate (rb_contact_get_address (contact, i)->value, -1, NULL));
      g_assert_true (rb_contact_get_address (contact, i)->value[0] != '\0');
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (RbContactFile) file = rb_contact_file_parse (bytes, NULL);

  if (file == NULL)
    return 0;

  g_assert_true (file->contacts->len == file->lines->len && file->problems->len <= file->n_problems);
  for (guint i = 0; i < file->contacts->len; i++)
    look_at (g_ptr_array_index (file->contacts, i));
  for (RbContactFormat format = 0; format < RB_N_CONTACT_FORMATS; format++)
    {
      g_autoptr (GBytes) written = rb_contact_file_write (file->contacts, format);
      g_autoptr (RbContactFile) back = rb_contact_file_parse (written, NULL);

      g_assert_true (format > RB_CONTACT_FORMAT_VCARD_3 || file->contacts->len == 0 ||
                     (back != NULL && back->contacts->len == file->contacts->len));
    }

  return 0;
}
