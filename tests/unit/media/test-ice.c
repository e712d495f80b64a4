/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ICE: its lines in descriptions, its checks without a network and with a clock of the test's own, and calls between
 * two phones that do it both, one of them, or neither. */

#include "media-pair.h"

#include "rb-ice.h"

#define OTHER_HZ 1700
#define NAME "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
#define HEAD "v=0\r\no=far 7 8 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
#define AUDIO HEAD "m=audio 4000 RTP/AVP 0\r\n"
#define DEFAULT "a=candidate:1 1 UDP 2130706431 192.0.2.9 4000 typ host\r\n"

static void
read_one (const char *text, RbIceRemote *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RbSdp) sdp = rb_sdp_parse (text, -1, &error);

  g_assert_no_error (error);
  rb_ice_read (sdp->media->pdata[0], out);
}

static const struct
{
  const char *text;
  gboolean agreed, mismatch;
  guint n;
} descriptions[] = {
  { AUDIO, FALSE, FALSE, 0 },
  { AUDIO NAME, FALSE, FALSE, 0 },
  { AUDIO DEFAULT, FALSE, FALSE, 0 },
  { AUDIO NAME DEFAULT, TRUE, FALSE, 1 },
  /* of the session */
  { HEAD NAME "m=audio 4000 RTP/AVP 0\r\n" DEFAULT, TRUE, FALSE, 1 },
  { AUDIO NAME DEFAULT "a=candidate:1 2 UDP 2130706430 192.0.2.9 4001 typ host\r\n", TRUE, FALSE, 2 },
  { AUDIO NAME DEFAULT "a=candidate:2 1 udp 1694498815 198.51.100.7 9 typ srflx raddr 192.0.2.9 rport 4000\r\n", TRUE,
    FALSE, 2 },
  { AUDIO NAME DEFAULT "a=candidate:2 1 UDP 5 2001:db8::1 9 typ relay raddr :: rport 9 generation 0\r\n", TRUE, FALSE,
    2 },
  /* the same again */
  { AUDIO NAME DEFAULT DEFAULT, TRUE, FALSE, 1 },
  /* somebody changed the address on the way */
  { AUDIO NAME "a=candidate:1 1 UDP 5 192.0.2.10 4000 typ host\r\n", FALSE, TRUE, 1 },
  { AUDIO NAME "a=candidate:1 1 UDP 5 192.0.2.9 4002 typ host\r\n", FALSE, TRUE, 1 },
  { AUDIO NAME DEFAULT "a=ice-mismatch\r\n", FALSE, FALSE, 0 },
  /* the old way to hold */
  { AUDIO "c=IN IP4 0.0.0.0\r\n" NAME DEFAULT, TRUE, FALSE, 1 },
  /* names and passwords that are none */
  { AUDIO "a=ice-ufrag:abc\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n" DEFAULT, FALSE, FALSE, 0 },
  { AUDIO "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstu\r\n" DEFAULT, FALSE, FALSE, 0 },
  { AUDIO "a=ice-ufrag:ab:cd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n" DEFAULT, FALSE, FALSE, 0 },
};

static void
descriptions_say_whether_there_is_ice (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (descriptions); i++)
    {
      RbIceRemote remote;

      g_test_message ("%s", descriptions[i].text);
      read_one (descriptions[i].text, &remote);
      g_assert_cmpint (remote.agreed, ==, descriptions[i].agreed);
      g_assert_cmpint (remote.mismatch, ==, descriptions[i].mismatch);
      g_assert_cmpuint (remote.n_candidates, ==, descriptions[i].n);
    }
}

