/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "rb-call-dialogs.h"
#include "rb-call-pages.h"
#include "rb-filter-bar.h"
#include "rb-ladder-view.h"
#include "rb-message-detail.h"
#include "rb-message-list.h"
#include "rb-note-bar.h"
#include "rb-other-end.h"
#include "rb-reading-bar.h"
#include "rb-related-bar.h"
#include "rb-scope-switch.h"
#include "rb-signalling-pane.h"
#include "rb-signalling-selection.h"
#include "rb-signalling-sources.h"
#include "rb-time-scrubber.h"
#include "rb-verdict-bar.h"
#include "rb-view-switch.h"

G_BEGIN_DECLS

/* The pane's own files: rb-signalling-pane.c tells the views what to show, rb-signalling-related.c with which
 * other calls, rb-signalling-replay.c at which moment; rb-signalling-actions.c is what the menus and keys do. */
struct _RbSignallingPane
{
  GtkWidget parent_instance;

  RbScopeSwitch *scope_switch;
  GtkToggleButton *filter_button;
  RbFilterBar *filter_bar;
  RbViewSwitch *view_switch;
  RbReadingBar *reading_bar;
  GtkLabel *notes_label;
  RbNoteBar *note_bar;
  RbRelatedBar *related_bar;
  GtkStack *stack;
  AdwStatusPage *status_page;
  GtkPaned *paned; /* views above the detail */
  GtkStack *view_stack;
  RbLadderView *ladder;
  RbMessageList *list;
  RbCallPages *pages;
  RbTimeScrubber *scrubber;
  RbMessageDetail *detail;
  RbVerdictBar *verdict_bar;
  GtkWidget *follow_button;

  RbSignallingSources *sources;
  RbSignallingScope scope;
  RbSignallingSelection *selection;
  RbRelatedCalls *related; /* to the call that is shown */
  RbOtherEnd *other_end;
  RbCallDialogs *call_dialogs;
  gboolean is_replaying;  /* it is the replay that selects */
  gboolean is_divided;    /* the detail has been open */
  guint n_ticks;          /* since the detail was opened */
  guint renew_source;
  guint detail_source;    /* runs as long as the detail may only change at its intervals */
  gboolean is_detail_old; /* something else is selected than it shows */
  GSimpleActionGroup *actions;
};

void rb_signalling_pane_add_actions (RbSignallingPane *self);

void rb_signalling_pane_tell (RbSignallingPane *self, const char *sentence); /* emits "notice" */
RbTrace *rb_signalling_pane_get_trace (RbSignallingPane *self);              /* (nullable): that is shown */
/* The call the selected message belongs to, else the only one shown. (nullable) */
RbFlow *rb_signalling_pane_get_flow (RbSignallingPane *self);
void rb_signalling_pane_set_scope (RbSignallingPane *self, RbSignallingScope scope);
void rb_signalling_pane_set_view (RbSignallingPane *self, const char *view); /* as of rb_view_switch_set_view() */
gboolean rb_signalling_pane_is_call_running (RbSignallingPane *self);

void rb_signalling_pane_renew_model (RbSignallingPane *self);

/* rb-signalling-related.c */
void rb_signalling_pane_add_related (RbSignallingPane *self);
void rb_signalling_pane_follow_conferences (RbSignallingPane *self, RbPhone *phone);
RbScopeModel *rb_signalling_pane_new_model (RbSignallingPane *self); /* of the scope. (transfer full) (nullable) */
void rb_signalling_pane_tell_related (RbSignallingPane *self);       /* in the bar, what there is now */
/* @flow (nullable: the one that the live scopes follow) and the calls that belong to it. */
void rb_signalling_pane_show_related (RbSignallingPane *self, RbFlow *flow);

/* rb-signalling-replay.c */
gboolean rb_signalling_pane_can_replay (RbSignallingPane *self); /* what is over can be */
void rb_signalling_pane_set_replay (RbSignallingPane *self, gboolean active);
void rb_signalling_pane_replay (RbSignallingPane *self, gint64 wall_us);     /* that moment */
void rb_signalling_pane_replay_selected (RbSignallingPane *self);            /* the moment of the selected message */

void rb_signalling_pane_show_selected (RbSignallingPane *self); /* scrolls there */

G_END_DECLS
