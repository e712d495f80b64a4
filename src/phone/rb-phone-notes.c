/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The user's notes on the messages of own calls: they are comments in the call's capture, which is written anew when
 * one changes. The file of a call that is up is the capture store's; that of a past call is replaced beside the main
 * loop, one writing at a time. */

#include "rb-phone-private.h"

#include "rb-export-save.h"
#include "rb-history-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

typedef struct
{
  RbPhone *phone;
  RbTrace *trace;
  GArray *positions; /* (nullable): of guint; NULL: all */
  char *path;
  gboolean again; /* a note changed while it was being written */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->phone);
  g_object_unref (job->trace);
  g_clear_pointer (&job->positions, g_array_unref);
  g_free (job->path);
  g_free (job);
}

static void write_notes (Job *job);

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  if (!rb_export_save_finish (result, &error))
    {
      g_autofree char *sentence = g_strdup_printf (_ ("The note is not saved: %s."), error->message);

      g_signal_emit_by_name (job->phone, "notice", sentence);
    }
  if (!rb_history_has_capture (job->phone->history, job->path)) /* the call was deleted meanwhile */
    g_unlink (job->path);
  else if (job->again)
    {
      job->again = FALSE;
      write_notes (job);
      return;
    }

  g_ptr_array_remove_fast (job->phone->note_jobs, job);
  job_free (job);
}

static void
write_notes (Job *job)
{
  const RbExportPlan plan = { .format = RB_EXPORT_PCAPNG, .positions = job->positions, .with_media = TRUE };

  rb_export_save_async (job->trace, &plan, job->path, NULL, NULL, NULL, on_written, job);
}

/* @positions: (transfer full) (nullable) */
static void
begin_writing (RbPhone *self, RbTrace *trace, GArray *positions, const char *path)
{
  Job *job;

  for (guint i = 0; i < self->note_jobs->len; i++)
    {
      job = g_ptr_array_index (self->note_jobs, i);
      if (job->trace == trace && g_strcmp0 (job->path, path) == 0)
        {
          job->again = TRUE;
          g_clear_pointer (&positions, g_array_unref);
          return;
        }
    }

  job = g_new0 (Job, 1);
  job->phone = g_object_ref (self);
  job->trace = g_object_ref (trace);
  job->positions = positions;
  job->path = g_strdup (path);
  g_ptr_array_add (self->note_jobs, job);
  write_notes (job);
}

/* The capture of a call of the history: by its Call-ID, or the call whose capture is @path. */
static char *
find_capture (RbPhone *self, const char *call_id, const char *path)
{
  guint n = self->history != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->history)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->history), i);
      const char *capture = rb_history_item_get_capture_path (item);

      if (capture != NULL && (call_id != NULL ? g_strcmp0 (rb_history_item_get_call_id (item), call_id) == 0
                                              : g_strcmp0 (capture, path) == 0))
        return g_strdup (capture);
    }

  return NULL;
}

/* Every message of that Call-ID, as the capture store writes them. */
static GArray *
list_positions (RbTrace *trace, const char *call_id)
{
  g_autoptr (GPtrArray) flows = rb_trace_find_flows (trace, call_id);
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < flows->len; i++)
    {
      RbFlow *flow = g_ptr_array_index (flows, i);

      for (guint n = 0; n < rb_flow_get_n_steps (flow); n++)
        g_array_append_val (positions, rb_flow_get_step (flow, n)->position);
    }

  return positions;
}

static gboolean
keep_live_note (RbPhone *self, guint position)
{
  RbFlow *flow = rb_trace_get_flow_of (self->trace, position);
  const char *call_id = flow != NULL ? rb_flow_get_call_id (flow) : NULL;
  g_autofree char *path = NULL;

  if (call_id == NULL)
    return FALSE;
  if (rb_capture_store_renew (self->captures, call_id))
    return TRUE;

  path = find_capture (self, call_id, NULL);
  if (path != NULL)
    begin_writing (self, self->trace, list_positions (self->trace, call_id), path);

  return path != NULL;
}

gboolean
rb_phone_keep_note (RbPhone *self, RbTrace *trace, guint position, const char *path)
{
  g_autofree char *capture = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), FALSE);
  g_return_val_if_fail (RB_IS_TRACE (trace), FALSE);

  if (trace == self->trace)
    return keep_live_note (self, position);

  capture = path != NULL ? find_capture (self, NULL, path) : NULL;
  if (capture == NULL)
    return FALSE;
  if (!rb_capture_store_take_notes (self->captures, capture, trace))
    begin_writing (self, trace, NULL, capture);

  return TRUE;
}
