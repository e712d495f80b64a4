/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The robots one can call on the practice network. What each does is a row of the table
 * below; a call is an RbSipCall with an RbMediaSession of its own, so many callers at once do
 * not meet. One agent answers for all robots; the one that calls back has an agent of its own,
 * because it calls under its own name and proves it to the proxy like everybody else. */

#include "rb-lab-robots.h"

#include "rb-media-session.h"
#include "rb-sip-address.h"
#include "rb-sip-call.h"
#include "rb-sip-message.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CALL_BACK_USER "callback"
#define ROBOT_USER "robot" /* whom all others call as */
#define CALL_BACK_DELAY_MS 2000
#define CALL_LIMIT_S 600 /* a caller that vanished without BYE */
#define GOODBYE_HZ 660.0

typedef enum
{
  SOUND_ECHO,
  SOUND_MUSIC,
  SOUND_TONE,
  N_SOUNDS,
} Sound;

typedef struct
{
  RbLabRobot robot;
  guint ring_ms; /* 0: decides at once, without ringing */
  guint status;  /* 200: answers; 0: never decides */
  Sound sound;   /* once answered */
  guint talk_ms; /* then it hangs up; 0: the caller has to */
  gboolean calls_back;
} Behaviour;

static const Behaviour behaviours[] = {
  { { "echo", N_ ("Echo"), N_ ("Answers and plays back what it hears.") }, 500, 200, SOUND_ECHO, 0, FALSE },
  { { "music", N_ ("Music"), N_ ("Answers and plays a melody.") }, 500, 200, SOUND_MUSIC, 0, FALSE },
  { { "never", N_ ("Never answers"), N_ ("Rings until you give up or the proxy does (408).") }, 1, 0, 0, 0, FALSE },
  { { "rejects", N_ ("Rejects"), N_ ("Rings for two seconds, then rejects the call (486).") }, 2000, 486, 0, 0, FALSE },
  { { "busy", N_ ("Busy"), N_ ("Is busy at once (486).") }, 0, 486, 0, 0, FALSE },
  { { "declines", N_ ("Declines"), N_ ("Rings for a second, then declines the call (603).") }, 1000, 603, 0, 0, FALSE },
  { { "hangup", N_ ("Hangs up"), N_ ("Answers and hangs up after five seconds.") },
    500,
    200,
    SOUND_MUSIC,
    5000,
    FALSE },
  { { CALL_BACK_USER, N_ ("Calls back"), N_ ("Answers, hangs up and calls you back after two seconds.") },
    500,
    200,
    SOUND_TONE,
    2000,
    TRUE },
};

/* What a robot does in the call it places itself, to call back or because it was transferred. */
static const Behaviour calling_back = { { CALL_BACK_USER, "", "" }, 0, 200, SOUND_ECHO, 0, FALSE };
static const Behaviour transferred[N_SOUNDS] = {
  [SOUND_ECHO] = { { ROBOT_USER, "", "" }, 0, 200, SOUND_ECHO, 0, FALSE },
  [SOUND_MUSIC] = { { ROBOT_USER, "", "" }, 0, 200, SOUND_MUSIC, 0, FALSE },
  [SOUND_TONE] = { { ROBOT_USER, "", "" }, 0, 200, SOUND_TONE, 0, FALSE },
};

struct _RbLabRobots
{
  RbSipEngine *engine;
  char *address;
  char *domain;
  RbSipAgent *agent;     /* answers for all but one */
  RbSipAgent *call_back; /* that one */
  RbSoundDevice *devices[N_SOUNDS];
  GPtrArray *calls; /* of RobotCall */
  guint n_agents_running;
  GSourceOnceFunc on_stopped; /* (nullable) set while stopping */
  gpointer stopped_data;
};

typedef struct
{
  RbLabRobots *robots;
  const Behaviour *behaviour;
  RbSipCall *call; /* (nullable) while waiting to call back */
  char *caller;
  RbSipCall *referrer;   /* (nullable): the call that had us place this one, and hears how it goes */
  RbMediaSession *media; /* (nullable) */
  gboolean answered;
  gboolean followed; /* a transfer; one is enough */
  guint timer;
  guint limit;
} RobotCall;

