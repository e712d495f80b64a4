/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RbSipPublication: PUBLISH of the account's own state (RFC 3903). SIP-ETag, SIP-If-Match, the refresh without a body,
 * 412 and 423 are the stack's; here is what is published, one request at a time, and what follows a failure. */

#include "rb-sip-publication.h"

#include "rb-sip-events-private.h"
#include "rb-sip-registration.h"
#include "rb-sip-subscription.h"

#include <string.h>

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
  gboolean stale;       /* @body is newer than what was sent last */
  gboolean busy;        /* a PUBLISH awaits its answer */
  GHashTable *answered; /* realms */
  RbSipPublicationState state;
  guint status;
  guint failures;
  guint retry; /* source */
};

static void
publish (RbSipPublication *self)
{
  g_autofree char *expires = g_strdup_printf ("%u", self->expires);

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
  self->state = RB_SIP_PUBLICATION_SENDING;
  nua_publish (self->handle, SIPTAG_EVENT_STR (self->package), SIPTAG_CONTENT_TYPE_STR (self->content_type),
               SIPTAG_EXPIRES_STR (expires), SIPTAG_PAYLOAD_STR (self->body), TAG_END ());
}

static void
drop_handle (RbSipPublication *self)
{
  self->busy = FALSE;
  if (self->handle != NULL)
    nua_handle_bind (self->handle, NULL);
  g_clear_pointer (&self->handle, nua_handle_destroy);
}

static gboolean
on_retry (gpointer data)
{
  RbSipPublication *self = data;

  self->retry = 0;
  publish (self);

  return G_SOURCE_REMOVE;
}

static void
fail (RbSipPublication *self, const RbSipStackEvent *event)
{
  guint wait;

  self->failures++;
  wait = rb_sip_subscription_get_retry ((guint) event->status, NULL, rb_sip_events_get_retry_after (event->sip),
                                        self->failures, g_random_int ());
  drop_handle (self);
  self->state = RB_SIP_PUBLICATION_REFUSED;
  if (wait == RB_SIP_SUBSCRIPTION_NEVER)
    return;

  self->state = RB_SIP_PUBLICATION_SENDING;
  self->retry = g_timeout_add (wait * 1000, on_retry, self);
}

static void
on_event (gpointer object, const RbSipStackEvent *event)
{
  RbSipPublication *self = object;

  if (event->event != nua_r_publish || event->status < 200 || self->handle == NULL)
    return;

  rb_sip_events_append_synthetic (self->agent, self->call_id, rb_sip_agent_get_aor (self->agent), "PUBLISH", event);
  if (rb_sip_events_authenticate (self->agent, self->handle, event, self->answered))
    return;

  self->busy = FALSE;
  self->status = (guint) event->status;
  if (event->status >= 300)
    {
      fail (self, event);
      return;
    }

  self->failures = 0;
  self->state = RB_SIP_PUBLICATION_PUBLISHED;
  g_hash_table_remove_all (self->answered);
  if (self->stale)
    publish (self);
}

static void
on_stack_leaving (RbSipAgent *agent, RbSipPublication *self)
{
  drop_handle (self);
  g_clear_handle_id (&self->retry, g_source_remove);
  if (!rb_sip_agent_is_shutting_down (agent) && self->body != NULL && self->state != RB_SIP_PUBLICATION_REFUSED)
    self->retry = g_timeout_add_seconds (1, on_retry, self);
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
  g_clear_handle_id (&self->retry, g_source_remove);
  drop_handle (self);
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
  if (!self->busy && self->retry == 0)
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
