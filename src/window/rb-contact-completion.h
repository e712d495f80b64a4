/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* People and past calls offered below an entry for addresses: Down goes into the list, Enter there takes one. Signal
 * "chosen" (const char *address). */
#define RB_TYPE_CONTACT_COMPLETION (rb_contact_completion_get_type ())
G_DECLARE_FINAL_TYPE (RbContactCompletion, rb_contact_completion, RB, CONTACT_COMPLETION, GObject)

/* @entry: keeps the object's popover; both live as long as each other (transfer full) */
RbContactCompletion *rb_contact_completion_new (GtkWidget *entry, RbPhone *phone);
void                 rb_contact_completion_hide (RbContactCompletion *self);
/* Whom @text means when it is a name: the address to call. "" when there are several, which are offered then; NULL when
 * it is no name of anybody. (transfer full) (nullable) */
char                *rb_contact_completion_resolve (RbContactCompletion *self, const char *text);

G_END_DECLS
