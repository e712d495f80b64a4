/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions against what the network may bring: peers that are plain sockets, NAT, silence, and floods of junk. */

#include "media-pair.h"

#include <gst/app/gstappsink.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <sys/socket.h>

typedef struct
{
  GSocket *socket;
  guint16 port;
  guint16 sequence;
} Peer;

static void
peer_init (Peer *peer)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0), bound = NULL;

  *peer = (Peer){ 0 };
  peer->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (peer->socket, any, FALSE, NULL));
  g_socket_set_blocking (peer->socket, FALSE);
  bound = g_socket_get_local_address (peer->socket, NULL);
  peer->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
peer_clear (Peer *peer)
{
  g_object_unref (peer->socket);
}

static void
peer_send (Peer *peer, guint16 port, const guint8 *packet, gsize size)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", port);

  g_socket_send_to (peer->socket, to, (const char *) packet, size, NULL, NULL);
}

static void
peer_speak (Peer *peer, guint16 port)
{
  guint8 packet[172] = { 0x80, 0, (guint8) (peer->sequence >> 8), (guint8) peer->sequence };

  packet[11] = 7;
  packet[5] = (guint8) ((peer->sequence * 160) >> 16);
  packet[6] = (guint8) ((peer->sequence * 160) >> 8);
  packet[7] = (guint8) (peer->sequence * 160);
  peer->sequence++;
  peer_send (peer, port, packet, sizeof packet);
}

/* Reads all that waits. Adds to the counts of RTP and RTCP packets; @bye: set when one says goodbye. */
static void
peer_count (Peer *peer, guint *n_rtp, guint *n_rtcp, gboolean *bye)
{
  guint8 packet[2000];
  gssize size;

  while ((size = g_socket_receive (peer->socket, (char *) packet, sizeof packet, NULL, NULL)) > 0)
    {
      if (packet[1] < 192 || packet[1] > 223)
        {
          *n_rtp += 1;
          continue;
        }
      *n_rtcp += 1;
      for (gssize offset = 0; offset + 4 <= size; offset += 4 + 4 * (packet[offset + 2] << 8 | packet[offset + 3]))
        *bye |= packet[offset + 1] == 203;
    }
}

static void
answer_and_start (End *end, guint16 port, const char *attributes)
{
  g_autofree char *offer = g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                                            "m=audio %u RTP/AVP 0\r\n%s",
                                            port, attributes);
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = rb_media_session_create_answer (end->session, offer, &error);
  g_assert_no_error (error);
  rb_media_session_start (end->session);
}

static int
peer_read_tos (Peer *peer)
{
  guint8 packet[2000];
  char control[CMSG_SPACE (sizeof (int))];
  struct iovec data = { packet, sizeof packet };
  struct msghdr message = {
    .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
  };

  if (recvmsg (g_socket_get_fd (peer->socket), &message, MSG_DONTWAIT) <= 0)
    return -1;
  for (struct cmsghdr *one = CMSG_FIRSTHDR (&message); one != NULL; one = CMSG_NXTHDR (&message, one))
    if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_TOS)
      return *CMSG_DATA (one);

  return 0;
}

static void
voice_is_marked_for_expedited_forwarding (void)
{
  int tos = -1;
  Peer peer;
  End end;

  peer_init (&peer);
  g_assert_true (g_socket_set_option (peer.socket, IPPROTO_IP, IP_RECVTOS, 1, NULL));
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  answer_and_start (&end, peer.port, "");
  WAIT_FOR ((tos = peer_read_tos (&peer)) >= 0);
  g_assert_cmpint (tos, ==, IPTOS_DSCP_EF);
  end_clear (&end);
  peer_clear (&peer);
}

static void
reports_share_the_port_when_asked_and_end_with_goodbye (void)
{
  guint n_rtp = 0, n_rtcp = 0;
  gboolean bye = FALSE;
  Peer peer;
  End end;

  peer_init (&peer);
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  answer_and_start (&end, peer.port, "a=rtcp-mux\r\n");
  WAIT_FOR ((peer_count (&peer, &n_rtp, &n_rtcp, &bye), n_rtp > 20 && n_rtcp > 0));
  g_assert_false (bye);
  rb_media_session_set_hold (end.session, TRUE); /* the goodbye must leave although no voice does */
  rb_media_session_stop (end.session);
  WAIT_FOR ((peer_count (&peer, &n_rtp, &n_rtcp, &bye), bye));
  end_clear (&end);
  peer_clear (&peer);
}

