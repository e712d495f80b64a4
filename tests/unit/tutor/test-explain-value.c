/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a field's value: it comes from the message and the trace, and changes with them. */

#include "field-path.h"

/* The field at @path of the last message of @script; the statement @id must be there, and cite message @cited. */
static const struct
{
  const char *name;
  const char *script;
  const char *path;
  const char *id;
  guint cited;      /* RB_FLOW_NONE: none */
  const char *text; /* (nullable): its beginning */
} cases[] = {
  { "via-first", "0 A>P INVITE 1 INVITE b1 -", "Via", "via-first", RB_FLOW_NONE, NULL },
  { "via-top", "0 P>B INVITE 1 INVITE b1 - vias", "Via", "via-top", RB_FLOW_NONE, "It is the top Via of 2" },
  { "via-origin", "0 P>B INVITE 1 INVITE b1 - vias", "Via#1", "via-origin", RB_FLOW_NONE, NULL },
  { "via-back", "0 B>P 200 1 INVITE b1 b vias", "Via", "via-back", RB_FLOW_NONE, NULL },
  { "via-last", "0 P>A 200 1 INVITE b1 b", "Via", "via-last", RB_FLOW_NONE, NULL },
  { "via-name", "0 P>A 200 1 INVITE b1 b via=phone.example:5060;received=203.0.113.5;rport=40000", "Via", "via-name",
    RB_FLOW_NONE,
    "The sender wrote a name, “phone.example:5060”; the next hop added the address the request came from: "
    "203.0.113.5:40000." },
  { "nat", "0 P>A 200 1 INVITE b1 b via=10.0.0.2:5060;received=203.0.113.5;rport=40000", "Via/rport", "via-nat",
    RB_FLOW_NONE,
    "The next hop saw the request come from 203.0.113.5:40000; its sender had written “10.0.0.2:5060”, a private "
    "address. There is a NAT between them" },
  { "other-public-address", "0 P>A 200 1 INVITE b1 b via=198.51.100.1:5060;received=203.0.113.5", "Via/received",
    "via-nat", RB_FLOW_NONE,
    "The next hop saw the request come from 203.0.113.5:5060; its sender had written “198.51.100.1:5060”. Likely" },
  { "no-nat", "0 P>A 200 1 INVITE b1 b via=10.0.0.2:5060;rport=5060;received=10.0.0.2", "Via", "via-same", RB_FLOW_NONE,
    NULL },
  { "only-the-port", "0 P>A 200 1 INVITE b1 b via=10.0.0.2:5060;rport=5062;received=10.0.0.2", "Via", "via-port",
    RB_FLOW_NONE, NULL },
  { "port-of-a-connection", "0 P>A 200 1 INVITE b1 b tcp via=10.0.0.2:5060;rport=40000;received=10.0.0.2", "Via",
    "via-connection", RB_FLOW_NONE, NULL },
  { "ipv6", "0 P>A 200 1 INVITE b1 b via=[fd00::1]:5060;received=[2001:db8::1];rport=1", "Via", "via-nat", RB_FLOW_NONE,
    "The next hop saw the request come from [2001:db8::1]:1; its sender had written “[fd00::1]:5060”, a private" },
  { "branch-cookie", "0 A>P INVITE 1 INVITE b1 -", "Via/branch", "branch-cookie", RB_FLOW_NONE, NULL },
  { "branch-old", "0 A>P INVITE 1 INVITE old1 -", "Via/branch", "branch-old", RB_FLOW_NONE, NULL },
  { "branch-transaction", FIXTURE_CHALLENGE, "Via/branch", "branch-transaction", 4, "With it, 2 messages" },
  { "cseq-first", "0 A>P INVITE 1 INVITE b1 -", "CSeq", "cseq-first", RB_FLOW_NONE, NULL },
  { "cseq-challenge",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 407 1 INVITE b1 p\n2 A>P ACK 1 ACK b1 p\n3 A>P INVITE 2 INVITE b2 - auth",
    "CSeq", "cseq-challenge", 0, "One higher than in No. 1, because that was challenged in No. 2" },
  { "cseq-next", FIXTURE_ANSWERED "4000 A>P BYE 3 BYE b4 b", "CSeq/Sequence number", "cseq-next", 4,
    "One higher than in No. 5:" },
  { "cseq-gap", FIXTURE_ANSWERED "4000 A>P BYE 9 BYE b4 b", "CSeq", "cseq-gap", 4, "7 higher than in No. 5." },
  { "cseq-lower", FIXTURE_ANSWERED "4000 A>P BYE 1 BYE b4 b", "CSeq", "cseq-lower", 4, NULL },
  { "cseq-of-an-ack", FIXTURE_ANSWERED, "CSeq", "cseq-repeats", 4, "ACK repeats the number" },
  { "cseq-of-a-response", FIXTURE_RINGING, "CSeq", "cseq-answers", 4, NULL },
  { "cseq-of-a-copy", "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -", "CSeq", "cseq-copy", 0, NULL },
  { "cseq-of-another-method", "0 A>P BYE 1 INVITE b1 b", "CSeq", "cseq-method", RB_FLOW_NONE,
    "It names “INVITE”, but the request is BYE." },
  { "call-id", FIXTURE_RINGING, "Call-ID", "call-id-shared", 0, "7 messages" },
  { "caller-tag", FIXTURE_RINGING, "From/tag", "tag-caller", RB_FLOW_NONE, NULL },
  { "new-tag", FIXTURE_RINGING, "To/tag", "tag-new", RB_FLOW_NONE, "It is new here" },
  { "old-tag", FIXTURE_RINGING, "From/tag", "tag-since", 0, "It was new in No. 1; 7 messages" },
  { "other-tag", FIXTURE_RINGING "6000 P>A 408 2 INVITE b2 p", "To/tag", "tag-other", 6, NULL },
  { "no-tag-yet", "0 A>P INVITE 1 INVITE b1 -", "To", "tag-none", RB_FLOW_NONE, NULL },
  { "tags-turned", FIXTURE_ANSWERED "4000 P>A BYE 1 BYE y1 a from=b", "From", "tag-turned", RB_FLOW_NONE, NULL },
  { "register-has-no-dialog", "0 A>P REGISTER 1 REGISTER b1 -", "From/tag", "tag-no-dialog", RB_FLOW_NONE, NULL },
  { "max-forwards", "0 A>P INVITE 1 INVITE b1 - header=Max-Forwards:70", "Max-Forwards", "hops-start", RB_FLOW_NONE,
    NULL },
  { "max-forwards-down",
    "0 A>P INVITE 1 INVITE b1 - header=Max-Forwards:70\n1 P>B INVITE 1 INVITE p1 - vias header=Max-Forwards:69",
    "Max-Forwards", "hops-other", 0, "On an earlier hop, in No. 1, it was 70" },
  { "max-forwards-gone", "0 A>P INVITE 1 INVITE b1 - header=Max-Forwards:0", "Max-Forwards", "hops-none", RB_FLOW_NONE,
    NULL },
  { "private-contact", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@192.168.1.5:5060;ob>", "Contact",
    "contact-private", RB_FLOW_NONE, "192.168.1.5:5060 is a private address, but the message came from 10.0.0.1:5060" },
  { "outbound-contact", "0 A>P INVITE 1 INVITE b1 - header=Contact:<sip:a@125.47.235.1:6371;ob>", "Contact",
    "contact-outbound", RB_FLOW_NONE, NULL },
  { "learned-contact",
    "0 A>P REGISTER 1 REGISTER b1 - header=Contact:<sip:a@10.0.0.1:5060>\n"
    "1 P>A 401 1 REGISTER b1 p via=10.0.0.1:5060;received=125.47.235.1;rport=6371\n"
    "2 A>P REGISTER 2 REGISTER b2 - auth header=Contact:<sip:a@125.47.235.1:6371;ob>",
    "Contact", "contact-learned", 1, "The phone learned 125.47.235.1:6371 from No. 2" },
  { "every-contact", "0 A>P REGISTER 1 REGISTER b1 - header=Contact:*", "Contact", "contact-all", RB_FLOW_NONE, NULL },
  { "request-uri", "0 A>P INVITE 1 INVITE b1 -", "Request-Line", "ruri-same", RB_FLOW_NONE, NULL },
  { "request-uri-changed", "0 P>B INVITE 1 INVITE b1 - to=sip:bob@home.example", "Request-Line/Request-URI",
    "ruri-rewritten", RB_FLOW_NONE, "To still says “sip:bob@home.example”: likely" },
  { "to-kept", "0 P>B INVITE 1 INVITE b1 - to=sip:bob@home.example", "To", "to-kept", RB_FLOW_NONE, NULL },
  { "request-uri-in-a-dialog",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 200 1 INVITE b1 b header=Contact:<sip:bob@example.com>\n2 A>P BYE 2 BYE b2 b",
    "Request-Line", "ruri-contact", 1, NULL },
  { "record-route", FIXTURE_RINGING "3100 P>A 200 2 INVITE b2 b header=Record-Route:<sip:p;lr>", "Record-Route",
    "route-loose", RB_FLOW_NONE, NULL },
  { "strict-route", "0 A>P INVITE 1 INVITE b1 - header=Route:<sip:p>", "Route", "route-strict", RB_FLOW_NONE, NULL },
  { "preset-route", "0 A>P INVITE 1 INVITE b1 - header=Route:<sip:p;lr>", "Route", "route-preset", RB_FLOW_NONE, NULL },
  { "expires", "0 A>P REGISTER 1 REGISTER b1 - header=Expires:3600", "Expires", "seconds", RB_FLOW_NONE,
    "It is 1 hour." },
  { "expires-0", "0 A>P REGISTER 1 REGISTER b1 - header=Expires:0", "Expires", "expires-remove", RB_FLOW_NONE, NULL },
  { "granted", "0 A>P REGISTER 1 REGISTER b1 - header=Expires:3600\n1 P>A 200 1 REGISTER b1 p header=Expires:300",
    "Expires", "seconds-granted", 0, "No. 1 had asked for 3600 s" },
  { "too-brief", "0 P>A 423 1 REGISTER b1 p header=Min-Expires:60", "Min-Expires", "seconds-brief", RB_FLOW_NONE,
    NULL },
  { "session-timer", "0 P>A 200 1 INVITE b1 b header=Session-Expires:1800;refresher=uac", "Session-Expires",
    "session-refresh", RB_FLOW_NONE, "About half of it, 15 minutes" },
  { "content-length", "0 A>P INVITE 1 INVITE b1 - sdp", "Content-Length", "length-right", RB_FLOW_NONE, NULL },
  { "date", "0 P>A 200 1 INVITE b1 b header=Date:Thu,_01_Jan_2026_00:01:00_GMT", "Date", "date-skew", RB_FLOW_NONE,
    "That is 60 seconds after" },
  { "timestamp", "0 P>A 200 1 INVITE b1 b header=Timestamp:54_0.3", "Timestamp", "timestamp-delay", RB_FLOW_NONE,
    NULL },
  { "allow", "0 A>P INVITE 1 INVITE b1 - header=Allow:INVITE,_ACK,_FOO", "Allow", "words", RB_FLOW_NONE, NULL },
  { "one-of-allow", "0 A>P INVITE 1 INVITE b1 - header=Allow:INVITE,_PRACK", "Allow/Allow#1", "word", RB_FLOW_NONE,
    "“PRACK”: Confirms" },
  { "supported", "0 A>P INVITE 1 INVITE b1 - header=Supported:timer", "Supported", "word", RB_FLOW_NONE,
    "“timer”: Session timer" },
  { "unknown-option", "0 A>P INVITE 1 INVITE b1 - header=Require:foo", "Require", "word-unknown", RB_FLOW_NONE, NULL },
  { "event", "0 A>P SUBSCRIBE 1 SUBSCRIBE b1 - header=Event:message-summary", "Event", "word", RB_FLOW_NONE,
    "“message-summary”" },
  { "reason-elsewhere", "0 A>P CANCEL 1 CANCEL b1 - header=Reason:SIP;cause=200;text=\"x\"", "Reason", "reason-sip",
    RB_FLOW_NONE, "200: the call was completed elsewhere" },
  { "reason-of-isdn", "0 A>P BYE 2 BYE b1 b header=Reason:Q.850;cause=16", "Reason/cause", "reason-q850", RB_FLOW_NONE,
    "Cause 16 of the telephone network: normal" },
  { "warning-392", "0 P>A 407 1 INVITE b1 p header=Warning:392_192.0.2.1:5060_\"Noisy_feedback_tells:_pid=1\"",
    "Warning", "warning-code", RB_FLOW_NONE, "392 is not a registered code" },
  { "warning-text", "0 P>A 407 1 INVITE b1 p header=Warning:392_192.0.2.1:5060_\"Noisy_feedback_tells:_pid=1\"",
    "Warning", "warning-text", RB_FLOW_NONE, "The text “Noisy feedback tells: pid=1” is free" },
  { "warning-305", "0 P>A 488 1 INVITE b1 p header=Warning:305_x_\"no_codec\"", "Warning", "warning-code", RB_FLOW_NONE,
    "305: no format of the media" },
  { "server", "0 P>A 407 1 INVITE b1 p header=Server:ser_(3.3.0-pre1)", "Server", "program-free", RB_FLOW_NONE, NULL },
  { "status", "0 P>A 486 1 INVITE b1 p phrase=Nope", "Status-Line", "status-phrase", RB_FLOW_NONE,
    "The usual words for 486 are “Busy Here”" },
  { "challenge",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 407 1 INVITE b1 p header=Proxy-Authenticate:Digest_realm=\"r\",nonce=\"n\"",
    "Proxy-Authenticate", "digest-hash", RB_FLOW_NONE, "No algorithm is named: the hash is MD5." },
  { "challenge-unanswered",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 407 1 INVITE b1 p header=Proxy-Authenticate:Digest_realm=\"r\",nonce=\"n\"",
    "Proxy-Authenticate", "digest-unanswered", RB_FLOW_NONE, NULL },
  { "sha-256", "1 P>A 401 1 REGISTER b1 p header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n\",algorithm=SHA-256",
    "WWW-Authenticate/algorithm", "digest-hash", RB_FLOW_NONE, "The hash is “SHA-256”, of the SHA-2 family." },
  { "stale", "1 P>A 401 1 REGISTER b1 p header=WWW-Authenticate:Digest_realm=\"r\",nonce=\"n\",stale=TRUE",
    "WWW-Authenticate", "digest-stale", RB_FLOW_NONE, NULL },
  { "answer-to-the-challenge",
    "0 A>P INVITE 1 INVITE b1 -\n1 P>A 407 1 INVITE b1 p header=Proxy-Authenticate:Digest_realm=\"r\",nonce=\"n\"\n"
    "2 A>P INVITE 2 INVITE b2 - header=Proxy-Authorization:Digest_username=\"a\",nonce=\"n\",uri=\"sip:other\"",
    "Proxy-Authorization/nonce", "digest-answers", 1, NULL },
  { "uri-of-the-sum",
    "2 A>P INVITE 2 INVITE b2 - header=Proxy-Authorization:Digest_username=\"a\",nonce=\"n\",uri=\"sip:other\"",
    "Proxy-Authorization/uri", "digest-uri", RB_FLOW_NONE, "The uri differs from the Request-URI" },
  { "nonce-from-before",
    "2 A>P INVITE 2 INVITE b2 - header=Proxy-Authorization:Digest_username=\"a\",nonce=\"n\",nc=0000000a,qop=auth",
    "Proxy-Authorization", "digest-earlier", RB_FLOW_NONE, NULL },
  { "replaces-unseen", "0 A>P INVITE 1 INVITE b1 - header=Replaces:other;to-tag=1;from-tag=2", "Replaces",
    "dialog-unseen", RB_FLOW_NONE, NULL },
  { "replaces-seen",
    FIXTURE_ANSWERED "9000 C>P INVITE 1 INVITE c1 - call=call-2 header=Replaces:call-1;to-tag=b;from-tag=a", "Replaces",
    "dialog-found", 2 + 4, NULL },
  { "blind-transfer", "0 A>P REFER 2 REFER b1 b header=Refer-To:<sip:c@d>", "Refer-To", "refer-blind", RB_FLOW_NONE,
    NULL },
  { "attended-transfer",
    FIXTURE_ANSWERED
    "9000 A>P REFER 3 REFER c1 b header=Refer-To:<sip:c@d?Replaces=call-1%3Bto-tag%3Db%3Bfrom-tag%3Da>",
    "Refer-To", "dialog-found", 6, NULL },
  { "rseq", "0 P>A 183 1 INVITE b1 b header=RSeq:7", "RSeq", "rseq-open", RB_FLOW_NONE, NULL },
  { "rack", "0 P>A 183 1 INVITE b1 b header=RSeq:7\n1 A>P PRACK 2 PRACK b2 b header=RAck:7_1_INVITE", "RAck", "rack-of",
    0, NULL },
  { "history", "0 P>B INVITE 1 INVITE b1 - header=History-Info:<sip:a>;index=1,<sip:b>;index=1.1", "History-Info",
    "history-count", RB_FLOW_NONE, "It names 2 addresses" },
  { "diversion", "0 P>B INVITE 1 INVITE b1 - header=Diversion:<sip:a>;reason=no-answer", "Diversion/reason", "word",
    RB_FLOW_NONE, "“no-answer”: Nobody answered." },
  { "first-codec", "0 A>P INVITE 1 INVITE b1 - sdp", "Session description/Media Description (m=)", "codec-static",
    RB_FLOW_NONE, NULL },
  { "refused-medium", "0 A>P INVITE 1 INVITE b1 - sdp sdpport=0", "Session description/Media Description (m=)",
    "media-refused", RB_FLOW_NONE, NULL },
};

