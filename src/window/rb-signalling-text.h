/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* Seconds with @decimals digits after a point, whatever the locale, as Wireshark writes them. (transfer full) */
char *rb_signalling_format_seconds (gint64 us, guint decimals);

/* "+0.168", the time of a ladder's row. (transfer full) */
char *rb_signalling_format_ladder_time (gint64 us);

/* What the trace knows of a message beside its bytes ("Response to No. 1 after 166.032 ms"),
 * or NULL. @position in @trace. (transfer full) (nullable) */
char *rb_signalling_format_step (RbTrace *trace, guint position);

G_END_DECLS
