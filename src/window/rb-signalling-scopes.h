/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rb-scope-model.h"

G_BEGIN_DECLS

/* What the scope switch offers. */
typedef enum
{
  RB_SIGNALLING_CALL,
  RB_SIGNALLING_RELATED, /* and what belongs to it; or to a call of any other trace */
  RB_SIGNALLING_REGISTRATIONS,
  RB_SIGNALLING_EVERYTHING,
  RB_SIGNALLING_LAB_CALL,
  RB_SIGNALLING_LAB_EVERYTHING,
  RB_SIGNALLING_CAPTURE,
  RB_SIGNALLING_MERGED, /* two captures, or what one and our own trace have seen */
  RB_SIGNALLING_PICKED, /* one call of any of them */
  RB_N_SIGNALLING_SCOPES,
} RbSignallingScope;

typedef enum
{
  RB_SIGNALLING_FROM_LIVE,
  RB_SIGNALLING_FROM_LAB,
  RB_SIGNALLING_FROM_CAPTURE,
  RB_SIGNALLING_FROM_MERGED,
  RB_SIGNALLING_FROM_PICKED,
  RB_N_SIGNALLING_SOURCES,
} RbSignallingSource;

typedef struct
{
  const char *id;    /* target of the action, never translated */
  const char *label; /* to be translated; NULL: its title */
  RbSignallingSource source;
  RbScopeKind kind;
  const char *empty_title; /* to be translated: what to say while there is no message */
  const char *empty_text;
} RbSignallingScopeInfo;

const RbSignallingScopeInfo *rb_signalling_scope_get_info (RbSignallingScope scope); /* (transfer none) */
/* FALSE when no scope has that @id. */
gboolean rb_signalling_scope_from_id (const char *id, RbSignallingScope *out);

G_END_DECLS
