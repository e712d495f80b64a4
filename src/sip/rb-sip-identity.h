/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an INVITE says about who calls, for whom and how to be answered. Texts are the network's, made valid UTF-8. */
typedef struct
{
  gboolean through_server; /* it came from the address of the account's own server */
  char    *asserted_uri;   /* (nullable) P-Asserted-Identity (RFC 3325 9.1); only with @through_server */
  char    *asserted_name;  /* (nullable) */
  gboolean hidden;         /* the caller asked for privacy: From anonymous (RFC 3323 4.1.1.3) or Privacy: id, user, header */
  char    *diverted_by;    /* (nullable) whom the caller called (RFC 5806; RFC 7044) */
  char   **diverters;      /* (nullable) all who have sent it on, the last one first (RFC 5806) */
  char    *diversion_reason; /* (nullable) "unconditional", "user-busy" … */
  char    *referred_by;    /* (nullable) URI of Referred-By (RFC 3892); not verified */
  gboolean auto_answer;    /* the caller asks to be answered without a person (Call-Info, Alert-Info, RFC 5373) */
  guint    auto_answer_delay_s;
} RbSipIdentity;

void rb_sip_identity_free (RbSipIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSipIdentity, rb_sip_identity_free)

G_END_DECLS
