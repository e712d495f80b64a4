/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-sofia.h"

G_BEGIN_DECLS

/* BYE at once, whatever else waits for its answer in the dialog. @reason: (nullable) value of Reason (RFC 3326). */
void rb_sip_send_bye (nua_handle_t *handle, const char *reason);

G_END_DECLS
