/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sofia's log; private to sip/. Takes it off the terminal: what it says goes to GLib's debug
 * messages. @read_messages: also take the SIP messages that TPTAG_LOG(1) puts into it and add
 * them to the trace. */
void rb_sip_log_start (gboolean read_messages);

G_END_DECLS
