/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tap tells of a call: every message, once per agent, in order, with the addresses
 * of the sockets; over UDP, also from a socket bound to every address, and over TCP. */

#include "rb-test-agents.h"

#include <string.h>

static const char *const sent_by_alice[] = { "INVITE", "ACK", "BYE", NULL };
static const char *const sent_by_bob[] = { "180 INVITE", "200 INVITE", "200 BYE", NULL };

/* The labels in @expected appear in this order among the messages of one agent; @port is its own. */
static void
check_order (RbTestAgents *t, RbDirection direction, guint16 port, const char *const *expected)
{
  guint found = 0;

  for (guint i = 0; i < t->messages->len && expected[found] != NULL; i++)
    {
      RbTestMessage *message = g_ptr_array_index (t->messages, i);
      const RbEndpoint *own = direction == RB_DIRECTION_SENT ? &message->info.src : &message->info.dst;

      if (message->info.direction == direction && (port == 0 || own->port == port) &&
          strcmp (message->label, expected[found]) == 0)
        found++;
    }
  if (expected[found] != NULL)
    g_error ("%s was not seen in its place", expected[found]);
}

static void
check_addresses (RbTestAgents *t, RbTransport transport)
{
  RbEndpoint loopback;
  gint64 last = 0;

  rb_endpoint_parse (&loopback, "127.0.0.1", 0);
  for (guint i = 0; i < t->messages->len; i++)
    {
      RbTestMessage *message = g_ptr_array_index (t->messages, i);
      RbEndpoint src = message->info.src;
      RbEndpoint dst = message->info.dst;

      g_assert_cmpint (message->info.kind, ==, RB_MESSAGE_SIP);
      g_assert_cmpint (message->info.transport, ==, transport);
      g_assert_cmpuint (src.port, !=, 0);
      g_assert_cmpuint (dst.port, !=, 0);
      g_assert_cmpuint (src.port, !=, dst.port);
      src.port = dst.port = 0;
      g_assert_true (rb_endpoint_equal (&src, &loopback));
      g_assert_true (rb_endpoint_equal (&dst, &loopback));
      g_assert_cmpint (message->info.wall_us, >, 0);
      g_assert_cmpint (message->info.mono_us, >=, last - 1000); /* two threads stamp */
      last = message->info.mono_us;
    }
}

static void
make_a_call (RbTestAgents *t)
{
  rb_test_agents_connect (t);
  rb_sip_call_hang_up (t->out.call);
  rb_test_leg_expect (&t->out, RB_SIP_CALL_ENDED);
  rb_test_leg_expect (&t->in, RB_SIP_CALL_ENDED);
  rb_test_wait (rb_test_agents_count (t, RB_DIRECTION_RECEIVED, "200 BYE") == 1 &&
                rb_test_agents_count (t, RB_DIRECTION_SENT, "200 BYE") == 1);
}

static void
udp_call_is_seen_whole (void)
{
  RbTestAgents t;
  guint16 alice;
  guint16 bob;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  alice = rb_sip_agent_get_port (t.alice);
  bob = rb_sip_agent_get_port (t.bob);
  make_a_call (&t);
  check_addresses (&t, RB_TRANSPORT_UDP);
  check_order (&t, RB_DIRECTION_SENT, alice, sent_by_alice);
  check_order (&t, RB_DIRECTION_RECEIVED, bob, sent_by_alice);
  check_order (&t, RB_DIRECTION_SENT, bob, sent_by_bob);
  check_order (&t, RB_DIRECTION_RECEIVED, alice, sent_by_bob);
  rb_test_agents_tear_down (&t);
}

static void
tcp_call_is_seen_whole (void)
{
  RbTestAgents t;
  RbTestMessage *invite;

  rb_test_agents_set_up (&t, RB_TRANSPORT_TCP);
  make_a_call (&t);
  check_addresses (&t, RB_TRANSPORT_TCP);
  check_order (&t, RB_DIRECTION_SENT, 0, sent_by_alice);
  check_order (&t, RB_DIRECTION_RECEIVED, 0, sent_by_bob);
  invite = rb_test_agents_find (&t, RB_DIRECTION_SENT, "INVITE");
  g_assert_cmpuint (invite->info.dst.port, ==, rb_sip_agent_get_port (t.bob));
  g_assert_nonnull (strstr (g_bytes_get_data (invite->bytes, NULL), ";transport=tcp"));
  rb_test_agents_tear_down (&t);
}

