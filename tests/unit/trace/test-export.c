/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The JSON and the summary of `ringback-cli inspect`: keys, numbers and words other programs
 * rely on. */

#include <glib/gstdio.h>

#include "export-fixture.h"
#include "rb-export-file.h"
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

/* Everything a sender can write where others read it: quotes, line ends, markup, formulas, Mermaid's
 * own marks, bytes that are no UTF-8. */
#define HOSTILE "=HYPERLINK(\"x\"),'<script>&amp;]]>;%%{init}%%#end\"\\ --x>y \377\302\205\001"

static RbTrace *
new_hostile (void)
{
  static const char text[] = "INVITE sip:" HOSTILE " SIP/2.0\r\n"
                             "Via: SIP/2.0/UDP h;branch=z9hG4bK" HOSTILE "\r\n"
                             "From: <sip:a" HOSTILE "\r\n --x@h>;tag=1\r\nTo: <" HOSTILE ">\r\nCall-ID: " HOSTILE "\r\n"
                             "CSeq: 1 INVITE\r\n\r\n"
                             "SIP/2.0 200 " HOSTILE "\r\n";
  static const char response[] =
      "SIP/2.0 486 <b>@+=\"; end\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: =1+1;tag=1\r\n"
      "To: +49;tag=2\r\nCall-ID: @cmd\r\nCSeq: 1 INVITE\r\n\r\n";
  RbTrace *trace = rb_trace_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GBytes) other = g_bytes_new_static (response, sizeof response - 1);
  RbMessageInfo info = { .wall_us = FIXTURE_START_US };

  rb_trace_append (trace, &info, bytes);
  rb_trace_append (trace, &info, other);
  info.kind = RB_MESSAGE_DAMAGED;
  rb_trace_append (trace, &info, bytes);
  return trace;
}

/* A strict reader of RFC 4180: rows of cells, quotes only where they may stand. */
static GPtrArray *
read_csv (const char *text)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  while (*text != '\0')
    {
      GPtrArray *row = g_ptr_array_new_with_free_func (g_free);
      gboolean more = TRUE;

      while (more)
        {
          GString *cell = g_string_new (NULL);

          if (*text == '"')
            {
              for (text++; *text != '"' || text[1] == '"'; text++)
                {
                  g_assert_cmpint (*text, !=, '\0');
                  text += *text == '"';
                  g_string_append_c (cell, *text);
                }
              text++;
            }
          else
            for (; strchr (",\r", *text) == NULL; text++)
              {
                g_assert_true (*text != '"' && *text != '\n');
                g_string_append_c (cell, *text);
              }
          g_ptr_array_add (row, g_string_free (cell, FALSE));
          more = *text == ',';
          text += more;
        }
      g_assert_true (g_str_has_prefix (text, "\r\n"));
      text += 2;
      g_ptr_array_add (rows, row);
    }
  return rows;
}

static const char *
get_cell (GPtrArray *rows, guint row, guint column)
{
  GPtrArray *cells = g_ptr_array_index (rows, row);

  return g_ptr_array_index (cells, column);
}

static void
csv_cells_stay_cells_and_text (void)
{
  g_autoptr (RbTrace) trace = new_hostile ();
  g_autofree char *csv = export_text (trace, RB_EXPORT_CSV, NULL);
  g_autoptr (GPtrArray) rows = read_csv (csv);

  g_assert_cmpuint (rows->len, ==, 4);
  for (guint i = 0; i < rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (rows, i);

      g_assert_cmpuint (row->len, ==, 13);
      for (guint j = 3; j < row->len; j++)
        g_assert_true (*get_cell (rows, i, j) == '\0' || strchr ("=+-@\t", *get_cell (rows, i, j)) == NULL);
    }
  g_assert_cmpstr (get_cell (rows, 2, 9), ==, "'@cmd");
  g_assert_cmpstr (get_cell (rows, 2, 7), ==, "'=1+1");
}

