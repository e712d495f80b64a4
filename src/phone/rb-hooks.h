/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-phone.h"

G_BEGIN_DECLS

/* What a command can be run at. */
typedef enum
{
  RB_HOOK_INCOMING,
  RB_HOOK_ANSWERED,
  RB_HOOK_ENDED,
  RB_HOOK_MISSED,
  RB_HOOK_REGISTERED,
  RB_HOOK_REGISTRATION_FAILED,
  RB_N_HOOKS,
} RbHookEvent;

/* "incoming": the key in the setting “hooks”, and RINGBACK_EVENT */
const char *rb_hook_event_to_string (RbHookEvent event);

/* Runs the commands of the setting “hooks” at the events of @phone, off while there are none. A command is split into
 * program and arguments as a shell would (quotes, no variables), and never given to a shell. What happened is only in
 * its environment, each value one line of at most 256 characters, whatever the network sent:
 *  RINGBACK_EVENT      one of the names above
 *  RINGBACK_ACCOUNT    user@domain of the account
 *  RINGBACK_REASON     why, when something failed
 * and of a call
 *  RINGBACK_DIRECTION  “incoming” or “outgoing”
 *  RINGBACK_CALLER     who calls, RINGBACK_CALLED who is called: addresses
 *  RINGBACK_NAME       of the other side, RINGBACK_NUMBER the user part of its address
 *  RINGBACK_CALL_ID    of SIP
 *  RINGBACK_DURATION   whole seconds since the answer, RINGBACK_STATUS the final SIP status, 0 while it is on
 * It has no input, nobody reads its output, and it is killed with all it started in its group after its limit. At most 8
 * run at a time; further events are then left out and logged. */
#define RB_TYPE_HOOKS (rb_hooks_get_type ())
G_DECLARE_FINAL_TYPE (RbHooks, rb_hooks, RB, HOOKS, GObject)

RbHooks *rb_hooks_new (RbPhone *phone);
/* How long a command that starts from now on may run: 30 s where nothing else is said. */
void     rb_hooks_set_limit (RbHooks *self, guint seconds);
/* Is it a command that can be run? FALSE with a whole sentence. */
gboolean rb_hooks_check (const char *command, GError **error);
/* Runs @command with an example of @event. */
void     rb_hooks_try_async (RbHooks *self, RbHookEvent event, const char *command, GAsyncReadyCallback callback,
                             gpointer data);
/* How it ended, a whole sentence; NULL with a sentence when it could not be run. (transfer full) (nullable) */
char    *rb_hooks_try_finish (RbHooks *self, GAsyncResult *result, GError **error);

G_END_DECLS
