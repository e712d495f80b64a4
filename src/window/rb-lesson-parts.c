/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The small parts of a lesson that its paragraphs and tables share: labels, links to messages, tones. */

#include <glib/gi18n-lib.h>

#include "rb-lesson-view-private.h"
#include "rb-rfc-uri.h"

static const struct
{
  const char *icon;
  const char *word;
  const char *style;
} tones[] = {
  [RB_TONE_PLAIN] = { NULL, NULL, NULL },
  [RB_TONE_GOOD] = { "emblem-ok-symbolic", N_ ("As it should be"), "rb-good" },
  [RB_TONE_WARNING] = { "dialog-warning-symbolic", N_ ("Worth a look"), "rb-warning" },
  [RB_TONE_BAD] = { "dialog-error-symbolic", N_ ("Wrong"), "rb-bad" },
  [RB_TONE_DIM] = { NULL, NULL, "dim-label" },
};

const char *
rb_lesson_tone_get_icon (RbTone tone)
{
  return tones[tone].icon;
}

const char *
rb_lesson_tone_get_word (RbTone tone)
{
  return tones[tone].word != NULL ? _ (tones[tone].word) : NULL;
}

void
rb_lesson_set_tone (GtkWidget *widget, RbTone tone)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tones); i++)
    if (tones[i].style != NULL)
      {
        if (i == tone)
          gtk_widget_add_css_class (widget, tones[i].style);
        else
          gtk_widget_remove_css_class (widget, tones[i].style);
      }
}

static void
set_wrapping (GtkWidget *label)
{
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
}

GtkWidget *
rb_lesson_label_new (void)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (GMenu) menu = g_menu_new ();

  set_wrapping (label);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  g_menu_append (menu, _ ("Copy the Whole Explanation"), RB_LESSON_ACTION_COPY);
  gtk_label_set_extra_menu (GTK_LABEL (label), G_MENU_MODEL (menu));

  return label;
}

void
rb_lesson_set_label (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

GtkWidget *
rb_lesson_link_new (void)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (NULL);

  set_wrapping (label);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "rb-link");
  gtk_widget_set_cursor_from_name (button, "pointer");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_halign (button, GTK_ALIGN_START);

  return button;
}

void
rb_lesson_link_set (GtkWidget *link, const char *text, guint position)
{
  g_autofree char *tooltip = g_strdup_printf (_ ("Show message No. %u"), position + 1);

  rb_lesson_set_label (gtk_button_get_child (GTK_BUTTON (link)), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (link), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (link), "u", position);
  /* Only now: without a target GTK complains as soon as the link is in a window. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (link), RB_LESSON_ACTION_MESSAGE);
  gtk_widget_set_tooltip_text (link, tooltip);
}

GtkWidget *
rb_lesson_rfc_link_new (void)
{
  GtkWidget *link = gtk_link_button_new ("");

  gtk_widget_set_valign (link, GTK_ALIGN_START);
  gtk_widget_add_css_class (link, "rb-rfc");

  return link;
}

void
rb_lesson_rfc_link_set (GtkWidget *link, const char *rfc)
{
  g_autofree char *uri = rfc != NULL ? rb_rfc_dup_uri (rfc) : NULL;

  gtk_widget_set_visible (link, rfc != NULL);
  if (rfc == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (link)), rfc) == 0)
    return;

  gtk_button_set_label (GTK_BUTTON (link), rfc);
  gtk_link_button_set_uri (GTK_LINK_BUTTON (link), uri != NULL ? uri : "");
  gtk_widget_set_sensitive (link, uri != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (link), GTK_ACCESSIBLE_PROPERTY_LABEL, rfc, -1);
}
