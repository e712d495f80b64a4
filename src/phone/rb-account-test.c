/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tries an account before it is saved: an agent of its own registers with the typed settings, and what
 * it says and hears is kept for a ladder. The account dialog shows both. */

#include "rb-account-test.h"

#include "rb-account-private.h"
#include "rb-phone-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RbAccountTest
{
  GObject parent_instance;

  RbPhone *phone;
  RbSipAgent *agent;
  RbTrace *trace;
  char *label;
  RbRegistrationState state;
  char *sentence;
  RbSipCertificate *certificate;
  const char *field;
};

G_DEFINE_FINAL_TYPE (RbAccountTest, rb_account_test, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

const char *
rb_account_test_find_field (guint status, gboolean real, gboolean certificate)
{
  static const struct
  {
    guint status;
    const char *field;
  } fields[] = {
    { 401, "password" }, { 403, "password" }, { 407, "password" },  { 404, "user" },     { 604, "user" },
    { 408, "domain" },   { 503, "domain" },   { 415, "transport" }, { 405, "register" }, { 501, "register" },
  };

  if (certificate)
    return "pinned-certificate";
  if (!real)
    return "domain";
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].status == status)
      return fields[i].field;

  return NULL;
}

static void
set_state (RbAccountTest *self, RbRegistrationState state, const char *sentence)
{
  self->state = state;
  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_tapped (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  RbAccountTest *self = data;

  rb_trace_append (self->trace, info, bytes);
  rb_trace_append (self->phone->trace, info, bytes);
}

/* The agent un-registers by itself and is no longer listened to, except by the trace. */
static void
on_agent_shut_down (RbSipAgent *agent, RbAccountTest *self)
{
  rb_sip_engine_unroute_tap (self->phone->engine, rb_sip_agent_get_port (agent));
  g_signal_handlers_disconnect_by_data (agent, self);
  g_object_unref (agent);
  g_object_unref (self);
}

static void on_registration_changed (RbSipAgent *agent, RbAccountTest *self);

static void
close_agent (RbAccountTest *self)
{
  RbSipAgent *agent = g_steal_pointer (&self->agent);

  if (agent == NULL)
    return;

  g_signal_handlers_disconnect_by_func (agent, on_registration_changed, self);
  g_signal_connect (agent, "shut-down", G_CALLBACK (on_agent_shut_down), g_object_ref (self));
  rb_sip_agent_shut_down (agent);
}

static void
on_registration_changed (RbSipAgent *agent, RbAccountTest *self)
{
  g_autoptr (RbAccountTest) kept = g_object_ref (self);
  RbRegistrationState state = rb_sip_agent_get_registration (agent);
  guint status = rb_sip_agent_get_registration_status (agent);
  const RbSipCertificate *certificate = rb_sip_agent_get_refused_certificate (agent);
  g_autofree char *sentence = NULL;

  if (state == RB_REGISTRATION_FAILED)
    {
      self->certificate = certificate != NULL ? rb_sip_certificate_copy (certificate) : NULL;
      self->field =
          rb_account_test_find_field (status, status != 0 && status != 408 && status != 503, self->certificate != NULL);
      sentence = g_strdup (rb_sip_agent_get_registration_reason (agent));
    }
  else if (state == RB_REGISTRATION_REGISTERED)
    sentence = g_strdup_printf (_ ("It works: the server has registered %s."), self->label);
  else
    return;

  close_agent (self);
  set_state (self, state, sentence);
}

static void
go (RbAccountTest *self, const char *password)
{
  if (password != NULL)
    rb_sip_agent_set_password (self->agent, password);
  rb_sip_agent_register (self->agent);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (RbAccountTest) self = data;
  char *password = rb_secrets_lookup_finish (RB_SECRETS (source), result, NULL);

  if (self->agent != NULL)
    go (self, password);
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}

/* Given up by the dialog: the agent leaves in its own time, with nobody to tell. */
static void
rb_account_test_dispose (GObject *object)
{
  RbAccountTest *self = RB_ACCOUNT_TEST (object);

  close_agent (self);
  G_OBJECT_CLASS (rb_account_test_parent_class)->dispose (object);
}

static void
rb_account_test_finalize (GObject *object)
{
  RbAccountTest *self = RB_ACCOUNT_TEST (object);

  g_clear_object (&self->phone);
  g_clear_object (&self->trace);
  rb_sip_certificate_free (self->certificate);
  g_free (self->label);
  g_free (self->sentence);

  G_OBJECT_CLASS (rb_account_test_parent_class)->finalize (object);
}

static void
rb_account_test_class_init (RbAccountTestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rb_account_test_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_account_test_finalize;

  signals[CHANGED] =
      g_signal_new ("changed", RB_TYPE_ACCOUNT_TEST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_account_test_init (RbAccountTest *self)
{
  self->trace = rb_trace_new ();
}

RbAccountTest *
rb_account_test_new (RbPhone *phone, RbAccount *draft, const char *password, const char *id)
{
  RbAccountTest *self = g_object_new (RB_TYPE_ACCOUNT_TEST, NULL);
  g_autoptr (GError) error = NULL;
  RbSipAgentConfig config;

  g_return_val_if_fail (RB_IS_PHONE (phone), NULL);
  g_return_val_if_fail (RB_IS_ACCOUNT (draft), NULL);

  self->phone = g_object_ref (phone);
  self->label = g_strdup_printf ("%s@%s", rb_account_get_user (draft), rb_account_get_domain (draft));
  rb_account_fill_config (draft, &config);
  config.ca_file = phone->ca_file;
  config.bind_address = phone->bind_address;
  self->agent = rb_sip_agent_new (phone->engine, &config, &error);
  if (self->agent == NULL)
    {
      set_state (self, RB_REGISTRATION_FAILED, error->message);
      return self;
    }

  rb_sip_engine_route_tap (phone->engine, rb_sip_agent_get_port (self->agent), on_tapped, self);
  g_signal_connect (self->agent, "registration-changed", G_CALLBACK (on_registration_changed), self);
  set_state (self, RB_REGISTRATION_REGISTERING, _ ("Asking the server…"));
  if (password != NULL || id == NULL || phone->secrets == NULL)
    go (self, password);
  else
    rb_secrets_lookup_async (phone->secrets, id, on_password, g_object_ref (self));

  return self;
}

RbRegistrationState
rb_account_test_get_state (RbAccountTest *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_TEST (self), RB_REGISTRATION_OFF);

  return self->state;
}

const char *
rb_account_test_get_sentence (RbAccountTest *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_TEST (self), NULL);

  return self->sentence;
}

const RbSipCertificate *
rb_account_test_get_certificate (RbAccountTest *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_TEST (self), NULL);

  return self->certificate;
}

const char *
rb_account_test_get_field (RbAccountTest *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_TEST (self), NULL);

  return self->field;
}

RbTrace *
rb_account_test_get_trace (RbAccountTest *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT_TEST (self), NULL);

  return self->trace;
}
