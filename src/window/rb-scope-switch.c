/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scope switch of the signalling half: a menu with one section for each trace the messages can come from. */

#include "rb-scope-switch.h"

#include <glib/gi18n-lib.h>

struct _RbScopeSwitch
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkLabel *label;
  char *menu_words; /* (nullable): of the menu that is there */
};

G_DEFINE_FINAL_TYPE (RbScopeSwitch, rb_scope_switch, GTK_TYPE_WIDGET)

static void
rb_scope_switch_dispose (GObject *object)
{
  RbScopeSwitch *self = RB_SCOPE_SWITCH (object);

  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;

  G_OBJECT_CLASS (rb_scope_switch_parent_class)->dispose (object);
}

static void
rb_scope_switch_finalize (GObject *object)
{
  g_free (RB_SCOPE_SWITCH (object)->menu_words);

  G_OBJECT_CLASS (rb_scope_switch_parent_class)->finalize (object);
}

static void
rb_scope_switch_class_init (RbScopeSwitchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_scope_switch_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_scope_switch_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
rb_scope_switch_init (RbScopeSwitch *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), arrow);

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Choose which messages are shown"));
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
}

/* All words of the menu in their order. */
static char *
join_words (const char *const labels[RB_N_SIGNALLING_SCOPES], const char *pick_label)
{
  GString *words = g_string_new (pick_label);

  for (guint i = 0; i < RB_N_SIGNALLING_SCOPES; i++)
    g_string_append_printf (words, "\n%s", labels[i] != NULL ? labels[i] : "");

  return g_string_free (words, FALSE);
}

/* Only when it says something else: GTK 4.8 keeps some 1 KiB of each item of a menu that is replaced, and every call
 * comes by here. */
static void
update_menu (RbScopeSwitch *self, const char *const labels[RB_N_SIGNALLING_SCOPES], const char *pick_label)
{
  g_autoptr (GMenu) menu = NULL;
  g_autofree char *words = join_words (labels, pick_label);

  if (g_strcmp0 (words, self->menu_words) == 0)
    return;

  g_free (self->menu_words);
  self->menu_words = g_steal_pointer (&words);
  menu = g_menu_new ();
  for (guint source = 0; source < RB_N_SIGNALLING_SOURCES; source++)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      for (guint i = 0; i < RB_N_SIGNALLING_SCOPES; i++)
        {
          const RbSignallingScopeInfo *info = rb_signalling_scope_get_info (i);
          g_autoptr (GMenuItem) item = NULL;

          if (info->source != source || labels[i] == NULL)
            continue;
          item = g_menu_item_new (labels[i], NULL);
          g_menu_item_set_action_and_target (item, "signalling.scope", "s", info->id);
          g_menu_append_item (section, item);
        }
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    }
  if (pick_label != NULL)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      g_menu_append (section, pick_label, "signalling.pick-call");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    }
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
}

void
rb_scope_switch_update (RbScopeSwitch *self, const char *const labels[RB_N_SIGNALLING_SCOPES], RbSignallingScope scope,
                        const char *pick_label)
{
  g_autofree char *name = NULL;

  g_return_if_fail (RB_IS_SCOPE_SWITCH (self));

  update_menu (self, labels, pick_label);
  gtk_label_set_text (self->label, labels[scope]);
  /* Translators: name of the scope switch for screen readers, e.g. "Scope: This call" */
  name = g_strdup_printf (_ ("Scope: %s"), labels[scope]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
