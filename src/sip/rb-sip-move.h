/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

#include <glib.h>

G_BEGIN_DECLS

/* Opens @url in a stack that runs, beside the sockets it has, and makes it the address that its dialogs use from now on
 * (RFC 3261 12.2.1.1, 14). nua_i_network_changed tells when it has: 200, or 900 when it could not be opened. */
void rb_sip_move (nua_t *nua, const char *url);

G_END_DECLS
