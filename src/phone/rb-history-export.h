/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-history.h"

G_BEGIN_DECLS

typedef enum
{
  RB_HISTORY_CSV,  /* RFC 4180, a heading, times as ISO 8601 in local time with its offset */
  RB_HISTORY_JSON, /* data/history.schema.json */
} RbHistoryFormat;

/* Writes calls one after the other into a text: begin, rows, end. Secrets are not in the history. */
void rb_history_export_begin (GString *out, RbHistoryFormat format);
/* @contact, @account: (nullable): what they are called. @first: no other row is before it. */
void rb_history_export_row (GString *out, RbHistoryFormat format, RbHistoryItem *item, const char *contact,
                            const char *account, gboolean first);
void rb_history_export_end (GString *out, RbHistoryFormat format);

G_END_DECLS
