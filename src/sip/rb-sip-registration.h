/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-agent-private.h"

G_BEGIN_DECLS

/* The registration of one agent; private to sip/. */
typedef struct _RbSipRegistration RbSipRegistration;

RbSipRegistration  *rb_sip_registration_new (RbSipAgent *agent);
void                rb_sip_registration_free (RbSipRegistration *self);
void                rb_sip_registration_start (RbSipRegistration *self);
void                rb_sip_registration_stop (RbSipRegistration *self);
/* The stack is about to be destroyed: forgets its handle, keeps what the user wants. */
void                rb_sip_registration_forget (RbSipRegistration *self);
/* There is no stack to register with. @reason: translated. */
void                rb_sip_registration_lose (RbSipRegistration *self, const char *reason);
void                rb_sip_registration_handle (RbSipRegistration *self, const RbSipStackEvent *event);
nua_handle_t       *rb_sip_registration_get_nua_handle (RbSipRegistration *self);
gboolean            rb_sip_registration_is_wanted (RbSipRegistration *self);
RbRegistrationState rb_sip_registration_get_state (RbSipRegistration *self);
guint               rb_sip_registration_get_status (RbSipRegistration *self);
const char         *rb_sip_registration_get_reason (RbSipRegistration *self);
/* The certificate for which the registration failed. (nullable) */
const RbSipCertificate *rb_sip_registration_get_refused (RbSipRegistration *self);
const char         *rb_sip_registration_get_call_id (RbSipRegistration *self); /* of its requests (nullable) */

/* Seconds until the next try after @failures failures in a row (RFC 5626 4.5): between half
 * and all of 30 s × 2ⁿ, at most 10 min. @random: any 32 bits. */
guint               rb_sip_registration_back_off (guint failures, guint32 random);

G_END_DECLS
