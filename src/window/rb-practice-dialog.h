/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-practice.h"

G_BEGIN_DECLS

/* Sign-up form of the practice network. Signal "signed-up" (). */
#define RB_TYPE_PRACTICE_DIALOG (rb_practice_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RbPracticeDialog, rb_practice_dialog, RB, PRACTICE_DIALOG, AdwWindow)

GtkWidget *rb_practice_dialog_new (RbPractice *practice);

G_END_DECLS
