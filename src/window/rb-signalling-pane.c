/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The signalling half: one scope of one trace at a time, as ladder or list, and the detail of the
 * selected message. What can be shown is up to the sources, what is selected to the selection; here
 * the views are told of both. */

#include "rb-signalling-pane-private.h"

#include <glib/gi18n-lib.h>

#define DETAIL_INTERVAL_MS 120

G_DEFINE_FINAL_TYPE (RbSignallingPane, rb_signalling_pane, GTK_TYPE_WIDGET)

enum
{
  NOTICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_scope_switch (RbSignallingPane *self)
{
  const char *labels[RB_N_SIGNALLING_SCOPES];

  for (guint i = 0; i < RB_N_SIGNALLING_SCOPES; i++)
    labels[i] = rb_signalling_sources_get_label (self->sources, i);
  rb_scope_switch_update (self->scope_switch, labels, self->scope,
                          rb_signalling_sources_is_live (self->sources, self->scope) ? _ ("All calls…")
                                                                                     : _ ("Calls in this capture…"));
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
  const char *error = rb_signalling_sources_get_error (self->sources, self->scope);
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);
  gboolean is_empty = model == NULL || g_list_model_get_n_items (G_LIST_MODEL (model)) == 0;

  if (error != NULL)
    show_status (self, "dialog-error-symbolic", _ ("The capture cannot be shown"), error);
  else if (is_empty && rb_signalling_sources_is_reading (self->sources, self->scope))
    show_status (self, NULL, _ ("Reading the capture…"), "");
  else if (is_empty && rb_filter_bar_get_filter (self->filter_bar) != NULL && model != NULL)
    show_status (self, "edit-find-symbolic", _ ("No message matches"),
                 _ ("The filter shows none of the messages there are here."));
  else if (is_empty)
    show_status (self, "network-transmit-receive-symbolic", _ (info->empty_title), _ (info->empty_text));
  else
    gtk_stack_set_visible_child_name (self->stack, "views");
}

RbTrace *
rb_signalling_pane_get_trace (RbSignallingPane *self)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);

  return model != NULL ? rb_scope_model_get_trace (model) : NULL;
}

static void
update_notes (RbSignallingPane *self)
{
  RbTrace *trace = rb_signalling_pane_get_trace (self);
  const char *notes = trace != NULL ? rb_trace_get_notes (trace) : NULL;

  if (notes != NULL && g_strcmp0 (notes, gtk_label_get_text (self->notes_label)) != 0)
    gtk_label_set_text (self->notes_label, notes);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_label), notes != NULL && *notes != '\0');
}

RbFlow *
rb_signalling_pane_get_flow (RbSignallingPane *self)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);
  guint position = rb_signalling_selection_get_position (self->selection);

  if (model == NULL)
    return NULL;
  if (position != RB_FLOW_NONE)
    return rb_trace_get_flow_of (rb_scope_model_get_trace (model), position);

  return rb_scope_model_get_call (model);
}

void
rb_signalling_pane_show_selected (RbSignallingPane *self)
{
  rb_ladder_view_show_selected (self->ladder);
  rb_message_list_show_selected (self->list);
}

void
rb_signalling_pane_tell (RbSignallingPane *self, const char *sentence)
{
  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

/* Is a live call shown that is still to come, or goes on? Its newest message is then what to look at. */
gboolean
rb_signalling_pane_is_call_running (RbSignallingPane *self)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);
  GPtrArray *flows;

  if (model == NULL || !rb_signalling_sources_is_live (self->sources, self->scope) ||
      rb_scope_model_get_kind (model) != RB_SCOPE_CALL)
    return FALSE;

  flows = rb_scope_model_get_flows (model);
  for (guint i = 0; i < flows->len; i++)
    if (!rb_verdict_is_final (rb_flow_get_verdict (g_ptr_array_index (flows, i))))
      return TRUE;

  return flows->len == 0;
}

static void
update_follow_button (RbSignallingPane *self)
{
  gboolean is_running = rb_signalling_pane_is_call_running (self);
  gboolean is_following = rb_signalling_selection_is_following (self->selection);

  gtk_widget_set_visible (self->follow_button, is_running && !is_following);
  rb_message_detail_set_following (self->detail, is_running && is_following);
}

