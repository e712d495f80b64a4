/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is in the conference of the phone. The mixing is the media's (rb-media-conference.h): each hears the microphone
 * and all others, never itself. Who enters when is decided in rb-phone-together.c. */

#include "rb-conference.h"

#include "rb-call-private.h"

struct _RbConference
{
  RbMediaConference *mix;
  GPtrArray *calls; /* of RbCall */
};

RbConference *
rb_conference_new (void)
{
  RbConference *self = g_new0 (RbConference, 1);

  self->mix = rb_media_conference_new ();
  self->calls = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

void
rb_conference_free (RbConference *self)
{
  while (self->calls->len > 0)
    rb_conference_remove (self, g_ptr_array_index (self->calls, 0));
  g_ptr_array_unref (self->calls);
  rb_media_conference_unref (self->mix);
  g_free (self);
}

void
rb_conference_add (RbConference *self, RbCall *call)
{
  if (rb_conference_contains (self, call))
    return;

  g_ptr_array_add (self->calls, g_object_ref (call));
  rb_call_set_conference (call, self->mix);
}

gboolean
rb_conference_remove (RbConference *self, RbCall *call)
{
  g_autoptr (RbCall) kept = g_object_ref (call);

  if (!g_ptr_array_remove (self->calls, call))
    return FALSE;

  rb_call_set_conference (call, NULL);

  return TRUE;
}

gboolean
rb_conference_contains (RbConference *self, RbCall *call)
{
  return self != NULL && g_ptr_array_find (self->calls, call, NULL);
}

guint
rb_conference_get_n_calls (RbConference *self)
{
  return self->calls->len;
}

RbCall *
rb_conference_get_call (RbConference *self, guint n)
{
  return g_ptr_array_index (self->calls, n);
}
