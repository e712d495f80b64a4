/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys for the whole desktop (org.freedesktop.portal.GlobalShortcuts). Made by the application beside the phone. A
 * session with the portal holds the keys; only one set can be bound in it, so choosing anew takes a new session where
 * the portal cannot show its own settings (version 1). */

#include "rb-global-shortcuts.h"

#include "rb-call-card.h"
#include "rb-portals.h"
#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

#define BUS_NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define PORTAL "GlobalShortcuts"
#define INTERFACE "org.freedesktop.portal." PORTAL
#define SESSION_INTERFACE "org.freedesktop.portal.Session"
#define SETTING "global-shortcuts"
#define CONFIGURE_VERSION 2 /* since which the portal shows its settings when asked */
#define MAX_TEXT 128        /* characters of the desktop's name for keys */
#define MAX_SHOWN 16        /* of shortcuts that it tells */

struct _RbGlobalShortcuts
{
  GObject parent_instance;

  RbPhone *phone;
  GDBusConnection *bus; /* (nullable) */
  guint watch;
  guint activated;
  guint changed;
  guint closed;
  guint version;             /* of the portal; 0: there is none */
  GCancellable *cancellable; /* (nullable): of the session that is made */
  char *session;             /* (nullable): object path */
  char *keys;                /* (nullable) */
  gboolean chosen;           /* by the person, now: who must hear what went wrong */
};

G_DEFINE_FINAL_TYPE (RbGlobalShortcuts, rb_global_shortcuts, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_KEYS,
  N_PROPERTIES,
};

enum
{
  PROBLEM,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
answer (RbPhone *phone)
{
  RbCall *ringing = rb_phone_get_call_in (phone, RB_CALL_INCOMING);

  if (ringing != NULL)
    rb_call_answer (ringing);
}

/* As the keys of the window do: what rings is declined first. */
static void
end (RbPhone *phone)
{
  RbCall *ringing = rb_phone_get_call_in (phone, RB_CALL_INCOMING);
  RbCall *current = rb_phone_get_current_call (phone);

  if (ringing != NULL)
    rb_call_reject (ringing, RB_DECLINE_STATUS);
  else if (current != NULL)
    rb_call_hang_up (current);
}

static void
mute (RbPhone *phone)
{
  RbCall *current = rb_phone_get_current_call (phone);

  if (current != NULL)
    rb_call_set_muted (current, !rb_call_is_muted (current));
}

/* The triggers are only proposed: shortcuts of XDG's specification. */
static const struct
{
  const char *id;
  const char *description;
  const char *trigger;
  void (*run) (RbPhone *phone);
} shortcuts[] = {
  { "answer", N_ ("Answer the call"), "CTRL+LOGO+a", answer },
  { "end", N_ ("End or decline the call"), "CTRL+LOGO+e", end },
  { "mute", N_ ("Mute or unmute the microphone"), "CTRL+LOGO+m", mute },
};

static void
set_keys (RbGlobalShortcuts *self, const char *keys)
{
  if (g_strcmp0 (self->keys, keys) == 0)
    return;

  g_free (self->keys);
  self->keys = g_strdup (keys);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEYS]);
}

/* @list: (nullable): a(sa{sv}) */
static void
take_keys (RbGlobalShortcuts *self, GVariant *list)
{
  GString *keys = g_string_new (NULL);
  g_autofree char *text = NULL;
  gsize n = list != NULL ? MIN (g_variant_n_children (list), MAX_SHOWN) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) values = NULL;
      const char *id;
      const char *trigger = "";

      g_variant_get_child (list, i, "(&s@a{sv})", &id, &values);
      g_variant_lookup (values, "trigger_description", "&s", &trigger);
      for (guint k = 0; k < G_N_ELEMENTS (shortcuts) && *trigger != '\0'; k++)
        if (g_str_equal (shortcuts[k].id, id))
          {
            g_autofree char *cut = rb_shown_text_cut (trigger, MAX_TEXT);

            /* Translators: what a key does, and the key */
            g_string_append_printf (keys, _ ("%1$s: %2$s"), gettext (shortcuts[k].description), cut);
            g_string_append_c (keys, '\n');
          }
    }

  text = g_strchomp (g_string_free (keys, FALSE));
  set_keys (self, *text != '\0' ? text : NULL);
}

static void
unsubscribe (RbGlobalShortcuts *self, guint *id)
{
  if (*id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, *id);
  *id = 0;
}

/* Gives the keys back; @close: the portal still has the session. */
static void
drop_session (RbGlobalShortcuts *self, gboolean close)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session == NULL)
    return;

  unsubscribe (self, &self->activated);
  unsubscribe (self, &self->changed);
  unsubscribe (self, &self->closed);
  if (close)
    g_dbus_connection_call (self->bus, BUS_NAME, self->session, SESSION_INTERFACE, "Close", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_clear_pointer (&self->session, g_free);
  set_keys (self, NULL);
}

