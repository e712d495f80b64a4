/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "rb-lab.h"

G_BEGIN_DECLS

/* What the server thinks of an Authorization or Proxy-Authorization header. */
typedef enum
{
  RB_LAB_AUTH_ACCEPTED,
  RB_LAB_AUTH_ABSENT, /* no digest for our realm in an algorithm we offered: challenge */
  RB_LAB_AUTH_STALE,  /* nonce expired or used before: challenge again with stale=true */
  RB_LAB_AUTH_WRONG,  /* user name or password */
} RbLabAuth;

/* Seconds a nonce is good for. */
#define RB_LAB_NONCE_LIFETIME 300

/* The server's side of digest authentication (RFC 7616, RFC 8760, RFC 3261 22). Nonces carry
 * their time and a keyed hash, so none has to be remembered until it was used. */
typedef struct _RbLabChallenger RbLabChallenger;

RbLabChallenger *rb_lab_challenger_new (const char *realm, RbLabDigest digest);
void             rb_lab_challenger_free (RbLabChallenger *self);

/* Values for WWW-Authenticate or Proxy-Authenticate, best algorithm first; @now: monotonic µs.
 * (transfer full) */
GStrv            rb_lab_challenger_challenge (RbLabChallenger *self, gboolean stale, gint64 now);

/* @credentials: the header's value, "Digest username=…"; @users: name → password.
 * @user: set when accepted. (out) (transfer full) (optional) */
RbLabAuth        rb_lab_challenger_check (RbLabChallenger *self, const char *credentials, const char *method,
                                          GHashTable *users, gint64 now, char **user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RbLabChallenger, rb_lab_challenger_free)

G_END_DECLS
