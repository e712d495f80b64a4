/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "rb-capture-reader.h"
#include "rb-capture-source.h"
#include "rb-packet-decoder.h"
#include "rb-rtp-table.h"

G_BEGIN_DECLS

/**
 * RbCaptureOutput:
 * @add_message: one message, with what somebody wrote about it; FALSE when no more are wanted.
 *   @owner and @bytes as in #RbMessageSinkFunc
 * @add_note: about the whole capture
 * @add_name: of an address
 * @take_rtp: the RTP of the capture, to be finished when the trace is complete; (transfer full)
 * @go_on: (nullable): called now and then with the part that was read (0…1, -1: not known)
 *
 * Where a reader puts what it finds. All are called in the thread that reads.
 */
typedef struct
{
  gboolean (*add_message) (gpointer data, const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length,
                           const char *note);
  void (*add_note) (gpointer data, const char *note);
  void (*add_name) (gpointer data, const RbEndpoint *address, const char *name);
  void (*take_rtp) (gpointer data, RbRtpTable *rtp);
  void (*go_on) (gpointer data, double fraction);
} RbCaptureOutput;

/* One interface of a pcapng section, or all of a pcap file. */
typedef struct
{
  guint link_type;
  guint fcs_length;  /* bytes of frame check sequence behind each packet */
  guint snap_length; /* longest packet kept, 0: any */
  guint64 units;     /* of the time stamp, per second */
  gint64 offset;     /* seconds */
} RbCaptureInterface;

/* What the readers of the two formats share. */
typedef struct
{
  const char *path;
  const RbCaptureOutput *output;
  gpointer data;
  GCancellable *cancellable;

  RbCaptureSource *source;
  gboolean swapped; /* the numbers of the file have the other byte order */
  RbPacketDecoder *decoder;
  GError *error; /* (nullable): why reading ended */

  guint n_blocks;
  guint64 n_packets;
  guint64 n_dropped;
  guint n_packet_notes;
  GHashTable *unknown_links;
  GString *comment; /* on the packet being read */
  gboolean comment_used;
  gboolean full;
} RbCaptureReader;

/* No packet of any capture program is longer. */
#define RB_CAPTURE_BLOCK_MAX (16u * 1024 * 1024)

/* A whole capture into @output; FALSE with an error, see rb_capture_read(). */
gboolean rb_capture_reader_run (const char *path, const RbCaptureOutput *output, gpointer data,
                                GCancellable *cancellable, GError **error);

/* For the two formats. Each reads all there is; FALSE when reader->error says why not. */
gboolean rb_pcap_is_magic (guint32 number);
gboolean rb_pcap_read (RbCaptureReader *self);
gboolean rb_pcapng_read (RbCaptureReader *self);

gboolean rb_capture_reader_has_more (RbCaptureReader *self);
gboolean rb_capture_reader_set_damaged (RbCaptureReader *self, const char *what);
const guint8 *rb_capture_reader_peek (RbCaptureReader *self, gsize length);
void rb_capture_reader_add_packet (RbCaptureReader *self, const RbCaptureInterface *interface, RbPacketMarks *marks,
                                   guint64 ticks, const guint8 *bytes, gsize length);

static inline guint16
rb_capture_reader_get16 (const RbCaptureReader *self, const guint8 *at)
{
  guint16 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT16_SWAP_LE_BE (value) : value;
}

static inline guint32
rb_capture_reader_get32 (const RbCaptureReader *self, const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static inline guint64
rb_capture_reader_get64 (const RbCaptureReader *self, const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT64_SWAP_LE_BE (value) : value;
}

G_END_DECLS
