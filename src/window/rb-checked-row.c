/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry of the preferences that takes effect while it is typed, and only what makes sense. */

#include "rb-checked-row.h"

struct _RbCheckedRow
{
  AdwEntryRow parent_instance;

  char *title; /* while nothing is wrong */
  RbCheckFunc check;
  RbStoreFunc store;
  gpointer data;
  GSettings *settings; /* (nullable) */
  char *key;
};

G_DEFINE_FINAL_TYPE (RbCheckedRow, rb_checked_row, ADW_TYPE_ENTRY_ROW)

static void
store (RbCheckedRow *self, const char *text)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, self->key, text);
  else
    self->store (text, self->data);
}

static void
on_changed (RbCheckedRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));
  g_autoptr (GError) error = NULL;

  if (*text == '\0' || self->check == NULL || self->check (text, self->data, &error))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
      store (self, text);
    }
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "error");
    }

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), error != NULL ? error->message : self->title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), error != NULL ? error->message : NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
rb_checked_row_finalize (GObject *object)
{
  RbCheckedRow *self = RB_CHECKED_ROW (object);

  g_clear_object (&self->settings);
  g_free (self->key);
  g_free (self->title);

  G_OBJECT_CLASS (rb_checked_row_parent_class)->finalize (object);
}

static void
rb_checked_row_class_init (RbCheckedRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_checked_row_finalize;
}

static void
rb_checked_row_init (RbCheckedRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

void
rb_checked_row_setup (RbCheckedRow *self, const char *text, RbCheckFunc check, RbStoreFunc store_func, gpointer data)
{
  g_return_if_fail (RB_IS_CHECKED_ROW (self) && self->title == NULL);

  self->title = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  self->check = check;
  self->store = store_func;
  self->data = data;
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
}

void
rb_checked_row_bind (RbCheckedRow *self, GSettings *settings, const char *key, RbCheckFunc check, gpointer data)
{
  g_autofree char *text = g_settings_get_string (settings, key);

  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  rb_checked_row_setup (self, text, check, NULL, data);
}
