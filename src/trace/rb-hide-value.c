/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hides the smallest parts of a message: words, numbers, hosts, users, Call-IDs (RFC 3261 25.1). */

#include <string.h>

#include "rb-hide-private.h"
#include "rb-hide-words.h"

void
rb_hide_put_text (RbHide *self, const char *text)
{
  g_byte_array_append (self->out, (const guint8 *) text, strlen (text));
}

void
rb_hide_put_copy (RbHide *self, const guint8 *bytes, RbSpan span)
{
  if (span.length > 0)
    g_byte_array_append (self->out, bytes + span.offset, span.length);
}

void
rb_hide_put_as (RbHide *self, RbHideKind kind, const guint8 *bytes, RbSpan span)
{
  rb_hide_map_put (self->map, kind, bytes + span.offset, span.length, self->out);
}

void
rb_hide_put_gap (RbHide *self, const guint8 *bytes, gsize from, gsize to, const char *marks)
{
  for (gsize i = from; i < to; i++)
    {
      gboolean stays = rb_char_is (bytes[i], RB_CHAR_SPACE) || (bytes[i] != '\0' && strchr (marks, bytes[i]) != NULL);

      g_byte_array_append (self->out, stays ? bytes + i : (const guint8 *) "x", 1);
    }
}

/* Digits, also with a dot or two among them ("0.7", "1.0"). */
gboolean
rb_hide_is_number (const guint8 *bytes, RbSpan span, guint max_digits)
{
  guint digits = 0;

  for (gsize i = span.offset; i < rb_span_end (span); i++)
    if (g_ascii_isdigit (bytes[i]))
      digits++;
    else if (bytes[i] != '.' || i == span.offset)
      return FALSE;
  return digits > 0 && digits <= max_digits && span.length <= digits + 2;
}

/* A list of words with any marks between them. A number may have @max_digits digits. */
void
rb_hide_put_tokens (RbHide *self, const guint8 *bytes, RbSpan span, guint max_digits)
{
  static const char marks[] = ";,=/\"<>:?()@[]{}\\";
  gsize at = span.offset;

  while (at < rb_span_end (span))
    {
      RbSpan word = { (guint32) at, 0 };

      while (at < rb_span_end (span) && (rb_char_is (bytes[at], RB_CHAR_TOKEN) || bytes[at] >= 0x80))
        at++;
      word.length = (guint32) (at - word.offset);
      if (word.length == 0)
        {
          rb_hide_put_gap (self, bytes, at, at + 1, marks);
          at++;
        }
      else if (rb_hide_word_is_known (bytes + word.offset, word.length) || rb_hide_is_number (bytes, word, max_digits))
        rb_hide_put_copy (self, bytes, word);
      else
        rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, word);
    }
}

/* An address with or without brackets; FALSE when it is none. */
static gboolean
put_address (RbHide *self, const guint8 *bytes, RbSpan span)
{
  g_autofree char *text = g_strndup ((const char *) bytes + span.offset, span.length);
  g_autofree char *hidden = NULL;
  gboolean brackets = text[0] == '[';
  RbEndpoint endpoint;

  if (strlen (text) != span.length || !rb_endpoint_parse (&endpoint, text, 0))
    return FALSE;

  rb_hide_map_replace_address (self->map, &endpoint);
  hidden = rb_endpoint_format_address (&endpoint);
  if (brackets)
    rb_hide_put_text (self, "[");
  rb_hide_put_text (self, hidden);
  if (brackets)
    rb_hide_put_text (self, "]");
  return TRUE;
}

/* Longer is no host name (RFC 1035 2.3.4), and no address. */
#define MAX_HOST 255

void
rb_hide_put_host (RbHide *self, const guint8 *bytes, RbSpan span)
{
  if (span.length > MAX_HOST || !put_address (self, bytes, span))
    rb_hide_put_as (self, RB_HIDE_HOST, bytes, span);
}