static void
set_enabled (RbSignallingPane *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)),
                               enabled);
}

/* What is said of the call as a whole. */
static void
update_flow (RbSignallingPane *self)
{
  RbFlow *flow = rb_signalling_pane_get_flow (self);
  gboolean is_live = rb_signalling_sources_is_live (self->sources, self->scope);

  rb_verdict_bar_set_flow (self->verdict_bar, flow, is_live);
  rb_signalling_pane_tell_related (self);
  rb_call_pages_set_selected (self->pages, rb_signalling_selection_get_position (self->selection));
  rb_call_pages_set_flow (self->pages, flow, is_live);
  update_follow_button (self);
}

static void
update_actions (RbSignallingPane *self)
{
  RbTrace *trace = rb_signalling_pane_get_trace (self);
  gboolean has_messages = trace != NULL && rb_trace_get_n_messages (trace) > 0;

  set_enabled (self, "export", has_messages);
  set_enabled (self, "report", has_messages);
  set_enabled (self, "quiz", has_messages);
  set_enabled (self, "pick-call", has_messages);
  set_enabled (self, "merge", has_messages && !rb_signalling_sources_is_reading (self->sources, self->scope));
  set_enabled (self, "compare-calls", has_messages);
  set_enabled (self, "replay", rb_signalling_pane_can_replay (self));
}

static void
update_all (RbSignallingPane *self)
{
  update_actions (self);
  update_page (self);
  update_notes (self);
  update_flow (self);
}

/* Ticks come before the layout of their frame: the second one finds the views as high as they will be. */
static gboolean
on_tick_after_opening (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (widget);

  self->n_ticks++;
  if (self->n_ticks < 2)
    return G_SOURCE_CONTINUE;

  rb_signalling_pane_show_selected (self);

  return G_SOURCE_REMOVE;
}

/* The detail of what is selected, or none. */
static void
show_detail (RbSignallingPane *self)
{
  RbMessage *message = rb_signalling_selection_get_message (self->selection);
  gboolean opens = message != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->detail));

  rb_message_detail_set_message (self->detail, message != NULL ? rb_signalling_pane_get_trace (self) : NULL, message);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), message != NULL);
  update_flow (self);
  /* The detail takes room from the ladder: half of it, until somebody says otherwise. The selected row shall stay in
   * view. */
  if (opens)
    {
      int height = gtk_widget_get_height (GTK_WIDGET (self->paned));

      if (!self->is_divided && height > 0)
        gtk_paned_set_position (self->paned, height / 2);
      self->is_divided = self->is_divided || height > 0;
      rb_signalling_pane_show_selected (self);
      self->n_ticks = 0;
      gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick_after_opening, NULL, NULL);
    }
}

static gboolean
on_detail_interval (gpointer data)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (data);

  if (!self->is_detail_old)
    {
      self->detail_source = 0;
      return G_SOURCE_REMOVE;
    }

  self->is_detail_old = FALSE;
  show_detail (self);
  return G_SOURCE_CONTINUE;
}

/* At once, and while a key is held down or a call floods every DETAIL_INTERVAL_MS: an explanation costs more than a
 * frame has time. */
static void
on_selected (RbSignallingPane *self)
{
  rb_signalling_pane_replay_selected (
      self); /* at once: later it is not known any more whether the replay selected it */
  if (self->detail_source != 0)
    {
      self->is_detail_old = TRUE;
      return;
    }

  show_detail (self);
  self->detail_source = g_timeout_add (DETAIL_INTERVAL_MS, on_detail_interval, self);
}

static void
set_model (RbSignallingPane *self, RbScopeModel *model)
{
  gboolean is_live = rb_signalling_sources_is_live (self->sources, self->scope);
  GtkSingleSelection *choice;

  rb_ladder_view_set_scope (self->ladder, NULL, NULL, FALSE);
  rb_message_list_set_scope (self->list, NULL, NULL, FALSE);
  rb_signalling_selection_set_model (self->selection, model);
  rb_note_bar_set_trace (self->note_bar, rb_signalling_pane_get_trace (self));
  if (model == NULL)
    return;

  choice = rb_signalling_selection_get_choice (self->selection);
  rb_ladder_view_set_own (self->ladder, rb_signalling_sources_get_own (self->sources, self->scope));
  rb_ladder_view_set_scope (self->ladder, model, choice, is_live);
  rb_message_list_set_scope (self->list, model, choice, is_live);
}

