/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-message-diff.h"

G_BEGIN_DECLS

/* One line of two messages laid side by side: as it was, as it is, and why. */
#define RB_TYPE_MESSAGE_DETAIL_DIFF_ROW (rb_message_detail_diff_row_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailDiffRow, rb_message_detail_diff_row, RB, MESSAGE_DETAIL_DIFF_ROW, GtkWidget)

GtkWidget *rb_message_detail_diff_row_new (void);
void       rb_message_detail_diff_row_set_line (RbMessageDetailDiffRow *self, const RbDiffLine *line);
/* The line as a sentence for screen readers. (transfer full) */
char      *rb_message_detail_diff_row_format (const RbDiffLine *line);

G_END_DECLS
