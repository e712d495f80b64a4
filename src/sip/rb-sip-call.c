/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipCall: one INVITE dialog. Translates the stack's events into RbSipCallEvents and the
 * user's wishes into what the dialog's state allows (RFC 3261 9, 13–15): two tables, one per
 * direction. */

#include "rb-sip-agent-private.h"

#include "rb-sip-address.h"
#include "rb-sip-auth.h"
#include "rb-sip-dtmf.h"
#include "rb-sip-reason.h"
#include "rb-sip-synthetic.h"
#include "rb-sip-status.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A CANCEL or BYE nobody answers: the user is told that the call is over after this; the
 * stack goes on until its own timers end (RFC 3261 9.1, 15.1.1). */
#define HANG_UP_LIMIT_S 5
#define TIMER_B_S 32 /* RFC 3261 17.1.1.2 */

typedef enum
{
  STATE_CALLING,   /* INVITE sent, no final response */
  STATE_INCOMING,  /* INVITE received, no final response sent */
  STATE_ANSWERING, /* 2xx sent, no ACK yet */
  STATE_ACTIVE,
  STATE_ENDING,    /* CANCEL, BYE or a refusal sent */
  STATE_DONE,      /* the last event was emitted */
  N_STATES,
} State;

struct _RbSipCall
{
  GObject         parent_instance;

  RbSipAgent     *agent;
  nua_handle_t   *handle;
  State           state;
  gboolean        incoming;
  gboolean        hang_up_on_ack;
  gboolean        reliable;       /* the caller supports 100rel */
  gboolean        answer_sent;    /* in a reliable provisional response */
  gboolean        offerless;      /* our INVITE had no SDP: the ACK carries the answer */
  gboolean        offer_sent;     /* a re-INVITE of ours awaits its answer */
  gboolean        offer_awaits_answer;
  gboolean        offer_was_empty; /* re-INVITE without SDP: the ACK carries the answer */
  RbSipEndedBy    ended_by;
  char           *call_id;
  char           *remote_uri;
  char           *remote_name;
  char           *local_uri;
  char           *remote_sdp;
  GHashTable     *answered;   /* realms */
  nua_saved_event_t saved_offer[1];
  guint           hang_up_limit;
  RbSipTlsWatch  *tls_watch;
};

G_DEFINE_FINAL_TYPE (RbSipCall, rb_sip_call, G_TYPE_OBJECT)

enum
{
  EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
emit (RbSipCall *self, const RbSipCallEvent *event)
{
  g_signal_emit (self, signals[EVENT], 0, event);
}

void
rb_sip_call_release (RbSipCall *self)
{
  g_clear_handle_id (&self->hang_up_limit, g_source_remove);
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  if (self->handle == NULL)
    return;

  nua_destroy_event (self->saved_offer);
  nua_handle_bind (self->handle, NULL);
  g_clear_pointer (&self->handle, nua_handle_destroy);
  rb_sip_agent_remove_call (self->agent, self);
}

/* The last event. Keeps the handle: the stack may still have to end a transaction. */
static void
finish_and_linger (RbSipCall *self, RbSipCallEvent *event)
{
  if (self->state == STATE_DONE)
    return;

  self->state = STATE_DONE;
  g_clear_handle_id (&self->hang_up_limit, g_source_remove);
  emit (self, event);
}

static void
finish (RbSipCall *self, RbSipCallEvent *event)
{
  g_autoptr (RbSipCall) alive = g_object_ref (self);

  finish_and_linger (alive, event);
  rb_sip_call_release (alive);
}

/* (transfer full) (nullable): a hang-up needs no words */
static char *
describe_end (RbSipCall *self, RbSipEndedBy ended_by)
{
  g_autofree char *what = rb_sip_uri_format_short (self->remote_uri);

  switch (ended_by)
    {
    case RB_SIP_ENDED_SESSION_TIMER:
      return g_strdup_printf (_("%s gave no sign of life any more, so the call was ended."), what);
    case RB_SIP_ENDED_NO_ACK:
      return g_strdup_printf (_("%s did not confirm that the call was answered: the way back to it does not work."), what);
    case RB_SIP_ENDED_LOST:
      return g_strdup_printf (_("The connection with %s was lost. Check the network and call again."), what);
    default:
      return NULL;
    }
}

static void
finish_ended (RbSipCall *self, RbSipEndedBy ended_by, guint status, const char *phrase)
{
  g_autofree char *reason = describe_end (self, ended_by);
  RbSipCallEvent event = { .kind = RB_SIP_CALL_ENDED, .ended_by = ended_by, .status = status, .phrase = phrase, .reason = reason };

  finish (self, &event);
}

/* (transfer full) (nullable) */
static char *
get_sdp (const sip_t *sip)
{
  if (sip == NULL || sip->sip_payload == NULL || sip->sip_payload->pl_len == 0 || sip->sip_content_type == NULL
      || g_ascii_strcasecmp (sip->sip_content_type->c_type, "application/sdp") != 0)
    return NULL;

  return g_strndup (sip->sip_payload->pl_data, sip->sip_payload->pl_len);
}

static char *
dup_url (const url_t *url)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  char *text = g_utf8_make_valid (url_as_string (home, url), -1);

