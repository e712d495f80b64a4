/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipAgent: one account, one nua_t. Owns the registration and the calls, dispatches the
 * stack's events to them, and answers what belongs to neither. */

#include "rb-sip-agent-private.h"

#include "rb-sip-address.h"
#include "rb-sip-bind.h"
#include "rb-sip-config.h"
#include "rb-sip-engine-private.h"
#include "rb-sip-first-request.h"
#include "rb-sip-events-private.h"
#include "rb-sip-names.h"
#include "rb-sip-pin.h"
#include "rb-sip-registration.h"
#include "rb-sip-stopping.h"
#include "rb-sip-tap.h"

#include <glib/gi18n-lib.h>
#include <sofia-sip/msg_addr.h>
#include <string.h>

#define USER_AGENT "Ringback/" RB_VERSION
/* Only what this library answers with more than a refusal. */
#define ALLOW "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, MESSAGE"
/* A larger message is no SIP message: 413 instead of seconds of parsing. */
#define MAX_MESSAGE_BYTES 65536
/* UDP whatever the size; RFC 3261 18.1.1 wants TCP above 1300 bytes, which few servers offer. */
#define UDP_MTU 65535
/* With UDP and TCP the large ones go by TCP, as RFC 3261 18.1.1 has it. */
#define AUTO_UDP_MTU 1300
#define CONNECTION_IDLE_MS 120000
/* RFC 4028: the interval we ask for, and its floor. */
#define SESSION_TIMER_S 1800
#define MIN_SE_S 90
#define MAX_CALLS 64
#define SHUT_DOWN_LIMIT_S 2
/* Another program may take a free port before we do. */
#define PORT_TRIES 8

struct _RbSipAgent
{
  GObject parent_instance;

  RbSipEngine *engine;
  RbSipAgentConfig config; /* owns its strings */
  char *aor;
  char *from;
  char *bind_address;
  char *own_address;     /* as it was when the stack was started (nullable) */
  char *hosts;           /* the text of /etc/hosts, likewise */
  sres_cache_t *names;   /* what the stack knows without asking */
  char *trust_directory; /* TLS only */
  char *ca_bundle;
  nua_t *nua;
  RbSipRegistration *registration;
  GHashTable *calls; /* of RbSipCall */
  RbEndpoint peer;
  gboolean peer_known;
  GMutex peer_lock; /* of these two: the stack's thread asks for them */
  guint16 port;
  GList *serving;    /* stacks before @nua that calls still need */
  nua_t *delivering; /* whose event is being handled, when it is one of those */
  GList *stopping;   /* stacks on their way out */
  gboolean restart_wanted;
  gboolean shutting_down;
  gboolean shut_down;
  guint shut_down_limit;
};

G_DEFINE_FINAL_TYPE (RbSipAgent, rb_sip_agent, G_TYPE_OBJECT)

enum
{
  REGISTRATION_CHANGED,
  INCOMING_CALL,
  SHUT_DOWN,
  INCOMING_MESSAGE,
  INCOMING_NOTIFY,
  STACK_LEAVING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Whether the event being delivered carries a message from the wire, and where from. */
static gboolean
event_is_real (nua_t *nua, const sip_t *sip, RbEndpoint *source)
{
  msg_t *message;
  const su_sockaddr_t *address;

  if (sip == NULL)
    return FALSE;
  message = nua_current_request (nua);
  address = message != NULL ? msg_addr (message) : NULL;
  if (address == NULL || (address->su_family != AF_INET && address->su_family != AF_INET6))
    return FALSE;
  rb_endpoint_from_sockaddr (source, &address->su_sa);

  return TRUE;
}

/* (transfer container) of strong references */
static GPtrArray *
dup_calls (RbSipAgent *self)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer call;

  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, &call, NULL))
    g_ptr_array_add (calls, g_object_ref (call));

  return calls;
}

static void
release_handles (RbSipAgent *self)
{
  g_autoptr (GPtrArray) calls = dup_calls (self);

  for (guint i = 0; i < calls->len; i++)
    rb_sip_call_release (g_ptr_array_index (calls, i));
  rb_sip_registration_forget (self->registration);
}

static void
finish_shut_down (RbSipAgent *self)
{
  if (self->shut_down)
    return;

  self->shut_down = TRUE;
  g_clear_handle_id (&self->shut_down_limit, g_source_remove);
  g_signal_emit (self, signals[SHUT_DOWN], 0);
}

