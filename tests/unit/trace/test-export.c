/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The JSON and the summary of `ringback-cli inspect`: keys, numbers and words other programs
 * rely on. */

#include "export-fixture.h"
#include "trace-fixture.h"

static struct json_object *
get (struct json_object *object, const char *key)
{
  struct json_object *value = NULL;

  g_assert_true (json_object_object_get_ex (object, key, &value));
  return value;
}

static const char *
get_text (struct json_object *object, const char *key)
{
  return json_object_get_string (get (object, key));
}

static struct json_object *
get_message (struct json_object *call, guint n)
{
  return json_object_array_get_idx (get (call, "messages"), n);
}

static void
json_is_as_promised (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  struct json_object *json;
  struct json_object *call;
  struct json_object *message;
  struct json_object *verdict;

  fixture_play (trace, "0 A>P REGISTER 1 REGISTER r1 - call=reg\n"
                       "500 A>P REGISTER 1 REGISTER r1 - call=reg\n"
                       "1000 A>P INVITE 1 INVITE b1 - tcp\n"
                       "1166 P>A 180 1 INVITE b1 b tcp\n"
                       "2000 P>A 486 1 INVITE b1 b tcp\n");
  json = export_json (trace, "a/call.pcapng");
  g_assert_cmpstr (get_text (json, "file"), ==, "a/call.pcapng");
  g_assert_cmpint (json_object_get_int (get (json, "messages")), ==, 5);
  g_assert_cmpuint (json_object_array_length (get (json, "calls")), ==, 2);
  g_assert_false (json_object_object_get_ex (json, "notes", NULL));

  call = json_object_array_get_idx (get (json, "calls"), 0);
  g_assert_cmpstr (get_text (call, "kind"), ==, "REGISTER");
  g_assert_cmpstr (get_text (get (call, "verdict"), "kind"), ==, "none");
  message = get_message (call, 0);
  g_assert_null (get (message, "retransmission_of"));
  g_assert_null (get (message, "response_to"));
  g_assert_null (get (message, "response_ms"));
  message = get_message (call, 1);
  g_assert_cmpint (json_object_get_int (get (message, "retransmission_of")), ==, 1);

  call = json_object_array_get_idx (get (json, "calls"), 1);
  g_assert_cmpstr (get_text (call, "call_id"), ==, "call-1");
  g_assert_cmpstr (get_text (call, "kind"), ==, "INVITE");
  g_assert_cmpstr (get_text (call, "from"), ==, "sip:alice@example.com");
  g_assert_cmpstr (get_text (call, "to"), ==, "sip:bob@example.com");
  verdict = get (call, "verdict");
  g_assert_cmpstr (get_text (verdict, "kind"), ==, "rejected");
  g_assert_cmpstr (get_text (verdict, "ended_by"), ==, "callee");
  g_assert_cmpint (json_object_get_int (get (verdict, "status")), ==, 486);
  g_assert_cmpstr (get_text (verdict, "text"), ==,
                   "Rejected: the callee refused after 0.8 s of ringing (486 Busy Here).");

  message = get_message (call, 0);
  g_assert_cmpint (json_object_get_int (get (message, "no")), ==, 3);
  g_assert_cmpfloat_with_epsilon (json_object_get_double (get (message, "time")), 1.0, 1e-9);
  g_assert_cmpstr (get_text (message, "src"), ==, "10.0.0.1:5060");
  g_assert_cmpstr (get_text (message, "dst"), ==, "10.0.0.16:5060");
  g_assert_cmpstr (get_text (message, "transport"), ==, "TCP");
  g_assert_cmpstr (get_text (message, "method"), ==, "INVITE");
  g_assert_false (json_object_object_get_ex (message, "status", NULL));
  g_assert_cmpstr (get_text (message, "cseq"), ==, "1 INVITE");
  g_assert_cmpstr (get_text (message, "branch"), ==, "z9hG4bKb1");

  message = get_message (call, 1);
  g_assert_cmpint (json_object_get_int (get (message, "status")), ==, 180);
  g_assert_false (json_object_object_get_ex (message, "method", NULL));
  g_assert_cmpint (json_object_get_int (get (message, "response_to")), ==, 3);
  g_assert_cmpfloat_with_epsilon (json_object_get_double (get (message, "response_ms")), 166.0, 1e-9);
  g_assert_cmpstr (get_text (message, "time"), ==, "1.166000");
  g_assert_cmpstr (get_text (message, "response_ms"), ==, "166.000");
  json_object_put (json);
}

static void
an_empty_trace_is_an_empty_list (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  struct json_object *json = export_json (trace, "x");
  g_autofree char *summary = export_text (trace, RB_EXPORT_SUMMARY, NULL);

  g_assert_cmpstr (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN), ==,
                   "{\"file\":\"x\",\"messages\":0,\"calls\":[],\"joins\":[],\"rtp\":[]}");
  g_assert_cmpstr (summary, ==, "");
  json_object_put (json);
}

static void
summary_has_a_line_for_each_call (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *summary = NULL;

  g_assert_true (g_setenv ("TZ", "UTC", TRUE));
  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n1 P>A 404 1 INVITE b1 p\n2 A>P OPTIONS 1 OPTIONS o1 - call=o\n");
  summary = export_text (trace, RB_EXPORT_SUMMARY, NULL);
  g_assert_cmpstr (summary, ==,
                   "2026-01-01 00:00:00  sip:alice@example.com → sip:bob@example.com  "
                   "Not found: the proxy knows no such user or number (404 Not Found).  (2 messages)\n"
                   "2026-01-01 00:00:00  sip:alice@example.com → sip:bob@example.com  "
                   "OPTIONS: no response yet.  (1 message)\n");
}

/* Nothing a sender writes reaches the terminal as a control sequence. */
static void
control_characters_do_not_reach_the_terminal (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *summary = NULL;
  struct json_object *json;
  static const char text[] = "\033[2JM sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK\033[0m\r\n"
                             "From: <sip:a\033]0;b\007@h>;tag=1\r\nTo: <sip:\r\n c\033[1m@h>\r\nCall-ID: \033c\r\n"
                             "CSeq: 1 \033[2JM\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP };

  rb_trace_append (trace, &info, bytes);
  summary = export_text (trace, RB_EXPORT_SUMMARY, NULL);
  g_assert_null (strchr (summary, '\033'));
  json = export_json (trace, "x");
  g_assert_null (strchr (json_object_to_json_string (json), '\033'));
  json_object_put (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/json-is-as-promised", json_is_as_promised);
  g_test_add_func ("/export/an-empty-trace-is-an-empty-list", an_empty_trace_is_an_empty_list);
  g_test_add_func ("/export/summary-has-a-line-for-each-call", summary_has_a_line_for_each_call);
  g_test_add_func ("/export/control-characters-do-not-reach-the-terminal",
                   control_characters_do_not_reach_the_terminal);
  return g_test_run ();
}
