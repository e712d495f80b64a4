/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that can be wrong with a message, as a table: how bad it is, what a request is refused with, where
 * the rule stands and the sentence for people. The checks only name a row and a place. */

#include "rb-message-check-private.h"

#include <glib/gi18n-lib.h>

/* What is wrong with a message of thousands of broken lines is clear long before the last of them. */
#define MAX_PROBLEMS 200

static const struct
{
  const char *id;
  RbProblemSeverity severity;
  guint response;
  const char *section;
  const char *sentence; /* %s is the name of a header, method or option */
} kinds[N_PROBLEMS] = {
  [PROBLEM_ACCEPT] = { "accept", RB_PROBLEM_REFUSAL, 406, "RFC 3261 20.1",
                       N_ ("The sender accepts no session description: it cannot be answered.") },
  [PROBLEM_ADDRESS_SPACE] = { "address-space", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                              N_ ("There is white space between the angle brackets of %s.") },
  [PROBLEM_AUTH_SCHEME] = { "auth-scheme", RB_PROBLEM_REFUSAL, 401, "RFC 3261 22.1",
                            N_ ("Nobody knows this scheme of credentials: the request counts as one without any.") },
  [PROBLEM_BRACKET_OPEN] = { "bracket-open", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                             N_ ("An angle bracket is opened and never closed.") },
  [PROBLEM_BRANCH_COOKIE] = { "branch-cookie", RB_PROBLEM_WARNING, 0, "RFC 3261 8.1.1.7",
                              N_ ("The branch of Via does not begin with z9hG4bK: the sender follows the old "
                                  "RFC 2543.") },
  [PROBLEM_BRANCH_EMPTY] = { "branch-empty", RB_PROBLEM_REFUSAL, 400, "RFC 3261 8.1.1.7",
                             N_ ("The branch of Via is the bare cookie z9hG4bK: it identifies no transaction.") },
  [PROBLEM_CALL_ID] = { "call-id", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                        N_ ("The Call-ID holds characters that may not stand there.") },
  [PROBLEM_CHARACTER] = { "character", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                          N_ ("A control character stands in the header %s.") },
  [PROBLEM_CONTACT_MISSING] = { "contact-missing", RB_PROBLEM_WARNING, 0, "RFC 3261 8.1.1.8",
                                N_ ("An INVITE needs a Contact: later requests of the call have no address.") },
  [PROBLEM_CONTENT_TYPE_MISSING] = { "content-type-missing", RB_PROBLEM_WARNING, 0, "RFC 3261 20.15",
                                     N_ ("There is a body, but no Content-Type says what it is.") },
  [PROBLEM_CSEQ] = { "cseq", RB_PROBLEM_ERROR, 400, "RFC 3261 20.16", N_ ("CSeq is not a number and a method.") },
  [PROBLEM_CSEQ_METHOD] = { "cseq-method", RB_PROBLEM_ERROR, 400, "RFC 3261 8.1.1.5",
                            N_ ("The method of CSeq is not that of the request.") },
  [PROBLEM_CSEQ_RANGE] = { "cseq-range", RB_PROBLEM_ERROR, 400, "RFC 3261 8.1.1.5",
                           N_ ("The number of CSeq is too large: it must be below 2³².") },
  [PROBLEM_CSEQ_LARGE] = { "cseq-large", RB_PROBLEM_WARNING, 0, "RFC 3261 8.1.1.5",
                           N_ ("The number of CSeq should be below 2³¹, so that it can grow.") },
  [PROBLEM_DATE] = { "date", RB_PROBLEM_ERROR, 400, "RFC 3261 20.17",
                     N_ ("The date is not of the one form allowed, which ends with GMT.") },
  [PROBLEM_DISPLAY_NAME] = { "display-name", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                             N_ ("The display name of %s must stand in quotes, because of the characters it holds.") },
  [PROBLEM_ELEMENT_EMPTY] = { "element-empty", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                              N_ ("There is nothing between two commas of %s, or behind the last.") },
  [PROBLEM_HEADER_MISSING] = { "header-missing", RB_PROBLEM_REFUSAL, 400, "RFC 3261 8.1.1",
                               N_ ("The header %s is missing.") },
  [PROBLEM_HEADER_NAME] = { "header-name", RB_PROBLEM_ERROR, 400, "RFC 3261 7.3.1",
                            N_ ("This line does not begin with the name of a header and a colon.") },
  [PROBLEM_HEADER_REPEATED] = { "header-repeated", RB_PROBLEM_REFUSAL, 400, "RFC 3261 7.3.1",
                                N_ ("The header %s may stand only once.") },
  [PROBLEM_HEADERS_UNENDED] = { "headers-unended", RB_PROBLEM_ERROR, 400, "RFC 3261 7",
                                N_ ("The message ends before the empty line that ends its headers.") },
  [PROBLEM_JUNK] = { "junk", RB_PROBLEM_ERROR, 400, "RFC 3261 7.5",
                     N_ ("Bytes that are no part of the message stand before its first line.") },
  [PROBLEM_LENGTH] = { "content-length", RB_PROBLEM_ERROR, 400, "RFC 3261 20.14",
                       N_ ("Content-Length is no number of bytes.") },
  [PROBLEM_LENGTH_LARGER] = { "content-length-larger", RB_PROBLEM_ERROR, 400, "RFC 3261 18.3",
                              N_ ("Content-Length is larger than the body.") },
  [PROBLEM_LENGTH_SMALLER] = { "content-length-smaller", RB_PROBLEM_WARNING, 0, "RFC 3261 18.3",
                               N_ ("Bytes follow behind the body: they are ignored.") },
  [PROBLEM_LINE_END] = { "line-end", RB_PROBLEM_WARNING, 0, "RFC 3261 7", N_ ("Lines do not end with CR LF.") },
  [PROBLEM_MAX_FORWARDS_MISSING] = { "max-forwards-missing", RB_PROBLEM_WARNING, 0, "RFC 3261 8.1.1.6",
                                     N_ ("Max-Forwards is missing: the sender follows the old RFC 2543.") },
  [PROBLEM_MAX_FORWARDS_RANGE] = { "max-forwards-range", RB_PROBLEM_ERROR, 400, "RFC 3261 20.22",
                                   N_ ("Max-Forwards is no number from 0 to 255.") },
  [PROBLEM_MAX_FORWARDS_ZERO] = { "max-forwards-zero", RB_PROBLEM_WARNING, 483, "RFC 3261 16.3",
                                  N_ ("Max-Forwards is 0: a proxy must not pass this request on.") },
  [PROBLEM_MEDIA_TYPE] = { "media-type", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                           N_ ("The header %s is no media type.") },
  [PROBLEM_MEDIA_TYPE_UNKNOWN] = { "media-type-unknown", RB_PROBLEM_REFUSAL, 415, "RFC 3261 8.2.3",
                                   N_ ("A body of this type cannot be understood.") },
  [PROBLEM_METHOD] = { "method", RB_PROBLEM_ERROR, 400, "RFC 3261 7.1",
                       N_ ("The method holds characters that may not stand there.") },
  [PROBLEM_METHOD_UNKNOWN] = { "method-unknown", RB_PROBLEM_WARNING, 501, "RFC 3261 21.5.2",
                               N_ ("The method %s is not registered.") },
  [PROBLEM_NOT_SIP] = { "not-sip", RB_PROBLEM_ERROR, 400, "RFC 3261 7",
                        N_ ("The first line is neither that of a request nor that of a response.") },
  [PROBLEM_NUMBER] = { "number", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                       N_ ("The header %s does not begin with a number.") },
  [PROBLEM_NUMBER_RANGE] = { "number-range", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                             N_ ("The number in %s is too large: it must be below 2³².") },
  [PROBLEM_OPTION_UNKNOWN] = { "option-unknown", RB_PROBLEM_REFUSAL, 420, "RFC 3261 8.2.2.3",
                               N_ ("The extension %s is required, and nobody knows it.") },
  [PROBLEM_PARAMETER] = { "parameter", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                          N_ ("A parameter is empty or malformed.") },
  [PROBLEM_QUOTE_OPEN] = { "quote-open", RB_PROBLEM_ERROR, 400, "RFC 3261 25.1",
                           N_ ("A quotation mark is opened and never closed.") },
  [PROBLEM_REGISTER_SCHEME] = { "register-scheme", RB_PROBLEM_REFUSAL, 400, "RFC 3261 10.3",
                                N_ ("No registrar keeps bindings for an address of this scheme.") },
  [PROBLEM_SCHEME_UNKNOWN] = { "scheme-unknown", RB_PROBLEM_WARNING, 0, "RFC 3261 19.1.5",
                               N_ ("The address in %s is neither sip:, sips: nor tel:.") },
  [PROBLEM_STACK] = { "stack", RB_PROBLEM_WARNING, 0, "RFC 3261 25.1",
                      N_ ("The SIP stack of this program cannot read the header %s.") },
  [PROBLEM_START_LINE_SPACE] = { "start-line-space", RB_PROBLEM_ERROR, 400, "RFC 3261 7.1",
                                 N_ ("The first line has white space beyond the one space between its parts.") },
  [PROBLEM_STATUS_RANGE] = { "status-range", RB_PROBLEM_ERROR, 0, "RFC 3261 7.2",
                             N_ ("The status code is no number from 100 to 699.") },
  [PROBLEM_TAG_MISSING] = { "tag-missing", RB_PROBLEM_WARNING, 0, "RFC 3261 8.1.1.3",
                            N_ ("From has no tag: the sender follows the old RFC 2543.") },
  [PROBLEM_TARGET_BRACKETS] = { "request-uri-brackets", RB_PROBLEM_ERROR, 400, "RFC 3261 7.1",
                                N_ ("The Request-URI must not stand in angle brackets.") },
  [PROBLEM_TARGET_HEADERS] = { "request-uri-headers", RB_PROBLEM_ERROR, 400, "RFC 3261 19.1.1",
                               N_ ("The Request-URI must not carry headers.") },
  [PROBLEM_TARGET_SCHEME] = { "request-uri-scheme", RB_PROBLEM_REFUSAL, 416, "RFC 3261 8.2.2.1",
                              N_ ("The Request-URI has a scheme that no SIP element can follow.") },
  [PROBLEM_TARGET_SPACE] = { "request-uri-space", RB_PROBLEM_ERROR, 400, "RFC 3261 7.1",
                             N_ ("There is white space in the Request-URI.") },
  [PROBLEM_TEXT_ENCODING] = { "text-encoding", RB_PROBLEM_WARNING, 0, "RFC 3261 7",
                              N_ ("The header %s is not in UTF-8.") },
  [PROBLEM_URI] = { "uri", RB_PROBLEM_ERROR, 400, "RFC 3261 19.1.1", N_ ("The address is malformed.") },
  [PROBLEM_URI_BARE] = { "uri-bare", RB_PROBLEM_ERROR, 400, "RFC 3261 20",
                         N_ ("An address with a comma, a question mark or a semicolon must stand in angle "
                             "brackets.") },
  [PROBLEM_URI_ESCAPE] = { "uri-escape", RB_PROBLEM_ERROR, 400, "RFC 3261 19.1.2",
                           N_ ("A percent sign in an address is not followed by two hexadecimal digits.") },
  [PROBLEM_VERSION] = { "version", RB_PROBLEM_ERROR, 505, "RFC 3261 21.5.6", N_ ("The SIP version is not 2.0.") },
  [PROBLEM_VIA] = { "via", RB_PROBLEM_ERROR, 400, "RFC 3261 20.42",
                    N_ ("Via is not a protocol, a host and parameters.") },
  [PROBLEM_VIA_BROADCAST] = { "via-broadcast", RB_PROBLEM_REFUSAL, 0, "RFC 4475 3.3.10",
                              N_ ("Via names the broadcast address: the response must not be sent on.") },
  [PROBLEM_VIA_TRANSPORT] = { "via-transport", RB_PROBLEM_WARNING, 0, "RFC 3261 20.42",
                              N_ ("The transport %s in Via is not registered.") },
  [PROBLEM_WARNING_CODE] = { "warning-code", RB_PROBLEM_ERROR, 400, "RFC 3261 20.43",
                             N_ ("A Warning begins with a code of three digits, then the agent and the text.") },
};

