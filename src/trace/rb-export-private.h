/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-export.h"
#include "rb-ladder.h"

G_BEGIN_DECLS

/* One export under way. A format appends to @buffer and calls rb_export_flush() after each call
 * or message, so that the size of the trace does not matter. */
typedef struct
{
  RbTrace               *trace;
  const RbExportOptions *options; /* never NULL */
  guint8                *wanted;  /* (nullable) a bit a message; NULL: all */
  GString               *buffer;
  GOutputStream         *out;
  GCancellable          *cancellable;
} RbExport;

/* The message is to be written. */
gboolean rb_export_wants (const RbExport *self, guint position);
/* The first wanted message from *@position on; FALSE when there is none. */
gboolean rb_export_next_message (const RbExport *self, guint *position);
/* The first flow from number *@n on with a wanted message; *@n becomes the number behind it.
 * (transfer full) (nullable) */
RbFlow  *rb_export_next_flow (const RbExport *self, guint *n);
/* The same for ladders: only the first of the flows that are shown in one. */
RbFlow  *rb_export_next_ladder (const RbExport *self, guint *n);
/* Of the wanted messages of @flow, or of the flows that are shown together. (transfer full) */
RbLadder *rb_export_make_ladder (const RbExport *self, RbFlow *flow);
/* Of call @number, from 1: "INVITE  sip:alice@… → sip:bob@…", marked where there are several. (transfer full) */
char    *rb_export_format_heading (RbLadder *ladder, guint number);
/* Hands a full buffer on. */
gboolean rb_export_flush (RbExport *self, GError **error);
/* "2026-01-01T00:00:00.000000Z", "" for a time no calendar has. (transfer full) */
char    *rb_export_format_wall (gint64 wall_us);

gboolean rb_export_summary (RbExport *self, GError **error);
gboolean rb_export_ladder (RbExport *self, GError **error);
gboolean rb_export_json (RbExport *self, GError **error);
gboolean rb_export_text (RbExport *self, GError **error);
gboolean rb_export_csv (RbExport *self, GError **error);
gboolean rb_export_mermaid (RbExport *self, GError **error);
gboolean rb_export_svg (RbExport *self, GError **error);
gboolean rb_export_pcapng (RbExport *self, GError **error);
gboolean rb_export_exported_pdu (RbExport *self, GError **error);

G_END_DECLS
