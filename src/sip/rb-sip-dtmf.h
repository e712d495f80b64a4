/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* DTMF digits in INFO requests; private to sip/.
 * The digit in a body of @content_type "application/dtmf-relay" or "application/dtmf"; 0 when there is none. */
char  rb_sip_dtmf_parse (const char *content_type, const char *body);
/* Body of type application/dtmf-relay. (transfer full) */
char *rb_sip_dtmf_format (char digit, guint duration_ms);

G_END_DECLS
