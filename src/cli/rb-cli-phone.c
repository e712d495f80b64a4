/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A phone on the command line: what “call” and “answer” share. Options become an RbPhone that
 * keeps nothing on the disk; what happens to calls is printed as it happens. */

#include "rb-cli-phone.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "rb-cli-rules.h"
#include "rb-cli-transfer.h"
#include "rb-hep-sender.h"

#define TONE_SHARE 0.9       /* of the energy heard: surely the tone (measured with Opus and PCMU) */
#define TONE_WINDOW_MS 500   /* of sound for one measurement */
#define TONE_PERIOD_MS 250   /* between measurements */
#define LAST_MESSAGES_MS 100 /* the last ACK or 200 of a call reaches the trace just after the call's end */

RbCliPhoneOptions rb_cli_phone_options = { .hang_up_after = -1 };

struct _RbCliPhone
{
  const RbCliPhoneFuncs *funcs;
  gpointer data;
  GMainLoop *loop;
  RbPhone *phone;
  RbAccount *account;
  GPtrArray *watches;
  gboolean ready;
  gboolean quitting;
  int exit_code;
};

typedef struct
{
  RbCliPhone *owner;
  RbCall *call;
  RbCallState state;
  gboolean on_hold;
  gboolean held_by_remote;
  gboolean was_active;
  double tone_share;
  RbMediaStatistics statistics;
  guint hang_up_source;
  guint tone_source;
  guint end_source;
} Watch;

static const struct
{
  const char *name;
  RbTransport transport;
} transports[] = {
  { "udp", RB_TRANSPORT_UDP },
  { "tcp", RB_TRANSPORT_TCP },
  { "tls", RB_TRANSPORT_TLS },
};

/* By RbSipEncryption. */
static const char *const ice_states[] = {
  [RB_ICE_CHECKING] = "checking", [RB_ICE_CONNECTED] = "connected", [RB_ICE_FAILED] = "failed"
};

static const char *const encryptions[] = { "off", "optional", "required", NULL };

struct json_object *
rb_cli_phone_event (const char *name)
{
  struct json_object *object = json_object_new_object ();

  json_object_object_add (object, "event", json_object_new_string (name));

  return object;
}

