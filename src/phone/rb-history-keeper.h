/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history.h"

G_BEGIN_DECLS

/* Keeps a history as long as the setting "keep-calls-days" says: looks at start, once a day and when the setting
 * changes. Also makes rows of an older version findable. All in a thread. */
typedef struct _RbHistoryKeeper RbHistoryKeeper;

RbHistoryKeeper *rb_history_keeper_new (RbHistory *history, GSettings *settings);
void             rb_history_keeper_free (RbHistoryKeeper *self);

/* Removes the calls that began before @before_us (G_MAXINT64: all) with their captures, a few at a time; never one that
 * is on, or that can still be brought back. @callback (nullable): rb_history_remove_finish() tells whether any was. */
void             rb_history_remove_async (RbHistory *history, gint64 before_us, GAsyncReadyCallback callback, gpointer data);
gboolean         rb_history_remove_finish (GAsyncResult *result);
/* How many calls began before @before_us. */
guint            rb_history_count_before (RbHistory *history, gint64 before_us);
/* When a call is too old that is kept for @days. */
gint64           rb_history_get_limit (guint days, gint64 now_us);

/* Bytes on the disk: the database and the captures beside it. */
void             rb_history_measure_async (RbHistory *history, GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer data);
gint64           rb_history_measure_finish (GAsyncResult *result, GError **error); /* -1: cancelled */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbHistoryKeeper, rb_history_keeper_free)

G_END_DECLS
