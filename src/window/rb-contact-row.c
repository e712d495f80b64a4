/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the Contacts page: a heading, or a person with what can be done. The list reuses rows: everything shown
 * comes from rb_contact_row_set_item(). The menu is made when it is opened. */

#include "rb-contact-row.h"

#include "rb-contact-avatar.h"
#include "rb-list-filler.h"
#include "rb-presence-dot.h"
#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

struct _RbContactRow
{
  AdwBin parent_instance;

  GtkLabel *section;
  GtkWidget *person;
  AdwAvatar *avatar;
  GtkLabel *name;
  RbPresenceDot *dot;
  GtkLabel *address;
  GtkWidget *call_button;
  GtkMenuButton *menu_button;

  RbPhone *phone;     /* (nullable) */
  RbContact *contact; /* NULL in a heading */
};

G_DEFINE_FINAL_TYPE (RbContactRow, rb_contact_row, ADW_TYPE_BIN)

enum
{
  CALL,
  MESSAGE,
  BLOCK,
  EDIT,
  DELETE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* "Mobile · 138 0013 8000" */
static char *
format_address (const RbContactAddress *address)
{
  g_autofree char *label = rb_shown_text_line (rb_address_label_to_text (address->label));
  g_autofree char *value = rb_shown_text_line (address->value);

  /* Translators: an address of a person: what kind (Work, Mobile …), and the address itself */
  return g_strdup_printf (_ ("%1$s · %2$s"), label, value);
}

static void
append_action (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target != NULL ? g_variant_new_string (target) : NULL);
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* A label of a menu takes "_" for its mnemonic. */
static char *
escape_mnemonic (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}

static GMenuModel *
create_menu (RbContact *contact)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) calls = g_menu_new ();
  g_autoptr (GMenu) messages = g_menu_new ();
  g_autoptr (GMenu) copies = g_menu_new ();
  g_autoptr (GMenu) person = g_menu_new ();

  for (guint i = 0; i < rb_contact_get_n_addresses (contact); i++)
    {
      const RbContactAddress *address = rb_contact_get_address (contact, i);
      g_autofree char *shown = format_address (address);
      g_autofree char *escaped = escape_mnemonic (shown);
      g_autofree char *call = g_strdup_printf (_ ("Call %s"), escaped);
      g_autofree char *copy = g_strdup_printf (_ ("Copy %s"), escaped);

      if (address->kind != RB_ADDRESS_MAIL)
        append_action (calls, call, "contact.call", address->value);
      append_action (copies, copy, "contact.copy", address->value);
    }
  if (rb_contact_get_n_callable (contact) > 0)
    append_action (messages, _ ("Send _Message"), "contact.message", rb_contact_get_callable (contact, 0)->value);
  if (rb_contact_get_source (contact) == NULL)
    {
      append_action (person, _ ("_Edit"), "contact.edit", NULL);
      if (rb_contact_get_n_callable (contact) > 0)
        append_action (person, _ ("_Block"), "contact.block", NULL);
      append_action (person, _ ("_Delete"), "contact.delete", NULL);
    }
  append_section (menu, calls);
  append_section (menu, messages);
  append_section (menu, copies);
  append_section (menu, person);

  return G_MENU_MODEL (menu);
}

static void
on_menu (GtkMenuButton *button, gpointer data)
{
  RbContactRow *self = data;
  g_autoptr (GMenuModel) menu = self->contact != NULL ? create_menu (self->contact) : NULL;

  gtk_menu_button_set_menu_model (button, menu);
}

static void
on_call (RbContactRow *self)
{
  if (self->contact == NULL)
    return;

  /* Which one is asked where there are several. */
  if (rb_contact_get_n_callable (self->contact) == 1)
    g_signal_emit (self, signals[CALL], 0, self->contact, rb_contact_get_callable (self->contact, 0)->value);
  else
    gtk_menu_button_popup (self->menu_button);
}

static void
do_call (GtkWidget *widget, const char *action, GVariant *address)
{
  RbContactRow *self = RB_CONTACT_ROW (widget);

  g_signal_emit (self, signals[CALL], 0, self->contact, g_variant_get_string (address, NULL));
}

static void
do_message (GtkWidget *widget, const char *action, GVariant *address)
{
  RbContactRow *self = RB_CONTACT_ROW (widget);

  g_signal_emit (self, signals[MESSAGE], 0, self->contact, g_variant_get_string (address, NULL));
}

static void
do_copy (GtkWidget *widget, const char *action, GVariant *address)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (address, NULL));
}

static void
do_person (GtkWidget *widget, const char *action, GVariant *parameter)
{
  RbContactRow *self = RB_CONTACT_ROW (widget);
  guint signal = g_str_equal (action, "contact.edit") ? EDIT : g_str_equal (action, "contact.block") ? BLOCK : DELETE;

  g_signal_emit (self, signals[signal], 0, self->contact);
}

