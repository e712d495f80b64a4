/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipCall: one INVITE dialog. Here is the object, and what the user's wishes become in each
 * state of the dialog (RFC 3261 9, 13–15); rb-sip-call-events.c translates the other way. */

#include "rb-sip-call-private.h"

#include "rb-sip-address.h"
#include "rb-sip-client-hooks.h"
#include "rb-sip-config.h"
#include "rb-sip-dtmf.h"
#include "rb-sip-identity-private.h"
#include "rb-sip-privacy.h"
#include "rb-sip-status.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

/* A CANCEL or BYE nobody answers: the user is told that the call is over after this; the
 * stack goes on until its own timers end (RFC 3261 9.1, 15.1.1). */
#define HANG_UP_LIMIT_S 5

G_DEFINE_FINAL_TYPE (RbSipCall, rb_sip_call, G_TYPE_OBJECT)

enum
{
  EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
rb_sip_call_emit (RbSipCall *self, const RbSipCallEvent *event)
{
  g_signal_emit (self, signals[EVENT], 0, event);
}

void
rb_sip_call_release (RbSipCall *self)
{
  g_clear_handle_id (&self->hang_up_limit, g_source_remove);
  g_clear_handle_id (&self->reports_limit, g_source_remove);
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  g_clear_object (&self->replaced);
  if (self->handle == NULL)
    return;

  nua_destroy_event (self->saved_offer);
  nua_destroy_event (self->saved_refer);
  nua_handle_bind (self->handle, NULL);
  g_clear_pointer (&self->handle, nua_handle_destroy);
  rb_sip_agent_remove_call (self->agent, self);
}

void
rb_sip_call_finish_and_linger (RbSipCall *self, const RbSipCallEvent *event)
{
  if (self->state == STATE_DONE)
    return;

  self->state = STATE_DONE;
  g_clear_handle_id (&self->hang_up_limit, g_source_remove);
  rb_sip_call_emit (self, event);
}

void
rb_sip_call_finish (RbSipCall *self, const RbSipCallEvent *event)
{
  g_autoptr (RbSipCall) alive = g_object_ref (self);

  rb_sip_call_finish_and_linger (alive, event);
  rb_sip_call_release (alive);
}

static gboolean
on_hang_up_limit (gpointer data)
{
  RbSipCall *self = data;
  RbSipCallEvent event = { .kind = RB_SIP_CALL_ENDED, .ended_by = RB_SIP_ENDED_LOCAL };

  self->hang_up_limit = 0;
  rb_sip_call_finish_and_linger (self, &event);

  return G_SOURCE_REMOVE;
}

static void
start_hang_up_limit (RbSipCall *self)
{
  if (self->hang_up_limit == 0)
    self->hang_up_limit = g_timeout_add_seconds (HANG_UP_LIMIT_S, on_hang_up_limit, self);
}

static void
send_cancel (RbSipCall *self)
{
  nua_cancel (self->handle, TAG_IF (self->end_reason != NULL, SIPTAG_REASON_STR (self->end_reason)), TAG_END ());
  start_hang_up_limit (self);
}

static void
send_bye (RbSipCall *self)
{
  rb_sip_send_bye (self->handle, self->end_reason);
  start_hang_up_limit (self);
}

static void
send_decline (RbSipCall *self)
{
  nua_respond (self->handle, SIP_603_DECLINE, TAG_END ());
  start_hang_up_limit (self);
}

/* RFC 3261 15: the callee sends no BYE before the ACK. */
static void
wait_for_ack (RbSipCall *self)
{
  self->hang_up_on_ack = TRUE;
}

static const struct
{
  void (*action) (RbSipCall *self);
  State next;
} hang_up[N_STATES] = {
  [STATE_CALLING] = { send_cancel, STATE_ENDING },
  [STATE_INCOMING] = { send_decline, STATE_ENDING },
  [STATE_ANSWERING] = { wait_for_ack, STATE_ANSWERING },
  [STATE_ACTIVE] = { send_bye, STATE_ENDING },
  [STATE_ENDING] = { NULL, STATE_ENDING },
  [STATE_DONE] = { NULL, STATE_DONE },
};

static void
rb_sip_call_dispose (GObject *object)
{
  RbSipCall *self = RB_SIP_CALL (object);

  rb_sip_call_release (self);
  g_clear_object (&self->agent);

  G_OBJECT_CLASS (rb_sip_call_parent_class)->dispose (object);
}

static void
rb_sip_call_finalize (GObject *object)
{
  RbSipCall *self = RB_SIP_CALL (object);

  g_free (self->call_id);
  g_free (self->remote_uri);
  g_free (self->remote_name);
  g_free (self->local_uri);
  g_free (self->remote_sdp);
  g_free (self->end_reason);
  g_free (self->remote_contact);
  g_free (self->contact);
  g_free (self->report_event);
  g_clear_pointer (&self->identity, rb_sip_identity_free);
  g_hash_table_unref (self->answered);

  G_OBJECT_CLASS (rb_sip_call_parent_class)->finalize (object);
}

static void
rb_sip_call_class_init (RbSipCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_sip_call_dispose;
  object_class->finalize = rb_sip_call_finalize;

  signals[EVENT] =
      g_signal_new ("event", RB_TYPE_SIP_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
rb_sip_call_init (RbSipCall *self)
{
  self->owner = (RbSipOwner){ rb_sip_call_handle, self };
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

RbSipCall *
rb_sip_call_new_outgoing (RbSipAgent *agent, const char *uri, const char *sdp, GError **error)
{
  return rb_sip_call_new_outgoing_with (agent, uri, sdp, &(RbSipCallOptions){ 0 }, error);
}

RbSipCall *
rb_sip_call_new_outgoing_with (RbSipAgent *agent, const char *uri, const char *sdp, const RbSipCallOptions *options,
                               GError **error)
{
  const RbSipAgentConfig *config;
  g_autoptr (RbSipCall) self = NULL;
  g_autofree char *target = NULL;
  g_autofree char *to = NULL;
  g_autofree char *referred_by = NULL;
  g_autofree char *contact = NULL;
  g_autofree char *preferred = NULL;

  g_return_val_if_fail (RB_IS_SIP_AGENT (agent), NULL);
  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  if (!rb_sip_address_is_uri (uri))
    {
      g_autofree char *valid = g_utf8_make_valid (uri, -1);

      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI, _ ("“%s” is no SIP address. Write it as sip:user@domain."),
                   valid);
      return NULL;
    }
  if (rb_sip_agent_is_shutting_down (agent) || rb_sip_agent_get_nua (agent) == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_STATE,
                   _ ("The account is not ready for calls: its connection is being closed or opened. Try again."));
      return NULL;
    }

  self = g_object_new (RB_TYPE_SIP_CALL, NULL);
  self->agent = g_object_ref (agent);
  self->nua = rb_sip_agent_get_nua (agent);
  self->state = STATE_CALLING;
  self->remote_uri = g_strdup (uri);
  self->local_uri = g_strdup (rb_sip_agent_get_aor (agent));
  self->call_id = g_uuid_string_random ();
  self->offerless = sdp == NULL;

  config = rb_sip_agent_get_config (agent);
  self->hidden = options->hide_identity || config->hide_caller_id;
  if (self->hidden)
    {
      contact = rb_sip_privacy_make_contact (agent, uri, rb_sip_agent_get_port (agent), TRUE);
      preferred = rb_sip_privacy_make_preferred (agent);
    }
  if (options->referred_by != NULL)
    referred_by = g_strdup_printf ("<%s>", options->referred_by);
  target = rb_sip_config_make_uri (config, uri);
  to = g_strdup_printf ("<%s>", uri);
  self->handle = nua_handle (self->nua, &self->owner, NUTAG_URL (target), SIPTAG_TO_STR (to),
                             SIPTAG_FROM_STR (self->hidden ? RB_SIP_PRIVACY_FROM : rb_sip_agent_get_from (agent)),
                             SIPTAG_CALL_ID_STR (self->call_id), TAG_END ());
  if (self->handle == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI, _ ("“%s” cannot be called. Check the address."), uri);
      return NULL;
    }
  rb_sip_agent_add_call (agent, self);
  nua_invite (self->handle, NUTAG_AUTOACK (!self->offerless), TAG_IF (self->hidden, SIPTAG_PRIVACY_STR ("id")),
              TAG_IF (contact != NULL, SIPTAG_CONTACT_STR (contact)),
              TAG_IF (preferred != NULL, SIPTAG_HEADER_STR (preferred)),
              TAG_IF (options->replaces != NULL, SIPTAG_REPLACES_STR (options->replaces)),
              TAG_IF (referred_by != NULL, SIPTAG_REFERRED_BY_STR (referred_by)),
              TAG_IF (sdp != NULL, SIPTAG_CONTENT_TYPE_STR ("application/sdp")),
              TAG_IF (sdp != NULL, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
  self->tls_watch = rb_sip_agent_watch_tls (agent, target, rb_sip_call_on_tls_failed, self);

  return g_steal_pointer (&self);
}

RbSipCall *
rb_sip_call_new_incoming (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event, RbSipCall *replaced)
{
  const sip_t *sip = event->sip;
  RbSipCall *self = g_object_new (RB_TYPE_SIP_CALL, NULL);

  self->agent = g_object_ref (agent);
  self->nua = rb_sip_agent_get_nua (agent);
  self->handle = handle;
  self->state = STATE_INCOMING;
  self->incoming = TRUE;
  self->ringing = event->status >= 180;
  g_set_object (&self->replaced, replaced);
  self->call_id = g_utf8_make_valid (sip->sip_call_id->i_id, -1);
  self->remote_uri = rb_sip_identity_format_url (sip->sip_from->a_url);
  self->remote_name = rb_sip_identity_unquote (sip->sip_from->a_display);
  self->local_uri = rb_sip_identity_format_url (sip->sip_to->a_url);
  self->remote_sdp = rb_sip_call_get_sdp (sip);
  self->reliable = sip_has_feature (sip->sip_supported, "100rel") || sip_has_feature (sip->sip_require, "100rel");
  self->identity = rb_sip_identity_new (sip, event->real && rb_sip_agent_is_server (agent, &event->source));
  nua_handle_bind (handle, &self->owner);
  rb_sip_call_set_up_dialog (self, sip);

  return self;
}

void
rb_sip_call_abandon (RbSipCall *self, RbSipEndedBy ended_by)
{
  RbSipCallEvent event = { .kind = RB_SIP_CALL_ENDED, .ended_by = ended_by };

  rb_sip_call_finish_and_linger (self, &event);
}

void
rb_sip_call_begin_move (RbSipCall *self, nua_t *nua, guint16 port)
{
  if (self->nua != nua)
    return;

  g_free (self->contact);
  self->contact = rb_sip_privacy_make_contact (self->agent, self->remote_uri, port, self->hidden);
}

void
rb_sip_call_end_move (RbSipCall *self, nua_t *nua)
{
  if (self->nua == nua && self->state != STATE_DONE)
    rb_sip_call_emit (self, &(RbSipCallEvent){ .kind = RB_SIP_CALL_MOVED });
}

RbSipAgent *
rb_sip_call_get_agent (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->agent;
}

gboolean
rb_sip_call_is_incoming (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), FALSE);

  return self->incoming;
}

gboolean
rb_sip_call_is_hidden (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), FALSE);

  return self->hidden;
}

