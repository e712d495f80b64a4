/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions about a call, of the quiz or of the lab coach. A question has choices of which one is right, or
 * which are to be put in order. The window opens it. */

#include "rb-question-dialog.h"

#include <glib/gi18n-lib.h>

#include "rb-lesson-view.h"

struct _RbQuestionDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkScrolledWindow *scroller;
  GtkLabel *question;
  GtkListBox *choices;
  GtkWidget *verdict;
  GtkImage *verdict_icon;
  GtkLabel *verdict_label;
  RbLessonView *why;
  GtkButton *next_button;

  GPtrArray *questions; /* of RbQuestion */
  guint current;
  gboolean is_marked; /* the current one */
  guint n_right;
  GArray *order; /* of guint: the choices as they are listed now */
};

G_DEFINE_FINAL_TYPE (RbQuestionDialog, rb_question_dialog, ADW_TYPE_WINDOW)

enum
{
  FINISHED,
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const RbQuestion *
get_question (RbQuestionDialog *self)
{
  return g_ptr_array_index (self->questions, self->current);
}

static GtkWidget *
get_row_widget (RbQuestionDialog *self, guint n)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->choices, (int) n);

  return row != NULL ? GTK_WIDGET (g_object_get_data (G_OBJECT (row), "control")) : NULL;
}

static void
update_next_button (RbQuestionDialog *self)
{
  gboolean is_last = self->current + 1 == self->questions->len;
  gboolean ready = self->is_marked || get_question (self)->is_order;

  for (guint i = 0; !ready && i < get_question (self)->choices->len; i++)
    ready = gtk_check_button_get_active (GTK_CHECK_BUTTON (get_row_widget (self, i)));

  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), ready);
  gtk_button_set_label (self->next_button, !self->is_marked ? _ ("Check") : is_last ? _ ("Finish") : _ ("Next"));
}

static GtkWidget *
create_row (const char *text, GtkWidget *control)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  if (GTK_IS_CHECK_BUTTON (control))
    gtk_box_prepend (GTK_BOX (box), control);
  else
    gtk_box_append (GTK_BOX (box), control);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), GTK_IS_CHECK_BUTTON (control));
  g_object_set_data (G_OBJECT (row), "control", control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return row;
}

static void
add_choice (RbQuestionDialog *self, const char *text, GtkWidget *group)
{
  GtkWidget *button = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), group != NULL ? GTK_CHECK_BUTTON (group) : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_object (button, "toggled", G_CALLBACK (update_next_button), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->choices, create_row (text, button));
}

static void fill_choices (RbQuestionDialog *self);

/* Exchanges the place of a row with that of the one above it. */
static void
move_up (RbQuestionDialog *self, guint n)
{
  guint *order = (guint *) (gpointer) self->order->data;
  guint moved = order[n];

  order[n] = order[n - 1];
  order[n - 1] = moved;
  fill_choices (self);
}

static void
on_move (GtkButton *button, gpointer data)
{
  RbQuestionDialog *self = RB_QUESTION_DIALOG (gtk_widget_get_root (GTK_WIDGET (button)));
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  guint n = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  gboolean up = GPOINTER_TO_INT (data);
  guint target = up ? n - 1 : n + 1;

  move_up (self, up ? n : n + 1);
  gtk_widget_child_focus (get_row_widget (self, target), up ? GTK_DIR_TAB_FORWARD : GTK_DIR_TAB_BACKWARD);
}

/* @format: with the text of the choice. */
static GtkWidget *
create_mover (const char *icon, char *label, gboolean up, gboolean sensitive)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, sensitive);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_move), GINT_TO_POINTER (up));
  g_free (label);
  return button;
}

static void
add_ordered (RbQuestionDialog *self, const char *text, guint n)
{
  GtkWidget *movers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gboolean can = !self->is_marked;

  gtk_box_append (GTK_BOX (movers),
                  /* Translators: a message that is to be put in order: "Earlier: 180 Ringing" */
                  create_mover ("go-up-symbolic", g_strdup_printf (_ ("Earlier: %s"), text), TRUE, can && n > 0));
  gtk_box_append (GTK_BOX (movers), create_mover ("go-down-symbolic", g_strdup_printf (_ ("Later: %s"), text), FALSE,
                                                  can && n + 1 < self->order->len));
  gtk_list_box_append (self->choices, create_row (text, movers));
}

static void
fill_choices (RbQuestionDialog *self)
{
  const RbQuestion *question = get_question (self);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->choices, 0)) != NULL)
    gtk_list_box_remove (self->choices, GTK_WIDGET (row));
  for (guint i = 0; i < question->choices->len; i++)
    {
      const char *text = g_ptr_array_index (question->choices, g_array_index (self->order, guint, i));

      if (question->is_order)
        add_ordered (self, text, i);
      else
        add_choice (self, text, i > 0 ? get_row_widget (self, 0) : NULL);
    }
}

