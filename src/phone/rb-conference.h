/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call.h"

G_BEGIN_DECLS

/* Calls that hear each other as well as us; of three parties when two calls are in it. There is one at a time. */
typedef struct _RbConference RbConference;

RbConference *rb_conference_new (void);
void          rb_conference_free (RbConference *self); /* parts those who are still in it */
/* Entering twice is entering once. @call is up. */
void          rb_conference_add (RbConference *self, RbCall *call);
/* FALSE: it is not in it. */
gboolean      rb_conference_remove (RbConference *self, RbCall *call);
gboolean      rb_conference_contains (RbConference *self, RbCall *call); /* @self: (nullable) */
guint         rb_conference_get_n_calls (RbConference *self);
RbCall       *rb_conference_get_call (RbConference *self, guint n); /* (transfer none) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbConference, rb_conference_free)

G_END_DECLS