/* What is not UDP at a number of one machine, and what is no candidate at all. */
static const char *const unusable[] = {
  "1 1 TCP 5 192.0.2.9 9 typ host tcptype active",
  "1 1 UDP 5 2f1c9d8e-0c5b-4b0e-9d3e-3a1f8f4a5b6c.local 5000 typ host",
  "1 1 UDP 5 example.org 5000 typ host",
  "1 1 UDP 5 224.0.0.1 5000 typ host",
  "1 1 UDP 5 255.255.255.255 5000 typ host",
  "1 1 UDP 5 0.0.0.0 5000 typ host",
  "1 1 UDP 5 fe80::1 5000 typ host",
  "1 1 UDP 5 ff02::1 5000 typ host",
  "1 1 UDP 5 192.0.2.10 0 typ host",
  "1 1 UDP 5 192.0.2.10 65536 typ host",
  "1 1 UDP 0 192.0.2.10 5000 typ host",
  "1 1 UDP 2147483648 192.0.2.10 5000 typ host",
  "1 1 UDP -5 192.0.2.10 5000 typ host",
  "1 0 UDP 5 192.0.2.10 5000 typ host",
  "1 3 UDP 5 192.0.2.10 5000 typ host",
  "1 1 UDP 5 192.0.2.10 5000 typ",
  "1 1 UDP 5 192.0.2.10 5000 typ other",
  "1 1 UDP 5 192.0.2.10 5000 host typ",
  "1  1 UDP 5 192.0.2.10 5000 typ host",
  "- 1 UDP 5 192.0.2.10 5000 typ host",
  "123456789012345678901234567890123 1 UDP 5 192.0.2.10 5000 typ host",
  "",
  "        ",
};

static void
candidates_that_cannot_be_used_are_left_out (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_autofree char *text = g_strdup_printf (AUDIO NAME "a=candidate:%s\r\n" DEFAULT, unusable[i]);
      RbIceRemote remote;

      g_test_message ("%s", unusable[i]);
      read_one (text, &remote);
      g_assert_true (remote.agreed);
      g_assert_cmpuint (remote.n_candidates, ==, 1);
    }
}

static void
no_description_makes_us_check_without_end (void)
{
  g_autoptr (GString) text = g_string_new (AUDIO NAME DEFAULT);
  RbIceRemote remote;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "a=candidate:1 1 UDP 5 198.51.100.%u %u typ host\r\n", i % 250 + 1, 5000 + i);
  read_one (text->str, &remote);
  g_assert_cmpuint (remote.n_candidates, ==, RB_ICE_MAX_CANDIDATES);
}

static const RbIceLocal own = {
  .ufrag = "efgh",
  .pwd = "ABCDEFGHIJKLMNOPQRSTUV",
  .host = "192.0.2.1",
  .public_address = "198.51.100.1",
  .rtp_port = 20000,
};

static RbLocalMedia
make_local (void)
{
  return (RbLocalMedia){
    .address = "198.51.100.1", .rtp_port = 20000, .codecs = { RB_CODEC_PCMU }, .n_codecs = 1, .ice = &own
  };
}

static void
an_offer_names_our_addresses (void)
{
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = rb_offer_new (&local);
  g_autofree char *text = rb_sdp_format (offer);
  RbIceRemote as_read;

  g_assert_nonnull (strstr (text,
                            "a=ice-ufrag:efgh\r\na=ice-pwd:ABCDEFGHIJKLMNOPQRSTUV\r\n"
                            "a=candidate:1 1 UDP 2130706431 192.0.2.1 20000 typ host\r\n"
                            "a=candidate:2 1 UDP 1694498815 198.51.100.1 20000 typ srflx raddr 192.0.2.1 rport 20000"
                            "\r\n"
                            "a=candidate:1 2 UDP 2130706430 192.0.2.1 20001 typ host\r\n"
                            "a=candidate:2 2 UDP 1694498814 198.51.100.1 20001 typ srflx raddr 192.0.2.1 rport 20001"
                            "\r\n"));
  read_one (text, &as_read);
  g_assert_true (as_read.agreed);
  g_assert_cmpuint (as_read.n_candidates, ==, 4);
}

/* What our answer holds to an offer that ends in @lines: (transfer full). */
static char *
answer_to (const char *lines, RbNegotiated *agreed)
{
  RbLocalMedia local = make_local ();
  g_autofree char *text = g_strconcat (AUDIO, lines, NULL);
  g_autoptr (RbSdp) offer = rb_sdp_parse (text, -1, NULL), answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = rb_answer_new (offer, &local, agreed, &error);
  g_assert_no_error (error);

  return rb_sdp_format (answer);
}

