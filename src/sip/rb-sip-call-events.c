/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the stack says about a call, translated into RbSipCallEvents: one handler for each
 * event of NUA (RFC 3261 9, 13–15, RFC 3311, RFC 4028). */

#include "rb-sip-call-private.h"

#include "rb-shown-text.h"
#include "rb-sip-address.h"
#include "rb-sip-auth.h"
#include "rb-sip-client-hooks.h"
#include "rb-sip-dtmf.h"
#include "rb-sip-identity-private.h"
#include "rb-sip-reason.h"
#include "rb-sip-status.h"
#include "rb-sip-synthetic.h"
#include "rb-sip-transfer.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define TIMER_B_S 32    /* RFC 3261 17.1.1.2 */
#define MAX_CONTACTS 16 /* of a 3xx */

char *
rb_sip_call_get_sdp (const sip_t *sip)
{
  if (sip == NULL || sip->sip_payload == NULL || sip->sip_payload->pl_len == 0 || sip->sip_content_type == NULL ||
      g_ascii_strcasecmp (sip->sip_content_type->c_type, "application/sdp") != 0)
    return NULL;

  return g_strndup (sip->sip_payload->pl_data, sip->sip_payload->pl_len);
}

static char *
describe (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *what = rb_sip_uri_format_short (self->remote_uri);
  const char *proxy = rb_sip_agent_get_config (self->agent)->proxy;

  if (!event->real)
    return rb_sip_reason_no_response (event->status, event->phrase, what, proxy != NULL ? proxy : self->remote_uri,
                                      event->status == 408 ? TIMER_B_S : 0);

  return rb_sip_reason_text (event->status, event->phrase, what);
}

char *
rb_sip_call_describe_end (RbSipCall *self, RbSipEndedBy ended_by)
{
  g_autofree char *what = rb_sip_uri_format_short (self->remote_uri);

  switch (ended_by)
    {
    case RB_SIP_ENDED_SESSION_TIMER:
      return g_strdup_printf (_ ("%s gave no sign of life any more, so the call was ended."), what);
    case RB_SIP_ENDED_NO_ACK:
      return g_strdup_printf (_ ("%s did not confirm that the call was answered: the way back to it does not work."),
                              what);
    case RB_SIP_ENDED_LOST:
      return g_strdup_printf (_ ("The connection with %s was lost. Check the network and call again."), what);
    default:
      return NULL;
    }
}

/* The last event. The handle stays while reports of a transfer are to come or go. */
static void
finish (RbSipCall *self, const RbSipCallEvent *event)
{
  if (!rb_sip_call_has_reports (self))
    {
      rb_sip_call_finish (self, event);
      return;
    }

  rb_sip_call_finish_and_linger (self, event);
  rb_sip_call_wait_for_reports (self);
}

static void
finish_ended (RbSipCall *self, RbSipEndedBy ended_by, guint status, const char *phrase)
{
  g_autofree char *reason = rb_sip_call_describe_end (self, ended_by);
  RbSipCallEvent event = {
    .kind = RB_SIP_CALL_ENDED, .ended_by = ended_by, .status = status, .phrase = phrase, .reason = reason
  };

  finish (self, &event);
}

static void
append_synthetic (RbSipCall *self, const char *method, const RbSipStackEvent *event)
{
  rb_sip_synthetic_append (self->agent, self->call_id, rb_sip_agent_get_from (self->agent), self->remote_uri, method,
                           event->status, event->phrase);
}

gboolean
rb_sip_call_try_authenticate (RbSipCall *self, const RbSipStackEvent *event)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);

  return (event->status == 401 || event->status == 407) && event->sip != NULL &&
         rb_sip_auth_answer (self->handle, event->sip, config->auth_user != NULL ? config->auth_user : config->user,
                             config->password, self->answered);
}

