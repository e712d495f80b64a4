/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transfer on the wire: REFER inside a call, both ways, with the NOTIFYs that tell how it goes (RFC 3515,
 * RFC 5589), Refer-To with Replaces (RFC 3891), and the INVITE with Replaces that takes a call over.
 * What a REFER means for the call is decided by whoever listens to the RbSipCall. */

#include "rb-sip-transfer.h"

#include "rb-sip-address.h"
#include "rb-sip-identity-private.h"
#include "rb-sip-privacy.h"
#include "rb-sip-status.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reports that we owe after the session; an INVITE may ring that long (RFC 3261 16.6, timer C). */
#define OWED_REPORTS_LIMIT_S 180
/* Those that still come, which nobody shows: taken out of politeness. */
#define LATE_REPORTS_LIMIT_S 10

static const struct
{
  guint status;
  const char *text; /* %s: who was asked */
} refusals[] = {
  { 405, N_ ("%s cannot transfer calls.") },
  { 501, N_ ("%s cannot transfer calls.") },
  { 408, N_ ("%s did not answer the request to transfer the call.") },
  { 481, N_ ("%s no longer knows this call, so it cannot transfer it.") },
  { 503, N_ ("The request to transfer the call did not reach %s. Check the network.") },
  { 403, N_ ("%s does not allow to be transferred.") },
  { 603, N_ ("%s declined to be transferred.") },
};

/* Why a REFER was refused. (transfer full) */
static char *
describe_refusal (RbSipCall *self, guint status, const char *phrase)
{
  g_autofree char *what = rb_sip_uri_format_short (self->remote_uri);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].status == status)
      {
        GString *out = g_string_new (_ (refusals[i].text));

        g_string_replace (out, "%s", what, 1);
        return g_string_free (out, FALSE);
      }

  return g_strdup_printf (_ ("%1$s did not transfer the call: %2$u %3$s."), what, status,
                          phrase != NULL && *phrase != '\0' ? phrase : rb_sip_status_phrase (status));
}

guint
rb_sip_sipfrag_parse (const char *body, gsize length)
{
  static const char version[] = "SIP/2.0 ";
  gsize at = sizeof version - 1;
  guint status;

  if (body == NULL || length < at + 3 || g_ascii_strncasecmp (body, version, at) != 0)
    return 0;
  for (gsize i = 0; i < 3; i++)
    if (!g_ascii_isdigit (body[at + i]))
      return 0;
  if (length > at + 3 && g_ascii_isdigit (body[at + 3]))
    return 0;

  status = (guint) ((body[at] - '0') * 100 + (body[at + 1] - '0') * 10 + body[at + 2] - '0');

  return status >= 100 && status <= 699 ? status : 0;
}

char *
rb_sip_refer_to_format (const char *target, const char *replaces)
{
  g_autofree char *escaped = replaces != NULL ? g_uri_escape_string (replaces, NULL, FALSE) : NULL;

  return g_strconcat ("<", target, escaped != NULL ? "?Replaces=" : "", escaped != NULL ? escaped : "", ">", NULL);
}

/* The value of Replaces among the headers of a URI (RFC 3261 19.1.1). (transfer full) (nullable) */
static char *
find_replaces (const char *headers)
{
  g_auto (GStrv) list = headers != NULL ? g_strsplit (headers, "&", 0) : NULL;

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    if (g_ascii_strncasecmp (list[i], "Replaces=", 9) == 0)
      return g_uri_unescape_string (list[i] + 9, NULL);

  return NULL;
}

static gboolean
is_replaces (const char *value)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  sip_replaces_t *parsed = NULL;

  if (strpbrk (value, "\r\n") == NULL)
    parsed = sip_replaces_make (home, value);
  su_home_deinit (home);

  return parsed != NULL;
}

gboolean
rb_sip_refer_to_parse (const sip_refer_to_t *refer_to, char **target, char **replaces)
{
  g_autofree char *uri = rb_sip_identity_format_url (refer_to->r_url);
  g_autofree char *value = find_replaces (refer_to->r_url->url_headers);
  char method[16] = "";

  url_param (refer_to->r_url->url_params, "method", method, sizeof method);
  if (!rb_sip_address_is_uri (uri) || (*method != '\0' && g_ascii_strcasecmp (method, "INVITE") != 0) ||
      (value != NULL && !is_replaces (value)))
    return FALSE;

  *target = g_steal_pointer (&uri);
  *replaces = g_steal_pointer (&value);

  return TRUE;
}

