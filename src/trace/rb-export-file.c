/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file an export goes to: somebody's earlier file is never left half overwritten, whatever
 * happens to disk or process. The command inspect and the window write exports through it. */

#include "rb-export-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Calls are private: nobody else may read what is written of them. */
#define FILE_MODE 0600

struct _RbExportFile
{
  char *path;
  char *temporary; /* NULL once it has its name */
  int fd;
  GOutputStream *stream;
};

/**
 * rb_export_file_new:
 * @path: readable by its owner only; what is there now stays until rb_export_file_finish()
 * @error: a #GIOErrorEnum when no file can be made in that folder
 *
 * Returns: (transfer full) (nullable)
 */
RbExportFile *
rb_export_file_new (const char *path, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  RbExportFile *self;
  int code;
  int fd;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("“%s” is a folder. Name a file in it."), path);
      return NULL;
    }

  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, FILE_MODE);
  if (fd < 0)
    {
      code = errno;
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("“%s” cannot be created: %s; choose another file or folder"), path, g_strerror (code));
      return NULL;
    }

  self = g_new0 (RbExportFile, 1);
  self->path = g_strdup (path);
  self->temporary = g_steal_pointer (&temporary);
  self->fd = fd;
  self->stream = g_unix_output_stream_new (fd, TRUE);
  return self;
}

GOutputStream *
rb_export_file_get_stream (RbExportFile *self)
{
  return self->stream;
}

/**
 * rb_export_file_finish:
 * @error: a #GIOErrorEnum; the file that was there before is untouched
 *
 * Gives the written file its name. Once.
 */
gboolean
rb_export_file_finish (RbExportFile *self, GError **error)
{
  g_autoptr (GError) reason = NULL;
  int code = 0;

  /* Some file systems cannot; what they promise is enough then. */
  if (fsync (self->fd) < 0 && errno != EINVAL && errno != EROFS)
    code = errno;
  else if (g_output_stream_close (self->stream, NULL, &reason) && g_rename (self->temporary, self->path) < 0)
    code = errno;

  if (code == 0 && reason == NULL)
    {
      g_clear_pointer (&self->temporary, g_free);
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, code != 0 ? (gint) g_io_error_from_errno (code) : reason->code,
               _ ("“%1$s” cannot be written: %2$s; what was there before is unchanged. Make room or choose another "
                  "folder."),
               self->path, code != 0 ? g_strerror (code) : reason->message);
  return FALSE;
}

void
rb_export_file_free (RbExportFile *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->stream);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
