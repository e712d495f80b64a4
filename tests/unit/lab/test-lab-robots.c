/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every robot of the practice network, called by a phone with real audio. */

#include "lab-fixture.h"

#include "rb-media-session.h"

#define TONE_HZ 440.0

static const RbLabConfig config = { 0 };

static void
set_up (Fixture *f, gconstpointer data)
{
  start_lab (f, &config);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop_lab (f);
}

static RbMediaSession *
call_with_audio (Fixture *f, Phone *phone, RbSoundDevice *device, const char *user)
{
  g_autoptr (GError) error = NULL;
  RbMediaSession *media = rb_media_session_new (device, "127.0.0.1", &error);
  g_autofree char *offer = NULL;
  Leg *out;

  g_assert_no_error (error);
  offer = rb_media_session_create_offer (media);
  out = call (f, phone, user, offer);
  wait_until (saw (out, RB_SIP_CALL_ANSWERED));
  g_assert_true (rb_media_session_accept_answer (media, out->sdp, &error));
  g_assert_no_error (error);
  rb_media_session_start (media);
  return media;
}

static void
echo_plays_back_what_it_hears (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  g_autoptr (RbSoundDevice) device =
      rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = TONE_HZ });
  g_autoptr (RbMediaSession) media = call_with_audio (f, alice, device, "echo");

  g_assert_cmpuint (alice->out.provisional, ==, 180);
  wait_until (rb_sound_device_measure_tone (device, TONE_HZ, 200) > 0.9);
  rb_sip_call_hang_up (alice->out.call);
  wait_until (saw (&alice->out, RB_SIP_CALL_ENDED));
  rb_media_session_stop (media);
}

static void
two_callers_hear_only_their_own_echo (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  g_autoptr (RbSoundDevice) low = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = 400 });
  g_autoptr (RbSoundDevice) high = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = 1000 });
  g_autoptr (RbMediaSession) first = call_with_audio (f, alice, low, "echo");
  g_autoptr (RbMediaSession) second = call_with_audio (f, bob, high, "echo");

  wait_until (rb_sound_device_measure_tone (low, 400, 200) > 0.9 &&
              rb_sound_device_measure_tone (high, 1000, 200) > 0.9);
  rb_media_session_stop (first);
  rb_media_session_stop (second);
}

static void
music_is_heard (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  g_autoptr (RbSoundDevice) device = rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_NONE });
  g_autoptr (RbMediaSession) media = call_with_audio (f, alice, device, "music");

  wait_until (rb_sound_device_get_output_level (device) > 0.1);
  rb_media_session_stop (media);
}

static void
robots_refuse_each_in_its_own_way (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *user;
    guint status, provisional;
  } cases[] = {
    { "busy", 486, 0 },
    { "rejects", 486, 180 },
    { "declines", 603, 180 },
  };
  Phone *phones[G_N_ELEMENTS (cases)];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      phones[i] = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
      call (f, phones[i], cases[i].user, SDP);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      wait_until (saw (&phones[i]->out, RB_SIP_CALL_FAILED));
      g_assert_cmpuint (phones[i]->out.status, ==, cases[i].status);
      g_assert_cmpuint (phones[i]->out.provisional, ==, cases[i].provisional);
    }
}

static void
never_rings_until_the_caller_gives_up (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "never", SDP);
  guint16 port = rb_lab_get_port (f->lab);

  wait_until (out->provisional == 180);
  rb_sip_call_hang_up (out->call);
  wait_until (saw (out, RB_SIP_CALL_ENDED) || saw (out, RB_SIP_CALL_FAILED));
  wait_until (count_in_trace (f, "SIP/2.0 487 ", 0, port) == 1);
}

static void
hangup_and_callback_do_so (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  g_autoptr (RbSoundDevice) device =
      rb_sound_device_new (&(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = TONE_HZ });
  g_autoptr (RbMediaSession) media = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  Leg *hangup = call (f, alice, "hangup", SDP), *callback = call (f, bob, "callback", SDP);

  wait_until (saw (callback, RB_SIP_CALL_ANSWERED) && saw (hangup, RB_SIP_CALL_ANSWERED));
  wait_until (saw (callback, RB_SIP_CALL_ENDED));
  g_assert_cmpint (callback->ended_by, ==, RB_SIP_ENDED_REMOTE);

  /* and now it calls, from its own name, and echoes */
  wait_until (bob->in.call != NULL);
  g_assert_true (g_str_has_prefix (rb_sip_call_get_remote_uri (bob->in.call), "sip:callback@"));
  media = rb_media_session_new (device, "127.0.0.1", &error);
  g_assert_no_error (error);
  answer = rb_media_session_create_answer (media, rb_sip_call_get_remote_sdp (bob->in.call), &error);
  g_assert_no_error (error);
  rb_sip_call_answer (bob->in.call, answer);
  wait_until (saw (&bob->in, RB_SIP_CALL_CONFIRMED));
  rb_media_session_start (media);
  wait_until (rb_sound_device_measure_tone (device, TONE_HZ, 200) > 0.9);
  rb_media_session_stop (media);
  rb_sip_call_hang_up (bob->in.call);

  wait_until (saw (hangup, RB_SIP_CALL_ENDED));
  g_assert_cmpint (hangup->ended_by, ==, RB_SIP_ENDED_REMOTE);
}

