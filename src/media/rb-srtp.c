/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SRTP by GStreamer's srtpenc and srtpdec. RbRtpStream puts them between rtpbin and the sockets when the account allows
 * encryption; what was agreed gives them their keys, or none. */

#include "rb-srtp.h"

#include "rb-plugins.h"

#include <string.h>

#define MAX_SOURCES 8 /* that the decoder may know at once; its table would grow with each */

/* Around encoder or decoder while there is no key: libsrtp refuses the null cipher without one. */
typedef struct
{
  gint *plain;
  GstPad *out;
} Bypass;

struct _RbSrtp
{
  GstElement *encoder;
  GstElement *decoder;
  Bypass bypasses[4];
  gint send_plain; /* atomic, as is the next */
  gint receive_plain;
  RbSrtpKey send; /* the main context's */

  GMutex lock; /* for all below */
  RbSrtpKey receive;
  guint32 sources[MAX_SOURCES];
  guint n_sources;
};

static const struct
{
  const char *cipher, *rtp_auth, *rtcp_auth;
} names[] = {
  [RB_SRTP_AES_CM_128_HMAC_SHA1_80] = { "aes-128-icm", "hmac-sha1-80", "hmac-sha1-80" },
  [RB_SRTP_AEAD_AES_128_GCM] = { "aes-128-gcm", "null", "null" },
  [RB_SRTP_AES_CM_128_HMAC_SHA1_32] = { "aes-128-icm", "hmac-sha1-32", "hmac-sha1-80" }, /* RFC 4568 6.2.2 */
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == RB_N_SRTP_SUITES);

static void
wipe (gpointer bytes)
{
  explicit_bzero (bytes, RB_SRTP_MAX_KEY);
  g_free (bytes);
}

/* (transfer full): with the key's own length, wiped when it goes. */
static GstBuffer *
key_to_buffer (const RbSrtpKey *key)
{
  gsize size = MAX (rb_srtp_suite_get_key_size (key->suite), 1);
  guint8 *bytes = g_memdup2 (key->key, RB_SRTP_MAX_KEY);

  return gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, bytes, RB_SRTP_MAX_KEY, 0, size, bytes, wipe);
}

/* From streaming threads: a source that was not heard before, or whose key was taken away. */
static GstCaps *
on_request_key (GstElement *decoder, guint ssrc, RbSrtp *self)
{
  g_autoptr (GstBuffer) key = NULL;
  gboolean full = FALSE;
  guint32 oldest = 0;
  GstCaps *caps;

  g_mutex_lock (&self->lock);
  key = key_to_buffer (&self->receive);
  caps = gst_caps_new_simple ("application/x-srtp", "srtp-key", GST_TYPE_BUFFER, key, "srtp-cipher", G_TYPE_STRING,
                              names[self->receive.suite].cipher, "srtcp-cipher", G_TYPE_STRING,
                              names[self->receive.suite].cipher, "srtp-auth", G_TYPE_STRING,
                              names[self->receive.suite].rtp_auth, "srtcp-auth", G_TYPE_STRING,
                              names[self->receive.suite].rtcp_auth, NULL);
  full = self->n_sources == MAX_SOURCES;
  if (full)
    {
      oldest = self->sources[0];
      memmove (self->sources, self->sources + 1, --self->n_sources * sizeof *self->sources);
    }
  self->sources[self->n_sources++] = ssrc;
  g_mutex_unlock (&self->lock);
  if (full && oldest != ssrc)
    g_signal_emit_by_name (decoder, "remove-key", oldest);

  return caps;
}

