/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How we name ourselves to a far end: in the INVITE of a caller who hides, and at another address. Used by RbSipCall.
 */

#include "rb-sip-privacy.h"

#include "rb-sip-address.h"
#include "rb-sip-agent-private.h"

#include <string.h>

char *
rb_sip_privacy_make_contact (RbSipAgent *agent, const char *target, guint16 port, gboolean hide)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (agent);
  g_autofree char *user = hide                   ? g_strdup ("anonymous")
                          : config->user != NULL ? rb_sip_address_escape_user (config->user)
                                                 : NULL;
  g_autofree char *local = rb_sip_agent_get_local_address (agent, target);
  const char *host = config->public_address != NULL ? config->public_address : local;
  gboolean v6 = strchr (host, ':') != NULL && *host != '[';
  const char *scheme = config->transport == RB_TRANSPORT_TLS ? "sips" : "sip"; /* as Sofia binds TLS */

  return g_strdup_printf ("<%s:%s%s%s%s%s:%u%s>", scheme, user != NULL ? user : "", user != NULL ? "@" : "",
                          v6 ? "[" : "", host, v6 ? "]" : "", port,
                          config->transport == RB_TRANSPORT_TCP ? ";transport=tcp" : "");
}

char *
rb_sip_privacy_make_preferred (RbSipAgent *agent)
{
  if (rb_sip_agent_get_server (agent) == NULL)
    return NULL;

  return g_strdup_printf ("P-Preferred-Identity: %s", rb_sip_agent_get_from (agent));
}
