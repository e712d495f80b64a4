/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Completion in the dial entry: those whom the text finds among contacts and past calls, whom one calls most and
 * latest first. The focus moves into the list, so a screen reader says each row. */

#include "rb-contact-completion.h"

#include "rb-contact-text.h"
#include "rb-number.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SHOWN 6
#define MAX_FOUND 100  /* contacts that are ranked */
#define MAX_CALLS 300  /* past calls that count */
#define HALF_CALLS 20. /* a call so many calls ago counts half */

struct _RbContactCompletion
{
  GObject parent_instance;

  GtkWidget *entry; /* not owned */
  GtkWidget *popover;
  GtkListBox *list;
  RbPhone *phone;
  GHashTable *uses;  /* short address → double *; NULL when history has changed */
  GPtrArray *recent; /* of char *: short addresses, newest first */
  gboolean choosing;
};

G_DEFINE_FINAL_TYPE (RbContactCompletion, rb_contact_completion, G_TYPE_OBJECT)

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  char *name; /* (nullable) */
  char *address;
  double uses;
} Offer;

static void
free_offer (gpointer data)
{
  Offer *offer = data;

  g_free (offer->name);
  g_free (offer->address);
  g_free (offer);
}

/* One name for an address however it is written: digits, or user@host. */
static char *
make_key (const char *address)
{
  g_autofree char *user = rb_sip_uri_get_user (address);
  g_autofree char *number = rb_number_strip (user);
  g_autofree char *key = number != NULL && strlen (number) >= RB_NUMBER_MIN_DIGITS ? rb_number_make_key (number)
                                                                                   : g_ascii_strdown (user, -1);

  return g_steal_pointer (&key);
}

static void
forget_uses (RbContactCompletion *self)
{
  g_clear_pointer (&self->uses, g_hash_table_unref);
}

static void
count_uses (RbContactCompletion *self)
{
  GListModel *history = G_LIST_MODEL (rb_phone_get_history (self->phone));
  guint n = history != NULL ? MIN (g_list_model_get_n_items (history), MAX_CALLS) : 0;

  self->uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_set_size (self->recent, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (history, i);
      const char *uri = rb_history_item_get_remote_uri (item);
      g_autofree char *key = uri != NULL ? make_key (uri) : NULL;
      double *uses = key != NULL ? g_hash_table_lookup (self->uses, key) : NULL;

      if (key == NULL)
        continue;
      if (uses == NULL)
        {
          uses = g_new0 (double, 1);
          g_hash_table_insert (self->uses, g_steal_pointer (&key), uses);
          g_ptr_array_add (self->recent, rb_sip_uri_format_short (uri));
        }
      *uses += HALF_CALLS / (HALF_CALLS + i);
    }
}

static void
add_offer (RbContactCompletion *self, GPtrArray *offers, const char *name, const char *address)
{
  g_autofree char *key = make_key (address);
  const double *uses = g_hash_table_lookup (self->uses, key);
  Offer *offer;

  for (guint i = 0; i < offers->len; i++)
    {
      g_autofree char *other = make_key (((Offer *) g_ptr_array_index (offers, i))->address);

      if (g_str_equal (key, other))
        return;
    }

  offer = g_new0 (Offer, 1);
  offer->name = g_strdup (name);
  offer->address = g_strdup (address);
  offer->uses = uses != NULL ? *uses : 0;
  g_ptr_array_add (offers, offer);
}

static int
compare_offers (gconstpointer a, gconstpointer b)
{
  const Offer *one = *(Offer *const *) a;
  const Offer *other = *(Offer *const *) b;

  return (one->uses < other->uses) - (one->uses > other->uses);
}

