/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How good a call sounds, as a mean opinion score from loss and delay: the E-model of ITU-T G.107 with its default
 * values. RbMediaSession puts it into the statistics. */

#include "rb-emodel.h"

#define DEFAULT_R 93.2      /* G.107 with all default values */
#define DELAY_KNEE_MS 177.3 /* G.107 simplified Idd */

/* Equipment impairment and robustness to loss (G.113 appendix I). There is no value for Opus; 20 stands for
 * its concealment and in-band FEC. */
static const struct
{
  double impairment;
  double robustness;
} codecs[RB_N_CODECS] = {
  [RB_CODEC_OPUS] = { 0, 20 },
  [RB_CODEC_PCMA] = { 0, 4.3 },
  [RB_CODEC_PCMU] = { 0, 4.3 },
};

/* @loss_percent: 0…100, random loss. @delay_ms: mouth to ear, one way. Returns: 1…4.5. */
double
rb_emodel_get_mos (RbCodec codec, double loss_percent, double delay_ms)
{
  double loss = CLAMP (loss_percent, 0, 100), delay = MAX (delay_ms, 0);
  double delay_impairment, loss_impairment, r;

  delay_impairment = 0.024 * delay;
  if (delay > DELAY_KNEE_MS)
    delay_impairment += 0.11 * (delay - DELAY_KNEE_MS);
  loss_impairment =
      codecs[codec].impairment + (95 - codecs[codec].impairment) * loss / (loss + codecs[codec].robustness);
  r = DEFAULT_R - delay_impairment - loss_impairment;

  if (r <= 0)
    return 1;
  if (r >= 100)
    return 4.5;

  return MAX (1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
