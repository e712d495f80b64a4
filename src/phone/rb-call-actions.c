/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the table of rb-call-table.c orders, carried out: descriptions offered and taken (RFC 3264),
 * media started and stopped, hold and its glare (RFC 3261 14.1), digits, the end. */

#include "rb-call-transfer.h"

#include "rb-phone.h"

#include <glib/gi18n-lib.h>

#define DTMF_MS 160             /* length of one key; shorter than 40 is not understood everywhere (ITU-T Q.24) */
#define DTMF_INFO_PERIOD_MS 250 /* from one INFO to the next, so that they cannot overtake each other */
#define MAX_DIGITS 64           /* waiting at once */
#define REDIRECT_STATUS 302
#define ENDING_LIMIT_MS 10000 /* then a BYE or CANCEL without an answer ends the call for the user */

void
rb_call_set_reason (RbCall *self, const char *reason)
{
  if (reason == self->reason)
    return;

  g_free (self->reason);
  self->reason = g_strdup (reason);
}

void
rb_call_fail_media (RbCall *self, const GError *error)
{
  /* Our own want (no port, a missing plug-in) is not the description's fault. */
  self->reject_status = error->domain == RB_MEDIA_ERROR ? 500 : 488;
  rb_call_set_reason (self, error->message);
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_MEDIA_FAILED });
}

static void
on_media_dtmf (RbMediaSession *media, char digit, RbCall *self)
{
  g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_DTMF], 0, digit);
}

static void
on_media_statistics (RbMediaSession *media, const RbMediaStatistics *statistics, RbCall *self)
{
  self->statistics = *statistics;
  self->has_statistics = TRUE;
  rb_call_emit_changed (self); /* once a second: the clock on the card */
}

static void
on_media_ice_failed (RbMediaSession *media, const char *reason, RbCall *self)
{
  rb_call_set_reason (self, reason);
  rb_call_emit_changed (self);
}

gboolean
rb_call_make_media (RbCall *self, RbSipAgent *agent, GError **error)
{
  g_autofree char *address = NULL;

  if (self->media != NULL)
    return TRUE;

  address = rb_sip_agent_get_local_address (agent, self->remote_uri);
  self->media = rb_media_session_new (self->device, address, error);
  if (self->media == NULL)
    return FALSE;

  if (self->account != NULL)
    rb_media_session_set_public_address (self->media, rb_account_get_public_address (self->account));
  if (self->account != NULL &&
      !rb_media_session_set_encryption (self->media, (RbEncryption) rb_account_get_encryption (self->account), error))
    {
      g_clear_object (&self->media);
      return FALSE;
    }

  if (self->account != NULL)
    rb_media_session_set_ice (self->media, rb_account_get_ice (self->account));

  g_signal_connect (self->media, "ice-failed", G_CALLBACK (on_media_ice_failed), self);
  g_signal_connect (self->media, "dtmf", G_CALLBACK (on_media_dtmf), self);
  g_signal_connect (self->media, "statistics", G_CALLBACK (on_media_statistics), self);
  rb_media_session_set_muted (self->media, self->muted);

  return TRUE;
}

void
rb_call_stop_media (RbCall *self)
{
  if (self->media == NULL)
    return;

  self->has_statistics = rb_media_session_get_statistics (self->media, &self->statistics) || self->has_statistics;
  g_signal_handlers_disconnect_by_data (self->media, self);
  rb_media_session_stop (self->media);
  g_clear_object (&self->media);
}

/* The answer to our open offer. The same description may come again, in 183 and 200 (RFC 3261 13.2.2.4). */
static gboolean
take_description (RbCall *self, const char *sdp, GError **error)
{
  if (!self->offer_open && (sdp == NULL || g_strcmp0 (sdp, self->description) == 0))
    return TRUE;

  if (sdp == NULL)
    {
      g_set_error_literal (
          error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
          _ ("The far end answered without describing its audio; its program or its server is faulty."));
      return FALSE;
    }

  if (!rb_media_session_accept_answer (self->media, sdp, error))
    return FALSE;

  self->offer_open = FALSE;
  g_free (self->description);
  self->description = g_strdup (sdp);

  return TRUE;
}

