/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which replacement stands for which private datum. Replacements are counted, not computed from
 * the original, so that nobody can find it by trying. rb-hide-*.c ask it for every byte that is
 * not known to be harmless. */

#include "rb-hide-map.h"

#include <string.h>

#include "rb-seeded-hash.h"

/* Originals are known by two seeded hashes: a large body costs no more than a short tag. */
typedef struct
{
  guint64 first;
  guint64 second;
} Digest;

typedef struct
{
  Digest digest;
  guint64 number;
  gsize length; /* of a token or number */
} Entry;

struct _RbHideMap
{
  GHashTable *entries;                 /* set of Entry */
  GHashTable *by_length[RB_HIDE_USER]; /* tokens and numbers: length → how many */
  guint64 counts[RB_HIDE_N_KINDS];
  guint64 addresses[2][2]; /* how many: [IPv6][public] */
};

/* The first character is the zero of these digits. */
static const struct
{
  const char *digits;
  const char *prefix;
  const char *suffix;
} forms[RB_HIDE_N_KINDS] = {
  [RB_HIDE_TOKEN] = { "xabcdefghijklmnopqrstuvwyz", NULL, NULL },
  [RB_HIDE_NUMBER] = { "5012346789", NULL, NULL },
  [RB_HIDE_USER] = { NULL, "user", "" },
  [RB_HIDE_NAME] = { NULL, "Name ", "" },
  [RB_HIDE_HOST] = { NULL, "host", ".example" },
  [RB_HIDE_REALM] = { NULL, "realm", "" },
  [RB_HIDE_PRODUCT] = { NULL, "Agent ", "" },
  [RB_HIDE_PHRASE] = { NULL, "phrase ", "" },
  [RB_HIDE_METHOD] = { NULL, "METHOD", "" },
  [RB_HIDE_HEADER] = { NULL, "X-Hidden-", "" },
  [RB_HIDE_PARAM] = { NULL, "hidden", "" },
};

/* What stands beside the kinds in a digest. */
enum
{
  KEY_ADDRESS = RB_HIDE_N_KINDS,
  KEY_SESSION,
};

/* Blocks of IPv4 addresses that are nobody's: for documentation (RFC 5737), for tests of devices
 * (RFC 2544) and the reserved class E. */
static const struct
{
  guint32 first;
  guint32 size;
} blocks[2][4] = {
  { { 0xc0000201, 254 }, { 0xc6120001, 65534 }, { 0xf0000001, 0x7fffffe }, { 0, 0 } },
  { { 0xc6336401, 254 }, { 0xcb007101, 254 }, { 0xc6130001, 65534 }, { 0xf8000001, 0x7fffffe } },
};

static guint
entry_hash (gconstpointer data)
{
  return (guint) ((const Entry *) data)->digest.first;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Entry *) a)->digest, &((const Entry *) b)->digest, sizeof (Digest)) == 0;
}

static Digest
digest (guint kind, const guint8 *bytes, gsize length)
{
  guint64 seed = rb_hash_mix (rb_hash_seed (), kind);

  return (Digest){ rb_hash_bytes (seed, bytes, length), rb_hash_bytes (rb_hash_mix (seed, 1), bytes, length) };
}

/* The entry of an original; *@is_new: it was made now. */
static Entry *
ensure_entry (RbHideMap *self, guint kind, const guint8 *bytes, gsize length, gboolean *is_new)
{
  Entry key = { .digest = digest (kind, bytes, length) };
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  *is_new = entry == NULL;
  if (entry == NULL)
    {
      entry = g_memdup2 (&key, sizeof key);
      g_hash_table_add (self->entries, entry);
    }
  return entry;
}

/* How many there can be of @length digits, as far as anybody could count. */
static guint64
get_capacity (guint base, gsize length)
{
  guint64 capacity = 1;

  for (gsize i = 0; i < length && capacity < G_MAXUINT32; i++)
    capacity *= base;
  return capacity;
}

/* The next free one of that length, or of a greater one when all are taken. */
static void
allocate_of_length (RbHideMap *self, RbHideKind kind, gsize length, Entry *entry)
{
  GHashTable *counts = self->by_length[kind];
  guint base = strlen (forms[kind].digits);
  guint64 count;

  for (;; length++)
    {
      count = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, GSIZE_TO_POINTER (length)));
      if (count < get_capacity (base, length))
        break;
    }

  g_hash_table_insert (counts, GSIZE_TO_POINTER (length), GSIZE_TO_POINTER (count + 1));
  entry->number = count;
  entry->length = length;
}

