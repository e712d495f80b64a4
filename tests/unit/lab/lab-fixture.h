/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of the practice network share: a running one, phones (RbSipAgent) with a log
 * of what happened to their calls, and a bare UDP socket for what no phone would send. */

#include "rb-digest.h"
#include "rb-lab.h"
#include "rb-sip-call.h"

#include <string.h>

#define LIMIT_S 10
#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"

/* Runs the main context until @condition holds. */
#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    guint wake_ = g_timeout_add (10, wake_up, NULL);                                                                   \
    gint64 end_ = g_get_monotonic_time () + LIMIT_S * G_USEC_PER_SEC;                                                  \
    while (!(condition))                                                                                               \
      {                                                                                                                \
        if (g_get_monotonic_time () > end_)                                                                            \
          g_error ("%s: never came true: %s", G_STRLOC, #condition);                                                   \
        g_main_context_iteration (NULL, TRUE);                                                                         \
      }                                                                                                                \
    g_source_remove (wake_);                                                                                           \
  }                                                                                                                    \
  G_STMT_END

static inline gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

typedef struct
{
  RbSipCall *call;
  guint seen;   /* bits: 1 << RbSipCallEventKind */
  guint status; /* of the last event */
  guint provisional;
  gboolean elsewhere;
  RbSipEndedBy ended_by;
  char *sdp;
} Leg;

typedef struct
{
  RbSipAgent *agent;
  Leg in, out;
  gboolean gone;
} Phone;

typedef struct
{
  RbSipEngine *engine;
  RbLab *lab;
  GPtrArray *phones;
} Fixture;

static inline gboolean
saw (const Leg *leg, RbSipCallEventKind kind)
{
  return (leg->seen & (1u << kind)) != 0;
}

static inline void
on_event (RbSipCall *call, const RbSipCallEvent *event, Leg *leg)
{
  leg->seen |= 1u << event->kind;
  leg->status = event->status;
  if (event->kind == RB_SIP_CALL_PROVISIONAL)
    leg->provisional = event->status;
  if (event->kind == RB_SIP_CALL_ENDED)
    leg->ended_by = event->ended_by;
  leg->elsewhere |= event->answered_elsewhere;
  if (event->sdp != NULL)
    {
      g_free (leg->sdp);
      leg->sdp = g_strdup (event->sdp);
    }
}

static inline void
leg_clear (Leg *leg)
{
  if (leg->call != NULL)
    g_signal_handlers_disconnect_by_data (leg->call, leg);
  g_clear_object (&leg->call);
  g_clear_pointer (&leg->sdp, g_free);
  memset (leg, 0, sizeof *leg);
}

static inline void
leg_watch (Leg *leg, RbSipCall *call)
{
  leg_clear (leg);
  leg->call = g_object_ref (call);
  g_signal_connect (call, "event", G_CALLBACK (on_event), leg);
}

static inline void
on_incoming (RbSipAgent *agent, RbSipCall *call, Phone *phone)
{
  leg_watch (&phone->in, call);
  rb_sip_call_ring (call);
}

static inline void
on_gone (RbSipAgent *agent, Phone *phone)
{
  phone->gone = TRUE;
}

static inline void
phone_free (gpointer data)
{
  Phone *phone = data;

  leg_clear (&phone->in);
  leg_clear (&phone->out);
  g_signal_handlers_disconnect_by_data (phone->agent, phone);
  g_object_unref (phone->agent);
  g_free (phone);
}

static inline Phone *
add_phone (Fixture *f, const char *user, const char *password, RbTransport transport)
{
  g_autoptr (GError) error = NULL;
  Phone *phone = g_new0 (Phone, 1);

  phone->agent = rb_sip_agent_new (f->engine,
                                   &(RbSipAgentConfig){ .user = user,
                                                        .domain = rb_lab_get_domain (f->lab),
                                                        .password = password,
                                                        .transport = transport,
                                                        .bind_address = "127.0.0.1" },
                                   &error);
  g_assert_no_error (error);
  rb_sip_engine_route_tap (f->engine, rb_sip_agent_get_port (phone->agent), NULL, NULL);
  g_signal_connect (phone->agent, "incoming-call", G_CALLBACK (on_incoming), phone);
  g_signal_connect (phone->agent, "shut-down", G_CALLBACK (on_gone), phone);
  g_ptr_array_add (f->phones, phone);
  rb_sip_agent_register (phone->agent);
  wait_until (rb_sip_agent_get_registration (phone->agent) >= RB_REGISTRATION_REGISTERED);
  return phone;
}

