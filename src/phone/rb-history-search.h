/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history-query.h"
#include "rb-history.h"

G_BEGIN_DECLS

/* What is found in a history: GListModel of RbHistoryItem, newest first. Only the places of the rows are held; they are
 * looked for in a thread with a connection of its own, and come when the main loop runs. Follows the history. Signal
 * "searched": the list is what was asked for last. */
#define RB_TYPE_HISTORY_SEARCH (rb_history_search_get_type ())
G_DECLARE_FINAL_TYPE (RbHistorySearch, rb_history_search, RB, HISTORY_SEARCH, GObject)

RbHistorySearch *rb_history_search_new (RbHistory *history);
/* @query is copied; its now_us is not looked at. All calls with nothing asked: then the list is right at once. */
void             rb_history_search_set_query (RbHistorySearch *self, const RbHistoryQuery *query);
gboolean         rb_history_search_is_everything (RbHistorySearch *self); /* nothing is asked */
/* When the call at @position began, µs; 0 beyond the end. Reads no row. */
gint64           rb_history_search_get_start_us (RbHistorySearch *self, guint position);
gint64           rb_history_search_get_id (RbHistorySearch *self, guint position); /* 0 beyond the end */

G_END_DECLS
