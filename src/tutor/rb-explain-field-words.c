/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Explains the words of a value: one in a sentence, a list of them in a table. */

#include "rb-explain-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_WORDS 64 /* rows of a table: more are no list that anybody reads */

/* Of what words a value is made. */
static const struct
{
  RbLoreKind kind;
  const char *owner;
  const char *name;
  RbWordGroup group;
  const char *separators; /* of a list that the tree shows as one value */
} values[] = {
  { RB_LORE_PLACE, NULL, "Method", RB_WORD_METHOD, "" },
  { RB_LORE_HEADER, NULL, "Allow", RB_WORD_METHOD, "," },
  { RB_LORE_PARAMETER, "Contact", "methods", RB_WORD_METHOD, ", \"" },
  { RB_LORE_HEADER_PART, "CSeq", "Method", RB_WORD_METHOD, "" },
  { RB_LORE_URI_PARAMETER, NULL, "method", RB_WORD_METHOD, "" },
  { RB_LORE_HEADER, NULL, "Supported", RB_WORD_OPTION, "," },
  { RB_LORE_HEADER, NULL, "Require", RB_WORD_OPTION, "," },
  { RB_LORE_HEADER, NULL, "Proxy-Require", RB_WORD_OPTION, "," },
  { RB_LORE_HEADER, NULL, "Unsupported", RB_WORD_OPTION, "," },
  { RB_LORE_HEADER, NULL, "Event", RB_WORD_EVENT, "" },
  { RB_LORE_HEADER, NULL, "Allow-Events", RB_WORD_EVENT, "," },
  { RB_LORE_PARAMETER, "Contact", "events", RB_WORD_EVENT, ", \"" },
  { RB_LORE_HEADER, NULL, "Content-Type", RB_WORD_TYPE, "" },
  { RB_LORE_HEADER, NULL, "Accept", RB_WORD_TYPE, "," },
  { RB_LORE_HEADER, NULL, "Content-Disposition", RB_WORD_DISPOSITION, "" },
  { RB_LORE_HEADER, NULL, "Privacy", RB_WORD_PRIVACY, ";, " },
  { RB_LORE_HEADER, NULL, "Subscription-State", RB_WORD_STATE, "" },
  { RB_LORE_PARAMETER, "Subscription-State", "reason", RB_WORD_STATE_REASON, "" },
  { RB_LORE_HEADER_PART, "Via", "transport", RB_WORD_TRANSPORT, "" },
  { RB_LORE_URI_PARAMETER, NULL, "transport", RB_WORD_TRANSPORT, "" },
  { RB_LORE_URI_PART, NULL, "Scheme", RB_WORD_SCHEME, "" },
  { RB_LORE_HEADER, NULL, "Request-Disposition", RB_WORD_REQUEST_DISPOSITION, ", " },
  { RB_LORE_HEADER, NULL, "Priority", RB_WORD_PRIORITY, "" },
  { RB_LORE_PARAMETER, "Diversion", "reason", RB_WORD_DIVERSION, "" },
  { RB_LORE_SDP_PART, "m", "Protocol", RB_WORD_PROTOCOL, "" },
  { RB_LORE_ATTRIBUTE, NULL, "setup", RB_WORD_SETUP, "" },
};

static void
say_word (RbWordGroup group, const char *word, RbLesson *lesson)
{
  const RbWord *known = rb_word_find (group, word);
  g_autofree char *quoted = rb_lesson_quote (word);

  if (known != NULL)
    rb_lesson_add_printf (lesson, "word", known->rfc, _ ("%1$s: %2$s"), quoted, _ (known->text));
  else if (*word != '\0')
    rb_lesson_add_printf (lesson, "word-unknown", NULL,
                          _ ("%s is none of the usual words; only its maker can tell what it means."), quoted);
}

static void
say_list (RbWordGroup group, char **words, RbLesson *lesson)
{
  const char *const columns[] = { _ ("Word"), _ ("Meaning"), "RFC", NULL };
  RbLessonBlock *table = rb_lesson_add_table (lesson, "words", _ ("Its words"), columns);

  for (guint i = 0, n = 0; words[i] != NULL && n < MAX_WORDS; i++)
    {
      const RbWord *known;
      g_autofree char *cut = NULL;

      words[i][strcspn (words[i], ";")] = '\0';
      g_strstrip (words[i]);
      if (*words[i] == '\0')
        continue;

      known = rb_word_find (group, words[i]);
      cut = g_utf8_substring (words[i], 0, MIN (g_utf8_strlen (words[i], -1), 40));
      rb_lesson_block_add_row (table);
      rb_lesson_block_add_cell (table, cut, RB_TONE_PLAIN, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, known != NULL ? _ (known->text) : _ ("not registered"),
                                known != NULL ? RB_TONE_PLAIN : RB_TONE_DIM, RB_FLOW_NONE);
      rb_lesson_block_add_cell (table, known != NULL ? known->rfc : NULL, RB_TONE_DIM, RB_FLOW_NONE);
      n++;
    }
}

void
rb_say_words (const RbFieldTopic *topic, RbLesson *lesson)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *value = NULL;
      g_auto (GStrv) words = NULL;

      if (values[i].kind != topic->kind || (values[i].owner != NULL && !rb_topic_is_owner (topic, values[i].owner)) ||
          g_ascii_strcasecmp (values[i].name, topic->name) != 0)
        continue;

      value = g_strdup (topic->value);
      if (topic->kind == RB_LORE_ATTRIBUTE && strchr (value, ':') != NULL)
        memmove (value, strchr (value, ':') + 1, strlen (strchr (value, ':')));
      /* Parameters have rows of their own in the tree. */
      if (topic->kind == RB_LORE_HEADER && values[i].group != RB_WORD_PRIVACY &&
          strchr (values[i].separators, ',') == NULL)
        value[strcspn (value, ";")] = '\0';
      words = values[i].separators[0] != '\0' ? g_strsplit_set (value, values[i].separators, -1) : NULL;
      if (words != NULL && g_strv_length (words) > 1)
        say_list (values[i].group, words, lesson);
      else
        {
          value[strcspn (value, values[i].group == RB_WORD_TYPE ? ";" : "")] = '\0';
          say_word (values[i].group, g_strstrip (value), lesson);
        }
      return;
    }
}
