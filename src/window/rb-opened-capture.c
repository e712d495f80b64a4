/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One capture file that the signalling half reads: to be shown, merged or compared. It lives until its reading has
 * ended, also when nobody wants it any more; whoever drops it cancels it first. */

#include "rb-opened-capture.h"

#include "rb-capture-open.h"
#include "rb-shown-text.h"

struct _RbOpenedCapture
{
  GObject parent_instance;

  RbTrace *trace;
  char *path;
  char *title;
  char *error;               /* (nullable) */
  GCancellable *cancellable; /* while it is being read */
};

G_DEFINE_FINAL_TYPE (RbOpenedCapture, rb_opened_capture, G_TYPE_OBJECT)

enum
{
  PROGRESS,
  READ,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_progress (double fraction, gpointer data)
{
  g_signal_emit (data, signals[PROGRESS], 0, fraction);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbOpenedCapture) self = data;
  g_autoptr (GError) error = NULL;

  if (!rb_capture_open_finish (result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_error_matches (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED))
    self->error = g_strdup (error->message);
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[READ], 0);
}

static void
rb_opened_capture_finalize (GObject *object)
{
  RbOpenedCapture *self = RB_OPENED_CAPTURE (object);

  g_clear_object (&self->trace);
  g_free (self->path);
  g_free (self->title);
  g_free (self->error);

  G_OBJECT_CLASS (rb_opened_capture_parent_class)->finalize (object);
}

static void
rb_opened_capture_class_init (RbOpenedCaptureClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rb_opened_capture_finalize;

  signals[PROGRESS] =
      g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[READ] = g_signal_new ("read", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_opened_capture_init (RbOpenedCapture *self)
{
  self->trace = rb_trace_new ();
  self->cancellable = g_cancellable_new ();
}

RbOpenedCapture *
rb_opened_capture_new (const char *path, const char *title)
{
  RbOpenedCapture *self;
  g_autofree char *name = title == NULL ? g_filename_display_basename (path) : NULL;

  self = g_object_new (RB_TYPE_OPENED_CAPTURE, NULL);
  self->path = g_strdup (path);
  self->title = rb_shown_text_line (title != NULL ? title : name);
  rb_capture_open_async (self->trace, path, self->cancellable, on_progress, self, on_read, g_object_ref (self));

  return self;
}

RbTrace *
rb_opened_capture_get_trace (RbOpenedCapture *self)
{
  g_return_val_if_fail (RB_IS_OPENED_CAPTURE (self), NULL);

  return self->trace;
}

const char *
rb_opened_capture_get_path (RbOpenedCapture *self)
{
  g_return_val_if_fail (RB_IS_OPENED_CAPTURE (self), NULL);

  return self->path;
}

const char *
rb_opened_capture_get_title (RbOpenedCapture *self)
{
  g_return_val_if_fail (RB_IS_OPENED_CAPTURE (self), NULL);

  return self->title;
}

gboolean
rb_opened_capture_is_reading (RbOpenedCapture *self)
{
  g_return_val_if_fail (RB_IS_OPENED_CAPTURE (self), FALSE);

  return self->cancellable != NULL;
}

const char *
rb_opened_capture_get_error (RbOpenedCapture *self)
{
  g_return_val_if_fail (RB_IS_OPENED_CAPTURE (self), NULL);

  return self->error;
}

void
rb_opened_capture_cancel (RbOpenedCapture *self)
{
  g_return_if_fail (RB_IS_OPENED_CAPTURE (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
rb_opened_capture_drop (RbOpenedCapture **self, gpointer listener)
{
  if (*self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (*self, listener);
  rb_opened_capture_cancel (*self);
  g_clear_object (self);
}
