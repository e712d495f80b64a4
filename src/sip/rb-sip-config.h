/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* An RbSipAgentConfig that owns its strings; private to sip/. */
void        rb_sip_config_copy (RbSipAgentConfig *self, const RbSipAgentConfig *from);
void        rb_sip_config_clear (RbSipAgentConfig *self);
void        rb_sip_config_set_password (RbSipAgentConfig *self, const char *password); /* the old one is wiped */
gboolean    rb_sip_config_is_stream (const RbSipAgentConfig *self);                    /* TCP or TLS */
guint       rb_sip_config_get_keep_alive (const RbSipAgentConfig *self);               /* s */
/* Where requests go first, as the user wrote it: proxy, server or domain. (nullable) */
const char *rb_sip_config_get_server (const RbSipAgentConfig *self);
/* "sip:example.org;transport=tcp" from "example.org", "sip:…" or a URI with its own transport. (transfer full) */
char       *rb_sip_config_make_uri (const RbSipAgentConfig *self, const char *address);
/* The name in the certificate of a TLS proxy that is given by its address: the domain of the
 * account (RFC 5922 7.1: a certificate names the domain), when that is a name. In lower case.
 * (transfer full) (nullable) */
char       *rb_sip_config_get_tls_name (const RbSipAgentConfig *self);
/* The URI of the proxy (not NULL), with @name in place of its host unless NULL. (transfer full) */
char       *rb_sip_config_make_proxy_uri (const RbSipAgentConfig *self, const char *name);
/* The URL to bind the stack to at the numeric @address ("0.0.0.0": any); its host is what Via and
 * Contact say: the public address of the account where there is one. (transfer full) */
char       *rb_sip_config_make_bind_url (const RbSipAgentConfig *self, const char *address, guint16 port);

#define RB_SIP_ANY_ADDRESS "0.0.0.0"

G_END_DECLS
