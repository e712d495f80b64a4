/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes 48 kHz mono sound to a WAV file from a thread of its own, so that a slow or full disk never stops a call.
 * The header's lengths are brought up to date each second: after a kill all but that second plays. RbSoundDevice
 * records with it what is heard. */

#include "rb-wav-writer.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define RATE 48000
#define HEADER_SIZE 44
#define MAX_WAITING 500                      /* blocks of 10 ms; more are dropped while the disk is stuck */
#define MAX_DATA (G_MAXUINT32 - HEADER_SIZE) /* the format's own limit */

struct _RbWavWriter
{
  int fd;
  char *path;
  GThread *thread;
  GAsyncQueue *blocks; /* of GBytes; an empty one ends the thread */
  guint32 n_bytes;
};

static void
put_32 (guint8 *place, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (place, &value, sizeof value);
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= n;
    }

  return TRUE;
}

static gboolean
write_header (RbWavWriter *self)
{
  guint8 header[HEADER_SIZE] = "RIFF....WAVEfmt \20\0\0\0\1\0\1\0........\2\0\20\0data";

  put_32 (header + 4, self->n_bytes + HEADER_SIZE - 8);
  put_32 (header + 24, RATE);
  put_32 (header + 28, RATE * 2);
  put_32 (header + 40, self->n_bytes);

  return pwrite (self->fd, header, sizeof header, 0) == sizeof header;
}

static gpointer
write_blocks (gpointer data)
{
  RbWavWriter *self = data;
  guint32 n_in_header = 0;
  gboolean broken = FALSE;

  while (TRUE)
    {
      g_autoptr (GBytes) block = g_async_queue_pop (self->blocks);
      gsize size;
      const guint8 *bytes = g_bytes_get_data (block, &size);

      if (size == 0)
        break;
      if (broken || size > MAX_DATA - self->n_bytes)
        continue;

      if (!write_all (self->fd, bytes, size))
        {
          g_warning ("Writing “%s” failed (%s); the recording ends here, the call goes on.", self->path,
                     g_strerror (errno));
          broken = TRUE;
          continue;
        }
      self->n_bytes += size;
      if (self->n_bytes - n_in_header >= RATE * 2)
        {
          write_header (self);
          n_in_header = self->n_bytes;
        }
    }

  write_header (self);

  return NULL;
}

/* Creates or empties @path. Errors: G_FILE_ERROR. */
RbWavWriter *
rb_wav_writer_new (const char *path, GError **error)
{
  RbWavWriter *self;
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved),
                   _ ("The recording “%s” cannot be written: %s; choose another file."), path, g_strerror (saved));
      return NULL;
    }

  self = g_new0 (RbWavWriter, 1);
  self->fd = fd;
  self->path = g_strdup (path);
  self->blocks = g_async_queue_new_full ((GDestroyNotify) g_bytes_unref);
  write_header (self);
  lseek (fd, HEADER_SIZE, SEEK_SET);
  self->thread = g_thread_new ("wav-writer", write_blocks, self);

  return self;
}

/* From any one thread; never blocks on the disk. */
void
rb_wav_writer_push (RbWavWriter *self, const gint16 *samples, gsize n)
{
  if (n > 0 && g_async_queue_length (self->blocks) < MAX_WAITING)
    g_async_queue_push (self->blocks, g_bytes_new (samples, n * sizeof *samples));
}

void
rb_wav_writer_free (RbWavWriter *self)
{
  g_async_queue_push (self->blocks, g_bytes_new (NULL, 0));
  g_thread_join (self->thread);
  g_async_queue_unref (self->blocks);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}
