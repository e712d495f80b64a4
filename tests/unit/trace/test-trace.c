/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store: what is announced and when, whose bytes are whose, which flow a message is in. */

#include "trace-fixture.h"

typedef struct
{
  guint announced;
  guint n_signals;
  guint appended;
  guint last;
} Heard;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Heard *heard)
{
  g_assert_cmpuint (position, ==, heard->announced);
  g_assert_cmpuint (removed, ==, 0);
  heard->announced += added;
  heard->n_signals++;
}

static void
on_appended (RbTrace *trace, guint position, Heard *heard)
{
  heard->appended++;
  heard->last = position;
}

static void
appends_are_told_at_once_and_announced_in_batches (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  Heard heard = { 0 };

  g_signal_connect (trace, "items-changed", G_CALLBACK (on_items_changed), &heard);
  g_signal_connect (trace, "appended", G_CALLBACK (on_appended), &heard);
  fixture_play (trace, FIXTURE_CHALLENGE);

  g_assert_cmpuint (heard.appended, ==, 6);
  g_assert_cmpuint (heard.last, ==, 5);
  g_assert_cmpuint (rb_trace_get_n_messages (trace), ==, 6);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (trace)), ==, 0);

  while (heard.n_signals == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (heard.n_signals, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (trace)), ==, 6);

  fixture_play (trace, "9000 A>P OPTIONS 1 OPTIONS o1 - call=other");
  rb_trace_flush (trace);
  g_assert_cmpuint (heard.n_signals, ==, 2);
  g_assert_cmpuint (heard.announced, ==, 7);
  rb_trace_flush (trace);
  g_assert_cmpuint (heard.n_signals, ==, 2);
}

static void
messages_are_made_on_demand_and_outlive_the_trace (void)
{
  RbTrace *trace = rb_trace_new ();
  g_autoptr (RbMessage) message = NULL;
  g_autoptr (RbMessage) announced = NULL;
  gsize length;
  RbMessageInfo info;
  const guint8 *bytes;

  fixture_play (trace, FIXTURE_CHALLENGE);
  rb_trace_flush (trace);
  message = rb_trace_get_message (trace, 2);
  announced = g_list_model_get_item (G_LIST_MODEL (trace), 2);
  g_assert_true (g_bytes_equal (rb_message_get_bytes (message), rb_message_get_bytes (announced)));
  g_assert_cmpuint (rb_message_get_position (message), ==, 2);
  g_assert_cmpint (rb_message_get_info (message)->wall_us, ==, FIXTURE_START_US + 12000);
  bytes = rb_trace_peek_bytes (trace, 2, &length);
  g_assert_cmpmem (bytes, length, g_bytes_get_data (rb_message_get_bytes (message), NULL),
                   g_bytes_get_size (rb_message_get_bytes (message)));

  g_assert_null (rb_trace_get_message (trace, 6));
  g_assert_false (rb_trace_get_info (trace, 6, &info));
  g_assert_null (rb_trace_peek_bytes (trace, 6, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (trace), 6));

  g_assert_finalize_object (trace);
  g_assert_cmpuint (rb_message_get_index (message)->status, ==, 407);
}

static void
bytes_of_every_size_come_back (void)
{
  static const gsize sizes[] = { 0, 1, 31 * 1024, 32 * 1024, 33 * 1024, 200 * 1024, 65535, 3 };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  RbMessageInfo info = { .kind = RB_MESSAGE_DAMAGED };

  for (guint round = 0; round < 20; round++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autofree guint8 *data = g_malloc (sizes[i] + 1);
        g_autoptr (GBytes) bytes = NULL;

        memset (data, round * 8 + i, sizes[i]);
        bytes = g_bytes_new (data, sizes[i]);
        g_assert_cmpuint (rb_trace_append (trace, &info, bytes), ==, round * G_N_ELEMENTS (sizes) + i);
      }

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      gsize length;
      const guint8 *data = rb_trace_peek_bytes (trace, i, &length);

      g_assert_cmpuint (length, ==, sizes[i % G_N_ELEMENTS (sizes)]);
      for (gsize at = 0; at < length; at += 997)
        g_assert_cmpuint (data[at], ==, i & 0xff);
      g_assert_null (rb_trace_get_flow_of (trace, i));
      g_assert_null (rb_trace_get_step (trace, i));
    }
}

