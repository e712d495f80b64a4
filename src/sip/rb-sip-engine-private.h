/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-engine.h"

G_BEGIN_DECLS

/* Directory with the cafile.pem that TPTAG_CERTIFICATE names: the system's authorities and
 * those of @ca_file (nullable). NULL and @error when it cannot be written. (transfer full):
 * the caller removes it with rb_sip_engine_remove_directory(). */
char *rb_sip_engine_make_trust (RbSipEngine *self, const char *ca_file, GError **error);
void  rb_sip_engine_remove_directory (const char *path);

G_END_DECLS
