/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences window: its pages of the phone's settings, and here which microphone and speaker, how loud, and where
 * signalling is sent. What is chosen takes effect at once, also in a call, and is remembered. */

#include "rb-preferences.h"

#include "rb-device-list.h"
#include "rb-hep-sender.h"
#include "rb-history-settings.h"
#include "rb-preferences-calls.h"
#include "rb-preferences-general.h"
#include "rb-preferences-rules.h"
#include "rb-tone-player.h"

#include <glib/gi18n-lib.h>

#define LEVEL_INTERVAL_MS 50
#define TOAST_TIMEOUT_S 8 /* a whole sentence */

struct _RbPreferences
{
  AdwPreferencesWindow parent_instance;

  RbPreferencesGeneral *general_page;
  RbPreferencesCalls *calls_page;
  RbPreferencesRules *rules_page;
  AdwComboRow *input_device;
  AdwComboRow *output_device;
  AdwComboRow *ring_device;
  GtkAdjustment *input_volume;
  GtkAdjustment *output_volume;
  GtkToggleButton *test_ring;
  GtkToggleButton *test_microphone;
  GtkLevelBar *level;
  GtkSwitch *send_hep;
  GtkEditable *hep_server;

  RbPhone *phone;
  RbSettings *settings; /* not owned: the application's, which outlives its windows */
  RbDeviceList *devices;
  RbTonePlayer *tones; /* (nullable): while it is tested */
  guint level_source;
  gboolean filling; /* the rows are being filled: nobody chose anything */
};

G_DEFINE_FINAL_TYPE (RbPreferences, rb_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
apply_sound (RbPhone *phone, RbSettings *settings)
{
  RbSoundDevice *device = rb_phone_get_sound_device (phone);

  rb_sound_device_set_devices (device, rb_settings_get_text (settings, RB_SETTING_INPUT_DEVICE),
                               rb_settings_get_text (settings, RB_SETTING_OUTPUT_DEVICE));
  rb_sound_device_set_ring_device (device, rb_settings_get_text (settings, RB_SETTING_RING_DEVICE));
  rb_sound_device_set_volume (device, rb_settings_get_number (settings, RB_SETTING_INPUT_VOLUME) / 100.0,
                              rb_settings_get_number (settings, RB_SETTING_OUTPUT_VOLUME) / 100.0);
}

/* FALSE: the server's address cannot be understood. */
static gboolean
apply_hep (RbPhone *phone, RbSettings *settings)
{
  const char *server = rb_settings_get_text (settings, RB_SETTING_HEP_SERVER);
  gboolean send = rb_settings_get_number (settings, RB_SETTING_SEND_HEP) && server != NULL && *server != '\0';
  g_autoptr (GError) error = NULL;

  if (rb_phone_send_hep (phone, send ? server : NULL, &error))
    return TRUE;

  g_message ("Signalling is not sent: %s", error->message);
  return FALSE;
}

/* Fills one row: what is used unless something is chosen, then the devices; also the chosen one while
 * it is unplugged. */
static void
fill (RbPreferences *self, AdwComboRow *row, gboolean inputs, const char *usual, const char *chosen)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = rb_device_list_get_n (self->devices, inputs);
  guint selected = 0;

  gtk_string_list_append (names, usual);
  for (guint i = 0; i < n; i++)
    {
      const RbDevice *device = rb_device_list_get (self->devices, inputs, i);

      gtk_string_list_append (names, device->label);
      if (g_strcmp0 (device->name, chosen) == 0)
        selected = i + 1;
    }
  if (chosen != NULL && selected == 0)
    {
      g_autofree char *absent = g_strdup_printf (_ ("%s (not connected)"), chosen);

      gtk_string_list_append (names, absent);
      selected = n + 1;
    }

  self->filling = TRUE;
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, selected);
  self->filling = FALSE;
}

static void
on_devices_changed (RbPreferences *self)
{
  const char *usual = _ ("As the desktop chooses");

  fill (self, self->input_device, TRUE, usual, rb_settings_get_text (self->settings, RB_SETTING_INPUT_DEVICE));
  fill (self, self->output_device, FALSE, usual, rb_settings_get_text (self->settings, RB_SETTING_OUTPUT_DEVICE));
  fill (self, self->ring_device, FALSE, _ ("As the speaker"),
        rb_settings_get_text (self->settings, RB_SETTING_RING_DEVICE));
}

static void
choose (RbPreferences *self, AdwComboRow *row, gboolean inputs, RbTextSetting setting)
{
  guint selected = adw_combo_row_get_selected (row);

  if (self->filling || self->devices == NULL || selected == GTK_INVALID_LIST_POSITION ||
      selected > rb_device_list_get_n (self->devices, inputs))
    return;

  rb_settings_set_text (self->settings, setting,
                        selected == 0 ? NULL : rb_device_list_get (self->devices, inputs, selected - 1)->name);
  apply_sound (self->phone, self->settings);
}

static void
on_input_chosen (RbPreferences *self)
{
  choose (self, self->input_device, TRUE, RB_SETTING_INPUT_DEVICE);
}

static void
on_output_chosen (RbPreferences *self)
{
  choose (self, self->output_device, FALSE, RB_SETTING_OUTPUT_DEVICE);
}

static void
on_ring_chosen (RbPreferences *self)
{
  choose (self, self->ring_device, FALSE, RB_SETTING_RING_DEVICE);
}

