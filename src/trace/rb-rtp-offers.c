/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offers and answers (RFC 3264) of a whole trace by the socket at which they await RTP. The
 * table of RTP streams first names the sockets it saw packets at; only SDP that names one of
 * them is kept, so that a million calls without their RTP cost one look at each message. */

#include "rb-rtp-offers.h"

#include <string.h>

#include "rb-seeded-hash.h"

struct _RbRtpOffers
{
  GHashTable *ends; /* RbEndpoint, not owned → GArray of RbRtpOffer, by time */
};

static guint
end_hash (gconstpointer data)
{
  const RbEndpoint *end = data;
  guint64 hash = rb_hash_mix (rb_hash_seed (), (guint64) end->family << 16 | end->port);

  return (guint) rb_hash_bytes (hash, end->addr, end->family == 4 ? 4 : 16);
}

static gboolean
end_equal (gconstpointer a, gconstpointer b)
{
  return rb_endpoint_equal (a, b);
}

RbRtpOffers *
rb_rtp_offers_new (void)
{
  RbRtpOffers *self = g_new0 (RbRtpOffers, 1);

  self->ends = g_hash_table_new_full (end_hash, end_equal, NULL, (GDestroyNotify) g_array_unref);
  return self;
}

void
rb_rtp_offers_free (RbRtpOffers *self)
{
  g_hash_table_unref (self->ends);
  g_free (self);
}

void
rb_rtp_offers_watch (RbRtpOffers *self, const RbEndpoint *end)
{
  if (!g_hash_table_contains (self->ends, end))
    g_hash_table_insert (self->ends, (gpointer) end, g_array_new (FALSE, FALSE, sizeof (RbRtpOffer)));
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const RbRtpOffer *first = a;
  const RbRtpOffer *second = b;

  if (first->time_us != second->time_us)
    return first->time_us < second->time_us ? -1 : 1;
  return (first->position > second->position) - (first->position < second->position);
}

static void
read_message (RbRtpOffers *self, RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbRtpSdpMedia media;
  RbRtpSdp sdp;

  if (!rb_rtp_sdp_init (&sdp, bytes, length))
    return;

  while (rb_rtp_sdp_next (&sdp, &media))
    {
      GArray *offers = g_hash_table_lookup (self->ends, &media.end);
      const RbRtpOffer offer = {
        .time_us = rb_trace_get_time (trace, position),
        .position = position,
        .section = media.section,
        .secure = media.secure,
      };

      if (offers != NULL)
        g_array_append_val (offers, offer);
    }
}

/* Reads all messages of @trace. */
void
rb_rtp_offers_read (RbRtpOffers *self, RbTrace *trace)
{
  GHashTableIter iter;
  gpointer offers;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    read_message (self, trace, i);

  g_hash_table_iter_init (&iter, self->ends);
  while (g_hash_table_iter_next (&iter, NULL, &offers))
    g_array_sort (offers, compare_times);
}

/**
 * rb_rtp_offers_find:
 * @first_us: first packet of a stream to @end
 * @last_us: its last packet
 *
 * Returns: (nullable): what asked for that stream: the last offer before it began, else the
 *   first while it lasted (early media may overtake its answer); valid until the next read
 */
const RbRtpOffer *
rb_rtp_offers_find (RbRtpOffers *self, const RbEndpoint *end, gint64 first_us, gint64 last_us)
{
  GArray *offers = g_hash_table_lookup (self->ends, end);
  guint low = 0;
  guint high = offers != NULL ? offers->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (offers, RbRtpOffer, middle).time_us <= first_us)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0)
    return &g_array_index (offers, RbRtpOffer, low - 1);
  if (offers != NULL && offers->len > 0 && g_array_index (offers, RbRtpOffer, 0).time_us <= last_us)
    return &g_array_index (offers, RbRtpOffer, 0);
  return NULL;
}

/* (nullable): the offer for @end after @offer, up to @last_us. */
const RbRtpOffer *
rb_rtp_offers_find_next (RbRtpOffers *self, const RbEndpoint *end, const RbRtpOffer *offer, gint64 last_us)
{
  GArray *offers = g_hash_table_lookup (self->ends, end);
  const RbRtpOffer *last = &g_array_index (offers, RbRtpOffer, offers->len);

  return offer + 1 < last && offer[1].time_us <= last_us ? offer + 1 : NULL;
}
