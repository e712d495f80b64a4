/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-database.h"
#include "rb-history.h"

G_BEGIN_DECLS

typedef struct
{
  gint64   id;
  gint64   start_us;
  gint64   talk_us;
  gint64   ring_us;
  gboolean incoming;
  gboolean missed;
  guint    status;
  char    *remote_uri;
  char    *remote_name;
  char    *account_id;
  char    *verdict;
  char    *handling; /* (nullable) */
  char    *other;    /* (nullable) */
  char    *call_id;
  char    *capture_path; /* (nullable) */
} RbHistoryRow;

void rb_history_row_clear (RbHistoryRow *row);
/* What to select of calls for rb_history_row_read(). */
#define RB_HISTORY_COLUMNS                                                                                             \
  "id, start_us, talk_us, ring_us, incoming, missed, status, remote_uri, remote_name, account_id, verdict, handling, " \
  "other, call_id, capture_path"
#define RB_HISTORY_N_COLUMNS 15
void rb_history_row_read (RbHistoryRow *row, sqlite3_stmt *statement);
/* Takes the strings of @row and clears it. (transfer full) */
RbHistoryItem *rb_history_item_new_take (RbHistoryRow *row);
/* One that reads its row from @history when it is asked for. (transfer full) */
RbHistoryItem *rb_history_item_new_unread (RbHistory *history, gint64 id, gint64 start_us);
gboolean       rb_history_item_is_unread (RbHistoryItem *self);
/* Fills @row, which is as it was when there is no such row any more. */
gboolean       rb_history_read_row (RbHistory *self, gint64 id, RbHistoryRow *row);

/* Whether a row has that capture: one in the list, or one whose deletion can still be undone. */
gboolean       rb_history_has_capture (RbHistory *self, const char *path);

/* A row's place in a list, which is in the order of time. */
typedef struct
{
  gint64 start_us;
  gint64 id;
} RbHistoryKey;

/* Two lists of keys, each ascending: what they share at both ends. Positions are those of a list model that shows them
 * backwards, as items-changed wants them. FALSE when they are equal. */
gboolean rb_history_keys_differ (GArray *before, GArray *after, guint *position, guint *removed, guint *added);

/* The row of @keys (of RbHistoryKey) at @index. (transfer full) */
RbHistoryItem *rb_history_load (RbHistory *self, GArray *keys, guint index);
/* All rows. (transfer none): of RbHistoryKey, ascending; valid until the model changes */
GArray        *rb_history_get_keys (RbHistory *self);
/* How many rows are held in memory now; the list may be far longer. For tests. */
guint          rb_history_get_n_loaded (RbHistory *self);
/* Reads at once what another connection has written; else a watch on the file does it a moment later. */
void           rb_history_refresh (RbHistory *self);

/* rb-history-schema.c */
extern const RbDatabaseSchema rb_history_schema;
/* A further connection to a history that is open, for a thread. (transfer full) (nullable) */
sqlite3 *rb_history_connect (const char *path);
/* Makes rows findable that were written before there was a search, at most @max. TRUE: there are more. */
gboolean rb_history_schema_index (sqlite3 *db, guint max);

/* rb-history-removal.c: one slice each, in one transaction; captures go with their rows. @db: any connection. */
/* TRUE: there are more. @where: SQL on a row of calls; rows in progress and hidden ones are left out. */
gboolean rb_history_remove_slice (sqlite3 *db, const char *calls_dir, const char *where, guint max);
/* Those that somebody had decided to delete when the program ended. */
void     rb_history_remove_condemned (sqlite3 *db, const char *calls_dir);
/* calls/ beside the database. (transfer full) */
char    *rb_history_dup_calls_dir (const char *path);

G_END_DECLS
