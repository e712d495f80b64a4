/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page “Rules” of the preferences. */

#include "rb-preferences-rules.h"

#include "rb-list-editor.h"
#include "rb-setting-children.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbPreferencesRules
{
  AdwPreferencesPage parent_instance;

  RbListEditor *blocked;
  RbListEditor *emergency_numbers;

  RbPhone *phone;
};

G_DEFINE_FINAL_TYPE (RbPreferencesRules, rb_preferences_rules, ADW_TYPE_PREFERENCES_PAGE)

static const char *const keys[] = {
  "forward-always",   "forward-busy", "forward-no-answer", "forward-no-answer-after", "accept-strangers",
  "reject-anonymous", NULL,
};

/* Where to, each with the switch without which it says nothing. */
static const struct
{
  const char *row;
  const char *key;
  const char *on_key;
} targets[] = {
  { "forward_always_to", "forward-always-to", "forward-always" },
  { "forward_busy_to", "forward-busy-to", "forward-busy" },
  { "forward_no_answer_to", "forward-no-answer-to", "forward-no-answer" },
};

static gboolean
check_target (const char *text, gpointer data, GError **error)
{
  RbPreferencesRules *self = data;
  RbAccount *account = rb_phone_get_default_account (self->phone);
  g_autofree char *uri = rb_sip_uri_from_input (text, account != NULL ? rb_account_get_domain (account) : NULL, error);

  return uri != NULL;
}

/* "@example.org" means everybody there. */
static gboolean
check_blocked (const char *text, gpointer data, GError **error)
{
  g_autofree char *whole = text[0] == '@' ? g_strconcat ("anybody", text, NULL) : g_strdup (text);
  g_autofree char *uri = rb_sip_uri_from_input (whole, "any.invalid", error);

  return uri != NULL;
}

static gboolean
check_number (const char *text, gpointer data, GError **error)
{
  if (text[strspn (text, "0123456789*#")] == '\0')
    return TRUE;

  g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_STORE, _ ("An emergency number has digits only."));
  return FALSE;
}

static void
rb_preferences_rules_dispose (GObject *object)
{
  g_clear_object (&RB_PREFERENCES_RULES (object)->phone);

  G_OBJECT_CLASS (rb_preferences_rules_parent_class)->dispose (object);
}

static void
rb_preferences_rules_class_init (RbPreferencesRulesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_preferences_rules_dispose;

  g_type_ensure (RB_TYPE_CHECKED_ROW);
  g_type_ensure (RB_TYPE_LIST_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-preferences-rules.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesRules, blocked);
  gtk_widget_class_bind_template_child (widget_class, RbPreferencesRules, emergency_numbers);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    gtk_widget_class_bind_template_child_full (widget_class, targets[i].row, FALSE, 0);
  rb_setting_children_declare (widget_class, keys);
}

static void
rb_preferences_rules_init (RbPreferencesRules *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Once. */
void
rb_preferences_rules_set_phone (RbPreferencesRules *self, RbPhone *phone)
{
  GSettings *settings;

  g_return_if_fail (RB_IS_PREFERENCES_RULES (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  settings = rb_phone_get_settings (phone);
  rb_setting_children_bind (GTK_WIDGET (self), settings, keys);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      GObject *row = gtk_widget_get_template_child (GTK_WIDGET (self), RB_TYPE_PREFERENCES_RULES, targets[i].row);

      rb_checked_row_bind (RB_CHECKED_ROW (row), settings, targets[i].key, check_target, self);
      g_settings_bind (settings, targets[i].on_key, row, "visible", G_SETTINGS_BIND_GET);
    }
  rb_list_editor_bind (self->blocked, settings, "blocked", check_blocked, NULL);
  rb_list_editor_bind (self->emergency_numbers, settings, "emergency-numbers", check_number, NULL);
}