static void
answers_follow_the_offer (void)
{
  g_autofree char *plain = NULL, *both = NULL, *one = NULL, *mismatch = NULL;
  RbNegotiated agreed;

  plain = answer_to ("", &agreed);
  g_assert_false (agreed.ice.agreed);
  g_assert_null (strstr (plain, "ice"));
  g_assert_null (strstr (plain, "candidate"));

  both = answer_to (NAME DEFAULT, &agreed);
  g_assert_true (agreed.ice.agreed);
  g_assert_cmpstr (agreed.ice.ufrag, ==, "abcd");
  g_assert_nonnull (strstr (both, "a=candidate:1 2 UDP"));

  one = answer_to (NAME DEFAULT "a=rtcp-mux\r\n", &agreed); /* RFC 5761: one port, one component */
  g_assert_true (agreed.ice.agreed);
  g_assert_null (strstr (one, "a=candidate:1 2 UDP"));

  mismatch = answer_to (NAME "a=candidate:1 1 UDP 5 192.0.2.10 4000 typ host\r\n", &agreed);
  g_assert_false (agreed.ice.agreed);
  g_assert_nonnull (strstr (mismatch, "a=ice-mismatch\r\n"));
  g_assert_null (strstr (mismatch, "candidate"));
}

static void
an_answer_decides_whether_there_are_checks (void)
{
  static const struct
  {
    const char *lines;
    gboolean agreed;
  } answers[] = {
    { "", FALSE },
    { NAME DEFAULT, TRUE },
    { "a=ice-mismatch\r\n", FALSE },
    { NAME "a=candidate:1 1 UDP 5 192.0.2.10 4000 typ host\r\n", FALSE },
  };
  RbLocalMedia local = make_local ();
  g_autoptr (RbSdp) offer = rb_offer_new (&local), without = NULL;

  local.ice = NULL;
  without = rb_offer_new (&local);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *text = g_strconcat (AUDIO, answers[i].lines, NULL);
      g_autoptr (RbSdp) answer = rb_sdp_parse (text, -1, NULL);
      RbNegotiated agreed;

      g_assert_true (rb_answer_accept (offer, answer, &agreed, NULL));
      g_assert_cmpint (agreed.ice.agreed, ==, answers[i].agreed);
      g_assert_true (rb_answer_accept (without, answer, &agreed, NULL)); /* unasked */
      g_assert_false (agreed.ice.agreed);
    }
}

/* Two agents with a wire between them. */
typedef struct
{
  RbIce *ice;
  RbRtpAddress address[RB_ICE_COMPONENTS];
  GQueue *inbox; /* of Message */
  guint n_sent;
} Agent;

typedef struct
{
  guint component;
  RbRtpAddress from;
  RbRtpAddress to;
  gsize size;
  guint8 packet[600];
} Message;

static void
put_in_wire (guint component, const guint8 *packet, gsize size, const RbRtpAddress *to, gpointer data)
{
  Agent *self = data;
  Message *message = g_new0 (Message, 1);

  g_assert_cmpuint (size, <=, sizeof message->packet);
  *message = (Message){ component, self->address[component - 1], *to, size, { 0 } };
  memcpy (message->packet, packet, size);
  g_queue_push_tail (self->inbox, message); /* the outbox, in truth: carry () takes it to the other */
  self->n_sent++;
}

static void
agent_init (Agent *self, const char *ip, guint16 port)
{
  self->ice = rb_ice_new (ip, put_in_wire, self);
  self->inbox = g_queue_new ();
  self->n_sent = 0;
  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    rb_rtp_address_parse (&self->address[i], ip, (guint16) (port + i));
}

static void
agent_clear (Agent *self)
{
  rb_ice_free (self->ice);
  g_queue_free_full (self->inbox, g_free);
}

