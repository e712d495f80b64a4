/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/tport.h>

G_BEGIN_DECLS

/* One request on its way through the proxy: a server transaction and one client transaction
 * for each target (RFC 3261 16.6–16.10). It frees itself when it is over. */
typedef struct _RbLabTransaction RbLabTransaction;

/* @live: set of all transactions, kept by the proxy; @request: taken; @ring_timeout: s, for INVITE. */
RbLabTransaction *rb_lab_transaction_new (nta_agent_t *agent, GHashTable *live, nta_incoming_t *server, msg_t *request,
                                          guint ring_timeout);
void              rb_lab_transaction_free (RbLabTransaction *self);
/* Sends @request (taken) to one target: over @tport when it is still connected, else to @route,
 * else where the message's Route or Request-URI leads. */
void              rb_lab_transaction_add_branch (RbLabTransaction *self, msg_t *request, const char *route,
                                                 tport_t *tport);
/* After the last branch; @self may be gone when it returns. */
void              rb_lab_transaction_forked (RbLabTransaction *self);

/* Order of final responses (16.7, step 6): the lowest is the one to forward. */
guint             rb_lab_response_rank (guint status);

G_END_DECLS
