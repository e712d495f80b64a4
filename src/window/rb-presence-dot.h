/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-presence.h"

G_BEGIN_DECLS

/* What a person's phone does, as a small picture with words for its tooltip and for screen readers; not to be seen while nothing is known.
 * It only shows: who wants to know calls rb_presence_watch(). */
#define RB_TYPE_PRESENCE_DOT (rb_presence_dot_get_type ())
G_DECLARE_FINAL_TYPE (RbPresenceDot, rb_presence_dot, RB, PRESENCE_DOT, AdwBin)

GtkWidget *rb_presence_dot_new (void);
/* @presence, @uri: (nullable): of nobody; for rows that are used again. */
void       rb_presence_dot_set (RbPresenceDot *self, RbPresence *presence, const char *uri);

G_END_DECLS
