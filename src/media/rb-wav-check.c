/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at a WAV file before GStreamer does: only what is one, and of a sane shape, is played to parties on hold. */

#include "rb-wav-check.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RIFF_HEADER 12
#define CHUNK_HEADER 8
#define MIN_FORMAT 16
#define EXTENSIBLE 0xfffe
#define EXTENSIBLE_SIZE 40
#define EXTENSIBLE_FORMAT 24 /* where the format's number is in it */
#define MAX_CHUNKS 64        /* before the samples */
#define MAX_SIZE (512 * 1024 * 1024)
#define MAX_LOOK (1024 * 1024) /* the samples begin within that */

static guint
read_16 (const guint8 *bytes)
{
  return bytes[0] | (guint) bytes[1] << 8;
}

static guint32
read_32 (const guint8 *bytes)
{
  return read_16 (bytes) | (guint32) read_16 (bytes + 2) << 16;
}

static gboolean
read_format (const guint8 *chunk, gsize size, RbWavInfo *out)
{
  static const struct
  {
    guint format, bits;
  } known[] = { { 1, 8 }, { 1, 16 }, { 1, 24 }, { 1, 32 }, { 3, 32 }, { 3, 64 }, { 6, 8 }, { 7, 8 } };

  if (size < MIN_FORMAT)
    return FALSE;

  out->format = read_16 (chunk);
  out->channels = read_16 (chunk + 2);
  out->rate = read_32 (chunk + 4);
  out->bits = read_16 (chunk + 14);
  if (out->format == EXTENSIBLE && size >= EXTENSIBLE_SIZE)
    out->format = read_16 (chunk + EXTENSIBLE_FORMAT);
  if (out->channels < 1 || out->channels > 8 || out->rate < 4000 || out->rate > 192000 ||
      read_16 (chunk + 12) != out->channels * out->bits / 8)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (out->format == known[i].format && out->bits == known[i].bits)
      return TRUE;

  return FALSE;
}

gboolean
rb_wav_read_header (const guint8 *bytes, gsize size, guint64 file_size, RbWavInfo *out)
{
  gsize offset = RIFF_HEADER;
  gboolean has_format = FALSE;

  *out = (RbWavInfo){ 0 };
  if (size < RIFF_HEADER || memcmp (bytes, "RIFF", 4) != 0 || memcmp (bytes + 8, "WAVE", 4) != 0)
    return FALSE;

  for (guint i = 0; i < MAX_CHUNKS && size - offset >= CHUNK_HEADER; i++)
    {
      const guint8 *chunk = bytes + offset;
      gsize length = read_32 (chunk + 4);

      offset += CHUNK_HEADER;
      if (memcmp (chunk, "data", 4) == 0)
        {
          out->data = offset;
          out->data_size = MIN (length, file_size - offset); /* a recording that was cut off says more than there is */
          return has_format && out->data_size > 0;
        }
      if (length > size - offset)
        return FALSE;
      if (memcmp (chunk, "fmt ", 4) == 0)
        {
          if (has_format || !read_format (chunk + CHUNK_HEADER, length, out))
            return FALSE;
          has_format = TRUE;
        }
      offset += MIN (length + length % 2, size - offset);
    }

  return FALSE;
}

static gboolean
check_content (const char *path, const guint8 *bytes, gsize looked, guint64 size, GError **error)
{
  RbWavInfo info;

  if (!rb_wav_read_header (bytes, MIN (looked, size), size, &info))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is not a WAV file that can be played; choose one with PCM sound."), path);
      return FALSE;
    }
  if (info.data_size / (info.channels * info.bits / 8) < info.rate / 10)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” holds less than a tenth of a second of sound; choose a longer file."), path);
      return FALSE;
    }

  return TRUE;
}

gboolean
rb_wav_check (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autofree guint8 *bytes = NULL;
  gboolean usable = FALSE;
  struct stat status;
  gssize n;

  if (fd < 0 || fstat (fd, &status) < 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                   _ ("The sound file “%s” cannot be read: %s."), path, g_strerror (saved));
    }
  else if (!S_ISREG (status.st_mode) || status.st_size > MAX_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is not a file of at most 512 MiB; choose a WAV file."), path);
    }
  else
    {
      bytes = g_malloc (MAX_LOOK);
      n = pread (fd, bytes, MAX_LOOK, 0);
      usable = check_content (path, bytes, (gsize) MAX (n, 0), (guint64) status.st_size, error);
    }
  if (fd >= 0)
    close (fd);

  return usable;
}
