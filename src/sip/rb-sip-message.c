/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One MESSAGE to a person (RFC 3428): sent, authenticated, and what became of it in words. RbPhone sends one at a
 * time to each person. */

#include "rb-sip-message.h"

#include "rb-sip-events-private.h"
#include "rb-sip-reason.h"
#include "rb-sip-status.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TIMER_F_S 32 /* RFC 3261 17.1.2.2 */

struct _RbSipMessage
{
  RbSipOwner owner;
  RbSipAgent *agent;
  nua_handle_t *handle; /* (nullable): the stack went away */
  char *call_id;
  char *uri;
  GHashTable *answered; /* realms */
  RbSipTlsWatch *tls_watch;
  gulong leaving_id;
  RbSipMessageFunc func;
  gpointer data;
};

static const struct
{
  guint status;
  const char *text; /* %s: the address */
} reasons[] = {
  { 401, N_ ("The server for %s did not accept the user name or password. Check them in the account.") },
  { 403, N_ ("The server does not let this account send messages to %s. Ask its provider.") },
  { 404, N_ ("There is no user %s. Check the address.") },
  { 405, N_ ("%s does not take messages.") },
  { 407, N_ ("The proxy did not accept the user name or password for the message to %s. Check them in the account.") },
  { 408, N_ ("The network found nobody at %s in time. Try again later.") },
  { 410, N_ ("%s no longer exists.") },
  { 413, N_ ("The message is too long for %s. Send it in parts.") },
  { 415, N_ ("%s does not understand plain text messages.") },
  { 480, N_ ("%s cannot be reached now. Try again later.") },
  { 481, N_ ("%s did not expect a message. Try again later.") },
  { 486, N_ ("%s does not take messages now. Try again later.") },
  { 488, N_ ("%s does not accept this message.") },
  { 501, N_ ("%s does not take messages.") },
  { 503, N_ ("The service for messages to %s is not available now. Try again later.") },
  { 513, N_ ("The message is too long for %s. Send it in parts.") },
  { 603, N_ ("%s declined the message.") },
};

static char *
describe (RbSipMessage *self, const RbSipStackEvent *event)
{
  const char *proxy = rb_sip_agent_get_config (self->agent)->proxy;
  const char *phrase = event->phrase != NULL && *event->phrase != '\0' ? event->phrase : NULL;
  g_autofree char *what = rb_sip_uri_format_short (self->uri);
  g_autofree char *valid = NULL;

  if (!event->real)
    return rb_sip_reason_no_response ((guint) event->status, event->phrase, what, proxy != NULL ? proxy : self->uri,
                                      event->status == 408 ? TIMER_F_S : 0);

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].status == (guint) event->status)
      {
        GString *out = g_string_new (_ (reasons[i].text));

        g_string_replace (out, "%s", what, 1);
        return g_string_free (out, FALSE);
      }

  valid = g_utf8_make_valid (phrase != NULL ? phrase : rb_sip_status_phrase ((guint) event->status), -1);

  return g_strdup_printf (_ ("The message to %s was refused: the answer was “%u %s”."), what, (guint) event->status,
                          valid);
}

static void
release (RbSipMessage *self)
{
  g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  g_clear_signal_handler (&self->leaving_id, self->agent);
  if (self->handle != NULL)
    nua_handle_bind (self->handle, NULL);
  g_clear_pointer (&self->handle, nua_handle_destroy);
}

static void
finish (RbSipMessage *self, guint status, const char *reason)
{
  release (self);
  self->func (status, reason, self->data);
  rb_sip_message_free (self);
}

static void
on_event (gpointer object, const RbSipStackEvent *event)
{
  RbSipMessage *self = object;
  g_autofree char *reason = NULL;

  if (event->event != nua_r_message || event->status < 200)
    return;

  if (event->real)
    g_clear_pointer (&self->tls_watch, rb_sip_tls_watch_free);
  rb_sip_events_append_synthetic (self->agent, self->call_id, self->uri, "MESSAGE", event);
  if (rb_sip_events_authenticate (self->agent, self->handle, event, self->answered))
    return;

  if (event->status >= 300)
    reason = describe (self, event);
  finish (self, (guint) event->status, reason);
}

static void
on_tls_failed (const char *reason, gpointer data)
{
  finish (data, 503, reason);
}

static void
on_stack_leaving (RbSipAgent *agent, RbSipMessage *self)
{
  finish (self, 0,
          _ ("The connection was closed before an answer came: it is not known whether the message arrived."));
}

RbSipMessage *
rb_sip_message_send (RbSipAgent *agent, const char *uri, const char *text, RbSipMessageFunc func, gpointer data,
                     GError **error)
{
  RbSipMessage *self;

  g_return_val_if_fail (RB_IS_SIP_AGENT (agent), NULL);
  g_return_val_if_fail (uri != NULL && text != NULL && *text != '\0' && func != NULL, NULL);
  g_return_val_if_fail (strlen (text) <= RB_SIP_MESSAGE_MAX_BYTES, NULL);

  self = g_new0 (RbSipMessage, 1);
  self->owner = (RbSipOwner){ on_event, self };
  self->agent = g_object_ref (agent);
  self->uri = g_strdup (uri);
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->func = func;
  self->data = data;
  self->handle = rb_sip_events_open_handle (agent, uri, &self->owner, &self->call_id, error);
  if (self->handle == NULL)
    {
      rb_sip_message_free (self);
      return NULL;
    }

  nua_message (self->handle, SIPTAG_CONTENT_TYPE_STR ("text/plain;charset=UTF-8"), SIPTAG_PAYLOAD_STR (text),
               TAG_END ());
  self->tls_watch = rb_sip_agent_watch_tls (agent, uri, on_tls_failed, self);
  self->leaving_id = g_signal_connect (agent, "stack-leaving", G_CALLBACK (on_stack_leaving), self);

  return self;
}

void
rb_sip_message_free (RbSipMessage *self)
{
  release (self);
  g_hash_table_unref (self->answered);
  g_free (self->call_id);
  g_free (self->uri);
  g_object_unref (self->agent);
  g_free (self);
}