/* The engine's root must outlive the stack's thread: "shut-down" comes after the thread was joined. */
static void
on_stack_stopped (nua_t *nua, gpointer data)
{
  g_autoptr (RbSipAgent) self = data; /* taken in stop_stack() */

  if (nua == self->nua)
    {
      self->nua = NULL;
      finish_shut_down (self);
    }
  else if (self->restart_wanted && !self->shutting_down)
    rb_sip_agent_restart (self);
}

static void
stop_stack (RbSipAgent *self)
{
  rb_sip_stopping_start (&self->stopping, self->nua, on_stack_stopped, g_object_ref (self));
}

static void
stop_serving (RbSipAgent *self)
{
  while (self->serving != NULL)
    {
      nua_t *nua = self->serving->data;

      self->serving = g_list_delete_link (self->serving, self->serving);
      rb_sip_stopping_start (&self->stopping, nua, on_stack_stopped, g_object_ref (self));
    }
}

static void
on_nua_event (nua_event_t nua_event, int status, const char *phrase, nua_t *nua, nua_magic_t *magic,
              nua_handle_t *handle, nua_hmagic_t *handle_magic, const sip_t *sip, tagi_t tags[])
{
  g_autoptr (RbSipAgent) self = g_object_ref (RB_SIP_AGENT (magic));
  RbSipStackEvent event = { nua_event, status, phrase, sip, .tags = tags };

  rb_sip_tap_drain ();
  event.real = event_is_real (nua, sip, &event.source);
  g_debug ("%s %d %s%s", nua_event_name (nua_event), status, phrase, event.real ? "" : " (own)");

  if (nua_event == nua_r_shutdown)
    {
      if (status >= 200 && nua == self->nua)
        release_handles (self);
      rb_sip_stopping_progress (self->stopping, nua, status);
    }
  else if (nua != self->nua && handle_magic != NULL && g_list_find (self->serving, nua) != NULL)
    {
      RbSipOwner *owner = handle_magic;

      self->delivering = nua;
      owner->handle (owner->object, &event);
      self->delivering = NULL;
    }
  else if (nua != self->nua)
    g_debug ("from the stack before");
  else if (handle != NULL && nua_event == nua_i_message)
    rb_sip_events_take_message (self, handle, &event); /* inside a dialog as well */
  else if (handle != NULL && nua_event == nua_i_notify && status < 200)
    rb_sip_events_take_notify (self, handle, &event); /* likewise: nobody subscribed to it */
  else if (handle != NULL && handle_magic != NULL)
    {
      RbSipOwner *owner = handle_magic;

      owner->handle (owner->object, &event);
    }
  else if (handle != NULL && handle == rb_sip_registration_get_nua_handle (self->registration))
    {
      if (event.real && nua_event == nua_r_register)
        {
          g_mutex_lock (&self->peer_lock);
          self->peer = event.source;
          self->peer_known = TRUE;
          g_mutex_unlock (&self->peer_lock);
        }
      rb_sip_registration_handle (self->registration, &event);
    }
  else if (handle != NULL)
    rb_sip_first_request_handle (self, handle, &event);
}

/* Deferrable timers: without them each stack wakes up every second for nothing; what must be
 * punctual (RFC 3261's timers) is not deferred. */
