/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-negotiation.h"

G_BEGIN_DECLS

/* The m= lines of an offer beside those of its answer (rb-negotiation-line.c); either may be NULL.
 * (transfer full) (element-type RbMediaLine) */
GArray *rb_media_lines_new (const RbSdp *offer, const RbSdp *answer);

G_END_DECLS
