/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which call an INVITE with Replaces takes over. Used by RbSipAgent before anybody hears of the INVITE. */

#include "rb-sip-replaces.h"

#include "rb-sip-call-private.h"

/* The agent's call with that dialog. (transfer full) (nullable) */
static RbSipCall *
find_call (RbSipAgent *agent, const sip_replaces_t *replaces)
{
  nua_handle_t *handle = nua_handle_by_replaces (rb_sip_agent_get_nua (agent), replaces);
  RbSipOwner *owner = handle != NULL ? nua_handle_magic (handle) : NULL;
  RbSipCall *call = owner != NULL && owner->handle == rb_sip_call_handle ? g_object_ref (owner->object) : NULL;

  if (handle != NULL)
    nua_handle_unref (handle);

  return call;
}

guint
rb_sip_replaces_find (RbSipAgent *agent, const sip_t *sip, RbSipCall **replaced)
{
  g_autoptr (RbSipCall) call = NULL;

  if (sip->sip_replaces == NULL)
    return 0;

  call = find_call (agent, sip->sip_replaces);
  if (call == NULL)
    return 481;

  switch (call->state)
    {
    case STATE_ENDING:
    case STATE_DONE:
      return 603; /* it has ended */
    case STATE_INCOMING:
      return 481; /* an early dialog may only be replaced at the end that made it */
    case STATE_ANSWERING:
    case STATE_ACTIVE:
      if (sip->sip_replaces->rp_early_only)
        return 486;
      break;
    case STATE_CALLING:
    case N_STATES:
    default:
      break;
    }
  *replaced = g_steal_pointer (&call);

  return 0;
}
