/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sofia-sip/msg_types.h>
#include <sofia-sip/sip.h>

G_BEGIN_DECLS

/* A message as Sofia's parser reads it: what the stack of this program would have made of it. */
typedef struct _RbSofiaMessage RbSofiaMessage;

RbSofiaMessage *rb_sofia_message_new (const guint8 *bytes, gsize length);
const sip_t    *rb_sofia_message_get_sip (RbSofiaMessage *self); /* (transfer none) */
void            rb_sofia_message_free (RbSofiaMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbSofiaMessage, rb_sofia_message_free)

G_END_DECLS
