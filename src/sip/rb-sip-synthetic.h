/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* Adds to the trace a response that our own stack made because none came; private to sip/. It
 * answers the last request sent with @call_id and @method; when none ever left, it says at
 * least from whom (@from) to whom (@to). */
void rb_sip_synthetic_append (RbSipAgent *agent, const char *call_id, const char *from, const char *to, const char *method, guint status,
                              const char *phrase);
/* The text of such a response to @request, RFC 3261 8.2.6. (transfer full) */
char *rb_sip_synthetic_format (const guint8 *request, gsize length, guint status, const char *phrase);

G_END_DECLS
