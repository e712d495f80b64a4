/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-message.h"

G_BEGIN_DECLS

/**
 * RbMessageSinkFunc:
 * @info: of the message found
 * @owner: (nullable): what @bytes lie in when they stay (a mapped file); NULL: they are gone
 *   when the function returns
 * @bytes: the message, @length bytes of it
 * @data: of the sink
 *
 * Takes one message that a collector found. Called in the thread that reads.
 */
typedef void (*RbMessageSinkFunc) (const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length,
                                   gpointer data);

typedef struct
{
  RbMessageSinkFunc func;
  gpointer data;
} RbMessageSink;

G_END_DECLS
