/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sofia's parser for one message, on demand: for whoever needs a header in all its parts, and to say what the
 * stack cannot read. The index (rb-sip-index.c) serves where many messages pass. */

#include "rb-sofia-message.h"

#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <string.h>

/* Sofia walks the list of a header's earlier values for each further one. */
#define MAX_LINES 1000
/* No datagram is larger. */
#define MAX_BYTES (64 * 1024)

struct _RbSofiaMessage
{
  msg_t *msg;
};

static gboolean
has_too_many_lines (const guint8 *bytes, gsize length)
{
  const guint8 *end = bytes + length;
  guint n_lines = 0;

  for (const guint8 *feed = bytes; n_lines <= MAX_LINES && (feed = memchr (feed, '\n', end - feed)) != NULL; feed++)
    n_lines++;

  return n_lines > MAX_LINES;
}

/**
 * rb_sofia_message_new:
 *
 * Returns: (transfer full) (nullable): NULL when Sofia finds no SIP in it, or when it has more than 64 KiB or
 *   1000 lines, with which its parser would be slow
 */
RbSofiaMessage *
rb_sofia_message_new (const guint8 *bytes, gsize length)
{
  RbSofiaMessage *self;
  msg_t *msg;

  if (length == 0 || length > MAX_BYTES || has_too_many_lines (bytes, length))
    return NULL;

  msg = msg_make (sip_default_mclass (), 0, bytes, (ssize_t) length);
  if (msg == NULL || sip_object (msg) == NULL)
    {
      if (msg != NULL)
        msg_destroy (msg);
      return NULL;
    }

  self = g_new0 (RbSofiaMessage, 1);
  self->msg = msg;
  return self;
}

const sip_t *
rb_sofia_message_get_sip (RbSofiaMessage *self)
{
  return sip_object (self->msg);
}

void
rb_sofia_message_free (RbSofiaMessage *self)
{
  msg_destroy (self->msg);
  g_free (self);
}
