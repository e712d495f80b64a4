/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback-cli: everything the window can do with a call or a capture, for scripts, tests
 * and servers. This file only finds the verb; each verb is a file of its own. */

#include "rb-cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} verbs[] = {
  { "demo", rb_cli_demo, N_ ("place the five kinds of call on a practice network and show their ladders") },
  { "lab", rb_cli_lab, N_ ("run a practice network: registrar, proxy and robots to call") },
  { "call", rb_cli_call, N_ ("place a call") },
  { "answer", rb_cli_answer, N_ ("register and answer calls") },
  { "message", rb_cli_message, N_ ("send a message of text") },
  { "watch", rb_cli_watch, N_ ("tell who is there, what waits in the mailbox, and which messages come") },
  { "history", rb_cli_history, N_ ("show the past calls") },
  { "inspect", rb_cli_inspect, N_ ("show the SIP calls in a capture file") },
  { "contacts", rb_cli_contacts, N_ ("list, find, import and export the people of the window") },
  { "remote", rb_cli_remote, N_ ("ask the running window to call, to answer or how it is") },
};

void
rb_cli_error (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  fprintf (stderr, "ringback-cli: %s\n", g_strdelimit (text, "\r\n", ' '));
}

void
rb_cli_print_json (struct json_object *object)
{
  puts (json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  fflush (stdout);
  json_object_put (object);
}

gboolean
rb_cli_parse (const GOptionEntry *entries, const char *parameters, const char *summary, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *program = g_strconcat ("ringback-cli ", (*argv)[0], NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program); /* the usage begins with it */
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      rb_cli_error (_ ("%s; see “ringback-cli %s --help”"), error->message, (*argv)[0]);
      return FALSE;
    }

  return TRUE;
}

static void
print_usage (FILE *stream)
{
  fprintf (stream, "%s\n\n", _ ("Usage: ringback-cli VERB [OPTION…]"));
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    fprintf (stream, "  %-8s  %s\n", verbs[i].name, _ (verbs[i].summary));
  fprintf (stream, "\n%s\n", _ ("“ringback-cli VERB --help” lists a verb's options."));
}

int
main (int argc, char **argv)
{
  /* Set by ./dev for the catalogues of the build directory. */
  const char *localedir = g_getenv ("RINGBACK_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : RB_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("ringback-cli");

  if (argc < 2)
    {
      print_usage (stderr);
      return RB_CLI_USAGE;
    }

  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      print_usage (stdout);
      return RB_CLI_OK;
    }

  if (strcmp (argv[1], "--version") == 0)
    {
      puts ("ringback-cli " RB_VERSION);
      return RB_CLI_OK;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (argv[1], verbs[i].name) == 0)
      return verbs[i].run (argc - 1, argv + 1);

  rb_cli_error (_ ("there is no verb “%s”; see “ringback-cli --help”"), argv[1]);
  return RB_CLI_USAGE;
}
