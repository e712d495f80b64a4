/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Where a call shall go: to an address (at once, or after asking there), or to another call that is up.
 * Signal "problem" (const char *sentence). */
#define RB_TYPE_TRANSFER_POPOVER (rb_transfer_popover_get_type ())
G_DECLARE_FINAL_TYPE (RbTransferPopover, rb_transfer_popover, RB, TRANSFER_POPOVER, GtkPopover)

/* Once. (transfer none) */
void rb_transfer_popover_set_call (RbTransferPopover *self, RbPhone *phone, RbCall *call);

G_END_DECLS
