/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hide private data: nothing of the original is left in any format, and what can be learnt of the
 * calls is the same as before. Secrets are words of their own kind, planted wherever a message has
 * room for one. */

#include <string.h>

#include "export-fixture.h"
#include "rb-capture-reader.h"
#include "rb-hide-words.h"
#include "rb-hide.h"
#include "rb-ladder.h"
#include "trace-fixture.h"

/* Of a secret so many bytes in a row would be a leak. */
#define LEAK 4

static void
add (RbTrace *trace, const char *text, gssize length, RbMessageKind kind, RbTransport transport)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length >= 0 ? (gsize) length : strlen (text));
  RbMessageInfo info = {
    .wall_us = FIXTURE_START_US + rb_trace_get_n_messages (trace) * 1000,
    .kind = kind,
    .transport = transport,
  };

  g_assert_true (rb_endpoint_parse (&info.src, "10.77.66.55", 5060));
  g_assert_true (rb_endpoint_parse (&info.dst, "2a02:2e8:9f::77", 5070));
  rb_trace_append (trace, &info, bytes);
}

/* The letters of secrets stand in no word of the protocol: every LEAK of them in a row are enough
 * to tell. Each secret is different, so that none may be told by another. */
static const char *
next_secret (GPtrArray *secrets)
{
  static const char letters[] = "QJWZKVHP";
  GString *secret = g_string_new (NULL);
  guint number = secrets->len * 2654435761u;

  for (guint i = 0; i < 9; i++, number = number * 5 + 12345)
    g_string_append_c (secret, letters[(number >> 24) % strlen (letters)]);
  g_ptr_array_add (secrets, g_string_free (secret, FALSE));
  return g_ptr_array_index (secrets, secrets->len - 1);
}

/* The template with each “$” replaced by another secret. */
static char *
plant (const char *template, GPtrArray *secrets)
{
  GString *text = g_string_new (NULL);

  for (; *template != '\0'; template ++)
    if (*template == '$')
      g_string_append (text, next_secret (secrets));
    else
      g_string_append_c (text, *template);
  return g_string_free (text, FALSE);
}

