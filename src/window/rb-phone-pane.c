/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The phone half of the window: first-run page while there is no account, else the cards of
 * the calls on top, the pages Keypad, Calls, Contacts, Messages and Practice below, and the verdict
 * of the last call at the bottom. */

#include "rb-phone-pane.h"

#include "rb-answering-bar.h"
#include "rb-call-card.h"
#include "rb-calls-page.h"
#include "rb-contacts-page.h"
#include "rb-conversations-page.h"
#include "rb-keypad-page.h"
#include "rb-practice-page.h"

#include <glib/gi18n-lib.h>

struct _RbPhonePane
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *failed_page;
  GtkWidget *try_button;
  RbAnsweringBar *answering_bar;
  GtkWidget *cards_scroller;
  GtkBox *cards;
  AdwViewStack *pages;
  AdwViewStackPage *practice_stack_page;
  RbKeypadPage *keypad_page;
  RbCallsPage *calls_page;
  RbPracticePage *practice_page;
  GtkLabel *status;

  RbPhone *phone; /* NULL until it has started */
  RbPractice *practice;
  RbCoach *coach;
};

G_DEFINE_FINAL_TYPE (RbPhonePane, rb_phone_pane, ADW_TYPE_BIN)

enum
{
  FOLLOW_CALL,
  OPEN_CALL,
  PROBLEM,
  EXPERIMENT_DONE,
  ASK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
call (RbPhonePane *self, RbAccount *account, const char *target)
{
  g_autoptr (GError) error = NULL;

  if (rb_phone_call (self->phone, account, target, &error) == NULL)
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
}

static void
on_keypad_call (RbPhonePane *self, const char *target)
{
  RbAccount *account = rb_keypad_page_get_account (self->keypad_page);
  g_autoptr (GError) error = NULL;
  RbCall *placed;

  if (self->phone == NULL)
    return;

  if (rb_keypad_page_hides_number (self->keypad_page))
    placed = rb_phone_call_hidden (self->phone, account, target, &error);
  else
    placed = rb_phone_call (self->phone, account, target, &error);
  if (placed == NULL)
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  rb_keypad_page_clear (self->keypad_page);
}

static void
on_contact_call (RbPhonePane *self, const char *address)
{
  call (self, NULL, address);
}

static void
on_robot_call (RbPhonePane *self, const char *user)
{
  call (self, rb_practice_get_account (self->practice), user);
}

/* The account a past call went over, where it still exists. (transfer none) (nullable) */
static RbAccount *
find_account (RbPhonePane *self, const char *id)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (rb_account_get_id (account), id) == 0)
        return account; /* the model keeps it */
    }

  return NULL;
}

static void
on_redial (RbPhonePane *self, RbHistoryItem *item)
{
  call (self, find_account (self, rb_history_item_get_account_id (item)), rb_history_item_get_remote_uri (item));
}

static void
on_open_call (RbPhonePane *self, RbHistoryItem *item)
{
  if (rb_history_item_get_capture_path (item) != NULL)
    g_signal_emit (self, signals[OPEN_CALL], 0, item);
  else
    g_signal_emit (self, signals[PROBLEM], 0, _ ("The messages of this call were not kept."));
}

static void
on_problem (RbPhonePane *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static RbCallCard *
find_card (RbPhonePane *self, RbCall *wanted)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (rb_call_card_get_call (RB_CALL_CARD (child)) == wanted)
      return RB_CALL_CARD (child);

  return NULL;
}

static void
on_show_messages (RbPhonePane *self, RbCallCard *card)
{
  g_signal_emit (self, signals[FOLLOW_CALL], 0, rb_call_get_call_id (rb_call_card_get_call (card)), TRUE);
}

/* How the last call ended: why, when something went wrong, else the verdict. */
static void
on_call_changed (RbPhonePane *self, RbCall *changed)
{
  const char *text = rb_call_get_reason (changed);
  RbExperimentId experiment;
  RbFlow *flow;

  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    rb_call_card_update (RB_CALL_CARD (card));
  if (rb_call_get_state (changed) != RB_CALL_ENDED)
    return;

  flow = rb_trace_find_flow (rb_phone_get_trace (self->phone), rb_call_get_call_id (changed));
  if (text == NULL && flow != NULL)
    text = rb_flow_get_verdict (flow)->text;
  gtk_label_set_label (self->status, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), text != NULL);
  if (flow != NULL && rb_coach_offer (self->coach, flow, &experiment))
    g_signal_emit (self, signals[EXPERIMENT_DONE], 0, (guint) experiment);
}

static void
on_ask (RbPhonePane *self, guint experiment)
{
  g_signal_emit (self, signals[ASK], 0, experiment);
}

