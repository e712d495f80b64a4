/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words by which calls of the history are shown and looked for. */

#include "rb-history-words.h"

#include "rb-verdict.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *id;
  const char *label;
  const char *sql;
} words[] = {
  { "missed", N_ ("Missed"), "missed" },
  { "incoming", N_ ("Incoming"), "incoming" },
  { "outgoing", N_ ("Outgoing"), "NOT incoming" },
  { "elsewhere", N_ ("Answered elsewhere"), "handling = 'elsewhere'" },
  { "forwarded", N_ ("Forwarded"), "handling GLOB 'forward*'" },
  { "blocked", N_ ("Blocked"), "handling = 'blocked'" },
  { "stranger", N_ ("Stranger"), "handling = 'stranger'" },
  { "anonymous", N_ ("Anonymous"), "handling = 'anonymous'" },
  { "do-not-disturb", N_ ("Do not disturb"), "handling = 'do-not-disturb'" },
};

static void
word_free (RbHistoryWord *word)
{
  g_free (word->sql);
  g_free (word);
}

static void
add_word (GPtrArray *list, const char *id, const char *label, char *sql)
{
  RbHistoryWord *word = g_new (RbHistoryWord, 1);

  *word = (RbHistoryWord){ id, label, sql };
  g_ptr_array_add (list, word);
}

GPtrArray *
rb_history_list_words (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) word_free);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    add_word (list, words[i].id, _ (words[i].label), g_strdup (words[i].sql));
  for (RbVerdictKind kind = RB_VERDICT_IN_PROGRESS; kind < RB_VERDICT_N_KINDS; kind++)
    {
      const char *id = rb_verdict_kind_to_string (kind);

      add_word (list, id, rb_verdict_kind_get_label (kind), g_strdup_printf ("verdict = '%s'", id));
    }

  return list;
}

const char *
rb_history_get_weekday (guint day)
{
  static const char *const names[] = { N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
                                       N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday") };

  g_return_val_if_fail (day >= 1 && day <= G_N_ELEMENTS (names), "");

  return _ (names[day - 1]);
}
