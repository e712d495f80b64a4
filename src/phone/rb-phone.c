/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The phone as the front ends see it: it owns the stack, the trace, accounts, history, secrets
 * and sound, and joins them. Its lines are in rb-phone-lines.c, its calls in rb-phone-calls.c. */

#include "rb-phone-private.h"

#include "rb-phone-events.h"
#include "rb-phone-settings.h"
#include "rb-shown-text.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

#define SHUT_DOWN_LIMIT_MS 2000
#define MAX_NAME 80 /* characters of a name that somebody else chose */

enum
{
  PROP_0,
  PROP_DEFAULT_ACCOUNT,
  N_PROPS,
};

enum
{
  SIGNAL_CALL_ADDED,
  SIGNAL_CALL_REMOVED,
  SIGNAL_INCOMING_CALL,
  SIGNAL_CALL_REFUSED,
  SIGNAL_REDIRECT_ASKED,
  SIGNAL_CONFERENCE_CHANGED,
  SIGNAL_NOTICE,
  SIGNAL_MESSAGE_RECEIVED,
  SIGNAL_REGISTRATION_FAILED,
  SIGNAL_REGISTRATION_RESTORED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (rb - phone - error - quark, rb_phone_error)
G_DEFINE_FINAL_TYPE (RbPhone, rb_phone, G_TYPE_OBJECT)

static gboolean
on_notices_due (gpointer data)
{
  RbPhone *self = data;
  char *sentence;

  self->notice_source = 0;
  while ((sentence = g_queue_pop_head (&self->notices)) != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_NOTICE], 0, sentence);
      g_free (sentence);
    }

  return G_SOURCE_REMOVE;
}

void
rb_phone_notice (RbPhone *self, const char *sentence)
{
  g_queue_push_tail (&self->notices, g_strdup (sentence));
  if (self->notice_source == 0)
    self->notice_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_notices_due, self, NULL);
}

static void
on_tapped (const RbMessageInfo *info, GBytes *bytes, gpointer data)
{
  rb_trace_append (RB_PHONE (data)->trace, info, bytes);
}

static void
on_capture_problem (const char *sentence, gpointer data)
{
  rb_phone_notice (data, sentence);
}

static void
on_sound_error (RbSoundDevice *device, const char *sentence, RbPhone *self)
{
  rb_phone_notice (self, sentence);
}

/* What parties on hold hear from the next call on. */
static void
follow_hold_sound (RbPhone *self)
{
  g_autofree char *path = g_settings_get_string (self->settings, "hold-file");
  RbHoldSound sound = (RbHoldSound) g_settings_get_enum (self->settings, "hold-sound");
  g_autoptr (GError) error = NULL;

  if (sound == RB_HOLD_SOUND_FILE && path[0] == '\0') /* not chosen yet */
    sound = RB_HOLD_SOUND_MUSIC;
  if (!rb_sound_device_set_hold_sound (self->device, sound, path, &error))
    rb_phone_notice (self, error->message);
}

/* org.freedesktop.login1.Manager.PrepareForSleep(FALSE): the machine woke up. */
static void
on_sleep (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
          GVariant *parameters, gpointer data)
{
  gboolean going_to_sleep = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &going_to_sleep);
  if (!going_to_sleep)
    rb_phone_wake (data);
}

static void
on_system_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  RbPhone *self = data;

  if (bus == NULL)
    {
      g_debug ("no system bus: %s", error->message);
      return; /* cancelled: the phone is gone */
    }

  self->bus = bus;
  self->sleep_id = g_dbus_connection_signal_subscribe (bus, "org.freedesktop.login1", "org.freedesktop.login1.Manager",
                                                       "PrepareForSleep", "/org/freedesktop/login1", NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, on_sleep, self, NULL);
}

