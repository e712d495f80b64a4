/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A call as a card on top of the phone half: who, state in words, the buttons that make
 * sense in this state, levels and quality. It shows what RbCall reports and never what was
 * asked for; a timer runs only while the call is on and the card can be seen. */

#include "rb-call-card.h"

#include "rb-call-facts.h"
#include "rb-call-recording.h"
#include "rb-keypad.h"
#include "rb-transfer-popover.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REFRESH_INTERVAL 100 /* ms: level meters; the duration comes with it */

struct _RbCallCard
{
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *facts;
  GtkWidget *question;
  GtkLabel *question_text;
  GtkWidget *quality_button;
  GtkLabel *quality_codec;
  GtkLabel *quality_loss;
  GtkLabel *quality_jitter;
  GtkLabel *quality_round_trip;
  GtkLabel *quality_mos;
  GtkLabel *quality_encryption;
  GtkToggleButton *record_button;
  GtkWidget *levels;
  GtkLevelBar *input_level;
  GtkLevelBar *output_level;
  GtkWidget *incoming_buttons;
  GtkWidget *answer_button;
  GtkLabel *answer_label; /* in two lines where there is no room for one */
  GtkWidget *call_buttons;
  GtkToggleButton *mute_button;
  GtkToggleButton *hold_button;
  GtkToggleButton *keypad_button;
  GtkWidget *transfer_button;
  GtkToggleButton *merge_button;
  RbTransferPopover *transfer_popover;
  GtkWidget *keypad_box;
  GtkWidget *keypad;
  GtkLabel *digits;

  RbPhone *phone;
  RbCall *call;
  guint refresh_source;
  char *redirect_target; /* (nullable): asked whether to call it */
};

G_DEFINE_FINAL_TYPE (RbCallCard, rb_call_card, ADW_TYPE_BIN)

enum
{
  SHOW_MESSAGES,
  PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Which buttons a state shows. */
static const struct
{
  gboolean answer; /* Decline and Answer */
  gboolean talk;   /* mute, hold, keypad, levels and quality */
  gboolean end;
} state_buttons[RB_N_CALL_STATES] = {
  [RB_CALL_CALLING] = { FALSE, FALSE, TRUE },  [RB_CALL_REMOTE_RINGING] = { FALSE, FALSE, TRUE },
  [RB_CALL_INCOMING] = { TRUE, FALSE, FALSE }, [RB_CALL_ANSWERING] = { FALSE, FALSE, TRUE },
  [RB_CALL_ACTIVE] = { FALSE, TRUE, TRUE },    [RB_CALL_ENDING] = { FALSE, FALSE, FALSE },
  [RB_CALL_ENDED] = { FALSE, FALSE, FALSE },
};

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static void
take_text (GtkLabel *label, char *text)
{
  set_text (label, text);
  g_free (text);
}

static void
show_quality (RbCallCard *self)
{
  RbMediaStatistics now;

  if (!rb_call_get_statistics (self->call, &now))
    return;

  set_text (self->quality_codec, rb_codec_get_name (now.codec));
  take_text (self->quality_loss, g_strdup_printf (_ ("%.1f %%"), now.loss_percent));
  take_text (self->quality_jitter, g_strdup_printf (_ ("%.0f ms"), now.jitter_ms));
  take_text (self->quality_round_trip, now.round_trip_ms < 0 ? g_strdup (_ ("not known yet"))
                                                             : g_strdup_printf (_ ("%.0f ms"), now.round_trip_ms));
  set_text (self->quality_encryption, now.encryption != RB_SRTP_NONE
                                          ? _ ("encrypted; whoever reads the signalling has the keys")
                                          : _ ("not encrypted"));
  take_text (self->quality_mos, g_strdup_printf (_ ("%.1f of 4.5"), now.mos));
}

static void
show_state (RbCallCard *self)
{
  take_text (self->state, rb_call_format_state (self->call));
}

static gboolean
on_refresh (gpointer data)
{
  RbCallCard *self = data;
  RbSoundDevice *device = rb_phone_get_sound_device (self->phone);

  show_state (self);
  /* The levels are the device's: a call on hold has no part in them. */
  gtk_level_bar_set_value (self->input_level, rb_call_is_muted (self->call) || rb_call_is_on_hold (self->call)
                                                  ? 0
                                                  : rb_sound_device_get_input_level (device));
  gtk_level_bar_set_value (self->output_level,
                           rb_call_is_on_hold (self->call) ? 0 : rb_sound_device_get_output_level (device));
  if (gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->quality_button)))))
    show_quality (self);

  return G_SOURCE_CONTINUE;
}