static GstPadProbeReturn
go_round (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Bypass *bypass = data;

  if (!g_atomic_int_get (bypass->plain))
    return GST_PAD_PROBE_OK;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    GST_PAD_PROBE_INFO_FLOW_RETURN (info) = gst_pad_push_list (bypass->out, GST_PAD_PROBE_INFO_BUFFER_LIST (info));
  else
    GST_PAD_PROBE_INFO_FLOW_RETURN (info) = gst_pad_push (bypass->out, GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_DATA (info) = NULL;

  return GST_PAD_PROBE_HANDLED;
}

static void
add_bypass (Bypass *bypass, gint *plain, GstElement *element, const char *in, const char *out)
{
  bypass->plain = plain;
  bypass->out = gst_element_get_static_pad (element, out);
  rb_add_probe (element, in, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, go_round, bypass);
}

RbSrtp *
rb_srtp_new (GstBin *bin)
{
  RbSrtp *self = g_new0 (RbSrtp, 1);
  g_autoptr (GstPad) rtp = NULL, rtcp = NULL;

  self->send_plain = self->receive_plain = TRUE;

  g_mutex_init (&self->lock);
  self->encoder = rb_make_element ("srtpenc");
  self->decoder = rb_make_element ("srtpdec");
  for (gsize i = 0; i < 4; i++)
    gst_util_set_object_arg (G_OBJECT (self->encoder),
                             (const char *[]){ "rtp-cipher", "rtcp-cipher", "rtp-auth", "rtcp-auth" }[i], "null");
  gst_bin_add_many (bin, self->encoder, self->decoder, NULL);
  rtp = gst_element_request_pad_simple (self->encoder, "rtp_sink_0");
  rtcp = gst_element_request_pad_simple (self->encoder, "rtcp_sink_0");
  add_bypass (&self->bypasses[0], &self->send_plain, self->encoder, "rtp_sink_0", "rtp_src_0");
  add_bypass (&self->bypasses[1], &self->send_plain, self->encoder, "rtcp_sink_0", "rtcp_src_0");
  add_bypass (&self->bypasses[2], &self->receive_plain, self->decoder, "rtp_sink", "rtp_src");
  add_bypass (&self->bypasses[3], &self->receive_plain, self->decoder, "rtcp_sink", "rtcp_src");
  g_signal_connect (self->decoder, "request-key", G_CALLBACK (on_request_key), self);

  return self;
}

GstElement *
rb_srtp_get_encoder (RbSrtp *self)
{
  return self->encoder;
}

GstElement *
rb_srtp_get_decoder (RbSrtp *self)
{
  return self->decoder;
}

/* The key comes last: with it the encoder begins anew, under the names set before. */
static void
set_send_key (RbSrtp *self, const RbSrtpKey *send)
{
  g_autoptr (GstBuffer) key = key_to_buffer (send);
  GObject *encoder = G_OBJECT (self->encoder);

  self->send = *send;
  if (send->suite == RB_SRTP_NONE)
    {
      g_atomic_int_set (&self->send_plain, TRUE);
      return;
    }

  gst_util_set_object_arg (encoder, "rtp-cipher", names[send->suite].cipher);
  gst_util_set_object_arg (encoder, "rtcp-cipher", names[send->suite].cipher);
  gst_util_set_object_arg (encoder, "rtp-auth", names[send->suite].rtp_auth);
  gst_util_set_object_arg (encoder, "rtcp-auth", names[send->suite].rtcp_auth);
  g_object_set (encoder, "key", key, NULL);
  g_atomic_int_set (&self->send_plain, FALSE);
}

static void
set_receive_key (RbSrtp *self, const RbSrtpKey *receive)
{
  guint32 sources[MAX_SOURCES];
  guint n;

  g_mutex_lock (&self->lock);
  self->receive = *receive;
  g_atomic_int_set (&self->receive_plain, receive->suite == RB_SRTP_NONE);
  n = self->n_sources;
  memcpy (sources, self->sources, n * sizeof *sources);
  self->n_sources = 0;
  g_mutex_unlock (&self->lock);

  /* The decoder looks at its table under its object lock, but takes out without. */
  GST_OBJECT_LOCK (self->decoder);
  for (guint i = 0; i < n; i++)
    g_signal_emit_by_name (self->decoder, "remove-key", sources[i]);
  GST_OBJECT_UNLOCK (self->decoder);
}

void
rb_srtp_set_keys (RbSrtp *self, const RbSrtpKey *send, const RbSrtpKey *receive)
{
  gboolean changed;

  if (!rb_srtp_key_equal (&self->send, send))
    set_send_key (self, send);

  g_mutex_lock (&self->lock);
  changed = !rb_srtp_key_equal (&self->receive, receive);
  g_mutex_unlock (&self->lock);
  if (changed)
    set_receive_key (self, receive);
}

void
rb_srtp_free (RbSrtp *self)
{
  g_signal_handlers_disconnect_by_data (self->decoder, self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->bypasses); i++)
    gst_object_unref (self->bypasses[i].out);
  g_mutex_clear (&self->lock);
  explicit_bzero (self, sizeof *self);
  g_free (self);
}
