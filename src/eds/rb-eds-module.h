/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What ringback-eds.so and who loads it agree on. All of it in the main thread. */

#define RB_EDS_MODULE "ringback-eds.so"

/* The address book @uid of that name has these vCards, one after another; NULL: it is gone. */
typedef void (*RbEdsChanged) (const char *uid, const char *name, GBytes *cards, gpointer data);

/* Reads every address book that is switched on, and again whenever something in it changes. Never blocks. */
gpointer rb_eds_start (RbEdsChanged changed, gpointer data);
void     rb_eds_stop (gpointer eds); /* nothing is told any more */

typedef gpointer (*RbEdsStart) (RbEdsChanged changed, gpointer data);
typedef void (*RbEdsStop) (gpointer eds);

G_END_DECLS