static void
csv_lists_what_the_list_shows (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *csv = NULL;

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n1500 P>A 404 1 INVITE b1 p phrase=Nope\n");
  csv = export_text (trace, RB_EXPORT_CSV, NULL);
  g_assert_cmpstr (
      csv, ==,
      "No,Time,Wall time,Source,Destination,Transport,Method/status,From,To,Call-ID,CSeq,Length,Info\r\n"
      "1,0.000000,2026-01-01T00:00:00.000000Z,10.0.0.1:5060,10.0.0.16:5060,UDP,INVITE,"
      "sip:alice@example.com,sip:bob@example.com,call-1,1 INVITE,207,Request: INVITE sip:bob@example.com\r\n"
      "2,1.500000,2026-01-01T00:00:01.500000Z,10.0.0.16:5060,10.0.0.1:5060,UDP,404,"
      "sip:alice@example.com,sip:bob@example.com,call-1,1 INVITE,195,Status: 404 Nope\r\n");
}

static void
on_element (GMarkupParseContext *context, const char *name, const char **keys, const char **values, gpointer data,
            GError **error)
{
  static const char *const allowed[] = { "svg", "style", "rect", "line", "path", "text", "g", "circle", "title", NULL };
  guint *count = data;

  g_assert_true (g_strv_contains (allowed, name));
  *count += strcmp (name, "title") == 0;
}