static void
on_test_ring (RbPreferences *self)
{
  gboolean on = gtk_toggle_button_get_active (self->test_ring);

  if (on && self->tones == NULL)
    {
      const RbSoundConfig sound = { .kind = RB_SOUND_PULSE };

      self->tones = rb_tone_player_new (&sound);
      rb_tone_player_follow (self->tones, rb_phone_get_sound_device (self->phone));
    }
  if (self->tones != NULL)
    rb_tone_player_play (self->tones, on ? RB_TONE_RINGING : RB_TONE_NONE);
}

/* The device closes by itself some seconds after nobody wants it. */
static gboolean
on_level_due (gpointer data)
{
  RbPreferences *self = data;
  RbSoundDevice *device = rb_phone_get_sound_device (self->phone);

  rb_sound_device_warm_up (device);
  gtk_level_bar_set_value (self->level, rb_sound_device_get_input_level (device));

  return G_SOURCE_CONTINUE;
}

static void
on_test_microphone (RbPreferences *self)
{
  g_clear_handle_id (&self->level_source, g_source_remove);
  if (gtk_toggle_button_get_active (self->test_microphone))
    self->level_source = g_timeout_add (LEVEL_INTERVAL_MS, on_level_due, self);
  else
    gtk_level_bar_set_value (self->level, 0);
}

static void
tell (RbPreferences *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, TOAST_TIMEOUT_S);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
on_volume_changed (RbPreferences *self)
{
  if (self->filling || self->phone == NULL)
    return;

  rb_settings_set_number (self->settings, RB_SETTING_INPUT_VOLUME, gtk_adjustment_get_value (self->input_volume));
  rb_settings_set_number (self->settings, RB_SETTING_OUTPUT_VOLUME, gtk_adjustment_get_value (self->output_volume));
  apply_sound (self->phone, self->settings);
}

static void
on_hep_changed (RbPreferences *self)
{
  if (self->filling || self->phone == NULL)
    return;

  rb_settings_set_number (self->settings, RB_SETTING_SEND_HEP, gtk_switch_get_active (self->send_hep));
  rb_settings_set_text (self->settings, RB_SETTING_HEP_SERVER, gtk_editable_get_text (self->hep_server));
  if (apply_hep (self->phone, self->settings))
    gtk_widget_remove_css_class (GTK_WIDGET (self->hep_server), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->hep_server), "error");
}

static void
rb_preferences_dispose (GObject *object)
{
  RbPreferences *self = RB_PREFERENCES (object);

  g_clear_handle_id (&self->level_source, g_source_remove);
  g_clear_object (&self->tones);
  g_clear_object (&self->devices);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_preferences_parent_class)->dispose (object);
}

static void
rb_preferences_class_init (RbPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_preferences_dispose;

  g_type_ensure (RB_TYPE_PREFERENCES_GENERAL);
  g_type_ensure (RB_TYPE_PREFERENCES_CALLS);
  g_type_ensure (RB_TYPE_PREFERENCES_RULES);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, general_page);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, calls_page);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, rules_page);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, ring_device);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, test_ring);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, test_microphone);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, level);
  gtk_widget_class_bind_template_callback (widget_class, on_ring_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_test_ring);
  gtk_widget_class_bind_template_callback (widget_class, on_test_microphone);
  gtk_widget_class_bind_template_callback (widget_class, tell);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, input_device);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, output_device);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, input_volume);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, output_volume);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, send_hep);
  gtk_widget_class_bind_template_child (widget_class, RbPreferences, hep_server);
  gtk_widget_class_bind_template_callback (widget_class, on_hep_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_input_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_output_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_volume_changed);
}

static void
rb_preferences_init (RbPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @phone, @hooks, @shortcuts: (transfer none); @settings: (transfer none), must outlive the window */
GtkWidget *
rb_preferences_new (RbPhone *phone, RbSettings *settings, RbHooks *hooks, RbGlobalShortcuts *shortcuts)
{
  RbPreferences *self = g_object_new (RB_TYPE_PREFERENCES, NULL);

  self->phone = g_object_ref (phone);
  self->settings = settings;
  rb_preferences_general_set_phone (self->general_page, phone, hooks, shortcuts);
  rb_preferences_calls_set_settings (self->calls_page, rb_phone_get_settings (phone));
  if (rb_phone_get_history (phone) != NULL)
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->calls_page),
                              ADW_PREFERENCES_GROUP (rb_history_settings_new (phone)));
  rb_preferences_rules_set_phone (self->rules_page, phone);
  self->devices = rb_device_list_new ();
  g_signal_connect_object (self->devices, "changed", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);
  on_devices_changed (self);
  self->filling = TRUE;
  gtk_adjustment_set_value (self->input_volume, rb_settings_get_number (settings, RB_SETTING_INPUT_VOLUME));
  gtk_adjustment_set_value (self->output_volume, rb_settings_get_number (settings, RB_SETTING_OUTPUT_VOLUME));
  gtk_switch_set_active (self->send_hep, rb_settings_get_number (settings, RB_SETTING_SEND_HEP));
  gtk_editable_set_text (self->hep_server, rb_settings_get_text (settings, RB_SETTING_HEP_SERVER) != NULL
                                               ? rb_settings_get_text (settings, RB_SETTING_HEP_SERVER)
                                               : "");
  self->filling = FALSE;

  return GTK_WIDGET (self);
}

/* Gives what is remembered to the phone. */
void
rb_preferences_apply (RbPhone *phone, RbSettings *settings)
{
  apply_sound (phone, settings);
  apply_hep (phone, settings);
}