static nua_t *
create_nua (RbSipAgent *self, const char *address, guint16 port)
{
  const RbSipAgentConfig *config = &self->config;
  g_autofree char *url = rb_sip_config_make_bind_url (config, address, port);
  g_autofree char *name = rb_sip_config_get_tls_name (config);
  g_autofree char *proxy = config->proxy != NULL ? rb_sip_config_make_proxy_uri (config, name) : NULL;
  gboolean tls = config->transport == RB_TRANSPORT_TLS;

  return nua_create (
      rb_sip_engine_get_root (self->engine), on_nua_event, self, NUTAG_URL (url), NUTAG_MEDIA_ENABLE (0),
      SIPTAG_FROM_STR (self->from), TAG_IF (config->user != NULL, NUTAG_M_USERNAME (config->user)),
      NUTAG_USER_AGENT (USER_AGENT), SIPTAG_ALLOW_STR (ALLOW), NUTAG_APPL_METHOD ("INFO"), NUTAG_APPL_METHOD ("UPDATE"),
      NUTAG_APPL_METHOD ("MESSAGE"), NUTAG_APPL_METHOD ("NOTIFY"), NUTAG_APPL_METHOD ("REFER"), NUTAG_AUTO302 (0), /* where a 3xx leads is for a person to say */
      SIPTAG_SUPPORTED_STR (config->no_session_timers ? "100rel, replaces" : "timer, 100rel, replaces"),
      NUTAG_DEFERRABLE_TIMERS (1), NUTAG_AUTOALERT (0), NUTAG_AUTOANSWER (0), NUTAG_AUTOACK (1),
      NUTAG_SESSION_TIMER (config->no_session_timers ? 0 : SESSION_TIMER_S), NUTAG_MIN_SE (MIN_SE_S), NUTAG_SESSION_REFRESHER (nua_remote_refresher),
      NUTAG_OUTBOUND (config->keep_contact || config->public_address != NULL
                          ? "no-natify no-validate no-options-keepalive"
                          : "no-validate no-options-keepalive"), TAG_IF (proxy != NULL, NUTAG_PROXY (proxy)),
      NTATAG_MAXSIZE (MAX_MESSAGE_BYTES), NTATAG_UDP_MTU (config->transport == RB_TRANSPORT_UNKNOWN ? AUTO_UDP_MTU : UDP_MTU), TPTAG_IDLE (CONNECTION_IDLE_MS),
      TAG_IF (rb_sip_config_is_stream (config), TPTAG_KEEPALIVE (rb_sip_config_get_keep_alive (config) * 1000)),
      TAG_IF (tls, TPTAG_CERTIFICATE (self->trust_directory)),
      /* A pinned certificate need not name the server. */
      TAG_IF (tls, TPTAG_TLS_VERIFY_POLICY (config->pinned_certificate != NULL ? TPTLS_VERIFY_OUT
                                                                               : TPTLS_VERIFY_SUBJECTS_OUT)),
      SRESTAG_RESOLV_CONF (rb_sip_engine_get_resolv_conf (self->engine)), SRESTAG_CACHE (self->names),
      TPTAG_DUMP ("/dev/null"), TAG_IF (!rb_sip_engine_get_tap_works (self->engine), TPTAG_LOG (1)), TAG_END ());
}

static void
read_names (RbSipAgent *self)
{
  g_autofree char *name = rb_sip_config_get_tls_name (&self->config);
  g_autofree char *number = name != NULL ? rb_sip_address_get_host (self->config.proxy) : NULL;
  g_autoptr (GInetAddress) address = number != NULL ? g_inet_address_new_from_string (number) : NULL;

  g_free (self->hosts);
  self->hosts = rb_sip_names_read ();
  g_clear_pointer (&self->names, sres_cache_unref);
  self->names = rb_sip_names_make_cache (self->hosts, !rb_sip_engine_has_nameserver (self->engine), name, address);
}

static gboolean
start_stack (RbSipAgent *self, GError **error)
{
  const char *address;

  read_names (self);
  g_free (self->bind_address);
  address = self->bind_address = rb_sip_bind_choose (&self->config, self->hosts);
  g_free (self->own_address);
  self->own_address = rb_sip_bind_find_own (&self->config, self->hosts);
  if (self->aor == NULL)
    {
      g_autofree char *local = rb_sip_bind_find_towards (address, NULL);
      g_autofree char *user = rb_sip_address_escape_user (self->config.user != NULL ? self->config.user : "");
      gboolean v6 = strchr (local, ':') != NULL;

      self->aor =
          g_strdup_printf ("sip:%s%s%s%s%s", user, *user != '\0' ? "@" : "", v6 ? "[" : "", local, v6 ? "]" : "");
    }
  g_free (self->from);
  self->from = rb_sip_address_format_from (self->config.display_name, self->aor);

  if (self->config.transport == RB_TRANSPORT_TLS && self->trust_directory == NULL)
    {
      self->trust_directory = rb_sip_engine_make_trust (self->config.ca_file, self->config.pinned_certificate, error);
      if (self->trust_directory == NULL)
        return FALSE;
      self->ca_bundle = g_build_filename (self->trust_directory, RB_SIP_TRUST_FILE, NULL);
    }

  for (guint i = 0; self->nua == NULL && i < (self->config.bind_port != 0 ? 1 : PORT_TRIES); i++)
    {
      self->port = self->config.bind_port != 0 ? self->config.bind_port
                                               : rb_sip_address_find_free_port (address, self->config.transport);
      if (self->port != 0)
        self->nua = create_nua (self, address, self->port);
    }
  if (self->nua != NULL && self->config.transport == RB_TRANSPORT_TLS && self->config.pinned_certificate != NULL &&
      !rb_sip_pin_is_enforced (self->ca_bundle))
    {
      stop_stack (self);
      self->nua = NULL;
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_START,
                   _ ("The trusted certificate cannot be enforced with this build of the SIP stack, so nothing was sent. "
                      "Use a certificate of an authority this computer trusts."));
      return FALSE;
    }
  if (self->nua != NULL)
    return TRUE;

  if (self->config.bind_port != 0)
    g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_START,
                 _ ("Port %u could not be opened for SIP at %s: another program probably uses it. Choose another port, "
                    "or 0 for any."),
                 self->config.bind_port, address);
  else
    g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_START,
                 _ ("SIP could not be started at the address %s. Check the local address in the account."), address);

  return FALSE;
}

