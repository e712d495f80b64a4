/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sentence (or formula, or title of a table) of a lesson: the icon of its tone, the words, and behind them, like
 * words, its tags: how sure it is, the messages that show it, the section of the RFC. */

#include "rb-lesson-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "rb-lesson-formula.h"
#include "rb-wrap-layout.h"

#define SPACING 6
#define LINE_CHARS 76   /* longer lines are hard to read */
#define MAX_EVIDENCE 12 /* links; a statement about a flood may cite thousands */

struct _RbLessonParagraph
{
  GtkWidget parent_instance;

  GtkWidget *icon;
  GtkWidget *line; /* wraps */
  GtkWidget *words;
  GtkWidget *badge;
  GPtrArray *evidence; /* of GtkWidget, not owned: children of the line */
  GtkWidget *more;
  GtkWidget *rfc;
  RbLessonFormula *formula; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RbLessonParagraph, rb_lesson_paragraph, GTK_TYPE_WIDGET)

static void
update_attributes (RbLessonParagraph *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->formula == NULL)
    return;

  attributes = rb_lesson_formula_list_attributes (self->formula, adw_style_manager_get_dark (style),
                                                  adw_style_manager_get_high_contrast (style));
  gtk_label_set_attributes (GTK_LABEL (self->words), attributes);
}

/* The numbers behind the pieces are no part of what somebody wants to compute with. */
static void
on_copy (RbLessonParagraph *self)
{
  g_autofree char *plain = NULL;
  int start;
  int end;

  if (self->formula == NULL || !gtk_label_get_selection_bounds (GTK_LABEL (self->words), &start, &end))
    return;

  g_signal_stop_emission_by_name (self->words, "copy-clipboard");
  plain = rb_lesson_formula_dup_plain (self->formula, (guint) start, (guint) end);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), plain);
}

static void
rb_lesson_paragraph_dispose (GObject *object)
{
  RbLessonParagraph *self = RB_LESSON_PARAGRAPH (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->evidence, g_ptr_array_unref);
  g_clear_pointer (&self->formula, rb_lesson_formula_free);

  G_OBJECT_CLASS (rb_lesson_paragraph_parent_class)->dispose (object);
}

static void
rb_lesson_paragraph_class_init (RbLessonParagraphClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_lesson_paragraph_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
rb_lesson_paragraph_init (RbLessonParagraph *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);
  self->icon = g_object_new (GTK_TYPE_IMAGE, "visible", FALSE, "valign", GTK_ALIGN_START, NULL);
  gtk_widget_add_css_class (self->icon, "rb-tone");
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));

  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->line, rb_wrap_layout_new (SPACING));
  gtk_widget_set_hexpand (self->line, TRUE);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));

  self->words = rb_lesson_label_new ();
  gtk_label_set_max_width_chars (GTK_LABEL (self->words), LINE_CHARS);
  g_signal_connect_swapped (self->words, "copy-clipboard", G_CALLBACK (on_copy), self);
  gtk_box_append (GTK_BOX (self->line), self->words);

  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "rb-badge");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->line), self->badge);

  self->evidence = g_ptr_array_new ();
  self->more = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->more, "dim-label");
  gtk_widget_add_css_class (self->more, "caption");
  gtk_box_append (GTK_BOX (self->line), self->more);

  self->rfc = rb_lesson_rfc_link_new ();
  gtk_box_append (GTK_BOX (self->line), self->rfc);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_attributes), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (update_attributes),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
rb_lesson_paragraph_new (void)
{
  return g_object_new (RB_TYPE_LESSON_PARAGRAPH, NULL);
}

static void
set_formula (RbLessonParagraph *self, RbLessonFormula *formula)
{
  gboolean is_same = formula != NULL && rb_lesson_formula_equal (self->formula, formula);

  g_clear_pointer (&self->formula, rb_lesson_formula_free);
  self->formula = formula;
  if (formula == NULL || is_same)
    return;

  rb_lesson_set_label (self->words, rb_lesson_formula_get_text (formula));
  update_attributes (self);
}

static void
set_tone (RbLessonParagraph *self, const RbLessonBlock *block)
{
  const char *icon = rb_lesson_tone_get_icon (block->tone);
  const char *word = rb_lesson_tone_get_word (block->tone);
  const char *text = gtk_label_get_text (GTK_LABEL (self->words));
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (self->icon, icon != NULL);
  rb_lesson_set_tone (GTK_WIDGET (self), block->tone);
  if (icon != NULL)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
      gtk_widget_set_tooltip_text (self->icon, word);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
      /* Translators: "error", and what it is */
      spoken = g_strdup_printf (_ ("%1$s: %2$s"), word, text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->words), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken : text, -1);
}

static void
set_confidence (RbLessonParagraph *self, RbConfidence confidence)
{
  const char *word = confidence == RB_CONFIDENCE_LIKELY  ? _ ("likely")
                     : confidence == RB_CONFIDENCE_GUESS ? _ ("a guess")
                                                         : NULL;

  gtk_widget_set_visible (self->badge, word != NULL);
  if (word != NULL)
    rb_lesson_set_label (self->badge, word);
}

static void
set_evidence (RbLessonParagraph *self, const GArray *positions)
{
  guint n = MIN (positions->len, MAX_EVIDENCE);
  guint n_more = positions->len - n;
  g_autofree char *more = NULL;

  while (self->evidence->len > n)
    gtk_box_remove (GTK_BOX (self->line), g_ptr_array_steal_index (self->evidence, self->evidence->len - 1));
  while (self->evidence->len < n)
    {
      GtkWidget *link = rb_lesson_link_new ();
      GtkWidget *previous =
          self->evidence->len > 0 ? g_ptr_array_index (self->evidence, self->evidence->len - 1) : self->badge;

      gtk_box_insert_child_after (GTK_BOX (self->line), link, previous);
      g_ptr_array_add (self->evidence, link);
    }
  for (guint i = 0; i < n; i++)
    {
      guint position = g_array_index (positions, guint, i);
      g_autofree char *number = rb_lesson_format_number (position);

      rb_lesson_link_set (g_ptr_array_index (self->evidence, i), number, position);
    }

  gtk_widget_set_visible (self->more, n_more > 0);
  if (n_more == 0)
    return;
  more = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);
  rb_lesson_set_label (self->more, more);
}

void
rb_lesson_paragraph_set_block (RbLessonParagraph *self, const RbLessonBlock *block)
{
  g_return_if_fail (RB_IS_LESSON_PARAGRAPH (self));

  if (block->kind == RB_LESSON_FORMULA)
    {
      gtk_widget_add_css_class (self->words, "monospace");
      set_formula (self, rb_lesson_formula_new (block));
    }
  else
    rb_lesson_set_label (self->words, block->text);
  set_tone (self, block);
  set_confidence (self, block->confidence);
  set_evidence (self, block->positions);
  rb_lesson_rfc_link_set (self->rfc, block->rfc);
}
