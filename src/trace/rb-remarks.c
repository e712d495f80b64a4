/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes on messages and names of addresses, as a capture file or the user gave them. Nothing is
 * ever looked up in the network. RbTrace holds one; the capture reader fills it. */

#include "rb-remarks.h"

#include "rb-seeded-hash.h"

struct _RbRemarks
{
  GHashTable *notes; /* position → char * */
  GHashTable *names; /* RbEndpoint *, whatever its port → char * */
};

static guint
hash_address (gconstpointer data)
{
  const RbEndpoint *address = data;

  return rb_hash_bytes (rb_hash_seed () + address->family, address->addr, address->family == 4 ? 4 : 16);
}

static gboolean
is_same_host (gconstpointer a, gconstpointer b)
{
  return rb_endpoint_is_same_host (a, b);
}

RbRemarks *
rb_remarks_new (void)
{
  RbRemarks *self = g_new0 (RbRemarks, 1);

  self->notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->names = g_hash_table_new_full (hash_address, is_same_host, g_free, g_free);
  return self;
}

void
rb_remarks_free (RbRemarks *self)
{
  g_hash_table_unref (self->notes);
  g_hash_table_unref (self->names);
  g_free (self);
}

void
rb_remarks_set_note (RbRemarks *self, guint position, const char *note)
{
  if (note != NULL)
    g_hash_table_insert (self->notes, GUINT_TO_POINTER (position), g_strdup (note));
  else
    g_hash_table_remove (self->notes, GUINT_TO_POINTER (position));
}

const char *
rb_remarks_get_note (const RbRemarks *self, guint position)
{
  return g_hash_table_lookup (self->notes, GUINT_TO_POINTER (position));
}

void
rb_remarks_add_name (RbRemarks *self, const RbEndpoint *address, const char *name)
{
  if (!g_hash_table_contains (self->names, address))
    g_hash_table_insert (self->names, g_memdup2 (address, sizeof *address), g_strdup (name));
}

const char *
rb_remarks_get_name (const RbRemarks *self, const RbEndpoint *address)
{
  return g_hash_table_lookup (self->names, address);
}
