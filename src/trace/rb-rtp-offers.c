/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offers and answers (RFC 3264) of a whole trace by the socket at which they await RTP. The
 * table of RTP streams first names the sockets it saw packets at; only SDP that names one of
 * them is kept, so that a million calls without their RTP cost one look at each message. */

#include "rb-rtp-offers.h"

#include <string.h>

#include "rb-flow-private.h"
#include "rb-seeded-hash.h"

struct _RbRtpOffers
{
  GHashTable *ends; /* RbEndpoint, not owned → (nullable) GArray of RbRtpOffer, by time */
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

static void
clear_offer (gpointer data)
{
  RbRtpOffer *self = data;

  g_clear_pointer (&self->payloads, g_array_unref);
  g_clear_pointer (&self->call_id, g_ref_string_release);
}

static void
free_offers (gpointer data)
{
  if (data != NULL)
    g_array_unref (data);
}

RbRtpOffers *
rb_rtp_offers_new (void)
{
  RbRtpOffers *self = g_new0 (RbRtpOffers, 1);

  self->ends = g_hash_table_new_full (end_hash, end_equal, NULL, free_offers);
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
    g_hash_table_insert (self->ends, (gpointer) end, NULL);
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

/* Who of the call wrote the message: From holds the same tag as in the flow's first message
 * when that end asks, and a response comes from the other end than its request. */
static RbParty
find_writer (RbTrace *trace, RbFlow *flow, guint position)
{
  const RbFlowFact *first = rb_flow_get_fact (flow, 0);
  const RbFlowFact *fact = rb_flow_get_fact (flow, rb_trace_get_step_number (trace, position));
  gboolean is_request;

  if (first == NULL || fact == NULL)
    return RB_PARTY_NONE;

  is_request = (fact->flags & RB_FACT_REQUEST) != 0;
  return (fact->from_tag == first->from_tag) == is_request ? RB_PARTY_CALLER : RB_PARTY_CALLEE;
}

static void
add_offer (RbRtpOffers *self, const RbEndpoint *end, const RbRtpOffer *offer)
{
  gpointer key;
  gpointer offers;

  g_hash_table_lookup_extended (self->ends, end, &key, &offers);
  if (offers == NULL)
    {
      offers = g_array_new (FALSE, FALSE, sizeof (RbRtpOffer));
      g_array_set_clear_func (offers, clear_offer);
      g_hash_table_insert (self->ends, key, offers);
    }
  g_array_append_vals (offers, offer, 1);
}

static void
read_message (RbRtpOffers *self, RbTrace *trace, guint position)
{
  gsize length;
  const guint8 *bytes = rb_trace_peek_bytes (trace, position, &length);
  RbRtpOffer offer = { .position = position };
  RbRtpSdpMedia media;
  RbRtpSdp sdp;

  if (!rb_rtp_sdp_init (&sdp, bytes, length))
    return;

  while (rb_rtp_sdp_next (&sdp, &media))
    {
      RbFlow *flow = rb_trace_get_flow_of (trace, position);

      if (flow == NULL || !g_hash_table_contains (self->ends, &media.end))
        continue;
      if (offer.call_id == NULL)
        {
          offer.call_id = g_ref_string_new (rb_flow_get_call_id (flow));
          offer.by = find_writer (trace, flow, position);
          offer.time_us = rb_trace_get_time (trace, position);
        }
      else
        g_ref_string_acquire (offer.call_id);
      offer.section = media.section;
      offer.secure = media.secure;
      add_offer (self, &media.end, &offer);
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
    if (offers != NULL)
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
RbRtpOffer *
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
RbRtpOffer *
rb_rtp_offers_find_next (RbRtpOffers *self, const RbEndpoint *end, RbRtpOffer *offer, gint64 last_us)
{
  GArray *offers = g_hash_table_lookup (self->ends, end);
  const RbRtpOffer *last = &g_array_index (offers, RbRtpOffer, offers->len);

  return offer + 1 < last && offer[1].time_us <= last_us ? offer + 1 : NULL;
}

void
rb_rtp_offer_explain (RbRtpOffer *self, RbTrace *trace)
{
  gsize length;

  if (self->payloads == NULL)
    self->payloads = rb_rtp_sdp_list_payloads (rb_trace_peek_bytes (trace, self->position, &length), self->section);
}

const RbRtpPayload *
rb_rtp_offer_find_payload (const RbRtpOffer *self, guint8 type)
{
  for (guint i = 0; i < self->payloads->len; i++)
    if (g_array_index (self->payloads, RbRtpPayload, i).type == type)
      return &g_array_index (self->payloads, RbRtpPayload, i);
  return NULL;
}
