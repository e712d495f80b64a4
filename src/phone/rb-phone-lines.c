/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of the phone: for each enabled account one SIP agent, with its password looked up
 * and its registration state copied; and one direct line for calls without an account. */

#include "rb-phone-private.h"

#include "rb-phone-events.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  RbPhone *phone;
  RbAccount *account;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_object_unref (lookup->account);
  g_object_unref (lookup->phone);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

static void
set_password (RbLine *line, const char *password)
{
  if (line->password != NULL)
    explicit_bzero (line->password, strlen (line->password));
  g_free (line->password);
  line->password = g_strdup (password);
}

static void
on_agent_shut_down (RbSipAgent *agent, RbPhone *self)
{
  g_signal_handlers_disconnect_by_data (agent, self);
  g_ptr_array_remove_fast (self->leaving, agent);
  rb_phone_check_shut_down (self);
}

/* Un-registers; the agent is kept until it is done. */
static void
close_agent (RbLine *line)
{
  RbSipAgent *agent = g_steal_pointer (&line->agent);

  if (agent == NULL)
    return;

  rb_phone_leave_events (line);
  g_signal_handlers_disconnect_by_data (agent, line);
  g_ptr_array_add (line->phone->leaving, agent);
  g_signal_connect (agent, "shut-down", G_CALLBACK (on_agent_shut_down), line->phone);
  rb_sip_agent_shut_down (agent);
}

void
rb_line_free (RbLine *line)
{
  if (line->agent != NULL)
    g_signal_handlers_disconnect_by_data (line->agent, line);
  g_clear_object (&line->agent);
  g_clear_object (&line->account);
  set_password (line, NULL);
  g_free (line);
}

/* An outage lasts from the first failure until the account is registered again or no longer wants to be; what is
 * tried in between is nobody's news. */
static void
report (RbLine *line, RbRegistrationState state, const char *reason, const RbSipCertificate *certificate)
{
  gboolean failed = state == RB_REGISTRATION_FAILED && !line->told;
  gboolean restored = state == RB_REGISTRATION_REGISTERED && line->told;
  g_autoptr (RbPhone) phone = g_object_ref (line->phone);
  g_autoptr (RbAccount) account = g_object_ref (line->account);

  if (failed || restored || state == RB_REGISTRATION_OFF)
    line->told = failed;
  if (state != RB_REGISTRATION_FAILED)
    rb_account_set_missing_password (account, FALSE);
  rb_account_set_certificate (account, certificate);
  rb_account_set_registration (account, state, reason);
  if (failed)
    g_signal_emit_by_name (phone, "registration-failed", account, reason);
  else if (restored)
    g_signal_emit_by_name (phone, "registration-restored", account);
}

static void
report_missing (RbLine *line, const char *reason)
{
  rb_account_set_missing_password (line->account, TRUE);
  report (line, RB_REGISTRATION_FAILED, reason, NULL);
}

static void
on_registration_changed (RbSipAgent *agent, RbLine *line)
{
  if (line->account != NULL)
    report (line, rb_sip_agent_get_registration (agent), rb_sip_agent_get_registration_reason (agent),
            rb_sip_agent_get_refused_certificate (agent));
}

static void
on_incoming_call (RbSipAgent *agent, RbSipCall *sip, RbLine *line)
{
  rb_phone_take_incoming (line->phone, line->account, sip);
}

static gboolean
open_agent (RbLine *line, RbSipAgentConfig *config, GError **error)
{
  config->may_ring = line->account == NULL || rb_account_is_practice (line->account) ? rb_phone_may_ring
                                                                                     : rb_phone_may_ring_for_account;
  config->may_ring_data = line->phone;
  line->agent = rb_sip_agent_new (line->phone->engine, config, error);
  if (line->agent == NULL)
    return FALSE;

  g_signal_connect (line->agent, "registration-changed", G_CALLBACK (on_registration_changed), line);
  g_signal_connect (line->agent, "incoming-call", G_CALLBACK (on_incoming_call), line);
  rb_phone_join_events (line);

  return TRUE;
}

