/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lesson.h"

G_BEGIN_DECLS

/**
 * RbTextbookStep:
 * @from, @to: lanes of the flow
 * @label: as on the arrow of a ladder: "INVITE", "180 Ringing"
 * @optional: may be missing (100 Trying …)
 */
typedef struct
{
  guint    from;
  guint    to;
  char    *label;
  char    *method; /* of the request, or of the CSeq */
  guint    status; /* 0: a request */
  gboolean optional;
} RbTextbookStep;

/* One standard flow of data/flows. Lives as long as the program. */
typedef struct
{
  char      *id;     /* "no-answer" */
  char      *title;  /* translated */
  char      *source; /* "RFC 3665 3.8", or the textbook of the lab report */
  GPtrArray *lanes;  /* of RbParty, as pointers */
  GArray    *steps;  /* of RbTextbookStep */
} RbTextbookFlow;

GPtrArray            *rb_textbook_get_flows (void);            /* (transfer none) (element-type RbTextbookFlow) */
const RbTextbookFlow *rb_textbook_find (const char *id);       /* (nullable) */
const RbTextbookFlow *rb_textbook_choose (RbFlow *flow);       /* the one its verdict calls for. (nullable) */

G_END_DECLS
