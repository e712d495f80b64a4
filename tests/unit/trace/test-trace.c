/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store: what is announced and when, whose bytes are whose, which flow a message is in. */

#include <glib/gstdio.h>
#include <sys/mman.h>

#include "rb-trace-private.h"
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

/* Messages of many sizes, and all of them again. */
static void
fill_and_read (RbTrace *trace)
{
  static const gsize sizes[] = { 0, 1, 31 * 1024, 32 * 1024, 33 * 1024, 200 * 1024, 65535, 3 };
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
bytes_of_every_size_come_back (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fill_and_read (trace);
}

/* Whether the bytes of a message lie in a file below @folder. */
static gboolean
lies_in_file (RbTrace *trace, guint position, const char *folder)
{
  gsize length;
  guintptr address = (guintptr) rb_trace_peek_bytes (trace, position, &length);
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *rest;
      guintptr start = g_ascii_strtoull (lines[i], &rest, 16);
      guintptr end = *rest == '-' ? g_ascii_strtoull (rest + 1, NULL, 16) : 0;

      if (address >= start && address < end)
        return strstr (lines[i], folder) != NULL;
    }
  return FALSE;
}

static void
what_is_full_lies_in_files_without_a_name (void)
{
  g_autofree char *parent = g_dir_make_tmp ("trace-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (parent, "calls", NULL);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbMessage) held = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GBytes) first = g_bytes_new ("held", 4);
  RbMessageInfo info = { .kind = RB_MESSAGE_DAMAGED };
  RbTrace *whole = rb_trace_new ();

  rb_trace_set_folder (whole, folder);
  rb_trace_append (whole, &info, first);
  held = rb_trace_get_message (whole, 0);
  while (rb_trace_get_n_messages (whole) < 256 * 1024 / 4)
    rb_trace_append (whole, &info, first);
  g_assert_false (lies_in_file (whole, 0, folder));
  rb_trace_append (whole, &info, first);
  g_assert_true (lies_in_file (whole, 0, folder));
  g_assert_false (lies_in_file (whole, rb_trace_get_n_messages (whole) - 1, folder));
  g_object_unref (whole);
  g_assert_true (g_bytes_equal (rb_message_get_bytes (held), first));

  rb_trace_set_folder (trace, folder);
  fill_and_read (trace);
  g_assert_true (lies_in_file (trace, 1, folder));
  dir = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

static void
what_cannot_be_written_stays_in_memory (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();

  rb_trace_set_folder (trace, "/dev/null/calls");
  fill_and_read (trace);
}

#define OPTIONS_TEXT                                                                                                   \
  "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n"        \
  "Call-ID: far\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"

/* A mapping larger than 4 GiB, of which two pages are touched. */
static void
what_lies_in_a_file_stays_there (void)
{
  const gsize size = (gsize) 5 << 30;
  guint8 *file = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  const gsize offsets[] = { 10, size - strlen (OPTIONS_TEXT) };
  RbTrace *trace = rb_trace_new ();
  g_autoptr (RbMessage) message = NULL;
  RbMessageInfo info = {
    .kind = RB_MESSAGE_SIP, .transport = RB_TRANSPORT_UDP, .direction = RB_DIRECTION_SENT, .mono_us = 7
  };
  GBytes *owner;
  guint8 elsewhere[] = OPTIONS_TEXT;
  RbMessageInfo found;
  gsize length;

  g_assert_true (file != MAP_FAILED);
  owner = g_bytes_new_static (file, size);
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      memcpy (file + offsets[i], OPTIONS_TEXT, strlen (OPTIONS_TEXT));
      rb_trace_append_span (trace, &info, owner, file + offsets[i], strlen (OPTIONS_TEXT));
    }
  /* bytes beside the owner's and bytes of nobody are copied */
  rb_trace_append_span (trace, &info, owner, elsewhere, strlen (OPTIONS_TEXT));
  info.mono_us = 0;
  rb_trace_append_span (trace, &info, NULL, elsewhere, strlen (OPTIONS_TEXT));
  memset (elsewhere, 0, sizeof elsewhere);

  for (guint i = 0; i < 4; i++)
    {
      const guint8 *bytes = rb_trace_peek_bytes (trace, i, &length);

      g_assert_cmpmem (bytes, length, OPTIONS_TEXT, strlen (OPTIONS_TEXT));
      if (i < 2)
        g_assert_true (bytes == file + offsets[i]);
      g_assert_true (rb_trace_get_info (trace, i, &found));
      g_assert_cmpint (found.mono_us, ==, i < 3 ? 7 : 0);
      g_assert_cmpint (found.direction, ==, RB_DIRECTION_SENT);
      g_assert_cmpint (found.transport, ==, RB_TRANSPORT_UDP);
    }
  g_assert_cmpuint (rb_flow_get_n_steps (rb_trace_find_flow (trace, "far")), ==, 4);
  g_assert_cmpuint (rb_trace_get_step (trace, 3)->retransmission_of, ==, 0);

  message = rb_trace_get_message (trace, 1);
  g_assert_finalize_object (trace);
  g_assert_true (g_bytes_get_data (rb_message_get_bytes (message), NULL) == file + offsets[1]);
  g_clear_object (&message);
  g_bytes_unref (owner);
  munmap (file, size);
}

/* The reader's thread owns the trace: nothing is announced before it is done. */
static void
bulk_is_announced_at_its_end (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  GListModel *flows = rb_trace_get_flows (trace);
  Heard heard = { 0 };
  Heard heard_flows = { 0 };

  g_signal_connect (trace, "items-changed", G_CALLBACK (on_items_changed), &heard);
  g_signal_connect (flows, "items-changed", G_CALLBACK (on_items_changed), &heard_flows);
  g_signal_connect (trace, "appended", G_CALLBACK (on_appended), &heard);
  rb_trace_begin_bulk (trace);
  fixture_play (trace, FIXTURE_CHALLENGE "9000 A>P OPTIONS 1 OPTIONS o1 - call=other");
  g_assert_cmpuint (heard.n_signals + heard.appended + heard_flows.n_signals, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (flows), ==, 0);
  g_assert_nonnull (rb_trace_find_flow (trace, "other"));
  rb_trace_end_bulk (trace);
  g_assert_cmpuint (heard.announced, ==, 7);
  g_assert_cmpuint (heard_flows.n_signals, ==, 1);
  g_assert_cmpuint (heard_flows.announced, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (flows), ==, 2);
  g_assert_null (g_list_model_get_item (flows, 2));
}

static void
a_call_id_of_any_bytes_is_found_by_its_text (void)
{
  static const char text[] =
      "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
      "To: <sip:a@b>\r\nCall-ID: caf\xc3\xa9-\xff@x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
  g_autoptr (RbTrace) trace = rb_trace_new ();
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP };
  RbFlow *flow;

  rb_trace_append_span (trace, &info, NULL, (const guint8 *) text, strlen (text));
  flow = rb_trace_get_flow_of (trace, 0);
  g_assert_true (g_utf8_validate (rb_flow_get_call_id (flow), -1, NULL));
  g_assert_true (rb_trace_find_flow (trace, rb_flow_get_call_id (flow)) == flow);
}

