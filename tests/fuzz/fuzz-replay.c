/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target once over each file of its corpus: the seeds, and every input that once was a
 * finding. Usage: DIRECTORY…; those that do not exist are empty. Speaks TAP. */

#include <stdio.h>
#include <string.h>

#include "fuzz.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
list_files (GPtrArray *paths, const char *directory)
{
  g_autoptr (GDir) folder = g_dir_open (directory, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++)
    list_files (paths, argv[i]);
  g_ptr_array_sort (paths, compare_names);
  g_assert (paths->len > 0);

  printf ("1..%u\n", paths->len);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *name = g_path_get_basename (path);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree guint8 *data = NULL;
      gsize size;

      g_file_get_contents (path, &text, &size, &error);
      g_assert_no_error (error);
      data = g_malloc (MAX (size, 1)); /* without the NUL that GLib adds */
      memcpy (data, text, size);
      LLVMFuzzerTestOneInput (data, size);
      printf ("ok %u %s\n", i + 1, name);
      fflush (stdout);
    }

  return 0;
}
