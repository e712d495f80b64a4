/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* The past calls of all accounts, by day. Who looks at them has seen what was missed. Signals "open"
 * (RbHistoryItem *): show its messages; "redial" (RbHistoryItem *); "problem" (const char *sentence). */
#define RB_TYPE_CALLS_PAGE (rb_calls_page_get_type ())
G_DECLARE_FINAL_TYPE (RbCallsPage, rb_calls_page, RB, CALLS_PAGE, AdwBin)

/* Once. @phone: one that has a history. */
void rb_calls_page_set_phone (RbCallsPage *self, RbPhone *phone);

G_END_DECLS