/* Who refuses the keys is not asked for them at each start. */
static void
fail (RbGlobalShortcuts *self, const GError *error)
{
  gboolean refused = self->chosen && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autofree char *sentence = NULL;

  drop_session (self, TRUE);
  g_debug ("No keys for the whole desktop: %s", error->message);
  if (refused)
    g_settings_set_boolean (rb_phone_get_settings (self->phone), SETTING, FALSE);
  if (self->chosen && !refused)
    {
      sentence = g_strdup_printf (_ ("The desktop does not give Ringback any keys: %s"), error->message);
      g_signal_emit (self, signals[PROBLEM], 0, sentence);
    }
  self->chosen = FALSE;
}

static void
on_activated (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
              GVariant *parameters, gpointer data)
{
  RbGlobalShortcuts *self = data;
  const char *session;
  const char *id;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(osta{sv})")))
    return;

  g_variant_get (parameters, "(&o&sta{sv})", &session, &id, NULL, NULL);
  for (guint i = 0; g_strcmp0 (session, self->session) == 0 && i < G_N_ELEMENTS (shortcuts); i++)
    if (g_str_equal (shortcuts[i].id, id))
      shortcuts[i].run (self->phone);
}

static void
on_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
            GVariant *parameters, gpointer data)
{
  RbGlobalShortcuts *self = data;
  g_autoptr (GVariant) list = NULL;
  const char *session;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa(sa{sv}))")))
    return;

  g_variant_get (parameters, "(&o@a(sa{sv}))", &session, &list);
  if (g_strcmp0 (session, self->session) == 0)
    take_keys (self, list);
}

static void
on_closed (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
           GVariant *parameters, gpointer data)
{
  drop_session (data, FALSE);
}

/* Whether the answer is for the session of now; else a newer request is on its way. */
static gboolean
is_current (RbGlobalShortcuts *self, GCancellable *cancellable)
{
  return self->cancellable == cancellable && !g_cancellable_is_cancelled (cancellable);
}

typedef struct
{
  RbGlobalShortcuts *shortcuts;
  GCancellable *cancellable;
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->shortcuts);
  g_object_unref (errand->cancellable);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static Errand *
errand_new (RbGlobalShortcuts *self)
{
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand){ g_object_ref (self), g_object_ref (self->cancellable) };
  return errand;
}

static void
on_bound (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  RbGlobalShortcuts *self = errand->shortcuts;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = rb_portals_request_finish (result, &error);
  g_autoptr (GVariant) list = NULL;

  if (!is_current (self, errand->cancellable))
    return;
  if (results == NULL)
    {
      fail (self, error);
      return;
    }

  g_clear_object (&self->cancellable);
  self->chosen = FALSE;
  g_settings_set_boolean (rb_phone_get_settings (self->phone), SETTING, TRUE);
  list = g_variant_lookup_value (results, "shortcuts", G_VARIANT_TYPE ("a(sa{sv})"));
  take_keys (self, list);
}

static void
bind_keys (RbGlobalShortcuts *self)
{
  GVariantBuilder list;
  GVariantDict options;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(sa{sv})"));
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      GVariantDict values;

      g_variant_dict_init (&values, NULL);
      g_variant_dict_insert (&values, "description", "s", gettext (shortcuts[i].description));
      g_variant_dict_insert (&values, "preferred_trigger", "s", shortcuts[i].trigger);
      g_variant_builder_add (&list, "(s@a{sv})", shortcuts[i].id, g_variant_dict_end (&values));
    }
  g_variant_dict_init (&options, NULL);
  rb_portals_request_async (self->bus, PORTAL, "BindShortcuts",
                            g_variant_new ("(oa(sa{sv})s)", self->session, &list, ""), g_variant_dict_end (&options),
                            self->cancellable, on_bound, errand_new (self));
}

static void
on_session (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  RbGlobalShortcuts *self = errand->shortcuts;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = rb_portals_request_finish (result, &error);
  g_autoptr (GVariant) handle = NULL;

  if (!is_current (self, errand->cancellable))
    return;

  /* A string by the portal's history, an object path by its meaning. */
  handle = results != NULL ? g_variant_lookup_value (results, "session_handle", NULL) : NULL;
  if (results != NULL &&
      (handle == NULL || !g_variant_is_object_path (g_variant_is_of_type (handle, G_VARIANT_TYPE_STRING) ||
                                                            g_variant_is_of_type (handle, G_VARIANT_TYPE_OBJECT_PATH)
                                                        ? g_variant_get_string (handle, NULL)
                                                        : "")))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("It gave no session."));
  if (error != NULL)
    {
      fail (self, error);
      return;
    }

  self->session = g_variant_dup_string (handle, NULL);
  self->activated = g_dbus_connection_signal_subscribe (self->bus, BUS_NAME, INTERFACE, "Activated", PATH, NULL,
                                                        G_DBUS_SIGNAL_FLAGS_NONE, on_activated, self, NULL);
  self->changed = g_dbus_connection_signal_subscribe (self->bus, BUS_NAME, INTERFACE, "ShortcutsChanged", PATH, NULL,
                                                      G_DBUS_SIGNAL_FLAGS_NONE, on_changed, self, NULL);
  self->closed = g_dbus_connection_signal_subscribe (self->bus, BUS_NAME, SESSION_INTERFACE, "Closed", self->session,
                                                     NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_closed, self, NULL);
  bind_keys (self);
}

