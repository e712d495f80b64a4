/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with the selected message, in sentences above its fields. RbMessageDetail marks the bytes
 * of the one that is pressed. */

#include "rb-message-detail-problems.h"

#include <glib/gi18n-lib.h>

#include "rb-message-check.h"
#include "rb-signalling-font.h"
#include "rb-shown-text.h"

#define MAX_LINES 6 /* of text to be seen at once; there may be many problems, and the message is to stay in view */

struct _RbMessageDetailProblems
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkListBox *list;
  GPtrArray *problems; /* (nullable) RbMessageProblem, a row each */
};

enum
{
  SIGNAL_SPAN_SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetailProblems, rb_message_detail_problems, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *style;
} severities[] = {
  [RB_PROBLEM_WARNING] = { "dialog-warning-symbolic", "warning" },
  [RB_PROBLEM_REFUSAL] = { "dialog-error-symbolic", "warning" },
  [RB_PROBLEM_ERROR] = { "dialog-error-symbolic", "error" },
};

static GtkWidget *
make_row (const RbMessageProblem *problem)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (severities[problem->severity].icon);
  g_autofree char *sentence = rb_shown_text_line (problem->sentence);
  /* Translators: a sentence, and the section of an RFC it follows from */
  g_autofree char *text = g_strdup_printf (_ ("%1$s (%2$s)"), sentence, problem->section);
  /* Translators: "error", and what it is */
  g_autofree char *spoken = g_strdup_printf (_ ("%1$s: %2$s"), rb_problem_severity_get_label (problem->severity), text);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, severities[problem->severity].style);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), problem->span.length > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return row;
}

static void
on_row_activated (RbMessageDetailProblems *self, GtkListBoxRow *row)
{
  const RbMessageProblem *problem = g_ptr_array_index (self->problems, gtk_list_box_row_get_index (row));

  g_signal_emit (self, signals[SIGNAL_SPAN_SELECTED], 0, problem->span.offset, problem->span.length);
}

static GtkSizeRequestMode
rb_message_detail_problems_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* GtkScrolledWindow would propagate the height the sentences have when none is wrapped. */
static void
rb_message_detail_problems_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  RbMessageDetailProblems *self = RB_MESSAGE_DETAIL_PROBLEMS (widget);
  int height;

  gtk_widget_measure (self->scrolled, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;

  gtk_widget_measure (GTK_WIDGET (self->list), orientation, for_size, NULL, &height, NULL, NULL);
  *natural = MAX (*minimum, MIN (height, MAX_LINES * rb_signalling_font_get_line_height (widget)));
}

static void
rb_message_detail_problems_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (RB_MESSAGE_DETAIL_PROBLEMS (widget)->scrolled, width, height, baseline, NULL);
}

static void
rb_message_detail_problems_dispose (GObject *object)
{
  RbMessageDetailProblems *self = RB_MESSAGE_DETAIL_PROBLEMS (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->problems, g_ptr_array_unref);

  G_OBJECT_CLASS (rb_message_detail_problems_parent_class)->dispose (object);
}

static void
rb_message_detail_problems_class_init (RbMessageDetailProblemsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_message_detail_problems_dispose;
  widget_class->get_request_mode = rb_message_detail_problems_get_request_mode;
  widget_class->measure = rb_message_detail_problems_measure;
  widget_class->size_allocate = rb_message_detail_problems_size_allocate;

  signals[SIGNAL_SPAN_SELECTED] = g_signal_new ("span-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
rb_message_detail_problems_init (RbMessageDetailProblems *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Problems of the message"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "rb-problems");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rb_message_detail_problems_set_message (RbMessageDetailProblems *self, RbMessage *message)
{
  GtkWidget *row;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL_PROBLEMS (self));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  if (message != NULL && rb_message_get_info (message)->kind != RB_MESSAGE_KEEP_ALIVE)
    {
      gsize length;
      const guint8 *bytes = g_bytes_get_data (rb_message_get_bytes (message), &length);

      self->problems = rb_message_check (bytes, length);
      for (guint i = 0; i < self->problems->len; i++)
        gtk_list_box_append (self->list, make_row (g_ptr_array_index (self->problems, i)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->problems != NULL && self->problems->len > 0);
}