static const char *const templates[] = {
  "INVITE sip:$:$@$.$.org:5060;user=phone;$=$;maddr=$.net;$?Subject=$&Replaces=$%40$%3Bto-tag%3D$&$=$ SIP/2.0\r\n"
  "Via: SIP/2.0/UDP $.$:5060;branch=z9hG4bK$;received=$;rport=5060;$=$, SIP / 2.0 / $ $ : 4000 ;ttl=3;maddr=$\r\n"
  "v: SIP/2.0/TCP [2a02:2e8:9f::77]:5070;branch=$;received=[2a02:2e8:9f::77]\r\n"
  "Max-Forwards: 70\r\n"
  "From: \"$ \\\"$\\\" \\\\$\" <sip:+49$@$.example.com>;tag=$;$=\"$\"\r\n"
  "t: $ $ <sips:%51$%4a@$>;tag=$\r\n"
  "i: $@$.corp.net\r\n"
  "CSeq: 4711 INVITE\r\n"
  "Contact: <sip:$@10.77.66.55:5060;transport=udp;ob;gr=$>;expires=60;q=0.5;+sip.instance=\"<urn:uuid:$>\";$;reg-id=1, "
  "sip:$@$;$=$\r\n"
  "m: *\r\n"
  "Route: <sip:$;lr>,\r\n <sip:$.$;lr;$=$>\r\n"
  "Record-Route: \"$\" <sip:10.77.66.55;lr;ftag=$>\r\n"
  "Path: <sip:$>\r\nService-Route: <sip:$;lr>\r\n"
  "P-Asserted-Identity: \"$\" <sip:$@$>, <tel:+1-$-$;phone-context=$.org;ext=$>\r\n"
  "P-Preferred-Identity: $ <sip:$>\r\nP-Associated-URI: <sip:$>\r\nP-Called-Party-ID: <sip:$>\r\n"
  "P-Access-Network-Info: 3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=$\r\nP-Charging-Vector: icid-value=$;orig-ioi=$\r\n"
  "P-Visited-Network-ID: \"$ network\"\r\nP-Early-Media: $\r\nP-$-Info: $\r\nP-Served-User: <sip:$>;sescase=$\r\n"
  "Remote-Party-ID: \"$\" <sip:$@$>;party=calling;screen=$\r\n"
  "Diversion: \"$\" <sip:$@$>;reason=unconditional;$=$\r\nHistory-Info: <sip:$@$?Reason=$>;index=1.1;rc=$\r\n"
  "Refer-To: \"$\" <sip:$@$?Replaces=$%3Bfrom-tag%3D$%3Bto-tag%3D$>\r\nReferred-By: <sip:$@$>;ref=\"$\"\r\n"
  "Reply-To: $ <mailto:$@$>\r\nAlert-Info: <http://$.$/$.wav>;info=$\r\nCall-Info: <https://$/$.png>;purpose=icon\r\n"
  "Error-Info: <sip:$@$>\r\n"
  "Authorization: Digest username=\"$@$\", realm=\"$.com\", nonce=\"$\", uri=\"sip:$@$\", response=\"$\", "
  "opaque=\"$\", "
  "cnonce=\"$\", qop=auth, nc=00000001, algorithm=MD5, $=$\r\n"
  "Proxy-Authorization: Digest username=$,realm=\"$ $\",nonce=\"$,$=$\"\r\n"
  "WWW-Authenticate: Digest realm=\"$\", domain=\"sip:$\", nonce=\"$\", stale=FALSE, qop=\"auth,$\"\r\n"
  "Proxy-Authenticate: Basic realm=\"$\"\r\nAuthorization: Basic $==\r\nAuthorization: $ $\r\n"
  "Authentication-Info: nextnonce=\"$\", rspauth=\"$\"\r\n"
  "User-Agent: $/1.2 ($; build $)\r\nServer: $\r\nSubject: $, $\r\ns: $\r\nOrganization: $ Inc.\r\n"
  "Geolocation: <cid:$@$>;inserted-by=$\r\nGeolocation-Routing: $\r\nDate: Mon, 01 Jan 2026 $ GMT\r\n"
  "Allow: INVITE, ACK, $\r\nSupported: 100rel, $\r\nRequire: $\r\nk: $\r\nAccept: application/sdp, $/$;$=$\r\n"
  "Accept-Language: en, $\r\nEvent: presence;id=$;$\r\no: $\r\nSubscription-State: active;expires=60;reason=$\r\n"
  "Reason: SIP;cause=487;text=\"$\", $;cause=16\r\nWarning: 399 $.net \"$ said $\"\r\nPriority: $\r\nPrivacy: $\r\n"
  "Session-Expires: 1800;refresher=$\r\nTimestamp: $\r\nMax-Breadth: $\r\nRetry-After: 5 ($ 8642397);duration=$\r\n"
  "SIP-ETag: $\r\nSIP-If-Match: $\r\nSession-ID: $;remote=$\r\nUser-to-User: $;encoding=hex\r\nIdentity: \"$\"\r\n"
  "Identity-Info: <https://$/$.cer>;alg=$\r\nReplaces: $@$;to-tag=$;from-tag=$;$\r\nJoin: $;to-tag=$\r\n"
  "Target-Dialog: $;local-tag=$\r\nIn-Reply-To: $@$, $\r\nX-Call-ID: $@$\r\nX-CID: $\r\nMIME-Version: $\r\n"
  "X-$: $ $ $,\r\n\t$ ; $=\"$\"\r\n$: $\r\n$\r\n $\r\n: $\r\n$$:$$\r\nContent-Encoding: identity\r\nx: $\r\n"
  "Content-Disposition: session;handling=$\r\nContent-ID: <$@$>\r\nContent-Type: application/sdp;$=$\r\n"
  "Content-Length: 999\r\n\r\n"
  "v=0\r\no=$ 8642397 8642397 IN IP4 $.lan\r\ns=$ $\r\ni=$\r\nu=http://$/\r\ne=$@$ ($)\r\np=+49 $\r\n"
  "c=IN IP4 10.77.66.55/127\r\nb=AS:64\r\nb=$:9\r\nt=0 0\r\nr=$\r\nz=$ $\r\nk=clear:$\r\na=tool:$\r\na=$\r\na=$:$\r\n"
  "m=audio 4000 RTP/AVP 0 96 $\r\nc=IN IP6 2a02:2e8:9f::77\r\na=rtpmap:96 $/8000\r\na=fmtp:96 $=$;x\r\n"
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:$|2^20|1:4 $\r\na=fingerprint:sha-256 "
  "$:$\r\na=ice-ufrag:$\r\na=ice-pwd:$\r\n"
  "a=candidate:$ 1 UDP 2130706431 10.77.66.55 4000 typ host raddr 2a02:2e8:9f::77 rport 9 $ $\r\n"
  "a=rtcp:4001 IN IP4 10.77.66.55\r\na=ssrc:123 cname:$@$\r\na=msid:$ $\r\na=extmap:1 "
  "urn:$\r\na=mid:$\r\na=label:$\r\na=keywds:8642397\r\na=userid:8642\r\n"
  "a=key-mgmt:mikey $\r\nm=$ 9 $ $\r\n$\r\n=$\r\n$=$\r\nm=image $\r\n",

  /* bodies */
  "MESSAGE tel:+49-$ SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK$\r\nFrom: <sip:$@h>;tag=$\r\nTo: <tel:$>\r\n"
  "Call-ID: $\r\nCSeq: 1 MESSAGE\r\nContent-Type: multipart/mixed;boundary=\"$\"\r\n\r\n"
  "$\r\n--$\r\nContent-Type: text/plain\r\n\r\n$\r\n",
  "NOTIFY sip:$@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK$\r\nFrom: <sip:$@h>;tag=$\r\nTo: <sip:h>;tag=$\r\n"
  "Call-ID: $\r\nCSeq: 1 NOTIFY\r\nContent-Type: message/sipfrag;version=$\r\nContent-Length: 60\r\n\r\n"
  "SIP/2.0 200 $\r\nFrom: $ <sip:$>\r\nX: $\r\n\r\n$$$$$$",
  "INFO sip:$ SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK$\r\nFrom: <sip:$@h>;tag=$\r\nTo: <sip:h>;tag=$\r\n"
  "Call-ID: $\r\nCSeq: 1 INFO\r\nContent-Type: application/dtmf-relay\r\nContent-Length: 5\r\n\r\nSignal=$ and behind "
  "$",
  "PUBLISH sip:$ SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK$\r\nFrom: <sip:$@h>;tag=$\r\nTo: <sip:h>;tag=$\r\n"
  "Call-ID: $\r\nCSeq: 1 PUBLISH\r\nContent-Type: application/pidf+xml\r\nContent-Length: $\r\n\r\n"
  "<?xml version=\"1.0\"?><presence entity=\"pres:$@$\"><note>$</note></presence>",

  /* damaged and unusual */
  "$ sip:$@$ SIP/2.0\r\nVia: $\r\nFrom: $\r\nTo: <sip:$\r\nCall-ID: \r\nCSeq: $ $\r\n\r\n$",
  "SIP/2.0 299 $ $\r\nVia: SIP/2.0/UDP $;branch=\r\nFrom: \"$ <sip:$@$>;tag=$\r\nTo: \"$\" <$:$>;tag=\r\nCall-ID: "
  "$@\r\n"
  "CSeq: 99999999999999999999 $\r\n",
  "OPTIONS $ SIP/2.0\r\nVia: SIP/2.0/UDP @$;branch=z9hG4bK\r\nFrom: $,$ <sip:$@$@$:$>;tag\r\nTo: sip:$?$;$\r\n"
  "Call-ID: @$\r\nCSeq: 1 OPTIONS\r\n\r\n",
  "REGISTER sip:$ SIP/7.77777$\r\n$ SIP/2.0\r\n\r\n\r\n$",
  "OPTIONS sip:$ SIP/2.0 $\nVia: SIP/2.0/UDP $\nFrom: $\n\n$",
  "$\r\n$: $\r\n\r\n$",
  "SIP/2.0 $",
};