static void
assert_said (const RbLesson *lesson, const char *name, const char *id, guint cited, const char *text)
{
  const RbLessonBlock *block = rb_lesson_find (lesson, id);

  if (block == NULL)
    {
      g_autofree char *said = rb_lesson_to_text (lesson, 100);

      g_error ("%s: %s was not said, but:\n%s", name, id, said);
    }
  if (text != NULL && !g_str_has_prefix (block->text, text))
    g_error ("%s: %s says \"%s\"", name, id, block->text);
  if (cited != RB_FLOW_NONE)
    {
      g_assert_cmpuint (block->positions->len, >, 0);
      g_assert_cmpuint (g_array_index (block->positions, guint, 0), ==, cited);
    }
}

static void
value_is_explained (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbLesson) lesson = NULL;

  fixture_play (trace, cases[n].script);
  lesson = explain_path (trace, rb_trace_get_n_messages (trace) - 1, cases[n].path);
  assert_said (lesson, cases[n].name, cases[n].id, cases[n].cited, cases[n].text);
}

/* What puzzled the lab's students: a Request-URI and a Contact with addresses nobody had typed. */
static void
a_nat_is_seen_in_a_recorded_call (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/private-contact-behind-nat.caller.pcap");
  g_autoptr (RbLesson) request = explain_path (trace, 0, "Via");
  g_autoptr (RbLesson) response = explain_path (trace, 1, "Via/received");
  g_autoptr (RbLesson) contact = explain_path (trace, 0, "Contact");
  g_autoptr (RbLesson) connection = explain_path (trace, 0, "Session description/Connection Information (c=)");

  assert_said (request, "Via", "via-wire", RB_FLOW_NONE,
               "It says “10.0.0.7:5060”, but here the request comes from 192.0.2.10:5060");
  assert_said (request, "Via", "via-asks", 1, NULL);
  assert_said (response, "received", "via-nat", RB_FLOW_NONE, "The next hop saw the request come from 192.0.2.10:5060");
  assert_said (contact, "Contact", "contact-private", RB_FLOW_NONE, NULL);
  assert_said (connection, "c=", "sdp-private", RB_FLOW_NONE, NULL);
}

