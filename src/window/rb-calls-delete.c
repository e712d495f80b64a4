/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Deleting calls: they are hidden at once, and gone for good with their captures when the toast that offers Undo is. */

#include "rb-calls-page-private.h"

#include "rb-window.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  RbHistory *history;
  GArray *ids;
  gboolean undone;
} Deleted;

static void
undo (gpointer data)
{
  Deleted *self = data;
  g_autoptr (GError) error = NULL;

  self->undone = TRUE;
  if (!rb_history_restore (self->history, self->ids, &error))
    g_warning ("%s", error->message);
}

/* The toast is gone. */
static void
deleted_free (gpointer data)
{
  Deleted *self = data;
  g_autoptr (GError) error = NULL;

  if (!self->undone && !rb_history_purge (self->history, self->ids, &error))
    g_warning ("%s", error->message);
  g_array_unref (self->ids);
  g_object_unref (self->history);
  g_free (self);
}

void
rb_calls_delete (RbCallsPage *self, GArray *ids)
{
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  Deleted *deleted;

  if (!rb_history_hide (self->history, ids, &error))
    {
      rb_calls_page_problem (self, error->message);
      return;
    }

  deleted = g_new0 (Deleted, 1);
  deleted->history = g_object_ref (self->history);
  deleted->ids = g_array_ref (ids);
  sentence = g_strdup_printf (ngettext ("%u call deleted.", "%u calls deleted.", ids->len), ids->len);
  rb_window_toast_undo (RB_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), sentence, undo, deleted, deleted_free);
}
