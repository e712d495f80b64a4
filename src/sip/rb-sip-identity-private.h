/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

#include "rb-sip-identity.h"

G_BEGIN_DECLS

/* @sip: an INVITE. (transfer full) */
RbSipIdentity *rb_sip_identity_new (const sip_t *sip, gboolean through_server);
/* The URI without headers and method parameter, valid UTF-8. (transfer full) */
char          *rb_sip_identity_format_url (const url_t *url);
/* A display name without quotes and escapes (RFC 3261 25.1). (transfer full) (nullable) */
char          *rb_sip_identity_unquote (const char *display);

G_END_DECLS