static void
add_planted (RbTrace *trace, GPtrArray *secrets)
{
  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      g_autofree char *text = plant (templates[i], secrets);

      add (trace, text, -1, RB_MESSAGE_SIP, i % 2 ? RB_TRANSPORT_TCP : RB_TRANSPORT_UDP);
    }

  for (guint i = 0; i < 2; i++)
    {
      const char *boundary;
      g_autofree char *head =
          plant ("INVITE sip:$ SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK$\r\nFrom: <sip:$>;tag=$\r\n"
                 "To: <sip:$>\r\nCall-ID: $\r\nCSeq: 1 INVITE\r\n",
                 secrets);
      g_autofree char *part =
          plant ("Content-Type: application/sdp\r\nContent-Length: 7\r\nX-$: $\r\n\r\nv=0\r\ns=$\r\n", secrets);
      g_autofree char *other = plant ("Content-Type: text/plain\r\nContent-ID: <$>\r\n\r\n$ $", secrets);
      g_autofree char *text = NULL;

      boundary = next_secret (secrets);
      text = g_strdup_printf (
          "%sContent-Type: multipart/mixed; boundary=%s\r\n\r\nbefore %s\r\n--%s\r\n%s\r\n--%s\r\n%s\r\n"
          "--%s--%s",
          head, boundary, boundary, boundary, part, boundary, other, boundary, i == 0 ? "\r\n" : "");
      add (trace, text, -1, RB_MESSAGE_SIP, RB_TRANSPORT_UDP);
    }

  {
    g_autofree char *damaged = plant ("$ is no SIP $\r\n", secrets);

    add (trace, damaged, -1, RB_MESSAGE_DAMAGED, RB_TRANSPORT_UDP);
    add (trace, "\r\n\r\n", -1, RB_MESSAGE_KEEP_ALIVE, RB_TRANSPORT_UDP);
    rb_trace_add_note (trace, next_secret (secrets));
    rb_trace_set_note (trace, 0, next_secret (secrets));
  }
}