static GPtrArray *
find_offers (RbContactCompletion *self, const char *text)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func (free_offer);
  RbContacts *contacts = rb_phone_get_contacts (self->phone);
  g_autoptr (RbContactQuery) query = rb_contact_query_new (text);
  g_autoptr (GArray) found = NULL;

  if (self->uses == NULL)
    count_uses (self);
  if (contacts != NULL)
    found = rb_contacts_search (contacts, text, MAX_FOUND);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (G_LIST_MODEL (contacts), g_array_index (found, guint, i));

      for (guint j = 0; j < rb_contact_get_n_callable (contact) && offers->len < MAX_FOUND; j++)
        add_offer (self, offers, rb_contact_get_name (contact), rb_contact_get_callable (contact, j)->value);
    }
  for (guint i = 0; i < self->recent->len && offers->len < MAX_FOUND; i++)
    {
      const char *address = g_ptr_array_index (self->recent, i);
      g_autoptr (RbContact) as_contact = rb_contact_new (NULL);
      g_autofree char *search = NULL;

      rb_contact_add_address (as_contact, RB_ADDRESS_SIP, NULL, address);
      search = rb_contact_text_make_search (as_contact);
      if (rb_contact_query_matches (query, search))
        add_offer (self, offers, NULL, address);
    }
  g_ptr_array_sort (offers, compare_offers); /* merge sort: equal ones stay in their order */

  return offers;
}

static GtkWidget *
create_row (const Offer *offer)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = offer->name != NULL ? rb_shown_text_line (offer->name) : NULL;
  g_autofree char *address = rb_shown_text_line (offer->address);
  /* Translators: read out for somebody who may be called: the name, then the address */
  g_autofree char *all = name != NULL ? g_strdup_printf (_ ("%1$s, %2$s"), name, address) : g_strdup (address);
  const char *lines[] = { name != NULL ? name : address, name != NULL ? address : NULL };

  for (guint i = 0; i < G_N_ELEMENTS (lines) && lines[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (lines[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      if (i > 0)
        {
          gtk_widget_add_css_class (label, "caption");
          gtk_widget_add_css_class (label, "dim-label");
        }
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  g_object_set_data_full (G_OBJECT (row), "address", g_strdup (offer->address), g_free);

  return row;
}

static void
show_offers (RbContactCompletion *self, GPtrArray *offers)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < MIN (offers->len, MAX_SHOWN); i++)
    gtk_list_box_append (self->list, create_row (g_ptr_array_index (offers, i)));
  if (offers->len == 0)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  else
    gtk_popover_popup (GTK_POPOVER (self->popover));
}

static gboolean
has_focus (RbContactCompletion *self)
{
  return gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))));
}

static void
on_changed (RbContactCompletion *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GPtrArray) offers = NULL;

  if (self->choosing || self->popover == NULL || !gtk_widget_get_mapped (self->entry))
    return;
  if (text[0] == '\0' || !has_focus (self))
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return;
    }

  offers = find_offers (self, text);
  /* What is written whole needs no completion. */
  if (offers->len == 1 && g_str_equal (((Offer *) g_ptr_array_index (offers, 0))->address, text))
    g_ptr_array_set_size (offers, 0);
  show_offers (self, offers);
}

static void
on_row_activated (RbContactCompletion *self, GtkListBoxRow *row)
{
  g_autofree char *address = g_strdup (g_object_get_data (G_OBJECT (row), "address"));

  self->choosing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), address);
  self->choosing = FALSE;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (self->entry);
  g_signal_emit (self, signals[CHOSEN], 0, address);
}

