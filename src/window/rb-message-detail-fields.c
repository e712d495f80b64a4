/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page Headers: the tree on one side; on the other what the selected field is for, above the text of the message
 * with its bytes marked. Where the window is narrow the explanation stands below the tree, and the text is left to the
 * page Raw. */

#include "rb-message-detail-fields.h"

#include "rb-explain-field.h"
#include "rb-lesson-view.h"
#include "rb-message-detail-headers.h"
#include "rb-message-detail-raw.h"
#include "rb-signalling-font.h"

#define TREE_SHARE 0.45 /* of the room, for the tree at first */
#define NARROW_CHARS 64 /* below this width the explanation stands below the tree instead of beside it */

struct _RbMessageDetailFields
{
  RbMessageDetailPage parent_instance;

  GtkPaned *paned;
  RbMessageDetailHeaders *headers;
  GtkWidget *scrolled;
  GtkWidget *hint;
  RbLessonView *explanation;
  GtkPaned *beside; /* explanation and text */
  RbMessageDetailRaw *raw;
  gboolean is_placed; /* the handles are where they belong at first */
  guint turn_id;
};

enum
{
  SIGNAL_SPAN_SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetailFields, rb_message_detail_fields, RB_TYPE_MESSAGE_DETAIL_PAGE)

static void
explain_selected (RbMessageDetailFields *self)
{
  RbMessageDetailPage *page = RB_MESSAGE_DETAIL_PAGE (self);
  g_autoptr (GPtrArray) path = rb_message_detail_headers_list_path (self->headers);
  RbLesson *lesson = NULL;

  if (path->len > 0)
    lesson = rb_explain_field (rb_message_detail_page_get_trace (page), rb_message_detail_page_get_position (page),
                               (RbField *const *) path->pdata, path->len);
  gtk_widget_set_visible (self->hint, lesson == NULL);
  rb_lesson_view_set_lesson (self->explanation, lesson);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
}

static void
on_field_selected (RbMessageDetailFields *self, RbField *field)
{
  RbSpan span = field != NULL ? rb_field_get_span (field) : (RbSpan){ 0, 0 };

  explain_selected (self);
  rb_message_detail_raw_set_mark (self->raw, span);
  g_signal_emit (self, signals[SIGNAL_SPAN_SELECTED], 0, span.offset, span.length);
}

static void
on_message_activated (RbMessageDetailFields *self, guint position)
{
  rb_message_detail_page_activate_message (RB_MESSAGE_DETAIL_PAGE (self), position);
}

static void
rb_message_detail_fields_fill (RbMessageDetailPage *page, gboolean is_other)
{
  RbMessageDetailFields *self = RB_MESSAGE_DETAIL_FIELDS (page);
  RbMessage *message = rb_message_detail_page_get_message (page);

  rb_message_detail_headers_set_message (self->headers, message);
  rb_message_detail_raw_set_bytes (self->raw, rb_message_get_bytes (message));
  explain_selected (self);
}

static gboolean
is_narrow (RbMessageDetailFields *self, int width)
{
  return width < NARROW_CHARS * rb_signalling_font_get_char_width (GTK_WIDGET (self), NULL);
}

static gboolean
is_turned (RbMessageDetailFields *self)
{
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)) == GTK_ORIENTATION_VERTICAL;
}

/* The handles get places of their own, since else they would move with every explanation. */
static gboolean
on_turn (gpointer data)
{
  RbMessageDetailFields *self = RB_MESSAGE_DETAIL_FIELDS (data);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean narrow = is_narrow (self, width);

  self->turn_id = 0;
  self->is_placed = TRUE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (GTK_WIDGET (self->raw), !narrow);
  gtk_paned_set_position (self->paned, (int) ((narrow ? height : width) * TREE_SHARE));
  gtk_paned_set_position (self->beside, height / 2);

  return G_SOURCE_REMOVE;
}

static void
rb_message_detail_fields_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RbMessageDetailFields *self = RB_MESSAGE_DETAIL_FIELDS (widget);

  gtk_widget_allocate (GTK_WIDGET (self->paned), width, height, baseline, NULL);
  /* The paned cannot turn in the middle of a layout. */
  if (self->turn_id == 0 && (!self->is_placed || is_narrow (self, width) != is_turned (self)))
    self->turn_id = g_timeout_add (0, on_turn, self);
}

static void
rb_message_detail_fields_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (RB_MESSAGE_DETAIL_FIELDS (widget)->paned), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
rb_message_detail_fields_dispose (GObject *object)
{
  RbMessageDetailFields *self = RB_MESSAGE_DETAIL_FIELDS (object);

  g_clear_handle_id (&self->turn_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), RB_TYPE_MESSAGE_DETAIL_FIELDS);

  G_OBJECT_CLASS (rb_message_detail_fields_parent_class)->dispose (object);
}

static void
rb_message_detail_fields_class_init (RbMessageDetailFieldsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_message_detail_fields_dispose;
  RB_MESSAGE_DETAIL_PAGE_CLASS (klass)->fill = rb_message_detail_fields_fill;
  widget_class->measure = rb_message_detail_fields_measure;
  widget_class->size_allocate = rb_message_detail_fields_size_allocate;

  signals[SIGNAL_SPAN_SELECTED] = g_signal_new ("span-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_LESSON_VIEW);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_HEADERS);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_RAW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ringback/Ringback/rb-message-detail-fields.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, paned);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, headers);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, scrolled);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, hint);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, explanation);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, beside);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetailFields, raw);
  gtk_widget_class_bind_template_callback (widget_class, on_field_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
}

static void
rb_message_detail_fields_init (RbMessageDetailFields *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
rb_message_detail_fields_set_mark (RbMessageDetailFields *self, RbSpan mark)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL_FIELDS (self));

  rb_message_detail_headers_unselect (self->headers);
  rb_message_detail_raw_set_mark (self->raw, mark);
}
