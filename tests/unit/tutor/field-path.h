/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Explains a field of a message by its path of names. */

#include "rb-explain-field.h"

#include "files-fixture.h"
#include "trace-fixture.h"

#define FIELD_MAX_DEPTH 16

/* The fields at "Name/Name/Name"; "Name#1" is the second of that name. (element-type RbField) (transfer full) */
static inline GPtrArray *
find_path (RbTrace *trace, guint position, const char *names)
{
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
  g_autoptr (GListModel) root = rb_message_list_fields (message);
  g_auto (GStrv) words = g_strsplit (names, "/", -1);
  GPtrArray *path = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *list = root;

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *hash = strrchr (words[i], '#');
      guint skip = hash != NULL ? (guint) atoi (hash + 1) : 0;
      RbField *found = NULL;

      if (hash != NULL)
        *hash = '\0';
      for (guint j = 0; list != NULL && found == NULL && j < g_list_model_get_n_items (list); j++)
        {
          g_autoptr (RbField) field = g_list_model_get_item (list, j);

          if (g_ascii_strcasecmp (rb_field_get_name (field), words[i]) == 0 && skip-- == 0)
            found = g_steal_pointer (&field);
        }
      if (found == NULL)
        g_error ("No. %u has no field %s", position + 1, names);
      g_ptr_array_add (path, found);
      list = rb_field_get_children (found);
    }

  return path;
}

static inline RbLesson *
explain_path (RbTrace *trace, guint position, const char *names)
{
  g_autoptr (GPtrArray) path = find_path (trace, position, names);

  return rb_explain_field (trace, position, (RbField *const *) path->pdata, path->len);
}
