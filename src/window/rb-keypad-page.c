/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keypad page. Whatever is typed while the focus is on a key goes to the entry, so the
 * hand can stay on the keyboard or on the pointer. */

#include "rb-keypad-page.h"

#include "rb-account-choice.h"
#include "rb-contact-completion.h"
#include "rb-keypad.h"
#include "rb-voicemail-button.h"

#include <glib/gi18n-lib.h>

struct _RbKeypadPage
{
  AdwBin parent_instance;

  GtkEditable *entry;
  GtkWidget *backspace;
  GtkWidget *call_button;
  RbAccountChoice *account_choice;
  GtkLabel *dial_note;
  RbVoicemailButton *voicemail_button;
  GtkToggleButton *hide_button;

  RbPhone *phone;                  /* NULL until it has started */
  gboolean hide_wanted;            /* for the next call, where its account does not hide anyway */
  RbContactCompletion *completion; /* NULL before there is a phone */
};

G_DEFINE_FINAL_TYPE (RbKeypadPage, rb_keypad_page, ADW_TYPE_BIN)

enum
{
  CALL,
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the dial plan makes of it: never silently. */
static void
show_dial_note (RbKeypadPage *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  g_autoptr (RbDialResult) result = NULL;
  const char *note = NULL;

  if (self->phone != NULL && text[0] != '\0')
    result = rb_phone_try_target (self->phone, rb_account_choice_get_account (self->account_choice), text);
  if (result != NULL && result->dialled != NULL && g_strcmp0 (result->dialled, result->number) != 0)
    note = result->explanation;
  if (result != NULL && result->fault != NULL)
    note = result->fault;
  gtk_label_set_label (self->dial_note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->dial_note), note != NULL);
}

static void
on_hide_toggled (RbKeypadPage *self)
{
  self->hide_wanted = gtk_toggle_button_get_active (self->hide_button);
}

/* The button shows what the next call will do. */
static void
show_hiding (RbKeypadPage *self)
{
  RbAccount *account = NULL;
  gboolean always;

  if (self->phone != NULL)
    account = rb_account_choice_get_account (self->account_choice);
  if (self->phone != NULL && account == NULL)
    account = rb_phone_get_account_for (self->phone, gtk_editable_get_text (self->entry));
  always = account != NULL && rb_account_get_hide_caller_id (account);

  gtk_widget_set_sensitive (GTK_WIDGET (self->hide_button), !always);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->hide_button), always
                                                                   ? _ ("This account hides your number in every call")
                                                                   : _ ("Hide your number in the next call"));
  g_signal_handlers_block_by_func (self->hide_button, on_hide_toggled, self);
  gtk_toggle_button_set_active (self->hide_button, always || self->hide_wanted);
  g_signal_handlers_unblock_by_func (self->hide_button, on_hide_toggled, self);
}

static void
on_account_chosen (RbKeypadPage *self)
{
  show_dial_note (self);
  show_hiding (self);
}