  su_home_deinit (home);

  return text;
}

/* A display name without quotes and escapes (RFC 3261 25.1). (transfer full) (nullable) */
static char *
dup_display_name (const char *display)
{
  g_autofree char *valid = NULL;
  GString *out;

  if (display == NULL)
    return NULL;
  valid = g_utf8_make_valid (display, -1);
  g_strstrip (valid);

  out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        continue;
      if (*p == '\\' && p[1] != '\0')
        p++;
      if ((guchar) *p >= ' ')
        g_string_append_c (out, *p);
    }

  return g_string_free (out, out->len == 0);
}

static char *
describe (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *what = rb_sip_uri_format_short (self->remote_uri);

  if (!event->real)
    return rb_sip_reason_no_response (event->status, what, event->status == 408 ? TIMER_B_S : 0);

  return rb_sip_reason_text (event->status, event->phrase, what);
}

static gboolean
on_hang_up_limit (gpointer data)
{
  RbSipCall *self = data;
  RbSipCallEvent event = { .kind = RB_SIP_CALL_ENDED, .ended_by = RB_SIP_ENDED_LOCAL };

  self->hang_up_limit = 0;
  finish_and_linger (self, &event);

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
  nua_cancel (self->handle, TAG_END ());
  start_hang_up_limit (self);
}

static void
send_bye (RbSipCall *self)
{
  nua_bye (self->handle, TAG_END ());
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

static gboolean
try_authenticate (RbSipCall *self, const RbSipStackEvent *event)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);

  return (event->status == 401 || event->status == 407) && event->sip != NULL
         && rb_sip_auth_answer (self->handle, event->sip, config->auth_user != NULL ? config->auth_user : config->user, config->password, self->answered);
}

static void
on_offer_response (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = NULL;
  g_autofree char *reason = NULL;
  RbSipCallEvent out = { .kind = RB_SIP_CALL_OFFER_ANSWERED, .status = event->status, .phrase = event->phrase, .synthetic = !event->real };

  if (event->status < 200 || !self->offer_sent) /* not ours: the session timer's refresh */
    return;

  self->offer_sent = FALSE;
  out.sdp = sdp = event->status < 300 ? get_sdp (event->sip) : NULL;
  if (event->status >= 300)
    out.reason = reason = describe (self, event);
  emit (self, &out);
}

/* RFC 4028 7.4: the session is refreshed by UPDATE only where that is understood. */
static void
choose_refresh (RbSipCall *self, const sip_t *sip)
{
  nua_set_hparams (self->handle, NUTAG_UPDATE_REFRESH (sip_is_allowed (sip->sip_allow, sip_method_update, NULL)), TAG_END ());
}

static void
on_invite_response (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = get_sdp (event->sip);
  g_autofree char *reason = NULL;
  RbSipCallEvent out = { .status = event->status, .phrase = event->phrase, .sdp = sdp, .synthetic = !event->real };

  if (event->status >= 300 && !event->real)
    rb_sip_synthetic_append (self->agent, self->call_id, "INVITE", event->status, event->phrase);
  if (try_authenticate (self, event))
    return;

  if (self->state == STATE_ACTIVE)
    {
      on_offer_response (self, event);
      return;
    }

  if (event->status < 200)
    {
      if (!event->real || self->state != STATE_CALLING)
        return;
      out.kind = RB_SIP_CALL_PROVISIONAL;
      emit (self, &out);
    }
  else if (event->status < 300)
    {
      g_hash_table_remove_all (self->answered);
      if (self->state == STATE_CALLING)
        {
          self->state = STATE_ACTIVE;
          if (event->sip != NULL)
            choose_refresh (self, event->sip);
          out.kind = RB_SIP_CALL_ANSWERED;
          emit (self, &out);
        }
      else
        nua_bye (self->handle, TAG_END ()); /* crossed our CANCEL, RFC 3261 9.1 */
    }
  else if (self->state == STATE_CALLING)
    {
      out.kind = RB_SIP_CALL_FAILED;
      out.reason = reason = describe (self, event);
      finish (self, &out);
    }
  else if (self->state == STATE_ENDING)
    finish_ended (self, RB_SIP_ENDED_LOCAL, event->status, event->phrase);
  else
    rb_sip_call_release (self);
}

