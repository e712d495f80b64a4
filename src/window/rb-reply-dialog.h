/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Declines a call with a message: a text that is at hand or one that is typed. Signal "response" ("send"):
 * rb_reply_dialog_send() then declines and sends. */
GtkWidget *rb_reply_dialog_new (GtkWindow *parent, RbPhone *phone, RbCall *call);
/* FALSE with a sentence when the message cannot be sent; the call is declined all the same. */
gboolean   rb_reply_dialog_send (GtkWidget *dialog, GError **error);

G_END_DECLS