/* What the other is told of @self. */
static RbIceRemote
tell (Agent *self)
{
  RbIceRemote remote = { .agreed = TRUE, .n_candidates = RB_ICE_COMPONENTS };

  g_strlcpy (remote.ufrag, rb_ice_get_ufrag (self->ice), sizeof remote.ufrag);
  g_strlcpy (remote.pwd, rb_ice_get_pwd (self->ice), sizeof remote.pwd);
  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    remote.candidates[i] = (RbIceCandidate){ i + 1, rb_ice_host_priority (i + 1), self->address[i] };

  return remote;
}

static void
carry (Agent *from, Agent *to, gint64 now_us)
{
  Message *message;

  while ((message = g_queue_pop_head (from->inbox)) != NULL)
    {
      for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
        if (rb_rtp_address_equal (&message->to, &to->address[i]))
          rb_ice_receive (to->ice, i + 1, message->packet, message->size, &message->from, now_us);
      g_free (message);
    }
}

/* @lost: the messages of the first so many ticks do not arrive. */
static gint64
run_agents (Agent *a, Agent *b, guint lost)
{
  gint64 now_us = 0;

  for (guint i = 0; i < 200; i++, now_us += RB_ICE_PACE_US)
    {
      rb_ice_tick (a->ice, now_us);
      rb_ice_tick (b->ice, now_us);
      if (i < lost)
        {
          g_queue_clear_full (a->inbox, g_free);
          g_queue_clear_full (b->inbox, g_free);
        }
      while (!g_queue_is_empty (a->inbox) || !g_queue_is_empty (b->inbox))
        {
          carry (a, b, now_us);
          carry (b, a, now_us);
        }
      if (rb_ice_get_state (a->ice) != RB_ICE_CHECKING && rb_ice_get_state (b->ice) != RB_ICE_CHECKING)
        break;
    }

  return now_us;
}

static void
expect_each_other (Agent *a, Agent *b)
{
  g_assert_cmpint (rb_ice_get_state (a->ice), ==, RB_ICE_CONNECTED);
  g_assert_cmpint (rb_ice_get_state (b->ice), ==, RB_ICE_CONNECTED);
  for (guint i = 0; i < RB_ICE_COMPONENTS; i++)
    {
      g_assert_true (rb_rtp_address_equal (rb_ice_get_selected (a->ice, i + 1), &b->address[i]));
      g_assert_true (rb_rtp_address_equal (rb_ice_get_selected (b->ice, i + 1), &a->address[i]));
    }
  g_assert_true (rb_ice_is_controlling (a->ice) != rb_ice_is_controlling (b->ice));
}

static void
begin (Agent *a, Agent *b)
{
  RbIceRemote of_a, of_b;

  agent_init (a, "192.0.2.1", 4000);
  agent_init (b, "192.0.2.2", 5000);
  of_a = tell (a);
  of_b = tell (b);
  rb_ice_offer (a->ice);
  rb_ice_start (b->ice, &of_a, RB_ICE_COMPONENTS, 0);
  rb_ice_start (a->ice, &of_b, RB_ICE_COMPONENTS, 0);
}

static void
two_agents_find_each_other (void)
{
  Agent a, b;

  for (guint lost = 0; lost <= 20; lost += 5)
    {
      begin (&a, &b);
      g_assert_cmpint (run_agents (&a, &b, lost), <, RB_ICE_LIMIT_US);
      expect_each_other (&a, &b);
      g_assert_true (rb_ice_is_controlling (a.ice));
      agent_clear (&a);
      agent_clear (&b);
    }
}

