/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-sip-index.h"

#include "sample-messages.h"

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <string.h>

static const guint8 *
parse (RbSipIndex *index, const char *text)
{
  rb_sip_index_parse (index, (const guint8 *) text, strlen (text));

  return (const guint8 *) text;
}

static void
assert_span (RbSpan span, const guint8 *bytes, const char *expected)
{
  g_autofree char *text = g_strndup ((const char *) bytes + span.offset, span.length);

  g_assert_cmpstr (text, ==, expected);
}

static void
an_invite_has_everything_a_list_shows (void)
{
  RbSipIndex index;
  const guint8 *bytes = parse (&index, SAMPLE_INVITE);

  g_assert_true (index.valid);
  g_assert_true (index.is_request);
  g_assert_cmpuint (index.status, ==, 0);
  g_assert_cmpuint (index.cseq, ==, 1);
  assert_span (index.start_line, bytes, "INVITE sip:bob@biloxi.example.com SIP/2.0");
  assert_span (index.method, bytes, "INVITE");
  assert_span (index.request_uri, bytes, "sip:bob@biloxi.example.com");
  assert_span (index.call_id, bytes, "3848276298220188511@atlanta.example.com");
  assert_span (index.from_uri, bytes, "sip:alice@atlanta.example.com");
  assert_span (index.from_tag, bytes, "9fxced76sl");
  assert_span (index.to, bytes, "Bob <sip:bob@biloxi.example.com>");
  assert_span (index.to_uri, bytes, "sip:bob@biloxi.example.com");
  assert_span (index.to_tag, bytes, "");
  assert_span (index.branch, bytes, "z9hG4bK74bf9");
  assert_span (index.contact, bytes, "<sip:alice@client.atlanta.example.com;transport=udp>");
  assert_span (index.user_agent, bytes, "Ringback test");
  assert_span (index.content_type, bytes, "application/sdp");
  assert_span (index.body, bytes, SAMPLE_SDP);
  g_assert_true (index.has_authorization);
  g_assert_true (index.has_sdp);
  g_assert_false (index.has_expires_zero);
  g_assert_cmpuint (index.expires, ==, G_MAXUINT32);
}

static void
a_response_has_the_topmost_via_and_the_method_of_cseq (void)
{
  RbSipIndex index;
  const guint8 *bytes = parse (&index, SAMPLE_RINGING);

  g_assert_true (index.valid);
  g_assert_false (index.is_request);
  g_assert_cmpuint (index.status, ==, 180);
  assert_span (index.reason, bytes, "Ringing");
  assert_span (index.method, bytes, "INVITE");
  assert_span (index.via, bytes, "SIP/2.0/UDP proxy.example.com;branch=z9hG4bKtop;received=192.0.2.222");
  assert_span (index.branch, bytes, "z9hG4bKtop");
  assert_span (index.to_uri, bytes, "sip:bob@biloxi.example.com");
  assert_span (index.to_tag, bytes, "314159");
  g_assert_cmpuint (index.body.length, ==, 0);
}

static void
compact_forms_are_understood (void)
{
  RbSipIndex index;
  const guint8 *bytes = parse (&index, SAMPLE_COMPACT);

  g_assert_true (index.valid);
  assert_span (index.call_id, bytes, "compact@example.org");
  assert_span (index.branch, bytes, "z9hG4bKcompact");
  assert_span (index.from_tag, bytes, "c1");
  assert_span (index.contact, bytes, "<sip:alice@[2001:db8::9:1]>");
  assert_span (index.content_type, bytes, "text/plain;charset=utf-8");
  assert_span (index.body, bytes, "Hello");
  g_assert_false (index.has_sdp);
}

static void
folded_lines_and_any_case_are_understood (void)
{
  RbSipIndex index;
  const guint8 *bytes = parse (&index, SAMPLE_FOLDED);

  g_assert_true (index.valid);
  assert_span (index.branch, bytes, "z9hG4bKfolded");
  assert_span (index.from_uri, bytes, "sip:carol@example.com");
  assert_span (index.from_tag, bytes, "folded-tag");
  g_assert_cmpuint (index.cseq, ==, 9);
  g_assert_cmpuint (index.expires, ==, 7200);
  g_assert_true (index.has_expires_zero);
}

