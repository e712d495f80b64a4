/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "ringback-cli demo": a practice network and a phone in one process, five calls one after the
 * other, one of each kind that there is: nobody answers, rejected, cancelled, answered, busy.
 * Shows every call's ladder with both legs, as the proxy saw it, and its verdict; the files
 * written are the caller's side, as a capture on the caller's computer would be. The exit code
 * says whether all verdicts and the audio of the answered call are what they should be. */

#include "rb-cli.h"

#include "rb-lab.h"
#include "rb-ladder.h"
#include "rb-phone.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define USER "alice"
#define RING_TIMEOUT_S 4
#define REGISTER_LIMIT_S 10
#define CALL_LIMIT_S 12
#define SETTLE_MS 200 /* the callee's leg ends a few messages after the caller's */
#define TONE_HZ 440.0
#define TONE_SHARE 0.5
#define TONE_MS 500
#define LADDER_COLUMNS 100

typedef struct
{
  const char *name; /* of the file, and the verdict to expect as the JSON output words it */
  const char *title;
  const char *robot;
  RbVerdictKind expected;
  RbCallState act_in; /* hang up so long after this state was reached … */
  guint act_ms;       /* … 0: the far end or the proxy ends the call */
  gboolean audio;     /* sound has to come back */
} Scene;

static const Scene scenes[] = {
  { "no-answer", N_ ("No answer"), "never", RB_VERDICT_NO_ANSWER, 0, 0, FALSE },
  { "rejected", N_ ("Rejected"), "rejects", RB_VERDICT_REJECTED, 0, 0, FALSE },
  { "cancelled", N_ ("Cancelled by the caller"), "never", RB_VERDICT_CANCELLED, RB_CALL_REMOTE_RINGING, 1500, FALSE },
  { "answered", N_ ("Answered"), "echo", RB_VERDICT_ANSWERED, RB_CALL_ACTIVE, 3500, TRUE },
  { "busy", N_ ("Busy"), "busy", RB_VERDICT_BUSY, 0, 0, FALSE },
};

typedef struct
{
  RbVerdictKind verdict;
  guint n_messages;
  double seconds;
  double tone_share;
  guint64 packets_sent;
  guint64 packets_received;
  gboolean challenged;
  gboolean good;
} Outcome;

typedef struct
{
  gboolean json;
  const char *out;
  GMainLoop *loop;
  RbPhone *phone;
  RbLab *lab;
  RbAccount *account;
  guint scene;
  RbCall *call; /* (nullable) */
  gint64 call_start;
  gboolean acting;
  guint timer; /* hang up, or settle */
  guint limit; /* of what is going on */
  Outcome outcomes[G_N_ELEMENTS (scenes)];
  int result;
} Demo;

static void place_call (Demo *self);

static void
fail (Demo *self)
{
  self->result = RB_CLI_FAILED;
  g_main_loop_quit (self->loop);
}

static void
set_limit (Demo *self, guint seconds, GSourceFunc func)
{
  g_clear_handle_id (&self->limit, g_source_remove);
  if (seconds > 0)
    self->limit = g_timeout_add_seconds (seconds, func, self);
}

/* The caller's messages as the file has them. */
static struct json_object *
list_messages (RbTrace *trace, RbFlow *flow)
{
  struct json_object *list = json_object_new_array ();
  gint64 start = rb_flow_get_start_us (flow);

  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, rb_flow_get_step (flow, i)->position);
      const RbMessageInfo *info = rb_message_get_info (message);
      g_autofree char *src = rb_endpoint_format (&info->src), *dst = rb_endpoint_format (&info->dst);
      g_autofree char *label = rb_message_format_label (message);
      guint status = (guint) g_ascii_strtoull (label, NULL, 10);
      double time = (double) (info->wall_us - start) / G_USEC_PER_SEC;
      char digits[G_ASCII_DTOSTR_BUF_SIZE];
      struct json_object *object = json_object_new_object ();

      json_object_object_add (object, "no", json_object_new_int ((int) i + 1));
      json_object_object_add (object, "time",
                              json_object_new_double_s (time, g_ascii_formatd (digits, sizeof digits, "%.6f", time)));
      json_object_object_add (object, "src", json_object_new_string (src));
      json_object_object_add (object, "dst", json_object_new_string (dst));
      if (status != 0)
        json_object_object_add (object, "status", json_object_new_int ((int) status));
      else
        json_object_object_add (object, "method", json_object_new_string (label));
      json_object_array_add (list, object);
    }
  return list;
}

