/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-lab.h"

G_BEGIN_DECLS

/* The practice network's robots: real user agents with real audio. */
typedef struct _RbLabRobots RbLabRobots;

/* @address: numeric address they live on; @domain: of the practice network; the robot that
 * calls back gets a user and password of its own in @users. */
RbLabRobots *rb_lab_robots_new (RbSipEngine *engine, const char *address, const char *domain, GHashTable *users,
                                 GError **error);
/* Hangs up and shuts the agents down; then @func is called with @data from the main context, once. */
void         rb_lab_robots_stop (RbLabRobots *self, GSourceOnceFunc func, gpointer data);
/* At any time; agents that run still shut down by themselves. */
void         rb_lab_robots_free (RbLabRobots *self);
/* Where calls to the @n-th robot go: "sip:echo@127.0.0.1:40123". (transfer full) */
char        *rb_lab_robots_get_uri (RbLabRobots *self, guint n);
gboolean     rb_lab_robots_has (const char *user);

G_END_DECLS
