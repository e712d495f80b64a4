/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact-file.h"

G_BEGIN_DECLS

/* Reads vCards 2.1, 3.0 and 4.0 into @file. Nothing that a card links to is fetched. */
void rb_vcard_read (const char *bytes, gsize length, RbContactFile *file);
/* Appends @contact, 4.0 (RFC 6350) or 3.0 (RFC 2426), lines folded at 75 bytes. */
void rb_vcard_write (RbContact *contact, gboolean version_4, GString *out);

G_END_DECLS
