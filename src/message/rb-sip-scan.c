/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lexical level of SIP (RFC 3261 7 and 25.1) over raw bytes: lines, folded headers, lists, parameters,
 * addresses. Nothing is copied and each byte is looked at a bounded number of times, so it is safe on
 * anything that arrives. Used by the index, the field tree and the masking of secrets. */

#include "rb-sip-scan.h"

#include <string.h>

/* Every byte of every message is looked up here, so that no byte needs a search. */
const guint8 rb_char_classes[256] = {
  [' '] = RB_CHAR_SPACE,         ['\t'] = RB_CHAR_SPACE, ['\r'] = RB_CHAR_SPACE,        ['\n'] = RB_CHAR_SPACE,
  ['-'] = RB_CHAR_TOKEN,         ['.'] = RB_CHAR_TOKEN,  ['!'] = RB_CHAR_TOKEN,         ['%'] = RB_CHAR_TOKEN,
  ['*'] = RB_CHAR_TOKEN,         ['_'] = RB_CHAR_TOKEN,  ['+'] = RB_CHAR_TOKEN,         ['`'] = RB_CHAR_TOKEN,
  ['\''] = RB_CHAR_TOKEN,        ['~'] = RB_CHAR_TOKEN,  ['0' ... '9'] = RB_CHAR_TOKEN, ['A' ... 'Z'] = RB_CHAR_TOKEN,
  ['a' ... 'z'] = RB_CHAR_TOKEN,
};

/**
 * rb_span_is_token:
 *
 * Returns: TRUE for one or more token characters (RFC 3261 25.1)
 */
gboolean
rb_span_is_token (RbSpan span, const guint8 *bytes)
{
  for (guint32 i = 0; i < span.length; i++)
    if (!rb_char_is (bytes[span.offset + i], RB_CHAR_TOKEN))
      return FALSE;

  return span.length > 0;
}

/* Position behind the quoted string that starts at @position; @end when it is not closed. */
static gsize
skip_quoted (const guint8 *bytes, gsize position, gsize end)
{
  for (position++; position < end; position++)
    {
      if (bytes[position] == '\\')
        position++;
      else if (bytes[position] == '"')
        return position + 1;
    }

  return end;
}

static gsize
walk_outside (const guint8 *bytes, gsize position, gsize end, char wanted)
{
  while (position < end)
    {
      guint8 c = bytes[position];

      if (c == (guint8) wanted)
        return position;

      if (c == '"')
        position = skip_quoted (bytes, position, end);
      else if (c == '<')
        {
          const guint8 *close = memchr (bytes + position, '>', end - position);

          position = close != NULL ? (gsize) (close - bytes) + 1 : end;
        }
      else
        position++;
    }

  return end;
}

/**
 * rb_scan_find_outside:
 * @wanted: ',' or ';'
 *
 * Returns: position of the first @wanted outside quotes and angle brackets, @end when there is none
 */
gsize
rb_scan_find_outside (const guint8 *bytes, gsize position, gsize end, char wanted)
{
  const guint8 *found = position < end ? memchr (bytes + position, wanted, end - position) : NULL;
  gsize before;

  if (found == NULL)
    return end;

  before = (gsize) (found - bytes) - position;
  if (memchr (bytes + position, '<', before) == NULL && memchr (bytes + position, '"', before) == NULL)
    return position + before;

  return walk_outside (bytes, position, end, wanted);
}

gboolean
rb_span_is_nocase (RbSpan span, const guint8 *bytes, const char *text)
{
  return span.length == strlen (text) &&
         g_ascii_strncasecmp ((const char *) bytes + span.offset, text, span.length) == 0;
}

/**
 * rb_span_to_uint32:
 *
 * Returns: TRUE when the span is one or more digits with a value that fits
 */
gboolean
rb_span_to_uint32 (RbSpan span, const guint8 *bytes, guint32 *out)
{
  guint64 value = 0;

  for (guint32 i = 0; i < span.length; i++)
    {
      guint8 c = bytes[span.offset + i];

      if (!g_ascii_isdigit (c))
        return FALSE;
      value = value * 10 + (c - '0');
      if (value > G_MAXUINT32)
        return FALSE;
    }

  *out = (guint32) value;
  return span.length > 0;
}

/**
 * rb_span_next_element:
 * @rest: (inout): what is left of a comma-separated list
 * @element: (out): the next element, trimmed
 *
 * Empty elements are skipped (RFC 3261 7.3.1). Commas in quotes and in angle brackets do not separate.
 *
 * Returns: FALSE at the end
 */
