/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Redirection (RFC 3261 8.1.3.4, 21.3): an incoming call sent elsewhere with 302, and what may be done with a 3xx
 * to a call of ours. Nothing follows one by itself: rb_call_follow_redirect() is called by whoever may decide. */

#include "rb-call-transfer.h"

#include "rb-phone.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

gboolean
rb_call_redirect (RbCall *self, const char *target, const char *reason, GError **error)
{
  g_autofree char *uri = NULL;

  g_return_val_if_fail (RB_IS_CALL (self), FALSE);
  g_return_val_if_fail (target != NULL, FALSE);
  g_return_val_if_fail (reason != NULL, FALSE);

  if (self->state != RB_CALL_INCOMING)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                           _ ("Only a call that rings here can be forwarded."));
      return FALSE;
    }
  uri = rb_call_complete_target (self, target, error);
  if (uri == NULL)
    return FALSE;
  if (rb_call_is_party (self, uri))
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                   _ ("A call cannot be forwarded to %s: it would come back."), target);
      return FALSE;
    }

  self->ended_by_user = TRUE;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_REDIRECT, .target = uri, .redirect_reason = reason });

  return TRUE;
}

static gboolean
was_tried (RbCall *self, const char *uri)
{
  for (guint i = 0; i < self->tried->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->tried, i), uri) == 0)
      return TRUE;

  return rb_call_is_party (self, uri);
}

const char *
rb_call_get_redirect_target (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  if (self->end != RB_CALL_END_REDIRECTED || self->contacts == NULL || self->hops >= RB_CALL_MAX_HOPS)
    return NULL;

  for (gsize i = 0; self->contacts[i] != NULL; i++)
    if (!was_tried (self, self->contacts[i]))
      return self->contacts[i];

  return NULL;
}

RbCall *
rb_call_follow_redirect (RbCall *self, GError **error)
{
  g_autoptr (RbCall) call = NULL;
  g_autoptr (GError) cause = NULL;
  const char *target;

  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  target = rb_call_get_redirect_target (self);
  if (target == NULL)
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, _ ("%s names no other address that was not called yet."),
                   self->remote_name);
      return NULL;
    }

  call = rb_call_new_spawned (self, target, &(RbSipCallOptions){ 0 }, &cause);
  if (call == NULL)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, cause->message);
      return NULL;
    }

  call->dialled = g_strdup (self->dialled);
  g_ptr_array_add (self->tried, g_strdup (target));
  g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_SPAWNED], 0, call);

  return call; /* whoever took it from the signal holds it */
}
