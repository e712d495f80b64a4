/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts the byte stream of one direction of a connection into SIP messages by their Content-Length (RFC 3261
 * 18.3), or into WebSocket messages (RFC 7118) after the upgrade or when its frames are recognised in
 * mid-stream. Where no message can begin it looks for the next start line. A message that lies whole in
 * what is fed is handed on where it lies; only what is half read is copied, and no byte is searched
 * twice, however small the pieces are. The TCP table calls it. */

#include "rb-sip-stream.h"

#include <string.h>

#include "rb-sip-framing.h"

/* A start line ends within this many bytes, or the stream is not SIP here. */
#define MAX_START_LINE 8192u
/* Bytes in which nobody would fail to say something in SIP. */
#define MAX_JUNK (256u * 1024)

#define TLS_HANDSHAKE 22
#define TLS_CLIENT_HELLO 1

/* Who takes what is found, for the time of one call. */
typedef struct
{
  RbStreamFunc func;
  gpointer data;
} Out;

static void
put (const Out *out, RbStreamItem item, const guint8 *bytes, gsize length)
{
  out->func (item, bytes, length, out->data);
}

static void
forget_item (RbSipStream *self)
{
  self->scanned = 0;
  self->wanted = 0;
  self->blank = FALSE;
  self->started = FALSE;
}

/* What cannot begin a message: up to the next start line, or the last line, which may become one. */
static gsize
take_junk (RbSipStream *self, const Out *out, const guint8 *bytes, gsize length)
{
  const guint8 *feed = memchr (bytes, '\n', length);
  gsize first_line = feed != NULL ? (gsize) (feed + 1 - bytes) : MIN (length, MAX_START_LINE);
  gsize used = rb_sip_find_start (bytes, length, rb_sip_begins (bytes, length) ? first_line : 0);

  if (used == length)
    {
      gsize line;

      feed = memrchr (bytes, '\n', length);
      line = feed != NULL ? (gsize) (feed + 1 - bytes) : 0;

      if (line > 0 && length - line < MAX_START_LINE)
        used = line;
    }

  if (self->is_sip)
    put (out, RB_STREAM_DAMAGED, bytes, used);
  else if ((self->junk += used) > MAX_JUNK)
    self->mode = RB_STREAM_OTHER;
  return used;
}

/* Moves @scanned behind the blank line that ends the headers; FALSE when it has not come. */
static gboolean
find_end_of_headers (RbSipStream *self, const guint8 *bytes, gsize length)
{
  while (self->scanned < length)
    {
      if (self->blank && bytes[self->scanned] == '\r')
        self->scanned++;
      else if (self->blank && bytes[self->scanned] == '\n')
        {
          self->scanned++;
          return TRUE;
        }
      else
        {
          const guint8 *feed = memchr (bytes + self->scanned, '\n', length - self->scanned);

          self->blank = feed != NULL;
          self->scanned = feed != NULL ? (gsize) (feed + 1 - bytes) : length;
        }
    }

  return FALSE;
}

static gsize
take_http (RbSipStream *self, const guint8 *bytes, gsize length)
{
  gsize used;

  if (!find_end_of_headers (self, bytes, length))
    {
      if (length < RB_SIP_HEADERS_MAX)
        return 0;
      self->mode = RB_STREAM_OTHER;
      return length;
    }

  used = self->scanned;
  switch (rb_websocket_parse_upgrade (bytes, used))
    {
    case RB_UPGRADE_SIP:
      self->mode = RB_STREAM_WEBSOCKET;
      break;
    case RB_UPGRADE_OTHER:
      self->mode = RB_STREAM_SEEK;
      break;
    case RB_UPGRADE_NONE:
      self->mode = RB_STREAM_OTHER;
      break;
    }
  return used;
}

