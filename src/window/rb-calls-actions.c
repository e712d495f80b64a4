/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with the calls of the Calls page: the actions "calls.…" of its menu and of the menu of a row, which
 * is one for all rows and made when it is asked for. */

#include "rb-calls-page-private.h"

#include "rb-contact-dialog.h"
#include "rb-conversation-window.h"
#include "rb-history-settings.h"
#include "rb-incoming-policy.h"

#include <glib/gi18n-lib.h>

static const char *const filters[] = {
  [RB_HISTORY_ALL] = "all",
  [RB_HISTORY_MISSED] = "missed",
  [RB_HISTORY_INCOMING] = "incoming",
  [RB_HISTORY_OUTGOING] = "outgoing",
};

static GtkWindow *
get_window (RbCallsPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static char *
dup_country (RbCallsPage *self)
{
  return g_settings_get_string (rb_phone_get_settings (self->phone), "country");
}

/* The settings' entries that do not mean @uri. (transfer full) */
static GStrv
list_others (RbCallsPage *self, const char *uri, gboolean *any)
{
  g_auto (GStrv) blocked = g_settings_get_strv (rb_phone_get_settings (self->phone), "blocked");
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();
  g_autofree char *country = dup_country (self);

  *any = FALSE;
  for (guint i = 0; blocked[i] != NULL; i++)
    {
      if (rb_incoming_policy_is_blocked (blocked[i], uri, country))
        *any = TRUE;
      else
        g_strv_builder_add (others, blocked[i]);
    }

  return g_strv_builder_end (others);
}

static gboolean
is_blocked (RbCallsPage *self, const char *uri)
{
  gboolean any;
  g_auto (GStrv) others = list_others (self, uri, &any);

  return any;
}

static void
do_filter (GSimpleAction *action, GVariant *value, gpointer data)
{
  RbCallsPage *self = data;
  const char *name = g_variant_get_string (value, NULL);

  for (guint i = 0; i < RB_HISTORY_N_FILTERS; i++)
    if (g_str_equal (name, filters[i]))
      {
        self->filter = i;
        g_simple_action_set_state (action, value);
      }
  rb_calls_page_update_query (self);
}

static void
do_account (GSimpleAction *action, GVariant *value, gpointer data)
{
  RbCallsPage *self = data;
  const char *id = g_variant_get_string (value, NULL);
  gboolean again = g_strcmp0 (id, self->account_id) == 0; /* chosen once more: of any account */

  g_free (self->account_id);
  self->account_id = *id != '\0' && !again ? g_strdup (id) : NULL;
  g_simple_action_set_state (action, g_variant_new_string (self->account_id != NULL ? self->account_id : ""));
  rb_calls_page_update_query (self);
}

static void
do_select (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_calls_page_set_selecting (data, TRUE);
}

static void
do_select_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->search));

  rb_calls_page_set_selecting (self, TRUE);
  for (guint i = 0; i < n; i++)
    {
      gint64 id = rb_history_search_get_id (self->search, i);

      g_hash_table_add (self->selected, g_memdup2 (&id, sizeof id));
    }
  rb_calls_page_show_selection (self);
}

static void
do_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  rb_calls_export (data);
}

static void
do_delete_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;

  rb_history_settings_delete_all (get_window (self), self->history);
}

/* The selected ones, else the one with the focus. */
static void
do_delete (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  RbHistoryItem *focused = rb_calls_page_get_focused (self);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_val (ids, *(gint64 *) id);
  if (!self->selecting && focused != NULL)
    {
      gint64 one = rb_history_item_get_id (focused);

      g_array_append_val (ids, one);
    }
  if (ids->len == 0)
    return;

  rb_calls_delete (self, ids);
  rb_calls_page_set_selecting (self, FALSE);
}

static void
do_row_delete (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = rb_history_item_get_id (self->menu_item);

  g_array_append_val (ids, id);
  rb_calls_delete (self, ids);
}

static void
do_row_call (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;

  rb_calls_page_redial (self, self->menu_item);
}

static void
do_row_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;

  rb_calls_page_open (self, self->menu_item);
}

