/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The signalling half: one scope of one trace at a time, as ladder or list, and the detail of the
 * selected message. The scope decides which trace is read; ladder and list share the scope's model
 * and one selection. */

#include "rb-signalling-pane.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "rb-capture-open.h"
#include "rb-export-dialog.h"
#include "rb-filter-bar.h"
#include "rb-ladder-view.h"
#include "rb-message-detail.h"
#include "rb-message-list.h"
#include "rb-signalling-scopes.h"
#include "rb-shown-text.h"

/* A capture that is read sooner shows no progress bar, which would only flicker. */
#define READING_SHOWN_AFTER_MS 250
#define NOTHING G_MAXUINT

struct _RbSignallingPane
{
  GtkWidget parent_instance;

  GtkMenuButton *scope_button;
  GtkLabel *scope_label;
  GtkToggleButton *filter_button;
  RbFilterBar *filter_bar;
  GtkToggleButton *ladder_button;
  GtkToggleButton *list_button;
  GtkBox *reading_box;
  GtkProgressBar *reading_bar;
  GtkLabel *notes_label;
  GtkStack *stack;
  AdwStatusPage *status_page;
  GtkStack *view_stack;
  RbLadderView *ladder;
  RbMessageList *list;
  RbMessageDetail *detail;
  GtkLabel *verdict_label;

  RbTrace *traces[RB_N_SIGNALLING_SOURCES]; /* each (nullable) */
  char *call_id;
  char *capture_title;
  char *capture_error;               /* why the capture could not be read */
  GCancellable *capture_cancellable; /* while one is being read */
  guint reading_source;              /* shows that it is being read */

  RbSignallingScope scope;
  RbScopeModel *model; /* (nullable) while there is nothing to show */
  GtkSingleSelection *selection;
  guint wanted;               /* position in the trace of the message last selected, or NOTHING; a filter may hide it */
  gboolean is_model_changing; /* the selection may lose what is wanted: nobody unselected it */
  guint n_ticks;              /* since the detail was opened */
  GSimpleActionGroup *actions;
};

G_DEFINE_FINAL_TYPE (RbSignallingPane, rb_signalling_pane, GTK_TYPE_WIDGET)

enum
{
  NOTICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_offered (RbSignallingPane *self, RbSignallingScope scope)
{
  const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (scope);

  switch (info->source)
    {
    case RB_SIGNALLING_FROM_LAB:
      return self->traces[info->source] != NULL && (info->kind != RB_SCOPE_CALL || self->call_id != NULL);

    case RB_SIGNALLING_FROM_CAPTURE:
      return self->capture_title != NULL;

    case RB_SIGNALLING_FROM_LIVE:
    case RB_N_SIGNALLING_SOURCES:
    default:
      return TRUE;
    }
}

static const char *
get_scope_label (RbSignallingPane *self, RbSignallingScope scope)
{
  const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (scope);

  return info->label != NULL ? _ (info->label) : self->capture_title;
}

/* One section for each trace the messages can come from. */
static void
update_scope_switch (RbSignallingPane *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *name = NULL;

  for (guint source = 0; source < RB_N_SIGNALLING_SOURCES; source++)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      for (guint i = 0; i < RB_N_SIGNALLING_SCOPES; i++)
        {
          const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (i);
          g_autoptr (GMenuItem) item = NULL;

          if (info->source != source || !is_offered (self, i))
            continue;
          item = g_menu_item_new (get_scope_label (self, i), NULL);
          g_menu_item_set_action_and_target (item, "signalling.scope", "s", info->id);
          g_menu_append_item (section, item);
        }
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    }
  gtk_menu_button_set_menu_model (self->scope_button, G_MENU_MODEL (menu));

  gtk_label_set_text (self->scope_label, get_scope_label (self, self->scope));
  /* Translators: name of the scope switch for screen readers, e.g. "Scope: This call" */
  name = g_strdup_printf (_ ("Scope: %s"), get_scope_label (self, self->scope));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scope_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_action_change_state (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "scope"),
                         g_variant_new_string (rb_signalling_scope_get_info (self->scope)->id));
}

