/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-endpoint.h"

G_BEGIN_DECLS

/* What was written about the messages of a trace: notes on single messages (comments of a
 * capture file, the user's own), and names for addresses. */
typedef struct _RbRemarks RbRemarks;

RbRemarks  *rb_remarks_new (void);
void        rb_remarks_free (RbRemarks *self);
void        rb_remarks_set_note (RbRemarks *self, guint position, const char *note); /* (nullable): NULL removes it */
const char *rb_remarks_get_note (const RbRemarks *self, guint position);             /* (nullable) */
/* The port of @address means nothing here; the first name given to an address stays. */
void        rb_remarks_add_name (RbRemarks *self, const RbEndpoint *address, const char *name);
const char *rb_remarks_get_name (const RbRemarks *self, const RbEndpoint *address); /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbRemarks, rb_remarks_free)

G_END_DECLS