static void
svg_is_xml_without_anything_active (void)
{
  static const GMarkupParser parser = { .start_element = on_element };
  g_autoptr (RbTrace) trace = new_hostile ();
  g_autofree char *svg = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;
  guint n_steps = 0;

  fixture_play (trace, FIXTURE_ANSWERED);
  svg = export_text (trace, RB_EXPORT_SVG, NULL);
  context = g_markup_parse_context_new (&parser, 0, &count, NULL);
  g_assert_true (g_markup_parse_context_parse (context, svg, -1, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    n_steps += rb_trace_get_step (trace, i) != NULL;
  g_assert_cmpuint (n_steps, >, 9);
  g_assert_cmpuint (count, ==, n_steps); /* each arrow in words */
  for (const char *p = svg; *p != '\0'; p++)
    g_assert_true (*p == '\n' || !g_ascii_iscntrl (*p));
}

static void
svg_draws_copies_thin_with_their_timer (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *svg = NULL;

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n");
  svg = export_text (trace, RB_EXPORT_SVG, NULL);
  g_assert_nonnull (strstr (svg, "<path class=\"a\""));
  g_assert_nonnull (strstr (svg, "<path class=\"a x\""));
  g_assert_nonnull (strstr (svg, "timer A"));
}

/* What is beside the arrows on the screen is on paper, too. */
static void
svg_shows_brackets_media_and_silence (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *svg = NULL;

  fixture_play (trace, FIXTURE_ANSWERED "9000 A>P BYE 3 BYE b4 b\n9001 P>A 200 3 BYE b4 b phrase=\u202e<b>\n");
  svg = export_text (trace, RB_EXPORT_SVG, NULL);
  g_assert_nonnull (strstr (svg, "<path class=\"k\""));
  g_assert_nonnull (strstr (svg, "<g class=\"m1\">"));
  g_assert_nonnull (strstr (svg, "♪ PCMU"));
  g_assert_nonnull (strstr (svg, "5.9 s later"));
  g_assert_nonnull (strstr (svg, "&lt;b&gt;"));
  g_assert_null (strstr (svg, "\u202e"));
}

/* Each line is one of the few forms of the diagram; no byte of a sender stands outside a text of
 * letters, digits, harmless marks and entity codes. */
static void
mermaid_cannot_be_broken_out_of (void)
{
  g_autoptr (RbTrace) trace = new_hostile ();
  g_autofree char *diagram = export_text (trace, RB_EXPORT_MERMAID, NULL);
  g_autoptr (GRegex) line = g_regex_new ("^(sequenceDiagram"
                                         "|  participant p\\d+ as TEXT"
                                         "|  Note over p\\d+(,p\\d+)?: TEXT"
                                         "|  p\\d+(->>|-->>|-\\)|--\\)|-x)p\\d+: TEXT)$",
                                         0, 0, NULL);
  g_autoptr (GRegex) text = g_regex_new ("(?<=: | as )(?:[\\p{L}\\p{N} .,\\-_/()@]|#\\d+;)+$", 0, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (diagram, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >=, 5);
  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      g_autofree char *form = g_regex_replace_literal (text, lines[i], -1, 0, "TEXT", 0, NULL);

      g_test_message ("%s", form);
      g_assert_true (g_regex_match (line, form, 0, NULL));
    }
}

static void
mermaid_shows_the_ladder (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autofree char *diagram = NULL;

  fixture_play (trace,
                "0 A>P INVITE 1 INVITE b1 -\n500 A>P INVITE 1 INVITE b1 -\n700 P>A 404 1 INVITE b1 p phrase=Gone\n");
  diagram = export_text (trace, RB_EXPORT_MERMAID, NULL);
  g_assert_nonnull (strstr (diagram, "\n  p1->>p2: INVITE (0.000 s)\n"));
  g_assert_nonnull (strstr (diagram, "\n  p1-)p2: INVITE (0.500 s, "));
  g_assert_nonnull (strstr (diagram, "\n  p2-->>p1: 404 Gone (0.700 s, after 700 ms)\n"));
}

static void
text_is_the_messages_own_bytes (void)
{
  g_autoptr (RbTrace) trace = new_hostile ();
  const RbExportOptions terminal = { .plain_text = TRUE };
  g_autoptr (GBytes) bytes = export_bytes (trace, RB_EXPORT_TEXT, NULL);
  g_autofree char *plain = export_text (trace, RB_EXPORT_TEXT, &terminal);
  gsize length;
  const guint8 *message = rb_trace_peek_bytes (trace, 0, &length);
  static const char heading[] = "--- 1  2026-01-01T00:00:00.000000Z  ?  ? -> ?\n";

  g_assert_true (g_str_has_prefix (g_bytes_get_data (bytes, NULL), heading));
  g_assert_cmpmem ((const char *) g_bytes_get_data (bytes, NULL) + strlen (heading), length, message, length);
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_true (*p == '\n' || !g_unichar_iscntrl (g_utf8_get_char (p)));
}

/* Only the chosen messages, in every format. */
static void
a_choice_of_messages_is_all_that_is_written (void)
{
  static const guint positions[] = { 1, 3 };
  const RbExportOptions some = { .positions = positions, .n_positions = 2 };
  const RbExportOptions none = { .positions = positions, .n_positions = 0 };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GBytes) pcapng = NULL;

  fixture_play (trace,
                "0 A>P INVITE 1 INVITE one -\n1 P>A 180 1 INVITE one b\n2 A>P OPTIONS 1 OPTIONS two - call=other\n"
                "3 P>A 486 1 INVITE one b\n");
  for (RbExportFormat format = 0; format < RB_EXPORT_N_FORMATS; format++)
    {
      g_autoptr (GBytes) chosen = export_bytes (trace, format, &some);
      g_autoptr (GBytes) empty = export_bytes (trace, format, &none);
      g_autofree char *text = g_strndup (g_bytes_get_data (chosen, NULL), g_bytes_get_size (chosen));

      g_assert_null (strstr (text, "OPTIONS"));
      g_assert_cmpuint (g_bytes_get_size (empty), <, g_bytes_get_size (chosen));
      if (format != RB_EXPORT_SUMMARY && format != RB_EXPORT_PCAPNG && format != RB_EXPORT_EXPORTED_PDU)
        {
          g_assert_nonnull (strstr (text, "180"));
          g_assert_nonnull (strstr (text, "486"));
        }
    }
}

/* Who is who in a call does not depend on which of its messages are drawn. */
static void
a_choice_of_messages_keeps_the_lanes (void)
{
  static const RbExportFormat drawings[] = { RB_EXPORT_LADDER, RB_EXPORT_MERMAID, RB_EXPORT_SVG };
  static const guint positions[] = { 2 };
  const RbExportOptions some = { .positions = positions, .n_positions = 1 };
  g_autoptr (RbTrace) trace = rb_trace_new ();

  fixture_play (trace, "0 A>P INVITE 1 INVITE b1 -\n1 P>B INVITE 1 INVITE p1 - vias\n2 B>P 180 1 INVITE p1 b vias\n"
                       "3 P>A 180 1 INVITE b1 b\n4 A>C OPTIONS 1 OPTIONS o1 - call=other\n");
  for (gsize i = 0; i < G_N_ELEMENTS (drawings); i++)
    {
      g_autofree char *text = export_text (trace, drawings[i], &some);

      g_assert_nonnull (strstr (text, "Caller"));
      g_assert_nonnull (strstr (text, "Proxy"));
      g_assert_nonnull (strstr (text, "Callee"));
      g_assert_null (strstr (text, "10.0.0.3"));
      g_assert_nonnull (strstr (text, "after 1 ms"));
      g_assert_null (strstr (text, "after 3 ms"));
    }
}

typedef struct
{
  GFilterOutputStream parent_instance;
} Stingy;
typedef GFilterOutputStreamClass StingyClass;

static gsize largest_write;

static gssize
stingy_write (GOutputStream *stream, const void *bytes, gsize length, GCancellable *cancellable, GError **error)
{
  largest_write = MAX (largest_write, length);
  return length;
}

GType stingy_get_type (void);
G_DEFINE_TYPE (Stingy, stingy, G_TYPE_FILTER_OUTPUT_STREAM)

static void
stingy_class_init (StingyClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = stingy_write;
}

static void
stingy_init (Stingy *self)
{
}

/* However long the trace, what waits to be written is not. */
static void
the_buffer_does_not_grow_with_the_trace (void)
{
  static const RbExportFormat formats[] = {
    RB_EXPORT_SUMMARY, RB_EXPORT_LADDER, RB_EXPORT_JSON,   RB_EXPORT_TEXT,
    RB_EXPORT_CSV,     RB_EXPORT_SVG,    RB_EXPORT_PCAPNG, RB_EXPORT_EXPORTED_PDU,
  };
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_object_new (stingy_get_type (), "base-stream", memory, NULL);

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *line = g_strdup_printf ("%u A>P OPTIONS 1 OPTIONS b%u - call=c%u", i, i, i);

      fixture_say (trace, line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      largest_write = 0;
      g_assert_true (rb_export_write (trace, formats[i], NULL, out, NULL, NULL));
      g_assert_cmpuint (largest_write, >, 10000);
      g_assert_cmpuint (largest_write, <, 80000);
    }
}

static void
a_cancelled_export_says_so (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture_play (trace, FIXTURE_ANSWERED);
  g_cancellable_cancel (cancellable);
  for (RbExportFormat format = 0; format < RB_EXPORT_N_FORMATS; format++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (rb_export_write (trace, format, NULL, out, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
formats_are_found_by_their_words (void)
{
  RbExportFormat found;

  for (RbExportFormat format = 0; format < RB_EXPORT_N_FORMATS; format++)
    {
      const RbExportFormatInfo *info = rb_export_format_get_info (format);

      g_assert_true (rb_export_format_parse (info->word, &found));
      g_assert_cmpint (found, ==, format);
      g_assert_cmpstr (info->extension, !=, "");
      g_assert_cmpstr (info->label, !=, "");
    }
  g_assert_false (rb_export_format_parse ("xlsx", &found));
  g_assert_false (rb_export_format_parse (NULL, &found));
}

static void
a_file_appears_whole_or_not_at_all (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("export-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "calls.csv", NULL);
  g_autofree char *inside = g_build_filename (path, "calls.csv", NULL);
  g_autofree char *text = NULL;
  RbExportFile *file;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, "earlier", -1, NULL));
  file = rb_export_file_new (path, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (rb_export_file_get_stream (file), "later", 5, NULL, NULL, NULL));
  rb_export_file_free (file);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "earlier");
  g_clear_pointer (&text, g_free);

  file = rb_export_file_new (path, &error);
  g_assert_true (g_output_stream_write_all (rb_export_file_get_stream (file), "later", 5, NULL, NULL, NULL));
  g_assert_true (rb_export_file_finish (file, &error));
  g_assert_no_error (error);
  rb_export_file_free (file);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "later");

  g_assert_null (rb_export_file_new (folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_null (rb_export_file_new (inside, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);

  /* nothing but the file is left: then the folder can go with it */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The place of a problem is where it stands in the message; what is missing stands nowhere. */
static void
problems_are_told_with_their_place (void)
{
  static const char good[] =
      "OPTIONS sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\nFrom: <sip:a@h>;tag=1\r\n"
      "To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n";
  static const char bad[] = "OPTIONS sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKb\r\nFrom: <sip:a@h>;tag=1\r\n"
                            "To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n\r\n";
  guint place = strstr (bad, "BYE") - bad;
  g_autoptr (RbTrace) trace = rb_trace_new ();
  const struct
  {
    RbMessageKind kind;
    const char *text;
  } messages[] = {
    { RB_MESSAGE_SIP, good },
    { RB_MESSAGE_SIP, bad },
    { RB_MESSAGE_KEEP_ALIVE, "\r\n\r\n" },
    { RB_MESSAGE_DAMAGED, "\033[2J\r\n" },
  };
  g_autofree char *expected = g_strdup_printf ("\n! error at byte %u: The method of CSeq is not that of the request. "
                                               "(RFC 3261 8.1.1.5)\n! warning: Max-Forwards is missing: ",
                                               place);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  struct json_object *call, *json, *problem, *problems;

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (messages[i].text, strlen (messages[i].text));

      rb_trace_append (trace, &(RbMessageInfo){ .kind = messages[i].kind }, bytes);
    }

  text = export_text (trace, RB_EXPORT_TEXT, NULL);
  g_assert_nonnull (strstr (text, expected));
  g_assert_nonnull (strstr (text, "\n! error at byte 0: The first line is neither"));
  parts = g_strsplit (text, "\n! ", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 1 + 3);

  json = export_json (trace, "x");
  call = json_object_array_get_idx (get (json, "calls"), 0);
  g_assert_false (json_object_object_get_ex (get_message (call, 0), "problems", NULL));
  problems = get (get_message (call, 1), "problems");
  g_assert_cmpuint (json_object_array_length (problems), ==, 2);
  problem = json_object_array_get_idx (problems, 0);
  g_assert_cmpint (json_object_get_int (get (problem, "offset")), ==, place);
  g_assert_cmpint (json_object_get_int (get (problem, "length")), ==, 3);
  g_assert_cmpstr (get_text (problem, "severity"), ==, "error");
  g_assert_cmpstr (get_text (problem, "id"), ==, "cseq-method");
  g_assert_cmpstr (get_text (problem, "section"), ==, "RFC 3261 8.1.1.5");
  problem = json_object_array_get_idx (problems, 1);
  g_assert_cmpint (json_object_get_int (get (problem, "length")), ==, 0);
  g_assert_cmpstr (get_text (problem, "severity"), ==, "warning");
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
  g_test_add_func ("/export/problems-are-told-with-their-place", problems_are_told_with_their_place);
  g_test_add_func ("/export/csv-cells-stay-cells-and-text", csv_cells_stay_cells_and_text);
  g_test_add_func ("/export/csv-lists-what-the-list-shows", csv_lists_what_the_list_shows);
  g_test_add_func ("/export/svg-is-xml-without-anything-active", svg_is_xml_without_anything_active);
  g_test_add_func ("/export/svg-shows-brackets-media-and-silence", svg_shows_brackets_media_and_silence);
  g_test_add_func ("/export/svg-draws-copies-thin-with-their-timer", svg_draws_copies_thin_with_their_timer);
  g_test_add_func ("/export/mermaid-cannot-be-broken-out-of", mermaid_cannot_be_broken_out_of);
  g_test_add_func ("/export/mermaid-shows-the-ladder", mermaid_shows_the_ladder);
  g_test_add_func ("/export/text-is-the-messages-own-bytes", text_is_the_messages_own_bytes);
  g_test_add_func ("/export/a-choice-of-messages-is-all-that-is-written", a_choice_of_messages_is_all_that_is_written);
  g_test_add_func ("/export/a-choice-of-messages-keeps-the-lanes", a_choice_of_messages_keeps_the_lanes);
  g_test_add_func ("/export/the-buffer-does-not-grow-with-the-trace", the_buffer_does_not_grow_with_the_trace);
  g_test_add_func ("/export/a-cancelled-export-says-so", a_cancelled_export_says_so);
  g_test_add_func ("/export/formats-are-found-by-their-words", formats_are_found_by_their_words);
  g_test_add_func ("/export/a-file-appears-whole-or-not-at-all", a_file_appears_whole_or_not_at_all);
  return g_test_run ();
}