static inline char *
make_uri (Fixture *f, const char *user)
{
  return g_strdup_printf ("sip:%s@%s", user, rb_lab_get_domain (f->lab));
}

static inline Leg *
call (Fixture *f, Phone *phone, const char *user, const char *sdp)
{
  g_autofree char *uri = make_uri (f, user);
  g_autoptr (GError) error = NULL;
  g_autoptr (RbSipCall) outgoing = rb_sip_call_new_outgoing (phone->agent, uri, sdp, &error);

  g_assert_no_error (error);
  leg_watch (&phone->out, outgoing);
  return &phone->out;
}

static inline void
start_lab (Fixture *f, const RbLabConfig *config)
{
  g_autoptr (GError) error = NULL;

  f->engine = rb_sip_engine_new (&error);
  g_assert_no_error (error);
  f->phones = g_ptr_array_new_with_free_func (phone_free);
  f->lab = rb_lab_new (f->engine, config);
  rb_lab_start (f->lab, &error);
  g_assert_no_error (error);
  g_assert_true (rb_lab_add_user (f->lab, "alice", "alice-pw", NULL));
  g_assert_true (rb_lab_add_user (f->lab, "bob", "bob-pw", NULL));
}

static inline gboolean
all_gone (Fixture *f)
{
  for (guint i = 0; i < f->phones->len; i++)
    if (!((Phone *) f->phones->pdata[i])->gone)
      return FALSE;
  return TRUE;
}

static inline void
on_lab_stopped (GObject *lab, GAsyncResult *result, gpointer n_stopped)
{
  rb_lab_stop_finish (RB_LAB (lab), result);
  ++*(guint *) n_stopped;
}

static inline void
stop_lab (Fixture *f)
{
  guint n_stopped = 0;

  for (guint i = 0; i < f->phones->len; i++)
    rb_sip_agent_shut_down (((Phone *) f->phones->pdata[i])->agent);
  wait_until (all_gone (f));
  g_ptr_array_unref (f->phones);
  rb_lab_stop_async (f->lab, on_lab_stopped, &n_stopped);
  wait_until (n_stopped == 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->lab);
  g_object_add_weak_pointer (G_OBJECT (f->engine), (gpointer *) &f->engine);
  g_object_unref (f->engine);
  wait_until (f->engine == NULL);
}

/* Messages of the lab's trace whose first line begins with @start, to or from @port (0: any). */
static inline guint
count_in_trace (Fixture *f, const char *start, guint16 from, guint16 to)
{
  RbTrace *trace = rb_lab_get_trace (f->lab);
  guint n = 0;

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      RbMessageInfo info;
      gsize length;
      const char *bytes = (const char *) rb_trace_peek_bytes (trace, i, &length);

      rb_trace_get_info (trace, i, &info);
      if ((from == 0 || info.src.port == from) && (to == 0 || info.dst.port == to) && length >= strlen (start) &&
          memcmp (bytes, start, strlen (start)) == 0)
        n++;
    }
  return n;
}

/* A socket that says what it likes. */

typedef struct
{
  GSocket *socket;
  GSocketAddress *lab;
  guint16 port;
  guint cseq;
} Raw;

static inline void
raw_open (Raw *raw, Fixture *f)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  raw->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (raw->socket, any, FALSE, NULL));
  g_socket_set_blocking (raw->socket, FALSE);
  bound = g_socket_get_local_address (raw->socket, NULL);
  raw->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  raw->lab = g_inet_socket_address_new (loopback, rb_lab_get_port (f->lab));
}

static inline void
raw_close (Raw *raw)
{
  g_object_unref (raw->socket);
  g_object_unref (raw->lab);
}

static inline void
raw_send (Raw *raw, const char *text)
{
  g_assert_cmpint (g_socket_send_to (raw->socket, raw->lab, text, strlen (text), NULL, NULL), ==,
                   (gssize) strlen (text));
}

static inline gboolean
raw_poll (Raw *raw, char *buffer, gsize size)
{
  gssize n = g_socket_receive (raw->socket, buffer, size - 1, NULL, NULL);

  if (n < 0)
    return FALSE;
  buffer[n] = '\0';
  return TRUE;
}

