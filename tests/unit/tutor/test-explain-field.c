/* SPDX-License-Identifier: GPL-3.0-or-later */

/* That every field a phone meets is known: what it is, who writes it, who reads it, and where that is written. */

#include "rb-explain-field-private.h"

#include "field-path.h"

static const char *const headers[] = {
  "Accept",
  "Accept-Contact",
  "Accept-Encoding",
  "Accept-Language",
  "Accept-Resource-Priority",
  "Alert-Info",
  "Allow",
  "Allow-Events",
  "Answer-Mode",
  "Authentication-Info",
  "Authorization",
  "Call-ID",
  "Call-Info",
  "Contact",
  "Content-Disposition",
  "Content-Encoding",
  "Content-ID",
  "Content-Language",
  "Content-Length",
  "Content-Type",
  "CSeq",
  "Date",
  "Diversion",
  "Error-Info",
  "Event",
  "Expires",
  "Feature-Caps",
  "Flow-Timer",
  "From",
  "Geolocation",
  "Geolocation-Error",
  "Geolocation-Routing",
  "History-Info",
  "Identity",
  "Identity-Info",
  "Info-Package",
  "In-Reply-To",
  "Join",
  "Max-Breadth",
  "Max-Forwards",
  "MIME-Version",
  "Min-Expires",
  "Min-SE",
  "Organization",
  "P-Access-Network-Info",
  "P-Answer-State",
  "P-Asserted-Identity",
  "P-Asserted-Service",
  "P-Associated-URI",
  "P-Called-Party-ID",
  "P-Charge-Info",
  "P-Charging-Function-Addresses",
  "P-Charging-Vector",
  "P-DCS-Billing-Info",
  "P-DCS-LAES",
  "P-DCS-OSPS",
  "P-DCS-Redirect",
  "P-DCS-Trace-Party-ID",
  "P-Early-Media",
  "P-Media-Authorization",
  "P-Preferred-Identity",
  "P-Preferred-Service",
  "P-Private-Network-Indication",
  "P-Profile-Key",
  "P-Refused-URI-List",
  "P-Served-User",
  "P-User-Database",
  "P-Visited-Network-ID",
  "Path",
  "Permission-Missing",
  "Policy-Contact",
  "Policy-ID",
  "Priority",
  "Priv-Answer-Mode",
  "Privacy",
  "Proxy-Authenticate",
  "Proxy-Authorization",
  "Proxy-Require",
  "RAck",
  "Reason",
  "Record-Route",
  "Recv-Info",
  "Refer-Events-At",
  "Refer-Sub",
  "Refer-To",
  "Referred-By",
  "Reject-Contact",
  "Replaces",
  "Reply-To",
  "Request-Disposition",
  "Require",
  "Resource-Priority",
  "Retry-After",
  "Route",
  "RSeq",
  "Security-Client",
  "Security-Server",
  "Security-Verify",
  "Server",
  "Service-Route",
  "Session-Expires",
  "Session-ID",
  "SIP-ETag",
  "SIP-If-Match",
  "Subject",
  "Subscription-State",
  "Supported",
  "Suppress-If-Match",
  "Target-Dialog",
  "Timestamp",
  "To",
  "Trigger-Consent",
  "Unsupported",
  "User-Agent",
  "User-to-User",
  "Additional-Identity",
  "AlertMsg-Error",
  "Attestation-Info",
  "Cellular-Network-Info",
  "DC-Info",
  "Origination-Id",
  "Priority-Share",
  "Priority-Verstat",
  "Relayed-Charge",
  "Resource-Share",
  "Response-Source-Info",
  "Restoration-Info",
  "Service-Interact-Info",

  "Via",
  "Warning",
  "WWW-Authenticate",
};

