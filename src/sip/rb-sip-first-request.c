/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests that begin something, or would be inside something that is gone: each kind has one function that takes the
 * new handle or destroys it. Used by RbSipAgent for handles without an RbSipOwner. */

#include "rb-sip-first-request.h"

#include "rb-sip-alert.h"
#include "rb-sip-events-private.h"
#include "rb-sip-replaces.h"
#include "rb-sip-status.h"

static void
on_invite (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event)
{
  g_autoptr (RbSipCall) call = NULL;
  g_autoptr (RbSipCall) replaced = NULL;
  guint status;

  if (event->status >= 200 || event->sip == NULL)
    {
      nua_handle_destroy (handle);
      return;
    }

  status = rb_sip_agent_may_take_call (agent);
  if (status != 480 && !rb_sip_alert_is_for (rb_sip_agent_get_config (agent), event->sip))
    status = 404;
  if (status == 0)
    status = rb_sip_replaces_find (agent, event->sip, &replaced);
  if (status != 0)
    {
      nua_respond (handle, status, rb_sip_status_phrase (status), TAG_END ());
      nua_handle_destroy (handle);
      return;
    }

  call = rb_sip_call_new_incoming (agent, handle, event, replaced);
  rb_sip_agent_take_call (agent, call);
}

/* Inside a dialog that is gone. */
static void
on_request_without_dialog (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event)
{
  if (event->status < 200)
    nua_respond (handle, SIP_481_NO_TRANSACTION, NUTAG_WITH_THIS (rb_sip_agent_get_nua (agent)), TAG_END ());
  nua_handle_destroy (handle);
}

/* RFC 3515 5.2: who is not in a call with us may not make us call. */
static void
on_refer_without_call (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event)
{
  if (event->status < 200)
    nua_respond (handle, SIP_403_FORBIDDEN, NUTAG_WITH_THIS (rb_sip_agent_get_nua (agent)), TAG_END ());
  nua_handle_destroy (handle);
}

static const struct
{
  nua_event_t event;
  void (*handle) (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event);
} first_requests[] = {
  { nua_i_invite, on_invite },
  { nua_i_info, on_request_without_dialog },
  { nua_i_update, on_request_without_dialog },
  { nua_i_refer, on_refer_without_call },
  { nua_i_message, rb_sip_events_take_message },
  { nua_i_notify, rb_sip_events_take_notify },
};

void
rb_sip_first_request_handle (RbSipAgent *agent, nua_handle_t *handle, const RbSipStackEvent *event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (first_requests); i++)
    if (first_requests[i].event == event->event)
      {
        first_requests[i].handle (agent, handle, event);
        return;
      }
  if (event->event != nua_i_terminated && event->event != nua_i_state && event->status >= 200)
    nua_handle_destroy (handle); /* answered by the stack: OPTIONS, 405, 481, 489 */
}
