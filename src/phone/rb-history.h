/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* What was done with a call that did not simply ring: the words of RbHistoryEnd.handling that the history knows. Any
 * other of rb_incoming_reason_to_string() is kept, too. */
#define RB_HANDLING_ELSEWHERE "elsewhere"       /* answered on another phone */
#define RB_HANDLING_FORWARDED "forwarded"       /* sent to RbHistoryEnd.other */
#define RB_HANDLING_BLOCKED "blocked"
#define RB_HANDLING_STRANGER "stranger"
#define RB_HANDLING_ANONYMOUS "anonymous"
#define RB_HANDLING_DO_NOT_DISTURB "do-not-disturb"

/* One row; properties of the same names, read-only, for list views. */
#define RB_TYPE_HISTORY_ITEM (rb_history_item_get_type ())
G_DECLARE_FINAL_TYPE (RbHistoryItem, rb_history_item, RB, HISTORY_ITEM, GObject)
gint64      rb_history_item_get_id (RbHistoryItem *self);
gint64      rb_history_item_get_start_us (RbHistoryItem *self); /* wall clock */
gint64      rb_history_item_get_talk_us (RbHistoryItem *self);  /* −1 never answered */
gint64      rb_history_item_get_ring_us (RbHistoryItem *self);  /* −1 never rang, or not known */
gboolean    rb_history_item_is_incoming (RbHistoryItem *self);
gboolean    rb_history_item_is_missed (RbHistoryItem *self);
const char *rb_history_item_get_remote_uri (RbHistoryItem *self);
const char *rb_history_item_get_remote_name (RbHistoryItem *self);
const char *rb_history_item_get_account_id (RbHistoryItem *self);
const char *rb_history_item_get_verdict (RbHistoryItem *self); /* "no-answer" … (rb_verdict_kind_to_string) */
guint       rb_history_item_get_status (RbHistoryItem *self);
const char *rb_history_item_get_handling (RbHistoryItem *self); /* (nullable) RB_HANDLING_… */
const char *rb_history_item_get_other (RbHistoryItem *self);    /* (nullable) URI it was forwarded to */
const char *rb_history_item_get_call_id (RbHistoryItem *self);
const char *rb_history_item_get_capture_path (RbHistoryItem *self); /* (nullable) */
/* Whether both say the same of the same call. */
gboolean    rb_history_item_equal (RbHistoryItem *self, RbHistoryItem *other);

/* Calls in SQLite (WAL, versioned schema). A row is written when a call begins ("in-progress")
 * and completed when it ends, so kill -9 leaves it. GListModel of RbHistoryItem, newest first; what another
 * program writes into the same file appears in it. Main thread only. */
#define RB_TYPE_HISTORY (rb_history_get_type ())
G_DECLARE_FINAL_TYPE (RbHistory, rb_history, RB, HISTORY, GObject)

/* Opens or creates @path. A damaged file is moved to "<path>.damaged-YYYY-MM-DD-HHMMSS" and a new one
 * begun; @notice then holds the sentence to show. NULL with RB_DATABASE_ERROR. */
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
typedef struct
{
  const char *verdict;  /* rb_verdict_kind_to_string() */
  guint       status;   /* final SIP status, 0 when there was none */
  gint64      talk_us;  /* -1 when it was never answered */
  gint64      ring_us;  /* -1 when it never rang, or nobody knows */
  gboolean    missed;   /* counted until it is seen */
  const char *handling; /* (nullable) RB_HANDLING_… or another word of rb_incoming_reason_to_string() */
  const char *other;    /* (nullable) URI the call was sent to */
} RbHistoryEnd;
/* One row, whether or not it is in the list. (transfer full) (nullable) */
RbHistoryItem *rb_history_get_row (RbHistory *self, gint64 id);
/* Completes a row; may be called again when more is known. */
gboolean   rb_history_finish (RbHistory *self, gint64 id, const RbHistoryEnd *end, GError **error);
/* How the leg of @flow that we placed or, @incoming, took ended: who calls himself has both under one Call-ID.
 * (transfer full) */
RbVerdict *rb_history_judge (RbFlow *flow, gboolean incoming);
/* (transfer full): RbHistoryItem of each row that a program began which is not there any more. */
GPtrArray *rb_history_list_open (RbHistory *self);

/* Takes rows (@ids: of gint64) from the list; those of calls that are still on stay. Restore brings them back with all
 * they had, purge deletes them and their captures for good. What a program that ended without purging had hidden comes
 * back when the file is opened next. */
gboolean   rb_history_hide (RbHistory *self, GArray *ids, GError **error);
gboolean   rb_history_restore (RbHistory *self, GArray *ids, GError **error);
gboolean   rb_history_purge (RbHistory *self, GArray *ids, GError **error);
gboolean   rb_history_delete (RbHistory *self, gint64 id, GError **error); /* hides and purges one */
guint      rb_history_get_n_missed (RbHistory *self); /* since last rb_history_mark_seen(); property "n-missed" notifies */
void       rb_history_mark_seen (RbHistory *self);
const char *rb_history_get_path (RbHistory *self);

G_END_DECLS