static void
robot_call_free (gpointer data)
{
  RobotCall *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->limit, g_source_remove);
  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);
  g_clear_object (&self->referrer);
  if (self->media != NULL)
    rb_media_session_stop (self->media);
  g_clear_object (&self->media);
  g_free (self->caller);
  g_free (self);
}

static void
set_timer (RobotCall *self, guint ms, GSourceFunc func)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (ms, func, self);
}

static gboolean
on_limit (gpointer data)
{
  RobotCall *self = data;

  self->limit = 0;
  rb_sip_call_hang_up (self->call);
  return G_SOURCE_REMOVE;
}

static gboolean
on_talk_over (gpointer data)
{
  RobotCall *self = data;

  self->timer = 0;
  rb_sip_call_hang_up (self->call);
  return G_SOURCE_REMOVE;
}

static gboolean
make_media (RobotCall *self)
{
  g_autoptr (GError) error = NULL;

  if (self->media == NULL)
    self->media = rb_media_session_new (self->robots->devices[self->behaviour->sound], self->robots->address, &error);
  if (self->media == NULL)
    g_warning ("Robot “%s” has no audio: %s", self->behaviour->robot.user, error->message);
  return self->media != NULL;
}

/* Our description for an INVITE with @offer, or without one. (transfer full) (nullable) */
static char *
describe (RobotCall *self, const char *offer)
{
  g_autoptr (GError) error = NULL;
  char *sdp;

  if (offer == NULL)
    return rb_media_session_create_offer (self->media);

  sdp = rb_media_session_create_answer (self->media, offer, &error);
  if (sdp == NULL)
    g_debug ("Robot “%s” refuses an offer: %s", self->behaviour->robot.user, error->message);
  return sdp;
}

static void
answer (RobotCall *self)
{
  const char *offer = rb_sip_call_get_remote_sdp (self->call);
  g_autofree char *sdp = NULL;

  if (!make_media (self))
    {
      rb_sip_call_reject (self->call, 500, NULL);
      return;
    }

  sdp = describe (self, offer);
  if (sdp == NULL)
    {
      rb_sip_call_reject (self->call, 488, NULL);
      return;
    }

  self->answered = TRUE;
  if (self->behaviour->talk_ms > 0)
    set_timer (self, self->behaviour->talk_ms, on_talk_over);
  if (offer != NULL)
    rb_media_session_start (self->media);
  rb_sip_call_answer (self->call, sdp);
}

static void
decide (RobotCall *self)
{
  if (self->behaviour->status == 200)
    answer (self);
  else if (self->behaviour->status != 0)
    rb_sip_call_reject (self->call, self->behaviour->status, NULL);
}

static gboolean
on_rung (gpointer data)
{
  RobotCall *self = data;

  self->timer = 0;
  decide (self);
  return G_SOURCE_REMOVE;
}

/* The far end's answer to our offer. */
static void
accept_answer (RobotCall *self, const char *sdp)
{
  g_autoptr (GError) error = NULL;

  if (sdp == NULL || self->media == NULL)
    return;

  if (rb_media_session_accept_answer (self->media, sdp, &error))
    {
      rb_media_session_start (self->media);
    }
  else
    {
      g_debug ("Robot “%s” cannot use an answer: %s", self->behaviour->robot.user, error->message);
      rb_sip_call_hang_up (self->call);
    }
}

static void
answer_offer (RobotCall *self, const char *offer)
{
  g_autofree char *sdp = self->media != NULL ? describe (self, offer) : NULL;

  rb_sip_call_answer_offer (self->call, sdp != NULL ? 200 : 488, sdp);
}

static void on_event (RbSipCall *call, const RbSipCallEvent *event, RobotCall *self);

static void
watch_call (RobotCall *self, RbSipCall *call)
{
  self->call = g_object_ref (call);
  self->limit = g_timeout_add_seconds (CALL_LIMIT_S, on_limit, self);
  g_signal_connect (call, "event", G_CALLBACK (on_event), self);
}

