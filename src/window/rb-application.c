/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program: one instance, one window, one phone. The phone starts after the window's
 * first frame is on the screen, and the program ends after the phone has un-registered. */

#include "rb-application.h"

#include "rb-call-card.h"
#include "rb-export-save.h"
#include "rb-phone.h"
#include "rb-practice.h"
#include "rb-preferences.h"
#include "rb-settings.h"
#include "rb-window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>

#define EXIT_USAGE 2
#define TEST_TONE_HZ 440.0

struct _RbApplication
{
  AdwApplication parent_instance;

  RbSoundKind sound;
  RbSettings *settings;
  RbWindow *window; /* owned by GTK */
  RbPhone *phone;
  RbPractice *practice;
  gboolean leaving;
};

G_DEFINE_FINAL_TYPE (RbApplication, rb_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *name;
  RbSoundKind kind;
} sounds[] = {
  { "pulse", RB_SOUND_PULSE },
  { "none", RB_SOUND_NONE },
  { "tone", RB_SOUND_TONE },
};

static const struct
{
  const char *action;
  const char *keys[3];
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

  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  rb_phone_shut_down_async (self->phone, on_shut_down, g_object_ref (self));
}

static gboolean
on_terminate (gpointer data)
{
  leave (data);
  return G_SOURCE_REMOVE;
}

/* (transfer none) (nullable) */
static RbCall *
find_call (RbApplication *self, const char *call_id)
{
  GListModel *calls = self->phone != NULL ? rb_phone_get_calls (self->phone) : NULL;

  for (guint i = 0; calls != NULL && i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      if (g_strcmp0 (rb_call_get_call_id (call), call_id) == 0)
        return call; /* the model keeps it */
    }

  return NULL;
}

static void
on_call_changed (RbApplication *self, RbCall *call)
{
  if (rb_call_get_state (call) != RB_CALL_INCOMING)
    g_application_withdraw_notification (G_APPLICATION (self), rb_call_get_call_id (call));
}

static void
on_incoming_call (RbApplication *self, RbCall *call)
{
  const char *call_id = rb_call_get_call_id (call);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = g_strdup_printf (_ ("%s is calling"), rb_call_get_remote_name (call));

  notification = g_notification_new (title);
  g_notification_set_body (notification, rb_call_get_remote_uri (call));
  g_notification_set_category (notification, "call.incoming");
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_notification_add_button_with_target (notification, _ ("Answer"), "app.answer-call", "s", call_id);
  g_notification_add_button_with_target (notification, _ ("Decline"), "app.decline-call", "s", call_id);
  g_application_send_notification (G_APPLICATION (self), call_id, notification);
  g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
}

static void
do_answer_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbApplication *self = data;
  RbCall *call = find_call (self, g_variant_get_string (parameter, NULL));

  if (call == NULL)
    return;

  rb_call_answer (call);
  g_application_activate (G_APPLICATION (self));
}

static void
do_decline_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCall *call = find_call (data, g_variant_get_string (parameter, NULL));

  if (call != NULL)
    rb_call_reject (call, RB_DECLINE_STATUS);
}

static void
do_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbApplication *self = data;

  adw_show_about_window (GTK_WINDOW (self->window), "application-name", _ ("Ringback"), "application-icon", RB_APP_ID,
                         "developer-name", _ ("The Ringback developers"), "version", RB_VERSION, "license-type",
                         GTK_LICENSE_GPL_3_0, "comments", _ ("A softphone that shows the signalling of its calls."),
                         NULL);
}

/* The same way as closing the window: with a call up it asks. */
static void
do_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static const GActionEntry actions[] = {
  { "answer-call", do_answer_call, "s" },
  { "decline-call", do_decline_call, "s" },
  { "about", do_about },
  { "quit", do_quit },
};

static void
load_gstreamer (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  rb_media_init ();
  g_task_return_boolean (task, TRUE);
}

static void
start_phone (RbApplication *self)
{
  const RbSoundConfig sound = {
    .kind = self->sound,
    .input_device = rb_settings_get_text (self->settings, RB_SETTING_INPUT_DEVICE),
    .output_device = rb_settings_get_text (self->settings, RB_SETTING_OUTPUT_DEVICE),
    .tone_hz = TEST_TONE_HZ,
    .echo_cancel = TRUE,
  };
  const RbPhoneConfig config = { .sound = &sound };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) loading = NULL;

  g_debug ("The first frame is drawn");
  self->phone = rb_phone_new (&config, &error);
  if (self->phone == NULL)
    {
      rb_window_fail (self->window, error->message);
      return;
    }

  self->practice = rb_practice_new (self->phone);
  rb_preferences_apply (self->phone, self->settings);
  g_signal_connect_object (self->phone, "incoming-call", G_CALLBACK (on_incoming_call), self, G_CONNECT_SWAPPED);
  rb_window_set_phone (self->window, self->phone, self->practice);
  g_debug ("The phone has started");

  /* Half a second on the first run: better now than when the first call is placed. */
  loading = g_task_new (self, NULL, NULL, NULL);
  g_task_run_in_thread (loading, load_gstreamer);
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

  if (self->window == NULL)
    {
      self->window = RB_WINDOW (rb_window_new (GTK_APPLICATION (self), self->settings));
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      g_signal_connect_object (self->window, "drawn", G_CALLBACK (start_phone), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->window, "leave", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
    }

  gtk_window_present (GTK_WINDOW (self->window));
}

/* `ringback FILE`, and a file manager that opens one. Only one capture is shown at a time. */
static void
rb_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  RbApplication *self = RB_APPLICATION (application);

  g_application_activate (application);
  if (self->window != NULL && n_files > 0)
    rb_window_open_capture (self->window, files[0]);
}

static int
rb_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  RbApplication *self = RB_APPLICATION (application);
  const char *sound = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      puts ("ringback " RB_VERSION);
      return EXIT_SUCCESS;
    }

  if (!g_variant_dict_lookup (options, "sound", "&s", &sound))
    return -1; /* go on */

  for (guint i = 0; i < G_N_ELEMENTS (sounds); i++)
    if (g_strcmp0 (sound, sounds[i].name) == 0)
      {
        self->sound = sounds[i].kind;
        return -1;
      }

  fprintf (stderr, _ ("ringback: there is no sound “%s”; use pulse, none or tone\n"), sound);
  return EXIT_USAGE;
}

static void
rb_application_shutdown (GApplication *application)
{
  RbApplication *self = RB_APPLICATION (application);

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  rb_export_save_wait ();
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
}

static void
rb_application_init (RbApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { "sound", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("Where sound comes from and goes to: pulse (default), none or tone"), N_ ("KIND") },
    { NULL },
  };

  self->sound = RB_SOUND_PULSE;
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

RbApplication *
rb_application_new (void)
{
  return g_object_new (RB_TYPE_APPLICATION, "application-id", RB_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
