/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names without a nameserver. Sofia's resolver asks nameservers only; what hosts(5) says is
 * put into its cache beforehand, as records that do not expire. A name of one label
 * (“localhost”) exists nowhere else, so the rest of what RFC 3263 4 would ask for it is
 * answered too: there is none. */

#include "rb-sip-names.h"

#include <sofia-resolv/sres_record.h>
#include <sofia-sip/sresolv.h>
#include <string.h>
#include <time.h>

#define HOSTS_FILE "/etc/hosts"
/* RFC 2181 8: the longest time to live, 68 years. */
#define FOR_EVER_S G_MAXINT32
/* Lists against advertising have hundreds of thousands; they come after one's own. */
#define MAX_NAMES 1000

/* RFC 3263 4.1 */
static const struct
{
  const char *prefix;
  guint16 type;
} services[] = {
  { "", sres_type_naptr },
  { "_sip._udp.", sres_type_srv },
  { "_sip._tcp.", sres_type_srv },
  { "_sips._tcp.", sres_type_srv },
};

void
rb_sip_names_parse (const char *text, RbSipHostFunc func, gpointer data)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GInetAddress) address = NULL;
      g_auto (GStrv) words = NULL;

      lines[i][strcspn (lines[i], "#")] = '\0';
      words = g_strsplit_set (g_strstrip (lines[i]), " \t\r", -1);
      if (words[0] != NULL)
        address = g_inet_address_new_from_string (words[0]);
      if (address == NULL || g_inet_address_get_is_any (address))
        continue;

      for (gsize j = 1; words[j] != NULL; j++)
        {
          g_autofree char *name = g_ascii_strdown (words[j], -1);

          if (*name != '\0')
            func (name, address, data);
        }
    }
}

typedef struct
{
  const char *name;
  GInetAddress *address;
} Search;

static void
compare_name (const char *name, GInetAddress *address, gpointer data)
{
  Search *search = data;

  if (search->address == NULL && g_ascii_strcasecmp (name, search->name) == 0)
    search->address = g_object_ref (address);
}

GInetAddress *
rb_sip_names_find (const char *text, const char *name)
{
  Search search = { name, NULL };

  rb_sip_names_parse (text, compare_name, &search);

  return search.address;
}

/* RFC 6761 6.3: this name leads home also where no file says so. */
#define LOCALHOST "localhost"
#define LOCALHOST_LINE "\n127.0.0.1 " LOCALHOST "\n"

char *
rb_sip_names_read (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GInetAddress) home = NULL;

  if (!g_file_get_contents (HOSTS_FILE, &text, NULL, NULL))
    text = g_strdup ("");
  home = rb_sip_names_find (text, LOCALHOST);

  return home != NULL ? g_steal_pointer (&text) : g_strconcat (text, LOCALHOST_LINE, NULL);
}

/* @address NULL: a record that says that there is none of @type. */
static void
store (sres_cache_t *cache, const char *prefix, const char *name, guint16 type, GInetAddress *address)
{
  g_autofree char *rooted = g_strconcat (prefix, name, g_str_has_suffix (name, ".") ? NULL : ".", NULL);
  sres_record_t record = { 0 };

  record.sr_record->r_name = rooted;
  record.sr_record->r_size = sizeof record;
  record.sr_record->r_type = type;
  record.sr_record->r_class = sres_class_in;
  record.sr_record->r_ttl = FOR_EVER_S;
  record.sr_record->r_parsed = 1;
  if (address == NULL)
    record.sr_record->r_status = SRES_RECORD_ERR;
  else if (type == sres_type_a)
    memcpy (&record.sr_a->a_addr, g_inet_address_to_bytes (address), sizeof record.sr_a->a_addr);
  else
    memcpy (&record.sr_aaaa->aaaa_addr, g_inet_address_to_bytes (address), sizeof record.sr_aaaa->aaaa_addr);

  sres_cache_store (cache, sres_cache_alloc_record (cache, &record, 0), time (NULL));
}

static guint16
get_type (GInetAddress *address)
{
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? sres_type_aaaa : sres_type_a;
}

typedef struct
{
  sres_cache_t *cache;
  const char *pinned;
  GHashTable *types; /* name → the types it has, 1 for A, 2 for AAAA */
} Filling;

static void
store_address (const char *name, GInetAddress *address, gpointer data)
{
  Filling *self = data;
  guint16 type = get_type (address);
  guint types = GPOINTER_TO_UINT (g_hash_table_lookup (self->types, name));

  if (g_strcmp0 (name, self->pinned) == 0 || (types == 0 && g_hash_table_size (self->types) == MAX_NAMES))
    return;

  store (self->cache, "", name, type, address);
  types |= type == sres_type_a ? 1 : 2;
  g_hash_table_insert (self->types, g_strdup (name), GUINT_TO_POINTER (types));
}

sres_cache_t *
rb_sip_names_make_cache (const char *text, gboolean alone, const char *pinned, GInetAddress *address)
{
  g_autoptr (GHashTable) types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Filling self = { sres_cache_new (0), NULL, types };
  GHashTableIter iter;
  gpointer name, found;

  if (self.cache == NULL)
    return NULL;

  if (pinned != NULL)
    store_address (pinned, address, &self);
  self.pinned = pinned;
  rb_sip_names_parse (text, store_address, &self);
  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, &name, &found))
    {
      if (GPOINTER_TO_UINT (found) != 3) /* as in nsswitch: “files” before “dns” */
        store (self.cache, "", name, GPOINTER_TO_UINT (found) == 1 ? sres_type_aaaa : sres_type_a, NULL);
      if (alone || strchr (name, '.') == NULL)
        for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
          store (self.cache, services[i].prefix, name, services[i].type, NULL);
    }

  return self.cache;
}
