/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One account: its configuration as a set of properties, and the state of its registration
 * as RbPhone hears it from the stack. It does nothing by itself. */

#include "rb-account-private.h"

#include <glib/gi18n-lib.h>

#define MIN_EXPIRES 60        /* s; shorter only burdens the registrar (RFC 3261 10.2.8 lets it refuse under 3600) */
#define MAX_EXPIRES 86400     /* s */
#define DEFAULT_EXPIRES 300   /* s */
#define MAX_KEEP_ALIVE 3600   /* s */
#define DEFAULT_KEEP_ALIVE 15 /* s: below the shortest common NAT binding of 30 s (RFC 4787 4.3) */

enum
{
  PROP_0,
  PROP_ID,
  PROP_LABEL,
  PROP_USER,
  PROP_DOMAIN,
  PROP_AUTH_USER,
  PROP_DISPLAY_NAME,
  PROP_PROXY,
  PROP_SERVER,
  PROP_VOICEMAIL,
  PROP_DIAL_PREFIX,
  PROP_DIAL_PLAN,
  PROP_PUBLIC_ADDRESS,
  PROP_PINNED_CERTIFICATE,
  PROP_TRANSPORT,
  PROP_ENCRYPTION,
  PROP_DTMF_MODE,
  PROP_HIDE_CALLER_ID,
  PROP_PUBLISH_PRESENCE,
  PROP_REWRITE_CONTACT,
  PROP_ICE,
  PROP_SESSION_TIMERS,
  PROP_EXPIRES,
  PROP_KEEP_ALIVE,
  PROP_ENABLED,
  PROP_REGISTER,
  PROP_PRACTICE,
  PROP_REGISTRATION,
  PROP_REASON,
  PROP_CERTIFICATE,
  N_PROPS,
};

struct _RbAccount
{
  GObject parent_instance;

  char *texts[N_PROPS]; /* the text properties, by their number; never NULL but for "reason" */
  int numbers[N_PROPS];
  RbSipCertificate *certificate;
  gboolean missing_password;
};

G_DEFINE_FINAL_TYPE (RbAccount, rb_account, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static gboolean
is_text (guint id)
{
  return G_IS_PARAM_SPEC_STRING (properties[id]);
}

static void
rb_account_constructed (GObject *object)
{
  RbAccount *self = RB_ACCOUNT (object);

  if (self->texts[PROP_ID] == NULL || self->texts[PROP_ID][0] == '\0')
    {
      g_free (self->texts[PROP_ID]);
      self->texts[PROP_ID] = g_uuid_string_random ();
    }

  G_OBJECT_CLASS (rb_account_parent_class)->constructed (object);
}

static void
rb_account_finalize (GObject *object)
{
  RbAccount *self = RB_ACCOUNT (object);

  for (guint i = 0; i < N_PROPS; i++)
    g_free (self->texts[i]);
  rb_sip_certificate_free (self->certificate);

  G_OBJECT_CLASS (rb_account_parent_class)->finalize (object);
}

static void
rb_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RbAccount *self = RB_ACCOUNT (object);

  if (is_text (id))
    g_value_set_string (value, self->texts[id]);
  else if (G_VALUE_HOLDS_BOXED (value))
    g_value_set_boxed (value, self->certificate);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, self->numbers[id]);
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, (guint) self->numbers[id]);
  else
    g_value_set_int (value, self->numbers[id]);
}

static void
rb_account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RbAccount *self = RB_ACCOUNT (object);
  int number = 0;

  if (is_text (id))
    {
      const char *text = g_value_get_string (value) != NULL ? g_value_get_string (value) : "";

      if (g_strcmp0 (self->texts[id], text) == 0)
        return;
      g_free (self->texts[id]);
      self->texts[id] = g_strdup (text);
    }
  else
    {
      if (G_VALUE_HOLDS_BOOLEAN (value))
        number = g_value_get_boolean (value);
      else if (G_VALUE_HOLDS_UINT (value))
        number = (int) g_value_get_uint (value);
      else
        number = g_value_get_int (value);
      if (self->numbers[id] == number)
        return;
      self->numbers[id] = number;
    }

  if (!(pspec->flags & G_PARAM_CONSTRUCT_ONLY))
    g_object_notify_by_pspec (object, pspec);
}