/* A flood of Call-IDs and addresses: linear, or this takes minutes. */
static void
many_call_ids_and_addresses (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const guint n = 20000;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *line =
            g_strdup_printf ("%u A:%u>P OPTIONS 1 OPTIONS o%u - call=%u", round * n + i, 1024 + i, i, i);

        fixture_say (trace, line);
      }

  g_assert_cmpuint (g_list_model_get_n_items (rb_trace_get_flows (trace)), ==, n);
  for (guint i = 0; i < n; i++)
    {
      RbMessageInfo info;

      g_assert_true (rb_trace_get_info (trace, n + i, &info));
      g_assert_cmpuint (info.src.port, ==, 1024 + i);
      g_assert_cmpuint (rb_trace_get_step (trace, n + i)->retransmission_of, ==, i);
    }
}

static void
each_call_id_has_a_flow (void)
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
  g_autofree char *from = NULL;

  fixture_play (trace, FIXTURE_RINGING);
  flow = g_object_ref (rb_trace_find_flow (trace, "call-1"));
  g_assert_finalize_object (trace);
  g_assert_null (rb_flow_get_trace (flow));
  from = rb_flow_dup_from (flow);
  g_assert_cmpstr (from, ==, "sip:alice@example.com");
  g_assert_cmpstr (rb_flow_get_call_id (flow), ==, "call-1");
  g_assert_cmpstr (rb_flow_get_method (flow), ==, "INVITE");
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
  g_test_add_func ("/trace/what-is-full-lies-in-files-without-a-name", what_is_full_lies_in_files_without_a_name);
  g_test_add_func ("/trace/what-cannot-be-written-stays-in-memory", what_cannot_be_written_stays_in_memory);
  g_test_add_func ("/trace/what-lies-in-a-file-stays-there", what_lies_in_a_file_stays_there);
  g_test_add_func ("/trace/bulk-is-announced-at-its-end", bulk_is_announced_at_its_end);
  g_test_add_func ("/trace/a-call-id-of-any-bytes-is-found-by-its-text", a_call_id_of_any_bytes_is_found_by_its_text);
  g_test_add_func ("/trace/many-call-ids-and-addresses", many_call_ids_and_addresses);
  g_test_add_func ("/trace/each-call-id-has-a-flow", each_call_id_has_a_flow);
  g_test_add_func ("/trace/keep-alives-and-damage-are-in-no-flow", keep_alives_and_damage_are_in_no_flow);
  g_test_add_func ("/trace/notes-are-kept-and-notified", notes_are_kept_and_notified);
  g_test_add_func ("/trace/a-flow-outlives-its-trace", a_flow_outlives_its_trace);
  return g_test_run ();
}
