/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Calls page: a list view over what is found in the history, which makes rows only for what is seen. The first row
 * of a day carries its heading. What is done with calls is in rb-calls-actions.c. */

#include "rb-calls-page-private.h"

#include "rb-calls-row.h"
#include "rb-history-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MIDNIGHT_CHECK_S 600 /* at most: the clock may be set, and a suspended computer counts no time */
#define MAX_PEOPLE 200       /* whose calls one word finds */
#define MAX_NAMES 2000       /* contacts' names that are remembered */

G_DEFINE_FINAL_TYPE (RbCallsPage, rb_calls_page, ADW_TYPE_BIN)

enum
{
  OPEN,
  REDIAL,
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
rb_calls_page_problem (RbCallsPage *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

void
rb_calls_page_redial (RbCallsPage *self, RbHistoryItem *item)
{
  g_signal_emit (self, signals[REDIAL], 0, item);
}

void
rb_calls_page_open (RbCallsPage *self, RbHistoryItem *item)
{
  g_signal_emit (self, signals[OPEN], 0, item);
}

RbAccount *
rb_calls_page_find_account (RbCallsPage *self, const char *id)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (rb_account_get_id (account), id) == 0)
        return account; /* the model keeps it */
    }

  return NULL;
}

/* Asked once for each address. */
const char *
rb_calls_page_get_contact_name (RbCallsPage *self, RbHistoryItem *item)
{
  RbContacts *contacts = rb_phone_get_contacts (self->phone);
  const char *uri = rb_history_item_get_remote_uri (item);
  const char *account_id = rb_history_item_get_account_id (item);
  g_autofree char *key = g_strconcat (uri, "\n", account_id, NULL);
  const char *known = g_hash_table_lookup (self->names, key);
  g_autofree char *country = NULL;
  g_autoptr (RbContact) contact = NULL;
  RbAccount *account;
  char *name;

  if (known != NULL || contacts == NULL || uri == NULL)
    return known != NULL ? known : "";

  if (g_hash_table_size (self->names) >= MAX_NAMES)
    g_hash_table_remove_all (self->names);
  account = rb_calls_page_find_account (self, account_id);
  country = g_settings_get_string (rb_phone_get_settings (self->phone), "country");
  contact = rb_contacts_match (contacts, uri, account != NULL ? rb_account_get_domain (account) : NULL, country);
  name = g_strdup (contact != NULL ? rb_contact_get_name (contact) : "");
  g_hash_table_insert (self->names, g_steal_pointer (&key), name);

  return name;
}

char *
rb_calls_page_dup_name (RbCallsPage *self, RbHistoryItem *item)
{
  const char *name = rb_calls_page_get_contact_name (self, item);

  return *name != '\0' ? g_strdup (name) : rb_history_item_dup_name (item);
}

static RbCallsRow *
get_row (GtkListItem *list_item)
{
  return RB_CALLS_ROW (gtk_list_item_get_child (list_item));
}

static void
update_around (RbCallsPage *self, GtkListItem *list_item)
{
  guint position = gtk_list_item_get_position (list_item);
  gint64 start_us = rb_history_search_get_start_us (self->search, position);
  gint64 id = rb_history_search_get_id (self->search, position);
  g_autofree char *day = NULL;

  if (position == 0 || !rb_is_same_day (start_us, rb_history_search_get_start_us (self->search, position - 1)))
    day = rb_format_day (start_us, g_get_real_time ());
  rb_calls_row_set_heading (get_row (list_item), day);
  rb_calls_row_set_selection (get_row (list_item), self->selecting, g_hash_table_contains (self->selected, &id));
}

static void
show_row (GtkListItem *list_item, gpointer data)
{
  RbCallsPage *self = data;
  g_autoptr (RbHistoryItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->search), gtk_list_item_get_position (list_item));
  g_autofree char *name = NULL;
  RbAccount *account = NULL;
  g_autofree char *label = NULL;

  gtk_list_item_set_activatable (list_item, item != NULL);
  if (item == NULL)
    {
      rb_calls_row_set_item (get_row (list_item), NULL, NULL, NULL);
      return;
    }

  update_around (self, list_item);
  name = rb_calls_page_dup_name (self, item);
  if (g_list_model_get_n_items (rb_phone_get_accounts (self->phone)) > 1)
    account = rb_calls_page_find_account (self, rb_history_item_get_account_id (item));
  if (account != NULL)
    label = rb_account_dup_label (account);
  rb_calls_row_set_item (get_row (list_item), item, name, label);
}

