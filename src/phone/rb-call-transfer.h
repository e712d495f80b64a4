/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call-actions.h"

G_BEGIN_DECLS

/* What the table orders for transfers, in either role; the rest is in rb-call.h. */

/* User: hold, then REFER to @event->target, into @event->other when not NULL. */
void     rb_call_begin_transfer (RbCall *self, const RbCallEvent *event);
/* Sends the REFER as soon as the hold was agreed on. */
void     rb_call_sync_transfer (RbCall *self);
/* Whether @event tells more of our transfer than is known: what repeats or goes back is none. */
gboolean rb_call_is_transfer_news (RbCall *self, const RbSipCallEvent *event);
void     rb_call_take_transfer_news (RbCall *self, const RbSipCallEvent *event);
void     rb_call_give_up_transfer (RbCall *self);
/* The far end's REFER. */
void     rb_call_be_asked (RbCall *self, const RbSipCallEvent *event);
void     rb_call_follow (RbCall *self);
void     rb_call_decline_asked (RbCall *self);
/* Tells the far end @status of the call that it had us make. */
void     rb_call_send_news (RbCall *self, guint status);
/* The call is over: what is left ends with it. */
void     rb_call_end_transfer (RbCall *self);

/* Whether @uri is one of the two ends of this call, or ourselves. */
gboolean rb_call_is_party (RbCall *self, const char *uri);
/* What a person typed as a URI, by the account's domain. (transfer full) (nullable): RB_PHONE_ERROR_CALL */
char    *rb_call_complete_target (RbCall *self, const char *target, GError **error);
/* A call that follows from this one, over the same account; told by "spawned". (transfer full) (nullable) */
RbCall  *rb_call_new_spawned (RbCall *self, const char *uri, const RbSipCallOptions *options, GError **error);

#define RB_CALL_MAX_HOPS 5 /* redirections and transfers, one after the other */

G_END_DECLS
