/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What replaces our name in the INVITE of a caller who hides. Used by RbSipCall. */

#include "rb-sip-privacy.h"

#include "rb-sip-agent-private.h"

#include <string.h>

char *
rb_sip_privacy_make_contact (RbSipAgent *agent, const char *target)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (agent);
  g_autofree char *local = rb_sip_agent_get_local_address (agent, target);
  const char *host = config->public_address != NULL ? config->public_address : local;
  gboolean v6 = strchr (host, ':') != NULL && *host != '[';
  const char *scheme = config->transport == RB_TRANSPORT_TLS ? "sips" : "sip"; /* as Sofia binds TLS */

  return g_strdup_printf ("<%s:anonymous@%s%s%s:%u%s>", scheme, v6 ? "[" : "", host, v6 ? "]" : "",
                          rb_sip_agent_get_port (agent), config->transport == RB_TRANSPORT_TCP ? ";transport=tcp" : "");
}

char *
rb_sip_privacy_make_preferred (RbSipAgent *agent)
{
  if (rb_sip_agent_get_server (agent) == NULL)
    return NULL;

  return g_strdup_printf ("P-Preferred-Identity: %s", rb_sip_agent_get_from (agent));
}
