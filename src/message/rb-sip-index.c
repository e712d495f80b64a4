/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The few fields of a SIP message that flows, ladders and lists need, found in one pass without
 * allocation. The trace runs this once for each message that arrives, so it is fast and tolerates
 * everything: folded lines, compact names, lone LFs, and bytes that are no SIP at all. */

#include "rb-sip-index.h"

#include "rb-sip-scan.h"

#include <string.h>

/* As large as the stack's own limit for one message's headers; a stream that has no blank line by then is
 * not SIP. */
#define MAX_HEADER_BYTES (64 * 1024)
/* More than any body worth carrying in signalling: beyond it a Content-Length is an attack or a mistake. */
#define MAX_MESSAGE_BYTES (4 * 1024 * 1024)

typedef enum
{
  HEADER_OTHER,
  HEADER_AUTHORIZATION,
  HEADER_CALL_ID,
  HEADER_CONTACT,
  HEADER_CONTENT_LENGTH,
  HEADER_CONTENT_TYPE,
  HEADER_CSEQ,
  HEADER_EXPIRES,
  HEADER_FROM,
  HEADER_TO,
  HEADER_USER_AGENT,
  HEADER_VIA,
} HeaderKind;

static const struct
{
  const char *name;
  guint8 length;
  char compact; /* RFC 3261 7.3.3 */
  HeaderKind kind;
} header_names[] = {
  { "Via", 3, 'v', HEADER_VIA },
  { "From", 4, 'f', HEADER_FROM },
  { "To", 2, 't', HEADER_TO },
  { "Call-ID", 7, 'i', HEADER_CALL_ID },
  { "CSeq", 4, 0, HEADER_CSEQ },
  { "Contact", 7, 'm', HEADER_CONTACT },
  { "Content-Length", 14, 'l', HEADER_CONTENT_LENGTH },
  { "Content-Type", 12, 'c', HEADER_CONTENT_TYPE },
  { "Expires", 7, 0, HEADER_EXPIRES },
  { "User-Agent", 10, 0, HEADER_USER_AGENT },
  { "Server", 6, 0, HEADER_USER_AGENT },
  { "Authorization", 13, 0, HEADER_AUTHORIZATION },
  { "Proxy-Authorization", 19, 0, HEADER_AUTHORIZATION },
};

/* Letters that differ in case only; a cheap test before the whole name is compared. */
static gboolean
same_letter (char a, char b)
{
  return ((a ^ b) & 0x5f) == 0;
}

static HeaderKind
header_kind (RbSpan name, const guint8 *bytes)
{
  const char *text = (const char *) bytes + name.offset;

  for (gsize i = 0; i < G_N_ELEMENTS (header_names); i++)
    {
      if (name.length == 1 ? *text != '\0' && g_ascii_tolower (*text) == header_names[i].compact
                           : name.length == header_names[i].length && same_letter (*text, header_names[i].name[0]) &&
                                 g_ascii_strncasecmp (text, header_names[i].name, name.length) == 0)
        return header_names[i].kind;
    }

  return HEADER_OTHER;
}

static gboolean
find_param (RbSpan params, const guint8 *bytes, const char *wanted, RbSpan *value)
{
  RbSpan name;

  while (rb_span_next_param (&params, bytes, ';', &name, value))
    if (rb_span_is_nocase (name, bytes, wanted))
      return TRUE;

  *value = (RbSpan){ 0, 0 };
  return FALSE;
}

/* An addr-spec without its URI parameters and headers; the user part may hold ';' and '?' itself. */
static RbSpan
without_uri_params (RbSpan uri, const guint8 *bytes)
{
  const guint8 *start = bytes + uri.offset;
  const guint8 *at = uri.length > 0 ? memchr (start, '@', uri.length) : NULL;

  for (guint32 i = at != NULL ? (guint32) (at - start) : 0; i < uri.length; i++)
    if (start[i] == ';' || start[i] == '?')
      return (RbSpan){ uri.offset, i };

  return uri;
}

static void
set_address (const guint8 *bytes, RbSpan value, RbSpan *whole, RbSpan *uri, RbSpan *tag)
{
  RbSpan display, params;

  if (whole->length > 0)
    return;

  *whole = value;
  rb_span_split_address (value, bytes, &display, uri, &params);
  *uri = without_uri_params (*uri, bytes);
  find_param (params, bytes, "tag", tag);
}

