/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offer and answer side by side. */

#include "rb-sdp-columns.h"

#include "files-fixture.h"
#include "trace-fixture.h"

static const char *
get_cell (const RbLessonBlock *table, guint row, guint column)
{
  return g_array_index ((GArray *) g_ptr_array_index (table->rows, row), RbLessonCell, column).text;
}

static void
lines_face_each_other (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace =
      fixture_call ("0 A>B INVITE 1 INVITE b1 - sdp sdpline=a=rtpmap:0_PCMU/8000 sdpline=a=rtpmap:8_PCMA/8000 "
                    "sdpline=a=sendrecv sdpline=m=video_6000_RTP/AVP_96\n"
                    "9 B>A 200 1 INVITE b1 b sdp sdphost=192.0.2.2 sdpline=a=recvonly sdpline=a=rtpmap:8_PCMA/8000 "
                    "sdpline=a=ptime:20 sdpline=m=video_0_RTP/AVP_96\n",
                    &flow);
  static const char *const expected[][2] = {
    { "v=0", "v=0" },
    { "o=- 1 1 IN IP4 192.0.2.1", "o=- 1 1 IN IP4 192.0.2.2" },
    { "s=-", "s=-" },
    { "c=IN IP4 192.0.2.1", "c=IN IP4 192.0.2.2" },
    { "t=0 0", "t=0 0" },
    { "m=audio 4000 RTP/AVP 0", "m=audio 4000 RTP/AVP 0" },
    { "a=rtpmap:0 PCMU/8000", "" },
    { "a=rtpmap:8 PCMA/8000", "a=rtpmap:8 PCMA/8000" },
    { "a=sendrecv", "a=recvonly" },
    { "", "a=ptime:20" },
    { "m=video 6000 RTP/AVP 96", "m=video 0 RTP/AVP 96" },
  };
  g_autoptr (RbLesson) lesson = NULL;
  const RbLessonBlock *table;
  guint offer;
  guint answer;

  g_assert_true (rb_sdp_columns_choose (trace, 1, &offer, &answer));
  g_assert_cmpuint (offer, ==, 0);
  g_assert_cmpuint (answer, ==, 1);
  lesson = rb_sdp_columns_new (trace, offer, answer);
  table = rb_lesson_find (lesson, "sdp-columns");
  g_assert_cmpstr (g_ptr_array_index (table->columns, 0), ==, "Offer, No. 1");
  g_assert_cmpstr (g_ptr_array_index (table->columns, 1), ==, "Answer, No. 2");
  g_assert_cmpuint (table->rows->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpstr (get_cell (table, i, 0), ==, expected[i][0]);
      g_assert_cmpstr (get_cell (table, i, 1), ==, expected[i][1]);
    }
}

static void
each_message_finds_its_exchange (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call (FIXTURE_ANSWERED "4000 A>P INVITE 3 INVITE b4 b sdp sdpline=a=sendonly\n"
                                                             "4010 P>A 200 3 INVITE b4 b sdp sdpline=a=recvonly\n"
                                                             "4011 A>P ACK 3 ACK b5 b\n"
                                                             "5000 A>P BYE 4 BYE b6 b\n",
                                            &flow);
  static const struct
  {
    guint position;
    guint offer;
    guint answer;
  } cases[] = { { 4, 4, 7 }, { 6, 4, 7 }, { 7, 4, 7 }, { 8, 4, 7 }, { 9, 9, 10 }, { 10, 9, 10 }, { 12, 9, 10 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint offer;
      guint answer;

      g_assert_true (rb_sdp_columns_choose (trace, cases[i].position, &offer, &answer));
      g_assert_cmpuint (offer, ==, cases[i].offer);
      g_assert_cmpuint (answer, ==, cases[i].answer);
    }
}

static void
missing_half_is_said (void)
{
  RbFlow *flow;
  g_autoptr (RbTrace) trace = fixture_call ("0 A>B INVITE 1 INVITE b1 - sdp\n"
                                            "9 B>A 486 1 INVITE b1 b\n",
                                            &flow);
  g_autoptr (RbLesson) offer_only = rb_sdp_columns_new (trace, 0, RB_FLOW_NONE);
  g_autoptr (RbLesson) nothing = rb_sdp_columns_new (trace, 1, RB_FLOW_NONE);
  g_autoptr (RbTrace) other = fixture_call ("0 A>B OPTIONS 1 OPTIONS b1 -\n", &flow);
  guint offer;
  guint answer;

  g_assert_cmpstr (g_ptr_array_index (rb_lesson_find (offer_only, "sdp-columns")->columns, 1), ==, "No answer");
  g_assert_cmpuint (rb_lesson_get_n_blocks (nothing), ==, 0);
  g_assert_false (rb_sdp_columns_choose (other, 0, &offer, &answer));
}

static guint n_shown;

static void
show_all (const char *name, RbTrace *trace)
{
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      guint offer;
      guint answer;
      g_autoptr (RbLesson) lesson =
          rb_sdp_columns_choose (trace, i, &offer, &answer) ? rb_sdp_columns_new (trace, offer, answer) : NULL;

      n_shown += lesson != NULL && rb_lesson_find (lesson, "sdp-columns") != NULL;
    }
}

static void
recorded_calls_are_shown (void)
{
  fixture_each_capture ("recorded", show_all);
  g_assert_cmpuint (n_shown, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp-columns/lines", lines_face_each_other);
  g_test_add_func ("/sdp-columns/choose", each_message_finds_its_exchange);
  g_test_add_func ("/sdp-columns/missing", missing_half_is_said);
  g_test_add_func ("/sdp-columns/recorded", recorded_calls_are_shown);

  return g_test_run ();
}