static void
copy_sound (RbSoundConfig *to, const RbSoundConfig *from)
{
  static const RbSoundConfig defaults = { .kind = RB_SOUND_PULSE, .echo_cancel = TRUE };

  *to = from != NULL ? *from : defaults;
  to->input_device = g_strdup (to->input_device);
  to->output_device = g_strdup (to->output_device);
  to->play_path = g_strdup (to->play_path);
  to->record_path = g_strdup (to->record_path);
}

/* NULL: the standard place; "": nowhere. */
static char *
resolve_dir (const char *given, const char *standard)
{
  if (given == NULL)
    return g_build_filename (standard, "ringback", NULL);

  return given[0] != '\0' ? g_canonicalize_filename (given, NULL) : NULL;
}

static void
open_history (RbPhone *self, const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "history.db", NULL);
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  self->history = rb_history_open (path, &notice, &error);
  if (error != NULL)
    rb_phone_notice (self, error->message);
  if (notice != NULL)
    rb_phone_notice (self, notice);
  if (self->history == NULL)
    return;

  rb_phone_repair_history (self);
  self->keeper = rb_history_keeper_new (self->history, self->settings);
}

static void
open_contacts (RbPhone *self, const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "contacts.db", NULL);
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  self->contacts = rb_contacts_open (path, &notice, &error);
  if (error != NULL)
    rb_phone_notice (self, error->message);
  if (notice != NULL)
    rb_phone_notice (self, notice);
}

static void
rb_phone_dispose (GObject *object)
{
  RbPhone *self = RB_PHONE (object);

  g_clear_handle_id (&self->notice_source, g_source_remove);
  g_clear_handle_id (&self->start_source, g_source_remove);
  g_clear_handle_id (&self->shut_down_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->bus != NULL)
    g_dbus_connection_signal_unsubscribe (self->bus, self->sleep_id);
  g_clear_object (&self->bus);

  if (self->engine != NULL)
    rb_sip_engine_set_tap (self->engine, NULL, NULL);
  rb_phone_free_events (self);
  if (self->entries != NULL)
    g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->calls);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->direct, rb_line_free);
  for (guint i = 0; self->leaving != NULL && i < self->leaving->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->leaving, i), self);
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->captures, rb_capture_store_free);
  g_clear_pointer (&self->store, rb_account_store_free);
  g_clear_object (&self->default_account);
  rb_phone_forget_removed_accounts (self);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_object (&self->accounts);
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->tones);
  g_clear_object (&self->device);
  g_clear_object (&self->contacts);
  g_clear_object (&self->settings);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->keeper, rb_history_keeper_free);
  g_clear_object (&self->history);
  g_clear_object (&self->trace);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (rb_phone_parent_class)->dispose (object);
}

static void
rb_phone_finalize (GObject *object)
{
  RbPhone *self = RB_PHONE (object);

  g_queue_clear_full (&self->notices, g_free);
  g_free ((char *) self->sound.input_device);
  g_free ((char *) self->sound.output_device);
  g_free ((char *) self->sound.play_path);
  g_free ((char *) self->sound.record_path);
  g_ptr_array_unref (self->note_jobs); /* each holds the phone: there is none */
  g_free (self->ca_file);
  g_free (self->bind_address);
  g_free (self->next_capture_path);
  g_free (self->last_target);

  G_OBJECT_CLASS (rb_phone_parent_class)->finalize (object);
}

