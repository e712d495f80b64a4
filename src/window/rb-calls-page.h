/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-history.h"

G_BEGIN_DECLS

/* The past calls. Signals "open" (RbHistoryItem *): show its messages; "redial"
 * (RbHistoryItem *); "problem" (const char *sentence). */
#define RB_TYPE_CALLS_PAGE (rb_calls_page_get_type ())
G_DECLARE_FINAL_TYPE (RbCallsPage, rb_calls_page, RB, CALLS_PAGE, AdwBin)

void rb_calls_page_set_history (RbCallsPage *self, RbHistory *history);

G_END_DECLS
