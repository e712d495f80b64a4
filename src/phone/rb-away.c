/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the desktops' screen savers and screen locks say: "ActiveChanged (b)", each under a name of its own. Used by
 * RbPresencePublisher, by choice of the person. */

#include "rb-away.h"

/* Of GNOME; of KDE and what follows freedesktop.org's draft; of those that come from GNOME 2. */
static const char *const savers[] = {
  "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver", "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver",  "org.xfce.ScreenSaver",
};

struct _RbAway
{
  void (*changed) (gpointer data);
  gpointer data;
  GCancellable *cancellable;
  GDBusConnection *bus; /* (nullable) */
  guint ids[G_N_ELEMENTS (savers)];
  gboolean on;
};

static void
on_active_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                   const char *signal, GVariant *parameters, gpointer data)
{
  RbAway *self = data;
  gboolean on;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &on);
  if (self->on == on)
    return;

  self->on = on;
  self->changed (self->data);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  RbAway *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* it is gone */
  if (bus == NULL)
    {
      g_debug ("Nobody tells when the screen is locked: %s", error->message);
      return;
    }

  self->bus = bus;
  for (gsize i = 0; i < G_N_ELEMENTS (savers); i++)
    self->ids[i] = g_dbus_connection_signal_subscribe (bus, savers[i], savers[i], "ActiveChanged", NULL, NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, on_active_changed, self, NULL);
}

RbAway *
rb_away_new (void (*changed) (gpointer data), gpointer data)
{
  RbAway *self = g_new0 (RbAway, 1);

  self->changed = changed;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus, self);

  return self;
}

void
rb_away_free (RbAway *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  for (gsize i = 0; self->bus != NULL && i < G_N_ELEMENTS (savers); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->ids[i]);
  g_clear_object (&self->bus);
  g_free (self);
}

gboolean
rb_away_is_on (RbAway *self)
{
  return self != NULL && self->on;
}
