/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-call-private.h"

G_BEGIN_DECLS

/* REFER and its reports inside a call (RFC 3515); rb_sip_call_refer() and its neighbours are in rb-sip-call.h. */

void  rb_sip_call_on_refer (RbSipCall *self, const RbSipStackEvent *event);
void  rb_sip_call_on_refer_response (RbSipCall *self, const RbSipStackEvent *event);
void  rb_sip_call_on_notify (RbSipCall *self, const RbSipStackEvent *event);
void  rb_sip_call_on_notify_response (RbSipCall *self, const RbSipStackEvent *event);
/* The session is over, but reports of a transfer go on (RFC 5057): the handle stays for them. */
gboolean rb_sip_call_has_reports (RbSipCall *self);

/* The status of a message/sipfrag body (RFC 3420) that begins with a status line; 0: it does not. */
guint rb_sip_sipfrag_parse (const char *body, gsize length);
/* “<sip:bob@example.org?Replaces=…>”. @replaces (nullable): as in the header. (transfer full) */
char *rb_sip_refer_to_format (const char *target, const char *replaces);
/* The other way: @target and @replaces (out) (transfer full), the latter (nullable).
 * FALSE: no sip(s) URI, or another method than INVITE is wanted. */
gboolean rb_sip_refer_to_parse (const sip_refer_to_t *refer_to, char **target, char **replaces);

G_END_DECLS