/* The same messages in another way: the selected one remains selected, now or when it is shown again. */
void
rb_signalling_pane_renew_model (RbSignallingPane *self)
{
  g_autoptr (RbScopeModel) model = rb_signalling_pane_new_model (self);

  if (model != NULL)
    rb_scope_model_set_filter (model, rb_filter_bar_get_filter (self->filter_bar));
  set_model (self, model);
  rb_signalling_pane_set_replay (self, gtk_widget_get_visible (GTK_WIDGET (self->scrubber)) &&
                                           rb_signalling_pane_can_replay (self));
  self->is_detail_old = FALSE;
  rb_signalling_pane_replay_selected (self);
  show_detail (self);
  rb_signalling_pane_show_selected (self);
  update_all (self);
}

void
rb_signalling_pane_set_scope (RbSignallingPane *self, RbSignallingScope scope)
{
  gboolean is_offered = rb_signalling_sources_get_label (self->sources, scope) != NULL;

  self->scope = is_offered ? scope : RB_SIGNALLING_EVERYTHING;
  rb_signalling_selection_select (self->selection, RB_FLOW_NONE);
  rb_signalling_pane_renew_model (self);
  rb_signalling_selection_set_following (self->selection, rb_signalling_pane_is_call_running (self));
  update_scope_switch (self);
}

static void
on_filter_changed (RbSignallingPane *self)
{
  rb_signalling_pane_renew_model (self);
}

void
rb_signalling_pane_set_view (RbSignallingPane *self, const char *view)
{
  const char *page = view;

  for (RbTopic topic = 0; topic < RB_N_TOPICS; topic++)
    if (g_strcmp0 (rb_topic_get_info (topic)->word, view) == 0)
      {
        rb_call_pages_set_topic (self->pages, topic);
        page = "pages";
      }
  gtk_stack_set_visible_child_name (self->view_stack, page);
  rb_view_switch_set_view (self->view_switch, view);
  rb_verdict_bar_set_compares (self->verdict_bar, g_strcmp0 (view, rb_topic_get_info (RB_TOPIC_TEXTBOOK)->word) != 0);
}

static void
on_call_picked (RbSignallingPane *self, RbFlow *flow)
{
  rb_signalling_sources_set_picked (self->sources, flow);
  rb_signalling_pane_set_scope (self, RB_SIGNALLING_PICKED);
}

/* Where it is said is where the reader goes on reading: the view stays. */
static void
on_link_followed (RbSignallingPane *self, guint position)
{
  RbScopeModel *model = rb_signalling_selection_get_model (self->selection);

  if (model != NULL && rb_scope_model_find (model, position) == GTK_INVALID_LIST_POSITION)
    {
      RbFlow *flow = rb_trace_get_flow_of (rb_scope_model_get_trace (model), position);

      g_object_set (self->filter_bar, "active", FALSE, NULL);
      /* In a call that belongs to the one shown. */
      if (rb_scope_model_get_kind (model) == RB_SCOPE_CALL && self->scope != RB_SIGNALLING_RELATED &&
          g_ptr_array_find (rb_related_calls_get_flows (self->related), flow, NULL))
        rb_signalling_pane_show_related (self, rb_signalling_pane_get_flow (self));
    }
  rb_signalling_selection_select (self->selection, position);
  rb_signalling_pane_show_selected (self);
}

static void
on_other_end_reading (RbSignallingPane *self, RbOpenedCapture *capture)
{
  rb_reading_bar_set_capture (self->reading_bar, capture);
}

static void
on_merged (RbSignallingPane *self, RbTrace *trace, const char *title)
{
  rb_signalling_sources_set_merged (self->sources, trace, title);
  rb_signalling_pane_set_scope (self, RB_SIGNALLING_MERGED);
}

/* A message of a call that is compared: selected where it is shown. */
static void
on_compared_message_chosen (RbSignallingPane *self, RbTrace *trace, guint position)
{
  if (trace == rb_signalling_pane_get_trace (self))
    on_link_followed (self, position);
}

