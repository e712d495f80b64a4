/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The phone against a peer that says exactly one thing at a time: the corners of offer and answer,
 * of the two ways to end, and a disk that takes nothing. */

#include "rb-test-phone.h"

#include "rb-call-private.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  RbTestPhone phone;
  RbTestPeer peer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  rb_test_phone_set_up (&fixture->phone, 440, NULL);
  rb_test_peer_set_up (&fixture->peer, fixture->phone.port);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rb_test_phone_tear_down (&fixture->phone);
  rb_test_peer_tear_down (&fixture->peer);
}

/* The phone's call to the peer, up. */
static RbCall *
connect_call (Fixture *fixture)
{
  g_autofree char *answer = rb_test_sdp (40000, 0, "sendrecv");
  RbCall *call = rb_test_phone_call (&fixture->phone, fixture->peer.port);

  rb_test_peer_expect (&fixture->peer, "INVITE ");
  rb_test_peer_respond (&fixture->peer, "200 OK", answer);
  rb_test_peer_expect (&fixture->peer, "ACK ");
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);

  return g_object_ref (call);
}

static void
hang_up (Fixture *fixture, RbCall *call)
{
  rb_call_hang_up (call);
  rb_test_peer_expect (&fixture->peer, "BYE ");
  rb_test_peer_respond (&fixture->peer, "200 OK", NULL);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
}

/* The next response but 100 must be this one. */
static void
expect_first (Fixture *fixture, const char *start)
{
  do
    rb_test_peer_expect (&fixture->peer, "SIP/2.0 ");
  while (g_str_has_prefix (fixture->peer.last, "SIP/2.0 100"));
  if (!g_str_has_prefix (fixture->peer.last, start))
    g_error ("not %s but %s", start, fixture->peer.last);
}

static void
a_call_rings_while_the_main_loop_is_busy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offer = rb_test_sdp (40000, 0, "sendrecv");
  g_autoptr (GError) error = NULL;

  rb_test_peer_invite (&fixture->peer, "busy", offer);
  g_socket_condition_timed_wait (fixture->peer.socket, G_IO_IN, 10 * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 ");
  g_assert_true (g_str_has_prefix (fixture->peer.last, "SIP/2.0 180")); /* the first response of all */
  rb_test_wait_for (fixture->phone.incoming != NULL);
  rb_call_answer (fixture->phone.incoming);
  expect_first (fixture, "SIP/2.0 200"); /* no second 180 */
  rb_test_peer_request (&fixture->peer, "ACK", "busy", 1, "", NULL);
  rb_test_peer_request (&fixture->peer, "INVITE", "busy", 2, "", offer);
  expect_first (fixture, "SIP/2.0 200"); /* a re-INVITE does not ring */
}

static void
an_offer_without_a_known_codec_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offer = rb_test_sdp (40000, 18, "sendrecv"); /* G.729 */
  g_autoptr (RbHistoryItem) row = NULL;

  rb_test_peer_invite (&fixture->peer, "g729", offer);
  expect_first (fixture, "SIP/2.0 488");
  g_assert_null (fixture->phone.incoming); /* it never rang */
  rb_test_peer_request (&fixture->peer, "ACK", "g729", 1, "", NULL);
  row = rb_test_phone_get_row (&fixture->phone);
  rb_test_wait_for (rb_history_get_n_missed (rb_phone_get_history (fixture->phone.phone)) == 1);
}

static void
the_ninth_call_finds_the_phone_busy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offer = rb_test_sdp (40000, 0, "sendrecv");

  for (guint i = 1; i <= 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("call%u", i);

      rb_test_peer_invite (&fixture->peer, name, offer);
      rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
    }
  rb_test_wait_for (g_list_model_get_n_items (rb_phone_get_calls (fixture->phone.phone)) == 8);
  rb_test_peer_invite (&fixture->peer, "call9", offer);
  expect_first (fixture, "SIP/2.0 486");
  g_assert_cmpuint (g_list_model_get_n_items (rb_phone_get_calls (fixture->phone.phone)), ==, 8);
}