static void
show_question (RbQuestionDialog *self)
{
  const RbQuestion *question = get_question (self);
  g_autofree char *where = g_strdup_printf (_ ("Question %1$u of %2$u"), self->current + 1, self->questions->len);

  self->is_marked = FALSE;
  g_array_set_size (self->order, 0);
  for (guint i = 0; i < question->choices->len; i++)
    g_array_append_val (self->order, i);
  adw_window_title_set_subtitle (self->title, where);
  gtk_label_set_text (self->question, question->text);
  fill_choices (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choices), TRUE);
  gtk_widget_set_visible (self->verdict, FALSE);
  rb_lesson_view_set_lesson (self->why, NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  update_next_button (self);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->choices, 0)));
}

/* The tick or cross is told by its word, too. */
static void
show_verdict (RbQuestionDialog *self, gboolean right, const char *text)
{
  gtk_image_set_from_icon_name (self->verdict_icon, right ? "object-select-symbolic" : "window-close-symbolic");
  gtk_label_set_text (self->verdict_label, text);
  gtk_widget_remove_css_class (self->verdict, right ? "error" : "success");
  gtk_widget_add_css_class (self->verdict, right ? "success" : "error");
  gtk_widget_set_visible (self->verdict, TRUE);
}

/* (transfer full) */
static char *
describe_right_answer (const RbQuestion *question)
{
  g_autoptr (GString) answers = g_string_new (NULL);

  for (guint i = 0; i < question->answer->len; i++)
    g_string_append_printf (
        answers, "%s%s", i > 0 ? " → " : "",
        (const char *) g_ptr_array_index (question->choices, g_array_index (question->answer, guint, i)));
  /* Translators: after a wrong answer */
  return g_strdup_printf (_ ("Not right. The answer is: %s"), answers->str);
}

static void
mark (RbQuestionDialog *self)
{
  const RbQuestion *question = get_question (self);
  g_autoptr (GArray) answer = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean right;

  for (guint i = 0; i < question->choices->len; i++)
    if (question->is_order || gtk_check_button_get_active (GTK_CHECK_BUTTON (get_row_widget (self, i))))
      g_array_append_val (answer, g_array_index (self->order, guint, i));
  right = rb_question_is_right (question, (const guint *) (gpointer) answer->data, answer->len);
  self->is_marked = TRUE;
  self->n_right += right;
  if (right)
    show_verdict (self, TRUE, _ ("Right."));
  else
    {
      g_autofree char *text = describe_right_answer (question);

      show_verdict (self, FALSE, text);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->choices), FALSE);
  rb_lesson_view_set_lesson (self->why, rb_lesson_copy (question->why));
}

static void
finish (RbQuestionDialog *self)
{
  g_autofree char *score = g_strdup_printf (
      ngettext ("%1$u of %2$u answer was right.", "%1$u of %2$u answers were right.", self->questions->len),
      self->n_right, self->questions->len);

  adw_window_title_set_subtitle (self->title, score);
  gtk_label_set_text (self->question, score);
  gtk_widget_set_visible (GTK_WIDGET (self->choices), FALSE);
  gtk_widget_set_visible (self->verdict, FALSE);
  rb_lesson_view_set_lesson (self->why, NULL);
  gtk_button_set_label (self->next_button, _ ("Close"));
  self->current++;
  g_signal_emit (self, signals[FINISHED], 0);
}

static void
on_next (RbQuestionDialog *self)
{
  if (self->current == self->questions->len)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  if (!self->is_marked)
    {
      mark (self);
      update_next_button (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->next_button));
    }
  else if (self->current + 1 < self->questions->len)
    {
      self->current++;
      show_question (self);
    }
  else
    finish (self);
}

static void
on_choice_activated (RbQuestionDialog *self, GtkListBoxRow *row)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (g_object_get_data (G_OBJECT (row), "control")), TRUE);
}

static void
on_message_activated (RbQuestionDialog *self, guint position)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0, position);
}

static void
rb_question_dialog_finalize (GObject *object)
{
  RbQuestionDialog *self = RB_QUESTION_DIALOG (object);

  g_clear_pointer (&self->questions, g_ptr_array_unref);
  g_array_unref (self->order);

  G_OBJECT_CLASS (rb_question_dialog_parent_class)->finalize (object);
}

static void
rb_question_dialog_class_init (RbQuestionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rb_question_dialog_finalize;
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE_ACTIVATED] =
      g_signal_new ("message-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_LESSON_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-question-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, title);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, question);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, choices);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, verdict);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, why);
  gtk_widget_class_bind_template_child (widget_class, RbQuestionDialog, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
}

static void
rb_question_dialog_init (RbQuestionDialog *self)
{
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rb_question_dialog_new (const char *title, GPtrArray *questions)
{
  RbQuestionDialog *self =
      g_object_new (RB_TYPE_QUESTION_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, "title", title, NULL);

  self->questions = questions;
  adw_window_title_set_title (self->title, title);
  show_question (self);
  return GTK_WIDGET (self);
}
