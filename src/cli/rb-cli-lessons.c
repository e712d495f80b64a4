/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What `inspect` teaches of a call: the explanation of each message under the ladder, the verdict with its evidence,
 * and the chapters of rb-topic.h, as text or as members of the JSON. */

#include "rb-cli-lessons.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "rb-cli.h"
#include "rb-digest-walk.h"
#include "rb-explain.h"
#include "rb-ladder.h"
#include "rb-lesson-json.h"

gboolean
rb_cli_lessons_are_wanted (const RbCliLessons *self)
{
  for (guint i = 0; i < RB_N_TOPICS; i++)
    if (self->topics[i])
      return TRUE;
  return self->explain;
}

static gboolean
wants_topic (const RbCliLessons *self, RbTopic topic)
{
  return self->topics[topic] || (self->explain && topic == RB_TOPIC_VERDICT);
}

/* (transfer full) */
static RbLesson *
explain_topic (const RbCliLessons *self, RbFlow *flow, RbTopic topic)
{
  if (topic == RB_TOPIC_DIGEST)
    return rb_digest_walk_flow (flow, self->password);
  return rb_topic_get_info (topic)->explain (flow);
}

static void
append_messages (GString *text, RbFlow *flow, guint width)
{
  RbTrace *trace = rb_flow_get_trace (flow);
  g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (flow);
  g_autofree char *drawing = rb_ladder_to_text (ladder, width);

  g_string_append_printf (text, "\n%s", drawing);
  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    {
      guint position = rb_flow_get_step (flow, i)->position;
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
      g_autoptr (RbLesson) lesson = rb_explain_message (trace, position);
      g_autofree char *number = rb_lesson_format_number (position);
      g_autofree char *label = rb_message_format_label (message);
      g_autofree char *explanation = rb_lesson_to_text (lesson, width);

      g_string_append_printf (text, "\n%s  %s\n%s", number, label, explanation);
    }
}

char *
rb_cli_lessons_to_text (const RbCliLessons *self, RbFlow *flow, guint number, guint width)
{
  GString *text = g_string_new (NULL);
  g_autofree char *from = rb_flow_dup_from (flow);
  g_autofree char *to = rb_flow_dup_to (flow);

  /* Translators: number of a call, who, to whom: "Call 1: sip:alice@example.org → sip:bob@example.org" */
  g_string_append_printf (text, _ ("Call %1$u: %2$s → %3$s"), number, from, to);
  g_string_append_c (text, '\n');
  if (self->explain)
    append_messages (text, flow, width);
  for (guint i = 0; i < RB_N_TOPICS; i++)
    if (wants_topic (self, i))
      {
        g_autoptr (RbLesson) lesson = explain_topic (self, flow, i);
        g_autofree char *chapter = rb_lesson_to_text (lesson, width);

        g_string_append_printf (text, "\n%s\n\n%s", _ (rb_topic_get_info (i)->title), chapter);
      }
  return g_string_free (text, FALSE);
}

void
rb_cli_lessons_add_to_json (RbFlow *flow, struct json_object *call, gpointer data)
{
  const RbCliLessons *self = data;
  struct json_object *lessons = json_object_new_object ();
  struct json_object *messages;

  for (guint i = 0; i < RB_N_TOPICS; i++)
    if (wants_topic (self, i))
      {
        g_autoptr (RbLesson) lesson = explain_topic (self, flow, i);

        json_object_object_add (lessons, rb_topic_get_info (i)->word, rb_lesson_to_json (lesson));
      }
  json_object_object_add (call, "lessons", lessons);

  if (!self->explain || !json_object_object_get_ex (call, "messages", &messages))
    return;
  for (size_t i = 0; i < json_object_array_length (messages); i++)
    {
      struct json_object *message = json_object_array_get_idx (messages, i);
      guint position = (guint) json_object_get_int64 (json_object_object_get (message, "no")) - 1;
      g_autoptr (RbLesson) lesson = rb_explain_message (rb_flow_get_trace (flow), position);

      json_object_object_add (message, "explanation", rb_lesson_to_json (lesson));
    }
}

/* The language of the catalogue in use: that of its header, or English without one. (transfer full) */
static char *
get_language_in_use (void)
{
  static const char key[] = "Language: ";
  static const char *const id = ""; /* a literal would be a string to translate */
  const char *header = gettext (id);
  const char *found = strstr (header, key);

  if (found == NULL)
    return g_strdup ("en");
  found += strlen (key);
  return g_strndup (found, strcspn (found, "\n"));
}

gboolean
rb_cli_set_language (const char *language)
{
  g_autofree char *used = NULL;

  g_setenv ("LANGUAGE", language, TRUE);
  /* gettext looks at LANGUAGE only after setlocale(), and not at all in the locale C. */
  if (setlocale (LC_ALL, "") == NULL || g_str_equal (setlocale (LC_MESSAGES, NULL), "C"))
    setlocale (LC_ALL, "C.UTF-8");
  used = get_language_in_use ();
  if (g_str_has_prefix (used, language) || (g_str_has_prefix (language, "en") && g_str_equal (used, "en")))
    return TRUE;

  rb_cli_error (_ ("there is no translation into “%s”; see po/LINGUAS, or take en"), language);
  return FALSE;
}
