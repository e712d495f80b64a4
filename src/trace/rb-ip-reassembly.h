/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the fragments of one packet have in common (RFC 791 3.2, RFC 8200 4.5). Zero it first: it is
 * compared as bytes. */
typedef struct
{
  guint32 id;
  guint8  family;
  guint8  protocol; /* IPv4 only: of IPv6 the first fragment says it */
  guint8  src[16];
  guint8  dst[16];
} RbFragmentKey;

/**
 * RbFragment:
 * @offset: of the fragment in the packet's payload
 * @said: bytes it had on the wire
 * @length: bytes of it that were captured, at most @said
 * @more: another one follows
 */
typedef struct
{
  RbFragmentKey key;
  gint64        wall_us;
  gsize         offset;
  gsize         said;
  gsize         length;
  const guint8 *bytes;
  gboolean      more;
  guint8        protocol;
} RbFragment;

/* The payload of a packet put together. */
typedef struct
{
  RbFragmentKey key;
  guint8        protocol; /* as the first fragment says */
  gint64        wall_us;  /* of the fragment that completed it, or of the first one when it is not whole */
  gsize         missing;  /* bytes after @length that were never seen; 0 when it is whole */
  const guint8 *bytes;
  gsize         length;
} RbReassembled;

typedef void (*RbReassembledFunc) (const RbReassembled *packet, gpointer data);

typedef struct _RbIpReassembly RbIpReassembly;

RbIpReassembly *rb_ip_reassembly_new (RbReassembledFunc func, gpointer data);
void            rb_ip_reassembly_free (RbIpReassembly *self);
void            rb_ip_reassembly_add (RbIpReassembly *self, const RbFragment *fragment);
/* A whole SIP message went between the two hosts: what one of them began to send the other before was sent
 * to its end, only not captured. */
void            rb_ip_reassembly_pass (RbIpReassembly *self, guint8 family, const guint8 *src, const guint8 *dst);
gboolean        rb_ip_reassembly_is_waiting (RbIpReassembly *self); /* for a packet that has begun? */
/* No more fragments come. */
void            rb_ip_reassembly_finish (RbIpReassembly *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbIpReassembly, rb_ip_reassembly_free)

G_END_DECLS
