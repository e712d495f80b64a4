/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call: an RbSipCall and an RbMediaSession led by the table of rb-call-table.c. Every event
 * of the stack and every wish of the user goes through rb_call_handle(); the table names the action and
 * the next state, rb-call-actions.c carries it out. */

#include "rb-call-transfer.h"

#include "rb-sip-uri.h"

#include <string.h>

#define MAX_DIGITS 64      /* accepted at once */
#define DECLINE_STATUS 603 /* hanging up on a ringing call (RFC 3261 21.6.2) */

guint rb_call_signals[RB_CALL_N_SIGNALS];

G_DEFINE_FINAL_TYPE (RbCall, rb_call, G_TYPE_OBJECT)

void
rb_call_emit_changed (RbCall *self)
{
  g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_CHANGED], 0);
}

void
rb_call_handle (RbCall *self, const RbCallEvent *event)
{
  RbCallStep step = rb_call_table_step (self->state, event->kind);

  if (step.action == RB_CALL_ACTION_IGNORE)
    return;

  g_object_ref (self);
  g_debug ("call %s: state %d, event %d, action %d, next %d", self->call_id, self->state, event->kind, step.action,
           step.next);
  self->state = step.next;
  rb_call_act (self, step.action, event);
  rb_call_emit_changed (self);
  g_object_unref (self);
}

static RbCallEventKind
classify (const RbSipCallEvent *event)
{
  static const RbCallEventKind kinds[] = {
    [RB_SIP_CALL_PROVISIONAL] = RB_CALL_EVENT_TRYING,
    [RB_SIP_CALL_ANSWERED] = RB_CALL_EVENT_ACCEPTED,
    [RB_SIP_CALL_CONFIRMED] = RB_CALL_EVENT_CONFIRMED,
    [RB_SIP_CALL_FAILED] = RB_CALL_EVENT_FAILED,
    [RB_SIP_CALL_CANCELLED] = RB_CALL_EVENT_CANCELLED,
    [RB_SIP_CALL_ENDED] = RB_CALL_EVENT_ENDED,
    [RB_SIP_CALL_OFFER] = RB_CALL_EVENT_OFFER,
    [RB_SIP_CALL_OFFER_ANSWERED] = RB_CALL_EVENT_OFFER_ANSWERED,
    [RB_SIP_CALL_DTMF] = RB_CALL_EVENT_DIGIT,
    [RB_SIP_CALL_REFER_ANSWERED] = RB_CALL_EVENT_TRANSFER_NEWS,
    [RB_SIP_CALL_REFER_REPORT] = RB_CALL_EVENT_TRANSFER_NEWS,
    [RB_SIP_CALL_REFER_ASKED] = RB_CALL_EVENT_TRANSFER_ASKED,
  };

  if (event->kind == RB_SIP_CALL_PROVISIONAL && event->sdp != NULL)
    return RB_CALL_EVENT_EARLY_MEDIA;
  if (event->kind == RB_SIP_CALL_PROVISIONAL && (event->status == 180 || event->status == 183))
    return RB_CALL_EVENT_RINGING;

  if (event->kind == RB_SIP_CALL_FAILED && event->contacts != NULL)
    return RB_CALL_EVENT_REDIRECTED;

  return kinds[event->kind];
}

static void
on_sip_event (RbSipCall *sip, const RbSipCallEvent *event, RbCall *self)
{
  RbCallEvent translated = { .kind = classify (event), .sip = event };

  if (event->kind == RB_SIP_CALL_MOVED)
    {
      rb_call_want_move (self);
      return;
    }
  if (translated.kind == RB_CALL_EVENT_RINGING || translated.kind == RB_CALL_EVENT_EARLY_MEDIA)
    self->provisional_status = event->status;
  if (translated.kind == RB_CALL_EVENT_TRANSFER_NEWS && !rb_call_is_transfer_news (self, event))
    return; /* a flood of NOTIFYs changes nothing */
  rb_call_handle (self, &translated);
}

static void
rb_call_dispose (GObject *object)
{
  RbCall *self = RB_CALL (object);

  g_clear_handle_id (&self->ending_source, g_source_remove);
  g_clear_handle_id (&self->glare_source, g_source_remove);
  g_clear_handle_id (&self->info_source, g_source_remove);
  g_clear_handle_id (&self->asked_source, g_source_remove);
  rb_call_end_transfer (self);
  g_clear_object (&self->follower);
  if (self->sip != NULL)
    g_signal_handlers_disconnect_by_data (self->sip, self);
  rb_call_stop_media (self);
  g_clear_object (&self->sip);
  g_clear_object (&self->device);
  g_clear_object (&self->tones);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (rb_call_parent_class)->dispose (object);
}

static void
rb_call_finalize (GObject *object)
{
  RbCall *self = RB_CALL (object);

  g_free (self->remote_uri);
  g_free (self->remote_name);
  g_free (self->call_id);
  g_free (self->capture_path);
  g_free (self->recording_path);
  g_free (self->reason);
  g_free (self->answer);
  g_free (self->description);
  g_free (self->transfer_target);
  g_free (self->transfer_reason);
  g_free (self->asked_target);
  g_free (self->asked_replaces);
  g_free (self->asked_by);
  g_free (self->referred_by);
  g_free (self->dialled);
  g_strfreev (self->contacts);
  g_ptr_array_unref (self->tried);
  g_string_free (self->info_digits, TRUE);

  G_OBJECT_CLASS (rb_call_parent_class)->finalize (object);
}

