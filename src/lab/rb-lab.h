/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-sip-engine.h"
#include "rb-trace.h"

G_BEGIN_DECLS

#define RB_LAB_ERROR (rb_lab_error_quark ())
GQuark rb_lab_error_quark (void);
typedef enum
{
  RB_LAB_ERROR_START,
  RB_LAB_ERROR_USER, /* user name or password breaks a rule, or the name is taken */
} RbLabError;

typedef enum
{
  RB_LAB_DIGEST_MD5,
  RB_LAB_DIGEST_SHA256,
  RB_LAB_DIGEST_BOTH, /* SHA-256 first, then MD5 (RFC 8760) */
} RbLabDigest;

typedef struct
{
  const char *listen;       /* IP address; NULL: 127.0.0.1 */
  guint16     port;         /* 0: 5062, or the next free one */
  guint       ring_timeout; /* s until the proxy's 408; 0: 30 */
  RbLabDigest digest;
} RbLabConfig;

typedef struct
{
  const char *user;        /* "echo" */
  const char *title;       /* translated: "Echo" */
  const char *description; /* translated: what it does when called */
} RbLabRobot;

/* The practice network: registrar and record-routing stateful forking proxy on NTA, and
 * robots on NUA, each a user one can call. Its messages are in its own trace.
 * Signal "registered" (const char *user, const char *contact, guint expires): a phone registered;
 * @expires 0 and an empty @contact: the user has no phone left. */
#define RB_TYPE_LAB (rb_lab_get_type ())
G_DECLARE_FINAL_TYPE (RbLab, rb_lab, RB, LAB, GObject)

RbLab            *rb_lab_new (RbSipEngine *engine, const RbLabConfig *config);
gboolean          rb_lab_start (RbLab *self, GError **error);
/* Takes at most 2 s; idempotent. Without it the last unref frees the network at once, and its calls
 * end without a BYE through the proxy. Not to be started again before the stop has finished. */
void              rb_lab_stop_async (RbLab *self, GAsyncReadyCallback callback, gpointer data);
void              rb_lab_stop_finish (RbLab *self, GAsyncResult *result);
const char       *rb_lab_get_domain (RbLab *self); /* "127.0.0.1:5062" */
guint16           rb_lab_get_port (RbLab *self);
RbTrace          *rb_lab_get_trace (RbLab *self);
/* Rules of the report's sign-up form: digits starting with 8, or lower-case letters, digits, '.', '-', '_'
 * beginning with a letter; 3–32 characters; password ≥ 4. NULL when fine, else the translated sentence. (transfer full) */
char             *rb_lab_check_user (const char *name, const char *password, const char *confirmation);
gboolean          rb_lab_add_user (RbLab *self, const char *name, const char *password, GError **error);
const RbLabRobot *rb_lab_get_robots (guint *n);
/* Seconds until the proxy ends an unanswered call; takes effect for the next call. */
void              rb_lab_set_ring_timeout (RbLab *self, guint seconds);

G_END_DECLS
