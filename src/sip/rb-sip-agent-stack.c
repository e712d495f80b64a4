/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The nua_t below an agent: how it is set up, which of its events goes to whom, and how a new one takes its place when
 * the network's addresses change. rb-sip-agent.c is the account above it. */

#include "rb-sip-agent-stack.h"

#include "rb-sip-address.h"
#include "rb-sip-bind.h"
#include "rb-sip-config.h"
#include "rb-sip-engine-private.h"
#include "rb-sip-events-private.h"
#include "rb-sip-first-request.h"
#include "rb-sip-move.h"
#include "rb-sip-names.h"
#include "rb-sip-pin.h"
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
/* Another program may take a free port before we do. */
#define PORT_TRIES 8

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

/* The engine's root must outlive the stack's thread: "shut-down" comes after the thread was joined. */
static void
on_stack_stopped (nua_t *nua, gpointer data)
{
  g_autoptr (RbSipAgent) self = data; /* taken in stop_stack() */

  if (nua == self->nua)
    {
      self->nua = NULL;
      rb_sip_agent_finish_shut_down (self);
    }
  else if (self->restart_wanted && !self->shutting_down)
    rb_sip_agent_restart (self);
}

static void
stop_stack (RbSipAgent *self)
{
  rb_sip_stopping_start (&self->stopping, self->nua, on_stack_stopped, g_object_ref (self));
}

void
rb_sip_agent_stop_serving (RbSipAgent *self)
{
  while (self->serving != NULL)
    {
      nua_t *nua = self->serving->data;

      self->serving = g_list_delete_link (self->serving, self->serving);
      rb_sip_stopping_start (&self->stopping, nua, on_stack_stopped, g_object_ref (self));
    }
}

/* A stack before ours has our address now, too. */
static void
on_moved (RbSipAgent *self, nua_t *nua, int status)
{
  g_autoptr (GPtrArray) calls = rb_sip_agent_dup_calls (self);

  if (status >= 300)
    g_message ("the calls of a stack before could not be moved to the new address");
  for (guint i = 0; status < 300 && i < calls->len; i++)
    rb_sip_call_end_move (g_ptr_array_index (calls, i), nua);
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
        rb_sip_agent_release_handles (self);
      rb_sip_stopping_progress (self->stopping, nua, status);
    }
  else if (nua != self->nua && handle_magic != NULL && g_list_find (self->serving, nua) != NULL)
    {
      RbSipOwner *owner = handle_magic;

      self->delivering = nua;
      owner->handle (owner->object, &event);
      self->delivering = NULL;
    }
  else if (nua != self->nua && nua_event == nua_i_network_changed)
    on_moved (self, nua, status);
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
      NUTAG_APPL_METHOD ("MESSAGE"), NUTAG_APPL_METHOD ("NOTIFY"), NUTAG_APPL_METHOD ("REFER"),
      NUTAG_AUTO302 (0), /* where a 3xx leads is for a person to say */
      SIPTAG_SUPPORTED_STR (config->no_session_timers ? "100rel, replaces" : "timer, 100rel, replaces"),
      NUTAG_DEFERRABLE_TIMERS (1), NUTAG_AUTOALERT (0), NUTAG_AUTOANSWER (0), NUTAG_AUTOACK (1),
      NUTAG_SESSION_TIMER (config->no_session_timers ? 0 : SESSION_TIMER_S), NUTAG_MIN_SE (MIN_SE_S),
      NUTAG_SESSION_REFRESHER (nua_remote_refresher),
      NUTAG_OUTBOUND (config->keep_contact || config->public_address != NULL
                          ? "no-natify no-validate no-options-keepalive"
                          : "no-validate no-options-keepalive"),
      TAG_IF (proxy != NULL, NUTAG_PROXY (proxy)), NTATAG_MAXSIZE (MAX_MESSAGE_BYTES),
      NTATAG_UDP_MTU (config->transport == RB_TRANSPORT_UNKNOWN ? AUTO_UDP_MTU : UDP_MTU),
      TPTAG_IDLE (CONNECTION_IDLE_MS),
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

gboolean
rb_sip_agent_start_stack (RbSipAgent *self, GError **error)
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
      g_set_error (
          error, RB_SIP_ERROR, RB_SIP_ERROR_START,
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

/* The stacks before ours go on with their calls at our address, each on a port of its own. */
static void
move_serving (RbSipAgent *self)
{
  g_autoptr (GPtrArray) calls = rb_sip_agent_dup_calls (self);

  /* Without an address there is nowhere to go yet: a request now would only fail, and its call with it. */
  for (GList *l = self->own_address != NULL ? self->serving : NULL; l != NULL; l = l->next)
    {
      guint16 port = rb_sip_address_find_free_port (self->bind_address, self->config.transport);
      g_autofree char *url = rb_sip_config_make_bind_url (&self->config, self->bind_address, port);

      if (port == 0)
        continue;
      for (guint i = 0; i < calls->len; i++)
        rb_sip_call_begin_move (g_ptr_array_index (calls, i), l->data, port);
      rb_sip_move (l->data, url);
    }
}

/* After the network changed the old address may be gone, and with it Via, Contact and the
 * socket: a new stack takes over. The old one stays for the calls it has, and moves with them. */
void
rb_sip_agent_restart (RbSipAgent *self)
{
  g_autoptr (GError) error = NULL;

  self->restart_wanted = FALSE;
  rb_sip_registration_forget (self->registration);
  g_signal_emit_by_name (self, "stack-leaving");
  if (self->nua != NULL && g_hash_table_size (self->calls) > 0)
    self->serving = g_list_prepend (self->serving, self->nua);
  else if (self->nua != NULL)
    stop_stack (self);
  g_mutex_lock (&self->peer_lock);
  self->peer_known = FALSE;
  g_mutex_unlock (&self->peer_lock);
  self->nua = NULL;
  if (!rb_sip_agent_start_stack (self, &error))
    {
      rb_sip_registration_lose (self->registration, error->message);
      self->restart_wanted = TRUE; /* with the next change, or when the old port is free */
      return;
    }
  move_serving (self);
  if (rb_sip_registration_is_wanted (self->registration))
    rb_sip_registration_start (self->registration);
}

void
rb_sip_agent_follow_network (RbSipAgent *self)
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

void
rb_sip_agent_stop_stacks (RbSipAgent *self)
{
  if (self->nua != NULL)
    stop_stack (self);
  rb_sip_agent_stop_serving (self);
}