static gboolean
on_call_back (gpointer data)
{
  RobotCall *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RbSipCall) call = NULL;

  self->timer = 0;
  if (make_media (self))
    {
      g_autofree char *offer = rb_media_session_create_offer (self->media);

      call = rb_sip_call_new_outgoing (self->robots->call_back, self->caller, offer, &error);
    }

  if (call == NULL)
    {
      g_debug ("Nobody is called back: %s", error != NULL ? error->message : "no audio");
      g_ptr_array_remove (self->robots->calls, self);
    }
  else
    {
      watch_call (self, call);
    }
  return G_SOURCE_REMOVE;
}

/* Only within the practice network: nobody has our robots call the world. */
static gboolean
may_follow (RobotCall *self, const char *target)
{
  g_autofree char *address = rb_sip_address_get_host_and_port (target);

  return self->answered && !self->followed && self->robots->on_stopped == NULL &&
         g_strcmp0 (address, self->robots->domain) == 0;
}

/* Transferred (RFC 3515, RFC 5589): calls the target in our place, and tells the far end how that goes. */
static void
follow_refer (RobotCall *self, const RbSipCallEvent *event)
{
  const RbSipCallOptions options = { .replaces = event->replaces, .referred_by = event->referred_by };
  g_autoptr (GError) error = NULL;
  g_autoptr (RbSipCall) call = NULL;
  g_autofree char *offer = NULL;
  RobotCall *next;

  if (!may_follow (self, event->target))
    {
      rb_sip_call_answer_refer (self->call, 603);
      return;
    }

  next = g_new0 (RobotCall, 1);
  next->robots = self->robots;
  next->behaviour = &transferred[self->behaviour->sound];
  next->caller = g_strdup (event->target);
  self->followed = TRUE;
  if (make_media (next))
    {
      offer = rb_media_session_create_offer (next->media);
      call = rb_sip_call_new_outgoing_with (self->robots->agent, event->target, offer, &options, &error);
    }
  if (call == NULL)
    {
      robot_call_free (next);
      rb_sip_call_answer_refer (self->call, 500);
      return;
    }

  rb_sip_call_answer_refer (self->call, 202);
  next->answered = TRUE;
  next->referrer = g_object_ref (self->call);
  g_ptr_array_add (self->robots->calls, next);
  watch_call (next, call);
}

static void
report (RobotCall *self, guint status)
{
  if (self->referrer == NULL)
    return;

  rb_sip_call_report (self->referrer, status);
  if (status >= 200)
    g_clear_object (&self->referrer);
}

static void
on_call_over (RobotCall *self)
{
  RbLabRobots *robots = self->robots;

  if (self->behaviour->calls_back && self->answered && robots->on_stopped == NULL)
    {
      RobotCall *next = g_new0 (RobotCall, 1);

      next->robots = robots;
      next->behaviour = &calling_back;
      next->caller = g_strdup (self->caller);
      g_ptr_array_add (robots->calls, next);
      set_timer (next, CALL_BACK_DELAY_MS, on_call_back);
    }
  g_ptr_array_remove (robots->calls, self);
}

static void
on_event (RbSipCall *call, const RbSipCallEvent *event, RobotCall *self)
{
  switch (event->kind)
    {
    case RB_SIP_CALL_ANSWERED:
      report (self, event->status);
      accept_answer (self, event->sdp);
      break;

    case RB_SIP_CALL_CONFIRMED:
      accept_answer (self, event->sdp);
      break;

    case RB_SIP_CALL_OFFER:
      answer_offer (self, event->sdp);
      break;

    case RB_SIP_CALL_REFER_ASKED:
      follow_refer (self, event);
      break;

    case RB_SIP_CALL_PROVISIONAL:
      report (self, event->status);
      break;

    case RB_SIP_CALL_FAILED:
      report (self, event->status);
      on_call_over (self);
      break;

    case RB_SIP_CALL_CANCELLED:
    case RB_SIP_CALL_ENDED:
      on_call_over (self);
      break;

    case RB_SIP_CALL_OFFER_ANSWERED:
    case RB_SIP_CALL_MOVED:
    case RB_SIP_CALL_DTMF:
    case RB_SIP_CALL_REFER_ANSWERED:
    case RB_SIP_CALL_REFER_REPORT:
      break;
    }
}

