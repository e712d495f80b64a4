/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside of rb-digest-*.c. */

#include "rb-digest.h"
#include "rb-trace.h"

G_BEGIN_DECLS

/**
 * RbCredentials:
 * @is_proxy: Proxy-Authorization, not Authorization
 * @username_escaped, @realm_escaped: (nullable): as written, where that is something else
 *
 * The parameters of a Digest Authorization or Proxy-Authorization header; any but @is_proxy may be NULL.
 */
typedef struct
{
  gboolean is_proxy;
  char    *username;
  char    *username_escaped;
  char    *realm;
  char    *realm_escaped;
  char    *nonce;
  char    *uri;
  char    *response;
  char    *algorithm;
  char    *cnonce;
  char    *opaque;
  char    *qop;
  char    *nc;
} RbCredentials;

/**
 * RbChallenge:
 * @position: of the 401, 407 or, with @is_next_nonce, of the response whose Authentication-Info gave the nonce;
 *   %RB_FLOW_NONE: none
 * @is_elsewhere: it was sent in another flow
 * @offered: (nullable): the algorithms of all challenges in that response, when there are several
 */
typedef struct
{
  guint    position;
  guint    status;
  gboolean is_proxy;
  gboolean is_next_nonce;
  gboolean is_elsewhere;
  char    *realm;
  char    *nonce;
  char    *algorithm;
  char    *qop;
  char    *opaque;
  char    *offered;
} RbChallenge;

/**
 * RbDigestCase:
 * @challenge: the one with the nonce of the credentials
 * @newest: (nullable in its @position): the last one before the request in its flow
 * @same_count: position of an earlier request with this nonce and nc, or %RB_FLOW_NONE
 * @answer: position of the response that shows what became of it, or %RB_FLOW_NONE
 * @answer_stale: it is a challenge that says stale=true
 *
 * One answer to a challenge with all that the trace knows of it.
 */
typedef struct
{
  RbTrace      *trace;
  RbFlow       *flow;
  guint         position;
  RbMessage    *message;
  char         *method; /* of the request line */
  char         *uri;    /* Request-URI */
  char         *from_user;
  guint         n_vias;
  const guint8 *body;   /* in @message */
  gsize         body_length;
  RbCredentials credentials;
  RbChallenge   challenge;
  RbChallenge   newest;
  guint         same_count;
  guint         answer;
  guint         answer_status;
  gboolean      answer_stale;
} RbDigestCase;

/* How many Digest headers of one request are looked at. */
#define RB_DIGEST_MAX_CREDENTIALS 4

/* Value of the @n-th Authorization or Proxy-Authorization of a request that speaks Digest. (transfer full) (nullable) */
char *rb_digest_case_dup_header (RbTrace *trace, guint position, guint n, gboolean *is_proxy);

/* Reads the @n-th; FALSE when there is none. Goes once through the flow; the trace before it only when the nonce is not
 * from there. */
gboolean rb_digest_case_init (RbDigestCase *self, RbTrace *trace, guint position, guint n);
void     rb_digest_case_clear (RbDigestCase *self);

/* The algorithm of the credentials; FALSE when nobody here knows it. */
gboolean rb_digest_case_get_algorithm (const RbDigestCase *self, RbDigestAlgorithm *algorithm);
/* ACK carries what the INVITE carried (RFC 3261 22.1). */
gboolean rb_digest_case_is_of_invite (const RbDigestCase *self);

/* Everything as the credentials say; points into @self. @password: (nullable) */
void rb_digest_case_fill (const RbDigestCase *self, const char *password, RbDigestInput *input);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RbDigestCase, rb_digest_case_clear)

G_END_DECLS
