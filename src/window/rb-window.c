/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window: header, the two halves, messages to the person, and how it closes. It is drawn before the phone exists;
 * rb_window_set_phone() brings it to life. */

#include "rb-window-private.h"

#include "rb-account-actions.h"
#include "rb-history-text.h"

#include <glib/gi18n-lib.h>

#define TOAST_WIDTH 50 /* characters a line, at most */
#define TOAST_LINE 20  /* characters that are never broken into two lines: they fit a narrow window with a button */
#define TOAST_SPACING 12
#define TOAST_TIMEOUT 8 /* s: whole sentences take longer to read than the default 5 */

G_DEFINE_FINAL_TYPE (RbWindow, rb_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  DRAWN,
  LEAVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
rb_window_follow_call (RbWindow *self, const char *call_id, gboolean open)
{
  rb_signalling_pane_show_call (self->signalling_pane, call_id);
  if (open)
    rb_halves_set_end_shown (self->halves, TRUE);
}

static void
on_open_call (RbWindow *self, RbHistoryItem *item)
{
  g_autofree char *when = rb_format_when (rb_history_item_get_start_us (item), g_get_real_time ());
  /* Translators: names a past call: with whom, and when */
  g_autofree char *title = g_strdup_printf (_ ("Call with %s, %s"), rb_history_item_get_remote_name (item), when);

  rb_signalling_pane_show_capture (self->signalling_pane, rb_history_item_get_capture_path (item), title);
  rb_halves_set_end_shown (self->halves, TRUE);
}

static void
on_edit_account (RbWindow *self, RbAccount *account)
{
  rb_account_actions_edit (self, self->phone, account);
}

static void
on_remove_account (RbWindow *self, RbAccount *account)
{
  rb_account_actions_remove (self, self->phone, account);
}

static void
on_retry_account (RbWindow *self, RbAccount *account)
{
  rb_account_actions_mend (self, self->phone, account);
}

static void
on_practice_account_changed (RbWindow *self)
{
  rb_signalling_pane_set_lab (self->signalling_pane, rb_practice_get_trace (self->practice));
}

static gboolean
on_drop (RbWindow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files != NULL)
    rb_window_open_capture (self, files->data);
  return files != NULL;
}

/* How many narrow letters take as much room. */
static int
count_columns (const char *text)
{
  int n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;

  return n;
}

/* @button: (nullable): beside the sentence */
static AdwToast *
create_toast (const char *sentence, GtkWidget *button)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (sentence);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, TOAST_SPACING);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN (count_columns (sentence), TOAST_LINE));
  gtk_label_set_max_width_chars (GTK_LABEL (label), TOAST_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  if (button != NULL)
    gtk_box_append (GTK_BOX (box), button);
  adw_toast_set_custom_title (toast, box);
  adw_toast_set_timeout (toast, TOAST_TIMEOUT);
  return toast;
}