static gboolean
on_ending_timeout (gpointer data)
{
  RbCall *self = data;

  self->ending_source = 0;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_ENDING_TIMEOUT });

  return G_SOURCE_REMOVE;
}

static void
hold_media (RbCall *self, gboolean hold)
{
  self->media_held = hold;
  rb_media_session_set_hold (self->media, hold);
}

/* Media that cannot follow stay where they are: the far end may still hear us. */
static void
move_media (RbCall *self)
{
  g_autofree char *address = rb_sip_agent_get_local_address (rb_sip_call_get_agent (self->sip), self->remote_uri);
  g_autoptr (GError) error = NULL;

  self->move_wanted = FALSE;
  if (!rb_media_session_move (self->media, address, &error))
    rb_call_set_reason (self, error->message);
}

/* Our wish to hold, to go on, or to be somewhere else, as soon as no offer is open and the call is up. */
static void
sync_offer (RbCall *self)
{
  g_autofree char *offer = NULL;

  if (self->state != RB_CALL_ACTIVE || self->offer_open || self->glare_source != 0 ||
      (self->hold_wanted == self->on_hold && !self->move_wanted))
    return;

  if (self->move_wanted)
    move_media (self);
  hold_media (self, self->hold_wanted);
  offer = rb_media_session_create_offer (self->media);
  self->offer_open = TRUE;
  rb_sip_call_offer (self->sip, offer);
}

static gboolean
on_glare_over (gpointer data)
{
  RbCall *self = data;

  self->glare_source = 0;
  sync_offer (self);
  rb_call_sync_transfer (self);

  return G_SOURCE_REMOVE;
}

/* RFC 3261 14.1: the owner of the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in units of 10 ms. */
static void
wait_out_glare (RbCall *self)
{
  guint ms = self->incoming ? 10 * (guint) g_random_int_range (0, 201) : 10 * (guint) g_random_int_range (210, 401);

  if (self->glare_source == 0)
    self->glare_source = g_timeout_add (ms, on_glare_over, self);
}

static void
take_offer_answer (RbCall *self, const RbSipCallEvent *event)
{
  g_autoptr (GError) error = NULL;

  if (event->status < 200 || !self->offer_open)
    return;

  if (event->status < 300)
    {
      if (!take_description (self, event->sdp, &error))
        {
          rb_call_fail_media (self, error);
          return;
        }
      self->on_hold = self->media_held;
      rb_call_set_reason (self, NULL);
    }
  else
    {
      self->offer_open = FALSE;
      if (event->status == 491)
        {
          wait_out_glare (self);
        }
      else if (self->move_wanted)
        {
          /* It left from where we are no more. */
        }
      else if (self->media_held == self->on_hold)
        {
          rb_call_set_reason (self, event->reason); /* only told where we are now */
        }
      else
        {
          /* Refused. A hold is kept on our side alone: nothing is sent. Resuming is given up. */
          self->on_hold = TRUE;
          self->hold_wanted = TRUE;
          hold_media (self, TRUE);
          rb_call_set_reason (self, event->reason);
        }
    }

  sync_offer (self);
  rb_call_sync_transfer (self);
}

static void
answer_offer (RbCall *self, const RbSipCallEvent *event)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  if (self->offer_open)
    {
      rb_sip_call_answer_offer (self->sip, 491, NULL);
      return;
    }

  if (event->sdp == NULL)
    {
      answer = rb_media_session_create_offer (self->media);
      self->offer_open = TRUE;
    }
  else
    {
      answer = rb_media_session_create_answer (self->media, event->sdp, &error);
    }

  if (answer == NULL)
    g_message ("a new offer of the far end was refused: %s", error->message);
  else if (!self->offer_open)
    self->on_hold = self->media_held; /* our answer told the far end */
  rb_sip_call_answer_offer (self->sip, answer != NULL ? 200 : 488, answer);
}

