/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* What Replaces (RFC 3891 3) of the INVITE @sip means: 0 and NULL in @replaced: it has none; 0 and a call (transfer full):
 * that one is to be taken over; else the status to refuse the INVITE with. */
guint rb_sip_replaces_find (RbSipAgent *agent, const sip_t *sip, RbSipCall **replaced);

G_END_DECLS