/* "Header: value" and the path to the parameter. */
static const struct
{
  const char *header;
  const char *path;
} parameters[] = {
  { "Via: SIP/2.0/UDP a;branch=z9hG4bK1", "Via/branch" },
  { "Via: SIP/2.0/UDP a;received=192.0.2.1", "Via/received" },
  { "Via: SIP/2.0/UDP a;rport=1", "Via/rport" },
  { "Via: SIP/2.0/UDP a;maddr=224.0.0.1", "Via/maddr" },
  { "Via: SIP/2.0/UDP a;ttl=1", "Via/ttl" },
  { "Via: SIP/2.0/UDP a;alias", "Via/alias" },
  { "Via: SIP/2.0/UDP a;keep", "Via/keep" },
  { "Via: SIP/2.0/UDP a;comp=sigcomp", "Via/comp" },
  { "Via: SIP/2.0/UDP a;oc=1", "Via/oc" },
  { "Via: SIP/2.0/UDP a:5060", "Via/sent-by" },
  { "Via: SIP/2.0/UDP a:5060", "Via/sent-by/Host" },
  { "Via: SIP/2.0/UDP a:5060", "Via/sent-by/Port" },
  { "Via: SIP/2.0/UDP a", "Via/sent-protocol" },
  { "Via: SIP/2.0/UDP a", "Via/sent-protocol/protocol-name" },
  { "Via: SIP/2.0/UDP a", "Via/sent-protocol/protocol-version" },
  { "Via: SIP/2.0/UDP a", "Via/sent-protocol/transport" },
  { "From: <sip:a@b>;tag=1", "From/tag" },
  { "To: <sip:a@b>;tag=1", "To/tag" },
  { "From: A <sip:a@b>", "From/Display name" },
  { "From: A <sip:a@b>", "From/URI" },
  { "From: A <sip:a:p@b:1>", "From/URI/Scheme" },
  { "From: A <sip:a:p@b:1>", "From/URI/User" },
  { "From: A <sip:a:p@b:1>", "From/URI/Password" },
  { "From: A <sip:a:p@b:1>", "From/URI/Host" },
  { "From: A <sip:a:p@b:1>", "From/URI/Port" },
  { "From: <tel:+1>", "From/URI/Number" },
  { "From: <urn:service:sos>", "From/URI/Address" },
  { "From: <sip:a@b?Subject=c>", "From/URI/URI headers" },
  { "From: <sip:a@b?Subject=c>", "From/URI/URI headers/Subject" },
  { "CSeq: 1 OPTIONS", "CSeq/Sequence number" },
  { "CSeq: 1 OPTIONS", "CSeq/Method" },
  { "Contact: <sip:a@b>;expires=1", "Contact/expires" },
  { "Contact: <sip:a@b>;q=1", "Contact/q" },
  { "Contact: <sip:a@b>;+sip.instance=\"<urn:uuid:1>\"", "Contact/+sip.instance" },
  { "Contact: <sip:a@b>;+g.oma.sip-im", "Contact/+g.oma.sip-im" },
  { "Contact: <sip:a@b>;reg-id=1", "Contact/reg-id" },
  { "Contact: <sip:a@b>;pub-gruu=\"sip:a@b;gr=c\"", "Contact/pub-gruu" },
  { "Contact: <sip:a@b>;temp-gruu=\"sip:a@b;gr\"", "Contact/temp-gruu" },
  { "Contact: <sip:a@b>;methods=\"INVITE,ACK\"", "Contact/methods" },
  { "Contact: <sip:a@b>;audio", "Contact/audio" },
  { "Contact: <sip:a@b>;video", "Contact/video" },
  { "Contact: <sip:a@b>;automata", "Contact/automata" },
  { "Contact: <sip:a@b>;isfocus", "Contact/isfocus" },
  { "Contact: <sip:a@b;transport=tcp>", "Contact/URI/transport" },
  { "Contact: <sip:a@b;lr>", "Contact/URI/lr" },
  { "Contact: <sip:a@b;user=phone>", "Contact/URI/user" },
  { "Contact: <sip:a@b;maddr=c>", "Contact/URI/maddr" },
  { "Contact: <sip:a@b;method=INVITE>", "Contact/URI/method" },
  { "Contact: <sip:a@b;ttl=1>", "Contact/URI/ttl" },
  { "Contact: <sip:a@b;gr=1>", "Contact/URI/gr" },
  { "Contact: <sip:a@b;ob>", "Contact/URI/ob" },
  { "Contact: <sip:a@b;comp=sigcomp>", "Contact/URI/comp" },
  { "Contact: <sip:a@b;cause=486>", "Contact/URI/cause" },
  { "Contact: <sip:a@b;pn-provider=x>", "Contact/URI/pn-provider" },
  { "Contact: <sip:a@b;pn-prid=x>", "Contact/URI/pn-prid" },
  { "Contact: <tel:1;phone-context=+1>", "Contact/URI/phone-context" },
  { "Contact: <tel:1;ext=1>", "Contact/URI/ext" },
  { "Contact: <tel:1;isub=1>", "Contact/URI/isub" },
  { "Authorization: Digest username=\"a\"", "Authorization/Scheme" },
  { "Authorization: Digest username=\"a\"", "Authorization/username" },
  { "Authorization: Digest realm=\"a\"", "Authorization/realm" },
  { "Authorization: Digest nonce=\"a\"", "Authorization/nonce" },
  { "Authorization: Digest opaque=\"a\"", "Authorization/opaque" },
  { "Authorization: Digest algorithm=MD5", "Authorization/algorithm" },
  { "Authorization: Digest qop=auth", "Authorization/qop" },
  { "Authorization: Digest nc=00000001", "Authorization/nc" },
  { "Authorization: Digest cnonce=\"a\"", "Authorization/cnonce" },
  { "Authorization: Digest response=\"a\"", "Authorization/response" },
  { "Proxy-Authorization: Digest uri=\"sip:a\"", "Proxy-Authorization/uri" },
  { "WWW-Authenticate: Digest realm=\"a\"", "WWW-Authenticate/realm" },
  { "WWW-Authenticate: Digest nonce=\"a\"", "WWW-Authenticate/nonce" },
  { "WWW-Authenticate: Digest opaque=\"a\"", "WWW-Authenticate/opaque" },
  { "WWW-Authenticate: Digest algorithm=MD5", "WWW-Authenticate/algorithm" },
  { "WWW-Authenticate: Digest qop=\"auth\"", "WWW-Authenticate/qop" },
  { "WWW-Authenticate: Digest stale=true", "WWW-Authenticate/stale" },
  { "Proxy-Authenticate: Digest domain=\"a\"", "Proxy-Authenticate/domain" },
  { "Authentication-Info: nextnonce=\"a\"", "Authentication-Info/nextnonce" },
  { "Authentication-Info: rspauth=\"a\"", "Authentication-Info/rspauth" },
  { "Session-Expires: 1800;refresher=uac", "Session-Expires/Value" },
  { "Session-Expires: 1800;refresher=uac", "Session-Expires/refresher" },
  { "Subscription-State: active;expires=1", "Subscription-State/expires" },
  { "Subscription-State: terminated;reason=timeout", "Subscription-State/reason" },
  { "Subscription-State: terminated;retry-after=1", "Subscription-State/retry-after" },
  { "Replaces: a;to-tag=b;from-tag=c;early-only", "Replaces/to-tag" },
  { "Replaces: a;to-tag=b;from-tag=c;early-only", "Replaces/from-tag" },
  { "Replaces: a;to-tag=b;from-tag=c;early-only", "Replaces/early-only" },
  { "Target-Dialog: a;local-tag=b;remote-tag=c", "Target-Dialog/local-tag" },
  { "Target-Dialog: a;local-tag=b;remote-tag=c", "Target-Dialog/remote-tag" },
  { "Reason: SIP;cause=200;text=\"a\"", "Reason/cause" },
  { "Reason: SIP;cause=200;text=\"a\"", "Reason/text" },
  { "Retry-After: 1;duration=1", "Retry-After/duration" },
  { "Content-Disposition: session;handling=required", "Content-Disposition/handling" },
  { "Content-Type: multipart/mixed;boundary=a", "Content-Type/boundary" },
  { "Event: refer;id=1", "Event/id" },
  { "History-Info: <sip:a@b>;index=1", "History-Info/index" },
  { "Diversion: <sip:a@b>;reason=no-answer", "Diversion/reason" },
  { "Diversion: <sip:a@b>;counter=1", "Diversion/counter" },
  { "Accept-Contact: *;audio;require", "Accept-Contact/audio" },
  { "Reject-Contact: *;automata;explicit", "Reject-Contact/automata" },
  { "Reject-Contact: *;automata;explicit", "Reject-Contact/explicit" },
  { "Security-Verify: tls;q=0.1", "Security-Verify/q" },
  { "User-to-User: 00;encoding=hex", "User-to-User/encoding" },
  { "Identity: a;info=<https://b>;ppt=shaken", "Identity/ppt" },
};

