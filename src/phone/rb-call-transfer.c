/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transfer, in its three roles (RFC 5589): we ask the far end to call somebody (transferor), the far end
 * asks us (transferee), somebody takes a call of ours over (target). rb-call-table.c says when, this file how. */

#include "rb-call-transfer.h"

#include "rb-phone.h"
#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 6665 4.1.2.4, timer N: the first NOTIFY comes within 64 × T1 of the 202. */
#define FIRST_NEWS_LIMIT_S 32
/* From one NOTIFY to the next: as long as an INVITE may ring (RFC 3261 16.6, timer C). */
#define NEWS_LIMIT_S 180
#define ASK_LIMIT_S 60  /* for a person to decide */
#define LEAVE_AFTER_S 4 /* for the far end to hang up the call whose place was taken, as it should */

static gboolean
is_going_on (RbTransferState state)
{
  return state != RB_TRANSFER_NONE && state != RB_TRANSFER_SUCCEEDED && state != RB_TRANSFER_FAILED;
}

/* "host:port" as people write it. (transfer full) */
static char *
get_place (const char *uri)
{
  g_autofree char *text = rb_sip_uri_format_short (uri);
  const char *at = strrchr (text, '@');

  return g_ascii_strdown (at != NULL ? at + 1 : text, -1);
}

static gboolean
is_same_address (const char *a, const char *b)
{
  g_autofree char *left = a != NULL ? rb_sip_uri_format_short (a) : NULL;
  g_autofree char *right = b != NULL ? rb_sip_uri_format_short (b) : NULL;

  return left != NULL && right != NULL && g_ascii_strcasecmp (left, right) == 0;
}

static gboolean
is_ourselves (RbCall *self, const char *uri)
{
  RbSipAgent *agent = rb_sip_call_get_agent (self->sip);
  g_autofree char *address = rb_sip_agent_get_local_address (agent, uri);
  gboolean v6 = strchr (address, ':') != NULL;
  g_autofree char *own =
      g_strdup_printf ("sip:%s%s%s:%u", v6 ? "[" : "", address, v6 ? "]" : "", rb_sip_agent_get_port (agent));
  g_autofree char *own_place = get_place (own);
  g_autofree char *place = get_place (uri);

  return is_same_address (uri, rb_sip_agent_get_aor (agent)) ||
         is_same_address (uri, rb_sip_call_get_local_uri (self->sip)) || strcmp (place, own_place) == 0;
}

gboolean
rb_call_is_party (RbCall *self, const char *uri)
{
  return is_same_address (uri, self->remote_uri) || is_same_address (uri, rb_sip_call_get_remote_contact (self->sip)) ||
         is_ourselves (self, uri);
}

RbCall *
rb_call_new_spawned (RbCall *self, const char *uri, const RbSipCallOptions *options, GError **error)
{
  RbSipCallOptions own = *options;
  RbCall *call;

  own.hide_identity |= rb_sip_call_is_hidden (self->sip);
  call = rb_call_new_outgoing_with (self->account, rb_sip_call_get_agent (self->sip), self->device, uri, &own, error);

  if (call == NULL)
    return NULL;

  call->hops = self->hops + 1;
  for (guint i = 0; i < self->tried->len; i++)
    g_ptr_array_add (call->tried, g_strdup (g_ptr_array_index (self->tried, i)));
  g_ptr_array_add (call->tried, g_strdup (self->remote_uri));
  call->referred_by = g_strdup (options->referred_by);

  return call;
}

static gboolean
on_leave_due (gpointer data)
{
  RbCall *self = data;

  self->leave_source = 0;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_REPLACED });

  return G_SOURCE_REMOVE;
}

/* The far end is to hang up; when it does not, we do. */
static void
leave_soon (RbCall *self)
{
  if (self->leave_source == 0 && self->state != RB_CALL_ENDED)
    self->leave_source = g_timeout_add_seconds (LEAVE_AFTER_S, on_leave_due, self);
}

/* Transferor */

static gboolean
on_no_news (gpointer data)
{
  RbCall *self = data;

  self->transfer_source = 0;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_TRANSFER_TIMEOUT });

  return G_SOURCE_REMOVE;
}

static void
wait_for_news (RbCall *self, guint seconds)
{
  g_clear_handle_id (&self->transfer_source, g_source_remove);
  self->transfer_source = g_timeout_add_seconds (seconds, on_no_news, self);
}