static void
voice_goes_where_voice_comes_from (void)
{
  guint n_rtp = 0, n_rtcp = 0, n_signalled = 0;
  gboolean bye = FALSE;
  Peer signalled, nat;
  End end;

  peer_init (&signalled);
  peer_init (&nat);
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  answer_and_start (&end, signalled.port, "");
  WAIT_FOR ((peer_count (&signalled, &n_signalled, &n_rtcp, &bye), n_signalled > 5));
  g_assert_false (end.first_packet);
  WAIT_FOR ((peer_speak (&nat, rb_media_session_get_rtp_port (end.session)), peer_count (&nat, &n_rtp, &n_rtcp, &bye),
             n_rtp > 20));
  g_assert_true (end.first_packet);

  n_signalled = 0;
  peer_count (&signalled, &n_signalled, &n_rtcp, &bye);
  n_rtp = n_signalled = 0;
  WAIT_FOR ((peer_count (&nat, &n_rtp, &n_rtcp, &bye), n_rtp > 20));
  peer_count (&signalled, &n_signalled, &n_rtcp, &bye);
  g_assert_cmpuint (n_signalled, ==, 0);
  end_clear (&end);
  peer_clear (&signalled);
  peer_clear (&nat);
}

/* Sends all that waits back as it came. */
static void
peer_reflect (Peer *peer, guint16 port)
{
  guint8 packet[2000];
  gssize size;

  while ((size = g_socket_receive (peer->socket, (char *) packet, sizeof packet, NULL, NULL)) > 0)
    peer_send (peer, port, packet, (gsize) size);
}

static gboolean
hears (End *end, double hz)
{
  return rb_sound_device_measure_tone (end->device, hz, 300) > 0.9;
}

static void
echo_of_our_own_packets_is_heard (void)
{
  Peer peer;
  End end;

  peer_init (&peer);
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = CALLER_HZ }, "127.0.0.1");
  answer_and_start (&end, peer.port, "a=rtcp-mux\r\n");
  WAIT_FOR ((peer_reflect (&peer, rb_media_session_get_rtp_port (end.session)), hears (&end, CALLER_HZ)));
  /* Two statistics: rtpbin has seen its own report come back, or would have. */
  for (guint i = 0; i < 2; i++)
    {
      end.statistics.packets_received = 0;
      WAIT_FOR (
          (peer_reflect (&peer, rb_media_session_get_rtp_port (end.session)), end.statistics.packets_received > 0));
    }
  g_assert_true (hears (&end, CALLER_HZ));
  end_clear (&end);
  peer_clear (&peer);
}

/* A peer that speaks each 20 ms, but loses every @lose th packet, or saves up @burst packets. */
typedef struct
{
  Peer *peer;
  End *end;
  guint lose, burst, n;
} Speech;

static gboolean
on_speak (gpointer data)
{
  Speech *speech = data;
  guint16 port = rb_media_session_get_rtp_port (speech->end->session);

  speech->n++;
  if (speech->burst == 0)
    {
      if (speech->n % speech->lose == 0)
        speech->peer->sequence++;
      else
        peer_speak (speech->peer, port);
    }
  else if (speech->n % speech->burst == 0)
    {
      for (guint i = 0; i < speech->burst; i++)
        peer_speak (speech->peer, port);
    }

  return G_SOURCE_CONTINUE;
}

static void
lost_packets_are_counted_and_lower_the_score (void)
{
  Peer peer;
  End end;
  Speech speech = { &peer, &end, 5, 0, 0 };
  guint timer;

  peer_init (&peer);
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  answer_and_start (&end, peer.port, "");
  timer = g_timeout_add (20, on_speak, &speech);
  WAIT_FOR (end.statistics.loss_percent > 10 && end.statistics.loss_percent < 30);
  g_assert_cmpfloat (end.statistics.mos, <, 3);
  g_assert_cmpint (end.statistics.packets_lost, >, 3);
  g_source_remove (timer);
  end_clear (&end);
  peer_clear (&peer);
}

static void
jitter_buffer_grows_when_packets_come_in_bursts (void)
{
  Peer peer;
  End end;
  Speech speech = { &peer, &end, 0, 7, 0 };
  guint timer;

  peer_init (&peer);
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  answer_and_start (&end, peer.port, "");
  timer = g_timeout_add (20, on_speak, &speech);
  WAIT_FOR (rb_sound_device_get_latency (end.device) >= 60);
  g_assert_cmpuint (rb_sound_device_get_latency (end.device), <, 100);
  WAIT_FOR (rb_sound_device_get_latency (end.device) >= 110);
  g_source_remove (timer);
  end_clear (&end);
  peer_clear (&peer);
}

