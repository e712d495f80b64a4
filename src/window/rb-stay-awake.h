/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-call-activity.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps the computer from suspending, and its screen from being locked, while somebody telephones: through the session
 * manager or the portal, and where there is neither through logind. */
#define RB_TYPE_STAY_AWAKE (rb_stay_awake_get_type ())
G_DECLARE_FINAL_TYPE (RbStayAwake, rb_stay_awake, RB, STAY_AWAKE, GObject)

/* @application: not owned, must outlive it */
RbStayAwake *rb_stay_awake_new (GtkApplication *application, RbCallActivity *activity);

G_END_DECLS