static const char *const sdp_lines[] = {
  "v=0",
  "o=- 1 1 IN IP4 192.0.2.1",
  "s=-",
  "i=a",
  "u=http://a",
  "e=a",
  "p=1",
  "c=IN IP4 192.0.2.1",
  "b=AS:64",
  "t=0 0",
  "r=1 1 0",
  "z=0 0",
  "k=clear:a",
  "m=audio 1 RTP/AVP 0",
  "a=rtpmap:0 PCMU/8000",
  "a=fmtp:0 a=b",
  "a=ptime:20",
  "a=maxptime:40",
  "a=sendrecv",
  "a=sendonly",
  "a=recvonly",
  "a=inactive",
  "a=rtcp:1",
  "a=rtcp-mux",
  "a=rtcp-rsize",
  "a=rtcp-fb:0 nack",
  "a=rtcp-xr:a",
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a",
  "a=fingerprint:sha-256 A",
  "a=setup:actpass",
  "a=connection:new",
  "a=ice-ufrag:a",
  "a=ice-pwd:a",
  "a=ice-options:trickle",
  "a=ice-lite",
  "a=candidate:1 1 UDP 1 192.0.2.1 1 typ host",
  "a=remote-candidates:1 192.0.2.1 1",
  "a=end-of-candidates",
  "a=ssrc:1 cname:a",
  "a=ssrc-group:FID 1 2",
  "a=msid:a b",
  "a=msid-semantic:WMS",
  "a=mid:0",
  "a=group:BUNDLE 0",
  "a=label:1",
  "a=content:main",
  "a=extmap:1 urn:a",
  "a=rid:1 send",
  "a=simulcast:send 1",
  "a=framerate:30",
  "a=sctp-port:5000",
  "a=silenceSupp:off - - - -",
  "a=tool:a",
  "a=lang:en",
  "a=charset:UTF-8",
  "a=T38FaxVersion:0",
  "a=imageattr:96 *",
  "a=key-mgmt:mikey a",
  "a=tls-id:1",
  "a=curr:qos local none",
  "a=des:qos none local sendrecv",
  "a=conf:qos local sendrecv",
};