/* The next final response (or request), passing over 1xx. (transfer full) */
static inline char *
raw_receive (Raw *raw)
{
  char buffer[4096];

  do
    wait_until (raw_poll (raw, buffer, sizeof buffer));
  while (g_str_has_prefix (buffer, "SIP/2.0 1"));
  return g_strdup (buffer);
}

/* 0: a request. */
static inline guint
status_of (const char *message)
{
  return g_str_has_prefix (message, "SIP/2.0 ") ? (guint) g_ascii_strtoull (message + 8, NULL, 10) : 0;
}

/* One request from alice; @headers: further lines with CRLF. (transfer full) */
static inline char *
raw_format (Raw *raw, Fixture *f, const char *method, const char *uri, const char *to_params, const char *headers,
            const char *body)
{
  return g_strdup_printf ("%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK%s%u\r\n"
                          "From: <sip:alice@%s>;tag=raw\r\nTo: <%s>%s\r\nCall-ID: raw%u\r\nCSeq: %u %s\r\n"
                          "%s%sContent-Length: %u\r\n\r\n%s",
                          method, uri, raw->port, method, raw->cseq, rb_lab_get_domain (f->lab), uri, to_params,
                          raw->port, raw->cseq, method, headers,
                          body != NULL ? "Content-Type: application/sdp\r\n" : "",
                          body != NULL ? (guint) strlen (body) : 0, body != NULL ? body : "");
}

static inline void
raw_ack (Raw *raw, Fixture *f, const char *uri, const char *response)
{
  const char *to = strstr (response, "\r\nTo:"), *tag = to != NULL ? strstr (to, ";tag=") : NULL;
  g_autofree char *params = tag != NULL ? g_strndup (tag, strcspn (tag, "\r")) : g_strdup ("");
  g_autofree char *ack = raw_format (raw, f, "ACK", uri, params, "Max-Forwards: 70\r\n", NULL);
  g_autofree char *branch = g_strdup_printf ("z9hG4bKINVITE%u", raw->cseq),
                  *own = g_strdup_printf ("z9hG4bKACK%u", raw->cseq);
  g_auto (GStrv) parts = g_strsplit (ack, own, 2);
  g_autofree char *text = g_strjoinv (branch, parts);

  raw_send (raw, text);
}

/* Sends @method to @uri as alice, answers the challenge with alice's password and returns the
 * final response. (transfer full) */
static inline char *
raw_request (Raw *raw, Fixture *f, const char *method, const char *uri, const char *headers, const char *body)
{
  g_autofree char *response = NULL;
  g_autofree char *credentials = NULL;
  g_autofree char *digest = NULL, *realm = NULL, *nonce = NULL, *value = NULL, *with = NULL, *again = NULL;
  const char *challenge;
  RbDigestInput input = { .algorithm = RB_DIGEST_MD5,
                          .username = "alice",
                          .password = "alice-pw",
                          .method = method,
                          .uri = uri,
                          .qop = "auth",
                          .cnonce = "raw",
                          .nc = 1 };
  g_autofree char *first = NULL;

  raw->cseq++;
  first = raw_format (raw, f, method, uri, "", headers, body);
  raw_send (raw, first);
  response = raw_receive (raw);
  if (strcmp (method, "INVITE") == 0 && status_of (response) >= 300)
    raw_ack (raw, f, uri, response);
  if (status_of (response) != 401 && status_of (response) != 407)
    return g_steal_pointer (&response);

  challenge = strstr (response, "Authenticate: ");
  value = g_strndup (challenge + 14, strcspn (challenge + 14, "\r"));
  input.realm = realm = rb_digest_get_param (value, "realm");
  input.nonce = nonce = rb_digest_get_param (value, "nonce");
  digest = rb_digest_response (&input);
  credentials = g_strdup_printf (
      "%s: Digest username=\"alice\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", "
      "algorithm=MD5, qop=auth, cnonce=\"raw\", nc=00000001\r\n",
      status_of (response) == 401 ? "Authorization" : "Proxy-Authorization", realm, nonce, uri, digest);
  with = g_strconcat (headers, credentials, NULL);

  raw->cseq++;
  again = raw_format (raw, f, method, uri, "", with, body);
  raw_send (raw, again);
  g_free (response);
  response = raw_receive (raw);
  if (strcmp (method, "INVITE") == 0 && status_of (response) >= 300)
    raw_ack (raw, f, uri, response);
  return g_steal_pointer (&response);
}
