/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of the signalling half that compares a call with the textbook: which flow of it, how many differences, and
 * both as ladders. A call that no flow of the textbook fits gets the lesson that says so. */

#include "rb-textbook-page.h"

#include <glib/gi18n-lib.h>

#include "rb-comparison.h"
#include "rb-lesson-view.h"
#include "rb-pair-view.h"
#include "rb-rfc-uri.h"

struct _RbTextbookPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *summary;
  GtkLabel *legend;
  RbPairView *pairs;
  RbLessonView *lesson_view;
  guint selected;
};

G_DEFINE_FINAL_TYPE (RbTextbookPage, rb_textbook_page, GTK_TYPE_WIDGET)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_line_chosen (RbTextbookPage *self, guint side, guint position)
{
  self->selected = position;
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, position);
}

static void
on_message_activated (RbTextbookPage *self, guint position)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, position);
}

static char *
describe_arrows (const RbPairLine *line, const char *const *lanes)
{
  const RbPairArrow *book = &line->arrows[RB_PAIR_LEFT];
  const RbPairArrow *real = &line->arrows[RB_PAIR_RIGHT];

  if (real->label == NULL)
    /* Translators: a message of the textbook, who sends it, to whom */
    return g_strdup_printf (_ ("Textbook: %1$s, %2$s to %3$s. Not in this call."), book->label, lanes[book->from],
                            lanes[book->to]);
  if (book->label == NULL)
    /* Translators: number of a message, the message, who sent it, to whom */
    return g_strdup_printf (_ ("Not in the textbook. This call: No. %1$u, %2$s, %3$s to %4$s."), real->position + 1,
                            real->label, lanes[real->from], lanes[real->to]);

  /* Translators: a message of the textbook, who sends it, to whom; number of the message beside it, that message, who
   * sent it, to whom */
  return g_strdup_printf (_ ("Textbook: %1$s, %2$s to %3$s. This call: No. %4$u, %5$s, %6$s to %7$s."), book->label,
                          lanes[book->from], lanes[book->to], real->position + 1, real->label, lanes[real->from],
                          lanes[real->to]);
}

/* @explains: with the reason of the difference */
static RbPairLine *
make_line (RbComparison *comparison, guint n, const char *const *lanes, RbTrace *trace, gboolean explains)
{
  const RbComparisonRow *row = rb_comparison_get_row (comparison, n);
  RbPairLine *line = rb_pair_line_new ();
  RbPairArrow *book = &line->arrows[RB_PAIR_LEFT];
  RbPairArrow *real = &line->arrows[RB_PAIR_RIGHT];
  g_autofree char *arrows = NULL;

  if (row->step != RB_FLOW_NONE)
    {
      const RbTextbookStep *step = rb_textbook_flow_get_step (rb_comparison_get_textbook (comparison), row->step);

      book->label = g_strdup (step->label);
      book->from = step->from;
      book->to = step->to;
      book->is_response = step->status != 0;
    }
  if (row->position != RB_FLOW_NONE)
    {
      const RbFlowStep *step = rb_trace_get_step (trace, row->position);

      real->label = g_strdup (row->label);
      real->from = row->from;
      real->to = row->to;
      real->position = row->position;
      real->is_response = step != NULL && step->response_to != RB_FLOW_NONE;
    }
  line->kind = row->kind;
  line->confidence = row->confidence;
  if (explains)
    {
      line->text = g_strdup (row->text);
      line->rfc = g_strdup (row->rfc);
    }
  arrows = describe_arrows (line, lanes);
  if (line->text != NULL)
    /* Translators: a line of two ladders for screen readers: its arrows, how they differ, why */
    line->spoken = g_strdup_printf (_ ("%1$s %2$s: %3$s"), arrows, rb_difference_kind_get_label (row->kind), row->text);
  else if (row->kind != RB_DIFFERENCE_NONE)
    /* Translators: a line of two ladders for screen readers: its arrows, how they differ */
    line->spoken = g_strdup_printf (_ ("%1$s %2$s."), arrows, rb_difference_kind_get_label (row->kind));
  else
    line->spoken = g_steal_pointer (&arrows);

  return line;
}

/* What several lines have one reason for is explained at the first of them. */
static GPtrArray *
make_lines (RbComparison *comparison, const char *const *lanes, RbTrace *trace)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree gboolean *is_explained = g_new0 (gboolean, rb_comparison_count_differences (comparison) + 1);

  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    {
      guint difference = rb_comparison_get_row (comparison, i)->difference;
      gboolean explains = difference != RB_FLOW_NONE && !is_explained[difference];

      g_ptr_array_add (lines, make_line (comparison, i, lanes, trace, explains));
      if (explains)
        is_explained[difference] = TRUE;
    }

  return lines;
}

static char **
list_lanes (const RbTextbookFlow *textbook)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < rb_textbook_flow_get_n_lanes (textbook); i++)
    {
      g_autofree char *title = rb_textbook_flow_dup_lane_title (textbook, i);

      g_strv_builder_add (builder, title);
    }

  return g_strv_builder_end (builder);
}

