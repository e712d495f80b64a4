/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the bytes of a capture come from: a regular file is mapped and read in place; a pipe, and
 * what gzip packed (RFC 1952, told by its content), is read in blocks into a buffer that is never
 * larger than the longest piece asked for. The capture reader reads from it. */

#include "rb-capture-source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rb-mapped-file.h"

/* Read or unpacked at one time. */
#define BLOCK (64u * 1024)

typedef struct
{
  RbCaptureSource base;
  GCancellable *cancellable; /* (nullable) */

  /* The file as it is. */
  GBytes *mapped; /* (nullable) */
  int fd;
  const guint8 *raw;
  const guint8 *raw_end;
  guint8 *block;    /* (nullable) where an fd is read into */
  guint64 raw_at;   /* offset of raw_end in the file */
  guint64 raw_size; /* 0: not known */

  /* What it says, when that cannot be read in place. */
  GConverter *inflater; /* (nullable) */
  gboolean in_member;   /* of a gzip file, which may be several, one after the other */
  guint8 *buffer;
  gsize capacity;
  guint64 before; /* bytes that were in the buffer once */

  char *problem; /* (nullable): why there is no more, but for the plain end */
} Source;

static gboolean
set_problem (Source *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  return FALSE;
}

/* Waits until the pipe has something, or the reading is cancelled. */
static gboolean
wait_for_bytes (Source *self)
{
  GPollFD fds[2] = { { .fd = self->fd, .events = G_IO_IN } };
  guint n = 1;

  if (g_cancellable_make_pollfd (self->cancellable, &fds[1]))
    n++;
  while (g_poll (fds, n, -1) < 0 && errno == EINTR)
    ;
  if (n > 1)
    g_cancellable_release_fd (self->cancellable);
  return !g_cancellable_is_cancelled (self->cancellable);
}

/* More of the file as it is; FALSE at its end. */
static gboolean
read_raw (Source *self)
{
  gssize n;

  if (self->mapped != NULL || self->problem != NULL)
    return FALSE;

  if (self->block == NULL)
    self->block = g_malloc (BLOCK);
  do
    {
      if (!wait_for_bytes (self))
        return FALSE;
      n = read (self->fd, self->block, BLOCK);
    }
  while (n < 0 && (errno == EINTR || errno == EAGAIN));

  if (n < 0)
    return set_problem (self, _ ("it cannot be read any further"));
  self->raw = self->block;
  self->raw_end = self->block + n;
  self->raw_at += n;
  return n > 0;
}

static gboolean
has_raw (Source *self)
{
  return self->raw < self->raw_end || read_raw (self);
}

/* Some programs pad a gzip file with zeros. */
static gboolean
begin_member (Source *self)
{
  while (has_raw (self) && *self->raw == 0)
    self->raw++;
  if (!has_raw (self))
    return FALSE;
  if (*self->raw != 0x1f)
    return set_problem (self, _ ("something else follows the packed data"));

  g_converter_reset (self->inflater);
  self->in_member = TRUE;
  return TRUE;
}

/* Unpacks into @room bytes at @to; 0 at the end. */
static gsize
unpack (Source *self, guint8 *to, gsize room)
{
  gsize used = 0;
  gsize n = 0;

  while (n == 0)
    {
      g_autoptr (GError) error = NULL;
      GConverterResult result;

      if (!self->in_member && !begin_member (self))
        return 0;
      if (!has_raw (self))
        {
          set_problem (self, _ ("its packed data end too early"));
          return 0;
        }

      result = g_converter_convert (self->inflater, self->raw, self->raw_end - self->raw, to, room,
                                    G_CONVERTER_NO_FLAGS, &used, &n, &error);
      if (result == G_CONVERTER_ERROR)
        {
          set_problem (self, _ ("its packed data are wrong"));
          return 0;
        }
      self->raw += used;
      self->in_member = result != G_CONVERTER_FINISHED;
    }

  return n;
}

static gsize
copy (Source *self, guint8 *to, gsize room)
{
  gsize n;

  if (!has_raw (self))
    return 0;
  n = MIN (room, (gsize) (self->raw_end - self->raw));
  memcpy (to, self->raw, n);
  self->raw += n;
  return n;
}

/* Moves what is at hand to the front and makes room behind it, no more than twice what there is. Returns
 * where it begins. */
static guint8 *
make_room (Source *self)
{
  gsize left = self->base.end - self->base.at;
  gsize used = self->base.at - self->buffer;

  if (left > 0 && used > 0)
    memmove (self->buffer, self->base.at, left);
  self->before += used;
  if (self->capacity - left < BLOCK)
    {
      self->capacity = MAX (self->capacity * 2, 2 * BLOCK);
      self->buffer = g_realloc (self->buffer, self->capacity);
    }
  self->base.at = self->buffer;
  self->base.end = self->buffer + left;
  return self->buffer + left;
}

