/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* What declining by hand answers: busy here, so that other phones of the callee ring on and
 * the proxy may try elsewhere (RFC 3261 21.4.24). */
#define RB_DECLINE_STATUS 486

/* One call as a card. Signals: "show-messages" (): its signalling is asked for; "problem" (const char *sentence). */
#define RB_TYPE_CALL_CARD (rb_call_card_get_type ())
G_DECLARE_FINAL_TYPE (RbCallCard, rb_call_card, RB, CALL_CARD, AdwBin)

GtkWidget *rb_call_card_new (RbPhone *phone, RbCall *call);
RbCall    *rb_call_card_get_call (RbCallCard *self);
void       rb_call_card_update (RbCallCard *self);
void       rb_call_card_toggle_keypad (RbCallCard *self);

G_END_DECLS
