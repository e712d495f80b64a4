/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The About window. */

#include "rb-about.h"

#include "rb-portals.h"

#include <glib/gi18n-lib.h>
#include <gst/gst.h>
#include <json-c/json.h>
/* clang-format off: the second needs the first */
#include <sofia-sip/su_types.h>
#include <sofia-sip/sofia_features.h>
/* clang-format on */
#include <sqlite3.h>

#define WEBSITE "https://github.com/ringback/ringback"
#define ISSUES WEBSITE "/issues"

static void
count_accounts (GString *out, RbPhone *phone)
{
  GListModel *accounts = rb_phone_get_accounts (phone);
  guint n = g_list_model_get_n_items (accounts);
  guint n_registered = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED)
        n_registered++;
    }
  g_string_append_printf (out, "Accounts: %u, registered: %u\n", n, n_registered);
}

char *
rb_about_format_debug_info (RbPhone *phone)
{
  GString *out = g_string_new ("Ringback " RB_VERSION "\n");
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *gstreamer = gst_version_string ();
  const char *session = g_getenv ("XDG_SESSION_TYPE");
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");

  g_string_append_printf (out, "System: %s\n", system != NULL ? system : "?");
  g_string_append_printf (out, "Session: %s, %s\n", session != NULL ? session : "?", desktop != NULL ? desktop : "?");
  g_string_append_printf (out, "Portals: %s\n", rb_portals_are_needed () ? "yes" : "no");
  g_string_append_printf (out, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version, glib_minor_version,
                          glib_micro_version);
  g_string_append_printf (out, "%s, " SOFIA_SIP_NAME_VERSION ", SQLite %s, json-c %s\n", gstreamer,
                          sqlite3_libversion (), json_c_version ());
  if (phone != NULL)
    {
      count_accounts (out, phone);
      g_string_append_printf (out, "Messages in memory: %u\n",
                              g_list_model_get_n_items (G_LIST_MODEL (rb_phone_get_trace (phone))));
    }

  return g_string_free (out, FALSE);
}

void
rb_about_show (GtkWindow *parent, RbPhone *phone)
{
  GtkWidget *about = adw_about_window_new ();
  AdwAboutWindow *window = ADW_ABOUT_WINDOW (about);
  g_autofree char *debug_info = rb_about_format_debug_info (phone);

  adw_about_window_set_application_name (window, _ ("Ringback"));
  adw_about_window_set_application_icon (window, RB_APP_ID);
  adw_about_window_set_developer_name (window, _ ("The Ringback developers"));
  adw_about_window_set_version (window, RB_VERSION);
  adw_about_window_set_comments (window, _ ("A softphone that shows the signalling of its calls."));
  adw_about_window_set_website (window, WEBSITE);
  adw_about_window_set_issue_url (window, ISSUES);
  adw_about_window_set_license_type (window, GTK_LICENSE_GPL_3_0);
  adw_about_window_set_copyright (window, _ ("© The Ringback developers"));
  /* Translators: your names and addresses, a line each */
  adw_about_window_set_translator_credits (window, _ ("translator-credits"));
  adw_about_window_add_legal_section (window, "Sofia-SIP", _ ("© Nokia Corporation and others"), GTK_LICENSE_LGPL_2_1,
                                      NULL);
  adw_about_window_add_legal_section (window, "GStreamer", _ ("© The GStreamer developers"), GTK_LICENSE_LGPL_2_1,
                                      NULL);
  adw_about_window_add_legal_section (window, "json-c", "© Eric Haszlakiewicz, Michael Clark", GTK_LICENSE_MIT_X11,
                                      NULL);
  adw_about_window_add_legal_section (window, "SQLite", NULL, GTK_LICENSE_CUSTOM, _ ("In the public domain."));
  adw_about_window_set_debug_info (window, debug_info);
  adw_about_window_set_debug_info_filename (window, "ringback-debug.txt");
  if (parent != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_present (GTK_WINDOW (about));
}
