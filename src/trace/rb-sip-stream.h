/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"
#include "rb-websocket.h"

G_BEGIN_DECLS

typedef enum
{
  RB_STREAM_UNKNOWN,    /* nothing has been recognised yet, or SIP has */
  RB_STREAM_HTTP,       /* the headers of an upgrade are coming */
  RB_STREAM_WEBSOCKET,
  RB_STREAM_SEEK,       /* frames of a WebSocket; where the next begins is not known */
  RB_STREAM_OTHER,      /* something else: nothing more is read */
} RbStreamMode;

/**
 * RbSipStream:
 *
 * The bytes of one direction of a connection, in order, on their way to being messages. Zeroed at
 * first; rb_sip_stream_end() frees what it holds. Takes no memory beyond itself while no message
 * is half read.
 */
typedef struct
{
  GByteArray  *buffer;  /* (nullable) the start of what is half read */
  gsize        scanned; /* bytes of it that need not be looked at again */
  gsize        wanted;  /* bytes of the message being read, once its headers are there */
  gsize        lost;    /* bytes to pass over: the end of a message whose middle was lost */
  gsize        junk;    /* bytes seen before anything was recognised */
  guint8       mode;    /* RbStreamMode */
  guint8       blank;   /* nothing but CRs in the line at @scanned */
  guint8       started; /* the bytes begin with a start line */
  guint8       is_sip;
  RbWebSocket  web_socket;
} RbSipStream;

typedef enum
{
  RB_STREAM_SIP,
  RB_STREAM_KEEP_ALIVE,
  RB_STREAM_DAMAGED,
  RB_STREAM_CUT,        /* the start of a SIP message: the rest was lost */
  RB_STREAM_WS_MESSAGE, /* a WebSocket message, whatever is in it */
  RB_STREAM_WS_PACKED,  /* a compressed one */
  RB_STREAM_TLS,        /* a ClientHello; once in a stream */
} RbStreamItem;

/* @bytes lie in what was fed, or are gone when the function returns. */
typedef void (*RbStreamFunc) (RbStreamItem item, const guint8 *bytes, gsize length, gpointer data);

void rb_sip_stream_feed (RbSipStream *self, const guint8 *bytes, gsize length, RbStreamFunc func, gpointer data);
/* What our own writer said is one message: its end, with what was held of it before; and a part that is to be held. */
void rb_sip_stream_put (RbSipStream *self, RbStreamItem item, const guint8 *bytes, gsize length, RbStreamFunc func,
                        gpointer data);
void rb_sip_stream_hold (RbSipStream *self, const guint8 *bytes, gsize length);
/* @n bytes were lost between what was fed and what will be. */
void rb_sip_stream_lose (RbSipStream *self, gsize n, RbStreamFunc func, gpointer data);
/* Nothing more comes: hands on what there is, frees and forgets everything. */
void rb_sip_stream_end (RbSipStream *self, RbStreamFunc func, gpointer data);

G_END_DECLS
