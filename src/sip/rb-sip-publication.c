/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipPublication: PUBLISH of the account's own state (RFC 3903), one request at a time: what is new by SIP-If-Match
 * of the last SIP-ETag, without a body to refresh, the whole again after a 412. NUA's own nua_publish() (1.12.11)
 * reports a 412 as final after it has sent the request again. */

#include "rb-sip-publication.h"

#include "rb-sip-events-private.h"
#include "rb-sip-registration.h"
#include "rb-sip-subscription.h"

#include <string.h>

#define PRECONDITION_FAILED 412
#define MAX_EXPIRES_S 86400

struct _RbSipPublication
{
  RbSipOwner owner;
  RbSipAgent *agent;
  nua_handle_t *handle; /* (nullable) */
  char *package;
  char *content_type;
  guint expires;
  char *call_id;
  char *body;           /* (nullable) what is to be published */
  char *etag;           /* (nullable) of what the server has */
  gboolean stale;       /* @body is newer than what was sent last */
  gboolean busy;        /* a PUBLISH awaits its answer */
  GHashTable *answered; /* realms */
  RbSipPublicationState state;
  guint status;
  guint failures;
  guint timer; /* source: the refresh, or the next try */
};

static void
send_publish (RbSipPublication *self, guint expires, gboolean with_body)
{
  g_autofree char *text = g_strdup_printf ("%u", expires);

  nua_method (self->handle, NUTAG_METHOD ("PUBLISH"), SIPTAG_EVENT_STR (self->package), SIPTAG_EXPIRES_STR (text),
              TAG_IF (self->etag != NULL, SIPTAG_IF_MATCH_STR (self->etag)),
              TAG_IF (with_body, SIPTAG_CONTENT_TYPE_STR (self->content_type)),
              TAG_IF (with_body, SIPTAG_PAYLOAD_STR (self->body)), TAG_END ());
}

/* What is new, or a refresh. */
static void
publish (RbSipPublication *self)
{
  gboolean with_body = self->stale || self->etag == NULL;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->handle == NULL)
    {
      g_hash_table_remove_all (self->answered);
      self->handle = rb_sip_events_open_handle (self->agent, rb_sip_agent_get_aor (self->agent), &self->owner,
                                                &self->call_id, NULL);
    }
  if (self->handle == NULL)
    return; /* no stack: when one comes it begins anew */

  self->busy = TRUE;
  self->stale = FALSE;
  if (with_body)
    self->state = RB_SIP_PUBLICATION_SENDING;
  send_publish (self, self->expires, with_body);
}

static void
drop_handle (RbSipPublication *self)
{
  self->busy = FALSE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->handle != NULL)
    nua_handle_bind (self->handle, NULL);
  g_clear_pointer (&self->handle, nua_handle_destroy);
}

static gboolean
on_timer (gpointer data)
{
  RbSipPublication *self = data;

  self->timer = 0;
  publish (self);

  return G_SOURCE_REMOVE;
}

static void
fail (RbSipPublication *self, const RbSipStackEvent *event)
{
  guint wait;

  self->failures++;
  self->stale = TRUE;
  if (event->status == PRECONDITION_FAILED && self->etag != NULL)
    {
      /* The server has forgotten what it had (RFC 3903 4.1). */
      g_clear_pointer (&self->etag, g_free);
      publish (self);
      return;
    }

  wait = rb_sip_subscription_get_retry ((guint) event->status, NULL, rb_sip_events_get_retry_after (event->sip),
                                        self->failures, g_random_int ());
  drop_handle (self);
  self->state = RB_SIP_PUBLICATION_REFUSED;
  if (wait == RB_SIP_SUBSCRIPTION_NEVER)
    return;

  self->state = RB_SIP_PUBLICATION_SENDING;
  self->timer = g_timeout_add_seconds (wait, on_timer, self);
}

