/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* Whether the person is telephoning: from the first call that rings or is dialled to the end of the last one.
 * Signals: "begun" (), "over" () */
#define RB_TYPE_CALL_ACTIVITY (rb_call_activity_get_type ())
G_DECLARE_FINAL_TYPE (RbCallActivity, rb_call_activity, RB, CALL_ACTIVITY, GObject)

RbCallActivity *rb_call_activity_new (RbPhone *phone);
gboolean        rb_call_activity_is_on (RbCallActivity *self);

G_END_DECLS
