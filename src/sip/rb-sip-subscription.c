/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipSubscription: SUBSCRIBE and what it brings (RFC 6665). The stack refreshes while the subscription is up, and
 * asks again after a 423; when it ends this file begins a new one, on a new handle, at the time the end allows. */

#include "rb-sip-subscription.h"

#include "rb-sip-events-private.h"
#include "rb-sip-registration.h"

#include <string.h>

/* RFC 6665 5.4.10 lets a notifier send one in 5 s by default; this many at once, then this many a minute, still work.
 */
#define BURST 40
#define NOTIFIES_PER_MINUTE 60
/* A subscription that ended sooner has failed: what begins it “at once” must not go in circles. */
#define MIN_LIFE_S 60
#define DEFAULT_PROBATION_S 30
#define MAX_WAIT_S 3600
#define FLOOD_WAIT_S 600
/* RFC 6665 4.1.2.4, timer N: a NOTIFY must follow the 200 within 64 × T1. */
#define TIMER_N_S 32

struct _RbSipSubscription
{
  GObject parent_instance;

  RbSipOwner owner;
  RbSipAgent *agent;
  nua_handle_t *handle; /* (nullable): between two tries */
  char *uri;
  char *package;
  char *accept;
  guint expires;
  char *call_id;
  GHashTable *answered; /* realms */
  RbSipSubscriptionState state;
  guint status;
  guint failures;
  guint retry;     /* source */
  guint timer_n;   /* source */
  gint64 begun_us; /* the subscription that is up */
  double tokens;   /* notifications that may still come now */
  gint64 tokens_us;
};

G_DEFINE_FINAL_TYPE (RbSipSubscription, rb_sip_subscription, G_TYPE_OBJECT)

enum
{
  CHANGED,
  NOTIFIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What an end means, RFC 6665 4.1.3; @once: begun again at once the first time. */
static const struct
{
  const char *reason;
  gboolean once;
  gboolean never;
  guint wait_s;
} ends[] = {
  { "deactivated", .once = TRUE },
  { "timeout", .once = TRUE },
  { "probation", .wait_s = DEFAULT_PROBATION_S },
  { "giveup" },
  { "rejected", .never = TRUE },
  { "noresource", .never = TRUE },
  { "invariant", .never = TRUE },
};

/* Answers that another try would not change: no such person, no such package, not for us, a wrong password. */
static const guint final_statuses[] = { 400, 401, 403, 404, 405, 406, 407, 410, 416, 420, 485, 489, 501, 603, 604 };

guint
rb_sip_subscription_get_retry (guint status, const char *reason, guint retry_after, guint failures, guint32 random)
{
  guint wait = rb_sip_registration_back_off (failures, random);

  retry_after = MIN (retry_after, MAX_WAIT_S);
  if (status == 481 && failures <= 1)
    return 0; /* the server has forgotten us */
  if (status != 0)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (final_statuses); i++)
        if (final_statuses[i] == status)
          return RB_SIP_SUBSCRIPTION_NEVER;
      return MAX (wait, retry_after);
    }

  for (gsize i = 0; reason != NULL && i < G_N_ELEMENTS (ends); i++)
    if (g_ascii_strcasecmp (ends[i].reason, reason) == 0)
      {
        if (ends[i].never)
          return RB_SIP_SUBSCRIPTION_NEVER;
        if (ends[i].once && failures <= 1)
          return 0;
        if (ends[i].wait_s > 0 && failures <= 1)
          return retry_after > 0 ? retry_after : ends[i].wait_s;
      }

  return MAX (wait, retry_after);
}

static void
set_state (RbSipSubscription *self, RbSipSubscriptionState state, guint status)
{
  gboolean changed = self->state != state;

  self->state = state;
  self->status = status;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Un-subscribes where something is subscribed. */
static void
drop_handle (RbSipSubscription *self)
{
  g_clear_handle_id (&self->timer_n, g_source_remove);
  if (self->handle != NULL)
    nua_handle_bind (self->handle, NULL);
  g_clear_pointer (&self->handle, nua_handle_destroy);
  self->begun_us = 0;
}

static void
send_subscribe (RbSipSubscription *self)
{
  g_autofree char *expires = g_strdup_printf ("%u", self->expires);

  nua_subscribe (self->handle, SIPTAG_EVENT_STR (self->package), SIPTAG_ACCEPT_STR (self->accept),
                 SIPTAG_EXPIRES_STR (expires), TAG_END ());
}

static void
begin (RbSipSubscription *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->retry, g_source_remove);
  drop_handle (self);
  g_hash_table_remove_all (self->answered);
  self->handle = rb_sip_events_open_handle (self->agent, self->uri, &self->owner, &self->call_id, &error);
  if (self->handle != NULL)
    send_subscribe (self);
  else if (g_error_matches (error, RB_SIP_ERROR, RB_SIP_ERROR_URI))
    set_state (self, RB_SIP_SUBSCRIPTION_REFUSED, 0);
}

