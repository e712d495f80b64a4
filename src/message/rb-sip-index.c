/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The few fields of a SIP message that flows, ladders and lists need, found in one pass without
 * allocation. The trace runs this once for each message that arrives, so it is fast and tolerates
 * everything: folded lines, compact names, lone LFs, and bytes that are no SIP at all. */

#include "rb-sip-index.h"

#include "rb-sip-body.h"
#include "rb-sip-scan.h"

#include <string.h>

#define LONGEST_NAME 19
#define PADDED_NAME 24 /* in words of eight bytes */

typedef enum
{
  HEADER_OTHER,
  HEADER_END, /* no more of them */
  HEADER_AUTHORIZATION,
  HEADER_CALL_ID,
  HEADER_CONTACT,
  HEADER_CONTENT_LENGTH,
  HEADER_CONTENT_TYPE,
  HEADER_CSEQ,
  HEADER_EXPIRES,
  HEADER_FROM,
  HEADER_MAX_FORWARDS,
  HEADER_OTHER_CALL_ID,
  HEADER_REASON,
  HEADER_RECORD_ROUTE,
  HEADER_REFER_TO,
  HEADER_REPLACES,
  HEADER_SERVER,
  HEADER_SESSION_EXPIRES,
  HEADER_TO,
  HEADER_USER_AGENT,
  HEADER_VIA,
} HeaderKind;

/* RFC 3261 7.3.3, RFC 3515, RFC 4028 */
static const guint8 compact_names[256] = {
  ['v'] = HEADER_VIA,          ['f'] = HEADER_FROM,     ['t'] = HEADER_TO,
  ['i'] = HEADER_CALL_ID,      ['m'] = HEADER_CONTACT,  ['l'] = HEADER_CONTENT_LENGTH,
  ['c'] = HEADER_CONTENT_TYPE, ['r'] = HEADER_REFER_TO, ['x'] = HEADER_SESSION_EXPIRES,
};

/* In lower case, by length. Padded with NULs so that they can be compared eight bytes at a time. */
static const struct
{
  char name[PADDED_NAME];
  HeaderKind kind;
} names_by_length[LONGEST_NAME + 1][4] = {
  [2] = { { "to", HEADER_TO } },
  [3] = { { "via", HEADER_VIA } },
  [4] = { { "from", HEADER_FROM }, { "cseq", HEADER_CSEQ } },
  [5] = { { "x-cid", HEADER_OTHER_CALL_ID } },
  [6] = { { "server", HEADER_SERVER }, { "reason", HEADER_REASON } },
  [7] = { { "call-id", HEADER_CALL_ID }, { "contact", HEADER_CONTACT }, { "expires", HEADER_EXPIRES } },
  [8] = { { "replaces", HEADER_REPLACES }, { "refer-to", HEADER_REFER_TO }, { "x-callid", HEADER_OTHER_CALL_ID } },
  [9] = { { "x-call-id", HEADER_OTHER_CALL_ID } },
  [10] = { { "user-agent", HEADER_USER_AGENT } },
  [12] = { { "max-forwards", HEADER_MAX_FORWARDS },
           { "content-type", HEADER_CONTENT_TYPE },
           { "record-route", HEADER_RECORD_ROUTE } },
  [13] = { { "authorization", HEADER_AUTHORIZATION } },
  [14] = { { "content-length", HEADER_CONTENT_LENGTH }, { "x-orig-call-id", HEADER_OTHER_CALL_ID } },
  [15] = { { "session-expires", HEADER_SESSION_EXPIRES } },
  [18] = { { "x-original-call-id", HEADER_OTHER_CALL_ID } },
  [19] = { { "proxy-authorization", HEADER_AUTHORIZATION } },
};

#define EACH_BYTE(value) (G_GUINT64_CONSTANT (0x0101010101010101) * (value))

