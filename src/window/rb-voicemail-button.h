/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Says how many voice messages wait, and calls the mailbox when clicked; not to be seen where no account has one. Signal "problem" (const
 * char *sentence). */
#define RB_TYPE_VOICEMAIL_BUTTON (rb_voicemail_button_get_type ())
G_DECLARE_FINAL_TYPE (RbVoicemailButton, rb_voicemail_button, RB, VOICEMAIL_BUTTON, AdwBin)

GtkWidget *rb_voicemail_button_new (void);
void       rb_voicemail_button_set_phone (RbVoicemailButton *self, RbPhone *phone);

G_END_DECLS
