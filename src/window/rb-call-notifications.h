/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* What the desktop tells while the window is closed or covered: a call that comes (Answer, Decline, Reply with Message),
 * one that was missed (Call Back) or answered elsewhere, an account that cannot be called, a message. Signals:
 *  "show" (const char *page)  the person wants the window; @page: as rb_phone_pane_show_page() has it, or ""
 *  "reply" (RbCall *)         the call is to be declined with a message
 *  "conversation" (const char *uri)  the messages with that person are to be shown
 *  "problem" (const char *sentence) */
#define RB_TYPE_CALL_NOTIFICATIONS (rb_call_notifications_get_type ())
G_DECLARE_FINAL_TYPE (RbCallNotifications, rb_call_notifications, RB, CALL_NOTIFICATIONS, GObject)

/* Adds its actions to @application. */
RbCallNotifications *rb_call_notifications_new (GApplication *application, RbPhone *phone);
/* Once in a life: the window was closed, and the phone goes on. */
void                 rb_call_notifications_tell_background (RbCallNotifications *self);

G_END_DECLS
