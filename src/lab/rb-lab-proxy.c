/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's registrar and record-routing proxy (RFC 3261 10, 16 and 22) on
 * Sofia's NTA. This file decides what may pass; rb-lab-forward.c where it goes,
 * rb-lab-transaction.c carries it there, rb-lab-registrar.c knows the phones, rb-lab-digest.c
 * checks who asks. */

#include "rb-lab-proxy-private.h"

#include "rb-endpoint.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/tport_tag.h>
#include <string.h>
#include <sys/random.h>

#define SERVER "Ringback-practice-network/" RB_VERSION
#define ALLOW                                                                                                          \
  "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, MESSAGE, INFO, PRACK, UPDATE, SUBSCRIBE, NOTIFY, REFER, PUBLISH"
#define MAX_MESSAGE_BYTES 65536
#define MAX_PROCEEDING 1000
/* NTA's own timer C (RFC 3261 16.6, step 11) may not come before our ring timeout, however long. */
#define TIMER_C_MS (24 * 3600 * 1000)

static gboolean
is_our_host (RbLabProxy *self, const char *host)
{
  g_autofree char *bare = NULL;

  if (host == NULL)
    return FALSE;
  bare = host[0] == '[' ? g_strndup (host + 1, strcspn (host + 1, "]")) : g_strdup (host);
  for (guint i = 0; i < self->hosts->len; i++)
    if (g_ascii_strcasecmp (self->hosts->pdata[i], bare) == 0)
      return TRUE;
  return FALSE;
}

gboolean
rb_lab_proxy_is_socket (RbLabProxy *self, const char *host, const char *port)
{
  return g_strcmp0 (port != NULL ? port : "5060", self->port) == 0 && is_our_host (self, host);
}

/* A domain we serve: one of our addresses with our port, or without any. */
static gboolean
is_our_domain (RbLabProxy *self, const url_t *url)
{
  return is_our_host (self, url->url_host) && (url->url_port == NULL || strcmp (url->url_port, self->port) == 0);
}

void
rb_lab_proxy_refuse (nta_incoming_t *server, msg_t *request, guint status, const char *phrase)
{
  if (nta_incoming_method (server) != sip_method_ack)
    nta_incoming_treply (server, status, phrase, SIPTAG_SERVER_STR (SERVER), TAG_END ());
  nta_incoming_destroy (server);
  msg_destroy (request);
}

/* RFC 3261 16.3, step 5: we know no extension a proxy could be required to know. */
static void
refuse_extension (nta_incoming_t *server, msg_t *request)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  sip_header_t *required = (sip_header_t *) sip_object (request)->sip_proxy_require;

  if (nta_incoming_method (server) != sip_method_ack)
    nta_incoming_treply (server, SIP_420_BAD_EXTENSION, SIPTAG_UNSUPPORTED_STR (sip_header_as_string (home, required)),
                         SIPTAG_SERVER_STR (SERVER), TAG_END ());
  su_home_deinit (home);
  nta_incoming_destroy (server);
  msg_destroy (request);
}

/* RFC 3261 22: TRUE and @user, or the request was answered 401/407/403 and is gone. */
static gboolean
authenticate (RbLabProxy *self, nta_incoming_t *server, msg_t *request, gboolean as_proxy, char **user)
{
  sip_t *sip = sip_object (request);
  gint64 now = g_get_monotonic_time ();
  RbLabAuth result = RB_LAB_AUTH_ABSENT;
  sip_authorization_t *given = as_proxy ? sip->sip_proxy_authorization : sip->sip_authorization;
  g_auto (GStrv) challenge = NULL;

  for (; given != NULL && result == RB_LAB_AUTH_ABSENT; given = result == RB_LAB_AUTH_ABSENT ? given->au_next : given)
    {
      /* Not sip_header_as_string(): Sofia 1.12.11 cuts what it writes after 254 characters. */
      g_autofree char *credentials =
          given->au_params != NULL ? g_strjoinv (", ", (char **) given->au_params) : g_strdup ("");

      result = rb_lab_challenger_check (self->challenger, credentials, sip->sip_request->rq_method_name, self->users,
                                        now, user);
    }

  switch (result)
    {
    case RB_LAB_AUTH_ACCEPTED:
      if (as_proxy)
        msg_header_remove (request, (msg_pub_t *) sip, (msg_header_t *) given);
      return TRUE;

    case RB_LAB_AUTH_WRONG:
      rb_lab_proxy_refuse (server, request, 403, "Wrong User Name or Password");
      return FALSE;

    default:
      challenge = rb_lab_challenger_challenge (self->challenger, result == RB_LAB_AUTH_STALE, now);
      if (as_proxy)
        nta_incoming_treply (server, SIP_407_PROXY_AUTH_REQUIRED, SIPTAG_PROXY_AUTHENTICATE_STR (challenge[0]),
                             TAG_IF (challenge[1] != NULL, SIPTAG_PROXY_AUTHENTICATE_STR (challenge[1])),
                             SIPTAG_SERVER_STR (SERVER), TAG_END ());
      else
        nta_incoming_treply (server, SIP_401_UNAUTHORIZED, SIPTAG_WWW_AUTHENTICATE_STR (challenge[0]),
                             TAG_IF (challenge[1] != NULL, SIPTAG_WWW_AUTHENTICATE_STR (challenge[1])),
                             SIPTAG_SERVER_STR (SERVER), TAG_END ());
      nta_incoming_destroy (server);
      msg_destroy (request);
      return FALSE;
    }
}