/* Checks of who has answered come before the answer. */
static void
checks_may_come_before_the_answer (void)
{
  RbIceRemote of_a, of_b;
  Agent a, b;

  agent_init (&a, "192.0.2.1", 4000);
  agent_init (&b, "192.0.2.2", 5000);
  of_a = tell (&a);
  of_b = tell (&b);
  of_b.n_candidates = 0; /* it is where its checks come from */
  rb_ice_offer (a.ice);
  rb_ice_start (b.ice, &of_a, RB_ICE_COMPONENTS, 0);
  for (guint i = 0; i < 10; i++)
    {
      rb_ice_tick (b.ice, i * RB_ICE_PACE_US);
      carry (&b, &a, i * RB_ICE_PACE_US);
      carry (&a, &b, i * RB_ICE_PACE_US);
    }
  g_assert_cmpint (rb_ice_get_state (a.ice), ==, RB_ICE_IDLE);
  rb_ice_start (a.ice, &of_b, RB_ICE_COMPONENTS, 0);
  run_agents (&a, &b, 0);
  expect_each_other (&a, &b);
  agent_clear (&a);
  agent_clear (&b);
}

static void
a_conflict_of_roles_is_settled (void)
{
  RbIceRemote of_a, of_b;
  Agent a, b;

  for (guint both_offer = 0; both_offer <= 1; both_offer++)
    {
      agent_init (&a, "192.0.2.1", 4000);
      agent_init (&b, "192.0.2.2", 5000);
      of_a = tell (&a);
      of_b = tell (&b);
      if (both_offer)
        {
          rb_ice_offer (a.ice);
          rb_ice_offer (b.ice);
        }
      rb_ice_start (a.ice, &of_b, RB_ICE_COMPONENTS, 0);
      rb_ice_start (b.ice, &of_a, RB_ICE_COMPONENTS, 0);
      run_agents (&a, &b, 0);
      expect_each_other (&a, &b);
      agent_clear (&a);
      agent_clear (&b);
    }
}

static void
checks_end_in_time_when_nothing_arrives (void)
{
  Agent a, b;

  begin (&a, &b);
  g_assert_cmpint (run_agents (&a, &b, G_MAXUINT), ==, RB_ICE_LIMIT_US);
  g_assert_cmpint (rb_ice_get_state (a.ice), ==, RB_ICE_FAILED);
  g_assert_cmpint (rb_ice_get_state (b.ice), ==, RB_ICE_FAILED);
  g_assert_null (rb_ice_get_selected (a.ice, 1));
  g_assert_cmpuint (a.n_sent, <=, 4 * RB_ICE_COMPONENTS); /* RFC 8445 14.3: 0, 500, 1500, 3500 ms */
  agent_clear (&a);
  agent_clear (&b);
}

static void
a_restart_finds_the_way_anew (void)
{
  RbIceRemote of_a, of_b;
  Agent a, b;

  begin (&a, &b);
  run_agents (&a, &b, 0);
  of_b = tell (&b);
  g_assert_false (rb_ice_is_restart (a.ice, &of_b));
  rb_ice_start (a.ice, &of_b, RB_ICE_COMPONENTS, 0);
  g_assert_cmpint (rb_ice_get_state (a.ice), ==, RB_ICE_CONNECTED); /* no needless one */

  rb_ice_renew (a.ice);
  rb_rtp_address_parse (&a.address[0], "192.0.2.3", 6000);
  of_a = tell (&a);
  g_assert_true (rb_ice_is_restart (b.ice, &of_a));
  rb_ice_renew (b.ice);
  of_b = tell (&b);
  rb_ice_start (b.ice, &of_a, RB_ICE_COMPONENTS, 0);
  rb_ice_start (a.ice, &of_b, RB_ICE_COMPONENTS, 0);
  g_assert_nonnull (rb_ice_get_selected (b.ice, 1)); /* the old way until there is another */
  run_agents (&a, &b, 0);
  expect_each_other (&a, &b);
  agent_clear (&a);
  agent_clear (&b);
}

