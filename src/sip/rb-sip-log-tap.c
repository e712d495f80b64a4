/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sip-log-tap.h"

void
rb_sip_log_tap_start (void)
{
}