/* Sends each 20 ms a packet of Opus: garbage first, then a tone. */
typedef struct
{
  Peer *peer;
  End *end;
  GPtrArray *frames; /* of GBytes */
  GRand *rand;
  guint n;
} OpusSpeech;

#define N_GARBAGE 60

static gboolean
on_speak_opus (gpointer data)
{
  OpusSpeech *speech = data;
  guint8 packet[1500] = { 0x80, 96, (guint8) (speech->n >> 8), (guint8) speech->n };
  guint32 timestamp = GUINT32_TO_BE (speech->n * 960);
  gsize size;

  memcpy (packet + 4, &timestamp, sizeof timestamp);
  packet[11] = 7;
  if (speech->n < N_GARBAGE)
    {
      size = (gsize) g_rand_int_range (speech->rand, 1, 200);
      for (gsize i = 0; i < size; i++)
        packet[12 + i] = (guint8) g_rand_int (speech->rand);
    }
  else
    {
      const char *bytes =
          g_bytes_get_data (speech->frames->pdata[(speech->n - N_GARBAGE) % speech->frames->len], &size);

      memcpy (packet + 12, bytes, size);
    }
  speech->n++;
  peer_send (speech->peer, rb_media_session_get_rtp_port (speech->end->session), packet, 12 + size);

  return G_SOURCE_CONTINUE;
}

static GPtrArray *
make_opus_frames (void)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GstElement) pipeline = gst_parse_launch ("audiotestsrc num-buffers=100 samplesperbuffer=960 freq=440 ! "
                                                      "audio/x-raw,rate=48000,channels=1 ! opusenc ! "
                                                      "appsink name=sink sync=false",
                                                      NULL);
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  GstSample *sample;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (sink))) != NULL)
    {
      GstBuffer *buffer = gst_sample_get_buffer (sample);
      gpointer bytes;
      gsize size;

      gst_buffer_extract_dup (buffer, 0, gst_buffer_get_size (buffer), &bytes, &size);
      g_ptr_array_add (frames, g_bytes_new_take (bytes, size));
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);

  return frames;
}

static void
garbage_in_good_packets_does_not_end_the_hearing (void)
{
  g_autofree char *answer = NULL;
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (6716);
  g_autoptr (GError) error = NULL;
  g_autofree char *offer = NULL;
  Peer peer;
  End end;
  OpusSpeech speech = { &peer, &end };
  guint timer;

  peer_init (&peer);
  end_init (&end, &(RbSoundConfig){ .kind = RB_SOUND_NONE }, "127.0.0.1");
  speech.frames = frames = make_opus_frames ();
  speech.rand = rand;
  offer = g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                           "m=audio %u RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n",
                           peer.port);
  answer = rb_media_session_create_answer (end.session, offer, &error);
  g_assert_no_error (error);
  rb_media_session_start (end.session);
  timer = g_timeout_add (20, on_speak_opus, &speech);
  end_expect_tone (&end, 440);
  g_assert_cmpuint (speech.n, >, N_GARBAGE);
  g_source_remove (timer);
  end_clear (&end);
  peer_clear (&peer);
}

static gulong
get_resident_kb (void)
{
  g_autofree char *text = NULL;
  gulong pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*u %lu", &pages), ==, 1);

  return pages * 4;
}

static gsize
make_junk (GRand *rand, guint8 *packet, gsize max)
{
  gsize size = (gsize) g_rand_int_range (rand, 12, (gint32) max);

  for (gsize i = 0; i < size; i++)
    packet[i] = (guint8) g_rand_int (rand);
  if (g_rand_boolean (rand)) /* looks like voice */
    {
      packet[0] = 0x80;
      packet[1] = 0;
    }
  else if (g_rand_boolean (rand)) /* looks like a report */
    {
      packet[0] = 0x80;
      packet[1] = (guint8) g_rand_int_range (rand, 200, 208);
      packet[2] = 0;
      packet[3] = (guint8) g_rand_int_range (rand, 0, 12);
    }

  return size;
}

