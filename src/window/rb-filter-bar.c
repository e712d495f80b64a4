/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a filter is typed: a search bar whose entry is parsed as it is typed. A mistake is underlined from its
 * column on and told below the bar, which does not make room for lines that wrap. */

#include "rb-filter-bar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbFilterBar
{
  GtkWidget parent_instance;

  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *mistake_label;

  RbFilter *filter; /* (nullable) */
};

enum
{
  PROP_ACTIVE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbFilterBar, rb_filter_bar, GTK_TYPE_WIDGET)

static void
underline_from (RbFilterBar *self, guint byte)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *underline = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

  underline->start_index = byte;
  pango_attr_list_insert (attributes, underline);
  gtk_text_set_attributes (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))), attributes);
}

static void
show_mistake (RbFilterBar *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (error == NULL)
    {
      gtk_text_set_attributes (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))), NULL);
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_widget_set_visible (GTK_WIDGET (self->mistake_label), FALSE);
      return;
    }

  /* Translators: a place in what was typed, counted from 1, and a sentence about it */
  text = g_strdup_printf (_ ("Column %1$u: %2$s"), rb_filter_error_get_column (error) + 1, error->message);
  underline_from (self, (guint) rb_filter_error_get_byte (error));
  gtk_label_set_text (self->mistake_label, text);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_widget_set_visible (GTK_WIDGET (self->mistake_label), TRUE);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t")] == '\0';
}

static void
on_search_changed (RbFilterBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;
  g_autoptr (RbFilter) filter = is_blank (text) ? NULL : rb_filter_parse (text, &error);
  const char *before = self->filter != NULL ? rb_filter_get_text (self->filter) : NULL;

  show_mistake (self, error);
  if (error != NULL || g_strcmp0 (before, filter != NULL ? rb_filter_get_text (filter) : NULL) == 0)
    return;

  g_clear_pointer (&self->filter, rb_filter_unref);
  self->filter = g_steal_pointer (&filter);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_search_mode (RbFilterBar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}

static void
rb_filter_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, gtk_search_bar_get_search_mode (RB_FILTER_BAR (object)->bar));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_filter_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RbFilterBar *self = RB_FILTER_BAR (object);

  switch (id)
    {
    case PROP_ACTIVE:
      if (g_value_get_boolean (value) && !gtk_search_bar_get_search_mode (self->bar))
        rb_filter_bar_open (self);
      else
        gtk_search_bar_set_search_mode (self->bar, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rb_filter_bar_dispose (GObject *object)
{
  RbFilterBar *self = RB_FILTER_BAR (object);

  if (self->bar != NULL)
    g_signal_handlers_disconnect_by_data (self->bar, self);
  g_clear_pointer ((GtkWidget **) &self->bar, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **) &self->mistake_label, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_filter_bar_parent_class)->dispose (object);
}

static void
rb_filter_bar_finalize (GObject *object)
{
  g_clear_pointer (&RB_FILTER_BAR (object)->filter, rb_filter_unref);

  G_OBJECT_CLASS (rb_filter_bar_parent_class)->finalize (object);
}

static void
rb_filter_bar_class_init (RbFilterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rb_filter_bar_get_property;
  object_class->set_property = rb_filter_bar_set_property;
  object_class->dispose = rb_filter_bar_dispose;
  object_class->finalize = rb_filter_bar_finalize;

  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RbFilterBar, bar);
  gtk_widget_class_bind_template_child (widget_class, RbFilterBar, entry);
  gtk_widget_class_bind_template_child (widget_class, RbFilterBar, mistake_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_mode);
}

static void
rb_filter_bar_init (RbFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->mistake_label, NULL, -1);
}

RbFilter *
rb_filter_bar_get_filter (RbFilterBar *self)
{
  return self->filter;
}

void
rb_filter_bar_open (RbFilterBar *self)
{
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