const char *
rb_sip_call_get_call_id (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->call_id;
}

const char *
rb_sip_call_get_remote_uri (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->remote_uri;
}

const char *
rb_sip_call_get_remote_name (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->remote_name;
}

const char *
rb_sip_call_get_local_uri (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->local_uri;
}

const char *
rb_sip_call_get_remote_sdp (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->remote_sdp;
}

const RbSipIdentity *
rb_sip_call_get_identity (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->identity;
}

RbSipCall *
rb_sip_call_get_replaced (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->replaced;
}

const char *
rb_sip_call_get_remote_contact (RbSipCall *self)
{
  g_return_val_if_fail (RB_IS_SIP_CALL (self), NULL);

  return self->remote_contact;
}

void
rb_sip_call_ring (RbSipCall *self)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));

  if (self->state != STATE_INCOMING || self->ringing)
    return;

  self->ringing = TRUE;
  nua_respond (self->handle, SIP_180_RINGING, TAG_END ());
}

void
rb_sip_call_progress (RbSipCall *self, const char *sdp)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (sdp != NULL);

  if (self->state != STATE_INCOMING || self->answer_sent)
    return;

  self->answer_sent = self->reliable;
  nua_respond (self->handle, SIP_183_SESSION_PROGRESS, NUTAG_EARLY_MEDIA (self->reliable),
               SIPTAG_CONTENT_TYPE_STR ("application/sdp"), SIPTAG_PAYLOAD_STR (sdp), TAG_END ());
}

