/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with a message, as an array of JSON and as lines under its text. Taking a message apart for
 * this costs more than reading it, so only the writers that show messages in full ask. */

#include "rb-export-problem.h"

#include <glib/gi18n-lib.h>

#include "rb-export-json-private.h"
#include "rb-message-check.h"

static const char *const words[] = {
  [RB_PROBLEM_WARNING] = "warning",
  [RB_PROBLEM_REFUSAL] = "refusal",
  [RB_PROBLEM_ERROR] = "error",
};

/* "problems" of data/inspect.schema.json; nothing for a message without. */
void
rb_export_json_add_problems (struct json_object *message, const guint8 *bytes, gsize length)
{
  g_autoptr (GPtrArray) problems = rb_message_check (bytes, length);
  struct json_object *array;

  if (problems->len == 0)
    return;

  array = json_object_new_array ();
  for (guint i = 0; i < problems->len; i++)
    {
      const RbMessageProblem *problem = g_ptr_array_index (problems, i);
      struct json_object *object = json_object_new_object ();

      json_object_object_add (object, "offset", json_object_new_int64 (problem->span.offset));
      json_object_object_add (object, "length", json_object_new_int64 (problem->span.length));
      rb_json_add_string (object, "severity", words[problem->severity]);
      rb_json_add_string (object, "id", problem->id);
      rb_json_add_string (object, "text", problem->sentence);
      rb_json_add_string (object, "section", problem->section);
      json_object_array_add (array, object);
    }
  json_object_object_add (message, "problems", array);
}

/* A line each: "! error at byte 123: sentence (RFC 3261 20.16)". Bytes count from 0. */
void
rb_export_append_problems (GString *out, const guint8 *bytes, gsize length)
{
  g_autoptr (GPtrArray) problems = rb_message_check (bytes, length);

  for (guint i = 0; i < problems->len; i++)
    {
      const RbMessageProblem *problem = g_ptr_array_index (problems, i);
      const char *label = rb_problem_severity_get_label (problem->severity);

      if (problem->span.length > 0)
        /* Translators: "error", where it is, what it is, and the section of an RFC */
        g_string_append_printf (out, _ ("! %1$s at byte %2$u: %3$s (%4$s)"), label, problem->span.offset,
                                problem->sentence, problem->section);
      else
        /* Translators: "error", what it is, and the section of an RFC */
        g_string_append_printf (out, _ ("! %1$s: %2$s (%3$s)"), label, problem->sentence, problem->section);
      g_string_append_c (out, '\n');
    }
}