static void
show_status (RbSignallingPane *self, const char *icon, const char *title, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (self->status_page, icon);
  adw_status_page_set_title (self->status_page, title);
  adw_status_page_set_description (self->status_page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
update_page (RbSignallingPane *self)
{
  const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (self->scope);

  gboolean is_empty = self->model == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;

  if (self->scope == RB_SIGNALLING_CAPTURE && self->capture_error != NULL)
    show_status (self, "dialog-error-symbolic", _ ("The capture cannot be shown"), self->capture_error);
  else if (self->scope == RB_SIGNALLING_CAPTURE && self->capture_cancellable != NULL && is_empty)
    show_status (self, NULL, _ ("Reading the capture…"), "");
  else if (is_empty && rb_filter_bar_get_filter (self->filter_bar) != NULL && self->model != NULL)
    show_status (self, "edit-find-symbolic", _ ("No message matches"),
                 _ ("The filter shows none of the messages there are here."));
  else if (is_empty)
    show_status (self, "network-transmit-receive-symbolic", _ (info->empty_title), _ (info->empty_text));
  else
    gtk_stack_set_visible_child_name (self->stack, "views");
}

static void
update_notes (RbSignallingPane *self)
{
  const char *notes = self->model != NULL ? rb_trace_get_notes (rb_scope_model_get_trace (self->model)) : NULL;

  if (notes != NULL && g_strcmp0 (notes, gtk_label_get_text (self->notes_label)) != 0)
    gtk_label_set_text (self->notes_label, notes);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_label), notes != NULL && *notes != '\0');
}

/* Of the call the selected message belongs to, else of the only call shown. */
static RbFlow *
get_judged_flow (RbSignallingPane *self)
{
  RbMessage *message = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  if (message != NULL)
    return rb_trace_get_flow_of (rb_scope_model_get_trace (self->model), rb_message_get_position (message));

  return self->model != NULL ? rb_scope_model_get_flow (self->model) : NULL;
}

/* What a call that goes on has lasted so far is the phone's to say: here it would stand still between
 * two messages. At the end of a capture it is as long as it will ever be. */
static void
update_verdict (RbSignallingPane *self)
{
  RbFlow *flow = get_judged_flow (self);
  const RbVerdict *verdict = flow != NULL ? rb_flow_get_verdict (flow) : NULL;
  g_autofree char *text = NULL;

  if (verdict != NULL && verdict->kind != RB_VERDICT_NONE &&
      (self->scope == RB_SIGNALLING_CAPTURE || rb_verdict_is_final (verdict)))
    text = rb_shown_text_line (verdict->text);

  if (text != NULL && g_strcmp0 (text, gtk_label_get_text (self->verdict_label)) != 0)
    gtk_label_set_text (self->verdict_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_label), text != NULL);
}

static void
update_export (RbSignallingPane *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "export");
  RbTrace *trace = self->model != NULL ? rb_scope_model_get_trace (self->model) : NULL;

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), trace != NULL && rb_trace_get_n_messages (trace) > 0);
}

static void
update_all (RbSignallingPane *self)
{
  update_export (self);
  update_page (self);
  update_notes (self);
  update_verdict (self);
}

static void
show_selected (RbSignallingPane *self)
{
  rb_ladder_view_show_selected (self->ladder);
  rb_message_list_show_selected (self->list);
}

/* Ticks come before the layout of their frame: the second one finds the views as high as they will be. */
static gboolean
on_tick_after_opening (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (widget);

  self->n_ticks++;
  if (self->n_ticks < 2)
    return G_SOURCE_CONTINUE;

  show_selected (self);

  return G_SOURCE_REMOVE;
}

/* The detail of what is selected, or none. */
static void
update_detail (RbSignallingPane *self)
{
  RbMessage *message = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
  gboolean opens = message != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->detail));

  rb_message_detail_set_message (self->detail, message != NULL ? rb_scope_model_get_trace (self->model) : NULL,
                                 message);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), message != NULL);
  update_verdict (self);
  /* The detail takes room from the ladder; the selected row shall stay in view. */
  if (opens)
    {
      show_selected (self);
      self->n_ticks = 0;
      gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick_after_opening, NULL, NULL);
    }
}

