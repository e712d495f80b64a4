/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history.h"

G_BEGIN_DECLS

typedef struct
{
  gint64   id;
  gint64   start_us;
  gint64   talk_us;
  gboolean incoming;
  gboolean missed;
  guint    status;
  char    *remote_uri;
  char    *remote_name;
  char    *account_id;
  char    *verdict;
  char    *call_id;
  char    *capture_path; /* (nullable) */
} RbHistoryRow;

/* Takes the strings of @row and clears it. (transfer full) */
RbHistoryItem *rb_history_item_new_take (RbHistoryRow *row);

/* How many rows are held in memory now; the list may be far longer. For tests. */
guint rb_history_get_n_loaded (RbHistory *self);

G_END_DECLS