static gboolean
was_challenged (RbTrace *trace, RbFlow *flow)
{
  for (guint i = 0; i < rb_flow_get_n_steps (flow); i++)
    {
      g_autoptr (RbMessage) message = rb_trace_get_message (trace, rb_flow_get_step (flow, i)->position);
      g_autofree char *label = rb_message_format_label (message);

      if (g_str_has_prefix (label, "407 "))
        return TRUE;
    }
  return FALSE;
}

static void
show_json (Demo *self, RbFlow *flow, const RbVerdict *verdict, const Outcome *outcome)
{
  const Scene *scene = &scenes[self->scene];
  struct json_object *object = json_object_new_object (), *judged = json_object_new_object ();

  json_object_object_add (object, "kind", json_object_new_string (scene->name));
  json_object_object_add (object, "expected", json_object_new_string (rb_verdict_kind_to_string (scene->expected)));
  json_object_object_add (judged, "kind", json_object_new_string (rb_verdict_kind_to_string (verdict->kind)));
  json_object_object_add (judged, "ended_by", json_object_new_string (rb_party_to_string (verdict->ended_by)));
  json_object_object_add (judged, "status", json_object_new_int ((int) verdict->status));
  json_object_object_add (judged, "text", json_object_new_string (verdict->text));
  json_object_object_add (object, "verdict", judged);
  json_object_object_add (object, "good", json_object_new_boolean (outcome->good));
  json_object_object_add (object, "call_id", json_object_new_string (rb_flow_get_call_id (flow)));
  if (rb_call_get_capture_path (self->call) != NULL)
    json_object_object_add (object, "file", json_object_new_string (rb_call_get_capture_path (self->call)));
  if (scene->audio)
    {
      struct json_object *audio = json_object_new_object ();

      json_object_object_add (audio, "packets_sent", json_object_new_int64 ((gint64) outcome->packets_sent));
      json_object_object_add (audio, "packets_received", json_object_new_int64 ((gint64) outcome->packets_received));
      json_object_object_add (audio, "tone_hz", json_object_new_double (TONE_HZ));
      json_object_object_add (audio, "tone_share", json_object_new_double (outcome->tone_share));
      json_object_object_add (object, "audio", audio);
    }
  json_object_object_add (object, "messages", list_messages (rb_phone_get_trace (self->phone), flow));
  rb_cli_print_json (object);
}

static void
show_text (Demo *self, RbFlow *flow, const RbVerdict *verdict, const Outcome *outcome)
{
  const Scene *scene = &scenes[self->scene];
  RbFlow *both_legs = rb_trace_find_flow (rb_lab_get_trace (self->lab), rb_flow_get_call_id (flow));
  g_autoptr (RbLadder) ladder = rb_ladder_new_for_flow (both_legs != NULL ? both_legs : flow);
  g_autofree char *text = rb_ladder_to_text (ladder, LADDER_COLUMNS);

  printf ("%u  %s: sip:%s@%s\n\n%s\n", self->scene + 1, _ (scene->title), scene->robot, rb_lab_get_domain (self->lab),
          text);
  printf ("%s\n", verdict->text);
  if (scene->audio)
    printf (_ ("Audio: %u packets sent, %u received; %.0f %% of what came back is our own %.0f Hz tone.\n"),
            (guint) outcome->packets_sent, (guint) outcome->packets_received, outcome->tone_share * 100, TONE_HZ);
  if (rb_call_get_capture_path (self->call) != NULL)
    printf (
        ngettext ("%s: %u message, the caller's side\n", "%s: %u messages, the caller's side\n", outcome->n_messages),
        rb_call_get_capture_path (self->call), outcome->n_messages);
  printf ("\n");
  fflush (stdout);
}

static void
show_summary (Demo *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      const Outcome *outcome = &self->outcomes[i];
      const char *verdict = rb_verdict_kind_get_label (outcome->verdict);
      g_autofree char *judged = g_strdup_printf (outcome->good ? _ ("good: %s") : _ ("BAD: %s"), verdict);

      /* Translators: one call of the demo: its kind, how long it took, what was seen of it, and whether that is
       * as it should be: “busy  0.3 s  6 messages  good: Busy”. */
      printf (ngettext ("%-12s %5.1f s  %3u message   %s\n", "%-12s %5.1f s  %3u messages  %s\n", outcome->n_messages),
              scenes[i].name, outcome->seconds, outcome->n_messages, judged);
    }
  fflush (stdout);
}

static gboolean
is_good (const Scene *scene, const Outcome *outcome)
{
  if (outcome->verdict != scene->expected || !outcome->challenged)
    return FALSE;
  return !scene->audio ||
         (outcome->packets_sent > 0 && outcome->packets_received > 0 && outcome->tone_share > TONE_SHARE);
}

