/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A group of the preferences that edits a list of texts. */

#include "rb-list-editor.h"

#include <glib/gi18n-lib.h>

#define MAX_ITEMS 1000

struct _RbListEditor
{
  AdwPreferencesGroup parent_instance;

  AdwEntryRow *add_row;
  GPtrArray *rows; /* of the items; the group owns them */
  char *add_title;
  GSettings *settings;
  char *key;
  RbCheckFunc check;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (RbListEditor, rb_list_editor, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_0,
  PROP_ADD_TITLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* @without: (nullable): left out; @with: (nullable): appended */
static void
change (RbListEditor *self, const char *without, const char *with)
{
  g_auto (GStrv) items = g_settings_get_strv (self->settings, self->key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) changed = NULL;

  for (guint i = 0; items[i] != NULL; i++)
    if (g_strcmp0 (items[i], without) != 0)
      g_strv_builder_add (builder, items[i]);
  if (with != NULL && !g_strv_contains ((const char *const *) items, with) && g_strv_length (items) < MAX_ITEMS)
    g_strv_builder_add (builder, with);
  changed = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, self->key, (const char *const *) changed);
}

static void
on_remove (RbListEditor *self, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);

  change (self, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_row));
}

static void
set_mistake (RbListEditor *self, const char *sentence)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add_row), sentence != NULL ? sentence : self->add_title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->add_row), sentence);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->add_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->add_row), "error");
}

static void
on_changed (RbListEditor *self)
{
  set_mistake (self, NULL);
}

static void
on_apply (RbListEditor *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_row))));
  g_autoptr (GError) error = NULL;

  if (*text == '\0')
    return;
  if (self->check != NULL && !self->check (text, self->data, &error))
    {
      set_mistake (self, error->message);
      return;
    }

  gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
  change (self, NULL, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_row));
}

static GtkWidget *
new_row (RbListEditor *self, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove from the list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
fill (RbListEditor *self)
{
  g_auto (GStrv) items = g_settings_get_strv (self->settings, self->key);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (gtk_widget_get_parent (GTK_WIDGET (self->add_row)) != NULL)
    adw_preferences_group_remove (group, GTK_WIDGET (self->add_row));

  for (guint i = 0; items[i] != NULL; i++)
    {
      GtkWidget *row = new_row (self, items[i]);

      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (group, row);
    }
  adw_preferences_group_add (group, GTK_WIDGET (self->add_row)); /* the last */
}

static void
rb_list_editor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RbListEditor *self = RB_LIST_EDITOR (object);

  if (id != PROP_ADD_TITLE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }

  self->add_title = g_value_dup_string (value);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add_row), self->add_title);
}

static void
rb_list_editor_dispose (GObject *object)
{
  RbListEditor *self = RB_LIST_EDITOR (object);

  g_clear_object (&self->add_row);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rb_list_editor_parent_class)->dispose (object);
}

static void
rb_list_editor_finalize (GObject *object)
{
  RbListEditor *self = RB_LIST_EDITOR (object);

  g_ptr_array_unref (self->rows);
  g_free (self->add_title);
  g_free (self->key);

  G_OBJECT_CLASS (rb_list_editor_parent_class)->finalize (object);
}

static void
rb_list_editor_class_init (RbListEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = rb_list_editor_set_property;
  object_class->dispose = rb_list_editor_dispose;
  object_class->finalize = rb_list_editor_finalize;

  properties[PROP_ADD_TITLE] =
      g_param_spec_string ("add-title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_list_editor_init (RbListEditor *self)
{
  self->rows = g_ptr_array_new ();
  self->add_row = g_object_ref_sink (ADW_ENTRY_ROW (adw_entry_row_new ()));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->add_row), FALSE);
  adw_entry_row_set_show_apply_button (self->add_row, TRUE);
  g_signal_connect_object (self->add_row, "apply", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

void
rb_list_editor_bind (RbListEditor *self, GSettings *settings, const char *key, RbCheckFunc check, gpointer data)
{
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);

  g_return_if_fail (RB_IS_LIST_EDITOR (self) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  self->check = check;
  self->data = data;
  g_signal_connect_object (settings, signal, G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}
