/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  RB_ADDRESS_NUMBER, /* a telephone number, as it is dialled */
  RB_ADDRESS_SIP,    /* user@host or a sip:, sips: URI */
  RB_ADDRESS_MAIL,   /* electronic mail; cannot be called */
} RbAddressKind;

typedef struct
{
  RbAddressKind kind;
  char         *label; /* "work", "home", "mobile", "main", "fax", "other", or a person's own word; never NULL */
  char         *value; /* as typed, never empty */
} RbContactAddress;

/* One person. Those that an RbContacts hands out are never changed: rb_contact_copy() gives one to edit, which
 * goes back by rb_contacts_add() or rb_contacts_change(). */
#define RB_TYPE_CONTACT (rb_contact_get_type ())
G_DECLARE_FINAL_TYPE (RbContact, rb_contact, RB, CONTACT, GObject)

RbContact  *rb_contact_new (const char *name);
RbContact  *rb_contact_copy (RbContact *self); /* same id (transfer full) */

gint64      rb_contact_get_id (RbContact *self); /* 0: not kept yet */
void        rb_contact_set_id (RbContact *self, gint64 id);
/* What is shown for the person, never empty: the name, else the first address. */
const char *rb_contact_get_name (RbContact *self);
const char *rb_contact_get_own_name (RbContact *self); /* the name alone, "" when there is none */
void        rb_contact_set_name (RbContact *self, const char *name);
gboolean    rb_contact_is_favourite (RbContact *self);
void        rb_contact_set_favourite (RbContact *self, gboolean favourite);
const char *rb_contact_get_notes (RbContact *self); /* "" when none */
void        rb_contact_set_notes (RbContact *self, const char *notes);
/* A small PNG or JPEG: rb_contact_photo_new() makes one of any picture. (transfer none) (nullable) */
GBytes     *rb_contact_get_photo (RbContact *self);
void        rb_contact_set_photo (RbContact *self, GBytes *photo);
/* UID of the vCard it came from or goes to (RFC 6350 6.7.6). (nullable) */
const char *rb_contact_get_uid (RbContact *self);
void        rb_contact_set_uid (RbContact *self, const char *uid);
/* Name of the address book it belongs to when that is not ours: it cannot be edited. (nullable) */
const char *rb_contact_get_source (RbContact *self);
void        rb_contact_set_source (RbContact *self, const char *source);

guint                   rb_contact_get_n_addresses (RbContact *self);
const RbContactAddress *rb_contact_get_address (RbContact *self, guint index);
/* @label (nullable): "other". An empty value is left out, so is one that is there already. */
void                    rb_contact_add_address (RbContact *self, RbAddressKind kind, const char *label, const char *value);
void                    rb_contact_clear_addresses (RbContact *self);
/* Numbers and SIP addresses: what a call or a message can go to. */
guint                   rb_contact_get_n_callable (RbContact *self);
const RbContactAddress *rb_contact_get_callable (RbContact *self, guint index);

/* Everything but the id is the same. */
gboolean    rb_contact_equal (RbContact *self, RbContact *other);
/* "mobile" in the person's language; an own word as it is. */
const char *rb_address_label_to_text (const char *label);
/* The kind that @value looks like. */
RbAddressKind rb_address_kind_guess (const char *value);

G_END_DECLS
