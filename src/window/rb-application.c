/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program: one instance, one phone, and a window when somebody wants to see it. The phone starts after the window's
 * first frame is on the screen, or at once without a window; it ends after it has un-registered. */

#include "rb-application.h"

#include "rb-about.h"
#include "rb-account-actions.h"
#include "rb-address-books.h"
#include "rb-call-notifications.h"
#include "rb-command-line.h"
#include "rb-conversation-window.h"
#include "rb-export-save.h"
#include "rb-global-shortcuts.h"
#include "rb-link-dialog.h"
#include "rb-media-pause.h"
#include "rb-preferences.h"
#include "rb-remote-control.h"
#include "rb-reply-dialog.h"
#include "rb-settings.h"
#include "rb-stay-awake.h"
#include "rb-window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>

#define TEST_TONE_HZ 440.0
#define MAX_LINKS 8      /* that wait for an answer; more is a web page gone wild */
#define MAX_NOTICES 8    /* that wait for a window */
#define READY_LIMIT_S 10 /* after which a call is tried although the account is not registered */

struct _RbApplication
{
  AdwApplication parent_instance;

  RbCommandLine start;
  RbSettings *settings;
  RbWindow *window; /* owned by GTK */
  RbPhone *phone;
  RbPractice *practice;
  RbHooks *hooks;
  RbAddressBooks *address_books; /* (nullable) */
  RbCallNotifications *notifications;
  RbCallActivity *activity;
  RbMediaPause *pause;
  RbStayAwake *stay_awake;
  RbGlobalShortcuts *shortcuts;
  RbRemoteControl *remote; /* (nullable): no session bus */
  GQueue links;            /* of RbDialLink: to be asked about */
  GtkWidget *link_dialog;  /* (nullable) */
  GQueue notices;          /* of char * */
  guint ready_source;
  gboolean ready;
  gboolean leaving;
};

G_DEFINE_FINAL_TYPE (RbApplication, rb_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *keys[4];
} accelerators[] = {
  { "window.close", { "<Control>w" } },
  { "app.quit", { "<Control>q" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.signalling", { "F9" } },
  { "win.redial", { "<Control>r" } },
  { "win.focus-address", { "<Control>l" } },
  { "win.page('keypad')", { "<Control>1" } },
  { "win.page('calls')", { "<Control>2" } },
  { "win.page('contacts')", { "<Control>3" } },
  { "win.page('messages')", { "<Control>4" } },
  { "win.page('practice')", { "<Control>5" } },
  { "win.answer", { "<Control>Return", "<Control>KP_Enter" } },
  { "win.end-call", { "<Control>e" } },
  { "win.mute", { "<Control>m" } },
  { "win.hold", { "<Control>h" } },
  { "win.dtmf", { "<Control>d" } },
  { "win.open-capture", { "<Control>o" } },
  { "app.do-not-disturb", { "<Control><Shift>d" } },
  { "win.headset", { "XF86Phone", "AudioPlay", "AudioPause" } },
};

static void
on_practice_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbApplication) self = data;

  rb_practice_stop_finish (RB_PRACTICE (source), result);
  g_application_quit (G_APPLICATION (self));
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbApplication) self = data;

  rb_phone_shut_down_finish (RB_PHONE (source), result);
  rb_practice_stop_async (self->practice, on_practice_stopped, g_object_ref (self));
}

/* The window goes at once; the network gets the time it needs to hear good-bye. */
static void
leave (RbApplication *self)
{
  if (self->leaving)
    return;

  self->leaving = TRUE;
  if (self->phone == NULL)
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }

  if (self->window != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  rb_phone_shut_down_async (self->phone, on_shut_down, g_object_ref (self));
}

static gboolean
on_terminate (gpointer data)
{
  leave (data);
  return G_SOURCE_REMOVE;
}

static void
tell (RbApplication *self, const char *sentence)
{
  if (self->window != NULL)
    rb_window_tell (self->window, sentence);
  else if (self->notices.length < MAX_NOTICES)
    g_queue_push_tail (&self->notices, g_strdup (sentence));
}

