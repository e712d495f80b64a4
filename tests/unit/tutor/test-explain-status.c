/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every method, every registered status code and every timer has its sentence; all sentences are well-formed; and
 * nothing that a message brings makes an explanation long, harmful or wrong. */

#include "explain-fixture.h"
#include "rb-explain-private.h"
#include "rb-sender.h"
#include "rb-shown-text.h"
#include "rb-sip-registry.h"
#include "rb-sip-status.h"

#define LONGEST_SENTENCE 900 /* characters, with all values filled in */

/* IANA's sip-parameters, Methods. */
static const char *const methods[] = { "ACK",     "BYE",   "CANCEL",  "INFO",  "INVITE",   "MESSAGE",   "NOTIFY",
                                       "OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE", "UPDATE" };

static void
every_method_has_a_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *script =
          g_strdup_printf ("0 A>P %s 1 %s b1 -\n9 P>A 200 1 %s b1 p\n", methods[i], methods[i], methods[i]);
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (RbLesson) lesson = NULL;

      g_assert_true (
          rb_sip_is_registered (RB_SIP_METHODS, (RbSpan){ 0, strlen (methods[i]) }, (const guint8 *) methods[i]));
      g_assert_nonnull (rb_explain_get_method_text (methods[i]));
      g_assert_true (rb_explain_get_method_text (methods[i]) != rb_explain_get_method_text ("DANCE"));
      fixture_play (trace, script);
      lesson = rb_explain_message (trace, 0);
      g_assert_null (rb_lesson_find (lesson, "unknown-method"));
      g_assert_nonnull (rb_lesson_find (lesson, "what"));
    }
}

static void
every_registered_status_has_a_text (void)
{
  guint n = 0;

  for (guint status = 100; status < 700; status++)
    {
      const char *phrase = rb_sip_status_phrase (status);
      g_autofree char *begin = g_strdup_printf ("%u %s: ", status, phrase);
      const char *text = rb_explain_get_status_text (status);
      gboolean registered = FALSE;

      for (guint i = 0; i < rb_explain_get_n_statuses (); i++)
        registered |= rb_explain_get_status (i) == status;
      n += registered;
      g_assert_cmpstr (text, !=, "");
      g_assert_cmpint (g_str_has_prefix (text, begin), ==, registered);
      /* the phrase of an unknown code is that of its class */
      if (!registered && status % 100 != 0 && status != 183)
        g_assert_cmpstr (phrase, ==, rb_sip_status_phrase (status < 200 ? 183 : status / 100 * 100));
    }
  g_assert_cmpuint (n, ==, rb_explain_get_n_statuses ());
}

static void
every_status_is_explained (void)
{
  for (guint status = 101; status < 700; status++)
    {
      g_autofree char *script = g_strdup_printf ("0 A>P INVITE 1 INVITE b1 -\n9 P>A %u 1 INVITE b1 p\n", status);
      g_autofree char *id = NULL;
      g_autoptr (RbTrace) trace = rb_trace_new ();
      g_autoptr (RbLesson) lesson = NULL;
      gboolean registered = FALSE;

      for (guint i = 0; i < rb_explain_get_n_statuses (); i++)
        registered |= rb_explain_get_status (i) == status;
      fixture_play (trace, script);
      lesson = rb_explain_message (trace, 1);
      id = registered ? g_strdup_printf ("status-%u", status) : g_strdup_printf ("status-class-%u", status / 100);
      if (status / 100 != 2)
        g_assert_nonnull (rb_lesson_find (lesson, id));
      g_assert_nonnull (rb_lesson_find (lesson, "what"));
      g_assert_nonnull (rb_lesson_find (lesson, "why"));
      g_assert_nonnull (rb_lesson_find (lesson, "next"));
      g_assert_nonnull (rb_lesson_find (lesson, "sender"));
    }
}

static void
every_timer_has_a_text (void)
{
  for (RbTimer timer = RB_TIMER_A; timer <= RB_TIMER_UNKNOWN; timer++)
    g_assert_nonnull (rb_explain_get_timer_text (timer));
  g_assert_null (rb_explain_get_timer_text (RB_TIMER_NONE));
}

