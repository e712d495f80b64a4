/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options of `ringback`: most ask the program that runs already (rb-remote.h); calling and importing start it when
 * none runs. */

#include "rb-command-line.h"

#include "rb-remote.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define EXIT_USAGE 2

static const struct
{
  const char *name;
  RbSoundKind kind;
} sounds[] = {
  { "pulse", RB_SOUND_PULSE },
  { "none", RB_SOUND_NONE },
  { "tone", RB_SOUND_TONE },
};

/* Options that are verbs of rb_remote_do(). */
static const char *const verbs[] = { "call", "call-hidden", "answer", "hang-up", "dnd", "status", "import", "quit" };

void
rb_command_line_add_options (GApplication *application)
{
  static const GOptionEntry options[] = {
    { "call", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Call an address or number at once"), N_ ("URI") },
    { "call-hidden", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("The same without telling your number"), N_ ("URI") },
    { "answer", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Answer the call that rings"), NULL },
    { "hang-up", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("End the call, or decline the one that rings"), NULL },
    { "dnd", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Switch do not disturb on or off"), "on|off" },
    { "status", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Tell accounts and calls"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("With --status: one JSON object"), NULL },
    { "import", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Show what a file of accounts would change, and ask"),
      N_ ("FILE") },
    { "quit", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("End the program that runs"), NULL },
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start without a window"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { "sound", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("Where sound comes from and goes to: pulse (default), none or tone"), N_ ("KIND") },
    { NULL },
  };

  g_application_add_main_option_entries (application, options);
}

static int
complain (int exit_code, const char *sentence)
{
  fprintf (stderr, "ringback: %s\n", sentence);
  return exit_code;
}

/* -1: this program has to do it */
static int
run_verb (RbCommandLine *self, const char *verb, const char *argument, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = rb_remote_do (verb, argument, json, &error);

  if (text != NULL)
    {
      if (*text != '\0')
        puts (text);
      return EXIT_SUCCESS;
    }
  if (g_error_matches (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_USAGE))
    return complain (EXIT_USAGE, error->message);
  if (!g_error_matches (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_NOT_RUNNING))
    return complain (EXIT_FAILURE, error->message);

  if (g_str_has_prefix (verb, "call"))
    {
      self->call = g_strdup (argument);
      self->hide_number = g_str_equal (verb, "call-hidden");
    }
  else if (g_str_equal (verb, "import"))
    self->import = g_canonicalize_filename (argument, NULL);
  else
    {
      if (json)
        puts ("{\"running\":false}");
      return complain (EXIT_FAILURE, error->message);
    }

  return -1;
}

/* (transfer full) (nullable): what follows the option */
static char *
dup_argument (GVariantDict *options, const char *name)
{
  char *text = NULL;

  if (!g_variant_dict_lookup (options, name, "s", &text))
    g_variant_dict_lookup (options, name, "^ay", &text);

  return text;
}

static gboolean
choose_sound (RbCommandLine *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (sounds); i++)
    if (g_str_equal (name, sounds[i].name))
      {
        self->sound = sounds[i].kind;
        return TRUE;
      }

  return FALSE;
}

int
rb_command_line_handle (RbCommandLine *self, GVariantDict *options)
{
  gboolean json = g_variant_dict_contains (options, "json");
  const char *verb = NULL;
  g_autofree char *sound = dup_argument (options, "sound");
  g_autofree char *argument = NULL;
  g_autofree char *running = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      puts ("ringback " RB_VERSION);
      return EXIT_SUCCESS;
    }
  if (sound != NULL && !choose_sound (self, sound))
    {
      fprintf (stderr, _ ("ringback: there is no sound “%s”; use pulse, none or tone\n"), sound);
      return EXIT_USAGE;
    }

  self->background = g_variant_dict_contains (options, "background");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_variant_dict_contains (options, verbs[i]))
      {
        if (verb != NULL)
          return complain (EXIT_USAGE, _ ("Only one thing can be asked for at a time."));
        verb = verbs[i];
      }
  if (json && g_strcmp0 (verb, "status") != 0)
    return complain (EXIT_USAGE, _ ("--json belongs to --status."));
  if (verb != NULL)
    {
      argument = dup_argument (options, verb);
      return run_verb (self, verb, argument, json);
    }

  /* One that runs would show its window. */
  running = self->background ? rb_remote_do ("status", NULL, FALSE, NULL) : NULL;
  return running != NULL ? EXIT_SUCCESS : -1;
}

void
rb_command_line_clear (RbCommandLine *self)
{
  g_clear_pointer (&self->call, g_free);
  g_clear_pointer (&self->import, g_free);
}
