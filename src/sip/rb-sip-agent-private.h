/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

#include "rb-sip-agent.h"
#include "rb-sip-call.h"
#include "rb-sip-tls-watch.h"

G_BEGIN_DECLS

nua_t                  *rb_sip_agent_get_nua (RbSipAgent *self); /* NULL: stopped */
const RbSipAgentConfig *rb_sip_agent_get_config (RbSipAgent *self);
const char             *rb_sip_agent_get_from (RbSipAgent *self);      /* "\"Alice\" <sip:alice@example.org>" */
const char             *rb_sip_agent_get_server (RbSipAgent *self);    /* proxy or domain as the user wrote it */
void                    rb_sip_agent_add_call (RbSipAgent *self, RbSipCall *call);
void                    rb_sip_agent_remove_call (RbSipAgent *self, RbSipCall *call);
/* 0, or the status for an INVITE that cannot be taken now. */
guint                   rb_sip_agent_may_take_call (RbSipAgent *self);
/* Adds an incoming call and lets "incoming-call" tell of it. */
void                    rb_sip_agent_take_call (RbSipAgent *self, RbSipCall *call);
/* Where the account's server answered from; NULL: not known. */
const RbEndpoint       *rb_sip_agent_get_peer (RbSipAgent *self);
/* Whether the server last answered from @source's address. Any thread. */
gboolean                rb_sip_agent_is_peer (RbSipAgent *self, const RbEndpoint *source);
/* Whether @source is the account's server, by its address: where it answered from, or where its name leads without a
 * nameserver. */
gboolean                rb_sip_agent_is_server (RbSipAgent *self, const RbEndpoint *source);
/* Watches TLS for a request just sent towards @target_uri; NULL over other transports. */
RbSipTlsWatch          *rb_sip_agent_watch_tls (RbSipAgent *self, const char *target_uri, RbSipTlsWatchFunc func, gpointer data);
/* Puts a new stack in the place of the old one, which stays for the calls it has. */
void                    rb_sip_agent_restart (RbSipAgent *self);
gboolean                rb_sip_agent_is_shutting_down (RbSipAgent *self); /* any thread */

/* An event of the stack, as every owner of a handle gets it. */
typedef struct
{
  nua_event_t   event;
  int           status;
  const char   *phrase;
  const sip_t  *sip;    /* (nullable) */
  gboolean      real;   /* @sip came from the wire */
  RbEndpoint    source; /* when @real: where from */
  const tagi_t *tags;   /* (nullable) */
} RbSipStackEvent;

/* The magic of every NUA handle with an owner: nua_handle_bind (handle, &self->owner). A request
 * that begins something new comes on a handle without one: see rb-sip-first-request.c. */
typedef struct
{
  void   (*handle) (gpointer object, const RbSipStackEvent *event);
  gpointer object;
} RbSipOwner;

/* rb-sip-call.c; @replaced (nullable): the call that it takes over. */
RbSipCall *rb_sip_call_new_incoming (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event, RbSipCall *replaced);
/* The stack goes away: ends the call without waiting for the far end. */
void       rb_sip_call_abandon (RbSipCall *self, RbSipEndedBy ended_by);
/* When @nua is this call's: it opens @port of the agent's new address; has done so, which is told (RB_SIP_CALL_MOVED). */
void       rb_sip_call_begin_move (RbSipCall *self, nua_t *nua, guint16 port);
void       rb_sip_call_end_move (RbSipCall *self, nua_t *nua);
/* Gives up the stack's handle, without an event. */
void       rb_sip_call_release (RbSipCall *self);

G_END_DECLS
