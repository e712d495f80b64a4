/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table of a lesson: columns side by side while there is room for them; else the cells of each row stand below each
 * other, each with its heading. Every cell has a heading of its own for that, which else is not laid out. */

#include "rb-lesson-view-private.h"

#include <glib/gi18n-lib.h>

#define COLUMN_GAP 15
#define ROW_GAP 9
#define CELL_GAP 2 /* between the cells of a row that stand below each other */
#define ICON_GAP 4
#define HEADING_GAP 9         /* before a cell, when the table is stacked */
#define MIN_CHARS 9           /* of a column, before the table is stacked */
#define MAX_WORD 20           /* characters: longer ones may be broken anywhere */
#define MAX_HEADING_SHARE 0.4 /* of the width, when it is stacked */
#define LINE_ALPHA 0.15f
#define FIRST_ROWS 100 /* a table about a flood may have thousands: so many more each time somebody asks */

typedef struct
{
  GtkWidget *heading;
  GtkWidget *box; /* icon and words */
  GtkWidget *icon;
  GtkWidget *words; /* label or link */
  gboolean is_link;
} Cell;

struct _RbLessonGrid
{
  GtkWidget parent_instance;

  GPtrArray *heads; /* of GtkWidget */
  GArray *cells;    /* of Cell, row by row */
  GtkWidget *more;
  GArray *lines; /* of int: y of the line above each row, as last laid out */

  const RbLessonBlock *block; /* (nullable): of the view's lesson, until the next one */
  guint n_rows;               /* that may be shown */
};

/* How the table is laid out in some width. */
typedef struct
{
  gboolean is_stacked;
  int *widths; /* of each column; stacked: of headings and of cells */
} Plan;

G_DEFINE_FINAL_TYPE (RbLessonGrid, rb_lesson_grid, GTK_TYPE_WIDGET)

static guint
get_n_rows (RbLessonGrid *self)
{
  return self->heads->len > 0 ? self->cells->len / self->heads->len : 0;
}

static Cell *
get_cell (RbLessonGrid *self, guint row, guint column)
{
  return &g_array_index (self->cells, Cell, row * self->heads->len + column);
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  int own_minimum;
  int own_natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &own_minimum, &own_natural, NULL, NULL);
  *minimum = MAX (*minimum, own_minimum);
  *natural = MAX (*natural, own_natural);
}

/* @baseline: (out) (nullable): of its first line; scripts differ in height, and a row shares its base line */
static int
measure_height (GtkWidget *widget, int width, int *baseline)
{
  int minimum;
  int natural;
  int own_baseline;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, minimum), NULL, &natural, NULL, &own_baseline);
  if (baseline != NULL)
    *baseline = MAX (own_baseline, 0);

  return natural;
}

/* What the columns need and would like. (transfer full) */
static GtkRequestedSize *
measure_columns (RbLessonGrid *self, int *minimum, int *natural)
{
  guint n = self->heads->len;
  GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, n);

  *minimum = *natural = n > 1 ? (int) (n - 1) * COLUMN_GAP : 0;
  for (guint i = 0; i < n; i++)
    {
      measure_width (g_ptr_array_index (self->heads, i), &sizes[i].minimum_size, &sizes[i].natural_size);
      for (guint row = 0; row < get_n_rows (self); row++)
        measure_width (get_cell (self, row, i)->box, &sizes[i].minimum_size, &sizes[i].natural_size);
      *minimum += sizes[i].minimum_size;
      *natural += sizes[i].natural_size;
    }

  return sizes;
}

static void
measure_stack (RbLessonGrid *self, int *heading_minimum, int *heading_natural, int *cell_minimum)
{
  int ignored = 0;

  *heading_minimum = *heading_natural = *cell_minimum = 0;
  for (guint i = 0; i < self->cells->len; i++)
    {
      const Cell *cell = &g_array_index (self->cells, Cell, i);

      measure_width (cell->heading, heading_minimum, heading_natural);
      measure_width (cell->box, cell_minimum, &ignored);
    }
}

static Plan
make_plan (RbLessonGrid *self, int width)
{
  int minimum;
  int natural;
  g_autofree GtkRequestedSize *sizes = measure_columns (self, &minimum, &natural);
  guint n = self->heads->len;
  Plan plan = { .is_stacked = width >= 0 && width < minimum, .widths = g_new0 (int, MAX (n, 2)) };

  if (plan.is_stacked)
    {
      int heading_minimum;
      int heading_natural;
      int cell_minimum;
      int heading;

      measure_stack (self, &heading_minimum, &heading_natural, &cell_minimum);
      heading = MIN (heading_natural, (int) (width * MAX_HEADING_SHARE));
      heading = MIN (heading, width - HEADING_GAP - cell_minimum);
      plan.widths[0] = MAX (heading, heading_minimum);
      plan.widths[1] = MAX (width - plan.widths[0] - HEADING_GAP, cell_minimum);
    }
  else
    {
      if (width >= 0 && n > 0)
        gtk_distribute_natural_allocation (MAX (width - minimum, 0), n, sizes);
      for (guint i = 0; i < n; i++)
        plan.widths[i] = width >= 0 ? sizes[i].minimum_size : sizes[i].natural_size;
    }

  return plan;
}