static void
rb_account_class_init (RbAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = read | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_CONSTRUCT;
  const GParamFlags once = read | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY;

  object_class->constructed = rb_account_constructed;
  object_class->finalize = rb_account_finalize;
  object_class->get_property = rb_account_get_property;
  object_class->set_property = rb_account_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, once);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_USER] = g_param_spec_string ("user", NULL, NULL, "", flags);
  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, "", flags);
  properties[PROP_AUTH_USER] = g_param_spec_string ("auth-user", NULL, NULL, "", flags);
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, "", flags);
  properties[PROP_PROXY] = g_param_spec_string ("proxy", NULL, NULL, "", flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, "", flags);
  properties[PROP_VOICEMAIL] = g_param_spec_string ("voicemail", NULL, NULL, "", flags);
  properties[PROP_DIAL_PREFIX] = g_param_spec_string ("dial-prefix", NULL, NULL, "", flags);
  properties[PROP_DIAL_PLAN] = g_param_spec_string ("dial-plan", NULL, NULL, "", flags);
  properties[PROP_PUBLIC_ADDRESS] = g_param_spec_string ("public-address", NULL, NULL, "", flags);
  properties[PROP_PINNED_CERTIFICATE] = g_param_spec_string ("pinned-certificate", NULL, NULL, "", flags);
  properties[PROP_TRANSPORT] =
      g_param_spec_int ("transport", NULL, NULL, RB_TRANSPORT_UNKNOWN, RB_TRANSPORT_TLS, RB_TRANSPORT_UDP, flags);
  properties[PROP_ENCRYPTION] = g_param_spec_int ("encryption", NULL, NULL, RB_SIP_ENCRYPTION_OFF,
                                                  RB_SIP_ENCRYPTION_REQUIRED, RB_SIP_ENCRYPTION_OFF, flags);
  properties[PROP_DTMF_MODE] =
      g_param_spec_int ("dtmf-mode", NULL, NULL, RB_SIP_DTMF_AUTO, RB_SIP_DTMF_INBAND, RB_SIP_DTMF_AUTO, flags);
  properties[PROP_HIDE_CALLER_ID] = g_param_spec_boolean ("hide-caller-id", NULL, NULL, FALSE, flags);
  properties[PROP_PUBLISH_PRESENCE] = g_param_spec_boolean ("publish-presence", NULL, NULL, FALSE, flags);
  properties[PROP_REWRITE_CONTACT] = g_param_spec_boolean ("rewrite-contact", NULL, NULL, TRUE, flags);
  properties[PROP_ICE] = g_param_spec_boolean ("ice", NULL, NULL, FALSE, flags);
  properties[PROP_SESSION_TIMERS] = g_param_spec_boolean ("session-timers", NULL, NULL, TRUE, flags);
  properties[PROP_EXPIRES] =
      g_param_spec_uint ("expires", NULL, NULL, MIN_EXPIRES, MAX_EXPIRES, DEFAULT_EXPIRES, flags);
  properties[PROP_KEEP_ALIVE] =
      g_param_spec_uint ("keep-alive", NULL, NULL, 0, MAX_KEEP_ALIVE, DEFAULT_KEEP_ALIVE, flags);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags);
  properties[PROP_REGISTER] = g_param_spec_boolean ("register", NULL, NULL, TRUE, flags);
  properties[PROP_PRACTICE] = g_param_spec_boolean ("practice", NULL, NULL, FALSE, once);
  properties[PROP_REGISTRATION] = g_param_spec_int ("registration", NULL, NULL, RB_REGISTRATION_OFF,
                                                    RB_REGISTRATION_UNREGISTERING, RB_REGISTRATION_OFF, read);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, read);
  properties[PROP_CERTIFICATE] = g_param_spec_boxed ("certificate", NULL, NULL, RB_TYPE_SIP_CERTIFICATE, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rb_account_init (RbAccount *self)
{
}

RbAccount *
rb_account_new (const char *id)
{
  return g_object_new (RB_TYPE_ACCOUNT, "id", id, NULL);
}

const char *
rb_account_get_id (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_ID];
}

const char *
rb_account_get_user (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_USER];
}

const char *
rb_account_get_domain (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_DOMAIN];
}

const char *
rb_account_get_voicemail (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_VOICEMAIL];
}

const char *
rb_account_get_dial_prefix (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_DIAL_PREFIX];
}

const char *
rb_account_get_dial_plan (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_DIAL_PLAN];
}

const char *
rb_account_get_public_address (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_PUBLIC_ADDRESS];
}

const char *
rb_account_get_pinned_certificate (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_PINNED_CERTIFICATE];
}

RbTransport
rb_account_get_transport (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), RB_TRANSPORT_UNKNOWN);

  return self->numbers[PROP_TRANSPORT];
}

RbSipEncryption
rb_account_get_encryption (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), RB_SIP_ENCRYPTION_OFF);

  return self->numbers[PROP_ENCRYPTION];
}

RbSipDtmfMode
rb_account_get_dtmf_mode (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), RB_SIP_DTMF_AUTO);

  return self->numbers[PROP_DTMF_MODE];
}

gboolean
rb_account_get_hide_caller_id (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), FALSE);

  return self->numbers[PROP_HIDE_CALLER_ID];
}

gboolean
rb_account_get_ice (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), FALSE);

  return self->numbers[PROP_ICE];
}

gboolean
rb_account_get_session_timers (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), FALSE);

  return self->numbers[PROP_SESSION_TIMERS];
}

