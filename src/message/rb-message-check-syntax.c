/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grammar of the parts that headers are made of (RFC 3261 25.1): URIs, name-addr, parameters, Via, dates,
 * quoted strings. Each looks once at the bytes of its span. */

#include "rb-message-check-private.h"
#include "rb-sip-registry.h"

#include <string.h>

#define COOKIE "z9hG4bK" /* RFC 3261 8.1.1.7 */

/* What RFC 3261 25.1 allows in parts of a URI beside letters, digits, "-_.!~*'()" and escapes. */
#define MARKS "-_.!~*'()"
#define IN_USER MARKS "&=+$,;?/"
#define IN_PASSWORD MARKS "&=+$,"
#define IN_HOST "-._[]:"
#define IN_PARAMS MARKS "[]/:&+$;="
#define IN_URI_HEADERS MARKS "[]/?:+$&="

static RbSpan
one_byte (gsize position)
{
  return (RbSpan){ (guint32) position, 1 };
}

/* Reports the first byte that may not stand in this part of a URI. */
static gboolean
check_part (CheckContext *self, RbSpan part, const char *allowed, gboolean may_escape)
{
  const guint8 *bytes = self->bytes;

  for (gsize i = part.offset; i < rb_span_end (part); i++)
    {
      if (bytes[i] == '%' && may_escape)
        {
          if (i + 2 < rb_span_end (part) && g_ascii_isxdigit (bytes[i + 1]) && g_ascii_isxdigit (bytes[i + 2]))
            i += 2;
          else
            {
              rb_check_report (self, PROBLEM_URI_ESCAPE, one_byte (i), NULL);
              return FALSE;
            }
        }
      else if (!g_ascii_isalnum (bytes[i]) && (bytes[i] == '\0' || strchr (allowed, bytes[i]) == NULL))
        {
          rb_check_report (self, PROBLEM_URI, one_byte (i), NULL);
          return FALSE;
        }
    }

  return TRUE;
}

/* Cuts @span at the first @separator; @rest gets what is behind it. */
static RbSpan
cut (const guint8 *bytes, RbSpan span, char separator, RbSpan *rest)
{
  const guint8 *found = span.length > 0 ? memchr (bytes + span.offset, separator, span.length) : NULL;
  gsize end = rb_span_end (span);
  gsize split = found != NULL ? (gsize) (found - bytes) : end;

  *rest = rb_span_between (MIN (split + 1, end), end);
  return rb_span_between (span.offset, split);
}

static gboolean
is_port (RbSpan port, const guint8 *bytes)
{
  guint32 number;

  return rb_span_to_uint32 (port, bytes, &number) && number <= G_MAXUINT16;
}

/* host [":" port], the host perhaps an IPv6 reference */
static gboolean
is_host_port (RbSpan span, const guint8 *bytes)
{
  RbSpan host = span, port;
  const guint8 *close;

  if (span.length > 0 && bytes[span.offset] == '[')
    {
      close = memchr (bytes + span.offset, ']', span.length);
      if (close == NULL)
        return FALSE;
      port = rb_span_between ((gsize) (close - bytes) + 1, rb_span_end (span));
      return port.length == 0 ||
             (bytes[port.offset] == ':' && is_port (rb_span_between (port.offset + 1, rb_span_end (port)), bytes));
    }

  host = cut (bytes, span, ':', &port);
  return host.length > 0 && (host.length == span.length || is_port (port, bytes));
}

static void
check_sip_uri (CheckContext *self, RbSpan rest)
{
  const guint8 *bytes = self->bytes;
  const guint8 *at = rest.length > 0 ? memchr (bytes + rest.offset, '@', rest.length) : NULL;
  RbSpan host, params, uri_headers;

  if (at != NULL)
    {
      RbSpan password;
      RbSpan user = cut (bytes, rb_span_between (rest.offset, at - bytes), ':', &password);

      rest = rb_span_between ((gsize) (at - bytes) + 1, rb_span_end (rest));
      if (user.length == 0)
        {
          rb_check_report (self, PROBLEM_URI, one_byte (at - bytes), NULL);
          return;
        }
      if (!check_part (self, user, IN_USER, TRUE) || !check_part (self, password, IN_PASSWORD, TRUE))
        return;
    }

  rest = cut (bytes, rest, '?', &uri_headers);
  host = cut (bytes, rest, ';', &params);
  if (!check_part (self, host, IN_HOST, FALSE) || !check_part (self, params, IN_PARAMS, TRUE) ||
      !check_part (self, uri_headers, IN_URI_HEADERS, TRUE))
    return;

  if (!is_host_port (host, bytes))
    rb_check_report (self, PROBLEM_URI, host.length > 0 ? host : rest, NULL);
}

