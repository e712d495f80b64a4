/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "ringback-cli lab": the practice network by itself, for a class on a LAN or for tests. Runs
 * until SIGINT or SIGTERM and says who registers and how calls end; --json makes each of these
 * one object on one line. */

#include "rb-cli.h"

#include "rb-lab.h"
#include "rb-pcapng-writer.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* A verdict is told once nothing has changed it for this long. */
#define SETTLE_MS 500

typedef struct
{
  gboolean json;
  GMainLoop *loop;
  RbSipEngine *engine;
  RbLab *lab;
  GPtrArray *users;       /* names, for the greeting */
  GHashTable *watches;    /* RbFlow → FlowWatch */
  RbPcapngWriter *writer; /* (nullable) */
  gboolean capture_failed;
} LabRun;

typedef struct
{
  LabRun *run;
  RbFlow *flow;
  RbVerdictKind told;
  guint settle;
} FlowWatch;

static void
flow_watch_free (gpointer data)
{
  FlowWatch *self = data;

  g_clear_handle_id (&self->settle, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->flow, self);
  g_object_unref (self->flow);
  g_free (self);
}

static struct json_object *
new_event (const char *name)
{
  struct json_object *event = json_object_new_object ();

  json_object_object_add (event, "event", json_object_new_string (name));
  return event;
}

static void
add_text (struct json_object *object, const char *key, const char *text)
{
  json_object_object_add (object, key, text != NULL ? json_object_new_string (text) : NULL);
}

static void
tell_verdict (FlowWatch *watch, const RbVerdict *verdict)
{
  g_autofree char *from = rb_flow_dup_from (watch->flow), *to = rb_flow_dup_to (watch->flow);

  if (watch->run->json)
    {
      struct json_object *event = new_event ("call-ended"), *object = json_object_new_object ();

      add_text (event, "call_id", rb_flow_get_call_id (watch->flow));
      add_text (event, "from", from);
      add_text (event, "to", to);
      add_text (object, "kind", rb_verdict_kind_to_string (verdict->kind));
      add_text (object, "ended_by", rb_party_to_string (verdict->ended_by));
      json_object_object_add (object, "status", json_object_new_int ((int) verdict->status));
      add_text (object, "text", verdict->text);
      json_object_object_add (event, "verdict", object);
      rb_cli_print_json (event);
    }
  else
    {
      printf ("%s → %s: %s\n", from, to, verdict->text);
    }
}

static gboolean
on_settled (gpointer data)
{
  FlowWatch *watch = data;
  const RbVerdict *verdict = rb_flow_get_verdict (watch->flow);
  gboolean over = verdict->kind != RB_VERDICT_NONE && rb_verdict_is_final (verdict);

  watch->settle = 0;
  if (over && verdict->kind != watch->told)
    {
      watch->told = verdict->kind;
      tell_verdict (watch, verdict);
    }
  return G_SOURCE_REMOVE;
}

static void
on_flow_changed (RbFlow *flow, FlowWatch *watch)
{
  g_clear_handle_id (&watch->settle, g_source_remove);
  watch->settle = g_timeout_add (SETTLE_MS, on_settled, watch);
}

static void
watch_call (LabRun *self, RbFlow *flow)
{
  g_autofree char *from = NULL, *to = NULL;
  FlowWatch *watch;

  if (g_hash_table_contains (self->watches, flow) || strcmp (rb_flow_get_method (flow), "INVITE") != 0)
    return;

  watch = g_new0 (FlowWatch, 1);
  watch->run = self;
  watch->flow = g_object_ref (flow);
  g_hash_table_insert (self->watches, flow, watch);
  g_signal_connect (flow, "changed", G_CALLBACK (on_flow_changed), watch);

  from = rb_flow_dup_from (flow);
  to = rb_flow_dup_to (flow);
  if (self->json)
    {
      struct json_object *event = new_event ("call");

      add_text (event, "call_id", rb_flow_get_call_id (flow));
      add_text (event, "from", from);
      add_text (event, "to", to);
      rb_cli_print_json (event);
    }
  else
    {
      printf (_ ("%s calls %s\n"), from, to);
    }
}

static void
write_message (LabRun *self, RbTrace *trace, guint position)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const guint8 *start = rb_trace_peek_bytes (trace, position, &length);
  RbMessageInfo info;

  bytes = g_bytes_new (start, length);
  if (!rb_trace_get_info (trace, position, &info))
    return;
  if (rb_pcapng_writer_append (self->writer, &info, bytes, NULL, &error))
    {
      self->capture_failed = FALSE;
    }
  else if (!self->capture_failed)
    {
      self->capture_failed = TRUE;
      rb_cli_error (_ ("“%s” cannot be written, messages are missing in it: %s"),
                    rb_pcapng_writer_get_path (self->writer), error->message);
    }
}

