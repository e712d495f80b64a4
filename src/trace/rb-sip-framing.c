/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where SIP messages begin and end among other bytes (RFC 3261 7.1, 7.2, 7.5, 18.3). It runs for every datagram
 * of a capture, so the common start lines are told by a few comparisons before
 * rb_sip_looks_like() decides; nothing is allocated. The collector and its streams call it. */

#include "rb-sip-framing.h"

#include <string.h>

#include "rb-sip-index.h"

#define VERSION "SIP/2.0"
#define VERSION_LENGTH 7
/* A start line ends within this many bytes, or it is none. */
#define START_LINE_MAX 8192

gsize
rb_sip_count_line_ends (const guint8 *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && (bytes[n] == '\r' || bytes[n] == '\n'))
    n++;
  return n;
}

static gboolean
is_token_char (guint8 c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("-.!%*_+`'~", c) != NULL);
}

/* The first line without its end. */
static gsize
line_length (const guint8 *bytes, gsize length)
{
  const guint8 *feed = memchr (bytes, '\n', length);
  gsize end = feed != NULL ? (gsize) (feed - bytes) : length;

  while (end > 0 && bytes[end - 1] == '\r')
    end--;
  return end;
}

gboolean
rb_sip_begins (const guint8 *bytes, gsize length)
{
  gsize line, at;

  if (length < VERSION_LENGTH + 1)
    return FALSE;
  if (memcmp (bytes, VERSION " ", VERSION_LENGTH + 1) == 0 && length > VERSION_LENGTH + 4 && bytes[8] >= '1' &&
      bytes[8] <= '6' && g_ascii_isdigit (bytes[9]) && g_ascii_isdigit (bytes[10]) && bytes[11] == ' ')
    return TRUE;
  if (!is_token_char (bytes[0]) && !g_ascii_isspace (bytes[0]))
    return FALSE; /* RTP, STUN and the like */

  line = line_length (bytes, length);
  if (line > VERSION_LENGTH + 1 && memcmp (bytes + line - VERSION_LENGTH - 1, " " VERSION, VERSION_LENGTH + 1) == 0)
    {
      for (at = 0; g_ascii_isupper (bytes[at]); at++)
        ;
      if (at > 0 && bytes[at] == ' ' && at + 1 < line - VERSION_LENGTH - 1 && bytes[at + 1] != ' ')
        return TRUE;
    }

  return rb_sip_looks_like (bytes, length);
}

/* What stands behind a start line in the midst of other bytes is a header, as far as it is there. A status line
 * inside a body (message/sipfrag, RFC 3420) is often alone. */
static gboolean
header_follows (const guint8 *bytes, gsize length)
{
  const guint8 *feed = memchr (bytes, '\n', length);
  const guint8 *end = bytes + length;
  const guint8 *at;

  if (feed == NULL || memchr (feed + 1, '\n', end - feed - 1) == NULL)
    return TRUE;

  for (at = feed + 1; at < end && is_token_char (*at); at++)
    ;
  return at > feed + 1 && at < end && (*at == ':' || *at == ' ' || *at == '\t');
}

/* Start of the request line whose version is at @version, but not before @from; @version when it is none. */
static gsize
find_request_line (const guint8 *bytes, gsize from, gsize version)
{
  gsize at = version;

  if (at < from + 4 || bytes[at - 1] != ' ')
    return version;

  for (at--; at > from && bytes[at - 1] > ' '; at--) /* the URI */
    ;
  if (at == version - 1 || at == from || bytes[at - 1] != ' ')
    return version;

  for (at--; at > from && is_token_char (bytes[at - 1]); at--) /* the method */
    ;
  return bytes[at] != ' ' ? at : version;
}

