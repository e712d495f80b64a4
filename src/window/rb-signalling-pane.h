/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The signalling half of the window: scope, list, ladder and the detail of the
 * selected message. The phone half only tells it which trace is live, which
 * call to follow and which saved call to show; the scope switch inside the
 * pane does the rest. */

#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Signal: "notice" (char *sentence): to be shown for a while. */
#define RB_TYPE_SIGNALLING_PANE (rb_signalling_pane_get_type ())

G_DECLARE_FINAL_TYPE (RbSignallingPane, rb_signalling_pane, RB, SIGNALLING_PANE, GtkWidget)

GtkWidget *rb_signalling_pane_new (void);

/**
 * rb_signalling_pane_set_live:
 * @self: a pane
 * @trace: (nullable) (transfer none): the trace of this program's own agents, which grows
 *   while it is shown
 *
 * Sets what the live scopes (this call, registrations, everything) read from.
 */
void rb_signalling_pane_set_live (RbSignallingPane *self, RbTrace *trace);

/**
 * rb_signalling_pane_set_phone:
 * @self: a pane
 * @phone: (transfer none): whose calls these are: its trace becomes the live one, its accounts know the passwords, and
 *   it keeps notes on its calls
 */
void rb_signalling_pane_set_phone (RbSignallingPane *self, RbPhone *phone);

/**
 * rb_signalling_pane_set_lab:
 * @self: a pane
 * @lab_trace: (nullable) (transfer none): what the practice network itself saw, or %NULL
 *   while none runs
 *
 * Offers the practice network's own side as one more scope.
 */
void rb_signalling_pane_set_lab (RbSignallingPane *self, RbTrace *lab_trace);

/**
 * rb_signalling_pane_show_call:
 * @self: a pane
 * @call_id: the Call-ID to follow
 *
 * Switches to the live trace with scope "this call" and follows @call_id, also when its
 * first message has not been seen yet.
 */
void rb_signalling_pane_show_call (RbSignallingPane *self, const char *call_id);

/**
 * rb_signalling_pane_show_capture:
 * @self: a pane
 * @path: the pcap or pcapng file of a past call
 * @title: what to call it in the scope switch, e.g. "Call with echo, 12:30"
 *
 * Shows a saved capture with the same views. Loads without blocking; an error is
 * shown in the pane as a sentence. The scope switch leads back to the live trace.
 */
void rb_signalling_pane_show_capture (RbSignallingPane *self, const char *path, const char *title);

G_END_DECLS
