/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A call's state in words, for cards and lists. */

#include "rb-call.h"

#include "rb-sip-uri.h"

#include <glib/gi18n-lib.h>

static const char *const state_texts[RB_N_CALL_STATES] = {
  [RB_CALL_CALLING] = N_ ("Calling…"),       [RB_CALL_REMOTE_RINGING] = N_ ("Ringing…"),
  [RB_CALL_INCOMING] = N_ ("Incoming call"), [RB_CALL_ANSWERING] = N_ ("Answering…"),
  [RB_CALL_ENDING] = N_ ("Ending…"),
};

static const char *const end_texts[] = {
  [RB_CALL_END_NONE] = N_ ("Ended"),        [RB_CALL_END_ANSWERED] = N_ ("Ended"),
  [RB_CALL_END_MISSED] = N_ ("Missed"),     [RB_CALL_END_ELSEWHERE] = N_ ("Answered elsewhere"),
  [RB_CALL_END_DECLINED] = N_ ("Declined"), [RB_CALL_END_CANCELLED] = N_ ("Cancelled"),
  [RB_CALL_END_FAILED] = N_ ("Failed"),     [RB_CALL_END_REDIRECTED] = N_ ("Redirected"),
};

/* How a failed call is called in two words; the sentence is rb_call_get_reason(). */
static const struct
{
  guint status;
  const char *text;
} failure_texts[] = {
  { 403, N_ ("Forbidden") },         { 404, N_ ("Not found") },
  { 408, N_ ("No answer") },         { 480, N_ ("Not available") },
  { 484, N_ ("Number incomplete") }, { 486, N_ ("Busy") },
  { 488, N_ ("No common codec") },   { 600, N_ ("Busy") },
  { 603, N_ ("Declined") },          { 604, N_ ("Not found") },
};

static char *
format_duration (gint64 us)
{
  guint seconds = (guint) (us / G_USEC_PER_SEC);

  if (seconds >= 3600)
    return g_strdup_printf ("%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);

  return g_strdup_printf ("%02u:%02u", seconds / 60, seconds % 60);
}

static char *
format_active (RbCall *self)
{
  if (rb_call_is_on_hold (self))
    return g_strdup (_ ("On hold"));

  if (rb_call_is_held_by_remote (self))
    return g_strdup_printf (_ ("Held by %s"), rb_call_get_remote_name (self));

  return format_duration (rb_call_get_duration_us (self));
}

static char *
format_end (RbCall *self)
{
  RbCallEnd end = rb_call_get_end (self);

  if (rb_call_get_transfer_state (self) == RB_TRANSFER_SUCCEEDED)
    return g_strdup (_ ("Transferred"));

  if (end == RB_CALL_END_ANSWERED)
    {
      g_autofree char *duration = format_duration (rb_call_get_duration_us (self));

      return g_strdup_printf (_ ("Ended after %s"), duration);
    }

  if (end == RB_CALL_END_FAILED)
    for (gsize i = 0; i < G_N_ELEMENTS (failure_texts); i++)
      if (failure_texts[i].status == rb_call_get_status (self))
        return g_strdup (_ (failure_texts[i].text));

  return g_strdup (_ (end_texts[end]));
}

char *
rb_call_format_state (RbCall *self)
{
  RbCallState state;

  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  state = rb_call_get_state (self);
  if (state == RB_CALL_ACTIVE)
    return format_active (self);
  if (state == RB_CALL_ENDED)
    return format_end (self);

  return g_strdup (_ (state_texts[state]));
}

char *
rb_call_format_transfer (RbCall *self)
{
  const char *name;
  g_autofree char *target = NULL;

  g_return_val_if_fail (RB_IS_CALL (self), NULL);

  if (rb_call_get_transfer_state (self) == RB_TRANSFER_NONE)
    return NULL;

  name = rb_call_get_remote_name (self);
  target = rb_sip_uri_format_short (rb_call_get_transfer_target (self));
  switch (rb_call_get_transfer_state (self))
    {
    case RB_TRANSFER_ASKED:
      return g_strdup_printf (_ ("Asking %1$s to call %2$s…"), name, target);
    case RB_TRANSFER_ACCEPTED:
      return g_strdup_printf (_ ("%1$s will call %2$s…"), name, target);
    case RB_TRANSFER_TRYING:
      return g_strdup_printf (_ ("%1$s is calling %2$s…"), name, target);
    case RB_TRANSFER_RINGING:
      return g_strdup_printf (_ ("%1$s waits while it rings at %2$s…"), name, target);
    case RB_TRANSFER_SUCCEEDED:
      return g_strdup_printf (_ ("%1$s now talks with %2$s."), name, target);
    case RB_TRANSFER_NONE:
    case RB_TRANSFER_FAILED:
    default:
      return g_strdup (rb_call_get_transfer_reason (self));
    }
}
