/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's registrar and proxy, asked by real phones over the loopback, and by a
 * bare socket where no phone would do such a thing. */

#include "lab-fixture.h"

#include "rb-lab-transaction.h"

static const RbLabConfig md5 = { .digest = RB_LAB_DIGEST_MD5 };
static const RbLabConfig sha256 = { .digest = RB_LAB_DIGEST_SHA256 };
static const RbLabConfig both = { .digest = RB_LAB_DIGEST_BOTH };
static const RbLabConfig impatient = { .ring_timeout = 1 };

static void
set_up (Fixture *f, gconstpointer data)
{
  start_lab (f, data);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop_lab (f);
}

static void
a_phone_registers (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);

  g_assert_cmpstr (rb_sip_agent_get_registration_reason (alice->agent), ==, NULL);
  g_assert_cmpint (rb_sip_agent_get_registration (alice->agent), ==, RB_REGISTRATION_REGISTERED);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 401 ", 0, 0), ==, 1);
  rb_sip_agent_unregister (alice->agent);
  wait_until (rb_sip_agent_get_registration (alice->agent) == RB_REGISTRATION_OFF);
}

static void
a_wrong_password_is_refused (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "guess", RB_TRANSPORT_UDP);
  Phone *nobody = add_phone (f, "nobody", "guess", RB_TRANSPORT_UDP);

  g_assert_cmpint (rb_sip_agent_get_registration (alice->agent), ==, RB_REGISTRATION_FAILED);
  g_assert_cmpuint (rb_sip_agent_get_registration_status (alice->agent), ==, 403);
  g_assert_cmpuint (rb_sip_agent_get_registration_status (nobody->agent), ==, 403);
}

/* Messages to @port that have @header. */
static guint
count_with_header (Fixture *f, const char *header, guint16 port)
{
  RbTrace *trace = rb_lab_get_trace (f->lab);
  guint n = 0;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      gsize length;
      const char *bytes = (const char *) rb_trace_peek_bytes (trace, i, &length);

      RbMessageInfo info;

      if (rb_trace_get_info (trace, i, &info) && info.dst.port == port)
        n += g_strstr_len (bytes, (gssize) length, header) != NULL;
    }
  return n;
}

static void
alice_calls_bob_and_either_can_hang_up (Fixture *f, gconstpointer data)
{
  RbTransport transport = data == &both ? RB_TRANSPORT_TCP : RB_TRANSPORT_UDP;
  Phone *alice = add_phone (f, "alice", "alice-pw", transport);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);

  for (guint i = 0; i < 2; i++)
    {
      Leg *out = call (f, alice, "bob", SDP);

      wait_until (out->provisional == 180 && bob->in.call != NULL);
      rb_sip_call_answer (bob->in.call, SDP);
      wait_until (saw (out, RB_SIP_CALL_ANSWERED) && saw (&bob->in, RB_SIP_CALL_CONFIRMED));
      g_assert_nonnull (out->sdp);
      rb_sip_call_hang_up (i == 0 ? out->call : bob->in.call);
      wait_until (saw (out, RB_SIP_CALL_ENDED) && saw (&bob->in, RB_SIP_CALL_ENDED));
      g_assert_cmpint (bob->in.ended_by, ==, i == 0 ? RB_SIP_ENDED_REMOTE : RB_SIP_ENDED_LOCAL);
    }

  /* each call was challenged once, what came after inside the dialog not */
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 407 ", 0, 0), ==, 2);
  /* both BYEs passed through the proxy */
  g_assert_cmpuint (count_in_trace (f, "BYE ", 0, 0), ==, 4);
  g_assert_cmpuint (count_with_header (f, "Proxy-Authorization:", rb_sip_agent_get_port (bob->agent)), ==, 0);
}

static void
the_trace_shows_both_legs (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "bob", SDP);
  guint16 port = rb_lab_get_port (f->lab), a = rb_sip_agent_get_port (alice->agent),
          b = rb_sip_agent_get_port (bob->agent);
  RbFlow *flow;

  wait_until (out->provisional == 180 && bob->in.call != NULL);
  rb_sip_call_reject (bob->in.call, 486, NULL);
  wait_until (saw (out, RB_SIP_CALL_FAILED) && saw (&bob->in, RB_SIP_CALL_ENDED));
  wait_until (count_in_trace (f, "ACK ", a, port) == 2 && count_in_trace (f, "ACK ", port, b) == 1);

  flow = rb_trace_find_flow (rb_lab_get_trace (f->lab), rb_sip_call_get_call_id (out->call));
  g_assert_nonnull (flow);
  g_assert_cmpuint (rb_flow_get_n_legs (flow), ==, 2);
  g_assert_cmpuint (count_in_trace (f, "INVITE ", a, port), ==, 2);
  g_assert_cmpuint (count_in_trace (f, "INVITE ", port, b), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 100 ", port, a), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 180 ", b, port), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 180 ", port, a), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 486 ", port, a), ==, 1);
  g_assert_cmpint (rb_flow_get_verdict (flow)->kind, ==, RB_VERDICT_REJECTED);
}

