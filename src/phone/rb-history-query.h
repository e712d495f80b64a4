/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RB_HISTORY_ALL,
  RB_HISTORY_MISSED,
  RB_HISTORY_INCOMING,
  RB_HISTORY_OUTGOING,
  RB_HISTORY_N_FILTERS,
} RbHistoryFilter;

/* A word that stands for the people that find_people() names, and is in no text. */
#define RB_HISTORY_PEOPLE "\xEE\x80\x80"

/* What a person looks for in the history. */
typedef struct
{
  const char     *text;       /* (nullable): words, digits in any grouping, verdicts, dates; each must be found */
  RbHistoryFilter filter;
  const char     *account_id; /* (nullable): of any account */
  gint64          now_us;     /* what "yesterday" counts from */
  /* (nullable): addresses of the people that a word means: (transfer full), of char *; NULL: nobody */
  GPtrArray     *(*find_people) (const char *word, gpointer data);
  gpointer        data;
} RbHistoryQuery;

/**
 * rb_history_query_to_sql:
 * @parameters: (element-type utf8): gets the text for each "?"
 *
 * A condition on a row of the table calls. A word is found in name, address or number, wherever in it, whatever case
 * and accents; or is a verdict ("busy", "no-answer", "No answer", in the user's language or by its stable id) or a
 * day ("2026-11-26", "26.11.2026", "11月26日", "yesterday", "monday").
 *
 * Returns: (transfer full)
 */
char *rb_history_query_to_sql (const RbHistoryQuery *query, GPtrArray *parameters);

/* The SQL function is_person (search, people) of rb_history_connect(): whether the call is with one of them. @people:
 * the parameter that rb_history_query_to_sql() made; the table is (transfer full). @search: of rb_history_search_text() */
GHashTable *rb_history_people_new (const char *people);
gboolean    rb_history_is_person (GHashTable *people, const char *search);

/* What is found of a call with @name (nullable) at @uri: both without case and accents, and the bare digits of those
 * that are numbers, each in a line. (transfer full) */
char *rb_history_search_text (const char *name, const char *uri);
/* Without case and accents. (transfer full) */
char *rb_history_fold (const char *text);

/* The days that @text (folded) names, in local time, from @from_us to before @until_us. FALSE: it names none. */
gboolean rb_history_parse_day (const char *text, gint64 now_us, gint64 *from_us, gint64 *until_us);

G_END_DECLS
