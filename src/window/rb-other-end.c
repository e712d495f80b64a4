/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Merge Other End…" of the signalling half, from the file chooser to the merged trace. */

#include "rb-other-end.h"

#include <glib/gi18n-lib.h>

#include "rb-capture-chooser.h"
#include "rb-capture-merge.h"

struct _RbOtherEnd
{
  GObject parent_instance;

  GtkFileChooserNative *chooser; /* (nullable) */
  RbOpenedCapture *capture;      /* (nullable) */
  RbTrace *mine;
  char *title;
  guint n_begun; /* tells a merge that was given up from the present one */
};

G_DEFINE_FINAL_TYPE (RbOtherEnd, rb_other_end, G_TYPE_OBJECT)

enum
{
  READING,
  MERGED,
  NOTICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  RbOtherEnd *self;
  guint number;
  char *title;
} Merging;

static void
tell (RbOtherEnd *self, const RbMergeReport *report)
{
  g_autofree char *seen = g_strdup_printf (
      ngettext ("%u message was seen at both ends.", "%u messages were seen at both ends.", report->n_both),
      report->n_both);
  g_autofree char *both = g_strdup_printf ("%s %s", report->text, seen);

  g_signal_emit (self, signals[NOTICE], 0, report->method == RB_MERGE_UNRELATED ? report->text : both);
}

static void
on_merged (GObject *source, GAsyncResult *result, gpointer data)
{
  Merging *merging = data;
  g_autoptr (RbOtherEnd) self = merging->self;
  RbMergeReport report = { 0 };
  g_autoptr (RbTrace) merged = rb_capture_merge_finish (result, &report);

  if (merging->number == self->n_begun)
    {
      if (report.method != RB_MERGE_UNRELATED)
        g_signal_emit (self, signals[MERGED], 0, merged, merging->title);
      tell (self, &report);
    }
  rb_merge_report_clear (&report);
  g_free (merging->title);
  g_free (merging);
}

static void
give_up (RbOtherEnd *self)
{
  self->n_begun++;
  rb_opened_capture_drop (&self->capture, self);
}

static void
on_read (RbOtherEnd *self)
{
  g_autoptr (RbOpenedCapture) capture = g_steal_pointer (&self->capture);
  RbTrace *other = rb_opened_capture_get_trace (capture);
  const char *error = rb_opened_capture_get_error (capture);
  Merging *merging;

  g_signal_handlers_disconnect_by_data (capture, self);
  if (error != NULL)
    {
      g_signal_emit (self, signals[NOTICE], 0, error);
      return;
    }

  merging = g_new (Merging, 1);
  merging->self = g_object_ref (self);
  merging->number = self->n_begun;
  /* Translators: two captures that were merged */
  merging->title = g_strdup_printf (_ ("%1$s and %2$s"), self->title, rb_opened_capture_get_title (capture));
  rb_capture_merge_async (self->mine, other, on_merged, merging);
}

static void
on_chosen (RbOtherEnd *self, int response, GtkFileChooser *chooser)
{
  g_autofree char *path = rb_capture_chooser_dup_path (chooser, response);

  g_clear_object (&self->chooser);
  if (path == NULL)
    return;

  give_up (self);
  self->capture = rb_opened_capture_new (path, NULL);
  g_signal_connect_object (self->capture, "read", G_CALLBACK (on_read), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[READING], 0, self->capture);
}

static void
rb_other_end_dispose (GObject *object)
{
  RbOtherEnd *self = RB_OTHER_END (object);

  give_up (self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->mine);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (rb_other_end_parent_class)->dispose (object);
}

static void
rb_other_end_class_init (RbOtherEndClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_other_end_dispose;

  signals[READING] =
      g_signal_new ("reading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_OPENED_CAPTURE);
  signals[MERGED] = g_signal_new ("merged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, RB_TYPE_TRACE,
                                  G_TYPE_STRING);
  signals[NOTICE] =
      g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rb_other_end_init (RbOtherEnd *self)
{
}

RbOtherEnd *
rb_other_end_new (void)
{
  return g_object_new (RB_TYPE_OTHER_END, NULL);
}

void
rb_other_end_choose (RbOtherEnd *self, GtkWindow *parent, RbTrace *mine, const char *title)
{
  g_return_if_fail (RB_IS_OTHER_END (self));

  g_set_object (&self->mine, mine);
  g_free (self->title);
  self->title = g_strdup (title);
  g_clear_object (&self->chooser);
  self->chooser = rb_capture_chooser_new (parent);
  gtk_native_dialog_set_title (GTK_NATIVE_DIALOG (self->chooser), _ ("Capture of the Other End"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