static void
a_proxy_rewrites_the_request_uri_of_a_recorded_call (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/private-contact-behind-nat.pcap");

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);
      const RbSipIndex *index = rb_message_get_index (message);
      g_autoptr (RbLesson) lesson = NULL;

      if (index->n_vias != 2 || !index->is_request)
        continue;
      lesson = explain_path (trace, i, "Request-Line/Request-URI");
      assert_said (lesson, "Request-URI", "ruri-rewritten", 7,
                   "On the hop before, in No. 8, it was “sip:bob@example.com”.");
      return;
    }
  g_assert_not_reached ();
}

/* Another puzzle: 401 and 407, nonce, realm, response, and which hash. */
static void
the_challenge_of_a_recorded_call_is_explained (void)
{
  g_autoptr (RbTrace) trace = fixture_open ("recorded/answered-bye-by-caller.caller.pcap");
  guint challenge = G_MAXUINT;

  for (guint i = 0; i < rb_trace_get_n_messages (trace) && challenge == G_MAXUINT; i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, i);

      if (rb_message_get_index (message)->status == 407)
        challenge = i;
    }
  g_assert_cmpuint (challenge, !=, G_MAXUINT);

  {
    g_autoptr (RbLesson) asked = explain_path (trace, challenge, "Proxy-Authenticate");
    guint answer = g_array_index (rb_lesson_find (asked, "digest-answered")->positions, guint, 0);
    g_autoptr (RbLesson) answered = explain_path (trace, answer, "Proxy-Authorization");
    g_autoptr (RbLesson) response = explain_path (trace, answer, "Proxy-Authorization/response");
    g_autoptr (RbLesson) realm = explain_path (trace, challenge, "Proxy-Authenticate/realm");

    assert_said (asked, "Proxy-Authenticate", "digest-who", RB_FLOW_NONE, "407: a proxy on the way asks.");
    assert_said (answered, "Proxy-Authorization", "digest-answers", challenge, NULL);
    assert_said (response, "response", "digest-hash", RB_FLOW_NONE, "The hash is “MD5”: no SHA.");
    assert_said (response, "response", "what", RB_FLOW_NONE, "The answer itself: a hash over user, realm, password, nonce");
    assert_said (realm, "realm", "digest-realm", RB_FLOW_NONE, "The phone looks for its account at “example.com”.");
  }
}