gboolean
rb_span_next_element (RbSpan *rest, const guint8 *bytes, RbSpan *element)
{
  while (rest->length > 0)
    {
      gsize end = rb_span_end (*rest);
      gsize comma = rb_scan_find_outside (bytes, rest->offset, end, ',');

      *element = rb_span_trim (rb_span_between (rest->offset, comma), bytes);
      *rest = rb_span_between (MIN (comma + 1, end), end);
      if (element->length > 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * rb_span_next_param:
 * @rest: (inout): what is left of a list of name[=value]
 * @separator: ';' for header parameters, ',' for digest parameters
 * @name: (out): trimmed
 * @value: (out): trimmed, with its quotes; length 0 when there is none
 *
 * Returns: FALSE at the end
 */
gboolean
rb_span_next_param (RbSpan *rest, const guint8 *bytes, char separator, RbSpan *name, RbSpan *value)
{
  while (rest->length > 0)
    {
      gsize end = rb_span_end (*rest);
      gsize stop = rb_scan_find_outside (bytes, rest->offset, end, separator);
      const guint8 *equals = memchr (bytes + rest->offset, '=', stop - rest->offset);
      gsize name_end = equals != NULL ? (gsize) (equals - bytes) : stop;

      *name = rb_span_trim (rb_span_between (rest->offset, name_end), bytes);
      *value = rb_span_trim (rb_span_between (MIN (name_end + 1, stop), stop), bytes);
      *rest = rb_span_between (MIN (stop + 1, end), end);
      if (name->length > 0 || value->length > 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * rb_span_split_address:
 * @span: the value of From, To, Contact, Route …: one element
 * @display: (out): display name with its quotes, length 0 when there is none
 * @uri: (out): what is between the angle brackets, or up to the first ';' without them (RFC 3261 20)
 * @params: (out): what follows the first ';' behind the URI
 */
void
rb_span_split_address (RbSpan span, const guint8 *bytes, RbSpan *display, RbSpan *uri, RbSpan *params)
{
  gsize end = rb_span_end (span);
  gsize position = span.offset;
  gsize semicolon;

  while (position < end && bytes[position] != '<' && bytes[position] != ';')
    position = bytes[position] == '"' ? skip_quoted (bytes, position, end) : position + 1;

  if (position < end && bytes[position] == '<')
    {
      const guint8 *close = memchr (bytes + position, '>', end - position);
      gsize uri_end = close != NULL ? (gsize) (close - bytes) : end;

      *display = rb_span_trim (rb_span_between (span.offset, position), bytes);
      *uri = rb_span_trim (rb_span_between (position + 1, uri_end), bytes);
      position = uri_end;
    }
  else
    {
      *display = (RbSpan){ 0, 0 };
      *uri = rb_span_trim (rb_span_between (span.offset, position), bytes);
    }

  /* Nearly always the parameters follow at once. */
  semicolon = position + 1 < end && bytes[position + 1] == ';' ? position + 1
                                                               : rb_scan_find_outside (bytes, position, end, ';');
  *params = rb_span_between (MIN (semicolon + 1, end), end);
}

void
rb_sip_scan_init (RbSipScan *self, const guint8 *bytes, gsize length)
{
  self->bytes = bytes;
  self->length = MIN (length, G_MAXUINT32);
  self->position = 0;

  /* RFC 3261 7.5: CRLFs before the start line are ignored. */
  while (self->position < self->length && (bytes[self->position] == '\r' || bytes[self->position] == '\n'))
    self->position++;
}

/* One line without its end: LF with any number of CRs in front (CRLF, a lone LF, CR CR LF). */
static gboolean
next_line (RbSipScan *self, RbSpan *line)
{
  const guint8 *feed = memchr (self->bytes + self->position, '\n', self->length - self->position);
  gsize end = feed != NULL ? (gsize) (feed - self->bytes) : self->length;
  gsize start = self->position;

  self->position = feed != NULL ? end + 1 : end;
  while (end > start && self->bytes[end - 1] == '\r')
    end--;

  *line = rb_span_between (start, end);
  return feed != NULL;
}

/**
 * rb_sip_scan_start_line:
 * @line: (out): the first line without its end
 *
 * Returns: TRUE when the line is complete
 */
gboolean
rb_sip_scan_start_line (RbSipScan *self, RbSpan *line)
{
  if (self->position >= self->length)
    {
      *line = (RbSpan){ 0, 0 };
      return FALSE;
    }

  return next_line (self, line);
}

/**
 * rb_sip_scan_header:
 * @header: (out): filled for %RB_SIP_SCAN_HEADER only
 *
 * The next header with its folded lines. A line without a colon is one without a name.
 */
RbSipScanResult
rb_sip_scan_header (RbSipScan *self, RbSipHeader *header)
{
  const guint8 *colon;
  gboolean complete;
  RbSpan line;
  gsize end;

  if (self->position >= self->length)
    return RB_SIP_SCAN_END;

  complete = next_line (self, &line);
  if (line.length == 0)
    return complete ? RB_SIP_SCAN_BLANK_LINE : RB_SIP_SCAN_END;

  end = rb_span_end (line);
  while (self->position < self->length && (self->bytes[self->position] == ' ' || self->bytes[self->position] == '\t'))
    {
      RbSpan more;

      next_line (self, &more);
      end = rb_span_end (more);
    }

  colon = memchr (self->bytes + line.offset, ':', end - line.offset);
  if (colon != NULL)
    {
      gsize name_end = colon - self->bytes;

      header->name = rb_span_trim (rb_span_between (line.offset, name_end), self->bytes);
      header->value = rb_span_trim (rb_span_between (name_end + 1, end), self->bytes);
    }
  else
    {
      header->name = (RbSpan){ 0, 0 };
      header->value = rb_span_trim (rb_span_between (line.offset, end), self->bytes);
    }

  header->line = rb_span_between (line.offset, end);
  return RB_SIP_SCAN_HEADER;
}

/* "SIP/2.0" or another version: "SIP/" digits "." digits (RFC 3261 25.1). */
static gboolean
is_sip_version (RbSpan span, const guint8 *bytes)
{
  const guint8 *p;
  gboolean digit_before = FALSE;
  gboolean dot = FALSE;

  if (span.length < 7)
    return FALSE;

  p = bytes + span.offset;
  if (span.length == 7 && memcmp (p, "SIP/2.0", 7) == 0)
    return TRUE;
  if (g_ascii_strncasecmp ((const char *) p, "SIP/", 4) != 0)
    return FALSE;

  for (guint32 i = 4; i < span.length; i++)
    {
      if (g_ascii_isdigit (p[i]))
        digit_before = TRUE;
      else if (p[i] == '.' && digit_before && !dot)
        {
          dot = TRUE;
          digit_before = FALSE;
        }
      else
        return FALSE;
    }

  return dot && digit_before;
}

static gboolean
parse_status_line (RbSipStartLine *self, const guint8 *bytes, RbSpan version, RbSpan rest)
{
  gsize end = rb_span_end (rest);
  gsize position = rest.offset;
  guint32 status;

  while (position < end && g_ascii_isdigit (bytes[position]))
    position++;

  self->version = version;
  self->status_code = rb_span_between (rest.offset, position);
  self->reason = rb_span_trim (rb_span_between (position, end), bytes);
  if (self->status_code.length != 3 || !rb_span_to_uint32 (self->status_code, bytes, &status) || status < 100 ||
      status > 699)
    return FALSE;

  self->status = (guint16) status;
  return position == end || rb_char_is (bytes[position], RB_CHAR_SPACE);
}

/* Start lines as nearly all are written: one space between the parts, and "SIP/2.0". Nothing is decided about
 * others. */
static gboolean
parse_plain_start_line (RbSipStartLine *self, const guint8 *bytes, RbSpan line)
{
  gsize end = rb_span_end (line);
  gsize uri_end = end - strlen (" SIP/2.0");
  gsize position = line.offset;
  const guint8 *text;

  if (line.length <= strlen ("SIP/2.0 200"))
    return FALSE;

  text = bytes + line.offset;

  if (memcmp (text, "SIP/2.0 ", 8) == 0 && text[8] >= '1' && text[8] <= '6' && g_ascii_isdigit (text[9]) &&
      g_ascii_isdigit (text[10]) && text[11] == ' ')
    {
      self->status = (guint16) ((text[8] - '0') * 100 + (text[9] - '0') * 10 + (text[10] - '0'));
      self->version = (RbSpan){ line.offset, 7 };
      self->status_code = (RbSpan){ line.offset + 8, 3 };
      self->reason = rb_span_trim (rb_span_between (line.offset + 12, end), bytes);
      self->is_version_2 = TRUE;
      return TRUE;
    }

  if (memcmp (bytes + uri_end, " SIP/2.0", 8) != 0)
    return FALSE;
  while (rb_char_is (bytes[position], RB_CHAR_TOKEN))
    position++;
  if (position == line.offset || bytes[position] != ' ' || position + 1 >= uri_end ||
      rb_char_is (bytes[position + 1], RB_CHAR_SPACE) || rb_char_is (bytes[uri_end - 1], RB_CHAR_SPACE))
    return FALSE;

  self->method = rb_span_between (line.offset, position);
  self->request_uri = rb_span_between (position + 1, uri_end);
  self->version = rb_span_between (uri_end + 1, end);
  self->is_request = self->is_version_2 = TRUE;
  return TRUE;
}

/**
 * rb_sip_start_line_parse:
 * @self: (out): filled with whatever was found
 * @line: the first line
 *
 * RFC 3261 7.1 and 7.2, with any amount of white space between the parts.
 *
 * Returns: TRUE when it is a request or status line of any SIP version
 */
gboolean
rb_sip_start_line_parse (RbSipStartLine *self, const guint8 *bytes, RbSpan line)
{
  gsize end, position;
  RbSpan first, last;

  memset (self, 0, sizeof *self);
  if (parse_plain_start_line (self, bytes, line))
    return TRUE;

  line = rb_span_trim (line, bytes);
  end = rb_span_end (line);

  for (position = line.offset; position < end && !rb_char_is (bytes[position], RB_CHAR_SPACE);)
    position++;
  first = rb_span_between (line.offset, position);
  line = rb_span_trim (rb_span_between (position, end), bytes);

  if (is_sip_version (first, bytes))
    {
      self->is_version_2 = rb_span_is_nocase (first, bytes, "SIP/2.0");
      return parse_status_line (self, bytes, first, line);
    }

  for (position = end; position > line.offset && !rb_char_is (bytes[position - 1], RB_CHAR_SPACE);)
    position--;
  last = rb_span_between (position, end);
  if (!rb_span_is_token (first, bytes) || !is_sip_version (last, bytes))
    return FALSE;

  self->is_request = TRUE;
  self->is_version_2 = rb_span_is_nocase (last, bytes, "SIP/2.0");
  self->method = first;
  self->request_uri = rb_span_trim (rb_span_between (line.offset, position), bytes);
  self->version = last;

  return self->request_uri.length > 0;
}

/**
 * rb_sip_looks_like:
 *
 * Media and tunnels on any port come through here too: what does not begin like a method or a version is
 * turned away at its first bytes.
 *
 * Returns: TRUE when the bytes begin with a SIP request or status line of any version
 */
gboolean
rb_sip_looks_like (const guint8 *bytes, gsize length)
{
  RbSipStartLine start;
  RbSipScan scan;
  RbSpan line;
  gsize position;

  rb_sip_scan_init (&scan, bytes, length);
  for (position = scan.position; position < scan.length && (bytes[position] == ' ' || bytes[position] == '\t');)
    position++;
  while (position < scan.length && rb_char_is (bytes[position], RB_CHAR_TOKEN))
    position++;
  if (position == scan.position || position == scan.length ||
      (!rb_char_is (bytes[position], RB_CHAR_SPACE) && bytes[position] != '/'))
    return FALSE;

  rb_sip_scan_start_line (&scan, &line);

  return rb_sip_start_line_parse (&start, bytes, line);
}

/**
 * rb_sip_find_start_line:
 *
 * Returns: where the first line begins that begins a message, @length when there is none
 */
gsize
rb_sip_find_start_line (const guint8 *bytes, gsize length)
{
  const guint8 *end = length > 0 ? bytes + length : bytes;
  const guint8 *line = bytes;

  while (line < end)
    {
      /* Not by rb_sip_looks_like() again and again. */
      while (line < end && (*line == '\r' || *line == '\n'))
        line++;
      if (rb_sip_looks_like (line, end - line))
        return line - bytes;

      line = line < end ? memchr (line, '\n', end - line) : NULL;
      if (line == NULL)
        break;
    }

  return length;
}

/**
 * rb_sip_start_line_is_meant:
 *
 * Returns: TRUE when the line begins or ends with a SIP version, whatever else is wrong with it
 */
gboolean
rb_sip_start_line_is_meant (const guint8 *bytes, RbSpan line)
{
  const char *text;
  gsize last;

  line = rb_span_trim (line, bytes);
  if (line.length < 4)
    return FALSE;

  text = (const char *) bytes + line.offset;
  if (g_ascii_strncasecmp (text, "SIP/", 4) == 0)
    return TRUE;

  for (last = line.length; last > 0 && !rb_char_is ((guint8) text[last - 1], RB_CHAR_SPACE);)
    last--;
  return last > 0 && line.length - last >= 4 && g_ascii_strncasecmp (text + last, "SIP/", 4) == 0;
}

/**
 * rb_sip_find_header:
 * @name: of the header, in any case
 * @compact: (nullable): its short form (RFC 3261 7.3.3)
 *
 * Returns: the value of the first header of that name, empty when there is none
 */
RbSpan
rb_sip_find_header (const guint8 *bytes, gsize length, const char *name, const char *compact)
{
  RbSipScan scan;
  RbSipHeader header;
  RbSpan line;

  rb_sip_scan_init (&scan, bytes, length);
  rb_sip_scan_start_line (&scan, &line);
  while (rb_sip_scan_header (&scan, &header) == RB_SIP_SCAN_HEADER)
    if (rb_span_is_nocase (header.name, bytes, name) ||
        (compact != NULL && rb_span_is_nocase (header.name, bytes, compact)))
      return header.value;

  return (RbSpan){ 0, 0 };
}