/* RFC 3515, RFC 5589 6: the robot that we talk with calls the other one, and says how that went. */
static void
transferred_robot_calls_the_other (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "echo", SDP);
  g_autofree char *music = make_uri (f, "music");

  wait_until (saw (out, RB_SIP_CALL_ANSWERED));
  g_assert_true (rb_sip_call_refer (out->call, music, NULL));
  wait_until (saw (out, RB_SIP_CALL_REFER_REPORT) && out->status == 200);
  g_assert_true (saw (out, RB_SIP_CALL_REFER_ANSWERED));
  rb_sip_call_hang_up (out->call);
  wait_until (saw (out, RB_SIP_CALL_ENDED));
}

/* RFC 5589 7: the second robot's call with us becomes one with the first. */
static void
robots_are_connected_with_each_other (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *first = call (f, alice, "echo", SDP), *second = call (f, bob, "music", SDP);
  g_autofree char *music = make_uri (f, "music");

  wait_until (saw (first, RB_SIP_CALL_ANSWERED) && saw (second, RB_SIP_CALL_ANSWERED));
  g_assert_true (rb_sip_call_refer (first->call, music, second->call));
  wait_until (saw (first, RB_SIP_CALL_REFER_REPORT) && first->status == 200);
  wait_until (saw (second, RB_SIP_CALL_ENDED));
  g_assert_cmpint (second->ended_by, ==, RB_SIP_ENDED_REMOTE);
}

static void
robots_do_not_call_the_world (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "echo", SDP);

  wait_until (saw (out, RB_SIP_CALL_ANSWERED));
  g_assert_true (rb_sip_call_refer (out->call, "sip:victim@127.0.0.2:5060", NULL));
  wait_until (saw (out, RB_SIP_CALL_REFER_ANSWERED));
  g_assert_cmpuint (out->status, ==, 603);
}

static void
an_invite_without_description_is_offered_one (Fixture *f, gconstpointer data)
{
  g_autofree char *uri = make_uri (f, "echo"), *response = NULL;
  Raw raw = { 0 };

  raw_open (&raw, f);
  response = raw_request (&raw, f, "INVITE", uri, "Contact: <sip:alice@127.0.0.1:9>\r\nMax-Forwards: 70\r\n", NULL);
  g_assert_cmpuint (status_of (response), ==, 200);
  g_assert_nonnull (strstr (response, "m=audio"));
  raw_close (&raw); /* vanishes without ACK and BYE */
}

static void
a_description_nobody_understands_is_refused (Fixture *f, gconstpointer data)
{
  static const char *const descriptions[] = {
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 3\r\n",
    "nonsense",
  };
  g_autofree char *uri = make_uri (f, "echo");
  Raw raw = { 0 };

  raw_open (&raw, f);
  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    {
      g_autofree char *response = raw_request (
          &raw, f, "INVITE", uri, "Contact: <sip:alice@127.0.0.1:9>\r\nMax-Forwards: 70\r\n", descriptions[i]);

      g_assert_cmpuint (status_of (response), ==, 488);
    }
  raw_close (&raw);
}

static void
a_stop_hangs_up_the_calls (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "music", SDP);
  guint n_stopped = 0;

  wait_until (saw (out, RB_SIP_CALL_ANSWERED));
  rb_lab_stop_async (f->lab, on_lab_stopped, &n_stopped);
  wait_until (n_stopped == 1);
  wait_until (saw (out, RB_SIP_CALL_ENDED));
  g_assert_cmpint (out->ended_by, ==, RB_SIP_ENDED_REMOTE);
}

/* stop_lab() then waits until even what the network left behind has let go of the engine. */
static void
a_network_dropped_in_a_call_and_before_a_call_back_harms_nobody (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *music = call (f, alice, "music", SDP), *callback = call (f, bob, "callback", SDP);

  wait_until (saw (music, RB_SIP_CALL_ANSWERED) && saw (callback, RB_SIP_CALL_ENDED));
  g_assert_finalize_object (f->lab);
  f->lab = rb_lab_new (f->engine, &config);
}

static void
the_table_of_robots_can_be_read_aloud (void)
{
  guint n;
  const RbLabRobot *robots = rb_lab_get_robots (&n);

  g_assert_cmpuint (n, ==, 8);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *wrong = rb_lab_check_user (robots[i].user, "1234", NULL);

      g_assert_cmpstr (wrong, ==, NULL);
      g_assert_cmpuint (strlen (robots[i].title), >, 0);
      g_assert_true (g_str_has_suffix (robots[i].description, "."));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(function) g_test_add ("/lab-robots/" #function, Fixture, NULL, set_up, function, tear_down)
  ADD (echo_plays_back_what_it_hears);
  ADD (two_callers_hear_only_their_own_echo);
  ADD (music_is_heard);
  ADD (robots_refuse_each_in_its_own_way);
  ADD (never_rings_until_the_caller_gives_up);
  ADD (hangup_and_callback_do_so);
  ADD (transferred_robot_calls_the_other);
  ADD (robots_are_connected_with_each_other);
  ADD (robots_do_not_call_the_world);
  ADD (an_invite_without_description_is_offered_one);
  ADD (a_description_nobody_understands_is_refused);
  ADD (a_stop_hangs_up_the_calls);
  ADD (a_network_dropped_in_a_call_and_before_a_call_back_harms_nobody);
#undef ADD
  g_test_add_func ("/lab-robots/the_table_of_robots_can_be_read_aloud", the_table_of_robots_can_be_read_aloud);

  return g_test_run ();
}