static void
on_experiment_done (RbWindow *self, guint id)
{
  /* Translators: title of an experiment: "“Busy” is done. What differs from the textbook?" */
  g_autofree char *text =
      g_markup_printf_escaped (_ ("“%s” is done. What differs from the textbook?"), _ (rb_experiment_get (id)->title));
  AdwToast *toast = adw_toast_new (text);

  /* Translators: the button opens the question: not "Answer" of a call */
  adw_toast_set_button_label (toast, C_ ("question", "Answer"));
  adw_toast_set_action_name (toast, "win.ask-experiment");
  adw_toast_set_action_target (toast, "u", id);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_after_paint (GdkFrameClock *clock, RbWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
  g_signal_emit (self, signals[DRAWN], 0);
}

static void
remember (RbWindow *self)
{
  g_autoptr (GError) error = NULL;
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  rb_settings_set_number (self->settings, RB_SETTING_WIDTH, width);
  rb_settings_set_number (self->settings, RB_SETTING_HEIGHT, height);
  rb_settings_set_number (self->settings, RB_SETTING_MAXIMIZED, gtk_window_is_maximized (GTK_WINDOW (self)));
  if (!rb_halves_is_folded (self->halves))
    {
      rb_settings_set_number (self->settings, RB_SETTING_PHONE_WIDTH, rb_halves_get_position (self->halves));
      rb_settings_set_number (self->settings, RB_SETTING_SIGNALLING, rb_halves_get_end_shown (self->halves));
    }

  if (!rb_settings_save (self->settings, &error))
    g_message ("The size of the window cannot be remembered: %s", error->message);
}

/* @quit: the program is to end, not only the window to be closed */
static void
leave (RbWindow *self, gboolean quit)
{
  remember (self);
  g_signal_emit (self, signals[LEAVE], 0, quit);
}

static void
on_close_response (RbWindow *self, const char *response, GtkWidget *dialog)
{
  if (g_strcmp0 (response, "end") == 0)
    leave (self, g_object_get_data (G_OBJECT (dialog), "quit") != NULL);
}

static void
ask_to_close (RbWindow *self, RbCall *call, gboolean quit)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("End the call and close?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("Closing the window ends the call with %s."),
                                  rb_call_get_remote_name (call));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep the Call"), "end",
                                    _ ("_End and Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_object_set_data (G_OBJECT (dialog), "quit", quit ? self : NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_close_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A call that has not ended yet. (transfer none) (nullable) */
static RbCall *
find_open_call (RbWindow *self)
{
  RbCall *call = NULL;

  for (RbCallState state = RB_CALL_CALLING; call == NULL && state < RB_CALL_ENDING; state++)
    call = rb_phone_pane_get_call_in (self->phone_pane, state);

  return call;
}

static void
close_or_quit (RbWindow *self, gboolean quit)
{
  RbCall *call = find_open_call (self);

  if (call != NULL)
    ask_to_close (self, call, quit);
  else
    leave (self, quit);
}

static gboolean
rb_window_close_request (GtkWindow *window)
{
  close_or_quit (RB_WINDOW (window), FALSE);

  return GDK_EVENT_STOP;
}

static void
rb_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_window_parent_class)->map (widget);
  if (RB_WINDOW (widget)->phone == NULL)
    g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (on_after_paint), widget,
                             0);
}

static void
rb_window_dispose (GObject *object)
{
  RbWindow *self = RB_WINDOW (object);

  g_clear_object (&self->capture_chooser);
  g_clear_object (&self->practice);
  g_clear_object (&self->hooks);
  g_clear_object (&self->shortcuts);
  g_clear_object (&self->coach);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_window_parent_class)->dispose (object);
}

static void
rb_window_class_init (RbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_window_dispose;
  widget_class->map = rb_window_map;
  GTK_WINDOW_CLASS (klass)->close_request = rb_window_close_request;

  signals[DRAWN] = g_signal_new ("drawn", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEAVE] = g_signal_new ("leave", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (RB_TYPE_VOICEMAIL_BUTTON);
  g_type_ensure (RB_TYPE_ACCOUNT_SWITCHER);
  g_type_ensure (RB_TYPE_HALVES);
  g_type_ensure (RB_TYPE_PHONE_PANE);
  g_type_ensure (RB_TYPE_SIGNALLING_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RbWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, RbWindow, voicemail_button);
  gtk_widget_class_bind_template_child (widget_class, RbWindow, halves);
  gtk_widget_class_bind_template_child (widget_class, RbWindow, phone_pane);
  gtk_widget_class_bind_template_child (widget_class, RbWindow, signalling_pane);
  gtk_widget_class_bind_template_callback (widget_class, rb_window_follow_call);
  gtk_widget_class_bind_template_callback (widget_class, on_open_call);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_account);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_account);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_account);
  gtk_widget_class_bind_template_callback (widget_class, on_experiment_done);
  gtk_widget_class_bind_template_callback (widget_class, rb_window_ask_experiment);
  gtk_widget_class_bind_template_callback (widget_class, rb_window_tell);
}

static void
rb_window_init (RbWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  gtk_widget_init_template (GTK_WIDGET (self));
  rb_window_add_actions (self);
}

/* @settings: (transfer none), must outlive the window */
GtkWidget *
rb_window_new (GtkApplication *application, RbSettings *settings)
{
  RbWindow *self = g_object_new (RB_TYPE_WINDOW, "application", application, NULL);

  self->settings = settings;
  gtk_window_set_default_size (GTK_WINDOW (self), rb_settings_get_number (settings, RB_SETTING_WIDTH),
                               rb_settings_get_number (settings, RB_SETTING_HEIGHT));
  if (rb_settings_get_number (settings, RB_SETTING_MAXIMIZED))
    gtk_window_maximize (GTK_WINDOW (self));
  rb_halves_set_position (self->halves, rb_settings_get_number (settings, RB_SETTING_PHONE_WIDTH));
  rb_halves_set_end_shown (self->halves, rb_settings_get_number (settings, RB_SETTING_SIGNALLING));

  return GTK_WIDGET (self);
}

