/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* What a person should know of a call beside its name and state, a sentence a line: which account it uses where
 * there are several, what was dialled when something else was sent, who forwarded or transferred it, that the caller
 * hides, how a transfer fares. (transfer full): "" when there is nothing to say. */
char *rb_call_facts_format (RbPhone *phone, RbCall *call);

G_END_DECLS