static void
report_registration (RbLabProxy *self, const char *user, const sip_contact_t *list, const sip_contact_t *asked)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };

  if (self->on_registered == NULL || asked == NULL)
    return;
  if (list == NULL)
    self->on_registered (user, "", 0, self->data);
  for (const sip_contact_t *contact = list; contact != NULL; contact = contact->m_next)
    self->on_registered (user, url_as_string (home, contact->m_url),
                         (guint) g_ascii_strtoull (contact->m_expires, NULL, 10), self->data);
  su_home_deinit (home);
}

/* RFC 3261 10.3 */
static void
register_phone (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  su_home_t home[1] = { SU_HOME_INIT (home) };
  sip_t *sip = sip_object (request);
  g_autofree char *user = NULL;
  g_autofree char *source = NULL, *route = NULL;
  tport_t *tport;
  sip_contact_t *list;
  RbEndpoint endpoint;
  guint status;

  if (!is_our_domain (self, sip->sip_to->a_url))
    {
      rb_lab_proxy_refuse (server, request, 404, "Domain Not Served Here");
      return;
    }
  if (!authenticate (self, server, request, FALSE, &user))
    return;
  if (g_strcmp0 (sip->sip_to->a_url->url_user, user) != 0)
    {
      rb_lab_proxy_refuse (server, request, 403, "Another User's Address");
      return;
    }

  tport = nta_incoming_transport (self->agent, server, request);
  rb_endpoint_from_sockaddr (&endpoint, &msg_addr (request)->su_sa);
  source = rb_endpoint_format (&endpoint);
  route = g_strdup_printf ("sip:%s;transport=%s", source, tport_is_stream (tport) ? "tcp" : "udp");
  status = rb_lab_registrar_register (
      self->registrar, user, sip,
      &(RbLabFlow){ .route = tport_is_stream (tport) ? NULL : route, .tport = tport_is_stream (tport) ? tport : NULL },
      rb_lab_proxy_now ());
  tport_unref (tport);

  list = rb_lab_registrar_list (self->registrar, user, home, rb_lab_proxy_now ());
  if (status == 200)
    {
      nta_incoming_treply (server, SIP_200_OK, TAG_IF (list != NULL, SIPTAG_CONTACT (list)), SIPTAG_SERVER_STR (SERVER),
                           TAG_END ());
      report_registration (self, user, list, sip->sip_contact);
      nta_incoming_destroy (server);
      msg_destroy (request);
    }
  else if (status == 423)
    {
      nta_incoming_treply (server, SIP_423_INTERVAL_TOO_BRIEF,
                           SIPTAG_MIN_EXPIRES_STR (G_STRINGIFY (RB_LAB_MIN_EXPIRES)), SIPTAG_SERVER_STR (SERVER),
                           TAG_END ());
      nta_incoming_destroy (server);
      msg_destroy (request);
    }
  else
    {
      rb_lab_proxy_refuse (server, request, status, status == 403 ? "Too Many Contacts" : NULL);
    }
  su_home_deinit (home);
}

static gboolean
has_own_via (RbLabProxy *self, const sip_t *sip)
{
  for (const sip_via_t *via = sip->sip_via; via != NULL; via = via->v_next)
    if (rb_lab_proxy_is_socket (self, via->v_host, via->v_port))
      return TRUE;
  return FALSE;
}

