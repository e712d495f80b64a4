/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The actions of the signalling half, "signalling.…": what its menus, buttons and keys do. */

#include "rb-signalling-pane-private.h"

#include <glib/gi18n-lib.h>

#include "rb-export-dialog.h"
#include "rb-question-dialog.h"

static void
present_dialog (RbSignallingPane *self, GtkWidget *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_exported (RbSignallingPane *self, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *sentence = g_strdup_printf (_ ("Saved as “%s”."), name);

  rb_signalling_pane_tell (self, sentence);
}

/* Also "report", which is one more kind of export. */
static void
on_export_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);
  gboolean report = g_str_equal (g_action_get_name (G_ACTION (action)), "report");
  const char *title = rb_signalling_sources_is_live (self->sources, self->scope)
                          ? NULL
                          : rb_signalling_sources_get_label (self->sources, self->scope);
  GtkWidget *dialog = rb_export_dialog_new (rb_signalling_selection_get_model (self->selection),
                                            rb_signalling_pane_get_flow (self), title, report);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (on_exported), self, G_CONNECT_SWAPPED);
  present_dialog (self, dialog);
}

static void
on_scope_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);
  RbSignallingScope scope;

  if (!rb_signalling_scope_from_id (g_variant_get_string (target, NULL), &scope) || scope == self->scope)
    return;

  if (scope == RB_SIGNALLING_RELATED)
    rb_signalling_pane_show_related (self, rb_signalling_pane_get_flow (self));
  else
    rb_signalling_pane_set_scope (self, scope);
}

static void
on_show_related_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  rb_signalling_pane_show_related (self, rb_signalling_pane_get_flow (self));
}

static void
on_merge_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  rb_other_end_choose (self->other_end, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                       rb_signalling_pane_get_trace (self),
                       rb_signalling_sources_get_label (self->sources, self->scope));
}

static void
on_pick_call_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  rb_call_dialogs_pick (self->call_dialogs, rb_signalling_pane_get_trace (self));
}

static void
on_compare_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  rb_call_dialogs_compare (self->call_dialogs, rb_signalling_pane_get_trace (self), rb_signalling_pane_get_flow (self));
}

static void
on_view_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  rb_signalling_pane_set_view (RB_SIGNALLING_PANE (data), g_variant_get_string (target, NULL));
  g_simple_action_set_state (action, target);
}

static void
on_quiz_message (RbSignallingPane *self, guint position)
{
  rb_signalling_selection_select (self->selection, position);
  rb_signalling_pane_show_selected (self);
}

/* Another quiz of the same call each time. */
static void
on_quiz_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);
  RbFlow *flow = rb_signalling_pane_get_flow (self);
  g_autoptr (GPtrArray) questions = flow != NULL ? rb_question_list_of_quiz (flow, g_random_int ()) : NULL;
  GtkWidget *dialog;

  if (questions == NULL)
    rb_signalling_pane_tell (self, _ ("Select a message of the call the quiz is to be about."));
  else if (questions->len == 0)
    rb_signalling_pane_tell (self, _ ("There is too little of this call to ask about."));
  else
    {
      dialog = rb_question_dialog_new (_ ("Quiz"), g_steal_pointer (&questions));
      g_signal_connect_object (dialog, "message-activated", G_CALLBACK (on_quiz_message), self, G_CONNECT_SWAPPED);
      present_dialog (self, dialog);
    }
}

static void
on_filter_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  rb_filter_bar_open (RB_SIGNALLING_PANE (data)->filter_bar);
}

static void
on_replay_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);
  gboolean active = !gtk_widget_get_visible (GTK_WIDGET (self->scrubber));

  rb_signalling_pane_set_replay (self, active);
  if (active)
    gtk_widget_grab_focus (GTK_WIDGET (self->scrubber));
}

static void
on_follow_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  rb_signalling_selection_set_following (self->selection, TRUE);
  rb_signalling_pane_show_selected (self);
}

static void
on_unselect_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  rb_signalling_selection_select (RB_SIGNALLING_PANE (data)->selection, RB_FLOW_NONE);
}

void
rb_signalling_pane_add_actions (RbSignallingPane *self)
{
  /* clang-format off */
  static const GActionEntry entries[] = {
    { "scope", on_scope_action, "s", "'everything'", NULL },
    { "view", on_view_action, "s", "'ladder'", NULL },
    { "replay", on_replay_action, NULL, "false", NULL },
    { .name = "show-related", .activate = on_show_related_action },
    { .name = "pick-call", .activate = on_pick_call_action },
    { .name = "merge", .activate = on_merge_action },
    { .name = "compare-calls", .activate = on_compare_action },
    { .name = "follow", .activate = on_follow_action },
    { .name = "unselect", .activate = on_unselect_action },
    { .name = "filter", .activate = on_filter_action },
    { .name = "export", .activate = on_export_action },
    { .name = "report", .activate = on_export_action },
    { .name = "quiz", .activate = on_quiz_action },
  };
  /* clang-format on */

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "signalling", G_ACTION_GROUP (self->actions));
}
