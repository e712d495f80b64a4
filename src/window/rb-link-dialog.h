/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-dial-link.h"
#include "rb-phone.h"

G_BEGIN_DECLS

/* Asks whether to call what a link asks for: the address as it would be dialled, by which account, and what of the link
 * is not used. Its signal "response" ("call") begins the call; rb_link_dialog_call() does. @link: (transfer full) */
GtkWidget *rb_link_dialog_new (GtkWindow *parent, RbPhone *phone, RbDialLink *link);
/* FALSE with a sentence. */
gboolean   rb_link_dialog_call (GtkWidget *dialog, GError **error);

G_END_DECLS