static const char *const unregistered[] = { "X-Anything: 1", "P-Nothing: 1", "Remote-Party-ID: <sip:a@b>",
                                            "X-Call-ID: 1" };

static RbTrace *
trace_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  RbMessageInfo info = { .kind = RB_MESSAGE_SIP, .wall_us = FIXTURE_START_US, .transport = RB_TRANSPORT_UDP };
  RbTrace *trace = rb_trace_new ();

  info.src = fixture_endpoint ("A");
  info.dst = fixture_endpoint ("P");
  rb_trace_append (trace, &info, bytes);
  return trace;
}

static void
assert_known (RbLesson *lesson, const char *name)
{
  const char *const ids[] = { "what", "writer", "reader" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const RbLessonBlock *block = rb_lesson_find (lesson, ids[i]);

      if (block == NULL || block->text[0] == '\0' || block->rfc == NULL)
        g_error ("%s: no \"%s\", or no RFC", name, ids[i]);
    }
  g_assert_null (rb_lesson_find (lesson, "unregistered"));
}

/* A sentence, in its place, and no more than fits beside a tree. */
static void
assert_text (const char *text)
{
  g_assert_cmpuint (strlen (text), >, 5);
  g_assert_cmpuint (strlen (text), <, 220);
  g_assert_true (strchr (".:?)\"…", text[strlen (text) - 1]) != NULL || g_str_has_suffix (text, "…"));
}

static void
every_row_is_complete (void)
{
  for (guint kind = 0; kind < RB_LORE_N_KINDS; kind++)
    {
      const RbFieldLore *row;

      for (guint i = 0; (row = rb_field_lore_nth (kind, i)) != NULL; i++)
        {
          assert_text (row->what);
          assert_text (rb_writer_get_text (row->writer));
          assert_text (rb_reader_get_text (row->reader));
          if (row->rfc != NULL)
            g_assert_true (g_str_has_prefix (row->rfc, "RFC ") || g_str_has_prefix (row->rfc, "ITU-T ") ||
                           g_str_has_prefix (row->rfc, "3GPP TS "));
          /* What is found by its name is this row, so none is there twice. */
          g_assert_true (rb_field_lore_find (kind, row->owner, row->name) == row);
        }
    }
}

static void
every_header_is_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *text = g_strdup_printf ("OPTIONS sip:a SIP/2.0\r\n%s: x\r\n\r\n", headers[i]);
      g_autoptr (RbTrace) trace = trace_of (text);
      g_autoptr (RbLesson) lesson = explain_path (trace, 0, headers[i]);

      assert_known (lesson, headers[i]);
    }
}

static void
every_parameter_is_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autofree char *text = g_strdup_printf ("OPTIONS sip:a SIP/2.0\r\n%s\r\n\r\n", parameters[i].header);
      g_autoptr (RbTrace) trace = trace_of (text);
      g_autoptr (RbLesson) lesson = explain_path (trace, 0, parameters[i].path);

      assert_known (lesson, parameters[i].path);
    }
}

static RbLesson *
explain_sdp_line (const char *line)
{
  g_autofree char *text = g_strdup_printf ("INVITE sip:a SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n%s\r\n", line);
  g_autoptr (RbTrace) trace = trace_of (text);
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, 0);
  g_autoptr (GListModel) root = rb_message_list_fields (message);
  g_autoptr (RbField) sdp = g_list_model_get_item (root, 2);
  g_autoptr (RbField) field = g_list_model_get_item (rb_field_get_children (sdp), 0);
  RbField *path[] = { sdp, field };

  return rb_explain_field (trace, 0, path, 2);
}