static void
on_problem (RbKeypadPage *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
on_entry_changed (RbKeypadPage *self)
{
  gboolean any = gtk_editable_get_text (self->entry)[0] != '\0';

  gtk_widget_set_sensitive (self->backspace, any);
  gtk_widget_set_sensitive (self->call_button, any);
  rb_account_choice_set_target (self->account_choice, gtk_editable_get_text (self->entry));
  show_dial_note (self);
  show_hiding (self);
}

static void
on_call (RbKeypadPage *self)
{
  g_autofree char *target = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  g_autofree char *named = self->completion != NULL ? rb_contact_completion_resolve (self->completion, target) : NULL;

  /* A name: the person's address, or "" while it is asked which. */
  if (named != NULL)
    {
      g_free (target);
      target = g_steal_pointer (&named);
    }
  if (target[0] != '\0')
    g_signal_emit (self, signals[CALL], 0, target);
}

static void
on_chosen (RbKeypadPage *self, const char *address)
{
  g_signal_emit (self, signals[CALL], 0, address);
}

static void
insert (RbKeypadPage *self, const char *text)
{
  int position;

  gtk_editable_delete_selection (self->entry);
  position = gtk_editable_get_position (self->entry);
  gtk_editable_insert_text (self->entry, text, -1, &position);
  gtk_editable_set_position (self->entry, position);
}

static void
on_keypad_key (RbKeypadPage *self, const char *text)
{
  insert (self, text);
}

static void
on_backspace (RbKeypadPage *self)
{
  int position = gtk_editable_get_position (self->entry);

  if (gtk_editable_get_selection_bounds (self->entry, NULL, NULL))
    gtk_editable_delete_selection (self->entry);
  else if (position > 0)
    gtk_editable_delete_text (self->entry, position - 1, position);
}

static void
on_backspace_held (RbKeypadPage *self, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  rb_keypad_page_clear (self);
}

/* Bubbled up from a key or the Call button: letters and Backspace belong to the entry. */
static gboolean
on_key_pressed (RbKeypadPage *self, guint keyval, guint keycode, GdkModifierType state,
                GtkEventControllerKey *controller)
{
  if (gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->entry))))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_BackSpace)
    {
      on_backspace (self);
      return GDK_EVENT_STOP;
    }
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK) || !g_unichar_isgraph (gdk_keyval_to_unicode (keyval)))
    return GDK_EVENT_PROPAGATE;

  return gtk_event_controller_key_forward (controller, GTK_WIDGET (gtk_editable_get_delegate (self->entry)));
}

static void
rb_keypad_page_dispose (GObject *object)
{
  RbKeypadPage *self = RB_KEYPAD_PAGE (object);

  g_clear_object (&self->completion);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_keypad_page_parent_class)->dispose (object);
}

static void
rb_keypad_page_class_init (RbKeypadPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_keypad_page_dispose;

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CALL] = g_signal_new ("call", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  g_type_ensure (RB_TYPE_ACCOUNT_CHOICE);
  g_type_ensure (RB_TYPE_KEYPAD);
  g_type_ensure (RB_TYPE_VOICEMAIL_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-keypad-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, entry);
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, backspace);
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, call_button);
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, account_choice);
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, dial_note);
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, voicemail_button);
  gtk_widget_class_bind_template_child (widget_class, RbKeypadPage, hide_button);
  gtk_widget_class_bind_template_callback (widget_class, on_account_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_hide_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_call);
  gtk_widget_class_bind_template_callback (widget_class, on_keypad_key);
  gtk_widget_class_bind_template_callback (widget_class, on_backspace);
  gtk_widget_class_bind_template_callback (widget_class, on_backspace_held);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
rb_keypad_page_init (RbKeypadPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_entry_changed (self);
}

void
rb_keypad_page_clear (RbKeypadPage *self)
{
  g_return_if_fail (RB_IS_KEYPAD_PAGE (self));

  self->hide_wanted = FALSE;
  gtk_editable_set_text (self->entry, "");
  rb_account_choice_reset (self->account_choice);
  show_hiding (self);
}

/* Once, when the phone has started. */
void
rb_keypad_page_set_phone (RbKeypadPage *self, RbPhone *phone)
{
  g_return_if_fail (RB_IS_KEYPAD_PAGE (self));

  self->phone = g_object_ref (phone);
  self->completion = rb_contact_completion_new (GTK_WIDGET (self->entry), phone);
  g_signal_connect_object (self->completion, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  rb_account_choice_set_phone (self->account_choice, phone);
  rb_voicemail_button_set_phone (self->voicemail_button, phone);
  show_hiding (self);
}

RbAccount *
rb_keypad_page_get_account (RbKeypadPage *self)
{
  g_return_val_if_fail (RB_IS_KEYPAD_PAGE (self), NULL);

  return rb_account_choice_get_account (self->account_choice);
}

/* Whether the next call is to hide its number; an account that always does so does so anyway. */
gboolean
rb_keypad_page_hides_number (RbKeypadPage *self)
{
  g_return_val_if_fail (RB_IS_KEYPAD_PAGE (self), FALSE);

  return self->hide_wanted;
}

/* Puts the cursor into the address entry and selects what is there. */
void
rb_keypad_page_focus (RbKeypadPage *self)
{
  g_return_if_fail (RB_IS_KEYPAD_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