static gboolean
contains (gconstpointer bytes, gsize length, const char *text, gsize n)
{
  return memmem (bytes, length, text, n) != NULL;
}

static void
assert_absent (GBytes *bytes, const char *secret, const char *what)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize n = MIN (strlen (secret), LEAK);

  for (gsize i = 0; i + n <= strlen (secret); i++)
    if (contains (data, length, secret + i, n))
      g_error ("“%.*s” of the secret %s is left in %s", (int) n, secret + i, secret, what);
}

static void
nothing_of_the_original_is_left_in_any_format (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RbTrace) hidden = NULL;
  static const guint8 ipv4[] = { 10, 77, 66, 55 };
  static const guint8 ipv6[] = { 0x2a, 0x02, 0x02, 0xe8, 0, 0x9f };

  add_planted (trace, secrets);
  g_assert_cmpuint (secrets->len, >, 350);
  g_ptr_array_add (secrets, g_strdup ("10.77.66"));
  g_ptr_array_add (secrets, g_strdup ("2a02:2e8"));
  g_ptr_array_add (secrets, g_strdup ("8642397"));
  hidden = rb_hide_trace (trace);
  g_assert_cmpuint (rb_trace_get_n_messages (hidden), ==, rb_trace_get_n_messages (trace));

  for (RbExportFormat format = 0; format < RB_EXPORT_N_FORMATS; format++)
    {
      g_autoptr (GBytes) before = export_bytes (trace, format, NULL);
      g_autoptr (GBytes) after = export_bytes (hidden, format, NULL);
      const char *word = rb_export_format_get_info (format)->word;

      for (guint i = 0; i < secrets->len; i++)
        assert_absent (after, g_ptr_array_index (secrets, i), word);
      g_assert_false (contains (g_bytes_get_data (after, NULL), g_bytes_get_size (after), (const char *) ipv4, 4));
      g_assert_false (contains (g_bytes_get_data (after, NULL), g_bytes_get_size (after), (const char *) ipv6, 6));
      /* the test would see it: all are in the text of the original */
      for (guint i = 0; format == RB_EXPORT_TEXT && i < secrets->len - 5; i++)
        g_assert_true (contains (g_bytes_get_data (before, NULL), g_bytes_get_size (before),
                                 g_ptr_array_index (secrets, i), strlen (g_ptr_array_index (secrets, i))));
    }
}

