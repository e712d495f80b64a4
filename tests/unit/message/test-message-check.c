/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-message-check.h"

#include "message-files.h"

static GPtrArray *
check (const char *text)
{
  g_autofree guint8 *bytes = g_memdup2 (text, strlen (text));

  return rb_message_check (bytes, strlen (text));
}

static const RbMessageProblem *
find (GPtrArray *problems, const char *id)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const RbMessageProblem *problem = g_ptr_array_index (problems, i);

      if (strcmp (problem->id, id) == 0)
        return problem;
    }

  return NULL;
}

/* One line of torture.tsv: name, section, verdict, response, reason. */
static void
check_torture (char **columns)
{
  static const char *const verdicts[] = {
    [RB_MESSAGE_VALID] = "valid", [RB_MESSAGE_REFUSED] = "refused", [RB_MESSAGE_INVALID] = "invalid"
  };
  g_autofree char *file = g_strconcat (columns[0], ".sip", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "torture", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  const RbMessageProblem *reason;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  problems = rb_message_check ((const guint8 *) text, length);

  g_test_message ("%s (RFC 4475 %s)", columns[0], columns[1]);
  g_assert_cmpstr (verdicts[rb_message_check_get_verdict (problems, NULL)], ==, columns[2]);
  if (strcmp (columns[4], "-") == 0)
    return;

  reason = find (problems, columns[4]);
  g_assert_nonnull (reason);
  g_assert_cmpuint (reason->response, ==, (guint) g_ascii_strtoull (columns[3], NULL, 10));
}

static void
the_torture_messages_are_judged_as_the_rfc_does (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "torture", "torture.tsv", NULL);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &table, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strchomp (table), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 49);
  for (gsize i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 5);

      g_assert_cmpuint (g_strv_length (columns), ==, 5);
      check_torture (columns);
    }
}

static void
assert_without_problems (const char *name, const guint8 *bytes, gsize length)
{
  g_autoptr (GPtrArray) problems = rb_message_check (bytes, length);
  const RbMessageProblem *problem;

  if (rb_message_check_get_verdict (problems, &problem) != RB_MESSAGE_VALID)
    g_error ("%s: %s", name, problem->sentence);
}

static void
good_messages_are_not_blamed (void)
{
  each_sample_message (assert_without_problems);
  g_assert_cmpuint (each_captured_message (assert_without_problems), >, 100);
}

#define GOOD                                                                                                           \
  "INVITE sip:bob@example.com SIP/2.0\r\n"                                                                             \
  "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n"                                                                \
  "From: \"Alice\" <sip:alice@example.com>;tag=1\r\n"                                                                  \
  "To: <sip:bob@example.com>\r\n"                                                                                      \
  "Call-ID: call@192.0.2.1\r\n"                                                                                        \
  "CSeq: 1 INVITE\r\n"                                                                                                 \
  "Max-Forwards: 70\r\n"                                                                                               \
  "Contact: <sip:alice@192.0.2.1>\r\n"                                                                                 \
  "Content-Type: application/sdp\r\n"                                                                                  \
  "Content-Length: 5\r\n"                                                                                              \
  "\r\n"                                                                                                               \
  "v=0\r\n"

