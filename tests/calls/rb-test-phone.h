/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-c/json.h>

#include "rb-phone.h"
#include "rb-tone-player.h"

/* For tests of the phone: one RbPhone in a folder of its own, a far end that is ringback-cli in a process of its own
 * (one tap, one stack per process), and a bare peer that sends exactly the messages it is told to. */

#define RB_TEST_WAIT_S 12

/* Runs the main loop until @condition; what never comes fails the test. */
#define rb_test_wait_for(condition)                                                                                    \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 limit_ = g_get_monotonic_time () + RB_TEST_WAIT_S * G_USEC_PER_SEC;                                         \
    while (!(condition))                                                                                               \
      {                                                                                                                \
        if (g_get_monotonic_time () > limit_)                                                                          \
          g_error ("%s:%d: never came: %s", __FILE__, __LINE__, #condition);                                           \
        rb_test_turn ();                                                                                               \
      }                                                                                                                \
  }                                                                                                                    \
  G_STMT_END

/* One turn of the main loop, 20 ms at most. */
void rb_test_turn (void);

typedef struct
{
  char    *folder; /* config/ and data/ in it */
  RbPhone *phone;
  guint16  port;     /* direct calls to 127.0.0.1 */
  RbCall  *incoming; /* the last one */
  GString *digits;   /* heard on any incoming or watched call */
  GString *notices;
} RbTestPhone;

/* @tone_hz: what the phone says. @folder (nullable): (transfer full) use this one. */
void     rb_test_phone_set_up (RbTestPhone *self, double tone_hz, char *folder);
/* Shuts the phone down, but leaves its folder. */
void     rb_test_phone_close (RbTestPhone *self);
void     rb_test_phone_tear_down (RbTestPhone *self);
RbCall  *rb_test_phone_call (RbTestPhone *self, guint16 port);
RbTone   rb_test_phone_get_tone (RbTestPhone *self);
/* The newest row of the history. (transfer full) */
RbHistoryItem *rb_test_phone_get_row (RbTestPhone *self);

typedef struct _RbTestFarEnd RbTestFarEnd;

/* ringback-cli @verb … --bind 127.0.0.1 --json; further arguments up to NULL. */
RbTestFarEnd *rb_test_far_end_new (const char *verb, ...) G_GNUC_NULL_TERMINATED;
/* The next event of that name; those before it are passed over. (transfer none): until the next call. */
struct json_object *rb_test_far_end_wait (RbTestFarEnd *self, const char *event);
/* The port of “answer”: waits for "ready". */
guint16  rb_test_far_end_get_port (RbTestFarEnd *self);
/* Waits for its exit code and frees it. */
int      rb_test_far_end_finish (RbTestFarEnd *self);
/* Ctrl+C, then the same. */
int      rb_test_far_end_interrupt (RbTestFarEnd *self);

/* “call” from a far end that says 600 Hz; waits until the phone rings. */
RbTestFarEnd *rb_test_phone_get_called (RbTestPhone *self, const char *option, const char *value);
/* A text in an event. (transfer none) (nullable) */
const char   *rb_test_get_text (struct json_object *event, const char *key);

typedef struct
{
  GSocket *socket;
  guint16  port;
  guint16  phone_port;
  char    *last; /* message received last */
} RbTestPeer;

void  rb_test_peer_set_up (RbTestPeer *self, guint16 phone_port);
void  rb_test_peer_tear_down (RbTestPeer *self);
void  rb_test_peer_send (RbTestPeer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* An INVITE with @body (nullable) as its description; Call-ID, branch and tag are made from @name. */
void  rb_test_peer_invite (RbTestPeer *self, const char *name, const char *body);
/* A request inside the dialog that rb_test_peer_invite() made, with the To of the message received last;
 * @header: a further line with CRLF, or "". */
void  rb_test_peer_request (RbTestPeer *self, const char *method, const char *name, guint cseq, const char *header,
                            const char *body);
/* A request the other way in a dialog that the phone made: @self->last is a request of the phone. */
void  rb_test_peer_request_back (RbTestPeer *self, const char *method, guint cseq, const char *body);
/* Answers @self->last, at the port it came from; requests go there from then on. */
void  rb_test_peer_respond (RbTestPeer *self, const char *status, const char *body);
/* Waits for a message whose first line begins with @start; others are passed over. */
void  rb_test_peer_expect (RbTestPeer *self, const char *start);
/* Whether one has come; others are passed over. */
gboolean rb_test_peer_poll (RbTestPeer *self, const char *start);

/* An audio description with one payload type at 127.0.0.1:@port. (transfer full) */
char *rb_test_sdp (guint16 port, guint payload_type, const char *direction);