static void
assert_flows_equal (RbTrace *a, RbFlow *first, RbTrace *b, RbFlow *second)
{
  const RbVerdict *verdict = rb_flow_get_verdict (first);
  const RbVerdict *other = rb_flow_get_verdict (second);
  g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (first);
  g_autoptr (RbLadder) hidden = rb_ladder_new_for_flow (second);

  g_assert_cmpuint (rb_flow_get_n_steps (first), ==, rb_flow_get_n_steps (second));
  g_assert_cmpuint (rb_flow_get_n_legs (first), ==, rb_flow_get_n_legs (second));
  g_assert_cmpuint (rb_flow_get_n_transactions (first), ==, rb_flow_get_n_transactions (second));
  g_assert_cmpuint (rb_flow_get_n_dialogs (first), ==, rb_flow_get_n_dialogs (second));
  for (guint i = 0; i < rb_flow_get_n_steps (first); i++)
    {
      const RbFlowStep *x = rb_flow_get_step (first, i);
      const RbFlowStep *y = rb_flow_get_step (second, i);

      g_assert_cmpuint (x->position, ==, y->position);
      g_assert_cmpuint (x->leg, ==, y->leg);
      g_assert_cmpuint (x->transaction, ==, y->transaction);
      g_assert_cmpuint (x->dialog, ==, y->dialog);
      g_assert_cmpuint (x->retransmission_of, ==, y->retransmission_of);
      g_assert_cmpuint (x->repeat, ==, y->repeat);
      g_assert_cmpuint (x->timer, ==, y->timer);
      g_assert_cmpuint (x->pace, ==, y->pace);
      g_assert_cmpuint (x->response_to, ==, y->response_to);
      g_assert_cmpint (x->response_us, ==, y->response_us);
    }

  g_assert_cmpint (verdict->kind, ==, other->kind);
  g_assert_cmpint (verdict->ended_by, ==, other->ended_by);
  g_assert_cmpuint (verdict->status, ==, other->status);
  g_assert_cmpint (verdict->confidence, ==, other->confidence);
  g_assert_cmpuint (verdict->traits, ==, other->traits);

  g_assert_cmpuint (rb_ladder_get_n_lanes (ladder), ==, rb_ladder_get_n_lanes (hidden));
  g_assert_cmpuint (rb_ladder_get_n_rows (ladder), ==, rb_ladder_get_n_rows (hidden));
  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    g_assert_cmpstr (rb_ladder_get_lane (ladder, i)->title, ==, rb_ladder_get_lane (hidden, i)->title);
  for (guint i = 0; i < rb_ladder_get_n_rows (ladder); i++)
    {
      const RbLadderRow *x = rb_ladder_get_row (ladder, i);
      const RbLadderRow *y = rb_ladder_get_row (hidden, i);

      g_assert_cmpuint (x->from, ==, y->from);
      g_assert_cmpuint (x->to, ==, y->to);
      g_assert_cmpint (x->style, ==, y->style);
      g_assert_cmpstr (x->note, ==, y->note);
    }
}

static void
assert_calls_equal (RbTrace *trace, RbTrace *hidden)
{
  GListModel *flows = rb_trace_get_flows (trace);
  GListModel *hidden_flows = rb_trace_get_flows (hidden);

  g_assert_cmpuint (g_list_model_get_n_items (flows), ==, g_list_model_get_n_items (hidden_flows));
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) first = g_list_model_get_item (flows, i);
      g_autoptr (RbFlow) second = g_list_model_get_item (hidden_flows, i);

      assert_flows_equal (trace, first, hidden, second);
    }
}