static void
go (RbLine *line, const char *password)
{
  if (password != NULL)
    rb_sip_agent_set_password (line->agent, password);
  if (rb_account_wants_registration (line->account))
    rb_sip_agent_register (line->agent);
  else
    report (line, RB_REGISTRATION_OFF, NULL, NULL);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lookup) lookup = data;
  g_autoptr (GError) error = NULL;
  char *password = rb_secrets_lookup_finish (RB_SECRETS (source), result, &error);
  RbLine *line = rb_phone_find_line (lookup->phone, lookup->account);

  if (line == NULL || line->agent == NULL)
    ; /* removed or disabled in the meantime */
  else if (password != NULL)
    go (line, password);
  else if (error != NULL)
    report_missing (line, error->message);
  else
    report_missing (
        line, _ ("The password is missing: the keyring is locked or does not have it. Type it again in the account's "
                 "settings."));

  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}

static void
look_up_password (RbLine *line)
{
  Lookup *lookup = g_new (Lookup, 1);

  lookup->phone = g_object_ref (line->phone);
  lookup->account = g_object_ref (line->account);
  report (line, RB_REGISTRATION_REGISTERING, NULL, NULL);
  rb_secrets_lookup_async (line->phone->secrets, rb_account_get_id (line->account), on_password, lookup);
}

static void
start (RbLine *line, const char *password)
{
  RbPhone *self = line->phone;
  g_autofree char *fault = rb_account_check (line->account);
  g_autoptr (GError) error = NULL;
  RbSipAgentConfig config;

  line->restart = FALSE;
  if (!rb_account_is_enabled (line->account))
    {
      report (line, RB_REGISTRATION_OFF, NULL, NULL);
      return;
    }

  if (fault != NULL)
    {
      report (line, RB_REGISTRATION_FAILED, fault, NULL);
      return;
    }

  rb_account_fill_config (line->account, &config);
  config.ca_file = self->ca_file;
  config.bind_address = self->bind_address;
  config.bind_port = self->bind_port;
  if (!open_agent (line, &config, &error))
    {
      report (line, RB_REGISTRATION_FAILED, error->message, NULL);
      return;
    }

  if (password != NULL)
    go (line, password);
  else if (line->password != NULL || self->secrets == NULL)
    go (line, line->password);
  else
    look_up_password (line);
}

RbLine *
rb_phone_find_line (RbPhone *self, RbAccount *account)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      RbLine *line = g_ptr_array_index (self->lines, i);

      if (line->account == account)
        return line;
    }

  return NULL;
}

void
rb_phone_start_line (RbPhone *self, RbAccount *account, const char *password)
{
  RbLine *line = rb_phone_find_line (self, account);

  if (line == NULL)
    {
      line = g_new0 (RbLine, 1);
      line->phone = self;
      line->account = g_object_ref (account);
      g_ptr_array_add (self->lines, line);
    }

  if (password != NULL && (self->secrets == NULL || rb_account_is_practice (account)))
    set_password (line, password);

  if (line->agent != NULL && rb_phone_has_call_of (self, account))
    {
      line->restart = TRUE;
      go (line, password);
      return;
    }

  close_agent (line);
  start (line, password);
}

void
rb_phone_restart_lines (RbPhone *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      RbLine *line = g_ptr_array_index (self->lines, i);

      if (line->restart && !rb_phone_has_call_of (self, line->account))
        {
          close_agent (line);
          start (line, NULL);
        }
    }
}

void
rb_phone_stop_line (RbPhone *self, RbAccount *account)
{
  RbLine *line = rb_phone_find_line (self, account);

  if (line == NULL)
    return;

  close_agent (line);
  g_ptr_array_remove_fast (self->lines, line);
}

void
rb_phone_close_lines (RbPhone *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    close_agent (g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);

  if (self->direct != NULL)
    close_agent (self->direct);
  g_clear_pointer (&self->direct, rb_line_free);
}

void
rb_phone_wake (RbPhone *self)
{
  g_return_if_fail (RB_IS_PHONE (self));

  for (guint i = 0; i < self->lines->len; i++)
    {
      RbLine *line = g_ptr_array_index (self->lines, i);

      if (line->agent != NULL)
        rb_sip_agent_wake (line->agent);
    }
}

RbLine *
rb_phone_ensure_direct_line (RbPhone *self, GError **error)
{
  RbSipAgentConfig config = {
    .user = g_get_user_name (),
    .transport = RB_TRANSPORT_UDP,
    .bind_address = self->bind_address,
    .bind_port = self->bind_port,
    .ca_file = self->ca_file,
    .answer_any_user = TRUE,
  };
  RbLine *line;

  if (self->direct != NULL)
    return self->direct;

  line = g_new0 (RbLine, 1);
  line->phone = self;
  if (!open_agent (line, &config, error))
    {
      rb_line_free (line);
      return NULL;
    }
  self->direct = line;

  return line;
}
