/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* An event on a handle that nobody owns: the first request of something new, or what the stack answered by itself.
 * Takes @handle. */
void rb_sip_first_request_handle (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event);

G_END_DECLS