/* Names in braces, closed, and no markup or format of printf. */
static void
check_form (const RbRule *rule)
{
  const char *text = rule->text;

  for (const char *brace = strchr (text, '{'); brace != NULL; brace = strchr (brace + 1, '{'))
    {
      gsize length = strspn (brace + 1, "abcdefghijklmnopqrstuvwxyz_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

      g_assert_cmpuint (length, >, 0);
      g_assert_cmpint (brace[1 + length], ==, '}');
    }
  g_assert_null (strpbrk (text, "<>%&\n"));
  g_assert_true (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "}"));
  g_assert_cmpuint (strlen (text), <, 500);
}

static void
sentences_are_well_formed (void)
{
  g_autoptr (GPtrArray) tables = rb_explain_list_tables ();
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; i < tables->len; i++)
    {
      const RbRuleTable *table = g_ptr_array_index (tables, i);

      for (guint j = 0; j < table->n; j++, n++)
        {
          const RbRule *rule = &table->rules[j];

          g_test_message ("%s: %s", table->name, rule->id);
          check_form (rule);
          if (!g_hash_table_insert (texts, (gpointer) rule->id, (gpointer) rule->text))
            g_error ("two rules are called “%s”", rule->id);
          g_assert_true (rule->rfc == NULL || g_str_has_prefix (rule->rfc, "RFC "));
        }
    }
  g_assert_cmpuint (n, >, 250);
}

/* One line that any view can show, of a length that a person reads. */
static void
check_text (const char *text)
{
  g_autofree char *shown = NULL;

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (text, -1), <, LONGEST_SENTENCE);
  g_assert_null (strpbrk (text, "\r\n{}"));
  shown = rb_shown_text_line (text);
  g_assert_cmpstr (shown, ==, text);
}

static void
check_trace (const char *name, RbTrace *trace)
{
  GListModel *flows = rb_trace_get_flows (trace);
  guint n = rb_trace_get_n_messages (trace);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbLesson) lesson = rb_explain_message (trace, i);
      g_autoptr (RbLesson) sender = rb_sender_explain (trace, i);

      g_assert_cmpuint (rb_lesson_get_n_blocks (sender), >, 0);
      g_assert_nonnull (rb_lesson_find (lesson, "what"));
      g_assert_nonnull (rb_lesson_find (lesson, "why"));
      g_assert_nonnull (rb_lesson_find (lesson, "next"));
      for (guint j = 0; j < rb_lesson_get_n_blocks (lesson); j++)
        {
          const RbLessonBlock *block = rb_lesson_get_block (lesson, j);

          check_text (block->text);
          for (guint k = 0; k < block->positions->len; k++)
            g_assert_cmpuint (g_array_index (block->positions, guint, k), <, n);
        }
    }
  for (guint i = 0; i < g_list_model_get_n_items (flows); i++)
    {
      g_autoptr (RbFlow) flow = g_list_model_get_item (flows, i);
      g_autoptr (RbLesson) lesson = rb_explain_verdict (flow);

      for (guint j = 0; j < rb_lesson_get_n_blocks (lesson); j++)
        check_text (rb_lesson_get_block (lesson, j)->text);
    }
}

static void
everything_is_explained (void)
{
  g_autoptr (RbTrace) torture = fixture_open_torture ();

  fixture_each_trace (check_trace);
  check_trace ("torture", torture);
}

static void
append (RbTrace *trace, const char *from, const char *to, gint64 after_us, const char *bytes, gsize length)
{
  g_autoptr (GBytes) data = g_bytes_new (bytes, length);
  RbMessageInfo info = { .wall_us = FIXTURE_START_US + after_us, .transport = RB_TRANSPORT_UDP };

  info.src = fixture_endpoint (from);
  info.dst = fixture_endpoint (to);
  rb_trace_append (trace, &info, data);
}