static void
strangers_get_no_answer (void)
{
  RbRtpAddress stranger;
  Agent a, b, c;
  Message *check;

  rb_rtp_address_parse (&stranger, "203.0.113.1", 7000);
  begin (&a, &b);
  agent_init (&c, "192.0.2.1", 4000);
  rb_ice_tick (a.ice, 0);
  check = g_queue_pop_head (a.inbox);
  g_assert_nonnull (check);

  rb_ice_receive (c.ice, 1, check->packet, check->size, &stranger, 0); /* another name */
  g_assert_cmpuint (c.n_sent, ==, 0);
  for (gsize size = 0; size < check->size; size++)
    rb_ice_receive (b.ice, 1, check->packet, size, &stranger, 0);
  for (gsize i = 0; i < check->size; i++)
    {
      check->packet[i] ^= 0x10;
      rb_ice_receive (b.ice, 1, check->packet, check->size, &stranger, 0);
      check->packet[i] ^= 0x10;
    }
  g_assert_cmpuint (b.n_sent, ==, 0);
  rb_ice_receive (b.ice, 1, check->packet, check->size, &stranger, 0); /* whole, it is answered wherever it is from */
  g_assert_cmpuint (b.n_sent, ==, 1);

  g_free (check);
  agent_clear (&a);
  agent_clear (&b);
  agent_clear (&c);
}

static void
nobody_outside_leads_us_to_our_own_machine (void)
{
  RbIceRemote remote = { .agreed = TRUE, .ufrag = "abcd", .pwd = "abcdefghijklmnopqrstuv", .n_candidates = 2 };
  Agent a;

  agent_init (&a, "192.0.2.1", 4000);
  remote.candidates[0].component = remote.candidates[1].component = 1;
  rb_rtp_address_parse (&remote.candidates[0].address, "127.0.0.1", 631);
  rb_rtp_address_parse (&remote.candidates[1].address, "2001:db8::1", 4000);
  rb_ice_start (a.ice, &remote, RB_ICE_COMPONENTS, 0);
  for (guint i = 0; i < 50; i++)
    rb_ice_tick (a.ice, i * RB_ICE_PACE_US);
  g_assert_cmpuint (a.n_sent, ==, 0);
  agent_clear (&a);
}

/* Calls. */

static void
remember_reason (RbMediaSession *session, const char *reason, char **place)
{
  g_free (*place);
  *place = g_strdup (reason);
}

static void
setting_off_changes_nothing_in_the_description (void)
{
  g_autofree char *offer = NULL, *answer = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  offer = rb_media_session_create_offer (pair.caller.session);
  rb_media_session_set_ice (pair.callee.session, FALSE);
  answer = rb_media_session_create_answer (pair.callee.session, offer, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (offer, "ice"));
  g_assert_null (strstr (offer, "candidate"));
  g_assert_null (strstr (answer, "ice"));
  g_assert_null (strstr (answer, "candidate"));
  pair_clear (&pair);
}

static void
expect_ice (Pair *pair, RbIceState state)
{
  WAIT_FOR (pair->caller.statistics.ice == state && pair->callee.statistics.ice == state);
  g_assert_cmpint (pair->caller.statistics.ice, ==, state);
}

static void
talk (RbEncryption encryption, const char *address)
{
  g_autoptr (GError) error = NULL;
  Pair pair;

  pair_init (&pair, address);
  rb_media_session_set_ice (pair.caller.session, TRUE);
  rb_media_session_set_ice (pair.callee.session, TRUE);
  g_assert_true (rb_media_session_set_encryption (pair.caller.session, encryption, &error));
  g_assert_true (rb_media_session_set_encryption (pair.callee.session, encryption, &error));
  pair_answer (&pair);
  pair_start (&pair);
  expect_ice (&pair, RB_ICE_CONNECTED);
  pair_expect_sound (&pair);
  WAIT_FOR (pair.caller.statistics.round_trip_ms >= 0); /* RTCP passes, both ways */
  g_assert_true ((pair.caller.statistics.encryption != RB_SRTP_NONE) == (encryption != RB_ENCRYPTION_OFF));
  pair_clear (&pair);
}

static void
two_phones_talk (void)
{
  talk (RB_ENCRYPTION_OFF, "127.0.0.1");
}

static void
two_phones_talk_encrypted (void)
{
  talk (RB_ENCRYPTION_REQUIRED, "127.0.0.1");
}