/* The call goes on as it was before. */
static void
fail_transfer (RbCall *self, const char *reason)
{
  self->transfer_state = RB_TRANSFER_FAILED;
  g_free (self->transfer_reason);
  self->transfer_reason = g_strdup (reason);
  g_clear_handle_id (&self->transfer_source, g_source_remove);
  g_clear_object (&self->transfer_other);
  if (!self->transfer_was_held)
    rb_call_set_hold (self, FALSE);
}

void
rb_call_begin_transfer (RbCall *self, const RbCallEvent *event)
{
  g_free (self->transfer_target);
  self->transfer_target = g_strdup (event->target);
  g_clear_pointer (&self->transfer_reason, g_free);
  g_set_object (&self->transfer_other, event->other);
  self->transfer_state = RB_TRANSFER_ASKED;
  self->transfer_status = 0;
  self->refer_sent = FALSE;
  self->transfer_was_held = self->hold_wanted;
  rb_call_want_hold (self, TRUE); /* RFC 5589 6.1 */
  rb_call_sync_transfer (self);
}

void
rb_call_sync_transfer (RbCall *self)
{
  if (self->transfer_state != RB_TRANSFER_ASKED || self->refer_sent || self->offer_open || self->glare_source != 0 ||
      self->hold_wanted != self->on_hold)
    return;

  self->refer_sent = TRUE;
  if (rb_sip_call_refer (self->sip, self->transfer_target,
                         self->transfer_other != NULL ? self->transfer_other->sip : NULL))
    wait_for_news (self, FIRST_NEWS_LIMIT_S);
  else
    fail_transfer (self, _ ("The call to be joined is no longer up."));
}

static RbTransferState
judge_news (const RbSipCallEvent *event)
{
  if (event->kind == RB_SIP_CALL_REFER_ANSWERED)
    return event->status < 300 ? RB_TRANSFER_ACCEPTED : RB_TRANSFER_FAILED;

  if (event->status >= 300 || (event->last_report && event->status < 200))
    return RB_TRANSFER_FAILED;
  if (event->status >= 200)
    return RB_TRANSFER_SUCCEEDED;

  return event->status == 180 || event->status == 183 ? RB_TRANSFER_RINGING : RB_TRANSFER_TRYING;
}

gboolean
rb_call_is_transfer_news (RbCall *self, const RbSipCallEvent *event)
{
  return is_going_on (self->transfer_state) && judge_news (event) > self->transfer_state;
}

static char *
describe_failure (RbCall *self, const RbSipCallEvent *event)
{
  g_autofree char *target = rb_sip_uri_format_short (self->transfer_target);

  if (event->kind == RB_SIP_CALL_REFER_ANSWERED)
    return g_strdup (event->reason);
  if (event->status >= 300)
    return rb_sip_reason_text (event->status, event->phrase, target);

  return g_strdup_printf (_ ("%1$s no longer tells how the transfer to %2$s goes."), self->remote_name, target);
}

void
rb_call_take_transfer_news (RbCall *self, const RbSipCallEvent *event)
{
  RbTransferState state = judge_news (event);
  g_autofree char *reason = NULL;

  if (!rb_call_is_transfer_news (self, event))
    return;

  self->transfer_status = event->status;
  if (state == RB_TRANSFER_FAILED)
    {
      reason = describe_failure (self, event);
      fail_transfer (self, reason);
      return;
    }

  self->transfer_state = state;
  if (state != RB_TRANSFER_SUCCEEDED)
    {
      wait_for_news (self, state == RB_TRANSFER_ACCEPTED ? FIRST_NEWS_LIMIT_S : NEWS_LIMIT_S);
      return;
    }

  g_clear_handle_id (&self->transfer_source, g_source_remove);
  if (self->transfer_other != NULL)
    leave_soon (self->transfer_other);
  g_clear_object (&self->transfer_other);
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_REPLACED });
}

void
rb_call_give_up_transfer (RbCall *self)
{
  g_autofree char *target = NULL;
  g_autofree char *reason = NULL;

  if (!is_going_on (self->transfer_state))
    return;

  target = rb_sip_uri_format_short (self->transfer_target);
  reason = self->transfer_state == RB_TRANSFER_ASKED
               ? g_strdup_printf (_ ("%s did not answer the request to transfer the call."), self->remote_name)
               : g_strdup_printf (_ ("%1$s accepted the transfer to %2$s but never told how it went."),
                                  self->remote_name, target);

  fail_transfer (self, reason);
}