static gboolean
is_scheme (RbSpan scheme, const guint8 *bytes)
{
  for (guint32 i = 0; i < scheme.length; i++)
    {
      guint8 c = bytes[scheme.offset + i];

      if (!(g_ascii_isalpha (c) || (i > 0 && (g_ascii_isdigit (c) || c == '+' || c == '-' || c == '.'))))
        return FALSE;
    }

  return scheme.length > 0;
}

/**
 * rb_check_uri:
 *
 * RFC 3261 19.1.1 for sip: and sips:; of other schemes only what holds for every URI (RFC 3986 2).
 */
void
rb_check_uri (CheckContext *self, RbSpan uri)
{
  RbSpan rest;
  RbSpan scheme = cut (self->bytes, uri, ':', &rest);

  if (scheme.length == uri.length || rest.length == 0 || !is_scheme (scheme, self->bytes))
    rb_check_report (self, PROBLEM_URI, uri, NULL);
  else if (rb_span_is_nocase (scheme, self->bytes, "sip") || rb_span_is_nocase (scheme, self->bytes, "sips"))
    check_sip_uri (self, rest);
  else
    check_part (self, rest, MARKS "&=+$,;?/:@#[]", TRUE);
}

/* Position behind the quoted string at @position, 0 when it is not closed. */
static gsize
quoted_end (const guint8 *bytes, gsize position, gsize end)
{
  for (position++; position < end; position++)
    {
      if (bytes[position] == '\\')
        position++;
      else if (bytes[position] == '"')
        return position + 1;
    }

  return 0;
}

/**
 * rb_check_quotes:
 *
 * Returns: FALSE when a quoted string of @value is not closed, which is reported; nothing else of the value can
 *   be trusted then
 */