/* Bare LF, and CR CR LF as some captures have it, end lines as well. */
static void
other_line_ends_change_nothing (void)
{
  static const char *const ends[] = { "\n", "\r\r\n" };
  g_auto (GStrv) lines = g_strsplit (SAMPLE_INVITE, "\r\n", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text = g_strjoinv (ends[i], lines);
      RbSipIndex index;
      const guint8 *bytes = parse (&index, text);

      g_assert_true (index.valid);
      assert_span (index.start_line, bytes, "INVITE sip:bob@biloxi.example.com SIP/2.0");
      assert_span (index.call_id, bytes, "3848276298220188511@atlanta.example.com");
      assert_span (index.branch, bytes, "z9hG4bK74bf9");
      g_assert_true (index.has_sdp);
      g_assert_cmpint (strncmp (text + index.body.offset, "v=0", 3), ==, 0);
    }
}

static void
leading_line_ends_are_skipped (void)
{
  RbSipIndex index;
  const guint8 *bytes = parse (&index, "\r\n\r\n" SAMPLE_BYE);

  g_assert_true (index.valid);
  assert_span (index.method, bytes, "BYE");
  g_assert_cmpuint (index.cseq, ==, G_MAXUINT32);
}

static void
the_body_ends_where_content_length_says (void)
{
  RbSipIndex index;
  const guint8 *bytes = parse (&index, SAMPLE_COMPACT "and junk after it");

  assert_span (index.body, bytes, "Hello");
}

static void
a_message_without_what_it_needs_is_not_valid (void)
{
  static const char *const needed[] = { "Via: ", "From: ", "To: ", "Call-ID: ", "CSeq: " };
  RbSipIndex index;

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autoptr (GString) text = g_string_new (SAMPLE_BYE);

      g_assert_cmpuint (g_string_replace (text, needed[i], "X-Other: ", 0), ==, 1);
      parse (&index, text->str);
      g_assert_false (index.valid);
    }

  parse (&index, "SIP/2.0 99 Too low\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n");
  g_assert_false (index.valid);
  parse (&index, "SIP/2.0 700 Too high\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n");
  g_assert_false (index.valid);
  parse (&index, "BYE sip:x SIP/7.0\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n");
  g_assert_false (index.valid);
  parse (&index, "BYE sip:x SIP/2.0\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 4294967296 BYE\r\n\r\n");
  g_assert_false (index.valid);
  parse (&index, "BYE sip:x SIP/2.0\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n");
  g_assert_true (index.valid);
  parse (&index, "");
  g_assert_false (index.valid);
  rb_sip_index_parse (&index, NULL, 0);
  g_assert_false (index.valid);
}

static void
the_first_of_repeated_headers_counts (void)
{
  RbSipIndex index;
  const guint8 *bytes =
      parse (&index, "BYE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=1\r\nVia: SIP/2.0/UDP b;branch=2\r\n"
                     "From: <sip:a>;tag=1\r\nFrom: <sip:b>;tag=2\r\nTo: <sip:c>\r\nTo: <sip:d>;tag=3\r\n"
                     "Call-ID: one\r\nCall-ID: two\r\nCSeq: 1 BYE\r\nCSeq: 2 ACK\r\n\r\n");

  assert_span (index.branch, bytes, "1");
  assert_span (index.from_tag, bytes, "1");
  assert_span (index.to_tag, bytes, "");
  assert_span (index.call_id, bytes, "one");
  g_assert_cmpuint (index.cseq, ==, 1);
}

static void
a_nul_byte_is_no_compact_form (void)
{
  static const char text[] = "BYE sip:x SIP/2.0\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\n\0: 1 BYE\r\n\r\n";
  RbSipIndex index;

  rb_sip_index_parse (&index, (const guint8 *) text, sizeof text - 1);
  g_assert_false (index.valid);
  g_assert_cmpuint (index.cseq, ==, 0);
}

static void
a_removed_binding_is_noticed (void)
{
  RbSipIndex index;

  parse (&index, "REGISTER sip:x SIP/2.0\r\nContact: *\r\nExpires: 0\r\n\r\n");
  g_assert_true (index.has_expires_zero);
  g_assert_cmpuint (index.expires, ==, 0);
  parse (&index, "REGISTER sip:x SIP/2.0\r\nContact: <sip:a@b>;expires=0\r\n\r\n");
  g_assert_true (index.has_expires_zero);
  parse (&index, "REGISTER sip:x SIP/2.0\r\nContact: <sip:a@b;expires=0>;expires=60\r\nExpires: 60\r\n\r\n");
  g_assert_false (index.has_expires_zero);
}