static gsize
take_frame (RbSipStream *self, const Out *out, const guint8 *bytes, gsize length)
{
  RbWebSocketResult result;

  if (length < self->wanted)
    return 0;

  if (self->mode == RB_STREAM_SEEK)
    {
      if (!rb_websocket_begins_sip (bytes, length))
        return length;
      self->mode = RB_STREAM_WEBSOCKET;
    }

  result = rb_websocket_take (&self->web_socket, bytes, length);
  if (result.broken)
    {
      self->mode = RB_STREAM_SEEK;
      rb_websocket_clear (&self->web_socket);
      return length;
    }

  self->wanted = result.wanted;
  if (result.bytes != NULL)
    put (out, result.compressed ? RB_STREAM_WS_PACKED : RB_STREAM_WS_MESSAGE, result.bytes, result.length);
  return result.used;
}

/* Tells by the first bytes what is no SIP. */
static RbStreamMode
recognise (const Out *out, const guint8 *bytes, gsize length)
{
  if (bytes[0] == TLS_HANDSHAKE && length >= 6 && bytes[1] == 3)
    {
      if (bytes[5] == TLS_CLIENT_HELLO)
        put (out, RB_STREAM_TLS, bytes, length);
      return RB_STREAM_OTHER;
    }
  if (rb_websocket_begins_sip (bytes, length))
    return RB_STREAM_WEBSOCKET;
  if (memchr (bytes, '\n', MIN (length, MAX_START_LINE)) != NULL && rb_sip_is_other_protocol (bytes, length))
    return RB_STREAM_HTTP;
  return RB_STREAM_UNKNOWN;
}

/* The start line is there: the headers, then as much body as they say. */
static gsize
take_started (RbSipStream *self, const Out *out, const guint8 *bytes, gsize length)
{
  if (self->wanted == 0)
    {
      guint32 content_length;
      gsize body;

      if (!find_end_of_headers (self, bytes, length))
        {
          if (length < RB_SIP_HEADERS_MAX)
            return 0;
          self->started = FALSE;
          return take_junk (self, out, bytes, length);
        }
      if (rb_sip_framing_find_body (bytes, self->scanned, &body, &content_length) == RB_SIP_LENGTH_BAD || body == 0 ||
          content_length > RB_SIP_MESSAGE_MAX - self->scanned)
        {
          self->started = FALSE;
          return take_junk (self, out, bytes, length);
        }
      self->wanted = body + content_length;
    }

  if (length < self->wanted)
    return 0;

  self->is_sip = TRUE;
  put (out, RB_STREAM_SIP, bytes, self->wanted);
  return self->wanted;
}

static gsize
take_sip (RbSipStream *self, const Out *out, const guint8 *bytes, gsize length)
{
  gsize line_ends;
  const guint8 *feed;

  if (self->started)
    return take_started (self, out, bytes, length);

  line_ends = rb_sip_count_line_ends (bytes, length);
  if (line_ends == length && self->is_sip)
    {
      if (line_ends < 2)
        return 0;
      put (out, RB_STREAM_KEEP_ALIVE, bytes, length);
    }
  if (line_ends > 0)
    return line_ends;

  if (!self->is_sip)
    {
      self->mode = recognise (out, bytes, length);
      if (self->mode == RB_STREAM_OTHER)
        return length;
      if (self->mode == RB_STREAM_HTTP)
        return take_http (self, bytes, length);
      if (self->mode == RB_STREAM_WEBSOCKET)
        return take_frame (self, out, bytes, length);
    }

  feed = memchr (bytes + self->scanned, '\n', length - self->scanned);
  if (feed == NULL)
    {
      self->scanned = length;
      return length >= MAX_START_LINE || bytes[0] < ' ' || bytes[0] > '~' ? take_junk (self, out, bytes, length) : 0;
    }
  if (!rb_sip_begins (bytes, length))
    return take_junk (self, out, bytes, length);

  self->started = TRUE;
  self->blank = TRUE;
  self->scanned = feed + 1 - bytes;
  return take_started (self, out, bytes, length);
}