void
rb_calls_page_update_rows (RbCallsPage *self)
{
  rb_list_filler_fill_all (self->filler);
}

static void
update_state (RbCallsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->search));
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->history)) > 0;
  GAction *export = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "export");

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "calls" : any ? "nothing" : "empty");
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_entry), any);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (export), n > 0);
}

/* The list view keeps in place what is looked at; but whoever looks at the newest call is to see the next one come. */
static void
on_calls_added (RbCallsPage *self, guint position, guint removed)
{
  if (position == 0 && removed == 0 &&
      gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list))) <= 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static void
on_row_redial (RbCallsPage *self, RbHistoryItem *item)
{
  rb_calls_page_redial (self, item);
}

static void
on_row_menu (RbCallsPage *self, RbHistoryItem *item, RbCallsRow *row)
{
  if (!self->selecting)
    rb_calls_actions_show_menu (self, item, rb_calls_row_get_menu_place (row));
}

void
rb_calls_page_show_selection (RbCallsPage *self)
{
  guint n = g_hash_table_size (self->selected);
  GPtrArray *bound = self->filler != NULL ? rb_list_filler_get_bound (self->filler) : NULL;
  g_autofree char *text = g_strdup_printf (ngettext ("%u call selected", "%u calls selected", n), n);

  gtk_label_set_label (self->selection_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->selection_bar), self->selecting);
  gtk_revealer_set_reveal_child (self->selection_bar, self->selecting);
  for (guint i = 0; bound != NULL && i < bound->len; i++)
    update_around (self, g_ptr_array_index (bound, i));
}

static void
set_selected (RbCallsPage *self, gint64 id, gboolean selected)
{
  if (selected)
    g_hash_table_add (self->selected, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->selected, &id);
  rb_calls_page_show_selection (self);
}

static void
on_row_toggled (RbCallsPage *self, RbHistoryItem *item, gboolean selected)
{
  set_selected (self, rb_history_item_get_id (item), selected);
}

void
rb_calls_page_set_selecting (RbCallsPage *self, gboolean selecting)
{
  self->selecting = selecting;
  g_hash_table_remove_all (self->selected);
  if (selecting)
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
  rb_calls_page_show_selection (self);
}

static void
on_selection_done (RbCallsPage *self)
{
  rb_calls_page_set_selecting (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_teardown (RbCallsPage *self, GtkListItem *list_item)
{
  if (self->filler != NULL) /* not when the page goes */
    rb_list_filler_keep_row (self->filler, list_item);
}

static void
on_setup (RbCallsPage *self, GtkListItem *list_item)
{
  GtkWidget *row;

  if (rb_list_filler_reuse_row (self->filler, list_item))
    return;

  row = rb_calls_row_new ();
  g_signal_connect_object (row, "redial", G_CALLBACK (on_row_redial), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "menu", G_CALLBACK (on_row_menu), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "toggled", G_CALLBACK (on_row_toggled), self, G_CONNECT_SWAPPED);
  rb_list_filler_set_row (self->filler, list_item, row);
}

static void
on_bind (RbCallsPage *self, GtkListItem *list_item)
{
  rb_list_filler_bind (self->filler, list_item);
}

static void
on_unbind (RbCallsPage *self, GtkListItem *list_item)
{
  if (self->filler != NULL)
    rb_list_filler_unbind (self->filler, list_item);
  if (gtk_list_item_get_child (list_item) != NULL) /* not when the list itself goes */
    rb_calls_row_set_item (get_row (list_item), NULL, NULL, NULL);
}

static void
on_activate (RbCallsPage *self, guint position)
{
  g_autoptr (RbHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->search), position);
  gint64 id = item != NULL ? rb_history_item_get_id (item) : 0;

  if (item == NULL)
    return;
  if (self->selecting)
    set_selected (self, id, !g_hash_table_contains (self->selected, &id));
  else
    rb_calls_page_open (self, item);
}

RbHistoryItem *
rb_calls_page_get_focused (RbCallsPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  for (guint i = 0; focus != NULL && self->filler != NULL && i < rb_list_filler_get_bound (self->filler)->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (rb_list_filler_get_bound (self->filler), i);
      GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (list_item));

      if (focus == cell || gtk_widget_is_ancestor (focus, cell))
        return rb_calls_row_get_item (get_row (list_item));
    }

  return NULL;
}

