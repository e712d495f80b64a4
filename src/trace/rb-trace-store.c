/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The memory of a trace: one packed record a message in blocks that never move, each pair of
 * endpoints once, and the bytes: where they already lie in a mapped file, they stay there; else
 * they are copied to an arena of chunks, which a message can share. A chunk that is full may go into
 * a file, whose pages the system forgets and reads again as it likes: a phone runs for weeks. */

#include "rb-trace-store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "rb-mapped-file.h"
#include "rb-seeded-hash.h"

#define BLOCK_RECORDS 2048u

#define CHUNK_SIZE (256 * 1024)
/* A larger message becomes a chunk of its own instead of being copied. */
#define SHARED_MAX (CHUNK_SIZE / 8)

/* A flood may not take all memory. What lies in a file is bounded by the file and costs only
 * its record and its place in a flow, about 200 bytes a message. */
#define MAX_COPIED_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define MAX_COPIED_MESSAGES (4u << 20)
#define MAX_MESSAGES (32u << 20)
#define MAX_CHUNKS (1u << 24)
#define MAX_OFFSET (G_GUINT64_CONSTANT (1) << 40)

typedef struct
{
  GBytes *bytes;
  const guint8 *data;
} Chunk;

typedef struct
{
  RbEndpoint src;
  RbEndpoint dst;
  guint8 transport;
} Path;

G_STATIC_ASSERT (sizeof (RbTraceRecord) <= 32);

static void
clear_chunk (gpointer data)
{
  g_bytes_unref (((Chunk *) data)->bytes);
}

void
rb_trace_store_init (RbTraceStore *self)
{
  memset (self, 0, sizeof *self);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->monos = g_ptr_array_new_with_free_func (g_free);
  self->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  g_array_set_clear_func (self->chunks, clear_chunk);
  self->paths = g_array_new (FALSE, FALSE, sizeof (Path));
}

void
rb_trace_store_clear (RbTraceStore *self)
{
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->monos);
  g_array_unref (self->chunks);
  g_array_unref (self->paths);
  rb_key_map_clear (&self->path_numbers);
  g_free (self->folder);
}

void
rb_trace_store_set_folder (RbTraceStore *self, const char *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written <= 0)
        return FALSE;
      data += written;
      length -= written;
    }
  return TRUE;
}

/* A file without a name: nobody can cut it, and none is left behind. (transfer full) (nullable) */
static GBytes *
map_copy (const char *folder, const guint8 *data)
{
  g_autofree char *path = g_build_filename (folder, ".trace-XXXXXX", NULL);
  GBytes *mapped = NULL;
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = g_mkstemp (path);
  if (fd == -1)
    return NULL;

  if (g_unlink (path) == 0 && write_all (fd, data, CHUNK_SIZE))
    mapped = rb_mapped_file_new (fd, CHUNK_SIZE);
  close (fd);
  return mapped;
}

/* A message that somebody holds keeps the memory until it is let go. Where the file cannot be written the chunk
 * stays in memory. */
static void
lay_down (RbTraceStore *self, guint32 number)
{
  Chunk *chunk = &g_array_index (self->chunks, Chunk, number);
  GBytes *mapped = map_copy (self->folder, chunk->data);

  if (mapped == NULL)
    return;

  g_bytes_unref (chunk->bytes);
  *chunk = (Chunk){ mapped, g_bytes_get_data (mapped, NULL) };
}

static guint32
add_chunk (RbTraceStore *self, GBytes *bytes)
{
  Chunk chunk = { bytes, g_bytes_get_data (bytes, NULL) };

  g_array_append_val (self->chunks, chunk);
  return self->chunks->len - 1;
}

static guint32
ensure_owner (RbTraceStore *self, GBytes *owner)
{
  if (self->owner != owner)
    {
      self->owner = owner;
      self->owner_chunk = add_chunk (self, g_bytes_ref (owner));
    }
  return self->owner_chunk;
}

static void
copy_bytes (RbTraceStore *self, GBytes *shared, const guint8 *bytes, gsize length, RbTraceRecord *record)
{
  self->copied_bytes += length;
  if (length > SHARED_MAX)
    {
      record->chunk = add_chunk (self, shared != NULL ? g_bytes_ref (shared) : g_bytes_new (bytes, length));
      record->offset = 0;
      return;
    }

  if (self->fill == NULL || self->fill_used + length > CHUNK_SIZE)
    {
      if (self->fill != NULL && self->folder != NULL)
        lay_down (self, self->fill_chunk);
      self->fill = g_malloc (CHUNK_SIZE);
      self->fill_used = 0;
      self->fill_chunk = add_chunk (self, g_bytes_new_take (self->fill, CHUNK_SIZE));
    }

  if (length > 0)
    memcpy (self->fill + self->fill_used, bytes, length);
  record->chunk = self->fill_chunk;
  record->offset = self->fill_used;
  self->fill_used += length;
}

