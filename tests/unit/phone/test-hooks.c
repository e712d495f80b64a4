/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rb-hooks.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  RbPhone *phone;
  RbHooks *hooks;
  char *said; /* of the last try */
  GError *error;
  guint n_ended;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const RbSoundConfig sound = { .kind = RB_SOUND_NONE };
  const RbPhoneConfig config = { .config_dir = "", .data_dir = "", .sound = &sound, .no_secrets = TRUE };
  g_autoptr (GError) error = NULL;

  fixture->phone = rb_phone_new (&config, &error);
  g_assert_no_error (error);
  fixture->hooks = rb_hooks_new (fixture->phone);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->said, g_free);
  g_clear_error (&fixture->error);
  g_assert_finalize_object (fixture->hooks);
  g_assert_finalize_object (fixture->phone);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  g_clear_pointer (&fixture->said, g_free);
  g_clear_error (&fixture->error);
  fixture->said = rb_hooks_try_finish (RB_HOOKS (source), result, &fixture->error);
  fixture->n_ended++;
}

static void
try (Fixture *fixture, const char *command)
{
  guint before = fixture->n_ended;

  rb_hooks_try_async (fixture->hooks, RB_HOOK_INCOMING, command, on_tried, fixture);
  while (fixture->n_ended == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
command_gets_the_event_in_its_environment (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("ringback-hooks-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "heard", NULL);
  g_autofree char *command = g_strdup_printf ("/bin/sh -c 'env >%s'", path);
  g_autofree char *heard = NULL;

  try (fixture, command);
  g_assert_no_error (fixture->error);
  g_assert_true (g_file_get_contents (path, &heard, NULL, NULL));
  g_assert_nonnull (strstr (heard, "RINGBACK_EVENT=incoming\n"));
  g_assert_nonnull (strstr (heard, "RINGBACK_CALLER=sip:bob@example.org\n"));
  g_assert_nonnull (strstr (heard, "RINGBACK_CALLED=sip:alice@example.org\n"));
  g_assert_nonnull (strstr (heard, "RINGBACK_NUMBER=bob\n"));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
no_shell_looks_at_the_command (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("ringback-hooks-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "made", NULL);
  g_autofree char *command =
      g_strdup_printf ("/bin/true ; touch %s > %s $(touch %s) `touch %s`", path, path, path, path);

  try (fixture, command);
  g_assert_no_error (fixture->error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
its_end_is_told (Fixture *fixture, gconstpointer data)
{
  try (fixture, "/bin/true");
  g_assert_nonnull (strstr (fixture->said, "succeeded"));
  try (fixture, "/bin/sh -c 'exit 3'");
  g_assert_nonnull (strstr (fixture->said, "3"));
  try (fixture, "/bin/sh -c 'kill -TERM $$'");
  g_assert_nonnull (strstr (fixture->said, "15"));
}

static void
what_cannot_be_run_is_told (Fixture *fixture, gconstpointer data)
{
  static const char *const commands[] = { "", "  ", "/no/such/program", "'open", "/", "no-such-program-anywhere x" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (rb_hooks_check (commands[i], &error));
      g_assert_true (g_str_has_suffix (error->message, "."));
      try (fixture, commands[i]);
      g_assert_null (fixture->said);
      g_assert_cmpstr (fixture->error->message, ==, error->message);
    }
}

/* A flood of calls does not become a flood of programs. */
static void
only_some_run_at_a_time (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 12,
    MAX = 8
  };

  for (guint i = 0; i < N; i++)
    rb_hooks_try_async (fixture->hooks, RB_HOOK_INCOMING, "/bin/sleep 0.3", on_tried, fixture);
  while (fixture->n_ended < N - MAX)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture->error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE); /* the refused ones are first */
  while (fixture->n_ended < N)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (fixture->said);
}

/* @proc: its command line in /proc, empty once it is dead */
static gboolean
is_running (const char *proc)
{
  g_autofree char *line = NULL;

  return g_file_get_contents (proc, &line, NULL, NULL) && *line != '\0';
}

/* With the children it waits for, though it minds no other signal; and what it was is told. */
static void
what_does_not_end_is_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("ringback-hooks-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pid", NULL);
  g_autofree char *command = g_strdup_printf ("/bin/sh -c 'trap : TERM; sleep 600 & echo $! >%s; wait'", path);
  g_autofree char *pid = NULL;
  g_autofree char *proc = NULL;

  rb_hooks_set_limit (fixture->hooks, 1);
  try (fixture, command);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->said, ==, "The command was stopped after 1 second.");
  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_strchomp (pid);
  proc = g_build_filename ("/proc", pid, "cmdline", NULL);
  while (is_running (proc))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add ("/hooks/" #name, Fixture, NULL, set_up, name, tear_down)
  ADD (command_gets_the_event_in_its_environment);
  ADD (no_shell_looks_at_the_command);
  ADD (its_end_is_told);
  ADD (what_cannot_be_run_is_told);
  ADD (only_some_run_at_a_time);
  ADD (what_does_not_end_is_killed);

  return g_test_run ();
}