/* The window listens itself once there is one. */
static void
on_notice (RbApplication *self, const char *sentence)
{
  if (self->window == NULL)
    tell (self, sentence);
}

static void show_next_link (RbApplication *self);

static void
on_link_response (RbApplication *self, const char *response, GtkWidget *dialog)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (response, "call") && !rb_link_dialog_call (dialog, &error))
    tell (self, error->message);
  self->link_dialog = NULL;
  show_next_link (self);
}

/* One question at a time. */
static void
show_next_link (RbApplication *self)
{
  RbDialLink *link;

  if (self->phone == NULL || self->window == NULL || self->link_dialog != NULL || self->leaving)
    return;

  link = g_queue_pop_head (&self->links);
  if (link == NULL)
    return;

  self->link_dialog = rb_link_dialog_new (GTK_WINDOW (self->window), self->phone, link);
  g_signal_connect_object (self->link_dialog, "response", G_CALLBACK (on_link_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self->link_dialog));
}

static void
take_link (RbApplication *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  RbDialLink *link = rb_dial_link_parse (text, &error);

  if (link == NULL)
    tell (self, error->message);
  else if (self->links.length >= MAX_LINKS)
    rb_dial_link_free (link);
  else
    g_queue_push_tail (&self->links, link);
  show_next_link (self);
}

static void
do_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbApplication *self = data;

  rb_about_show (gtk_application_get_active_window (GTK_APPLICATION (self)), self->phone);
}

/* Where there is a window to ask in, it asks when a call is up. */
static void
do_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbApplication *self = data;

  if (self->window != NULL && gtk_widget_get_visible (GTK_WIDGET (self->window)))
    rb_window_quit (self->window);
  else
    leave (self);
}

static const GActionEntry actions[] = {
  { "about", do_about },
  { "quit", do_quit },
};

/* Somebody may call an account that is not of the practice network. */
static gboolean
stays_reachable (RbApplication *self)
{
  GListModel *accounts = self->phone != NULL ? rb_phone_get_accounts (self->phone) : NULL;

  if (accounts == NULL || !g_settings_get_boolean (rb_phone_get_settings (self->phone), "run-in-background"))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);
      gboolean enabled;
      gboolean practice;

      g_object_get (account, "enabled", &enabled, "practice", &practice, NULL);
      if (enabled && !practice)
        return TRUE;
    }

  return FALSE;
}

static void
hang_up_all (RbApplication *self)
{
  GListModel *calls = rb_phone_get_calls (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      rb_call_hang_up (call);
    }
}

static void
on_window_left (RbApplication *self, gboolean quit)
{
  g_autoptr (GError) error = NULL;

  if (quit || !stays_reachable (self))
    {
      leave (self);
      return;
    }

  hang_up_all (self);
  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  if (rb_settings_get_number (self->settings, RB_SETTING_TOLD_BACKGROUND))
    return;

  rb_call_notifications_tell_background (self->notifications);
  rb_settings_set_number (self->settings, RB_SETTING_TOLD_BACKGROUND, TRUE);
  if (!rb_settings_save (self->settings, &error))
    g_message ("It cannot be remembered that the closed window was told of: %s", error->message);
}

static void
on_show (RbApplication *self, const char *page)
{
  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL && *page != '\0')
    rb_window_show_page (self->window, page);
}

static void
on_reply_response (RbApplication *self, const char *response, GtkWidget *dialog)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (response, "send") && !rb_reply_dialog_send (dialog, &error))
    tell (self, error->message);
}

