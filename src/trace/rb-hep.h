/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

#define RB_HEP_PORT 9060 /* where Homer listens */

/* What a HEP packet carries (chunk 11). Others exist. */
typedef enum
{
  RB_HEP_SIP = 1,
  RB_HEP_RTP = 4,
  RB_HEP_RTCP = 5, /* as JSON */
  RB_HEP_LOG = 100,
} RbHepKind;

/**
 * RbHep:
 * @kind: an RbHepKind or another number
 * @capture_id: who captured it
 * @compressed: @payload is in the zlib format (RFC 1950)
 * @correlation: (nullable): what ties it to a call, not terminated
 *
 * One HEP3 datagram: a captured message on its way to another program. @payload and
 * @correlation point into the datagram. An authentication key in it is passed over.
 */
typedef struct
{
  RbMessageInfo info;
  guint8        kind;
  guint32       capture_id;
  gboolean      compressed;
  const guint8 *payload;
  gsize         payload_length;
  const guint8 *correlation;
  gsize         correlation_length;
} RbHep;

gboolean rb_hep_parse (RbHep *self, const guint8 *bytes, gsize length);
GBytes  *rb_hep_get_payload (const RbHep *self); /* (transfer full) (nullable): inflated; NULL when that fails */
/* A datagram that carries @bytes; NULL when they are too many for one. (transfer full) (nullable) */
GBytes  *rb_hep_format (const RbMessageInfo *info, const guint8 *bytes, gsize length);

G_END_DECLS
