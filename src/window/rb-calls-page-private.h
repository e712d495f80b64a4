/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-calls-page.h"

#include "rb-history-search.h"
#include "rb-list-filler.h"

G_BEGIN_DECLS

struct _RbCallsPage
{
  AdwBin parent_instance;

  GtkBox         *box;
  GtkSearchEntry *search_entry;
  GtkWidget      *menu_button;
  GMenu          *accounts_section;
  GtkWidget      *filter_line;
  GtkLabel       *filter_label;
  GtkStack       *stack;
  GtkListView    *list;
  GtkRevealer    *selection_bar;
  GtkLabel       *selection_label;

  RbPhone         *phone;
  RbHistory       *history;
  RbHistorySearch *search;
  RbListFiller    *filler;     /* of the list */
  RbHistoryFilter  filter;
  char            *account_id; /* (nullable): only its calls */

  guint       query_source;
  GHashTable *names;    /* address and account → name of the contact, "" for none */
  gboolean    selecting;
  GHashTable *selected; /* set of gint64: ids */
  guint       midnight_source;

  GSimpleActionGroup *actions;
  GtkWidget          *row_menu; /* (nullable): GtkPopover */
  RbHistoryItem      *menu_item; /* (nullable): the row that it is for */
  GtkNativeDialog    *chooser;   /* (nullable) */
};

/* rb-calls-page.c */
char      *rb_calls_page_dup_name (RbCallsPage *self, RbHistoryItem *item); /* the contact's, else what was signalled */
const char *rb_calls_page_get_contact_name (RbCallsPage *self, RbHistoryItem *item); /* "" for none; until the next such call */
RbAccount *rb_calls_page_find_account (RbCallsPage *self, const char *id);  /* (transfer none) (nullable) */
void       rb_calls_page_set_selecting (RbCallsPage *self, gboolean selecting);
void       rb_calls_page_show_selection (RbCallsPage *self);
void       rb_calls_page_update_rows (RbCallsPage *self);
void       rb_calls_page_update_query (RbCallsPage *self);
void       rb_calls_page_problem (RbCallsPage *self, const char *sentence);
void       rb_calls_page_redial (RbCallsPage *self, RbHistoryItem *item);
void       rb_calls_page_open (RbCallsPage *self, RbHistoryItem *item);
/* The one that has the focus. (transfer none) (nullable) */
RbHistoryItem *rb_calls_page_get_focused (RbCallsPage *self);

/* rb-calls-actions.c */
void rb_calls_actions_init (RbCallsPage *self);
void rb_calls_actions_show_menu (RbCallsPage *self, RbHistoryItem *item, GtkWidget *where);

/* rb-calls-delete.c: @ids: of gint64. What is deleted can be undone while the toast is there. */
void rb_calls_delete (RbCallsPage *self, GArray *ids);

/* rb-calls-export.c: asks where to. */
void rb_calls_export (RbCallsPage *self);

G_END_DECLS
