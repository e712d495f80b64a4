/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The layout of a sentence with its tags: GtkFlowBox would put them into columns, and libadwaita has its wrapping box
 * only since 1.7. */

#include "rb-wrap-layout.h"

#define MAX_SHARE_BESIDE 0.25 /* of the width, for what stands beside a first child of several lines */

struct _RbWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (RbWrapLayout, rb_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
rb_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_child (GtkWidget *child, int *minimum, int *natural)
{
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
}

/* What the children after the first would like, with the space before each. */
static int
measure_rest (RbWrapLayout *self, GtkWidget *first)
{
  int total = 0;

  for (GtkWidget *child = gtk_widget_get_next_sibling (first); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        int minimum;
        int natural;

        measure_child (child, &minimum, &natural);
        total += self->spacing + natural;
      }

  return total;
}

/* The first child, when it has to be broken anyway, leaves room for the others beside it as long as they are small. */
static int
get_child_width (RbWrapLayout *self, GtkWidget *child, int width)
{
  int minimum;
  int natural;

  measure_child (child, &minimum, &natural);
  if (natural > minimum && gtk_widget_get_prev_sibling (child) == NULL)
    {
      int rest = measure_rest (self, child);

      if (rest <= width * MAX_SHARE_BESIDE)
        width -= rest;
    }

  return CLAMP (natural, minimum, MAX (width, minimum));
}

/* Scripts differ in height: what stands in one line shares its base line. A child without one is at the top of the
 * line. */
static int
measure_height (GtkWidget *child, int width, int *baseline)
{
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, baseline);

  return height;
}

/* The child after the last one of the line that begins with @first, and the height and base line of that line. */
static GtkWidget *
measure_line (RbWrapLayout *self, GtkWidget *first, int width, int *height, int *baseline)
{
  GtkWidget *child;
  int below = 0;
  int x = 0;

  *height = *baseline = 0;
  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_width;
      int child_height;
      int child_baseline;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = get_child_width (self, child, width);
      if (x > 0 && x + child_width > width)
        break;
      child_height = measure_height (child, child_width, &child_baseline);
      *baseline = MAX (*baseline, child_baseline);
      below = MAX (below, child_baseline >= 0 ? child_height - child_baseline : 0);
      *height = MAX (*height, child_height);
      x += child_width + self->spacing;
    }
  *height = MAX (*height, *baseline + below);

  return child;
}

static void
measure_width (RbWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  int total = 0;

  *minimum = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      measure_child (child, &child_minimum, &child_natural);
      *minimum = MAX (*minimum, child_minimum);
      total += (total > 0 ? self->spacing : 0) + child_natural;
    }
  *natural = MAX (*minimum, total);
}

static void
rb_wrap_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  RbWrapLayout *self = RB_WRAP_LAYOUT (manager);
  GtkWidget *line = gtk_widget_get_first_child (widget);
  int y = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, widget, minimum, natural);
      return;
    }

  while (line != NULL)
    {
      int height;
      int baseline;

      line = measure_line (self, line, for_size < 0 ? G_MAXINT : for_size, &height, &baseline);
      y += (y > 0 && height > 0 ? self->spacing : 0) + height;
    }
  *minimum = *natural = y;
}

static void
rb_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  RbWrapLayout *self = RB_WRAP_LAYOUT (manager);
  gboolean is_reversed = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *line = gtk_widget_get_first_child (widget);
  int y = 0;

  while (line != NULL)
    {
      int line_height;
      int line_baseline;
      GtkWidget *end = measure_line (self, line, width, &line_height, &line_baseline);
      int x = 0;

      for (GtkWidget *child = line; child != end; child = gtk_widget_get_next_sibling (child))
        {
          GtkAllocation place = { x, y, 0, 0 };
          int child_baseline;

          if (!gtk_widget_should_layout (child))
            continue;
          place.width = get_child_width (self, child, width);
          place.height = measure_height (child, place.width, &child_baseline);
          place.y += child_baseline >= 0 ? line_baseline - child_baseline : 0;
          x += place.width + self->spacing;
          if (is_reversed)
            place.x = width - place.x - place.width;
          gtk_widget_size_allocate (child, &place, -1);
        }
      y += line_height > 0 ? line_height + self->spacing : 0;
      line = end;
    }
}

static void
rb_wrap_layout_class_init (RbWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = rb_wrap_layout_get_request_mode;
  layout_class->measure = rb_wrap_layout_measure;
  layout_class->allocate = rb_wrap_layout_allocate;
}

static void
rb_wrap_layout_init (RbWrapLayout *self)
{
}

GtkLayoutManager *
rb_wrap_layout_new (int spacing)
{
  RbWrapLayout *self = g_object_new (RB_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}
