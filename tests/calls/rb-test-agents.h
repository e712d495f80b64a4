/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-call.h"

/* Two real agents on loopback and what they saw, for the tests of this folder. */

#define RB_TEST_SDP                                                                                                                              \
  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=sendrecv\r\n"
#define RB_TEST_SDP_HOLD                                                                                                                         \
  "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=sendonly\r\n"

/* Events longer than this never come. */
#define RB_TEST_LIMIT_MS 20000

typedef struct
{
  RbSipCallEventKind kind;
  guint              status;
  char              *reason;
  char              *sdp;
  char               digit;
  RbSipEndedBy       ended_by;
  gboolean           synthetic;
  gboolean           answered_elsewhere;
  char             **contacts;
  char              *target;
  char              *replaces;
  gboolean           last_report;
} RbTestEvent;

typedef struct
{
  RbSipCall *call;
  GPtrArray *events; /* of RbTestEvent */
  guint      taken;  /* events already asked for */
} RbTestLeg;

typedef struct
{
  RbMessageInfo info;
  GBytes       *bytes;
  char         *label; /* "INVITE", "180 INVITE" */
} RbTestMessage;

typedef struct
{
  RbSipEngine *engine;
  RbSipAgent  *alice;
  RbSipAgent  *bob;
  RbTestLeg    out; /* alice's */
  RbTestLeg    in;  /* bob's */
  GPtrArray   *messages; /* of RbTestMessage: all that the tap saw */
  void       (*on_incoming) (RbSipCall *call);
} RbTestAgents;

void rb_test_agents_set_up (RbTestAgents *self, RbTransport transport);
void rb_test_agents_tear_down (RbTestAgents *self);
RbSipAgent *rb_test_agent_new (RbSipEngine *engine, const char *user, RbTransport transport, guint16 port);
void rb_test_agent_shut_down (RbSipAgent **agent);
/* Alice calls bob; returns when bob has the call. */
void rb_test_agents_call (RbTestAgents *self);
/* As above, and bob has answered and has the ACK. */
void rb_test_agents_connect (RbTestAgents *self);
char *rb_test_agent_uri (RbSipAgent *agent, const char *user);

void         rb_test_leg_init (RbTestLeg *self, RbSipCall *call); /* takes @call */
void         rb_test_leg_clear (RbTestLeg *self);
/* The next event, which must be of @kind; events of other kinds fail the test. */
RbTestEvent *rb_test_leg_expect (RbTestLeg *self, RbSipCallEventKind kind);
/* Like it, passing over provisional responses. */
RbTestEvent *rb_test_leg_expect_final (RbTestLeg *self, RbSipCallEventKind kind);

/* Runs the main context until @condition holds; fails the test after RB_TEST_LIMIT_MS. */
#define rb_test_wait(condition)                                             \
  G_STMT_START                                                              \
  {                                                                         \
    gint64 rb_test_end = g_get_monotonic_time () + RB_TEST_LIMIT_MS * 1000; \
    while (!(condition))                                                    \
      {                                                                     \
        if (g_get_monotonic_time () > rb_test_end)                          \
          g_error ("%s: never true: %s", G_STRLOC, #condition);             \
        rb_test_iterate ();                                                 \
      }                                                                     \
  }                                                                         \
  G_STMT_END
void rb_test_iterate (void);

/* Messages that passed the tap in @direction with @label. */
guint          rb_test_agents_count (RbTestAgents *self, RbDirection direction, const char *label);
RbTestMessage *rb_test_agents_find (RbTestAgents *self, RbDirection direction, const char *label);

/* A peer made of a bare UDP socket: it says nothing but what the test tells it. */
typedef struct
{
  GSocket        *socket;
  GSocketAddress *remote; /* of the last message */
  GSource        *source;
  GPtrArray      *received; /* of GBytes */
  guint           taken;
} RbTestPeer;

void  rb_test_peer_set_up (RbTestPeer *self);
void  rb_test_peer_tear_down (RbTestPeer *self);
char *rb_test_peer_uri (RbTestPeer *self, const char *user);
/* The next message that begins with @start, e.g. "INVITE ", passing over others. (transfer none), NUL-terminated */
const char *rb_test_peer_expect (RbTestPeer *self, const char *start);
/* Answers @request: "180 Ringing". @headers (nullable): more header lines, each with CRLF; @body (nullable): SDP. */
void  rb_test_peer_respond (RbTestPeer *self, const char *request, const char *status, const char *headers, const char *body);
/* A request of the peer, From with the tag “f”. Fields: nullable but for @method and @call_id. */
typedef struct
{
  const char *method;
  const char *call_id;
  const char *to_tag;
  guint       cseq;
  const char *headers; /* each with CRLF */
  const char *body;
  const char *type;    /* of @body; NULL: application/sdp */
  const char *user;    /* NULL: the agent's own */
} RbTestRequest;
void  rb_test_peer_request (RbTestPeer *self, RbSipAgent *agent, const RbTestRequest *request);
/* The tag in the "From" or "To" of @message. (transfer full) */
char *rb_test_get_tag (const char *message, const char *header);
void  rb_test_peer_send (RbTestPeer *self, guint16 port, const char *bytes, gsize length);
/* "Name: value\r\n" lines of @message whose names are in the comma-separated @names. (transfer full) */
char *rb_test_copy_headers (const char *message, const char *names);
