/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-comparison-align.h"

G_BEGIN_DECLS

/* Why line @item of the alignment is not as in the textbook; %RB_REASON_NONE: it is, or nobody can see. */
RbReasonId rb_reason_find (const RbRealFlow *real, const RbTextbookFlow *textbook, const RbAlignment *alignment,
                           guint item);
/* The sentences, with what is known of this message. (transfer full) */
char *rb_reason_format (RbReasonId id, const RbRealFlow *real, const RbAlignedItem *item);

G_END_DECLS