static void
rb_call_class_init (RbCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_call_dispose;
  object_class->finalize = rb_call_finalize;

  rb_call_signals[RB_CALL_SIGNAL_CHANGED] =
      g_signal_new ("changed", RB_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rb_call_signals[RB_CALL_SIGNAL_DTMF] =
      g_signal_new ("dtmf", RB_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_CHAR);
  rb_call_signals[RB_CALL_SIGNAL_FOCUS] =
      g_signal_new ("focus", RB_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rb_call_signals[RB_CALL_SIGNAL_TRANSFER_ASKED] = g_signal_new ("transfer-asked", RB_TYPE_CALL, G_SIGNAL_RUN_LAST, 0,
                                                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  rb_call_signals[RB_CALL_SIGNAL_SPAWNED] =
      g_signal_new ("spawned", RB_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_CALL);
}

static void
rb_call_init (RbCall *self)
{
  self->start_us = g_get_real_time ();
  self->info_digits = g_string_new (NULL);
  self->tried = g_ptr_array_new_with_free_func (g_free);
}

/* What is known of the far end once there is a dialog. */
static void
adopt (RbCall *self, RbSipCall *sip)
{
  const char *name = rb_sip_call_get_remote_name (sip);

  self->sip = g_object_ref (sip);
  g_signal_connect (sip, "event", G_CALLBACK (on_sip_event), self);
  self->incoming = rb_sip_call_is_incoming (sip);
  self->call_id = g_strdup (rb_sip_call_get_call_id (sip));
  if (self->remote_uri == NULL)
    self->remote_uri = g_strdup (rb_sip_call_get_remote_uri (sip));
  self->remote_name = name != NULL && name[0] != '\0' ? g_strdup (name) : rb_sip_uri_get_user (self->remote_uri);
}

RbCall *
rb_call_new_outgoing (RbAccount *account, RbSipAgent *agent, RbSoundDevice *device, const char *uri, GError **error)
{
  return rb_call_new_outgoing_with (account, agent, device, uri, &(RbSipCallOptions){ 0 }, error);
}

RbCall *
rb_call_new_outgoing_with (RbAccount *account, RbSipAgent *agent, RbSoundDevice *device, const char *uri,
                           const RbSipCallOptions *options, GError **error)
{
  g_autoptr (RbCall) self = g_object_new (RB_TYPE_CALL, NULL);
  g_autoptr (RbSipCall) sip = NULL;
  g_autofree char *offer = NULL;

  g_set_object (&self->account, account);
  self->device = g_object_ref (device);
  self->remote_uri = g_strdup (uri);
  if (!rb_call_make_media (self, agent, error))
    return NULL;

  offer = rb_media_session_create_offer (self->media);
  self->offer_open = TRUE;
  sip = rb_sip_call_new_outgoing_with (agent, uri, offer, options, error);
  if (sip == NULL)
    return NULL;

  adopt (self, sip);
  self->state = RB_CALL_CALLING;

  return g_steal_pointer (&self);
}

RbCall *
rb_call_new_incoming (RbAccount *account, RbSipCall *sip)
{
  RbCall *self = g_object_new (RB_TYPE_CALL, NULL);

  g_set_object (&self->account, account);
  adopt (self, sip);
  self->state = RB_CALL_INCOMING;

  return self;
}

gboolean
rb_call_may_ring (const char *sdp, GError **error)
{
  const RbLocalMedia local = {
    .address = "0.0.0.0",
    .rtp_port = 9, /* RFC 3264 5.1: a port that is not used */
    .codecs = { RB_CODEC_OPUS, RB_CODEC_PCMA, RB_CODEC_PCMU },
    .n_codecs = RB_N_CODECS,
    .encryption = RB_ENCRYPTION_OPTIONAL, /* what the account really wants decides the answer */
  };
  g_autoptr (RbSdp) offer = NULL;
  g_autoptr (RbSdp) answer = NULL;
  RbNegotiated negotiated;

  if (sdp == NULL)
    return TRUE; /* RFC 3261 13.3.1: we offer */

  offer = rb_sdp_parse (sdp, -1, error);
  if (offer == NULL)
    return FALSE;

  answer = rb_answer_new (offer, &local, &negotiated, error);

  return answer != NULL;
}

gboolean
rb_call_ring (RbCall *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (RB_IS_CALL (self) && self->state == RB_CALL_INCOMING, FALSE);

  if (!rb_call_may_ring (rb_sip_call_get_remote_sdp (self->sip), &error))
    {
      rb_call_fail_media (self, error);
      return FALSE;
    }

  rb_sip_call_ring (self->sip);

  return TRUE;
}

void
rb_call_warm_up (RbCall *self, RbSoundDevice *device)
{
  g_return_if_fail (RB_IS_CALL (self));

  g_set_object (&self->device, device);
  rb_sound_device_warm_up (device);
  if (self->state == RB_CALL_INCOMING)
    rb_call_prepare_answer (self);
}

void
rb_call_set_conference (RbCall *self, RbMediaConference *conference)
{
  if (self->media != NULL)
    rb_media_session_set_conference (self->media, conference);
}

void
rb_call_set_capture_path (RbCall *self, const char *path)
{
  g_free (self->capture_path);
  self->capture_path = g_strdup (path);
}

void
rb_call_set_tone_player (RbCall *self, RbTonePlayer *player)
{
  g_set_object (&self->tones, player);
}

gboolean
rb_call_has_early_media (RbCall *self)
{
  return self->early_media;
}

gint64
rb_call_get_start_us (RbCall *self)
{
  return self->start_us;
}

gboolean
rb_call_was_answered (RbCall *self)
{
  return self->answered_us != 0;
}

RbCallState
rb_call_get_state (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), RB_CALL_ENDED);

  return self->state;
}

gboolean
rb_call_is_incoming (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return self->incoming;
}

RbAccount *
rb_call_get_account (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->account;
}

const char *
rb_call_get_remote_uri (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->remote_uri;
}

const char *
rb_call_get_remote_name (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->remote_name;
}

const char *
rb_call_get_call_id (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->call_id;
}

const char *
rb_call_get_capture_path (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->capture_path;
}

gint64
rb_call_get_duration_us (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), 0);

  if (self->answered_us == 0)
    return 0;

  return (self->ended_us != 0 ? self->ended_us : g_get_monotonic_time ()) - self->answered_us;
}

