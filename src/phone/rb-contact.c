/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One person: name, photo, addresses. What RbContacts keeps and hands out, what a vCard or a CSV is
 * read into, and what the contact dialog edits. */

#include "rb-contact.h"

#include "rb-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbContact
{
  GObject parent_instance;

  gint64 id;
  char *name;
  char *shown; /* name, or what stands in for it */
  char *notes;
  char *uid;
  char *source;
  GBytes *photo;
  GPtrArray *addresses; /* of RbContactAddress */
  gboolean favourite;
};

G_DEFINE_FINAL_TYPE (RbContact, rb_contact, G_TYPE_OBJECT)

static const struct
{
  const char *label;
  const char *text;
} labels[] = {
  { "mobile", N_ ("Mobile") }, { "work", N_ ("Work") }, { "home", N_ ("Home") },   { "main", N_ ("Main") },
  { "other", N_ ("Other") },   { "fax", N_ ("Fax") },   { "pager", N_ ("Pager") },
};

static void
free_address (gpointer data)
{
  RbContactAddress *address = data;

  g_free (address->label);
  g_free (address->value);
  g_free (address);
}

static void
update_shown (RbContact *self)
{
  g_free (self->shown);
  if (self->name != NULL && self->name[0] != '\0')
    self->shown = g_strdup (self->name);
  else if (self->addresses->len > 0)
    self->shown = g_strdup (rb_contact_get_address (self, 0)->value);
  else
    self->shown = g_strdup (_ ("No name"));
}

/* Takes the place of *@text; both nullable. */
static void
replace (char **text, const char *with)
{
  char *copy = with != NULL ? g_utf8_make_valid (with, -1) : NULL;

  g_free (*text);
  *text = copy;
}

static void
rb_contact_finalize (GObject *object)
{
  RbContact *self = RB_CONTACT (object);

  g_free (self->name);
  g_free (self->shown);
  g_free (self->notes);
  g_free (self->uid);
  g_free (self->source);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_ptr_array_unref (self->addresses);

  G_OBJECT_CLASS (rb_contact_parent_class)->finalize (object);
}

static void
rb_contact_class_init (RbContactClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_contact_finalize;
}

static void
rb_contact_init (RbContact *self)
{
  self->addresses = g_ptr_array_new_with_free_func (free_address);
  update_shown (self);
}

RbContact *
rb_contact_new (const char *name)
{
  RbContact *self = g_object_new (RB_TYPE_CONTACT, NULL);

  rb_contact_set_name (self, name);

  return self;
}

RbContact *
rb_contact_copy (RbContact *self)
{
  RbContact *copy;

  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  copy = rb_contact_new (self->name);
  copy->id = self->id;
  copy->favourite = self->favourite;
  rb_contact_set_notes (copy, self->notes);
  rb_contact_set_uid (copy, self->uid);
  rb_contact_set_source (copy, self->source);
  rb_contact_set_photo (copy, self->photo);
  for (guint i = 0; i < self->addresses->len; i++)
    {
      const RbContactAddress *address = rb_contact_get_address (self, i);

      rb_contact_add_address (copy, address->kind, address->label, address->value);
    }

  return copy;
}

gint64
rb_contact_get_id (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), 0);

  return self->id;
}

void
rb_contact_set_id (RbContact *self, gint64 id)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  self->id = id;
}

const char *
rb_contact_get_name (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  return self->shown;
}

const char *
rb_contact_get_own_name (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  return self->name != NULL ? self->name : "";
}

void
rb_contact_set_name (RbContact *self, const char *name)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  replace (&self->name, name);
  if (self->name != NULL)
    g_strstrip (self->name);
  update_shown (self);
}

gboolean
rb_contact_is_favourite (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), FALSE);

  return self->favourite;
}

void
rb_contact_set_favourite (RbContact *self, gboolean favourite)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  self->favourite = favourite != FALSE;
}

const char *
rb_contact_get_notes (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  return self->notes != NULL ? self->notes : "";
}

void
rb_contact_set_notes (RbContact *self, const char *notes)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  replace (&self->notes, notes);
}

GBytes *
rb_contact_get_photo (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  return self->photo;
}

void
rb_contact_set_photo (RbContact *self, GBytes *photo)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  if (photo != NULL)
    g_bytes_ref (photo);
  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = photo;
}

