/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipAgent: one account. Owns the registration and the calls; the nua_t that carries them is in
 * rb-sip-agent-stack.c. */

#include "rb-sip-agent-stack.h"

#include "rb-sip-address.h"
#include "rb-sip-bind.h"
#include "rb-sip-config.h"
#include "rb-sip-engine-private.h"
#include "rb-sip-names.h"

#include <glib/gi18n-lib.h>

#define MAX_CALLS 64
#define SHUT_DOWN_LIMIT_S 2

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

GPtrArray *
rb_sip_agent_dup_calls (RbSipAgent *self)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer call;

  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, &call, NULL))
    g_ptr_array_add (calls, g_object_ref (call));

  return calls;
}

void
rb_sip_agent_release_handles (RbSipAgent *self)
{
  g_autoptr (GPtrArray) calls = rb_sip_agent_dup_calls (self);

  for (guint i = 0; i < calls->len; i++)
    rb_sip_call_release (g_ptr_array_index (calls, i));
  rb_sip_registration_forget (self->registration);
}

void
rb_sip_agent_finish_shut_down (RbSipAgent *self)
{
  if (self->shut_down)
    return;

  self->shut_down = TRUE;
  g_clear_handle_id (&self->shut_down_limit, g_source_remove);
  g_signal_emit (self, signals[SHUT_DOWN], 0);
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
  signals[INCOMING_NOTIFY] = g_signal_new ("incoming-notify", RB_TYPE_SIP_AGENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_POINTER);
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
  if (!rb_sip_agent_start_stack (self, error))
    return NULL;

  g_signal_connect_swapped (engine, "network-changed", G_CALLBACK (rb_sip_agent_follow_network), self);

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
  rb_sip_agent_release_handles (self);
  rb_sip_agent_finish_shut_down (self);

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
  calls = rb_sip_agent_dup_calls (self);
  for (guint i = 0; i < calls->len; i++)
    rb_sip_call_abandon (g_ptr_array_index (calls, i), RB_SIP_ENDED_LOCAL);

  rb_sip_registration_stop (self->registration);
  g_signal_emit (self, signals[STACK_LEAVING], 0); /* a stack that stops takes no more orders */
  rb_sip_agent_stop_stacks (self);
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
    rb_sip_agent_stop_serving (self);
  if (self->restart_wanted && !self->shutting_down && g_hash_table_size (self->calls) == 0)
    rb_sip_agent_restart (self);
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