gboolean
rb_call_is_on_hold (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return self->on_hold;
}

gboolean
rb_call_is_held_by_remote (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return self->media != NULL && self->answered_us != 0 && rb_media_session_is_held_by_remote (self->media);
}

gboolean
rb_call_is_muted (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return self->muted;
}

RbCallEnd
rb_call_get_end (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), RB_CALL_END_NONE);

  return self->end;
}

guint
rb_call_get_status (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), 0);

  return self->status;
}

guint
rb_call_get_provisional_status (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), 0);

  return self->provisional_status;
}

const char *
rb_call_get_reason (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->reason;
}

gboolean
rb_call_get_statistics (RbCall *self, RbMediaStatistics *out)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  if (self->media != NULL && rb_media_session_get_statistics (self->media, out))
    return TRUE;

  if (self->has_statistics)
    *out = self->statistics;

  return self->has_statistics;
}

void
rb_call_answer (RbCall *self)
{
  g_return_if_fail (RB_IS_CALL (self));

  if (self->state != RB_CALL_INCOMING || !rb_call_prepare_answer (self))
    return;

  g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_FOCUS], 0);
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_ANSWER });
}

void
rb_call_reject (RbCall *self, guint status)
{
  g_return_if_fail (RB_IS_CALL (self));

  if (self->state == RB_CALL_ENDING || self->state == RB_CALL_ENDED)
    return;

  self->ended_by_user = TRUE;
  if (self->state == RB_CALL_INCOMING)
    self->reject_status = status >= 300 && status <= 699 ? status : DECLINE_STATUS;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_REJECT });
}

void
rb_call_hang_up (RbCall *self)
{
  g_return_if_fail (RB_IS_CALL (self));

  if (self->state == RB_CALL_ENDING || self->state == RB_CALL_ENDED)
    return;

  self->ended_by_user = TRUE;
  if (self->state == RB_CALL_INCOMING)
    self->reject_status = DECLINE_STATUS;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_HANG_UP });
}

void
rb_call_set_hold (RbCall *self, gboolean hold)
{
  g_return_if_fail (RB_IS_CALL (self));

  if (self->hold_wanted == !!hold)
    return;

  if (!hold && self->state == RB_CALL_ACTIVE)
    g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_FOCUS], 0);
  rb_call_handle (self, &(RbCallEvent){ .kind = hold ? RB_CALL_EVENT_HOLD : RB_CALL_EVENT_UNHOLD });
}

void
rb_call_set_muted (RbCall *self, gboolean muted)
{
  g_return_if_fail (RB_IS_CALL (self));

  if (self->muted == !!muted)
    return;

  self->muted = !!muted;
  if (self->media != NULL)
    rb_media_session_set_muted (self->media, self->muted);
  rb_call_emit_changed (self);
}

void
rb_call_send_dtmf (RbCall *self, const char *digits)
{
  g_autoptr (GString) valid = g_string_new (NULL);

  g_return_if_fail (RB_IS_CALL (self));
  g_return_if_fail (digits != NULL);

  for (const char *p = digits; *p != '\0' && valid->len < MAX_DIGITS; p++)
    if (strchr ("0123456789*#ABCD", g_ascii_toupper (*p)) != NULL)
      g_string_append_c (valid, g_ascii_toupper (*p));
  if (valid->len == 0)
    return;

  if (self->tones != NULL && valid->len == 1)
    rb_tone_player_play_key (self->tones, valid->str[0]);
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_SEND_DIGITS, .digits = valid->str });
}