/* Takes one message, or what is none, from the start of @bytes; returns the bytes used, 0 when more must come. */
static gsize
take (RbSipStream *self, const Out *out, const guint8 *bytes, gsize length)
{
  gsize used;

  switch (self->mode)
    {
    case RB_STREAM_OTHER:
      used = length;
      break;
    case RB_STREAM_HTTP:
      used = take_http (self, bytes, length);
      break;
    case RB_STREAM_WEBSOCKET:
    case RB_STREAM_SEEK:
      used = take_frame (self, out, bytes, length);
      break;
    default:
      used = take_sip (self, out, bytes, length);
      break;
    }
  if (used > 0)
    forget_item (self);
  return used;
}

/* Takes what begins in the first @enough bytes, as far as it is whole; returns the bytes used. */
static gsize
take_all (RbSipStream *self, const Out *out, const guint8 *bytes, gsize length, gsize enough)
{
  gsize at = 0;
  gsize used;

  while (at < enough && (used = take (self, out, bytes + at, length - at)) > 0)
    at += used;
  return at;
}

void
rb_sip_stream_feed (RbSipStream *self, const guint8 *bytes, gsize length, RbStreamFunc func, gpointer data)
{
  const Out out = { func, data };
  gsize lost = MIN (self->lost, length);
  gsize used;

  self->lost -= lost;
  bytes += lost;
  length -= lost;
  if (length == 0 || self->mode == RB_STREAM_OTHER)
    return;

  if (self->buffer != NULL)
    {
      gsize before = self->buffer->len;

      g_byte_array_append (self->buffer, bytes, length);
      used = take_all (self, &out, self->buffer->data, self->buffer->len, before);
      if (used < before)
        {
          g_byte_array_remove_range (self->buffer, 0, used);
          return;
        }

      /* What is left lies in the new bytes alone. */
      g_clear_pointer (&self->buffer, g_byte_array_unref);
      bytes += used - before;
      length -= used - before;
    }

  used = take_all (self, &out, bytes, length, length);
  if (used < length)
    {
      self->buffer = g_byte_array_sized_new (MIN (MAX (self->wanted, length - used), 4096));
      g_byte_array_append (self->buffer, bytes + used, length - used);
    }
}

void
rb_sip_stream_hold (RbSipStream *self, const guint8 *bytes, gsize length)
{
  if (self->buffer == NULL)
    self->buffer = g_byte_array_new ();
  g_byte_array_append (self->buffer, bytes, length);
}

void
rb_sip_stream_put (RbSipStream *self, RbStreamItem item, const guint8 *bytes, gsize length, RbStreamFunc func,
                   gpointer data)
{
  g_autoptr (GByteArray) held = g_steal_pointer (&self->buffer);

  forget_item (self);
  if (held != NULL)
    {
      g_byte_array_append (held, bytes, length);
      func (item, held->data, held->len, data);
    }
  else
    func (item, bytes, length, data);
}

/* What is half read will not be completed. */
static void
take_rest (RbSipStream *self, const Out *out)
{
  const GByteArray *buffer = self->buffer;

  if (buffer != NULL && self->mode == RB_STREAM_UNKNOWN && (self->started || rb_sip_begins (buffer->data, buffer->len)))
    put (out, RB_STREAM_CUT, buffer->data, buffer->len);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  forget_item (self);
}

void
rb_sip_stream_lose (RbSipStream *self, gsize n, RbStreamFunc func, gpointer data)
{
  const Out out = { func, data };
  gsize had = self->buffer != NULL ? self->buffer->len : 0;
  gsize wanted = self->wanted;
  gsize missing = self->lost;

  take_rest (self, &out);
  self->lost = 0;
  if (wanted > had && n < wanted - had)
    self->lost = wanted - had - n;
  else if (missing > n)
    self->lost = missing - n;

  if (self->mode == RB_STREAM_WEBSOCKET && !(wanted > had && n <= wanted - had))
    self->mode = RB_STREAM_SEEK;
  else if (self->mode == RB_STREAM_HTTP)
    self->mode = RB_STREAM_UNKNOWN;
  rb_websocket_clear (&self->web_socket);
}

void
rb_sip_stream_end (RbSipStream *self, RbStreamFunc func, gpointer data)
{
  const Out out = { func, data };

  take_rest (self, &out);
  rb_websocket_clear (&self->web_socket);
  memset (self, 0, sizeof *self);
}
