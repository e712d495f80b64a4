/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The actions of the window, "win.…": what its menus, buttons and keys do. */

#include "rb-window-private.h"

#include "rb-account-actions.h"
#include "rb-call-card.h"
#include "rb-capture-chooser.h"
#include "rb-practice-dialog.h"
#include "rb-preferences.h"
#include "rb-question-dialog.h"

#include <glib/gi18n-lib.h>

static void
show_practice (RbWindow *self)
{
  rb_phone_pane_show_page (self->phone_pane, "practice");
}

static void
do_try_practice (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;
  g_autoptr (GError) error = NULL;

  if (rb_practice_join (self->practice, &error))
    show_practice (self);
  else
    rb_window_tell (self, error->message);
}

static void
do_new_practice_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;
  GtkWidget *dialog = rb_practice_dialog_new (self->practice);

  g_signal_connect_object (dialog, "signed-up", G_CALLBACK (show_practice), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
do_add_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_account_actions_edit (data, RB_WINDOW (data)->phone, NULL);
}

static void
do_import_accounts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_account_actions_import (data, RB_WINDOW (data)->phone);
}

static void
do_export_accounts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_account_actions_export (data, RB_WINDOW (data)->phone);
}

static void
do_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;
  GtkWidget *dialog = rb_preferences_new (self->phone, self->settings, self->hooks, self->shortcuts);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_capture_chosen (RbWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  if (file != NULL)
    rb_window_open_capture (self, file);
  g_clear_object (&self->capture_chooser);
}

static void
do_open_capture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;

  if (self->capture_chooser == NULL)
    {
      self->capture_chooser = rb_capture_chooser_new (GTK_WINDOW (self));
      g_signal_connect_object (self->capture_chooser, "response", G_CALLBACK (on_capture_chosen), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->capture_chooser));
}

static void
do_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_window_show_page (data, g_variant_get_string (parameter, NULL));
}

static void
do_focus_address (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;

  if (rb_halves_is_folded (self->halves))
    rb_halves_set_end_shown (self->halves, FALSE);
  rb_phone_pane_focus_address (self->phone_pane);
}

static void
do_redial (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_phone_pane_redial (RB_WINDOW (data)->phone_pane);
}

static void
do_answer (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCall *call = rb_phone_pane_get_call_in (RB_WINDOW (data)->phone_pane, RB_CALL_INCOMING);

  if (call != NULL)
    rb_call_answer (call);
}

/* What rings is declined first; then the call that is on ends. */
static void
do_end_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;
  RbCall *ringing = rb_phone_pane_get_call_in (self->phone_pane, RB_CALL_INCOMING);
  RbCall *current = rb_phone_get_current_call (self->phone);

  if (ringing != NULL)
    rb_call_reject (ringing, RB_DECLINE_STATUS);
  else if (current != NULL)
    rb_call_hang_up (current);
}

/* The one button of a headset: answers what rings, else ends the call that is on. */
static void
do_headset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbWindow *self = data;
  RbCall *ringing = rb_phone_pane_get_call_in (self->phone_pane, RB_CALL_INCOMING);
  RbCall *current = rb_phone_get_current_call (self->phone);

  if (ringing != NULL)
    rb_call_answer (ringing);
  else if (current != NULL)
    rb_call_hang_up (current);
}

static void
do_mute (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCall *call = rb_phone_get_current_call (RB_WINDOW (data)->phone);

  if (call != NULL)
    rb_call_set_muted (call, !rb_call_is_muted (call));
}

static void
do_hold (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCall *call = rb_phone_get_current_call (RB_WINDOW (data)->phone);

  if (call != NULL)
    rb_call_set_hold (call, !rb_call_is_on_hold (call));
}

static void
do_dtmf (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_phone_pane_toggle_dtmf (RB_WINDOW (data)->phone_pane);
}

/* The comparison is shown only to who has thought about it. */
static void
on_lab_answered (RbWindow *self, GtkWidget *dialog)
{
  RbExperimentId id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "experiment"));
  const char *call_id = rb_coach_get_call_id (self->coach, id);

  if (call_id == NULL)
    return;

  rb_coach_set_answered (self->coach, id);
  rb_window_follow_call (self, call_id, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->signalling_pane), "signalling.view", "s", "compare");
}

void
rb_window_ask_experiment (RbWindow *self, guint id)
{
  const char *call_id = rb_coach_get_call_id (self->coach, id);
  RbFlow *flow = call_id != NULL ? rb_trace_find_flow (rb_phone_get_trace (self->phone), call_id) : NULL;
  g_autoptr (GPtrArray) questions = flow != NULL ? rb_question_list_of_comparison (flow) : NULL;
  GtkWidget *dialog;

  if (questions == NULL)
    {
      rb_window_tell (self, _ ("The messages of that call are not here any more. Make the call once again."));
      return;
    }
  if (questions->len == 0)
    {
      rb_coach_set_answered (self->coach, id);
      rb_window_tell (self, _ ("Nothing differs: this call is as in the textbook."));
      return;
    }

  dialog = rb_question_dialog_new (_ (rb_experiment_get (id)->title), g_steal_pointer (&questions));
  g_object_set_data (G_OBJECT (dialog), "experiment", GUINT_TO_POINTER (id));
  g_signal_connect_object (dialog, "finished", G_CALLBACK (on_lab_answered), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
do_ask_experiment (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  guint id = g_variant_get_uint32 (parameter);

  if (id < RB_N_EXPERIMENTS)
    rb_window_ask_experiment (RB_WINDOW (data), id);
}

static const GActionEntry actions[] = {
  { "ask-experiment", do_ask_experiment, "u" },
  { "try-practice", do_try_practice },
  { "new-practice-account", do_new_practice_account },
  { "add-account", do_add_account },
  { "import-accounts", do_import_accounts },
  { "export-accounts", do_export_accounts },
  { "preferences", do_preferences },
  { "page", do_page, "s" },
  { "focus-address", do_focus_address },
  { "redial", do_redial },
  { "answer", do_answer },
  { "end-call", do_end_call },
  { "headset", do_headset },
  { "mute", do_mute },
  { "hold", do_hold },
  { "dtmf", do_dtmf },
};

/* These need no phone. */
static const GActionEntry other_actions[] = {
  { "open-capture", do_open_capture },
};

/* Nothing of all that works before there is a phone. */
void
rb_window_enable_actions (RbWindow *self, gboolean enabled)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), actions[i].name)),
                                 enabled);
}

void
rb_window_add_actions (RbWindow *self)
{
  g_autoptr (GPropertyAction) signalling = g_property_action_new ("signalling", self->halves, "end-shown");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), other_actions, G_N_ELEMENTS (other_actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (signalling));
  rb_window_enable_actions (self, FALSE);
}
