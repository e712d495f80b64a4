/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Other programs' music and films during a call (MPRIS 2: org.mpris.MediaPlayer2.Player). A player is remembered by
 * its connection: one that was started anew meanwhile is none of ours, and one that the person set going or stopped
 * is left as it is. */

#include "rb-media-pause.h"

#define PREFIX "org.mpris.MediaPlayer2."
#define PATH "/org/mpris/MediaPlayer2"
#define INTERFACE "org.mpris.MediaPlayer2.Player"
#define TIMEOUT_MS 2000
#define MAX_PLAYERS 32

struct _RbMediaPause
{
  GObject parent_instance;

  RbCallActivity *activity;
  GSettings *settings;
  GDBusConnection *bus; /* (nullable) */
  GPtrArray *paused;    /* of char *: connections of players */
};

typedef struct
{
  RbMediaPause *pause;
  char *player;  /* connection */
  gboolean play; /* whether it is to play or to pause */
} Errand;

G_DEFINE_FINAL_TYPE (RbMediaPause, rb_media_pause, G_TYPE_OBJECT)

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->pause);
  g_free (errand->player);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static Errand *
errand_new (RbMediaPause *self, const char *player, gboolean play)
{
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand){ g_object_ref (self), g_strdup (player), play };
  return errand;
}

static void
call (RbMediaPause *self, const char *name, const char *path, const char *interface, const char *method,
      GVariant *parameters, GAsyncReadyCallback callback, gpointer data)
{
  g_dbus_connection_call (self->bus, name, path, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          TIMEOUT_MS, NULL, callback, data);
}

/* (transfer full) (nullable) */
static GVariant *
finish (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    g_debug ("A media player did not answer: %s", error->message);
  return answer;
}

static void ask_state (RbMediaPause *self, const char *player, gboolean play);

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GVariant) answer = finish (source, result);
  RbMediaPause *self = errand->pause;

  if (answer == NULL)
    return;

  if (rb_call_activity_is_on (self->activity) == errand->play)
    ask_state (self, errand->player, !errand->play); /* calls came and went quicker than the player answers */
  else if (!errand->play)
    g_ptr_array_add (self->paused, g_strdup (errand->player));
}

static void
on_state (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GVariant) answer = finish (source, result);
  g_autoptr (GVariant) value = NULL;
  RbMediaPause *self = errand->pause;

  if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    return;

  g_variant_get (answer, "(v)", &value);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ||
      !g_str_equal (g_variant_get_string (value, NULL), errand->play ? "Paused" : "Playing"))
    return;

  if (rb_call_activity_is_on (self->activity) != errand->play)
    call (self, errand->player, PATH, INTERFACE, errand->play ? "Play" : "Pause", NULL, on_done,
          errand_new (self, errand->player, errand->play));
  else if (errand->play)
    g_ptr_array_add (self->paused, g_strdup (errand->player)); /* the next call has begun: it plays on after that one */
}

static void
ask_state (RbMediaPause *self, const char *player, gboolean play)
{
  call (self, player, PATH, "org.freedesktop.DBus.Properties", "Get",
        g_variant_new ("(ss)", INTERFACE, "PlaybackStatus"), on_state, errand_new (self, player, play));
}

static void
on_owner (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbMediaPause) self = data;
  g_autoptr (GVariant) answer = finish (source, result);
  const char *owner;

  if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(s)")))
    return;

  g_variant_get (answer, "(&s)", &owner);
  ask_state (self, owner, FALSE);
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbMediaPause) self = data;
  g_autoptr (GVariant) answer = finish (source, result);
  g_autofree const char **names = NULL;
  guint n = 0;

  if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(as)")))
    return;

  g_variant_get (answer, "(^a&s)", &names);
  for (guint i = 0; names[i] != NULL && n < MAX_PLAYERS; i++)
    if (g_str_has_prefix (names[i], PREFIX))
      {
        n++;
        call (self, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetNameOwner",
              g_variant_new ("(s)", names[i]), on_owner, g_object_ref (self));
      }
}

static void
on_begun (RbMediaPause *self)
{
  if (self->bus != NULL && g_settings_get_boolean (self->settings, "pause-media"))
    call (self, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames", NULL, on_names,
          g_object_ref (self));
}

static void
on_over (RbMediaPause *self)
{
  for (guint i = 0; i < self->paused->len; i++)
    ask_state (self, g_ptr_array_index (self->paused, i), TRUE);
  g_ptr_array_set_size (self->paused, 0);
}

static void
rb_media_pause_dispose (GObject *object)
{
  RbMediaPause *self = RB_MEDIA_PAUSE (object);

  g_clear_object (&self->bus);
  g_clear_object (&self->settings);
  g_clear_object (&self->activity);

  G_OBJECT_CLASS (rb_media_pause_parent_class)->dispose (object);
}

static void
rb_media_pause_finalize (GObject *object)
{
  g_ptr_array_unref (RB_MEDIA_PAUSE (object)->paused);

  G_OBJECT_CLASS (rb_media_pause_parent_class)->finalize (object);
}

static void
rb_media_pause_class_init (RbMediaPauseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_media_pause_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_media_pause_finalize;
}

static void
rb_media_pause_init (RbMediaPause *self)
{
  self->paused = g_ptr_array_new_with_free_func (g_free);
}

RbMediaPause *
rb_media_pause_new (RbCallActivity *activity, GSettings *settings, GDBusConnection *bus)
{
  RbMediaPause *self = g_object_new (RB_TYPE_MEDIA_PAUSE, NULL);

  self->activity = g_object_ref (activity);
  self->settings = g_object_ref (settings);
  self->bus = bus != NULL ? g_object_ref (bus) : NULL;
  g_signal_connect_object (activity, "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (activity, "over", G_CALLBACK (on_over), self, G_CONNECT_SWAPPED);

  return self;
}
