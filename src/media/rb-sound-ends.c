/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The two ends of the device pipeline, microphone and speaker. One that cannot be opened or stops working is told of
 * once, replaced by silence, and tried again until it works: a call never ends with its device. */

#include "rb-sound-ends.h"

#include "rb-melody.h"
#include "rb-plugins.h"
#include "rb-sound-parts.h"

#include <glib/gi18n-lib.h>

#define RETRY_S 2

static void schedule_retry (RbSoundDevice *self);

/* What is spoken in place of a microphone. Returns: whether there was anything. */
static gboolean
read_sound (RbSoundDevice *self, gint16 *samples, gsize n)
{
  if (self->player != NULL)
    return rb_file_player_read (self->player, samples, n);

  if (g_atomic_int_compare_and_exchange (&self->melody_restart, TRUE, FALSE))
    self->melody_position = 0;
  rb_melody_fill (self->melody_position, samples, n);
  self->melody_position += n;

  return TRUE;
}

static GstPadProbeReturn
fill_block (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RbSoundDevice *self = data;
  GstBuffer *buffer;
  GstMapInfo map;

  if (g_atomic_int_get (&self->n_talking) == 0)
    return GST_PAD_PROBE_OK;

  buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (gst_buffer_map (buffer, &map, GST_MAP_WRITE))
    {
      if (read_sound (self, (gint16 *) map.data, map.size / sizeof (gint16)))
        GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);
      gst_buffer_unmap (buffer, &map);
    }

  return GST_PAD_PROBE_OK;
}

/* Returns: (transfer full) */
static GstElement *
make_source (RbSoundDevice *self, gboolean silent)
{
  GstElement *source;

  if (self->kind == RB_SOUND_PULSE && !silent)
    {
      source = rb_sound_make_pulse ("pulsesrc", self->input_absent ? NULL : self->input_device);
    }
  else
    {
      source = gst_object_ref_sink (rb_sound_make_generator (self->kind == RB_SOUND_TONE ? self->tone_hz : 0));
      if (self->player != NULL || self->kind == RB_SOUND_MUSIC)
        rb_add_probe (source, "src", GST_PAD_PROBE_TYPE_BUFFER, fill_block, self);
    }

  if (source != NULL)
    rb_sound_keep_alive (source);

  return source;
}

/* Returns: (transfer full) */
static GstElement *
make_sink (RbSoundDevice *self, gboolean silent)
{
  GstElement *sink;

  if (self->kind == RB_SOUND_PULSE && !silent)
    sink = rb_sound_make_pulse ("pulsesink", self->output_absent ? NULL : self->output_device);
  else
    sink = gst_object_ref_sink (rb_make_element ("fakesink"));

  if (sink != NULL)
    g_object_set (sink, "sync", TRUE, "async", FALSE, "processing-deadline", G_GUINT64_CONSTANT (0), NULL);

  return sink;
}

static void
tell (RbSoundDevice *self, gboolean *told, const char *sentence)
{
  if (!*told)
    rb_sound_device_emit_error (self, sentence);
  *told = TRUE;
}

void
rb_sound_ends_place_source (RbSoundDevice *self, gboolean silent)
{
  g_autoptr (GstElement) source = make_source (self, silent);

  if (source == NULL)
    {
      silent = TRUE;
      source = make_source (self, TRUE);
      tell (self, &self->source_told,
            _ ("The microphone cannot be used, so the other side hears silence; connect one or choose another in the "
               "sound "
               "settings. It is tried again every few seconds."));
    }

  if (self->source != NULL)
    rb_sound_remove (self->pipeline, self->source);
  self->source = source;
  gst_bin_add (GST_BIN (self->pipeline), source);
  gst_element_link (source, self->source_caps);
  gst_element_sync_state_with_parent (source);
  self->source_replaced = silent;
  if (self->source_told)
    schedule_retry (self);
}

