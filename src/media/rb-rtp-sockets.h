/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean rb_rtp_sockets_open (const char *address, GSocket **rtp, GSocket **rtcp, GError **error);
gboolean rb_rtp_sockets_move (const char *address, GSocket *rtp, GSocket *rtcp, GError **error);
void     rb_rtp_socket_drain (GSocket *socket);

G_END_DECLS