static void
rb_phone_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DEFAULT_ACCOUNT)
    g_value_set_object (value, RB_PHONE (object)->default_account);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_phone_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DEFAULT_ACCOUNT)
    rb_phone_set_default_account (RB_PHONE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
rb_phone_class_init (RbPhoneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_phone_dispose;
  object_class->finalize = rb_phone_finalize;
  object_class->get_property = rb_phone_get_property;
  object_class->set_property = rb_phone_set_property;

  properties[PROP_DEFAULT_ACCOUNT] =
      g_param_spec_object ("default-account", NULL, NULL, RB_TYPE_ACCOUNT,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CALL_ADDED] =
      g_signal_new ("call-added", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, RB_TYPE_CALL);
  signals[SIGNAL_CALL_REMOVED] = g_signal_new ("call-removed", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, RB_TYPE_CALL);
  signals[SIGNAL_INCOMING_CALL] = g_signal_new ("incoming-call", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 1, RB_TYPE_CALL);
  signals[SIGNAL_MESSAGE_RECEIVED] = g_signal_new ("message-received", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                   NULL, G_TYPE_NONE, 1, RB_TYPE_CHAT_MESSAGE);
  signals[SIGNAL_CALL_REFUSED] =
      g_signal_new ("call-refused", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, RB_TYPE_CALL,
                    G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_REDIRECT_ASKED] = g_signal_new ("redirect-asked", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                 NULL, G_TYPE_NONE, 2, RB_TYPE_CALL, G_TYPE_STRING);
  signals[SIGNAL_CONFERENCE_CHANGED] =
      g_signal_new ("conference-changed", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NOTICE] =
      g_signal_new ("notice", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REGISTRATION_FAILED] =
      g_signal_new ("registration-failed", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    RB_TYPE_ACCOUNT, G_TYPE_STRING);
  signals[SIGNAL_REGISTRATION_RESTORED] =
      g_signal_new ("registration-restored", RB_TYPE_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    RB_TYPE_ACCOUNT);
}

static void
rb_phone_init (RbPhone *self)
{
  self->note_jobs = g_ptr_array_new ();
  self->trace = rb_trace_new ();
  self->accounts = g_list_store_new (RB_TYPE_ACCOUNT);
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) rb_line_free);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->notices);
  rb_phone_init_calls (self);
}

/**
 * rb_phone_new:
 * @config: where things are kept and what sounds; copied
 *
 * Starts the SIP stack and loads the accounts; they register when the main loop runs. A history or
 * a file of accounts that cannot be used is told by "notice" and the phone works without it.
 *
 * Returns: (transfer full) (nullable): NULL with %RB_PHONE_ERROR_START when there is no SIP stack
 */
RbPhone *
rb_phone_new (const RbPhoneConfig *config, GError **error)
{
  g_autoptr (RbPhone) self = g_object_new (RB_TYPE_PHONE, NULL);
  g_autofree char *config_dir = resolve_dir (config->config_dir, g_get_user_config_dir ());
  g_autofree char *data_dir = resolve_dir (config->data_dir, g_get_user_data_dir ());
  g_autofree char *calls_dir = data_dir != NULL ? g_build_filename (data_dir, "calls", NULL) : NULL;
  g_autoptr (GError) cause = NULL;

  copy_sound (&self->sound, config->sound);
  self->settings = rb_phone_settings_new (config_dir, error);
  if (self->settings == NULL)
    return NULL;
  rb_phone_init_incoming (self);

  self->engine = rb_sip_engine_new (&cause);
  if (self->engine == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_START, cause->message);
      return NULL;
    }

  rb_sip_engine_set_tap (self->engine, on_tapped, self);
  rb_trace_set_folder (self->trace, calls_dir);
  self->captures = rb_capture_store_new (self->trace, calls_dir, on_capture_problem, self);
  if (!config->no_secrets)
    self->secrets = rb_secrets_new ();
  if (data_dir != NULL)
    {
      open_history (self, data_dir);
      open_contacts (self, data_dir);
      g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus, self);
    }
  rb_phone_init_events (self, data_dir);
  rb_phone_open_accounts (self, config_dir);

  return g_steal_pointer (&self);
}

RbSipEngine *
rb_phone_get_engine (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->engine;
}

RbTrace *
rb_phone_get_trace (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->trace;
}

RbHistory *
rb_phone_get_history (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->history;
}

RbSecrets *
rb_phone_get_secrets (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->secrets;
}

GSettings *
rb_phone_get_settings (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->settings;
}

RbContacts *
rb_phone_get_contacts (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return self->contacts;
}