const char *
rb_contact_get_uid (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  return self->uid;
}

void
rb_contact_set_uid (RbContact *self, const char *uid)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  replace (&self->uid, uid);
}

const char *
rb_contact_get_source (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  return self->source;
}

void
rb_contact_set_source (RbContact *self, const char *source)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  replace (&self->source, source);
}

guint
rb_contact_get_n_addresses (RbContact *self)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), 0);

  return self->addresses->len;
}

const RbContactAddress *
rb_contact_get_address (RbContact *self, guint index)
{
  g_return_val_if_fail (RB_IS_CONTACT (self) && index < self->addresses->len, NULL);

  return g_ptr_array_index (self->addresses, index);
}

void
rb_contact_add_address (RbContact *self, RbAddressKind kind, const char *label, const char *value)
{
  g_autofree char *valid = value != NULL ? g_strstrip (g_utf8_make_valid (value, -1)) : NULL;
  RbContactAddress *address;

  g_return_if_fail (RB_IS_CONTACT (self));

  if (valid == NULL || valid[0] == '\0')
    return;
  for (guint i = 0; i < self->addresses->len; i++)
    if (rb_contact_get_address (self, i)->kind == kind && g_str_equal (rb_contact_get_address (self, i)->value, valid))
      return;

  address = g_new0 (RbContactAddress, 1);
  address->kind = kind;
  replace (&address->label, label != NULL && label[0] != '\0' ? label : "other");
  address->value = g_steal_pointer (&valid);
  g_ptr_array_add (self->addresses, address);
  if (self->addresses->len == 1)
    update_shown (self);
}

void
rb_contact_clear_addresses (RbContact *self)
{
  g_return_if_fail (RB_IS_CONTACT (self));

  g_ptr_array_set_size (self->addresses, 0);
  update_shown (self);
}

guint
rb_contact_get_n_callable (RbContact *self)
{
  guint n = 0;

  g_return_val_if_fail (RB_IS_CONTACT (self), 0);

  for (guint i = 0; i < self->addresses->len; i++)
    n += rb_contact_get_address (self, i)->kind != RB_ADDRESS_MAIL;

  return n;
}

const RbContactAddress *
rb_contact_get_callable (RbContact *self, guint index)
{
  g_return_val_if_fail (RB_IS_CONTACT (self), NULL);

  for (guint i = 0; i < self->addresses->len; i++)
    {
      const RbContactAddress *address = rb_contact_get_address (self, i);

      if (address->kind != RB_ADDRESS_MAIL && index-- == 0)
        return address;
    }

  return NULL;
}

gboolean
rb_contact_equal (RbContact *self, RbContact *other)
{
  gboolean same;

  g_return_val_if_fail (RB_IS_CONTACT (self) && RB_IS_CONTACT (other), FALSE);

  same = g_str_equal (rb_contact_get_own_name (self), rb_contact_get_own_name (other)) &&
         self->favourite == other->favourite &&
         g_str_equal (rb_contact_get_notes (self), rb_contact_get_notes (other)) &&
         g_strcmp0 (self->uid, other->uid) == 0 && (self->photo == NULL) == (other->photo == NULL) &&
         (self->photo == NULL || g_bytes_equal (self->photo, other->photo)) &&
         self->addresses->len == other->addresses->len;
  for (guint i = 0; same && i < self->addresses->len; i++)
    {
      const RbContactAddress *a = rb_contact_get_address (self, i);
      const RbContactAddress *b = rb_contact_get_address (other, i);

      same = a->kind == b->kind && g_str_equal (a->label, b->label) && g_str_equal (a->value, b->value);
    }

  return same;
}

const char *
rb_address_label_to_text (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (label, labels[i].label) == 0)
      return _ (labels[i].text);

  return label;
}

RbAddressKind
rb_address_kind_guess (const char *value)
{
  if (g_ascii_strncasecmp (value, "mailto:", 7) == 0)
    return RB_ADDRESS_MAIL;
  if (g_ascii_strncasecmp (value, "sip:", 4) == 0 || g_ascii_strncasecmp (value, "sips:", 5) == 0 ||
      strchr (value, '@') != NULL || !rb_number_is_number (value))
    return RB_ADDRESS_SIP;

  return RB_ADDRESS_NUMBER;
}