/* As @other's far end will look for it. (transfer full) (nullable): @other has no dialog */
static char *
make_replaces (RbSipCall *other)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  sip_replaces_t *replaces = other->handle != NULL ? nua_handle_make_replaces (other->handle, home, FALSE) : NULL;
  char *value = NULL;

  if (replaces != NULL && replaces->rp_to_tag != NULL && replaces->rp_from_tag != NULL)
    value =
        g_strdup_printf ("%s;to-tag=%s;from-tag=%s", replaces->rp_call_id, replaces->rp_to_tag, replaces->rp_from_tag);
  su_home_deinit (home);

  return value;
}

gboolean
rb_sip_call_refer (RbSipCall *self, const char *target, RbSipCall *other)
{
  g_autofree char *replaces = NULL;
  g_autofree char *refer_to = NULL;
  gboolean hide;

  g_return_val_if_fail (RB_IS_SIP_CALL (self), FALSE);
  g_return_val_if_fail (target != NULL, FALSE);

  if (self->state != STATE_ACTIVE || self->reports_expected || !rb_sip_address_is_uri (target))
    return FALSE;
  if (other != NULL)
    {
      replaces = make_replaces (other);
      if (replaces == NULL)
        return FALSE;
    }

  hide = self->hidden || rb_sip_agent_get_config (self->agent)->hide_caller_id;
  refer_to = rb_sip_refer_to_format (target, replaces);
  self->reports_expected = TRUE;
  /* Never none: NUA would put our address there. */
  nua_refer (self->handle, SIPTAG_REFER_TO_STR (refer_to),
             SIPTAG_REFERRED_BY_STR (hide ? RB_SIP_PRIVACY_FROM : rb_sip_agent_get_from (self->agent)), TAG_END ());

  return TRUE;
}

void
rb_sip_call_on_refer_response (RbSipCall *self, const RbSipStackEvent *event)
{
  g_autofree char *reason = NULL;
  RbSipCallEvent out = {
    .kind = RB_SIP_CALL_REFER_ANSWERED, .status = event->status, .phrase = event->phrase, .synthetic = !event->real
  };

  if (event->status < 200 || !self->reports_expected || rb_sip_call_try_authenticate (self, event))
    return;

  if (event->status >= 300)
    {
      self->reports_expected = FALSE;
      out.reason = reason = describe_refusal (self, event->status, event->phrase);
    }
  g_hash_table_remove_all (self->answered);
  if (self->state != STATE_DONE)
    rb_sip_call_emit (self, &out);
  else if (!rb_sip_call_has_reports (self))
    rb_sip_call_release (self);
}

static gboolean
is_over (const sip_subscription_state_t *state)
{
  return state != NULL && state->ss_substate != NULL && g_ascii_strcasecmp (state->ss_substate, "terminated") == 0;
}

/* A report of how the transfer goes; the stack has answered it with 200. */
void
rb_sip_call_on_notify (RbSipCall *self, const RbSipStackEvent *event)
{
  const sip_t *sip = event->sip;
  g_autofree char *phrase = NULL;
  RbSipCallEvent out = { .kind = RB_SIP_CALL_REFER_REPORT };

  if (sip == NULL || !self->reports_expected || sip->sip_event == NULL || sip->sip_event->o_type == NULL ||
      g_ascii_strcasecmp (sip->sip_event->o_type, "refer") != 0)
    return;

  if (sip->sip_payload != NULL)
    out.status = rb_sip_sipfrag_parse (sip->sip_payload->pl_data, sip->sip_payload->pl_len);
  out.phrase = out.status != 0 ? rb_sip_status_phrase (out.status) : NULL;
  out.last_report = out.status >= 200 || is_over (sip->sip_subscription_state);
  if (out.last_report)
    self->reports_expected = FALSE;
  if (self->state != STATE_DONE)
    rb_sip_call_emit (self, &out);
  else if (!rb_sip_call_has_reports (self))
    rb_sip_call_release (self);
}

static void
respond_to_refer (RbSipCall *self, guint status, const char *phrase)
{
  nua_respond (self->handle, status, phrase, NUTAG_WITH_SAVED (self->saved_refer), TAG_END ());
  nua_destroy_event (self->saved_refer);
}

/* The far end asks us to call somebody. Over UDP, or through a proxy of several processes, the request may overtake
 * the ACK of a far end that sends both at once (baresip through Kamailio: one call in fifty): it waits for it. */