static void
on_call_added (RbPhonePane *self, RbCall *added)
{
  GtkWidget *card = rb_call_card_new (self->phone, added);
  RbCall *active = rb_phone_pane_get_call_in (self, RB_CALL_ACTIVE);

  g_signal_connect_object (card, "show-messages", G_CALLBACK (on_show_messages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "problem", G_CALLBACK (on_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (added, "changed", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
  gtk_box_prepend (self->cards, card);
  gtk_widget_set_visible (self->cards_scroller, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->status), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "phone");

  /* A second call does not take the signalling of the first away. */
  if (active == NULL || !rb_call_is_incoming (added))
    g_signal_emit (self, signals[FOLLOW_CALL], 0, rb_call_get_call_id (added), FALSE);
}

static void
on_call_removed (RbPhonePane *self, RbCall *removed)
{
  RbCallCard *card = find_card (self, removed);

  if (card != NULL)
    gtk_box_remove (self->cards, GTK_WIDGET (card));
  gtk_widget_set_visible (self->cards_scroller, gtk_widget_get_first_child (GTK_WIDGET (self->cards)) != NULL);
}

static void
on_accounts_changed (RbPhonePane *self)
{
  gboolean any = g_list_model_get_n_items (rb_phone_get_accounts (self->phone)) > 0;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), any ? "phone" : "welcome") == 0)
    return;

  gtk_stack_set_visible_child_name (self->stack, any ? "phone" : "welcome");
  if (any)
    rb_keypad_page_focus (self->keypad_page);
  else
    gtk_widget_grab_focus (self->try_button);
}

static void
on_practice_account_changed (RbPhonePane *self)
{
  gboolean member = rb_practice_get_account (self->practice) != NULL;

  if (!member && g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "practice") == 0)
    adw_view_stack_set_visible_child_name (self->pages, "keypad");
  adw_view_stack_page_set_visible (self->practice_stack_page, member);
}

static void
update_missed (RbPhonePane *self)
{
  rb_phone_pane_set_badge (self, "calls", rb_history_get_n_missed (rb_phone_get_history (self->phone)));
}

static void
rb_phone_pane_dispose (GObject *object)
{
  RbPhonePane *self = RB_PHONE_PANE (object);

  g_clear_object (&self->practice);
  g_clear_object (&self->coach);
  g_clear_object (&self->phone);

  G_OBJECT_CLASS (rb_phone_pane_parent_class)->dispose (object);
}

static void
rb_phone_pane_class_init (RbPhonePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_phone_pane_dispose;

  signals[FOLLOW_CALL] = g_signal_new ("follow-call", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BOOLEAN);
  signals[OPEN_CALL] =
      g_signal_new ("open-call", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_HISTORY_ITEM);
  signals[PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  signals[EXPERIMENT_DONE] =
      g_signal_new ("experiment-done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ASK] = g_signal_new ("ask", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (RB_TYPE_ANSWERING_BAR);
  g_type_ensure (RB_TYPE_CALLS_PAGE);
  g_type_ensure (RB_TYPE_KEYPAD_PAGE);
  g_type_ensure (RB_TYPE_PRACTICE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/ringback/Ringback/rb-phone-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, stack);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, failed_page);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, try_button);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, answering_bar);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, cards_scroller);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, cards);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, pages);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, practice_stack_page);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, keypad_page);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, calls_page);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, practice_page);
  gtk_widget_class_bind_template_child (widget_class, RbPhonePane, status);
  gtk_widget_class_bind_template_callback (widget_class, on_keypad_call);
  gtk_widget_class_bind_template_callback (widget_class, on_robot_call);
  gtk_widget_class_bind_template_callback (widget_class, on_ask);
  gtk_widget_class_bind_template_callback (widget_class, on_redial);
  gtk_widget_class_bind_template_callback (widget_class, on_open_call);
  gtk_widget_class_bind_template_callback (widget_class, on_problem);
}

