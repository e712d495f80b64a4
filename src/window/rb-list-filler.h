/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the item of @list_item's position in its row; the position may be beyond the end for a moment: then nothing. */
typedef void (*RbListFill) (GtkListItem *list_item, gpointer data);

/* Keeps the rows of a list view over a model that a search replaces key by key: the view has nameless places
 * (RbListSlots), and what is seen is filled at once, the rest when the changes have come to rest. */
#define RB_TYPE_LIST_FILLER (rb_list_filler_get_type ())
G_DECLARE_FINAL_TYPE (RbListFiller, rb_list_filler, RB, LIST_FILLER, GObject)

/* @list has a signal factory, whose "bind" and "unbind" call the two below. @data outlives the filler. Its "setup" and
 * "teardown" may keep rows for later: making one takes longer than all else. */
RbListFiller *rb_list_filler_new (GtkListView *list, RbListFill fill, gpointer data);
void          rb_list_filler_set_model (RbListFiller *self, GListModel *model); /* once */
/* Puts a row that was kept into @list_item. FALSE: there is none; make one, and set it. */
gboolean      rb_list_filler_reuse_row (RbListFiller *self, GtkListItem *list_item);
void          rb_list_filler_set_row (RbListFiller *self, GtkListItem *list_item, GtkWidget *row);
void          rb_list_filler_keep_row (RbListFiller *self, GtkListItem *list_item); /* it is torn down */
void          rb_list_filler_bind (RbListFiller *self, GtkListItem *list_item);
void          rb_list_filler_unbind (RbListFiller *self, GtkListItem *list_item);
/* Something is being looked for: the list rests until rb_list_filler_wait(). */
void           rb_list_filler_hold (RbListFiller *self);
/* Something is being typed, or was found: the list rests until that is over. */
void          rb_list_filler_wait (RbListFiller *self);
void          rb_list_filler_fill_all (RbListFiller *self); /* what is shown of the items has changed */
/* For an empty row: its place stays, what is in it does not show. @row has one child. */
void          rb_list_filler_show_content (GtkWidget *row, gboolean show);
/* The rows there are. (transfer none): of GtkListItem */
GPtrArray    *rb_list_filler_get_bound (RbListFiller *self);

G_END_DECLS
