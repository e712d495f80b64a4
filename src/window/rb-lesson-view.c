/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A lesson as widgets, one a block. Live views bring a new lesson several times a second: blocks that were there
 * before keep their widget, so that nothing flickers and the focus, selections and the place one reads at remain. */

#include "rb-lesson-view.h"

#include <glib/gi18n-lib.h>

#include "rb-lesson-view-private.h"

#define SPACING 6
#define FIRST_BLOCKS 200 /* a lesson about a flood may have thousands: so many more each time somebody asks */
#define COPY_WIDTH 96    /* columns of what is copied as text */

/* The widgets of one block. */
typedef struct
{
  char *key;
  RbLessonBlockKind kind;
  GtkWidget *widget; /* child of the view */
  GtkWidget *words;  /* RbLessonParagraph, or the label of a heading */
  GtkWidget *table;  /* (nullable) RbLessonGrid */
} Entry;

struct _RbLessonView
{
  GtkWidget parent_instance;

  RbLesson *lesson;    /* (nullable) */
  GHashTable *entries; /* key -> Entry */
  GtkWidget *more;
  guint n_blocks; /* that may be shown */
};

enum
{
  SIGNAL_MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbLessonView, rb_lesson_view, GTK_TYPE_WIDGET)

static void
entry_free (gpointer data)
{
  Entry *self = data;

  gtk_widget_unparent (self->widget);
  g_free (self->key);
  g_free (self);
}

static GtkWidget *
new_heading (void)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, 2, -1);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "rb-lesson-heading");

  return label;
}

static Entry *
entry_new (const char *key, RbLessonBlockKind kind)
{
  Entry *self = g_new0 (Entry, 1);

  self->key = g_strdup (key);
  self->kind = kind;
  self->words = kind == RB_LESSON_HEADING ? new_heading () : rb_lesson_paragraph_new ();
  self->widget = self->words;
  if (kind == RB_LESSON_TABLE)
    {
      self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
      self->table = rb_lesson_grid_new ();
      gtk_box_append (GTK_BOX (self->widget), self->words);
      gtk_box_append (GTK_BOX (self->widget), self->table);
    }

  return self;
}

static void
entry_set_block (Entry *self, const RbLessonBlock *block)
{
  if (self->kind == RB_LESSON_HEADING)
    {
      rb_lesson_set_label (self->words, block->text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->words), GTK_ACCESSIBLE_PROPERTY_LABEL, block->text, -1);
      return;
    }

  rb_lesson_paragraph_set_block (RB_LESSON_PARAGRAPH (self->words), block);
  if (self->table == NULL)
    return;
  gtk_widget_set_visible (self->words, *block->text != '\0' || block->rfc != NULL || block->positions->len > 0);
  rb_lesson_grid_set_block (RB_LESSON_GRID (self->table), block);
}

/* An id that is there several times is told apart by its number. (transfer full) */
static char *
make_key (GHashTable *counts, const RbLessonBlock *block)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, block->id)) + 1;

  g_hash_table_insert (counts, block->id, GUINT_TO_POINTER (n));

  return g_strdup_printf ("%d %u %s", block->kind, n, block->id);
}

static void
update_more (RbLessonView *self)
{
  guint n_blocks = self->lesson != NULL ? rb_lesson_get_n_blocks (self->lesson) : 0;

  gtk_widget_set_visible (self->more, n_blocks > self->n_blocks);
  gtk_widget_insert_before (self->more, GTK_WIDGET (self), NULL);
}

static void
update (RbLessonView *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) before = g_steal_pointer (&self->entries);
  guint n_blocks = self->lesson != NULL ? MIN (rb_lesson_get_n_blocks (self->lesson), self->n_blocks) : 0;
  GtkWidget *previous = NULL;

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  for (guint i = 0; i < n_blocks; i++)
    {
      const RbLessonBlock *block = rb_lesson_get_block (self->lesson, i);
      g_autofree char *key = make_key (counts, block);
      Entry *entry = g_hash_table_lookup (before, key);

      if (entry != NULL)
        g_hash_table_steal (before, key);
      else
        entry = entry_new (key, block->kind);
      g_hash_table_insert (self->entries, entry->key, entry);
      entry_set_block (entry, block);
      if (gtk_widget_get_parent (entry->widget) == NULL || gtk_widget_get_prev_sibling (entry->widget) != previous)
        gtk_widget_insert_after (entry->widget, GTK_WIDGET (self), previous);
      previous = entry->widget;
    }
  update_more (self);
}

static void
on_more (RbLessonView *self)
{
  self->n_blocks += FIRST_BLOCKS;
  update (self);
}

static void
activate_message (GtkWidget *widget, const char *name, GVariant *position)
{
  g_signal_emit (widget, signals[SIGNAL_MESSAGE_ACTIVATED], 0, g_variant_get_uint32 (position));
}

static void
activate_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RbLessonView *self = RB_LESSON_VIEW (widget);
  g_autofree char *text = self->lesson != NULL ? rb_lesson_to_text (self->lesson, COPY_WIDTH) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
rb_lesson_view_dispose (GObject *object)
{
  RbLessonView *self = RB_LESSON_VIEW (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->more, gtk_widget_unparent);
  g_clear_pointer (&self->lesson, rb_lesson_free);

  G_OBJECT_CLASS (rb_lesson_view_parent_class)->dispose (object);
}

static void
rb_lesson_view_class_init (RbLessonViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_lesson_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lessonview");

  signals[SIGNAL_MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, RB_LESSON_ACTION_MESSAGE, "u", activate_message);
  gtk_widget_class_install_action (widget_class, RB_LESSON_ACTION_COPY, NULL, activate_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       RB_LESSON_ACTION_COPY, NULL);
}

static void
rb_lesson_view_init (RbLessonView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->n_blocks = FIRST_BLOCKS;
  self->more = gtk_button_new_with_label (_ ("Show More"));
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Show More"), -1);
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (on_more), self);
}

GtkWidget *
rb_lesson_view_new (void)
{
  return g_object_new (RB_TYPE_LESSON_VIEW, NULL);
}

void
rb_lesson_view_set_lesson (RbLessonView *self, RbLesson *lesson)
{
  RbLesson *before;

  g_return_if_fail (RB_IS_LESSON_VIEW (self));

  before = g_steal_pointer (&self->lesson); /* tables point into it until they are updated */
  self->lesson = lesson;
  update (self);
  g_clear_pointer (&before, rb_lesson_free);
}