static void
two_phones_ring_and_one_answers (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *desk = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Phone *mobile = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_TCP);
  Leg *out = call (f, alice, "bob", SDP);

  wait_until (desk->in.call != NULL && mobile->in.call != NULL && out->provisional == 180);
  rb_sip_call_answer (mobile->in.call, SDP);
  wait_until (saw (out, RB_SIP_CALL_ANSWERED) && saw (&mobile->in, RB_SIP_CALL_CONFIRMED));
  wait_until (saw (&desk->in, RB_SIP_CALL_CANCELLED));
  g_assert_true (desk->in.elsewhere);
  g_assert_false (saw (&mobile->in, RB_SIP_CALL_CANCELLED));

  rb_sip_call_hang_up (out->call);
  wait_until (saw (&mobile->in, RB_SIP_CALL_ENDED));
}

static void
of_two_refusals_the_best_is_told (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *desk = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Phone *mobile = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "bob", SDP);

  wait_until (desk->in.call != NULL && mobile->in.call != NULL);
  rb_sip_call_reject (desk->in.call, 486, NULL);
  wait_until (saw (&desk->in, RB_SIP_CALL_ENDED));
  g_assert_false (saw (out, RB_SIP_CALL_FAILED)); /* the other still rings */
  rb_sip_call_reject (mobile->in.call, 603, NULL);
  wait_until (saw (out, RB_SIP_CALL_FAILED));
  g_assert_cmpuint (out->status, ==, 603);
}

static void
a_global_refusal_silences_the_other_phone (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *desk = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Phone *mobile = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "bob", SDP);

  wait_until (desk->in.call != NULL && mobile->in.call != NULL && out->provisional == 180);
  rb_sip_call_reject (desk->in.call, 603, NULL);
  wait_until (saw (&mobile->in, RB_SIP_CALL_CANCELLED) && saw (out, RB_SIP_CALL_FAILED));
  g_assert_false (mobile->in.elsewhere);
  g_assert_cmpuint (out->status, ==, 603);
}

static void
nobody_answers_and_the_proxy_gives_up (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "bob", SDP);
  guint16 port = rb_lab_get_port (f->lab), a = rb_sip_agent_get_port (alice->agent),
          b = rb_sip_agent_get_port (bob->agent);

  wait_until (saw (out, RB_SIP_CALL_FAILED) && saw (&bob->in, RB_SIP_CALL_CANCELLED));
  g_assert_cmpuint (out->status, ==, 408);
  g_assert_cmpuint (count_in_trace (f, "CANCEL ", port, b), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 487 ", b, port), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 487 ", port, a), ==, 0);
  g_assert_cmpuint (count_in_trace (f, "SIP/2.0 408 ", port, a), ==, 1);
}

static void
the_ring_timeout_can_be_changed (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *out;

  rb_lab_set_ring_timeout (f->lab, 1);
  out = call (f, alice, "bob", SDP);
  wait_until (saw (out, RB_SIP_CALL_FAILED) && saw (&bob->in, RB_SIP_CALL_CANCELLED));
  g_assert_cmpuint (out->status, ==, 408);
}

static void
caller_cancels_while_ringing (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "bob", SDP);
  guint16 port = rb_lab_get_port (f->lab), a = rb_sip_agent_get_port (alice->agent),
          b = rb_sip_agent_get_port (bob->agent);

  wait_until (out->provisional == 180 && bob->in.call != NULL);
  rb_sip_call_hang_up (out->call);
  wait_until (saw (&bob->in, RB_SIP_CALL_CANCELLED));
  g_assert_false (bob->in.elsewhere);
  wait_until (count_in_trace (f, "SIP/2.0 487 ", port, a) == 1 && count_in_trace (f, "ACK ", port, b) == 1);
  g_assert_cmpuint (count_in_trace (f, "CANCEL ", a, port), ==, 1);
  g_assert_cmpuint (count_in_trace (f, "CANCEL ", port, b), ==, 1);
}

