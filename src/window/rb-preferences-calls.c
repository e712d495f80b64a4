/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page “Calls” of the preferences. */

#include "rb-preferences-calls.h"

#include "rb-setting-children.h"

#include <glib/gi18n-lib.h>

struct _RbPreferencesCalls
{
  AdwPreferencesPage parent_instance;

  AdwActionRow *hold_file_row;
  GtkWidget *auto_answer_delay_row;

  GSettings *settings;
  GtkFileChooserNative *chooser; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RbPreferencesCalls, rb_preferences_calls, ADW_TYPE_PREFERENCES_PAGE)

static const char *const keys[] = {
  "do-not-disturb",   "call-waiting", "single-call", "auto-answer", "auto-answer-delay",
  "auto-answer-beep", "hold-sound",   "redirects",   NULL,
};

static void
update (RbPreferencesCalls *self)
{
  g_autofree char *sound = g_settings_get_string (self->settings, "hold-sound");
  g_autofree char *answer = g_settings_get_string (self->settings, "auto-answer");
  g_autofree char *path = g_settings_get_string (self->settings, "hold-file");
  g_autofree char *name = *path != '\0' ? g_filename_display_basename (path) : NULL;
  g_autofree char *markup = g_markup_escape_text (name != NULL ? name : _ ("None chosen: music is played"), -1);

  gtk_widget_set_visible (GTK_WIDGET (self->hold_file_row), g_str_equal (sound, "file"));
  adw_action_row_set_subtitle (self->hold_file_row, markup);
  gtk_widget_set_sensitive (self->auto_answer_delay_row, !g_str_equal (answer, "off"));
}

static void
on_file_chosen (RbPreferencesCalls *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    g_settings_set_string (self->settings, "hold-file", path);
  g_clear_object (&self->chooser);
}

static void
on_choose_hold_file (RbPreferencesCalls *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;

  self->chooser =
      gtk_file_chooser_native_new (_ ("Sound for Who Is on Hold"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), _ ("_Cancel"));
  gtk_file_filter_set_name (filter, _ ("WAV sound"));
  gtk_file_filter_add_mime_type (filter, "audio/x-wav");
  gtk_file_filter_add_pattern (filter, "*.wav");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
rb_preferences_calls_dispose (GObject *object)
{
  RbPreferencesCalls *self = RB_PREFERENCES_CALLS (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rb_preferences_calls_parent_class)->dispose (object);
}

static void
rb_preferences_calls_class_init (RbPreferencesCallsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_preferences_calls_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-preferences-calls.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesCalls, hold_file_row);
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesCalls, auto_answer_delay_row);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_hold_file);
  rb_setting_children_declare (widget_class, keys);
}

static void
rb_preferences_calls_init (RbPreferencesCalls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Once. */
void
rb_preferences_calls_set_settings (RbPreferencesCalls *self, GSettings *settings)
{
  g_return_if_fail (RB_IS_PREFERENCES_CALLS (self) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  rb_setting_children_bind (GTK_WIDGET (self), settings, keys);
  g_signal_connect_object (settings, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
