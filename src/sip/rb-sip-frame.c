/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Framing of one direction of a TCP or TLS connection: the tap sees pieces as the socket
 * gave them, the trace wants messages (RFC 3261 18.3). Line ends between messages are
 * keep-alives (RFC 5626 3.5.1). Bytes that cannot be framed are handed over as they are,
 * marked damaged, and framing starts afresh with the next piece. */

#include "rb-sip-frame.h"

#include "rb-sip-index.h"

/* Longer than any message the stack accepts (NTATAG_MAXSIZE 65536, twice). */
#define MAX_PENDING 131072

struct _RbSipFrame
{
  GByteArray *pending;
  RbSipFrameLength seen; /* how far @pending was looked at */
};

RbSipFrame *
rb_sip_frame_new (void)
{
  RbSipFrame *self = g_new0 (RbSipFrame, 1);

  self->pending = g_byte_array_new ();

  return self;
}

void
rb_sip_frame_free (RbSipFrame *self)
{
  g_byte_array_unref (self->pending);
  g_free (self);
}

static gsize
count_line_ends (const guint8 *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && (bytes[n] == '\r' || bytes[n] == '\n'))
    n++;

  return n;
}

RbMessageKind
rb_sip_frame_classify (const guint8 *bytes, gsize length)
{
  if (length > 0 && count_line_ends (bytes, length) == length)
    return RB_MESSAGE_KEEP_ALIVE;

  return rb_sip_looks_like (bytes, length) ? RB_MESSAGE_SIP : RB_MESSAGE_DAMAGED;
}

void
rb_sip_frame_feed (RbSipFrame *self, const guint8 *bytes, gsize length, RbSipFrameFunc func, gpointer data)
{
  GByteArray *pending = self->pending;
  gsize used = 0;

  g_byte_array_append (pending, bytes, length);

  while (used < pending->len)
    {
      const guint8 *rest = pending->data + used;
      gsize left = pending->len - used;
      gsize line_ends = count_line_ends (rest, left);
      gssize n;

      if (line_ends > 0)
        {
          func (RB_MESSAGE_KEEP_ALIVE, rest, line_ends, data);
          used += line_ends;
          continue;
        }

      n = rb_sip_frame_length_continue (&self->seen, rest, left);
      if (n == 0 && left <= MAX_PENDING)
        break;
      self->seen = (RbSipFrameLength){ 0 };
      if (n <= 0 || (gsize) n > left)
        n = left;
      func (rb_sip_frame_classify (rest, n), rest, n, data);
      used += n;
    }

  g_byte_array_remove_range (pending, 0, used);
}

void
rb_sip_frame_flush (RbSipFrame *self, RbSipFrameFunc func, gpointer data)
{
  if (self->pending->len > 0)
    func (RB_MESSAGE_DAMAGED, self->pending->data, self->pending->len, data);
  g_byte_array_set_size (self->pending, 0);
  self->seen = (RbSipFrameLength){ 0 };
}
