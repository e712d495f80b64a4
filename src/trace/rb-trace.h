/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-flow.h"
#include "rb-message.h"

G_BEGIN_DECLS

/* Append-only GListModel of RbMessage. Packed records (32 B a message, and its place in a flow)
 * beside a mapped file or a byte arena; RbMessage objects are made when a list asks. One thread
 * only. */
#define RB_TYPE_TRACE (rb_trace_get_type ())
G_DECLARE_FINAL_TYPE (RbTrace, rb_trace, RB, TRACE, GObject)

RbTrace *rb_trace_new (void);
/* Lets what is full of the arena lie in files without a name in @folder (made when needed) from now on, instead of in
 * memory. NULL, as at first: in memory; so too while none can be written there. */
void     rb_trace_set_folder (RbTrace *self, const char *folder);

/* Signal "appended" (guint position) fires for each message at once (call logic, capture
 * writer); GListModel::items-changed is batched, at most every 50 ms (views), and can be
 * forced with rb_trace_flush(). rb_trace_get_n_messages() counts what was appended,
 * g_list_model_get_n_items() what was announced. Returns the position, or %RB_FLOW_NONE when
 * the trace is full (1 GiB or 4 M messages that had to be copied, 32 M in mapped files; then its
 * notes say so). */
guint rb_trace_append (RbTrace *self, const RbMessageInfo *info, GBytes *bytes);
void  rb_trace_flush (RbTrace *self);
guint rb_trace_get_n_messages (RbTrace *self);

RbMessage           *rb_trace_get_message (RbTrace *self, guint position); /* (transfer full) */
gboolean             rb_trace_get_info (RbTrace *self, guint position, RbMessageInfo *info); /* FALSE beyond the end */
gint64               rb_trace_get_time (RbTrace *self, guint position);                      /* wall clock, µs; 0 beyond the end */
/* Bytes of one message, valid until the next append. */
const guint8        *rb_trace_peek_bytes (RbTrace *self, guint position, gsize *length);

/* Flows in order of their first message; GListModel of RbFlow, updated at once. (transfer none) */
GListModel *rb_trace_get_flows (RbTrace *self);
/* A Call-ID may have several: its newest call, or the first flow when there is none. (transfer none) (nullable) */
RbFlow     *rb_trace_find_flow (RbTrace *self, const char *call_id);
GPtrArray  *rb_trace_find_flows (RbTrace *self, const char *call_id); /* all of them, in order. (transfer container) */
RbFlow     *rb_trace_get_flow_of (RbTrace *self, guint position);   /* (transfer none) (nullable) */
/* Numbers of the flows with one of @positions (element-type guint) (nullable): NULL: of all. (transfer full) (element-type guint) */
GArray     *rb_trace_list_flows_with (RbTrace *self, const GArray *positions);
/* What the trace knows of one message inside its flow (retransmission, response). */
const RbFlowStep *rb_trace_get_step (RbTrace *self, guint position); /* (nullable) valid until the next append */
guint       rb_trace_get_step_number (RbTrace *self, guint position); /* in its flow, from 0; %RB_FLOW_NONE when it has none */

/* Notes that a capture is incomplete ("the disk was full: 12 messages missing"); shown with the trace. */
void        rb_trace_add_note (RbTrace *self, const char *note);
const char *rb_trace_get_notes (RbTrace *self); /* (nullable) newline separated */

/* What somebody wrote about one message: a comment of the capture file, or the user's own. */
const char *rb_trace_get_note (RbTrace *self, guint position); /* (nullable) */
void        rb_trace_set_note (RbTrace *self, guint position, const char *note); /* @note: (nullable) */
/* The name a capture file gives an address, whose port does not matter; nothing is ever looked up. */
const char *rb_trace_get_name (RbTrace *self, const RbEndpoint *address); /* (nullable) */
void        rb_trace_add_name (RbTrace *self, const RbEndpoint *address, const char *name);

/* RTP streams of the capture, once it was read (rb-rtp-table.h). (transfer none) (nullable) */
typedef struct _RbRtpTable RbRtpTable;
RbRtpTable *rb_trace_get_rtp (RbTrace *self);
void        rb_trace_set_rtp (RbTrace *self, RbRtpTable *rtp); /* @rtp: (transfer full): finished */

G_END_DECLS
