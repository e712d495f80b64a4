/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window's two halves: a GtkPaned that shows both where there is room and only one
 * below FOLD_WIDTH. Wide and narrow each remember whether the second half is shown, so
 * that making the window narrow leads to the phone and making it wide again brings the
 * signalling back. */

#include "rb-halves.h"

#define FOLD_WIDTH 700 /* pixels */

struct _RbHalves
{
  GtkWidget parent_instance;

  GtkPaned *paned;
  gboolean folded;
  gboolean shown_wide;
  gboolean shown_narrow;
  int both_min; /* width both halves need; known once both were shown */
  guint fold_source;
};

G_DEFINE_FINAL_TYPE (RbHalves, rb_halves, GTK_TYPE_WIDGET)

enum
{
  PROP_START = 1,
  PROP_END,
  PROP_END_SHOWN,
  PROP_FOLDED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
apply (RbHalves *self)
{
  GtkWidget *start = gtk_paned_get_start_child (self->paned);
  GtkWidget *end = gtk_paned_get_end_child (self->paned);
  gboolean shown = rb_halves_get_end_shown (self);

  if (start != NULL)
    gtk_widget_set_visible (start, !(self->folded && shown));
  if (end != NULL)
    gtk_widget_set_visible (end, shown);
}

static gboolean
on_fold (gpointer data)
{
  RbHalves *self = data;

  self->fold_source = 0;
  self->folded = !self->folded;
  self->shown_narrow = FALSE;
  apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_END_SHOWN]);

  return G_SOURCE_REMOVE;
}

static void
rb_halves_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  RbHalves *self = RB_HALVES (widget);
  GtkWidget *paned = GTK_WIDGET (self->paned);
  GtkWidget *start = gtk_paned_get_start_child (self->paned);
  int start_min = 0;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      int paned_min;

      gtk_widget_measure (paned, GTK_ORIENTATION_HORIZONTAL, -1, &paned_min, NULL, NULL, NULL);
      gtk_widget_measure (paned, orientation, for_size < 0 ? -1 : MAX (for_size, paned_min), minimum, natural, NULL,
                          NULL);
      return;
    }

  gtk_widget_measure (paned, orientation, for_size, minimum, natural, NULL, NULL);
  if (!self->folded && self->shown_wide)
    {
      /* The window may become narrower than both halves: then we fold. */
      self->both_min = *minimum;
      gtk_widget_measure (start, orientation, -1, &start_min, NULL, NULL, NULL);
      *minimum = MIN (*minimum, start_min);
    }
}

static void
rb_halves_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RbHalves *self = RB_HALVES (widget);
  gboolean fold = width < MAX (FOLD_WIDTH, self->both_min);
  int paned_min;

  /* Children must not be shown or hidden while sizes are handed out: do it right after. */
  if (fold != self->folded && self->fold_source == 0)
    self->fold_source = g_idle_add_full (G_PRIORITY_HIGH, on_fold, self, NULL);
  else if (fold == self->folded)
    g_clear_handle_id (&self->fold_source, g_source_remove);

  gtk_widget_measure (GTK_WIDGET (self->paned), GTK_ORIENTATION_HORIZONTAL, -1, &paned_min, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->paned), MAX (width, paned_min), height, baseline, NULL);
}

static void
rb_halves_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RbHalves *self = RB_HALVES (object);

  switch (id)
    {
    case PROP_START:
      gtk_paned_set_start_child (self->paned, g_value_get_object (value));
      apply (self);
      break;
    case PROP_END:
      gtk_paned_set_end_child (self->paned, g_value_get_object (value));
      apply (self);
      break;
    case PROP_END_SHOWN:
      rb_halves_set_end_shown (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_halves_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RbHalves *self = RB_HALVES (object);

  switch (id)
    {
    case PROP_START:
      g_value_set_object (value, gtk_paned_get_start_child (self->paned));
      break;
    case PROP_END:
      g_value_set_object (value, gtk_paned_get_end_child (self->paned));
      break;
    case PROP_END_SHOWN:
      g_value_set_boolean (value, rb_halves_get_end_shown (self));
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_halves_dispose (GObject *object)
{
  RbHalves *self = RB_HALVES (object);

  g_clear_handle_id (&self->fold_source, g_source_remove);
  if (self->paned != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->paned));
  self->paned = NULL;

  G_OBJECT_CLASS (rb_halves_parent_class)->dispose (object);
}

static void
rb_halves_class_init (RbHalvesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = rb_halves_set_property;
  object_class->get_property = rb_halves_get_property;
  object_class->dispose = rb_halves_dispose;
  widget_class->measure = rb_halves_measure;
  widget_class->size_allocate = rb_halves_size_allocate;

  props[PROP_START] =
      g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_END] =
      g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_END_SHOWN] = g_param_spec_boolean ("end-shown", NULL, NULL, TRUE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rb_halves_init (RbHalves *self)
{
  self->shown_wide = TRUE;
  self->paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_paned_set_resize_start_child (self->paned, FALSE);
  gtk_paned_set_shrink_start_child (self->paned, FALSE);
  gtk_paned_set_shrink_end_child (self->paned, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->paned), GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

gboolean
rb_halves_get_end_shown (RbHalves *self)
{
  g_return_val_if_fail (RB_IS_HALVES (self), FALSE);

  return self->folded ? self->shown_narrow : self->shown_wide;
}

void
rb_halves_set_end_shown (RbHalves *self, gboolean shown)
{
  gboolean *current;

  g_return_if_fail (RB_IS_HALVES (self));

  current = self->folded ? &self->shown_narrow : &self->shown_wide;
  if (*current == shown)
    return;

  *current = shown;
  apply (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_END_SHOWN]);
}

int
rb_halves_get_position (RbHalves *self)
{
  g_return_val_if_fail (RB_IS_HALVES (self), 0);

  return gtk_paned_get_position (self->paned);
}

void
rb_halves_set_position (RbHalves *self, int position)
{
  g_return_if_fail (RB_IS_HALVES (self));

  gtk_paned_set_position (self->paned, position);
}

gboolean
rb_halves_is_folded (RbHalves *self)
{
  g_return_val_if_fail (RB_IS_HALVES (self), FALSE);

  return self->folded;
}