/* Before the search gets it, which takes what is typed anywhere in the list. */
static gboolean
on_key_pressed (RbCallsPage *self, guint key, guint code, GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean writing = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->search_entry));
  RbHistoryItem *item = rb_calls_page_get_focused (self);

  if (key == GDK_KEY_Escape && self->selecting)
    {
      on_selection_done (self);
      return TRUE;
    }
  if ((key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete) && !writing)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "calls.delete", NULL);
      return TRUE;
    }
  if (item != NULL && (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0)))
    {
      GPtrArray *bound = rb_list_filler_get_bound (self->filler);

      for (guint i = 0; i < bound->len; i++)
        if (rb_calls_row_get_item (get_row (g_ptr_array_index (bound, i))) == item)
          on_row_menu (self, item, get_row (g_ptr_array_index (bound, i)));
      return TRUE;
    }

  return FALSE;
}

/* Addresses of the people whom @word means. */
static GPtrArray *
find_people (const char *word, gpointer data)
{
  RbCallsPage *self = data;
  RbContacts *contacts = rb_phone_get_contacts (self->phone);
  g_autoptr (GArray) positions = contacts != NULL ? rb_contacts_search (contacts, word, MAX_PEOPLE) : NULL;
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; positions != NULL && i < positions->len; i++)
    {
      g_autoptr (RbContact) contact =
          g_list_model_get_item (G_LIST_MODEL (contacts), g_array_index (positions, guint, i));

      for (guint n = 0; contact != NULL && n < rb_contact_get_n_callable (contact); n++)
        g_ptr_array_add (addresses, g_strdup (rb_contact_get_callable (contact, n)->value));
    }

  return addresses;
}

static char *
format_filter (RbCallsPage *self)
{
  static const char *const labels[] = {
    [RB_HISTORY_ALL] = N_ ("All calls"),
    [RB_HISTORY_MISSED] = N_ ("Missed calls"),
    [RB_HISTORY_INCOMING] = N_ ("Incoming calls"),
    [RB_HISTORY_OUTGOING] = N_ ("Outgoing calls"),
  };
  RbAccount *account = rb_calls_page_find_account (self, self->account_id);
  g_autofree char *label = account != NULL ? rb_account_dup_label (account) : NULL;

  if (label == NULL)
    return g_strdup (_ (labels[self->filter]));

  /* Translators: which calls are shown: "Missed calls of wxy@iptel.org" */
  return g_strdup_printf (_ ("%1$s of %2$s"), _ (labels[self->filter]), label);
}

void
rb_calls_page_update_query (RbCallsPage *self)
{
  const RbHistoryQuery query = {
    .text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
    .filter = self->filter,
    .account_id = self->account_id,
    .find_people = find_people,
    .data = self,
  };
  g_autofree char *label = NULL;

  if (self->search == NULL)
    return;

  label = format_filter (self);
  if (rb_phone_get_contacts (self->phone) != NULL && *query.text != '\0')
    rb_contacts_load (rb_phone_get_contacts (self->phone));
  gtk_label_set_label (self->filter_label, label);
  gtk_widget_set_visible (self->filter_line, self->filter != RB_HISTORY_ALL || self->account_id != NULL);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), 0);
  rb_history_search_set_query (self->search, &query);
}

static gboolean
on_query_idle (gpointer data)
{
  RbCallsPage *self = data;

  self->query_source = 0;
  rb_calls_page_update_query (self);

  return G_SOURCE_REMOVE;
}

/* Replacing the text is two changes, of which only the last is to be looked for. */
static void
on_search_changed (RbCallsPage *self)
{
  if (self->search == NULL)
    return;

  rb_list_filler_hold (self->filler);
  if (self->query_source == 0)
    self->query_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_query_idle, self, NULL);
}

static void
on_stop_search (RbCallsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
on_show_all (RbCallsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "calls.filter", "s", "all");
  gtk_widget_activate_action (GTK_WIDGET (self), "calls.account", "s", "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* A choice for each account, where there are several. */
static void
on_accounts_changed (RbCallsPage *self)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);
  guint n = g_list_model_get_n_items (accounts);

  g_menu_remove_all (self->accounts_section);
  for (guint i = 0; n > 1 && i < n; i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
      g_autofree char *label = rb_account_dup_label (account);
      g_auto (GStrv) parts = g_strsplit (label, "_", -1);
      g_autofree char *plain = g_strjoinv ("__", parts);

      g_menu_item_set_label (item, plain);
      g_menu_item_set_action_and_target (item, "calls.account", "s", rb_account_get_id (account));
      g_menu_append_item (self->accounts_section, item);
    }
  rb_calls_page_update_rows (self);
}

