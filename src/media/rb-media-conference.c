/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conference as a mix-minus: one short queue for each ordered pair of calls. RbVoice of each call puts in what it
 * hears and takes out what the others said, whatever their codecs. */

#include "rb-media-conference.h"

#include "rb-voice-fifo.h"

#define BLOCK 480

typedef struct
{
  gconstpointer from, to;
  RbVoiceFifo fifo;
} Path;

struct _RbMediaConference
{
  gatomicrefcount refs;
  GMutex lock; /* for both below */
  GPtrArray *members;
  GPtrArray *paths; /* of Path */
};

RbMediaConference *
rb_media_conference_new (void)
{
  RbMediaConference *self = g_new0 (RbMediaConference, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->members = g_ptr_array_new ();
  self->paths = g_ptr_array_new_with_free_func (g_free);

  return self;
}

RbMediaConference *
rb_media_conference_ref (RbMediaConference *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
rb_media_conference_unref (RbMediaConference *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->paths);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
add_path (RbMediaConference *self, gconstpointer from, gconstpointer to)
{
  Path *path = g_new0 (Path, 1);

  path->from = from;
  path->to = to;
  g_ptr_array_add (self->paths, path);
}

void
rb_media_conference_enter (RbMediaConference *self, gconstpointer who)
{
  g_mutex_lock (&self->lock);
  if (!g_ptr_array_find (self->members, who, NULL))
    {
      for (guint i = 0; i < self->members->len; i++)
        {
          add_path (self, self->members->pdata[i], who);
          add_path (self, who, self->members->pdata[i]);
        }
      g_ptr_array_add (self->members, (gpointer) who);
    }
  g_mutex_unlock (&self->lock);
}

void
rb_media_conference_leave (RbMediaConference *self, gconstpointer who)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->members, (gpointer) who);
  for (guint i = self->paths->len; i > 0; i--)
    {
      Path *path = self->paths->pdata[i - 1];

      if (path->from == who || path->to == who)
        g_ptr_array_remove_index_fast (self->paths, i - 1);
    }
  g_mutex_unlock (&self->lock);
}

void
rb_media_conference_push (RbMediaConference *self, gconstpointer who, const gint16 *samples, gsize n)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->paths->len; i++)
    {
      Path *path = self->paths->pdata[i];

      if (path->from == who)
        rb_voice_fifo_push (&path->fifo, samples, n);
    }
  g_mutex_unlock (&self->lock);
}

void
rb_media_conference_mix (RbMediaConference *self, gconstpointer who, gint16 *samples, gsize n)
{
  gint16 block[BLOCK];

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->paths->len; i++)
    {
      Path *path = self->paths->pdata[i];

      if (path->to != who)
        continue;

      for (gsize done = 0; done < n; done += BLOCK)
        {
          gsize length = MIN (n - done, BLOCK);

          if (!rb_voice_fifo_pull (&path->fifo, block, length))
            break;
          for (gsize j = 0; j < length; j++)
            samples[done + j] = (gint16) CLAMP (samples[done + j] + block[j], G_MININT16, G_MAXINT16);
        }
    }
  g_mutex_unlock (&self->lock);
}
