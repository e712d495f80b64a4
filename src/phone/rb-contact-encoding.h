/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The encoding of a file of people: what its first bytes say, else UTF-8 where it is that, else GB18030 where that
 * makes Chinese of it, else Windows-1252 (Latin-1 with what Windows adds). @guessed: nothing in the file says it. */
const char *rb_contact_encoding_guess (const char *bytes, gsize length, gboolean *guessed);
/* @bytes as UTF-8 without a mark of its encoding; what is wrong becomes U+FFFD, NUL as well. (transfer full) */
char       *rb_contact_encoding_convert (const char *bytes, gsize length, const char *encoding);

G_END_DECLS
