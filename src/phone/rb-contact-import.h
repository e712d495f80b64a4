/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact-file.h"
#include "rb-contacts.h"

G_BEGIN_DECLS

typedef enum
{
  RB_IMPORT_CONFLICT, /* somebody is there who may be the same person, and says something else */
  RB_IMPORT_CHANGED,  /* the same person, with more than is known */
  RB_IMPORT_NEW,
  RB_IMPORT_SAME, /* nothing that is not there already */
  RB_N_IMPORT_KINDS,
} RbImportKind;

typedef enum
{
  RB_IMPORT_SKIP,  /* leave what is there as it is */
  RB_IMPORT_ADD,   /* one more contact */
  RB_IMPORT_MERGE, /* add to the one that is there what it lacks */
  RB_IMPORT_TAKE,  /* the same, and let the file be right where they differ */
} RbImportChoice;

/* One person of the file. Property "choice" (RbImportChoice as int) notifies. */
#define RB_TYPE_IMPORT_ENTRY (rb_import_entry_get_type ())
G_DECLARE_FINAL_TYPE (RbImportEntry, rb_import_entry, RB, IMPORT_ENTRY, GObject)
RbImportKind   rb_import_entry_get_kind (RbImportEntry *self);
RbContact     *rb_import_entry_get_theirs (RbImportEntry *self);
RbContact     *rb_import_entry_get_mine (RbImportEntry *self); /* (nullable) */
guint          rb_import_entry_get_line (RbImportEntry *self);
/* What will be different, in words; "" for nothing. (transfer full) */
char          *rb_import_entry_describe (RbImportEntry *self);
RbImportChoice rb_import_entry_get_choice (RbImportEntry *self);
void           rb_import_entry_set_choice (RbImportEntry *self, RbImportChoice choice);

/* What importing a file would do: GListModel of RbImportEntry, conflicts first. Nothing is changed before
 * rb_contact_import_apply_async(). */
#define RB_TYPE_CONTACT_IMPORT (rb_contact_import_get_type ())
G_DECLARE_FINAL_TYPE (RbContactImport, rb_contact_import, RB, CONTACT_IMPORT, GObject)

/* Reads @file and compares, in a thread. */
void                 rb_contact_import_prepare_async (RbContacts *contacts, GFile *file, GCancellable *cancellable,
                                                      GAsyncReadyCallback callback, gpointer data);
/* (transfer full) (nullable): NULL with RB_CONTACTS_ERROR, RB_DATABASE_ERROR or G_IO_ERROR */
RbContactImport     *rb_contact_import_prepare_finish (RbContacts *contacts, GAsyncResult *result, GError **error);
const RbContactFile *rb_contact_import_get_file (RbContactImport *self);
guint                rb_contact_import_get_n (RbContactImport *self, RbImportKind kind);
guint                rb_contact_import_get_n_changes (RbContactImport *self); /* with the choices as they are */

/* All of it or, on error, nothing: one transaction, in a thread; undone by rb_contacts_undo (@change). */
void                 rb_contact_import_apply_async (RbContactImport *self, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer data);
gboolean             rb_contact_import_apply_finish (RbContactImport *self, GAsyncResult *result, gint64 *change,
                                                     GError **error);

/* @mine with what @theirs adds; with @take also what it says differently. Sets @kind (out) (optional). Pure.
 * (transfer full) */
RbContact           *rb_contact_merge (RbContact *mine, RbContact *theirs, gboolean take, RbImportKind *kind);

G_END_DECLS
