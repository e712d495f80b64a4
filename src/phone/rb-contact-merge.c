/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One person known twice: what the second adds to the first, and where they say different things. Called by the
 * import. */

#include "rb-contact-import.h"

#include "rb-contact-text.h"
#include "rb-number.h"

static gboolean
has_address (RbContact *contact, const RbContactAddress *wanted)
{
  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);

      if (address->kind != wanted->kind)
        continue;
      if (g_ascii_strcasecmp (address->value, wanted->value) == 0 ||
          (wanted->kind == RB_ADDRESS_NUMBER &&
           rb_number_compare (address->value, wanted->value, rb_number_get_locale_country ()) == RB_NUMBER_SAME))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_same_text (const char *a, const char *b)
{
  g_autofree char *one = rb_contact_text_fold (a);
  g_autofree char *other = rb_contact_text_fold (b);

  return g_str_equal (one, other);
}

RbContact *
rb_contact_merge (RbContact *mine, RbContact *theirs, gboolean take, RbImportKind *kind)
{
  RbContact *merged = rb_contact_copy (mine);
  GBytes *photo = rb_contact_get_photo (theirs);
  const char *name = rb_contact_get_own_name (theirs);
  const char *notes = rb_contact_get_notes (theirs);
  gboolean conflict = FALSE;
  gboolean changed = FALSE;

  if (name[0] != '\0' && !is_same_text (name, rb_contact_get_own_name (mine)))
    {
      gboolean none = rb_contact_get_own_name (mine)[0] == '\0';

      *(none ? &changed : &conflict) = TRUE;
      if (take || none)
        rb_contact_set_name (merged, name);
    }
  if (notes[0] != '\0' && !g_str_equal (notes, rb_contact_get_notes (mine)))
    {
      gboolean none = rb_contact_get_notes (mine)[0] == '\0';

      *(none ? &changed : &conflict) = TRUE;
      if (take || none)
        rb_contact_set_notes (merged, notes);
    }
  if (photo != NULL && (rb_contact_get_photo (mine) == NULL || !g_bytes_equal (photo, rb_contact_get_photo (mine))))
    {
      gboolean none = rb_contact_get_photo (mine) == NULL;

      *(none ? &changed : &conflict) = TRUE;
      if (take || none)
        rb_contact_set_photo (merged, photo);
    }
  if (rb_contact_is_favourite (theirs) && !rb_contact_is_favourite (mine))
    {
      changed = TRUE;
      rb_contact_set_favourite (merged, TRUE);
    }
  for (guint i = 0; i < rb_contact_get_n_addresses (theirs); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (theirs, i);

      if (has_address (merged, address))
        continue;
      changed = TRUE;
      rb_contact_add_address (merged, address->kind, address->label, address->value);
    }
  if (rb_contact_get_uid (mine) == NULL)
    rb_contact_set_uid (merged, rb_contact_get_uid (theirs));

  if (kind != NULL)
    *kind = conflict ? RB_IMPORT_CONFLICT : changed ? RB_IMPORT_CHANGED : RB_IMPORT_SAME;

  return merged;
}