static gboolean
on_entry_key (RbContactCompletion *self, guint keyval)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  if (!gtk_widget_get_visible (self->popover) || first == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    {
      gtk_widget_grab_focus (first);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape)
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_list_key (RbContactCompletion *self, guint keyval)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean at_top = focus != NULL && focus == gtk_widget_get_first_child (GTK_WIDGET (self->list));

  if (keyval != GDK_KEY_Escape && !(at_top && (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  if (keyval == GDK_KEY_Escape)
    gtk_popover_popdown (GTK_POPOVER (self->popover));

  return GDK_EVENT_STOP;
}

/* Who types into the entry will want the contacts. */
static void
on_focus_in (RbContactCompletion *self)
{
  if (rb_phone_get_contacts (self->phone) != NULL)
    rb_contacts_load (rb_phone_get_contacts (self->phone));
}

static void
on_entry_destroyed (RbContactCompletion *self)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

static void
rb_contact_completion_finalize (GObject *object)
{
  RbContactCompletion *self = RB_CONTACT_COMPLETION (object);

  g_object_unref (self->phone);
  g_ptr_array_unref (self->recent);
  forget_uses (self);

  G_OBJECT_CLASS (rb_contact_completion_parent_class)->finalize (object);
}

static void
rb_contact_completion_class_init (RbContactCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rb_contact_completion_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rb_contact_completion_init (RbContactCompletion *self)
{
  self->recent = g_ptr_array_new_with_free_func (g_free);
}

static void
add_keys (GtkWidget *widget, gboolean capture, GCallback callback, RbContactCompletion *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, capture ? GTK_PHASE_CAPTURE : GTK_PHASE_BUBBLE);
  g_signal_connect_object (keys, "key-pressed", callback, self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
}

RbContactCompletion *
rb_contact_completion_new (GtkWidget *entry, RbPhone *phone)
{
  RbContactCompletion *self = g_object_new (RB_TYPE_CONTACT_COMPLETION, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = entry;
  self->phone = g_object_ref (phone);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("People to call"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);

  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (self->popover, 260, -1);
  gtk_widget_set_parent (self->popover, entry);

  add_keys (entry, TRUE, G_CALLBACK (on_entry_key), self);
  add_keys (GTK_WIDGET (self->list), TRUE, G_CALLBACK (on_list_key), self);
  g_signal_connect_object (focus, "enter", G_CALLBACK (on_focus_in), self, G_CONNECT_SWAPPED);
  /* The list is below the entry: going there is no leaving. */
  g_signal_connect_object (focus, "leave", G_CALLBACK (rb_contact_completion_hide), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  g_signal_connect_object (entry, "destroy", G_CALLBACK (on_entry_destroyed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  if (rb_phone_get_history (phone) != NULL)
    g_signal_connect_object (rb_phone_get_history (phone), "items-changed", G_CALLBACK (forget_uses), self,
                             G_CONNECT_SWAPPED);

  return self;
}

void
rb_contact_completion_hide (RbContactCompletion *self)
{
  g_return_if_fail (RB_IS_CONTACT_COMPLETION (self));

  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* A number, an address or a link is called as it is. */
static gboolean
may_be_name (const char *text)
{
  return strpbrk (text, "@:") == NULL && !rb_number_is_number (text);
}

char *
rb_contact_completion_resolve (RbContactCompletion *self, const char *text)
{
  RbContacts *contacts;
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func (free_offer);
  g_autofree char *wanted = rb_contact_text_fold (text);

  g_return_val_if_fail (RB_IS_CONTACT_COMPLETION (self), NULL);

  contacts = rb_phone_get_contacts (self->phone);
  if (contacts == NULL || !may_be_name (text))
    return NULL;
  if (self->uses == NULL)
    count_uses (self);

  found = rb_contacts_search (contacts, text, MAX_FOUND);
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (RbContact) contact = g_list_model_get_item (G_LIST_MODEL (contacts), g_array_index (found, guint, i));
      g_autofree char *name = rb_contact_text_fold (rb_contact_get_name (contact));

      for (guint j = 0; g_str_equal (name, wanted) && j < rb_contact_get_n_callable (contact); j++)
        add_offer (self, offers, rb_contact_get_name (contact), rb_contact_get_callable (contact, j)->value);
    }
  if (offers->len == 0)
    return NULL;
  if (offers->len == 1)
    return g_strdup (((Offer *) g_ptr_array_index (offers, 0))->address);

  g_ptr_array_sort (offers, compare_offers);
  show_offers (self, offers);
  gtk_widget_grab_focus (gtk_widget_get_first_child (GTK_WIDGET (self->list)));

  return g_strdup ("");
}
