/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice network's registrar and record-routing proxy (RFC 3261 10, 16 and 22) on
 * Sofia's NTA. This file decides what may pass and where it goes; rb-lab-transaction.c
 * carries it there, rb-lab-registrar.c knows the phones, rb-lab-digest.c checks who asks.
 * Requests inside a dialog pass without a challenge because they bring back, in their Route,
 * the token this proxy wrote into its Record-Route when it let the dialog begin; so the proxy
 * keeps no dialogs and is nobody's open relay. */

#define NTA_LEG_MAGIC_T struct _RbLabProxy

#include "rb-lab-proxy.h"

#include "rb-digest.h"
#include "rb-endpoint.h"
#include "rb-lab-digest.h"
#include "rb-lab-registrar.h"
#include "rb-lab-transaction.h"

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
#define ALLOW "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, MESSAGE, INFO, PRACK, UPDATE, SUBSCRIBE, NOTIFY, REFER, PUBLISH"
#define MAX_MESSAGE_BYTES 65536
#define MAX_FORWARDS 70 /* RFC 3261 8.1.1.6 */
#define MAX_PROCEEDING 1000
#define TOKEN_DIGITS 16

struct _RbLabProxy
{
  char *host;
  char *domain;
  char *port;        /* decimal */
  GPtrArray *hosts;  /* all names and addresses we answer to, without brackets */
  guint ring_timeout;
  GHashTable *users;
  RbLabRegisteredFunc on_registered;
  gpointer data;
  nta_agent_t *agent;
  nta_leg_t *leg;
  RbLabRegistrar *registrar;
  RbLabChallenger *challenger;
  GHashTable *live; /* set of RbLabTransaction */
  guint8 key[32];
};

static gint64
now_seconds (void)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* ";rb=TOKEN" in our Record-Route: proof that this proxy let the call begin. */
static char *
make_token (RbLabProxy *self, const sip_t *sip)
{
  char *token = g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->key, sizeof self->key, sip->sip_call_id->i_id, -1);

  token[TOKEN_DIGITS] = '\0';
  return token;
}

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

static gboolean
is_our_socket (RbLabProxy *self, const char *host, const char *port)
{
  return g_strcmp0 (port != NULL ? port : "5060", self->port) == 0 && is_our_host (self, host);
}

/* A domain we serve: one of our addresses with our port, or without any. */
static gboolean
is_our_domain (RbLabProxy *self, const url_t *url)
{
  return is_our_host (self, url->url_host) && (url->url_port == NULL || strcmp (url->url_port, self->port) == 0);
}

static void
refuse (nta_incoming_t *server, msg_t *request, guint status, const char *phrase)
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
      g_autofree char *credentials = given->au_params != NULL ? g_strjoinv (", ", (char **) given->au_params) : g_strdup ("");

      result = rb_lab_challenger_check (self->challenger, credentials, sip->sip_request->rq_method_name, self->users, now,
                                        user);
    }

  switch (result)
    {
    case RB_LAB_AUTH_ACCEPTED:
      if (as_proxy)
        msg_header_remove (request, (msg_pub_t *) sip, (msg_header_t *) given);
      return TRUE;

    case RB_LAB_AUTH_WRONG:
      refuse (server, request, 403, "Wrong User Name or Password");
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
    self->on_registered (user, url_as_string (home, contact->m_url), (guint) g_ascii_strtoull (contact->m_expires, NULL, 10),
                         self->data);
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
      refuse (server, request, 404, "Domain Not Served Here");
      return;
    }
  if (!authenticate (self, server, request, FALSE, &user))
    return;
  if (g_strcmp0 (sip->sip_to->a_url->url_user, user) != 0)
    {
      refuse (server, request, 403, "Another User's Address");
      return;
    }

  tport = nta_incoming_transport (self->agent, server, request);
  rb_endpoint_from_sockaddr (&endpoint, &msg_addr (request)->su_sa);
  source = rb_endpoint_format (&endpoint);
  route = g_strdup_printf ("sip:%s;transport=%s", source, tport_is_stream (tport) ? "tcp" : "udp");
  status = rb_lab_registrar_register (self->registrar, user, sip,
                                      &(RbLabFlow){ .route = tport_is_stream (tport) ? NULL : route,
                                                    .tport = tport_is_stream (tport) ? tport : NULL },
                                      now_seconds ());
  tport_unref (tport);

  list = rb_lab_registrar_list (self->registrar, user, home, now_seconds ());
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
      refuse (server, request, status, status == 403 ? "Too Many Contacts" : NULL);
    }
  su_home_deinit (home);
}