/* Sofia binds “any” to each interface; whichever it sends from, both sides must agree on it. */
static void
socket_bound_to_every_address_tells_the_one_used (void)
{
  RbTestAgents t;
  RbSipAgentConfig config = { .user = "alice", .bind_address = "0.0.0.0" };
  RbTestMessage *sent;
  RbTestMessage *received;
  g_autofree char *local = NULL;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agent_shut_down (&t.alice);
  t.alice = rb_sip_agent_new (t.engine, &config, NULL);
  g_assert_nonnull (t.alice);
  local = rb_sip_agent_get_local_address (t.alice, "sip:bob@127.0.0.1:5060");
  g_assert_cmpstr (local, ==, "127.0.0.1");
  make_a_call (&t);
  sent = rb_test_agents_find (&t, RB_DIRECTION_SENT, "INVITE");
  received = rb_test_agents_find (&t, RB_DIRECTION_RECEIVED, "INVITE");
  g_assert_true (rb_endpoint_equal (&sent->info.src, &received->info.src));
  g_assert_true (rb_endpoint_equal (&sent->info.dst, &received->info.dst));
  rb_test_agents_tear_down (&t);
}

static void
ipv6_call_works (void)
{
  RbTestAgents t;
  RbSipAgentConfig config = { .user = "alice", .bind_address = "::1" };
  RbTestMessage *invite;
  g_autofree char *uri = NULL;
  g_autofree char *src = NULL;
  RbSipAgent *carol;
  RbTestLeg leg = { 0 };

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  rb_test_agent_shut_down (&t.alice);
  t.alice = rb_sip_agent_new (t.engine, &config, NULL);
  config.user = "carol";
  carol = rb_sip_agent_new (t.engine, &config, NULL);
  g_assert_nonnull (carol);
  uri = g_strdup_printf ("sip:nobody@[::1]:%u", rb_sip_agent_get_port (carol));
  rb_test_leg_init (&leg, rb_sip_call_new_outgoing (t.alice, uri, RB_TEST_SDP, NULL));
  g_assert_cmpuint (rb_test_leg_expect_final (&leg, RB_SIP_CALL_FAILED)->status, ==, 480); /* carol listens to nobody */
  invite = rb_test_agents_find (&t, RB_DIRECTION_SENT, "INVITE");
  src = rb_endpoint_format_address (&invite->info.src);
  g_assert_cmpstr (src, ==, "::1");
  rb_test_leg_clear (&leg);
  rb_test_agent_shut_down (&carol);
  rb_test_agents_tear_down (&t);
}

static void
count_message (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  ++*(guint *) data;
}

static void
ports_have_listeners_of_their_own (void)
{
  for (guint tcp = 0; tcp < 2; tcp++)
    {
      RbTestAgents t;
      guint routed = 0;
      guint total;

      rb_test_agents_set_up (&t, tcp ? RB_TRANSPORT_TCP : RB_TRANSPORT_UDP);
      rb_sip_engine_route_tap (t.engine, rb_sip_agent_get_port (t.bob), count_message, &routed);
      rb_sip_engine_route_tap (t.engine, rb_sip_agent_get_port (t.alice), NULL, NULL);
      rb_test_agents_connect (&t);
      rb_sip_call_hang_up (t.in.call);
      rb_test_leg_expect (&t.in, RB_SIP_CALL_ENDED);
      rb_test_leg_expect (&t.out, RB_SIP_CALL_ENDED);
      g_assert_cmpuint (t.messages->len, ==, 0); /* also bob's side of alice's TCP connection is bob's */
      g_assert_cmpuint (routed, >=, 6);
      total = routed;
      rb_sip_engine_unroute_tap (t.engine, rb_sip_agent_get_port (t.bob));
      rb_test_leg_clear (&t.in);
      rb_test_agents_connect (&t);
      g_assert_cmpuint (routed, ==, total);
      g_assert_cmpuint (t.messages->len, >=, 4);
      rb_test_agents_tear_down (&t);
    }
}

static GSocketConnection *
connect_to (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);

  g_assert_no_error (error);

  return connection;
}

