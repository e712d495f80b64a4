/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-explain-private.h"

G_BEGIN_DECLS

/* How the SDP of a message differs from the one its sender gave before; facts beside RbSceneFact. */
#define RB_SESSION_HOLD RB_OWN_FACT (24)
#define RB_SESSION_RESUME RB_OWN_FACT (25)
#define RB_SESSION_LINES RB_OWN_FACT (26)
#define RB_SESSION_CODECS RB_OWN_FACT (27)
#define RB_SESSION_MOVED RB_OWN_FACT (28)
#define RB_SESSION_SAME RB_OWN_FACT (29)
#define RB_SESSION_TIMER RB_OWN_FACT (30) /* it has Session-Expires (RFC 4028) */

/* Sets them, and the words {direction} {codecs} {old_sdp} {held} {session_expires} {since_refresh}. */
void rb_explain_compare_session (RbScene *self);
/* A challenge that refuses the nonce only (RFC 7616 3.3). */
gboolean rb_explain_is_stale (const RbReading *challenge);
/* {realm} of the challenge that @self is. */
void rb_scene_quote_realm (RbScene *self);

G_END_DECLS
