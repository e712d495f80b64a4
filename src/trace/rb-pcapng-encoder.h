/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

typedef enum
{
  RB_PCAPNG_RAW_IP,       /* synthetic IP + UDP/TCP headers; TCP with handshake and running seq/ack */
  RB_PCAPNG_EXPORTED_PDU, /* link type 252: dissector, addresses and ports as tags */
} RbPcapngForm;

/* Makes the blocks of a pcapng file: one section, one interface. */
typedef struct _RbPcapngEncoder RbPcapngEncoder;

RbPcapngEncoder *rb_pcapng_encoder_new (RbPcapngForm form);
void             rb_pcapng_encoder_free (RbPcapngEncoder *self);

/* Each appends to @out. @comment: (nullable); @comments: (nullable) NULL-terminated. */
void rb_pcapng_encoder_put_header (RbPcapngEncoder *self, GByteArray *out, const char *comment);
void rb_pcapng_encoder_put_message (RbPcapngEncoder *self, GByteArray *out, const RbMessageInfo *info,
                                    const guint8 *bytes, gsize length, const char *const *comments, guint n_lost);
/* The last message has been written: what follows may build on it. Without this the next message
 * on its connection is encoded as if it had never been. */
void rb_pcapng_encoder_keep (RbPcapngEncoder *self);
/* A datagram that is no message (RTP), as raw IP; at most %RB_UDP_PAYLOAD_MAX bytes of it. */
void rb_pcapng_encoder_put_datagram (RbPcapngEncoder *self, GByteArray *out, gint64 wall_us, const RbEndpoint *src,
                                     const RbEndpoint *dst, const guint8 *bytes, gsize length);
/* @n_lost messages at the end of the file could not be written. */
void rb_pcapng_encoder_put_lost (RbPcapngEncoder *self, GByteArray *out, guint n_lost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbPcapngEncoder, rb_pcapng_encoder_free)

G_END_DECLS