gsize
rb_sip_find_start (const guint8 *bytes, gsize length, gsize from)
{
  gsize at = from;
  const guint8 *found;

  while (at < length && (found = memmem (bytes + at, length - at, VERSION, VERSION_LENGTH)) != NULL)
    {
      gsize version = found - bytes;
      gsize end = version + VERSION_LENGTH;
      gsize start = length;

      if (end < length && (bytes[end] == '\r' || bytes[end] == '\n'))
        {
          start = find_request_line (bytes, at, version);
          if (start == version)
            start = length;
        }
      else if (end < length && bytes[end] == ' ')
        start = version;

      if (start < length && rb_sip_begins (bytes + start, MIN (length - start, START_LINE_MAX)) &&
          header_follows (bytes + start, MIN (length - start, START_LINE_MAX)))
        return start;
      at = end;
    }

  return length;
}

gboolean
rb_sip_is_other_protocol (const guint8 *bytes, gsize length)
{
  static const char *const names[] = { "HTTP/", "RTSP/" };
  gsize line = line_length (bytes, MIN (length, START_LINE_MAX));
  gsize last = line;

  while (last > 0 && bytes[last - 1] != ' ')
    last--;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((line >= 8 && memcmp (bytes, names[i], 5) == 0) ||
        (line - last >= 8 && last > 0 && memcmp (bytes + last, names[i], 5) == 0))
      return TRUE;

  return FALSE;
}

/* The value of a Content-Length header, compact form too (RFC 3261 20.14), or NULL. */
static const guint8 *
match_content_length (const guint8 *line, const guint8 *end)
{
  static const char name[] = "content-length";
  gsize length = (*line | 0x20) == 'l' ? 1 : sizeof name - 1;

  if ((gsize) (end - line) <= length ||
      (length > 1 && (line[7] != '-' || g_ascii_strncasecmp ((const char *) line, name, length) != 0)))
    return NULL;

  for (line += length; line < end && (*line == ' ' || *line == '\t'); line++)
    ;
  return line < end && *line == ':' ? line + 1 : NULL;
}

static RbSipLength
parse_content_length (const guint8 *at, const guint8 *end, guint32 *content_length)
{
  const guint8 *start;
  guint64 value = 0;

  while (at < end &&
         (*at == ' ' || *at == '\t' ||
          ((*at == '\r' || *at == '\n') && at + 1 < end && (at[1] == ' ' || at[1] == '\t' || at[1] == '\n'))))
    at++;
  for (start = at; at < end && g_ascii_isdigit (*at) && value <= G_MAXUINT32; at++)
    value = value * 10 + (*at - '0');
  while (start < at && at < end && (*at == ' ' || *at == '\t'))
    at++;
  if (at == start || value > G_MAXUINT32 || (at < end && *at != '\r' && *at != '\n'))
    return RB_SIP_LENGTH_BAD;

  *content_length = (guint32) value;
  return RB_SIP_LENGTH_SAID;
}

RbSipLength
rb_sip_framing_find_body (const guint8 *bytes, gsize length, gsize *body, guint32 *content_length)
{
  const guint8 *end = bytes + length;
  const guint8 *line = bytes + rb_sip_count_line_ends (bytes, length);
  RbSipLength result = RB_SIP_LENGTH_NONE;

  *body = 0;
  *content_length = 0;
  while ((line = memchr (line, '\n', end - line)) != NULL)
    {
      guint8 c;

      line++;
      if (line == end)
        break;

      c = *line | 0x20;
      if ((c == 'c' || c == 'l') && result != RB_SIP_LENGTH_SAID)
        {
          const guint8 *value = match_content_length (line, end);

          if (value != NULL)
            result = parse_content_length (value, end, content_length);
        }
      else if (*line == '\r' || *line == '\n')
        {
          const guint8 *blank = line;

          while (blank < end && *blank == '\r')
            blank++;
          if (blank < end && *blank == '\n')
            {
              *body = blank + 1 - bytes;
              break;
            }
          line = blank;
        }
    }

  return result;
}

gsize
rb_sip_datagram_message_length (const guint8 *bytes, gsize length)
{
  guint32 content_length;
  gsize body;

  if (rb_sip_framing_find_body (bytes, length, &body, &content_length) != RB_SIP_LENGTH_SAID || body == 0 ||
      content_length >= length - body)
    return length;

  return body + content_length;
}
