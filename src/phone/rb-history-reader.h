/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history-query.h"
#include "rb-history.h"

G_BEGIN_DECLS

typedef void (*RbHistoryRowFunc) (RbHistoryItem *item, gpointer data);

/**
 * rb_history_read:
 * @path: history.db; none is a history without calls
 * @func: called for each call that @query finds, newest first
 * @error: RB_DATABASE_ERROR: the file cannot be read, or is of another version
 *
 * Writes nothing; another program may have the file open.
 */
gboolean rb_history_read (const char *path, const RbHistoryQuery *query, RbHistoryRowFunc func, gpointer data,
                          GError **error);

G_END_DECLS