static void
add_record_route (RbLabProxy *self, msg_t *message, sip_t *sip, const char *token, gboolean tcp)
{
  g_autofree char *value = g_strdup_printf ("<sip:%s%s;lr;rb=%s>", self->domain, tcp ? ";transport=tcp" : "", token);
  sip_record_route_t *header = sip_record_route_make (msg_home (message), value);

  if (header != NULL)
    msg_header_add_dup (message, (msg_pub_t *) sip, (msg_header_t *) header);
}

static gboolean
forms_dialog (sip_method_t method)
{
  return method == sip_method_invite || method == sip_method_subscribe || method == sip_method_refer;
}

/* The copy of @request that goes to @target (RFC 3261 16.6, steps 1 to 4). @to_tcp: the next hop is reached by TCP. */
static msg_t *
make_copy (RbLabProxy *self, msg_t *request, const url_t *target, gboolean to_tcp)
{
  msg_t *message = msg_copy (request);
  sip_t *sip = sip_object (message);
  su_home_t *home = msg_home (message);
  guint hops = sip->sip_max_forwards != NULL ? sip->sip_max_forwards->mf_count - 1 : MAX_FORWARDS;
  sip_max_forwards_t *max_forwards = sip_max_forwards_format (home, "%u", hops);
  sip_request_t *line = sip_request_create (home, sip->sip_request->rq_method, sip->sip_request->rq_method_name,
                                            (const url_string_t *) target, NULL);

  msg_header_insert (message, (msg_pub_t *) sip, (msg_header_t *) line);
  msg_header_insert (message, (msg_pub_t *) sip, (msg_header_t *) max_forwards);

  if (forms_dialog (line->rq_method))
    {
      g_autofree char *token = make_token (self, sip);
      gboolean from_tcp = g_ascii_strcasecmp (sip->sip_via->v_protocol, sip_transport_tcp) == 0;

      /* Two where the transport changes, so that each side finds its own (RFC 5658 5). */
      if (from_tcp != to_tcp)
        add_record_route (self, message, sip, token, from_tcp);
      add_record_route (self, message, sip, token, to_tcp);
    }
  return message;
}

static gboolean
wants_tcp (const url_t *url)
{
  char value[8] = "";

  return url_param (url->url_params, "transport", value, sizeof value) > 0 && g_ascii_strcasecmp (value, "tcp") == 0;
}

static void
forward_to_binding (RbLabProxy *self, RbLabTransaction *transaction, msg_t *request, RbLabBinding *binding, const url_t *target)
{
  gboolean tcp = binding->tport != NULL || (binding->route == NULL && wants_tcp (target));

  rb_lab_transaction_add_branch (transaction, make_copy (self, request, target, tcp), binding->route, binding->tport);
}

/* ACK of a 2xx is a transaction of its own without responses (RFC 3261 16.11). */
static void
forward_ack (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  sip_t *sip = sip_object (request);
  const url_t *target = sip->sip_request->rq_url;
  RbLabBinding *binding = rb_lab_registrar_find_contact (self->registrar, target, now_seconds ());
  const char *route = binding != NULL && sip->sip_route == NULL ? binding->route : NULL;
  tport_t *tport = binding != NULL && sip->sip_route == NULL ? binding->tport : NULL;
  msg_t *message = make_copy (self, request, target, FALSE);

  if (nta_outgoing_mcreate (self->agent, NULL, NULL, (const url_string_t *) route, message, NTATAG_STATELESS (1),
                            TAG_IF (tport != NULL && tport_is_clear_to_send (tport), NTATAG_TPORT (tport)),
                            TAG_END ()) == NULL)
    msg_destroy (message);
  nta_incoming_destroy (server);
  msg_destroy (request);
}

/* Phones repeat their credentials inside a dialog; they are for us, not for the far end (RFC 3261 22.3). */
static void
take_own_credentials (RbLabProxy *self, msg_t *request, sip_t *sip)
{
  sip_proxy_authorization_t *given = sip->sip_proxy_authorization, *next;

  for (; given != NULL; given = next)
    {
      g_autofree char *all = given->au_params != NULL ? g_strjoinv (", ", (char **) given->au_params) : g_strdup ("");
      g_autofree char *realm = rb_digest_get_param (all, "realm");

      next = given->au_next;
      if (g_strcmp0 (realm, self->domain) == 0)
        msg_header_remove (request, (msg_pub_t *) sip, (msg_header_t *) given);
    }
}