static guint32
ensure_path (RbTraceStore *self, const RbMessageInfo *info, const RbPathKeys *keys)
{
  guint64 key = rb_hash_mix (rb_hash_mix (keys->src, keys->dst), info->transport);
  guint32 number = rb_key_map_lookup (&self->path_numbers, key);

  if (number == RB_KEY_MAP_NONE)
    {
      Path path = { info->src, info->dst, info->transport };

      number = self->paths->len;
      g_array_append_val (self->paths, path);
      rb_key_map_insert (&self->path_numbers, key, number);
    }
  return number;
}

/* Does the range lie in @owner, so that it need not be copied? */
static gboolean
lies_in (GBytes *owner, const guint8 *bytes, gsize length)
{
  gsize size = 0;
  const guint8 *start = owner != NULL ? g_bytes_get_data (owner, &size) : NULL;

  return start != NULL && bytes >= start && bytes < start + size && length <= (gsize) (start + size - bytes) &&
         (guint64) (bytes - start) < MAX_OFFSET;
}

static RbTraceRecord *
add_record (RbTraceStore *self, gint64 mono_us)
{
  guint at = self->n_records % BLOCK_RECORDS;
  guint block = self->n_records / BLOCK_RECORDS;

  if (at == 0)
    {
      g_ptr_array_add (self->blocks, g_new (RbTraceRecord, BLOCK_RECORDS));
      g_ptr_array_add (self->monos, NULL);
    }
  if (mono_us != 0)
    {
      if (self->monos->pdata[block] == NULL)
        self->monos->pdata[block] = g_new0 (gint64, BLOCK_RECORDS);
      ((gint64 *) self->monos->pdata[block])[at] = mono_us;
    }
  self->n_records++;
  return &((RbTraceRecord *) self->blocks->pdata[block])[at];
}

RbTraceRecord *
rb_trace_store_append (RbTraceStore *self, const RbMessageInfo *info, const RbPathKeys *keys, GBytes *owner,
                       GBytes *shared, const guint8 *bytes, gsize length)
{
  gboolean stays = lies_in (owner, bytes, length);
  RbTraceRecord *record;

  if (length > G_MAXUINT32 || self->n_records >= (stays ? MAX_MESSAGES : MAX_COPIED_MESSAGES) ||
      self->chunks->len >= MAX_CHUNKS || (!stays && self->copied_bytes + length > MAX_COPIED_BYTES))
    {
      self->full = TRUE;
      return NULL;
    }

  record = add_record (self, info->mono_us);
  *record = (RbTraceRecord){
    .wall_us = info->wall_us,
    .length = length,
    .path = ensure_path (self, info, keys),
    .direction = info->direction,
    .kind = info->kind,
    .flow = G_MAXUINT32,
    .step = G_MAXUINT32,
  };
  if (stays)
    {
      record->chunk = ensure_owner (self, owner);
      record->offset = bytes - g_array_index (self->chunks, Chunk, record->chunk).data;
    }
  else
    {
      copy_bytes (self, shared, bytes, length, record);
    }
  return record;
}

RbTraceRecord *
rb_trace_store_get (const RbTraceStore *self, guint position)
{
  if (position >= self->n_records)
    return NULL;

  return &((RbTraceRecord *) self->blocks->pdata[position / BLOCK_RECORDS])[position % BLOCK_RECORDS];
}

const guint8 *
rb_trace_store_get_bytes (const RbTraceStore *self, const RbTraceRecord *record)
{
  return g_array_index (self->chunks, Chunk, record->chunk).data + record->offset;
}

GBytes *
rb_trace_store_get_owner (const RbTraceStore *self, const RbTraceRecord *record)
{
  return g_array_index (self->chunks, Chunk, record->chunk).bytes;
}

GBytes *
rb_trace_store_dup_bytes (const RbTraceStore *self, const RbTraceRecord *record)
{
  return g_bytes_new_from_bytes (rb_trace_store_get_owner (self, record), record->offset, record->length);
}

gint64
rb_trace_store_get_mono (const RbTraceStore *self, guint position)
{
  const gint64 *block = position < self->n_records ? self->monos->pdata[position / BLOCK_RECORDS] : NULL;

  return block != NULL ? block[position % BLOCK_RECORDS] : 0;
}

void
rb_trace_store_get_info (const RbTraceStore *self, guint position, RbMessageInfo *info)
{
  const RbTraceRecord *record = rb_trace_store_get (self, position);
  const Path *path = &g_array_index (self->paths, Path, record->path);

  *info = (RbMessageInfo){
    .wall_us = record->wall_us,
    .mono_us = rb_trace_store_get_mono (self, position),
    .src = path->src,
    .dst = path->dst,
    .transport = path->transport,
    .direction = record->direction,
    .kind = record->kind,
  };
}