static void
on_reply (RbApplication *self, RbCall *call)
{
  GtkWidget *dialog;

  g_application_activate (G_APPLICATION (self));
  if (self->window == NULL)
    return;

  dialog = rb_reply_dialog_new (GTK_WINDOW (self->window), self->phone, call);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_reply_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_conversation (RbApplication *self, const char *uri)
{
  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    rb_conversation_window_present (GTK_WINDOW (self->window), self->phone, uri, NULL);
}

/* Nothing is imported before the person has seen what would change. */
static void
show_import (RbApplication *self)
{
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (self->window == NULL || self->phone == NULL || self->start.import == NULL)
    return;

  path = g_steal_pointer (&self->start.import);
  file = g_file_new_for_path (path);
  rb_account_actions_import_file (self->window, self->phone, file);
}

static void
on_import (RbApplication *self, const char *path)
{
  g_free (self->start.import);
  self->start.import = g_strdup (path);
  g_application_activate (G_APPLICATION (self));
  show_import (self);
}

/* “auto-answer” is on for all calls or not; which ones else is a matter of the preferences. */
static void
on_auto_answer_changed (RbApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "auto-answer");
  g_autofree char *value = g_settings_get_string (rb_phone_get_settings (self->phone), "auto-answer");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (g_str_equal (value, "all")));
}

static void
change_auto_answer (GSimpleAction *action, GVariant *value, gpointer data)
{
  g_settings_set_string (rb_phone_get_settings (RB_APPLICATION (data)->phone), "auto-answer",
                         g_variant_get_boolean (value) ? "all" : "off");
}

static void
add_toggles (RbApplication *self)
{
  static const GActionEntry entry = { "auto-answer", NULL, NULL, "false", change_auto_answer };
  GSettings *settings = rb_phone_get_settings (self->phone);
  g_autoptr (GAction) do_not_disturb = g_settings_create_action (settings, "do-not-disturb");

  g_action_map_add_action (G_ACTION_MAP (self), do_not_disturb);
  g_action_map_add_action_entries (G_ACTION_MAP (self), &entry, 1, self);
  g_signal_connect_object (settings, "changed::auto-answer", G_CALLBACK (on_auto_answer_changed), self,
                           G_CONNECT_SWAPPED);
  on_auto_answer_changed (self);
}

static void
set_ready (RbApplication *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->ready_source, g_source_remove);
  if (self->ready || self->leaving)
    return;

  self->ready = TRUE;
  if (self->remote != NULL)
    rb_remote_control_set_ready (self->remote);
  if (self->start.call != NULL && (self->start.hide_number ? rb_phone_call_hidden : rb_phone_call) (
                                      self->phone, NULL, self->start.call, &error) == NULL)
    tell (self, error->message);
  g_clear_pointer (&self->start.call, g_free);
}

static gboolean
on_ready_limit (gpointer data)
{
  RbApplication *self = data;

  self->ready_source = 0;
  set_ready (self);

  return G_SOURCE_REMOVE;
}

/* What was asked for before the phone was there waits until its account is registered: others may not let it call. */
static void
check_ready (RbApplication *self)
{
  RbAccount *account = rb_phone_get_default_account (self->phone);
  RbRegistrationState state = account != NULL ? rb_account_get_registration (account) : RB_REGISTRATION_FAILED;
  gboolean enabled = FALSE;
  gboolean registers = FALSE;

  if (account != NULL)
    g_object_get (account, "enabled", &enabled, "register", &registers, NULL);
  if (!enabled || !registers || state == RB_REGISTRATION_REGISTERED || state == RB_REGISTRATION_FAILED)
    set_ready (self);
}

static void
wait_until_ready (RbApplication *self)
{
  RbAccount *account = rb_phone_get_default_account (self->phone);

  if (account != NULL)
    g_signal_connect_object (account, "notify::registration", G_CALLBACK (check_ready), self, G_CONNECT_SWAPPED);
  self->ready_source = g_timeout_add_seconds (READY_LIMIT_S, on_ready_limit, self);
  check_ready (self);
}

static void
load_gstreamer (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  rb_media_init ();
  g_task_return_boolean (task, TRUE);
}

