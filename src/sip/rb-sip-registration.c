/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registration of one agent (RFC 3261 10). Sofia refreshes it at a random moment between
 * a quarter and three quarters of the interval that the registrar granted, but may be up to
 * 15 s late (NUTAG_DEFERRABLE_TIMERS), so a timer of our own follows at four fifths. Sofia
 * also raises the interval after a 423; this file answers challenges, tries again after
 * failures and keeps the state that the user sees. */

#include "rb-sip-registration.h"

#include "rb-sip-auth.h"
#include "rb-sip-config.h"
#include "rb-sip-keep-alive.h"
#include "rb-sip-reason.h"
#include "rb-sip-synthetic.h"

#include <glib/gi18n-lib.h>

#define DEFAULT_EXPIRES_S 300
#define MAX_EXPIRES_S 604800 /* a week */
/* RFC 5626 4.5: base and limit of the wait before the next try. */
#define RETRY_BASE_S 30
#define RETRY_MAX_S 600
/* RFC 3261 17.1.2.2, timer F. */
#define TIMER_F_S 32

struct _RbSipRegistration
{
  RbSipAgent *agent; /* not a reference: owned by it */
  nua_handle_t *handle;
  char *call_id; /* of the handle's requests */
  RbRegistrationState state;
  gboolean wanted;
  guint status;
  char *reason;
  GHashTable *answered; /* realms */
  guint failures;       /* in a row */
  guint retry;          /* source */
  guint refresh;        /* source */
  RbSipTlsWatch *tls_watch;
  RbSipCertificate *refused; /* why @state is failed */
  RbSipKeepAlive *keep_alive; /* UDP, while registered */
};

RbSipRegistration *
rb_sip_registration_new (RbSipAgent *agent)
{
  RbSipRegistration *self = g_new0 (RbSipRegistration, 1);

  self->agent = agent;
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rb_sip_registration_free (RbSipRegistration *self)
{
  rb_sip_registration_forget (self);
  g_hash_table_unref (self->answered);
  rb_sip_certificate_free (self->refused);
  g_free (self->reason);
  g_free (self->call_id);
  g_free (self);
}

static void
set_state (RbSipRegistration *self, RbRegistrationState state, guint status, char *reason)
{
  if (state != RB_REGISTRATION_FAILED)
    g_clear_pointer (&self->refused, rb_sip_certificate_free);
  self->state = state;
  self->status = status;
  g_free (self->reason);
  self->reason = reason;
  g_signal_emit_by_name (self->agent, "registration-changed");
}

guint
rb_sip_registration_back_off (guint failures, guint32 random)
{
  guint limit = RETRY_BASE_S;

  for (guint i = 1; i < failures && limit < RETRY_MAX_S; i++)
    limit *= 2;
  limit = MIN (limit, RETRY_MAX_S);

  return limit / 2 + random % (limit - limit / 2 + 1);
}

static gboolean
on_retry (gpointer data)
{
  RbSipRegistration *self = data;

  self->retry = 0;
  rb_sip_registration_start (self);

  return G_SOURCE_REMOVE;
}

/* A refusal of the user's name or password is not repeated by itself: servers lock accounts
 * for that. A new password, the network or the user starts it again. */
static gboolean
is_worth_repeating (guint status)
{
  return status != 401 && status != 403 && status != 404 && status != 407;
}

static void
fail (RbSipRegistration *self, guint status, char *reason, gboolean again)
{
  self->failures++;
  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_pointer (&self->keep_alive, rb_sip_keep_alive_free);
  if (again)
    {
      g_clear_handle_id (&self->retry, g_source_remove);
      g_clear_handle_id (&self->refresh, g_source_remove);
      self->retry =
          g_timeout_add_seconds (rb_sip_registration_back_off (self->failures, g_random_int ()), on_retry, self);
    }
  set_state (self, RB_REGISTRATION_FAILED, status, reason);
}

static void
append_synthetic (RbSipRegistration *self, guint status, const char *phrase)
{
  rb_sip_synthetic_append (self->agent, self->call_id, rb_sip_agent_get_from (self->agent),
                           rb_sip_agent_get_aor (self->agent), "REGISTER", status, phrase);
}

static void
on_tls_failed (const char *reason, gpointer data)
{
  RbSipRegistration *self = data;
  const RbSipCertificate *refused = rb_sip_tls_watch_get_refused (self->tls_watch);

  append_synthetic (self, SIP_503_SERVICE_UNAVAILABLE);
  if (refused != NULL)
    self->refused = rb_sip_certificate_copy (refused);
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  g_clear_pointer (&self->handle, nua_handle_destroy);
  fail (self, 503, g_strdup (reason), TRUE);
}

static void
send_register (RbSipRegistration *self)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);
  g_autofree char *registrar =
      rb_sip_config_make_uri (config, config->server != NULL ? config->server : config->domain);
  g_autofree char *expires = g_strdup_printf ("%u", config->expires > 0 ? config->expires : DEFAULT_EXPIRES_S);

  nua_register (self->handle, NUTAG_REGISTRAR (registrar), SIPTAG_EXPIRES_STR (expires), TAG_END ());
}

