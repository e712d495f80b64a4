/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-account.h"
#include "rb-dialog-info.h"
#include "rb-pidf.h"

G_BEGIN_DECLS

/* What another person's phone is known to do. */
typedef enum
{
  RB_PRESENCE_UNKNOWN, /* not watched, not allowed, not said */
  RB_PRESENCE_OFFLINE,
  RB_PRESENCE_AVAILABLE,
  RB_PRESENCE_AWAY,
  RB_PRESENCE_BUSY,
  RB_PRESENCE_RINGING,
  RB_PRESENCE_ON_THE_PHONE,
  RB_N_PRESENCE_STATES,
} RbPresenceState;

/* At most so many addresses are watched at once, each by two subscriptions; those after them stay unknown. */
#define RB_PRESENCE_MAX_WATCHED 100

/* Presence (RFC 3856) and busy lamps (dialog package, RFC 4235) of other people, over the account that a call to them would go
 * out from, while that is registered. Of RbPhone: rb_phone_get_presence(). Main thread only.
 * Signal "changed" (const char *uri): of an address as it was given to rb_presence_watch() first. */
#define RB_TYPE_PRESENCE (rb_presence_get_type ())
G_DECLARE_FINAL_TYPE (RbPresence, rb_presence, RB, PRESENCE, GObject)

/* Watches @uri (a SIP URI) until rb_presence_unwatch() was called as often. FALSE: too many are watched. */
gboolean        rb_presence_watch (RbPresence *self, const char *uri);
void            rb_presence_unwatch (RbPresence *self, const char *uri);
RbPresenceState rb_presence_get_state (RbPresence *self, const char *uri);
const char     *rb_presence_get_note (RbPresence *self, const char *uri); /* (nullable) what the person wrote; one line, plain */
/* Whether both names mean the same person's address. */
gboolean        rb_presence_is_same (const char *uri, const char *other);

/* "On the phone": a whole phrase for people, never NULL. */
const char     *rb_presence_state_to_text (RbPresenceState state);
/* "on-the-phone": for JSON and CSS, never translated. */
const char     *rb_presence_state_to_string (RbPresenceState state);
/* One state of both; @pidf (nullable): nothing is known. The lamp tells more of the phone itself than a document does. */
RbPresenceState rb_presence_combine (const RbPidf *pidf, RbLamp lamp);

G_END_DECLS
