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
 * @qop NULL: the RFC 2069 form without cnonce and nc.
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
  const char       *qop;    /* (nullable) "auth" */
  const char       *cnonce; /* with qop or a -sess algorithm */
  guint32           nc;     /* with qop */
} RbDigestInput;

gboolean    rb_digest_algorithm_parse (const char *name, RbDigestAlgorithm *out); /* NULL name = MD5; FALSE when not known */
const char *rb_digest_algorithm_to_string (RbDigestAlgorithm algorithm);
char       *rb_digest_response (const RbDigestInput *input); /* lower-case hex (transfer full) */
/* The value of @name in a comma-separated "Digest a=b, c=\"d\"" list, unquoted. (transfer full) (nullable) */
char       *rb_digest_get_param (const char *header_value, const char *name);

G_END_DECLS