void
rb_sip_call_answer (RbSipCall *self, const char *sdp)
{
  gboolean with_sdp;

  g_return_if_fail (RB_IS_SIP_CALL (self));

  if (self->state != STATE_INCOMING)
    return;

  self->state = STATE_ANSWERING;
  with_sdp = sdp != NULL && !self->answer_sent; /* RFC 3261 13.2.1: one answer */
  nua_respond (self->handle, SIP_200_OK, TAG_IF (with_sdp, SIPTAG_CONTENT_TYPE_STR ("application/sdp")),
               TAG_IF (with_sdp, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
}

void
rb_sip_call_reject (RbSipCall *self, guint status, const char *phrase)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (status >= 300 && status < 700);

  if (self->state != STATE_INCOMING)
    return;

  self->state = STATE_ENDING;
  nua_respond (self->handle, status, phrase != NULL ? phrase : rb_sip_status_phrase (status), TAG_END ());
  start_hang_up_limit (self);
}

void
rb_sip_call_redirect (RbSipCall *self, const char *contact, const char *reason)
{
  g_autofree char *header = NULL;
  g_autofree char *diversion = NULL;

  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (contact != NULL);
  g_return_if_fail (reason != NULL);

  if (self->state != STATE_INCOMING || !rb_sip_address_is_uri (contact))
    return;

  self->state = STATE_ENDING;
  header = g_strdup_printf ("<%s>", contact);
  diversion = g_strdup_printf ("Diversion: <%s>;reason=%s;counter=1", rb_sip_agent_get_aor (self->agent), reason);
  nua_respond (self->handle, SIP_302_MOVED_TEMPORARILY, SIPTAG_CONTACT_STR (header), SIPTAG_HEADER_STR (diversion),
               TAG_END ());
  start_hang_up_limit (self);
}

void
rb_sip_call_set_reason (RbSipCall *self, guint status)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));

  g_free (self->end_reason);
  self->end_reason = g_strdup_printf ("SIP;cause=%u;text=\"%s\"", status, rb_sip_status_phrase (status));
}

