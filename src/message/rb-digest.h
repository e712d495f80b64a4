/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RB_DIGEST_MD5,
  RB_DIGEST_MD5_SESS,
  RB_DIGEST_SHA256,
  RB_DIGEST_SHA256_SESS,
} RbDigestAlgorithm;

/**
 * RbDigestInput:
 *
 * Everything that enters a digest response (RFC 7616 3.4, RFC 3261 22.4).
 * @qop NULL: the RFC 2069 form without cnonce and nc. "auth-int" takes in the body as well.
 */
typedef struct
{
  RbDigestAlgorithm algorithm;
  const char       *username;
  const char       *realm;
  const char       *password;
  const char       *nonce;
  const char       *method;
  const char       *uri;
  const char       *qop;     /* (nullable) "auth" or "auth-int" */
  const char       *cnonce;  /* with qop or a -sess algorithm */
  guint32           nc;      /* with qop */
  const char       *nc_text; /* (nullable): in place of @nc, as it is written: not everybody writes 8 digits */
  const guint8     *body;    /* (nullable) (array length=body_length): with "auth-int" */
  gsize             body_length;
} RbDigestInput;

/**
 * RbDigestSteps:
 * @ha1: H(A1): as good as the password for its realm (RFC 7616 5.2), to be treated like one
 * @body_hash: (nullable): with "auth-int"
 *
 * What is computed on the way, each in lower-case hex.
 */
typedef struct
{
  char *ha1;
  char *body_hash;
  char *ha2;
  char *response;
} RbDigestSteps;

gboolean    rb_digest_algorithm_parse (const char *name, RbDigestAlgorithm *out); /* NULL name = MD5; FALSE when not known */
const char *rb_digest_algorithm_to_string (RbDigestAlgorithm algorithm);
gsize       rb_digest_algorithm_get_length (RbDigestAlgorithm algorithm); /* hex digits of what it gives */
gboolean    rb_digest_algorithm_is_session (RbDigestAlgorithm algorithm);
/* @steps: (out): free with rb_digest_steps_clear() */
void        rb_digest_compute (const RbDigestInput *input, RbDigestSteps *steps);
void        rb_digest_steps_clear (RbDigestSteps *steps);
char       *rb_digest_response (const RbDigestInput *input); /* lower-case hex (transfer full) */
/* The value of @name in a comma-separated "Digest a=b, c=\"d\"" list, unquoted. (transfer full) (nullable) */
char       *rb_digest_get_param (const char *header_value, const char *name);
/* The same with its escapes (\") as they are written: unq() of RFC 7616 may be read that way, too. (transfer full) (nullable) */
char       *rb_digest_get_param_escaped (const char *header_value, const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RbDigestSteps, rb_digest_steps_clear)

G_END_DECLS