/* host [":" port], with white space around the colon as Via allows it. */
void
rb_hide_put_host_port (RbHide *self, const guint8 *bytes, RbSpan span)
{
  RbSpan whole = rb_span_trim (span, bytes);
  gsize end = rb_span_end (whole);
  const guint8 *stop = NULL;
  RbSpan host;
  RbSpan rest;
  gsize port;

  rb_hide_put_gap (self, bytes, span.offset, whole.offset, "");
  if (whole.length > 0 && whole.length <= MAX_HOST && memchr (bytes + whole.offset, ':', whole.length) != NULL &&
      bytes[whole.offset] != '[' && put_address (self, bytes, whole))
    {
      rb_hide_put_gap (self, bytes, end, rb_span_end (span), "");
      return;
    }

  if (whole.length > 0 && bytes[whole.offset] == '[')
    {
      stop = memchr (bytes + whole.offset, ']', whole.length);
      stop = stop != NULL ? stop + 1 : NULL;
    }
  else if (whole.length > 0)
    stop = memchr (bytes + whole.offset, ':', whole.length);

  host = rb_span_trim (rb_span_between (whole.offset, stop != NULL ? (gsize) (stop - bytes) : end), bytes);
  rb_hide_put_host (self, bytes, host);
  for (port = rb_span_end (host); port < end && (bytes[port] == ':' || rb_char_is (bytes[port], RB_CHAR_SPACE));)
    port++;
  rb_hide_put_gap (self, bytes, rb_span_end (host), port, ":");
  rest = rb_span_between (port, end);
  if (rb_hide_is_number (bytes, rest, 5))
    rb_hide_put_copy (self, bytes, rest);
  else
    rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, rest);
  rb_hide_put_gap (self, bytes, end, rb_span_end (span), "");
}

static int
hex_value (guint8 c)
{
  return g_ascii_xdigit_value ((char) c);
}

/* The user part of a URI, a telephone number, or a user name. Escapes (RFC 3986 2.1) are resolved
 * first: however it is written, it is the same user. Numbers become numbers. */
void
rb_hide_put_user (RbHide *self, const guint8 *bytes, RbSpan span)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) digits = g_byte_array_new ();
  gboolean number = TRUE;

  for (gsize i = span.offset; i < rb_span_end (span); i++)
    {
      guint8 c = bytes[i];

      if (c == '%' && i + 2 < rb_span_end (span) && hex_value (bytes[i + 1]) >= 0 && hex_value (bytes[i + 2]) >= 0)
        {
          c = (guint8) (hex_value (bytes[i + 1]) * 16 + hex_value (bytes[i + 2]));
          i += 2;
        }
      g_byte_array_append (plain, &c, 1);
      if (g_ascii_isdigit (c))
        g_byte_array_append (digits, &c, 1);
      else
        number = number && (c != '\0' && strchr ("-.()", c) != NULL ? plain->len > 1 : c == '+' && plain->len == 1);
    }

  if (!number || digits->len == 0)
    rb_hide_map_put (self->map, RB_HIDE_USER, plain->data, plain->len, self->out);
  else
    {
      if (plain->data[0] == '+')
        rb_hide_put_text (self, "+");
      rb_hide_map_put (self->map, RB_HIDE_NUMBER, digits->data, digits->len, self->out);
    }
}

/* word ["@" word] (RFC 3261 20.8) */
void
rb_hide_put_call_id (RbHide *self, const guint8 *bytes, RbSpan span)
{
  gsize at = rb_span_end (span);

  while (at > span.offset && bytes[at - 1] != '@')
    at--;
  if (at == span.offset)
    {
      rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, span);
      return;
    }

  rb_hide_put_as (self, RB_HIDE_TOKEN, bytes, rb_span_between (span.offset, at - 1));
  rb_hide_put_text (self, "@");
  rb_hide_put_host (self, bytes, rb_span_between (at, rb_span_end (span)));
}
