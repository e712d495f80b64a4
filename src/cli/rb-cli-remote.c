/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `ringback-cli remote`: asks the running window to do something, or how it is. */

#include "rb-cli.h"

#include "rb-remote.h"

#include <glib/gi18n.h>
#include <stdio.h>

static gboolean json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Of “status”: one JSON object"), NULL },
  { NULL },
};

static char *
describe (void)
{
  guint n;
  const RbRemoteVerb *verbs = rb_remote_list_verbs (&n);
  GString *out = g_string_new (_ ("Asks the running window over D-Bus. VERB is one of"));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *usage =
          g_strjoin (" ", verbs[i].name, verbs[i].argument != NULL ? _ (verbs[i].argument) : NULL, NULL);

      g_string_append_printf (out, "\n  %-14s  %s", usage, _ (verbs[i].summary));
    }

  return g_string_free (out, FALSE);
}

int
rb_cli_remote (int argc, char **argv)
{
  g_autofree char *summary = describe ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!rb_cli_parse (entries, N_ ("VERB [ARGUMENT]"), summary, &argc, &argv))
    return RB_CLI_USAGE;
  if (argc < 2 || argc > 3)
    {
      rb_cli_error (_ ("give one verb and what belongs to it; see “ringback-cli remote --help”"));
      return RB_CLI_USAGE;
    }

  text = rb_remote_do (argv[1], argv[2], json, &error);
  if (text != NULL)
    {
      if (*text != '\0')
        puts (text);
      return RB_CLI_OK;
    }

  if (g_error_matches (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_USAGE))
    {
      rb_cli_error (_ ("%s; see “ringback-cli remote --help”"), error->message);
      return RB_CLI_USAGE;
    }
  if (json && g_error_matches (error, RB_REMOTE_ERROR, RB_REMOTE_ERROR_NOT_RUNNING))
    puts ("{\"running\":false}");
  rb_cli_error ("%s", error->message);
  return RB_CLI_FAILED;
}
