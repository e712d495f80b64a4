/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

/* Cuts one direction of a stream into SIP messages (RFC 3261 18.3); private to sip/. */
typedef struct _RbSipFrame RbSipFrame;

/* @kind: SIP, KEEP_ALIVE or DAMAGED. @bytes are valid during the call. */
typedef void (*RbSipFrameFunc) (RbMessageKind kind, const guint8 *bytes, gsize length, gpointer data);

RbSipFrame *rb_sip_frame_new (void);
void        rb_sip_frame_free (RbSipFrame *self);
/* Calls @func for each piece that @bytes completes. */
void        rb_sip_frame_feed (RbSipFrame *self, const guint8 *bytes, gsize length, RbSipFrameFunc func, gpointer data);
/* The stream has ended: hands over what never became a message. */
void        rb_sip_frame_flush (RbSipFrame *self, RbSipFrameFunc func, gpointer data);
/* What a whole datagram is. */
RbMessageKind rb_sip_frame_classify (const guint8 *bytes, gsize length);

G_END_DECLS
