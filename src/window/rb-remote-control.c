/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The D-Bus side of the program: method calls become what a person would do, and what happens becomes signals. Made by
 * the application when it gets its name on the bus. */

#include "rb-remote-control.h"

#include "rb-call-card.h"
#include "rb-shown-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RESOURCE "/io/github/ringback/Ringback/io.github.ringback.Ringback.xml"
#define INTERFACE "io.github.ringback.Ringback1"
#define ERROR_NO_CALL INTERFACE ".Error.NoCall"
#define ERROR_FAILED INTERFACE ".Error.Failed"
#define ERROR_NOT_READY INTERFACE ".Error.NotReady"
#define MAX_TEXT 256   /* characters of a value that the network chose */
#define MAX_WAITING 64 /* method calls before the phone is there */

struct _RbRemoteControl
{
  GObject parent_instance;

  GDBusConnection *bus;
  char *path;
  guint registration;
  RbPhone *phone; /* (nullable) */
  gboolean ready;
  GQueue waiting;          /* of GDBusMethodInvocation */
  GHashTable *told;        /* RbCall → GVariant as it was told last */
  GVariant *told_accounts; /* (nullable) */
  guint tell_source;
};

G_DEFINE_FINAL_TYPE (RbRemoteControl, rb_remote_control, G_TYPE_OBJECT)

enum
{
  WANTED,
  IMPORT,
  QUIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const state_words[RB_N_CALL_STATES] = {
  [RB_CALL_CALLING] = "calling",     [RB_CALL_REMOTE_RINGING] = "ringing", [RB_CALL_INCOMING] = "incoming",
  [RB_CALL_ANSWERING] = "answering", [RB_CALL_ACTIVE] = "active",          [RB_CALL_ENDING] = "ending",
  [RB_CALL_ENDED] = "ended",
};

static const char *const registration_words[] = {
  [RB_REGISTRATION_OFF] = "off",
  [RB_REGISTRATION_REGISTERING] = "registering",
  [RB_REGISTRATION_REGISTERED] = "registered",
  [RB_REGISTRATION_FAILED] = "failed",
  [RB_REGISTRATION_UNREGISTERING] = "unregistering",
};

static void
add_text (GVariantBuilder *builder, const char *key, const char *value)
{
  g_autofree char *cut = rb_shown_text_cut (value != NULL ? value : "", MAX_TEXT);

  g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (cut));
}

static GVariant *
describe_call (RbCall *call)
{
  RbAccount *account = rb_call_get_account (call);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_text (&builder, "call-id", rb_call_get_call_id (call));
  add_text (&builder, "direction", rb_call_is_incoming (call) ? "incoming" : "outgoing");
  add_text (&builder, "state", state_words[rb_call_get_state (call)]);
  add_text (&builder, "uri", rb_call_get_remote_uri (call));
  add_text (&builder, "name", rb_call_get_remote_name (call));
  add_text (&builder, "account", account != NULL ? rb_account_get_id (account) : NULL);
  g_variant_builder_add (&builder, "{sv}", "held", g_variant_new_boolean (rb_call_is_on_hold (call)));
  g_variant_builder_add (&builder, "{sv}", "muted", g_variant_new_boolean (rb_call_is_muted (call)));
  g_variant_builder_add (&builder, "{sv}", "number-hidden", g_variant_new_boolean (rb_call_hides_number (call)));
  g_variant_builder_add (&builder, "{sv}", "seconds",
                         g_variant_new_uint32 ((guint) (rb_call_get_duration_us (call) / G_USEC_PER_SEC)));
  g_variant_builder_add (&builder, "{sv}", "status", g_variant_new_uint32 (rb_call_get_status (call)));
  add_text (&builder, "reason", rb_call_get_reason (call));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
list_calls (RbRemoteControl *self)
{
  GListModel *calls = self->phone != NULL ? rb_phone_get_calls (self->phone) : NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; calls != NULL && i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);
      g_autoptr (GVariant) described = describe_call (call);

      g_variant_builder_add_value (&builder, described);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
describe_account (RbRemoteControl *self, RbAccount *account)
{
  g_autofree char *label = rb_account_dup_label (account);
  g_autofree char *address = g_strconcat (rb_account_get_user (account), "@", rb_account_get_domain (account), NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_text (&builder, "id", rb_account_get_id (account));
  add_text (&builder, "label", label);
  add_text (&builder, "address", address);
  add_text (&builder, "registration", registration_words[rb_account_get_registration (account)]);
  add_text (&builder, "reason", rb_account_get_reason (account));
  g_variant_builder_add (&builder, "{sv}", "default",
                         g_variant_new_boolean (account == rb_phone_get_default_account (self->phone)));

  return g_variant_builder_end (&builder);
}

static GVariant *
list_accounts (RbRemoteControl *self)
{
  GListModel *accounts = self->phone != NULL ? rb_phone_get_accounts (self->phone) : NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; accounts != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      g_variant_builder_add_value (&builder, describe_account (self, account));
    }

  return g_variant_builder_end (&builder);
}

static gboolean
is_any_registered (RbRemoteControl *self)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (rb_account_get_registration (account) == RB_REGISTRATION_REGISTERED)
        return TRUE;
    }

  return FALSE;
}

