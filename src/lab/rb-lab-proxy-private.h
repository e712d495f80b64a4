/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#define NTA_LEG_MAGIC_T struct _RbLabProxy

#include "rb-lab-proxy.h"

#include "rb-lab-digest.h"
#include "rb-lab-registrar.h"
#include "rb-lab-transaction.h"

G_BEGIN_DECLS

struct _RbLabProxy
{
  char *host;
  char *domain;
  char *port;       /* decimal */
  GPtrArray *hosts; /* all names and addresses we answer to, without brackets */
  guint ring_timeout;
  GHashTable *users;
  RbLabRegisteredFunc on_registered;
  gpointer data;
  nta_agent_t *agent;
  nta_leg_t *leg;
  RbLabRegistrar *registrar;
  RbLabChallenger *challenger;
  GHashTable *live; /* set of RbLabTransaction */
  guint8 key[32];
};

static inline gint64
rb_lab_proxy_now (void)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* Is @host and @port (nullable: 5060) where this proxy listens? */
gboolean rb_lab_proxy_is_socket (RbLabProxy *self, const char *host, const char *port);
/* Answers and ends @server; takes @request. @phrase NULL: the registered one. An ACK gets no answer. */
void     rb_lab_proxy_refuse (nta_incoming_t *server, msg_t *request, guint status, const char *phrase);

/* rb-lab-forward.c; the forwarding functions take @server and @request. */

/* Takes our own entries off the Route; TRUE when one proves that this proxy let the dialog begin (RFC 3261 16.4). */
gboolean rb_lab_take_own_routes (RbLabProxy *self, msg_t *request, sip_t *sip);
/* Phones repeat their credentials inside a dialog; they are for us, not for the far end (RFC 3261 22.3). */
void     rb_lab_take_own_credentials (RbLabProxy *self, msg_t *request, sip_t *sip);
/* ACK of a 2xx is a transaction of its own without responses (RFC 3261 16.11). */
void     rb_lab_forward_ack (RbLabProxy *self, nta_incoming_t *server, msg_t *request);
void     rb_lab_forward_in_dialog (RbLabProxy *self, nta_incoming_t *server, msg_t *request);
/* To every phone of the user in the Request-URI; 404 or 480 when there is none. */
void     rb_lab_forward_to_user (RbLabProxy *self, nta_incoming_t *server, msg_t *request);

G_END_DECLS