static void
set_title (RbTextbookPage *self, const RbTextbookFlow *textbook)
{
  const char *rfc = rb_textbook_flow_get_rfc (textbook);
  g_autofree char *uri = rfc != NULL ? rb_rfc_dup_uri (rfc) : NULL;
  g_autofree char *title = g_markup_escape_text (textbook->title, -1);
  g_autofree char *source = g_markup_escape_text (textbook->source, -1);
  g_autofree char *link = uri != NULL ? g_markup_printf_escaped ("<a href=\"%s\">%s</a>", uri, textbook->source)
                                      : g_steal_pointer (&source);
  /* Translators: name of a flow of the textbook, and where it is written */
  g_autofree char *markup = g_strdup_printf (_ ("%1$s (%2$s)"), title, link);

  gtk_label_set_markup (self->title, markup);
}

static void
set_summary (RbTextbookPage *self, RbComparison *comparison)
{
  guint n = rb_comparison_count_differences (comparison);
  guint n_skipped = rb_comparison_get_n_skipped (comparison);
  g_autofree char *text = n > 0 ? g_strdup_printf (ngettext ("This call differs from the textbook in %u place.",
                                                             "This call differs from the textbook in %u places.", n),
                                                   n)
                                : g_strdup (_ ("This call is as in the textbook."));

  if (n_skipped > 0)
    {
      g_autofree char *skipped =
          g_strdup_printf (ngettext ("%u message in the middle of the call is not compared.",
                                     "%u messages in the middle of the call are not compared.", n_skipped),
                           n_skipped);
      g_autofree char *both = g_strdup_printf ("%s\n%s", text, skipped);

      gtk_label_set_text (self->summary, both);
    }
  else
    gtk_label_set_text (self->summary, text);
}

/* What the signs between the ladders mean: those that are there. */
static void
set_legend (RbTextbookPage *self, RbComparison *comparison)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean is_there[RB_N_DIFFERENCE_KINDS] = { FALSE };

  for (guint i = 0; i < rb_comparison_get_n_rows (comparison); i++)
    is_there[rb_comparison_get_row (comparison, i)->kind] = TRUE;
  for (RbDifferenceKind kind = RB_DIFFERENCE_NONE; kind < RB_N_DIFFERENCE_KINDS; kind++)
    if (is_there[kind])
      g_string_append_printf (text, "%s%s\302\240%s", text->len > 0 ? "   " : "", rb_pair_line_mark_of (kind),
                              kind == RB_DIFFERENCE_NONE ? _ ("As in the textbook")
                                                         : rb_difference_kind_get_label (kind));
  gtk_label_set_text (self->legend, text->str);
}

static void
show_comparison (RbTextbookPage *self, RbComparison *comparison, RbTrace *trace)
{
  const RbTextbookFlow *textbook = rb_comparison_get_textbook (comparison);
  g_auto (GStrv) lanes = list_lanes (textbook);
  g_autoptr (GPtrArray) lines = make_lines (comparison, (const char *const *) lanes, trace);

  set_title (self, textbook);
  set_summary (self, comparison);
  set_legend (self, comparison);
  rb_pair_view_set_heads (self->pairs, RB_PAIR_LEFT, _ ("Textbook"), (const char *const *) lanes);
  rb_pair_view_set_heads (self->pairs, RB_PAIR_RIGHT, _ ("This call"), (const char *const *) lanes);
  rb_pair_view_set_lines (self->pairs, lines);
  rb_pair_view_set_selected (self->pairs, self->selected);
}

static void
rb_textbook_page_dispose (GObject *object)
{
  RbTextbookPage *self = RB_TEXTBOOK_PAGE (object);

  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;

  G_OBJECT_CLASS (rb_textbook_page_parent_class)->dispose (object);
}

static void
rb_textbook_page_class_init (RbTextbookPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_textbook_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_PAIR_VIEW);
  g_type_ensure (RB_TYPE_LESSON_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-textbook-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbTextbookPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RbTextbookPage, title);
  gtk_widget_class_bind_template_child (widget_class, RbTextbookPage, summary);
  gtk_widget_class_bind_template_child (widget_class, RbTextbookPage, legend);
  gtk_widget_class_bind_template_child (widget_class, RbTextbookPage, pairs);
  gtk_widget_class_bind_template_child (widget_class, RbTextbookPage, lesson_view);
  gtk_widget_class_bind_template_callback (widget_class, on_line_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
}

static void
rb_textbook_page_init (RbTextbookPage *self)
{
  self->selected = RB_FLOW_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  rb_pair_view_set_name (self->pairs, _ ("Textbook beside this call"));
}

GtkWidget *
rb_textbook_page_new (void)
{
  return g_object_new (RB_TYPE_TEXTBOOK_PAGE, NULL);
}

void
rb_textbook_page_set_flow (RbTextbookPage *self, RbFlow *flow)
{
  RbComparison *comparison;

  g_return_if_fail (RB_IS_TEXTBOOK_PAGE (self));

  comparison = rb_comparison_new (flow, NULL);
  if (comparison != NULL)
    show_comparison (self, comparison, rb_flow_get_trace (flow));
  else
    rb_lesson_view_set_lesson (self->lesson_view, rb_comparison_explain (flow));
  gtk_stack_set_visible_child_name (self->stack, comparison != NULL ? "pairs" : "lesson");
  g_clear_pointer (&comparison, rb_comparison_free);
}

void
rb_textbook_page_set_selected (RbTextbookPage *self, guint position)
{
  g_return_if_fail (RB_IS_TEXTBOOK_PAGE (self));

  if (self->selected == position)
    return;

  self->selected = position;
  rb_pair_view_set_selected (self->pairs, position);
}