static void
on_hovered (RbSignallingPane *self, guint position)
{
  rb_ladder_view_set_hovered (self->ladder, position);
  rb_message_list_set_hovered (self->list, position);
}

static void
on_message_activated (RbSignallingPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->detail));
}

/* What a trace of another scope has is that scope's matter; only a capture of its own has a file. */
static void
on_note_changed (RbSignallingPane *self, guint position)
{
  RbTrace *trace = rb_signalling_pane_get_trace (self);
  RbOpenedCapture *capture = rb_signalling_sources_get_capture (self->sources);
  gboolean has_file = capture != NULL && trace == rb_opened_capture_get_trace (capture);

  if (trace != NULL)
    rb_note_bar_take (self->note_bar, trace, position, has_file ? rb_opened_capture_get_path (capture) : NULL);
}

static void
on_detail_closed (RbSignallingPane *self)
{
  rb_signalling_selection_select (self->selection, RB_FLOW_NONE);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->view_stack), GTK_DIR_TAB_FORWARD);
}

/* Only now is it known whether the capture is one call. */
static void
on_capture_read (RbSignallingPane *self)
{
  if (self->scope != RB_SIGNALLING_CAPTURE)
    return;

  if (rb_signalling_sources_is_one_call (self->sources, self->scope))
    rb_signalling_pane_renew_model (self);
  else
    update_all (self);
}

static void
rb_signalling_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_signalling_pane_parent_class)->map (widget);
  rb_signalling_selection_set_paused (RB_SIGNALLING_PANE (widget)->selection, FALSE);
  rb_related_calls_set_paused (RB_SIGNALLING_PANE (widget)->related, FALSE);
}

static void
rb_signalling_pane_unmap (GtkWidget *widget)
{
  if (RB_SIGNALLING_PANE (widget)->selection != NULL)
    {
      rb_signalling_selection_set_paused (RB_SIGNALLING_PANE (widget)->selection, TRUE);
      rb_related_calls_set_paused (RB_SIGNALLING_PANE (widget)->related, TRUE);
    }
  GTK_WIDGET_CLASS (rb_signalling_pane_parent_class)->unmap (widget);
}

static void
rb_signalling_pane_dispose (GObject *object)
{
  RbSignallingPane *self = RB_SIGNALLING_PANE (object);
  GtkWidget *child;

  if (self->selection != NULL)
    {
      set_model (self, NULL);
      g_signal_handlers_disconnect_by_data (self->selection, self);
    }
  g_clear_object (&self->selection);
  g_clear_handle_id (&self->detail_source, g_source_remove);
  g_clear_handle_id (&self->renew_source, g_source_remove);
  if (self->other_end != NULL)
    g_object_run_dispose (G_OBJECT (self->other_end));
  g_clear_object (&self->other_end);
  g_clear_object (&self->call_dialogs);
  if (self->related != NULL)
    g_signal_handlers_disconnect_by_data (self->related, self);
  g_clear_object (&self->related);
  g_clear_pointer (&self->sources, rb_signalling_sources_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (rb_signalling_pane_parent_class)->dispose (object);
}

static void
rb_signalling_pane_class_init (RbSignallingPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  G_OBJECT_CLASS (klass)->dispose = rb_signalling_pane_dispose;
  widget_class->map = rb_signalling_pane_map;
  widget_class->unmap = rb_signalling_pane_unmap;

  signals[NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_css_provider_load_from_resource (css, "/io/github/ringback/Ringback/rb-signalling.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  g_type_ensure (RB_TYPE_CALL_PAGES);
  g_type_ensure (RB_TYPE_FILTER_BAR);
  g_type_ensure (RB_TYPE_LADDER_VIEW);
  g_type_ensure (RB_TYPE_MESSAGE_LIST);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL);
  g_type_ensure (RB_TYPE_NOTE_BAR);
  g_type_ensure (RB_TYPE_READING_BAR);
  g_type_ensure (RB_TYPE_RELATED_BAR);
  g_type_ensure (RB_TYPE_SCOPE_SWITCH);
  g_type_ensure (RB_TYPE_TIME_SCRUBBER);
  g_type_ensure (RB_TYPE_VERDICT_BAR);
  g_type_ensure (RB_TYPE_VIEW_SWITCH);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-signalling-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, scope_switch);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, filter_button);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, view_switch);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, reading_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, notes_label);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, note_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, related_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, stack);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, status_page);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, view_stack);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, paned);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, ladder);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, list);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, pages);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, scrubber);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, detail);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, verdict_bar);
  gtk_widget_class_bind_template_child (widget_class, RbSignallingPane, follow_button);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_link_followed);
  gtk_widget_class_bind_template_callback (widget_class, on_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_note_changed);
  gtk_widget_class_bind_template_callback (widget_class, rb_signalling_pane_tell);
  gtk_widget_class_bind_template_callback (widget_class, rb_signalling_pane_replay);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_detail_closed);
}

