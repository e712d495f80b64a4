/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The local address of an account, found from its configuration and the kernel's routes. Used by RbSipAgent. */

#include "rb-sip-bind.h"

#include "rb-sip-address.h"
#include "rb-sip-names.h"

#include <string.h>

/* RFC 5737: never reached, but the kernel says which of our addresses would be used. */
#define ANY_REMOTE_ADDRESS "192.0.2.1"

static gboolean
is_any (const char *address)
{
  return strcmp (address, RB_SIP_ANY_ADDRESS) == 0 || strcmp (address, "::") == 0;
}

char *
rb_sip_bind_choose (const RbSipAgentConfig *config, const char *hosts)
{
  const char *server = rb_sip_config_get_server (config);
  g_autofree char *host = server != NULL ? rb_sip_address_get_host (server) : NULL;
  g_autoptr (GInetAddress) known = host != NULL ? rb_sip_names_find (hosts, host) : NULL;
  char *local;

  if (config->bind_address != NULL)
    return g_strdup (config->bind_address);
  if (known != NULL)
    {
      g_free (host);
      host = g_inet_address_to_string (known);
    }
  if (host != NULL &&
      (rb_sip_address_find_local (host, &local) || rb_sip_address_find_local (ANY_REMOTE_ADDRESS, &local)))
    return local;

  return g_strdup (RB_SIP_ANY_ADDRESS);
}

char *
rb_sip_bind_find_own (const RbSipAgentConfig *config, const char *hosts)
{
  g_autofree char *address = rb_sip_bind_choose (config, hosts);
  char *local;

  if (!is_any (address))
    return g_steal_pointer (&address);

  return rb_sip_address_find_local (ANY_REMOTE_ADDRESS, &local) ? local : NULL;
}

char *
rb_sip_bind_find_towards (const char *bind_address, const char *target_uri)
{
  g_autofree char *target = target_uri != NULL ? rb_sip_address_get_host (target_uri) : g_strdup (ANY_REMOTE_ADDRESS);
  char *local;

  if (!is_any (bind_address))
    return g_strdup (bind_address);
  if (rb_sip_address_find_local (target, &local) || rb_sip_address_find_local (ANY_REMOTE_ADDRESS, &local))
    return local;

  return g_strdup ("127.0.0.1");
}
