/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From rtpbin to the ear: a decoder for each source and payload type rtpbin opens a pad for, hung on the device mixer.
 */

#include "rb-rtp-stream-private.h"

#include "rb-codec.h"
#include "rb-plugins.h"

#include <stdio.h>

typedef struct
{
  GstPad *rtp_pad; /* of rtpbin */
  GstElement *decoder;
  GstPad *ghost;   /* of our bin */
  GstPad *speaker; /* of the device mixer */
  GstElement *nothing;
} Receiver;

/* Events count on the voice's clock whatever clock their rtpmap names: they share its timestamps, and another
 * rate in between would reset the jitter buffer. */
static GstCaps *
on_request_pt_map (GstElement *rtpbin, guint session, guint payload_type, gpointer data)
{
  RbRtpStream *self = data;
  GstCaps *caps;
  guint8 meaning;

  g_mutex_lock (&self->lock);
  meaning = payload_type < G_N_ELEMENTS (self->meanings) ? self->meanings[payload_type] : MEANING_NONE;
  g_mutex_unlock (&self->lock);
  if (meaning == MEANING_NONE)
    return NULL;

  caps = rb_codec_get_rtp_caps (meaning & 0x0f, (guint8) payload_type);
  if (meaning & MEANING_KEYS)
    gst_caps_set_simple (caps, "encoding-name", G_TYPE_STRING, "TELEPHONE-EVENT", NULL);

  return caps;
}

void
rb_rtp_receivers_free_one (gpointer data)
{
  Receiver *receiver = data;

  gst_clear_object (&receiver->speaker);
  g_free (receiver);
}

/* The echo robot has no ear. */
static void
link_to_nothing (RbRtpStream *self, Receiver *receiver)
{
  receiver->nothing = rb_make_element ("fakesink");
  g_object_set (receiver->nothing, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (self->bin), receiver->nothing);
  gst_element_link (receiver->decoder, receiver->nothing);
  gst_element_sync_state_with_parent (receiver->nothing);
}

static void
link_to_speaker (RbRtpStream *self, Receiver *receiver, gboolean hear)
{
  g_autoptr (GstPad) source = gst_element_get_static_pad (receiver->decoder, "src");

  receiver->ghost = gst_ghost_pad_new (NULL, source);
  gst_pad_set_active (receiver->ghost, TRUE);
  gst_element_add_pad (self->bin, receiver->ghost);
  receiver->speaker = rb_sound_device_request_speaker (self->device);
  gst_pad_link (receiver->ghost, receiver->speaker);
  g_object_set (receiver->speaker, "mute", !hear, NULL);
}

static void
on_pad_added (GstElement *rtpbin, GstPad *pad, gpointer data)
{
  RbRtpStream *self = data;
  Receiver *receiver;
  guint session, ssrc, payload_type;
  g_autoptr (GstPad) sink = NULL;
  gboolean voice, hear;
  guint8 meaning;

  if (sscanf (GST_PAD_NAME (pad), "recv_rtp_src_%u_%u_%u", &session, &ssrc, &payload_type) != 3)
    return;

  g_mutex_lock (&self->lock);
  meaning = self->meanings[payload_type & 0x7f];
  hear = self->hear;
  g_mutex_unlock (&self->lock);

  voice = (meaning & MEANING_VOICE) != 0;
  receiver = g_new0 (Receiver, 1);
  receiver->rtp_pad = pad;
  if (voice)
    {
      receiver->decoder = rb_codec_make_receiver (meaning & 0x0f);
    }
  else
    {
      receiver->decoder = rb_make_element ("fakesink");
      g_object_set (receiver->decoder, "sync", FALSE, "async", FALSE, NULL);
    }
  gst_bin_add (GST_BIN (self->bin), receiver->decoder);

  if (voice)
    rb_voice_listen_to (self->voice, receiver->decoder);
  if (voice && rb_sound_device_get_loop_back (self->device))
    link_to_nothing (self, receiver);
  else if (voice)
    link_to_speaker (self, receiver, hear);

  gst_element_sync_state_with_parent (receiver->decoder);
  sink = gst_element_get_static_pad (receiver->decoder, "sink");
  gst_pad_link (pad, sink);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->receivers, receiver);
  g_mutex_unlock (&self->lock);
  rb_sound_device_update_latency (self->device);
}