static void
on_appended (RbTrace *trace, guint position, LabRun *self)
{
  RbFlow *flow = rb_trace_get_flow_of (trace, position);

  if (self->writer != NULL)
    write_message (self, trace, position);
  if (flow != NULL)
    watch_call (self, flow);
}

static void
on_registered (RbLab *lab, const char *user, const char *contact, guint expires, LabRun *self)
{
  if (self->json)
    {
      struct json_object *event = new_event (expires > 0 ? "registered" : "unregistered");

      add_text (event, "user", user);
      if (expires > 0)
        {
          add_text (event, "contact", contact);
          json_object_object_add (event, "expires", json_object_new_int ((int) expires));
        }
      rb_cli_print_json (event);
    }
  else if (expires > 0)
    {
      printf (_ ("%s is registered at %s for %u s\n"), user, contact, expires);
    }
  else
    {
      printf (_ ("%s is no longer registered\n"), user);
    }
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (((LabRun *) data)->loop);
  return G_SOURCE_CONTINUE;
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  rb_lab_stop_finish (RB_LAB (source), result);
  g_main_loop_quit (((LabRun *) data)->loop);
}

static void
greet_json (LabRun *self)
{
  struct json_object *event = new_event ("started"), *list = json_object_new_array (),
                     *users = json_object_new_array ();
  guint n;
  const RbLabRobot *robots = rb_lab_get_robots (&n);

  add_text (event, "domain", rb_lab_get_domain (self->lab));
  json_object_object_add (event, "port", json_object_new_int (rb_lab_get_port (self->lab)));
  for (guint i = 0; i < n; i++)
    {
      struct json_object *robot = json_object_new_object ();

      add_text (robot, "user", robots[i].user);
      add_text (robot, "title", robots[i].title);
      add_text (robot, "description", robots[i].description);
      json_object_array_add (list, robot);
    }
  json_object_object_add (event, "robots", list);
  for (guint i = 0; i < self->users->len; i++)
    json_object_array_add (users, json_object_new_string (self->users->pdata[i]));
  json_object_object_add (event, "users", users);
  rb_cli_print_json (event);
}

static void
greet (LabRun *self)
{
  guint n;
  const RbLabRobot *robots = rb_lab_get_robots (&n);

  printf (_ ("The practice network listens on %s (UDP and TCP).\n"), rb_lab_get_domain (self->lab));
  printf ("%s\n",
          self->users->len > 0 ? _ ("Users who may register:") : _ ("No users; add some with --user NAME:PASSWORD."));
  for (guint i = 0; i < self->users->len; i++)
    printf ("  sip:%s@%s\n", (const char *) self->users->pdata[i], rb_lab_get_domain (self->lab));
  printf ("%s\n", _ ("Robots to call:"));
  for (guint i = 0; i < n; i++)
    printf ("  sip:%s@%s  %s\n", robots[i].user, rb_lab_get_domain (self->lab), robots[i].description);
  printf ("%s\n", _ ("Ctrl+C ends it."));
}

/* "NAME:PASSWORD"; the password never gets into a message. */
static gboolean
add_user (LabRun *self, const char *option)
{
  const char *colon = strchr (option, ':');
  g_autofree char *name = colon != NULL ? g_strndup (option, (gsize) (colon - option)) : NULL;
  g_autoptr (GError) error = NULL;

  if (name == NULL)
    {
      rb_cli_error (_ ("user “%s” needs a password: give --user NAME:PASSWORD"), option);
      return FALSE;
    }
  if (!rb_lab_add_user (self->lab, name, colon + 1, &error))
    {
      rb_cli_error (_ ("user “%s”: %s"), name, error->message);
      return FALSE;
    }
  g_ptr_array_add (self->users, g_steal_pointer (&name));
  return TRUE;
}

static gboolean
parse_digest (const char *text, RbLabDigest *digest)
{
  static const char *const names[] = {
    [RB_LAB_DIGEST_MD5] = "md5", [RB_LAB_DIGEST_SHA256] = "sha256", [RB_LAB_DIGEST_BOTH] = "both"
  };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i]) == 0)
      {
        *digest = (RbLabDigest) i;
        return TRUE;
      }
  return text == NULL;
}