static void
on_offer_response (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = NULL;
  g_autofree char *reason = NULL;
  RbSipCallEvent out = {
    .kind = RB_SIP_CALL_OFFER_ANSWERED, .status = event->status, .phrase = event->phrase, .synthetic = !event->real
  };

  if (event->status < 200 || !self->offer_sent) /* not ours: the session timer's refresh */
    return;

  self->offer_sent = FALSE;
  out.sdp = sdp = event->status < 300 ? rb_sip_call_get_sdp (event->sip) : NULL;
  if (event->status >= 300)
    out.reason = reason = describe (self, event);
  rb_sip_call_emit (self, &out);
}

static double
get_q (const sip_contact_t *contact)
{
  return contact->m_q != NULL ? g_ascii_strtod (contact->m_q, NULL) : 1.0; /* RFC 3261 20.10 */
}

static int
compare_q (gconstpointer a, gconstpointer b)
{
  double left = get_q (*(const sip_contact_t *const *) a);
  double right = get_q (*(const sip_contact_t *const *) b);

  return (left < right) - (left > right);
}

/* Where a 3xx says that the call may go. (transfer full) (nullable): nowhere */
static char **
list_contacts (const sip_t *sip)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();
  gboolean any = FALSE;

  for (const sip_contact_t *contact = sip->sip_contact; contact != NULL && sorted->len < MAX_CONTACTS;
       contact = contact->m_next)
    g_ptr_array_add (sorted, (gpointer) contact);
  g_ptr_array_sort (sorted, compare_q);
  for (guint i = 0; i < sorted->len; i++)
    {
      g_autofree char *uri = rb_sip_identity_format_url (((const sip_contact_t *) sorted->pdata[i])->m_url);

      if (!rb_sip_address_is_uri (uri))
        continue;
      g_strv_builder_add (uris, uri);
      any = TRUE;
    }

  return any ? g_strv_builder_end (uris) : NULL;
}

void
rb_sip_call_set_up_dialog (RbSipCall *self, const sip_t *sip)
{
  g_clear_pointer (&self->remote_contact, g_free);
  if (sip->sip_contact != NULL)
    self->remote_contact = rb_sip_identity_format_url (sip->sip_contact->m_url);
  nua_set_hparams (self->handle, NUTAG_AUTOALERT (0),
                   NUTAG_UPDATE_REFRESH (sip_is_allowed (sip->sip_allow, sip_method_update, NULL)), TAG_END ());
}

static void
on_invite_response (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = rb_sip_call_get_sdp (event->sip);
  g_autofree char *reason = NULL;
  g_auto (GStrv) contacts = NULL;
  RbSipCallEvent out = { .status = event->status, .phrase = event->phrase, .sdp = sdp, .synthetic = !event->real };

  if (event->status >= 300 && !event->real)
    append_synthetic (self, "INVITE", event);
  if (rb_sip_call_try_authenticate (self, event))
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
      rb_sip_call_emit (self, &out);
    }
  else if (event->status < 300)
    {
      g_hash_table_remove_all (self->answered);
      if (self->state == STATE_CALLING)
        {
          self->state = STATE_ACTIVE;
          if (event->sip != NULL)
            rb_sip_call_set_up_dialog (self, event->sip);
          out.kind = RB_SIP_CALL_ANSWERED;
          rb_sip_call_emit (self, &out);
        }
      else
        rb_sip_send_bye (self->handle, self->end_reason); /* crossed our CANCEL, RFC 3261 9.1 */
    }
  else if (self->state == STATE_CALLING)
    {
      out.kind = RB_SIP_CALL_FAILED;
      out.reason = reason = describe (self, event);
      if (event->status < 400 && event->sip != NULL)
        contacts = list_contacts (event->sip);
      out.contacts = (const char *const *) contacts;
      rb_sip_call_finish (self, &out);
    }
  else if (self->state == STATE_ENDING)
    finish_ended (self, RB_SIP_ENDED_LOCAL, event->status, event->phrase);
  else
    rb_sip_call_release (self);
}

