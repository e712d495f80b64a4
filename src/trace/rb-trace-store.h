/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-key-map.h"
#include "rb-message.h"
#include "rb-path.h"

G_BEGIN_DECLS

/**
 * RbTraceRecord:
 * @chunk: number of what the bytes lie in, and @offset there
 * @path: number of the two endpoints and the transport
 * @flow: number of the flow, or G_MAXUINT32
 * @step: in the flow
 *
 * One message.
 */
typedef struct
{
  gint64  wall_us;
  guint64 chunk : 24;
  guint64 offset : 40;
  guint32 length;
  guint32 path : 28;
  guint32 direction : 2;
  guint32 kind : 2;
  guint32 flow;
  guint32 step;
} RbTraceRecord;

/* Messages, packed: append only. Nothing moves between two appends, and nothing is held in reserve but the end of
 * the last block. */
typedef struct
{
  GPtrArray *blocks; /* of RbTraceRecord[] */
  GPtrArray *monos;  /* of gint64[], parallel; NULL where no message has a monotonic time */
  guint      n_records;

  GArray  *chunks; /* of GBytes and where they begin */
  guint8  *fill;   /* writable end of the newest shared chunk of the arena */
  guint32  fill_chunk;
  gsize    fill_used;
  guint64  copied_bytes; /* in the arena */
  char    *folder;       /* (nullable): where its full chunks go */
  GBytes  *owner;        /* last one seen, and its chunk */
  guint32  owner_chunk;

  GArray  *paths;
  RbKeyMap path_numbers;
  gboolean full;
} RbTraceStore;

void           rb_trace_store_init (RbTraceStore *self);
void           rb_trace_store_clear (RbTraceStore *self);
void           rb_trace_store_set_folder (RbTraceStore *self, const char *folder); /* @folder: (nullable) */
/* @owner: (nullable): what @bytes may lie in and stay in (a mapped file); @shared: (nullable): the
 * same bytes, to be kept by reference when large. Returns NULL when the store is full. */
RbTraceRecord *rb_trace_store_append (RbTraceStore *self, const RbMessageInfo *info, const RbPathKeys *keys,
                                      GBytes *owner, GBytes *shared, const guint8 *bytes, gsize length);
RbTraceRecord *rb_trace_store_get (const RbTraceStore *self, guint position); /* (nullable): NULL beyond the end */
const guint8  *rb_trace_store_get_bytes (const RbTraceStore *self, const RbTraceRecord *record);
GBytes        *rb_trace_store_get_owner (const RbTraceStore *self, const RbTraceRecord *record); /* (transfer none): what they lie in */
GBytes        *rb_trace_store_dup_bytes (const RbTraceStore *self, const RbTraceRecord *record); /* (transfer full) */
void           rb_trace_store_get_info (const RbTraceStore *self, guint position, RbMessageInfo *info);
gint64         rb_trace_store_get_mono (const RbTraceStore *self, guint position); /* µs, 0: none */

G_END_DECLS