static void
put_digits (const Entry *entry, const char *digits, GByteArray *out)
{
  guint base = strlen (digits);
  guint64 number = entry->number;
  guint start = out->len;

  g_byte_array_set_size (out, start + entry->length);
  for (gsize i = entry->length; i > 0; i--)
    {
      out->data[start + i - 1] = digits[number % base];
      number /= base;
    }
}

RbHideMap *
rb_hide_map_new (void)
{
  RbHideMap *self = g_new0 (RbHideMap, 1);

  self->entries = g_hash_table_new_full (entry_hash, entry_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_length); i++)
    self->by_length[i] = g_hash_table_new (NULL, NULL);
  return self;
}

void
rb_hide_map_free (RbHideMap *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->entries);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_length); i++)
    g_hash_table_unref (self->by_length[i]);
  g_free (self);
}

void
rb_hide_map_put (RbHideMap *self, RbHideKind kind, const guint8 *bytes, gsize length, GByteArray *out)
{
  g_autofree char *text = NULL;
  gboolean is_new;
  Entry *entry;

  if (length == 0)
    return;

  entry = ensure_entry (self, kind, bytes, length, &is_new);
  if (is_new && forms[kind].digits != NULL)
    allocate_of_length (self, kind, length, entry);
  else if (is_new)
    entry->number = ++self->counts[kind];

  if (forms[kind].digits != NULL)
    {
      put_digits (entry, forms[kind].digits, out);
      return;
    }

  text = g_strdup_printf ("%s%" G_GUINT64_FORMAT "%s", forms[kind].prefix, entry->number, forms[kind].suffix);
  g_byte_array_append (out, (const guint8 *) text, strlen (text));
}

static gboolean
has_prefix (const guint8 *address, guint32 prefix, guint bits)
{
  guint32 value = ((guint32) address[0] << 24) | (address[1] << 16) | (address[2] << 8) | address[3];

  return (value ^ prefix) >> (32 - bits) == 0;
}

/* Private, loopback, link-local and shared addresses (RFC 6890): what a network keeps to itself. */
static gboolean
is_private (const RbEndpoint *endpoint)
{
  static const guint8 loopback[16] = { [15] = 1 };
  const guint8 *a = endpoint->addr;

  if (endpoint->family == 6)
    return (a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80) || memcmp (a, loopback, 16) == 0;
  return has_prefix (a, 0x0a000000, 8) || has_prefix (a, 0xac100000, 12) || has_prefix (a, 0xc0a80000, 16) ||
         has_prefix (a, 0x7f000000, 8) || has_prefix (a, 0xa9fe0000, 16) || has_prefix (a, 0x64400000, 10);
}

static void
put_ipv4 (guint8 *address, gboolean public, guint64 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (blocks[public]); i++)
    {
      if (number < blocks[public][i].size)
        {
          guint32 value = GUINT32_TO_BE (blocks[public][i].first + (guint32) number);

          memcpy (address, &value, sizeof value);
          return;
        }
      number -= blocks[public][i].size;
    }

  memset (address, 0xff, 4); /* more than a trace holds messages */
}

/* In the block for documentation (RFC 3849). */
static void
put_ipv6 (guint8 *address, gboolean public, guint64 number)
{
  static const guint8 prefix[] = { 0x20, 0x01, 0x0d, 0xb8 };
  guint64 value = GUINT64_TO_BE (number + 1);

  memset (address, 0, 16);
  memcpy (address, prefix, sizeof prefix);
  address[5] = public;
  memcpy (address + 8, &value, sizeof value);
}

void
rb_hide_map_replace_address (RbHideMap *self, RbEndpoint *endpoint)
{
  static const guint8 unspecified[16];
  gsize length = endpoint->family == 4 ? 4 : 16;
  gboolean public = !is_private (endpoint);
  gboolean is_new;
  Entry *entry;

  if (endpoint->family == 0 || memcmp (endpoint->addr, unspecified, length) == 0)
    return;

  entry = ensure_entry (self, KEY_ADDRESS, endpoint->addr, length, &is_new);
  if (is_new)
    entry->number = self->addresses[endpoint->family == 6][public]++;
  if (endpoint->family == 4)
    put_ipv4 (endpoint->addr, public, entry->number);
  else
    put_ipv6 (endpoint->addr, public, entry->number);
}

guint64
rb_hide_map_renumber (RbHideMap *self, const guint8 *session, gsize length, guint64 version)
{
  gboolean is_new;
  Entry *entry = ensure_entry (self, KEY_SESSION, session, length, &is_new);

  if (is_new)
    entry->number = version;
  return version - entry->number + 1;
}
