/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting GStreamer, and which Debian package brings each element we use: a missing one becomes an
 * error a person can act on. RbMediaSession and RbSoundDevice call it before they build anything. */

#include "rb-plugins.h"

#include "rb-media-session.h"

#include <glib/gi18n-lib.h>

#define BASE "gstreamer1.0-plugins-base"
#define GOOD "gstreamer1.0-plugins-good"
#define BAD "gstreamer1.0-plugins-bad"

static const struct
{
  const char *factory;
  const char *package;
  gboolean every_call; /* no call without it */
} elements[] = {
  { "appsrc", BASE, FALSE },      { "oggmux", BASE, FALSE },         { "appsink", BASE, FALSE },
  { "audioconvert", BASE, TRUE }, { "audiomixer", BASE, TRUE },      { "audioresample", BASE, TRUE },
  { "audiotestsrc", BASE, TRUE }, { "opusdec", BASE, TRUE },         { "opusenc", BASE, TRUE },
  { "volume", BASE, TRUE },       { "decodebin", BASE, FALSE },      { "alawdec", GOOD, TRUE },
  { "alawenc", GOOD, TRUE },      { "mulawdec", GOOD, TRUE },        { "mulawenc", GOOD, TRUE },
  { "multiudpsink", GOOD, TRUE }, { "rtpbin", GOOD, TRUE },          { "rtpopusdepay", GOOD, TRUE },
  { "rtpopuspay", GOOD, TRUE },   { "rtppcmadepay", GOOD, TRUE },    { "rtppcmapay", GOOD, TRUE },
  { "rtppcmudepay", GOOD, TRUE }, { "rtppcmupay", GOOD, TRUE },      { "udpsrc", GOOD, TRUE },
  { "pulsesink", GOOD, FALSE },   { "pulsesrc", GOOD, FALSE },       { "wavparse", GOOD, FALSE },
  { "webrtcdsp", BAD, FALSE },    { "webrtcechoprobe", BAD, FALSE }, { "srtpenc", BAD, FALSE },
  { "srtpdec", BAD, FALSE },
};

G_DEFINE_QUARK (rb - media - error - quark, rb_media_error)

static gpointer
init_once (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!gst_init_check (NULL, NULL, &error))
    g_warning ("GStreamer did not start: %s", error->message);

  return NULL;
}

void
rb_media_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, init_once, NULL);
}

gboolean
rb_plugins_check_element (const char *factory, GError **error)
{
  g_autoptr (GstElementFactory) found = gst_element_factory_find (factory);
  const char *package = BASE;

  if (found != NULL)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (g_str_equal (elements[i].factory, factory))
      package = elements[i].package;
  g_set_error (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_PLUGIN,
               _ ("The GStreamer element “%s” is missing; install the package %s."), factory, package);

  return FALSE;
}

gboolean
rb_plugins_check (GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (elements[i].every_call && !rb_plugins_check_element (elements[i].factory, error))
      return FALSE;

  return TRUE;
}

GstElement *
rb_make_element (const char *factory)
{
  GstElement *element = gst_element_factory_make (factory, NULL);

  if (element == NULL)
    g_error ("GStreamer element %s was found but cannot be made", factory);

  return element;
}

static GstFlowReturn
forgiving_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_proxy_pad_chain_default (pad, parent, buffer);

  return GST_FLOW_OK;
}

void
rb_make_forgiving (GstPad *ghost)
{
  gst_pad_set_chain_function (ghost, forgiving_chain);
}

void
rb_add_probe (GstElement *element, const char *pad, GstPadProbeType type, GstPadProbeCallback callback, gpointer data)
{
  g_autoptr (GstPad) found = gst_element_get_static_pad (element, pad);

  gst_pad_add_probe (found, type, callback, data, NULL);
}