static guint
count_kind (RbTestAgents *t, RbMessageKind kind)
{
  guint n = 0;

  for (guint i = 0; i < t->messages->len; i++)
    n += ((RbTestMessage *) g_ptr_array_index (t->messages, i))->info.kind == kind;

  return n;
}

static void
garbage_over_tcp_does_not_harm_a_call (void)
{
  static const char *const garbage[] = { "\r\n\r\n",
                                         "hello\r\n\r\n",
                                         "INVITE",
                                         "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nContent-Length: 999999999\r\n\r\n",
                                         "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nContent-Length: -5\r\n\r\n",
                                         "SIP/2.0 200 OK\r\n\r\n" };
  RbTestAgents t;
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *large = g_strnfill (300000, 'A');

  rb_test_agents_set_up (&t, RB_TRANSPORT_TCP);
  rb_test_agents_connect (&t);
  for (gsize i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      GSocketConnection *connection = connect_to (rb_sip_agent_get_port (t.bob));

      g_ptr_array_add (connections, connection);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), garbage[i],
                                 strlen (garbage[i]), NULL, NULL, NULL);
    }
  g_ptr_array_add (connections, connect_to (rb_sip_agent_get_port (t.bob)));
  g_socket_set_blocking (g_socket_connection_get_socket (g_ptr_array_index (connections, connections->len - 1)), FALSE);
  g_socket_send (g_socket_connection_get_socket (g_ptr_array_index (connections, connections->len - 1)), large,
                 strlen (large), NULL, NULL);
  rb_test_wait (count_kind (&t, RB_MESSAGE_DAMAGED) >= 2 && count_kind (&t, RB_MESSAGE_KEEP_ALIVE) >= 1);

  rb_sip_call_send_dtmf_info (t.out.call, '1', 100);
  g_assert_cmpint (rb_test_leg_expect (&t.in, RB_SIP_CALL_DTMF)->digit, ==, '1');
  rb_test_agents_tear_down (&t);
}

static guint
count_threads (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;

  return n;
}

static void
count_gone (gpointer data, GObject *where_the_object_was)
{
  ++*(guint *) data;
}

static void
many_agents_come_and_go (void)
{
  g_autoptr (GError) error = NULL;
  RbSipEngine *engine = rb_sip_engine_new (&error);
  guint before = count_threads ();

  g_assert_no_error (error);
  for (guint round = 0; round < 2; round++)
    {
      RbSipAgent *agents[20];
      guint gone = 0;

      for (guint i = 0; i < G_N_ELEMENTS (agents); i++)
        {
          agents[i] = rb_test_agent_new (engine, "many", i % 2 == 0 ? RB_TRANSPORT_UDP : RB_TRANSPORT_TCP, 0);
          g_object_weak_ref (G_OBJECT (agents[i]), count_gone, &gone);
        }
      for (guint i = 0; i < G_N_ELEMENTS (agents); i++)
        {
          rb_sip_agent_shut_down (agents[i]);
          g_object_unref (agents[i]);
        }
      rb_test_wait (gone == G_N_ELEMENTS (agents));
    }
  rb_test_wait (count_threads () <= before);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (engine);
}

static void
port_in_use_is_said (void)
{
  RbTestAgents t;
  RbSipAgentConfig config = { .user = "late", .bind_address = "127.0.0.1" };
  g_autoptr (GError) error = NULL;

  rb_test_agents_set_up (&t, RB_TRANSPORT_UDP);
  config.bind_port = rb_sip_agent_get_port (t.alice);
  g_assert_null (rb_sip_agent_new (t.engine, &config, &error));
  g_assert_error (error, RB_SIP_ERROR, RB_SIP_ERROR_START);
  g_assert_nonnull (strstr (error->message, "another program"));
  rb_test_agents_tear_down (&t);
}

#define ADD(test) g_test_add_func ("/tap/" #test, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (udp_call_is_seen_whole);
  ADD (tcp_call_is_seen_whole);
  ADD (socket_bound_to_every_address_tells_the_one_used);
  ADD (ipv6_call_works);
  ADD (ports_have_listeners_of_their_own);
  ADD (garbage_over_tcp_does_not_harm_a_call);
  ADD (many_agents_come_and_go);
  ADD (port_in_use_is_said);

  return g_test_run ();
}
