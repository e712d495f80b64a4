/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The end of a stack. nua_shutdown() only begins it: calls are ended, the registration is
 * removed, and nua_r_shutdown tells of the progress. The stack looks at it with a timer that
 * may be 15 s late (NUTAG_DEFERRABLE_TIMERS), so it is asked again until it is done. */

#include "rb-sip-stopping.h"

#define ASK_AGAIN_MS 20

typedef struct
{
  GList **list;
  nua_t *nua;
  RbSipStoppedFunc func;
  gpointer data;
  guint timer;
  gboolean stopped;
} Stopping;

static gboolean
on_stopped (gpointer data)
{
  Stopping *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  *self->list = g_list_remove (*self->list, self);
  nua_destroy (self->nua);
  self->func (self->nua, self->data);
  g_free (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_ask_again (gpointer data)
{
  Stopping *self = data;

  self->timer = 0;
  nua_shutdown (self->nua);

  return G_SOURCE_REMOVE;
}

void
rb_sip_stopping_start (GList **list, nua_t *nua, RbSipStoppedFunc func, gpointer data)
{
  Stopping *self = g_new0 (Stopping, 1);

  self->list = list;
  self->nua = nua;
  self->func = func;
  self->data = data;
  *list = g_list_prepend (*list, self);
  nua_shutdown (nua);
}

void
rb_sip_stopping_progress (GList *list, nua_t *nua, int status)
{
  for (GList *l = list; l != NULL; l = l->next)
    {
      Stopping *self = l->data;

      if (self->nua != nua || self->stopped)
        continue;

      if (status >= 200)
        {
          self->stopped = TRUE;
          g_idle_add_full (G_PRIORITY_DEFAULT, on_stopped, self, NULL); /* not from its own callback */
        }
      else if (self->timer == 0)
        self->timer = g_timeout_add (ASK_AGAIN_MS, on_ask_again, self);
      return;
    }
}
