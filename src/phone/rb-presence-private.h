/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-presence.h"

G_BEGIN_DECLS

/* For RbPhone. @choose: the account that @uri is watched over (transfer none) (nullable). */
typedef RbAccount *(*RbPresenceChoose) (const char *uri, gpointer data);

RbPresence *rb_presence_new (RbPresenceChoose choose, gpointer data);
/* @account is registered with @agent: what is watched over it is subscribed; and no longer. */
void        rb_presence_add_line (RbPresence *self, RbAccount *account, RbSipAgent *agent);
void        rb_presence_remove_line (RbPresence *self, RbAccount *account);

G_END_DECLS