static void
do_row_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;
  g_autofree char *name = rb_calls_page_dup_name (self, self->menu_item);

  rb_conversation_window_present (get_window (self), self->phone, rb_history_item_get_remote_uri (self->menu_item),
                                  name);
}

static void
do_row_add (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;

  rb_contact_dialog_present_new (get_window (self), self->phone, rb_history_item_get_remote_name (self->menu_item),
                                 rb_history_item_get_remote_uri (self->menu_item));
}

static void
do_row_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          rb_history_item_get_remote_uri (self->menu_item));
}

static void
do_row_block (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  RbCallsPage *self = data;
  const char *uri = rb_history_item_get_remote_uri (self->menu_item);
  g_autoptr (GStrvBuilder) blocked = g_strv_builder_new ();
  g_auto (GStrv) after = NULL;
  gboolean any;
  g_auto (GStrv) others = list_others (self, uri, &any);

  g_strv_builder_addv (blocked, (const char **) others);
  if (!any)
    g_strv_builder_add (blocked, uri);
  after = g_strv_builder_end (blocked);
  g_settings_set_strv (rb_phone_get_settings (self->phone), "blocked", (const char *const *) after);
}

static const GActionEntry entries[] = {
  { "filter", NULL, "s", "'all'", do_filter },
  { "account", NULL, "s", "''", do_account },
  { "select", do_select },
  { "select-all", do_select_all },
  { "export", do_export },
  { "delete-all", do_delete_all },
  { "delete", do_delete },
  { "row-call", do_row_call },
  { "row-open", do_row_open },
  { "row-message", do_row_message },
  { "row-add", do_row_add },
  { "row-copy", do_row_copy },
  { "row-block", do_row_block },
  { "row-delete", do_row_delete },
};

void
rb_calls_actions_init (RbCallsPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "calls", G_ACTION_GROUP (self->actions));
}

static void
set_enabled (RbCallsPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static GMenuModel *
create_menu (RbCallsPage *self, RbHistoryItem *item)
{
  g_autoptr (GMenu) person = g_menu_new ();
  g_autoptr (GMenu) address = g_menu_new ();
  g_autoptr (GMenu) call = g_menu_new ();
  GMenu *menu = g_menu_new ();
  g_autofree char *country = dup_country (self);
  RbContacts *contacts = rb_phone_get_contacts (self->phone);
  RbAccount *account = rb_calls_page_find_account (self, rb_history_item_get_account_id (item));
  const char *uri = rb_history_item_get_remote_uri (item);
  g_autoptr (RbContact) contact = NULL;

  if (contacts != NULL)
    contact = rb_contacts_match (contacts, uri, account != NULL ? rb_account_get_domain (account) : NULL, country);
  g_menu_append (person, _ ("_Call"), "calls.row-call");
  g_menu_append (person, _ ("Send _Message"), "calls.row-message");
  if (contact == NULL)
    g_menu_append (person, _ ("_Add to Contacts…"), "calls.row-add");
  g_menu_append (address, _ ("Copy A_ddress"), "calls.row-copy");
  g_menu_append (address, is_blocked (self, uri) ? _ ("Un_block") : _ ("_Block"), "calls.row-block");
  g_menu_append (call, _ ("_Show Messages of the Call"), "calls.row-open");
  g_menu_append (call, _ ("D_elete"), "calls.row-delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (person));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (address));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (call));
  set_enabled (self, "row-open", rb_history_item_get_capture_path (item) != NULL);
  set_enabled (self, "row-delete", g_strcmp0 (rb_history_item_get_verdict (item), "in-progress") != 0);
  set_enabled (self, "row-add", contacts != NULL);

  return G_MENU_MODEL (menu);
}

void
rb_calls_actions_show_menu (RbCallsPage *self, RbHistoryItem *item, GtkWidget *where)
{
  g_autoptr (GMenuModel) menu = create_menu (self, item);
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (where, GTK_WIDGET (self->box), &bounds))
    return;

  g_set_object (&self->menu_item, item);
  if (self->row_menu == NULL)
    {
      self->row_menu = gtk_popover_menu_new_from_model (menu);
      gtk_widget_set_parent (self->row_menu, GTK_WIDGET (self->box));
    }
  else
    {
      gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->row_menu), menu);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->row_menu),
                               &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                                                (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->row_menu));
}