static void
place (RbLessonGrid *self, GtkWidget *widget, int x, int y, int width, int height, int full_width)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = full_width - x - width;
  gtk_widget_set_child_visible (widget, TRUE);
  gtk_widget_size_allocate (widget, &(GtkAllocation){ x, y, width, height }, -1);
}

static int
get_row_baseline (RbLessonGrid *self, guint row, const Plan *plan)
{
  int baseline = 0;

  for (guint i = 0; i < self->heads->len; i++)
    {
      int own;

      measure_height (get_cell (self, row, i)->box, plan->widths[i], &own);
      baseline = MAX (baseline, own);
    }

  return baseline;
}

/* A cell of a stacked table beside its heading; its height. */
static int
lay_out_stacked (RbLessonGrid *self, const Cell *cell, const Plan *plan, const int *y, int full_width)
{
  int heading_baseline;
  int baseline;
  int heading_height = measure_height (cell->heading, plan->widths[0], &heading_baseline);
  int height = measure_height (cell->box, plan->widths[1], &baseline);
  int heading_y = MAX (baseline - heading_baseline, 0);
  int cell_y = MAX (heading_baseline - baseline, 0);

  if (y != NULL)
    {
      place (self, cell->heading, 0, *y + heading_y, plan->widths[0], heading_height, full_width);
      place (self, cell->box, plan->widths[0] + HEADING_GAP, *y + cell_y, plan->widths[1], height, full_width);
    }

  return MAX (heading_y + heading_height, cell_y + height);
}

/* Height of the row, or where @y is given, also puts it there. */
static int
lay_out_row (RbLessonGrid *self, guint row, const Plan *plan, const int *y, int full_width)
{
  int row_baseline = plan->is_stacked ? 0 : get_row_baseline (self, row, plan);
  int x = 0;
  int height = 0;

  for (guint i = 0; i < self->heads->len; i++)
    {
      const Cell *cell = get_cell (self, row, i);
      int baseline;
      int cell_height;

      if (plan->is_stacked)
        {
          int cell_y = y != NULL ? *y + height : 0;

          height += lay_out_stacked (self, cell, plan, y != NULL ? &cell_y : NULL, full_width) +
                    (i + 1 < self->heads->len ? CELL_GAP : 0);
          continue;
        }
      cell_height = measure_height (cell->box, plan->widths[i], &baseline);
      if (y != NULL)
        {
          gtk_widget_set_child_visible (cell->heading, FALSE);
          place (self, cell->box, x, *y + row_baseline - baseline, plan->widths[i], cell_height, full_width);
        }
      x += plan->widths[i] + COLUMN_GAP;
      height = MAX (height, row_baseline - baseline + cell_height);
    }

  return height;
}

static int
lay_out_heads (RbLessonGrid *self, const Plan *plan, gboolean is_allocating, int full_width)
{
  int x = 0;
  int baseline = 0;
  int height = 0;

  for (guint i = 0; i < self->heads->len; i++)
    {
      GtkWidget *head = g_ptr_array_index (self->heads, i);
      int own;

      if (is_allocating && plan->is_stacked)
        gtk_widget_set_child_visible (head, FALSE);
      if (plan->is_stacked)
        continue;
      measure_height (head, plan->widths[i], &own);
      baseline = MAX (baseline, own);
    }
  for (guint i = 0; !plan->is_stacked && i < self->heads->len; i++)
    {
      GtkWidget *head = g_ptr_array_index (self->heads, i);
      int own;
      int own_height = measure_height (head, plan->widths[i], &own);

      if (is_allocating)
        place (self, head, x, baseline - own, plan->widths[i], own_height, full_width);
      x += plan->widths[i] + COLUMN_GAP;
      height = MAX (height, baseline - own + own_height);
    }

  return height;
}

/* The height of all, also put in its place when @is_allocating. */
static int
lay_out (RbLessonGrid *self, int width, gboolean is_allocating)
{
  Plan plan = make_plan (self, width);
  int y = lay_out_heads (self, &plan, is_allocating, width);

  if (is_allocating)
    g_array_set_size (self->lines, 0);
  for (guint row = 0; row < get_n_rows (self); row++)
    {
      if (y > 0)
        {
          int line = y + ROW_GAP / 2;

          if (is_allocating)
            g_array_append_val (self->lines, line);
          y += ROW_GAP;
        }
      y += lay_out_row (self, row, &plan, is_allocating ? &y : NULL, width);
    }
  if (gtk_widget_should_layout (self->more))
    {
      int height = measure_height (self->more, width, NULL);

      y += ROW_GAP;
      if (is_allocating)
        place (self, self->more, 0, y, width, height, width);
      y += height;
    }
  g_free (plan.widths);

  return y;
}