static gboolean
may_transfer (RbCall *self, GError **error)
{
  if (self->state != RB_CALL_ACTIVE)
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                         _ ("Only a call that is up can be transferred; wait for its answer."));
  else if (is_going_on (self->transfer_state))
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                         _ ("This call is being transferred already; wait for the outcome."));
  else
    return TRUE;

  return FALSE;
}

char *
rb_call_complete_target (RbCall *self, const char *target, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *uri =
      rb_sip_uri_from_input (target, self->account != NULL ? rb_account_get_domain (self->account) : NULL, &cause);

  if (uri == NULL)
    g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL, cause->message);

  return uri;
}

gboolean
rb_call_transfer (RbCall *self, const char *target, GError **error)
{
  g_autofree char *uri = NULL;

  g_return_val_if_fail (RB_IS_CALL (self), FALSE);
  g_return_val_if_fail (target != NULL, FALSE);

  if (!may_transfer (self, error))
    return FALSE;

  uri = rb_call_complete_target (self, target, error);
  if (uri == NULL)
    return FALSE;
  if (rb_call_is_party (self, uri))
    {
      g_set_error (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                   _ ("%s takes part in this call already; transfer it to somebody else."), target);
      return FALSE;
    }

  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_TRANSFER, .target = uri });

  return TRUE;
}

/* How the far end of this call is told to find the far end of @other: by the name that servers know (RFC 5589 7.3),
 * without a server by its Contact. */
static const char *
choose_target (RbCall *other)
{
  const char *contact = rb_sip_call_get_remote_contact (other->sip);

  return other->account == NULL && contact != NULL ? contact : other->remote_uri;
}

gboolean
rb_call_transfer_to (RbCall *self, RbCall *other, GError **error)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);
  g_return_val_if_fail (RB_IS_CALL (other), FALSE);

  if (!may_transfer (self, error))
    return FALSE;
  if (other == self || other->state != RB_CALL_ACTIVE)
    {
      g_set_error_literal (error, RB_PHONE_ERROR, RB_PHONE_ERROR_CALL,
                           _ ("A call can only be transferred into another one that is up; wait for its answer."));
      return FALSE;
    }

  rb_call_handle (self,
                  &(RbCallEvent){ .kind = RB_CALL_EVENT_TRANSFER, .target = choose_target (other), .other = other });

  return TRUE;
}

/* Transferee */

static void
forget_asked (RbCall *self)
{
  g_clear_handle_id (&self->asked_source, g_source_remove);
  g_clear_pointer (&self->asked_target, g_free);
  g_clear_pointer (&self->asked_replaces, g_free);
  g_clear_pointer (&self->asked_by, g_free);
}

static gboolean
on_nobody_decides (gpointer data)
{
  RbCall *self = data;

  self->asked_source = 0;
  rb_call_refuse_transfer (self);

  return G_SOURCE_REMOVE;
}

/* A REFER back to its sender is a circle, unless it moves the call to another of its dialogs. */
static gboolean
is_circle (RbCall *self, const RbSipCallEvent *event)
{
  if (self->hops >= RB_CALL_MAX_HOPS || is_ourselves (self, event->target))
    return TRUE;

  return event->replaces == NULL && rb_call_is_party (self, event->target);
}

void
rb_call_be_asked (RbCall *self, const RbSipCallEvent *event)
{
  if (is_circle (self, event) || self->follower != NULL || self->asked_target != NULL)
    {
      rb_sip_call_answer_refer (self->sip, 403);
      return;
    }
  if (!g_signal_has_handler_pending (self, rb_call_signals[RB_CALL_SIGNAL_TRANSFER_ASKED], 0, FALSE))
    {
      rb_sip_call_answer_refer (self->sip, 603);
      return;
    }

  /* RFC 3515 2.4.2: at once, whatever the person decides. */
  rb_sip_call_answer_refer (self->sip, 202);
  self->asked_target = g_strdup (event->target);
  self->asked_replaces = g_strdup (event->replaces);
  self->asked_by = g_strdup (event->referred_by);
  self->asked_source = g_timeout_add_seconds (ASK_LIMIT_S, on_nobody_decides, self);
  g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_TRANSFER_ASKED], 0, self->asked_target);
}

/* As the far end is told: the status of the INVITE that it had us send; 0: nothing new. */
static guint
judge_follower (RbCall *follower)
{
  switch (follower->state)
    {
    case RB_CALL_CALLING:
      return 100;
    case RB_CALL_REMOTE_RINGING:
      return follower->provisional_status;
    case RB_CALL_ACTIVE:
      return 200;
    case RB_CALL_ENDED:
      return follower->status >= 200 ? follower->status : 487;
    case RB_CALL_INCOMING:
    case RB_CALL_ANSWERING:
    case RB_CALL_ENDING:
    case RB_N_CALL_STATES:
    default:
      return 0;
    }
}

