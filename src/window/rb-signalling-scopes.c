/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of scopes: where each reads from, which messages it takes, and what to say while there
 * are none. */

#include "rb-signalling-scopes.h"

#include <glib/gi18n-lib.h>

/* In the order of RbSignallingScope. */
static const RbSignallingScopeInfo scopes[] = {
  { "call", N_ ("This call"), RB_SIGNALLING_FROM_LIVE, RB_SCOPE_CALL, N_ ("No call yet"),
    N_ ("Call somebody: every SIP message of the call appears here.") },
  { "related", N_ ("This call and what belongs to it"), RB_SIGNALLING_FROM_LIVE, RB_SCOPE_CALL, N_ ("No call yet"),
    N_ ("Call somebody: the messages of the call appear here, and those of calls it is transferred to.") },
  { "registrations", N_ ("Registrations"), RB_SIGNALLING_FROM_LIVE, RB_SCOPE_REGISTRATIONS, N_ ("No registrations yet"),
    N_ ("Each time an account registers, the messages appear here.") },
  { "everything", N_ ("Everything"), RB_SIGNALLING_FROM_LIVE, RB_SCOPE_EVERYTHING, N_ ("No messages yet"),
    N_ ("Call somebody: every SIP message appears here.") },
  { "lab-call", N_ ("This call, on all its hops"), RB_SIGNALLING_FROM_LAB, RB_SCOPE_CALL,
    N_ ("Nothing of this call yet"),
    N_ ("What the practice network sends and receives for this call appears here: the way from the caller over "
        "the proxy to the callee.") },
  { "lab-everything", N_ ("Everything the practice network sees"), RB_SIGNALLING_FROM_LAB, RB_SCOPE_EVERYTHING,
    N_ ("No messages yet"), N_ ("Every message that the practice network sends and receives appears here.") },
  { "capture", NULL, RB_SIGNALLING_FROM_CAPTURE, RB_SCOPE_EVERYTHING, N_ ("No messages"),
    N_ ("There is no SIP message in this capture.") },
  { "merged", NULL, RB_SIGNALLING_FROM_MERGED, RB_SCOPE_EVERYTHING, N_ ("No messages"),
    N_ ("There is no SIP message in these captures.") },
  { "picked", NULL, RB_SIGNALLING_FROM_PICKED, RB_SCOPE_CALL, N_ ("No messages"),
    N_ ("There is no message of this call.") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (scopes) == RB_N_SIGNALLING_SCOPES);

const RbSignallingScopeInfo *
rb_signalling_scope_get_info (RbSignallingScope scope)
{
  g_return_val_if_fail (scope < RB_N_SIGNALLING_SCOPES, NULL);

  return &scopes[scope];
}

gboolean
rb_signalling_scope_from_id (const char *id, RbSignallingScope *out)
{
  for (guint i = 0; i < RB_N_SIGNALLING_SCOPES; i++)
    if (g_strcmp0 (id, scopes[i].id) == 0)
      {
        *out = i;
        return TRUE;
      }

  return FALSE;
}