/* The good message with one thing changed, and what is then said, of which bytes. */
static const struct
{
  const char *from;
  const char *to;
  const char *id;
  const char *marked;
} faults[] = {
  { "INVITE sip", "IN<ITE sip", "method", "IN<ITE" },
  { "INVITE sip", "CHARGE sip", "method-unknown", "CHARGE" },
  { "INVITE sip", "HTTP/1.1 200 OK\r\nX: y\r\nINVITE sip", "junk", "HTTP/1.1 200 OK\r\nX: y\r\n" },
  { "SIP/2.0\r\nVia", "SIP/3.0\r\nVia", "version", "SIP/3.0" },
  { "SIP/2.0\r\nVia", "SIP/2.0 \r\nVia", "start-line-space", " " },
  { "INVITE sip:", "INVITE\tsip:", "start-line-space", "\t" },
  { "sip:bob@example.com SIP", "sip:bo b@example.com SIP", "request-uri-space", "sip:bo b@example.com" },
  { "sip:bob@example.com SIP", "<sip:bob@example.com> SIP", "request-uri-brackets", "<sip:bob@example.com>" },
  { "sip:bob@example.com SIP", "sip:bob@example.com?a=b SIP", "request-uri-headers", "?a=b" },
  { "sip:bob@example.com SIP", "mailto:bob@example.com SIP", "request-uri-scheme", "mailto" },
  { "sip:bob@example.com SIP", "sip:bob@example.com:70000 SIP", "uri", "example.com:70000" },
  { "sip:bob@example.com SIP", "bob SIP", "uri", "bob" },
  { "sip:bob@example.com SIP", "sip:b\"ob@example.com SIP", "uri", "\"" },
  { "sip:bob@example.com SIP", "sip:b%4ob@example.com SIP", "uri-escape", "%" },
  { "sip:bob@example.com SIP", "sip:[2001:db8::1 SIP", "uri", "[2001:db8::1" },
  { "<sip:bob@", "<xyz:bob@", "scheme-unknown", "xyz" },
  { "\"Alice\"", "\"Alice", "quote-open", "\"Alice <sip:alice@example.com>;tag=1" },
  { "\"Alice\"", "Alice, Bob", "display-name", "Alice, Bob" },
  { "<sip:alice@example.com>", "<sip:alice@example.com", "bracket-open", "<sip:alice@example.com;tag=1" },
  { "<sip:alice@192.0.2.1>", "< sip:alice@192.0.2.1>", "address-space", " sip:alice@192.0.2.1" },
  { "<sip:alice@192.0.2.1>", "sip:alice@192.0.2.1?a=b", "uri-bare", "sip:alice@192.0.2.1?a=b" },
  { "<sip:alice@192.0.2.1>", "<sip:alice@192.0.2.1>,", "element-empty", "<sip:alice@192.0.2.1>," },
  { ";tag=1", ";tag=", "parameter", "tag=" },
  { ";tag=1", "", "tag-missing", "\"Alice\" <sip:alice@example.com>" },
  { "SIP/2.0/UDP ", "SIP/2.0/", "via", "SIP/2.0/192.0.2.1:5060" },
  { "SIP/2.0/UDP ", "SIP/2.0/PIGEON ", "via-transport", "PIGEON" },
  { "SIP/2.0/UDP ", "SIP/4.0/UDP ", "version", "SIP/4.0" },
  { "z9hG4bK1", "1", "branch-cookie", "1" },
  { "z9hG4bK1", "z9hg4BK", "branch-empty", "z9hg4BK" },
  { "call@", "c\xc3\xa4ll@", "call-id", "c\xc3\xa4ll@192.0.2.1" },
  { "Max", "Subject: \xff\r\nMax", "text-encoding", "\xff" },
  { "Max", "Subject: a\007b\r\nMax", "character", "\007" },
  { "Max", "Sub ject: a\r\nMax", "header-name", "Sub ject: a" },
  { "Max", "no colon here\r\nMax", "header-name", "no colon here" },
  { "1 INVITE", "-1 INVITE", "cseq", "-1 INVITE" },
  { "1 INVITE", "1", "cseq", "1" },
  { "1 INVITE", "4294967296 INVITE", "cseq-range", "4294967296" },
  { "1 INVITE", "2147483648 INVITE", "cseq-large", "2147483648" },
  { "1 INVITE", "1 BYE", "cseq-method", "BYE" },
  { "70\r\n", "256\r\n", "max-forwards-range", "256" },
  { "70\r\n", "0\r\n", "max-forwards-zero", "0" },
  { "Max-Forwards: 70\r\n", "", "max-forwards-missing", "" },
  { "Contact: <sip:alice@192.0.2.1>\r\n", "", "contact-missing", "" },
  { "Call-ID: call@192.0.2.1\r\n", "", "header-missing", "" },
  { "Max", "t: <sip:carol@example.com>\r\nMax", "header-repeated", "t: <sip:carol@example.com>" },
  { "Max", "Expires: soon\r\nMax", "number", "soon" },
  { "Max", "Expires: 4294967296\r\nMax", "number-range", "4294967296" },
  { "Max", "Date: Thu, 26 Nov 2026 10:00:00 CET\r\nMax", "date", "Thu, 26 Nov 2026 10:00:00 CET" },
  { "Max", "Require: 100rel, magic\r\nMax", "option-unknown", "magic" },
  { "Max", "Warning: 12 a \"b\"\r\nMax", "warning-code", "12 a \"b\"" },
  { "Max", "Accept: text/plain\r\nMax", "accept", "" },
  { "Max", "Authorization: Magic a=b\r\nMax", "auth-scheme", "Magic" },
  { "application/sdp", "application/x", "media-type-unknown", "application/x" },
  { "application/sdp", "application", "media-type", "application" },
  { "Content-Type: application/sdp\r\n", "", "content-type-missing", "v=0\r\n" },
  { "Length: 5", "Length: 5 bytes", "content-length", "5 bytes" },
  { "Length: 5", "Length: 6", "content-length-larger", "6" },
  { "Length: 5", "Length: 4", "content-length-smaller", "\n" },
  { "70\r\n", "70\n", "line-end", "\n" },
  { "70\r\n", "70\r\r\n", "line-end", "\n" },
  { "\r\n\r\nv=0\r\n", "\r\n", "headers-unended", "" },
  { "INVITE sip:bob@example.com SIP/2.0\r\n", "SIP/2.0 99 Low\r\n", "status-range", "99" },
  { "INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 255.255.255.255", "via-broadcast", "255.255.255.255:5060" },
  { "INVITE sip:bob@example.com SIP/2.0\r\n", "hello\r\n", "not-sip", "hello" },
};