static void
set_via (RbSipIndex *self, const guint8 *bytes, RbSpan value)
{
  const guint8 *semicolon;
  RbSpan params;

  if (self->via.length > 0 || !rb_span_next_element (&value, bytes, &self->via))
    return;

  semicolon = memchr (bytes + self->via.offset, ';', self->via.length);
  if (semicolon == NULL)
    return;

  params.offset = (guint32) (semicolon - bytes) + 1;
  params.length = self->via.offset + self->via.length - params.offset;
  find_param (params, bytes, "branch", &self->branch);
}

static void
set_cseq (RbSipIndex *self, const guint8 *bytes, RbSpan value, gboolean *found)
{
  RbSpan number = { value.offset, 0 };
  RbSpan method;

  if (*found)
    return;

  while (number.length < value.length && g_ascii_isdigit (bytes[number.offset + number.length]))
    number.length++;

  method = rb_span_trim ((RbSpan){ value.offset + number.length, value.length - number.length }, bytes);
  *found = rb_span_to_uint32 (number, bytes, &self->cseq) && method.length > 0;
  if (!self->is_request)
    self->method = method;
}

static void
set_contact (RbSipIndex *self, const guint8 *bytes, RbSpan value)
{
  RbSpan element, display, uri, params, expires;
  guint32 seconds;

  while (rb_span_next_element (&value, bytes, &element))
    {
      if (self->contact.length == 0)
        self->contact = element;

      rb_span_split_address (element, bytes, &display, &uri, &params);
      if (find_param (params, bytes, "expires", &expires) && rb_span_to_uint32 (expires, bytes, &seconds) &&
          seconds == 0)
        self->has_expires_zero = TRUE;
    }
}

static void
set_once (RbSpan *span, RbSpan value)
{
  if (span->length == 0)
    *span = value;
}

static gboolean
is_sdp (RbSpan content_type, const guint8 *bytes)
{
  RbSpan name, value;

  return rb_span_next_param (&content_type, bytes, ';', &name, &value) &&
         rb_span_is_nocase (name, bytes, "application/sdp");
}

/**
 * rb_sip_index_parse:
 * @self: (out): filled completely
 * @bytes: one datagram or one framed message
 * @length: bytes in it
 *
 * Where a header that may stand only once is repeated, the first counts. @body is cut to Content-Length
 * (RFC 3261 18.3) where that is given and not too large.
 */
void
rb_sip_index_parse (RbSipIndex *self, const guint8 *bytes, gsize length)
{
  gboolean has_start, has_cseq = FALSE, has_length = FALSE;
  guint32 content_length = 0;
  RbSipScanResult result;
  RbSipStartLine start;
  RbSipHeader header;
  RbSipScan scan;

  memset (self, 0, sizeof *self);
  self->expires = G_MAXUINT32;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &self->start_line);
  has_start = rb_sip_start_line_parse (&start, bytes, self->start_line) && start.is_version_2;
  self->is_request = start.is_request;
  self->status = start.status;
  self->method = start.method;
  self->request_uri = start.request_uri;
  self->reason = start.reason;

  while ((result = rb_sip_scan_header (&scan, &header)) == RB_SIP_SCAN_HEADER)
    {
      switch (header_kind (header.name, bytes))
        {
        case HEADER_VIA:
          set_via (self, bytes, header.value);
          break;
        case HEADER_FROM:
          set_address (bytes, header.value, &self->from, &self->from_uri, &self->from_tag);
          break;
        case HEADER_TO:
          set_address (bytes, header.value, &self->to, &self->to_uri, &self->to_tag);
          break;
        case HEADER_CALL_ID:
          set_once (&self->call_id, header.value);
          break;
        case HEADER_CSEQ:
          set_cseq (self, bytes, header.value, &has_cseq);
          break;
        case HEADER_CONTACT:
          set_contact (self, bytes, header.value);
          break;
        case HEADER_CONTENT_TYPE:
          set_once (&self->content_type, header.value);
          break;
        case HEADER_CONTENT_LENGTH:
          has_length = has_length || rb_span_to_uint32 (header.value, bytes, &content_length);
          break;
        case HEADER_EXPIRES:
          if (self->expires == G_MAXUINT32 && rb_span_to_uint32 (header.value, bytes, &self->expires))
            self->has_expires_zero = self->has_expires_zero || self->expires == 0;
          break;
        case HEADER_USER_AGENT:
          set_once (&self->user_agent, header.value);
          break;
        case HEADER_AUTHORIZATION:
          self->has_authorization = TRUE;
          break;
        case HEADER_OTHER:
          break;
        }
    }

  if (result == RB_SIP_SCAN_BLANK_LINE && scan.position < scan.length)
    {
      self->body.offset = (guint32) scan.position;
      self->body.length = (guint32) (scan.length - scan.position);
      if (has_length)
        self->body.length = MIN (self->body.length, content_length);
    }

  self->has_sdp = self->body.length > 0 && is_sdp (self->content_type, bytes);
  self->valid = has_start && has_cseq && self->via.length > 0 && self->from.length > 0 && self->to.length > 0 &&
                self->call_id.length > 0;
}

