/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Says in one line that calls are not simply ringing here (do not disturb, forwarding, automatic answer), with
 * a button to end that; not to be seen otherwise. So nobody misses calls by a setting that was forgotten. */
#define RB_TYPE_ANSWERING_BAR (rb_answering_bar_get_type ())
G_DECLARE_FINAL_TYPE (RbAnsweringBar, rb_answering_bar, RB, ANSWERING_BAR, AdwBin)

void rb_answering_bar_set_phone (RbAnsweringBar *self, RbPhone *phone); /* once */

G_END_DECLS