static void
what_flows_and_verdicts_ask_for_is_counted (void)
{
  RbSipIndex index;
  const guint8 *bytes =
      parse (&index, "INVITE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2\r\n"
                     "v: SIP/2.0/UDP c;x=\",\"\r\nRecord-Route: <sip:p;lr>\r\nMax-Forwards: 69\r\n"
                     "Contact: \"a, b\" <sip:a>, <sip:b>\r\nm: <sip:c?x=,>\r\nServer: first\r\nUser-Agent: second\r\n"
                     "X-Original-Call-ID: other\r\nX-CID: third\r\nReplaces: 7@x;to-tag=1;from-tag=2\r\n"
                     "x: 1800;refresher=uac\r\nr: <sip:carol@x>\r\n"
                     "Reason: Q.850;cause=16, SIP ;text=\"a;cause=1\";cause=200\r\n\r\n");

  g_assert_cmpuint (index.n_vias, ==, 3);
  assert_span (index.branch, bytes, "1");
  g_assert_cmpuint (index.n_contacts, ==, 3);
  assert_span (index.contact, bytes, "\"a, b\" <sip:a>");
  g_assert_cmpuint (index.max_forwards, ==, 69);
  g_assert_cmpuint (index.reason_cause, ==, 200);
  assert_span (index.user_agent, bytes, "first");
  g_assert_false (index.is_user_agent);
  g_assert_true (index.has_record_route);
  g_assert_true (index.has_replaces);
  g_assert_cmpuint (index.session_expires, ==, 1800);
  assert_span (index.refer_to, bytes, "<sip:carol@x>");
  assert_span (index.other_call_id, bytes, "other");

  parse (&index, SAMPLE_RINGING);
  g_assert_cmpuint (index.n_vias, ==, 2);
  g_assert_cmpuint (index.n_contacts, ==, 1);
  g_assert_cmpuint (index.max_forwards, ==, G_MAXUINT16);
  g_assert_cmpuint (index.session_expires, ==, 0);
  g_assert_cmpuint (index.reason_cause, ==, 0);
}

/* The names are compared eight bytes at a time: no other byte may pass for one of theirs. */
static void
names_differ_in_case_only (void)
{
  static const char *const names[] = { "Via",           "From",         "Call-ID",         "Contact",
                                       "Refer-To",      "X-Call-ID",    "Content-Type",    "Record-Route",
                                       "Authorization", "Max-Forwards", "Session-Expires", "Proxy-Authorization" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize at = 0; at < strlen (names[i]); at++)
      for (guint c = 1; c < 256; c++)
        {
          g_autofree char *name = g_strdup (names[i]);
          g_autofree char *right = g_strdup_printf ("A sip:x SIP/2.0\r\n%s: 1\r\n\r\n", name);
          g_autofree char *wrong = NULL;
          RbSipIndex with, without;

          if (g_ascii_tolower (c) == g_ascii_tolower (name[at]) || c == ':' || c == '\n' ||
              (at + 1 == strlen (name) && (c == ' ' || c == '\t')))
            continue;
          name[at] = (char) c;
          wrong = g_strdup_printf ("A sip:x SIP/2.0\r\n%s: 1\r\n\r\n", name);
          parse (&with, right);
          parse (&without, wrong);
          g_assert_cmpint (memcmp (&with, &without, sizeof with), !=, 0);
          parse (&with, "A sip:x SIP/2.0\r\nY: 1\r\n\r\n");
          g_assert_cmpint (memcmp (&with, &without, sizeof with), ==, 0);
        }
}