/* Who it is, as contacts and the network say it now. */
static void
show_name (RbCallCard *self)
{
  RbAccount *account = rb_call_get_account (self->call);
  g_autoptr (RbContact) contact = rb_phone_find_contact (self->phone, account, rb_call_get_remote_uri (self->call));
  GBytes *photo = contact != NULL ? rb_contact_get_photo (contact) : NULL;
  g_autoptr (GdkTexture) picture = photo != NULL ? gdk_texture_new_from_bytes (photo, NULL) : NULL;
  g_autofree char *label = NULL;
  g_autofree char *name = rb_phone_dup_name (self->phone, account, rb_call_get_remote_uri (self->call),
                                             rb_call_get_remote_name (self->call));

  set_text (self->name, name);
  adw_avatar_set_text (self->avatar, name);
  adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (picture));
  label = g_strdup_printf (_ ("Call with %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_facts (RbCallCard *self)
{
  g_autofree char *facts = rb_call_facts_format (self->phone, self->call);

  set_text (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), facts[0] != '\0');
}

/* The far end asks us to call somebody else in its place, or says where the person is now. */
static void
show_question (RbCallCard *self)
{
  const char *asked = rb_call_get_asked_target (self->call);
  const char *target = asked != NULL ? asked : self->redirect_target;
  g_autofree char *other = NULL;

  gtk_widget_set_visible (self->question, target != NULL);
  if (target == NULL)
    return;

  other = rb_phone_dup_name (self->phone, rb_call_get_account (self->call), target, NULL);
  take_text (self->question_text,
             g_strdup_printf (asked != NULL ? _ ("You are being transferred: %1$s asks you to call %2$s.")
                                            : _ ("%1$s can be reached at %2$s now."),
                              gtk_label_get_label (self->name), other));
}

/* That somebody listens keeps the question open (rb-call.h). */
static void
on_transfer_asked (RbCallCard *self)
{
  show_question (self);
}

static void
on_redirect_asked (RbCallCard *self, RbCall *call, const char *target)
{
  if (call != self->call)
    return;

  g_free (self->redirect_target);
  self->redirect_target = g_strdup (target);
  show_question (self);
}

/* Another call that is up, to be joined with this one. (transfer none) (nullable) */
static RbCall *
find_other_call (RbCallCard *self)
{
  GListModel *calls = rb_phone_get_calls (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) other = g_list_model_get_item (calls, i);

      if (other != self->call && rb_call_get_state (other) == RB_CALL_ACTIVE)
        return other; /* the model keeps it */
    }

  return NULL;
}

static void
show_conference (RbCallCard *self)
{
  gboolean joined = rb_phone_is_in_conference (self->phone, self->call);
  gboolean up = rb_call_get_state (self->call) == RB_CALL_ACTIVE;

  gtk_toggle_button_set_active (self->merge_button, joined);
  gtk_widget_set_visible (GTK_WIDGET (self->merge_button), up && (joined || find_other_call (self) != NULL));
}

/* The timer runs only while there is something to see. */
static void
update_timer (RbCallCard *self)
{
  gboolean needed = gtk_widget_get_mapped (GTK_WIDGET (self)) && rb_call_get_state (self->call) == RB_CALL_ACTIVE;

  if (needed && self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_INTERVAL, on_refresh, self);
  else if (!needed)
    g_clear_handle_id (&self->refresh_source, g_source_remove);
}

static gboolean
has_other_active_call (RbCallCard *self)
{
  RbCall *current = rb_phone_get_current_call (self->phone);

  return current != NULL && current != self->call && rb_call_get_state (current) == RB_CALL_ACTIVE;
}