static void
on_published (RbSipPublication *self, const sip_t *sip)
{
  guint granted = self->expires;

  self->failures = 0;
  self->state = RB_SIP_PUBLICATION_PUBLISHED;
  g_hash_table_remove_all (self->answered);
  g_free (self->etag);
  self->etag = sip != NULL && sip->sip_etag != NULL ? g_strdup (sip->sip_etag->g_string) : NULL;
  if (sip != NULL && sip->sip_expires != NULL)
    granted = (guint) CLAMP (sip->sip_expires->ex_delta, 5, (sip_time_t) MAX_EXPIRES_S);
  self->timer = g_timeout_add_seconds (granted / 5 * 4, on_timer, self);
  if (self->stale)
    publish (self);
}

static void
on_event (gpointer object, const RbSipStackEvent *event)
{
  RbSipPublication *self = object;

  if (event->event != nua_r_method || event->status < 200 || self->handle == NULL)
    return;

  rb_sip_events_append_synthetic (self->agent, self->call_id, rb_sip_agent_get_aor (self->agent), "PUBLISH", event);
  if (rb_sip_events_authenticate (self->agent, self->handle, event, self->answered))
    return;

  self->busy = FALSE;
  self->status = (guint) event->status;
  if (event->status >= 300)
    fail (self, event);
  else
    on_published (self, event->sip);
}

/* Takes back what the server has; whether that arrives is not waited for: it expires by itself. */
static void
withdraw (RbSipPublication *self)
{
  if (self->handle != NULL && self->etag != NULL)
    send_publish (self, 0, FALSE);
  g_clear_pointer (&self->etag, g_free);
  drop_handle (self);
}

static void
on_stack_leaving (RbSipAgent *agent, RbSipPublication *self)
{
  withdraw (self);
  self->stale = TRUE;
  if (!rb_sip_agent_is_shutting_down (agent) && self->body != NULL && self->state != RB_SIP_PUBLICATION_REFUSED)
    self->timer = g_timeout_add_seconds (1, on_timer, self);
}

RbSipPublication *
rb_sip_publication_new (RbSipAgent *agent, const char *package, const char *content_type, guint expires)
{
  RbSipPublication *self;

  g_return_val_if_fail (RB_IS_SIP_AGENT (agent), NULL);
  g_return_val_if_fail (package != NULL && content_type != NULL, NULL);

  self = g_new0 (RbSipPublication, 1);
  self->owner = (RbSipOwner){ on_event, self };
  self->agent = g_object_ref (agent);
  self->package = g_strdup (package);
  self->content_type = g_strdup (content_type);
  self->expires = expires;
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (agent, "stack-leaving", G_CALLBACK (on_stack_leaving), self);

  return self;
}

void
rb_sip_publication_free (RbSipPublication *self)
{
  withdraw (self);
  g_signal_handlers_disconnect_by_data (self->agent, self);
  g_object_unref (self->agent);
  g_hash_table_unref (self->answered);
  g_free (self->package);
  g_free (self->content_type);
  g_free (self->call_id);
  g_free (self->body);
  g_free (self);
}

void
rb_sip_publication_set (RbSipPublication *self, const char *body)
{
  g_return_if_fail (self != NULL && body != NULL);

  if (self->state == RB_SIP_PUBLICATION_REFUSED || (self->body != NULL && strcmp (self->body, body) == 0))
    return;

  g_free (self->body);
  self->body = g_strdup (body);
  self->stale = TRUE;
  /* Not before the time of the next try, where the last one failed. */
  if (!self->busy && (self->timer == 0 || self->state == RB_SIP_PUBLICATION_PUBLISHED))
    publish (self);
}

RbSipPublicationState
rb_sip_publication_get_state (RbSipPublication *self)
{
  g_return_val_if_fail (self != NULL, RB_SIP_PUBLICATION_NONE);

  return self->state;
}

guint
rb_sip_publication_get_status (RbSipPublication *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}