static const char *
tell_status (RbRemoteControl *self)
{
  if (self->phone == NULL)
    return "starting";
  if (rb_phone_get_call_in (self->phone, RB_CALL_INCOMING) != NULL)
    return "ringing";
  if (rb_phone_get_current_call (self->phone) != NULL)
    return "in-call";

  return is_any_registered (self) ? "ready" : "offline";
}

static GVariant *
get_property (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
              GError **error, gpointer data)
{
  RbRemoteControl *self = data;

  if (g_str_equal (name, "Version"))
    return g_variant_new_string (RB_VERSION);
  if (g_str_equal (name, "DoNotDisturb"))
    return g_variant_new_boolean (self->phone != NULL &&
                                  g_settings_get_boolean (rb_phone_get_settings (self->phone), "do-not-disturb"));
  if (g_str_equal (name, "Status"))
    return g_variant_new_string (tell_status (self));
  if (g_str_equal (name, "Calls"))
    return list_calls (self);

  return list_accounts (self);
}

static gboolean
set_property (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
              GVariant *value, GError **error, gpointer data)
{
  RbRemoteControl *self = data;

  if (self->phone == NULL)
    {
      g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, _ ("The phone has not started yet."));
      return FALSE;
    }

  return g_settings_set_boolean (rb_phone_get_settings (self->phone), "do-not-disturb", g_variant_get_boolean (value));
}

static void
emit (RbRemoteControl *self, const char *interface, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  if (!g_dbus_connection_emit_signal (self->bus, NULL, self->path, interface, name, parameters, &error))
    g_debug ("%s is not told on the bus: %s", name, error->message);
}

/* Several changes of one moment are told once. */
static gboolean
on_tell (gpointer data)
{
  RbRemoteControl *self = data;
  g_autoptr (GVariant) accounts = g_variant_ref_sink (list_accounts (self));
  gboolean quiet = g_settings_get_boolean (rb_phone_get_settings (self->phone), "do-not-disturb");
  GVariantBuilder changed;

  self->tell_source = 0;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "Status", g_variant_new_string (tell_status (self)));
  g_variant_builder_add (&changed, "{sv}", "DoNotDisturb", g_variant_new_boolean (quiet));
  if (self->told_accounts == NULL || !g_variant_equal (self->told_accounts, accounts))
    g_variant_builder_add (&changed, "{sv}", "Accounts", accounts);
  g_clear_pointer (&self->told_accounts, g_variant_unref);
  self->told_accounts = g_steal_pointer (&accounts);
  emit (self, "org.freedesktop.DBus.Properties", "PropertiesChanged",
        g_variant_new ("(sa{sv}as)", INTERFACE, &changed, NULL));

  return G_SOURCE_REMOVE;
}

static void
queue_tell (RbRemoteControl *self)
{
  if (self->tell_source == 0)
    self->tell_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_tell, self, NULL);
}

static void
tell_call (RbRemoteControl *self, RbCall *call, const char *name)
{
  g_autoptr (GVariant) described = describe_call (call);
  GVariant *before = g_hash_table_lookup (self->told, call);

  if (before != NULL && g_variant_equal (before, described))
    return;

  emit (self, INTERFACE, name, g_variant_new ("(s@a{sv})", rb_call_get_call_id (call), described));
  g_hash_table_insert (self->told, call, g_steal_pointer (&described));
  queue_tell (self);
}

static void
on_call_changed (RbRemoteControl *self, RbCall *call)
{
  tell_call (self, call, "CallChanged");
}

static void
on_call_added (RbRemoteControl *self, RbCall *call)
{
  g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
  tell_call (self, call, "CallAdded");
}

static void
on_call_removed (RbRemoteControl *self, RbCall *call)
{
  g_signal_handlers_disconnect_by_func (call, on_call_changed, self);
  g_hash_table_remove (self->told, call);
  emit (self, INTERFACE, "CallRemoved", g_variant_new ("(s)", rb_call_get_call_id (call)));
  queue_tell (self);
}

static void
on_accounts_changed (RbRemoteControl *self, guint position, guint removed, guint added, GListModel *accounts)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, position + i);

      g_signal_handlers_disconnect_by_func (account, queue_tell, self); /* moved in the list: connected already */
      g_signal_connect_object (account, "notify::registration", G_CALLBACK (queue_tell), self, G_CONNECT_SWAPPED);
    }
  queue_tell (self);
}

