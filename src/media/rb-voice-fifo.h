/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RB_VOICE_FIFO_SIZE (48 * 240) /* samples, 240 ms */

/* Sound on its way from one clock to another, 48 kHz mono. All zero to start with. */
typedef struct
{
  gint16   samples[RB_VOICE_FIFO_SIZE];
  gsize    start, n;
  gsize    wanted;  /* samples in hand before it flows, 0 = not yet known */
  gboolean flowing;
} RbVoiceFifo;

/* Puts in what came; the oldest is dropped when more lies there than the clocks' difference can explain. */
void     rb_voice_fifo_push (RbVoiceFifo *self, const gint16 *samples, gsize n);
/* Takes out @n samples. Returns: FALSE: there is too little, @samples is untouched and more is kept in hand next time. */
gboolean rb_voice_fifo_pull (RbVoiceFifo *self, gint16 *samples, gsize n);

G_END_DECLS
