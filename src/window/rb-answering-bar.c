/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line above the pages of the phone half. The first row of the table that holds is shown. */

#include "rb-answering-bar.h"

#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

#define MAX_TARGET 40 /* characters */

struct _RbAnsweringBar
{
  AdwBin parent_instance;

  GtkLabel *label;
  GSettings *settings;
  const char *key; /* (nullable): of what is shown */
};

G_DEFINE_FINAL_TYPE (RbAnsweringBar, rb_answering_bar, ADW_TYPE_BIN)

static gboolean
answers_all (GSettings *settings)
{
  g_autofree char *value = g_settings_get_string (settings, "auto-answer");

  return g_str_equal (value, "all");
}

/* (transfer full) */
static char *
describe (RbAnsweringBar *self)
{
  g_autofree char *target = g_settings_get_string (self->settings, "forward-always-to");
  g_autofree char *shown = rb_shown_text_cut (target, MAX_TARGET);

  if (g_str_equal (self->key, "do-not-disturb"))
    return g_strdup (_ ("Do not disturb: callers hear busy"));
  if (g_str_equal (self->key, "forward-always"))
    return g_strdup_printf (_ ("All calls are forwarded to %s"), shown);

  return g_strdup (_ ("Calls are answered by themselves"));
}

static void
update (RbAnsweringBar *self)
{
  g_autofree char *text = NULL;

  if (g_settings_get_boolean (self->settings, "do-not-disturb"))
    self->key = "do-not-disturb";
  else if (g_settings_get_boolean (self->settings, "forward-always"))
    self->key = "forward-always";
  else
    self->key = answers_all (self->settings) ? "auto-answer" : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), self->key != NULL);
  if (self->key == NULL)
    return;

  text = describe (self);
  gtk_label_set_label (self->label, text);
}

static void
on_turn_off (RbAnsweringBar *self)
{
  if (g_strcmp0 (self->key, "auto-answer") == 0)
    g_settings_set_string (self->settings, self->key, "off");
  else if (self->key != NULL)
    g_settings_set_boolean (self->settings, self->key, FALSE);
}

static void
rb_answering_bar_dispose (GObject *object)
{
  RbAnsweringBar *self = RB_ANSWERING_BAR (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rb_answering_bar_parent_class)->dispose (object);
}

static void
rb_answering_bar_class_init (RbAnsweringBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_answering_bar_dispose;
}

static void
rb_answering_bar_init (RbAnsweringBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Turn Off"));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_turn_off), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (GTK_WIDGET (self), "answering-bar");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rb_answering_bar_set_phone (RbAnsweringBar *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_ANSWERING_BAR (self) && self->settings == NULL);

  self->settings = g_object_ref (rb_phone_get_settings (phone));
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