RbContact *
rb_phone_find_contact (RbPhone *self, RbAccount *account, const char *uri)
{
  g_autofree char *country = NULL;

  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  if (self->contacts == NULL || uri == NULL)
    return NULL;

  country = g_settings_get_string (self->settings, "country");

  return rb_contacts_match (self->contacts, uri, account != NULL ? rb_account_get_domain (account) : NULL, country);
}

char *
rb_phone_dup_name (RbPhone *self, RbAccount *account, const char *uri, const char *name)
{
  g_autoptr (RbContact) contact = rb_phone_find_contact (self, account, uri);

  if (contact != NULL)
    return g_strdup (rb_contact_get_name (contact));
  if (name != NULL && name[0] != '\0')
    return rb_shown_text_cut (name, MAX_NAME);

  return rb_sip_uri_format_short (uri);
}

RbSoundDevice *
rb_phone_get_sound_device (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  if (self->device == NULL)
    {
      self->device = rb_sound_device_new (&self->sound);
      g_signal_connect (self->device, "error", G_CALLBACK (on_sound_error), self);
      g_signal_connect_object (self->settings, "changed::hold-sound", G_CALLBACK (follow_hold_sound), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->settings, "changed::hold-file", G_CALLBACK (follow_hold_sound), self,
                               G_CONNECT_SWAPPED);
      follow_hold_sound (self);
    }

  return self->device;
}

GListModel *
rb_phone_get_calls (RbPhone *self)
{
  g_return_val_if_fail (RB_IS_PHONE (self), NULL);

  return G_LIST_MODEL (self->calls);
}

void
rb_phone_set_ca_file (RbPhone *self, const char *path)
{
  g_return_if_fail (RB_IS_PHONE (self));

  g_free (self->ca_file);
  self->ca_file = g_strdup (path);
}

void
rb_phone_set_bind (RbPhone *self, const char *address, guint16 port)
{
  g_return_if_fail (RB_IS_PHONE (self));

  g_free (self->bind_address);
  self->bind_address = g_strdup (address);
  self->bind_port = port;
}

guint16
rb_phone_listen (RbPhone *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  RbLine *line;

  g_return_val_if_fail (RB_IS_PHONE (self), 0);

  line = rb_phone_ensure_direct_line (self, &cause);
  if (line != NULL)
    return rb_sip_agent_get_port (line->agent);

  g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_START, cause->message);
  return 0;
}

void
rb_phone_set_capture_path (RbPhone *self, const char *path)
{
  g_return_if_fail (RB_IS_PHONE (self));

  g_free (self->next_capture_path);
  self->next_capture_path = g_strdup (path);
}

static void
complete_shut_down (RbPhone *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->shut_down);

  g_clear_handle_id (&self->shut_down_source, g_source_remove);
  rb_phone_forget_calls (self);
  rb_trace_flush (self->trace);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_shut_down_limit (gpointer data)
{
  RbPhone *self = data;

  self->shut_down_source = 0;
  complete_shut_down (self);

  return G_SOURCE_REMOVE;
}

void
rb_phone_check_shut_down (RbPhone *self)
{
  if (self->shut_down != NULL && self->leaving->len == 0)
    complete_shut_down (self);
}

void
rb_phone_shut_down_async (RbPhone *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;

  g_return_if_fail (RB_IS_PHONE (self));

  task = g_task_new (self, NULL, callback, data);
  if (self->shut_down != NULL)
    {
      g_task_return_boolean (task, TRUE); /* the first one is on its way */
      g_object_unref (task);
      return;
    }

  self->shut_down = task;
  self->shut_down_source = g_timeout_add (SHUT_DOWN_LIMIT_MS, on_shut_down_limit, self);
  g_clear_handle_id (&self->start_source, g_source_remove);
  rb_phone_hang_up_all (self);
  rb_phone_close_lines (self);
  if (self->leaving->len == 0)
    complete_shut_down (self);
}

void
rb_phone_shut_down_finish (RbPhone *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