static void
unknown_and_absent_users_are_told_apart (Fixture *f, gconstpointer data)
{
  Phone *alice = add_phone (f, "alice", "alice-pw", RB_TRANSPORT_UDP);
  Leg *out = call (f, alice, "nobody", SDP);

  wait_until (saw (out, RB_SIP_CALL_FAILED));
  g_assert_cmpuint (out->status, ==, 404);
  out = call (f, alice, "bob", SDP);
  wait_until (saw (out, RB_SIP_CALL_FAILED));
  g_assert_cmpuint (out->status, ==, 480);
}

static void
requests_outside_calls_are_forwarded (Fixture *f, gconstpointer data)
{
  Phone *bob = add_phone (f, "bob", "bob-pw", RB_TRANSPORT_UDP);
  g_autofree char *uri = make_uri (f, "bob"), *options = NULL, *message = NULL, *own = NULL;
  g_autofree char *lab = g_strdup_printf ("sip:%s", rb_lab_get_domain (f->lab));
  guint16 port = rb_lab_get_port (f->lab), b = rb_sip_agent_get_port (bob->agent);
  Raw raw = { 0 };

  raw_open (&raw, f);
  options = raw_request (&raw, f, "OPTIONS", uri, "Max-Forwards: 70\r\n", NULL);
  g_assert_cmpuint (status_of (options), ==, 200);
  g_assert_cmpuint (count_in_trace (f, "OPTIONS ", port, b), ==, 1);
  message = raw_request (&raw, f, "MESSAGE", uri, "Max-Forwards: 70\r\n", NULL);
  g_assert_cmpuint (count_in_trace (f, "MESSAGE ", port, b), ==, 1);
  g_assert_cmpuint (status_of (message), !=, 407);
  own = raw_request (&raw, f, "OPTIONS", lab, "Max-Forwards: 70\r\n", NULL);
  g_assert_cmpuint (status_of (own), ==, 200);
  raw_close (&raw);
}

/* RFC 3261 16.3, and what would make the proxy a stranger's relay. */
static void
improper_requests_are_refused (Fixture *f, gconstpointer data)
{
  const char *domain = rb_lab_get_domain (f->lab);
  g_autofree char *bob = make_uri (f, "bob");
  g_autofree char *own_via = g_strdup_printf ("Via: SIP/2.0/UDP %s;branch=z9hG4bKx\r\nMax-Forwards: 70\r\n", domain);
  g_autofree char *route = g_strdup_printf ("Route: <sip:%s;lr>\r\nMax-Forwards: 70\r\n", domain);
  g_autofree char *forged = g_strdup_printf ("Route: <sip:%s;lr;rb=0123456789abcdef>\r\nMax-Forwards: 70\r\n", domain);
  const struct
  {
    const char *method, *uri, *to_params, *headers;
    guint status;
  } cases[] = {
    { "INVITE", bob, "", "Max-Forwards: 0\r\n", 483 },
    { "OPTIONS", bob, "", "Max-Forwards: 0\r\n", 483 },
    { "INVITE", bob, "", own_via, 482 },
    { "INVITE", bob, "", "Proxy-Require: foo\r\nMax-Forwards: 70\r\n", 420 },
    { "INVITE", "tel:123", "", "Max-Forwards: 70\r\n", 416 },
    { "INVITE", "sip:bob@192.0.2.1", "", "Max-Forwards: 70\r\n", 404 },
    { "BYE", "sip:bob@192.0.2.1", ";tag=1", route, 404 },
    { "BYE", "sip:bob@192.0.2.1", ";tag=1", forged, 404 },
    { "CANCEL", bob, "", "Max-Forwards: 70\r\n", 481 },
    { "REGISTER", "sip:example.org", "", "Max-Forwards: 70\r\n", 404 },
  };
  Raw raw = { 0 };

  raw_open (&raw, f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request = NULL, *response = NULL;

      raw.cseq++;
      request = raw_format (&raw, f, cases[i].method, cases[i].uri, cases[i].to_params, cases[i].headers, NULL);
      raw_send (&raw, request);
      response = raw_receive (&raw);
      g_test_message ("%s %s", cases[i].method, cases[i].uri);
      g_assert_cmpuint (status_of (response), ==, cases[i].status);
      if (strcmp (cases[i].method, "INVITE") == 0)
        raw_ack (&raw, f, cases[i].uri, response);
    }
  raw_close (&raw);
}