void
rb_call_want_move (RbCall *self)
{
  self->move_wanted = TRUE;
  sync_offer (self);
}

/* Media and the answer to the INVITE, once. FALSE: the reason was told and the call refused. */
gboolean
rb_call_prepare_answer (RbCall *self)
{
  g_autoptr (GError) error = NULL;
  const char *offer;

  if (self->answer != NULL)
    return TRUE;

  offer = rb_sip_call_get_remote_sdp (self->sip);
  if (rb_call_make_media (self, rb_sip_call_get_agent (self->sip), &error))
    {
      if (offer != NULL)
        self->answer = rb_media_session_create_answer (self->media, offer, &error);
      else
        self->answer = rb_media_session_create_offer (self->media);
    }

  if (self->answer != NULL)
    return TRUE;

  rb_call_fail_media (self, error);
  return FALSE;
}

static void
send_answer (RbCall *self)
{
  self->answered_us = g_get_monotonic_time ();
  self->offer_open = rb_sip_call_get_remote_sdp (self->sip) == NULL;
  rb_sip_call_answer (self->sip, self->answer);
  if (!self->offer_open)
    rb_media_session_start (self->media);
}

/* The far end accepted (2xx) or showed its media early. */
static void
start (RbCall *self, const RbSipCallEvent *event, gboolean early)
{
  g_autoptr (GError) error = NULL;

  if (early)
    self->early_media = TRUE;
  else
    self->answered_us = g_get_monotonic_time ();

  if (!take_description (self, event->sdp, &error))
    {
      rb_call_fail_media (self, error);
      return;
    }

  rb_media_session_start (self->media);
  sync_offer (self);
}

/* The ACK: the talk may begin, with the answer it brings when our 200 held the offer. */
static void
confirm (RbCall *self, const RbSipCallEvent *event)
{
  g_autoptr (GError) error = NULL;

  if (self->offer_open && event->sdp != NULL && !take_description (self, event->sdp, &error))
    {
      rb_call_fail_media (self, error);
      return;
    }

  rb_media_session_start (self->media);
  sync_offer (self);
}

static RbCallEnd
judge_end (RbCall *self, const RbSipCallEvent *event)
{
  if (self->answered_us != 0)
    return RB_CALL_END_ANSWERED;

  if (self->incoming)
    {
      if (self->reject_status == REDIRECT_STATUS)
        return RB_CALL_END_REDIRECTED;
      if (self->ended_by_user)
        return RB_CALL_END_DECLINED;
      return event != NULL && event->answered_elsewhere ? RB_CALL_END_ELSEWHERE : RB_CALL_END_MISSED;
    }

  if (self->ended_by_user)
    return RB_CALL_END_CANCELLED;

  return event != NULL && event->contacts != NULL ? RB_CALL_END_REDIRECTED : RB_CALL_END_FAILED;
}

static guint
judge_status (RbCall *self, const RbSipCallEvent *event)
{
  if (self->answered_us != 0)
    return 200;

  if (self->incoming && self->reject_status != 0)
    return self->reject_status;

  if (event != NULL && event->status >= 300)
    return event->status;

  /* Given up before an answer: RFC 3261 9.2. */
  return self->end == RB_CALL_END_CANCELLED || self->end == RB_CALL_END_MISSED ? 487 : 0;
}

/* (nullable): a hang-up of either side needs no explanation. */
static const char *
describe_end (const RbSipCallEvent *event)
{
  if (event->kind != RB_SIP_CALL_ENDED)
    return NULL;

  switch (event->ended_by)
    {
    case RB_SIP_ENDED_SESSION_TIMER:
      return _ ("The far end no longer confirmed the call; it or the network has gone.");
    case RB_SIP_ENDED_NO_ACK:
      return _ ("The far end did not confirm that the call was answered; the way back to it does not work.");
    case RB_SIP_ENDED_LOST:
      return _ ("The connection to the far end was lost.");
    case RB_SIP_ENDED_LOCAL:
    case RB_SIP_ENDED_REMOTE:
    default:
      return NULL;
    }
}

