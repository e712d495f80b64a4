/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Flows in which one thing is repeated so often that explanations whose cost grows with its square would not end
 * before the time limit of the test, while those that go through the flow once take a moment. */

#include <string.h>

#include "everything.h"
#include "rb-explain.h"
#include "trace-fixture.h"

#define HEADERS                                                                                                        \
  "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK%u\r\nFrom: <sip:alice@example.com>;tag=a\r\n"                              \
  "To: <sip:bob@example.com>%s\r\nCall-ID: call-1\r\nCSeq: %u %s\r\n"
#define REQUEST "%s sip:bob@example.com SIP/2.0\r\nMax-Forwards: 70\r\n" HEADERS "%s\r\n%s"
#define RESPONSE "SIP/2.0 %u Phrase\r\n" HEADERS "%s\r\n%s"
#define WITH_SDP "Contact: <sip:x@10.0.0.1>\r\nContent-Type: application/sdp\r\n"

/* Whoever explains all messages of a call explains that many of each. */
#define N_IN_A_ROW 200

static const Everything everything = { .password = "secret", .max_fields = 100 };

/* @down: from the caller */
static void
append (RbTrace *trace, guint ms, gboolean down, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  const RbMessageInfo info = { .kind = RB_MESSAGE_SIP,
                               .transport = RB_TRANSPORT_UDP,
                               .wall_us = FIXTURE_START_US + (gint64) ms * 1000,
                               .src = fixture_endpoint (down ? "A" : "P"),
                               .dst = fixture_endpoint (down ? "P" : "A") };

  g_assert_cmpuint (rb_trace_append (trace, &info, bytes), !=, RB_FLOW_NONE);
}

static void
append_request (RbTrace *trace, guint ms, gboolean down, const char *method, guint branch, guint cseq,
                const char *to_tag, const char *headers, const char *body)
{
  g_autofree char *text = g_strdup_printf (REQUEST, method, branch, to_tag, cseq, method, headers, body);

  append (trace, ms, down, text);
}

static void
append_response (RbTrace *trace, guint ms, gboolean down, guint status, const char *method, guint branch, guint cseq,
                 const char *to_tag, const char *headers, const char *body)
{
  g_autofree char *text = g_strdup_printf (RESPONSE, status, branch, to_tag, cseq, method, headers, body);

  append (trace, ms, down, text);
}

static void
begin_call (RbTrace *trace)
{
  append_request (trace, 0, TRUE, "INVITE", 0, 1, "", WITH_SDP, FIXTURE_SDP);
  append_response (trace, 10, FALSE, 180, "INVITE", 0, 1, ";tag=b", "", "");
}

static void
answer_call (RbTrace *trace)
{
  append_response (trace, 20, FALSE, 200, "INVITE", 0, 1, ";tag=b", WITH_SDP, FIXTURE_SDP);
  append_request (trace, 30, TRUE, "ACK", 1, 1, ";tag=b", "", "");
}

static void
fill_copies (RbTrace *trace)
{
  for (guint i = 0; i < 20000; i++)
    append_request (trace, 500 * i, TRUE, "INVITE", 0, 1, "", WITH_SDP, FIXTURE_SDP);
}

/* A 2xx whose ACKs are lost. */
static void
fill_answers (RbTrace *trace)
{
  begin_call (trace);
  for (guint i = 1; i < 25000; i++)
    {
      append_response (trace, 500 * i, FALSE, 200, "INVITE", 0, 1, ";tag=b", WITH_SDP, FIXTURE_SDP);
      append_request (trace, 500 * i + 1, TRUE, "ACK", 1, 1, ";tag=b", "", "");
    }
}

static void
fill_reinvites (RbTrace *trace)
{
  begin_call (trace);
  answer_call (trace);
  for (guint i = 2; i < 10000; i++)
    {
      const char *sdp = i % 2 ? FIXTURE_SDP "a=sendonly\r\n" : FIXTURE_SDP;

      append_request (trace, 100 * i, TRUE, "INVITE", i, i, ";tag=b", WITH_SDP "Session-Expires: 90\r\n", sdp);
      append_response (trace, 100 * i + 10, FALSE, 200, "INVITE", i, i, ";tag=b", WITH_SDP, FIXTURE_SDP);
    }
}

