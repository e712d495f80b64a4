/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sentences for results; rb_sip_reason_text() in rb-sip-call.h is the public one. Private. */

/* For a @status and @phrase that our own stack made because nothing came back. @what: the
 * address asked for, @server: where that led (URI, "host" or "host:port"), @limit_s: how long
 * was waited, 0 when it failed at once. (transfer full) */
char *rb_sip_reason_no_response (guint status, const char *phrase, const char *what, const char *server, guint limit_s);
/* For a registration that @registrar refused with @status. (transfer full) */
char *rb_sip_reason_registration (guint status, const char *phrase, const char *registrar);

G_END_DECLS
