/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-coach.h"
#include "rb-practice.h"

G_BEGIN_DECLS

/* The phone half. Signals:
 *  "follow-call" (const char *call_id, gboolean open)  show this call's messages; @open:
 *                                                       open the other half for it
 *  "open-call" (RbHistoryItem *)                        show a past call's messages
 *  "problem" (const char *sentence)                     tell the person
 *  "experiment-done" (guint RbExperimentId)             the call just ended was one of the lab's
 *  "ask" (guint RbExperimentId)                         what differs from the textbook */
#define RB_TYPE_PHONE_PANE (rb_phone_pane_get_type ())
G_DECLARE_FINAL_TYPE (RbPhonePane, rb_phone_pane, RB, PHONE_PANE, AdwBin)

void    rb_phone_pane_set_phone (RbPhonePane *self, RbPhone *phone, RbPractice *practice, RbCoach *coach);
void    rb_phone_pane_fail (RbPhonePane *self, const char *sentence);
/* Puts @content into the empty page "contacts" or "messages" and shows its tab. */
void    rb_phone_pane_fill_page (RbPhonePane *self, const char *name, GtkWidget *content);
/* @n: counted on the tab, 0: nothing. */
void    rb_phone_pane_set_badge (RbPhonePane *self, const char *name, guint n);
void    rb_phone_pane_show_page (RbPhonePane *self, const char *name);
void    rb_phone_pane_focus_address (RbPhonePane *self);
void    rb_phone_pane_redial (RbPhonePane *self);
RbCall *rb_phone_pane_get_call_in (RbPhonePane *self, RbCallState state);
void    rb_phone_pane_toggle_dtmf (RbPhonePane *self);

G_END_DECLS
