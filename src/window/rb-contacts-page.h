/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The people one calls: search, favourites, sections by letter. Signals "call" (const char *address);
 * "problem" (const char *sentence). */
#define RB_TYPE_CONTACTS_PAGE (rb_contacts_page_get_type ())
G_DECLARE_FINAL_TYPE (RbContactsPage, rb_contacts_page, RB, CONTACTS_PAGE, AdwBin)

/* @phone: one that keeps contacts */
GtkWidget *rb_contacts_page_new (RbPhone *phone);

G_END_DECLS