/* Everything that a hostile far end writes into a header that is quoted somewhere. */
static void
hostile_headers_stay_harmless (void)
{
  static const char *const starts[] = { "INVITE sip:%s SIP/2.0",    "REGISTER sip:%s SIP/2.0", "REFER sip:%s SIP/2.0",
                                        "NOTIFY sip:%s SIP/2.0",    "CANCEL sip:%s SIP/2.0",   "DANCE sip:%s SIP/2.0",
                                        "SUBSCRIBE sip:%s SIP/2.0", "PRACK sip:%s SIP/2.0",    "SIP/2.0 302 %s",
                                        "SIP/2.0 404 %s",           "SIP/2.0 407 %s",          "SIP/2.0 200 %s" };
  g_autofree char *flood = g_strnfill (65536, 'x');
  const char *const evils[] = { "<script>alert(1)</script>&amp;\"",
                                "a\xE2\x80\xAE"
                                "b\xE2\x81\xA6"
                                "c",
                                "\xFF\xFE%n%s{caller}{", flood };

  for (guint i = 0; i < G_N_ELEMENTS (evils); i++)
    for (guint j = 0; j < G_N_ELEMENTS (starts); j++)
      {
        g_autoptr (RbTrace) trace = rb_trace_new ();
        g_autoptr (GString) text = g_string_new (starts[j]);
        g_autofree char *method =
            g_str_has_prefix (starts[j], "SIP") ? g_strdup ("INVITE") : g_strndup (starts[j], strcspn (starts[j], " "));

        g_string_append (text,
                         "\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKx\r\nFrom: \"%s\" <sip:%s@a.example>;tag=1\r\n"
                         "To: \"%s\" <sip:%s@b.example>;tag=%s\r\nCall-ID: x\r\nContact: <sip:%s>;expires=30\r\n"
                         "Warning: 392 x \"Noisy feedback %s\"\r\nReason: SIP;cause=200;text=\"%s\"\r\nServer: %s\r\n"
                         "Event: %s\r\nSubscription-State: %s\r\nRefer-To: <%s>\r\nReplaces: %s\r\nRAck: 1 %s\r\n"
                         "Proxy-Authenticate: Digest realm=\"%s\", stale=%s\r\nRetry-After: %s\r\nReferred-By: %s\r\n"
                         "Min-Expires: %s\r\nContent-Type: %s\r\n");
        g_string_append_printf (text, "CSeq: 1 %s\r\nContent-Length: 0\r\n\r\n", method);
        g_string_replace (text, "%s", evils[i], 0);
        append (trace, "A", "P", 0, text->str, text->len);
        append (trace, "P", "A", 500000, text->str, text->len);
        append (trace, "A", "P", 700000, text->str, text->len);
        /* a value that looks like one of our words stays as it is */
        for (guint k = 0; k < rb_trace_get_n_messages (trace); k++)
          {
            g_autoptr (RbLesson) lesson = rb_explain_message (trace, k);

            for (guint b = 0; b < rb_lesson_get_n_blocks (lesson); b++)
              {
                const char *said = rb_lesson_get_block (lesson, b)->text;
                g_autofree char *shown = rb_shown_text_line (said);

                g_assert_true (g_utf8_validate (said, -1, NULL));
                g_assert_cmpint (g_utf8_strlen (said, -1), <, LONGEST_SENTENCE);
                g_assert_cmpstr (shown, ==, said);
              }
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain-status/every-method-has-a-text", every_method_has_a_text);
  g_test_add_func ("/explain-status/every-registered-status-has-a-text", every_registered_status_has_a_text);
  g_test_add_func ("/explain-status/every-status-is-explained", every_status_is_explained);
  g_test_add_func ("/explain-status/every-timer-has-a-text", every_timer_has_a_text);
  g_test_add_func ("/explain-status/sentences-are-well-formed", sentences_are_well_formed);
  g_test_add_func ("/explain-status/everything-is-explained", everything_is_explained);
  g_test_add_func ("/explain-status/hostile-headers-stay-harmless", hostile_headers_stay_harmless);
  return g_test_run ();
}