static void
hanging_up_before_the_ack_waits_for_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offer = rb_test_sdp (40000, 0, "sendrecv");
  RbTestPhone *phone = &fixture->phone;

  rb_test_peer_invite (&fixture->peer, "early", offer);
  rb_test_wait_for (phone->incoming != NULL);
  rb_call_answer (phone->incoming);
  g_assert_cmpint (rb_call_get_state (phone->incoming), ==, RB_CALL_ANSWERING);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  rb_call_hang_up (phone->incoming);
  g_assert_cmpint (rb_call_get_state (phone->incoming), ==, RB_CALL_ENDING);
  rb_test_peer_request (&fixture->peer, "ACK", "early", 1, "", NULL);
  rb_test_peer_expect (&fixture->peer, "BYE ");
  rb_test_peer_respond (&fixture->peer, "200 OK", NULL);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ENDED);
}

static void
a_call_without_an_offer_gets_ours (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = rb_test_sdp (40000, 8, "sendrecv");
  RbTestPhone *phone = &fixture->phone;
  RbMediaStatistics statistics;

  rb_test_peer_invite (&fixture->peer, "late", NULL);
  rb_test_wait_for (phone->incoming != NULL);
  rb_call_answer (phone->incoming);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  g_assert_nonnull (strstr (fixture->peer.last, "m=audio "));
  rb_test_peer_request (&fixture->peer, "ACK", "late", 1, "", answer);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ACTIVE);
  rb_test_wait_for (rb_call_get_statistics (phone->incoming, &statistics) && statistics.packets_sent > 0);
  g_assert_cmpint (statistics.codec, ==, RB_CODEC_PCMA);
  hang_up (fixture, phone->incoming);
}

static void
a_call_answered_on_another_phone_is_not_missed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offer = rb_test_sdp (40000, 0, "sendrecv");
  RbTestPhone *phone = &fixture->phone;

  rb_test_peer_invite (&fixture->peer, "fork", offer);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
  rb_test_wait_for (phone->incoming != NULL);
  rb_test_peer_request (&fixture->peer, "CANCEL", "fork", 1,
                        "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n", NULL);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (phone->incoming), ==, RB_CALL_END_ELSEWHERE);
  g_assert_cmpuint (rb_history_get_n_missed (rb_phone_get_history (phone->phone)), ==, 0);
}

static void
the_caller_gives_up_before_anybody_responds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (&fixture->phone, fixture->peer.port));

  rb_test_peer_expect (&fixture->peer, "INVITE ");
  rb_call_hang_up (call);
  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_ENDING);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_cmpint (rb_call_get_end (call), ==, RB_CALL_END_CANCELLED);
}

static void
an_unusable_answer_ends_the_call_with_a_reason (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = rb_test_sdp (40000, 18, "sendrecv");
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (&fixture->phone, fixture->peer.port));

  rb_test_peer_expect (&fixture->peer, "INVITE ");
  rb_test_peer_respond (&fixture->peer, "200 OK", data == NULL ? answer : NULL);
  rb_test_peer_expect (&fixture->peer, "ACK ");
  rb_test_peer_expect (&fixture->peer, "BYE ");
  rb_test_peer_respond (&fixture->peer, "200 OK", NULL);
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ENDED);
  g_assert_nonnull (rb_call_get_reason (call));
}

static void
early_media_takes_the_place_of_the_ringback_tone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = rb_test_sdp (40000, 0, "sendrecv");
  g_autoptr (RbCall) call = g_object_ref (rb_test_phone_call (&fixture->phone, fixture->peer.port));
  RbMediaStatistics statistics;

  rb_test_peer_expect (&fixture->peer, "INVITE ");
  rb_test_peer_respond (&fixture->peer, "180 Ringing", NULL);
  rb_test_wait_for (rb_test_phone_get_tone (&fixture->phone) == RB_TONE_RINGBACK);
  rb_test_peer_respond (&fixture->peer, "183 Session Progress", answer);
  rb_test_wait_for (rb_test_phone_get_tone (&fixture->phone) == RB_TONE_NONE);
  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_REMOTE_RINGING);
  rb_test_wait_for (rb_call_get_statistics (call, &statistics) && statistics.packets_sent > 0);
  rb_test_peer_respond (&fixture->peer, "200 OK", answer); /* the same description again */
  rb_test_wait_for (rb_call_get_state (call) == RB_CALL_ACTIVE);
  hang_up (fixture, call);
}