static void
on_call_changed (RbCallCard *self)
{
  RbCallState state = rb_call_get_state (self->call);
  gboolean waiting = state_buttons[state].answer && has_other_active_call (self);
  const char *answer = waiting ? _ ("Hold and answer") : _ ("Answer");

  show_state (self);
  show_facts (self);
  show_question (self);
  show_conference (self);
  gtk_widget_set_visible (self->transfer_button, state_buttons[state].talk);
  gtk_widget_set_visible (self->incoming_buttons, state_buttons[state].answer);
  gtk_widget_set_visible (self->levels, state_buttons[state].talk);
  gtk_widget_set_visible (self->quality_button, state_buttons[state].talk);
  gtk_widget_set_visible (GTK_WIDGET (self->mute_button), state_buttons[state].talk);
  gtk_widget_set_visible (GTK_WIDGET (self->hold_button), state_buttons[state].talk);
  gtk_widget_set_visible (GTK_WIDGET (self->keypad_button), state_buttons[state].talk);
  gtk_widget_set_visible (self->call_buttons, state_buttons[state].end);
  gtk_widget_set_visible (GTK_WIDGET (self->record_button), state_buttons[state].talk);
  gtk_toggle_button_set_active (self->record_button, rb_call_is_recording (self->call));
  gtk_toggle_button_set_active (self->mute_button, rb_call_is_muted (self->call));
  gtk_toggle_button_set_active (self->hold_button, rb_call_is_on_hold (self->call));
  if (!state_buttons[state].talk)
    gtk_toggle_button_set_active (self->keypad_button, FALSE);

  gtk_label_set_label (self->answer_label, answer);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer_button), GTK_ACCESSIBLE_PROPERTY_LABEL, answer, -1);
  update_timer (self);
}

static void
on_answer (RbCallCard *self)
{
  rb_call_answer (self->call);
}

static void
on_decline (RbCallCard *self)
{
  rb_call_reject (self->call, RB_DECLINE_STATUS);
}

static void
on_end (RbCallCard *self)
{
  rb_call_hang_up (self->call);
}

static void
on_mute_clicked (RbCallCard *self)
{
  rb_call_set_muted (self->call, !rb_call_is_muted (self->call));
}

static void
on_hold_clicked (RbCallCard *self)
{
  rb_call_set_hold (self->call, !rb_call_is_on_hold (self->call));
}

static void
on_record_clicked (RbCallCard *self)
{
  g_autoptr (GError) error = NULL;

  if (rb_call_is_recording (self->call))
    rb_call_stop_recording (self->call);
  else if (!rb_call_start_recording (self->call, NULL, &error))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  gtk_toggle_button_set_active (self->record_button, rb_call_is_recording (self->call));
}

static void
on_yes (RbCallCard *self)
{
  g_autoptr (GError) error = NULL;

  if (rb_call_get_asked_target (self->call) != NULL)
    rb_call_accept_transfer (self->call);
  else if (rb_phone_follow_redirect (self->phone, self->call, &error) == NULL)
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

static void
on_no (RbCallCard *self)
{
  if (rb_call_get_asked_target (self->call) != NULL)
    rb_call_refuse_transfer (self->call);
  else
    rb_phone_dismiss_call (self->phone, self->call);
}

static void
on_merge (RbCallCard *self)
{
  g_autoptr (GError) error = NULL;
  RbCall *other = find_other_call (self);

  if (rb_phone_is_in_conference (self->phone, self->call))
    rb_phone_split (self->phone, self->call);
  else if (other != NULL && !rb_phone_merge (self->phone, self->call, other, &error))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  show_conference (self); /* what is, not what was asked for */
}

static void
on_problem (RbCallCard *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
on_keypad_toggled (RbCallCard *self)
{
  gboolean open = gtk_toggle_button_get_active (self->keypad_button);

  gtk_widget_set_visible (self->keypad_box, open);
  if (open)
    gtk_widget_child_focus (self->keypad, GTK_DIR_TAB_FORWARD);
}

static void
on_dtmf_key (RbCallCard *self, const char *text)
{
  g_autofree char *digits = NULL;

  if (text[0] == '+') /* no such tone (RFC 4733 3.2) */
    text = "0";

  rb_call_send_dtmf (self->call, text);
  digits = g_strconcat (gtk_label_get_label (self->digits), text, NULL);
  gtk_label_set_label (self->digits, digits);
}

/* What is typed while the keys for tones are open is sent like what is clicked. */
static gboolean
on_key_pressed (RbCallCard *self, guint keyval, guint keycode, GdkModifierType state, GtkEventControllerKey *controller)
{
  gunichar letter = gdk_keyval_to_unicode (keyval);
  char text[7] = "";

  if (!gtk_toggle_button_get_active (self->keypad_button) || letter == 0 || letter > 0x7f ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 ||
      strchr ("0123456789*#ABCDabcd", (int) letter) == NULL)
    return GDK_EVENT_PROPAGATE;

  g_unichar_to_utf8 (g_unichar_toupper (letter), text);
  on_dtmf_key (self, text);

  return GDK_EVENT_STOP;
}

static void
on_show_messages (RbCallCard *self)
{
  g_signal_emit (self, signals[SHOW_MESSAGES], 0);
}

static void
rb_call_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_call_card_parent_class)->map (widget);
  update_timer (RB_CALL_CARD (widget));
}

