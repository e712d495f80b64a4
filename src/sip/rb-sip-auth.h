/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

#include <glib.h>

G_BEGIN_DECLS

/* Digest authentication of our requests; private to sip/. */

/* Puts our digest in the place of the library's; once per process. */
void     rb_sip_auth_install (void);
/* Answers the challenges of a 401 or 407 that @handle received. @answered: realms already
 * answered on this handle, added to. FALSE when there is nothing to answer with, or the
 * same realm asks again: the password is wrong (RFC 3261 22.1: try once). */
gboolean rb_sip_auth_answer (nua_handle_t *handle, const sip_t *sip, const char *user, const char *password, GHashTable *answered);

G_END_DECLS
