/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RbSipCertificate:
 *
 * The TLS certificate of a server that was refused, as a person needs to see it. Every text comes
 * from the network: shown as plain text only.
 */
typedef struct
{
  char    *server;      /* "host" or "host:port" that showed it */
  char    *subject;     /* "CN=example.org,O=…"; "" when it has none */
  char    *names;       /* (nullable) the host names it is for: "a.example, b.example" */
  char    *issuer;      /* who vouches for it, as @subject */
  gint64   not_before;  /* Unix time, s; 0: not known */
  gint64   not_after;
  char    *fingerprint; /* SHA-256 of the DER bytes, 64 lower-case hex digits */
  char    *reason;      /* translated sentence: why it is not trusted */
  gboolean changed;     /* another one is pinned for the account */
} RbSipCertificate;

#define RB_TYPE_SIP_CERTIFICATE (rb_sip_certificate_get_type ())
GType             rb_sip_certificate_get_type (void);
/* @server: who showed it; @reason may be NULL when nobody is told. (transfer full) */
RbSipCertificate *rb_sip_certificate_new (GTlsCertificate *certificate, const char *server, const char *reason, gboolean changed);
RbSipCertificate *rb_sip_certificate_copy (const RbSipCertificate *self);
void              rb_sip_certificate_free (RbSipCertificate *self);
/* SHA-256 of the DER bytes, 64 lower-case hex digits. (transfer full) */
char             *rb_sip_certificate_hash (GTlsCertificate *certificate);
/* "0A:1B:…", in capitals, as other programs show it. (transfer full) */
char             *rb_sip_certificate_format_fingerprint (const char *fingerprint);
/* Exactly 64 hex digits. */
gboolean          rb_sip_certificate_is_fingerprint (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSipCertificate, rb_sip_certificate_free)

G_END_DECLS
