/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private directories of this run: files that Sofia can only be given by name. What nobody
 * removed before goes when the process exits. */

#include "rb-sip-engine-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

static GHashTable *directories; /* of paths; main thread */

static void
remove_files (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_unlink (child);
    }
  g_rmdir (path);
}

static void
remove_all (void)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, directories);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    remove_files (path);
  g_clear_pointer (&directories, g_hash_table_unref);
}

char *
rb_sip_engine_make_directory (GError **error)
{
  char *path = g_dir_make_tmp ("ringback-XXXXXX", error);

  if (path == NULL)
    {
      g_prefix_error (error, _ ("No private directory could be made for this run: "));
      return NULL;
    }

  if (directories == NULL)
    {
      directories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      atexit (remove_all);
    }
  g_hash_table_add (directories, g_strdup (path));

  return path;
}

void
rb_sip_engine_remove_directory (const char *path)
{
  remove_files (path);
  g_hash_table_remove (directories, path);
}