static void
rb_signalling_pane_init (RbSignallingPane *self)
{
  self->sources = rb_signalling_sources_new ();
  self->selection = rb_signalling_selection_new ();
  rb_signalling_pane_add_related (self);
  self->call_dialogs = rb_call_dialogs_new (GTK_WIDGET (self));
  g_signal_connect_object (self->call_dialogs, "picked", G_CALLBACK (on_call_picked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call_dialogs, "message-activated", G_CALLBACK (on_compared_message_chosen), self,
                           G_CONNECT_SWAPPED);
  self->other_end = rb_other_end_new ();
  g_signal_connect_object (self->other_end, "reading", G_CALLBACK (on_other_end_reading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->other_end, "merged", G_CALLBACK (on_merged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->other_end, "notice", G_CALLBACK (rb_signalling_pane_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->selection, "changed", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (update_all), self);
  g_signal_connect_swapped (self->selection, "following-changed", G_CALLBACK (update_follow_button), self);
  rb_signalling_selection_set_paused (self->selection, TRUE);
  rb_related_calls_set_paused (self->related, TRUE);
  rb_signalling_pane_add_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->filter_bar, "active", self->filter_button, "active", G_BINDING_BIDIRECTIONAL);
  rb_signalling_pane_set_view (self, "ladder");
  rb_signalling_pane_set_scope (self, RB_SIGNALLING_EVERYTHING);
}

GtkWidget *
rb_signalling_pane_new (void)
{
  return g_object_new (RB_TYPE_SIGNALLING_PANE, NULL);
}

static void
set_trace (RbSignallingPane *self, RbSignallingSource source, RbTrace *trace)
{
  if (!rb_signalling_sources_set_trace (self->sources, source, trace))
    return;

  if (rb_signalling_scope_get_info (self->scope)->source == source)
    rb_signalling_pane_set_scope (self, self->scope);
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
rb_signalling_pane_set_phone (RbSignallingPane *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_SIGNALLING_PANE (self));

  rb_note_bar_set_phone (self->note_bar, phone);
  rb_message_detail_set_phone (self->detail, phone);
  rb_signalling_pane_set_live (self, rb_phone_get_trace (phone));
  rb_signalling_pane_follow_conferences (self, phone);
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

  rb_signalling_sources_set_call (self->sources, call_id);
  /* Who looks at several calls goes on doing so: likely the new one belongs to them. */
  rb_signalling_pane_set_scope (self, self->scope == RB_SIGNALLING_RELATED ? self->scope : RB_SIGNALLING_CALL);
}

void
rb_signalling_pane_show_capture (RbSignallingPane *self, const char *path, const char *title)
{
  RbOpenedCapture *capture;

  g_return_if_fail (RB_IS_SIGNALLING_PANE (self));
  g_return_if_fail (path != NULL && title != NULL);

  if (rb_signalling_sources_get_capture (self->sources) != NULL)
    g_signal_handlers_disconnect_by_data (rb_signalling_sources_get_capture (self->sources), self);
  capture = rb_opened_capture_new (path, title);
  g_signal_connect_object (capture, "read", G_CALLBACK (on_capture_read), self, G_CONNECT_SWAPPED);
  rb_reading_bar_set_capture (self->reading_bar, capture);
  rb_signalling_sources_set_capture (self->sources, capture);
  rb_signalling_pane_set_scope (self, RB_SIGNALLING_CAPTURE);
}