static void
on_ack (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = get_sdp (event->sip);
  RbSipCallEvent out = { .sdp = sdp };

  if (self->state == STATE_ANSWERING)
    {
      self->state = STATE_ACTIVE;
      out.kind = RB_SIP_CALL_CONFIRMED;
      emit (self, &out);
      if (self->hang_up_on_ack)
        rb_sip_call_hang_up (self);
    }
  else if (self->state == STATE_ACTIVE && self->offer_was_empty)
    {
      self->offer_was_empty = FALSE;
      out.kind = RB_SIP_CALL_OFFER_ANSWERED;
      out.status = 200;
      emit (self, &out);
    }
}

static void
on_bye (RbSipCall *self, const RbSipStackEvent *event)
{
  finish_ended (self, RB_SIP_ENDED_REMOTE, 0, NULL);
}

/* RFC 3326: Reason: SIP;cause=200;text="Call completed elsewhere" */
static gboolean
is_answered_elsewhere (const sip_t *sip)
{
  for (const sip_reason_t *reason = sip != NULL ? sip->sip_reason : NULL; reason != NULL; reason = reason->re_next)
    if (reason->re_protocol != NULL && g_ascii_strcasecmp (reason->re_protocol, "SIP") == 0 && g_strcmp0 (reason->re_cause, "200") == 0)
      return TRUE;

  return FALSE;
}

static void
on_cancel (RbSipCall *self, const RbSipStackEvent *event)
{
  RbSipCallEvent out = { .kind = RB_SIP_CALL_CANCELLED, .answered_elsewhere = is_answered_elsewhere (event->sip) };

  if (self->state == STATE_ENDING)
    finish_ended (self, RB_SIP_ENDED_LOCAL, 0, NULL);
  else
    finish (self, &out);
}

/* A re-INVITE or UPDATE inside the dialog. */
static void
on_offer (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = get_sdp (event->sip);
  RbSipCallEvent out = { .kind = RB_SIP_CALL_OFFER, .sdp = sdp };

  if (event->status >= 200)
    return;

  if (event->event == nua_i_update && sdp == NULL)
    {
      nua_respond (self->handle, SIP_200_OK, NUTAG_WITH_THIS (rb_sip_agent_get_nua (self->agent)), TAG_END ());
      return;
    }

  if (self->state != STATE_ACTIVE || self->offer_awaits_answer)
    {
      nua_respond (self->handle, SIP_491_REQUEST_PENDING, NUTAG_WITH_THIS (rb_sip_agent_get_nua (self->agent)), TAG_END ());
      return;
    }

  nua_destroy_event (self->saved_offer);
  nua_save_event (rb_sip_agent_get_nua (self->agent), self->saved_offer);
  self->offer_awaits_answer = TRUE;
  self->offer_was_empty = sdp == NULL;
  emit (self, &out);
}

static void
on_info (RbSipCall *self, const RbSipStackEvent *event)
{
  nua_t *nua = rb_sip_agent_get_nua (self->agent);
  g_autofree char *body = NULL;
  const sip_t *sip = event->sip;
  RbSipCallEvent out = { .kind = RB_SIP_CALL_DTMF };

  if (event->status >= 200 || sip == NULL)
    return;

  if (sip->sip_payload == NULL || sip->sip_payload->pl_len == 0)
    {
      nua_respond (self->handle, SIP_200_OK, NUTAG_WITH_THIS (nua), TAG_END ());
      return;
    }

  body = g_strndup (sip->sip_payload->pl_data, sip->sip_payload->pl_len);
  out.digit = rb_sip_dtmf_parse (sip->sip_content_type != NULL ? sip->sip_content_type->c_type : NULL, body);
  if (out.digit == 0)
    {
      nua_respond (self->handle, SIP_415_UNSUPPORTED_MEDIA, SIPTAG_ACCEPT_STR ("application/dtmf-relay, application/dtmf"), NUTAG_WITH_THIS (nua),
                   TAG_END ());
      return;
    }

  nua_respond (self->handle, SIP_200_OK, NUTAG_WITH_THIS (nua), TAG_END ());
  if (self->state == STATE_ACTIVE)
    emit (self, &out);
}

