/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-index.h"

G_BEGIN_DECLS

typedef enum
{
  RB_PROBLEM_WARNING, /* worth knowing; the message stands */
  RB_PROBLEM_REFUSAL, /* follows the grammar, but whoever gets it refuses or drops it */
  RB_PROBLEM_ERROR,   /* breaks the grammar or contradicts itself */
} RbProblemSeverity;

/* "error", translated. */
const char *rb_problem_severity_get_label (RbProblemSeverity severity);

/**
 * RbMessageProblem:
 * @id: short name that never changes: "cseq-method"
 * @response: status with which a request is refused for this; 0 when it is not, and for responses, which are
 *   dropped instead
 * @section: where the rule stands: "RFC 3261 8.1.1.5"
 * @sentence: what is wrong, translated
 * @span: the bytes concerned; length 0 when something is missing
 */
typedef struct
{
  const char       *id;
  RbProblemSeverity severity;
  guint             response;
  const char       *section;
  char             *sentence;
  RbSpan            span;
} RbMessageProblem;

typedef enum
{
  RB_MESSAGE_VALID,
  RB_MESSAGE_REFUSED, /* valid, but to be refused (a request) or dropped (a response) */
  RB_MESSAGE_INVALID,
} RbMessageVerdict;

/* All that is wrong with a message, in the order of its bytes as far as it has one. (transfer full) (element-type RbMessageProblem) */
GPtrArray       *rb_message_check (const guint8 *bytes, gsize length);
/* The worst of them; @problem (out) (optional) (nullable) gets the first of that kind. */
RbMessageVerdict rb_message_check_get_verdict (GPtrArray *problems, const RbMessageProblem **problem);

G_END_DECLS