static void
on_selected (RbSignallingPane *self)
{
  RbMessage *message = gtk_single_selection_get_selected_item (self->selection);

  if (self->is_model_changing)
    return;

  self->wanted = message != NULL ? rb_message_get_position (message) : NOTHING;
  update_detail (self);
}

/* Selects the wanted message again when it is shown; the models make a new object of it each time. */
static void
select_wanted (RbSignallingPane *self)
{
  if (self->wanted != NOTHING && gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, rb_scope_model_find (self->model, self->wanted));
}

/* Before the selection hears of it. */
static void
on_items_changing (RbSignallingPane *self)
{
  self->is_model_changing = TRUE;
}

static void
on_items_changed (RbSignallingPane *self)
{
  self->is_model_changing = FALSE;
  select_wanted (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->detail)) &&
      gtk_single_selection_get_selected_item (self->selection) == NULL)
    update_detail (self);
  update_all (self);
}

static void
forget_model (RbSignallingPane *self)
{
  rb_ladder_view_set_scope (self->ladder, NULL, NULL, FALSE);
  rb_message_list_set_scope (self->list, NULL, NULL, FALSE);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  self->is_model_changing = FALSE;
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
}

static gboolean
is_one_call (RbTrace *trace)
{
  RbFlow *flow = rb_trace_get_n_messages (trace) > 0 ? rb_trace_get_flow_of (trace, 0) : NULL;

  return flow != NULL && rb_flow_get_n_steps (flow) == rb_trace_get_n_messages (trace);
}

/* A capture of one call is shown as a call: its lanes then have the names of a call's parties. */
static RbScopeModel *
new_capture_model (RbTrace *trace, gboolean is_read)
{
  if (is_read && is_one_call (trace))
    return rb_scope_model_new (trace, RB_SCOPE_CALL, rb_flow_get_call_id (rb_trace_get_flow_of (trace, 0)));

  return rb_scope_model_new (trace, RB_SCOPE_EVERYTHING, NULL);
}

static void
make_model (RbSignallingPane *self)
{
  const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (self->scope);
  RbTrace *trace = self->traces[info->source];
  gboolean is_live = info->source != RB_SIGNALLING_FROM_CAPTURE;

  if (trace == NULL || (info->kind == RB_SCOPE_CALL && self->call_id == NULL))
    return;

  if (is_live)
    self->model = rb_scope_model_new (trace, info->kind, self->call_id);
  else
    self->model = new_capture_model (trace, self->capture_cancellable == NULL);
  rb_scope_model_set_filter (self->model, rb_filter_bar_get_filter (self->filter_bar));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (on_items_changing), self, G_CONNECT_SWAPPED);
  /* The model last: the default would select its first message. */
  self->selection =
      g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, "model", self->model, NULL);
  rb_ladder_view_set_scope (self->ladder, self->model, self->selection, is_live);
  rb_message_list_set_scope (self->list, self->model, self->selection, is_live);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
}

/* The same messages in another way: the selected one remains selected, now or when it is shown again. */
static void
renew_model (RbSignallingPane *self)
{
  forget_model (self);
  make_model (self);
  if (self->selection != NULL)
    select_wanted (self);
  update_detail (self);
  show_selected (self);
  update_all (self);
}

static void
set_scope (RbSignallingPane *self, RbSignallingScope scope)
{
  self->scope = is_offered (self, scope) ? scope : RB_SIGNALLING_EVERYTHING;
  self->wanted = NOTHING;
  renew_model (self);
  update_scope_switch (self);
}

static void
on_filter_changed (RbSignallingPane *self)
{
  renew_model (self);
}

static void
on_filter_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  rb_filter_bar_open (RB_SIGNALLING_PANE (data)->filter_bar);
}

