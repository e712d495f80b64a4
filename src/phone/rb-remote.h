/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RB_REMOTE_ERROR (rb_remote_error_quark ())
GQuark rb_remote_error_quark (void);
typedef enum
{
  RB_REMOTE_ERROR_NOT_RUNNING,
  RB_REMOTE_ERROR_USAGE,  /* no such verb, or an argument is missing or wrong */
  RB_REMOTE_ERROR_FAILED, /* it runs, and said no */
} RbRemoteError;

/* What can be asked of the running window over D-Bus (data/io.github.ringback.Ringback.xml), by `ringback --VERB` and
 * `ringback-cli remote VERB`. */
typedef struct
{
  const char *name;
  const char *argument; /* (nullable): what must follow it, for people */
  const char *summary;  /* marked for translation */
} RbRemoteVerb;

const RbRemoteVerb *rb_remote_list_verbs (guint *n);
/**
 * rb_remote_do:
 * @verb: name of a verb
 * @argument: (nullable)
 * @json: of “status”: one JSON object instead of text
 *
 * Does it and waits for the answer; never starts the program.
 *
 * Returns: (transfer full) (nullable): what to print, without the last line end; "" when there is nothing to say
 */
char *rb_remote_do (const char *verb, const char *argument, gboolean json, GError **error);

G_END_DECLS