static void
finish (RbCall *self, const RbSipCallEvent *event)
{
  self->ended_us = g_get_monotonic_time ();
  self->end = judge_end (self, event);
  self->status = judge_status (self, event);
  if (event != NULL)
    self->contacts = g_strdupv ((char **) event->contacts);
  if (event != NULL && !self->ended_by_user && self->reason == NULL)
    rb_call_set_reason (self, event->reason != NULL ? event->reason : describe_end (event));
  g_clear_handle_id (&self->ending_source, g_source_remove);
  g_clear_handle_id (&self->glare_source, g_source_remove);
  g_clear_handle_id (&self->info_source, g_source_remove);
  rb_call_end_transfer (self);
  rb_call_stop_media (self);
}

static void
begin_ending (RbCall *self)
{
  rb_call_stop_media (self);
  if (self->ending_source == 0)
    self->ending_source = g_timeout_add (ENDING_LIMIT_MS, on_ending_timeout, self);
}

static gboolean
on_info_due (gpointer data)
{
  RbCall *self = data;

  if (self->info_digits->len == 0)
    {
      self->info_source = 0;
      return G_SOURCE_REMOVE;
    }

  rb_sip_call_send_dtmf_info (self->sip, self->info_digits->str[0], DTMF_MS);
  g_string_erase (self->info_digits, 0, 1);

  return G_SOURCE_CONTINUE;
}

G_STATIC_ASSERT ((int) RB_SIP_ENCRYPTION_OPTIONAL == (int) RB_ENCRYPTION_OPTIONAL);
G_STATIC_ASSERT ((int) RB_SIP_ENCRYPTION_REQUIRED == (int) RB_ENCRYPTION_REQUIRED);
G_STATIC_ASSERT ((int) RB_SIP_DTMF_RFC4733 == (int) RB_DTMF_MODE_RFC4733);
G_STATIC_ASSERT ((int) RB_SIP_DTMF_INFO == (int) RB_DTMF_MODE_INFO);
G_STATIC_ASSERT ((int) RB_SIP_DTMF_INBAND == (int) RB_DTMF_MODE_INBAND);

/* In the sound, when the account and what was agreed ask for that. */
static gboolean
send_digits_with_sound (RbCall *self, const char *digits)
{
  RbDtmfMode wanted = self->account != NULL ? (RbDtmfMode) rb_account_get_dtmf_mode (self->account) : RB_DTMF_MODE_AUTO;

  if (self->media == NULL)
    return FALSE;

  switch (rb_media_session_choose_dtmf (self->media, wanted))
    {
    case RB_DTMF_MODE_RFC4733:
      return rb_media_session_send_dtmf (self->media, digits, DTMF_MS);
    case RB_DTMF_MODE_INBAND:
      return rb_media_session_send_inband (self->media, digits, DTMF_MS);
    case RB_DTMF_MODE_AUTO:
    case RB_DTMF_MODE_INFO:
    default:
      return FALSE;
    }
}

static void
send_digits (RbCall *self, const char *digits)
{
  if (send_digits_with_sound (self, digits))
    return;

  g_string_append (self->info_digits, digits);
  g_string_truncate (self->info_digits, MIN (self->info_digits->len, MAX_DIGITS));
  if (self->info_source == 0)
    {
      on_info_due (self);
      self->info_source = g_timeout_add (DTMF_INFO_PERIOD_MS, on_info_due, self);
    }
}

void
rb_call_want_hold (RbCall *self, gboolean hold)
{
  self->hold_wanted = hold;
  if (!self->offer_open && (hold || !self->on_hold))
    hold_media (self, hold); /* silent at once, also while glare is waited out */
  sync_offer (self);
}