static void
keys_go_by_info_where_the_account_asks_for_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *domain = g_strdup_printf ("127.0.0.1:%u", fixture->peer.port);
  g_autoptr (RbAccount) account = g_object_new (RB_TYPE_ACCOUNT, "user", "me", "domain", domain, "register", FALSE,
                                                "dtmf-mode", RB_SIP_DTMF_INFO, NULL);
  g_autoptr (RbCall) call = NULL;
  g_autoptr (GError) error = NULL;

  rb_phone_save_account (fixture->phone.phone, account, NULL, &error);
  g_assert_no_error (error);
  call = connect_call (fixture);
  rb_call_send_dtmf (call, "7#");
  rb_test_peer_expect (&fixture->peer, "INFO ");
  g_assert_nonnull (strstr (fixture->peer.last, "Signal=7"));
  rb_test_peer_respond (&fixture->peer, "200 OK", NULL);
  rb_test_peer_expect (&fixture->peer, "INFO ");
  g_assert_nonnull (strstr (fixture->peer.last, "Signal=#"));
  rb_test_peer_respond (&fixture->peer, "200 OK", NULL);
  hang_up (fixture, call);
}

/* It says it does ICE, but answers no check. */
static void
ice_in_vain_is_told_as_the_calls_reason (Fixture *fixture, gconstpointer data)
{
  g_autofree char *domain = g_strdup_printf ("127.0.0.1:%u", fixture->peer.port);
  g_autoptr (RbAccount) account =
      g_object_new (RB_TYPE_ACCOUNT, "user", "me", "domain", domain, "register", FALSE, "ice", TRUE, NULL);
  g_autofree char *plain = rb_test_sdp (40000, 0, "sendrecv");
  g_autofree char *answer = g_strconcat (plain,
                                         "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
                                         "a=candidate:1 1 UDP 2130706431 127.0.0.1 40000 typ host\r\n",
                                         NULL);
  g_autoptr (RbCall) call = NULL;
  g_autoptr (GError) error = NULL;

  rb_phone_save_account (fixture->phone.phone, account, NULL, &error);
  g_assert_no_error (error);
  call = g_object_ref (rb_test_phone_call (&fixture->phone, fixture->peer.port));
  rb_test_peer_expect (&fixture->peer, "INVITE ");
  g_assert_nonnull (strstr (fixture->peer.last, "\r\na=ice-ufrag:"));
  g_assert_nonnull (strstr (fixture->peer.last, " 127.0.0.1 "));
  rb_test_peer_respond (&fixture->peer, "200 OK", answer);
  rb_test_peer_expect (&fixture->peer, "ACK ");
  rb_test_wait_for (rb_call_get_reason (call) != NULL);
  g_assert_nonnull (strstr (rb_call_get_reason (call), "ICE"));
  g_assert_cmpint (rb_call_get_state (call), ==, RB_CALL_ACTIVE);
  hang_up (fixture, call);
}

static void
a_refused_hold_is_kept_on_our_side (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RbCall) call = connect_call (fixture);

  rb_call_set_hold (call, TRUE);
  rb_test_peer_expect (&fixture->peer, "INVITE ");
  g_assert_nonnull (strstr (fixture->peer.last, "a=sendonly"));
  rb_test_peer_respond (&fixture->peer, "488 Not Acceptable Here", NULL);
  rb_test_wait_for (rb_call_is_on_hold (call));
  g_assert_nonnull (rb_call_get_reason (call));
  hang_up (fixture, call);
}

