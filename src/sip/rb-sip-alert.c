/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rings in the stack's thread: 180 (RFC 3261 13.3.1.1) in a fourth of the time that the way to the
 * main loop and back takes. Sofia rings by itself when told with NUTAG_AUTOALERT, which is for
 * all requests or none; so it is told for the one handle, when that is made for an INVITE that
 * will ring. The function below takes the place of the library's as those of rb-sip-tap-hooks.c
 * do. Where that does not work rb_sip_call_ring() sends the 180. */

#include "rb-sip-alert.h"

#include "rb-sip-call-private.h"

#include <dlfcn.h>
#include <sofia-sip/msg_addr.h>
#include <string.h>

nua_handle_t *nua_stack_incoming_handle (nua_t *nua, nta_incoming_t *incoming, const sip_t *sip, int create_dialog);

typedef __typeof__ (&nua_stack_incoming_handle) IncomingHandleFunc;
typedef int (*SetParamsFunc) (nua_t *nua, nua_handle_t *handle, nua_event_t event, const tagi_t *tags);

static gboolean
came_through_server (RbSipAgent *agent, nta_incoming_t *incoming)
{
  msg_t *message = nta_incoming_getrequest (incoming);
  RbEndpoint source;
  gboolean known;

  if (message == NULL)
    return FALSE;

  rb_endpoint_from_sockaddr (&source, &msg_addr (message)->su_sa);
  known = rb_sip_agent_is_peer (agent, &source);
  msg_destroy (message); /* a reference */

  return known;
}

static gboolean
may_ring (RbSipAgent *agent, nta_incoming_t *incoming, const sip_t *sip)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (agent);
  g_autofree char *sdp = NULL;

  if (config->may_ring == NULL || sip->sip_request->rq_method != sip_method_invite ||
      sip->sip_replaces != NULL || /* answered or refused without ringing */
      rb_sip_agent_is_shutting_down (agent) || !rb_sip_alert_is_for (config, sip))
    return FALSE;

  sdp = rb_sip_call_get_sdp (sip);

  return config->may_ring (sdp, came_through_server (agent, incoming), config->may_ring_data);
}

nua_handle_t *
nua_stack_incoming_handle (nua_t *nua, nta_incoming_t *incoming, const sip_t *sip, int create_dialog)
{
  const tagi_t alert[] = { { NUTAG_AUTOALERT (1) }, { TAG_END () } };
  static IncomingHandleFunc next;
  static SetParamsFunc set_params;
  nua_handle_t *handle;

  if (g_atomic_pointer_get (&next) == NULL)
    {
      g_atomic_pointer_set (&set_params, (SetParamsFunc) dlsym (RTLD_NEXT, "nua_stack_set_params"));
      g_atomic_pointer_set (&next, (IncomingHandleFunc) dlsym (RTLD_NEXT, "nua_stack_incoming_handle"));
    }

  handle = next (nua, incoming, sip, create_dialog);
  if (handle != NULL && set_params != NULL && nua_magic (nua) != NULL && may_ring (nua_magic (nua), incoming, sip))
    set_params (nua, handle, nua_i_none, alert);

  return handle;
}

gboolean
rb_sip_alert_is_for (const RbSipAgentConfig *config, const sip_t *sip)
{
  const char *raw = sip->sip_request != NULL ? sip->sip_request->rq_url->url_user : NULL;
  g_autofree char *user = NULL;

  if (config->answer_any_user || config->user == NULL || *config->user == '\0')
    return TRUE;
  if (raw == NULL)
    return FALSE;

  user = g_uri_unescape_string (raw, NULL);

  return user != NULL && strcmp (user, config->user) == 0;
}
