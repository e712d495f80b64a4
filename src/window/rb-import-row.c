/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One person of a file that is to be imported. The list reuses rows: everything shown comes from
 * rb_import_row_set_entry(). */

#include "rb-import-row.h"

#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>

struct _RbImportRow
{
  AdwBin parent_instance;

  GtkLabel *name;
  GtkLabel *what;
  GtkDropDown *choice;

  RbImportEntry *entry;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (RbImportRow, rb_import_row, ADW_TYPE_BIN)

/* What a person can choose, in the order of the drop-down; the first two only of somebody new. */
static const struct
{
  RbImportChoice choice;
  const char *text;
} choices[] = {
  { RB_IMPORT_SKIP, N_ ("Leave out") },
  { RB_IMPORT_ADD, N_ ("Add as new") },
  { RB_IMPORT_MERGE, N_ ("Add what is missing") },
  { RB_IMPORT_TAKE, N_ ("Take from the file") },
};
#define N_CHOICES_NEW 2

static const char *const kinds[RB_N_IMPORT_KINDS] = {
  [RB_IMPORT_CONFLICT] = N_ ("Says something else"),
  [RB_IMPORT_CHANGED] = N_ ("Changed"),
  [RB_IMPORT_NEW] = N_ ("New"),
  [RB_IMPORT_SAME] = N_ ("Already there"),
};

static void
on_chosen (RbImportRow *self)
{
  guint selected = gtk_drop_down_get_selected (self->choice);

  if (!self->loading && self->entry != NULL && selected < G_N_ELEMENTS (choices))
    rb_import_entry_set_choice (self->entry, choices[selected].choice);
}

static void
rb_import_row_dispose (GObject *object)
{
  g_clear_object (&RB_IMPORT_ROW (object)->entry);

  G_OBJECT_CLASS (rb_import_row_parent_class)->dispose (object);
}

static void
rb_import_row_class_init (RbImportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_import_row_dispose;
}

static GtkLabel *
add_label (GtkWidget *box, gboolean dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (dim)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static void
rb_import_row_init (RbImportRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->name = add_label (texts, FALSE);
  self->what = add_label (texts, TRUE);
  self->choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->choice), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->choice));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
rb_import_row_new (void)
{
  return g_object_new (RB_TYPE_IMPORT_ROW, NULL);
}

static void
fill_choices (RbImportRow *self)
{
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);
  guint n = rb_import_entry_get_mine (self->entry) != NULL ? G_N_ELEMENTS (choices) : N_CHOICES_NEW;
  guint selected = 0;

  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (texts, _ (choices[i].text));
      if (choices[i].choice == rb_import_entry_get_choice (self->entry))
        selected = i;
    }
  self->loading = TRUE;
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (texts));
  gtk_drop_down_set_selected (self->choice, selected);
  self->loading = FALSE;
}

void
rb_import_row_set_entry (RbImportRow *self, RbImportEntry *entry)
{
  g_autofree char *name = NULL;
  g_autofree char *described = NULL;
  g_autofree char *one_line = NULL;
  g_autofree char *what = NULL;
  g_autofree char *all = NULL;
  g_autofree char *label = NULL;
  const char *kind;

  g_return_if_fail (RB_IS_IMPORT_ROW (self));

  if (!g_set_object (&self->entry, entry) || entry == NULL)
    return;

  kind = _ (kinds[rb_import_entry_get_kind (entry)]);
  name = rb_shown_text_line (rb_contact_get_name (rb_import_entry_get_theirs (entry)));
  described = rb_import_entry_describe (entry);
  one_line = g_strdelimit (g_strdup (described), "\n", ' ');
  /* Translators: of a person to be imported: new, changed …, and in what */
  what = one_line[0] != '\0' ? g_strdup_printf (_ ("%1$s · %2$s"), kind, one_line) : g_strdup (kind);
  /* Translators: read out for a person to be imported: the name, and what would change */
  all = g_strdup_printf (_ ("%1$s, %2$s"), name, what);
  label = g_strdup_printf (_ ("What to do with %s"), name);

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->what, what);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->what), described[0] != '\0' ? described : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->choice), rb_import_entry_get_kind (entry) != RB_IMPORT_SAME);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->choice), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  fill_choices (self);
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
}
