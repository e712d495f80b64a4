/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The detail of the selected message: three pages over the same bytes. Selecting a field in the
 * tree marks its bytes in every view of them. */

#include "rb-message-detail.h"

#include <glib/gi18n-lib.h>

#include "rb-bytes-view.h"
#include "rb-message-detail-headers.h"
#include "rb-message-detail-problems.h"
#include "rb-message-detail-raw.h"
#include "rb-signalling-font.h"
#include "rb-shown-text.h"
#include "rb-signalling-text.h"

#define NARROW_CHARS 64 /* below this width the text stands below the tree instead of beside it */

struct _RbMessageDetail
{
  GtkWidget parent_instance;

  GtkWidget *contents;
  GtkWidget *headers_button;
  GtkWidget *raw_button;
  GtkWidget *bytes_button;
  GtkLabel *title;
  GtkWidget *copy_button;
  GtkWidget *close_button;
  RbMessageDetailProblems *problems;
  GtkStack *stack;
  GtkPaned *paned;
  RbMessageDetailHeaders *headers;
  RbMessageDetailRaw *raw_beside;
  RbMessageDetailRaw *raw;
  RbBytesView *bytes;

  RbMessage *message;
  guint turn_id;
};

enum
{
  SIGNAL_CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetail, rb_message_detail, GTK_TYPE_WIDGET)

static void
on_page_toggled (RbMessageDetail *self)
{
  const struct
  {
    GtkWidget *button;
    const char *page;
  } pages[] = {
    { self->headers_button, "headers" },
    { self->raw_button, "raw" },
    { self->bytes_button, "bytes" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (pages[i].button)))
      gtk_stack_set_visible_child_name (self->stack, pages[i].page);
}

static void
mark_span (RbMessageDetail *self, RbSpan mark)
{
  rb_message_detail_raw_set_mark (self->raw_beside, mark);
  rb_message_detail_raw_set_mark (self->raw, mark);
  rb_bytes_view_set_mark (self->bytes, mark);
}

static void
on_field_selected (RbMessageDetail *self, RbField *field)
{
  mark_span (self, field != NULL ? rb_field_get_span (field) : (RbSpan){ 0, 0 });
}

static void
on_problem_selected (RbMessageDetail *self, guint offset, guint length)
{
  rb_message_detail_headers_unselect (self->headers);
  mark_span (self, (RbSpan){ offset, length });
}

/* Exactly as it is when it is text; otherwise as it is shown. */
static void
on_copy_clicked (RbMessageDetail *self)
{
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *bytes;

  if (self->message == NULL)
    return;

  bytes = g_bytes_get_data (rb_message_get_bytes (self->message), &length);
  if (g_utf8_validate ((const char *) bytes, (gssize) length, NULL))
    text = g_strndup ((const char *) bytes, length);
  else
    text = rb_shown_text_from_bytes (bytes, length);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
on_close_clicked (RbMessageDetail *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer data)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSE], 0);

  return TRUE;
}

static GtkOrientation
choose_orientation (RbMessageDetail *self, int width)
{
  return width < NARROW_CHARS * rb_signalling_font_get_char_width (GTK_WIDGET (self), NULL)
             ? GTK_ORIENTATION_VERTICAL
             : GTK_ORIENTATION_HORIZONTAL;
}

static gboolean
on_turn (gpointer data)
{
  RbMessageDetail *self = RB_MESSAGE_DETAIL (data);

  GtkOrientation orientation = choose_orientation (self, gtk_widget_get_width (GTK_WIDGET (self->stack)));

  self->turn_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned), orientation);
  gtk_widget_set_visible (GTK_WIDGET (self->title), orientation == GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_position (self->paned, -1);

  return G_SOURCE_REMOVE;
}

static void
rb_message_detail_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RbMessageDetail *self = RB_MESSAGE_DETAIL (widget);

  gtk_widget_allocate (self->contents, width, height, baseline, NULL);
  /* The paned cannot turn in the middle of a layout. */
  if (self->turn_id == 0 &&
      choose_orientation (self, width) != gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned)))
    self->turn_id = g_timeout_add (0, on_turn, self);
}

static void
rb_message_detail_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (RB_MESSAGE_DETAIL (widget)->contents, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static gboolean
rb_message_detail_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (RB_MESSAGE_DETAIL (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
rb_message_detail_dispose (GObject *object)
{
  RbMessageDetail *self = RB_MESSAGE_DETAIL (object);

  g_clear_handle_id (&self->turn_id, g_source_remove);
  g_clear_object (&self->message);
  g_clear_pointer (&self->contents, gtk_widget_unparent);

  G_OBJECT_CLASS (rb_message_detail_parent_class)->dispose (object);
}

static void
rb_message_detail_class_init (RbMessageDetailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_message_detail_dispose;
  widget_class->measure = rb_message_detail_measure;
  widget_class->size_allocate = rb_message_detail_size_allocate;
  widget_class->grab_focus = rb_message_detail_grab_focus;

  signals[SIGNAL_CLOSE] =
      g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_HEADERS);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_PROBLEMS);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_RAW);
  g_type_ensure (RB_TYPE_BYTES_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-message-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, contents);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, headers_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, raw_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, bytes_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, title);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, copy_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, close_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, problems);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, paned);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, headers);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, raw_beside);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, raw);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, bytes);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_selected);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
rb_message_detail_init (RbMessageDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->headers_button, "toggled", G_CALLBACK (on_page_toggled), self);
  g_signal_connect_swapped (self->raw_button, "toggled", G_CALLBACK (on_page_toggled), self);
  g_signal_connect_swapped (self->bytes_button, "toggled", G_CALLBACK (on_page_toggled), self);
  g_signal_connect_swapped (self->headers, "field-selected", G_CALLBACK (on_field_selected), self);
}

void
rb_message_detail_set_message (RbMessageDetail *self, RbTrace *trace, RbMessage *message)
{
  GBytes *bytes = message != NULL ? rb_message_get_bytes (message) : NULL;
  gboolean is_same =
      message != NULL && self->message != NULL && g_bytes_equal (bytes, rb_message_get_bytes (self->message));
  g_autofree char *step = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (RB_IS_MESSAGE_DETAIL (self));

  g_set_object (&self->message, message);
  if (!is_same) /* else what was opened, marked and scrolled to stays so */
    {
      rb_message_detail_problems_set_message (self->problems, message);
      rb_message_detail_headers_set_message (self->headers, message);
      rb_message_detail_raw_set_bytes (self->raw_beside, bytes);
      rb_message_detail_raw_set_bytes (self->raw, bytes);
      rb_bytes_view_set_bytes (self->bytes, bytes);
    }
  if (message == NULL)
    return;

  step = rb_signalling_format_step (trace, rb_message_get_position (message));
  /* Translators: the number of a message, as in the list */
  title = g_strdup_printf (_ ("No. %u"), rb_message_get_position (message) + 1);
  if (step != NULL)
    {
      /* Translators: "No. 5", and what is known of it */
      char *longer = g_strdup_printf (_ ("%1$s · %2$s"), title, step);

      g_free (title);
      title = longer;
    }
  gtk_label_set_text (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
}
