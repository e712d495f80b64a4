/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone-private.h"

G_BEGIN_DECLS

/* Messages, presence and mailboxes of the phone; private to phone/. */

/* @data_dir (nullable): nothing is kept. After the settings and the contacts. */
void rb_phone_init_events (RbPhone *self, const char *data_dir);
void rb_phone_free_events (RbPhone *self);
/* The line has an agent; the handlers on it go with g_signal_handlers_disconnect_by_data (agent, line). */
void rb_phone_join_events (RbLine *line);
/* The line's agent is about to be closed: un-subscribes and takes back what was published. */
void rb_phone_leave_events (RbLine *line);


/* rb-phone-chats.c: (transfer full) */
RbChatList *rb_phone_new_chats (RbPhone *self, RbMessageStore *messages);

G_END_DECLS
