/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/**
 * RbTextbookStep:
 * @from, @to: lanes of the flow; @from < @to: away from the caller
 * @label: as on the arrow of a ladder: "INVITE", "180 Ringing"
 * @method: of the request, or of the CSeq
 * @status: 0: a request
 * @optional: may be missing (100 Trying …)
 * @credentials: a request that answers a challenge
 * @in_dialog: an INVITE that changes a session that exists, or what belongs to it
 * @expires_zero: a REGISTER that removes the binding, or a response to it
 * @repeat: the message of an earlier step, sent again by a timer
 * @any_failure: so is any other final response of 400 and more but 401, 407 and 487
 * @also: (element-type guint) (nullable): other status codes that are just as much by the book
 *
 * One arrow of a standard flow.
 */
typedef struct
{
  guint from;
  guint to;
  char *label;
  char *method;
  guint status;
  gboolean optional;
  gboolean credentials;
  gboolean in_dialog;
  gboolean expires_zero;
  gboolean repeat;
  gboolean any_failure;
  GArray *also;
} RbTextbookStep;

/**
 * RbTextbookFlow:
 * @id: "no-answer"; with "-direct" at its end: the same without a proxy
 * @title: translated
 * @source: "RFC 3665 3.8"; "Lab report 1" for what only the lab report's textbook has
 * @lanes: of RbParty, as pointers, from left to right; a registrar is a proxy here
 * @steps: of RbTextbookStep
 *
 * One standard flow of data/flows (documented in data/flows/schema.json). Lives as long as the program.
 */
typedef struct
{
  char *id;
  char *title;
  char *source;
  GPtrArray *lanes;
  GArray *steps;
} RbTextbookFlow;

GPtrArray *rb_textbook_get_flows (void);                 /* (transfer none) (element-type RbTextbookFlow) */
const RbTextbookFlow *rb_textbook_find (const char *id); /* (nullable) */
/* The one that the verdict on @flow calls for, with as many proxies as the trace shows. (nullable): there is none */
const RbTextbookFlow *rb_textbook_choose (RbFlow *flow);

/* For drawing one: */
guint rb_textbook_flow_get_n_lanes (const RbTextbookFlow *self);
/* "Caller", "Proxy 2", "Registrar" … translated. (transfer full) */
char *rb_textbook_flow_dup_lane_title (const RbTextbookFlow *self, guint lane);
guint rb_textbook_flow_get_n_steps (const RbTextbookFlow *self);
const RbTextbookStep *rb_textbook_flow_get_step (const RbTextbookFlow *self,
                                                 guint n); /* (nullable): NULL beyond the end */
/* Where it is written, for a link; NULL when no RFC has it. (transfer none) (nullable) */
const char *rb_textbook_flow_get_rfc (const RbTextbookFlow *self);

G_END_DECLS