void
rb_cli_phone_say (struct json_object *object, const char *format, ...)
{
  va_list args;

  if (rb_cli_phone_options.json)
    {
      rb_cli_print_json (object);
      return;
    }

  json_object_put (object);
  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

static void
watch_free (Watch *watch)
{
  g_clear_handle_id (&watch->hang_up_source, g_source_remove);
  g_clear_handle_id (&watch->tone_source, g_source_remove);
  g_clear_handle_id (&watch->end_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (watch->call, watch);
  g_object_unref (watch->call);
  g_free (watch);
}

static gboolean
on_hang_up_due (gpointer data)
{
  Watch *watch = data;

  watch->hang_up_source = 0;
  rb_call_hang_up (watch->call);

  return G_SOURCE_REMOVE;
}

static gboolean
on_tone_due (gpointer data)
{
  Watch *watch = data;
  double share = rb_sound_device_measure_tone (rb_phone_get_sound_device (watch->owner->phone),
                                               rb_cli_phone_options.expect_tone, TONE_WINDOW_MS);

  watch->tone_share = MAX (watch->tone_share, share);

  return G_SOURCE_CONTINUE;
}

static void
on_dtmf (RbCall *call, char digit, Watch *watch)
{
  struct json_object *object = rb_cli_phone_event ("dtmf");

  json_object_object_add (object, "digit", json_object_new_string_len (&digit, 1));
  rb_cli_phone_say (object, _ ("Digit %c."), digit);
}

static void
say_statistics (Watch *watch)
{
  RbMediaStatistics now;
  struct json_object *object;

  if (!rb_call_get_statistics (watch->call, &now) || (now.packets_sent == watch->statistics.packets_sent &&
                                                      now.packets_received == watch->statistics.packets_received))
    return;

  watch->statistics = now;
  object = rb_cli_phone_event ("statistics");
  json_object_object_add (object, "codec", json_object_new_string (rb_codec_get_name (now.codec)));
  if (now.encryption != RB_SRTP_NONE)
    json_object_object_add (object, "encryption", json_object_new_string (rb_srtp_suite_get_name (now.encryption)));
  if (now.ice != RB_ICE_IDLE)
    json_object_object_add (object, "ice", json_object_new_string (ice_states[now.ice]));
  json_object_object_add (object, "packets_sent", json_object_new_uint64 (now.packets_sent));
  json_object_object_add (object, "packets_received", json_object_new_uint64 (now.packets_received));
  json_object_object_add (object, "packets_lost", json_object_new_int64 (now.packets_lost));
  json_object_object_add (object, "loss_percent", json_object_new_double (now.loss_percent));
  json_object_object_add (object, "jitter_ms", json_object_new_double (now.jitter_ms));
  json_object_object_add (object, "round_trip_ms", json_object_new_double (now.round_trip_ms));
  json_object_object_add (object, "mos", json_object_new_double (now.mos));
  rb_cli_phone_say (object, _ ("%s: %llu packets sent, %llu received, %lld lost, jitter %.1f ms, MOS %.1f."),
                    rb_codec_get_name (now.codec), (unsigned long long) now.packets_sent,
                    (unsigned long long) now.packets_received, (long long) now.packets_lost, now.jitter_ms, now.mos);
}

static const RbVerdict *
get_verdict (Watch *watch)
{
  RbFlow *flow = rb_trace_find_flow (rb_phone_get_trace (watch->owner->phone), rb_call_get_call_id (watch->call));

  return flow != NULL ? rb_flow_get_verdict (flow) : NULL;
}

static gboolean
say_end (gpointer data)
{
  Watch *watch = data;
  RbCliPhone *owner = watch->owner;
  const double expected = rb_cli_phone_options.expect_tone;
  const RbVerdict *verdict = get_verdict (watch);
  const char *kind = rb_verdict_kind_to_string (verdict != NULL ? verdict->kind : RB_VERDICT_NONE);
  const char *reason = rb_call_get_reason (watch->call);
  double talk = (double) rb_call_get_duration_us (watch->call) / G_USEC_PER_SEC;
  struct json_object *object = rb_cli_phone_event ("ended");
  g_autofree char *state = rb_call_format_state (watch->call);
  g_autoptr (RbCall) call = NULL;
  gboolean good;

  watch->end_source = 0;
  json_object_object_add (object, "verdict", json_object_new_string (kind));
  json_object_object_add (
      object, "ended_by",
      json_object_new_string (rb_party_to_string (verdict != NULL ? verdict->ended_by : RB_PARTY_NONE)));
  json_object_object_add (object, "status", json_object_new_int ((int) rb_call_get_status (watch->call)));
  json_object_object_add (object, "reason", reason != NULL ? json_object_new_string (reason) : NULL);
  json_object_object_add (object, "talk_s", json_object_new_double (talk));
  if (expected > 0)
    json_object_object_add (object, "tone_share", json_object_new_double (watch->tone_share));
  rb_cli_phone_say (object, "%s (%s).%s%s", state, kind, reason != NULL ? " " : "", reason != NULL ? reason : "");

  good = rb_call_get_end (watch->call) == RB_CALL_END_ANSWERED && reason == NULL;
  if (good && expected > 0 && watch->tone_share < TONE_SHARE)
    {
      rb_cli_error (_ ("the tone of %g Hz was not heard (share %.2f of what was heard); check what the far end sends"),
                    expected, watch->tone_share);
      good = FALSE;
    }

  call = g_object_ref (watch->call);
  g_ptr_array_remove (owner->watches, watch);
  owner->funcs->over (owner, call, good, owner->data);

  return G_SOURCE_REMOVE;
}

static void
on_active (Watch *watch)
{
  RbCliPhone *owner = watch->owner;

  watch->was_active = TRUE;
  rb_cli_phone_say (rb_cli_phone_event ("answered"), _ ("Answered."));
  if (rb_cli_phone_options.hang_up_after >= 0)
    watch->hang_up_source = g_timeout_add ((guint) (rb_cli_phone_options.hang_up_after * 1000), on_hang_up_due, watch);
  if (rb_cli_phone_options.expect_tone > 0)
    watch->tone_source = g_timeout_add (TONE_PERIOD_MS, on_tone_due, watch);
  if (owner->funcs->active != NULL)
    owner->funcs->active (owner, watch->call, owner->data);
}

static void
on_ended (Watch *watch)
{
  const RbVerdict *verdict = get_verdict (watch);

  g_clear_handle_id (&watch->hang_up_source, g_source_remove);
  g_clear_handle_id (&watch->tone_source, g_source_remove);
  watch->end_source =
      g_timeout_add (verdict == NULL || verdict->kind == RB_VERDICT_IN_PROGRESS ? LAST_MESSAGES_MS : 0, say_end, watch);
}

static void
say_ringing (Watch *watch)
{
  struct json_object *object = rb_cli_phone_event ("ringing");
  guint status = rb_call_get_provisional_status (watch->call);

  json_object_object_add (object, "status", json_object_new_int ((int) status));
  rb_cli_phone_say (object, _ ("Ringing (%u)."), status);
}

static void
say_hold (Watch *watch)
{
  if (rb_call_is_on_hold (watch->call) != watch->on_hold)
    {
      watch->on_hold = !watch->on_hold;
      if (watch->on_hold)
        rb_cli_phone_say (rb_cli_phone_event ("held"), _ ("On hold."));
      else
        rb_cli_phone_say (rb_cli_phone_event ("resumed"), _ ("Resumed."));
    }

  if (rb_call_is_held_by_remote (watch->call) != watch->held_by_remote)
    {
      watch->held_by_remote = !watch->held_by_remote;
      if (watch->held_by_remote)
        rb_cli_phone_say (rb_cli_phone_event ("held-by-remote"), _ ("Held by the far end."));
      else
        rb_cli_phone_say (rb_cli_phone_event ("resumed-by-remote"), _ ("Resumed by the far end."));
    }
}

static void
on_changed (RbCall *call, Watch *watch)
{
  RbCallState old = watch->state;

  watch->state = rb_call_get_state (call);
  if (watch->state == RB_CALL_ENDED)
    {
      if (old != RB_CALL_ENDED)
        on_ended (watch);
      return;
    }

  if (watch->state == RB_CALL_REMOTE_RINGING && old != watch->state)
    say_ringing (watch);
  if (watch->state == RB_CALL_ACTIVE && !watch->was_active)
    on_active (watch);
  if (watch->state == RB_CALL_ACTIVE)
    {
      say_hold (watch);
      say_statistics (watch);
    }
}

static gboolean
is_watched (RbCliPhone *self, RbCall *call)
{
  for (guint i = 0; i < self->watches->len; i++)
    if (((Watch *) g_ptr_array_index (self->watches, i))->call == call)
      return TRUE;

  return FALSE;
}

void
rb_cli_phone_watch (RbCliPhone *self, RbCall *call)
{
  Watch *watch;

  if (is_watched (self, call))
    return;

  watch = g_new0 (Watch, 1);
  watch->owner = self;
  watch->call = g_object_ref (call);
  watch->state = rb_call_get_state (call);
  g_signal_connect (call, "changed", G_CALLBACK (on_changed), watch);
  g_signal_connect (call, "dtmf", G_CALLBACK (on_dtmf), watch);
  rb_cli_transfer_watch (call, rb_cli_phone_options.refuse_transfers);
  g_ptr_array_add (self->watches, watch);
  if (watch->state == RB_CALL_ENDED)
    on_ended (watch);
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer data)
{
  RbCliPhone *self = data;

  rb_phone_shut_down_finish (RB_PHONE (source), result);
  g_main_loop_quit (self->loop);
}

void
rb_cli_phone_quit (RbCliPhone *self, int exit_code)
{
  if (self->quitting)
    return;

  self->quitting = TRUE;
  self->exit_code = exit_code;
  rb_phone_shut_down_async (self->phone, on_shut_down, self);
}

/* Ctrl+C ends the calls politely; a second one does not wait. */
static gboolean
on_interrupted (gpointer data)
{
  RbCliPhone *self = data;

  if (self->quitting)
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_CONTINUE;
    }

  if (self->watches->len == 0)
    {
      self->funcs->interrupted (self, self->data);
      return G_SOURCE_CONTINUE;
    }

  for (guint i = 0; i < self->watches->len; i++)
    rb_call_hang_up (((Watch *) g_ptr_array_index (self->watches, i))->call);

  return G_SOURCE_CONTINUE;
}

static void
on_incoming_call (RbPhone *phone, RbCall *call, RbCliPhone *self)
{
  if (self->funcs->incoming != NULL)
    self->funcs->incoming (self, call, self->data);
  else
    rb_call_reject (call, 486);
}

/* Also the calls that follow from others: a redirection, a transfer. */
static void
on_call_added (RbPhone *phone, RbCall *call, RbCliPhone *self)
{
  struct json_object *object;

  if (rb_call_is_incoming (call))
    return;

  object = rb_cli_phone_event ("calling");
  json_object_object_add (object, "uri", json_object_new_string (rb_call_get_remote_uri (call)));
  json_object_object_add (object, "call_id", json_object_new_string (rb_call_get_call_id (call)));
  rb_cli_phone_say (object, _ ("Calling %s."), rb_call_get_remote_uri (call));
  rb_cli_phone_watch (self, call);
}

/* One that goes on at another address is taken from the list at once: it has no end of its own. */
static void
on_call_removed (RbPhone *phone, RbCall *call, RbCliPhone *self)
{
  struct json_object *object;

  if (!is_watched (self, call) || rb_call_get_end (call) != RB_CALL_END_REDIRECTED)
    return;

  object = rb_cli_phone_event ("redirected");
  json_object_object_add (object, "status", json_object_new_int ((int) rb_call_get_status (call)));
  rb_cli_phone_say (object, _ ("Redirected (%u)."), rb_call_get_status (call));
  for (guint i = 0; i < self->watches->len; i++)
    if (((Watch *) g_ptr_array_index (self->watches, i))->call == call)
      g_ptr_array_remove_index (self->watches, i--);
}

static void
on_call_refused (RbPhone *phone, RbCall *call, const char *reason, const char *sentence, RbCliPhone *self)
{
  struct json_object *object = rb_cli_phone_event ("refused");

  json_object_object_add (object, "from", json_object_new_string (rb_call_get_remote_uri (call)));
  json_object_object_add (object, "call_id", json_object_new_string (rb_call_get_call_id (call)));
  json_object_object_add (object, "rule", json_object_new_string (reason));
  json_object_object_add (object, "sentence", json_object_new_string (sentence));
  rb_cli_phone_say (object, "%s", sentence);
}

static void
on_redirect_asked (RbPhone *phone, RbCall *call, const char *target, RbCliPhone *self)
{
  struct json_object *object = rb_cli_phone_event ("redirect-asked");

  json_object_object_add (object, "target", json_object_new_string (target));
  rb_cli_phone_say (object, _ ("The called party can be reached at %s."), target);
}

static void
on_notice (RbPhone *phone, const char *sentence, RbCliPhone *self)
{
  rb_cli_error ("%s", sentence);
}

static void
become_ready (RbCliPhone *self)
{
  if (self->ready)
    return;

  self->ready = TRUE;
  self->funcs->ready (self, self->data);
}

static void
on_registration (RbAccount *account, GParamSpec *pspec, RbCliPhone *self)
{
  RbRegistrationState state = rb_account_get_registration (account);
  const char *reason = rb_account_get_reason (account);
  struct json_object *object;

  if (state == RB_REGISTRATION_REGISTERED)
    {
      if (!self->ready)
        rb_cli_phone_say (rb_cli_phone_event ("registered"), _ ("Registered."));
      become_ready (self);
    }
  else if (state == RB_REGISTRATION_FAILED && !self->quitting)
    {
      object = rb_cli_phone_event ("registration-failed");
      json_object_object_add (object, "reason", reason != NULL ? json_object_new_string (reason) : NULL);
      if (rb_cli_phone_options.json)
        rb_cli_print_json (object);
      else
        json_object_put (object);
      rb_cli_error (_ ("not registered: %s"), reason != NULL ? reason : "?");
      if (!self->ready)
        rb_cli_phone_quit (self, RB_CLI_FAILED);
    }
}

/* Options that do not go together. FALSE: told on stderr. */
static gboolean
check_options (void)
{
  const RbCliPhoneOptions *o = &rb_cli_phone_options;

  if ((o->user == NULL) != (o->domain == NULL))
    rb_cli_error (_ ("--user and --domain make an account together; give both or none"));
  else if (o->user == NULL && (o->proxy != NULL || o->transport != NULL || o->password_env != NULL || o->no_register))
    rb_cli_error (_ ("--proxy, --transport, --password-env and --no-register belong to an account; give --user and "
                     "--domain too"));
  else if (o->user == NULL && (rb_cli_rules.dial_plan != NULL || rb_cli_rules.dial_prefix != NULL))
    rb_cli_error (_ ("--dial-plan and --dial-prefix belong to an account; give --user and --domain too"));
  else if (o->password_env != NULL && g_getenv (o->password_env) == NULL)
    rb_cli_error (_ ("the environment variable %s is not set; put the password into it"), o->password_env);
  else if (o->encryption != NULL && (o->user == NULL || !g_strv_contains (encryptions, o->encryption)))
    rb_cli_error (_ ("--encryption belongs to an account and is “off”, “optional” or “required”"));
  else if (o->ice && o->user == NULL)
    rb_cli_error (_ ("--ice belongs to an account; give --user and --domain too"));
  else if (o->port < 0 || o->port > 65535)
    rb_cli_error (_ ("%d is not a port; give one from 1 to 65535"), o->port);
  else if (o->sound != NULL && strcmp (o->sound, "none") != 0 && strcmp (o->sound, "pulse") != 0)
    rb_cli_error (_ ("“%s” is not a sound system; give “none” or “pulse”"), o->sound);
  else if ((o->tone > 0) + (o->play != NULL || o->record != NULL) + (g_strcmp0 (o->sound, "pulse") == 0) > 1)
    rb_cli_error (_ ("--tone, --play with --record, and --sound pulse exclude each other; give one of them"));
  else if (o->tone < 0 || o->tone > 20000 || o->expect_tone < 0 || o->expect_tone > 20000)
    rb_cli_error (_ ("a tone must be between 0 and 20000 Hz"));
  else if (o->play != NULL && !g_file_test (o->play, G_FILE_TEST_IS_REGULAR))
    rb_cli_error (_ ("there is no file %s to play"), o->play);
  else if (o->ca_file != NULL && !g_file_test (o->ca_file, G_FILE_TEST_IS_REGULAR))
    rb_cli_error (_ ("there is no file %s with certificates"), o->ca_file);
  else
    return rb_cli_rules_check ();

  return FALSE;
}

static RbSoundConfig
get_sound (void)
{
  const RbCliPhoneOptions *o = &rb_cli_phone_options;
  RbSoundConfig sound = { .kind = RB_SOUND_NONE, .play_path = o->play, .record_path = o->record, .tone_hz = o->tone };

  if (g_strcmp0 (o->sound, "pulse") == 0)
    {
      sound.kind = RB_SOUND_PULSE;
      sound.echo_cancel = TRUE;
    }
  else if (o->play != NULL || o->record != NULL)
    {
      sound.kind = RB_SOUND_FILE;
    }
  else if (o->tone > 0)
    {
      sound.kind = RB_SOUND_TONE;
    }

  return sound;
}

/* FALSE with @exit_code set: told on stderr. */
static gboolean
open_account (RbCliPhone *self)
{
  const RbCliPhoneOptions *o = &rb_cli_phone_options;
  const char *password = o->password_env != NULL ? g_getenv (o->password_env) : NULL;
  const char *transport = o->transport != NULL ? o->transport : transports[0].name;
  g_autoptr (GError) error = NULL;
  gsize n = 0;

  while (n < G_N_ELEMENTS (transports) && strcmp (transports[n].name, transport) != 0)
    n++;
  if (n == G_N_ELEMENTS (transports))
    {
      rb_cli_error (_ ("“%s” is not a transport; give “udp”, “tcp” or “tls”"), transport);
      self->exit_code = RB_CLI_USAGE;
      return FALSE;
    }

  self->account = g_object_new (RB_TYPE_ACCOUNT, "user", o->user, "domain", o->domain, "proxy", o->proxy, "transport",
                                (int) transports[n].transport, "register", !o->no_register, "dial-plan",
                                rb_cli_rules_get_dial_plan (), "dial-prefix", rb_cli_rules_get_dial_prefix (), NULL);
  for (int i = 0; o->encryption != NULL && encryptions[i] != NULL; i++)
    if (strcmp (o->encryption, encryptions[i]) == 0)
      g_object_set (self->account, "encryption", i, NULL);
  g_object_set (self->account, "ice", o->ice, NULL);
  g_signal_connect (self->account, "notify::registration", G_CALLBACK (on_registration), self);
  if (!rb_phone_save_account (self->phone, self->account, password, &error))
    {
      rb_cli_error ("%s", error->message);
      self->exit_code = RB_CLI_USAGE;
      return FALSE;
    }

  if (o->no_register && rb_account_get_registration (self->account) != RB_REGISTRATION_FAILED)
    become_ready (self);

  return TRUE;
}

static gboolean
open_phone (RbCliPhone *self)
{
  const RbCliPhoneOptions *o = &rb_cli_phone_options;
  const RbSoundConfig sound = get_sound ();
  const RbPhoneConfig config = { .config_dir = "", .data_dir = "", .sound = &sound, .no_secrets = TRUE };
  g_autoptr (GError) error = NULL;

  self->phone = rb_phone_new (&config, &error);
  if (self->phone == NULL)
    {
      rb_cli_error ("%s", error->message);
      self->exit_code = RB_CLI_FAILED;
      return FALSE;
    }

  g_signal_connect (self->phone, "incoming-call", G_CALLBACK (on_incoming_call), self);
  g_signal_connect (self->phone, "call-added", G_CALLBACK (on_call_added), self);
  g_signal_connect (self->phone, "call-removed", G_CALLBACK (on_call_removed), self);
  g_signal_connect (self->phone, "call-refused", G_CALLBACK (on_call_refused), self);
  g_signal_connect (self->phone, "redirect-asked", G_CALLBACK (on_redirect_asked), self);
  g_signal_connect (self->phone, "notice", G_CALLBACK (on_notice), self);
  rb_cli_rules_apply (self->phone);
  rb_phone_set_ca_file (self->phone, o->ca_file);
  rb_phone_set_bind (self->phone, o->bind, (guint16) o->port);
  rb_phone_set_capture_path (self->phone, o->capture);
  if (o->hep != NULL && !rb_phone_send_hep (self->phone, o->hep, &error))
    {
      rb_cli_error ("%s", error->message);
      self->exit_code = RB_CLI_USAGE;
      return FALSE;
    }
  if (o->user != NULL)
    return open_account (self);

  if (rb_phone_listen (self->phone, &error) == 0)
    {
      rb_cli_error ("%s", error->message);
      self->exit_code = RB_CLI_FAILED;
      return FALSE;
    }
  become_ready (self);

  return TRUE;
}

int
rb_cli_phone_run (const RbCliPhoneFuncs *funcs, gpointer data)
{
  RbCliPhone self = { .funcs = funcs, .data = data };
  guint interrupt;
  guint terminate;

  if (!check_options ())
    return RB_CLI_USAGE;

  self.loop = g_main_loop_new (NULL, FALSE);
  self.watches = g_ptr_array_new_with_free_func ((GDestroyNotify) watch_free);
  interrupt = g_unix_signal_add (SIGINT, on_interrupted, &self);
  terminate = g_unix_signal_add (SIGTERM, on_interrupted, &self);
  if (open_phone (&self))
    g_main_loop_run (self.loop);

  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_ptr_array_unref (self.watches);
  if (self.account != NULL)
    g_signal_handlers_disconnect_by_data (self.account, &self);
  if (self.phone != NULL)
    g_signal_handlers_disconnect_by_data (self.phone, &self);
  g_clear_object (&self.account);
  g_clear_object (&self.phone);
  g_main_loop_unref (self.loop);

  return self.exit_code;
}

gboolean
rb_cli_phone_has_calls (RbCliPhone *self)
{
  return self->watches->len > 0;
}

RbPhone *
rb_cli_phone_get_phone (RbCliPhone *self)
{
  return self->phone;
}

RbAccount *
rb_cli_phone_get_account (RbCliPhone *self)
{
  return self->account;
}
