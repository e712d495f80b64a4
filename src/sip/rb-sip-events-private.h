/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* What subscriptions, publications and messages share; private to sip/. */

/* A handle for requests to @uri outside a call; @call_id (out) (transfer full). NULL with RB_SIP_ERROR. */
nua_handle_t *rb_sip_events_open_handle (RbSipAgent *agent, const char *uri, RbSipOwner *owner, char **call_id, GError **error);
/* Answers a challenge with the account's password; see rb_sip_auth_answer(). */
gboolean      rb_sip_events_authenticate (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event, GHashTable *answered);
/* Adds the answer to the trace that our own stack made because none came. */
void          rb_sip_events_append_synthetic (RbSipAgent *agent, const char *call_id, const char *uri, const char *method,
                                              const RbSipStackEvent *event);
/* Retry-After in seconds; 0 when it is not said. */
guint         rb_sip_events_get_retry_after (const sip_t *sip);
/* Requests that come on a handle without an owner, or in a dialog of another kind. They are answered; a handle
 * without an owner is destroyed. */
void          rb_sip_events_take_message (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event);
void          rb_sip_events_take_notify (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event);

G_END_DECLS
