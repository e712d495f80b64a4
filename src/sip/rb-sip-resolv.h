/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Nameserver guard; private to sip/.
 * The text of a resolv.conf without the nameservers that cannot be reached from here; other
 * lines stay as they are. (transfer full) */
char    *rb_sip_resolv_filter (const char *text);
/* Writes what rb_sip_resolv_filter() makes of @source (missing: of an empty file) to @path. */
gboolean rb_sip_resolv_write (const char *source, const char *path, GError **error);

G_END_DECLS