static void
requests_go_where_the_phone_really_is (Fixture *f, gconstpointer data)
{
  /* A Contact that leads elsewhere, even back to the proxy: a NAT does such things. */
  g_autofree char *alice = make_uri (f, "alice");
  g_autofree char *contact = g_strdup_printf ("Contact: <%s>\r\nMax-Forwards: 70\r\n", alice);
  g_autofree char *registered = NULL, *arrived = NULL;
  Raw raw = { 0 };

  raw_open (&raw, f);
  registered = raw_request (&raw, f, "REGISTER", alice, contact, NULL);
  g_assert_cmpuint (status_of (registered), ==, 200);
  arrived = raw_request (&raw, f, "OPTIONS", alice, "Max-Forwards: 70\r\n", NULL);
  g_assert_true (g_str_has_prefix (arrived, "OPTIONS sip:alice@"));
  g_assert_nonnull (strstr (arrived, "Max-Forwards: 69\r\n"));
  raw_close (&raw);
}

static void
nobody_registers_for_another (Fixture *f, gconstpointer data)
{
  g_autofree char *bob = make_uri (f, "bob"), *response = NULL;
  Raw raw = { 0 };

  raw_open (&raw, f);
  response = raw_request (&raw, f, "REGISTER", bob, "Contact: <sip:x@127.0.0.1:9>\r\nMax-Forwards: 70\r\n", NULL);
  g_assert_cmpuint (status_of (response), ==, 403);
  raw_close (&raw);
}

static void
garbage_changes_nothing (Fixture *f, gconstpointer data)
{
  static const char *const garbage[] = {
    "\r\n\r\n",
    "hello",
    "INVITE",
    "INVITE sip:bob@127.0.0.1 SIP/2.0\r\n\r\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\nCall-ID: a\r\nFrom: "
    "<sip:a>;tag=1\r\nTo: <sip:b>\r\n\r\n",
    "REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: \x01\x02\r\nTo:\r\nCall-ID:\r\nCSeq: 99999999999 "
    "REGISTER\r\nContact: *, <sip:\r\n\r\n",
    "INVITE sip:@ SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKq\r\nFrom: <sip:%00@[::>;tag=1\r\nTo: "
    "<sip:>\r\nCall-ID: g\r\nCSeq: 1 INVITE\r\nMax-Forwards: -1\r\n\r\n",
    "ACK sip:echo@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKz\r\nFrom: <sip:a@b>;tag=1\r\nTo: "
    "<sip:c@d>;tag=2\r\nCall-ID: h\r\nCSeq: 1 ACK\r\n\r\n",
  };
  guint32 seed = 12345;
  Raw raw = { 0 };

  raw_open (&raw, f);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    raw_send (&raw, garbage[i]);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *valid = raw_format (&raw, f, "INVITE", "sip:echo@127.0.0.1", "", "Max-Forwards: 70\r\n", SDP);
      gsize length = strlen (valid);

      for (guint j = 0; j < 4; j++)
        {
          seed = seed * 1664525 + 1013904223;
          valid[(seed >> 8) % length] = (char) MAX (seed >> 24, 1);
        }
      raw.cseq++;
      raw_send (&raw, valid);
    }
  raw_close (&raw);

  a_phone_registers (f, data);
}

static void
responses_are_ranked_as_the_standard_says (void)
{
  static const guint order[] = { 603, 301, 407, 486, 408, 500 };

  for (guint i = 1; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpuint (rb_lab_response_rank (order[i - 1]), <, rb_lab_response_rank (order[i]));
  g_assert_cmpuint (rb_lab_response_rank (486), ==, rb_lab_response_rank (404));
  g_assert_cmpuint (rb_lab_response_rank (600), ==, rb_lab_response_rank (604));
}

static void
user_names_and_passwords_follow_the_rules (void)
{
  static const struct
  {
    const char *name, *password, *confirmation;
    gboolean fine;
  } cases[] = {
    { "alice", "secret", "secret", TRUE },
    { "john.doe01", "abcd", NULL, TRUE },
    { "a-b_c", "abcd", NULL, TRUE },
    { "8001", "abcd", NULL, TRUE },
    { "7001", "abcd", NULL, FALSE },
    { "80x1", "abcd", NULL, FALSE },
    { "al", "abcd", NULL, FALSE },
    { "abcdefghijklmnopqrstuvwxyzabcdef", "abcd", NULL, TRUE },
    { "abcdefghijklmnopqrstuvwxyzabcdefg", "abcd", NULL, FALSE },
    { "Alice", "abcd", NULL, FALSE },
    { "aliCe", "abcd", NULL, FALSE },
    { ".alice", "abcd", NULL, FALSE },
    { "alice bob", "abcd", NULL, FALSE },
    { "alice@x", "abcd", NULL, FALSE },
    { "\xe7\x8e\x8b\xe4\xba\x94", "abcd", NULL, FALSE },
    { "", "abcd", NULL, FALSE },
    { NULL, "abcd", NULL, FALSE },
    { "alice", "abc", NULL, FALSE },
    { "alice", NULL, NULL, FALSE },
    { "alice", "secret", "Secret", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *wrong = rb_lab_check_user (cases[i].name, cases[i].password, cases[i].confirmation);

      g_test_message ("%s: %s", cases[i].name, wrong);
      g_assert_cmpint (wrong == NULL, ==, cases[i].fine);
    }
}

static void
names_that_are_taken_are_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) twice = NULL, robot = NULL;

  g_assert_false (rb_lab_add_user (f->lab, "alice", "other", &twice));
  g_assert_error (twice, RB_LAB_ERROR, RB_LAB_ERROR_USER);
  g_assert_false (rb_lab_add_user (f->lab, "echo", "other", &robot));
  g_assert_error (robot, RB_LAB_ERROR, RB_LAB_ERROR_USER);
}