static void
on_bye_response (RbSipCall *self, const RbSipStackEvent *event)
{
  if (event->status < 200 || try_authenticate (self, event))
    return;

  if (event->status >= 300 && !event->real)
    rb_sip_synthetic_append (self->agent, self->call_id, "BYE", event->status, event->phrase);
  /* A BYE that we did not ask for is the stack's: the session timer ran out. */
  finish_ended (self, self->state == STATE_ENDING ? RB_SIP_ENDED_LOCAL : RB_SIP_ENDED_SESSION_TIMER, event->status, event->phrase);
}

static void
on_other_response (RbSipCall *self, const RbSipStackEvent *event)
{
  try_authenticate (self, event);
}

static void
on_stack_error (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *reason = NULL;
  RbSipCallEvent out = { .kind = RB_SIP_CALL_ENDED, .ended_by = RB_SIP_ENDED_NO_ACK, .status = 408, .synthetic = TRUE };

  if (event->status != 408 || self->state != STATE_ANSWERING)
    return;

  out.reason = reason = describe_end (self, RB_SIP_ENDED_NO_ACK);
  finish_and_linger (self, &out); /* the stack sends BYE */
}

static void
on_terminated (RbSipCall *self, const RbSipStackEvent *event)
{
  if (self->state == STATE_DONE)
    rb_sip_call_release (self);
  else
    finish_ended (self, self->state == STATE_ENDING ? RB_SIP_ENDED_LOCAL : RB_SIP_ENDED_LOST, event->status, event->phrase);
}

static void
on_tls_failed (const char *reason, gpointer data)
{
  RbSipCall *self = data;
  RbSipCallEvent event = { .kind = self->state == STATE_CALLING ? RB_SIP_CALL_FAILED : RB_SIP_CALL_ENDED, .reason = reason, .synthetic = TRUE };

  finish (self, &event);
}

static const struct
{
  nua_event_t event;
  void (*handle) (RbSipCall *self, const RbSipStackEvent *event);
} handlers[] = {
  { nua_r_invite, on_invite_response },
  { nua_i_ack, on_ack },
  { nua_i_bye, on_bye },
  { nua_i_cancel, on_cancel },
  { nua_i_invite, on_offer },
  { nua_i_update, on_offer },
  { nua_i_info, on_info },
  { nua_r_bye, on_bye_response },
  { nua_r_info, on_other_response },
  { nua_r_prack, on_other_response },
  { nua_r_update, on_other_response },
  { nua_i_error, on_stack_error },
  { nua_i_terminated, on_terminated },
};

void
rb_sip_call_handle (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autoptr (RbSipCall) alive = g_object_ref (self);

  if (alive->handle == NULL)
    return;
  if (event->real)
    g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (handlers[i].event == event->event)
      {
        handlers[i].handle (alive, event);
        return;
      }
}

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
  g_hash_table_unref (self->answered);

  G_OBJECT_CLASS (rb_sip_call_parent_class)->finalize (object);
}