/* The slow half of rb_capture_source_peek(). */
const guint8 *
rb_capture_source_fill (RbCaptureSource *base, gsize length)
{
  Source *self = (Source *) base;

  if (base->owner != NULL)
    return NULL;

  while ((gsize) (base->end - base->at) < length)
    {
      guint8 *to = make_room (self);
      gsize room = self->buffer + self->capacity - to;
      gsize n = self->inflater != NULL ? unpack (self, to, room) : copy (self, to, room);

      if (n == 0)
        return NULL;
      base->end += n;
    }

  return base->at;
}

static gboolean
set_open_error (const char *path, GError **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _ ("Could not open “%s”: %s. Check its name and rights."), path, g_strerror (code));
  return FALSE;
}

static gboolean
open_file (Source *self, const char *path, GError **error)
{
  struct stat status;

  self->fd = strcmp (path, "-") == 0 ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open (path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0 || fstat (self->fd, &status) < 0)
    return set_open_error (path, error);

  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("“%s” is a folder. Choose a capture file in it."),
                   path);
      return FALSE;
    }

  /* A file of no size may have content all the same (/proc); not every file system can map. */
  if (S_ISREG (status.st_mode) && status.st_size > 0 && lseek (self->fd, 0, SEEK_CUR) == 0)
    {
      self->raw_size = status.st_size;
      self->mapped = rb_mapped_file_new (self->fd, status.st_size);
    }
  if (self->mapped != NULL)
    {
      self->raw = g_bytes_get_data (self->mapped, NULL);
      self->raw_end = self->raw + self->raw_size;
      self->raw_at = self->raw_size;
    }
  return TRUE;
}

/* Looks at the first byte: no capture but a packed one begins with it. */
static void
choose_way (Source *self)
{
  gboolean packed = has_raw (self) && *self->raw == 0x1f;

  if (packed)
    self->inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  else if (self->mapped != NULL)
    {
      self->base.owner = self->mapped;
      self->base.at = self->raw;
      self->base.end = self->raw_end;
    }
}

/**
 * rb_capture_source_open:
 * @path: a file, a pipe, or "-" for standard input
 * @cancellable: (nullable): ends waiting for a pipe
 * @error: a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable)
 */
RbCaptureSource *
rb_capture_source_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (RbCaptureSource) base = (RbCaptureSource *) g_new0 (Source, 1);
  Source *self = (Source *) base;

  self->fd = -1;
  g_set_object (&self->cancellable, cancellable);
  if (!open_file (self, path, error))
    return NULL;

  choose_way (self);
  return g_steal_pointer (&base);
}

void
rb_capture_source_free (RbCaptureSource *base)
{
  Source *self = (Source *) base;

  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->mapped, g_bytes_unref);
  g_clear_object (&self->inflater);
  g_clear_object (&self->cancellable);
  g_free (self->block);
  g_free (self->buffer);
  g_free (self->problem);
  g_free (self);
}

guint64
rb_capture_source_tell (RbCaptureSource *base)
{
  Source *self = (Source *) base;

  return base->owner != NULL ? (guint64) (base->at - self->raw) : self->before + (base->at - self->buffer);
}

/* Of the file that was read, 0…1; -1 when its size is not known. */
double
rb_capture_source_get_fraction (RbCaptureSource *base)
{
  Source *self = (Source *) base;
  guint64 read = base->owner != NULL ? rb_capture_source_tell (base) : self->raw_at - (self->raw_end - self->raw);

  return self->raw_size > 0 ? CLAMP ((double) read / self->raw_size, 0, 1) : -1;
}

gboolean
rb_capture_source_is_packed (RbCaptureSource *base)
{
  return ((Source *) base)->inflater != NULL;
}

/* Why there are no more bytes, as the end of a sentence; NULL when the file just ends. (transfer full) (nullable) */
char *
rb_capture_source_dup_problem (RbCaptureSource *base)
{
  Source *self = (Source *) base;
  struct stat status;

  if (self->mapped != NULL && fstat (self->fd, &status) == 0 && (guint64) status.st_size < self->raw_size)
    return g_strdup (_ ("it became shorter while it was read"));
  if (self->mapped != NULL && rb_mapped_file_has_gaps (self->mapped))
    return g_strdup (_ ("it cannot be read any further"));
  return g_strdup (self->problem);
}