static int
run (LabRun *self, char **users, const char *capture)
{
  g_autoptr (GError) error = NULL;
  RbTrace *trace = rb_lab_get_trace (self->lab);
  guint interrupted, terminated;

  for (guint i = 0; users != NULL && users[i] != NULL; i++)
    if (!add_user (self, users[i]))
      return RB_CLI_USAGE;
  if (capture != NULL && (self->writer = rb_pcapng_writer_new (capture, &error)) == NULL)
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }

  g_signal_connect (trace, "appended", G_CALLBACK (on_appended), self);
  g_signal_connect (self->lab, "registered", G_CALLBACK (on_registered), self);
  if (!rb_lab_start (self->lab, &error))
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }

  setlinebuf (stdout); /* whoever reads it through a pipe wants to know now */
  if (self->json)
    greet_json (self);
  else
    greet (self);

  interrupted = g_unix_signal_add (SIGINT, on_signal, self);
  terminated = g_unix_signal_add (SIGTERM, on_signal, self);
  g_main_loop_run (self->loop);
  g_source_remove (interrupted);
  g_source_remove (terminated);

  rb_lab_stop_async (self->lab, on_stopped, self);
  g_main_loop_run (self->loop);
  g_signal_handlers_disconnect_by_data (trace, self);
  if (self->writer != NULL && !rb_pcapng_writer_close (self->writer, &error))
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }
  if (self->json)
    rb_cli_print_json (new_event ("stopped"));
  return RB_CLI_OK;
}

int
rb_cli_lab (int argc, char **argv)
{
  g_autofree char *listen = NULL, *digest = NULL, *capture = NULL;
  g_auto (GStrv) users = NULL;
  int port = 0, ring_timeout = 0, result = RB_CLI_USAGE;
  RbLabConfig config = { 0 };
  LabRun self = { 0 };
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen,
      N_ ("Listen on this IP address (127.0.0.1; an address of the LAN lets others register)"), N_ ("ADDRESS") },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, N_ ("Listen on this port (5062, or the next free one)"), N_ ("PORT") },
    { "user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &users, N_ ("Let this user register; may be given several times"),
      N_ ("NAME:PASSWORD") },
    { "ring-timeout", 0, 0, G_OPTION_ARG_INT, &ring_timeout, N_ ("End an unanswered call after this time (30)"),
      N_ ("SECONDS") },
    { "digest", 0, 0, G_OPTION_ARG_STRING, &digest,
      N_ ("Digest algorithm of the challenges: md5, sha256 or both (md5)"), N_ ("ALGORITHM") },
    { "capture", 0, 0, G_OPTION_ARG_FILENAME, &capture, N_ ("Write every message to this pcapng file"), N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_ ("Print one JSON object for each event"), NULL },
    { NULL },
  };

  if (!rb_cli_parse (entries, NULL, _ ("Runs a practice network: a registrar and proxy with robots to call."), &argc,
                     &argv))
    return RB_CLI_USAGE;
  if (argc > 1)
    {
      rb_cli_error (_ ("“%s” is not expected; see “ringback-cli lab --help”"), argv[1]);
      return RB_CLI_USAGE;
    }
  if (port < 0 || port > G_MAXUINT16)
    {
      rb_cli_error (_ ("%d is not a port; give one from 1 to 65535"), port);
      return RB_CLI_USAGE;
    }
  if (ring_timeout < 0)
    {
      rb_cli_error (_ ("%d is not a time; give the ring timeout in seconds"), ring_timeout);
      return RB_CLI_USAGE;
    }
  if (!parse_digest (digest, &config.digest))
    {
      rb_cli_error (_ ("“%s” is not a digest algorithm; choose md5, sha256 or both"), digest);
      return RB_CLI_USAGE;
    }

  config.listen = listen;
  config.port = (guint16) port;
  config.ring_timeout = (guint) ring_timeout;
  self.engine = rb_sip_engine_new (&error);
  if (self.engine == NULL)
    {
      rb_cli_error ("%s", error->message);
      return RB_CLI_FAILED;
    }
  self.loop = g_main_loop_new (NULL, FALSE);
  self.users = g_ptr_array_new_with_free_func (g_free);
  self.watches = g_hash_table_new_full (NULL, NULL, NULL, flow_watch_free);
  self.lab = rb_lab_new (self.engine, &config);

  result = run (&self, users, capture);

  g_hash_table_unref (self.watches);
  g_object_unref (self.lab);
  g_clear_object (&self.writer);
  g_object_unref (self.engine);
  g_ptr_array_unref (self.users);
  g_main_loop_unref (self.loop);
  return result;
}
