/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As many nameless places as a list has items, for a list view whose rows are filled by their position. GTK 4.8 makes
 * all its two hundred rows anew when items are replaced by others; here they stay, and only the end grows or shrinks, in
 * steps: for a moment there may be fewer places than items, or more. A change of a few items is told as it is, so that
 * what is looked at stays where it is. */
#define RB_TYPE_LIST_SLOTS (rb_list_slots_get_type ())
G_DECLARE_FINAL_TYPE (RbListSlots, rb_list_slots, RB, LIST_SLOTS, GObject)

RbListSlots *rb_list_slots_new (GListModel *model);
/* So many rows can be seen: there are at once so many places, as far as there are items. */
void         rb_list_slots_set_seen (RbListSlots *self, guint n);
/* Something is being looked for: no steps until rb_list_slots_wait(). */
void         rb_list_slots_hold (RbListSlots *self);
/* Something else is going on: the steps begin when it was quiet for a while. */
void         rb_list_slots_wait (RbListSlots *self);
/* Somebody is about to see the end: does not wait until the changes have come to rest. */
void         rb_list_slots_settle (RbListSlots *self);

G_END_DECLS
