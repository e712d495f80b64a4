/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-offer-answer.h"

G_BEGIN_DECLS

double rb_emodel_get_mos (RbCodec codec, double loss_percent, double delay_ms);

G_END_DECLS
