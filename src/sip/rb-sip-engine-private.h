/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-engine.h"

G_BEGIN_DECLS

/* Whether the resolv.conf of @self names any. */
gboolean rb_sip_engine_has_nameserver (RbSipEngine *self);

/* A private directory for this run, removed with rb_sip_engine_remove_directory() or at exit
 * at the latest. NULL and @error when it cannot be made. (transfer full) */
char *rb_sip_engine_make_directory (GError **error);
void  rb_sip_engine_remove_directory (const char *path);

/* Such a directory with the file that TPTAG_CERTIFICATE wants in it: the system's certificate
 * authorities and those of @ca_file (nullable); with @pin (nullable, SHA-256 in hex) no authority at
 * all, and whoever reads the file trusts only that certificate. (transfer full) */
#define RB_SIP_TRUST_FILE "cafile.pem"
char *rb_sip_engine_make_trust (const char *ca_file, const char *pin, GError **error);
/* Removes what rb_sip_engine_make_trust() made. */
void  rb_sip_engine_remove_trust (const char *directory);

G_END_DECLS
