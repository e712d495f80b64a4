/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with a message, and where: the first line, then each header by the rules of its own, then what
 * is missing. Called on demand for the message a person looks at, never on the way of a million. */

#include "rb-message-check.h"

#include "rb-message-check-private.h"
#include "rb-sip-registry.h"
#include "rb-sofia-message.h"

#include <sofia-sip/sip_protos.h>
#include <string.h>

/* The first word of @line, which is trimmed, and what follows it. */
static RbSpan
first_word (RbSpan line, const guint8 *bytes, RbSpan *rest)
{
  gsize end = rb_span_end (line);
  gsize stop = line.offset;

  while (stop < end && !rb_char_is (bytes[stop], RB_CHAR_SPACE))
    stop++;

  *rest = rb_span_trim (rb_span_between (stop, end), bytes);
  return rb_span_between (line.offset, stop);
}

static RbSpan
last_word (RbSpan line, const guint8 *bytes)
{
  gsize end = rb_span_end (line);
  gsize start = end;

  while (start > line.offset && !rb_char_is (bytes[start - 1], RB_CHAR_SPACE))
    start--;

  return rb_span_between (start, end);
}

static gboolean
begins_like_version (RbSpan word, const guint8 *bytes)
{
  return word.length >= 4 && rb_span_is_nocase ((RbSpan){ word.offset, 4 }, bytes, "SIP/");
}

static void
check_request_uri (CheckContext *self)
{
  const guint8 *bytes = self->bytes;
  RbSpan uri = self->start.request_uri;
  RbSpan scheme = rb_check_get_scheme (uri, bytes);

  for (guint32 i = 0; i < uri.length; i++)
    if (rb_char_is (bytes[uri.offset + i], RB_CHAR_SPACE))
      {
        rb_check_report (self, PROBLEM_TARGET_SPACE, uri, NULL);
        return;
      }

  if (bytes[uri.offset] == '<')
    rb_check_report (self, PROBLEM_TARGET_BRACKETS, uri, NULL);
  else if (scheme.length > 0 && !rb_sip_is_registered (RB_SIP_SCHEMES, scheme, bytes))
    rb_check_report (self, PROBLEM_TARGET_SCHEME, scheme, NULL);
  else
    {
      const guint8 *at = memchr (bytes + uri.offset, '@', uri.length);
      gsize host = at != NULL ? (gsize) (at - bytes) : uri.offset;
      const guint8 *question = memchr (bytes + host, '?', rb_span_end (uri) - host);

      rb_check_uri (self, uri);
      if (question != NULL && !rb_span_is_nocase (scheme, bytes, "tel"))
        rb_check_report (self, PROBLEM_TARGET_HEADERS, rb_span_between (question - bytes, rb_span_end (uri)), NULL);
    }
}

