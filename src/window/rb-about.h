/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* @parent, @phone: (nullable) */
void  rb_about_show (GtkWindow *parent, RbPhone *phone);
/* What a report of a fault needs, without names, addresses and secrets. (transfer full) */
char *rb_about_format_debug_info (RbPhone *phone);

G_END_DECLS
