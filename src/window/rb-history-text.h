/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history.h"

G_BEGIN_DECLS

char       *rb_format_duration (gint64 duration_us);
char       *rb_format_when (gint64 time_us, gint64 now_us);
char       *rb_history_item_format_verdict (RbHistoryItem *item);
const char *rb_history_item_get_icon (RbHistoryItem *item);
const char *rb_history_item_get_direction_label (RbHistoryItem *item);

G_END_DECLS
