/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a section as lessons write it ("RFC 3261 17.1.1.2") is to be read: its page at the RFC editor. Of several the
 * first. (transfer full) (nullable): NULL when @rfc names no RFC */
char *rb_rfc_dup_uri (const char *rfc);

G_END_DECLS