static GtkSizeRequestMode
rb_lesson_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rb_lesson_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RbLessonGrid *self = RB_LESSON_GRID (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      int side_by_side;
      int heading_minimum;
      int heading_natural;
      int cell_minimum;

      g_free (measure_columns (self, &side_by_side, natural));
      measure_stack (self, &heading_minimum, &heading_natural, &cell_minimum);
      *minimum = MIN (side_by_side, heading_minimum + HEADING_GAP + cell_minimum);
      measure_width (self->more, minimum, natural);
      *natural = MAX (*minimum, *natural);
    }
  else
    *minimum = *natural = lay_out (self, for_size, FALSE);
}

static void
rb_lesson_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (RB_LESSON_GRID (widget), width, TRUE);
}

static void
rb_lesson_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RbLessonGrid *self = RB_LESSON_GRID (widget);
  int width = gtk_widget_get_width (widget);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  colour.alpha *= LINE_ALPHA;
  for (guint i = 0; i < self->lines->len; i++)
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (0, (float) g_array_index (self->lines, int, i), (float) width, 1));

  GTK_WIDGET_CLASS (rb_lesson_grid_parent_class)->snapshot (widget, snapshot);
}

static void
remove_cells (RbLessonGrid *self, guint n_kept)
{
  for (guint i = n_kept; i < self->cells->len; i++)
    {
      Cell *cell = &g_array_index (self->cells, Cell, i);

      gtk_widget_unparent (cell->heading);
      gtk_widget_unparent (cell->box);
    }
  g_array_set_size (self->cells, MIN (n_kept, self->cells->len));
}

static void
remove_columns (RbLessonGrid *self)
{
  remove_cells (self, 0);
  for (guint i = 0; i < self->heads->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->heads, i));
  g_ptr_array_set_size (self->heads, 0);
}

static void
rb_lesson_grid_dispose (GObject *object)
{
  RbLessonGrid *self = RB_LESSON_GRID (object);

  if (self->heads != NULL)
    remove_columns (self);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->more, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_lesson_grid_parent_class)->dispose (object);
}

static void
rb_lesson_grid_class_init (RbLessonGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_lesson_grid_dispose;
  gtk_widget_class_set_css_name (widget_class, "lessongrid");
  widget_class->get_request_mode = rb_lesson_grid_get_request_mode;
  widget_class->measure = rb_lesson_grid_measure;
  widget_class->size_allocate = rb_lesson_grid_size_allocate;
  widget_class->snapshot = rb_lesson_grid_snapshot;
}

static GtkWidget *
new_head (const char *title)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");

  return label;
}

static Cell
new_cell (RbLessonGrid *self, const char *title)
{
  Cell cell = { .heading = new_head (title), .box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, ICON_GAP) };

  cell.icon = g_object_new (GTK_TYPE_IMAGE, "visible", FALSE, "valign", GTK_ALIGN_START, NULL);
  gtk_widget_add_css_class (cell.icon, "rb-tone");
  cell.words = rb_lesson_label_new ();
  gtk_widget_set_valign (cell.words, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (cell.box), cell.icon);
  gtk_box_append (GTK_BOX (cell.box), cell.words);
  gtk_widget_set_parent (cell.heading, GTK_WIDGET (self));
  gtk_widget_set_parent (cell.box, GTK_WIDGET (self));

  return cell;
}

/* An address may be broken before its port. */
static PangoAttrList *
list_breaks (const char *text)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  for (const char *colon = strchr (text, ':'); colon != NULL; colon = strchr (colon + 1, ':'))
    {
      guint n_digits = (guint) strspn (colon + 1, "0123456789");
      PangoAttribute *word = pango_attr_word_new ();

      word->start_index = (guint) (colon + 1 - text);
      word->end_index = word->start_index + n_digits;
      if (n_digits > 0)
        pango_attr_list_insert (attributes, word);
      else
        pango_attribute_destroy (word);
    }

  return attributes;
}

static gboolean
has_long_word (GtkWidget *label, const char *text, PangoAttrList *attributes)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (label, text);

  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  pango_layout_set_width (layout, 0);
  for (int i = 0; i < pango_layout_get_line_count (layout); i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);

      if (g_utf8_strlen (text + line->start_index, line->length) > MAX_WORD)
        return TRUE;
    }

  return FALSE;
}