/* (transfer none) (nullable): with @call_id empty the one that wants attention */
static RbCall *
find_call (RbRemoteControl *self, const char *call_id, gboolean ringing_first)
{
  GListModel *calls = rb_phone_get_calls (self->phone);
  RbCall *ringing = ringing_first && *call_id == '\0' ? rb_phone_get_call_in (self->phone, RB_CALL_INCOMING) : NULL;

  if (*call_id == '\0')
    return ringing != NULL ? ringing : rb_phone_get_current_call (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      if (g_str_equal (rb_call_get_call_id (call), call_id) && rb_call_get_state (call) != RB_CALL_ENDED)
        return call; /* the model keeps it */
    }

  return NULL;
}

/* (transfer none) (nullable) */
static RbAccount *
find_account (RbRemoteControl *self, const char *id)
{
  GListModel *accounts = rb_phone_get_accounts (self->phone);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RbAccount) account = g_list_model_get_item (accounts, i);

      if (g_str_equal (rb_account_get_id (account), id))
        return account; /* the model keeps it */
    }

  return NULL;
}

static void
fail (GDBusMethodInvocation *invocation, const char *name, const char *sentence)
{
  g_dbus_method_invocation_return_dbus_error (invocation, name, sentence);
}

static void
do_call (RbRemoteControl *self, GDBusMethodInvocation *invocation, GVariant *parameters, gboolean hide)
{
  g_autoptr (GError) error = NULL;
  const char *target;
  const char *id;
  RbAccount *account;
  RbCall *call;

  g_variant_get (parameters, "(&s&s)", &target, &id);
  account = *id != '\0' ? find_account (self, id) : NULL;
  if (*id != '\0' && account == NULL)
    {
      fail (invocation, ERROR_FAILED, _ ("There is no account with that id."));
      return;
    }

  call = hide ? rb_phone_call_hidden (self->phone, account, target, &error)
              : rb_phone_call (self->phone, account, target, &error);
  if (call == NULL)
    fail (invocation, ERROR_FAILED, error->message);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", rb_call_get_call_id (call)));
}

static gboolean
answer (RbCall *call, GVariant *parameters, GError **error)
{
  if (rb_call_get_state (call) != RB_CALL_INCOMING)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("No call is ringing."));
      return FALSE;
    }

  rb_call_answer (call);
  return TRUE;
}

static gboolean
hang_up (RbCall *call, GVariant *parameters, GError **error)
{
  if (rb_call_get_state (call) == RB_CALL_INCOMING)
    rb_call_reject (call, RB_DECLINE_STATUS);
  else
    rb_call_hang_up (call);
  return TRUE;
}

static gboolean
hold (RbCall *call, GVariant *parameters, GError **error)
{
  gboolean on;

  g_variant_get_child (parameters, 1, "b", &on);
  rb_call_set_hold (call, on);
  return TRUE;
}

static gboolean
mute (RbCall *call, GVariant *parameters, GError **error)
{
  gboolean on;

  g_variant_get_child (parameters, 1, "b", &on);
  rb_call_set_muted (call, on);
  return TRUE;
}

static gboolean
send_digits (RbCall *call, GVariant *parameters, GError **error)
{
  const char *digits;

  g_variant_get_child (parameters, 1, "&s", &digits);
  if (digits[strspn (digits, "0123456789*#ABCDabcd")] != '\0' || strlen (digits) > MAX_TEXT)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("Keys are 0 to 9, *, # and A to D."));
      return FALSE;
    }

  rb_call_send_dtmf (call, digits);
  return TRUE;
}

static gboolean
transfer (RbCall *call, GVariant *parameters, GError **error)
{
  const char *target;

  g_variant_get_child (parameters, 1, "&s", &target);
  return rb_call_transfer (call, target, error);
}

/* Methods whose first argument is a call. */
static const struct
{
  const char *name;
  gboolean ringing_first; /* with no call named, one that rings is meant rather than one that talks */
  gboolean (*run) (RbCall *call, GVariant *parameters, GError **error);
} call_methods[] = {
  { "Answer", TRUE, answer }, { "HangUp", TRUE, hang_up },          { "Hold", FALSE, hold },
  { "Mute", FALSE, mute },    { "SendDigits", FALSE, send_digits }, { "Transfer", FALSE, transfer },
};