static void
add_desktop (RbApplication *self)
{
  self->hooks = rb_hooks_new (self->phone);
  if (rb_phone_get_contacts (self->phone) != NULL)
    self->address_books = rb_address_books_new (rb_phone_get_contacts (self->phone));
  self->notifications = rb_call_notifications_new (G_APPLICATION (self), self->phone);
  self->activity = rb_call_activity_new (self->phone);
  self->pause = rb_media_pause_new (self->activity, rb_phone_get_settings (self->phone),
                                    g_application_get_dbus_connection (G_APPLICATION (self)));
  self->stay_awake = rb_stay_awake_new (GTK_APPLICATION (self), self->activity);
  self->shortcuts = rb_global_shortcuts_new (self->phone, g_application_get_dbus_connection (G_APPLICATION (self)));
  g_signal_connect_object (self->notifications, "show", G_CALLBACK (on_show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifications, "reply", G_CALLBACK (on_reply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifications, "conversation", G_CALLBACK (on_conversation), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifications, "problem", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->phone, "notice", G_CALLBACK (on_notice), self, G_CONNECT_SWAPPED);
  if (self->remote != NULL)
    rb_remote_control_set_phone (self->remote, self->phone);
  add_toggles (self);
}

static void
give_phone (RbApplication *self)
{
  char *sentence;

  rb_window_set_phone (self->window, self->phone, self->practice, self->hooks, self->shortcuts);
  while ((sentence = g_queue_pop_head (&self->notices)) != NULL)
    {
      rb_window_tell (self->window, sentence);
      g_free (sentence);
    }
  show_next_link (self);
  show_import (self);
}

static void
start_phone (RbApplication *self)
{
  const RbSoundConfig sound = {
    .kind = self->start.sound,
    .input_device = rb_settings_get_text (self->settings, RB_SETTING_INPUT_DEVICE),
    .output_device = rb_settings_get_text (self->settings, RB_SETTING_OUTPUT_DEVICE),
    .ring_device = rb_settings_get_text (self->settings, RB_SETTING_RING_DEVICE),
    .tone_hz = TEST_TONE_HZ,
    .echo_cancel = TRUE,
  };
  const RbPhoneConfig config = { .sound = &sound };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) loading = NULL;

  if (self->phone != NULL || self->leaving)
    return;

  self->phone = rb_phone_new (&config, &error);
  if (self->phone == NULL)
    {
      if (self->window != NULL)
        rb_window_fail (self->window, error->message);
      else
        g_printerr ("ringback: %s\n", error->message);
      return;
    }

  g_application_hold (G_APPLICATION (self)); /* until it leaves: whoever has a phone can be called */
  self->practice = rb_practice_new (self->phone);
  rb_preferences_apply (self->phone, self->settings);
  add_desktop (self);
  if (self->window != NULL)
    give_phone (self);
  wait_until_ready (self);
  g_debug ("The phone has started");

  /* Half a second on the first run: better now than when the first call is placed. */
  loading = g_task_new (self, NULL, NULL, NULL);
  g_task_run_in_thread (loading, load_gstreamer);
}

static void
on_drawn (RbApplication *self)
{
  g_debug ("The first frame is drawn");
  start_phone (self);
}

static gboolean
rb_application_dbus_register (GApplication *application, GDBusConnection *bus, const char *path, GError **error)
{
  RbApplication *self = RB_APPLICATION (application);

  if (!G_APPLICATION_CLASS (rb_application_parent_class)->dbus_register (application, bus, path, error))
    return FALSE;

  self->remote = rb_remote_control_new (bus, path, error);
  if (self->remote == NULL)
    return FALSE;

  g_signal_connect_object (self->remote, "wanted", G_CALLBACK (start_phone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remote, "import", G_CALLBACK (on_import), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remote, "quit", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  return TRUE;
}

static void
rb_application_dbus_unregister (GApplication *application, GDBusConnection *bus, const char *path)
{
  g_clear_object (&RB_APPLICATION (application)->remote);

  G_APPLICATION_CLASS (rb_application_parent_class)->dbus_unregister (application, bus, path);
}

static void
rb_application_startup (GApplication *application)
{
  RbApplication *self = RB_APPLICATION (application);
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "ringback", "window.ini", NULL);

  G_APPLICATION_CLASS (rb_application_parent_class)->startup (application);

  self->settings = rb_settings_load (path);
  gtk_window_set_default_icon_name (RB_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           (const char *const *) accelerators[i].keys);
  g_unix_signal_add (SIGTERM, on_terminate, self);
  g_unix_signal_add (SIGINT, on_terminate, self);
}

static void
rb_application_activate (GApplication *application)
{
  RbApplication *self = RB_APPLICATION (application);

  if (self->leaving)
    return;

  if (self->start.background)
    {
      self->start.background = FALSE; /* the next one who asks wants to see it */
      start_phone (self);
      return;
    }

  if (self->window == NULL)
    {
      self->window = RB_WINDOW (rb_window_new (GTK_APPLICATION (self), self->settings));
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      g_signal_connect_object (self->window, "drawn", G_CALLBACK (on_drawn), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->window, "leave", G_CALLBACK (on_window_left), self, G_CONNECT_SWAPPED);
      if (self->phone != NULL)
        give_phone (self);
    }

  gtk_window_present (GTK_WINDOW (self->window));
}

/* `ringback FILE`, a file manager that opens one, and a link of a web page. Only one capture is shown at a time. */
static void
rb_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  RbApplication *self = RB_APPLICATION (application);

  gboolean shown = FALSE;

  g_application_activate (application);
  for (int i = 0; i < n_files && self->window != NULL; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      if (rb_dial_link_is_one (uri))
        take_link (self, uri);
      else if (!shown)
        rb_window_open_capture (self->window, files[i]);
      shown = shown || !rb_dial_link_is_one (uri);
    }
}

static int
rb_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  return rb_command_line_handle (&RB_APPLICATION (application)->start, options);
}

