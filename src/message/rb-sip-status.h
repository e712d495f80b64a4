/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The registered reason phrase of a status code (IANA sip-parameters), or that of its class (RFC 3261 8.1.3.2). */
const char *rb_sip_status_phrase (guint status);
/* "486 Busy Here", or "478": a code that is not registered has no phrase but what its sender wrote. (transfer full) */
char *rb_sip_status_format (guint status);

G_END_DECLS
