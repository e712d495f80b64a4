/* SPDX-License-Identifier: GPL-3.0-or-later */

/* No suspend during a call. Made by the application beside the phone. */

#include "rb-stay-awake.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

struct _RbStayAwake
{
  GObject parent_instance;

  GtkApplication *application;
  RbCallActivity *activity;
  guint cookie;              /* of the application; 0: none */
  GCancellable *cancellable; /* (nullable): of the question to logind */
  int lock;                  /* of logind, which holds as long as it is open; -1: none */
};

G_DEFINE_FINAL_TYPE (RbStayAwake, rb_stay_awake, G_TYPE_OBJECT)

static void
on_locked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbStayAwake) self = data;
  g_autoptr (GUnixFDList) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &files, result, &error);
  int lock = files != NULL && g_unix_fd_list_get_length (files) > 0 ? g_unix_fd_list_get (files, 0, NULL) : -1;

  if (answer == NULL)
    g_debug ("The computer may suspend during this call: %s", error->message);
  else if (self->lock < 0 && lock >= 0 && rb_call_activity_is_on (self->activity))
    self->lock = lock;
  else if (lock >= 0)
    close (lock);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbStayAwake) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL || self->cancellable == NULL)
    return;

  g_dbus_connection_call_with_unix_fd_list (
      bus, "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "Inhibit",
      g_variant_new ("(ssss)", "sleep:idle", "Ringback", _ ("A call is on"), "block"), G_VARIANT_TYPE ("(h)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, self->cancellable, on_locked, g_object_ref (self));
}

static void
on_begun (RbStayAwake *self)
{
  self->cookie =
      gtk_application_inhibit (self->application, gtk_application_get_active_window (self->application),
                               GTK_APPLICATION_INHIBIT_SUSPEND | GTK_APPLICATION_INHIBIT_IDLE, _ ("A call is on"));
  if (self->cookie != 0)
    return;

  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, g_object_ref (self));
}

static void
on_over (RbStayAwake *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

static void
rb_stay_awake_dispose (GObject *object)
{
  RbStayAwake *self = RB_STAY_AWAKE (object);

  on_over (self);
  g_clear_object (&self->activity);

  G_OBJECT_CLASS (rb_stay_awake_parent_class)->dispose (object);
}

static void
rb_stay_awake_class_init (RbStayAwakeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_stay_awake_dispose;
}

static void
rb_stay_awake_init (RbStayAwake *self)
{
  self->lock = -1;
}

RbStayAwake *
rb_stay_awake_new (GtkApplication *application, RbCallActivity *activity)
{
  RbStayAwake *self = g_object_new (RB_TYPE_STAY_AWAKE, NULL);

  self->application = application;
  self->activity = g_object_ref (activity);
  g_signal_connect_object (activity, "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (activity, "over", G_CALLBACK (on_over), self, G_CONNECT_SWAPPED);

  return self;
}