/* Takes @receiver apart; not under the lock. */
static void
remove_receiver (RbRtpStream *self, Receiver *receiver)
{
  gst_element_set_locked_state (receiver->decoder, TRUE);
  gst_element_set_state (receiver->decoder, GST_STATE_NULL);
  if (receiver->speaker != NULL)
    {
      g_autoptr (GstElement) mixer = gst_pad_get_parent_element (receiver->speaker);
      g_autoptr (GstPad) peer = gst_pad_get_peer (receiver->speaker);

      if (peer != NULL)
        gst_pad_unlink (peer, receiver->speaker);
      if (mixer != NULL)
        gst_element_release_request_pad (mixer, receiver->speaker);
    }
  if (receiver->nothing != NULL)
    {
      gst_element_set_locked_state (receiver->nothing, TRUE);
      gst_element_set_state (receiver->nothing, GST_STATE_NULL);
      gst_bin_remove (GST_BIN (self->bin), receiver->nothing);
    }
  if (receiver->ghost != NULL)
    gst_element_remove_pad (self->bin, receiver->ghost);
  gst_bin_remove (GST_BIN (self->bin), receiver->decoder);
  rb_rtp_receivers_free_one (receiver);
}

/* Receivers whose rtpbin pad is gone. */
static void
collect_receivers (RbRtpStream *self, guint unused)
{
  while (TRUE)
    {
      Receiver *gone = NULL;

      g_mutex_lock (&self->lock);
      for (guint i = 0; i < self->receivers->len && gone == NULL; i++)
        {
          Receiver *receiver = self->receivers->pdata[i];

          if (receiver->rtp_pad == NULL)
            gone = g_ptr_array_steal_index_fast (self->receivers, i);
        }
      g_mutex_unlock (&self->lock);

      if (gone == NULL)
        break;
      remove_receiver (self, gone);
    }
}

static void
on_pad_removed (GstElement *rtpbin, GstPad *pad, gpointer data)
{
  RbRtpStream *self = data;
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->receivers->len; i++)
    {
      Receiver *receiver = self->receivers->pdata[i];

      if (receiver->rtp_pad == pad)
        {
          receiver->rtp_pad = NULL;
          found = TRUE;
        }
    }
  g_mutex_unlock (&self->lock);

  if (found)
    rb_rtp_stream_call_in_main (self, collect_receivers, 0);
}

/* What is heard: mutes or opens all there is and all to come. */
void
rb_rtp_receivers_set_hear (RbRtpStream *self, gboolean hear)
{
  g_mutex_lock (&self->lock);
  self->hear = hear;
  for (guint i = 0; i < self->receivers->len; i++)
    {
      Receiver *receiver = self->receivers->pdata[i];

      if (receiver->speaker != NULL)
        g_object_set (receiver->speaker, "mute", !hear, NULL);
    }
  g_mutex_unlock (&self->lock);
}

/* The bin is in NULL: nothing streams any more. */
void
rb_rtp_receivers_clear (RbRtpStream *self)
{
  while (self->receivers->len > 0)
    remove_receiver (self, g_ptr_array_steal_index_fast (self->receivers, self->receivers->len - 1));
}

void
rb_rtp_receivers_watch (RbRtpStream *self)
{
  g_signal_connect (self->rtpbin, "request-pt-map", G_CALLBACK (on_request_pt_map), self);
  g_signal_connect (self->rtpbin, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (self->rtpbin, "pad-removed", G_CALLBACK (on_pad_removed), self);
}
