/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens a capture beside the main loop: a thread reads and fills batches, the main context takes
 * them from a short queue and appends them to the trace, a few milliseconds at a time. The thread
 * waits while the queue is full, so that a slow view does not cost memory. The window and the
 * history call it; where nobody waits for a first row, rb_capture_read() is faster. */

#include "rb-capture-open.h"

#include <glib/gi18n-lib.h>

#include "rb-capture-reader-private.h"
#include "rb-trace-private.h"

/* A batch is handed over when one of these is reached. */
#define BATCH_MESSAGES 4096
#define BATCH_BYTES (4u * 1024 * 1024)
#define BATCH_US (20 * 1000)
#define MAX_QUEUED 8

/* A frame has 16 ms: the longer part of each is ours, the rest the window's. */
#define SLICE_US (8 * 1000)
#define PAUSE_MS 6
/* Messages appended between two looks at the clock. */
#define SLICE_CHECK 64
/* Views are told at most this often, and may take this part of the time for it. */
#define ANNOUNCE_US (50 * 1000)
#define ANNOUNCE_SHARE 4

typedef struct
{
  RbMessageInfo info;
  const guint8 *bytes; /* (nullable) in the batch's owner, else at @offset of its own bytes */
  guint offset;
  guint length;
  char *note; /* (nullable) */
} Item;

typedef struct
{
  RbEndpoint address;
  char *name;
} Name;

typedef struct
{
  GArray *items;     /* of Item */
  GBytes *owner;     /* (nullable) the mapped file */
  GByteArray *bytes; /* of messages that no owner keeps */
  GPtrArray *notes;  /* of char * */
  GArray *names;     /* of Name */
  double fraction;   /* of the file, where the batch ends */
  gboolean is_last;
} Batch;

typedef struct
{
  gatomicrefcount references;
  char *path;
  GCancellable *cancellable;
  gulong cancel_handler;

  /* The thread's own. */
  Batch *filling; /* (nullable) */
  gint64 filling_since;
  double fraction;
  RbRtpTable *rtp; /* this and the next: the main context's once the last batch was handed over */
  GError *error;

  /* Between the two. */
  GMutex mutex;
  GCond room;
  GQueue batches; /* of Batch */
  gboolean woken; /* a slice will come */
  gboolean full;  /* the trace takes no more */

  /* The main context's own. */
  GMainContext *context;
  GTask *task;
  RbTrace *trace;
  RbCaptureProgressFunc progress;
  gpointer progress_data;
  Batch *taken; /* (nullable) */
  guint taken_at;
  double appended; /* part of the file */
  gint64 announce_after;
} Opening;

static void
item_clear (gpointer data)
{
  g_free (((Item *) data)->note);
}

static void
name_clear (gpointer data)
{
  g_free (((Name *) data)->name);
}

static Batch *
batch_new (void)
{
  Batch *self = g_new0 (Batch, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_array_set_clear_func (self->items, item_clear);
  self->bytes = g_byte_array_new ();
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->names = g_array_new (FALSE, FALSE, sizeof (Name));
  g_array_set_clear_func (self->names, name_clear);
  return self;
}

static void
batch_free (gpointer data)
{
  Batch *self = data;

  g_array_unref (self->items);
  g_clear_pointer (&self->owner, g_bytes_unref);
  g_byte_array_unref (self->bytes);
  g_ptr_array_unref (self->notes);
  g_array_unref (self->names);
  g_free (self);
}

static void
opening_unref (gpointer data)
{
  Opening *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->filling, batch_free);
  g_clear_pointer (&self->taken, batch_free);
  g_queue_clear_full (&self->batches, batch_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->rtp, rb_rtp_table_free);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->room);
  g_free (self->path);
  g_free (self);
}