static void
on_ack (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = rb_sip_call_get_sdp (event->sip);
  RbSipCallEvent out = { .sdp = sdp };

  if (self->state == STATE_ANSWERING)
    {
      self->state = STATE_ACTIVE;
      out.kind = RB_SIP_CALL_CONFIRMED;
      rb_sip_call_emit (self, &out);
      rb_sip_call_take_refer (self);
      if (self->hang_up_on_ack)
        rb_sip_call_hang_up (self);
    }
  else if (self->state == STATE_ACTIVE && self->offer_was_empty)
    {
      self->offer_was_empty = FALSE;
      out.kind = RB_SIP_CALL_OFFER_ANSWERED;
      out.status = 200;
      rb_sip_call_emit (self, &out);
    }
}

/* Why a far end hung up, when its Reason (RFC 3326) tells more than that it did. (transfer full) (nullable) */
static char *
describe_bye (RbSipCall *self, const sip_t *sip)
{
  static const guint normal[] = { 0, 16, 31 }; /* Q.850: clearing, unspecified */

  for (const sip_reason_t *reason = sip != NULL ? sip->sip_reason : NULL; reason != NULL; reason = reason->re_next)
    {
      g_autofree char *what = rb_sip_uri_format_short (self->remote_uri);
      g_autofree char *plain = rb_sip_identity_unquote (reason->re_text);
      g_autofree char *text = plain != NULL ? rb_shown_text_line (plain) : NULL;
      gboolean q850 = g_ascii_strcasecmp (reason->re_protocol != NULL ? reason->re_protocol : "", "Q.850") == 0;
      guint64 cause = 0;
      gboolean odd;

      if (reason->re_cause == NULL || !g_ascii_string_to_unsigned (reason->re_cause, 10, 0, 999, &cause, NULL))
        continue;
      odd = q850 ? cause != normal[0] && cause != normal[1] && cause != normal[2] : cause >= 300;
      if (!odd)
        continue;
      if (text == NULL && !q850)
        text = g_strdup (rb_sip_status_phrase ((guint) cause));

      return text != NULL
                 ? g_strdup_printf (_ ("%1$s ended the call and says why: %2$s (%3$u)."), what, text, (guint) cause)
                 : g_strdup_printf (_ ("%1$s ended the call with the cause %2$u."), what, (guint) cause);
    }

  return NULL;
}

static void
on_bye (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *reason = describe_bye (self, event->sip);
  RbSipCallEvent out = { .kind = RB_SIP_CALL_ENDED, .ended_by = RB_SIP_ENDED_REMOTE, .reason = reason };

  finish (self, &out);
}

/* RFC 3326: SIP;cause=200;text="Call completed elsewhere", or the ISDN word for it. */
static gboolean
is_answered_elsewhere (const sip_t *sip)
{
  static const char *const causes[][2] = { { "SIP", "200" }, { "Q.850", "26" } };

  for (const sip_reason_t *reason = sip != NULL ? sip->sip_reason : NULL; reason != NULL; reason = reason->re_next)
    for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
      if (reason->re_protocol != NULL && g_ascii_strcasecmp (reason->re_protocol, causes[i][0]) == 0 &&
          g_strcmp0 (reason->re_cause, causes[i][1]) == 0)
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
    rb_sip_call_finish (self, &out);
}

/* A re-INVITE or UPDATE inside the dialog. */
static void
on_offer (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *sdp = rb_sip_call_get_sdp (event->sip);
  RbSipCallEvent out = { .kind = RB_SIP_CALL_OFFER, .sdp = sdp };

  if (event->status >= 200)
    return;

  if (event->event == nua_i_update && sdp == NULL)
    {
      nua_respond (self->handle, SIP_200_OK, NUTAG_WITH_THIS (self->nua), TAG_END ());
      return;
    }

  if (self->state != STATE_ACTIVE || self->offer_awaits_answer)
    {
      nua_respond (self->handle, SIP_491_REQUEST_PENDING, NUTAG_WITH_THIS (self->nua), TAG_END ());
      return;
    }

  nua_destroy_event (self->saved_offer);
  nua_save_event (self->nua, self->saved_offer);
  self->offer_awaits_answer = TRUE;
  self->offer_was_empty = sdp == NULL;
  rb_sip_call_emit (self, &out);
}