void
rb_sip_call_hang_up (RbSipCall *self)
{
  State state;

  g_return_if_fail (RB_IS_SIP_CALL (self));

  state = self->state;
  self->state = hang_up[state].next;
  if (hang_up[state].action != NULL)
    hang_up[state].action (self);
}

void
rb_sip_call_offer (RbSipCall *self, const char *sdp)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (sdp != NULL);

  if (self->state != STATE_ACTIVE)
    return;

  self->offer_sent = TRUE;
  nua_invite (self->handle, TAG_IF (self->contact != NULL, SIPTAG_CONTACT_STR (self->contact)),
              SIPTAG_CONTENT_TYPE_STR ("application/sdp"), SIPTAG_PAYLOAD_STR (sdp), TAG_END ());
}

void
rb_sip_call_answer_offer (RbSipCall *self, guint status, const char *sdp)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (status >= 200 && status < 700);

  if (self->state != STATE_ACTIVE)
    return;

  if (self->offerless)
    {
      self->offerless = FALSE;
      nua_ack (self->handle, TAG_IF (sdp != NULL, SIPTAG_CONTENT_TYPE_STR ("application/sdp")),
               TAG_IF (sdp != NULL, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
      return;
    }
  if (!self->offer_awaits_answer)
    return;

  self->offer_awaits_answer = FALSE;
  nua_respond (self->handle, status, rb_sip_status_phrase (status), NUTAG_WITH_SAVED (self->saved_offer),
               TAG_IF (self->contact != NULL, SIPTAG_CONTACT_STR (self->contact)),
               TAG_IF (sdp != NULL, SIPTAG_CONTENT_TYPE_STR ("application/sdp")),
               TAG_IF (sdp != NULL, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
  nua_destroy_event (self->saved_offer);
}

void
rb_sip_call_send_dtmf_info (RbSipCall *self, char digit, guint duration_ms)
{
  g_autofree char *body = NULL;

  g_return_if_fail (RB_IS_SIP_CALL (self));

  if (self->state != STATE_ACTIVE)
    return;

  body = rb_sip_dtmf_format (digit, duration_ms);
  nua_info (self->handle, SIPTAG_CONTENT_TYPE_STR ("application/dtmf-relay"), SIPTAG_PAYLOAD_STR (body), TAG_END ());
}