static void
on_exported (RbSignallingPane *self, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *sentence = g_strdup_printf (_ ("Saved as “%s”."), name);

  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

static void
on_export_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);
  const char *title = self->scope == RB_SIGNALLING_CAPTURE ? self->capture_title : NULL;
  GtkWidget *dialog = rb_export_dialog_new (self->model, get_judged_flow (self), title);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (on_exported), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_scope_action (GSimpleAction *action, GVariant *target, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);
  RbSignallingScope scope;

  if (rb_signalling_scope_from_id (g_variant_get_string (target, NULL), &scope) && scope != self->scope)
    set_scope (self, scope);
}

static void
on_view_toggled (RbSignallingPane *self)
{
  gtk_stack_set_visible_child_name (self->view_stack,
                                    gtk_toggle_button_get_active (self->ladder_button) ? "ladder" : "list");
}

static void
on_message_activated (RbSignallingPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->detail));
}

static void
on_detail_closed (RbSignallingPane *self)
{
  GtkWidget *view = gtk_stack_get_visible_child (self->view_stack);

  if (self->selection != NULL)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
}

/* One capture being read: the pane may be showing another one by the time it is. */
typedef struct
{
  RbSignallingPane *pane;
  RbTrace *trace;
} Reading;

static gboolean
is_wanted (const Reading *reading)
{
  return reading->trace == reading->pane->traces[RB_SIGNALLING_FROM_CAPTURE];
}

static void
on_capture_progress (double fraction, gpointer data)
{
  const Reading *reading = data;
  RbSignallingPane *self = reading->pane;
  g_autofree char *text = NULL;

  if (!is_wanted (reading))
    return;

  /* Translators: while a capture file is read, e.g. "Reading… 42 %" */
  text = fraction >= 0 ? g_strdup_printf (_ ("Reading… %d %%"), (int) (fraction * 100)) : g_strdup (_ ("Reading…"));
  gtk_progress_bar_set_text (self->reading_bar, text);
  gtk_progress_bar_set_fraction (self->reading_bar, MAX (fraction, 0));
}

static void
on_reading_takes_long (gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  self->reading_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->reading_box), TRUE);
}

static void
hide_reading (RbSignallingPane *self)
{
  g_clear_handle_id (&self->reading_source, g_source_remove);
  gtk_progress_bar_set_text (self->reading_bar, _ ("Reading…"));
  gtk_progress_bar_set_fraction (self->reading_bar, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->reading_box), FALSE);
}

static void
on_capture_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (RbSignallingPane) self = reading->pane;
  g_autoptr (RbTrace) trace = reading->trace;
  g_autoptr (GError) error = NULL;
  gboolean wanted = is_wanted (reading);
  gboolean read = rb_capture_open_finish (result, &error);

  g_free (reading);
  if (!wanted)
    return;

  hide_reading (self);
  g_clear_object (&self->capture_cancellable);
  if (!read && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_error_matches (error, RB_CAPTURE_ERROR, RB_CAPTURE_ERROR_DAMAGED))
    self->capture_error = g_strdup (error->message);
  if (self->scope != RB_SIGNALLING_CAPTURE)
    return;

  /* Only now is it known whether the capture is one call. */
  if (self->model != NULL && is_one_call (trace))
    renew_model (self);
  else
    update_all (self);
}

static void
on_reading_cancelled (RbSignallingPane *self)
{
  g_cancellable_cancel (self->capture_cancellable);
}

static void
rb_signalling_pane_dispose (GObject *object)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (object);
  GtkWidget *child;

  if (self->capture_cancellable != NULL)
    g_cancellable_cancel (self->capture_cancellable);
  g_clear_object (&self->capture_cancellable);
  g_clear_handle_id (&self->reading_source, g_source_remove);
  if (self->model != NULL)
    forget_model (self);
  for (guint i = 0; i < RB_N_SIGNALLING_SOURCES; i++)
    g_clear_object (&self->traces[i]);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (rb_signalling_pane_parent_class)->dispose (object);
}

static void
rb_signalling_pane_finalize (GObject *object)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (object);

  g_clear_pointer (&self->call_id, g_free);
  g_clear_pointer (&self->capture_title, g_free);
  g_clear_pointer (&self->capture_error, g_free);

  G_OBJECT_CLASS (rb_signalling_pane_parent_class)->finalize (object);
}

