/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-question.h"

G_BEGIN_DECLS

/* Asks one question after another, and says of each answer whether it is right, and why. Signals: "finished": all were
 * answered; "message-activated" (guint position): a link of an explanation was followed. */
#define RB_TYPE_QUESTION_DIALOG (rb_question_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RbQuestionDialog, rb_question_dialog, RB, QUESTION_DIALOG, AdwWindow)

/* @questions: (transfer full) (element-type RbQuestion): at least one */
GtkWidget *rb_question_dialog_new (const char *title, GPtrArray *questions);

G_END_DECLS
