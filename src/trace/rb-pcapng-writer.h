/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-message.h"

G_BEGIN_DECLS

/* Appends messages to a pcapng file in the form every tool reads: one section, one
 * LINKTYPE_RAW interface, synthetic IP + UDP/TCP headers (TCP with handshake and running
 * seq/ack). Each message reaches the kernel before rb_pcapng_writer_append() returns, so
 * that kill -9 loses nothing written. After an error (disk full) later appends try again
 * and the number of lost messages is written as a comment. */
#define RB_TYPE_PCAPNG_WRITER (rb_pcapng_writer_get_type ())
G_DECLARE_FINAL_TYPE (RbPcapngWriter, rb_pcapng_writer, RB, PCAPNG_WRITER, GObject)

RbPcapngWriter *rb_pcapng_writer_new (const char *path, GError **error);
gboolean        rb_pcapng_writer_append (RbPcapngWriter *self, const RbMessageInfo *info, GBytes *bytes, const char *comment, GError **error);
guint           rb_pcapng_writer_get_n_lost (RbPcapngWriter *self);
const char     *rb_pcapng_writer_get_path (RbPcapngWriter *self);
gboolean        rb_pcapng_writer_close (RbPcapngWriter *self, GError **error);

G_END_DECLS
