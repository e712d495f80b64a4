/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-contact.h"

G_BEGIN_DECLS

/* What contacts are sorted and found by; pure, any thread. */

/* @text without case, accents and width: two spellings that a person takes for the same are equal. (transfer full) */
char *rb_contact_text_fold (const char *text);
#define RB_AFTER_LETTERS "\xf4\x8f\xbf\xbd" /* U+10FFFD */

/* Key whose byte order is the order of the list: Chinese by pinyin, names without a letter after those with one.
 * (transfer full) */
char *rb_contact_text_make_sort_key (const char *name);
/* Heading of the part of the list that @sort_key is in: a capital letter or '#'. */
gunichar rb_contact_text_get_section (const char *sort_key);
/* Everything @contact can be found by, for rb_contact_query_matches(). (transfer full) */
char *rb_contact_text_make_search (RbContact *contact);

/* What a person types into a search field, taken apart once for many contacts. */
typedef struct _RbContactQuery RbContactQuery;
RbContactQuery *rb_contact_query_new (const char *query);
void            rb_contact_query_free (RbContactQuery *self);
gboolean        rb_contact_query_is_empty (RbContactQuery *self);
/* @search: of rb_contact_text_make_search() */
gboolean        rb_contact_query_matches (RbContactQuery *self, const char *search);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbContactQuery, rb_contact_query_free)

G_END_DECLS