static const Behaviour *
find_behaviour (const char *user)
{
  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++)
    if (g_strcmp0 (behaviours[i].robot.user, user) == 0)
      return &behaviours[i];
  return NULL;
}

static void
on_incoming_call (RbSipAgent *agent, RbSipCall *call, RbLabRobots *self)
{
  g_autofree char *user = rb_sip_uri_get_user (rb_sip_call_get_local_uri (call));
  const Behaviour *behaviour = find_behaviour (user);
  RobotCall *robot_call;

  if (behaviour == NULL)
    {
      rb_sip_call_reject (call, 404, NULL);
      return;
    }

  robot_call = g_new0 (RobotCall, 1);
  robot_call->robots = self;
  robot_call->behaviour = behaviour;
  robot_call->caller = g_strdup (rb_sip_call_get_remote_uri (call));
  g_ptr_array_add (self->calls, robot_call);
  watch_call (robot_call, call);

  /* Somebody takes over a call of ours (RFC 3891): no ringing, and the old one ends. */
  if (rb_sip_call_get_replaced (call) != NULL)
    {
      answer (robot_call);
      rb_sip_call_hang_up (rb_sip_call_get_replaced (call));
      return;
    }

  if (behaviour->ring_ms == 0)
    {
      decide (robot_call);
      return;
    }
  rb_sip_call_ring (call);
  set_timer (robot_call, behaviour->ring_ms, on_rung);
}

static void
on_written_back (guint status, const char *reason, gpointer data)
{
}

/* Robots read what they are sent as they take calls; the one that calls back writes the same back. */
static void
on_incoming_message (RbSipAgent *agent, RbSipIncomingMessage *message, RbLabRobots *self)
{
  g_autofree char *user = rb_sip_uri_get_user (message->to_uri);
  g_autofree char *sender = rb_sip_uri_get_user (message->from_uri);
  const Behaviour *behaviour = find_behaviour (user);

  if (behaviour == NULL)
    message->status = 404;
  else if (behaviour->status != 0)
    message->status = behaviour->status;
  if (behaviour != NULL && behaviour->calls_back && strcmp (sender, CALL_BACK_USER) != 0 && message->text[0] != '\0' &&
      strlen (message->text) <= RB_SIP_MESSAGE_MAX_BYTES)
    rb_sip_message_send (agent, message->from_uri, message->text, on_written_back, NULL, NULL); /* frees itself */
}

static void
on_agent_shut_down (RbSipAgent *agent, RbLabRobots *self)
{
  self->n_agents_running--;
  if (self->n_agents_running == 0 && self->on_stopped != NULL)
    self->on_stopped (self->stopped_data); /* may free @self */
}

/* An agent may outlive the robots: until then its last messages are nobody's. */
static void
unroute (RbSipAgent *agent, RbSipEngine *engine)
{
  rb_sip_engine_unroute_tap (engine, rb_sip_agent_get_port (agent));
}

static RbSipAgent *
start_agent (RbLabRobots *self, const RbSipAgentConfig *config, GError **error)
{
  RbSipAgent *agent = rb_sip_agent_new (self->engine, config, error);

  if (agent == NULL)
    return NULL;

  /* What robots say is in the proxy's trace already. */
  rb_sip_engine_route_tap (self->engine, rb_sip_agent_get_port (agent), NULL, NULL);
  g_signal_connect_object (agent, "shut-down", G_CALLBACK (unroute), self->engine, 0);
  g_signal_connect (agent, "incoming-call", G_CALLBACK (on_incoming_call), self);
  g_signal_connect (agent, "incoming-message", G_CALLBACK (on_incoming_message), self);
  g_signal_connect (agent, "shut-down", G_CALLBACK (on_agent_shut_down), self);
  self->n_agents_running++;
  return agent;
}