static void
hostile_values_stay_harmless (void)
{
  g_autofree char *name = g_strnfill (65000, 'x');
  g_autofree char *text = g_strdup_printf (
      "INVITE sip:a SIP/2.0\r\nX-%s: <script>\r\nRequire: \xe2\x80\xae<b>&\x1b,%s\r\n\r\n", name, name);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP };
  g_autoptr (RbTrace) trace = rb_trace_new ();

  rb_trace_append (trace, &info, bytes);
  for (guint i = 1; i < 3; i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, 0);
      g_autoptr (GListModel) root = rb_message_list_fields (message);
      g_autoptr (RbField) field = g_list_model_get_item (root, i);
      g_autoptr (RbLesson) lesson = rb_explain_field (trace, 0, &field, 1);

      for (guint n = 0; n < rb_lesson_get_n_blocks (lesson); n++)
        {
          const RbLessonBlock *block = rb_lesson_get_block (lesson, n);

          g_assert_cmpuint (strlen (block->text), <, 1000);
          g_assert_null (strstr (block->text, "\xe2\x80\xae"));
          for (guint r = 0; block->rows != NULL && r < block->rows->len; r++)
            {
              const RbLessonCell *cell =
                  &g_array_index ((GArray *) g_ptr_array_index (block->rows, r), RbLessonCell, 0);

              g_assert_cmpuint (strlen (cell->text), <, 200);
              g_assert_null (strstr (cell->text, "\xe2\x80\xae"));
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/explain-value/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), value_is_explained);
    }
  g_test_add_func ("/explain-value/a-nat-is-seen-in-a-recorded-call", a_nat_is_seen_in_a_recorded_call);
  g_test_add_func ("/explain-value/a-proxy-rewrites-the-request-uri-of-a-recorded-call",
                   a_proxy_rewrites_the_request_uri_of_a_recorded_call);
  g_test_add_func ("/explain-value/the-challenge-of-a-recorded-call-is-explained",
                   the_challenge_of_a_recorded_call_is_explained);
  g_test_add_func ("/explain-value/hostile-values-stay-harmless", hostile_values_stay_harmless);
  return g_test_run ();
}
