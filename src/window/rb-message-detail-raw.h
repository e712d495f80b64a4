/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-sip-index.h"

G_BEGIN_DECLS

/* The text of a message, read only, with one range of its bytes marked. */
#define RB_TYPE_MESSAGE_DETAIL_RAW (rb_message_detail_raw_get_type ())
G_DECLARE_FINAL_TYPE (RbMessageDetailRaw, rb_message_detail_raw, RB, MESSAGE_DETAIL_RAW, GtkWidget)

void rb_message_detail_raw_set_bytes (RbMessageDetailRaw *self, GBytes *bytes); /* (nullable); clears the mark */
void rb_message_detail_raw_set_mark (RbMessageDetailRaw *self, RbSpan mark);    /* length 0: none; scrolls to it */

G_END_DECLS
