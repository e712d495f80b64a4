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

/* A timer that fired and made somebody send a message. */
typedef enum
{
  RB_LADDER_TIMER_NONE,
  RB_LADDER_TIMER_COPY,      /* the message came again */
  RB_LADDER_TIMER_B,         /* nobody answered the INVITE (RFC 3261 17.1.1.2), or F, another request */
  RB_LADDER_TIMER_NO_ANSWER, /* the proxy gave up the call it had sent on */
  RB_LADDER_TIMER_NO_ANSWER_LIKELY, /* the same, as far as the caller's leg tells */
} RbLadderTimer;

/**
 * RbLadderRow:
 * @transaction: picks a colour
 * @exchange: equal for what belongs together: request, responses, ACK
 * @cause: position of the message that made this one be sent: the request of a response, the response an ACK
 *   acknowledges, the message a proxy passed on, the challenge before credentials, the first copy; %RB_FLOW_NONE when
 *   none is known
 * @timer: that made it be sent; @note tells it
 * @silence: (nullable): how long nothing was sent before it, when that was long: "12.3 s later"
 * @call: number of its call, from 1, where the ladder has several flows; else 0
 * @words: @label without the mark of its call
 *
 * One arrow. @from and @to are lane numbers.
 */
typedef struct
{
  guint         position; /* in the trace */
  gint64        time_us;  /* since the first row */
  guint64       exchange;
  guint         cause;
  RbLadderTimer timer;
  char         *silence;
  guint         from;
  guint         to;
  RbLadderStyle style;
  guint         transaction;
  gboolean      retransmission;
  gboolean      synthetic;
  guint         call;
  char         *label;  /* "INVITE with credentials (SDP)", "180 Ringing", …; "② 180 Ringing" of the second of several calls */
  const char   *words;
  char         *note;   /* (nullable) "×2, timer A 0.5 s", "after 166 ms" */
} RbLadderRow;

#define RB_LADDER_MAX_BRACKETS 4
#define RB_LADDER_MAX_TIES 4
#define RB_LADDER_MAX_SPANS 4

/**
 * RbLadderSpan:
 * @slot: from 0, side by side
 * @lane: of the client whose transaction it is; of the sender of copies
 * @begins, @ends: it does in this row, at its arrow
 * @touches: the row's message is part of it
 *
 * What one row shows of a vertical line: the bracket of a transaction, or the tie of a message's copies.
 */
typedef struct
{
  guint    slot;
  guint    lane;
  guint    transaction;
  gboolean begins;
  gboolean ends;
  gboolean touches;
} RbLadderSpan;

typedef enum
{
  RB_LADDER_BAND_EARLY,   /* before the answer (RFC 3960) */
  RB_LADDER_BAND_BOTH,    /* both may send */
  RB_LADDER_BAND_ONE_WAY, /* one of them may: on hold, mostly */
  RB_LADDER_BAND_SILENT,  /* nobody may */
} RbLadderBandKind;

/**
 * RbLadderBand:
 * @left, @right: lanes between which the media goes; others stand in between
 * @begins, @ends: it does in this row, at its arrow
 * @names: here its name is to be written
 * @follows: another one, of the kind @before, goes as far as the arrow this one begins at
 * @text: what was agreed: "PCMU", "opus, on hold: only the caller sends"; belongs to the ladder, until "changed"
 *
 * What one row shows of the media that was agreed (RFC 3264), from its answer to its end.
 */
typedef struct
{
  RbLadderBandKind kind;
  guint            left;
  guint            right;
  gboolean         begins;
  gboolean         ends;
  gboolean         names;
  gboolean         follows;
  RbLadderBandKind before;
  const char      *text;
} RbLadderBand;

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
/* Of how many flows; 0: of a list of messages. The calls have the numbers 1 … in the order of @flows. */
guint               rb_ladder_get_n_calls (RbLadder *self);
RbFlow             *rb_ladder_get_call (RbLadder *self, guint number); /* (transfer none) (nullable) */
/* How arrows are marked that belong to call @number: "②"; "(21)" beyond 20. (transfer full) */
char               *rb_ladder_format_call_mark (guint number);
/* Limits a ladder of flows to some of their RbMessage (what a filter lets through); its lanes stay. */
void                rb_ladder_show_only (RbLadder *self, GListModel *messages);
guint               rb_ladder_get_n_lanes (RbLadder *self);
const RbLadderLane *rb_ladder_get_lane (RbLadder *self, guint n);
guint               rb_ladder_get_n_rows (RbLadder *self);
const RbLadderRow  *rb_ladder_get_row (RbLadder *self, guint n); /* valid until "changed" */
/* Brackets of the transactions that cross row @n, at most %RB_LADDER_MAX_BRACKETS, and ties of copies, at most
 * %RB_LADDER_MAX_TIES. Return how many; take no longer in a long ladder. What has no slot is not drawn. */
guint               rb_ladder_list_brackets (RbLadder *self, guint n, RbLadderSpan *brackets);
guint               rb_ladder_list_ties (RbLadder *self, guint n, RbLadderSpan *ties);
guint               rb_ladder_get_n_bracket_slots (RbLadder *self);
/* FALSE: no media in that row. */
gboolean            rb_ladder_get_band (RbLadder *self, guint n, RbLadderBand *band);
/* The row of a message; %RB_FLOW_NONE when it has none. */
guint               rb_ladder_find_row (RbLadder *self, guint position);
/* The next (@step 1) or previous (-1) row of the same exchange; %RB_FLOW_NONE at its end. */
guint               rb_ladder_find_in_exchange (RbLadder *self, guint n, int step);
/* Row @n in whole sentences, translated, for screen readers and tooltips. (transfer full) (nullable) */
char               *rb_ladder_format_sentence (RbLadder *self, guint n);
/* (transfer none) (nullable) */
RbTrace            *rb_ladder_get_trace (RbLadder *self);
/* @own: (nullable): the trace of this program's own phone, which is one of the parties in @self, a ladder of flows
 * of the practice network's trace: its lanes are "You" then. */
void                rb_ladder_set_own (RbLadder *self, RbTrace *own);
/* Fixed-width text, one line a row, under lane headings. @width columns in all, 0 = 108. (transfer full) */
char               *rb_ladder_to_text (RbLadder *self, guint width);

G_END_DECLS