/* One INVITE, and answers of ever new phones; then all are cancelled. */
static void
fill_forks (RbTrace *trace)
{
  begin_call (trace);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *tag = g_strdup_printf (";tag=%u", i);

      append_response (trace, 100 + i, FALSE, 183, "INVITE", 0, 1, tag, WITH_SDP "Require: 100rel\r\nRSeq: 1\r\n",
                       FIXTURE_SDP);
    }
  append_request (trace, 30000, TRUE, "CANCEL", 0, 1, "", "", "");
  append_response (trace, 30010, FALSE, 487, "INVITE", 0, 1, ";tag=b", "", "");
}

/* A proxy that sends one INVITE to ever more places. */
static void
fill_branches (RbTrace *trace)
{
  begin_call (trace);
  for (guint i = 1; i < 2500; i++)
    {
      append_request (trace, 100 + i, FALSE, "INVITE", i, 1, "",
                      "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0\r\n" WITH_SDP, FIXTURE_SDP);
      append_response (trace, 50000 + i, TRUE, 302, "INVITE", i, 1, ";tag=c", "Contact: <sip:c@10.0.0.7>\r\n", "");
    }
}

static void
fill_refreshes (RbTrace *trace)
{
  for (guint i = 1; i < 10000; i++)
    {
      append_request (
          trace, 1000 * i, TRUE, "REGISTER", i, i, "",
          "Contact: <sip:alice@10.0.0.1>;expires=60\r\n"
          "Authorization: Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"0\"\r\n",
          "");
      append_response (trace, 1000 * i + 10, FALSE, i % 3 ? 200 : 401, "REGISTER", i, i, ";tag=r",
                       i % 3 ? "Contact: <sip:alice@10.0.0.1>;expires=60\r\n"
                             : "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n",
                       "");
    }
}

static void
fill_notifications (RbTrace *trace)
{
  append_request (trace, 0, TRUE, "SUBSCRIBE", 0, 1, "", "Event: presence\r\nExpires: 3600\r\n", "");
  append_response (trace, 10, FALSE, 200, "SUBSCRIBE", 0, 1, ";tag=b", "Expires: 3600\r\n", "");
  for (guint i = 1; i < 8000; i++)
    append_request (trace, 100 * i, FALSE, "NOTIFY", i, i, ";tag=b",
                    "Event: presence\r\nSubscription-State: active;expires=60\r\n", "");
}

/* Credentials that are refused again and again. */
static void
fill_refusals (RbTrace *trace)
{
  for (guint i = 1; i < 5000; i++)
    {
      g_autofree char *credentials = g_strdup_printf (
          "Proxy-Authorization: Digest username=\"a\", realm=\"r\", nonce=\"%u\", uri=\"sip:x\", response=\"0\"\r\n",
          i);
      g_autofree char *challenge = g_strdup_printf ("Proxy-Authenticate: Digest realm=\"r\", nonce=\"%u\"\r\n", i + 1);

      append_request (trace, 100 * i, TRUE, "INVITE", i, i, "", credentials, "");
      append_response (trace, 100 * i + 10, FALSE, 407, "INVITE", i, i, ";tag=p", challenge, "");
      append_request (trace, 100 * i + 20, TRUE, "ACK", i, i, ";tag=p", "", "");
    }
}

/* A call that is hung up in vain. */
static void
fill_endings (RbTrace *trace)
{
  begin_call (trace);
  answer_call (trace);
  for (guint i = 2; i < 5000; i++)
    {
      append_request (trace, 100 * i, TRUE, "BYE", i, i, ";tag=b", "Reason: Q.850;cause=16\r\n", "");
      append_response (trace, 100 * i + 10, FALSE, 481, "BYE", i, i, ";tag=b", "Warning: 399 x \"y\"\r\n", "");
    }
}

static void
explain_in_a_row (RbTrace *trace, guint first)
{
  guint end = MIN (first + N_IN_A_ROW, rb_trace_get_n_messages (trace));

  for (guint i = first; i < end; i++)
    {
      g_autoptr (RbLesson) lesson = rb_explain_message (trace, i);

      g_assert_cmpuint (rb_lesson_get_n_blocks (lesson), >, 0);
    }
}