/* After the network changed the old address may be gone, and with it Via, Contact and the
 * socket: a new stack takes over. The old one stays for the calls it has. */
static void
restart_stack (RbSipAgent *self)
{
  g_autoptr (GError) error = NULL;

  self->restart_wanted = FALSE;
  rb_sip_registration_forget (self->registration);
  g_signal_emit (self, signals[STACK_LEAVING], 0);
  if (self->nua != NULL && g_hash_table_size (self->calls) > 0)
    self->serving = g_list_prepend (self->serving, self->nua);
  else if (self->nua != NULL)
    stop_stack (self);
  g_mutex_lock (&self->peer_lock);
  self->peer_known = FALSE;
  g_mutex_unlock (&self->peer_lock);
  self->nua = NULL;
  if (!start_stack (self, &error))
    {
      rb_sip_registration_lose (self->registration, error->message);
      self->restart_wanted = TRUE; /* with the next change, or when the old port is free */
      return;
    }
  if (rb_sip_registration_is_wanted (self->registration))
    rb_sip_registration_start (self->registration);
}

void
rb_sip_agent_restart (RbSipAgent *self)
{
  restart_stack (self);
}

static void
on_network_changed (RbSipEngine *engine, RbSipAgent *self)
{
  g_autofree char *before = NULL;
  g_autofree char *hosts = NULL;

  if (self->shutting_down)
    return;

  hosts = rb_sip_names_read ();
  before = g_steal_pointer (&self->own_address);
  self->own_address = rb_sip_bind_find_own (&self->config, self->hosts);
  if (self->nua == NULL || g_strcmp0 (before, self->own_address) != 0 || strcmp (hosts, self->hosts) != 0)
    rb_sip_agent_restart (self);
  else if (rb_sip_registration_is_wanted (self->registration))
    rb_sip_registration_start (self->registration);
}

static void
rb_sip_agent_dispose (GObject *object)
{
  RbSipAgent *self = RB_SIP_AGENT (object);

  g_clear_handle_id (&self->shut_down_limit, g_source_remove);
  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (self->engine, self);
  g_clear_pointer (&self->registration, rb_sip_registration_free);
  g_clear_pointer (&self->calls, g_hash_table_unref);
  if (self->trust_directory != NULL)
    rb_sip_engine_remove_trust (self->trust_directory);
  g_clear_pointer (&self->trust_directory, g_free);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (rb_sip_agent_parent_class)->dispose (object);
}

static void
rb_sip_agent_finalize (GObject *object)
{
  RbSipAgent *self = RB_SIP_AGENT (object);

  rb_sip_config_clear (&self->config);
  g_free (self->aor);
  g_free (self->from);
  g_free (self->bind_address);
  g_free (self->own_address);
  g_free (self->hosts);
  g_clear_pointer (&self->names, sres_cache_unref);
  g_free (self->ca_bundle);
  g_mutex_clear (&self->peer_lock);

  G_OBJECT_CLASS (rb_sip_agent_parent_class)->finalize (object);
}

