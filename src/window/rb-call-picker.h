/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-flow.h"

G_BEGIN_DECLS

/* Asks for one call of a trace: a searchable list of who called whom, how it ended, when. Signal "picked" (RbFlow)
 * when one was chosen; the dialog then closes. */
#define RB_TYPE_CALL_PICKER (rb_call_picker_get_type ())
G_DECLARE_FINAL_TYPE (RbCallPicker, rb_call_picker, RB, CALL_PICKER, AdwWindow)

/* @title: translated. @with_files: another capture may be opened, to pick a call of that one. */
GtkWidget *rb_call_picker_new (RbTrace *trace, const char *title, gboolean with_files);

G_END_DECLS
