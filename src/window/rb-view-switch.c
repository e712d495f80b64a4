/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The view switch of the signalling half. Where there is room its menu button names the lesson that is shown. */

#include "rb-view-switch.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "rb-topic.h"

/* In the order a student asks: what happened, what should have, why. */
static const RbTopic topics[] = {
  RB_TOPIC_VERDICT, RB_TOPIC_TEXTBOOK, RB_TOPIC_TIMERS, RB_TOPIC_SDP, RB_TOPIC_NAT, RB_TOPIC_DIGEST,
};

struct _RbViewSwitch
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkToggleButton *ladder_button;
  GtkToggleButton *list_button;
  GtkMenuButton *learn_button;
  GtkLabel *learn_label;
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (RbViewSwitch, rb_view_switch, GTK_TYPE_WIDGET)

static void
activate (RbViewSwitch *self, GtkToggleButton *button, const char *view)
{
  if (!self->is_setting && gtk_toggle_button_get_active (button))
    gtk_widget_activate_action (GTK_WIDGET (self), "signalling.view", "s", view);
}

static void
on_ladder_toggled (RbViewSwitch *self, GtkToggleButton *button)
{
  activate (self, button, "ladder");
}

static void
on_list_toggled (RbViewSwitch *self, GtkToggleButton *button)
{
  activate (self, button, "list");
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      const RbTopicInfo *info = rb_topic_get_info (topics[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (info->title), NULL);

      g_menu_item_set_action_and_target (item, "signalling.view", "s", info->word);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

static void
rb_view_switch_dispose (GObject *object)
{
  g_clear_pointer (&RB_VIEW_SWITCH (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_view_switch_parent_class)->dispose (object);
}

static void
rb_view_switch_class_init (RbViewSwitchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_view_switch_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-view-switch.ui");
  gtk_widget_class_bind_template_child (widget_class, RbViewSwitch, box);
  gtk_widget_class_bind_template_child (widget_class, RbViewSwitch, ladder_button);
  gtk_widget_class_bind_template_child (widget_class, RbViewSwitch, list_button);
  gtk_widget_class_bind_template_child (widget_class, RbViewSwitch, learn_button);
  gtk_widget_class_bind_template_child (widget_class, RbViewSwitch, learn_label);
  gtk_widget_class_bind_template_callback (widget_class, on_ladder_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_list_toggled);
}

static void
rb_view_switch_init (RbViewSwitch *self)
{
  g_autoptr (GMenuModel) menu = make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->learn_button, menu);
}

void
rb_view_switch_set_view (RbViewSwitch *self, const char *view)
{
  const char *title = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (RB_IS_VIEW_SWITCH (self));

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (g_strcmp0 (rb_topic_get_info (topics[i])->word, view) == 0)
      title = _ (rb_topic_get_info (topics[i])->title);

  self->is_setting = TRUE;
  gtk_toggle_button_set_active (self->ladder_button, g_strcmp0 (view, "ladder") == 0);
  gtk_toggle_button_set_active (self->list_button, g_strcmp0 (view, "list") == 0);
  self->is_setting = FALSE;

  if (title != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->learn_button), "rb-current");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->learn_button), "rb-current");
  /* Translators: the button whose menu lists what the program can teach about a call */
  gtk_label_set_text (self->learn_label, title != NULL ? title : _ ("Learn"));
  /* Translators: name of that button for screen readers, e.g. "Learn: Timers and States" */
  name = title != NULL ? g_strdup_printf (_ ("Learn: %s"), title) : g_strdup (_ ("Learn about the call"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->learn_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
