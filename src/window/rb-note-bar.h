/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "rb-phone.h"

G_BEGIN_DECLS

/* Sees to it that notes on messages are not lost: those on own calls go into the call's capture by themselves; of
 * others a bar says that they are not saved, and offers to save a copy. Hidden otherwise. Signal "notice" (char
 * *sentence). */
#define RB_TYPE_NOTE_BAR (rb_note_bar_get_type ())
G_DECLARE_FINAL_TYPE (RbNoteBar, rb_note_bar, RB, NOTE_BAR, GtkWidget)

void rb_note_bar_set_phone (RbNoteBar *self, RbPhone *phone); /* keeps the notes on its own calls */
/* A note of @trace, which was read from @path (nullable), has changed. */
void rb_note_bar_take (RbNoteBar *self, RbTrace *trace, guint position, const char *path);
/* The trace that is shown: the bar tells of its notes only. */
void rb_note_bar_set_trace (RbNoteBar *self, RbTrace *trace);

G_END_DECLS