static void
on_follower_changed (RbCall *follower, RbCall *self)
{
  guint status = judge_follower (follower);

  if (status > self->follower_status)
    rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_FOLLOWER_NEWS, .status = status });
}

static void
unref_closure (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

void
rb_call_follow (RbCall *self)
{
  g_autofree char *target = g_steal_pointer (&self->asked_target);
  g_autofree char *replaces = g_steal_pointer (&self->asked_replaces);
  g_autofree char *referred_by = g_steal_pointer (&self->asked_by);
  const RbSipCallOptions options = { .replaces = replaces, .referred_by = referred_by };
  g_autoptr (GError) error = NULL;

  forget_asked (self);
  if (target == NULL)
    return;

  self->follower = rb_call_new_spawned (self, target, &options, &error);
  if (self->follower == NULL)
    {
      self->follower_status = 503;
      rb_sip_call_report (self->sip, 503);
      rb_call_set_reason (self, error->message);
      return;
    }

  self->follower_status = 100; /* told with the 202 */
  /* The far end may hang up at once and still wants to know: this call stays until it was told. */
  g_signal_connect_data (self->follower, "changed", G_CALLBACK (on_follower_changed), g_object_ref (self),
                         unref_closure, 0);
  g_signal_emit (self, rb_call_signals[RB_CALL_SIGNAL_SPAWNED], 0, self->follower);
}

void
rb_call_decline_asked (RbCall *self)
{
  if (self->asked_target == NULL)
    return;

  forget_asked (self);
  rb_sip_call_report (self->sip, 603);
}

void
rb_call_send_news (RbCall *self, guint status)
{
  g_autoptr (RbCall) follower = NULL;

  self->follower_status = status;
  rb_sip_call_report (self->sip, status);
  if (status < 200)
    return;

  if (status < 300)
    leave_soon (self);
  follower = g_steal_pointer (&self->follower);
  self->follower_status = 0;
  g_signal_handlers_disconnect_by_func (follower, on_follower_changed, self);
}

void
rb_call_accept_transfer (RbCall *self)
{
  g_return_if_fail (RB_IS_CALL (self));

  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_ACCEPT_TRANSFER });
}

void
rb_call_refuse_transfer (RbCall *self)
{
  g_return_if_fail (RB_IS_CALL (self));

  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_REFUSE_TRANSFER });
}

const char *
rb_call_get_asked_target (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->asked_target;
}

gboolean
rb_call_is_asked_attended (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), FALSE);

  return self->asked_replaces != NULL;
}

/* Target */

gboolean
rb_call_take_over (RbCall *self, GListModel *calls)
{
  RbSipCall *replaced = rb_sip_call_get_replaced (self->sip);
  g_autoptr (RbCall) old = NULL;

  for (guint i = 0; replaced != NULL && old == NULL && i < g_list_model_get_n_items (calls); i++)
    {
      g_autoptr (RbCall) call = g_list_model_get_item (calls, i);

      if (call->sip == replaced)
        old = g_steal_pointer (&call);
    }
  if (old == NULL || self->state != RB_CALL_INCOMING)
    return FALSE;

  g_set_object (&self->device, old->device);
  self->hold_wanted = old->hold_wanted;
  self->muted = old->muted;
  if (!rb_call_prepare_answer (self))
    return FALSE;
  rb_call_handle (self, &(RbCallEvent){ .kind = RB_CALL_EVENT_ANSWER });
  rb_call_handle (old, &(RbCallEvent){ .kind = RB_CALL_EVENT_REPLACED });

  return TRUE;
}

/* All */

void
rb_call_end_transfer (RbCall *self)
{
  g_clear_handle_id (&self->transfer_source, g_source_remove);
  g_clear_handle_id (&self->leave_source, g_source_remove);
  g_clear_object (&self->transfer_other);
}

RbTransferState
rb_call_get_transfer_state (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), RB_TRANSFER_NONE);

  return self->transfer_state;
}

const char *
rb_call_get_transfer_target (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->transfer_target;
}

guint
rb_call_get_transfer_status (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), 0);

  return self->transfer_status;
}

const char *
rb_call_get_transfer_reason (RbCall *self)
{
  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  return self->transfer_reason;
}