static void
start_lines_are_told_from_other_text (void)
{
  static const char *const sip[] = { "SIP/2.0 200 OK\r\n",
                                     "SIP/2.0 100",
                                     "OPTIONS sip:a@b SIP/2.0\r\nVia:",
                                     "sip/2.0 200 OK\n",
                                     "NEW-METHOD! soap.beep://x SIP/2.0\r\n",
                                     "OPTIONS sip:a SIP/7.0\r\n",
                                     "\r\nACK sip:a SIP/2.0\r\n" };
  static const char *const other[] = { "",
                                       "\r\n\r\n",
                                       "GET / HTTP/1.1\r\n",
                                       "SIP/2.0 20 OK\r\n",
                                       "SIP/2.0 2000 OK\r\n",
                                       "SIP/2.0 200OK\r\n",
                                       "INVITE SIP/2.0\r\n",
                                       "IN<>ITE sip:a SIP/2.0\r\n",
                                       "INVITE sip:a SIP/2\r\n",
                                       "INVITE sip:a SIP/2.0.1\r\n",
                                       "\200\000\001\002" };

  for (gsize i = 0; i < G_N_ELEMENTS (sip); i++)
    g_assert_true (rb_sip_looks_like ((const guint8 *) sip[i], strlen (sip[i])));
  for (gsize i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (rb_sip_looks_like ((const guint8 *) other[i], strlen (other[i])));
}

static gssize
frame (const char *text)
{
  return rb_sip_frame_length ((const guint8 *) text, strlen (text));
}

static void
a_stream_is_cut_into_messages (void)
{
  const char *stream = SAMPLE_INVITE SAMPLE_COMPACT SAMPLE_BYE;
  gsize total = strlen (stream);
  gsize first = strlen (SAMPLE_INVITE);

  for (gsize length = 0; length <= total; length++)
    g_assert_cmpint (rb_sip_frame_length ((const guint8 *) stream, length), ==, length < first ? 0 : (gssize) first);

  g_assert_cmpint (frame (SAMPLE_COMPACT SAMPLE_BYE), ==, strlen (SAMPLE_COMPACT));
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\n\nrest"), ==, strlen ("ACK sip:a SIP/2.0\n\n"));
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\r\nl:\r\n 3\r\n\r\nabcd"), ==,
                   strlen ("ACK sip:a SIP/2.0\r\nl:\r\n 3\r\n\r\nabc"));
}

static void
a_stream_that_arrives_byte_by_byte_is_cut_alike (void)
{
  static const char *const streams[] = {
    SAMPLE_INVITE,   SAMPLE_COMPACT,
    SAMPLE_FOLDED,   "\r\nACK sip:a SIP/2.0\nl\t:\r\n 3\r\r\n\nabcd",
    "hello\r\n\r\n", "ACK sip:a SIP/2.0\r\nl: x\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      RbSipFrameLength seen = { 0 };

      for (gsize length = 0; length <= strlen (streams[i]); length++)
        {
          g_autofree guint8 *bytes = g_memdup2 (streams[i], length);
          gssize at_once = rb_sip_frame_length (bytes, length);

          g_assert_cmpint (rb_sip_frame_length_continue (&seen, bytes, length), ==, at_once);
          if (at_once != 0)
            break;
        }
    }
}

static void
what_cannot_be_framed_is_refused (void)
{
  g_autofree char *endless_line = g_strnfill (70000, 'a');
  g_autoptr (GString) endless_headers = g_string_new ("ACK sip:a SIP/2.0\r\n");

  while (endless_headers->len < 70000)
    g_string_append (endless_headers, "X-Header: value\r\n");

  g_assert_cmpint (frame ("GET / HTTP/1.1\r\n\r\n"), ==, -1);
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n"), ==, -1);
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\r\nContent-Length: 1x\r\n\r\n"), ==, -1);
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n"), ==, -1);
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\r\nContent-Length: 4194305\r\n\r\n"), ==, -1);
  g_assert_cmpint (frame ("ACK sip:a SIP/2.0\r\nContent-Length: 4000000\r\n\r\n"), ==, 0);
  g_assert_cmpint (frame (endless_line), ==, -1);
  g_assert_cmpint (frame (endless_headers->str), ==, -1);
  g_assert_cmpint (rb_sip_frame_length ((const guint8 *) "\026\003\001\000\000", 5), ==, -1);
  g_assert_cmpint (rb_sip_frame_length (NULL, 0), ==, 0);
}

static void
spans_become_safe_text (void)
{
  const guint8 bytes[] = "a\377b\0c\033[1m\r\n \td\302\233";
  RbSpan all = { 0, sizeof bytes - 1 };
  g_autofree char *text = rb_span_dup (all, bytes);
  g_autofree char *line = rb_span_dup_line (all, bytes);
  g_autofree char *absent = rb_span_dup ((RbSpan){ 0, 0 }, NULL);

  g_assert_cmpstr (text, ==, "a\357\277\275b\357\277\275c\357\277\275[1m\r\n \td\357\277\275");
  g_assert_cmpstr (line, ==, "a\357\277\275b\357\277\275c\357\277\275[1m d\357\277\275");
  g_assert_cmpstr (absent, ==, "");
  g_assert_true (rb_span_is ((RbSpan){ 0, 1 }, bytes, "a"));
  g_assert_false (rb_span_is ((RbSpan){ 0, 1 }, bytes, "A"));
  g_assert_false (rb_span_is ((RbSpan){ 0, 2 }, bytes, "a"));
  g_assert_true (rb_span_equal ((RbSpan){ 0, 0 }, NULL, (RbSpan){ 5, 0 }, bytes));
}

