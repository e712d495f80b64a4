/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every timer is for: table 4 of RFC 3261, L and M of RFC 6026, and the timers of phones that are no part of a
 * transaction. */

#include "rb-machine-private.h"

#include <glib/gi18n-lib.h>

#define N_BASES 3 /* T1, T2, T4 stand before the others */

static const RbTimerInfo infos[] = {
  { "T1", N_ ("500 ms"), "RFC 3261 17.1.1.1",
    N_ ("An estimate of the time a message and its answer take on the network. Nearly all timers are multiples of it."),
    N_ ("It does not run by itself.") },
  { "T2", N_ ("4 s"), "RFC 3261 17.1.2.2",
    N_ ("The longest wait between two copies of a request that is no INVITE, and of a response to an INVITE."),
    N_ ("It does not run by itself.") },
  { "T4", N_ ("5 s"), "RFC 3261 17.1.2.2", N_ ("The longest time a message stays in the network."),
    N_ ("It does not run by itself.") },
  { "A", N_ ("T1 at first, then twice as long each time; over UDP only"), "RFC 3261 17.1.1.2",
    N_ ("UDP may lose the INVITE: it is repeated until something comes back."),
    N_ ("The INVITE is sent again, and timer A begins anew with twice the time.") },
  { "B", N_ ("64 × T1 = 32 s"), "RFC 3261 17.1.1.2",
    N_ ("How long the caller's side waits for any response to its INVITE."),
    N_ ("The transaction has failed: its user is told the same as if a 408 had come.") },
  { "C", N_ ("more than 3 minutes"), "RFC 3261 16.6",
    N_ ("How long a proxy lets a call ring. Each 1xx but 100 starts it anew. Real proxies often wait a shorter time."),
    N_ ("The proxy sends CANCEL to the callee, or, when nothing had come back, acts as if a 408 had come.") },
  { "D", N_ ("at least 32 s over UDP, 0 over TCP"), "RFC 3261 17.1.1.2",
    N_ ("How long the caller's side stays to answer copies of the final response with ACK."),
    N_ ("The transaction is forgotten.") },
  { "E", N_ ("T1 at first, then twice as long each time, at most T2; over UDP only"), "RFC 3261 17.1.2.2",
    N_ ("UDP may lose the request: it is repeated until the final response comes."),
    N_ ("The request is sent again, and timer E begins anew.") },
  { "F", N_ ("64 × T1 = 32 s"), "RFC 3261 17.1.2.2",
    N_ ("How long a client waits for the final response to a request that is no INVITE."),
    N_ ("The transaction has failed: its user is told the same as if a 408 had come.") },
  { "G", N_ ("T1 at first, then twice as long each time, at most T2; over UDP only"), "RFC 3261 17.2.1",
    N_ ("UDP may lose the final response to an INVITE: it is repeated until the ACK comes."),
    N_ ("The final response is sent again, and timer G begins anew.") },
  { "H", N_ ("64 × T1 = 32 s"), "RFC 3261 17.2.1",
    N_ ("How long a server waits for the ACK of a final response from 300 to 699."),
    N_ ("The server gives up waiting: the transaction is forgotten.") },
  { "I", N_ ("T4 = 5 s over UDP, 0 over TCP"), "RFC 3261 17.2.1", N_ ("How long a server absorbs copies of the ACK."),
    N_ ("The transaction is forgotten.") },
  { "J", N_ ("64 × T1 = 32 s over UDP, 0 over TCP"), "RFC 3261 17.2.2",
    N_ ("How long a server stays to answer copies of the request with the same response."),
    N_ ("The transaction is forgotten.") },
  { "K", N_ ("T4 = 5 s over UDP, 0 over TCP"), "RFC 3261 17.1.2.2",
    N_ ("How long a client absorbs copies of the final response."), N_ ("The transaction is forgotten.") },
  { "L", N_ ("64 × T1 = 32 s"), "RFC 6026 8.7",
    N_ ("How long a server remembers an answered INVITE, so that a copy of it is not taken for a new call."),
    N_ ("The transaction is forgotten.") },
  { "M", N_ ("64 × T1 = 32 s"), "RFC 6026 8.4",
    N_ ("How long the caller's side waits for copies of the 2xx, or for a 2xx from another phone."),
    N_ ("The transaction is forgotten.") },
  { "2xx", N_ ("T1 at first, then twice as long each time, at most T2; over TCP, too"), "RFC 3261 13.3.1.4",
    N_ ("The callee's phone itself repeats its 2xx to an INVITE until the ACK comes, because the ACK may come another "
        "way."),
    N_ ("The 2xx is sent again. After 64 × T1 = 32 s without ACK the phone hangs up with BYE.") },
  { "1xx", N_ ("T1 at first, then twice as long each time; over TCP, too"), "RFC 3262 3",
    N_ ("A reliable provisional response is repeated until its PRACK comes."),
    N_ ("The provisional response is sent again. After 64 × T1 = 32 s without PRACK the INVITE is refused with a "
        "5xx.") },
  { "session", N_ ("Session-Expires, usually 1800 s"), "RFC 4028 10",
    N_ ("Tells a call whose other end has vanished from one that is quiet: an INVITE or UPDATE renews it at half of "
        "its time."),
    N_ ("The phone that misses the refresh hangs up with BYE, shortly before the time has run out.") },
  { "registration", N_ ("expires, often 3600 s"), "RFC 3261 10.2.4",
    N_ ("How long the registrar keeps the address of the phone. The phone renews it before with another REGISTER."),
    N_ ("The registrar forgets the phone: calls for it are answered with 480 or 404.") },
};

const RbTimerInfo *
rb_timer_info_get (guint n)
{
  return n < G_N_ELEMENTS (infos) ? &infos[n] : NULL;
}

const RbTimerInfo *
rb_running_timer_get_info (RbRunningTimer timer)
{
  return &infos[N_BASES + timer];
}

const char *
rb_running_timer_get_name (RbRunningTimer timer)
{
  return rb_running_timer_get_info (timer)->name;
}

const char *
rb_running_timer_get_text (RbRunningTimer timer)
{
  const RbTimerInfo *info = rb_running_timer_get_info (timer);
  g_autofree char *text = g_strdup_printf ("%s %s", _ (info->purpose), _ (info->firing));

  return g_intern_string (text);
}

gint64
rb_running_timer_get_interval (RbRunningTimer timer, gboolean reliable)
{
  switch (timer)
    {
    case RB_RUNNING_A:
    case RB_RUNNING_E:
    case RB_RUNNING_G:
      return RB_T1_US;
    case RB_RUNNING_C:
      return RB_TIMER_C_US;
    case RB_RUNNING_D:
    case RB_RUNNING_J:
      return reliable ? 0 : RB_64_T1_US;
    case RB_RUNNING_I:
    case RB_RUNNING_K:
      return reliable ? 0 : RB_T4_US;
    default: /* B, F, H, L, M */
      return RB_64_T1_US;
    }
}
