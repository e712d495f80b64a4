/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the page Diff: the line before with a minus, the line after with a plus, what differs inside them marked,
 * and below them why. The signs, strikes and underlines say the same as the colours. */

#include "rb-message-detail-diff-row.h"

#include <glib/gi18n-lib.h>

#include "rb-lesson-view-private.h"
#include "rb-wrap-layout.h"

#define SPACING 6

typedef struct
{
  GtkWidget *box;
  GtkWidget *sign;
  GtkWidget *text;
} Side;

struct _RbMessageDetailDiffRow
{
  GtkWidget parent_instance;

  Side before;
  Side after;
  GtkWidget *why_box;
  GtkWidget *why;
  GtkWidget *rfc;
};

G_DEFINE_FINAL_TYPE (RbMessageDetailDiffRow, rb_message_detail_diff_row, GTK_TYPE_WIDGET)

static void
rb_message_detail_diff_row_dispose (GObject *object)
{
  RbMessageDetailDiffRow *self = RB_MESSAGE_DETAIL_DIFF_ROW (object);

  g_clear_pointer (&self->before.box, gtk_widget_unparent);
  g_clear_pointer (&self->after.box, gtk_widget_unparent);
  g_clear_pointer (&self->why_box, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_message_detail_diff_row_parent_class)->dispose (object);
}

static void
rb_message_detail_diff_row_class_init (RbMessageDetailDiffRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_diff_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
new_label (void)
{
  return g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);
}

static Side
new_side (RbMessageDetailDiffRow *self, const char *style)
{
  Side side = { .box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING),
                .sign = gtk_label_new (NULL),
                .text = new_label () };

  gtk_widget_set_valign (side.sign, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (side.sign), 1);
  gtk_widget_set_hexpand (side.text, TRUE);
  gtk_widget_add_css_class (side.box, "monospace");
  gtk_widget_add_css_class (side.box, style);
  gtk_box_append (GTK_BOX (side.box), side.sign);
  gtk_box_append (GTK_BOX (side.box), side.text);
  gtk_widget_set_parent (side.box, GTK_WIDGET (self));

  return side;
}

static void
rb_message_detail_diff_row_init (RbMessageDetailDiffRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->before = new_side (self, "rb-diff-before");
  self->after = new_side (self, "rb-diff-after");

  self->why_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->why_box, rb_wrap_layout_new (SPACING));
  gtk_widget_add_css_class (self->why_box, "rb-diff-why");
  self->why = new_label ();
  self->rfc = rb_lesson_rfc_link_new ();
  gtk_box_append (GTK_BOX (self->why_box), self->why);
  gtk_box_append (GTK_BOX (self->why_box), self->rfc);
  gtk_widget_set_parent (self->why_box, GTK_WIDGET (self));
}

GtkWidget *
rb_message_detail_diff_row_new (void)
{
  return g_object_new (RB_TYPE_MESSAGE_DETAIL_DIFF_ROW, NULL);
}

static void
insert (PangoAttrList *attributes, PangoAttribute *attribute, RbSpan span)
{
  attribute->start_index = span.offset;
  attribute->end_index = span.offset + span.length;
  pango_attr_list_insert (attributes, attribute);
}

static void
set_side (const Side *side, const char *sign, const char *text, const GArray *marks, gboolean is_gone)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  gtk_widget_set_visible (side->box, text != NULL);
  if (text == NULL)
    return;

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; marks != NULL && i < marks->len; i++)
    {
      RbSpan span = g_array_index (marks, RbSpan, i);

      insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span);
      insert (attributes,
              is_gone ? pango_attr_strikethrough_new (TRUE) : pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), span);
    }
  gtk_label_set_text (GTK_LABEL (side->sign), sign);
  gtk_label_set_text (GTK_LABEL (side->text), text);
  gtk_label_set_attributes (GTK_LABEL (side->text), attributes);
}

void
rb_message_detail_diff_row_set_line (RbMessageDetailDiffRow *self, const RbDiffLine *line)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL_DIFF_ROW (self));

  set_side (&self->before, "−", line->kind == RB_DIFF_SAME ? NULL : line->before, line->before_marks, TRUE);
  set_side (&self->after, line->kind == RB_DIFF_SAME ? " " : "+", line->after, line->after_marks, FALSE);
  if (line->kind == RB_DIFF_SAME)
    gtk_widget_add_css_class (GTK_WIDGET (self), "rb-diff-same");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "rb-diff-same");

  gtk_widget_set_visible (self->why_box, line->text != NULL);
  gtk_label_set_text (GTK_LABEL (self->why), line->text != NULL ? line->text : "");
  rb_lesson_rfc_link_set (self->rfc, line->rfc);
}

static char *
format_change (const RbDiffLine *line)
{
  switch (line->kind)
    {
    case RB_DIFF_ADDED:
      return g_strdup_printf (_ ("Added: %s"), line->after);

    case RB_DIFF_REMOVED:
      return g_strdup_printf (_ ("Removed: %s"), line->before);

    case RB_DIFF_CHANGED:
      /* Translators: a line of a message as it was, and as it is */
      return g_strdup_printf (_ ("Changed: %1$s; now: %2$s"), line->before, line->after);

    case RB_DIFF_SAME:
    default:
      return g_strdup_printf (_ ("Equal: %s"), line->after);
    }
}

char *
rb_message_detail_diff_row_format (const RbDiffLine *line)
{
  g_autofree char *change = format_change (line);

  if (line->text == NULL)
    return g_steal_pointer (&change);

  /* Translators: how a line of a message changed, and why */
  return g_strdup_printf (_ ("%1$s (%2$s)"), change, line->text);
}