static RbCoach *
new_coach (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "ringback", "lab.ini", NULL);

  return rb_coach_new (path);
}

/* Once, when the phone has started. */
void
rb_window_set_phone (RbWindow *self, RbPhone *phone, RbPractice *practice, RbHooks *hooks, RbGlobalShortcuts *shortcuts)
{
  g_return_if_fail (RB_IS_WINDOW (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  self->practice = g_object_ref (practice);
  self->hooks = g_object_ref (hooks);
  self->shortcuts = g_object_ref (shortcuts);
  g_signal_connect_object (phone, "notice", G_CALLBACK (rb_window_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_sound_device (phone), "error", G_CALLBACK (rb_window_tell), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (practice, "notify::account", G_CALLBACK (on_practice_account_changed), self,
                           G_CONNECT_SWAPPED);
  rb_signalling_pane_set_phone (self->signalling_pane, phone);
  rb_account_switcher_set_phone (self->switcher, phone);
  rb_voicemail_button_set_phone (self->voicemail_button, phone);
  self->coach = new_coach ();
  rb_phone_pane_set_phone (self->phone_pane, phone, practice, self->coach);
  rb_window_enable_actions (self, TRUE);
}

/* Instead of rb_window_set_phone(): says why there is no phone. */
void
rb_window_fail (RbWindow *self, const char *sentence)
{
  g_return_if_fail (RB_IS_WINDOW (self));

  rb_phone_pane_fail (self->phone_pane, sentence);
}

/* As closing it, but the program ends, too: with a call up it asks. */
void
rb_window_quit (RbWindow *self)
{
  g_return_if_fail (RB_IS_WINDOW (self));

  close_or_quit (self, TRUE);
}

/* @name: as rb_phone_pane_show_page() has it */
void
rb_window_show_page (RbWindow *self, const char *name)
{
  g_return_if_fail (RB_IS_WINDOW (self));

  if (rb_halves_is_folded (self->halves))
    rb_halves_set_end_shown (self->halves, FALSE);
  rb_phone_pane_show_page (self->phone_pane, name);
}

/* Shows a capture file in the signalling half. */
void
rb_window_open_capture (RbWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;

  g_return_if_fail (RB_IS_WINDOW (self));

  if (path == NULL)
    {
      rb_window_tell (self, _ ("This capture is not on this computer. Copy it here, then open the copy."));
      return;
    }

  rb_signalling_pane_show_capture (self->signalling_pane, path, name);
  rb_halves_set_end_shown (self->halves, TRUE);
}

/* Shows @sentence for a while, as plain text. */
void
rb_window_tell (RbWindow *self, const char *sentence)
{
  g_return_if_fail (RB_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, create_toast (sentence, NULL));
}

typedef struct
{
  AdwToast *toast; /* which has the button */
  void (*undo) (gpointer data);
  gpointer data;
  GDestroyNotify free_data; /* (nullable) */
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *self = data;

  if (self->free_data != NULL)
    self->free_data (self->data);
  g_free (self);
}

static void
on_undo (GtkButton *button, Undo *undo)
{
  undo->undo (undo->data);
  adw_toast_dismiss (undo->toast);
}

/* A button with a mnemonic, as the toast's own is, would be read as “_Undo Undo” (GTK 4.8). (transfer floating) */
static GtkWidget *
create_undo_button (void)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new_with_mnemonic (_ ("_Undo")));
  GtkWidget *button = gtk_button_new_with_label (gtk_label_get_text (GTK_LABEL (label)));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_unref (label);
  return button;
}

void
rb_window_toast_undo (RbWindow *self, const char *sentence, void (*undo) (gpointer data), gpointer data,
                      GDestroyNotify free_data)
{
  GtkWidget *button;
  Undo *closure;

  g_return_if_fail (RB_IS_WINDOW (self) && undo != NULL);

  button = create_undo_button ();
  closure = g_new (Undo, 1);
  *closure = (Undo){ create_toast (sentence, button), undo, data, free_data };
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_undo), closure, undo_free, 0);
  adw_toast_overlay_add_toast (self->toasts, closure->toast);
}