static void
open_session (RbGlobalShortcuts *self)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *token = g_strdelimit (g_strconcat ("ringback_", uuid, NULL), "-", '_');
  GVariantDict options;

  drop_session (self, TRUE);
  self->cancellable = g_cancellable_new ();
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "session_handle_token", "s", token);
  rb_portals_request_async (self->bus, PORTAL, "CreateSession", NULL, g_variant_dict_end (&options), self->cancellable,
                            on_session, errand_new (self));
}

static void
set_version (RbGlobalShortcuts *self, guint version)
{
  if (version == self->version)
    return;

  self->version = version;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
on_version (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbGlobalShortcuts) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;

  if (answer != NULL && g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    g_variant_get (answer, "(v)", &value);
  if (self->watch == 0 || value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return; /* nobody minds: there is no such portal on this desktop */

  set_version (self, g_variant_get_uint32 (value));
  if (self->version > 0 && g_settings_get_boolean (rb_phone_get_settings (self->phone), SETTING))
    open_session (self);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  g_dbus_connection_call (bus, owner, PATH, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", INTERFACE, "version"), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          on_version, g_object_ref (data));
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  drop_session (data, FALSE);
  set_version (data, 0);
}

static void
on_configured (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbGlobalShortcuts) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree char *sentence = NULL;

  if (answer != NULL)
    return;

  g_dbus_error_strip_remote_error (error);
  sentence = g_strdup_printf (_ ("The desktop does not show its settings for keys: %s"), error->message);
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

void
rb_global_shortcuts_choose (RbGlobalShortcuts *self)
{
  GVariantDict options;

  g_return_if_fail (RB_IS_GLOBAL_SHORTCUTS (self));

  if (self->version == 0)
    return;

  self->chosen = TRUE;
  if (self->session == NULL || self->cancellable != NULL || self->version < CONFIGURE_VERSION)
    {
      open_session (self);
      return;
    }

  self->chosen = FALSE;
  g_variant_dict_init (&options, NULL);
  g_dbus_connection_call (self->bus, BUS_NAME, PATH, INTERFACE, "ConfigureShortcuts",
                          g_variant_new ("(os@a{sv})", self->session, "", g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_configured, g_object_ref (self));
}

static void
rb_global_shortcuts_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  RbGlobalShortcuts *self = RB_GLOBAL_SHORTCUTS (object);

  if (id == PROP_AVAILABLE)
    g_value_set_boolean (value, self->version > 0);
  else
    g_value_set_string (value, self->keys);
}

static void
rb_global_shortcuts_dispose (GObject *object)
{
  RbGlobalShortcuts *self = RB_GLOBAL_SHORTCUTS (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  drop_session (self, TRUE);
  g_clear_object (&self->bus);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_global_shortcuts_parent_class)->dispose (object);
}

static void
rb_global_shortcuts_finalize (GObject *object)
{
  g_free (RB_GLOBAL_SHORTCUTS (object)->keys);

  G_OBJECT_CLASS (rb_global_shortcuts_parent_class)->finalize (object);
}

static void
rb_global_shortcuts_class_init (RbGlobalShortcutsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rb_global_shortcuts_get_property;
  object_class->dispose = rb_global_shortcuts_dispose;
  object_class->finalize = rb_global_shortcuts_finalize;

  properties[PROP_AVAILABLE] = g_param_spec_boolean ("available", NULL, NULL, FALSE, flags);
  properties[PROP_KEYS] = g_param_spec_string ("keys", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rb_global_shortcuts_init (RbGlobalShortcuts *self)
{
}

RbGlobalShortcuts *
rb_global_shortcuts_new (RbPhone *phone, GDBusConnection *bus)
{
  RbGlobalShortcuts *self = g_object_new (RB_TYPE_GLOBAL_SHORTCUTS, NULL);

  self->phone = g_object_ref (phone);
  if (bus == NULL)
    return self;

  self->bus = g_object_ref (bus);
  self->watch = g_bus_watch_name_on_connection (bus, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START, on_appeared,
                                                on_vanished, self, NULL);

  return self;
}
