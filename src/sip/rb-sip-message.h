/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* Messages of text from person to person: MESSAGE outside a call (RFC 3428). */

/* A message to send, in bytes of UTF-8. RFC 3428 8 has 1300 bytes for the whole request over UDP, which leaves some
 * 150 Chinese characters beside the credentials; larger ones arrive where IP fragments do. */
#define RB_SIP_MESSAGE_MAX_BYTES 4096
/* A message received; a larger one is answered 413. */
#define RB_SIP_MESSAGE_MAX_RECEIVED_BYTES 16384

typedef struct _RbSipMessage RbSipMessage;

/**
 * RbSipMessageFunc:
 * @status: final answer: 200 delivered, 202 accepted by a server that keeps it, ≥ 300 failed; 0: the stack went away, nobody
 *   knows
 * @reason: (nullable): a whole sentence when it failed
 *
 * Called once; the message is freed when it returns.
 */
typedef void (*RbSipMessageFunc) (guint status, const char *reason, gpointer data);

/**
 * rb_sip_message_send:
 * @uri: whom to
 * @text: UTF-8, not empty, %RB_SIP_MESSAGE_MAX_BYTES at most
 *
 * Returns: (transfer full) (nullable): owned by the caller until @func was called; NULL with RB_SIP_ERROR
 */
RbSipMessage *rb_sip_message_send (RbSipAgent *agent, const char *uri, const char *text, RbSipMessageFunc func, gpointer data,
                                   GError **error);
/* Gives up waiting, without @func: the message may still arrive. */
void          rb_sip_message_free (RbSipMessage *self);

/* What the signal "incoming-message" of RbSipAgent carries; valid during the signal. */
typedef struct
{
  const char *from_uri;
  const char *to_uri;      /* the one that was asked for: ours, or that of one of several users */
  const char *from_name;   /* (nullable) */
  const char *text;        /* valid text of several lines without control characters or such as reorder it; may be "" */
  gboolean    from_server; /* it came from where the account's server is */
  guint       status;      /* to be set: the answer; 480 when nobody does */
  guint       retry_after; /* s, with it; 0: not said */
} RbSipIncomingMessage;

/* What the signal "incoming-notify" carries: a NOTIFY that nobody subscribed to, as some servers send for mailboxes. */
typedef struct
{
  const char *package; /* "message-summary" */
  const char *content_type; /* (nullable) */
  const char *body;
  gsize       length;
  gboolean    from_server;
  gboolean    accepted; /* to be set: answered 200; else 481 (RFC 6665 4.1.3) */
} RbSipIncomingNotify;

G_END_DECLS