static void
rb_call_card_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rb_call_card_parent_class)->unmap (widget);
  update_timer (RB_CALL_CARD (widget));
}

static void
rb_call_card_dispose (GObject *object)
{
  RbCallCard *self = RB_CALL_CARD (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);

  G_OBJECT_CLASS (rb_call_card_parent_class)->dispose (object);
}

static void
rb_call_card_finalize (GObject *object)
{
  RbCallCard *self = RB_CALL_CARD (object);

  g_clear_object (&self->call);
  g_clear_object (&self->phone);
  g_free (self->redirect_target);

  G_OBJECT_CLASS (rb_call_card_parent_class)->finalize (object);
}

static void
rb_call_card_class_init (RbCallCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rb_call_card_dispose;
  object_class->finalize = rb_call_card_finalize;
  widget_class->map = rb_call_card_map;
  widget_class->unmap = rb_call_card_unmap;

  signals[SHOW_MESSAGES] =
      g_signal_new ("show-messages", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  g_type_ensure (RB_TYPE_KEYPAD);
  g_type_ensure (RB_TYPE_TRANSFER_POPOVER);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-call-card.ui");
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, name);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, state);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, facts);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, question);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, question_text);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, transfer_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, transfer_popover);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, merge_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_codec);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_loss);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_jitter);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_round_trip);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_mos);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, quality_encryption);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, record_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, levels);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, input_level);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, output_level);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, incoming_buttons);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, answer_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, answer_label);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, call_buttons);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, mute_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, hold_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, keypad_button);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, keypad_box);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, keypad);
  gtk_widget_class_bind_template_child (widget_class, RbCallCard, digits);
  gtk_widget_class_bind_template_callback (widget_class, on_answer);
  gtk_widget_class_bind_template_callback (widget_class, on_decline);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
  gtk_widget_class_bind_template_callback (widget_class, on_mute_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_hold_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_record_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_yes);
  gtk_widget_class_bind_template_callback (widget_class, on_no);
  gtk_widget_class_bind_template_callback (widget_class, on_merge);
  gtk_widget_class_bind_template_callback (widget_class, on_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_keypad_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_dtmf_key);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_show_messages);
  gtk_widget_class_bind_template_callback (widget_class, show_quality);
}

static void
rb_call_card_init (RbCallCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @phone and @call: (transfer none) */
GtkWidget *
rb_call_card_new (RbPhone *phone, RbCall *call)
{
  RbCallCard *self = g_object_new (RB_TYPE_CALL_CARD, NULL);
  RbContacts *contacts = rb_phone_get_contacts (phone);

  self->phone = g_object_ref (phone);
  self->call = g_object_ref (call);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), rb_call_get_remote_uri (call));
  rb_transfer_popover_set_call (self->transfer_popover, phone, call);
  g_signal_connect_object (call, "transfer-asked", G_CALLBACK (on_transfer_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "redirect-asked", G_CALLBACK (on_redirect_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "conference-changed", G_CALLBACK (show_conference), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_calls (phone), "items-changed", G_CALLBACK (show_conference), self,
                           G_CONNECT_SWAPPED);
  show_name (self);
  if (contacts != NULL)
    g_signal_connect_object (contacts, "changed", G_CALLBACK (show_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
  on_call_changed (self);

  return GTK_WIDGET (self);
}

/* (transfer none) */
RbCall *
rb_call_card_get_call (RbCallCard *self)
{
  g_return_val_if_fail (RB_IS_CALL_CARD (self), NULL);

  return self->call;
}

/* Another call changed: this one may be joined with it now, or no longer. */
void
rb_call_card_update (RbCallCard *self)
{
  g_return_if_fail (RB_IS_CALL_CARD (self));

  show_conference (self);
}

/* Opens or closes the keys that send DTMF; nothing happens before the call is answered. */
void
rb_call_card_toggle_keypad (RbCallCard *self)
{
  g_return_if_fail (RB_IS_CALL_CARD (self));

  if (state_buttons[rb_call_get_state (self->call)].talk)
    gtk_toggle_button_set_active (self->keypad_button, !gtk_toggle_button_get_active (self->keypad_button));
}
