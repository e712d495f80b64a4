/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* Sends every later SIP message of a trace, as it is, to a HEP3 server: Homer, or
 * `sngrep -L udp:ADDRESS:PORT` elsewhere. Main context only. */
typedef struct _RbHepSender RbHepSender;

/* One sentence: why messages do not arrive. */
typedef void (*RbHepFailedFunc) (const char *sentence, gpointer data);

/**
 * rb_hep_sender_new:
 * @server: "HOST[:PORT]" or "[IPv6][:PORT]"; the port of Homer when there is none
 * @failed: called once for each thing that goes wrong later
 *
 * Returns: (transfer full) (nullable): NULL when @server cannot be understood
 */
RbHepSender *rb_hep_sender_new (RbTrace *trace, const char *server, RbHepFailedFunc failed, gpointer data,
                                GError **error);
void         rb_hep_sender_free (RbHepSender *self);

/* Sends the phone's signalling to @server from now on; NULL: to nobody. What goes wrong later
 * is told by the phone's "notice". FALSE with @error: @server cannot be understood, and nothing
 * is sent. */
gboolean rb_phone_send_hep (RbPhone *phone, const char *server, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbHepSender, rb_hep_sender_free)

G_END_DECLS