static void
each_fault_is_named_where_it_stands (void)
{
  g_autoptr (GPtrArray) none = check (GOOD);

  g_assert_cmpuint (none->len, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GString) text = g_string_new (GOOD);
      g_autoptr (GPtrArray) problems = NULL;
      g_autofree char *marked = NULL;
      const RbMessageProblem *problem;

      g_assert_cmpuint (g_string_replace (text, faults[i].from, faults[i].to, 1), ==, 1);
      problems = check (text->str);
      problem = find (problems, faults[i].id);
      if (problem == NULL)
        g_error ("\"%s\" for \"%s\" is not called %s", faults[i].to, faults[i].from, faults[i].id);
      marked = g_strndup (text->str + problem->span.offset, problem->span.length);
      g_assert_cmpstr (marked, ==, faults[i].marked);
      g_assert_true (g_str_has_prefix (problem->section, "RFC "));
      g_assert_null (strstr (problem->sentence, "%s"));
    }
}

/* One fault is one problem, unless it makes another. */
static void
a_fault_is_told_once (void)
{
  guint n_single = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GString) text = g_string_new (GOOD);
      g_autoptr (GPtrArray) problems = NULL;

      g_string_replace (text, faults[i].from, faults[i].to, 1);
      problems = check (text->str);
      n_single += problems->len == 1;
      if (problems->len > 1)
        for (guint k = 0; k < problems->len; k++)
          g_test_message ("%s: %s", faults[i].id, ((RbMessageProblem *) g_ptr_array_index (problems, k))->id);
    }

  g_assert_cmpuint (n_single, >=, G_N_ELEMENTS (faults) - 10);
}

static void
a_response_is_dropped_not_answered (void)
{
  g_autoptr (GString) text = g_string_new (SAMPLE_RINGING);
  g_autoptr (GPtrArray) problems = NULL;
  const RbMessageProblem *problem;

  g_string_replace (text, "CSeq: 1 INVITE", "CSeq: x", 1);
  problems = check (text->str);
  g_assert_cmpint (rb_message_check_get_verdict (problems, &problem), ==, RB_MESSAGE_INVALID);
  g_assert_cmpstr (problem->id, ==, "cseq");
  g_assert_cmpuint (problem->response, ==, 0);
}

static void
assert_each_truncation_is_blamed (const char *name, const guint8 *bytes, gsize length)
{
  const guint8 *body = g_strstr_len ((const char *) bytes, length, "\r\n\r\n") + 4 - (const char *) bytes + bytes;

  for (gsize cut = 0; cut < (gsize) (body - bytes) && cut < 2000; cut++)
    {
      g_autofree guint8 *exact = g_memdup2 (bytes, cut);
      g_autoptr (GPtrArray) problems = rb_message_check (exact, cut);

      if (rb_message_check_get_verdict (problems, NULL) == RB_MESSAGE_VALID)
        g_error ("%s is valid with %zu bytes", name, cut);
      for (guint i = 0; i < problems->len; i++)
        {
          const RbMessageProblem *problem = g_ptr_array_index (problems, i);

          g_assert_cmpuint ((gsize) problem->span.offset + problem->span.length, <=, cut);
        }
    }
}

static void
a_message_cut_short_is_never_valid (void)
{
  each_sample_message (assert_each_truncation_is_blamed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-check/the-torture-messages-are-judged-as-the-rfc-does",
                   the_torture_messages_are_judged_as_the_rfc_does);
  g_test_add_func ("/message-check/good-messages-are-not-blamed", good_messages_are_not_blamed);
  g_test_add_func ("/message-check/each-fault-is-named-where-it-stands", each_fault_is_named_where_it_stands);
  g_test_add_func ("/message-check/a-fault-is-told-once", a_fault_is_told_once);
  g_test_add_func ("/message-check/a-response-is-dropped-not-answered", a_response_is_dropped_not_answered);
  g_test_add_func ("/message-check/a-message-cut-short-is-never-valid", a_message_cut_short_is_never_valid);

  return g_test_run ();
}