static void
every_line_of_sdp_is_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sdp_lines); i++)
    {
      g_autoptr (RbLesson) lesson = explain_sdp_line (sdp_lines[i]);

      assert_known (lesson, sdp_lines[i]);
    }
}

/* rb-sdp-secrets.h: a stand-in is no key, and what it stands for is still said of it. */
static void
hidden_keys_are_told_as_hidden (void)
{
  static const struct
  {
    const char *line;
    gboolean hidden;
  } cases[] = {
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:HiddenByRingbackd0RmdmcmVCspeEc3QGZi", TRUE },
    { "a=ice-pwd:HiddenByRingbackd0Rmdm", TRUE },
    { "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RbLesson) lesson = explain_sdp_line (cases[i].line);

      assert_known (lesson, cases[i].line);
      g_assert_cmpint (rb_lesson_find (lesson, "secret-hidden") != NULL, ==, cases[i].hidden);
      g_assert_cmpint (rb_lesson_find (lesson, "crypto-open") != NULL, ==,
                       g_str_has_prefix (cases[i].line, "a=crypto"));
    }
}

static void
parts_of_the_start_line_are_known (void)
{
  static const char *const request[] = { "Request-Line", "Request-Line/Method", "Request-Line/Request-URI",
                                         "Request-Line/Request-URI/Host", "Request-Line/SIP-Version" };
  static const char *const response[] = { "Status-Line", "Status-Line/Status-Code", "Status-Line/Reason-Phrase" };
  g_autoptr (RbTrace) asked = trace_of ("OPTIONS sip:a@b SIP/2.0\r\n\r\n");
  g_autoptr (RbTrace) answered = trace_of ("SIP/2.0 200 Fine\r\n\r\n");

  for (guint i = 0; i < G_N_ELEMENTS (request); i++)
    {
      g_autoptr (RbLesson) lesson = explain_path (asked, 0, request[i]);

      assert_known (lesson, request[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (response); i++)
    {
      g_autoptr (RbLesson) lesson = explain_path (answered, 0, response[i]);

      assert_known (lesson, response[i]);
    }
}

static void
unregistered_headers_say_so (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (unregistered); i++)
    {
      g_autofree char *text = g_strdup_printf ("OPTIONS sip:a SIP/2.0\r\n%s\r\n\r\n", unregistered[i]);
      g_autofree char *name = g_strndup (unregistered[i], strcspn (unregistered[i], ":"));
      g_autoptr (RbTrace) trace = trace_of (text);
      g_autoptr (RbLesson) lesson = explain_path (trace, 0, name);

      g_assert_cmpstr (rb_lesson_find (lesson, "unregistered")->rfc, ==, "RFC 3261 8.2.2");
    }
}

/* A name that is in no table may be registered all the same: that is not said for sure. */
static void
what_no_table_knows_is_likely_unregistered (void)
{
  g_autoptr (RbTrace) trace = trace_of ("OPTIONS sip:a;unheard=1 SIP/2.0\r\nX-Anything: 1\r\nX-CID: 1\r\n\r\n");
  g_autoptr (RbLesson) header = explain_path (trace, 0, "X-Anything");
  g_autoptr (RbLesson) parameter = explain_path (trace, 0, "Request-Line/Request-URI/unheard");
  g_autoptr (RbLesson) known = explain_path (trace, 0, "X-CID");

  g_assert_cmpint (rb_lesson_find (header, "unregistered")->confidence, ==, RB_CONFIDENCE_LIKELY);
  g_assert_cmpstr (rb_lesson_find (parameter, "unregistered")->rfc, ==, "RFC 3261 19.1.1");
  g_assert_cmpint (rb_lesson_find (known, "unregistered")->confidence, ==, RB_CONFIDENCE_CERTAIN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain-field/every-row-is-complete", every_row_is_complete);
  g_test_add_func ("/explain-field/every-header-is-known", every_header_is_known);
  g_test_add_func ("/explain-field/every-parameter-is-known", every_parameter_is_known);
  g_test_add_func ("/explain-field/every-line-of-sdp-is-known", every_line_of_sdp_is_known);
  g_test_add_func ("/explain-field/hidden-keys-are-told-as-hidden", hidden_keys_are_told_as_hidden);
  g_test_add_func ("/explain-field/parts-of-the-start-line-are-known", parts_of_the_start_line_are_known);
  g_test_add_func ("/explain-field/unregistered-headers-say-so", unregistered_headers_say_so);
  g_test_add_func ("/explain-field/what-no-table-knows-is-likely-unregistered",
                   what_no_table_knows_is_likely_unregistered);
  return g_test_run ();
}