/* Requests that begin something: who asks, and may they say they are who From says? */
static gboolean
admit (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  sip_t *sip = sip_object (request);
  const url_t *from = sip->sip_from->a_url;
  g_autofree char *user = NULL;

  if (sip->sip_request->rq_method == sip_method_options)
    return TRUE;
  if (!authenticate (self, server, request, TRUE, &user))
    return FALSE;
  if (is_our_domain (self, from) && g_strcmp0 (from->url_user, user) != 0)
    {
      rb_lab_proxy_refuse (server, request, 403, "From Is Another User");
      return FALSE;
    }
  return TRUE;
}

/* Every request that belongs to no transaction yet. RFC 3261 16.3: what is wrong with it comes first. */
static int
on_request (RbLabProxy *self, nta_leg_t *leg, nta_incoming_t *server, const sip_t *received)
{
  msg_t *request = nta_incoming_getrequest (server);
  sip_t *sip = sip_object (request);
  const url_t *target = sip->sip_request->rq_url;
  sip_method_t method = sip->sip_request->rq_method;
  gboolean in_dialog;

  if (method == sip_method_cancel)
    rb_lab_proxy_refuse (server, request, 481, NULL);
  else if (target->url_type != url_sip && target->url_type != url_sips)
    rb_lab_proxy_refuse (server, request, 416, NULL);
  else if (sip->sip_max_forwards != NULL && sip->sip_max_forwards->mf_count == 0)
    rb_lab_proxy_refuse (server, request, 483, NULL);
  else if (has_own_via (self, sip))
    rb_lab_proxy_refuse (server, request, 482, NULL);
  else if (sip->sip_proxy_require != NULL)
    refuse_extension (server, request);
  else if ((in_dialog = rb_lab_take_own_routes (self, request, sip)) && sip->sip_to->a_tag != NULL)
    {
      rb_lab_take_own_credentials (self, request, sip);
      if (method == sip_method_ack)
        rb_lab_forward_ack (self, server, request);
      else
        rb_lab_forward_in_dialog (self, server, request);
    }
  else if (method == sip_method_ack)
    rb_lab_proxy_refuse (server, request, 0, NULL);
  else if (!is_our_domain (self, target))
    rb_lab_proxy_refuse (server, request, 404, "Domain Not Served Here");
  else if (method == sip_method_register)
    register_phone (self, server, request);
  else if (target->url_user != NULL)
    {
      if (admit (self, server, request))
        rb_lab_forward_to_user (self, server, request);
    }
  else if (method == sip_method_options)
    {
      nta_incoming_treply (server, SIP_200_OK, SIPTAG_ALLOW_STR (ALLOW), SIPTAG_SERVER_STR (SERVER), TAG_END ());
      nta_incoming_destroy (server);
      msg_destroy (request);
    }
  else
    rb_lab_proxy_refuse (server, request, 404, NULL);

  return 0;
}