/* Request-Line = Method SP Request-URI SP SIP-Version CRLF: one space each, and none elsewhere. */
static void
check_spaces (CheckContext *self, RbSpan line)
{
  const RbSipStartLine *start = &self->start;
  const struct
  {
    gsize from, to, expected;
  } gaps[] = {
    { line.offset, start->method.offset, 0 },
    { rb_span_end (start->method), start->request_uri.offset, 1 },
    { rb_span_end (start->request_uri), start->version.offset, 1 },
    { rb_span_end (start->version), rb_span_end (line), 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (gaps); i++)
    if (gaps[i].to - gaps[i].from != gaps[i].expected || (gaps[i].expected == 1 && self->bytes[gaps[i].from] != ' '))
      {
        rb_check_report (self, PROBLEM_START_LINE_SPACE, rb_span_between (gaps[i].from, gaps[i].to), NULL);
        return;
      }
}

static void
check_request_line (CheckContext *self, RbSpan line)
{
  check_spaces (self, line);
  check_request_uri (self);
  if (!self->start.is_version_2)
    rb_check_report (self, PROBLEM_VERSION, self->start.version, NULL);
  if (!rb_sip_is_registered (RB_SIP_METHODS, self->start.method, self->bytes))
    rb_check_report_named (self, PROBLEM_METHOD_UNKNOWN, self->start.method);
}

/* A first line that cannot be read: what it was meant to be, and what keeps it from being that. */
static gboolean
check_broken_start_line (CheckContext *self, RbSpan line)
{
  RbSpan whole = rb_span_trim (line, self->bytes);
  RbSpan rest;
  RbSpan first = first_word (whole, self->bytes, &rest);
  RbSpan last = last_word (rest, self->bytes);

  if (begins_like_version (first, self->bytes))
    {
      RbSpan reason;

      rb_check_report (self, PROBLEM_STATUS_RANGE, first_word (rest, self->bytes, &reason), NULL);
      return TRUE;
    }
  if (!begins_like_version (last, self->bytes) || last.offset == whole.offset)
    return FALSE;

  self->start.is_request = TRUE;
  self->start.method = first;
  if (!rb_span_is_token (first, self->bytes))
    rb_check_report (self, PROBLEM_METHOD, first, NULL);
  else if (last.offset == rest.offset)
    rb_check_report (self, PROBLEM_URI, whole, NULL);
  else
    rb_check_report (self, PROBLEM_VERSION, last, NULL);
  return TRUE;
}

static gboolean
check_start_line (CheckContext *self, RbSpan line)
{
  if (!rb_sip_start_line_parse (&self->start, self->bytes, line))
    return check_broken_start_line (self, line);

  if (self->start.is_request)
    check_request_line (self, line);
  else if (!self->start.is_version_2)
    rb_check_report (self, PROBLEM_VERSION, self->start.version, NULL);
  return TRUE;
}

/* The first line end that is not CR LF. */
static void
check_line_ends (CheckContext *self, gsize start, gsize end)
{
  const guint8 *bytes = self->bytes;

  for (const guint8 *feed; start < end && (feed = memchr (bytes + start, '\n', end - start)) != NULL;)
    {
      gsize at = feed - bytes;

      if (at == 0 || bytes[at - 1] != '\r' || (at > 1 && bytes[at - 2] == '\r'))
        {
          rb_check_report (self, PROBLEM_LINE_END, (RbSpan){ (guint32) at, 1 }, NULL);
          return;
        }
      start = at + 1;
    }
}

/* Whether the body may be ignored by who does not understand it (RFC 3261 20.11). */
static gboolean
is_optional (RbSpan disposition, const guint8 *bytes)
{
  RbSpan name, value;

  while (rb_span_next_param (&disposition, bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, bytes, "handling"))
      return rb_span_is_nocase (value, bytes, "optional");

  return FALSE;
}

/* Finds where the headers end, which their own rules need to know. */
static void
measure_headers (CheckContext *self, RbSipScan scan)
{
  RbSipScanResult result;
  RbSipHeader header;
  gsize start = scan.position;

  while ((result = rb_sip_scan_header (&scan, &header)) == RB_SIP_SCAN_HEADER)
    if (rb_span_is_nocase (header.name, self->bytes, "Content-Disposition"))
      self->body_is_optional = is_optional (header.value, self->bytes);

  self->body_length = result == RB_SIP_SCAN_BLANK_LINE ? self->length - scan.position : 0;
  check_line_ends (self, start, scan.position);
  if (result == RB_SIP_SCAN_END)
    rb_check_report (self, PROBLEM_HEADERS_UNENDED, rb_span_between (self->length, self->length), NULL);
}

/* Headers that only the stack refuses: what it cannot read it treats as missing. */
static void
check_stack (CheckContext *self)
{
  g_autoptr (RbSofiaMessage) message = NULL;

  if (rb_message_check_get_verdict (self->problems, NULL) == RB_MESSAGE_INVALID)
    return;

  message = rb_sofia_message_new (self->bytes, self->length);
  for (const sip_header_t *broken =
           message != NULL ? (const sip_header_t *) rb_sofia_message_get_sip (message)->sip_error : NULL;
       broken != NULL; broken = broken->sh_next)
    {
      /* A repeated header stands here as itself, and was reported as such. */
      g_autofree char *name = broken->sh_class == sip_error_class && broken->sh_error->er_name != NULL
                                  ? g_utf8_make_valid (broken->sh_error->er_name, -1)
                                  : NULL;

      if (name != NULL)
        rb_check_report (self, PROBLEM_STACK, (RbSpan){ 0, 0 }, name);
    }
}

/* The first line is none: perhaps a message begins with a later one. */
static void
check_behind_junk (CheckContext *self, RbSpan line)
{
  g_autoptr (GPtrArray) problems = NULL;
  gsize start = rb_sip_find_start_line (self->bytes, self->length);

  if (start == self->length)
    {
      rb_check_report (self, PROBLEM_NOT_SIP, line, NULL);
      return;
    }

  rb_check_report (self, PROBLEM_JUNK, rb_span_between (0, start), NULL);
  problems = rb_message_check (self->bytes + start, self->length - start);
  for (guint i = 0; i < problems->len; i++)
    {
      RbMessageProblem *problem = g_ptr_array_index (problems, i);

      if (problem->span.length > 0)
        problem->span.offset += (guint32) start;
    }
  g_ptr_array_extend_and_steal (self->problems, g_steal_pointer (&problems));
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const RbSpan *first = &(*(RbMessageProblem *const *) a)->span;
  const RbSpan *second = &(*(RbMessageProblem *const *) b)->span;

  /* What stands nowhere comes last. */
  if ((first->length == 0) != (second->length == 0))
    return first->length == 0 ? 1 : -1;
  return first->offset < second->offset ? -1 : first->offset > second->offset;
}

/**
 * rb_message_check:
 * @bytes: a message as it was on the wire
 *
 * In time linear in @length; at most a few hundred problems.
 *
 * Returns: (transfer full) (element-type RbMessageProblem): empty for a message that follows the RFCs
 */
GPtrArray *
rb_message_check (const guint8 *bytes, gsize length)
{
  CheckContext self = { .bytes = bytes, .length = MIN (length, G_MAXUINT32) };
  RbSipHeader header;
  RbSipIndex index;
  RbSipScan scan;
  RbSpan line;

  self.problems = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_message_problem_free);
  self.index = &index;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  if (!check_start_line (&self, line))
    {
      check_behind_junk (&self, line);
      return self.problems;
    }

  rb_sip_index_parse (&index, bytes, self.length);
  measure_headers (&self, scan);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    rb_check_header (&self, &header);
  rb_check_missing_headers (&self);
  check_stack (&self);

  g_ptr_array_sort (self.problems, compare_places);
  return self.problems;
}

/**
 * rb_message_check_get_verdict:
 * @problems: of rb_message_check()
 * @problem: (out) (optional) (nullable): the first of the worst
 */
RbMessageVerdict
rb_message_check_get_verdict (GPtrArray *problems, const RbMessageProblem **problem)
{
  static const RbMessageVerdict verdicts[] = {
    [RB_PROBLEM_WARNING] = RB_MESSAGE_VALID,
    [RB_PROBLEM_REFUSAL] = RB_MESSAGE_REFUSED,
    [RB_PROBLEM_ERROR] = RB_MESSAGE_INVALID,
  };
  const RbMessageProblem *worst = NULL;

  for (guint i = 0; i < problems->len; i++)
    {
      const RbMessageProblem *candidate = g_ptr_array_index (problems, i);

      if (worst == NULL || candidate->severity > worst->severity)
        worst = candidate;
    }

  if (problem != NULL)
    *problem = worst;
  return worst != NULL ? verdicts[worst->severity] : RB_MESSAGE_VALID;
}