static gboolean
on_retry (gpointer data)
{
  RbSipSubscription *self = data;

  self->retry = 0;
  begin (self);

  return G_SOURCE_REMOVE;
}

/* The subscription is over; @wait as rb_sip_subscription_get_retry() has it. */
static void
end (RbSipSubscription *self, guint wait, guint status)
{
  drop_handle (self);
  g_clear_handle_id (&self->retry, g_source_remove);
  if (wait != RB_SIP_SUBSCRIPTION_NEVER)
    self->retry = g_timeout_add (wait * 1000, on_retry, self);
  set_state (self, wait != RB_SIP_SUBSCRIPTION_NEVER ? RB_SIP_SUBSCRIPTION_PENDING : RB_SIP_SUBSCRIPTION_REFUSED,
             status);
}

static void
fail (RbSipSubscription *self, guint status, const char *reason, guint retry_after)
{
  if (self->begun_us != 0 && g_get_monotonic_time () - self->begun_us > MIN_LIFE_S * G_USEC_PER_SEC)
    self->failures = 0;
  self->failures++;
  end (self, rb_sip_subscription_get_retry (status, reason, retry_after, self->failures, g_random_int ()), status);
}

static gboolean
on_timer_n (gpointer data)
{
  RbSipSubscription *self = data;

  self->timer_n = 0;
  fail (self, 408, NULL, 0);

  return G_SOURCE_REMOVE;
}

static void
on_subscribe_response (RbSipSubscription *self, const RbSipStackEvent *event)
{
  if (event->status < 200)
    return;

  rb_sip_events_append_synthetic (self->agent, self->call_id, self->uri, "SUBSCRIBE", event);
  if (rb_sip_events_authenticate (self->agent, self->handle, event, self->answered))
    return;

  if (event->status >= 300)
    {
      fail (self, (guint) event->status, NULL, rb_sip_events_get_retry_after (event->sip));
      return;
    }

  g_hash_table_remove_all (self->answered);
  self->status = (guint) event->status;
  if (self->begun_us == 0)
    {
      self->begun_us = g_get_monotonic_time ();
      if (self->timer_n == 0 && self->state != RB_SIP_SUBSCRIPTION_ACTIVE)
        self->timer_n = g_timeout_add_seconds (TIMER_N_S, on_timer_n, self);
    }
}

/* FALSE: more notifications came than anybody can have a use for. */
static gboolean
take_token (RbSipSubscription *self)
{
  gint64 now = g_get_monotonic_time ();

  self->tokens += (double) (now - self->tokens_us) / G_USEC_PER_SEC * NOTIFIES_PER_MINUTE / 60;
  self->tokens = MIN (self->tokens, BURST);
  self->tokens_us = now;
  if (self->tokens < 1)
    return FALSE;
  self->tokens -= 1;

  return TRUE;
}

static void
on_notify (RbSipSubscription *self, const RbSipStackEvent *event)
{
  const sip_t *sip = event->sip;
  const sip_subscription_state_t *said = sip != NULL ? sip->sip_subscription_state : NULL;
  const sip_content_type_t *type = sip != NULL ? sip->sip_content_type : NULL;
  g_autoptr (GBytes) body = NULL;
  guint64 retry_after = 0;

  if (!event->real)
    return;

  if (!take_token (self))
    {
      self->failures++;
      end (self, FLOOD_WAIT_S, 0);
      return;
    }

  g_clear_handle_id (&self->timer_n, g_source_remove);
  if (said != NULL && said->ss_substate != NULL && g_ascii_strcasecmp (said->ss_substate, "pending") == 0)
    set_state (self, RB_SIP_SUBSCRIPTION_PENDING, self->status);
  else
    set_state (self, RB_SIP_SUBSCRIPTION_ACTIVE, self->status);

  if (sip->sip_payload != NULL && sip->sip_payload->pl_len > 0)
    body = g_bytes_new (sip->sip_payload->pl_data, sip->sip_payload->pl_len);
  g_signal_emit (self, signals[NOTIFIED], 0, type != NULL ? type->c_type : NULL, body);

  /* The stack would begin anew by itself after some of these ends: on a new handle it is our own doing. */
  if (said != NULL && said->ss_substate != NULL && g_ascii_strcasecmp (said->ss_substate, "terminated") == 0)
    {
      if (said->ss_retry_after != NULL)
        g_ascii_string_to_unsigned (said->ss_retry_after, 10, 0, MAX_WAIT_S, &retry_after, NULL);
      fail (self, 0, said->ss_reason, (guint) retry_after);
    }
}

