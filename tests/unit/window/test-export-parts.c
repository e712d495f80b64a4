/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the export dialog offers: no choice twice, the right messages, and harmless names of files. */

#include "rb-export-parts.h"

#include <string.h>

static void
append (RbTrace *trace, const char *method, const char *call_id)
{
  const RbMessageInfo info = { .wall_us = 1000, .transport = RB_TRANSPORT_UDP, .kind = RB_MESSAGE_SIP };
  g_autofree char *text = g_strdup_printf ("%s sip:bob@example.org SIP/2.0\r\n"
                                           "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK%s\r\n"
                                           "From: <sip:alice@example.org>;tag=a\r\n"
                                           "To: <sip:bob@example.org>\r\n"
                                           "Call-ID: %s\r\n"
                                           "CSeq: 1 %s\r\n"
                                           "Content-Length: 0\r\n\r\n",
                                           method, call_id, call_id, method);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  rb_trace_append (trace, &info, bytes);
}

/* A call, a registration, and one more message of the call. */
static RbTrace *
new_trace (void)
{
  RbTrace *trace = rb_trace_new ();

  append (trace, "INVITE", "call");
  append (trace, "REGISTER", "registration");
  append (trace, "CANCEL", "call");
  rb_trace_flush (trace);
  return trace;
}

static void
assert_part (GPtrArray *parts, guint n, const char *label, const char *positions)
{
  const RbExportPart *part = g_ptr_array_index (parts, n);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_cmpuint (n, <, parts->len);
  g_assert_cmpstr (part->label, ==, label);
  for (guint i = 0; part->positions != NULL && i < part->positions->len; i++)
    g_string_append_printf (found, "%u ", g_array_index (part->positions, guint, i));
  g_assert_cmpstr (part->positions != NULL ? found->str : "all", ==, positions);
}

static void
shown_call_is_offered_once (void)
{
  g_autoptr (RbTrace) trace = new_trace ();
  g_autoptr (RbScopeModel) shown = rb_scope_model_new (trace, RB_SCOPE_CALL, "call");
  g_autoptr (GPtrArray) parts = rb_export_list_parts (shown, rb_trace_find_flow (trace, "call"));

  g_assert_cmpuint (parts->len, ==, 2);
  assert_part (parts, 0, "What is shown (2 messages)", "0 2 ");
  assert_part (parts, 1, "Everything (3 messages)", "all");
}

static void
selected_call_is_offered_where_more_is_shown (void)
{
  g_autoptr (RbTrace) trace = new_trace ();
  g_autoptr (RbScopeModel) shown = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);
  g_autoptr (GPtrArray) with_call = rb_export_list_parts (shown, rb_trace_find_flow (trace, "call"));
  g_autoptr (GPtrArray) with_other = rb_export_list_parts (shown, rb_trace_find_flow (trace, "registration"));
  g_autoptr (GPtrArray) without = rb_export_list_parts (shown, NULL);

  g_assert_cmpuint (with_call->len, ==, 2);
  assert_part (with_call, 0, "The selected call (2 messages)", "0 2 ");
  assert_part (with_call, 1, "Everything (3 messages)", "all");
  assert_part (with_other, 0, "The selected exchange (1 message)", "1 ");
  g_assert_cmpuint (without->len, ==, 1);
}

static void
filtered_messages_are_offered (void)
{
  g_autoptr (RbTrace) trace = new_trace ();
  g_autoptr (RbScopeModel) shown = rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);
  g_autoptr (RbFilter) filter = rb_filter_parse ("method:CANCEL", NULL);
  g_autoptr (RbFilter) nothing = rb_filter_parse ("method:BYE", NULL);
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GPtrArray) none = NULL;

  rb_scope_model_set_filter (shown, filter);
  parts = rb_export_list_parts (shown, rb_trace_find_flow (trace, "call"));
  g_assert_cmpuint (parts->len, ==, 3);
  assert_part (parts, 0, "What is shown (1 message)", "2 ");
  assert_part (parts, 1, "The selected call (2 messages)", "0 2 ");
  assert_part (parts, 2, "Everything (3 messages)", "all");

  rb_scope_model_set_filter (shown, nothing);
  none = rb_export_list_parts (shown, NULL);
  g_assert_cmpuint (none->len, ==, 1);
}

static void
assert_name (const char *title, RbExportFormat format, gboolean hide_private, const char *expected)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 1, 2, 3, 4, 5);
  g_autofree char *name = rb_export_propose_name (title, rb_export_format_get_info (format)->extension, hide_private, now);

  g_assert_cmpstr (name, ==, expected);
}

static void
names_are_harmless_and_tell_nothing_hidden (void)
{
  g_autofree char *long_title = g_strnfill (5000, 'x');
  g_autofree char *long_name = g_strdup_printf ("%.60s.json", long_title);

  assert_name (NULL, RB_EXPORT_SVG, FALSE, "Signalling 2026-01-02 03-04.svg");
  assert_name ("", RB_EXPORT_SVG, FALSE, "Signalling 2026-01-02 03-04.svg");
  assert_name ("Call with Zoë, 12:30", RB_EXPORT_PCAPNG, FALSE, "Call with Zoë, 12-30.pcapng");
  assert_name ("Call with Zoë, 12:30", RB_EXPORT_PCAPNG, TRUE,
               "Signalling without private data 2026-01-02 03-04.pcapng");
  assert_name ("test.pcap", RB_EXPORT_TEXT, FALSE, "test.txt");
  assert_name ("test.pcapng.gz", RB_EXPORT_CSV, FALSE, "test.csv");
  assert_name ("../../etc/passwd\n", RB_EXPORT_MERMAID, FALSE, "-.-..-etc-passwd-.mmd");
  assert_name ("\xff", RB_EXPORT_SUMMARY, FALSE, "\xef\xbf\xbd.txt");
  assert_name (long_title, RB_EXPORT_JSON, FALSE, long_name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export-parts/shown-call", shown_call_is_offered_once);
  g_test_add_func ("/export-parts/selected-call", selected_call_is_offered_where_more_is_shown);
  g_test_add_func ("/export-parts/filtered", filtered_messages_are_offered);
  g_test_add_func ("/export-parts/names", names_are_harmless_and_tell_nothing_hidden);
  return g_test_run ();
}