static gboolean
on_refresh (gpointer data)
{
  RbSipRegistration *self = data;

  self->refresh = 0;
  send_register (self);

  return G_SOURCE_REMOVE;
}

/* The interval granted to our binding; @sip lists those of all our user's phones. */
static guint
get_granted (RbSipRegistration *self, const sip_t *sip)
{
  g_autofree char *port = g_strdup_printf ("%u", rb_sip_agent_get_port (self->agent));
  guint granted = sip->sip_expires != NULL ? sip->sip_expires->ex_delta : DEFAULT_EXPIRES_S;

  for (const sip_contact_t *contact = sip->sip_contact; contact != NULL; contact = contact->m_next)
    if (contact->m_expires != NULL && g_strcmp0 (contact->m_url->url_port, port) == 0)
      granted = (guint) g_ascii_strtoull (contact->m_expires, NULL, 10);

  return CLAMP (granted, 1, MAX_EXPIRES_S);
}

static void
start_refresh (RbSipRegistration *self, const sip_t *sip)
{
  g_clear_handle_id (&self->refresh, g_source_remove);
  if (sip != NULL)
    self->refresh = g_timeout_add (get_granted (self, sip) * 1000 / 5 * 4, on_refresh, self);
}

void
rb_sip_registration_start (RbSipRegistration *self)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);
  nua_t *nua = rb_sip_agent_get_nua (self->agent);
  const char *aor = rb_sip_agent_get_aor (self->agent);

  self->wanted = TRUE;
  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->refresh, g_source_remove);
  if (config->domain == NULL || nua == NULL)
    return;

  /* A request still under way goes to where the network was. */
  if (self->state == RB_REGISTRATION_REGISTERING)
    g_clear_pointer (&self->handle, nua_handle_destroy);
  if (self->handle == NULL)
    {
      g_free (self->call_id);
      self->call_id = g_uuid_string_random ();
      self->handle = nua_handle (nua, NULL, SIPTAG_TO_STR (aor), SIPTAG_FROM_STR (rb_sip_agent_get_from (self->agent)),
                                 SIPTAG_CALL_ID_STR (self->call_id), TAG_END ());
    }

  g_hash_table_remove_all (self->answered);
  send_register (self);
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  self->tls_watch = rb_sip_agent_watch_tls (self->agent, config->server != NULL ? config->server : config->domain,
                                            on_tls_failed, self);
  set_state (self, RB_REGISTRATION_REGISTERING, 0, NULL);
}

void
rb_sip_registration_stop (RbSipRegistration *self)
{
  self->wanted = FALSE;
  self->failures = 0;
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  g_clear_pointer (&self->keep_alive, rb_sip_keep_alive_free);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->refresh, g_source_remove);

  if (self->state == RB_REGISTRATION_REGISTERED || self->state == RB_REGISTRATION_REGISTERING)
    {
      nua_unregister (self->handle, TAG_END ());
      set_state (self, RB_REGISTRATION_UNREGISTERING, 0, NULL);
    }
  else if (self->state == RB_REGISTRATION_FAILED)
    set_state (self, RB_REGISTRATION_OFF, 0, NULL);
}