void
rb_sip_call_on_refer (RbSipCall *self, const RbSipStackEvent *event)
{
  if (event->status >= 200 || event->sip == NULL)
    return;
  if ((self->state != STATE_ACTIVE && self->state != STATE_ANSWERING) || self->saved_refer[0] != NULL ||
      self->report_event != NULL)
    {
      nua_respond (self->handle, SIP_491_REQUEST_PENDING, NUTAG_WITH_THIS (self->nua), TAG_END ());
      return;
    }

  nua_save_event (self->nua, self->saved_refer);
  if (self->state == STATE_ACTIVE)
    rb_sip_call_take_refer (self);
}

void
rb_sip_call_take_refer (RbSipCall *self)
{
  const nua_event_data_t *saved = self->saved_refer[0] != NULL ? nua_event_data (self->saved_refer) : NULL;
  const sip_t *sip = saved != NULL ? sip_object (saved->e_msg) : NULL;
  const sip_event_t *subscription = NULL;
  g_autofree char *target = NULL;
  g_autofree char *replaces = NULL;
  g_autofree char *referred_by = NULL;
  RbSipCallEvent out = { .kind = RB_SIP_CALL_REFER_ASKED };

  if (sip == NULL || self->state != STATE_ACTIVE)
    return;
  if (sip->sip_refer_to == NULL || !rb_sip_refer_to_parse (sip->sip_refer_to, &target, &replaces))
    {
      respond_to_refer (self, SIP_400_BAD_REQUEST);
      return;
    }

  tl_gets (saved->e_tags, NUTAG_REFER_EVENT_REF (subscription), TAG_END ());
  self->report_event = subscription != NULL && subscription->o_id != NULL
                           ? g_strdup_printf ("refer;id=%s", subscription->o_id)
                           : g_strdup ("refer");
  referred_by = sip->sip_referred_by != NULL ? rb_sip_identity_format_url (sip->sip_referred_by->b_url)
                                             : g_strdup (self->remote_uri);
  out.target = target;
  out.replaces = replaces;
  out.referred_by = referred_by;
  self->refer_open = TRUE;
  rb_sip_call_emit (self, &out);
  if (self->refer_open)
    rb_sip_call_answer_refer (self, 603);
}

void
rb_sip_call_answer_refer (RbSipCall *self, guint status)
{
  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (status >= 200 && status < 700);

  if (!self->refer_open || self->handle == NULL)
    return;

  self->refer_open = FALSE;
  respond_to_refer (self, status, status == 202 ? "Accepted" : rb_sip_status_phrase (status));
  if (status >= 300)
    g_clear_pointer (&self->report_event, g_free);
  else
    rb_sip_call_report (self, 100); /* RFC 3515 2.4.4: at once */
}

void
rb_sip_call_report (RbSipCall *self, guint status)
{
  g_autofree char *body = NULL;

  g_return_if_fail (RB_IS_SIP_CALL (self));
  g_return_if_fail (status >= 100 && status < 700);

  if (self->handle == NULL || self->report_event == NULL)
    return;

  body = g_strdup_printf ("SIP/2.0 %u %s\r\n", status, rb_sip_status_phrase (status));
  nua_notify (self->handle, SIPTAG_EVENT_STR (self->report_event),
              NUTAG_SUBSTATE (status >= 200 ? nua_substate_terminated : nua_substate_active),
              SIPTAG_CONTENT_TYPE_STR ("message/sipfrag;version=2.0"), SIPTAG_PAYLOAD_STR (body), TAG_END ());
  self->reports_open++;
  if (status >= 200)
    g_clear_pointer (&self->report_event, g_free);
}

void
rb_sip_call_on_notify_response (RbSipCall *self, const RbSipStackEvent *event)
{
  if (event->status < 200 || rb_sip_call_try_authenticate (self, event))
    return;

  if (event->status == 481) /* nobody wants to know any more */
    g_clear_pointer (&self->report_event, g_free);
  if (self->reports_open > 0)
    self->reports_open--;
  if (self->state == STATE_DONE && !rb_sip_call_has_reports (self))
    rb_sip_call_release (self);
}

gboolean
rb_sip_call_has_reports (RbSipCall *self)
{
  return self->handle != NULL && (self->reports_expected || self->report_event != NULL || self->reports_open > 0);
}

static gboolean
on_reports_limit (gpointer data)
{
  RbSipCall *self = data;

  self->reports_limit = 0;
  rb_sip_call_release (self);

  return G_SOURCE_REMOVE;
}

void
rb_sip_call_wait_for_reports (RbSipCall *self)
{
  guint seconds = self->report_event != NULL ? OWED_REPORTS_LIMIT_S : LATE_REPORTS_LIMIT_S;

  if (self->reports_limit == 0)
    self->reports_limit = g_timeout_add_seconds (seconds, on_reports_limit, self);
}
