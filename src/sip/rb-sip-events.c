/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What subscriptions, publications and messages have in common, and the requests of these kinds that come to us
 * without having been asked for: MESSAGE (RFC 3428 7) and a NOTIFY that belongs to no subscription. */

#include "rb-sip-events-private.h"

#include "rb-shown-text.h"
#include "rb-sip-address.h"
#include "rb-sip-auth.h"
#include "rb-sip-config.h"
#include "rb-sip-message.h"
#include "rb-sip-synthetic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_RETRY_AFTER_S 86400

nua_handle_t *
rb_sip_events_open_handle (RbSipAgent *agent, const char *uri, RbSipOwner *owner, char **call_id, GError **error)
{
  g_autofree char *target = NULL;
  g_autofree char *to = NULL;
  g_autofree char *id = NULL;
  nua_handle_t *handle;

  if (!rb_sip_address_is_uri (uri))
    {
      g_autofree char *valid = rb_shown_text_line (uri);

      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI, _ ("“%s” is no SIP address. Write it as sip:user@domain."),
                   valid);
      return NULL;
    }
  if (rb_sip_agent_is_shutting_down (agent) || rb_sip_agent_get_nua (agent) == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_STATE,
                   _ ("The account is not ready: its connection is being closed or opened. Try again."));
      return NULL;
    }

  target = rb_sip_config_make_uri (rb_sip_agent_get_config (agent), uri);
  to = g_strdup_printf ("<%s>", uri);
  id = g_uuid_string_random ();
  handle = nua_handle (rb_sip_agent_get_nua (agent), owner, NUTAG_URL (target), SIPTAG_TO_STR (to),
                       SIPTAG_FROM_STR (rb_sip_agent_get_from (agent)), SIPTAG_CALL_ID_STR (id), TAG_END ());
  if (handle == NULL)
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI, _ ("Nothing can be sent to “%s”. Check the address."), uri);
      return NULL;
    }

  g_free (*call_id);
  *call_id = g_steal_pointer (&id);

  return handle;
}

gboolean
rb_sip_events_authenticate (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event, GHashTable *answered)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (agent);

  return (event->status == 401 || event->status == 407) && event->sip != NULL &&
         rb_sip_auth_answer (handle, event->sip, config->auth_user != NULL ? config->auth_user : config->user,
                             config->password, answered);
}

void
rb_sip_events_append_synthetic (RbSipAgent *agent, const char *call_id, const char *uri, const char *method,
                                const RbSipStackEvent *event)
{
  if (event->status >= 300 && !event->real)
    rb_sip_synthetic_append (agent, call_id, rb_sip_agent_get_from (agent), uri, method, event->status, event->phrase);
}

guint
rb_sip_events_get_retry_after (const sip_t *sip)
{
  return sip != NULL && sip->sip_retry_after != NULL
             ? (guint) MIN (sip->sip_retry_after->af_delta, (sip_time_t) MAX_RETRY_AFTER_S)
             : 0;
}

static gboolean
is_from_server (RbSipAgent *agent, const RbSipStackEvent *event)
{
  const RbEndpoint *server = rb_sip_agent_get_peer (agent);

  return event->real && server != NULL && rb_endpoint_is_same_host (server, &event->source);
}

/* RFC 3428 leaves the kinds of text to the phone; in other characters than UTF-8 nothing is guessed. */
static gboolean
is_plain_text (const sip_t *sip)
{
  const sip_content_type_t *type = sip->sip_content_type;
  g_autofree char *charset = NULL;
  const char *value;

  if (type == NULL || type->c_type == NULL || g_ascii_strcasecmp (type->c_type, "text/plain") != 0)
    return FALSE;

  value = msg_header_find_param (type->c_common, "charset=");
  if (value == NULL)
    return TRUE;
  charset = g_strdup (value);
  g_strdelimit (charset, "\"", ' ');
  g_strstrip (charset);

  return g_ascii_strcasecmp (charset, "utf-8") == 0 || g_ascii_strcasecmp (charset, "us-ascii") == 0;
}

