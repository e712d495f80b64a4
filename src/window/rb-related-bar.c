/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bar above the ladder that tells of other calls: what the circled numbers at the arrows mean, and why those calls
 * belong together. */

#include "rb-related-bar.h"

#include <glib/gi18n-lib.h>

#include "rb-ladder.h"
#include "rb-wrap-layout.h"

#define SPACING 6
/* What is more is not told one by one. */
#define MAX_CALLS 6
#define MAX_REASONS 4

struct _RbRelatedBar
{
  GtkWidget parent_instance;

  GtkLabel *calls;
  GtkBox *reasons;
  GtkWidget *button;

  char *shown; /* (nullable): all that is said now */
};

G_DEFINE_FINAL_TYPE (RbRelatedBar, rb_related_bar, GTK_TYPE_WIDGET)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_link_clicked (RbRelatedBar *self, GtkButton *link)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0,
                 GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (link), "position")));
}

static GtkWidget *
create_link (RbRelatedBar *self, guint position)
{
  g_autofree char *text = g_strdup_printf (_ ("No. %u"), position + 1);
  GtkWidget *link = gtk_button_new_with_label (text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (link), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_add_css_class (link, "flat");
  gtk_widget_add_css_class (link, "rb-link");
  gtk_widget_set_cursor_from_name (link, "pointer");
  g_object_set_data (G_OBJECT (link), "position", GUINT_TO_POINTER (position));
  g_signal_connect_object (link, "clicked", G_CALLBACK (on_link_clicked), self, G_CONNECT_SWAPPED);
  return link;
}

static GtkWidget *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static guint
get_number (GPtrArray *flows, RbFlow *flow)
{
  guint n = 0;

  g_ptr_array_find (flows, flow, &n);
  return n + 1;
}

static void
append_reason (RbRelatedBar *self, GPtrArray *flows, const RbJoin *join)
{
  g_autofree char *sentence = rb_join_format (join, get_number (flows, join->first), get_number (flows, join->second));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, rb_wrap_layout_new (SPACING));
  gtk_box_append (GTK_BOX (box), create_label (sentence));
  if (join->position != RB_FLOW_NONE)
    gtk_box_append (GTK_BOX (box), create_link (self, join->position));
  if (join->confidence == RB_CONFIDENCE_LIKELY)
    {
      GtkWidget *remark = create_label (_ ("That is likely; the messages do not prove it."));

      gtk_widget_add_css_class (remark, "dim-label");
      gtk_box_append (GTK_BOX (box), remark);
    }
  gtk_box_append (self->reasons, box);
}

static void
append_more (GString *text, guint n)
{
  g_autofree char *more = NULL;

  if (n == 0)
    return;

  more = g_strdup_printf (ngettext ("and %u more", "and %u more", n), n);
  g_string_append_printf (text, "   %s", more);
}

/* "① alice → bob   ② alice → carol" (transfer full) */
static char *
format_calls (GPtrArray *flows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (flows->len, MAX_CALLS); i++)
    {
      g_autofree char *mark = rb_ladder_format_call_mark (i + 1);
      g_autofree char *parties = rb_flow_format_parties (g_ptr_array_index (flows, i));

      g_string_append_printf (text, "%s%s %s", i > 0 ? "   " : "", mark, parties);
    }
  append_more (text, flows->len - MIN (flows->len, MAX_CALLS));

  return g_string_free (text, FALSE);
}

/* What was shown stays where it is, with the focus on it, while there is nothing else to say. */
static gboolean
says_the_same (RbRelatedBar *self, const char *calls, GPtrArray *joins)
{
  g_autoptr (GString) said = g_string_new (calls);
  gboolean same;

  for (guint i = 0; i < joins->len; i++)
    {
      const RbJoin *join = g_ptr_array_index (joins, i);

      g_string_append_printf (said, "\n%p %p %u %u", join->first, join->second, join->evidence, join->position);
    }

  same = g_strcmp0 (self->shown, said->str) == 0;
  g_free (self->shown);
  self->shown = g_strdup (said->str);

  return same;
}

static void
show_reasons (RbRelatedBar *self, GPtrArray *flows, GPtrArray *joins)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->reasons))) != NULL)
    gtk_box_remove (self->reasons, child);
  for (guint i = 0; i < MIN (joins->len, MAX_REASONS); i++)
    append_reason (self, flows, g_ptr_array_index (joins, i));
}

static void
rb_related_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (rb_related_bar_parent_class)->dispose (object);
}

static void
rb_related_bar_finalize (GObject *object)
{
  g_free (RB_RELATED_BAR (object)->shown);

  G_OBJECT_CLASS (rb_related_bar_parent_class)->finalize (object);
}

static void
rb_related_bar_class_init (RbRelatedBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_related_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_related_bar_finalize;
  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-related-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RbRelatedBar, calls);
  gtk_widget_class_bind_template_child (widget_class, RbRelatedBar, reasons);
  gtk_widget_class_bind_template_child (widget_class, RbRelatedBar, button);
}

static void
rb_related_bar_init (RbRelatedBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rb_related_bar_show (RbRelatedBar *self, RbRelatedCalls *related, gboolean all_shown)
{
  GPtrArray *flows;
  GPtrArray *joins;
  g_autofree char *calls = NULL;

  g_return_if_fail (RB_IS_RELATED_BAR (self));

  flows = rb_related_calls_get_flows (related);
  gtk_widget_set_visible (GTK_WIDGET (self), flows->len > 1);
  if (flows->len < 2)
    return;

  calls = format_calls (flows);
  joins = rb_related_calls_get_joins (related);
  gtk_widget_set_visible (self->button, !all_shown);
  if (says_the_same (self, calls, joins))
    return;

  gtk_label_set_text (self->calls, calls);
  show_reasons (self, flows, joins);
}
