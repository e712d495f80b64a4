/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Telephone numbers as people write them and as networks send them; pure. A country is its calling code
 * (E.164: "86", "1"), NULL or "" when it is not known. */

/* From so many digits on a number is a subscriber's; shorter ones (extensions, emergency and service numbers)
 * mean something only as they are. */
#define RB_NUMBER_MIN_DIGITS 7

typedef enum
{
  RB_NUMBER_DIFFERENT,
  RB_NUMBER_SAME_END, /* one is the end of the other: a local or a prefixed form */
  RB_NUMBER_SAME,
} RbNumberMatch;

/* Digits, "*", "#", a leading "+", and what only groups them. */
gboolean      rb_number_is_number (const char *text);
/* @text without what only groups digits (RFC 3966 5.1.1), full-width digits as plain ones.
 * (transfer full) (nullable): NULL when it is no number */
char         *rb_number_strip (const char *text);
/* "+861012345678" when the rules of @country (or a "+", or "00") say so, else as rb_number_strip().
 * Never changes a number with "*" or "#" or of fewer than RB_NUMBER_MIN_DIGITS. (transfer full) (nullable) */
char         *rb_number_normalise (const char *text, const char *country);
RbNumberMatch rb_number_compare (const char *a, const char *b, const char *country);
/* Numbers that rb_number_compare() could find the same have the same key. (transfer full) (nullable) */
char         *rb_number_make_key (const char *text);
/* Forms of @text a person may search by, digits only, with "\n" between: as written, international without "+",
 * national with "0". (transfer full) (nullable) */
char         *rb_number_make_search_text (const char *text);
/* Calling code of the locale's region (LC_TELEPHONE), "" when it has none. */
const char   *rb_number_get_locale_country (void);

G_END_DECLS