static void
forget_agent (RbLabRobots *self, RbSipAgent **agent)
{
  if (*agent == NULL)
    return;

  g_signal_handlers_disconnect_by_data (*agent, self);
  rb_sip_agent_shut_down (*agent);
  g_clear_object (agent);
}

RbLabRobots *
rb_lab_robots_new (RbSipEngine *engine, const char *address, const char *domain, GHashTable *users, GError **error)
{
  RbLabRobots *self = g_new0 (RbLabRobots, 1);
  g_autofree char *password = g_uuid_string_random ();
  const RbSoundConfig sounds[N_SOUNDS] = {
    [SOUND_ECHO] = { .kind = RB_SOUND_NONE, .loop_back = TRUE },
    [SOUND_MUSIC] = { .kind = RB_SOUND_MUSIC },
    [SOUND_TONE] = { .kind = RB_SOUND_TONE, .tone_hz = GOODBYE_HZ },
  };

  self->engine = g_object_ref (engine);
  self->address = g_strdup (address);
  self->domain = g_strdup (domain);
  self->calls = g_ptr_array_new_with_free_func (robot_call_free);
  g_hash_table_replace (users, g_strdup (CALL_BACK_USER), g_strdup (password));
  g_hash_table_replace (users, g_strdup (ROBOT_USER), g_strdup (password));

  for (guint i = 0; i < N_SOUNDS; i++)
    self->devices[i] = rb_sound_device_new (&sounds[i]);

  self->agent = start_agent (self,
                             &(RbSipAgentConfig){ .user = ROBOT_USER,
                                                  .domain = domain,
                                                  .password = password,
                                                  .transport = RB_TRANSPORT_UDP,
                                                  .bind_address = address,
                                                  .answer_any_user = TRUE },
                             error);
  if (self->agent != NULL)
    self->call_back = start_agent (self,
                                   &(RbSipAgentConfig){ .user = CALL_BACK_USER,
                                                        .domain = domain,
                                                        .password = password,
                                                        .transport = RB_TRANSPORT_UDP,
                                                        .bind_address = address },
                                   error);
  if (self->call_back == NULL)
    {
      rb_lab_robots_free (self);
      return NULL;
    }
  return self;
}

void
rb_lab_robots_stop (RbLabRobots *self, GSourceOnceFunc func, gpointer data)
{
  self->on_stopped = func;
  self->stopped_data = data;
  rb_sip_agent_shut_down (self->agent);
  rb_sip_agent_shut_down (self->call_back);
  g_ptr_array_set_size (self->calls, 0); /* those that were about to call back */
}

void
rb_lab_robots_free (RbLabRobots *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->calls);
  forget_agent (self, &self->agent);
  forget_agent (self, &self->call_back);
  for (guint i = 0; i < N_SOUNDS; i++)
    g_clear_object (&self->devices[i]);
  g_object_unref (self->engine);
  g_free (self->address);
  g_free (self->domain);
  g_free (self);
}

char *
rb_lab_robots_get_uri (RbLabRobots *self, guint n)
{
  const Behaviour *behaviour = &behaviours[n];
  gboolean v6 = strchr (self->address, ':') != NULL;

  return g_strdup_printf ("sip:%s@%s%s%s:%u", behaviour->robot.user, v6 ? "[" : "", self->address, v6 ? "]" : "",
                          rb_sip_agent_get_port (behaviour->calls_back ? self->call_back : self->agent));
}

gboolean
rb_lab_robots_has (const char *user)
{
  return find_behaviour (user) != NULL;
}

const RbLabRobot *
rb_lab_get_robots (guint *n)
{
  static RbLabRobot robots[G_N_ELEMENTS (behaviours)];

  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++)
    robots[i] =
        (RbLabRobot){ behaviours[i].robot.user, _ (behaviours[i].robot.title), _ (behaviours[i].robot.description) };
  *n = G_N_ELEMENTS (behaviours);
  return robots;
}
