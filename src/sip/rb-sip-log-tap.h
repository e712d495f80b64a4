/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The tap of last resort, when the hooks do not work: reads Sofia's own log of messages
 * (TPTAG_LOG(1)). Public, but line ends, NULs and long lines are lost. Private to sip/. */
void rb_sip_log_tap_start (void);

G_END_DECLS
