/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-rtp-guard.h"

G_BEGIN_DECLS

#define RB_STUN_ID 12          /* bytes */
#define RB_STUN_MAX_MESSAGE 512 /* of ours */

/* Binding, the one method ICE has: its classes as they are in a header (RFC 8489 5). */
typedef enum
{
  RB_STUN_REQUEST = 0x0001,
  RB_STUN_INDICATION = 0x0011,
  RB_STUN_SUCCESS = 0x0101,
  RB_STUN_ERROR = 0x0111,
} RbStunKind;

typedef enum
{
  RB_STUN_ROLE_UNKNOWN,
  RB_STUN_ROLE_CONTROLLING,
  RB_STUN_ROLE_CONTROLLED,
} RbStunRole;

#define RB_STUN_ROLE_CONFLICT 487 /* RFC 8445 7.3.1.1 */

/* What ICE reads in a message; pointers are into the packet. */
typedef struct
{
  RbStunKind    kind;
  const guint8 *id;
  const guint8 *username; /* (nullable) */
  gsize         username_size;
  guint32       priority;
  gboolean      use_candidate;
  RbStunRole    role; /* of the sender */
  guint64       tie_breaker;
  guint         error; /* of an ERROR */
  const guint8 *integrity; /* (nullable) MESSAGE-INTEGRITY, not yet verified */
} RbStunMessage;

/* A message of ours while it is made. */
typedef struct
{
  guint8 bytes[RB_STUN_MAX_MESSAGE];
  gsize  size;
} RbStunWriter;

/* RFC 7983 7: whether a packet on a media port is STUN. */
gboolean rb_stun_is_stun (const guint8 *packet, gsize size);
/* FALSE: malformed, a wrong FINGERPRINT or none, another method, or an attribute that must be understood and is not. */
gboolean rb_stun_parse (RbStunMessage *out, const guint8 *packet, gsize size);
/* Whether the sender knew @password. */
gboolean rb_stun_verify (const RbStunMessage *self, const guint8 *packet, const char *password);

void     rb_stun_begin (RbStunWriter *self, RbStunKind kind, const guint8 *id);
void     rb_stun_add_username (RbStunWriter *self, const char *username);
void     rb_stun_add_priority (RbStunWriter *self, guint32 priority);
void     rb_stun_add_role (RbStunWriter *self, gboolean controlling, guint64 tie_breaker);
void     rb_stun_add_use_candidate (RbStunWriter *self);
void     rb_stun_add_mapped_address (RbStunWriter *self, const RbRtpAddress *address);
void     rb_stun_add_error (RbStunWriter *self, guint code);
/* @password: (nullable): without MESSAGE-INTEGRITY. */
void     rb_stun_finish (RbStunWriter *self, const char *password);

G_END_DECLS