static void
two_phones_talk_by_ipv6 (void)
{
  talk (RB_ENCRYPTION_OFF, "::1");
}

/* The address in the SDP is one where nobody is, as behind a router that does not map our ports: ICE finds the other.
 */
static void
two_phones_talk_though_the_address_is_wrong (void)
{
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_ice (pair.caller.session, TRUE);
  rb_media_session_set_ice (pair.callee.session, TRUE);
  g_assert_true (rb_media_session_set_public_address (pair.caller.session, "127.0.0.9"));
  g_assert_true (rb_media_session_set_public_address (pair.callee.session, "127.0.0.9"));
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  expect_ice (&pair, RB_ICE_CONNECTED);
  WAIT_FOR (pair.caller.statistics.round_trip_ms >= 0);
  pair_clear (&pair);
}

/* The far end moves, with another name and password; then it has no ICE any more. */
static void
far_end_may_restart_and_end_it (void)
{
  g_autofree char *offer = NULL, *answer = NULL, *plain = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;
  End other;

  pair_init (&pair, "127.0.0.1");
  end_init (&other, &(RbSoundConfig){ .kind = RB_SOUND_TONE, .tone_hz = OTHER_HZ }, "127.0.0.1");
  rb_media_session_set_ice (pair.caller.session, TRUE);
  rb_media_session_set_ice (pair.callee.session, TRUE);
  rb_media_session_set_ice (other.session, TRUE);
  pair_answer (&pair);
  pair_start (&pair);
  expect_ice (&pair, RB_ICE_CONNECTED);

  offer = rb_media_session_create_offer (other.session);
  answer = rb_media_session_create_answer (pair.callee.session, offer, &error);
  g_assert_no_error (error);
  g_assert_true (rb_media_session_accept_answer (other.session, answer, &error));
  rb_media_session_stop (pair.caller.session);
  rb_media_session_start (other.session);
  WAIT_FOR (other.statistics.ice == RB_ICE_CONNECTED && pair.callee.statistics.ice == RB_ICE_CONNECTED);
  end_expect_tone (&pair.callee, OTHER_HZ);
  end_expect_tone (&other, CALLEE_HZ);

  plain = g_strdup (offer);
  strstr (plain, "a=ice-ufrag:")[2] = 'x';
  g_free (answer);
  answer = rb_media_session_create_answer (pair.callee.session, plain, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (answer, "candidate"));
  WAIT_FOR (pair.callee.statistics.ice == RB_ICE_IDLE);
  end_expect_tone (&pair.callee, OTHER_HZ);
  end_expect_tone (&other, CALLEE_HZ);
  end_clear (&other);
  pair_clear (&pair);
}

static void
hold_restarts_nothing (void)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  const char *name;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_ice (pair.caller.session, TRUE);
  rb_media_session_set_ice (pair.callee.session, TRUE);
  before = rb_media_session_create_offer (pair.caller.session);
  pair_answer (&pair);
  pair_start (&pair);
  expect_ice (&pair, RB_ICE_CONNECTED);

  for (guint held = 1; held <= 2; held++)
    {
      rb_media_session_set_hold (pair.caller.session, held == 1);
      g_free (after);
      after = rb_media_session_create_offer (pair.caller.session);
      name = strstr (before, "a=ice-ufrag:");
      g_assert_nonnull (name);
      g_assert_cmpmem (strstr (after, "a=ice-ufrag:"), 20, name, 20);
      g_assert_nonnull (strstr (after, "a=remote-candidates:1 127.0.0.1 "));
      g_free (answer);
      answer = rb_media_session_create_answer (pair.callee.session, after, &error);
      g_assert_no_error (error);
      g_assert_null (strstr (answer, "remote-candidates"));
      g_assert_true (rb_media_session_accept_answer (pair.caller.session, answer, &error));
    }
  pair_expect_sound (&pair);
  expect_ice (&pair, RB_ICE_CONNECTED);
  pair_clear (&pair);
}