static void
check_flow (gconstpointer data)
{
  void (*const *fill) (RbTrace *) = data;
  g_autoptr (RbTrace) trace = rb_trace_new ();
  RbFlow *flow;
  guint n;

  (*fill) (trace);
  n = rb_trace_get_n_messages (trace);
  flow = rb_trace_find_flow (trace, "call-1");
  g_assert_nonnull (flow);
  g_assert_cmpuint (rb_flow_get_n_steps (flow), ==, n);

  everything_ask_flow (&everything, flow);
  everything_ask_message (&everything, trace, 0);
  everything_ask_message (&everything, trace, n / 2);
  everything_ask_message (&everything, trace, n - 1);
  everything_compare (&everything, flow, 0, G_MAXUINT);
  explain_in_a_row (trace, 0);
  explain_in_a_row (trace, n / 2);
  explain_in_a_row (trace, n - MIN (n, N_IN_A_ROW));
  everything_report (&everything, trace, NULL);
}

/* A call whose first message has @line as often as the longest datagram takes it. */
static void
check_lines (gconstpointer data)
{
  const char *line = data;
  gboolean in_body = line[1] == '=';
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  RbFlow *flow;

  g_string_printf (text, REQUEST, "INVITE", 0, "", 1, "INVITE", in_body ? WITH_SDP : "", in_body ? FIXTURE_SDP : "");
  if (!in_body)
    g_string_truncate (text, text->len - 2);
  while (text->len + strlen (line) < 65000)
    g_string_append (text, line);
  append (trace, 0, TRUE, text->str);
  append_response (trace, 10, FALSE, 407, "INVITE", 0, 1, ";tag=b", "", "");
  append (trace, 20, TRUE, text->str);
  append_response (trace, 30, FALSE, 200, "INVITE", 0, 1, ";tag=b", WITH_SDP, FIXTURE_SDP);

  flow = rb_trace_find_flow (trace, "call-1");
  everything_ask_flow (&everything, flow);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    everything_ask_message (&everything, trace, i);
  everything_compare (&everything, flow, 0, G_MAXUINT);
  everything_report (&everything, trace, NULL);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*fill) (RbTrace *);
  } flows[] = {
    { "/tutor-proportion/copies", fill_copies },
    { "/tutor-proportion/answers", fill_answers },
    { "/tutor-proportion/reinvites", fill_reinvites },
    { "/tutor-proportion/forks", fill_forks },
    { "/tutor-proportion/branches", fill_branches },
    { "/tutor-proportion/refreshes", fill_refreshes },
    { "/tutor-proportion/notifications", fill_notifications },
    { "/tutor-proportion/refusals", fill_refusals },
    { "/tutor-proportion/endings", fill_endings },
  };
  static const char *const lines[][2] = {
    { "header", "a:b\r\n" },
    { "via", "v:SIP/2.0/UDP h;branch=z9hG4bK2;received=1.2.3.4\r\n" },
    { "contact", "m:<sip:a@b>;expires=1,<sip:c@d>\r\n" },
    { "record-route", "Record-Route:<sip:a@b;lr>\r\n" },
    { "from", "f:<sip:a@b>;tag=1\r\n" },
    { "credentials", "Proxy-Authorization: Digest username=\"a\",realm=\"b\",nonce=\"c\",response=\"d\"\r\n" },
    { "parameters", "Authorization: Digest a=b,c=\"d\"\r\n" },
    { "fold", "s:\r\n \r\n \r\n" },
    { "supported", "k:a,b,c,d,e\r\n" },
    { "attribute", "a=b\r\n" },
    { "media", "m=audio 1 RTP/AVP 0 8 96\r\n" },
    { "rtpmap", "a=rtpmap:96 x/8000\r\n" },
    { "crypto", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (flows); i++)
    g_test_add_data_func (flows[i].path, &flows[i].fill, check_flow);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tutor-proportion/lines/%s", lines[i][0]);

      g_test_add_data_func (path, lines[i][1], check_lines);
    }
  return g_test_run ();
}