gboolean
rb_account_get_publish_presence (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), FALSE);

  return self->numbers[PROP_PUBLISH_PRESENCE];
}

char *
rb_account_dup_label (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  if (self->texts[PROP_LABEL][0] != '\0')
    return g_strdup (self->texts[PROP_LABEL]);

  return g_strdup_printf ("%s@%s", self->texts[PROP_USER], self->texts[PROP_DOMAIN]);
}

RbRegistrationState
rb_account_get_registration (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), RB_REGISTRATION_OFF);

  return self->numbers[PROP_REGISTRATION];
}

const char *
rb_account_get_reason (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->texts[PROP_REASON];
}

const RbSipCertificate *
rb_account_get_certificate (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  return self->certificate;
}

gboolean
rb_account_get_missing_password (RbAccount *self)
{
  g_return_val_if_fail (RB_IS_ACCOUNT (self), FALSE);

  return self->missing_password;
}

char *
rb_account_format_state (RbAccount *self)
{
  static const char *const sentences[] = {
    [RB_REGISTRATION_OFF] = N_ ("Not registered"),     [RB_REGISTRATION_REGISTERING] = N_ ("Registering…"),
    [RB_REGISTRATION_REGISTERED] = N_ ("Registered"),  [RB_REGISTRATION_FAILED] = N_ ("Not registered"),
    [RB_REGISTRATION_UNREGISTERING] = N_ ("Leaving…"),
  };
  RbRegistrationState state;

  g_return_val_if_fail (RB_IS_ACCOUNT (self), NULL);

  state = self->numbers[PROP_REGISTRATION];
  if (state == RB_REGISTRATION_FAILED && self->texts[PROP_REASON] != NULL)
    return g_strdup_printf (_ ("Not registered: %s"), self->texts[PROP_REASON]);

  if (state == RB_REGISTRATION_REGISTERED && self->numbers[PROP_PRACTICE])
    return g_strdup (_ ("Registered at the practice network"));

  if (state == RB_REGISTRATION_OFF && !self->numbers[PROP_REGISTER] && self->numbers[PROP_ENABLED])
    return g_strdup (_ ("Ready for calls without registration"));

  return g_strdup (_ (sentences[state]));
}

void
rb_account_set_registration (RbAccount *self, RbRegistrationState state, const char *reason)
{
  g_return_if_fail (RB_IS_ACCOUNT (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->texts[PROP_REASON], reason) != 0)
    {
      g_free (self->texts[PROP_REASON]);
      self->texts[PROP_REASON] = g_strdup (reason);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
    }
  if (self->numbers[PROP_REGISTRATION] != (int) state)
    {
      self->numbers[PROP_REGISTRATION] = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REGISTRATION]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
rb_account_set_certificate (RbAccount *self, const RbSipCertificate *certificate)
{
  g_return_if_fail (RB_IS_ACCOUNT (self));

  if (self->certificate == NULL && certificate == NULL)
    return;

  rb_sip_certificate_free (self->certificate);
  self->certificate = certificate != NULL ? rb_sip_certificate_copy (certificate) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CERTIFICATE]);
}

void
rb_account_set_missing_password (RbAccount *self, gboolean missing)
{
  self->missing_password = missing;
}

static const char *
or_null (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

void
rb_account_fill_config (RbAccount *self, RbSipAgentConfig *config)
{
  g_return_if_fail (RB_IS_ACCOUNT (self));

  *config = (RbSipAgentConfig){
    .user = self->texts[PROP_USER],
    .domain = self->texts[PROP_DOMAIN],
    .auth_user = or_null (self->texts[PROP_AUTH_USER]),
    .display_name = or_null (self->texts[PROP_DISPLAY_NAME]),
    .proxy = or_null (self->texts[PROP_PROXY]),
    .server = or_null (self->texts[PROP_SERVER]),
    .public_address = or_null (self->texts[PROP_PUBLIC_ADDRESS]),
    .keep_contact = !self->numbers[PROP_REWRITE_CONTACT],
    .pinned_certificate = or_null (self->texts[PROP_PINNED_CERTIFICATE]),
    .hide_caller_id = self->numbers[PROP_HIDE_CALLER_ID],
    .no_session_timers = !self->numbers[PROP_SESSION_TIMERS],
    .encryption = self->numbers[PROP_ENCRYPTION],
    .dtmf_mode = self->numbers[PROP_DTMF_MODE],
    .transport = self->numbers[PROP_TRANSPORT],
    .expires = self->numbers[PROP_EXPIRES],
    .keep_alive = self->numbers[PROP_KEEP_ALIVE],
  };
}

gboolean
rb_account_is_enabled (RbAccount *self)
{
  return self->numbers[PROP_ENABLED];
}

gboolean
rb_account_is_practice (RbAccount *self)
{
  return self->numbers[PROP_PRACTICE];
}

gboolean
rb_account_wants_registration (RbAccount *self)
{
  return self->numbers[PROP_REGISTER];
}