static void
judge_call (Demo *self)
{
  Outcome *outcome = &self->outcomes[self->scene];
  RbTrace *trace = rb_phone_get_trace (self->phone);
  RbFlow *flow = rb_trace_find_flow (trace, rb_call_get_call_id (self->call));
  const RbVerdict *verdict;

  if (flow == NULL)
    {
      rb_cli_error (_ ("no message of the call to %s was seen; this build of the SIP library hides them"),
                    scenes[self->scene].robot);
      fail (self);
      return;
    }

  verdict = rb_flow_get_verdict (flow);
  outcome->verdict = verdict->kind;
  outcome->n_messages = rb_flow_get_n_steps (flow);
  outcome->challenged = was_challenged (trace, flow);
  outcome->good = is_good (&scenes[self->scene], outcome);
  if (!outcome->good)
    self->result = RB_CLI_FAILED;

  if (self->json)
    show_json (self, flow, verdict, outcome);
  else
    show_text (self, flow, verdict, outcome);
}

static gboolean
on_settled (gpointer data)
{
  Demo *self = data;

  self->timer = 0;
  judge_call (self);
  g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);
  if (++self->scene < G_N_ELEMENTS (scenes))
    place_call (self);
  else
    g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_act (gpointer data)
{
  Demo *self = data;
  Outcome *outcome = &self->outcomes[self->scene];
  RbMediaStatistics statistics;

  self->timer = 0;
  if (scenes[self->scene].audio)
    {
      outcome->tone_share = rb_sound_device_measure_tone (rb_phone_get_sound_device (self->phone), TONE_HZ, TONE_MS);
      if (rb_call_get_statistics (self->call, &statistics))
        {
          outcome->packets_sent = statistics.packets_sent;
          outcome->packets_received = statistics.packets_received;
        }
    }
  rb_call_hang_up (self->call);
  return G_SOURCE_REMOVE;
}

static void
on_call_changed (RbCall *call, Demo *self)
{
  const Scene *scene = &scenes[self->scene];
  RbCallState state = rb_call_get_state (call);

  if (state == RB_CALL_ENDED)
    {
      g_signal_handlers_disconnect_by_data (call, self);
      g_clear_handle_id (&self->timer, g_source_remove);
      set_limit (self, 0, NULL);
      self->outcomes[self->scene].seconds = (double) (g_get_monotonic_time () - self->call_start) / G_USEC_PER_SEC;
      self->timer = g_timeout_add (SETTLE_MS, on_settled, self);
    }
  else if (scene->act_ms > 0 && state == scene->act_in && !self->acting)
    {
      self->acting = TRUE;
      self->timer = g_timeout_add (scene->act_ms, on_act, self);
    }
}

static gboolean
on_call_limit (gpointer data)
{
  Demo *self = data;

  self->limit = 0;
  rb_cli_error (_ ("the call to %s did not end within %d s"), scenes[self->scene].robot, CALL_LIMIT_S);
  fail (self);
  return G_SOURCE_REMOVE;
}

static void
place_call (Demo *self)
{
  const Scene *scene = &scenes[self->scene];
  g_autoptr (GError) error = NULL;
  RbCall *call;

  if (self->out != NULL)
    {
      g_autofree char *file = g_strconcat (scene->name, ".pcapng", NULL);
      g_autofree char *path = g_build_filename (self->out, file, NULL);

      rb_phone_set_capture_path (self->phone, path);
    }

  self->acting = FALSE;
  self->call_start = g_get_monotonic_time ();
  call = rb_phone_call (self->phone, self->account, scene->robot, &error);
  if (call == NULL)
    {
      rb_cli_error ("%s", error->message);
      fail (self);
      return;
    }

  self->call = g_object_ref (call);
  g_signal_connect (call, "changed", G_CALLBACK (on_call_changed), self);
  set_limit (self, CALL_LIMIT_S, on_call_limit);
}

static gboolean
on_register_limit (gpointer data)
{
  Demo *self = data;
  const char *reason = rb_account_get_reason (self->account);

  self->limit = 0;
  rb_cli_error (_ ("the phone could not register at the practice network: %s"),
                reason != NULL ? reason : _ ("no response"));
  fail (self);
  return G_SOURCE_REMOVE;
}

