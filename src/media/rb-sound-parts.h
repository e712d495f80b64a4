/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RB_SOUND_BLOCK_MS 10 /* what moves through the device at once */

/* (transfer floating) all but the pulse elements. */
GstElement *rb_sound_make_caps (void);                /* capsfilter: S16LE, 48 kHz, mono */
GstElement *rb_sound_make_mixer (guint latency_ms);   /* live; what comes may be so late */
GstElement *rb_sound_make_generator (double hz);      /* live sine, or silence when 0 */
/* pulsesrc or pulsesink on @device (nullable: the default), opened. (transfer full) (nullable): the server refused. */
GstElement *rb_sound_make_pulse (const char *factory, const char *device);
/* A bin with the sink pad "sink" and no sink yet. @first: (transfer floating) (nullable): what the sound passes before. */
GstElement *rb_sound_make_speaker (GstElement *first);
/* The canceller, for the microphone; @probe: (out): what hears the speaker's sound for it, for rb_sound_make_speaker (). */
GstElement *rb_sound_make_echo_canceller (GstElement **probe);
void        rb_sound_set_volume (GstElement *volume, double cubic); /* 0…1 */
void        rb_sound_keep_alive (GstElement *source); /* its end does not end what hangs on it */
void        rb_sound_keep_format (GstElement *caps);  /* nobody behind it asks the source for new caps */
void        rb_sound_remove (GstElement *bin, GstElement *element);

G_END_DECLS
