/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

#include "rb-sip-registration.h"

G_BEGIN_DECLS

/* What rb-sip-agent.c (the account: its registration and calls) and rb-sip-agent-stack.c (the nua_t below it, which
 * comes and goes with the network) share. */
struct _RbSipAgent
{
  GObject parent_instance;

  RbSipEngine *engine;
  RbSipAgentConfig config; /* owns its strings */
  char *aor;
  char *from;
  char *bind_address;
  char *own_address;     /* as it was when the stack was started (nullable) */
  char *hosts;           /* the text of /etc/hosts, likewise */
  sres_cache_t *names;   /* what the stack knows without asking */
  char *trust_directory; /* TLS only */
  char *ca_bundle;
  nua_t *nua;
  RbSipRegistration *registration;
  GHashTable *calls; /* of RbSipCall */
  RbEndpoint peer;
  gboolean peer_known;
  GMutex peer_lock; /* of these two: the stack's thread asks for them */
  guint16 port;
  GList *serving;    /* stacks before @nua that calls still need */
  nua_t *delivering; /* whose event is being handled, when it is one of those */
  GList *stopping;   /* stacks on their way out */
  gboolean restart_wanted;
  gboolean shutting_down;
  gboolean shut_down;
  guint shut_down_limit;
};

gboolean rb_sip_agent_start_stack (RbSipAgent *self, GError **error);
/* For good, with those before it. "shut-down" comes after its thread was joined. */
void     rb_sip_agent_stop_stacks (RbSipAgent *self);
/* Those that were kept for calls there are no more. */
void     rb_sip_agent_stop_serving (RbSipAgent *self);
/* The network's addresses may have changed: registers anew, on a new stack where they have. */
void     rb_sip_agent_follow_network (RbSipAgent *self);
/* rb-sip-agent.c: lets go of every handle: those of calls and of the registration. */
void     rb_sip_agent_release_handles (RbSipAgent *self);
/* rb-sip-agent.c: (transfer container) of strong references */
GPtrArray *rb_sip_agent_dup_calls (RbSipAgent *self);
/* rb-sip-agent.c: "shut-down", once. */
void     rb_sip_agent_finish_shut_down (RbSipAgent *self);

G_END_DECLS
