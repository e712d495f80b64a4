/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All zero to start with, and after the source has changed. */
typedef struct
{
  guint   n_blocks;      /* 0, 1 or 2 of the next are known */
  gint64  least_us[2];   /* least transit time of this and the last block of seconds */
  gint64  block_began_us;
  guint32 timestamp;     /* of the last packet, and its time without wrapping */
  gint64  media_time;
} RbLateness;

gint64 rb_lateness_add (RbLateness *self, guint32 timestamp, guint clock_rate, gint64 arrival_us);

G_END_DECLS
