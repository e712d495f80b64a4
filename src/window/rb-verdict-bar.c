/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The verdict of the call at the foot of the signalling half. */

#include "rb-verdict-bar.h"

#include <glib/gi18n-lib.h>

#include "rb-shown-text.h"
#include "rb-signalling-font.h"
#include "rb-wrap-layout.h"

#define LINK_SPACING 6
#define MAX_LINES 6 /* of text; what is more is scrolled to */

struct _RbVerdictBar
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *box; /* in it */
  GtkLabel *sentence;
  GtkLabel *remark;
  GtkBox *evidence;
  GtkButton *compare_button;

  RbVerdict *shown; /* (nullable): copy of what is said now */
  gboolean shown_live;
  gboolean compares;
};

G_DEFINE_FINAL_TYPE (RbVerdictBar, rb_verdict_bar, GTK_TYPE_WIDGET)

enum
{
  MESSAGE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* By who ended the call and how sure that is; a call that nobody ended has only the second. */
static const char *const remarks[][3] = {
  [RB_PARTY_NONE] = { NULL, N_ ("That is likely; the messages do not prove it."),
                      N_ ("That is a guess: this side of the call cannot know.") },
  [RB_PARTY_CALLER] = { N_ ("The caller ended it; the messages prove it."),
                        N_ ("The caller ended it, most likely; the messages do not prove it."),
                        N_ ("Perhaps the caller ended it: this side of the call cannot know.") },
  [RB_PARTY_CALLEE] = { N_ ("The callee ended it; the messages prove it."),
                        N_ ("The callee ended it, most likely; the messages do not prove it."),
                        N_ ("Perhaps the callee ended it: this side of the call cannot know.") },
  [RB_PARTY_PROXY] = { N_ ("The proxy ended it; the messages prove it."),
                       N_ ("The proxy ended it, most likely; the messages do not prove it."),
                       N_ ("Perhaps the proxy ended it: this side of the call cannot know.") },
  [RB_PARTY_STACK] = { N_ ("The caller's own phone ended it by a timer; the messages prove it."),
                       N_ ("The caller's own phone ended it by a timer, most likely; the messages do not prove it."),
                       N_ ("Perhaps the caller's own phone ended it by a timer: this side of the call cannot know.") },
};

static void
on_link_clicked (RbVerdictBar *self, GtkButton *link)
{
  g_signal_emit (self, signals[MESSAGE_ACTIVATED], 0,
                 GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (link), "position")));
}