static void
on_contacts_changed (RbCallsPage *self)
{
  g_hash_table_remove_all (self->names);
  rb_calls_page_update_rows (self);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    rb_calls_page_update_query (self);
}

static void wait_for_midnight (RbCallsPage *self);

static gboolean
on_midnight_check (gpointer data)
{
  RbCallsPage *self = data;

  self->midnight_source = 0;
  rb_calls_page_update_rows (self);
  wait_for_midnight (self);

  return G_SOURCE_REMOVE;
}

/* While it is to be seen: at midnight today becomes yesterday. */
static void
wait_for_midnight (RbCallsPage *self)
{
  gint64 now_us = g_get_real_time ();
  gint64 wait_s = (rb_get_next_midnight (now_us) - now_us) / G_USEC_PER_SEC + 1;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->midnight_source == 0)
    self->midnight_source =
        g_timeout_add_seconds ((guint) CLAMP (wait_s, 1, MIDNIGHT_CHECK_S), on_midnight_check, self);
}

/* Seen is what is on the screen of somebody who is at this window. */
static void
update_seen (RbCallsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->history != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && GTK_IS_WINDOW (root) &&
      gtk_window_is_active (GTK_WINDOW (root)))
    rb_history_mark_seen (self->history);
}

static void
rb_calls_page_map (GtkWidget *widget)
{
  RbCallsPage *self = RB_CALLS_PAGE (widget);

  GTK_WIDGET_CLASS (rb_calls_page_parent_class)->map (widget);

  if (self->search != NULL)
    rb_calls_page_update_rows (self);
  wait_for_midnight (self);
  update_seen (self);
}

static void
rb_calls_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&RB_CALLS_PAGE (widget)->midnight_source, g_source_remove);

  GTK_WIDGET_CLASS (rb_calls_page_parent_class)->unmap (widget);
}

static void
rb_calls_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_calls_page_parent_class)->root (widget);

  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active", G_CALLBACK (update_seen), widget,
                             G_CONNECT_SWAPPED);
}

static void
rb_calls_page_dispose (GObject *object)
{
  RbCallsPage *self = RB_CALLS_PAGE (object);

  g_clear_handle_id (&self->midnight_source, g_source_remove);
  g_clear_handle_id (&self->query_source, g_source_remove);
  g_clear_pointer (&self->row_menu, gtk_widget_unparent);
  if (self->list != NULL)
    {
      gtk_list_view_set_model (self->list, NULL);
      gtk_list_view_set_factory (self->list, NULL);
    }
  g_clear_object (&self->chooser);
  g_clear_object (&self->menu_item);
  g_clear_object (&self->actions);
  g_clear_object (&self->filler);
  g_clear_object (&self->search);
  g_clear_object (&self->history);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_calls_page_parent_class)->dispose (object);
}

static void
rb_calls_page_finalize (GObject *object)
{
  RbCallsPage *self = RB_CALLS_PAGE (object);

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->selected);
  g_free (self->account_id);

  G_OBJECT_CLASS (rb_calls_page_parent_class)->finalize (object);
}

static void
rb_calls_page_class_init (RbCallsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_calls_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_calls_page_finalize;
  widget_class->map = rb_calls_page_map;
  widget_class->unmap = rb_calls_page_unmap;
  widget_class->root = rb_calls_page_root;

  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, RB_TYPE_HISTORY_ITEM);
  signals[REDIAL] = g_signal_new ("redial", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);
  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-calls-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, box);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, accounts_section);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, filter_line);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, filter_label);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, list);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, RbCallsPage, selection_label);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_teardown);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_show_all);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_done);
}

static void
rb_calls_page_init (RbCallsPage *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->selected = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->list));
  rb_calls_actions_init (self);
}

void
rb_calls_page_set_phone (RbCallsPage *self, RbPhone *phone)
{
  RbContacts *contacts = rb_phone_get_contacts (phone);

  g_return_if_fail (RB_IS_CALLS_PAGE (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  self->history = g_object_ref (rb_phone_get_history (phone));
  self->search = rb_history_search_new (self->history);
  self->filler = rb_list_filler_new (self->list, show_row, self);
  rb_list_filler_set_model (self->filler, G_LIST_MODEL (self->search));
  g_signal_connect_object (self->search, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "items-changed", G_CALLBACK (on_calls_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "searched", G_CALLBACK (rb_list_filler_wait), self->filler, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify::n-missed", G_CALLBACK (update_seen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_accounts (phone), "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  if (contacts != NULL)
    g_signal_connect_object (contacts, "changed", G_CALLBACK (on_contacts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self);
  update_state (self);
}
