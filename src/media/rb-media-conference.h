/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A mix-minus: every call in it hears the microphone and all other calls in it, never itself. The person at the
 * microphone hears all calls anyway. Calls enter by rb_media_session_set_conference(). Any thread. */
typedef struct _RbMediaConference RbMediaConference;

RbMediaConference *rb_media_conference_new (void); /* (transfer full) */
RbMediaConference *rb_media_conference_ref (RbMediaConference *self);
void               rb_media_conference_unref (RbMediaConference *self);

/* For the calls' own sound: @who is a member by its address alone. Entering twice is entering once. */
void rb_media_conference_enter (RbMediaConference *self, gconstpointer who);
void rb_media_conference_leave (RbMediaConference *self, gconstpointer who);
/* @who said @samples (48 kHz mono). */
void rb_media_conference_push (RbMediaConference *self, gconstpointer who, const gint16 *samples, gsize n);
/* Adds to @samples what the others said. */
void rb_media_conference_mix (RbMediaConference *self, gconstpointer who, gint16 *samples, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbMediaConference, rb_media_conference_unref)

G_END_DECLS