static void
each_call_id_has_one_flow (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbFlow) second = NULL;
  GListModel *flows = rb_trace_get_flows (trace);
  RbFlow *flow;

  fixture_play (trace,
                "0 A>P REGISTER 1 REGISTER r1 - call=reg\n" FIXTURE_CHALLENGE "50 P>A 200 1 REGISTER r1 p call=reg");
  g_assert_cmpuint (g_list_model_get_n_items (flows), ==, 2);
  flow = rb_trace_find_flow (trace, "reg");
  second = g_list_model_get_item (flows, 1);
  g_assert_true (rb_trace_get_flow_of (trace, 0) == flow);
  g_assert_true (rb_trace_get_flow_of (trace, 7) == flow);
  g_assert_true (rb_trace_get_flow_of (trace, 3) == second);
  g_assert_cmpstr (rb_flow_get_method (flow), ==, "REGISTER");
  g_assert_cmpstr (rb_flow_get_method (second), ==, "INVITE");
  g_assert_cmpuint (rb_flow_get_n_steps (flow), ==, 2);
  g_assert_cmpuint (rb_trace_get_step (trace, 7)->response_to, ==, 0);
  g_assert_null (rb_trace_find_flow (trace, "nobody"));
}

static void
keep_alives_and_damage_are_in_no_flow (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  RbMessageInfo info = { .kind = RB_MESSAGE_KEEP_ALIVE };
  g_autoptr (GBytes) line_ends = g_bytes_new_static ("\r\n\r\n", 4);
  g_autoptr (GBytes) torn = g_bytes_new_static ("INVITE sip:x SIP/2.0\r\n", 22);

  g_assert_cmpuint (rb_trace_append (trace, &info, line_ends), ==, 0);
  info.kind = RB_MESSAGE_SIP;
  g_assert_cmpuint (rb_trace_append (trace, &info, torn), ==, 1);
  g_assert_null (rb_trace_get_flow_of (trace, 0));
  g_assert_null (rb_trace_get_flow_of (trace, 1));
  g_assert_cmpuint (g_list_model_get_n_items (rb_trace_get_flows (trace)), ==, 0);
}

static void
notes_are_kept_and_notified (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint n = 0;

  g_signal_connect_swapped (trace, "notify::notes", G_CALLBACK (g_atomic_int_inc), &n);
  g_assert_null (rb_trace_get_notes (trace));
  rb_trace_add_note (trace, "one");
  rb_trace_add_note (trace, "two");
  g_assert_cmpstr (rb_trace_get_notes (trace), ==, "one\ntwo");
  g_assert_cmpuint (n, ==, 2);
}

static void
a_flow_outlives_its_trace (void)
{
  RbTrace *trace = rb_trace_new ();
  g_autoptr (RbFlow) flow = NULL;

  fixture_play (trace, FIXTURE_RINGING);
  flow = g_object_ref (rb_trace_find_flow (trace, "call-1"));
  g_assert_finalize_object (trace);
  g_assert_null (rb_flow_get_trace (flow));
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_IN_PROGRESS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/appends-are-told-at-once-and-announced-in-batches",
                   appends_are_told_at_once_and_announced_in_batches);
  g_test_add_func ("/trace/messages-are-made-on-demand-and-outlive-the-trace",
                   messages_are_made_on_demand_and_outlive_the_trace);
  g_test_add_func ("/trace/bytes-of-every-size-come-back", bytes_of_every_size_come_back);
  g_test_add_func ("/trace/each-call-id-has-one-flow", each_call_id_has_one_flow);
  g_test_add_func ("/trace/keep-alives-and-damage-are-in-no-flow", keep_alives_and_damage_are_in_no_flow);
  g_test_add_func ("/trace/notes-are-kept-and-notified", notes_are_kept_and_notified);
  g_test_add_func ("/trace/a-flow-outlives-its-trace", a_flow_outlives_its_trace);
  return g_test_run ();
}
