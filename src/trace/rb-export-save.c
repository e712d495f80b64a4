/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saves an export while the main loop goes on. A trace belongs to one thread, so that a copy is made
 * first, in slices in the main context; then a thread hides, formats and writes. The window calls it. */

#include "rb-export-save.h"

#include <glib/gi18n-lib.h>

#include "rb-export-file.h"
#include "rb-hide.h"
#include "rb-trace-copy.h"
#include "rb-trace-private.h"

/* A frame has 16 ms: the longer part of each is ours, the rest the window's. */
#define SLICE_US (8 * 1000)
#define PAUSE_MS 6
/* Messages copied between two looks at the clock. */
#define SLICE_CHECK 256

typedef struct
{
  RbExportPlan plan; /* its own copy */
  char *title;
  char *path;
  GTask *task; /* what the caller waits for */

  RbTrace *trace;
  guint n_messages; /* that were there in the beginning */
  guint n_copied;
  RbTrace *copy; /* the thread's, once it runs */
  RbExportProgressFunc progress;
  gpointer progress_data;
} Save;

/* Files being written, in all threads. */
static GMutex writing_mutex;
static GCond writing_ended;
static guint n_writing;

static void
save_free (Save *self)
{
  g_clear_pointer (&self->plan.positions, g_array_unref);
  g_clear_object (&self->copy);
  g_clear_object (&self->trace);
  g_free (self->title);
  g_free (self->path);
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
write_file (Save *self, RbTrace *trace, GCancellable *cancellable, GError **error)
{
  static const guint nothing;
  const GArray *positions = self->plan.positions;
  const RbExportOptions options = {
    .file = self->plan.hide_private || self->title == NULL ? "" : self->title,
    .positions = positions == NULL    ? NULL
                 : positions->len > 0 ? (const guint *) (gpointer) positions->data
                                      : &nothing,
    .n_positions = positions != NULL ? positions->len : 0,
    .with_media = self->plan.with_media && !self->plan.hide_private,
  };
  g_autoptr (GError) reason = NULL;
  g_autoptr (RbExportFile) file = NULL;

  if (self->plan.write != NULL)
    return self->plan.write (trace, self->path, self->plan.write_data, error);

  file = rb_export_file_new (self->path, error);
  if (file == NULL)
    return FALSE;

  if (rb_export_write (trace, self->plan.format, &options, rb_export_file_get_stream (file), cancellable, &reason))
    return !g_cancellable_set_error_if_cancelled (cancellable, error) && rb_export_file_finish (file, error);

  g_set_error (error, reason->domain, reason->code,
               _ ("“%1$s” cannot be written: %2$s; what was there before is unchanged. Make room or choose another "
                  "folder."),
               self->path, reason->message);
  return FALSE;
}

/* Also where it was cancelled: giving a long copy free takes its time, too. */
static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Save *self = data;
  g_autoptr (RbTrace) hidden = NULL;
  GError *error = NULL;
  gboolean saved;

  if (self->plan.hide_private && !g_cancellable_is_cancelled (cancellable))
    hidden = rb_hide_trace (self->copy);

  g_mutex_lock (&writing_mutex);
  n_writing++;
  g_mutex_unlock (&writing_mutex);
  saved = !g_cancellable_set_error_if_cancelled (cancellable, &error) &&
          write_file (self, hidden != NULL ? hidden : self->copy, cancellable, &error);
  g_mutex_lock (&writing_mutex);
  n_writing--;
  g_cond_broadcast (&writing_ended);
  g_mutex_unlock (&writing_mutex);

  g_clear_object (&self->copy);
  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Save *self = data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (self->task, TRUE);
  else
    g_task_return_error (self->task, error);
  save_free (self);
}

static void
hand_to_thread (Save *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, g_task_get_cancellable (self->task), on_saved, self);

  rb_trace_copy_remarks (self->copy, self->trace);
  rb_trace_end_bulk (self->copy);
  if (self->progress != NULL)
    self->progress (-1, self->progress_data);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, save_in_thread);
}

static gboolean
on_slice (gpointer data)
{
  Save *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (self->task));

  while (!cancelled && self->n_copied < self->n_messages && g_get_monotonic_time () < end)
    {
      guint stop = MIN (self->n_copied + SLICE_CHECK, self->n_messages);

      rb_trace_copy_messages (self->copy, self->trace, self->n_copied, stop);
      self->n_copied = stop;
    }
  if (cancelled || self->n_copied >= self->n_messages)
    {
      hand_to_thread (self);
      return G_SOURCE_REMOVE;
    }

  if (self->progress != NULL)
    self->progress ((double) self->n_copied / self->n_messages, self->progress_data);
  return G_SOURCE_CONTINUE;
}

void
rb_export_save_async (RbTrace *trace, const RbExportPlan *plan, const char *path, GCancellable *cancellable,
                      RbExportProgressFunc progress, gpointer progress_data, GAsyncReadyCallback callback,
                      gpointer data)
{
  Save *self = g_new0 (Save, 1);
  g_autoptr (GSource) slices = g_timeout_source_new (PAUSE_MS);

  self->plan = *plan;
  if (plan->positions != NULL)
    g_array_ref (self->plan.positions);
  self->title = g_strdup (plan->title);
  self->path = g_strdup (path);
  self->task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (self->task, rb_export_save_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->trace = g_object_ref (trace);
  self->n_messages = rb_trace_get_n_messages (trace);
  self->copy = rb_trace_new ();
  rb_trace_begin_bulk (self->copy);
  self->progress = progress;
  self->progress_data = progress_data;

  g_source_set_callback (slices, on_slice, self, NULL);
  g_source_attach (slices, g_main_context_get_thread_default ());
}

gboolean
rb_export_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rb_export_save_wait (void)
{
  g_mutex_lock (&writing_mutex);
  while (n_writing > 0)
    g_cond_wait (&writing_ended, &writing_mutex);
  g_mutex_unlock (&writing_mutex);
}
