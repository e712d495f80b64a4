/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean rb_opus_packet_is_valid (const guint8 *packet, gsize size);

G_END_DECLS