static void
rb_application_shutdown (GApplication *application)
{
  RbApplication *self = RB_APPLICATION (application);

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  rb_export_save_wait ();
  g_clear_handle_id (&self->ready_source, g_source_remove);
  g_queue_clear_full (&self->links, (GDestroyNotify) rb_dial_link_free);
  g_queue_clear_full (&self->notices, g_free);
  rb_command_line_clear (&self->start);
  if (self->shortcuts != NULL)
    g_object_run_dispose (G_OBJECT (self->shortcuts)); /* what it waits for holds it */
  g_clear_object (&self->shortcuts);
  g_clear_object (&self->pause);
  if (self->stay_awake != NULL)
    g_object_run_dispose (G_OBJECT (self->stay_awake)); /* the same */
  g_clear_object (&self->stay_awake);
  g_clear_object (&self->activity);
  if (self->notifications != NULL)
    g_object_run_dispose (G_OBJECT (self->notifications)); /* its actions are the application's */
  g_clear_object (&self->notifications);
  g_clear_object (&self->address_books);
  g_clear_object (&self->hooks);
  g_clear_object (&self->practice);
  g_clear_object (&self->phone);
  g_clear_pointer (&self->settings, rb_settings_free);

  G_APPLICATION_CLASS (rb_application_parent_class)->shutdown (application);
}

static void
rb_application_class_init (RbApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = rb_application_startup;
  application_class->activate = rb_application_activate;
  application_class->open = rb_application_open;
  application_class->handle_local_options = rb_application_handle_local_options;
  application_class->shutdown = rb_application_shutdown;
  application_class->dbus_register = rb_application_dbus_register;
  application_class->dbus_unregister = rb_application_dbus_unregister;
}

static void
rb_application_init (RbApplication *self)
{
  self->start.sound = RB_SOUND_PULSE;
  g_queue_init (&self->links);
  g_queue_init (&self->notices);
  rb_command_line_add_options (G_APPLICATION (self));
}

RbApplication *
rb_application_new (void)
{
  return g_object_new (RB_TYPE_APPLICATION, "application-id", RB_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
