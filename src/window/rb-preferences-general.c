/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page “General” of the preferences. */

#include "rb-preferences-general.h"

#include "rb-checked-row.h"
#include "rb-portals.h"
#include "rb-setting-children.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbPreferencesGeneral
{
  AdwPreferencesPage parent_instance;

  GtkSwitch *autostart;
  AdwActionRow *keys_row;
  RbCheckedRow *country;

  RbPhone *phone;
  RbHooks *hooks;
  RbGlobalShortcuts *shortcuts;
  gboolean changing; /* the switch follows what the desktop allowed: nobody touched it */
};

/* One row of a command. */
typedef struct
{
  RbPreferencesGeneral *page;
  RbHookEvent event;
  RbCheckedRow *row;
} HookRow;

G_DEFINE_FINAL_TYPE (RbPreferencesGeneral, rb_preferences_general, ADW_TYPE_PREFERENCES_PAGE)

enum
{
  TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const keys[] = { "run-in-background", "pause-media", "publish-away", NULL };

static const char *const hook_ids[RB_N_HOOKS] = {
  [RB_HOOK_INCOMING] = "hook_incoming",     [RB_HOOK_ANSWERED] = "hook_answered",
  [RB_HOOK_ENDED] = "hook_ended",           [RB_HOOK_MISSED] = "hook_missed",
  [RB_HOOK_REGISTERED] = "hook_registered", [RB_HOOK_REGISTRATION_FAILED] = "hook_registration_failed",
};

static GSettings *
get_settings (RbPreferencesGeneral *self)
{
  return rb_phone_get_settings (self->phone);
}

static gboolean
check_country (const char *text, gpointer data, GError **error)
{
  if (strspn (text, "0123456789") == strlen (text) && strlen (text) <= 3)
    return TRUE;

  g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, _ ("A calling code has one to three digits."));
  return FALSE;
}

static gboolean
check_command (const char *text, gpointer data, GError **error)
{
  return rb_hooks_check (text, error);
}

/* The command of one event, "" when there is none. (transfer full) */
static char *
dup_command (RbPreferencesGeneral *self, RbHookEvent event)
{
  g_autoptr (GVariant) hooks = g_settings_get_value (get_settings (self), "hooks");
  char *command = NULL;

  if (!g_variant_lookup (hooks, rb_hook_event_to_string (event), "s", &command))
    command = g_strdup ("");

  return command;
}

static void
store_command (const char *text, gpointer data)
{
  HookRow *hook = data;
  GSettings *settings = get_settings (hook->page);
  g_autoptr (GVariant) before = g_settings_get_value (settings, "hooks");
  const char *name = rb_hook_event_to_string (hook->event);
  GVariantBuilder after;
  GVariantIter iter;
  const char *event;
  const char *command;

  g_variant_builder_init (&after, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&s&s}", &event, &command))
    if (!g_str_equal (event, name))
      g_variant_builder_add (&after, "{ss}", event, command);
  if (*text != '\0')
    g_variant_builder_add (&after, "{ss}", name, text);
  g_settings_set_value (settings, "hooks", g_variant_builder_end (&after));
}

static void
tell (RbPreferencesGeneral *self, const char *sentence)
{
  g_signal_emit (self, signals[TOLD], 0, sentence);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbPreferencesGeneral) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = rb_hooks_try_finish (RB_HOOKS (source), result, &error);

  tell (self, sentence != NULL ? sentence : error->message);
}

static void
on_try (HookRow *hook)
{
  g_autofree char *command = dup_command (hook->page, hook->event);

  rb_hooks_try_async (hook->page->hooks, hook->event, command, on_tried, g_object_ref (hook->page));
}