static void
on_info (RbSipCall *self, const RbSipStackEvent *event)
{
  nua_t *nua = self->nua;
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
      nua_respond (self->handle, SIP_415_UNSUPPORTED_MEDIA,
                   SIPTAG_ACCEPT_STR ("application/dtmf-relay, application/dtmf"), NUTAG_WITH_THIS (nua), TAG_END ());
      return;
    }

  nua_respond (self->handle, SIP_200_OK, NUTAG_WITH_THIS (nua), TAG_END ());
  if (self->state == STATE_ACTIVE)
    rb_sip_call_emit (self, &out);
}

static void
on_bye_response (RbSipCall *self, const RbSipStackEvent *event)
{
  if (event->status < 200 || rb_sip_call_try_authenticate (self, event))
    return;

  if (event->status >= 300 && !event->real)
    append_synthetic (self, "BYE", event);
  /* A BYE that we did not ask for is the stack's: the session timer ran out. */
  finish_ended (self, self->state == STATE_ENDING ? RB_SIP_ENDED_LOCAL : RB_SIP_ENDED_SESSION_TIMER, event->status,
                event->phrase);
}

static void
on_other_response (RbSipCall *self, const RbSipStackEvent *event)
{
  rb_sip_call_try_authenticate (self, event);
}

static void
on_stack_error (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *reason = NULL;
  RbSipCallEvent out = { .kind = RB_SIP_CALL_ENDED, .ended_by = RB_SIP_ENDED_NO_ACK, .status = 408, .synthetic = TRUE };

  if (event->status != 408 || self->state != STATE_ANSWERING)
    return;

  out.reason = reason = rb_sip_call_describe_end (self, RB_SIP_ENDED_NO_ACK);
  rb_sip_call_finish_and_linger (self, &out); /* the stack sends BYE */
}

static void
on_terminated (RbSipCall *self, const RbSipStackEvent *event)
{
  if (self->state != STATE_DONE)
    finish_ended (self, self->state == STATE_ENDING ? RB_SIP_ENDED_LOCAL : RB_SIP_ENDED_LOST, event->status,
                  event->phrase);
  else if (!rb_sip_call_has_reports (self))
    rb_sip_call_release (self);
}

void
rb_sip_call_on_tls_failed (const char *reason, gpointer data)
{
  RbSipCall *self = data;
  RbSipStackEvent failure = { .event = nua_r_invite, SIP_503_SERVICE_UNAVAILABLE };
  RbSipCallEvent event = { .kind = self->state == STATE_CALLING ? RB_SIP_CALL_FAILED : RB_SIP_CALL_ENDED,
                           .status = failure.status,
                           .phrase = failure.phrase,
                           .reason = reason,
                           .synthetic = TRUE };

  append_synthetic (self, "INVITE", &failure);
  rb_sip_call_finish (self, &event);
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
  { nua_i_refer, rb_sip_call_on_refer },
  { nua_i_notify, rb_sip_call_on_notify },
  { nua_r_bye, on_bye_response },
  { nua_r_refer, rb_sip_call_on_refer_response },
  { nua_r_notify, rb_sip_call_on_notify_response },
  { nua_r_info, on_other_response },
  { nua_r_prack, on_other_response },
  { nua_r_update, on_other_response },
  { nua_i_error, on_stack_error },
  { nua_i_terminated, on_terminated },
};

void
rb_sip_call_handle (gpointer object, const RbSipStackEvent *event)
{
  g_autoptr (RbSipCall) alive = g_object_ref (object);

  if (alive->handle == NULL)
    return;
  if (event->real)
    g_clear_pointer (&alive->tls_watch, rb_sip_tls_watch_free);

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (handlers[i].event == event->event)
      {
        handlers[i].handle (alive, event);
        return;
      }
}