static void
forward_in_dialog (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  sip_t *sip = sip_object (request);
  const url_t *target = sip->sip_request->rq_url;
  RbLabBinding *binding = NULL;
  RbLabTransaction *transaction;

  if (sip->sip_route == NULL)
    binding = rb_lab_registrar_find_contact (self->registrar, target, now_seconds ());

  transaction = rb_lab_transaction_new (self->agent, self->live, server, request, self->ring_timeout);
  if (binding != NULL)
    forward_to_binding (self, transaction, request, binding, target);
  else
    rb_lab_transaction_add_branch (transaction, make_copy (self, request, target, wants_tcp (target)), NULL, NULL);
  rb_lab_transaction_forked (transaction);
}

static void
forward_to_user (RbLabProxy *self, nta_incoming_t *server, msg_t *request)
{
  const char *user = sip_object (request)->sip_request->rq_url->url_user;
  g_autoptr (GPtrArray) bindings = rb_lab_registrar_lookup (self->registrar, user, now_seconds ());
  RbLabTransaction *transaction;

  if (bindings->len == 0)
    {
      if (g_hash_table_contains (self->users, user))
        refuse (server, request, 480, "Not Registered");
      else
        refuse (server, request, 404, NULL);
      return;
    }

  transaction = rb_lab_transaction_new (self->agent, self->live, server, request, self->ring_timeout);
  for (guint i = 0; i < bindings->len; i++)
    {
      RbLabBinding *binding = bindings->pdata[i];

      forward_to_binding (self, transaction, request, binding, binding->contact->m_url);
    }
  rb_lab_transaction_forked (transaction);
}

/* RFC 3261 16.4: takes our own entries off the Route; TRUE when one proves the dialog is ours. */
static gboolean
take_own_routes (RbLabProxy *self, msg_t *request, sip_t *sip)
{
  g_autofree char *token = make_token (self, sip);
  gboolean proven = FALSE;

  while (sip->sip_route != NULL && is_our_socket (self, sip->sip_route->r_url->url_host, sip->sip_route->r_url->url_port))
    {
      char value[TOKEN_DIGITS + 1] = "";

      if (url_param (sip->sip_route->r_url->url_params, "rb", value, sizeof value) == TOKEN_DIGITS + 1 &&
          strcmp (value, token) == 0)
        proven = TRUE;
      sip_route_remove (request, sip);
    }
  return proven;
}

static gboolean
has_own_via (RbLabProxy *self, const sip_t *sip)
{
  for (const sip_via_t *via = sip->sip_via; via != NULL; via = via->v_next)
    if (is_our_socket (self, via->v_host, via->v_port))
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
      refuse (server, request, 403, "From Is Another User");
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
    refuse (server, request, 481, NULL);
  else if (target->url_type != url_sip && target->url_type != url_sips)
    refuse (server, request, 416, NULL);
  else if (sip->sip_max_forwards != NULL && sip->sip_max_forwards->mf_count == 0)
    refuse (server, request, 483, NULL);
  else if (has_own_via (self, sip))
    refuse (server, request, 482, NULL);
  else if (sip->sip_proxy_require != NULL)
    refuse_extension (server, request);
  else if ((in_dialog = take_own_routes (self, request, sip)) && sip->sip_to->a_tag != NULL)
    {
      take_own_credentials (self, request, sip);
      if (method == sip_method_ack)
        forward_ack (self, server, request);
      else
        forward_in_dialog (self, server, request);
    }
  else if (method == sip_method_ack)
    refuse (server, request, 0, NULL);
  else if (!is_our_domain (self, target))
    refuse (server, request, 404, "Domain Not Served Here");
  else if (method == sip_method_register)
    register_phone (self, server, request);
  else if (target->url_user != NULL)
    {
      if (admit (self, server, request))
        forward_to_user (self, server, request);
    }
  else if (method == sip_method_options)
    {
      nta_incoming_treply (server, SIP_200_OK, SIPTAG_ALLOW_STR (ALLOW), SIPTAG_SERVER_STR (SERVER), TAG_END ());
      nta_incoming_destroy (server);
      msg_destroy (request);
    }
  else
    refuse (server, request, 404, NULL);

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
  self->agent = nta_agent_create (config->root, URL_STRING_MAKE (url), NULL, NULL, NTATAG_UA (0), NTATAG_CANCEL_487 (0),
                                  NTATAG_SERVER_RPORT (1), NTATAG_CLIENT_RPORT (1), NTATAG_UDP_MTU (65535),
                                  NTATAG_MAXSIZE (MAX_MESSAGE_BYTES), NTATAG_MAX_PROCEEDING (MAX_PROCEEDING),
                                  TPTAG_DUMP ("/dev/null"),
                                  TAG_IF (config->resolv_conf != NULL, SRESTAG_RESOLV_CONF (config->resolv_conf)),
                                  TAG_END ());
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