static char *
dup_name (const char *display)
{
  g_autofree char *bare = NULL;

  if (display == NULL)
    return NULL;
  bare = g_strdup (display);
  g_strdelimit (bare, "\"", ' ');
  g_strstrip (bare);

  return *bare != '\0' ? rb_shown_text_line (bare) : NULL;
}

static void
ask_for_status (RbSipAgent *agent, const RbSipStackEvent *event, RbSipIncomingMessage *message)
{
  const sip_t *sip = event->sip;
  su_home_t home[1] = { SU_HOME_INIT (home) };
  g_autofree char *uri = g_utf8_make_valid (url_as_string (home, sip->sip_from->a_url), -1);
  g_autofree char *to = g_utf8_make_valid (url_as_string (home, sip->sip_request->rq_url), -1);
  g_autofree char *name = dup_name (sip->sip_from->a_display);
  g_autofree char *text =
      rb_shown_text_from_bytes ((const guint8 *) sip->sip_payload->pl_data, sip->sip_payload->pl_len);

  message->from_uri = uri;
  message->to_uri = to;
  message->from_name = name;
  message->text = text;
  message->from_server = is_from_server (agent, event);
  g_signal_emit_by_name (agent, "incoming-message", message);
  su_home_deinit (home);
}

void
rb_sip_events_take_message (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event)
{
  const sip_t *sip = event->sip;
  RbSipIncomingMessage message = { .status = 480 };

  if (event->status >= 200)
    ; /* the stack has answered */
  else if (sip == NULL || rb_sip_agent_is_shutting_down (agent))
    message.status = 480;
  else if (sip->sip_payload == NULL || sip->sip_payload->pl_len == 0)
    message.status = 200; /* nothing was said */
  else if (sip->sip_content_encoding != NULL || !is_plain_text (sip))
    message.status = 415;
  else if (sip->sip_payload->pl_len > RB_SIP_MESSAGE_MAX_RECEIVED_BYTES)
    message.status = 413;
  else
    ask_for_status (agent, event, &message);

  if (event->status < 200)
    {
      g_autofree char *retry_after = g_strdup_printf ("%u", message.retry_after);

      nua_respond (handle, (int) message.status, sip_status_phrase ((int) message.status),
                   NUTAG_WITH_THIS (rb_sip_agent_get_nua (agent)),
                   TAG_IF (message.status == 415, SIPTAG_ACCEPT_STR ("text/plain")),
                   TAG_IF (message.retry_after > 0, SIPTAG_RETRY_AFTER_STR (retry_after)), TAG_END ());
    }
  if (nua_handle_magic (handle) == NULL)
    nua_handle_destroy (handle);
}

void
rb_sip_events_take_notify (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event)
{
  const sip_t *sip = event->sip;
  RbSipIncomingNotify notify = { .body = "" };

  if (event->status < 200 && sip != NULL && sip->sip_event != NULL && sip->sip_event->o_type != NULL &&
      !rb_sip_agent_is_shutting_down (agent))
    {
      notify.package = sip->sip_event->o_type;
      notify.content_type = sip->sip_content_type != NULL ? sip->sip_content_type->c_type : NULL;
      if (sip->sip_payload != NULL && sip->sip_payload->pl_len > 0)
        {
          notify.body = sip->sip_payload->pl_data;
          notify.length = sip->sip_payload->pl_len;
        }
      notify.from_server = is_from_server (agent, event);
      g_signal_emit_by_name (agent, "incoming-notify", &notify);
    }

  if (event->status < 200 && notify.accepted)
    nua_respond (handle, SIP_200_OK, NUTAG_WITH_THIS (rb_sip_agent_get_nua (agent)), TAG_END ());
  else if (event->status < 200)
    nua_respond (handle, 481, "Subscription Does Not Exist", NUTAG_WITH_THIS (rb_sip_agent_get_nua (agent)),
                 TAG_END ());
  if (nua_handle_magic (handle) == NULL)
    nua_handle_destroy (handle);
}
