/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact-file.h"

G_BEGIN_DECLS

/* Reads a table (RFC 4180; comma, semicolon or tab) whose first line names columns as MicroSIP, Google, Outlook or a
 * person would. FALSE with RB_CONTACTS_ERROR_FORMAT when no column says what is in it. */
gboolean rb_csv_read (const char *bytes, gsize length, RbContactFile *file, GError **error);
/* With Google's columns, else MicroSIP's. */
void     rb_csv_write (GPtrArray *contacts, gboolean google, GString *out);

G_END_DECLS