static void
assert_same (RbSpan span, const guint8 *bytes, const char *theirs)
{
  assert_span (span, bytes, theirs != NULL ? theirs : "");
}

static void
sofia_reads_the_same (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sample_messages); i++)
    {
      const char *text = sample_messages[i];
      msg_t *msg = msg_make (sip_default_mclass (), 0, text, strlen (text));
      sip_t *sip = sip_object (msg);
      RbSipIndex index;
      const guint8 *bytes = parse (&index, text);

      g_assert_nonnull (sip);
      g_assert_null (sip->sip_error);
      g_assert_true (index.valid);
      g_assert_true (index.is_request == (sip->sip_request != NULL));
      g_assert_cmpuint (index.status, ==, sip->sip_status != NULL ? sip->sip_status->st_status : 0);
      g_assert_cmpuint (index.cseq, ==, sip->sip_cseq->cs_seq);
      assert_same (index.method, bytes, sip->sip_cseq->cs_method_name);
      assert_same (index.call_id, bytes, sip->sip_call_id->i_id);
      assert_same (index.branch, bytes, sip->sip_via->v_branch);
      assert_same (index.from_tag, bytes, sip->sip_from->a_tag);
      assert_same (index.to_tag, bytes, sip->sip_to->a_tag);
      g_assert_cmpuint (index.body.length, ==, sip->sip_payload != NULL ? sip->sip_payload->pl_len : 0);
      msg_destroy (msg);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sip-index/an-invite-has-everything-a-list-shows", an_invite_has_everything_a_list_shows);
  g_test_add_func ("/sip-index/a-response-has-the-topmost-via-and-the-method-of-cseq",
                   a_response_has_the_topmost_via_and_the_method_of_cseq);
  g_test_add_func ("/sip-index/compact-forms-are-understood", compact_forms_are_understood);
  g_test_add_func ("/sip-index/folded-lines-and-any-case-are-understood", folded_lines_and_any_case_are_understood);
  g_test_add_func ("/sip-index/other-line-ends-change-nothing", other_line_ends_change_nothing);
  g_test_add_func ("/sip-index/leading-line-ends-are-skipped", leading_line_ends_are_skipped);
  g_test_add_func ("/sip-index/the-body-ends-where-content-length-says", the_body_ends_where_content_length_says);
  g_test_add_func ("/sip-index/a-message-without-what-it-needs-is-not-valid",
                   a_message_without_what_it_needs_is_not_valid);
  g_test_add_func ("/sip-index/the-first-of-repeated-headers-counts", the_first_of_repeated_headers_counts);
  g_test_add_func ("/sip-index/a-nul-byte-is-no-compact-form", a_nul_byte_is_no_compact_form);
  g_test_add_func ("/sip-index/a-removed-binding-is-noticed", a_removed_binding_is_noticed);
  g_test_add_func ("/sip-index/what-flows-and-verdicts-ask-for-is-counted", what_flows_and_verdicts_ask_for_is_counted);
  g_test_add_func ("/sip-index/names-differ-in-case-only", names_differ_in_case_only);
  g_test_add_func ("/sip-index/start-lines-are-told-from-other-text", start_lines_are_told_from_other_text);
  g_test_add_func ("/sip-index/a-stream-is-cut-into-messages", a_stream_is_cut_into_messages);
  g_test_add_func ("/sip-index/a-stream-that-arrives-byte-by-byte-is-cut-alike",
                   a_stream_that_arrives_byte_by_byte_is_cut_alike);
  g_test_add_func ("/sip-index/what-cannot-be-framed-is-refused", what_cannot_be_framed_is_refused);
  g_test_add_func ("/sip-index/spans-become-safe-text", spans_become_safe_text);
  g_test_add_func ("/sip-index/sofia-reads-the-same", sofia_reads_the_same);

  return g_test_run ();
}
