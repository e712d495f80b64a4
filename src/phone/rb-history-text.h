/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history.h"

G_BEGIN_DECLS

char       *rb_format_duration (gint64 duration_us);
char       *rb_format_when (gint64 time_us, gint64 now_us);
/* The time of the day as the locale writes it: "14:05", "02:05 PM". (transfer full) */
char       *rb_format_clock (gint64 time_us);
/* The day as a heading: "Today", "Yesterday", "Monday", "5 November 2026". (transfer full) */
char       *rb_format_day (gint64 time_us, gint64 now_us);
gboolean    rb_is_same_day (gint64 a_us, gint64 b_us); /* local time */
gint64      rb_get_next_midnight (gint64 now_us);
char       *rb_history_item_format_verdict (RbHistoryItem *item);
/* The whole row read out: direction, @name, @account (nullable), when and how it ended. (transfer full) */
char       *rb_history_item_format_sentence (RbHistoryItem *item, const char *name, const char *account, gint64 now_us);
const char *rb_history_item_get_icon (RbHistoryItem *item);
const char *rb_history_item_get_direction_label (RbHistoryItem *item);
/* Who it was, without a contact: the name that the signalling gave, else the address; fit to be shown. (transfer full) */
char       *rb_history_item_dup_name (RbHistoryItem *item);

G_END_DECLS