/* Words of a message that a capture's own test data have in common with stand-ins and the protocol. */
static gboolean
is_common (const char *word)
{
  g_autofree char *upper = g_ascii_strup (word, -1);
  static const char *const common[] = { "example", "branch", "z9hg4bk", "user", "host", "phrase", "call", "sip:" };

  if (strspn (word, "0123456789") == strlen (word) && strlen (word) <= 5)
    return TRUE; /* a port */
  if (rb_hide_word_is_known ((const guint8 *) word, strlen (word)) ||
      rb_hide_method_is_known ((const guint8 *) upper, strlen (upper)))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    if (strstr (common[i], word) != NULL || strstr (word, common[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
collect_span (GHashTable *words, RbSpan span, const guint8 *bytes)
{
  g_autofree char *text = g_ascii_strdown ((const char *) bytes + span.offset, span.length);
  g_auto (GStrv) parts = g_strsplit_set (text, "@:;<>\"=. /,-_[]", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strlen (parts[i]) >= LEAK && !is_common (parts[i]))
      g_hash_table_add (words, g_strdup (parts[i]));
}

/* Users, tags, Call-IDs and branches of a trace. */
static GHashTable *
collect_words (RbTrace *trace)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    {
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (trace, i, &length);
      RbSipIndex index;

      rb_sip_index_parse (&index, bytes, length);
      collect_span (words, index.call_id, bytes);
      collect_span (words, index.from_tag, bytes);
      collect_span (words, index.to_tag, bytes);
      collect_span (words, index.from_uri, bytes);
      collect_span (words, index.to_uri, bytes);
      collect_span (words, index.user_agent, bytes);
    }
  return words;
}

/* Whether what is left of a capture's users, hosts and tags, calls it as it was. */
static void
check_capture (const char *path)
{
  g_autoptr (RbTrace) trace = rb_capture_read (path, NULL, NULL);
  g_autoptr (RbTrace) hidden = rb_hide_trace (trace);
  g_autoptr (GHashTable) words = collect_words (trace);
  g_autoptr (GBytes) text = export_bytes (hidden, RB_EXPORT_TEXT, NULL);
  g_autofree char *lower = g_ascii_strdown (g_bytes_get_data (text, NULL), g_bytes_get_size (text) - 1);
  GHashTableIter iter;
  gpointer word;

  assert_calls_equal (trace, hidden);
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (contains (lower, g_bytes_get_size (text) - 1, word, strlen (word)))
      g_error ("“%s” is left in %s", (const char *) word, path);
}

static void
calls_in_captures_are_understood_alike (void)
{
  static const char *const folders[] = { "captures", "recorded" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);

          if (!g_str_has_suffix (name, ".pcap") && !g_str_has_suffix (name, ".pcapng"))
            continue;
          g_test_message ("%s", name);
          check_capture (path);
          n++;
        }
    }
  g_assert_cmpuint (n, >, 60);
}

/* Also of messages that are meant to be hard (RFC 4475) the index finds the same. */
static void
torture_messages_are_indexed_alike (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "torture", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (RbTrace) hidden = NULL;
      gsize length;
      const guint8 *bytes;
      RbSipIndex before;
      RbSipIndex after;

      if (!g_str_has_suffix (name, ".sip"))
        continue;
      g_test_message ("%s", name);
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      rb_sip_index_parse (&before, (const guint8 *) text, length);
      add (trace, text, length, RB_MESSAGE_SIP, RB_TRANSPORT_UDP);
      hidden = rb_hide_trace (trace);
      bytes = rb_trace_peek_bytes (hidden, 0, &length);
      rb_sip_index_parse (&after, bytes, length);
      g_assert_cmpint (before.valid, ==, after.valid);
      g_assert_cmpint (before.is_request, ==, after.is_request);
      g_assert_cmpuint (before.status, ==, after.status);
      g_assert_cmpuint (before.cseq, ==, after.cseq);
      g_assert_cmpuint (before.n_vias, ==, after.n_vias);
      g_assert_cmpuint (before.n_contacts, ==, after.n_contacts);
      g_assert_cmpuint (before.expires, ==, after.expires);
      g_assert_cmpuint (before.max_forwards, ==, after.max_forwards);
      g_assert_cmpint (before.body.length > 0, ==, after.body.length > 0);
      g_assert_cmpint (before.from_tag.length, ==, after.from_tag.length);
      g_assert_cmpint (before.branch.length, ==, after.branch.length);
      g_assert_cmpint (before.has_sdp, ==, after.has_sdp);
      n++;
    }
  g_assert_cmpuint (n, >, 40);
}

static char *
hide_one (const char *text)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) hidden = NULL;
  gsize length;
  const guint8 *bytes;

  add (trace, text, -1, RB_MESSAGE_SIP, RB_TRANSPORT_UDP);
  hidden = rb_hide_trace (trace);
  bytes = rb_trace_peek_bytes (hidden, 0, &length);
  return g_strndup ((const char *) bytes, length);
}

/* One person, one address, one domain: one stand-in, wherever it stands. */
static void
the_same_becomes_the_same_everywhere (void)
{
  g_autofree char *text = hide_one (
      "INVITE sip:bob@corp.net SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 10.1.2.3:5060;branch=z9hG4bKabcdef;received=10.1.2.3\r\n"
      "From: \"Al\" <sip:alice@corp.net>;tag=abcdef\r\nTo: <sip:+4930123@corp.net>\r\nCall-ID: abcdef@10.1.2.3\r\n"
      "CSeq: 7 INVITE\r\nContact: <sip:%61lice@10.1.2.3:5060>\r\nReferred-By: \"Al\" <sip:alice@8.8.8.8>\r\n"
      "Authorization: Digest username=\"alice\", realm=\"corp.net\", uri=\"sip:bob@corp.net\", nc=00000001\r\n"
      "X-Call-ID: abcdef@10.1.2.3\r\nContent-Type: application/sdp\r\nContent-Length: 78\r\n\r\n"
      "v=0\r\no=alice 20 21 IN IP4 10.1.2.3\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=on leave\r\n");

  g_assert_cmpstr (
      text, ==,
      "INVITE sip:user1@host1.example SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKxxxxxx;received=192.0.2.1\r\n"
      "From: \"Name 1\" <sip:user2@host1.example>;tag=xxxxxx\r\nTo: <sip:+5555555@host1.example>\r\n"
      "Call-ID: xxxxxx@192.0.2.1\r\n"
      "CSeq: 7 INVITE\r\nContact: <sip:user2@192.0.2.1:5060>\r\n"
      "Referred-By: \"Name 1\" <sip:user2@198.51.100.1>\r\n"
      "Authorization: Digest username=\"user2\", realm=\"host1.example\", uri=\"sip:user1@host1.example\", "
      "nc=00000001\r\n"
      "X-Call-ID: xxxxxx@192.0.2.1\r\nContent-Type: application/sdp\r\nContent-Length: 77\r\n\r\n"
      "v=0\r\no=user2 55 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=hidden1\r\n");
}

