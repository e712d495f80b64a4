/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

typedef enum
{
  RB_DIGEST_NO_CREDENTIALS, /* the message has none that could be computed */
  RB_DIGEST_NOT_CHECKED,    /* no password */
  RB_DIGEST_RIGHT,
  RB_DIGEST_WRONG,
} RbDigestResult;

/* TRUE when the message answers a challenge (RFC 3261 22), so that rb_digest_walk() has steps to show. */
gboolean       rb_digest_walk_is_for (RbTrace *trace, guint position);
/* Whose password is needed: translated realm and user of the credentials. (transfer full) (nullable) */
char          *rb_digest_walk_dup_user (RbTrace *trace, guint position);
char          *rb_digest_walk_dup_realm (RbTrace *trace, guint position);

/**
 * rb_digest_walk:
 * @password: (nullable): without it the steps stop at what the messages show. Never kept, shown or logged
 * @result: (out) (optional)
 *
 * challenge → A1 → HA1 → A2 → HA2 → response (RFC 7616 3.4, RFC 3261 22.4), each input in the colour of the header
 * it came from; which hash it is and why; right or wrong, and which input differs.
 *
 * Returns: (transfer full)
 */
RbLesson      *rb_digest_walk (RbTrace *trace, guint position, const char *password, RbDigestResult *result);
/* Of every message with credentials in the flow. @password as above. (transfer full) */
RbLesson      *rb_digest_walk_flow (RbFlow *flow, const char *password);

G_END_DECLS