/* A column is as wide as its longest word, if that is a usual one. */
static void
set_breaks (GtkWidget *label, const char *text)
{
  g_autoptr (PangoAttrList) attributes = list_breaks (text);

  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_wrap_mode (GTK_LABEL (label),
                           has_long_word (label, text, attributes) ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
  gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (g_utf8_strlen (text, -1), MIN_CHARS));
}

static void
set_cell (Cell *cell, const RbLessonCell *content, const char *title)
{
  gboolean is_link = content->position != RB_FLOW_NONE && content->text != NULL && *content->text != '\0';
  const char *text = content->text != NULL ? content->text : "";
  const char *icon = rb_lesson_tone_get_icon (content->tone);
  const char *word = rb_lesson_tone_get_word (content->tone);
  g_autofree char *spoken = g_strdup_printf (_ ("%1$s: %2$s"), title, text);
  GtkWidget *label;

  if (is_link != cell->is_link)
    {
      gtk_box_remove (GTK_BOX (cell->box), cell->words);
      cell->words = is_link ? rb_lesson_link_new () : rb_lesson_label_new ();
      gtk_widget_set_valign (cell->words, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (cell->box), cell->words);
      cell->is_link = is_link;
    }
  label = is_link ? gtk_button_get_child (GTK_BUTTON (cell->words)) : cell->words;
  if (!g_str_equal (gtk_label_get_text (GTK_LABEL (label)), text))
    set_breaks (label, text);
  if (is_link)
    rb_lesson_link_set (cell->words, text, content->position);
  else
    rb_lesson_set_label (cell->words, text);
  rb_lesson_set_tone (cell->box, content->tone);
  gtk_widget_set_visible (cell->icon, icon != NULL);
  if (icon != NULL)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (cell->icon), icon);
      gtk_widget_set_tooltip_text (cell->icon, word);
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
      /* Translators: heading of a column, what the cell says, and what its colour says */
      g_free (spoken);
      spoken = g_strdup_printf (_ ("%1$s: %2$s (%3$s)"), title, text, word);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->words), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static gboolean
has_columns (RbLessonGrid *self, const GPtrArray *columns)
{
  if (columns->len != self->heads->len)
    return FALSE;

  for (guint i = 0; i < columns->len; i++)
    if (!g_str_equal (gtk_label_get_text (g_ptr_array_index (self->heads, i)), g_ptr_array_index (columns, i)))
      return FALSE;

  return TRUE;
}

static void
set_columns (RbLessonGrid *self, const GPtrArray *columns)
{
  if (has_columns (self, columns))
    return;

  remove_columns (self);
  for (guint i = 0; i < columns->len; i++)
    {
      GtkWidget *head = new_head (g_ptr_array_index (columns, i));

      gtk_widget_set_parent (head, GTK_WIDGET (self));
      g_ptr_array_add (self->heads, head);
    }
}

static void
update (RbLessonGrid *self)
{
  const RbLessonBlock *block = self->block;
  guint n_columns = block->columns->len;
  guint n_rows = MIN (block->rows->len, self->n_rows);
  guint n_more = block->rows->len - n_rows;

  set_columns (self, block->columns);
  remove_cells (self, n_rows * n_columns);
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < n_columns; i++)
      {
        const char *title = g_ptr_array_index (block->columns, i);

        if (self->cells->len <= row * n_columns + i)
          {
            Cell cell = new_cell (self, title);

            g_array_append_val (self->cells, cell);
          }
        set_cell (get_cell (self, row, i),
                  &g_array_index ((GArray *) g_ptr_array_index (block->rows, row), RbLessonCell, i), title);
      }

  gtk_widget_set_visible (self->more, n_more > 0);
  if (n_more > 0)
    {
      g_autofree char *label = g_strdup_printf (
          ngettext ("Show %u More Row", "Show %u More Rows", MIN (n_more, FIRST_ROWS)), MIN (n_more, FIRST_ROWS));

      gtk_button_set_label (GTK_BUTTON (self->more), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      gtk_widget_insert_before (self->more, GTK_WIDGET (self), NULL); /* last in the order of the keyboard, too */
    }
}

static void
on_more (RbLessonGrid *self)
{
  self->n_rows += FIRST_ROWS;
  update (self);
}

static void
rb_lesson_grid_init (RbLessonGrid *self)
{
  self->heads = g_ptr_array_new ();
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->lines = g_array_new (FALSE, FALSE, sizeof (int));
  self->n_rows = FIRST_ROWS;
  self->more = gtk_button_new ();
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (on_more), self);
}

GtkWidget *
rb_lesson_grid_new (void)
{
  return g_object_new (RB_TYPE_LESSON_GRID, NULL);
}

void
rb_lesson_grid_set_block (RbLessonGrid *self, const RbLessonBlock *block)
{
  g_return_if_fail (RB_IS_LESSON_GRID (self));

  self->block = block;
  update (self);
}