void
rb_call_act (RbCall *self, RbCallAction action, const RbCallEvent *event)
{
  switch (action)
    {
    case RB_CALL_ACTION_IGNORE:
    case RB_CALL_ACTION_SHOW:
      break;
    case RB_CALL_ACTION_EARLY_MEDIA:
      start (self, event->sip, TRUE);
      break;
    case RB_CALL_ACTION_START:
      start (self, event->sip, FALSE);
      break;
    case RB_CALL_ACTION_CONFIRM:
      confirm (self, event->sip);
      break;
    case RB_CALL_ACTION_SEND_ANSWER:
      send_answer (self);
      break;
    case RB_CALL_ACTION_SEND_REJECT:
      rb_sip_call_reject (self->sip, self->reject_status, NULL);
      begin_ending (self);
      break;
    case RB_CALL_ACTION_REFUSE_MEDIA:
      rb_sip_call_reject (self->sip, self->reject_status, NULL);
      begin_ending (self);
      break;
    case RB_CALL_ACTION_SEND_END:
      if (event->kind == RB_CALL_EVENT_MEDIA_FAILED)
        rb_sip_call_set_reason (self->sip, self->reject_status); /* RFC 3326: nobody pressed a key */
      rb_sip_call_hang_up (self->sip);
      begin_ending (self);
      break;
    case RB_CALL_ACTION_END_AGAIN:
      rb_sip_call_hang_up (self->sip);
      break;
    case RB_CALL_ACTION_FINISH:
      finish (self, event->sip);
      break;
    case RB_CALL_ACTION_ANSWER_OFFER:
      answer_offer (self, event->sip);
      break;
    case RB_CALL_ACTION_REFUSE_OFFER:
      rb_sip_call_answer_offer (self->sip, 491, NULL);
      break;
    case RB_CALL_ACTION_DROP_OFFER:
      rb_sip_call_answer_offer (self->sip, 488, NULL);
      break;
    case RB_CALL_ACTION_TAKE_ANSWER:
      take_offer_answer (self, event->sip);
      break;
    case RB_CALL_ACTION_TELL_DIGIT:
      g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_DTMF], 0, event->sip->digit);
      break;
    case RB_CALL_ACTION_SET_HOLD:
      rb_call_want_hold (self, event->kind == RB_CALL_EVENT_HOLD);
      break;
    case RB_CALL_ACTION_REMEMBER_HOLD:
      self->hold_wanted = event->kind == RB_CALL_EVENT_HOLD;
      break;
    case RB_CALL_ACTION_SEND_DIGITS:
      send_digits (self, event->digits);
      break;
    case RB_CALL_ACTION_SEND_REFER:
      rb_call_begin_transfer (self, event);
      break;
    case RB_CALL_ACTION_TAKE_NEWS:
      rb_call_take_transfer_news (self, event->sip);
      break;
    case RB_CALL_ACTION_GIVE_UP_TRANSFER:
      rb_call_give_up_transfer (self);
      break;
    case RB_CALL_ACTION_ASK:
      rb_call_be_asked (self, event->sip);
      break;
    case RB_CALL_ACTION_REFUSE_REFER:
      rb_sip_call_answer_refer (self->sip, 603);
      break;
    case RB_CALL_ACTION_FOLLOW:
      rb_call_follow (self);
      break;
    case RB_CALL_ACTION_DECLINE_ASKED:
      rb_call_decline_asked (self);
      break;
    case RB_CALL_ACTION_SEND_NEWS:
      rb_call_send_news (self, event->status);
      break;
    case RB_CALL_ACTION_SEND_REDIRECT:
      self->reject_status = REDIRECT_STATUS;
      rb_sip_call_redirect (self->sip, event->target, event->redirect_reason);
      begin_ending (self);
      break;
    default:
      g_assert_not_reached ();
    }
}
