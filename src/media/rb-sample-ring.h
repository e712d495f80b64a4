/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The last seconds of a 48 kHz mono signal, written by a streaming thread and measured from any other. */
typedef struct _RbSampleRing RbSampleRing;

RbSampleRing *rb_sample_ring_new (guint ms);
void          rb_sample_ring_free (RbSampleRing *self);
void          rb_sample_ring_push (RbSampleRing *self, const gint16 *samples, gsize n);
void          rb_sample_ring_clear (RbSampleRing *self);
double        rb_sample_ring_get_peak (RbSampleRing *self, guint ms);
double        rb_sample_ring_get_tone_share (RbSampleRing *self, double hz, guint ms);

double        rb_goertzel_share (const gint16 *samples, gsize n, double hz, double rate);

G_END_DECLS
