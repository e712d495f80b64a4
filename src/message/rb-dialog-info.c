/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog event package (RFC 4235): which calls a watched phone has. RbPresence makes a busy lamp of it. */

#include "rb-dialog-info.h"

#include "rb-event-xml.h"

#include <string.h>

/* More calls than a person has; a switchboard is busy with the first. */
#define MAX_DIALOGS 64
#define MAX_ID_BYTES 256

static const struct
{
  const char *name;
  RbWatchedCallState state;
} states[] = {
  { "trying", RB_WATCHED_CALL_TRYING },         { "proceeding", RB_WATCHED_CALL_PROCEEDING },
  { "early", RB_WATCHED_CALL_EARLY },           { "confirmed", RB_WATCHED_CALL_CONFIRMED },
  { "terminated", RB_WATCHED_CALL_TERMINATED },
};

static void
dialog_free (RbWatchedCall *dialog)
{
  g_free (dialog->id);
  g_free (dialog);
}

static void
on_start (const RbEventElement *element, gpointer data)
{
  RbDialogInfo *self = data;
  const char *text;
  RbWatchedCall *dialog;

  if (element->parent[0] == '\0')
    {
      guint64 version = 0;

      text = rb_event_element_get (element, "version");
      if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &version, NULL))
        self->version = (guint) version;
      self->full = g_strcmp0 (rb_event_element_get (element, "state"), "partial") != 0;
      self->entity = g_strdup (rb_event_element_get (element, "entity"));
    }
  else if (strcmp (element->name, "dialog") == 0 && strcmp (element->parent, "dialog-info") == 0 &&
           self->dialogs->len < MAX_DIALOGS)
    {
      text = rb_event_element_get (element, "id");
      dialog = g_new0 (RbWatchedCall, 1);
      dialog->id = g_strndup (text != NULL ? text : "", MAX_ID_BYTES);
      dialog->initiator = g_strcmp0 (rb_event_element_get (element, "direction"), "initiator") == 0;
      g_ptr_array_add (self->dialogs, dialog);
    }
}

static void
on_text (const RbEventElement *element, const char *text, gpointer data)
{
  RbDialogInfo *self = data;

  if (strcmp (element->name, "state") != 0 || strcmp (element->parent, "dialog") != 0 || self->dialogs->len == 0)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (strcmp (states[i].name, text) == 0)
      ((RbWatchedCall *) g_ptr_array_index (self->dialogs, self->dialogs->len - 1))->state = states[i].state;
}

RbDialogInfo *
rb_dialog_info_parse (const char *bytes, gsize length)
{
  static const RbEventXmlFuncs funcs = { on_start, on_text };
  g_autoptr (RbDialogInfo) self = g_new0 (RbDialogInfo, 1);

  self->dialogs = g_ptr_array_new_with_free_func ((GDestroyNotify) dialog_free);
  if (!rb_event_xml_parse (bytes, length, "dialog-info", &funcs, self))
    return NULL;

  return g_steal_pointer (&self);
}

void
rb_dialog_info_free (RbDialogInfo *self)
{
  g_free (self->entity);
  g_ptr_array_unref (self->dialogs);
  g_free (self);
}

static void
set_dialog (RbDialogInfo *self, RbWatchedCall *news)
{
  for (guint i = 0; i < self->dialogs->len; i++)
    {
      RbWatchedCall *known = g_ptr_array_index (self->dialogs, i);

      if (strcmp (known->id, news->id) == 0)
        {
          g_ptr_array_remove_index (self->dialogs, i);
          break;
        }
    }

  if (news->state == RB_WATCHED_CALL_TERMINATED || self->dialogs->len >= MAX_DIALOGS)
    dialog_free (news);
  else
    g_ptr_array_add (self->dialogs, news);
}

gboolean
rb_dialog_info_update (RbDialogInfo **known, RbDialogInfo *news)
{
  g_autoptr (RbDialogInfo) taken = news;
  RbDialogInfo *self = *known;

  if (self != NULL && news->version <= self->version && !(news->full && news->version == 0))
    return TRUE; /* came late, or again */

  if (news->full)
    {
      g_clear_pointer (known, rb_dialog_info_free);
      *known = g_steal_pointer (&taken);
      return TRUE;
    }

  if (self == NULL || news->version != self->version + 1)
    return FALSE;

  self->version = news->version;
  while (news->dialogs->len > 0)
    set_dialog (self, g_ptr_array_steal_index (news->dialogs, 0));

  return TRUE;
}

RbLamp
rb_dialog_info_get_lamp (const RbDialogInfo *self)
{
  RbLamp lamp = RB_LAMP_IDLE;

  for (guint i = 0; i < self->dialogs->len; i++)
    {
      const RbWatchedCall *dialog = g_ptr_array_index (self->dialogs, i);

      if (dialog->state == RB_WATCHED_CALL_CONFIRMED ||
          (dialog->state != RB_WATCHED_CALL_TERMINATED && dialog->initiator))
        return RB_LAMP_BUSY;
      if (dialog->state == RB_WATCHED_CALL_EARLY || dialog->state == RB_WATCHED_CALL_PROCEEDING)
        lamp = RB_LAMP_RINGING;
    }

  return lamp;
}
