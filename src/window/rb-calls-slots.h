/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As many nameless places as a list has items, for a list view whose rows are filled by their position. GTK 4.8 makes all
 * its two hundred rows anew when items are replaced by others; here they stay, and only the end grows (in steps) or shrinks. A change
 * of a few items is told as it is, so that what is looked at stays where it is. */
#define RB_TYPE_CALLS_SLOTS (rb_calls_slots_get_type ())
G_DECLARE_FINAL_TYPE (RbCallsSlots, rb_calls_slots, RB, CALLS_SLOTS, GObject)

RbCallsSlots *rb_calls_slots_new (GListModel *model);

G_END_DECLS