/* Addresses of this machine in @family; the first that is not loopback first. */
static void
add_local_hosts (GPtrArray *hosts, int family)
{
  struct ifaddrs *list = NULL;

  if (getifaddrs (&list) != 0)
    return;
  for (struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
    {
      RbEndpoint endpoint;

      if (i->ifa_addr == NULL || i->ifa_addr->sa_family != family)
        continue;
      rb_endpoint_from_sockaddr (&endpoint, i->ifa_addr);
      g_ptr_array_insert (hosts, i->ifa_flags & IFF_LOOPBACK ? -1 : 0, rb_endpoint_format_address (&endpoint));
    }
  freeifaddrs (list);
}

static void
find_hosts (RbLabProxy *self, const char *listen)
{
  gboolean all4 = strcmp (listen, "0.0.0.0") == 0, all6 = strcmp (listen, "::") == 0;

  self->hosts = g_ptr_array_new_with_free_func (g_free);
  if (all4 || all6)
    add_local_hosts (self->hosts, all4 ? AF_INET : AF_INET6);
  else
    g_ptr_array_add (self->hosts, g_strdup (listen));
  if (self->hosts->len == 0)
    g_ptr_array_add (self->hosts, g_strdup (all6 ? "::1" : "127.0.0.1"));
  self->host = g_strdup (self->hosts->pdata[0]);
  if (all4 || all6 || strcmp (listen, "127.0.0.1") == 0 || strcmp (listen, "::1") == 0)
    g_ptr_array_add (self->hosts, g_strdup ("localhost"));
}

static void
on_no_timer (su_root_magic_t *root, su_timer_t *timer, su_timer_arg_t *arg)
{
}

/* Debian's libsofia-sip-ua-glib reads through NULL when a root has only deferrable timers (NTA's
 * transports make one) and never had an ordinary one: let it have had one. */
static void
prime_timers (su_root_t *root)
{
  su_timer_t *timer = su_timer_create (su_root_task (root), 0);

  su_timer_set_interval (timer, on_no_timer, NULL, 1000);
  su_timer_destroy (timer);
}

RbLabProxy *
rb_lab_proxy_new (const RbLabProxyConfig *config)
{
  g_autoptr (RbLabProxy) self = g_new0 (RbLabProxy, 1);
  gboolean v6 = strchr (config->listen, ':') != NULL;
  gboolean all = strcmp (config->listen, "0.0.0.0") == 0 || strcmp (config->listen, "::") == 0;
  g_autofree char *url = NULL;

  self->port = g_strdup_printf ("%u", config->port);
  find_hosts (self, config->listen);
  self->domain = g_strdup_printf (v6 ? "[%s]:%u" : "%s:%u", self->host, config->port);
  self->ring_timeout = config->ring_timeout;
  self->users = g_hash_table_ref (config->users);
  self->on_registered = config->on_registered;
  self->data = config->data;
  self->live = g_hash_table_new (NULL, NULL);
  self->registrar = rb_lab_registrar_new ();
  self->challenger = rb_lab_challenger_new (self->domain, config->digest);
  if (getrandom (self->key, sizeof self->key, 0) != sizeof self->key)
    g_error ("The kernel gives no random numbers");

  prime_timers (config->root);
  url = all ? g_strdup_printf ("sip:*:%u", config->port) : g_strdup_printf ("sip:%s", self->domain);
  self->agent = nta_agent_create (
      config->root, URL_STRING_MAKE (url), NULL, NULL, NTATAG_UA (0), NTATAG_CANCEL_487 (0), NTATAG_SERVER_RPORT (1),
      NTATAG_CLIENT_RPORT (1), NTATAG_UDP_MTU (65535), NTATAG_MAXSIZE (MAX_MESSAGE_BYTES),
      NTATAG_MAX_PROCEEDING (MAX_PROCEEDING), NTATAG_TIMER_C (TIMER_C_MS), TPTAG_DUMP ("/dev/null"),
      TAG_IF (config->resolv_conf != NULL, SRESTAG_RESOLV_CONF (config->resolv_conf)), TAG_END ());
  if (self->agent == NULL)
    return NULL;

  self->leg = nta_leg_tcreate (self->agent, on_request, self, NTATAG_NO_DIALOG (1), TAG_END ());
  return self->leg != NULL ? g_steal_pointer (&self) : NULL;
}

void
rb_lab_proxy_free (RbLabProxy *self)
{
  GHashTableIter iter;
  gpointer transaction;

  if (self == NULL)
    return;

  while (g_hash_table_iter_init (&iter, self->live), g_hash_table_iter_next (&iter, &transaction, NULL))
    rb_lab_transaction_free (transaction);
  rb_lab_registrar_free (self->registrar); /* before the agent: it holds connections */
  if (self->leg != NULL)
    nta_leg_destroy (self->leg);
  if (self->agent != NULL)
    nta_agent_destroy (self->agent);
  rb_lab_challenger_free (self->challenger);
  g_hash_table_unref (self->live);
  g_hash_table_unref (self->users);
  g_ptr_array_unref (self->hosts);
  g_free (self->host);
  g_free (self->domain);
  g_free (self->port);
  g_free (self);
}

const char *
rb_lab_proxy_get_host (RbLabProxy *self)
{
  return self->host;
}

const char *
rb_lab_proxy_get_domain (RbLabProxy *self)
{
  return self->domain;
}

void
rb_lab_proxy_set_ring_timeout (RbLabProxy *self, guint seconds)
{
  self->ring_timeout = seconds;
}

gboolean
rb_lab_proxy_add_robot (RbLabProxy *self, const char *user, const char *uri)
{
  return rb_lab_registrar_add_static (self->registrar, user, uri);
}