/* @caller_has: who does it of the two. */
static void
talk_to_one_without (gboolean caller_has)
{
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_ice (caller_has ? pair.caller.session : pair.callee.session, TRUE);
  pair_answer (&pair);
  pair_start (&pair);
  pair_expect_sound (&pair);
  expect_ice (&pair, RB_ICE_IDLE);
  pair_clear (&pair);
}

static void
a_caller_with_ice_talks_to_one_without (void)
{
  talk_to_one_without (TRUE);
}

static void
a_caller_without_ice_talks_to_one_with (void)
{
  talk_to_one_without (FALSE);
}

/* What @text says of its password is not so, as if the answer came from another than the one that is checked. */
static char *
spoil_password (const char *text)
{
  char *copy = g_strdup (text), *password = strstr (copy, "a=ice-pwd:");

  g_assert_nonnull (password);
  password[10] = password[10] == 'A' ? 'B' : 'A';

  return copy;
}

static void
a_failure_is_told_and_the_plain_way_stays (void)
{
  g_autofree char *reason = NULL, *offer = NULL, *answer = NULL, *spoilt_offer = NULL, *spoilt_answer = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;

  pair_init (&pair, "127.0.0.1");
  rb_media_session_set_ice (pair.caller.session, TRUE);
  rb_media_session_set_ice (pair.callee.session, TRUE);
  g_signal_connect (pair.caller.session, "ice-failed", G_CALLBACK (remember_reason), &reason);
  offer = rb_media_session_create_offer (pair.caller.session);
  spoilt_offer = spoil_password (offer);
  answer = rb_media_session_create_answer (pair.callee.session, spoilt_offer, &error);
  g_assert_no_error (error);
  spoilt_answer = spoil_password (answer);
  g_assert_true (rb_media_session_accept_answer (pair.caller.session, spoilt_answer, &error));
  pair_start (&pair);
  pair_expect_sound (&pair); /* at once */
  WAIT_FOR (reason != NULL);
  g_assert_nonnull (strstr (reason, "127.0.0.1"));
  expect_ice (&pair, RB_ICE_FAILED);
  pair_expect_sound (&pair);
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ice/descriptions", descriptions_say_whether_there_is_ice);
  g_test_add_func ("/ice/unusable", candidates_that_cannot_be_used_are_left_out);
  g_test_add_func ("/ice/many", no_description_makes_us_check_without_end);
  g_test_add_func ("/ice/offer", an_offer_names_our_addresses);
  g_test_add_func ("/ice/answer", answers_follow_the_offer);
  g_test_add_func ("/ice/answered", an_answer_decides_whether_there_are_checks);
  g_test_add_func ("/ice/agents", two_agents_find_each_other);
  g_test_add_func ("/ice/early", checks_may_come_before_the_answer);
  g_test_add_func ("/ice/roles", a_conflict_of_roles_is_settled);
  g_test_add_func ("/ice/in-vain", checks_end_in_time_when_nothing_arrives);
  g_test_add_func ("/ice/restart", a_restart_finds_the_way_anew);
  g_test_add_func ("/ice/strangers", strangers_get_no_answer);
  g_test_add_func ("/ice/own-machine", nobody_outside_leads_us_to_our_own_machine);
  g_test_add_func ("/ice/off", setting_off_changes_nothing_in_the_description);
  g_test_add_func ("/ice/talk", two_phones_talk);
  g_test_add_func ("/ice/encrypted", two_phones_talk_encrypted);
  g_test_add_func ("/ice/ipv6", two_phones_talk_by_ipv6);
  g_test_add_func ("/ice/wrong-address", two_phones_talk_though_the_address_is_wrong);
  g_test_add_func ("/ice/restarted", far_end_may_restart_and_end_it);
  g_test_add_func ("/ice/hold", hold_restarts_nothing);
  g_test_add_func ("/ice/caller-alone", a_caller_with_ice_talks_to_one_without);
  g_test_add_func ("/ice/callee-alone", a_caller_without_ice_talks_to_one_with);
  g_test_add_func ("/ice/failure", a_failure_is_told_and_the_plain_way_stays);

  return g_test_run ();
}
