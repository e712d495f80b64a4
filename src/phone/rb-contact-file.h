/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact.h"

G_BEGIN_DECLS

#define RB_CONTACT_FILE_MAX_BYTES (G_GUINT64_CONSTANT (512) * 1024 * 1024)
#define RB_CONTACT_FILE_MAX_PROBLEMS 100 /* told one by one; the rest is counted */

/* People read from a file: a vCard (2.1, 3.0 RFC 2426, 4.0 RFC 6350) or a CSV (RFC 4180). */
typedef struct
{
  const char *format;     /* "vCard" or "CSV" */
  const char *encoding;   /* "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "WINDOWS-1252" */
  gboolean    guessed;    /* nothing in the file says that encoding */
  GPtrArray  *contacts;   /* of RbContact */
  GArray     *lines;      /* of guint: where each begins, from 1 */
  GPtrArray  *problems;   /* of char *: whole sentences that name a line */
  guint       n_problems; /* may be more than those */
} RbContactFile;

/* Pure, any thread; takes time and memory in proportion to @bytes. What cannot be read is a problem and left out, the
 * rest is there. (transfer full) (nullable): NULL with RB_CONTACTS_ERROR_FORMAT for what is neither. */
RbContactFile *rb_contact_file_parse (GBytes *bytes, GError **error);
void           rb_contact_file_free (RbContactFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbContactFile, rb_contact_file_free)

/* For the readers of the formats. */
void rb_contact_file_take (RbContactFile *self, RbContact *contact, guint line); /* (transfer full) */
/* @sentence: (transfer full) */
void rb_contact_file_take_problem (RbContactFile *self, char *sentence);

typedef enum
{
  RB_CONTACT_FORMAT_VCARD_4,
  RB_CONTACT_FORMAT_VCARD_3,
  RB_CONTACT_FORMAT_CSV_GOOGLE,
  RB_CONTACT_FORMAT_CSV_MICROSIP,
  RB_N_CONTACT_FORMATS,
} RbContactFormat;

/* @contacts as a file: UTF-8, CRLF. (transfer full) */
GBytes     *rb_contact_file_write (GPtrArray *contacts, RbContactFormat format);
const char *rb_contact_format_get_extension (RbContactFormat format); /* "vcf", "csv" */
const char *rb_contact_format_get_name (RbContactFormat format);      /* for people */

G_END_DECLS
