/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A collector whose finds are kept, with the text of each. */

#include <string.h>

#include "rb-packet-decoder.h"

typedef struct
{
  RbMessageInfo info;
  gboolean      by_reference; /* the bytes lay in the owner */
  char         *text;
} Find;

typedef struct
{
  RbSipCollector  *collector;
  RbPacketDecoder *decoder;
  GPtrArray       *finds; /* of Find */
  gboolean         keep;
  guint            n_found;
} CollectorFixture;

static inline void
find_free (gpointer data)
{
  g_free (((Find *) data)->text);
  g_free (data);
}

static inline void
fixture_on_message (const RbMessageInfo *info, GBytes *owner, const guint8 *bytes, gsize length, gpointer data)
{
  CollectorFixture *self = data;
  Find *find;

  self->n_found++;
  g_assert_cmpuint (length, >, 0);
  if (!self->keep)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, length); /* every byte is there */

      g_assert_nonnull (copy);
      return;
    }

  find = g_new0 (Find, 1);
  find->info = *info;
  find->by_reference = owner != NULL;
  find->text = g_strndup ((const char *) bytes, length);
  g_ptr_array_add (self->finds, find);
}

static inline void
fixture_init (CollectorFixture *self, gboolean keep)
{
  *self = (CollectorFixture){ .keep = keep };
  self->finds = g_ptr_array_new_with_free_func (find_free);
  self->collector = rb_sip_collector_new ((RbMessageSink){ fixture_on_message, self });
  self->decoder = rb_packet_decoder_new (self->collector);
}

static inline void
fixture_finish (CollectorFixture *self)
{
  rb_packet_decoder_finish (self->decoder);
  rb_sip_collector_finish (self->collector);
}

static inline void
fixture_clear (CollectorFixture *self)
{
  rb_packet_decoder_free (self->decoder);
  rb_sip_collector_free (self->collector);
  g_ptr_array_unref (self->finds);
}

static inline const Find *
fixture_get (CollectorFixture *self, guint n)
{
  g_assert_cmpuint (n, <, self->finds->len);
  return g_ptr_array_index (self->finds, n);
}

/* The bytes in a block of exactly their size, so that reading past them is noticed. */
static inline guint8 *
exact (const guint8 *bytes, gsize length)
{
  return length > 0 ? g_memdup2 (bytes, length) : g_malloc (1);
}
