/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long calls are kept, and what they take on the disk. What takes long is done in threads with connections of their
 * own, a few rows at a time, so that a call that begins meanwhile is remembered at once. */

#include "rb-history-keeper.h"

#include "rb-history-private.h"

#include <glib/gstdio.h>

#define CHECK_S (60 * 60) /* for a new day; a suspended computer counts no time */
#define SLICE_ROWS 200
#define DAY_S ((gint64) 24 * 60 * 60)

struct _RbHistoryKeeper
{
  RbHistory *history;
  GSettings *settings;
  gulong changed_id;
  guint check_source;
  gint64 kept_us; /* when it was last looked after */
};

typedef struct
{
  char *path;
  gint64 before_us;
} Removal;

static void
removal_free (Removal *removal)
{
  g_free (removal->path);
  g_free (removal);
}

gint64
rb_history_get_limit (guint days, gint64 now_us)
{
  return now_us - days * DAY_S * G_USEC_PER_SEC;
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Removal *removal = data;
  g_autofree char *calls = rb_history_dup_calls_dir (removal->path);
  g_autofree char *where = g_strdup_printf ("start_us < %" G_GINT64_FORMAT, removal->before_us);
  sqlite3 *db = rb_history_connect (removal->path);
  int before = db != NULL ? sqlite3_total_changes (db) : 0;

  while (db != NULL && rb_history_remove_slice (db, calls, where, SLICE_ROWS))
    ;
  g_task_return_boolean (task, db != NULL && sqlite3_total_changes (db) > before);
  sqlite3_close (db);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *outer = data;

  rb_history_refresh (RB_HISTORY (source));
  g_task_return_boolean (outer, g_task_propagate_boolean (G_TASK (result), NULL));
  g_object_unref (outer);
}

void
rb_history_remove_async (RbHistory *history, gint64 before_us, GAsyncReadyCallback callback, gpointer data)
{
  GTask *outer;
  g_autoptr (GTask) task = NULL;
  Removal *removal;

  g_return_if_fail (RB_IS_HISTORY (history));

  outer = g_task_new (history, NULL, callback, data);
  removal = g_new (Removal, 1);
  removal->path = g_strdup (rb_history_get_path (history));
  removal->before_us = before_us;
  task = g_task_new (history, NULL, on_removed, outer);
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  g_task_run_in_thread (task, remove_in_thread);
}

gboolean
rb_history_remove_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

guint
rb_history_count_before (RbHistory *history, gint64 before_us)
{
  GArray *keys;
  guint low = 0;
  guint high;

  g_return_val_if_fail (RB_IS_HISTORY (history), 0);

  keys = rb_history_get_keys (history);
  high = keys->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (keys, RbHistoryKey, middle).start_us < before_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gint64
get_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (gint64) status.st_blocks * 512 : 0;
}

static void
measure_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
  const char *path = data;
  g_autofree char *calls = rb_history_dup_calls_dir (path);
  g_autoptr (GDir) folder = g_dir_open (calls, 0, NULL);
  const char *name;
  gint64 size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      size += get_size (file);
    }
  while (folder != NULL && !g_cancellable_is_cancelled (cancellable) && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (calls, name, NULL);

      size += get_size (file);
    }
  g_task_return_int (task, size);
}

void
rb_history_measure_async (RbHistory *history, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RB_IS_HISTORY (history));

  task = g_task_new (history, cancellable, callback, data);
  g_task_set_task_data (task, g_strdup (rb_history_get_path (history)), g_free);
  g_task_run_in_thread (task, measure_in_thread);
}

gint64
rb_history_measure_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
index_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  sqlite3 *db = rb_history_connect (data);

  while (db != NULL && rb_history_schema_index (db, SLICE_ROWS))
    ;
  sqlite3_close (db);
  g_task_return_boolean (task, TRUE);
}

static void
keep (RbHistoryKeeper *self)
{
  guint days = g_settings_get_uint (self->settings, "keep-calls-days");

  self->kept_us = g_get_real_time ();
  if (days > 0 && rb_history_count_before (self->history, rb_history_get_limit (days, self->kept_us)) > 0)
    rb_history_remove_async (self->history, rb_history_get_limit (days, self->kept_us), NULL, NULL);
}

static gboolean
on_check (gpointer data)
{
  RbHistoryKeeper *self = data;

  if (ABS (g_get_real_time () - self->kept_us) >= DAY_S * G_USEC_PER_SEC)
    keep (self);

  return G_SOURCE_CONTINUE;
}

RbHistoryKeeper *
rb_history_keeper_new (RbHistory *history, GSettings *settings)
{
  RbHistoryKeeper *self = g_new0 (RbHistoryKeeper, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  self->history = g_object_ref (history);
  self->settings = g_object_ref (settings);
  self->changed_id = g_signal_connect_swapped (settings, "changed::keep-calls-days", G_CALLBACK (keep), self);
  self->check_source = g_timeout_add_seconds (CHECK_S, on_check, self);
  g_task_set_task_data (task, g_strdup (rb_history_get_path (history)), g_free);
  g_task_run_in_thread (task, index_in_thread);
  keep (self);

  return self;
}

void
rb_history_keeper_free (RbHistoryKeeper *self)
{
  if (self == NULL)
    return;

  g_signal_handler_disconnect (self->settings, self->changed_id);
  g_clear_handle_id (&self->check_source, g_source_remove);
  g_object_unref (self->settings);
  g_object_unref (self->history);
  g_free (self);
}