void
rb_sound_ends_place_sink (RbSoundDevice *self, gboolean silent)
{
  g_autoptr (GstElement) sink = make_sink (self, silent);
  g_autoptr (GstPad) pad = NULL, ghost = NULL;

  if (sink == NULL)
    {
      silent = TRUE;
      sink = make_sink (self, TRUE);
      tell (self, &self->sink_told,
            _ ("The speaker cannot be used, so nothing can be heard; connect one or choose another in the sound "
               "settings. It "
               "is tried again every few seconds."));
    }

  ghost = gst_element_get_static_pad (self->speaker, "sink");
  if (self->sink != NULL)
    {
      if (self->echo_probe == NULL)
        gst_ghost_pad_set_target (GST_GHOST_PAD (ghost), NULL);
      rb_sound_remove (self->speaker, self->sink);
    }
  self->sink = sink;
  g_atomic_int_set (&self->latency_known, FALSE);
  gst_bin_add (GST_BIN (self->speaker), sink);
  gst_element_sync_state_with_parent (sink);
  pad = gst_element_get_static_pad (sink, "sink");
  if (self->echo_probe != NULL)
    gst_element_link (self->echo_probe, sink);
  else
    gst_ghost_pad_set_target (GST_GHOST_PAD (ghost), pad);
  rb_sound_device_update_latency (self);
  self->sink_replaced = silent;
  if (self->sink_told)
    schedule_retry (self);
}

/* Returns: whether it is there or not has changed. */
static gboolean
look_for (RbSoundDevice *self, gboolean input, const char *name, gboolean *absent)
{
  gboolean now = name != NULL && !rb_device_list_has (self->devices, input, name);

  if (now == *absent)
    return FALSE;

  *absent = now;
  return TRUE;
}

static void
on_devices_changed (RbDeviceList *list, RbSoundDevice *self)
{
  if (look_for (self, TRUE, self->input_device, &self->input_absent))
    {
      if (self->input_absent)
        rb_sound_device_emit_error (self,
                                    _ ("The chosen microphone is gone; the default one is used until it is back."));
      rb_sound_ends_place_source (self, FALSE);
    }

  if (look_for (self, FALSE, self->output_device, &self->output_absent))
    {
      if (self->output_absent)
        rb_sound_device_emit_error (self, _ ("The chosen speaker is gone; the default one is used until it is back."));
      rb_sound_ends_place_sink (self, FALSE);
    }
}

void
rb_sound_ends_watch_devices (RbSoundDevice *self)
{
  rb_sound_ends_unwatch_devices (self);
  if (self->kind != RB_SOUND_PULSE || (self->input_device == NULL && self->output_device == NULL))
    return;

  self->devices = rb_device_list_new ();
  g_signal_connect (self->devices, "changed", G_CALLBACK (on_devices_changed), self);
  look_for (self, TRUE, self->input_device, &self->input_absent);
  look_for (self, FALSE, self->output_device, &self->output_absent);
}

void
rb_sound_ends_unwatch_devices (RbSoundDevice *self)
{
  if (self->devices != NULL)
    g_signal_handlers_disconnect_by_data (self->devices, self);
  g_clear_object (&self->devices);
  self->input_absent = self->output_absent = FALSE;
}

/* Tries what failed again; what has worked since the last try may be told of again when it fails. */
static gboolean
on_retry (gpointer data)
{
  RbSoundDevice *self = data;

  rb_sound_device_clear_timer (&self->retry_timer);
  if (self->devices != NULL)
    rb_device_list_refresh (self->devices);
  rb_sound_ends_watch_devices (self);
  if (self->source_replaced && self->source_told)
    rb_sound_ends_place_source (self, FALSE);
  else
    self->source_told = FALSE;
  if (self->sink_replaced && self->sink_told)
    rb_sound_ends_place_sink (self, FALSE);
  else
    self->sink_told = FALSE;

  return G_SOURCE_REMOVE;
}

static void
schedule_retry (RbSoundDevice *self)
{
  if (self->retry_timer == NULL)
    self->retry_timer = rb_sound_device_add_timer (self, RETRY_S, on_retry);
}

gboolean
rb_sound_ends_handle_error (RbSoundDevice *self, GstObject *from)
{
  if (from == GST_OBJECT (self->source))
    {
      tell (self, &self->source_told,
            _ ("The microphone stopped working, so the other side hears silence; connect one or choose another in the "
               "sound "
               "settings. It is tried again every few seconds."));
      rb_sound_ends_place_source (self, TRUE);
      return TRUE;
    }

  if (from == GST_OBJECT (self->sink))
    {
      tell (self, &self->sink_told,
            _ ("The speaker stopped working, so nothing can be heard; connect one or choose another in the sound "
               "settings. It "
               "is tried again every few seconds."));
      rb_sound_ends_place_sink (self, TRUE);
      return TRUE;
    }

  return FALSE;
}