static void
a_port_in_use_and_a_foreign_address_are_told (Fixture *f, gconstpointer data)
{
  g_autoptr (RbLab) same = rb_lab_new (f->engine, &(RbLabConfig){ .port = rb_lab_get_port (f->lab) });
  g_autoptr (RbLab) next = rb_lab_new (f->engine, &(RbLabConfig){ 0 });
  g_autoptr (RbLab) foreign = rb_lab_new (f->engine, &(RbLabConfig){ .listen = "198.51.100.77", .port = 5999 });
  g_autoptr (RbLab) name = rb_lab_new (f->engine, &(RbLabConfig){ .listen = "localhost" });
  RbLab *broken[] = { same, foreign, name };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (rb_lab_start (broken[i], &error));
      g_assert_error (error, RB_LAB_ERROR, RB_LAB_ERROR_START);
    }
  g_assert_true (rb_lab_start (next, NULL));
  g_assert_cmpuint (rb_lab_get_port (next), !=, rb_lab_get_port (f->lab));
}

static void
a_network_can_be_stopped_twice_and_started_again (Fixture *f, gconstpointer data)
{
  guint16 port = rb_lab_get_port (f->lab);
  guint n_stopped = 0;

  rb_lab_stop_async (f->lab, on_lab_stopped, &n_stopped);
  rb_lab_stop_async (f->lab, on_lab_stopped, &n_stopped);
  g_assert_cmpuint (n_stopped, ==, 0);
  wait_until (n_stopped == 2);
  rb_lab_stop_async (f->lab, on_lab_stopped, &n_stopped);
  wait_until (n_stopped == 3);

  g_assert_true (rb_lab_start (f->lab, NULL));
  g_assert_cmpuint (rb_lab_get_port (f->lab), ==, port); /* its sockets were closed */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(function, config)                                                                                          \
  g_test_add ("/lab-proxy/" #function "/" #config, Fixture, &config, set_up, function, tear_down)
  ADD (a_phone_registers, md5);
  ADD (a_phone_registers, sha256);
  ADD (a_phone_registers, both);
  ADD (a_wrong_password_is_refused, md5);
  ADD (a_wrong_password_is_refused, both);
  ADD (alice_calls_bob_and_either_can_hang_up, md5);
  ADD (alice_calls_bob_and_either_can_hang_up, both);
  ADD (the_trace_shows_both_legs, md5);
  ADD (two_phones_ring_and_one_answers, md5);
  ADD (of_two_refusals_the_best_is_told, md5);
  ADD (a_global_refusal_silences_the_other_phone, md5);
  ADD (nobody_answers_and_the_proxy_gives_up, impatient);
  ADD (the_ring_timeout_can_be_changed, md5);
  ADD (caller_cancels_while_ringing, md5);
  ADD (unknown_and_absent_users_are_told_apart, md5);
  ADD (requests_outside_calls_are_forwarded, md5);
  ADD (improper_requests_are_refused, md5);
  ADD (requests_go_where_the_phone_really_is, md5);
  ADD (nobody_registers_for_another, md5);
  ADD (garbage_changes_nothing, md5);
  ADD (a_network_can_be_stopped_twice_and_started_again, md5);
  ADD (names_that_are_taken_are_refused, md5);
  ADD (a_port_in_use_and_a_foreign_address_are_told, md5);
#undef ADD
  g_test_add_func ("/lab-proxy/responses_are_ranked_as_the_standard_says", responses_are_ranked_as_the_standard_says);
  g_test_add_func ("/lab-proxy/user_names_and_passwords_follow_the_rules", user_names_and_passwords_follow_the_rules);

  return g_test_run ();
}