/* RFC 3261 14.1: we own the Call-ID, so that we try again after 2.1 s at the earliest. */
static void
glare_is_waited_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *held = rb_test_sdp (40000, 0, "recvonly");
  g_autoptr (RbCall) call = connect_call (fixture);
  gint64 refused_at;

  rb_call_set_hold (call, TRUE);
  rb_test_peer_expect (&fixture->peer, "INVITE ");
  refused_at = g_get_monotonic_time ();
  rb_test_peer_respond (&fixture->peer, "491 Request Pending", NULL);
  rb_test_peer_expect (&fixture->peer, "ACK ");
  g_assert_false (rb_call_is_on_hold (call));

  rb_test_peer_expect (&fixture->peer, "INVITE ");
  g_assert_cmpint (g_get_monotonic_time () - refused_at, >=, 2100 * 1000);
  g_assert_nonnull (strstr (fixture->peer.last, "a=sendonly"));
  rb_test_peer_respond (&fixture->peer, "200 OK", held);
  rb_test_wait_for (rb_call_is_on_hold (call));
  hang_up (fixture, call);
}

/* Meanwhile the other side's offer is taken, or both would refuse each other for ever. */
static void
in_glare_the_other_sides_offer_is_taken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *theirs = rb_test_sdp (40000, 0, "sendrecv");
  g_autoptr (RbCall) call = connect_call (fixture);

  rb_call_set_hold (call, TRUE);
  rb_test_peer_expect (&fixture->peer, "INVITE ");
  rb_test_peer_respond (&fixture->peer, "491 Request Pending", NULL);
  rb_test_peer_expect (&fixture->peer, "ACK ");
  rb_test_peer_request_back (&fixture->peer, "INVITE", 1, theirs);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  g_assert_nonnull (strstr (fixture->peer.last, "a=sendonly")); /* it tells our hold */
  rb_test_wait_for (rb_call_is_on_hold (call));
}

static void
an_offer_we_cannot_take_leaves_the_call_as_it_was (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offer = rb_test_sdp (40000, 0, "sendrecv");
  g_autofree char *unusable = rb_test_sdp (40000, 18, "sendrecv");
  g_autofree char *hold = rb_test_sdp (40000, 0, "sendonly");
  RbTestPhone *phone = &fixture->phone;

  rb_test_peer_invite (&fixture->peer, "re", offer);
  rb_test_wait_for (phone->incoming != NULL);
  rb_call_answer (phone->incoming);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  rb_test_peer_request (&fixture->peer, "ACK", "re", 1, "", NULL);
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ACTIVE);

  rb_test_peer_request (&fixture->peer, "INVITE", "re", 2, "", unusable);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 488");
  rb_test_peer_request (&fixture->peer, "ACK", "re", 2, "", NULL);
  g_assert_cmpint (rb_call_get_state (phone->incoming), ==, RB_CALL_ACTIVE);

  rb_test_peer_request (&fixture->peer, "INVITE", "re", 3, "", hold);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  g_assert_nonnull (strstr (fixture->peer.last, "a=recvonly"));
  rb_test_peer_request (&fixture->peer, "ACK", "re", 3, "", NULL);
  rb_test_wait_for (rb_call_is_held_by_remote (phone->incoming));
  rb_test_peer_request (&fixture->peer, "BYE", "re", 4, "", NULL);
  rb_test_peer_expect (&fixture->peer, "SIP/2.0 200");
  rb_test_wait_for (rb_call_get_state (phone->incoming) == RB_CALL_ENDED);
}

static void
a_disk_that_takes_nothing_does_not_stop_the_call (Fixture *fixture, gconstpointer data)
{
  RbTestPhone *phone = &fixture->phone;
  g_autofree char *calls = g_build_filename (phone->folder, "data", "calls", NULL);
  g_autoptr (RbCall) call = NULL;

  g_assert_true (g_file_set_contents (calls, "not a folder", -1, NULL));
  call = connect_call (fixture);
  g_assert_null (rb_call_get_capture_path (call));
  rb_test_wait_for (strstr (phone->notices->str, "The call goes on.") != NULL);
  g_assert_nonnull (strstr (rb_trace_get_notes (rb_phone_get_trace (phone->phone)), "The call goes on."));
  hang_up (fixture, call);
}

