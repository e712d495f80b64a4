/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RB_SIP_URI_ERROR (rb_sip_uri_error_quark ())
GQuark rb_sip_uri_error_quark (void);

typedef enum
{
  RB_SIP_URI_ERROR_EMPTY,
  RB_SIP_URI_ERROR_MALFORMED,
  RB_SIP_URI_ERROR_NO_DOMAIN, /* a bare user or number, and no account to take the domain from */
} RbSipUriError;

/* What a person typed or pasted → a SIP URI. Accepts sip:, sips:, tel:, callto:, user@host,
 * user, "(010) 1234-5678" (visual separators removed only from numbers), "Name <sip:…>".
 * Digits are never rewritten beyond that. @domain (nullable) completes a bare user.
 * (transfer full) */
char *rb_sip_uri_from_input (const char *input, const char *domain, GError **error);
/* "alice" of sip:alice@host, else the host. Unescaped, valid UTF-8. (transfer full) */
char *rb_sip_uri_get_user (const char *uri);
char *rb_sip_uri_get_host (const char *uri);
/* For people: "alice@host" without scheme, port 5060 and parameters. (transfer full) */
char *rb_sip_uri_format_short (const char *uri);

G_END_DECLS