static void
on_event (gpointer object, const RbSipStackEvent *event)
{
  g_autoptr (RbSipSubscription) self = g_object_ref (object);

  if (self->handle == NULL)
    return;

  if (event->event == nua_r_subscribe)
    on_subscribe_response (self, event);
  else if (event->event == nua_i_notify && event->status < 300)
    on_notify (self, event);
}

/* The stack goes away, perhaps another comes: nobody notifies us there. */
static void
on_stack_leaving (RbSipAgent *agent, RbSipSubscription *self)
{
  drop_handle (self);
  g_clear_handle_id (&self->retry, g_source_remove);
  self->failures = 0;
  if (!rb_sip_agent_is_shutting_down (agent))
    self->retry = g_timeout_add_seconds (1, on_retry, self);
}

static void
rb_sip_subscription_dispose (GObject *object)
{
  RbSipSubscription *self = RB_SIP_SUBSCRIPTION (object);

  g_clear_handle_id (&self->retry, g_source_remove);
  drop_handle (self);
  if (self->agent != NULL)
    g_signal_handlers_disconnect_by_data (self->agent, self);
  g_clear_object (&self->agent);

  G_OBJECT_CLASS (rb_sip_subscription_parent_class)->dispose (object);
}

static void
rb_sip_subscription_finalize (GObject *object)
{
  RbSipSubscription *self = RB_SIP_SUBSCRIPTION (object);

  g_hash_table_unref (self->answered);
  g_free (self->call_id);
  g_free (self->uri);
  g_free (self->package);
  g_free (self->accept);

  G_OBJECT_CLASS (rb_sip_subscription_parent_class)->finalize (object);
}

static void
rb_sip_subscription_class_init (RbSipSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rb_sip_subscription_dispose;
  object_class->finalize = rb_sip_subscription_finalize;

  signals[CHANGED] =
      g_signal_new ("changed", RB_TYPE_SIP_SUBSCRIPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTIFIED] = g_signal_new ("notified", RB_TYPE_SIP_SUBSCRIPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BYTES);
}

static void
rb_sip_subscription_init (RbSipSubscription *self)
{
  self->owner = (RbSipOwner){ on_event, self };
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tokens = BURST;
  self->tokens_us = g_get_monotonic_time ();
}

RbSipSubscription *
rb_sip_subscription_new (RbSipAgent *agent, const char *uri, const char *package, const char *accept, guint expires)
{
  RbSipSubscription *self;

  g_return_val_if_fail (RB_IS_SIP_AGENT (agent), NULL);
  g_return_val_if_fail (uri != NULL && package != NULL && accept != NULL, NULL);

  self = g_object_new (RB_TYPE_SIP_SUBSCRIPTION, NULL);
  self->agent = g_object_ref (agent);
  self->uri = g_strdup (uri);
  self->package = g_strdup (package);
  self->accept = g_strdup (accept);
  self->expires = expires;
  g_signal_connect (agent, "stack-leaving", G_CALLBACK (on_stack_leaving), self);
  begin (self);

  return self;
}

RbSipSubscriptionState
rb_sip_subscription_get_state (RbSipSubscription *self)
{
  g_return_val_if_fail (RB_IS_SIP_SUBSCRIPTION (self), RB_SIP_SUBSCRIPTION_REFUSED);

  return self->state;
}

guint
rb_sip_subscription_get_status (RbSipSubscription *self)
{
  g_return_val_if_fail (RB_IS_SIP_SUBSCRIPTION (self), 0);

  return self->status;
}

void
rb_sip_subscription_refresh (RbSipSubscription *self)
{
  g_return_if_fail (RB_IS_SIP_SUBSCRIPTION (self));

  if (self->handle != NULL && self->state == RB_SIP_SUBSCRIPTION_ACTIVE)
    send_subscribe (self);
}
