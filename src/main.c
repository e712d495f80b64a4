/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ringback: the program with the window. */

#include "rb-application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (RbApplication) application = NULL;
  /* Set by ./dev for the catalogues of the build directory. */
  const char *localedir = g_getenv ("RINGBACK_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : RB_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_ ("Ringback"));

  application = rb_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