static Opening *
opening_ref (Opening *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static gboolean on_slice (gpointer data);

static void
call_slice (Opening *self, guint delay_ms)
{
  g_autoptr (GSource) source = g_timeout_source_new (delay_ms);

  g_source_set_callback (source, on_slice, opening_ref (self), opening_unref);
  g_source_attach (source, self->context);
}

/* The thread gives a batch away, and waits for room in the queue before. */
static void
hand_over (Opening *self)
{
  Batch *batch = g_steal_pointer (&self->filling);

  batch->fraction = self->fraction;
  g_mutex_lock (&self->mutex);
  while (self->batches.length >= MAX_QUEUED && !g_cancellable_is_cancelled (self->cancellable))
    g_cond_wait (&self->room, &self->mutex);
  g_queue_push_tail (&self->batches, batch);
  if (!self->woken)
    call_slice (self, 0);
  self->woken = TRUE;
  g_mutex_unlock (&self->mutex);
}

static Batch *
ensure_filling (Opening *self)
{
  if (self->filling == NULL)
    {
      self->filling = batch_new ();
      self->filling_since = g_get_monotonic_time ();
    }
  return self->filling;
}

static gboolean
is_full (Opening *self)
{
  gboolean full;

  g_mutex_lock (&self->mutex);
  full = self->full;
  g_mutex_unlock (&self->mutex);
  return full;
}

static gboolean
batch_message (gpointer data, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length,
               const char *note)
{
  Opening *self = data;
  Batch *batch = ensure_filling (self);
  Item item = { .info = *info, .length = length };

  if (batch->owner == NULL && owner != NULL)
    batch->owner = g_bytes_ref (owner);
  if (owner != NULL && owner == batch->owner)
    item.bytes = bytes;
  else
    {
      item.offset = batch->bytes->len;
      g_byte_array_append (batch->bytes, bytes, length);
    }
  if (note != NULL)
    item.note = g_strdup (note);
  g_array_append_val (batch->items, item);

  if (batch->items->len < BATCH_MESSAGES && batch->bytes->len < BATCH_BYTES)
    return TRUE;
  hand_over (self);
  return !is_full (self);
}

static void
batch_note (gpointer data, const char *note)
{
  g_ptr_array_add (ensure_filling (data)->notes, g_strdup (note));
}

static void
batch_name (gpointer data, const RbEndpoint *address, const char *name)
{
  Name item = { *address, g_strdup (name) };

  g_array_append_val (ensure_filling (data)->names, item);
}

static void
keep_rtp (gpointer data, RbRtpTable *rtp)
{
  ((Opening *) data)->rtp = rtp;
}

static void
batch_progress (gpointer data, double fraction)
{
  Opening *self = data;

  self->fraction = fraction;
  if (self->filling != NULL && g_get_monotonic_time () - self->filling_since >= BATCH_US)
    hand_over (self);
}

static gpointer
read_in_thread (gpointer data)
{
  static const RbCaptureOutput output = { batch_message, batch_note, batch_name, keep_rtp, batch_progress };
  Opening *self = data;

  rb_capture_reader_run (self->path, &output, self, self->cancellable, &self->error);
  ensure_filling (self)->is_last = TRUE;
  hand_over (self);
  opening_unref (self);
  return NULL;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Opening *self = data;

  g_mutex_lock (&self->mutex);
  g_cond_signal (&self->room);
  g_mutex_unlock (&self->mutex);
}

static void
add_remarks (Opening *self, const Batch *batch)
{
  for (guint i = 0; i < batch->notes->len; i++)
    rb_trace_add_note (self->trace, g_ptr_array_index (batch->notes, i));
  for (guint i = 0; i < batch->names->len; i++)
    {
      const Name *name = &g_array_index (batch->names, Name, i);

      rb_trace_add_name (self->trace, &name->address, name->name);
    }
}

/* Takes the next batch unless one is being appended; FALSE while there is none. */
static gboolean
ensure_taken (Opening *self)
{
  if (self->taken != NULL)
    return TRUE;

  g_mutex_lock (&self->mutex);
  self->taken = g_queue_pop_head (&self->batches);
  self->woken = self->taken != NULL;
  g_cond_signal (&self->room);
  g_mutex_unlock (&self->mutex);

  self->taken_at = 0;
  if (self->taken != NULL)
    add_remarks (self, self->taken);
  return self->taken != NULL;
}

static void
append_item (Opening *self, const Item *item)
{
  gboolean stays = item->bytes != NULL;
  const guint8 *bytes = stays ? item->bytes : self->taken->bytes->data + item->offset;
  guint position =
      rb_trace_append_span (self->trace, &item->info, stays ? self->taken->owner : NULL, bytes, item->length);

  if (position != RB_FLOW_NONE && item->note != NULL)
    rb_trace_set_note (self->trace, position, item->note);
  if (position == RB_FLOW_NONE)
    {
      g_mutex_lock (&self->mutex);
      self->full = TRUE;
      g_mutex_unlock (&self->mutex);
    }
}

/* Tells the views, who are told nothing between two of these. */
static void
announce (Opening *self)
{
  gint64 before = g_get_monotonic_time ();
  gint64 took;

  rb_trace_end_bulk (self->trace);
  rb_trace_begin_bulk (self->trace);
  took = g_get_monotonic_time () - before;
  self->announce_after = before + took + MAX (ANNOUNCE_US, took * (ANNOUNCE_SHARE - 1));
}

static void
complete (Opening *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_cancellable_disconnect (self->cancellable, self->cancel_handler);
  if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    rb_trace_add_note (self->trace, _ ("Reading was stopped: later messages of the capture are not shown."));
  if (self->rtp != NULL)
    {
      rb_rtp_table_finish (self->rtp, self->trace);
      rb_trace_set_rtp (self->trace, g_steal_pointer (&self->rtp));
    }
  rb_trace_end_bulk (self->trace);
  g_clear_object (&self->trace);
  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Appends what is left of the batch that was taken, or a part; whether that was the last of all. */
static gboolean
append_part (Opening *self)
{
  const Batch *batch = self->taken;
  guint stop = MIN (self->taken_at + SLICE_CHECK, batch->items->len);
  gboolean is_last;

  for (; self->taken_at < stop; self->taken_at++)
    append_item (self, &g_array_index (batch->items, Item, self->taken_at));
  if (stop < batch->items->len)
    return FALSE;

  is_last = batch->is_last;
  self->appended = batch->fraction;
  g_clear_pointer (&self->taken, batch_free);
  return is_last;
}

static gboolean
on_slice (gpointer data)
{
  Opening *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;
  gboolean has_more;

  while ((has_more = ensure_taken (self)) && g_get_monotonic_time () < end)
    if (append_part (self))
      {
        complete (self);
        return G_SOURCE_REMOVE;
      }

  if (!has_more || g_get_monotonic_time () >= self->announce_after)
    announce (self);
  if (self->progress != NULL)
    self->progress (self->appended, self->progress_data);
  if (has_more)
    call_slice (self, PAUSE_MS);
  return G_SOURCE_REMOVE;
}

void
rb_capture_open_async (RbTrace *trace, const char *path, GCancellable *cancellable, RbCaptureProgressFunc progress,
                       gpointer progress_data, GAsyncReadyCallback callback, gpointer data)
{
  Opening *self = g_new0 (Opening, 1);

  g_atomic_ref_count_init (&self->references);
  self->path = g_strdup (path);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->trace = g_object_ref (trace);
  self->progress = progress;
  self->progress_data = progress_data;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->room);
  self->task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (self->task, rb_capture_open_async);
  g_task_set_check_cancellable (self->task, FALSE);

  rb_trace_begin_bulk (trace);
  self->cancel_handler = g_cancellable_connect (self->cancellable, G_CALLBACK (on_cancelled), self, NULL);
  g_thread_unref (g_thread_new ("capture", read_in_thread, self));
}

gboolean
rb_capture_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