/* 5000 packets of junk to either port while the call speaks: nothing is let in, nothing grows, the tone stays. */
static void
junk_does_not_disturb_a_call (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  RbCodec codec = RB_CODEC_PCMU;
  guint16 port;
  guint n_threads;
  gulong resident;
  Peer stranger;
  Pair pair;

  peer_init (&stranger);
  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_codecs (pair.caller.session, &codec, 1);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  port = rb_media_session_get_rtp_port (pair.callee.session);
  n_threads = count_entries ("/proc/self/task");
  resident = get_resident_kb ();

  for (int round = 0; round < 100; round++)
    {
      guint64 sent = pair.caller.statistics.packets_sent;

      for (int i = 0; i < 50; i++)
        {
          guint8 packet[400];
          gsize size = make_junk (rand, packet, sizeof packet);

          peer_send (&stranger, port, packet, size);
          peer_send (&stranger, port + 1, packet, size);
        }
      g_main_context_iteration (NULL, FALSE);
      WAIT_FOR (rb_sound_device_measure_tone (pair.callee.device, CALLER_HZ, 300) > 0.5);
      if (round % 50 == 49)
        WAIT_FOR (pair.caller.statistics.packets_sent > sent);
    }

  end_expect_tone (&pair.callee, CALLER_HZ);
  g_assert_cmpuint (count_entries ("/proc/self/task"), <=, n_threads);
  g_assert_cmpuint (get_resident_kb (), <, resident + 20 * 1024);
  g_assert_cmpuint (pair.callee.statistics.packets_received, <=, pair.caller.statistics.packets_sent + 60);
  pair_clear (&pair);
  peer_clear (&stranger);
}

/* One call in which only the caller speaks, and a device that nobody uses; they wait beside the other tests. */
static Pair quiet;
static RbSoundDevice *unused;

static void
begin_to_be_quiet (void)
{
  if (unused != NULL)
    return;

  unused = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_NONE });
  rb_sound_device_warm_up (unused);
  pair_init (&quiet, "127.0.0.1");
  pair_answer (&quiet);
  rb_media_session_start (quiet.caller.session);
  WAIT_FOR (rb_sound_device_get_latency (unused) > 0);
}

static void
silence_is_reported_and_an_unused_device_closes (void)
{
  begin_to_be_quiet ();
  WAIT_FOR_S (quiet.caller.silent, 13);
  g_assert_cmpuint (rb_sound_device_get_latency (unused), ==, 0);
  pair_clear (&quiet);
  g_assert_finalize_object (unused);
}

static void
bad_descriptions_are_refused_with_a_sentence (void)
{
  static const char *const bad[] = {
    "",
    "v=0",
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
    "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 evil.example.org\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
    "v=0\r\no=- 1 1 IN IP6 ::1\r\ns=-\r\nc=IN IP6 ::1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
  };
  g_autoptr (GError) late = NULL;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  g_assert_false (rb_media_session_accept_answer (pair.callee.session, bad[0], &late));
  g_assert_error (late, RB_MEDIA_ERROR, RB_MEDIA_ERROR_STATE);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_media_session_create_answer (pair.callee.session, bad[i], &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (strlen (error->message), >, 10);
    }
  pair_clear (&pair);
}

static void
an_address_that_is_not_ours_is_refused (void)
{
  g_autoptr (RbSoundDevice) device = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_NONE });
  static const char *const addresses[] = { "192.0.2.1", "example.org", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rb_media_session_new (device, addresses[i], &error));
      g_assert_error (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_PORTS);
    }
}

static void
a_missing_plug_in_is_named_with_its_package (void)
{
  g_autoptr (RbSoundDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", "/nonexistent", TRUE);
  g_setenv ("GST_REGISTRY", "/nonexistent/registry", TRUE);
  device = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_NONE });
  g_assert_null (rb_media_session_new (device, "127.0.0.1", &error));
  g_assert_error (error, RB_MEDIA_ERROR, RB_MEDIA_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "gstreamer1.0-plugins-base"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media-network/plug-in", a_missing_plug_in_is_named_with_its_package);
  g_test_add_func ("/media-network/quiet", begin_to_be_quiet);
  g_test_add_func ("/media-network/expedited", voice_is_marked_for_expedited_forwarding);
  g_test_add_func ("/media-network/loss", lost_packets_are_counted_and_lower_the_score);
  g_test_add_func ("/media-network/garbage", garbage_in_good_packets_does_not_end_the_hearing);
  g_test_add_func ("/media-network/jitter", jitter_buffer_grows_when_packets_come_in_bursts);
  g_test_add_func ("/media-network/one-port", reports_share_the_port_when_asked_and_end_with_goodbye);
  g_test_add_func ("/media-network/nat", voice_goes_where_voice_comes_from);
  g_test_add_func ("/media-network/reflected", echo_of_our_own_packets_is_heard);
  g_test_add_func ("/media-network/junk", junk_does_not_disturb_a_call);
  g_test_add_func ("/media-network/bad-descriptions", bad_descriptions_are_refused_with_a_sentence);
  g_test_add_func ("/media-network/bad-address", an_address_that_is_not_ours_is_refused);
  g_test_add_func ("/media-network/silence", silence_is_reported_and_an_unused_device_closes);

  return g_test_run ();
}
