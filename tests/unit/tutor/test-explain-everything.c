/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every field of every message there is in tests/data can be explained, whole or cut short, and so can what ties it to
 * others: with texts that can be shown. */

#include "rb-identity.h"

#include "field-path.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>

/* How many fields of a kind that no table knows were met. */
static guint n_unregistered;

static void
assert_lesson (const RbLesson *lesson)
{
  n_unregistered += rb_lesson_find (lesson, "unregistered") != NULL;
  g_assert_cmpuint (rb_lesson_get_n_blocks (lesson), >, 0);
  for (guint i = 0; i < rb_lesson_get_n_blocks (lesson); i++)
    {
      const RbLessonBlock *block = rb_lesson_get_block (lesson, i);

      g_assert_cmpstr (block->id, !=, "");
      g_assert_true (g_utf8_validate (block->text, -1, NULL));
      g_assert_cmpuint (strlen (block->text), <, 1200);
      g_assert_cmpuint (block->positions->len, <=, 8);
    }
}

static guint
explain_list (RbTrace *trace, guint position, GListModel *list, GPtrArray *path)
{
  guint n = 0;

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (RbField) field = g_list_model_get_item (list, i);
      g_autoptr (RbLesson) lesson = NULL;

      g_ptr_array_add (path, field);
      lesson = rb_explain_field (trace, position, (RbField *const *) path->pdata, path->len);
      assert_lesson (lesson);
      n += 1 + explain_list (trace, position, rb_field_get_children (field), path);
      g_ptr_array_set_size (path, path->len - 1);
    }
  return n;
}

static guint
explain_message (RbTrace *trace, guint position)
{
  g_autoptr (RbMessage) message = rb_trace_get_message (trace, position);
  g_autoptr (GListModel) root = rb_message_list_fields (message);
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autoptr (RbLesson) identity = rb_identity_explain (trace, position);

  assert_lesson (identity);
  return explain_list (trace, position, root, path);
}

static void
explain_capture (const char *name, const char *path, gpointer data)
{
  guint *n = data;
  /* "x.caller.pcap" and "x.callee.pcap" show parts of "x.pcap". */
  g_autoptr (RbTrace) trace = strstr (name, ".calle") == NULL ? rb_capture_read (path, NULL, NULL) : NULL;

  for (guint i = 0; trace != NULL && i < rb_trace_get_n_messages (trace); i++)
    *n += explain_message (trace, i);
}

static guint
explain_captures (const char *folder)
{
  guint n = 0;

  fixture_each_file (folder, ".pcap", explain_capture, &n);
  return n;
}

static void
every_capture_is_explained (void)
{
  g_assert_cmpuint (explain_captures ("captures"), >, 1000);
}

static void
every_recorded_call_is_explained (void)
{
  g_assert_cmpuint (explain_captures ("recorded"), >, 10000);
}

static void
append_cut (const char *name, const char *path, gpointer trace)
{
  const RbMessageInfo info = { .kind = RB_MESSAGE_SIP, .transport = RB_TRANSPORT_UDP };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  for (gsize cut = length; cut > 1; cut -= MIN (cut, 97))
    {
      g_autoptr (GBytes) bytes = g_bytes_new (text, cut);

      rb_trace_append (trace, &info, bytes);
    }
}

/* The torture messages, and each cut in many places. */
static void
every_torture_message_is_explained (void)
{
  g_autoptr (RbTrace) trace = rb_trace_new ();
  guint n = 0;

  fixture_each_file ("torture", ".sip", append_cut, trace);
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    n += explain_message (trace, i);
  g_assert_cmpuint (n, >, 10000);
}

/* The tree's names are translated, and known all the same. */
static void
fields_are_known_in_chinese (void)
{
  g_autofree char *po = g_test_build_filename (G_TEST_DIST, "..", "po", "zh_CN.po", NULL);
  g_autofree char *root = g_dir_make_tmp ("rb-catalogue-XXXXXX", NULL);
  g_autofree char *language = g_build_filename (root, "zh_CN", NULL);
  g_autofree char *folder = g_build_filename (language, "LC_MESSAGES", NULL);
  g_autofree char *mo = g_build_filename (folder, GETTEXT_PACKAGE ".mo", NULL);
  char *const argv[] = { "msgfmt", "-o", mo, po, NULL };
  g_autoptr (RbTrace) trace = fixture_open ("recorded/transferred-by-refer.caller.pcap");
  g_autoptr (GError) error = NULL;
  guint in_english;
  int status;

  n_unregistered = 0;
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    explain_message (trace, i);
  in_english = n_unregistered;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  bindtextdomain (GETTEXT_PACKAGE, root);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_assert_cmpstr (dgettext (GETTEXT_PACKAGE, "Host"), ==, "主机");

  n_unregistered = 0;
  for (guint i = 0; i < rb_trace_get_n_messages (trace); i++)
    explain_message (trace, i);
  g_assert_cmpuint (n_unregistered, ==, in_english);

  g_remove (mo);
  g_rmdir (folder);
  g_rmdir (language);
  g_rmdir (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain-everything/every-capture-is-explained", every_capture_is_explained);
  g_test_add_func ("/explain-everything/every-recorded-call-is-explained", every_recorded_call_is_explained);
  g_test_add_func ("/explain-everything/every-torture-message-is-explained", every_torture_message_is_explained);
  g_test_add_func ("/explain-everything/fields-are-known-in-chinese", fields_are_known_in_chinese);
  return g_test_run ();
}
