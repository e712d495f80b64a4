/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences window: which microphone and speaker, how loud, and where signalling is sent.
 * What is chosen takes effect at once, also in a call, and is remembered. */

#include "rb-preferences.h"

#include "rb-device-list.h"
#include "rb-hep-sender.h"

#include <glib/gi18n-lib.h>

struct _RbPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *input_device;
  AdwComboRow *output_device;
  GtkAdjustment *input_volume;
  GtkAdjustment *output_volume;
  GtkSwitch *send_hep;
  GtkEditable *hep_server;

  RbPhone *phone;
  RbSettings *settings; /* not owned: the application's, which outlives its windows */
  RbDeviceList *devices;
  gboolean filling; /* the rows are being filled: nobody chose anything */
};

G_DEFINE_FINAL_TYPE (RbPreferences, rb_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
apply_sound (RbPhone *phone, RbSettings *settings)
{
  RbSoundDevice *device = rb_phone_get_sound_device (phone);

  rb_sound_device_set_devices (device, rb_settings_get_text (settings, RB_SETTING_INPUT_DEVICE),
                               rb_settings_get_text (settings, RB_SETTING_OUTPUT_DEVICE));
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

/* Fills one row: the desktop's default first, then the devices; also the chosen one while
 * it is unplugged. */
static void
fill (RbPreferences *self, AdwComboRow *row, gboolean inputs, const char *chosen)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = rb_device_list_get_n (self->devices, inputs);
  guint selected = 0;

  gtk_string_list_append (names, _ ("As the desktop chooses"));
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
  fill (self, self->input_device, TRUE, rb_settings_get_text (self->settings, RB_SETTING_INPUT_DEVICE));
  fill (self, self->output_device, FALSE, rb_settings_get_text (self->settings, RB_SETTING_OUTPUT_DEVICE));
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

  g_clear_object (&self->devices);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_preferences_parent_class)->dispose (object);
}

static void
rb_preferences_class_init (RbPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-preferences.ui");
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

/* @phone: (transfer none); @settings: (transfer none), must outlive the window */
GtkWidget *
rb_preferences_new (RbPhone *phone, RbSettings *settings, RbHooks *hooks)
{
  RbPreferences *self = g_object_new (RB_TYPE_PREFERENCES, NULL);

  self->phone = g_object_ref (phone);
  self->settings = settings;
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
