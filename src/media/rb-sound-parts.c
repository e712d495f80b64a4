/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts RbSoundDevice is put together from, each with the trap it hides: generators, PulseAudio's elements, the
 * mixer, and a speaker that swallows the errors of what is in it. */

#include "rb-sound-parts.h"

#include "rb-plugins.h"

#include <gst/audio/streamvolume.h>

#define BLOCK_SAMPLES (48 * RB_SOUND_BLOCK_MS)
#define DEVICE_BUFFER_US 40000 /* measured: 132 ms mouth to ear; PulseAudio's own default gives 231 */
#define DEVICE_PERIOD_US 10000
#define TONE_VOLUME 0.3

GstElement *
rb_sound_make_caps (void)
{
  GstElement *filter = rb_make_element ("capsfilter");

  gst_util_set_object_arg (G_OBJECT (filter), "caps",
                           "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved");

  return filter;
}

GstElement *
rb_sound_make_mixer (guint latency_ms)
{
  GstElement *mixer = gst_element_factory_make_full ("audiomixer", "force-live", TRUE, "output-buffer-duration",
                                                     (guint64) RB_SOUND_BLOCK_MS * GST_MSECOND, "ignore-inactive-pads",
                                                     TRUE, "start-time-selection", 1 /* first */, NULL);

  g_object_set (mixer, "min-upstream-latency", (guint64) latency_ms * GST_MSECOND, NULL);

  return mixer;
}

/* Returns: (transfer floating): a live source of silence, or of a sine. */
GstElement *
rb_sound_make_generator (double hz)
{
  GstElement *generator = rb_make_element ("audiotestsrc");

  gst_util_set_object_arg (G_OBJECT (generator), "wave", hz > 0 ? "sine" : "silence");
  g_object_set (generator, "is-live", TRUE, "samplesperbuffer", BLOCK_SAMPLES, "volume", TONE_VOLUME, NULL);
  if (hz > 0)
    g_object_set (generator, "freq", hz, NULL);

  return generator;
}

GstElement *
rb_sound_make_pulse (const char *factory, const char *device)
{
  g_autoptr (GstStructure) properties = gst_structure_new ("properties", "media.role", G_TYPE_STRING, "phone", NULL);
  GstElement *element;

  if (!rb_plugins_check_element (factory, NULL))
    return NULL;

  element = gst_object_ref_sink (rb_make_element (factory));
  g_object_set (element, "buffer-time", (gint64) DEVICE_BUFFER_US, "latency-time", (gint64) DEVICE_PERIOD_US,
                "provide-clock", FALSE, "device", device, "stream-properties", properties, NULL);
  if (gst_element_set_state (element, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE)
    {
      gst_element_set_state (element, GST_STATE_NULL);
      gst_object_unref (element);
      return NULL;
    }

  return element;
}

/* A source that ends or fails must not end the calls that hang on the microphone. */
static GstPadProbeReturn
drop_end (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* A call that comes asks for new caps. Ours are fixed, and pulsesrc 1.22 either forgets its first negotiation over it
 * and stays dumb, or negotiates anew and stutters. It must not even reach the source's pad, which would remember. */
static GstPadProbeReturn
drop_reconfigure (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_RECONFIGURE ? GST_PAD_PROBE_DROP
                                                                                   : GST_PAD_PROBE_OK;
}

/* Whatever the sink says, the mixer goes on: neither its flow, nor its caps (a sound server without any speaker
 * has none), nor refused events go further up. */
static GstFlowReturn
speaker_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_proxy_pad_chain_default (pad, parent, buffer);

  return GST_FLOW_OK;
}

static gboolean
speaker_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  gst_pad_event_default (pad, parent, event);

  return TRUE;
}

static gboolean
speaker_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  g_autoptr (GstCaps) any = NULL;

  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS)
    {
      GstCaps *filter;

      gst_query_parse_caps (query, &filter);
      any = filter != NULL ? gst_caps_ref (filter) : gst_caps_new_any ();
      gst_query_set_caps_result (query, any);
      return TRUE;
    }
  if (GST_QUERY_TYPE (query) == GST_QUERY_ACCEPT_CAPS)
    {
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    }

  return gst_pad_query_default (pad, parent, query);
}

GstElement *
rb_sound_make_speaker (GstElement *first)
{
  GstElement *speaker = gst_bin_new ("speaker");
  GstPad *ghost = gst_ghost_pad_new_no_target ("sink", GST_PAD_SINK);

  gst_pad_set_chain_function (ghost, speaker_chain);
  gst_pad_set_event_function (ghost, speaker_event);
  gst_pad_set_query_function (ghost, speaker_query);
  if (first != NULL)
    {
      g_autoptr (GstPad) target = gst_element_get_static_pad (first, "sink");

      gst_bin_add (GST_BIN (speaker), first);
      gst_ghost_pad_set_target (GST_GHOST_PAD (ghost), target);
    }
  gst_element_add_pad (speaker, ghost);

  return speaker;
}

void
rb_sound_keep_alive (GstElement *source)
{
  rb_add_probe (source, "src", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, drop_end, NULL);
}

void
rb_sound_keep_format (GstElement *caps)
{
  rb_add_probe (caps, "sink", GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, drop_reconfigure, NULL);
}

void
rb_sound_remove (GstElement *bin, GstElement *element)
{
  gst_element_set_locked_state (element, TRUE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (bin), element);
}

GstElement *
rb_sound_make_echo_canceller (GstElement **probe)
{
  static gint n;
  g_autofree char *name =
      g_strdup_printf ("rb-echo-%d", g_atomic_int_add (&n, 1)); /* found by it in the whole process */
  GstElement *canceller = rb_make_element ("webrtcdsp");

  *probe = rb_make_element ("webrtcechoprobe");
  gst_object_set_name (GST_OBJECT (*probe), name);
  g_object_set (canceller, "probe", name, NULL);

  return canceller;
}

void
rb_sound_set_volume (GstElement *volume, double cubic)
{
  g_object_set (
      volume, "volume",
      gst_stream_volume_convert_volume (GST_STREAM_VOLUME_FORMAT_CUBIC, GST_STREAM_VOLUME_FORMAT_LINEAR, cubic), NULL);
}
