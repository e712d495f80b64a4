/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a row of the history can be called: a stable id, the same in the user's language, and the condition in SQL. */
typedef struct
{
  const char *id;
  const char *label; /* translated */
  char       *sql;
} RbHistoryWord;

/* (transfer full): of RbHistoryWord */
GPtrArray  *rb_history_list_words (void);
/* "Monday" …, in the user's language; @day: 1 Monday … 7 Sunday. */
const char *rb_history_get_weekday (guint day);

G_END_DECLS