typedef struct
{
  guint seen;
  guint gone;
} Count;

static void
on_gone (gpointer data, GObject *where_it_was)
{
  Count *count = data;

  count->gone++;
}

/* Counts each object that emits. */
static gboolean
on_emission (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *object = g_value_get_object (values);
  Count *count = data;

  if (g_object_get_data (object, "counted") != NULL)
    return TRUE;

  g_object_set_data (object, "counted", count);
  g_object_weak_ref (object, on_gone, count);
  count->seen++;

  return TRUE;
}

static void
nothing_keeps_a_call_that_is_over (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "one", "two", "three" };
  g_autofree char *offer = rb_test_sdp (40000, 0, "sendrecv");
  Count calls = { 0 };
  Count sip_calls = { 0 };
  g_autoptr (GTypeClass) call_class = g_type_class_ref (RB_TYPE_CALL);
  g_autoptr (GTypeClass) sip_class = g_type_class_ref (RB_TYPE_SIP_CALL);
  guint changed = g_signal_lookup ("changed", RB_TYPE_CALL);
  guint event = g_signal_lookup ("event", RB_TYPE_SIP_CALL);
  gulong changed_hook = g_signal_add_emission_hook (changed, 0, on_emission, &calls, NULL);
  gulong event_hook = g_signal_add_emission_hook (event, 0, on_emission, &sip_calls, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (RbCall) answered = connect_call (fixture);

      hang_up (fixture, answered);
      rb_test_peer_invite (&fixture->peer, names[i], offer);
      rb_test_peer_expect (&fixture->peer, "SIP/2.0 180");
      rb_test_peer_request (&fixture->peer, "CANCEL", names[i], 1, "", NULL);
      rb_test_peer_expect (&fixture->peer, "SIP/2.0 487");
      rb_test_peer_request (&fixture->peer, "ACK", names[i], 1, "", NULL);
    }
  rb_test_wait_for (calls.seen == 2 * G_N_ELEMENTS (names) && sip_calls.seen == calls.seen);

  rb_test_wait_for (g_list_model_get_n_items (rb_phone_get_calls (fixture->phone.phone)) == 0);
  g_clear_object (&fixture->phone.incoming);
  rb_test_wait_for (calls.gone == calls.seen && sip_calls.gone == sip_calls.seen);
  g_signal_remove_emission_hook (changed, changed_hook);
  g_signal_remove_emission_hook (event, event_hook);
}

#define ADD(function, data) g_test_add ("/phone-peer/" #function, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE); /* no keyring */
  g_test_init (&argc, &argv, NULL);
  ADD (a_call_rings_while_the_main_loop_is_busy, NULL);
  ADD (an_offer_without_a_known_codec_is_refused, NULL);
  ADD (the_ninth_call_finds_the_phone_busy, NULL);
  ADD (hanging_up_before_the_ack_waits_for_it, NULL);
  ADD (a_call_without_an_offer_gets_ours, NULL);
  ADD (a_call_answered_on_another_phone_is_not_missed, NULL);
  ADD (the_caller_gives_up_before_anybody_responds, NULL);
  ADD (an_unusable_answer_ends_the_call_with_a_reason, NULL);
  g_test_add ("/phone-peer/an_answer_without_a_description_ends_the_call_with_a_reason", Fixture, "none", set_up,
              an_unusable_answer_ends_the_call_with_a_reason, tear_down);
  ADD (early_media_takes_the_place_of_the_ringback_tone, NULL);
  ADD (keys_go_by_info_where_the_account_asks_for_it, NULL);
  ADD (ice_in_vain_is_told_as_the_calls_reason, NULL);
  ADD (a_refused_hold_is_kept_on_our_side, NULL);
  ADD (glare_is_waited_out, NULL);
  ADD (in_glare_the_other_sides_offer_is_taken, NULL);
  ADD (an_offer_we_cannot_take_leaves_the_call_as_it_was, NULL);
  ADD (a_disk_that_takes_nothing_does_not_stop_the_call, NULL);
  ADD (nothing_keeps_a_call_that_is_over, NULL);

  return g_test_run ();
}
