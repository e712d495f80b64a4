/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes messages to a pcapng file while a call runs: the storage format of a trace. All
 * blocks of one message go to the kernel in one write(2); a write that fails is cut off
 * again, so that the file can be read at any moment, whatever happens to disk or process. */

#include "rb-pcapng-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "rb-pcapng-encoder.h"

/* Calls are private: nobody else may read their signalling. */
#define FILE_MODE 0600

struct _RbPcapngWriter
{
  GObject parent_instance;

  char *path;
  int fd;
  off_t end; /* of the last whole write */
  GByteArray *buffer;
  RbPcapngEncoder *encoder;
  guint n_lost;
  guint n_unreported;
};

G_DEFINE_FINAL_TYPE (RbPcapngWriter, rb_pcapng_writer, G_TYPE_OBJECT)

/* Writes the buffer as a whole or not at all. */
static gboolean
write_buffer (RbPcapngWriter *self, GError **error)
{
  gsize done = 0;

  while (done < self->buffer->len)
    {
      ssize_t n = write (self->fd, self->buffer->data + done, self->buffer->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          int code = n < 0 ? errno : ENOSPC;

          /* When even this fails the reader stops at the broken block, and says so. */
          if (ftruncate (self->fd, self->end) == 0)
            lseek (self->fd, self->end, SEEK_SET);
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                       _ ("“%s” cannot be written: %s; recording goes on once there is room"), self->path,
                       g_strerror (code));
          return FALSE;
        }
      done += n;
    }

  self->end += done;
  return TRUE;
}

static void
rb_pcapng_writer_finalize (GObject *object)
{
  RbPcapngWriter *self = RB_PCAPNG_WRITER (object);

  rb_pcapng_writer_close (self, NULL);
  g_free (self->path);
  g_byte_array_unref (self->buffer);
  rb_pcapng_encoder_free (self->encoder);

  G_OBJECT_CLASS (rb_pcapng_writer_parent_class)->finalize (object);
}

static void
rb_pcapng_writer_class_init (RbPcapngWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_pcapng_writer_finalize;
}

static void
rb_pcapng_writer_init (RbPcapngWriter *self)
{
  self->fd = -1;
  self->buffer = g_byte_array_new ();
  self->encoder = rb_pcapng_encoder_new (RB_PCAPNG_RAW_IP);
}

/**
 * rb_pcapng_writer_new:
 * @path: made anew, readable by its owner only; what was there is gone
 * @error: a #GIOErrorEnum when the file cannot be made
 *
 * A disk that is full at this moment is no error yet: the header is written with the first
 * message that finds room.
 *
 * Returns: (transfer full) (nullable)
 */
RbPcapngWriter *
rb_pcapng_writer_new (const char *path, GError **error)
{
  g_autoptr (RbPcapngWriter) self = NULL;
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);

  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("“%s” cannot be created: %s; choose another file or folder"), path, g_strerror (code));
      return NULL;
    }

  self = g_object_new (RB_TYPE_PCAPNG_WRITER, NULL);
  self->path = g_strdup (path);
  self->fd = fd;
  rb_pcapng_encoder_put_header (self->encoder, self->buffer, NULL);
  write_buffer (self, NULL);
  return g_steal_pointer (&self);
}

/**
 * rb_pcapng_writer_append:
 * @comment: (nullable): our note on the message, kept as an opt_comment
 * @error: a #GIOErrorEnum; the message is lost and counted, the file stays readable
 *
 * Writes one message. A UDP message longer than a datagram can be is cut, with a comment.
 */
gboolean
rb_pcapng_writer_append (RbPcapngWriter *self, const RbMessageInfo *info, GBytes *bytes, const char *comment,
                         GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *const comments[] = { comment, NULL };

  if (self->fd < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("“%s” is closed already"), self->path);
      return FALSE;
    }

  g_byte_array_set_size (self->buffer, 0);
  if (self->end == 0)
    rb_pcapng_encoder_put_header (self->encoder, self->buffer, NULL);
  rb_pcapng_encoder_put_message (self->encoder, self->buffer, info, data, length, comments, self->n_unreported);
  if (!write_buffer (self, error))
    {
      self->n_lost++;
      self->n_unreported++;
      return FALSE;
    }

  self->n_unreported = 0;
  rb_pcapng_encoder_keep (self->encoder);
  return TRUE;
}

/* Messages that could not be written so far. */
guint
rb_pcapng_writer_get_n_lost (RbPcapngWriter *self)
{
  return self->n_lost;
}

const char *
rb_pcapng_writer_get_path (RbPcapngWriter *self)
{
  return self->path;
}

/* Closes the file; with losses not yet told, their number is written first. May be called
 * again: then it does nothing. @error: a #GIOErrorEnum when the end could not be written. */
gboolean
rb_pcapng_writer_close (RbPcapngWriter *self, GError **error)
{
  gboolean written = TRUE;

  if (self->fd < 0)
    return TRUE;

  if (self->n_unreported > 0)
    {
      g_byte_array_set_size (self->buffer, 0);
      if (self->end == 0)
        rb_pcapng_encoder_put_header (self->encoder, self->buffer, NULL);
      rb_pcapng_encoder_put_lost (self->encoder, self->buffer, self->n_unreported);
      written = write_buffer (self, error);
    }

  close (self->fd);
  self->fd = -1;
  return written;
}