void
rb_sip_registration_forget (RbSipRegistration *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  g_clear_pointer (&self->keep_alive, rb_sip_keep_alive_free);
  g_clear_pointer (&self->handle, nua_handle_destroy);
}

void
rb_sip_registration_lose (RbSipRegistration *self, const char *reason)
{
  if (self->wanted)
    fail (self, 0, g_strdup (reason), FALSE);
}

static void
start_keep_alive (RbSipRegistration *self)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);
  const RbEndpoint *peer = rb_sip_agent_get_peer (self->agent);

  g_clear_pointer (&self->keep_alive, rb_sip_keep_alive_free);
  if (peer != NULL && !rb_sip_config_is_stream (config))
    self->keep_alive =
        rb_sip_keep_alive_new (rb_sip_agent_get_port (self->agent), peer, rb_sip_config_get_keep_alive (config));
}

static char *
describe_failure (RbSipRegistration *self, const RbSipStackEvent *event)
{
  const char *server = rb_sip_agent_get_server (self->agent);

  if (!event->real)
    return rb_sip_reason_no_response (event->status, event->phrase, server, server,
                                      event->status == 408 ? TIMER_F_S : 0);

  return rb_sip_reason_registration (event->status, event->phrase, server);
}

static void
on_register (RbSipRegistration *self, const RbSipStackEvent *event)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);

  if (event->status < 200 || !self->wanted)
    return;

  if (event->status < 300)
    {
      self->failures = 0;
      g_hash_table_remove_all (self->answered);
      start_keep_alive (self);
      start_refresh (self, event->sip);
      set_state (self, RB_REGISTRATION_REGISTERED, event->status, NULL);
      return;
    }

  if ((event->status == 401 || event->status == 407) && event->sip != NULL)
    {
      if (rb_sip_auth_answer (self->handle, event->sip, config->auth_user != NULL ? config->auth_user : config->user,
                              config->password, self->answered))
        return;
      if (config->password == NULL)
        {
          fail (self, event->status,
                g_strdup_printf (_ ("%s asks for a password and none is known. Enter it in the account."),
                                 rb_sip_agent_get_server (self->agent)),
                FALSE);
          g_clear_pointer (&self->handle, nua_handle_destroy);
          return;
        }
    }

  fail (self, event->status, describe_failure (self, event), is_worth_repeating (event->status) || !event->real);
  g_clear_pointer (&self->handle, nua_handle_destroy);
}

static void
on_unregister (RbSipRegistration *self, const RbSipStackEvent *event)
{
  const RbSipAgentConfig *config = rb_sip_agent_get_config (self->agent);

  if (event->status < 200 || self->wanted)
    return;

  if ((event->status == 401 || event->status == 407) && event->sip != NULL &&
      rb_sip_auth_answer (self->handle, event->sip, config->auth_user != NULL ? config->auth_user : config->user,
                          config->password, self->answered))
    return;

  set_state (self, RB_REGISTRATION_OFF, 0, NULL);
}

void
rb_sip_registration_handle (RbSipRegistration *self, const RbSipStackEvent *event)
{
  if (event->status >= 300 && !event->real && (event->event == nua_r_register || event->event == nua_r_unregister))
    append_synthetic (self, event->status, event->phrase);

  if (event->real)
    g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);

  if (event->event == nua_r_register)
    on_register (self, event);
  else if (event->event == nua_r_unregister)
    on_unregister (self, event);
}

nua_handle_t *
rb_sip_registration_get_nua_handle (RbSipRegistration *self)
{
  return self->handle;
}

gboolean
rb_sip_registration_is_wanted (RbSipRegistration *self)
{
  return self->wanted;
}

RbRegistrationState
rb_sip_registration_get_state (RbSipRegistration *self)
{
  return self->state;
}

guint
rb_sip_registration_get_status (RbSipRegistration *self)
{
  return self->status;
}

const RbSipCertificate *
rb_sip_registration_get_refused (RbSipRegistration *self)
{
  return self->refused;
}

const char *
rb_sip_registration_get_call_id (RbSipRegistration *self)
{
  return self->call_id;
}

const char *
rb_sip_registration_get_reason (RbSipRegistration *self)
{
  return self->reason;
}