static void
rb_signalling_pane_class_init (RbSignallingPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  object_class->dispose = rb_signalling_pane_dispose;
  object_class->finalize = rb_signalling_pane_finalize;

  signals[NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_css_provider_load_from_resource (css, "/io/github/ringback/Ringback/rb-signalling.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  g_type_ensure (RB_TYPE_FILTER_BAR);
  g_type_ensure (RB_TYPE_LADDER_VIEW);
  g_type_ensure (RB_TYPE_MESSAGE_LIST);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-signalling-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, scope_button);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, scope_label);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, filter_button);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, ladder_button);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, list_button);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, reading_box);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, reading_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, notes_label);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, stack);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, status_page);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, view_stack);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, ladder);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, list);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, detail);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, verdict_label);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_view_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_detail_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_reading_cancelled);
}

static void
rb_signalling_pane_init (RbSignallingPane *self)
{
  static const GActionEntry entries[] = { { "scope", on_scope_action, "s", "'everything'", NULL },
                                          { "filter", on_filter_action, NULL, NULL, NULL },
                                          { "export", on_export_action, NULL, NULL, NULL } };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "signalling", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->filter_bar, "active", self->filter_button, "active", G_BINDING_BIDIRECTIONAL);
  set_scope (self, RB_SIGNALLING_EVERYTHING);
}

GtkWidget *
rb_signalling_pane_new (void)
{
  return g_object_new (RB_TYPE_SIGNALLING_PANE, NULL);
}

static void
set_trace (RbSignallingPane *self, RbSignallingSource source, RbTrace *trace)
{
  gboolean is_shown = rb_signalling_scope_get_info (self->scope)->source == source;

  if (!g_set_object (&self->traces[source], trace))
    return;

  if (is_shown)
    set_scope (self, self->scope);
  else
    update_scope_switch (self);
}

void
rb_signalling_pane_set_live (RbSignallingPane *self, RbTrace *trace)
{
  g_return_if_fail (RB_IS_SIGNALLING_PANE (self));

  set_trace (self, RB_SIGNALLING_FROM_LIVE, trace);
}

void
rb_signalling_pane_set_lab (RbSignallingPane *self, RbTrace *lab_trace)
{
  g_return_if_fail (RB_IS_SIGNALLING_PANE (self));

  set_trace (self, RB_SIGNALLING_FROM_LAB, lab_trace);
}

void
rb_signalling_pane_show_call (RbSignallingPane *self, const char *call_id)
{
  g_return_if_fail (RB_IS_SIGNALLING_PANE (self));
  g_return_if_fail (call_id != NULL);

  g_free (self->call_id);
  self->call_id = g_strdup (call_id);
  set_scope (self, RB_SIGNALLING_CALL);
}

void
rb_signalling_pane_show_capture (RbSignallingPane *self, const char *path, const char *title)
{
  Reading *reading;

  g_return_if_fail (RB_IS_SIGNALLING_PANE (self));
  g_return_if_fail (path != NULL && title != NULL);

  if (self->capture_cancellable != NULL)
    g_cancellable_cancel (self->capture_cancellable);
  g_clear_object (&self->capture_cancellable);
  g_clear_object (&self->traces[RB_SIGNALLING_FROM_CAPTURE]);
  g_clear_pointer (&self->capture_error, g_free);
  g_free (self->capture_title);
  self->capture_title = rb_shown_text_line (title);
  self->capture_cancellable = g_cancellable_new ();
  self->traces[RB_SIGNALLING_FROM_CAPTURE] = rb_trace_new ();
  hide_reading (self);
  self->reading_source = g_timeout_add_once (READING_SHOWN_AFTER_MS, on_reading_takes_long, self);
  set_scope (self, RB_SIGNALLING_CAPTURE);

  reading = g_new (Reading, 1);
  reading->pane = g_object_ref (self);
  reading->trace = g_object_ref (self->traces[RB_SIGNALLING_FROM_CAPTURE]);
  rb_capture_open_async (reading->trace, path, self->capture_cancellable, on_capture_progress, reading, on_capture_read,
                         reading);
}