/* Eight bytes, the first of them the lowest. */
static inline guint64
load_word (const void *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* The highest bit of each byte that is @c; those above the first may be wrong. */
static inline guint64
mark_byte (guint64 word, guint8 c)
{
  guint64 x = word ^ EACH_BYTE (c);

  return (x - EACH_BYTE (1)) & ~x & EACH_BYTE (0x80);
}

/* The first colon's place among eight bytes, 8 when there is none. */
static inline guint
find_colon (guint64 word)
{
  guint64 colons = mark_byte (word, ':');

  return colons != 0 ? (guint) __builtin_ctzll (colons) / 8 : 8;
}

/* Letters may differ in case, which is their bit 5; in ASCII only letters have bit 6. */
static inline gboolean
is_same_word (guint64 word, guint64 name)
{
  return ((word ^ name) & ~((name >> 1) & EACH_BYTE (0x20))) == 0;
}

/* The place of the colon in a line of which PADDED_NAME bytes can be read; that many when there is none. */
static inline gsize
find_name_end (const guint8 *text)
{
  for (gsize i = 0; i < PADDED_NAME; i += 8)
    {
      guint colon = find_colon (load_word (text + i));

      if (colon < 8)
        return i + colon;
    }

  return PADDED_NAME;
}

/* Both are readable for @length bytes, or for eight. Words overlap where the length is no multiple of eight. */
static inline gboolean
is_same_name (const guint8 *text, const char *name, gsize length)
{
  if (length < 8)
    return is_same_word (load_word (text) & ((G_GUINT64_CONSTANT (1) << (length * 8)) - 1), load_word (name));

  return is_same_word (load_word (text), load_word (name)) &&
         (length <= 16 || is_same_word (load_word (text + 8), load_word (name + 8))) &&
         is_same_word (load_word (text + length - 8), load_word (name + length - 8));
}

/* What the header is that begins with @text, of which PADDED_NAME bytes can be read; @colon gets the colon's place. */
static inline HeaderKind
header_kind (const guint8 *text, gsize *colon)
{
  gsize length = *colon = find_name_end (text);

  if (length == PADDED_NAME)
    return HEADER_OTHER;
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
    length--;
  if (length <= 1)
    return length == 1 ? compact_names[(guint8) g_ascii_tolower (*text)] : HEADER_OTHER;
  if (length > LONGEST_NAME)
    return HEADER_OTHER;

  for (gsize i = 0; i < G_N_ELEMENTS (names_by_length[0]) && names_by_length[length][i].kind != HEADER_OTHER; i++)
    if (is_same_name (text, names_by_length[length][i].name, length))
      return names_by_length[length][i].kind;

  return HEADER_OTHER;
}

static HeaderKind
last_header_kind (const guint8 *text, gsize readable, gsize *colon)
{
  guint8 padded[PADDED_NAME] = { 0 };

  memcpy (padded, text, readable);
  return header_kind (padded, colon);
}

/* @wanted has lower-case letters only. */
static inline gboolean
is_letters (const guint8 *text, const char *wanted, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((text[i] | 0x20) != (guint8) wanted[i])
      return FALSE;

  return TRUE;
}

/* The value of the parameter named @wanted (in lower case) among ;name=value…, length 0 when there is none. */
static RbSpan
find_param (RbSpan params, const guint8 *bytes, const char *wanted, gsize wanted_length)
{
  gsize end = rb_span_end (params);

  for (gsize position = params.offset; position < end;)
    {
      gsize stop, name;

      while (position < end && rb_char_is (bytes[position], RB_CHAR_SPACE))
        position++;
      stop = rb_scan_find_outside (bytes, position, end, ';');
      name = position + wanted_length;

      if (name <= stop && is_letters (bytes + position, wanted, wanted_length))
        {
          while (name < stop && rb_char_is (bytes[name], RB_CHAR_SPACE))
            name++;
          if (name == stop)
            break;
          if (bytes[name] == '=')
            return rb_span_trim (rb_span_between (name + 1, stop), bytes);
        }
      position = stop + 1;
    }

  return (RbSpan){ 0, 0 };
}

#define FIND_PARAM(params, bytes, wanted) find_param (params, bytes, wanted, strlen (wanted))

/* A number that may have parameters behind it. */
static gboolean
read_number (RbSpan value, const guint8 *bytes, guint32 *out)
{
  RbSpan number = { value.offset, 0 };

  while (number.length < value.length && g_ascii_isdigit (bytes[number.offset + number.length]))
    number.length++;

  return rb_span_to_uint32 (number, bytes, out);
}

static inline gboolean
has_either (const guint8 *text, gsize length, guint8 a, guint8 b)
{
  guint64 found = 0;

  if (length < 8)
    {
      for (gsize i = 0; i < length; i++)
        found |= text[i] == a || text[i] == b;
      return found != 0;
    }

  /* The last word overlaps the one before it. */
  for (gsize i = 0; i < length; i += 8)
    {
      guint64 word = load_word (text + MIN (i, length - 8));

      found |= mark_byte (word, a) | mark_byte (word, b);
    }

  return found != 0;
}

/* An addr-spec without its URI parameters and headers; the user part may hold ';' and '?' itself. */
static RbSpan
without_uri_params (RbSpan uri, const guint8 *bytes)
{
  const guint8 *start = bytes + uri.offset;
  const guint8 *at;

  if (!has_either (start, uri.length, ';', '?'))
    return uri;

  at = memchr (start, '@', uri.length);
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
  *tag = FIND_PARAM (params, bytes, "tag");
}

static void
count_element (guint16 *count)
{
  if (*count < G_MAXUINT16)
    (*count)++;
}

static void
set_via (RbSipIndex *self, const guint8 *bytes, RbSpan value)
{
  RbSpan element;

  while (rb_span_next_element (&value, bytes, &element))
    {
      if (self->n_vias == 0)
        {
          gsize end = rb_span_end (element);
          const guint8 *semicolon = memchr (bytes + element.offset, ';', element.length);

          self->via = element;
          if (semicolon != NULL)
            self->branch = FIND_PARAM (rb_span_between ((gsize) (semicolon - bytes) + 1, end), bytes, "branch");
        }
      count_element (&self->n_vias);
    }
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
add_contact (RbSipIndex *self, const guint8 *bytes, RbSpan element)
{
  RbSpan display, uri, params, expires;
  guint32 seconds;

  if (self->contact.length == 0)
    self->contact = element;
  count_element (&self->n_contacts);

  rb_span_split_address (element, bytes, &display, &uri, &params);
  expires = FIND_PARAM (params, bytes, "expires");
  if (rb_span_to_uint32 (expires, bytes, &seconds) && seconds == 0)
    self->has_expires_zero = TRUE;
}

static void
set_contact (RbSipIndex *self, const guint8 *bytes, RbSpan value)
{
  RbSpan element;

  while (rb_span_next_element (&value, bytes, &element))
    add_contact (self, bytes, element);
}

/* RFC 3326 2: one value for each protocol; only that of SIP speaks in status codes. */
static void
set_reason_cause (RbSipIndex *self, const guint8 *bytes, RbSpan value)
{
  RbSpan element, protocol, nothing;
  guint32 cause;

  while (self->reason_cause == 0 && rb_span_next_element (&value, bytes, &element))
    if (rb_span_next_param (&element, bytes, ';', &protocol, &nothing) && rb_span_is_nocase (protocol, bytes, "SIP") &&
        rb_span_to_uint32 (FIND_PARAM (element, bytes, "cause"), bytes, &cause) && cause <= 699)
      self->reason_cause = (guint16) cause;
}

static void
set_user_agent (RbSipIndex *self, RbSpan value, gboolean is_user_agent)
{
  if (self->user_agent.length == 0)
    {
      self->user_agent = value;
      self->is_user_agent = is_user_agent && value.length > 0;
    }
}

static void
set_once (RbSpan *span, RbSpan value)
{
  if (span->length == 0)
    *span = value;
}

static void
set_sdp (RbSipIndex *self, const guint8 *bytes)
{
  static const char sdp[] = "application/sdp";

  if (self->body.length == 0 || self->content_type.length == 0)
    return;

  /* As nearly all write it, without parameters. */
  if (self->content_type.length == strlen (sdp) && is_same_name (bytes + self->content_type.offset, sdp, strlen (sdp)))
    self->sdp = self->body;
  else
    self->sdp = rb_sip_find_body (bytes, self->content_type, self->body, sdp);
  self->has_sdp = self->sdp.length > 0;
}

/* As rb_sip_scan_header(), but looks into a line no further than tells that nobody wants it. Behind the headers
 * @scan stands at the body. */
static HeaderKind
next_known_header (RbSipScan *scan, RbSpan *value)
{
  const guint8 *bytes = scan->bytes;

  while (scan->position < scan->length)
    {
      gsize start = scan->position;
      const guint8 *feed = memchr (bytes + start, '\n', scan->length - start);
      gsize end = feed != NULL ? (gsize) (feed - bytes) : scan->length;
      HeaderKind kind;
      gsize colon;

      while (end > start && bytes[end - 1] == '\r')
        end--;
      scan->position = feed != NULL ? (gsize) (feed - bytes) + 1 : scan->length;
      if (end == start)
        {
          if (feed == NULL)
            scan->position = scan->length;
          return HEADER_END;
        }

      while (scan->position < scan->length && (bytes[scan->position] == ' ' || bytes[scan->position] == '\t'))
        {
          feed = memchr (bytes + scan->position, '\n', scan->length - scan->position);
          end = feed != NULL ? (gsize) (feed - bytes) : scan->length;
          scan->position = feed != NULL ? end + 1 : end;
        }

      kind = scan->length - start >= PADDED_NAME ? header_kind (bytes + start, &colon)
                                                 : last_header_kind (bytes + start, scan->length - start, &colon);
      if (kind == HEADER_OTHER || start + colon >= end)
        continue;

      *value = rb_span_trim (rb_span_between (start + colon + 1, end), bytes);
      return kind;
    }

  return HEADER_END;
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
  guint32 number;
  RbSipStartLine start;
  HeaderKind kind;
  RbSipScan scan;
  RbSpan value;

  memset (self, 0, sizeof *self);
  self->expires = G_MAXUINT32;
  self->max_forwards = G_MAXUINT16;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &self->start_line);
  has_start = rb_sip_start_line_parse (&start, bytes, self->start_line) && start.is_version_2;
  self->is_request = start.is_request;
  self->status = start.status;
  self->method = start.method;
  self->request_uri = start.request_uri;
  self->reason = start.reason;

  while ((kind = next_known_header (&scan, &value)) != HEADER_END)
    {
      switch (kind)
        {
        case HEADER_VIA:
          set_via (self, bytes, value);
          break;
        case HEADER_FROM:
          set_address (bytes, value, &self->from, &self->from_uri, &self->from_tag);
          break;
        case HEADER_TO:
          set_address (bytes, value, &self->to, &self->to_uri, &self->to_tag);
          break;
        case HEADER_CALL_ID:
          set_once (&self->call_id, value);
          break;
        case HEADER_CSEQ:
          set_cseq (self, bytes, value, &has_cseq);
          break;
        case HEADER_CONTACT:
          set_contact (self, bytes, value);
          break;
        case HEADER_CONTENT_TYPE:
          set_once (&self->content_type, value);
          break;
        case HEADER_CONTENT_LENGTH:
          has_length = has_length || rb_span_to_uint32 (value, bytes, &content_length);
          break;
        case HEADER_EXPIRES:
          if (self->expires == G_MAXUINT32 && rb_span_to_uint32 (value, bytes, &self->expires))
            self->has_expires_zero = self->has_expires_zero || self->expires == 0;
          break;
        case HEADER_MAX_FORWARDS:
          if (self->max_forwards == G_MAXUINT16 && rb_span_to_uint32 (value, bytes, &number))
            self->max_forwards = (guint16) MIN (number, G_MAXUINT16 - 1);
          break;
        case HEADER_USER_AGENT:
          set_user_agent (self, value, TRUE);
          break;
        case HEADER_SERVER:
          set_user_agent (self, value, FALSE);
          break;
        case HEADER_AUTHORIZATION:
          self->has_authorization = TRUE;
          break;
        case HEADER_REASON:
          set_reason_cause (self, bytes, value);
          break;
        case HEADER_RECORD_ROUTE:
          self->has_record_route = TRUE;
          break;
        case HEADER_REPLACES:
          self->has_replaces = TRUE;
          break;
        case HEADER_REFER_TO:
          set_once (&self->refer_to, value);
          break;
        case HEADER_SESSION_EXPIRES:
          if (self->session_expires == 0 && read_number (value, bytes, &number))
            self->session_expires = number;
          break;
        case HEADER_OTHER_CALL_ID:
          set_once (&self->other_call_id, value);
          break;
        case HEADER_OTHER:
        case HEADER_END:
          break;
        }
    }

  if (scan.position < scan.length)
    {
      self->body.offset = (guint32) scan.position;
      self->body.length = (guint32) (scan.length - scan.position);
      if (has_length)
        self->body.length = MIN (self->body.length, content_length);
    }

  set_sdp (self, bytes);
  self->valid = has_start && has_cseq && self->via.length > 0 && self->from.length > 0 && self->to.length > 0 &&
                self->call_id.length > 0;
}
