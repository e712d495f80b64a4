/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One trusted certificate in place of all authorities; private to sip/. */

/* A stack that is told to read its authorities from the file @ca_bundle connects from now on only
 * to a server whose certificate has the SHA-256 @fingerprint (64 hex digits). */
void     rb_sip_pin_set (const char *ca_bundle, const char *fingerprint);
/* Whether a stack has taken it up. FALSE: the hook does not work here, and TLS must not be used. */
gboolean rb_sip_pin_is_enforced (const char *ca_bundle);
void     rb_sip_pin_remove (const char *ca_bundle);

G_END_DECLS
