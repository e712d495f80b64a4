/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The presence of one person beside the name: a shape for each state, not only a colour. */

#include "rb-presence-dot.h"

struct _RbPresenceDot
{
  AdwBin parent_instance;

  GtkImage *image;
  RbPresenceState shown;
  RbPresence *presence;
  char *uri;
};

G_DEFINE_FINAL_TYPE (RbPresenceDot, rb_presence_dot, ADW_TYPE_BIN)

static const struct
{
  const char *icon;
  const char *style;
} looks[RB_N_PRESENCE_STATES] = {
  [RB_PRESENCE_OFFLINE] = { "user-offline-symbolic", "dim-label" },
  [RB_PRESENCE_AVAILABLE] = { "user-available-symbolic", "success" },
  [RB_PRESENCE_AWAY] = { "user-away-symbolic", "warning" },
  [RB_PRESENCE_BUSY] = { "user-busy-symbolic", "error" },
  [RB_PRESENCE_RINGING] = { "call-incoming-symbolic", "warning" },
  [RB_PRESENCE_ON_THE_PHONE] = { "call-start-symbolic", "error" },
};

static void
update (RbPresenceDot *self)
{
  RbPresenceState state = RB_PRESENCE_UNKNOWN;
  const char *styles[2] = { NULL, NULL };
  const char *text;

  if (self->presence != NULL && self->uri != NULL)
    state = rb_presence_get_state (self->presence, self->uri);
  if (state == self->shown)
    return; /* a list sets it anew in each row that it fills */

  self->shown = state;
  text = rb_presence_state_to_text (state);
  styles[0] = looks[state].style;
  gtk_widget_set_css_classes (GTK_WIDGET (self->image), styles);
  gtk_image_set_from_icon_name (self->image, looks[state].icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), state != RB_PRESENCE_UNKNOWN);
}

/* Asked for, because setting one asks the display where the pointer is, for each row of a list. */
static gboolean
on_query_tooltip (RbPresenceDot *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, rb_presence_state_to_text (self->shown));

  return TRUE;
}

static void
on_changed (RbPresenceDot *self, const char *uri)
{
  if (self->uri != NULL && rb_presence_is_same (uri, self->uri))
    update (self);
}

static void
clear (RbPresenceDot *self)
{
  if (self->presence != NULL)
    g_signal_handlers_disconnect_by_data (self->presence, self);
  g_clear_object (&self->presence);
  g_clear_pointer (&self->uri, g_free);
}

static void
rb_presence_dot_dispose (GObject *object)
{
  clear (RB_PRESENCE_DOT (object));

  G_OBJECT_CLASS (rb_presence_dot_parent_class)->dispose (object);
}

static void
rb_presence_dot_class_init (RbPresenceDotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_presence_dot_dispose;
}

static void
rb_presence_dot_init (RbPresenceDot *self)
{
  self->image = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->image));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  self->shown = RB_N_PRESENCE_STATES;
  update (self);
}

GtkWidget *
rb_presence_dot_new (void)
{
  return g_object_new (RB_TYPE_PRESENCE_DOT, NULL);
}

void
rb_presence_dot_set (RbPresenceDot *self, RbPresence *presence, const char *uri)
{
  g_return_if_fail (RB_IS_PRESENCE_DOT (self));

  clear (self);
  if (presence != NULL && uri != NULL)
    {
      self->presence = g_object_ref (presence);
      self->uri = g_strdup (uri);
      g_signal_connect_swapped (presence, "changed", G_CALLBACK (on_changed), self);
    }
  update (self);
}
