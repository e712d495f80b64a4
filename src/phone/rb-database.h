/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* One SQLite file of ours (history.db, contacts.db …), opened so that nothing is lost: WAL, a damaged
 * file is moved aside, one of a newer version is left alone. Used by one thread at a time. */

#define RB_DATABASE_ERROR (rb_database_error_quark ())
GQuark rb_database_error_quark (void);
typedef enum
{
  RB_DATABASE_ERROR_FAILED, /* cannot be read or written */
  RB_DATABASE_ERROR_NEWER,  /* of a newer version: left as it is */
} RbDatabaseError;

typedef struct
{
  const char        *consequence; /* N_(): whole sentence after "… cannot be used: why.", what goes on without it */
  const char *const *upgrades;    /* SQL that makes version i + 1 out of i; [0] makes the tables. Run in one transaction. */
  guint              n_upgrades;  /* so many versions there are (PRAGMA user_version) */
} RbDatabaseSchema;

typedef struct _RbDatabase RbDatabase;

/**
 * rb_database_open:
 * @path: the file; it and its folder are made when missing, for this user only
 * @schema: must stay
 * @notice: (out) (optional) (nullable) (transfer full): sentence to show when a damaged file was moved
 *   to "<path>.damaged-YYYY-MM-DD-HHMMSS" and a new one begun
 *
 * Returns: (transfer full) (nullable): NULL with RB_DATABASE_ERROR; the file is never destroyed
 */
RbDatabase   *rb_database_open (const char *path, const RbDatabaseSchema *schema, char **notice, GError **error);
void          rb_database_close (RbDatabase *self);
sqlite3      *rb_database_get_handle (RbDatabase *self);
const char   *rb_database_get_path (RbDatabase *self);

/* @types: 'i' gint64, 's' string (nullable), 'b' GBytes (nullable), for each "?". NULL on error; hand the result to
 * rb_database_finish() all the same, or step it and sqlite3_finalize(). */
sqlite3_stmt *rb_database_prepare (RbDatabase *self, const char *sql, const char *types, ...);
/* Runs @statement (nullable: failed to prepare) to its end and frees it. */
gboolean      rb_database_finish (RbDatabase *self, sqlite3_stmt *statement, GError **error);
/* Gives back @statement (nullable) of rb_database_prepare() that was stepped, instead of sqlite3_finalize(): the same SQL
 * need not be prepared again. */
void          rb_database_release (RbDatabase *self, sqlite3_stmt *statement);
/* One or more statements without parameters ("BEGIN IMMEDIATE", "COMMIT" …). */
gboolean      rb_database_run (RbDatabase *self, const char *sql, GError **error);
/* The first column of the first row. */
gint64        rb_database_get_int (RbDatabase *self, const char *sql, gint64 fallback);
/* Sets RB_DATABASE_ERROR_FAILED from SQLite's last error. FALSE. */
gboolean      rb_database_set_error (RbDatabase *self, GError **error);
/* Valid UTF-8. (transfer full) (nullable) */
char         *rb_database_dup_text (sqlite3_stmt *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbDatabase, rb_database_close)

G_END_DECLS