static void
rb_sip_call_class_init (RbSipCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_sip_call_dispose;
  object_class->finalize = rb_sip_call_finalize;

  signals[EVENT] = g_signal_new ("event", RB_TYPE_SIP_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
rb_sip_call_init (RbSipCall *self)
{
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

RbSipCall *
rb_sip_call_new_outgoing (RbSipAgent *agent, const char *uri, const char *sdp, GError **error)
{
  g_autoptr (RbSipCall) self = NULL;
  g_autofree char *target = NULL;
  g_autofree char *to = NULL;

  g_return_val_if_fail (RB_IS_SIP_AGENT (agent), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  if (!rb_sip_address_is_uri (uri))
    {
      g_autofree char *valid = g_utf8_make_valid (uri, -1);

      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI, _("“%s” is no SIP address. Write it as sip:user@domain."), valid);
      return NULL;
    }
  if (rb_sip_agent_is_shutting_down (agent) || rb_sip_agent_get_nua (agent) == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_STATE, _("The account is not ready for calls: its connection is being closed or opened. Try again."));
      return NULL;
    }

  self = g_object_new (RB_TYPE_SIP_CALL, NULL);
  self->agent = g_object_ref (agent);
  self->state = STATE_CALLING;
  self->remote_uri = g_strdup (uri);
  self->local_uri = g_strdup (rb_sip_agent_get_aor (agent));
  self->call_id = g_uuid_string_random ();
  self->offerless = sdp == NULL;

  target = rb_sip_agent_make_uri (agent, uri);
  to = g_strdup_printf ("<%s>", uri);
  self->handle = nua_handle (rb_sip_agent_get_nua (agent), self, NUTAG_URL (target), SIPTAG_TO_STR (to), SIPTAG_FROM_STR (rb_sip_agent_get_from (agent)),
                             SIPTAG_CALL_ID_STR (self->call_id), TAG_END ());
  if (self->handle == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI, _("“%s” cannot be called. Check the address."), uri);
      return NULL;
    }
  rb_sip_agent_add_call (agent, self);
  nua_invite (self->handle, NUTAG_AUTOACK (!self->offerless), TAG_IF (sdp != NULL, SIPTAG_CONTENT_TYPE_STR ("application/sdp")),
              TAG_IF (sdp != NULL, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
  self->tls_watch = rb_sip_agent_watch_tls (agent, target, on_tls_failed, self);

  return g_steal_pointer (&self);
}

RbSipCall *
rb_sip_call_new_incoming (RbSipAgent *agent, nua_handle_t *handle, const sip_t *sip)
{
  RbSipCall *self = g_object_new (RB_TYPE_SIP_CALL, NULL);

  self->agent = g_object_ref (agent);
  self->handle = handle;
  self->state = STATE_INCOMING;
  self->incoming = TRUE;
  self->call_id = g_utf8_make_valid (sip->sip_call_id->i_id, -1);
  self->remote_uri = dup_url (sip->sip_from->a_url);
  self->remote_name = dup_display_name (sip->sip_from->a_display);
  self->local_uri = dup_url (sip->sip_to->a_url);
  self->remote_sdp = get_sdp (sip);
  self->reliable = sip_has_feature (sip->sip_supported, "100rel") || sip_has_feature (sip->sip_require, "100rel");
  nua_handle_bind (handle, self);
  choose_refresh (self, sip);

  return self;
}

void
rb_sip_call_abandon (RbSipCall *self, RbSipEndedBy ended_by)
{
  RbSipCallEvent event = { .kind = RB_SIP_CALL_ENDED, .ended_by = ended_by };

  finish_and_linger (self, &event);
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

void
rb_sip_call_ring (RbSipCall *self)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));

  if (self->state == STATE_INCOMING)
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
  nua_respond (self->handle, SIP_183_SESSION_PROGRESS, NUTAG_EARLY_MEDIA (self->reliable), SIPTAG_CONTENT_TYPE_STR ("application/sdp"),
               SIPTAG_PAYLOAD_STR (sdp), TAG_END ());
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
rb_sip_call_redirect (RbSipCall *self, const char *contact)
{
  g_autofree char *header = NULL;

  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (contact != NULL);

  if (self->state != STATE_INCOMING || !rb_sip_address_is_uri (contact))
    return;

  self->state = STATE_ENDING;
  header = g_strdup_printf ("<%s>", contact);
  nua_respond (self->handle, SIP_302_MOVED_TEMPORARILY, SIPTAG_CONTACT_STR (header), TAG_END ());
  start_hang_up_limit (self);
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
  nua_invite (self->handle, SIPTAG_CONTENT_TYPE_STR ("application/sdp"), SIPTAG_PAYLOAD_STR (sdp), TAG_END ());
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
      nua_ack (self->handle, TAG_IF (sdp != NULL, SIPTAG_CONTENT_TYPE_STR ("application/sdp")), TAG_IF (sdp != NULL, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
      return;
    }
  if (!self->offer_awaits_answer)
    return;

  self->offer_awaits_answer = FALSE;
  nua_respond (self->handle, status, rb_sip_status_phrase (status), NUTAG_WITH_SAVED (self->saved_offer),
               TAG_IF (sdp != NULL, SIPTAG_CONTENT_TYPE_STR ("application/sdp")), TAG_IF (sdp != NULL, SIPTAG_PAYLOAD_STR (sdp)), TAG_END ());
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
