/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The popover of a call card's transfer button. Asking first puts the call on hold and calls the address;
 * that call is then one of those listed below (RFC 5589 7). */

#include "rb-transfer-popover.h"

#include <glib/gi18n-lib.h>

struct _RbTransferPopover
{
  GtkPopover parent_instance;

  GtkEditable *entry;
  GtkWidget *transfer_button;
  GtkWidget *ask_button;
  GtkWidget *calls_label;
  GtkBox *calls;

  RbPhone *phone;
  RbCall *call;
};

G_DEFINE_FINAL_TYPE (RbTransferPopover, rb_transfer_popover, GTK_TYPE_POPOVER)

enum
{
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* (transfer full): "" when nothing is typed. */
static char *
dup_target (RbTransferPopover *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static void
finish (RbTransferPopover *self, gboolean done, const GError *error)
{
  if (!done)
    {
      g_signal_emit (self, signals[PROBLEM], 0, error->message);
      return;
    }

  gtk_editable_set_text (self->entry, "");
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_entry_changed (RbTransferPopover *self)
{
  g_autofree char *target = dup_target (self);

  gtk_widget_set_sensitive (self->transfer_button, target[0] != '\0');
  gtk_widget_set_sensitive (self->ask_button, target[0] != '\0');
}

static void
on_transfer (RbTransferPopover *self)
{
  g_autofree char *target = dup_target (self);
  g_autoptr (GError) error = NULL;

  if (target[0] != '\0')
    finish (self, rb_call_transfer (self->call, target, &error), error);
}

static void
on_ask (RbTransferPopover *self)
{
  g_autofree char *target = dup_target (self);
  g_autoptr (GError) error = NULL;

  if (target[0] != '\0')
    finish (self, rb_phone_call (self->phone, rb_call_get_account (self->call), target, &error) != NULL, error);
}

static void
on_call_chosen (GtkButton *button, RbTransferPopover *self)
{
  RbCall *other = g_object_get_data (G_OBJECT (button), "call");
  g_autoptr (GError) error = NULL;

  finish (self, rb_call_transfer_to (self->call, other, &error), error);
}

/* The other calls that are up, one button each. */
static void
on_show (RbTransferPopover *self)
{
  GListModel *calls = rb_phone_get_calls (self->phone);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->calls))) != NULL)
    gtk_box_remove (self->calls, child);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) other = g_list_model_get_item (calls, i);
      g_autofree char *name = NULL;
      g_autofree char *label = NULL;
      GtkWidget *button;

      if (other == self->call || rb_call_get_state (other) != RB_CALL_ACTIVE)
        continue;

      name = rb_phone_dup_name (self->phone, rb_call_get_account (other), rb_call_get_remote_uri (other),
                                rb_call_get_remote_name (other));
      label = g_strdup_printf (_ ("Connect with %s"), name);
      button = gtk_button_new_with_label (label);
      g_object_set_data_full (G_OBJECT (button), "call", g_object_ref (other), g_object_unref);
      g_signal_connect (button, "clicked", G_CALLBACK (on_call_chosen), self);
      gtk_box_append (self->calls, button);
    }

  child = gtk_widget_get_first_child (GTK_WIDGET (self->calls));
  gtk_widget_set_visible (GTK_WIDGET (self->calls), child != NULL);
  gtk_widget_set_visible (self->calls_label, child != NULL);
}

static void
rb_transfer_popover_dispose (GObject *object)
{
  RbTransferPopover *self = RB_TRANSFER_POPOVER (object);

  g_clear_object (&self->call);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_transfer_popover_parent_class)->dispose (object);
}

static void
rb_transfer_popover_class_init (RbTransferPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_transfer_popover_dispose;

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-transfer-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RbTransferPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, RbTransferPopover, transfer_button);
  gtk_widget_class_bind_template_child (widget_class, RbTransferPopover, ask_button);
  gtk_widget_class_bind_template_child (widget_class, RbTransferPopover, calls_label);
  gtk_widget_class_bind_template_child (widget_class, RbTransferPopover, calls);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_transfer);
  gtk_widget_class_bind_template_callback (widget_class, on_ask);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
}

static void
rb_transfer_popover_init (RbTransferPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_entry_changed (self);
}

void
rb_transfer_popover_set_call (RbTransferPopover *self, RbPhone *phone, RbCall *call)
{
  g_return_if_fail (RB_IS_TRANSFER_POPOVER (self) && self->call == NULL);

  self->phone = g_object_ref (phone);
  self->call = g_object_ref (call);
}