static void
add_hook (RbPreferencesGeneral *self, RbHookEvent event)
{
  HookRow *hook = g_new (HookRow, 1);
  GtkWidget *try = gtk_button_new_with_label (_ ("Try"));
  g_autofree char *command = dup_command (self, event);
  g_autofree char *label = NULL;

  hook->page = self;
  hook->event = event;
  hook->row =
      RB_CHECKED_ROW (gtk_widget_get_template_child (GTK_WIDGET (self), RB_TYPE_PREFERENCES_GENERAL, hook_ids[event]));
  g_object_set_data_full (G_OBJECT (hook->row), "rb-hook", hook, g_free);
  /* Translators: label of a button: "Try: When a call comes in" */
  label = g_strdup_printf (_ ("Try: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (hook->row)));
  gtk_widget_set_valign (try, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (try, _ ("Run the command now, with an example"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (try), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (try, "clicked", G_CALLBACK (on_try), hook);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (hook->row), try);
  rb_checked_row_setup (hook->row, command, check_command, store_command, hook);
}

static void
set_switch (RbPreferencesGeneral *self, gboolean on)
{
  self->changing = TRUE;
  gtk_switch_set_active (self->autostart, on);
  self->changing = FALSE;
}

static void
on_autostart_set (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbPreferencesGeneral) self = data;
  g_autoptr (GError) error = NULL;
  gboolean on = gtk_switch_get_active (self->autostart);

  if (self->phone == NULL)
    return;

  if (rb_portals_set_autostart_finish (result, &error))
    {
      g_settings_set_boolean (get_settings (self), "autostart", on);
      return;
    }

  set_switch (self, !on);
  tell (self, error->message);
}

static void
on_autostart (RbPreferencesGeneral *self)
{
  if (self->changing || self->phone == NULL)
    return;

  rb_portals_set_autostart_async (g_application_get_dbus_connection (g_application_get_default ()),
                                  gtk_switch_get_active (self->autostart), on_autostart_set, g_object_ref (self));
}

static void
on_choose_keys (RbPreferencesGeneral *self)
{
  rb_global_shortcuts_choose (self->shortcuts);
}

static void
show_keys (RbPreferencesGeneral *self)
{
  g_autofree char *shown = NULL;
  gboolean available;

  g_object_get (self->shortcuts, "available", &available, "keys", &shown, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->keys_row), available);
  adw_action_row_set_subtitle (self->keys_row, shown != NULL ? shown : _ ("Answer and end calls from any program"));
}

static void
set_shortcuts (RbPreferencesGeneral *self, RbGlobalShortcuts *shortcuts)
{
  self->shortcuts = g_object_ref (shortcuts);
  g_signal_connect_object (shortcuts, "notify", G_CALLBACK (show_keys), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shortcuts, "problem", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  show_keys (self);
}

static void
rb_preferences_general_dispose (GObject *object)
{
  RbPreferencesGeneral *self = RB_PREFERENCES_GENERAL (object);

  g_clear_object (&self->shortcuts);
  g_clear_object (&self->hooks);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_preferences_general_parent_class)->dispose (object);
}

static void
rb_preferences_general_class_init (RbPreferencesGeneralClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_preferences_general_dispose;

  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  g_type_ensure (RB_TYPE_CHECKED_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-preferences-general.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesGeneral, autostart);
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesGeneral, keys_row);
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesGeneral, country);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_keys);
  for (guint i = 0; i < RB_N_HOOKS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, hook_ids[i], FALSE, 0);
  rb_setting_children_declare (widget_class, keys);
}

static void
rb_preferences_general_init (RbPreferencesGeneral *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->autostart, "notify::active", G_CALLBACK (on_autostart), self, G_CONNECT_SWAPPED);
}

/* Once. */
void
rb_preferences_general_set_phone (RbPreferencesGeneral *self, RbPhone *phone, RbHooks *hooks,
                                  RbGlobalShortcuts *shortcuts)
{
  GSettings *settings;

  g_return_if_fail (RB_IS_PREFERENCES_GENERAL (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  self->hooks = g_object_ref (hooks);
  set_shortcuts (self, shortcuts);
  settings = rb_phone_get_settings (phone);
  set_switch (self, g_settings_get_boolean (settings, "autostart"));
  rb_setting_children_bind (GTK_WIDGET (self), settings, keys);
  rb_checked_row_bind (self->country, settings, "country", check_country, NULL);
  for (guint i = 0; i < RB_N_HOOKS; i++)
    add_hook (self, i);
}