static void
phrases_of_the_standard_stay (void)
{
  g_autofree char *standard = hide_one ("SIP/2.0 486 Busy Here\r\n\r\n");
  g_autofree char *other = hide_one ("SIP/2.0 486 Alice is out\r\n\r\n");

  g_assert_cmpstr (standard, ==, "SIP/2.0 486 Busy Here\r\n\r\n");
  g_assert_cmpstr (other, ==, "SIP/2.0 486 Busy Here (phrase 1)\r\n\r\n");
}

/* The standard's words survive a whole INVITE: what can be discussed stays to be discussed. */
static void
what_was_agreed_stays (void)
{
  static const char text[] =
      "INVITE sip:x SIP/2.0\r\nMax-Forwards: 70\r\nSession-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\n"
      "Allow: INVITE, ACK, CANCEL, BYE\r\nSupported: 100rel, timer, replaces\r\nExpires: 3600\r\n"
      "Content-Type: application/sdp\r\n\r\nv=0\r\nm=audio 4000 RTP/AVP 8 96 101\r\na=rtpmap:8 PCMA/8000\r\n"
      "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
      "a=ptime:20\r\na=sendrecv\r\na=rtcp-mux\r\n";
  g_autofree char *hidden = hide_one (text);

  g_assert_cmpstr (strchr (hidden, '\r'), ==, strchr (text, '\r'));
}

/* As many addresses and tags as there are, none twice. */
static void
stand_ins_are_never_shared (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (RbTrace) hidden = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint n = 2000;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.%u.%u;branch=%u\r\n"
                                               "From: <sip:%u@h>;tag=%u\r\nTo: <sip:h>\r\nCall-ID: %u\r\n"
                                               "CSeq: 1 OPTIONS\r\n\r\n",
                                               i / 250, 1 + i % 250, i, i, i, i);

      add (trace, text, -1, RB_MESSAGE_SIP, RB_TRANSPORT_UDP);
    }
  hidden = rb_hide_trace (trace);
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      const guint8 *bytes = rb_trace_peek_bytes (hidden, i, &length);
      RbSipIndex index;

      rb_sip_index_parse (&index, bytes, length);
      g_assert_true (index.valid);
      g_assert_true (
          g_hash_table_add (seen, g_strdup_printf ("c%.*s", index.call_id.length, bytes + index.call_id.offset)));
      g_assert_true (
          g_hash_table_add (seen, g_strdup_printf ("f%.*s", index.from_uri.length, bytes + index.from_uri.offset)));
      g_assert_true (g_hash_table_add (seen, g_strdup_printf ("v%.*s", index.via.length, bytes + index.via.offset)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hide/nothing-of-the-original-is-left-in-any-format",
                   nothing_of_the_original_is_left_in_any_format);
  g_test_add_func ("/hide/calls-in-captures-are-understood-alike", calls_in_captures_are_understood_alike);
  g_test_add_func ("/hide/torture-messages-are-indexed-alike", torture_messages_are_indexed_alike);
  g_test_add_func ("/hide/the-same-becomes-the-same-everywhere", the_same_becomes_the_same_everywhere);
  g_test_add_func ("/hide/phrases-of-the-standard-stay", phrases_of_the_standard_stay);
  g_test_add_func ("/hide/what-was-agreed-stays", what_was_agreed_stays);
  g_test_add_func ("/hide/stand-ins-are-never-shared", stand_ins_are_never_shared);
  return g_test_run ();
}