static void
rb_sip_agent_class_init (RbSipAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_sip_agent_dispose;
  object_class->finalize = rb_sip_agent_finalize;

  signals[REGISTRATION_CHANGED] =
      g_signal_new ("registration-changed", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[INCOMING_CALL] = g_signal_new ("incoming-call", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, RB_TYPE_SIP_CALL);
  signals[SHUT_DOWN] =
      g_signal_new ("shut-down", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[INCOMING_MESSAGE] = g_signal_new ("incoming-message", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[INCOMING_NOTIFY] = g_signal_new ("incoming-notify", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[STACK_LEAVING] =
      g_signal_new ("stack-leaving", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_sip_agent_init (RbSipAgent *self)
{
  g_mutex_init (&self->peer_lock);
  self->registration = rb_sip_registration_new (self);
  self->calls = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

RbSipAgent *
rb_sip_agent_new (RbSipEngine *engine, const RbSipAgentConfig *config, GError **error)
{
  g_autoptr (RbSipAgent) self = NULL;
  g_autofree char *user = NULL;

  g_return_val_if_fail (RB_IS_SIP_ENGINE (engine), NULL);
  g_return_val_if_fail (config != NULL, NULL);

  self = g_object_new (RB_TYPE_SIP_AGENT, NULL);
  self->engine = g_object_ref (engine);
  rb_sip_config_copy (&self->config, config);
  user = rb_sip_address_escape_user (config->user != NULL ? config->user : "");
  if (config->domain != NULL)
    self->aor = g_strdup_printf ("sip:%s%s%s", user, *user != '\0' ? "@" : "", config->domain);
  if (self->aor != NULL && !rb_sip_address_is_uri (self->aor))
    {
      g_set_error (error, RB_SIP_ERROR, RB_SIP_ERROR_URI,
                   _ ("“%s” is no SIP address. Check the user name and domain of the account."), self->aor);
      return NULL;
    }
  if (!start_stack (self, error))
    return NULL;

  g_signal_connect (engine, "network-changed", G_CALLBACK (on_network_changed), self);

  return g_steal_pointer (&self);
}

void
rb_sip_agent_register (RbSipAgent *self)
{
  g_return_if_fail (RB_IS_SIP_AGENT (self));

  if (!self->shutting_down)
    rb_sip_registration_start (self->registration);
}

void
rb_sip_agent_unregister (RbSipAgent *self)
{
  g_return_if_fail (RB_IS_SIP_AGENT (self));

  if (!self->shutting_down)
    rb_sip_registration_stop (self->registration);
}

void
rb_sip_agent_wake (RbSipAgent *self)
{
  g_return_if_fail (RB_IS_SIP_AGENT (self));

  if (self->shutting_down)
    return;
  if (rb_sip_config_is_stream (&self->config))
    rb_sip_agent_restart (self);
  else if (rb_sip_registration_is_wanted (self->registration))
    rb_sip_registration_start (self->registration);
}

void
rb_sip_agent_set_password (RbSipAgent *self, const char *password)
{
  g_return_if_fail (RB_IS_SIP_AGENT (self));

  rb_sip_config_set_password (&self->config, password);
  if (!self->shutting_down && rb_sip_registration_get_state (self->registration) == RB_REGISTRATION_FAILED &&
      rb_sip_registration_is_wanted (self->registration))
    rb_sip_registration_start (self->registration);
}

RbRegistrationState
rb_sip_agent_get_registration (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), RB_REGISTRATION_OFF);

  return rb_sip_registration_get_state (self->registration);
}

guint
rb_sip_agent_get_registration_status (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), 0);

  return rb_sip_registration_get_status (self->registration);
}

const char *
rb_sip_agent_get_registration_reason (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), NULL);

  return rb_sip_registration_get_reason (self->registration);
}

const RbSipCertificate *
rb_sip_agent_get_refused_certificate (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), NULL);

  return rb_sip_registration_get_refused (self->registration);
}

const char *
rb_sip_agent_get_registration_call_id (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), NULL);

  return rb_sip_registration_get_call_id (self->registration);
}

guint16
rb_sip_agent_get_port (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), 0);

  return self->port;
}

char *
rb_sip_agent_get_local_address (RbSipAgent *self, const char *target_uri)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), NULL);
  g_return_val_if_fail (target_uri != NULL, NULL);

  return rb_sip_bind_find_towards (self->bind_address, target_uri);
}

const char *
rb_sip_agent_get_aor (RbSipAgent *self)
{
  g_return_val_if_fail (RB_IS_SIP_AGENT (self), NULL);

  return self->aor;
}

static gboolean
on_shut_down_limit (gpointer data)
{
  RbSipAgent *self = data;

  self->shut_down_limit = 0;
  /* Without handles the stack waits for nobody who does not answer. */
  release_handles (self);
  finish_shut_down (self);

  return G_SOURCE_REMOVE;
}