gboolean
rb_check_quotes (CheckContext *self, RbSpan value)
{
  gsize end = rb_span_end (value);

  for (gsize i = value.offset; i < end;)
    {
      const guint8 *quote = memchr (self->bytes + i, '"', end - i);

      if (quote == NULL)
        break;
      i = quoted_end (self->bytes, quote - self->bytes, end);
      if (i == 0)
        {
          rb_check_report (self, PROBLEM_QUOTE_OPEN, rb_span_between (quote - self->bytes, end), NULL);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
is_param_value (RbSpan value, const guint8 *bytes)
{
  if (value.length > 0 && bytes[value.offset] == '"')
    return quoted_end (bytes, value.offset, rb_span_end (value)) == rb_span_end (value);

  for (guint32 i = 0; i < value.length; i++)
    if (rb_char_is (bytes[value.offset + i], RB_CHAR_SPACE) || strchr ("\"<>,;", bytes[value.offset + i]) != NULL)
      return FALSE;

  return value.length > 0;
}

/* What follows the first semicolon: name[=value];… Any character but separators may stand in a value: real ones
 * hold more than the grammar's token. */
static void
check_params (CheckContext *self, RbSpan params)
{
  const guint8 *bytes = self->bytes;
  gsize end = rb_span_end (params);

  for (gsize start = params.offset; start <= end;)
    {
      gsize stop = rb_scan_find_outside (bytes, start, end, ';');
      RbSpan param = rb_span_trim (rb_span_between (start, stop), bytes);
      RbSpan value;
      RbSpan name = rb_span_trim (cut (bytes, param, '=', &value), bytes);
      gboolean has_value = memchr (bytes + param.offset, '=', param.length) != NULL;

      value = rb_span_trim (value, bytes);
      if (!rb_span_is_token (name, bytes) || (has_value && !is_param_value (value, bytes)))
        {
          rb_check_report (self, PROBLEM_PARAMETER,
                           param.length > 0 ? param : rb_span_between (start - 1, stop + 1 > end ? end : stop + 1),
                           NULL);
          return;
        }
      start = stop + 1;
    }
}

/* *(token LWS) or a quoted string (RFC 3261 25.1). */
static gboolean
is_display_name (RbSpan name, const guint8 *bytes)
{
  if (name.length > 0 && bytes[name.offset] == '"')
    return quoted_end (bytes, name.offset, rb_span_end (name)) == rb_span_end (name);

  for (guint32 i = 0; i < name.length; i++)
    if (!rb_char_is (bytes[name.offset + i], RB_CHAR_TOKEN | RB_CHAR_SPACE))
      return FALSE;

  return TRUE;
}

/**
 * rb_check_get_scheme:
 *
 * Returns: what stands in front of the first colon, length 0 when it is no scheme
 */
RbSpan
rb_check_get_scheme (RbSpan uri, const guint8 *bytes)
{
  RbSpan rest;
  RbSpan scheme = cut (bytes, uri, ':', &rest);

  return rest.length > 0 && is_scheme (scheme, bytes) ? scheme : (RbSpan){ 0, 0 };
}

static void
check_scheme (CheckContext *self, RbSpan uri, const char *name)
{
  RbSpan scheme = rb_check_get_scheme (uri, self->bytes);

  if (scheme.length > 0 && !rb_sip_is_registered (RB_SIP_SCHEMES, scheme, self->bytes))
    rb_check_report (self, PROBLEM_SCHEME_UNKNOWN, scheme, name);
}

/* The position of the first < outside quotes, @end when there is none. */
static gsize
find_bracket (const guint8 *bytes, gsize position, gsize end)
{
  while (position < end && bytes[position] != '<')
    {
      if (bytes[position] == '"')
        position = quoted_end (bytes, position, end);
      else
        position++;
    }

  return position;
}

static void
check_bare_address (CheckContext *self, RbSpan element, const char *name)
{
  RbSpan params;
  RbSpan uri = rb_span_trim (cut (self->bytes, element, ';', &params), self->bytes);

  if (memchr (self->bytes + uri.offset, ',', uri.length) != NULL ||
      memchr (self->bytes + uri.offset, '?', uri.length) != NULL)
    {
      rb_check_report (self, PROBLEM_URI_BARE, uri, NULL);
      return;
    }

  rb_check_uri (self, uri);
  check_scheme (self, uri, name);
  if (uri.length < element.length && memchr (self->bytes + element.offset, ';', element.length) != NULL)
    check_params (self, params);
}

/**
 * rb_check_address:
 * @element: one address with display name and parameters; its quotes are closed
 * @name: of the header
 *
 * name-addr or addr-spec of RFC 3261 25.1.
 */
void
rb_check_address (CheckContext *self, RbSpan element, const char *name)
{
  const guint8 *bytes = self->bytes;
  gsize end = rb_span_end (element);
  gsize open = find_bracket (bytes, element.offset, end);
  const guint8 *close = open < end ? memchr (bytes + open, '>', end - open) : NULL;
  RbSpan display, uri, rest;

  if (open >= end)
    {
      check_bare_address (self, element, name);
      return;
    }
  if (close == NULL)
    {
      rb_check_report (self, PROBLEM_BRACKET_OPEN, rb_span_between (open, end), NULL);
      return;
    }

  display = rb_span_trim (rb_span_between (element.offset, open), bytes);
  if (!is_display_name (display, bytes))
    rb_check_report (self, PROBLEM_DISPLAY_NAME, display, name);

  uri = rb_span_between (open + 1, close - bytes);
  if (rb_span_trim (uri, bytes).length != uri.length)
    rb_check_report (self, PROBLEM_ADDRESS_SPACE, uri, name);
  uri = rb_span_trim (uri, bytes);
  rb_check_uri (self, uri);
  check_scheme (self, uri, name);

  rest = rb_span_trim (rb_span_between ((gsize) (close - bytes) + 1, end), bytes);
  if (rest.length == 0)
    return;
  if (bytes[rest.offset] == ';')
    check_params (self, rb_span_between (rest.offset + 1, end));
  else
    rb_check_report (self, PROBLEM_PARAMETER, rest, NULL);
}

static RbSpan
next_token (const guint8 *bytes, gsize *position, gsize end)
{
  gsize start;

  while (*position < end && rb_char_is (bytes[*position], RB_CHAR_SPACE))
    (*position)++;
  for (start = *position; *position < end && rb_char_is (bytes[*position], RB_CHAR_TOKEN);)
    (*position)++;

  return rb_span_between (start, *position);
}

static gboolean
skip_slash (const guint8 *bytes, gsize *position, gsize end)
{
  while (*position < end && rb_char_is (bytes[*position], RB_CHAR_SPACE))
    (*position)++;

  return *position < end && bytes[(*position)++] == '/';
}

/* An old branch is told of once: the Vias of a message were mostly written by the same kind of element. */
static void
check_branch (CheckContext *self, RbSpan params, RbSpan sent)
{
  RbSpan name, value;

  while (rb_span_next_param (&params, self->bytes, ';', &name, &value))
    if (rb_span_is_nocase (name, self->bytes, "branch"))
      {
        if (value.length == strlen (COOKIE) && rb_span_is_nocase (value, self->bytes, COOKIE))
          rb_check_report (self, PROBLEM_BRANCH_EMPTY, value, NULL);
        if (value.length >= strlen (COOKIE) &&
            rb_span_is_nocase ((RbSpan){ value.offset, strlen (COOKIE) }, self->bytes, COOKIE))
          return;
        sent = value.length > 0 ? value : name;
        break;
      }

  if (!self->has_old_branch)
    rb_check_report (self, PROBLEM_BRANCH_COOKIE, sent, NULL);
  self->has_old_branch = TRUE;
}

/**
 * rb_check_via:
 * @element: one value of Via
 *
 * sent-protocol LWS sent-by *( SEMI via-params ) of RFC 3261 25.1.
 */
void
rb_check_via (CheckContext *self, RbSpan element)
{
  const guint8 *bytes = self->bytes;
  gsize end = rb_span_end (element);
  gsize semicolon = rb_scan_find_outside (bytes, element.offset, end, ';');
  RbSpan sent = rb_span_trim (rb_span_between (element.offset, semicolon), bytes);
  gsize stop = rb_span_end (sent);
  gsize position = sent.offset;
  RbSpan protocol = next_token (bytes, &position, stop);
  gboolean first_slash = skip_slash (bytes, &position, stop);
  RbSpan version = next_token (bytes, &position, stop);
  gboolean second_slash = skip_slash (bytes, &position, stop);
  RbSpan transport = next_token (bytes, &position, stop);
  RbSpan sent_by = rb_span_trim (rb_span_between (position, stop), bytes);
  RbSpan host_port = sent_by;

  /* White space may stand around the port's colon. */
  for (guint32 i = 0; i < host_port.length; i++)
    if (rb_char_is (bytes[host_port.offset + i], RB_CHAR_SPACE))
      host_port.length = i;

  if (!first_slash || !second_slash || protocol.length == 0 || transport.length == 0 || sent_by.offset == position ||
      !is_host_port (host_port, bytes) || !check_part (self, host_port, IN_HOST, FALSE))
    {
      rb_check_report (self, PROBLEM_VIA, sent.length > 0 ? sent : element, NULL);
      return;
    }

  if (!rb_span_is_nocase (protocol, bytes, "SIP") || !rb_span_is (version, bytes, "2.0"))
    rb_check_report (self, PROBLEM_VERSION, rb_span_between (protocol.offset, rb_span_end (version)), NULL);
  if (!rb_sip_is_registered (RB_SIP_TRANSPORTS, transport, bytes))
    rb_check_report_named (self, PROBLEM_VIA_TRANSPORT, transport);
  if (!self->start.is_request && host_port.length >= 15 &&
      memcmp (bytes + host_port.offset, "255.255.255.255", 15) == 0)
    rb_check_report (self, PROBLEM_VIA_BROADCAST, sent_by, NULL);

  if (semicolon < end)
    check_params (self, rb_span_between (semicolon + 1, end));
  check_branch (self, rb_span_between (semicolon + 1, end), sent);
}

/**
 * rb_check_date:
 *
 * rfc1123-date of RFC 3261 25.1: "Sat, 13 Nov 2010 23:29:00 GMT".
 */
void
rb_check_date (CheckContext *self, RbSpan value)
{
  static const char pattern[] = "AAA, 00 AAA 0000 00:00:00 GMT";
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  const char *text = (const char *) self->bytes + value.offset;
  gboolean fits = value.length == strlen (pattern);
  gboolean has_day = FALSE, has_month = FALSE;

  for (guint32 i = 0; fits && i < value.length; i++)
    fits = pattern[i] == '0'   ? g_ascii_isdigit (text[i])
           : pattern[i] == 'A' ? g_ascii_isalpha (text[i])
                               : pattern[i] == text[i];
  for (gsize i = 0; fits && i < G_N_ELEMENTS (days); i++)
    has_day = has_day || strncmp (text, days[i], 3) == 0;
  for (gsize i = 0; fits && i < G_N_ELEMENTS (months); i++)
    has_month = has_month || strncmp (text + 8, months[i], 3) == 0;

  if (!has_day || !has_month)
    rb_check_report (self, PROBLEM_DATE, value, NULL);
}