const char *
rb_problem_severity_get_label (RbProblemSeverity severity)
{
  static const char *const labels[] = {
    [RB_PROBLEM_WARNING] = N_ ("warning"),
    [RB_PROBLEM_REFUSAL] = N_ ("unacceptable"),
    [RB_PROBLEM_ERROR] = N_ ("error"),
  };

  return _ (labels[severity]);
}

void
rb_message_problem_free (RbMessageProblem *self)
{
  g_free (self->sentence);
  g_free (self);
}

/* What a response breaks is answered by nobody. */
void
rb_check_report (CheckContext *self, ProblemKind kind, RbSpan span, const char *name)
{
  RbMessageProblem *problem;
  GString *sentence;

  if (self->problems->len >= MAX_PROBLEMS)
    return;

  sentence = g_string_new (_ (kinds[kind].sentence));
  g_string_replace (sentence, "%s", name != NULL ? name : "", 1);

  problem = g_new0 (RbMessageProblem, 1);
  problem->id = kinds[kind].id;
  problem->severity = kinds[kind].severity;
  problem->response = self->start.is_request ? kinds[kind].response : 0;
  problem->section = kinds[kind].section;
  problem->sentence = g_string_free (sentence, FALSE);
  problem->span = span;
  g_ptr_array_add (self->problems, problem);
}

/* As rb_check_report(); the bytes concerned are the name in the sentence. */
void
rb_check_report_named (CheckContext *self, ProblemKind kind, RbSpan span)
{
  g_autofree char *name = rb_span_dup_line (span, self->bytes);

  rb_check_report (self, kind, span, name);
}