/* Asked for, because setting one asks the display where the pointer is, for each row that is filled. */
static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  RbContactRow *self = RB_CONTACT_ROW (gtk_widget_get_ancestor (widget, RB_TYPE_CONTACT_ROW));
  const char *source = self->contact != NULL ? rb_contact_get_source (self->contact) : NULL;
  g_autofree char *name = self->contact != NULL ? rb_shown_text_line (rb_contact_get_name (self->contact)) : NULL;
  g_autofree char *text = NULL;

  if (widget == self->call_button && name != NULL)
    text = g_strdup_printf (_ ("Call %s"), name);
  else if (widget == GTK_WIDGET (self->menu_button) && name != NULL)
    text = g_strdup_printf (_ ("More for %s"), name);
  else if (source != NULL)
    text = g_strdup_printf ("%s\n%s", name, source);
  gtk_tooltip_set_text (tooltip, text);

  return text != NULL;
}

static void
rb_contact_row_dispose (GObject *object)
{
  g_clear_object (&RB_CONTACT_ROW (object)->contact);
  g_clear_object (&RB_CONTACT_ROW (object)->phone);

  G_OBJECT_CLASS (rb_contact_row_parent_class)->dispose (object);
}

static void
rb_contact_row_class_init (RbContactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_contact_row_dispose;

  signals[CALL] = g_signal_new ("call", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, RB_TYPE_CONTACT,
                                G_TYPE_STRING);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   RB_TYPE_CONTACT, G_TYPE_STRING);
  signals[BLOCK] =
      g_signal_new ("block", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_CONTACT);
  signals[EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_CONTACT);
  signals[DELETE] =
      g_signal_new ("delete", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_CONTACT);

  gtk_widget_class_install_action (widget_class, "contact.call", "s", do_call);
  gtk_widget_class_install_action (widget_class, "contact.message", "s", do_message);
  gtk_widget_class_install_action (widget_class, "contact.copy", "s", do_copy);
  gtk_widget_class_install_action (widget_class, "contact.edit", NULL, do_person);
  gtk_widget_class_install_action (widget_class, "contact.block", NULL, do_person);
  gtk_widget_class_install_action (widget_class, "contact.delete", NULL, do_person);

  g_type_ensure (RB_TYPE_PRESENCE_DOT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-contact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, section);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, person);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, name);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, dot);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, address);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, call_button);
  gtk_widget_class_bind_template_child (widget_class, RbContactRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_call);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

static void
rb_contact_row_init (RbContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, on_menu, self, NULL);
  rb_list_filler_show_content (GTK_WIDGET (self), FALSE);
}

GtkWidget *
rb_contact_row_new (void)
{
  return g_object_new (RB_TYPE_CONTACT_ROW, NULL);
}

void
rb_contact_row_set_phone (RbContactRow *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_CONTACT_ROW (self));

  g_set_object (&self->phone, phone);
}

static void
show_presence (RbContactRow *self)
{
  g_autofree char *uri =
      self->phone != NULL && self->contact != NULL ? rb_phone_dup_presence_uri (self->phone, self->contact) : NULL;

  rb_presence_dot_set (self->dot, uri != NULL ? rb_phone_get_presence (self->phone) : NULL, uri);
}

/* The list's own row carries the focus: it has to say what is in it. */
static void
say (RbContactRow *self, const char *text)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_contact (RbContactRow *self)
{
  RbContact *contact = self->contact;
  guint n = rb_contact_get_n_addresses (contact);
  g_autofree char *name = rb_shown_text_line (rb_contact_get_name (contact));
  g_autofree char *first = n > 0 ? format_address (rb_contact_get_address (contact, 0)) : g_strdup ("");
  g_autofree char *more = NULL;
  g_autofree char *call = g_strdup_printf (_ ("Call %s"), name);
  g_autofree char *menu = g_strdup_printf (_ ("More for %s"), name);
  /* Translators: read out for a contact: the name, then the first address */
  g_autofree char *all = n > 0 ? g_strdup_printf (_ ("%1$s, %2$s"), name, first) : g_strdup (name);

  if (n > 1)
    /* Translators: the first address of a person, and how many more there are */
    more = g_strdup_printf (ngettext ("%1$s and %2$u more", "%1$s and %2$u more", n - 1), first, n - 1);
  rb_contact_avatar_show (self->avatar, name, rb_contact_get_photo (contact));
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->address, more != NULL ? more : first);
  gtk_widget_set_visible (GTK_WIDGET (self->address), n > 0);
  gtk_widget_set_visible (self->call_button, rb_contact_get_n_callable (contact) > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->call_button), GTK_ACCESSIBLE_PROPERTY_LABEL, call, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu, -1);
  say (self, all);
}

void
rb_contact_row_set_item (RbContactRow *self, GObject *item)
{
  gboolean heading = item != NULL && RB_IS_CONTACT_SECTION (item);
  RbContact *contact = item != NULL && !heading ? RB_CONTACT (item) : NULL;

  g_return_if_fail (RB_IS_CONTACT_ROW (self));

  g_set_object (&self->contact, contact);
  rb_list_filler_show_content (GTK_WIDGET (self), item != NULL);
  if (item == NULL)
    {
      say (self, "");
      return;
    }

  show_presence (self);
  gtk_widget_set_visible (GTK_WIDGET (self->section), heading);
  gtk_widget_set_visible (self->person, !heading);
  if (heading)
    {
      const char *title = rb_contact_section_get_title (RB_CONTACT_SECTION (item));

      gtk_label_set_label (self->section, title);
      say (self, title);
    }
  else
    {
      show_contact (self);
    }
}
