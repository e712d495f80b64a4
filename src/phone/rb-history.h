/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RB_HISTORY_ERROR (rb_history_error_quark ())
GQuark rb_history_error_quark (void);
typedef enum { RB_HISTORY_ERROR_DATABASE } RbHistoryError;

/* One row; properties of the same names, read-only, for list views. */
#define RB_TYPE_HISTORY_ITEM (rb_history_item_get_type ())
G_DECLARE_FINAL_TYPE (RbHistoryItem, rb_history_item, RB, HISTORY_ITEM, GObject)
gint64      rb_history_item_get_id (RbHistoryItem *self);
gint64      rb_history_item_get_start_us (RbHistoryItem *self); /* wall clock */
gint64      rb_history_item_get_talk_us (RbHistoryItem *self);  /* −1 never answered */
gboolean    rb_history_item_is_incoming (RbHistoryItem *self);
gboolean    rb_history_item_is_missed (RbHistoryItem *self);
const char *rb_history_item_get_remote_uri (RbHistoryItem *self);
const char *rb_history_item_get_remote_name (RbHistoryItem *self);
const char *rb_history_item_get_account_id (RbHistoryItem *self);
const char *rb_history_item_get_verdict (RbHistoryItem *self); /* "no-answer" … (rb_verdict_kind_to_string) */
guint       rb_history_item_get_status (RbHistoryItem *self);
const char *rb_history_item_get_call_id (RbHistoryItem *self);
const char *rb_history_item_get_capture_path (RbHistoryItem *self); /* (nullable) */

/* Calls in SQLite (WAL, versioned schema). A row is written when a call begins ("in-progress")
 * and completed when it ends, so kill -9 leaves it. GListModel of RbHistoryItem, newest first. */
#define RB_TYPE_HISTORY (rb_history_get_type ())
G_DECLARE_FINAL_TYPE (RbHistory, rb_history, RB, HISTORY, GObject)

/* Opens or creates @path. A damaged file is moved to "<path>.damaged-YYYY-MM-DD-HHMMSS" and a new one
 * begun; @notice then holds the sentence to show. */
RbHistory *rb_history_open (const char *path, char **notice, GError **error);
typedef struct
{
  gint64      start_us;
  gboolean    incoming;
  const char *remote_uri;
  const char *remote_name;
  const char *account_id;
  const char *call_id;
  const char *capture_path;
} RbHistoryBegin;
gint64     rb_history_begin (RbHistory *self, const RbHistoryBegin *row, GError **error); /* row id, 0 on error */
gboolean   rb_history_finish (RbHistory *self, gint64 id, const char *verdict, guint status, gint64 talk_us, gboolean missed, GError **error);
/* (transfer full): RbHistoryItem of each row begun and never finished (a call that is up, or that a crash cut off). */
GPtrArray *rb_history_list_open (RbHistory *self);
gboolean   rb_history_delete (RbHistory *self, gint64 id, GError **error);
guint      rb_history_get_n_missed (RbHistory *self); /* since last rb_history_mark_seen(); property "n-missed" notifies */
void       rb_history_mark_seen (RbHistory *self);

G_END_DECLS
