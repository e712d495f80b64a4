/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Merges the capture of the other end beside the main loop. A trace belongs to one thread, so that a copy of ours is
 * made first; its bytes are shared. */

#include "rb-capture-merge.h"

#include "rb-trace-copy.h"
#include "rb-trace-private.h"

/* A frame has 16 ms: half of each is ours. */
#define SLICE_US (8 * 1000)
#define PAUSE_MS 6
#define SLICE_CHECK 256 /* messages copied between two looks at the clock */

typedef struct
{
  RbTrace *mine;
  guint n_messages;
  guint n_copied;
  RbTrace *copy;
  RbTrace *other;
  RbMergeReport report;
} Merge;

static void
merge_free (Merge *self)
{
  g_clear_object (&self->mine);
  g_clear_object (&self->copy);
  g_clear_object (&self->other);
  rb_merge_report_clear (&self->report);
  g_free (self);
}

static void
merge_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Merge *self = data;

  g_task_return_pointer (task, rb_trace_merge (self->copy, self->other, &self->report), g_object_unref);
}

static gboolean
on_slice (gpointer data)
{
  GTask *task = data;
  Merge *self = g_task_get_task_data (task);
  gint64 end_us = g_get_monotonic_time () + SLICE_US;

  while (self->n_copied < self->n_messages && g_get_monotonic_time () < end_us)
    {
      guint stop = MIN (self->n_copied + SLICE_CHECK, self->n_messages);

      rb_trace_copy_messages (self->copy, self->mine, self->n_copied, stop);
      self->n_copied = stop;
    }
  if (self->n_copied < self->n_messages)
    return G_SOURCE_CONTINUE;

  rb_trace_end_bulk (self->copy);
  rb_trace_flush (self->other); /* else its timer would touch it beside the thread */
  g_task_run_in_thread (task, merge_in_thread);

  return G_SOURCE_REMOVE;
}

void
rb_capture_merge_async (RbTrace *mine, RbTrace *other, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Merge *self = g_new0 (Merge, 1);

  self->mine = g_object_ref (mine);
  self->other = g_object_ref (other);
  self->n_messages = rb_trace_get_n_messages (mine);
  self->copy = rb_trace_new ();
  rb_trace_begin_bulk (self->copy);
  g_task_set_source_tag (task, rb_capture_merge_async);
  g_task_set_task_data (task, self, (GDestroyNotify) merge_free);
  g_timeout_add_full (G_PRIORITY_DEFAULT, PAUSE_MS, on_slice, task, g_object_unref);
}

RbTrace *
rb_capture_merge_finish (GAsyncResult *result, RbMergeReport *report)
{
  Merge *self = g_task_get_task_data (G_TASK (result));
  RbTrace *merged = g_task_propagate_pointer (G_TASK (result), NULL);

  *report = self->report;
  self->report = (RbMergeReport){ 0 };

  return merged;
}
