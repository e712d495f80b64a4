/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rb-message.h"

G_BEGIN_DECLS

#define RB_TYPE_FIELD (rb_field_get_type ())
G_DECLARE_FINAL_TYPE (RbField, rb_field, RB, FIELD, GObject)

/* One node of a message's tree: start line, header, parameter, SDP line; each knows its
 * byte range. The root list holds the start line, each header, and the body.
 * (transfer full): GListModel of RbField. */
GListModel *rb_message_list_fields (RbMessage *message);

const char *rb_field_get_name (RbField *self);  /* full name also for compact forms: "Via" for "v" */
const char *rb_field_get_value (RbField *self); /* as it is written, but valid UTF-8 and unfolded */
/* What is meant by the value: without quotes, escapes undone, dates and times in ISO 8601; the value itself
 * where there is nothing to undo. Valid UTF-8 without control characters. */
const char *rb_field_get_decoded (RbField *self);
RbSpan      rb_field_get_span (RbField *self);
GListModel *rb_field_get_children (RbField *self); /* (transfer none) (nullable) */

G_END_DECLS
