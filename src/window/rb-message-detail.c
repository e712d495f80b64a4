/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The detail of the selected message: six pages over the same message. Selecting a field or a problem marks its bytes
 * in every view of them. What is shown is filled in when it is seen. */

#include "rb-message-detail.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "rb-bytes-view.h"
#include "rb-lesson.h"
#include "rb-message-detail-diff.h"
#include "rb-message-detail-explained.h"
#include "rb-message-detail-fields.h"
#include "rb-message-detail-problems.h"
#include "rb-message-detail-raw.h"
#include "rb-message-detail-sdp.h"
#include "rb-shown-text.h"
#include "rb-signalling-text.h"

/* In the order of the switch. */
enum
{
  PAGE_EXPLAINED,
  PAGE_HEADERS,
  PAGE_SDP,
  PAGE_RAW,
  PAGE_BYTES,
  PAGE_DIFF,
  N_PAGES,
};

static const char *const page_names[N_PAGES] = {
  [PAGE_EXPLAINED] = "explained", [PAGE_HEADERS] = "headers", [PAGE_SDP] = "sdp", [PAGE_RAW] = "raw",
  [PAGE_BYTES] = "bytes",         [PAGE_DIFF] = "diff",
};

struct _RbMessageDetail
{
  GtkWidget parent_instance;

  GtkWidget *explained_button;
  GtkWidget *headers_button;
  GtkWidget *sdp_button;
  GtkWidget *raw_button;
  GtkWidget *bytes_button;
  GtkWidget *diff_button;
  GtkDropDown *pages_choice; /* instead of the buttons where there is no room for them */
  GtkLabel *title;
  GtkWidget *following_label;
  RbMessageDetailProblems *problems;
  GtkStack *stack;
  RbMessageDetailExplained *explained;
  RbMessageDetailFields *fields;
  RbMessageDetailSdp *sdp;
  RbMessageDetailRaw *raw;
  RbBytesView *bytes;
  RbMessageDetailDiff *diff;

  RbMessage *message; /* (nullable) */
};

enum
{
  SIGNAL_CLOSE,
  SIGNAL_MESSAGE_ACTIVATED,
  SIGNAL_NOTE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbMessageDetail, rb_message_detail, GTK_TYPE_WIDGET)

static GtkWidget *
get_button (RbMessageDetail *self, guint page)
{
  GtkWidget *const buttons[N_PAGES] = {
    [PAGE_EXPLAINED] = self->explained_button,
    [PAGE_HEADERS] = self->headers_button,
    [PAGE_SDP] = self->sdp_button,
    [PAGE_RAW] = self->raw_button,
    [PAGE_BYTES] = self->bytes_button,
    [PAGE_DIFF] = self->diff_button,
  };

  return buttons[page];
}

static void
on_page_toggled (RbMessageDetail *self)
{
  for (guint i = 0; i < N_PAGES; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (get_button (self, i))))
      {
        gtk_stack_set_visible_child_name (self->stack, page_names[i]);
        gtk_drop_down_set_selected (self->pages_choice, i);
      }
}

static void
on_page_chosen (RbMessageDetail *self)
{
  guint page = gtk_drop_down_get_selected (self->pages_choice);

  if (page < N_PAGES)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_button (self, page)), TRUE);
}

static void
on_span_selected (RbMessageDetail *self, guint offset, guint length)
{
  RbSpan mark = { offset, length };

  rb_message_detail_raw_set_mark (self->raw, mark);
  rb_bytes_view_set_mark (self->bytes, mark);
}

/* A problem is told above every page: where its bytes are not to be seen, the text of the message is shown. */
static void
on_problem_selected (RbMessageDetail *self, guint offset, guint length)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (!g_str_equal (page, page_names[PAGE_HEADERS]) && !g_str_equal (page, page_names[PAGE_BYTES]))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->raw_button), TRUE);
  rb_message_detail_fields_set_mark (self->fields, (RbSpan){ offset, length });
  on_span_selected (self, offset, length);
}

static void
on_message_activated (RbMessageDetail *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_ACTIVATED], 0, position);
}

static void
on_note_changed (RbMessageDetail *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_NOTE_CHANGED], 0, position);
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

static gboolean
rb_message_detail_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (RB_MESSAGE_DETAIL (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
rb_message_detail_dispose (GObject *object)
{
  RbMessageDetail *self = RB_MESSAGE_DETAIL (object);

  g_clear_object (&self->message);
  gtk_widget_dispose_template (GTK_WIDGET (self), RB_TYPE_MESSAGE_DETAIL);

  G_OBJECT_CLASS (rb_message_detail_parent_class)->dispose (object);
}

static void
rb_message_detail_class_init (RbMessageDetailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_message_detail_dispose;
  widget_class->grab_focus = rb_message_detail_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_CLOSE] =
      g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MESSAGE_ACTIVATED] = g_signal_new ("message-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_NOTE_CHANGED] = g_signal_new ("note-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_EXPLAINED);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_FIELDS);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_SDP);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_DIFF);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_PROBLEMS);
  g_type_ensure (RB_TYPE_MESSAGE_DETAIL_RAW);
  g_type_ensure (RB_TYPE_BYTES_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-message-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, explained_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, headers_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, sdp_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, raw_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, bytes_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, diff_button);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, pages_choice);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, title);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, following_label);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, problems);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, explained);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, fields);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, sdp);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, raw);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, bytes);
  gtk_widget_class_bind_template_child (widget_class, RbMessageDetail, diff);
  gtk_widget_class_bind_template_callback (widget_class, on_page_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_span_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_note_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_selected);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
rb_message_detail_init (RbMessageDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_PAGES; i++)
    g_signal_connect_swapped (get_button (self, i), "toggled", G_CALLBACK (on_page_toggled), self);
}

static void
set_title (RbMessageDetail *self, RbTrace *trace)
{
  g_autofree char *title = rb_lesson_format_number (rb_message_get_position (self->message));
  g_autofree char *step = rb_signalling_format_step (trace, rb_message_get_position (self->message));

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

void
rb_message_detail_set_message (RbMessageDetail *self, RbTrace *trace, RbMessage *message)
{
  GBytes *bytes = message != NULL ? rb_message_get_bytes (message) : NULL;
  gboolean is_same =
      message != NULL && self->message != NULL && g_bytes_equal (bytes, rb_message_get_bytes (self->message));
  RbMessageDetailPage *pages[] = {
    RB_MESSAGE_DETAIL_PAGE (self->explained),
    RB_MESSAGE_DETAIL_PAGE (self->fields),
    RB_MESSAGE_DETAIL_PAGE (self->sdp),
    RB_MESSAGE_DETAIL_PAGE (self->diff),
  };

  g_return_if_fail (RB_IS_MESSAGE_DETAIL (self));

  g_set_object (&self->message, message);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    rb_message_detail_page_set_message (pages[i], trace, message);
  if (!is_same) /* else what is marked and scrolled to stays so */
    {
      rb_message_detail_problems_set_message (self->problems, message);
      rb_message_detail_raw_set_bytes (self->raw, bytes);
      rb_bytes_view_set_bytes (self->bytes, bytes);
    }
  if (message != NULL)
    set_title (self, trace);
}

void
rb_message_detail_set_phone (RbMessageDetail *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL (self));

  rb_message_detail_explained_set_phone (self->explained, phone);
}

void
rb_message_detail_set_following (RbMessageDetail *self, gboolean following)
{
  g_return_if_fail (RB_IS_MESSAGE_DETAIL (self));

  gtk_widget_set_visible (self->following_label, following);
}