static void
append_link (RbVerdictBar *self, const RbVerdict *verdict, guint n)
{
  guint position = g_array_index (verdict->evidence, guint, n);
  g_autofree char *label = rb_verdict_dup_evidence_label (verdict, n);
  g_autofree char *text = NULL;
  GtkWidget *link = gtk_button_new ();
  GtkWidget *words;

  if (label != NULL)
    /* Translators: what a message is, and its number: "the CANCEL (No. 7)" */
    text = g_strdup_printf (_ ("%1$s (No. %2$u)"), label, position + 1);
  else
    text = g_strdup_printf (_ ("No. %u"), position + 1);
  words = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_button_set_child (GTK_BUTTON (link), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (link), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_add_css_class (link, "flat");
  gtk_widget_add_css_class (link, "rb-link");
  gtk_widget_set_cursor_from_name (link, "pointer");
  g_object_set_data (G_OBJECT (link), "position", GUINT_TO_POINTER (position));
  g_signal_connect_object (link, "clicked", G_CALLBACK (on_link_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->evidence, link);
}

static void
show_evidence (RbVerdictBar *self, const RbVerdict *verdict)
{
  guint n = MIN (verdict->evidence->len, RB_EVIDENCE_MAX);
  GtkWidget *child;

  while ((child = gtk_widget_get_next_sibling (GTK_WIDGET (self->remark))) != NULL)
    gtk_box_remove (self->evidence, child);
  for (guint i = 0; i < n; i++)
    append_link (self, verdict, i);
}

static const char *
describe_progress (const RbVerdict *verdict)
{
  if (verdict->kind != RB_VERDICT_IN_PROGRESS)
    return _ ("In progress: the call was answered and is still on.");
  if ((verdict->traits & RB_TRAIT_RANG) != 0)
    return _ ("In progress: a phone rings, nobody has answered yet.");
  if ((verdict->traits & RB_TRAIT_EARLY_MEDIA) != 0)
    return _ ("In progress: a tone or an announcement plays, nobody has answered yet.");

  return _ ("In progress: the call is on its way, no phone rings yet.");
}

/* A call that goes on has no end to compare. */
static void
update_compare_button (RbVerdictBar *self)
{
  gboolean is_over = self->shown != NULL && (!self->shown_live || rb_verdict_is_final (self->shown));

  gtk_widget_set_visible (GTK_WIDGET (self->compare_button), is_over && self->compares);
}

static void
show_verdict (RbVerdictBar *self, const RbVerdict *verdict, gboolean is_live)
{
  gboolean is_over = !is_live || rb_verdict_is_final (verdict);
  const char *remark = remarks[verdict->ended_by][verdict->confidence];
  g_autofree char *text = rb_shown_text_line (verdict->text);

  gtk_label_set_text (self->sentence, is_over ? text : describe_progress (verdict));
  gtk_label_set_text (self->remark, is_over && remark != NULL ? _ (remark) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), is_over && remark != NULL);
  show_evidence (self, verdict);
  update_compare_button (self);
}

static gboolean
says_the_same (RbVerdictBar *self, const RbVerdict *verdict, gboolean is_live)
{
  const RbVerdict *shown = self->shown;

  return shown != NULL && verdict != NULL && self->shown_live == is_live && shown->kind == verdict->kind &&
         shown->ended_by == verdict->ended_by && shown->confidence == verdict->confidence &&
         shown->traits == verdict->traits && g_strcmp0 (shown->text, verdict->text) == 0 &&
         shown->evidence->len == verdict->evidence->len &&
         memcmp (shown->evidence->data, verdict->evidence->data, shown->evidence->len * sizeof (guint)) == 0;
}

/* A scrolled window knows no height for a width. */
static void
rb_verdict_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RbVerdictBar *self = RB_VERDICT_BAR (widget);

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *natural = MIN (*natural, MAX_LINES * rb_signalling_font_get_line_height (widget));
      *minimum = MIN (*minimum, *natural);
    }
}

static GtkSizeRequestMode
rb_verdict_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rb_verdict_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (RB_VERDICT_BAR (widget)->scrolled, width, height, baseline, NULL);
}

static void
rb_verdict_bar_dispose (GObject *object)
{
  RbVerdictBar *self = RB_VERDICT_BAR (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->shown, rb_verdict_free);

  G_OBJECT_CLASS (rb_verdict_bar_parent_class)->dispose (object);
}

static void
rb_verdict_bar_class_init (RbVerdictBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_verdict_bar_dispose;
  widget_class->measure = rb_verdict_bar_measure;
  widget_class->size_allocate = rb_verdict_bar_size_allocate;
  widget_class->get_request_mode = rb_verdict_bar_get_request_mode;

  signals[MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-verdict-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RbVerdictBar, scrolled);
  gtk_widget_class_bind_template_child (widget_class, RbVerdictBar, box);
  gtk_widget_class_bind_template_child (widget_class, RbVerdictBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, RbVerdictBar, remark);
  gtk_widget_class_bind_template_child (widget_class, RbVerdictBar, evidence);
  gtk_widget_class_bind_template_child (widget_class, RbVerdictBar, compare_button);
}

static void
rb_verdict_bar_init (RbVerdictBar *self)
{
  self->compares = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->evidence), rb_wrap_layout_new (LINK_SPACING));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
rb_verdict_bar_set_flow (RbVerdictBar *self, RbFlow *flow, gboolean is_live)
{
  const RbVerdict *verdict = flow != NULL ? rb_flow_get_verdict (flow) : NULL;

  g_return_if_fail (RB_IS_VERDICT_BAR (self));

  if (verdict != NULL && verdict->kind == RB_VERDICT_NONE)
    verdict = NULL;
  if (says_the_same (self, verdict, is_live))
    return;

  g_clear_pointer (&self->shown, rb_verdict_free);
  self->shown_live = is_live;
  if (verdict != NULL)
    {
      self->shown = rb_verdict_copy (verdict);
      show_verdict (self, verdict, is_live);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), verdict != NULL);
}

void
rb_verdict_bar_set_compares (RbVerdictBar *self, gboolean compares)
{
  g_return_if_fail (RB_IS_VERDICT_BAR (self));

  self->compares = compares;
  update_compare_button (self);
}
