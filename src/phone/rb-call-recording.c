/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record button of a call: where the file goes and what it is called. RbMediaSession writes it; it ends with the
 * call. */

#include "rb-call-recording.h"

#include "rb-call-actions.h"
#include "rb-phone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PARTY 60 /* bytes of a name in a file's name */
#define MAX_TRIES 100

char *
rb_call_recording_get_folder (void)
{
  const char *music = g_get_user_special_dir (G_USER_DIRECTORY_MUSIC);

  return music != NULL ? g_build_filename (music, _ ("Recordings of calls"), NULL)
                       : g_build_filename (g_get_user_data_dir (), "ringback", "recordings", NULL);
}

/* Letters, digits and a few signs; nothing that a path, a shell or the order of writing could trip over. */
static void
add_party (GString *name, const char *party)
{
  g_autofree char *valid = g_utf8_make_valid (party, -1);
  gsize begin = name->len;

  for (const char *p = valid; *p != '\0' && name->len - begin < MAX_PARTY; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c) || (c < 128 && strchr ("+-_@ ", (int) c) != NULL))
        g_string_append_unichar (name, c);
    }
}

char *
rb_call_recording_make_name (gint64 time_us, const char *party, guint n)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *time = g_date_time_format (local, "%Y-%m-%d %H.%M.%S ");
  GString *name = g_string_new (time);

  add_party (name, party);
  if (n > 1)
    g_string_append_printf (name, " (%u)", n);
  g_string_append (name, ".opus");

  return g_string_free (name, FALSE);
}

gboolean
rb_call_start_recording (RbCall *self, const char *folder, GError **error)
{
  g_autofree char *place = folder != NULL ? g_strdup (folder) : rb_call_recording_get_folder ();
  const gint64 now = g_get_real_time ();

  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  if (self->media == NULL || self->answered_us == 0)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                           _ ("Only a call that was answered and is still on can be recorded."));
      return FALSE;
    }

  for (guint n = 1; n <= MAX_TRIES; n++)
    {
      g_autofree char *name = rb_call_recording_make_name (now, self->remote_name, n);
      g_autofree char *path = g_build_filename (place, name, NULL);
      g_autoptr (GError) cause = NULL;

      if (rb_media_session_start_recording (self->media, path, &cause))
        {
          g_free (self->recording_path);
          self->recording_path = g_steal_pointer (&path);
          self->recording = TRUE;
          rb_call_emit_changed (self);
          return TRUE;
        }
      if (n == MAX_TRIES || !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, cause->message);
          break;
        }
    }

  return FALSE;
}

void
rb_call_stop_recording (RbCall *self)
{
  g_return_if_fail (RB_IS_CALL (self));

  if (!rb_call_is_recording (self))
    return;

  rb_media_session_stop_recording (self->media);
  self->recording = FALSE;
  rb_call_emit_changed (self);
}

gboolean
rb_call_is_recording (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return self->recording && self->media != NULL;
}

const char *
rb_call_get_recording_path (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->recording_path;
}
