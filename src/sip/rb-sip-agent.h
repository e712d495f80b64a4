/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-certificate.h"
#include "rb-sip-engine.h"

G_BEGIN_DECLS

/* Errors of sip/; each message is a whole translated sentence: what, to what, what to do. */
#define RB_SIP_ERROR (rb_sip_error_quark ())
GQuark rb_sip_error_quark (void);

typedef enum
{
  RB_SIP_ERROR_START, /* the stack could not be started (address in use …) */
  RB_SIP_ERROR_URI,
  RB_SIP_ERROR_STATE,
} RbSipError;

typedef enum
{
  RB_REGISTRATION_OFF,         /* not asked for */
  RB_REGISTRATION_REGISTERING,
  RB_REGISTRATION_REGISTERED,
  RB_REGISTRATION_FAILED,
  RB_REGISTRATION_UNREGISTERING,
} RbRegistrationState;

/* Whether the sound of calls is encrypted (SRTP). */
typedef enum
{
  RB_SIP_ENCRYPTION_OFF,
  RB_SIP_ENCRYPTION_OPTIONAL, /* when the far end can */
  RB_SIP_ENCRYPTION_REQUIRED, /* else no call */
} RbSipEncryption;

/* How the keys of a call are sent. */
typedef enum
{
  RB_SIP_DTMF_AUTO, /* RFC 4733 when negotiated, else INFO */
  RB_SIP_DTMF_RFC4733,
  RB_SIP_DTMF_INFO,
  RB_SIP_DTMF_INBAND,
} RbSipDtmfMode;

/**
 * RbSipAgentConfig:
 *
 * One account as the stack needs it. Strings are copied. @password never reaches a log.
 */
typedef struct
{
  const char *user;         /* "alice" */
  const char *domain;       /* "example.org", "127.0.0.1:5062"; NULL: direct calls only, no registration */
  const char *auth_user;    /* (nullable) login when it differs from @user */
  const char *password;     /* (nullable) */
  const char *display_name; /* (nullable) */
  const char *proxy;        /* (nullable) outbound proxy URI or host[:port] */
  const char *server;       /* (nullable) registrar host[:port] when it is not @domain */
  const char *public_address; /* (nullable) what to write into Contact in place of our own address */
  gboolean    keep_contact; /* do not rewrite Contact to where the registrar saw us (RFC 3581) */
  const char *pinned_certificate; /* (nullable) TLS: SHA-256 of the only one trusted, 64 hex digits */
  gboolean    hide_caller_id;     /* RFC 3323 */
  gboolean    no_session_timers;  /* no RFC 4028 */
  RbSipEncryption encryption;
  RbSipDtmfMode   dtmf_mode;
  RbTransport transport;    /* UDP, TCP or TLS; RB_TRANSPORT_UNKNOWN: UDP and TCP */
  const char *bind_address; /* (nullable) local IP address; NULL: any */
  guint16     bind_port;    /* 0: any free */
  guint       expires;      /* s, registration interval; 0: 300 */
  guint       keep_alive;   /* s between keep-alives; 0: 15 */
  const char *ca_file;      /* (nullable) further trusted certificates, PEM (tests, private CAs) */
  gboolean    answer_any_user; /* robots: accept INVITEs to any user part */
  /* (nullable) Whether a call with the offer @sdp (nullable) may ring at once, before
   * "incoming-call". Called in the stack's thread: as quick as possible. NULL: none may. */
  gboolean  (*may_ring) (const char *sdp, gboolean through_server, gpointer data);
  gpointer    may_ring_data; /* not owned; outlives the agent */
} RbSipAgentConfig;

/* One nua_t. Signals:
 *  "registration-changed" ()
 *  "incoming-call" (RbSipCall *call)  the callee must ring, answer or reject it
 *  "shut-down" ()                     after rb_sip_agent_shut_down(): safe to unref
 *  "incoming-message" (RbSipIncomingMessage *), "incoming-notify" (RbSipIncomingNotify *)  see rb-sip-message.h; whoever
 *                                     takes them writes the answer into them
 *  "stack-leaving" ()                 subscriptions and messages lose their stack; another may follow */
#define RB_TYPE_SIP_AGENT (rb_sip_agent_get_type ())
G_DECLARE_FINAL_TYPE (RbSipAgent, rb_sip_agent, RB, SIP_AGENT, GObject)

RbSipAgent         *rb_sip_agent_new (RbSipEngine *engine, const RbSipAgentConfig *config, GError **error);
/* Registers and keeps registered: refresh with jitter, retry with back-off, at once when the network changes. */
void                rb_sip_agent_register (RbSipAgent *self);
void                rb_sip_agent_unregister (RbSipAgent *self);
/* The machine slept: registers at once when it is to be registered; connections are made anew, for the old ones may be dead. */
void                rb_sip_agent_wake (RbSipAgent *self);
void                rb_sip_agent_set_password (RbSipAgent *self, const char *password);
RbRegistrationState rb_sip_agent_get_registration (RbSipAgent *self);
guint               rb_sip_agent_get_registration_status (RbSipAgent *self); /* last final status, 0 when none */
const char         *rb_sip_agent_get_registration_reason (RbSipAgent *self); /* (nullable) translated sentence when failed */
/* The certificate for which it failed, until the next try. (nullable) (transfer none) */
const RbSipCertificate *rb_sip_agent_get_refused_certificate (RbSipAgent *self);
/* Call-ID of its REGISTER requests; another after a failure. (nullable) */
const char         *rb_sip_agent_get_registration_call_id (RbSipAgent *self);
guint16             rb_sip_agent_get_port (RbSipAgent *self);                /* local port really bound */
/* Local IP address that packets to the proxy/domain leave from, as it belongs into SDP. (transfer full) */
char               *rb_sip_agent_get_local_address (RbSipAgent *self, const char *target_uri);
const char         *rb_sip_agent_get_aor (RbSipAgent *self); /* "sip:alice@example.org" */
/* Un-registers, ends every call, stops the stack; at most 2 s, then "shut-down". */
void                rb_sip_agent_shut_down (RbSipAgent *self);

G_END_DECLS