static void
on_registration (RbAccount *account, GParamSpec *pspec, Demo *self)
{
  if (rb_account_get_registration (account) != RB_REGISTRATION_REGISTERED)
    return;

  g_signal_handlers_disconnect_by_data (account, self);
  set_limit (self, 0, NULL);
  if (!self->json)
    printf (_ ("Practice network at %s; %s is registered. Five calls follow.\n\n"), rb_lab_get_domain (self->lab),
            USER);
  place_call (self);
}

static void
on_notice (RbPhone *phone, const char *sentence, Demo *self)
{
  rb_cli_error ("%s", sentence);
}

static gboolean
on_signal (gpointer data)
{
  fail (data);
  return G_SOURCE_CONTINUE;
}

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer data)
{
  rb_phone_shut_down_finish (RB_PHONE (source), result);
  g_main_loop_quit (((Demo *) data)->loop);
}

static void
on_lab_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  rb_lab_stop_finish (RB_LAB (source), result);
  g_main_loop_quit (((Demo *) data)->loop);
}

static gboolean
start (Demo *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *password = g_uuid_string_random ();
  const RbSoundConfig sound = { .kind = RB_SOUND_TONE, .tone_hz = TONE_HZ };
  const RbPhoneConfig config = { .config_dir = "", .data_dir = "", .sound = &sound, .no_secrets = TRUE };

  if (self->out != NULL && g_mkdir_with_parents (self->out, 0755) != 0)
    {
      rb_cli_error (_ ("the folder “%s” cannot be made: %s"), self->out, g_strerror (errno));
      return FALSE;
    }

  self->phone = rb_phone_new (&config, &error);
  if (self->phone != NULL)
    {
      self->lab = rb_lab_new (rb_phone_get_engine (self->phone), &(RbLabConfig){ .ring_timeout = RING_TIMEOUT_S });
      g_signal_connect (self->phone, "notice", G_CALLBACK (on_notice), self);
    }
  if (self->phone == NULL || !rb_lab_start (self->lab, &error) || !rb_lab_add_user (self->lab, USER, password, &error))
    {
      rb_cli_error ("%s", error->message);
      return FALSE;
    }

  self->account =
      g_object_new (RB_TYPE_ACCOUNT, "practice", TRUE, "user", USER, "domain", rb_lab_get_domain (self->lab), NULL);
  g_signal_connect (self->account, "notify::registration", G_CALLBACK (on_registration), self);
  set_limit (self, REGISTER_LIMIT_S, on_register_limit);
  if (!rb_phone_save_account (self->phone, self->account, password, &error))
    {
      rb_cli_error ("%s", error->message);
      return FALSE;
    }
  return TRUE;
}

int
rb_cli_demo (int argc, char **argv)
{
  g_autofree char *out = NULL;
  Demo self = { .result = RB_CLI_OK };
  guint interrupted, terminated;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Write each call's messages to a pcapng file in this folder"),
      N_ ("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_ ("Print one JSON object for each call"), NULL },
    { NULL },
  };

  if (!rb_cli_parse (entries, NULL, _ ("Places the five kinds of call on a practice network and shows their ladders."),
                     &argc, &argv))
    return RB_CLI_USAGE;
  if (argc > 1)
    {
      rb_cli_error (_ ("“%s” is not expected; see “ringback-cli demo --help”"), argv[1]);
      return RB_CLI_USAGE;
    }

  self.out = out;
  self.loop = g_main_loop_new (NULL, FALSE);
  interrupted = g_unix_signal_add (SIGINT, on_signal, &self);
  terminated = g_unix_signal_add (SIGTERM, on_signal, &self);

  if (start (&self))
    g_main_loop_run (self.loop);
  else
    self.result = RB_CLI_FAILED;
  if (!self.json && self.scene == G_N_ELEMENTS (scenes))
    show_summary (&self);

  g_clear_handle_id (&self.timer, g_source_remove);
  set_limit (&self, 0, NULL);
  if (self.call != NULL)
    g_signal_handlers_disconnect_by_data (self.call, &self);
  g_clear_object (&self.call);
  if (self.account != NULL)
    g_signal_handlers_disconnect_by_data (self.account, &self);
  if (self.phone != NULL)
    {
      rb_phone_shut_down_async (self.phone, on_shut_down, &self);
      g_main_loop_run (self.loop);
    }
  if (self.lab != NULL)
    {
      rb_lab_stop_async (self.lab, on_lab_stopped, &self);
      g_main_loop_run (self.loop);
    }
  g_clear_object (&self.account);
  g_clear_object (&self.lab);
  g_clear_object (&self.phone);

  g_source_remove (interrupted);
  g_source_remove (terminated);
  g_main_loop_unref (self.loop);
  return self.result;
}
