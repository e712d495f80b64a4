/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-certificate.h"

G_BEGIN_DECLS

/* Finds out why a TLS connection does not come about; private to sip/. */
typedef struct _RbSipTlsWatch RbSipTlsWatch;

/* @reason: translated sentence; called at most once, from the main context. The watch may be freed inside. */
typedef void (*RbSipTlsWatchFunc) (const char *reason, gpointer data);

/* Watches a request just sent to @server ("host", "host:port" or URI), whose certificate must be
 * for @name (NULL: for the host of @server). @port: ours, as rb_sip_tap_count() wants it. Unless
 * freed before, it looks after 1 s at the certificate with the authorities of the PEM file
 * @ca_bundle, or with @pin (nullable: SHA-256 of the only one trusted), and calls @func when the connection cannot be had, or after 10 s in which nothing
 * was received, not even a 100. */
RbSipTlsWatch *rb_sip_tls_watch_new (const char *server, const char *name, guint16 port, const char *ca_bundle, const char *pin, RbSipTlsWatchFunc func, gpointer data);
void           rb_sip_tls_watch_free (RbSipTlsWatch *self);
/* Inside @func: the certificate that is the reason. (nullable) */
const RbSipCertificate *rb_sip_tls_watch_get_refused (RbSipTlsWatch *self);
/* The worst of @flags as a sentence about @server. (transfer full) */
char          *rb_sip_tls_describe (GTlsCertificateFlags flags, const char *server);
/* A certificate of @server that is for @names (“a, b”; nullable), not for @wanted. (transfer full) */
char          *rb_sip_tls_describe_mismatch (const char *server, const char *wanted, const char *names);

G_END_DECLS
