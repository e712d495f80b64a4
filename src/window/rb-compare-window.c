/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window that compares two calls. */

#include "rb-compare-window.h"

#include <glib/gi18n-lib.h>

#include "rb-call-alignment.h"
#include "rb-call-list.h"
#include "rb-pair-view.h"
#include "rb-shown-text.h"

struct _RbCompareWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkLabel *verdicts[RB_PAIR_N_SIDES];
  GtkLabel *verdict_left;
  GtkLabel *verdict_right;
  RbPairView *pairs;

  RbTrace *traces[RB_PAIR_N_SIDES];
};

G_DEFINE_FINAL_TYPE (RbCompareWindow, rb_compare_window, ADW_TYPE_WINDOW)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_line_chosen (RbCompareWindow *self, guint side, guint position)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, self->traces[side], position);
}

static void
rb_compare_window_dispose (GObject *object)
{
  RbCompareWindow *self = RB_COMPARE_WINDOW (object);

  for (guint i = 0; i < RB_PAIR_N_SIDES; i++)
    g_clear_object (&self->traces[i]);

  G_OBJECT_CLASS (rb_compare_window_parent_class)->dispose (object);
}

static void
rb_compare_window_class_init (RbCompareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_compare_window_dispose;

  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 2, RB_TYPE_TRACE, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_PAIR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-compare-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCompareWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RbCompareWindow, verdict_left);
  gtk_widget_class_bind_template_child (widget_class, RbCompareWindow, verdict_right);
  gtk_widget_class_bind_template_child (widget_class, RbCompareWindow, pairs);
  gtk_widget_class_bind_template_callback (widget_class, on_line_chosen);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rb_compare_window_init (RbCompareWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->verdicts[RB_PAIR_LEFT] = self->verdict_left;
  self->verdicts[RB_PAIR_RIGHT] = self->verdict_right;
  rb_pair_view_set_name (self->pairs, _ ("Two calls beside each other"));
}

static void
set_side (RbCompareWindow *self, RbPairSide side, RbFlow *flow, RbLadder *ladder)
{
  g_autofree char *parties = rb_flow_format_parties (flow);
  g_autofree char *verdict = rb_shown_text_line (rb_flow_get_verdict (flow)->text);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lanes = NULL;

  for (guint i = 0; i < rb_ladder_get_n_lanes (ladder); i++)
    g_strv_builder_add (builder, rb_ladder_get_lane (ladder, i)->title);
  lanes = g_strv_builder_end (builder);
  rb_pair_view_set_heads (self->pairs, side, parties, (const char *const *) lanes);
  gtk_label_set_text (self->verdicts[side], verdict);
  g_set_object (&self->traces[side], rb_flow_get_trace (flow));
}

GtkWidget *
rb_compare_window_new (RbFlow *first, RbFlow *second)
{
  RbCompareWindow *self = g_object_new (RB_TYPE_COMPARE_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  g_autoptr (RbLadder) left = rb_ladder_new_for_flow (first);
  g_autoptr (RbLadder) right = rb_ladder_new_for_flow (second);
  guint n_differences;
  g_autoptr (GPtrArray) lines = rb_call_alignment_list_lines (left, right, &n_differences);
  g_autofree char *subtitle =
      n_differences > 0 ? g_strdup_printf (ngettext ("%u difference", "%u differences", n_differences), n_differences)
                        : g_strdup (_ ("No differences"));

  set_side (self, RB_PAIR_LEFT, first, left);
  set_side (self, RB_PAIR_RIGHT, second, right);
  rb_pair_view_set_lines (self->pairs, lines);
  adw_window_title_set_subtitle (self->title, subtitle);

  return GTK_WIDGET (self);
}