void
rb_sip_agent_shut_down (RbSipAgent *self)
{
  g_autoptr (GPtrArray) calls = NULL;

  g_return_if_fail (RB_IS_SIP_AGENT (self));

  if (self->shutting_down)
    return;

  g_atomic_int_set (&self->shutting_down, TRUE);
  calls = dup_calls (self);
  for (guint i = 0; i < calls->len; i++)
    rb_sip_call_abandon (g_ptr_array_index (calls, i), RB_SIP_ENDED_LOCAL);

  rb_sip_registration_stop (self->registration);
  g_signal_emit (self, signals[STACK_LEAVING], 0); /* a stack that stops takes no more orders */
  if (self->nua != NULL)
    stop_stack (self);
  stop_serving (self);
  self->shut_down_limit = g_timeout_add_seconds (SHUT_DOWN_LIMIT_S, on_shut_down_limit, self);
}

nua_t *
rb_sip_agent_get_nua (RbSipAgent *self)
{
  return self->delivering != NULL ? self->delivering : self->nua;
}

const RbSipAgentConfig *
rb_sip_agent_get_config (RbSipAgent *self)
{
  return &self->config;
}

const char *
rb_sip_agent_get_from (RbSipAgent *self)
{
  return self->from;
}

const char *
rb_sip_agent_get_server (RbSipAgent *self)
{
  return rb_sip_config_get_server (&self->config);
}

void
rb_sip_agent_add_call (RbSipAgent *self, RbSipCall *call)
{
  g_hash_table_add (self->calls, g_object_ref (call));
}

guint
rb_sip_agent_may_take_call (RbSipAgent *self)
{
  if (self->shutting_down || !g_signal_has_handler_pending (self, signals[INCOMING_CALL], 0, FALSE))
    return 480;

  return g_hash_table_size (self->calls) >= MAX_CALLS ? 486 : 0;
}

void
rb_sip_agent_take_call (RbSipAgent *self, RbSipCall *call)
{
  rb_sip_agent_add_call (self, call);
  g_signal_emit (self, signals[INCOMING_CALL], 0, call);
}

void
rb_sip_agent_remove_call (RbSipAgent *self, RbSipCall *call)
{
  g_hash_table_remove (self->calls, call);
  if (g_hash_table_size (self->calls) == 0)
    stop_serving (self);
  if (self->restart_wanted && !self->shutting_down && g_hash_table_size (self->calls) == 0)
    restart_stack (self);
}

gboolean
rb_sip_agent_is_shutting_down (RbSipAgent *self)
{
  return g_atomic_int_get (&self->shutting_down);
}

const RbEndpoint *
rb_sip_agent_get_peer (RbSipAgent *self)
{
  return self->peer_known ? &self->peer : NULL;
}

gboolean
rb_sip_agent_is_peer (RbSipAgent *self, const RbEndpoint *source)
{
  gboolean same;

  g_mutex_lock (&self->peer_lock);
  same = self->peer_known && rb_endpoint_is_same_host (source, &self->peer);
  g_mutex_unlock (&self->peer_lock);

  return same;
}

gboolean
rb_sip_agent_is_server (RbSipAgent *self, const RbEndpoint *source)
{
  const char *server = rb_sip_agent_get_server (self);
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) known = NULL;
  g_autofree char *number = NULL;
  RbEndpoint endpoint;

  if (rb_sip_agent_is_peer (self, source))
    return TRUE;
  if (server == NULL)
    return FALSE;

  host = rb_sip_address_get_host (server);
  known = rb_sip_names_find (self->hosts, host);
  number = known != NULL ? g_inet_address_to_string (known) : g_strdup (host);

  return rb_endpoint_parse (&endpoint, number, 0) && rb_endpoint_is_same_host (source, &endpoint);
}

RbSipTlsWatch *
rb_sip_agent_watch_tls (RbSipAgent *self, const char *target_uri, RbSipTlsWatchFunc func, gpointer data)
{
  g_autofree char *name = rb_sip_config_get_tls_name (&self->config);

  if (self->config.transport != RB_TRANSPORT_TLS)
    return NULL;

  return rb_sip_tls_watch_new (self->config.proxy != NULL ? self->config.proxy : target_uri, name,
                               rb_sip_engine_get_tap_works (self->engine) ? self->port : 0, self->ca_bundle,
                               self->config.pinned_certificate, func, data);
}
