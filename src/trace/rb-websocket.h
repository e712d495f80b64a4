/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What has been read of one direction of a WebSocket. Zeroed at first; rb_websocket_clear() frees what it holds. */
typedef struct
{
  GByteArray *message; /* (nullable) the fragments so far, or what was unmasked */
  gboolean    joining;
  gboolean    compressed; /* the message being joined is */
} RbWebSocket;

typedef struct
{
  gsize         used;   /* bytes of the frame; 0: more must come, see @wanted */
  gsize         wanted; /* bytes the frame has, when @used is 0 and its header is there */
  gboolean      broken; /* no frame begins here */
  gboolean      compressed;
  const guint8 *bytes; /* (nullable) the message that this frame completed: it lies in the frame or in the buffer */
  gsize         length;
} RbWebSocketResult;

RbWebSocketResult rb_websocket_take (RbWebSocket *self, const guint8 *bytes, gsize length);
void              rb_websocket_clear (RbWebSocket *self);
gboolean          rb_websocket_begins_sip (const guint8 *bytes, gsize length);

/* What the headers of an HTTP request or response say about a WebSocket (RFC 6455 4, RFC 7118 4). */
typedef enum
{
  RB_UPGRADE_NONE,
  RB_UPGRADE_OTHER, /* to a WebSocket that does not name SIP */
  RB_UPGRADE_SIP,
} RbUpgrade;

RbUpgrade rb_websocket_parse_upgrade (const guint8 *bytes, gsize length);

G_END_DECLS
