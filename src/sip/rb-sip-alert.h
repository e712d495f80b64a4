/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* Whether the user part of the request's URI is @config's user. Any thread. Used by the agent, it
 * also makes the linker take rb-sip-alert.c from the library. */
gboolean rb_sip_alert_is_for (const RbSipAgentConfig *config, const sip_t *sip);

G_END_DECLS
