/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of the preferences name their children after the settings; this joins the two. */

#include "rb-setting-children.h"

#include <adwaita.h>

static char *
make_id (const char *key)
{
  return g_strdelimit (g_strdup (key), "-", '_');
}

void
rb_setting_children_declare (GtkWidgetClass *widget_class, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *id = make_id (keys[i]);

      gtk_widget_class_bind_template_child_full (widget_class, id, FALSE, 0);
    }
}

/* The words of an enumeration, in its order. (transfer full) */
static char **
list_words (GSettings *settings, const char *key)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) schema_key = NULL;
  g_autoptr (GVariant) range = NULL;
  g_autoptr (GVariant) words = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  schema_key = g_settings_schema_get_key (schema, key);
  range = g_settings_schema_key_get_range (schema_key);
  g_variant_get (range, "(&sv)", NULL, &words);

  return g_variant_dup_strv (words, NULL);
}

static gboolean
word_to_position (GValue *value, GVariant *variant, gpointer data)
{
  char **words = data;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }

  return FALSE;
}

static GVariant *
position_to_word (const GValue *value, const GVariantType *type, gpointer data)
{
  char **words = data;
  guint position = g_value_get_uint (value);

  return position < g_strv_length (words) ? g_variant_new_string (words[position]) : NULL;
}

void
rb_setting_children_bind (GtkWidget *widget, GSettings *settings, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *id = make_id (keys[i]);
      GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

      if (ADW_IS_COMBO_ROW (child))
        g_settings_bind_with_mapping (settings, keys[i], child, "selected", G_SETTINGS_BIND_DEFAULT, word_to_position,
                                      position_to_word, list_words (settings, keys[i]), (GDestroyNotify) g_strfreev);
      else
        g_settings_bind (settings, keys[i], child, GTK_IS_ADJUSTMENT (child) ? "value" : "active",
                         G_SETTINGS_BIND_DEFAULT);
    }
}
