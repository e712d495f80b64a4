/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-flow.h"
#include "rb-trace.h"

G_BEGIN_DECLS

typedef struct
{
  RbEndpoint endpoint;
  char      *title;    /* "You", "Proxy", "Callee" … translated */
  char      *subtitle; /* "127.0.0.1:5060" */
} RbLadderLane;

typedef enum
{
  RB_LADDER_REQUEST,
  RB_LADDER_RESPONSE,
  RB_LADDER_KEEP_ALIVE,
  RB_LADDER_DAMAGED,
} RbLadderStyle;

/**
 * RbLadderRow:
 *
 * One arrow. @from and @to are lane numbers. @transaction picks a colour.
 */
typedef struct
{
  guint         position; /* in the trace */
  gint64        time_us;  /* since the first row */
  guint         from;
  guint         to;
  RbLadderStyle style;
  guint         transaction;
  gboolean      retransmission;
  gboolean      synthetic;
  char         *label;  /* "INVITE with credentials (SDP)", "180 Ringing", … */
  char         *note;   /* (nullable) "×2, timer A 0.5 s", "after 166 ms" */
} RbLadderRow;

/* Lanes and arrows of some of a trace's messages; grows with the trace. The one model behind
 * the widget and every exporter. GListModel::items-changed comes from @self's "changed" signal. */
#define RB_TYPE_LADDER (rb_ladder_get_type ())
G_DECLARE_FINAL_TYPE (RbLadder, rb_ladder, RB, LADDER, GObject)

/* Ladder of one flow. */
RbLadder           *rb_ladder_new_for_flow (RbFlow *flow);
/* Ladder of the flows that are one call (element-type RbFlow): see rb_join_list_flows(). */
RbLadder           *rb_ladder_new_for_flows (GPtrArray *flows);
/* Ladder of a list of RbMessage (a scope of the trace: everything, registrations). */
RbLadder           *rb_ladder_new_for_messages (RbTrace *trace, GListModel *messages);
/* The same of messages that a filter picked out of several calls: each call shown has all its lanes. */
RbLadder           *rb_ladder_new_for_picked_messages (RbTrace *trace, GListModel *messages);
/* Limits a ladder of flows to some of their RbMessage (what a filter lets through); its lanes stay. */
void                rb_ladder_show_only (RbLadder *self, GListModel *messages);
guint               rb_ladder_get_n_lanes (RbLadder *self);
const RbLadderLane *rb_ladder_get_lane (RbLadder *self, guint n);
guint               rb_ladder_get_n_rows (RbLadder *self);
const RbLadderRow  *rb_ladder_get_row (RbLadder *self, guint n); /* valid until "changed" */
/* Fixed-width text, one line a row, under lane headings. @width columns in all, 0 = 108. (transfer full) */
char               *rb_ladder_to_text (RbLadder *self, guint width);

G_END_DECLS