static void
run_call_method (RbRemoteControl *self, GDBusMethodInvocation *invocation, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  const char *call_id;
  RbCall *call;

  g_variant_get_child (parameters, 0, "&s", &call_id);
  for (guint i = 0; i < G_N_ELEMENTS (call_methods); i++)
    {
      if (!g_str_equal (name, call_methods[i].name))
        continue;

      call = find_call (self, call_id, call_methods[i].ringing_first);
      if (call == NULL)
        fail (invocation, ERROR_NO_CALL, *call_id == '\0' ? _ ("There is no call.") : _ ("There is no such call."));
      else if (!call_methods[i].run (call, parameters, &error))
        fail (invocation, ERROR_FAILED, error->message);
      else
        g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
}

/* Takes @invocation. */
static void
run_method (RbRemoteControl *self, GDBusMethodInvocation *invocation)
{
  const char *name = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  const char *path;
  gboolean on;

  if (g_str_equal (name, "Call") || g_str_equal (name, "CallHidden"))
    {
      do_call (self, invocation, parameters, g_str_equal (name, "CallHidden"));
    }
  else if (g_str_equal (name, "SetDoNotDisturb"))
    {
      g_variant_get (parameters, "(b)", &on);
      g_settings_set_boolean (rb_phone_get_settings (self->phone), "do-not-disturb", on);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else if (g_str_equal (name, "ImportAccounts"))
    {
      g_variant_get (parameters, "(&s)", &path);
      g_signal_emit (self, signals[IMPORT], 0, path);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      run_call_method (self, invocation, name, parameters);
    }
}

static void
method_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
             GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  RbRemoteControl *self = data;

  if (g_str_equal (name, "Quit"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      g_signal_emit (self, signals[QUIT], 0);
    }
  else if (self->ready)
    {
      run_method (self, invocation);
    }
  else if (self->waiting.length >= MAX_WAITING)
    {
      fail (invocation, ERROR_NOT_READY, _ ("The phone has not started yet."));
    }
  else
    {
      g_queue_push_tail (&self->waiting, invocation);
      g_signal_emit (self, signals[WANTED], 0);
    }
}

static void
rb_remote_control_dispose (GObject *object)
{
  RbRemoteControl *self = RB_REMOTE_CONTROL (object);
  GDBusMethodInvocation *invocation;

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->bus, self->registration);
  self->registration = 0;
  g_clear_handle_id (&self->tell_source, g_source_remove);
  while ((invocation = g_queue_pop_head (&self->waiting)) != NULL)
    fail (invocation, ERROR_NOT_READY, _ ("The program is ending."));
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_pointer (&self->told_accounts, g_variant_unref);
  g_clear_object (&self->phone);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (rb_remote_control_parent_class)->dispose (object);
}

static void
rb_remote_control_finalize (GObject *object)
{
  g_free (RB_REMOTE_CONTROL (object)->path);

  G_OBJECT_CLASS (rb_remote_control_parent_class)->finalize (object);
}

static void
rb_remote_control_class_init (RbRemoteControlClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rb_remote_control_dispose;
  G_OBJECT_CLASS (klass)->finalize = rb_remote_control_finalize;

  signals[WANTED] = g_signal_new ("wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[IMPORT] =
      g_signal_new ("import", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[QUIT] = g_signal_new ("quit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rb_remote_control_init (RbRemoteControl *self)
{
  g_queue_init (&self->waiting);
  self->told = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_variant_unref);
}

RbRemoteControl *
rb_remote_control_new (GDBusConnection *bus, const char *path, GError **error)
{
  static const GDBusInterfaceVTable vtable = { method_call, get_property, set_property, { NULL } };
  g_autoptr (RbRemoteControl) self = g_object_new (RB_TYPE_REMOTE_CONTROL, NULL);
  g_autoptr (GBytes) xml = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GDBusNodeInfo) node = NULL;

  if (xml == NULL)
    return NULL;
  node = g_dbus_node_info_new_for_xml (g_bytes_get_data (xml, NULL), error);
  if (node == NULL)
    return NULL;

  self->bus = g_object_ref (bus);
  self->path = g_strdup (path);
  self->registration = g_dbus_connection_register_object (bus, path, node->interfaces[0], &vtable, self, NULL, error);

  return self->registration != 0 ? g_steal_pointer (&self) : NULL;
}

void
rb_remote_control_set_phone (RbRemoteControl *self, RbPhone *phone)
{
  GListModel *accounts;

  g_return_if_fail (RB_IS_REMOTE_CONTROL (self) && self->phone == NULL);

  self->phone = g_object_ref (phone);
  accounts = rb_phone_get_accounts (phone);
  g_signal_connect_object (phone, "call-added", G_CALLBACK (on_call_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "call-removed", G_CALLBACK (on_call_removed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (phone, "notify::default-account", G_CALLBACK (queue_tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rb_phone_get_settings (phone), "changed::do-not-disturb", G_CALLBACK (queue_tell), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, g_list_model_get_n_items (accounts), accounts);
}

void
rb_remote_control_set_ready (RbRemoteControl *self)
{
  GDBusMethodInvocation *invocation;

  g_return_if_fail (RB_IS_REMOTE_CONTROL (self));

  self->ready = self->phone != NULL;
  while (self->ready && (invocation = g_queue_pop_head (&self->waiting)) != NULL)
    run_method (self, invocation);
}
