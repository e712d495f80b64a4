/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent.h"

G_BEGIN_DECLS

/* A caller who hides (RFC 3323, RFC 3325); private to sip/. */

#define RB_SIP_PRIVACY_FROM "\"Anonymous\" <sip:anonymous@anonymous.invalid>" /* RFC 3323 4.1.1.3 */

/* A Contact that leads back to our @port when @target calls; @hide: it names nobody. (transfer full) */
char *rb_sip_privacy_make_contact (RbSipAgent *agent, const char *target, guint16 port, gboolean hide);
/* “P-Preferred-Identity: …”: who we are, for the server, which does not pass it on (RFC 3325 9.2).
 * (transfer full) (nullable): a direct call tells nobody */
char *rb_sip_privacy_make_preferred (RbSipAgent *agent);

G_END_DECLS
