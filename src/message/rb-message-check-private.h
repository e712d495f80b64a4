/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message-check.h"
#include "rb-sip-scan.h"

G_BEGIN_DECLS

/* One for each row of the table in rb-message-problem.c. */
typedef enum
{
  PROBLEM_ACCEPT,
  PROBLEM_ADDRESS_SPACE,
  PROBLEM_AUTH_SCHEME,
  PROBLEM_BRACKET_OPEN,
  PROBLEM_BRANCH_COOKIE,
  PROBLEM_BRANCH_EMPTY,
  PROBLEM_CALL_ID,
  PROBLEM_CHARACTER,
  PROBLEM_CONTACT_MISSING,
  PROBLEM_CONTENT_TYPE_MISSING,
  PROBLEM_CSEQ,
  PROBLEM_CSEQ_LARGE,
  PROBLEM_CSEQ_METHOD,
  PROBLEM_CSEQ_RANGE,
  PROBLEM_DATE,
  PROBLEM_DISPLAY_NAME,
  PROBLEM_ELEMENT_EMPTY,
  PROBLEM_HEADER_MISSING,
  PROBLEM_HEADER_NAME,
  PROBLEM_HEADER_REPEATED,
  PROBLEM_HEADERS_UNENDED,
  PROBLEM_JUNK,
  PROBLEM_LENGTH,
  PROBLEM_LENGTH_LARGER,
  PROBLEM_LENGTH_SMALLER,
  PROBLEM_LINE_END,
  PROBLEM_MAX_FORWARDS_MISSING,
  PROBLEM_MAX_FORWARDS_RANGE,
  PROBLEM_MAX_FORWARDS_ZERO,
  PROBLEM_MEDIA_TYPE,
  PROBLEM_MEDIA_TYPE_UNKNOWN,
  PROBLEM_METHOD,
  PROBLEM_METHOD_UNKNOWN,
  PROBLEM_NOT_SIP,
  PROBLEM_NUMBER,
  PROBLEM_NUMBER_RANGE,
  PROBLEM_OPTION_UNKNOWN,
  PROBLEM_PARAMETER,
  PROBLEM_QUOTE_OPEN,
  PROBLEM_REGISTER_SCHEME,
  PROBLEM_SCHEME_UNKNOWN,
  PROBLEM_STACK,
  PROBLEM_START_LINE_SPACE,
  PROBLEM_STATUS_RANGE,
  PROBLEM_TAG_MISSING,
  PROBLEM_TARGET_BRACKETS,
  PROBLEM_TARGET_HEADERS,
  PROBLEM_TARGET_SCHEME,
  PROBLEM_TARGET_SPACE,
  PROBLEM_TEXT_ENCODING,
  PROBLEM_URI,
  PROBLEM_URI_BARE,
  PROBLEM_URI_ESCAPE,
  PROBLEM_VERSION,
  PROBLEM_VIA,
  PROBLEM_VIA_BROADCAST,
  PROBLEM_VIA_TRANSPORT,
  PROBLEM_WARNING_CODE,
  N_PROBLEMS
} ProblemKind;

#define RB_CHECK_MAX_HEADERS 64

/* What a check knows and where it reports. */
typedef struct
{
  const guint8     *bytes;
  gsize             length;
  RbSipStartLine    start;
  const RbSipIndex *index;
  GPtrArray        *problems;
  guint             seen[RB_CHECK_MAX_HEADERS]; /* how often each header of the table stood */
  gsize             body_length;                /* bytes behind the headers */
  gboolean          has_accept;
  gboolean          accepts_sdp;
  gboolean          body_is_optional;
  gboolean          has_old_branch;
} CheckContext;

void              rb_check_report (CheckContext *self, ProblemKind kind, RbSpan span, const char *name);
void              rb_check_report_named (CheckContext *self, ProblemKind kind, RbSpan span);
void              rb_message_problem_free (RbMessageProblem *self);

void     rb_check_header (CheckContext *self, const RbSipHeader *header);
void     rb_check_missing_headers (CheckContext *self);

void     rb_check_uri (CheckContext *self, RbSpan uri);
void     rb_check_address (CheckContext *self, RbSpan element, const char *name);
void     rb_check_via (CheckContext *self, RbSpan element);
void     rb_check_date (CheckContext *self, RbSpan value);
gboolean rb_check_quotes (CheckContext *self, RbSpan value);
RbSpan   rb_check_get_scheme (RbSpan uri, const guint8 *bytes);

G_END_DECLS
