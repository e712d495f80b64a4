/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session description as an offer to us and as the answer to ours, with each wish for encryption and with ICE. */

#include "fuzz.h"

#include "rb-offer-answer.h"

static const RbIceLocal ice = {
  .ufrag = "abcdefgh",
  .pwd = "abcdefghijklmnopqrstuvwx",
  .host = "192.0.2.1",
  .public_address = "198.51.100.1",
  .rtp_port = 4000,
};

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (RbSdp) theirs = rb_sdp_parse (text != NULL ? text : "", (gssize) size, NULL);

  for (int wish = RB_ENCRYPTION_OFF; theirs != NULL && wish <= RB_ENCRYPTION_REQUIRED; wish++)
    {
      RbLocalMedia local = {
        .address = "192.0.2.1",
        .rtp_port = 4000,
        .codecs = { RB_CODEC_OPUS, RB_CODEC_PCMA, RB_CODEC_PCMU },
        .n_codecs = RB_N_CODECS,
        .encryption = wish,
        .ice = &ice,
      };
      g_autoptr (RbSdp) offer = NULL, answer = NULL, next = NULL;
      g_autoptr (GError) error = NULL, refusal = NULL;
      RbNegotiated agreed;

      for (guint suite = 0; suite < RB_N_SRTP_SUITES; suite++)
        local.keys[suite].suite = suite;
      answer = rb_answer_new (theirs, &local, &agreed, &error);
      g_assert ((answer == NULL) == (error != NULL));
      if (answer != NULL)
        {
          g_assert (agreed.send_key.suite == agreed.receive_key.suite);
          g_assert (wish != RB_ENCRYPTION_REQUIRED || agreed.send_key.suite != RB_SRTP_NONE);
          g_assert (answer->media->len == theirs->media->len);
          g_assert (!agreed.ice.agreed || agreed.ice.n_candidates > 0);
          g_assert (agreed.ice.n_candidates <= RB_ICE_MAX_CANDIDATES);
          rb_payload_types_learn (&local.payload_types, answer);
          local.previous = answer;
          next = rb_offer_new (&local); /* our own re-INVITE keeps each line in its place */
          g_assert (next->media->len == theirs->media->len);
        }

      local.previous = NULL;
      offer = rb_offer_new (&local);
      if (rb_answer_accept (offer, theirs, &agreed, &refusal))
        g_assert (wish != RB_ENCRYPTION_REQUIRED || agreed.receive_key.suite != RB_SRTP_NONE);
      else
        g_assert (refusal != NULL);
    }

  return 0;
}
