/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How every stand-in begins, as far as the secret was long enough: letters that base64 has. */
#define RB_SDP_SECRET_MARK "HiddenByRingback"

/* The same message with a stand-in of the same length for each secret of the session: keys of a=crypto (RFC 4568), messages
 * of a=key-mgmt (RFC 4567), k= (RFC 4566 5.12) and a=ice-pwd (RFC 8839 5.4). Found line by line in any bytes, so also in a
 * damaged message and in a body that quotes one. Equal secrets have equal stand-ins within one run of the program, so that
 * a new key still shows; nothing can be computed back from them. Any thread. (transfer full): @message itself when it has none */
GBytes  *rb_sdp_hide_secrets (GBytes *message);
/* Whether a line or a value of SDP holds such a stand-in. */
gboolean rb_sdp_secret_is_hidden (const char *text);

G_END_DECLS