static void
rb_phone_pane_init (RbPhonePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_contacts_page (RbPhonePane *self)
{
  GtkWidget *page = rb_contacts_page_new (self->phone);

  g_signal_connect_object (page, "call", G_CALLBACK (on_contact_call), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "problem", G_CALLBACK (on_problem), self, G_CONNECT_SWAPPED);
  rb_phone_pane_fill_page (self, "contacts", page);
}

static void
update_unread (RbPhonePane *self)
{
  rb_phone_pane_set_badge (self, "messages", rb_message_store_get_n_unread (rb_phone_get_messages (self->phone)));
}

static void
add_messages_page (RbPhonePane *self)
{
  rb_phone_pane_fill_page (self, "messages", rb_conversations_page_new (self->phone));
  g_signal_connect_object (rb_phone_get_messages (self->phone), "notify::n-unread", G_CALLBACK (update_unread), self,
                           G_CONNECT_SWAPPED);
  update_unread (self);
}

/* Once, when the phone has started. */
void
rb_phone_pane_set_phone (RbPhonePane *self, RbPhone *phone, RbPractice *practice, RbCoach *coach)
{
  RbHistory *history;

  g_return_if_fail (RB_IS_PHONE_PANE (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  self->practice = g_object_ref (practice);
  self->coach = g_object_ref (coach);
  g_signal_connect_object (phone, "call-added", G_CALLBACK (on_call_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "call-removed", G_CALLBACK (on_call_removed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_accounts (phone), "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (practice, "notify::account", G_CALLBACK (on_practice_account_changed), self,
                           G_CONNECT_SWAPPED);
  rb_answering_bar_set_phone (self->answering_bar, phone);
  rb_keypad_page_set_phone (self->keypad_page, phone);
  rb_practice_page_set_practice (self->practice_page, practice, coach);
  history = rb_phone_get_history (phone);
  if (history != NULL)
    {
      rb_calls_page_set_phone (self->calls_page, phone);
      g_signal_connect_object (history, "notify::n-missed", G_CALLBACK (update_missed), self, G_CONNECT_SWAPPED);
      update_missed (self);
    }
  if (rb_phone_get_contacts (phone) != NULL)
    add_contacts_page (self);
  add_messages_page (self);
  on_practice_account_changed (self);
  on_accounts_changed (self);
}

/* Instead of rb_phone_pane_set_phone(): says why there is no phone. */
void
rb_phone_pane_fail (RbPhonePane *self, const char *sentence)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (RB_IS_PHONE_PANE (self));

  markup = g_markup_escape_text (sentence, -1);
  adw_status_page_set_description (self->failed_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

/* (transfer none) (nullable) */
static AdwViewStackPage *
find_page (RbPhonePane *self, const char *name)
{
  GtkWidget *child = adw_view_stack_get_child_by_name (self->pages, name);

  return child != NULL ? adw_view_stack_get_page (self->pages, child) : NULL;
}

void
rb_phone_pane_fill_page (RbPhonePane *self, const char *name, GtkWidget *content)
{
  AdwViewStackPage *page;

  g_return_if_fail (RB_IS_PHONE_PANE (self));

  page = find_page (self, name);
  g_return_if_fail (page != NULL && ADW_IS_BIN (adw_view_stack_page_get_child (page)));

  adw_bin_set_child (ADW_BIN (adw_view_stack_page_get_child (page)), content);
  adw_view_stack_page_set_visible (page, TRUE);
}

void
rb_phone_pane_set_badge (RbPhonePane *self, const char *name, guint n)
{
  AdwViewStackPage *page;

  g_return_if_fail (RB_IS_PHONE_PANE (self));

  page = find_page (self, name);
  g_return_if_fail (page != NULL);

  adw_view_stack_page_set_badge_number (page, n);
  adw_view_stack_page_set_needs_attention (page, n > 0);
}

/* @name: "keypad", "calls", "contacts", "messages" or "practice"; ignored where that page is not to be seen. */
void
rb_phone_pane_show_page (RbPhonePane *self, const char *name)
{
  AdwViewStackPage *page;

  g_return_if_fail (RB_IS_PHONE_PANE (self));

  page = find_page (self, name);
  if (page != NULL && adw_view_stack_page_get_visible (page))
    adw_view_stack_set_visible_child_name (self->pages, name);
}

void
rb_phone_pane_focus_address (RbPhonePane *self)
{
  g_return_if_fail (RB_IS_PHONE_PANE (self));

  rb_phone_pane_show_page (self, "keypad");
  rb_keypad_page_focus (self->keypad_page);
}

/* Calls the address called last once more. */
void
rb_phone_pane_redial (RbPhonePane *self)
{
  GListModel *history;

  g_return_if_fail (RB_IS_PHONE_PANE (self));

  history = self->phone != NULL ? G_LIST_MODEL (rb_phone_get_history (self->phone)) : NULL;
  for (guint i = 0; history != NULL && i < g_list_model_get_n_items (history); i++)
    {
      g_autoptr (RbHistoryItem) item = g_list_model_get_item (history, i);

      if (!rb_history_item_is_incoming (item))
        {
          on_redial (self, item);
          return;
        }
    }

  g_signal_emit (self, signals[PROBLEM], 0, _ ("You have not called anybody yet, so there is nobody to call again."));
}

/* The newest call in @state. (transfer none) (nullable) */
RbCall *
rb_phone_pane_get_call_in (RbPhonePane *self, RbCallState state)
{
  g_return_val_if_fail (RB_IS_PHONE_PANE (self), NULL);

  return self->phone != NULL ? rb_phone_get_call_in (self->phone, state) : NULL;
}

/* Opens or closes the keys for tones of the current call. */
void
rb_phone_pane_toggle_dtmf (RbPhonePane *self)
{
  RbCall *current;
  RbCallCard *card;

  g_return_if_fail (RB_IS_PHONE_PANE (self));

  current = self->phone != NULL ? rb_phone_get_current_call (self->phone) : NULL;
  card = current != NULL ? find_card (self, current) : NULL;
  if (card != NULL)
    rb_call_card_toggle_keypad (card);
}