/**
 * rb_sip_frame_length:
 * @bytes: the start of a stream's unread bytes
 * @length: bytes received so far
 *
 * A message without Content-Length has no body. Headers beyond 64 KiB, a message beyond 4 MiB, a start
 * line that is not SIP and an unreadable Content-Length cannot be framed.
 *
 * Returns: bytes of the first message, 0 when more are needed, -1 when it cannot be framed
 */
gssize
rb_sip_frame_length (const guint8 *bytes, gsize length)
{
  gboolean has_length = FALSE;
  guint32 content_length = 0;
  RbSipScanResult result;
  RbSipStartLine start;
  RbSipHeader header;
  RbSipScan scan;
  RbSpan line;

  if (length == 0)
    return 0;

  rb_sip_scan_init (&scan, bytes, MIN (length, MAX_HEADER_BYTES));
  if (!rb_sip_scan_start_line (&scan, &line))
    return length < MAX_HEADER_BYTES && memchr (bytes, '\0', length) == NULL ? 0 : -1;

  if (!rb_sip_start_line_parse (&start, bytes, line))
    return -1;

  while ((result = rb_sip_scan_header (&scan, &header)) == RB_SIP_SCAN_HEADER)
    {
      /* The last line may still be growing. */
      if (has_length || scan.position >= scan.length || header_kind (header.name, bytes) != HEADER_CONTENT_LENGTH)
        continue;
      if (!rb_span_to_uint32 (header.value, bytes, &content_length))
        return -1;
      has_length = TRUE;
    }

  if (result == RB_SIP_SCAN_END)
    return length < MAX_HEADER_BYTES ? 0 : -1;

  if (content_length > MAX_MESSAGE_BYTES - scan.position)
    return -1;

  return scan.position + content_length <= length ? (gssize) (scan.position + content_length) : 0;
}

/**
 * rb_sip_looks_like:
 *
 * Returns: TRUE when the bytes begin with a SIP request or status line of any version
 */
gboolean
rb_sip_looks_like (const guint8 *bytes, gsize length)
{
  RbSipStartLine start;
  RbSipScan scan;
  RbSpan line;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);

  return rb_sip_start_line_parse (&start, bytes, line);
}

static char *
dup_text (RbSpan span, const guint8 *bytes, gboolean one_line)
{
  g_autofree char *valid = NULL;
  GString *text;

  if (span.length == 0)
    return g_strdup ("");

  valid = g_utf8_make_valid ((const char *) bytes + span.offset, span.length);
  text = g_string_sized_new (strlen (valid) + 1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (one_line && (*p == '\r' || *p == '\n'))
        {
          g_string_append_c (text, ' ');
          p += strspn (p, " \t\r\n") - 1;
        }
      else if (*p == '\t' || *p == '\r' || *p == '\n')
        g_string_append_c (text, one_line ? ' ' : *p);
      else if (g_unichar_iscntrl (g_utf8_get_char (p)))
        g_string_append (text, "\357\277\275"); /* U+FFFD */
      else
        g_string_append_len (text, p, g_utf8_next_char (p) - p);
    }

  return g_string_free (text, FALSE);
}

/**
 * rb_span_dup:
 *
 * Returns: (transfer full): the span as valid UTF-8; bytes that are none, and control characters other than
 *   tab, CR and LF, become U+FFFD. "" for an absent span.
 */
char *
rb_span_dup (RbSpan span, const guint8 *bytes)
{
  return dup_text (span, bytes, FALSE);
}

/**
 * rb_span_dup_line:
 *
 * Returns: (transfer full): as rb_span_dup(), on one line: a fold becomes one space (RFC 3261 7.3.1)
 */
char *
rb_span_dup_line (RbSpan span, const guint8 *bytes)
{
  return dup_text (span, bytes, TRUE);
}

gboolean
rb_span_equal (RbSpan a, const guint8 *a_bytes, RbSpan b, const guint8 *b_bytes)
{
  return a.length == b.length && (a.length == 0 || memcmp (a_bytes + a.offset, b_bytes + b.offset, a.length) == 0);
}

gboolean
rb_span_is (RbSpan span, const guint8 *bytes, const char *text)
{
  return span.length == strlen (text) && (span.length == 0 || memcmp (bytes + span.offset, text, span.length) == 0);
}
